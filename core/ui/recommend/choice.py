"""What an analyst chooses for all lists of the page: what comes first, and what is not offered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from core.errors import AtlasError
from core.recommenders.segment_offers import MIDDLE
from core.types import Population
from core.ui.shared.errors import show_error
from core.ui.shared.text import _, plain, translated
from core.ui.shared.uploads import MOST_MB, TABLES
from core.views.item_lists import ItemList, decoded, match_items

ORDER, LEFT_OUT, FILE, LIST_IS = "offer_order", "not_offered", "item_list_file", "item_list_is"
"""Keys of the widgets."""
NOT_TO_OFFER, IN_STOCK = "not_to_offer", "in_stock"


@dataclass(frozen=True, slots=True)
class Choice:
    """How lists are made."""

    distinctiveness: float = MIDDLE
    """From 0, most picks, to 1, most distinctive."""
    left_out: frozenset[str] = frozenset()
    """Ids of items that are not offered."""

    @property
    def is_usual(self) -> bool:
        """Whether lists are those of the run and of its files."""
        return self.distinctiveness == MIDDLE and not self.left_out


def pick_choice(population: Population) -> Choice:
    """Draw the choices; ``population`` is the log of the run."""
    return Choice(_pick_order(), _pick_left_out(population))


def _pick_order() -> float:
    names: Mapping[float, str] = {
        0.0: _("Most picks"),
        0.25: _("More picks"),
        MIDDLE: _("In between"),
        0.75: _("More distinctive"),
        1.0: _("Most distinctive"),
    }
    return float(
        st.select_slider(
            _("What the list puts first: most picks, or what is most distinctive"), list(names), value=MIDDLE,
            format_func=names.__getitem__, key=ORDER,
            help=_(
                "Most picks: what most users of the segment will pick next, whatever others pick. Most "
                "distinctive: what the segment chooses most often compared with all users. In between, both count, and "
                "the first ten items are none that the segment has less often than all users."
            ),
        )
    )  # fmt: skip


def _pick_left_out(population: Population) -> frozenset[str]:
    """Draw the fields for a list of items; return the ids of what is not offered."""
    has_list = bool(st.session_state.get(LEFT_OUT) or st.session_state.get(FILE))
    with st.expander(_("Leave items out"), expanded=has_list):
        names = {NOT_TO_OFFER: _("not to offer"), IN_STOCK: _("in stock: all others are left out")}
        kind = st.radio(
            _("The list has the items that are"), list(names), format_func=names.__getitem__, key=LIST_IS,
            horizontal=True,
        )  # fmt: skip
        uploaded, pasted = _pick_ids()
        known = population.items.item_ids.tolist()
        lists = [match_items(each, known) for each in (uploaded, pasted) if each.strip()]
        for each in lists:
            _say_matched(each)
    return _left_out(lists, known, kind) if lists else frozenset()


def _pick_ids() -> tuple[str, str]:
    """Return the texts of the file and of the field; "" for none."""
    upload, paste = st.columns(2, gap="medium")
    file = upload.file_uploader(
        _("A file with ids of items"), type=TABLES, key=FILE,
        max_upload_size=MOST_MB,
        help=_(
            "One item a line: CSV, Excel, Parquet or text, with or without a heading and other columns. The column "
            "with the most ids of this log counts. It is used for the lists of this page only, and not kept."
        ),
    )  # fmt: skip
    pasted = paste.text_area(_("Or their ids, one a line"), key=LEFT_OUT, height=104)
    try:
        return decoded(file.getvalue(), file.name) if file else "", pasted
    except AtlasError as error:
        show_error(error)
        return "", pasted


def _say_matched(found: ItemList) -> None:
    draw = st.warning if found.unmatched else st.caption
    draw(" ".join(plain(translated(each)) for each in found.sentences()))


def _left_out(lists: list[ItemList], known: list[str], kind: str) -> frozenset[str]:
    listed = {each for found in lists for each in found.matched}
    return frozenset(listed if kind == NOT_TO_OFFER else set(known) - listed)
