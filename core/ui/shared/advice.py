"""Links to where advice is followed: the place opens with the segments, or the users, chosen already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from core.ui.shared.navigation import path_of, selected
from core.ui.shared.text import _
from core.views.advice import Does, Way

SPLIT, ASIDE = "split", "aside"
"""What the address of Edit segments says of a segment that a link wants divided, or set aside."""
_PAGES: Mapping[Does, tuple[str, str]] = {
    Does.MERGE: ("edit_segments", ":material/call_merge:"),
    Does.DIVIDE: ("edit_segments", ":material/call_split:"),
    Does.CONFIDENT: ("explore", ":material/filter_alt:"),
    Does.FOUND_AGAIN: ("explore", ":material/filter_alt:"),
    Does.SET_ASIDE: ("edit_segments", ":material/block:"),
    Does.RUN: ("segment", ":material/arrow_forward:"),
    Does.LOG: ("data", ":material/arrow_forward:"),
    Does.OFFERS: ("recommend", ":material/arrow_forward:"),
    Does.TIMES: ("one_segment", ":material/arrow_forward:"),
    Does.RULE: ("explore", ":material/filter_alt:"),
}


def draw_ways(ways: Sequence[Way]) -> None:
    """Draw a link for each place, beside each other as far as they fit."""
    if not ways:
        return
    with st.container(horizontal=True, gap="small"):
        for way in ways:
            address, icon = _PAGES[way.does]
            path = path_of(address)
            if path:
                st.page_link(path, label=_label(way), icon=icon, query_params={**selected(), **_asked(way)})


def _asked(way: Way) -> dict[str, str]:
    """Return what the address says beside dataset and run."""
    numbers = ",".join(map(str, way.numbers))
    keys = {
        Does.MERGE: "merge",
        Does.DIVIDE: SPLIT,
        Does.SET_ASIDE: ASIDE,
        Does.OFFERS: "segment",
        Does.TIMES: "segment",
    }
    if way.rule:
        return {"rule": way.rule}
    return {keys[way.does]: numbers} if numbers and way.does in keys else {}


def _label(way: Way) -> str:
    number = way.numbers[0] if way.numbers else 0
    if way.does is Does.MERGE:
        one, other = way.numbers
        return _("Merge segments {one} and {other}").format(one=one, other=other)
    if way.most is not None:
        return _("Choose the confident users of segment {number}, at most {n}").format(number=number, n=f"{way.most:,}")
    labels = {
        Does.DIVIDE: _("Split segment {number}"),
        Does.CONFIDENT: _("Choose the confident users of segment {number}"),
        Does.FOUND_AGAIN: _("Choose the users of segment {number} who are found again"),
        Does.SET_ASIDE: _("Set segment {number} aside"),
        Does.RUN: _("Start another run"),
        Does.LOG: _("Load a longer log"),
        Does.OFFERS: _("Offers of segment {number}"),
        Does.TIMES: _("When segment {number} acts"),
        Does.RULE: _("Choose users by this rule, and keep it"),
    }
    return labels[way.does].format(number=number)
