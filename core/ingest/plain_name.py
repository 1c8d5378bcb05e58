"""Names of columns in small letters, without accents and signs, and the last part of a path."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from core.attributes.names import fold

_NUMBER_MARKS = re.compile(r"^(n°|nº|n\.º|n\.°|no\.|nr\.?|num(?![beé])\.?|#)\s*|\s+(n°|nº|#)$", re.IGNORECASE)
OF_LINES = (
    r"(?:(?<=lines)|(?<=line)|(?<=items)|(?<=item)|(?<=_id)|(?<=reference)|(?<=zeilen)|(?<=positionen)|(?<=referenz)"
    r"|(?<=commande)|(?<=pedido)|(?<=ordine)|(?<=orden)|(?<=行)|(?<=明细)|(?<=明細))/(?=\w)"
)
"""What stands between the parts of a path as Odoo writes it: "Order Lines/Product"."""
_POINT = re.compile(rf"\.(?=[\w$@])|{OF_LINES}", re.IGNORECASE)
BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]|（[^）]*）|【[^】]*】|［[^］]*］")  # noqa: RUF001 - of full width
TYPE = re.compile(r":(token|float|token_seq|float_seq)$")
_SHORT_NUMBER = re.compile(r"nm?br$")
"""Short for number, as in CUST_NBR."""


@lru_cache(maxsize=20_000)
def plain(name: str) -> str:
    """Return a name without accents, signs, brackets and the marks of numbers and types."""
    marked = _NUMBER_MARKS.sub("", TYPE.sub("", name.strip()))
    bare = BRACKETS.sub(" ", marked).strip() or marked or name
    bare = bare.replace("\u0131", "i")  # the dotless i of Turkish has no accent to take off
    letters = unicodedata.normalize("NFKD", bare) if _is_latin(bare) else unicodedata.normalize("NFKC", bare)
    folded = fold("".join(each for each in letters if not unicodedata.combining(each)) if _is_latin(bare) else letters)
    return _SHORT_NUMBER.sub("no", folded)


def _is_latin(text: str) -> bool:
    return all(ord(each) < 0x250 for each in text)


def last_part(name: str) -> str:
    """Return the last part of a dotted path.

    >>> last_part("items.price"), last_part("Art.-Nr."), last_part("Order Lines/Product"), last_part("Preis/Stk.")
    ('price', 'Art.-Nr.', 'Product', 'Preis/Stk.')
    """
    return _POINT.split(name)[-1]
