"""Logs of a market, whose users buy and sell: what they sell is no purchase, and takes none back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from core.population.event_parts import split_name

_BUY = re.compile(
    r"^(buys?|bought|purchase|bid|kauf|gekauft|achats?|achete|compras?|comprado|acquisto|acquistato|b)( order)?$"
    r"|^(买入|買入|买|買い|買付|매수)$"
)
_SELL = re.compile(
    r"^(sells?|sold|ask|verkauf|verkauft|ventes?|vendu|ventas?|vendido|vendite?|venduto|vendas?|s)( order)?$"
    r"|^(卖出|賣出|卖|売り|売却|매도)$"
)
_SHORT = frozenset(["b", "s"])
_SIDE = re.compile(
    r"\b(side|direction|buy sell|b s|action|order type|trade type|transaction type|type)\b|方向|売買|买卖"
)
_MOST = 4


def are_trades(names: Iterable[str], header: str | None = None) -> bool:
    """Whether events are those of a market: some buy, others sell, and few do anything else.

    Letters alone are no words, unless ``header`` is the name of a column of sides.

    >>> are_trades(["BUY", "SELL"]), are_trades(["Kauf", "Verkauf"]), are_trades(["sale", "refund"])
    (True, True, False)
    >>> are_trades(["B", "S"], "side"), are_trades(["B", "S"], "size")
    (True, False)
    """
    plain = {split_name(name.lower()) for name in names}
    if (
        not plain
        or len(plain) > _MOST
        or (plain <= _SHORT and header is not None and not _SIDE.search(split_name(header)))
    ):
        return False
    return any(map(_BUY.match, plain)) and any(map(_SELL.match, plain))


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
