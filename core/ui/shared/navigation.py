"""The table of pages, and links between them that keep the selection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import streamlit as st

from core.ui.shared.text import _, plain

_FOLDER = Path(__file__).resolve().parents[3] / "pages"
SELECTION = ("dataset", "run")
"""What the session and the address of a page both hold, as ids."""
SEGMENT = "segment"
"""What the address of a page about one segment says."""
_FOR = "for_segment"
"""What the address says once, of the segment that a page is opened for."""
PARTS = (SEGMENT, _FOR, "merge", "split", "aside", "rule", "segments", "compared", "interest", "interests")
"""What addresses say of parts of a run."""
LOST = "lost"
"""Where the session keeps which of them the address named though it does not exist, until the visitor moves on."""
IN_BIN = "lost_in_bin"
"""Where the session keeps whether such a log is in the recycle bin."""

CAME_TO = "came_to"
"""Where the session keeps the run that the address named when it began; None for none."""


def pages() -> list[st.Page]:
    """List the pages in the order of an analyst's way; a page's address is its file name without the number."""
    table = [
        ("0_home.py", _("Home"), ":material/home:"),
        ("1_data.py", _("Data"), ":material/upload_file:"),
        ("2_segment.py", _("Segment"), ":material/scatter_plot:"),
        ("3_explore.py", _("Explore"), ":material/travel_explore:"),
        ("4_personas.py", _("Personas"), ":material/groups:"),
        ("9_one_segment.py", _("One segment"), ":material/person_pin:"),
        ("10_edit_segments.py", _("Edit segments"), ":material/call_split:"),
        ("11_your_own_segments.py", _("Your own segments"), ":material/school:"),
        ("5_interests.py", _("Interests"), ":material/account_tree:"),
        ("6_recommend.py", _("Recommend"), ":material/recommend:"),
        ("7_export.py", _("Export"), ":material/ios_share:"),
        ("8_runs.py", _("Runs"), ":material/history:"),
    ]
    # The default page answers to "/" alone, so a hidden one leads from there to a page with an address of its own.
    start = st.Page(_go_on, title=_("Home"), url_path="start", default=True, visibility="hidden")
    return [start] + [
        st.Page(_FOLDER / file, title=title, icon=icon, url_path=_address(file))
        for file, title, icon in table
        if (_FOLDER / file).is_file()
    ]


def link(address: str, label: str, icon: str | None = ":material/arrow_forward:") -> None:
    """Draw a link to a page, by its address such as "segment"; nothing where there is no such page."""
    path = path_of(address)
    if path:
        st.page_link(path, label=label, icon=icon, query_params=selected())


def draw_ways_on(number: int, *addresses: str) -> None:
    """Draw a row of links to pages that open with the segment that is shown under this number."""
    labels = {
        "personas": _("Its persona"),
        "interests": _("Its interests"),
        "recommend": _("Its offers"),
        "export": _("Export it"),
        "one_segment": _("Its page"),
        "edit_segments": _("Merge or split it"),
    }
    kept = {"personas": "segment", "recommend": "segment", "one_segment": "segment"}
    with st.container(horizontal=True, gap="small"):
        for address in addresses:
            path = path_of(address)
            if path:
                st.page_link(
                    path, label=labels[address], icon=":material/arrow_forward:",
                    query_params={**selected(), kept.get(address, _FOR): str(number)},
                )  # fmt: skip


def named_segment(numbers: Mapping[int, int], key: str = SEGMENT) -> int | None:
    """Return the segment that the address names; None where it names none, or one that is not there: that is stated.

    ``numbers`` are those that pages show, by segment: an address has them, too.
    """
    wanted = st.query_params.get(key, "")
    found = next((segment for segment, number in numbers.items() if str(number) == wanted), None)
    if found is not None:
        return found
    if wanted:
        draw_unknown([wanted])
    return None


def draw_unknown(wanted: Sequence[str], is_interest: bool = False) -> None:
    """Say which segments, or interests, the address names though the run does not have them."""
    is_one = len(wanted) == 1
    if is_interest:
        one = _("The address names interest {numbers}, which this run does not have.")
        many = _("The address names interests {numbers}, which this run does not have.")
    else:
        one = _("The address names segment {numbers}, which this run does not have.")
        many = _("The address names segments {numbers}, which this run does not have.")
    message = (one if is_one else many).format(numbers=plain(", ".join(wanted)))
    st.info(message, icon=":material/link_off:")


def taken_segment(numbers: Mapping[int, int]) -> int | None:
    """Return the segment that a link opened the page for, once; None without one, and where it is not there."""
    found = named_segment(numbers, _FOR)
    if found is not None:
        del st.query_params[_FOR]
    return found


def go(address: str) -> None:
    """Show another page."""
    path = path_of(address)
    if path:
        st.switch_page(path, query_params=selected())


def path_of(address: str) -> Path | None:
    """Return the file of a page, None when there is none."""
    return next((path for path in _FOLDER.glob("[0-9]*_*.py") if _address(path.name) == address), None)


def select(**ids: str | None) -> None:
    """Select a dataset or a run by id; selecting another dataset deselects the run."""
    if "dataset" in ids and ids["dataset"] != st.session_state.get("dataset"):
        st.session_state["run"] = None
    for name, value in ids.items():
        st.session_state[name] = value


def selected() -> dict[str, str]:
    """Return what is selected, as an address holds it."""
    return {name: st.session_state[name] for name in SELECTION if st.session_state.get(name)}


def _go_on() -> None:
    """Show where the analyst stands; in a workspace without a log, where one is loaded."""
    go("home" if st.session_state.get("dataset") else "data")


def _address(file: str) -> str:
    return Path(file).stem.partition("_")[2]
