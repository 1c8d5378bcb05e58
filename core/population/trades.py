"""Logs of a market, whose users buy and sell: what they sell is no purchase, and takes none back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from core.population.event_parts import split_name

_BUY = re.compile(
    r"^(buys?|bought|purchase|kauf|gekauft|achats?|achete|compras?|comprado|acquisto|acquistato|b)( order)?$"
    r"|^(买入|買入|买|買い|買付|매수)$"
)
_SELL = re.compile(
    r"^(sells?|sold|verkauf|verkauft|ventes?|vendu|ventas?|vendido|vendite?|venduto|vendas?|s)( order)?$"
    r"|^(卖出|賣出|卖|売り|売却|매도)$"
)
_SHORT = frozenset(["b", "s"])
_SIDE = re.compile(
    r"\b(side|direction|buy sell|b s|action|order type|trade type|transaction type|type)\b|方向|売買|买卖"
)
_MOST = 4


def are_trades(names: Iterable[str], header: str | None = None) -> bool:
    """Whether events are those of a market: some buy, others sell, and in a column few do anything else.

    Letters are no words, unless they are B and S alone, and ``header``, if given, is the name of a column of sides.

    >>> are_trades(["BUY", "SELL"]), are_trades(["Kauf", "Verkauf"]), are_trades(["sale", "refund"])
    (True, True, False)
    >>> are_trades(["B", "S"], "side"), are_trades(["B", "S"], "size"), are_trades(["A", "B", "S"], "tier")
    (True, False, False)
    """
    plain = {split_name(name.lower()) for name in names}
    if header is not None and len(plain) > _MOST:
        return False
    words = {each for each in plain if len(each) > 1 or not each.isascii()}
    if not words:
        return plain == _SHORT and (header is None or bool(_SIDE.search(split_name(header))))
    return any(map(_BUY.match, words)) and any(map(_SELL.match, words))


def kinds_of_trades(names: Sequence[str], kinds: Sequence[str], bought: str, sold: str) -> list[str]:
    """Return the kinds of events, where those of a market that buy are ``bought`` and those that sell ``sold``.

    >>> kinds_of_trades(["sell", "buy", "view"], ["other", "purchase", "view"], "purchase", "other")
    ['other', 'purchase', 'view']
    """
    if not are_trades(names):
        return list(kinds)
    plain = [split_name(name.lower()) for name in names]
    return [
        bought if _BUY.match(name) else sold if _SELL.match(name) else kind
        for name, kind in zip(plain, kinds, strict=True)
    ]
