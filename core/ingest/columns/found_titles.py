"""The title of the items of a log, found by its values where no name gives one away."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from core.ingest.columns.passed_over import REPEATED
from core.ingest.names.naming import HELD, certainty, describes_user
from core.ingest.names.plain_name import last_part
from core.ingest.tables.evidence import Evidence, Ties
from core.ingest.tables.source import Choice
from core.population.event_parts import split_name
from core.sentences import say

_SOME, _HALF, _NEARLY_ALL, _LONGEST = 0.3, 0.5, 0.95, 120
"""Shares of texts and of items, and characters on the mean that a title has at most."""
_CONFIDENCE, _KNOWN = 0.7, 0.4
_OTHER_ROLES = ("user", "event", "timestamp", "value", "quantity", "order", "query", "category", "attribute")
_NO_TITLE = re.compile(
    r"\b(brands?|vendor|supplier|seller|store|shop|outlet|branch|maker|manufacturer|author|artist|publisher|studio"
    r"|director|label|owner|agent|presenter|instructor|teacher|speaker|host|driver|doctor|actor|singer|band|composer|url|uri|link|image|img|picture|photo|path|file|address|street|notes?|comments?|reviews?"
    r"|size|colou?r|material|ingredients?|country|origin|warehouse|location|group|class|type|status|tags?"
    r"|marke|hersteller|lieferant|verkaufer|verfasser|farbe|grosse|marque|fabricant|fournisseur|vendeur|auteur"
    r"|couleur|taille|marca|fabricante|proveedor|fornecedor|vendedor|autor|cor|tamanho|talla|fornitore|venditore"
    r"|autore|colore|taglia|loja|tienda|negozio|magasin|filiale)\b|品牌|厂商|供应商|卖家|作者|颜色|尺码|店铺|图片|链接"
    r"|ブランド|メーカー|著者|色|サイズ|店舗"
)
"""Words of names of what each item has one of, and what is not what it is called."""

Columns = Mapping[str, Evidence]


def choose_title(columns: Columns, item: str | None, taken: Collection[str | None]) -> list[Choice]:
    """Return the column of words of which each item has one, whatever its name is, as a choice; [] where none is.

    Only the items of a known id have titles of their own. A maker, a shop or a link is no title, though each item may
    have one.
    """
    if item is None or certainty("item", item) < _KNOWN:
        return []
    ties = Ties(columns)
    found = [
        header
        for header, one in columns.items()
        if header not in taken and _may_be_title(header, one) and _is_of_items(header, item, columns, ties)
    ]
    title = max(found, key=lambda header: columns[header].n_distinct, default=None)
    if title is None:
        return []
    why = say("each of its texts stays with its items: {n:,} different ones", n=columns[title].n_distinct)
    return [Choice("events", "text", title, why, _CONFIDENCE)]


def _may_be_title(header: str, one: Evidence) -> bool:
    """Whether a column holds short texts of several words, and has no name of something else."""
    looks = one.looks
    has_words = max(looks["spaced"], looks["named"]) > _SOME and looks["letters"] > _NEARLY_ALL
    is_other = one.is_date or max(looks["json"], looks["address"], looks["email"], looks["several"]) > _SOME
    is_known = any(certainty(role, header) >= HELD for role in _OTHER_ROLES) or describes_user(header)
    if is_other or is_known or one.private or _NO_TITLE.search(split_name(last_part(header))):
        return False
    return has_words and one.length < _LONGEST


def _is_of_items(text: str, item: str, columns: Columns, ties: Ties) -> bool:
    """Whether nearly each item has one of the texts, there are about as many of both, and most rows have one."""
    share, n_repeated = ties.find((item,), text)
    one, of = columns[text], columns[item]
    is_full = one.fullness >= _HALF * of.fullness
    return share > _NEARLY_ALL and n_repeated >= REPEATED and is_full and one.n_distinct >= _HALF * of.n_distinct
