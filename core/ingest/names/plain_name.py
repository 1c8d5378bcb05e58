"""Names of columns in small letters, without accents and signs; the last part of a path; ends that say a unit."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from core.attributes.names import fold

_NUMBER_MARKS = re.compile(r"^(n°|nº|n\.º|n\.°|no\.|nr\.?|num(?![beéaă])\.?|#)\s*|\s+(n°|nº|#)$", re.IGNORECASE)
OF_LINES = (
    r"(?:(?<=lines)|(?<=line)|(?<=items)|(?<=item)|(?<=_id)|(?<=reference)|(?<=zeilen)|(?<=positionen)|(?<=referenz)"
    r"|(?<=commande)|(?<=pedido)|(?<=ordine)|(?<=orden)|(?<=行)|(?<=明细)|(?<=明細))/(?=\w)"
)
"""What stands between the parts of a path as Odoo writes it: "Order Lines/Product"."""
POINT = r"(?:(?<!\b[A-Z])\.(?=[\w$@])|(?<=\b[A-Z])\.(?=[A-Z_$@]|\w{4}|(?:uid|ts|dt|qty|sku|pid|iid)\b))"
"""A point between the parts of a path, as before short names of SQL; that of "Q.tà" and "N.ro" makes a word shorter."""
_POINT = re.compile(rf"{POINT}|(?i:{OF_LINES})")
BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]|（[^）]*）|【[^】]*】|［[^］]*］")  # noqa: RUF001 - of full width
IN_BRACES = re.compile(r"\{([^{}.]+)\}")
"""How Adjust writes the placeholders of its exports."""
TYPE = re.compile(r":(token|float|token_seq|float_seq)$")
_SHORT_NUMBER = re.compile(r"nm?br$")
"""Short for number, as in CUST_NBR."""
_OF_CLIENT = re.compile(r"^c[-_](?=ip$)", re.IGNORECASE)
"""How logs of servers write whose address it is; without its sign it is the code of a medicine."""
_KEY_OF_TABLE = re.compile(r"(?<=[a-z])[ _](pk1?|fk|sk)$", re.IGNORECASE)
"""Keys of tables in databases and warehouses, which are ids, as USER_PK1 and customer_sk."""

_LATIN_OR_GREEK = re.compile("[\u0000-\u024f\u0370-\u03ff\u1e00-\u1fff]*")
"""Letters whose accents people leave out, above all in capitals."""
_WITHOUT_ACCENT = str.maketrans("\u0131\u0111\u0110", "idD")
"""Letters that no accent can be taken off: the dotless i of Turkish, and the crossed d of Vietnamese."""


def is_numbered(name: str) -> bool:
    """Whether a name has the mark of a number, which ``plain`` leaves out.

    >>> is_numbered("Nr zamówienia"), is_numbered("Nr. comandă"), is_numbered("Zamówienie")
    (True, True, False)
    """
    return bool(_NUMBER_MARKS.search(name.strip()))


@lru_cache(maxsize=20_000)
def plain(name: str) -> str:
    """Return a name without accents, signs, brackets and the marks of numbers and types."""
    name = _OF_CLIENT.sub("", name.strip())
    marked = _NUMBER_MARKS.sub("", TYPE.sub("", _KEY_OF_TABLE.sub("_id", name.strip())))
    bare = BRACKETS.sub(" ", marked).strip() or marked or name
    bare = bare.translate(_WITHOUT_ACCENT)
    if _LATIN_OR_GREEK.fullmatch(bare):
        letters = "".join(each for each in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(each))
    else:
        letters = unicodedata.normalize("NFKC", bare)
    return _SHORT_NUMBER.sub("no", fold(letters.casefold()))  # one sigma, wherever it stands, and ss for a sharp s


WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")
"""The words of a name, whatever stands between them."""


def words_of(name: str) -> list[str]:
    """Return the plain words of a name, without what stands in brackets.

    >>> words_of("billingPhone_no (home)")
    ['billing', 'phone', 'no']
    """
    return [plain(word) for word in WORDS.findall(BRACKETS.sub(" ", name))]


def last_part(name: str) -> str:
    """Return the last part of a dotted path.

    >>> last_part("items.price"), last_part("Art.-Nr."), last_part("Order Lines/Product"), last_part("Preis/Stk.")
    ('price', 'Art.-Nr.', 'Product', 'Preis/Stk.')
    """
    return _POINT.split(name)[-1]


def is_outside(header: str, other: str) -> bool:
    """Whether a column is outside the list that another one was taken from, as the total of an order is.

    >>> is_outside("total", "items.price"), is_outside("items.name", "items.price"), is_outside("total", "price")
    (True, False, False)
    """
    inside = other.removesuffix(last_part(other))
    return bool(inside) and not header.startswith(inside)


def is_beside(one: str, other: str) -> bool:
    """Whether two columns were taken from the same list, or from none."""
    return one.removesuffix(last_part(one)) == other.removesuffix(last_part(other))


def without_accents(text: str, *, only_letters: bool = False) -> str:
    """Return a text without accents; the i of Turkish that has no dot gets one.

    ``only_letters`` leaves out all marks, those for vowels of Thai too, as DuckDB does.

    >>> without_accents("août")
    'aout'
    """
    marks = unicodedata.normalize("NFD", text)
    is_mark = (lambda each: unicodedata.category(each) == "Mn") if only_letters else unicodedata.combining
    letters = (each for each in marks if not is_mark(each))
    return "".join(letters).replace("\u0131", "i")


_CURRENCIES = (
    "usd|eur|gbp|cny|rmb|jpy|inr|brl|chf|pln|try|krw|mxn|cad|aud|sek|nok|dkk|czk|dollars?|euros?|pounds?|reais|pesos|yen"
    r"|yuan|z[łl]oty|[a-z]{0,2}\$|[€£¥₩₹₺]"
)
_TAIL = re.compile(
    r"(?<![ _-])[ _-]+((incl?|excl?|ex|including|excluding|with|without)[ _.]*(tax|taxes|vat|gst)"
    r"|(tax|vat|gst)[ _]*(inc|exc|ex)\w*|ttc|ht|tvac|htva|brutto|netto"
    r"|(con|sin|senza|incl\w*) iva|iva (incl\w*|esclusa)|(inkl|exkl|zzgl|incl|excl)\.? (mwst|ust|btw|moms)\.?"
    rf"|((in|en|em|im)[ _]+)?({_CURRENCIES})|net|gross"
    r"|(in[ _])?(minor[ _]units?|minor|micros|cents?|pence|centimes|centavos)"
    r"|float|double|decimal|numeric"
    r"|per[ _](kg|unit|piece|item|lit(re|er)|lb))$|(?<=[a-z])(in)?(cents|minor(units?)?)$"
    r"|(?<=[a-z])(incl?|excl?|including|excluding|with|without)(tax|vat|gst)$|/[元円圆원]$",
    re.IGNORECASE,
)
"""What says of an amount in which currency it is, as which number, for how much, and with or without tax."""
WITHOUT_TAX = re.compile(
    r"((excl?|exkl|ex|excluding|without|sin|senza|zzgl)[ _.]*(tax(es)?|vat|gst|iva|mwst|ust|btw|moms)"
    r"|(tax|vat|gst)[ _]*ex\w*|\b(ht|htva)|netto)[.)]*$",
    re.IGNORECASE,
)
"""What says of an amount that it is without its tax."""
_UNIT_OF_TIME = re.compile(
    r"([ _-](ms|millis|milliseconds|us|micros|ns|nanos|s|sec|secs|seconds|local|iso|utc|gmt"
    r"|UTC|GMT|CET|EST|PST|JST|MEZ)"
    r"|(?<=[a-z])(Ms|Millis|Utc|UTC))$"
)
"""What says of a time in which unit or zone it is."""
_PIECES = re.compile(
    r"(?<![ _])[ _]+(((in|en)[ _])?(stk|st|stück|pcs|pieces|units|uds|unidades|un|pz|pezzi|ad)\.?"
    r"|(gesamt )?(be|ver|ge)(stell|kauf)t|geliefert|fakturiert|berechnet|command[eé]e?s?|achet[eé]e?s?|vendue?s?"
    r"|livr[eé]e?s?|factur[eé]e?s?|(pedid|vendid|comprad|facturad|faturad)[oa]s?|ordinat[aeio]|vendut[aeio]"
    r"|acquistat[aeio]|besteld|verkocht|geleverd|zamówion[aey]|sprzedan[aey])$|/[件個个개]$",
    re.IGNORECASE,
)
"""What says of a number of pieces how they are counted, and that they were sold."""
_DISGUISE = re.compile(
    r"([ _-](?i:hash|hashed|sha256|md5|anon|anonymi[sz]ed|encrypted|masked|pseudonym)"
    r"|(?<=[a-zD])(Hash|Hashed|Sha256|SHA256|Md5|MD5|Anon|Anonymi[sz]ed|Encrypted|Masked))$"
)
"""What says of an id that it was disguised."""
TAILS = {"value": _TAIL, "quantity": _PIECES, "timestamp": _UNIT_OF_TIME}
TAILS |= dict.fromkeys(("user", "item", "order"), _DISGUISE)
"""Role → what may be taken off the end of its names."""
