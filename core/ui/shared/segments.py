"""What the pages of a run share: its results under the analyst's names, and pickers of segments kept in the address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.compute.once import once
from core.interests.users import Interests
from core.results.edited import with_interest_edits
from core.results.results import Results, with_naming, with_numbers
from core.sentences import Sentence
from core.types import Lift, Persona
from core.ui.shared.navigation import SEGMENT, draw_unknown, named_segment
from core.ui.shared.picked import labelled, picked
from core.ui.shared.text import _, _n, translated
from core.views.names import SegmentLabels, labels_of

if TYPE_CHECKING:
    from core.ui.shared.page import RunContext

_PICKER = "segment_picker"
_UNKNOWN = "_unknown"
"""Ends the key under which the session keeps what of an address is no option, until the visitor picks another."""


def named_results(context: RunContext) -> Results:
    """Return the results of the selected run under the names that analysts gave, of segments and of interests.

    Names and sentences that no analyst changed are in the visitor's language.
    """
    named = translated_results(with_naming(context.results, context.segmentation))
    return with_interest_edits(named, context.server.tree_edits.of(context.dataset.dataset_id))


def own_personas(context: RunContext) -> tuple[Persona, ...]:
    """Return the personas under the names that the run gave them, with the numbers that pages show."""
    return translated_results(with_numbers(context.results, context.segmentation)).personas


def translated_results(results: Results) -> Results:
    """Return the same results with names, sentences and facts in the visitor's language."""
    personas = (
        replace(
            each,
            name=translated(each.name),
            sentence=translated(each.sentence),
            evidence=_translated_lifts(each.evidence),
        )
        for each in results.personas
    )
    profiles = (replace(each, lifts=_translated_lifts(each.lifts)) for each in results.profiles)
    interests = _translated_interests(results.interests)
    own_names = {segment: translated(name) for segment, name in results.own_names.items()}
    named = replace(results, profiles=tuple(profiles), personas=tuple(personas), own_names=own_names)
    return replace(named, interests=interests)


def _translated_interests(interests: Interests | None) -> Interests | None:
    """Translate names that are sentences: those after an item. Done once, since much is kept with interests."""
    if interests is None or not any(isinstance(node.name, Sentence) for node in interests.nodes):
        return interests
    return once(
        interests,
        ("names", st.context.locale),
        lambda: replace(interests, nodes=tuple(replace(node, name=translated(node.name)) for node in interests.nodes)),
    )


def _translated_lifts(lifts: Iterable[Lift]) -> tuple[Lift, ...]:
    return tuple(replace(lift, name=translated(lift.name)) for lift in lifts)


def segment_labels(results: Results) -> SegmentLabels:
    """Return how segments are called in pickers and charts, "3 · Tea buyers"; -1 is unassigned."""
    labels = labels_of(results)
    return labels.with_texts({segment: translated(label) for segment, label in labels.items()})


def draw_other_numbers(results: Results) -> None:
    """Show which segments have another number in files than on pages; nothing where none has."""
    others = {number: segment for segment, number in results.numbers.items() if segment != number}
    if not others:
        return
    st.caption(_("In files the column segment has the labels of the run, which differ from the numbers on pages:"))
    rows = {_("on pages"): list(others), _("in files, column segment"): list(others.values())}
    st.dataframe(pd.DataFrame(rows).sort_values(_("on pages")), hide_index=True, width="content")


def count_segments(k: int) -> str:
    """Return "1 segment" or "8 segments"."""
    return _n("{n} segment", "{n} segments", k)


def pick_segment(results: Results) -> int:
    """Draw a picker of one segment, kept in the address by its number.

    One that is not there stays in the address, and is stated, until another is picked.
    """
    labels, segments = segment_labels(results), results.segments
    named = named_segment(results.numbers)
    if st.session_state.get(_PICKER) not in segments:
        st.session_state[_PICKER] = segments[0] if named is None else named
    chosen = st.selectbox(
        _("Segment"), segments, format_func=labelled(_PICKER, labels), key=_PICKER,
        on_change=lambda: _name_in_address(results),
    )  # fmt: skip
    if named is not None or SEGMENT not in st.query_params:
        st.query_params[SEGMENT] = str(results.number_of(chosen))
    return int(chosen)


def _name_in_address(results: Results) -> None:
    st.query_params[SEGMENT] = str(results.number_of(picked(_PICKER)))


def pick_segments(results: Results, key: str) -> Sequence[int]:
    """Draw a picker of any number of segments; none chosen means all."""
    labels = segment_labels(results)
    has_unassigned = bool((results.labels < 0).any())
    options = [*results.segments, -1] if has_unassigned else list(results.segments)
    names = {option: labels[option] for option in options}
    return _pick_several(_("Segments"), names, _("All segments"), key, results.number_of)


def pick_interests(results: Results, key: str) -> Sequence[int]:
    """Draw a picker of any number of fields of interest; none chosen means all, and is all there is without a tree."""
    interests = results.interests
    if interests is None or not interests.shown:
        return ()
    names = {node.id: node.name for node in interests.shown if node.layer == 1}
    return _pick_several(_("Main interest"), names, _("All interests"), key)


def draw_unknown_parts(segments: str, interests: str) -> None:
    """Say what of segments and interests the address named though it is not there, by the keys of their pickers."""
    for key in (segments, interests):
        if unknown := st.session_state.get(f"{key}{_UNKNOWN}"):
            draw_unknown(unknown, is_interest=key == interests)


def _pick_several(
    label: str, names: Mapping[int, str], all_of_them: str, key: str, number_of: Callable[[int], int] = lambda own: own
) -> Sequence[int]:
    """Draw a picker that the address keeps by numbers; Streamlit itself would keep names, which a rename changes.

    ``number_of`` is the number of an option in the address.
    """
    _take_over_address(key, {str(number_of(option)): option for option in names})
    chosen = st.multiselect(
        label, list(names), format_func=labelled(key, names), placeholder=all_of_them, key=key,
        on_change=lambda: st.session_state.pop(f"{key}{_UNKNOWN}", None),
    )  # fmt: skip
    _write_address(key, list(map(number_of, chosen)))
    return chosen


def _take_over_address(key: str, known: Mapping[str, int]) -> None:
    """Choose what the address says, once: afterwards the session leads. What is no option is stated."""
    if key in st.session_state:
        kept = [each for each in picked(key) if each in known.values()]
    else:
        wanted = st.query_params.get_all(key)
        st.session_state[f"{key}{_UNKNOWN}"] = [each for each in wanted if each not in known]
        kept = [known[each] for each in dict.fromkeys(wanted) if each in known]
    if st.session_state.get(key) != kept:
        st.session_state[key] = kept


def _write_address(key: str, numbers: Sequence[int]) -> None:
    if numbers:
        st.query_params[key] = list(map(str, numbers))
    elif key in st.query_params:
        del st.query_params[key]
