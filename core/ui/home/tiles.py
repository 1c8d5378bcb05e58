"""Segments as tiles; each leads to the page of its segment."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from core.personas.shares import pct
from core.store.segment_decision import Decision
from core.trust.grade import Grade
from core.ui.shared.bars import chip
from core.ui.shared.navigation import link, path_of, selected
from core.ui.shared.palette import colour_of
from core.ui.shared.text import _, _n, non_breaking, plain, translated
from core.ui.shared.verdicts import pill
from core.views.decisions import decision_sentence
from core.views.home import MAX_TILES, Tile

_STYLE = """<style>
.st-key-tiles{display:grid !important;grid-template-columns:repeat(auto-fill,minmax(11.75rem,1fr));gap:0.7rem;
 align-items:stretch !important}
.st-key-tiles>*,[class*="st-key-tile_"]{height:100% !important}
[class*="st-key-tile_"]{position:relative;gap:0.5rem !important;padding:0.65rem 0.8rem !important;
 border-left-width:6px !important}
[class*="st-key-tile_"]:hover{background:rgba(140,146,154,0.12)}
[class*="st-key-tile_"] a{position:static !important;padding:0 !important;min-height:0 !important;
 background:none !important}
[class*="st-key-tile_"] a p{font-weight:650;white-space:normal;line-height:1.25}
[class*="st-key-tile_"] a::after{content:"";position:absolute;inset:0;z-index:1}
.tile{display:flex;gap:0.35rem 0.55rem;align-items:center;flex-wrap:wrap;font-size:0.88rem;line-height:1.3}
.tile div{flex-basis:100%}
@media (min-width:1500px){
 .st-key-tiles{gap:0.9rem}
 [class*="st-key-tile_"]{padding:0.9rem 1.1rem !important}
 [class*="st-key-tile_"] a p{font-size:1.1rem}
 .tile{font-size:1rem;line-height:1.4}
}
</style>"""
_IN_A_ROW = (4, 3)
"""Tiles in a row of a wide window: as many as leave the fewest places of the last row empty."""


def draw_tiles(tiles: Sequence[Tile]) -> None:
    """Draw the largest segments, and say how many more there are."""
    shown = tiles[:MAX_TILES]
    edges = "".join(
        f".st-key-tile_{each.segment}{{border-left-color:{colour_of(each.number)} !important}}" for each in shown
    )
    in_a_row = min(_IN_A_ROW, key=lambda n: -len(shown) % n)
    columns = f"@media (min-width:1100px){{.st-key-tiles{{grid-template-columns:repeat({in_a_row},minmax(0,1fr))}}}}"
    st.html(f"{_STYLE}<style>{edges}{columns}</style>")
    with st.container(key="tiles"):
        for tile in shown:
            with st.container(border=True, key=f"tile_{tile.segment}", height="stretch"):
                _draw_tile(tile)
    if len(tiles) > MAX_TILES:
        more = _n("{n} more segment", "{n} more segments", len(tiles) - MAX_TILES)
        link("personas", more)


def _decided(tile: Tile) -> str:
    """Return what was decided in a word or two, without owner, day and comment."""
    state = tile.decision and Decision(state=tile.decision.state)
    return translated(decision_sentence(state, tile.approved_as))


def _draw_tile(tile: Tile) -> None:
    path = path_of("one_segment")
    if path:
        st.page_link(path, label=plain(tile.name), query_params={**selected(), "segment": str(tile.number)})
    size = _("{users} ({share})").format(users=_n("{n} user", "{n} users", tile.size), share=f"{pct(tile.share)} %")
    spend = _("{share} of spend").format(share=f"{pct(tile.spend_share)} %") if tile.spend_share is not None else ""
    verdict = pill(Grade(tile.grade), "0.85rem") if tile.grade else ""
    states = [_decided(tile)] if tile.decision else []
    states += [_("decided for an earlier run, not confirmed")] if tile.decided_before else []
    states += [_("set aside")] if tile.is_set_aside else []
    decided = "".join(f"<b>{escape(state)}</b>" for state in states)
    line = escape(non_breaking(translated(tile.line)))
    facts = f"{chip(tile.number)}{_spans(size, spend)}{verdict}{decided}"
    st.html(f'<div class="tile">{facts}<div>{line}</div></div>')


def _spans(*texts: str) -> str:
    return "".join(f"<span>{escape(non_breaking(each))}</span>" for each in texts if each)
