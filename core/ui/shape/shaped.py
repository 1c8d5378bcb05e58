"""What the page Edit segments works on: a version of segments, known before its figures are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import streamlit as st

from core.results.results import with_naming
from core.sentences import Sentence
from core.server import Server
from core.shaping.edits import Members
from core.store.run_info import RunInfo
from core.store.segmentations import Segmentation
from core.types import Labels
from core.ui.shared.navigation import named_segment
from core.ui.shared.segments import translated_results
from core.ui.shared.text import _
from core.views.advice import Does, Way, ways_of_run, ways_of_segments
from core.views.shape import ShapedSegment, shaped_segments, version_of
from core.views.trust import segment_views
from core.views.verdict_changes import verdict_changes


@dataclass(frozen=True)
class Shaped:
    """A version whose labels are known."""

    server: Server
    run: RunInfo
    labels: Labels
    """(n_users,) segment numbers; -1 is unassigned."""
    naming: Segmentation

    @cached_property
    def segments(self) -> Sequence[ShapedSegment]:
        """The segments, the largest first; who is in none is left out."""
        found = shaped_segments(self.labels, self.naming, _names(self.server, self.run, self.naming, self.labels))
        return [each for each in found if each.segment > 0]

    @property
    def texts(self) -> dict[int, str]:
        """Segment to how pickers call it."""
        number = _("Segment {n}")
        return {each.segment: f"{each.number} · {each.name or number.format(n=each.number)}" for each in self.segments}

    @property
    def versions(self) -> list[RunInfo]:
        """All versions, that of the recipe first."""
        return self.server.shapes.versions(self.run.run_id)

    @property
    def standing(self) -> str:
        """The run that stands."""
        return self.server.shapes.standing(self.run.run_id)


def take_from_address(shaped: Shaped, name: str, key: str) -> bool:
    """Choose the segment that a link names in the box of this key, once; return whether one is named.

    It says so where the version does not have it.
    """
    found = named_segment({each.segment: each.number for each in shaped.segments}, name)
    if found is not None:
        st.session_state[key] = found
        del st.query_params[name]
    return found is not None


def shaped_of(server: Server, run: RunInfo) -> Shaped | None:
    """Return a version; None where its labels are not known yet."""
    found = server.shapes.labels(run.run_id)
    return Shaped(server, run, found[1], server.runs.segmentation(run.run_id)) if found else None


def changed_verdicts(shaped: Shaped) -> tuple[Sentence, ...]:
    """Say which verdicts the edit changed of segments that it did not change; () until the figures are known."""
    server, run = shaped.server, shaped.run
    parent = server.runs.run(run.edit.parent) if run.edit else None
    if parent is None or parent.state != "done" or run.state != "done":
        return ()
    before, after = (server.results(each.run_id) for each in (parent, run))
    was, now = (Members(each.user_ids, each.labels, 0) for each in (before, after))
    return verdict_changes(before.trust, after.trust, was.unchanged_in(now), shaped.naming.number_of)


def advised(shaped: Shaped) -> list[Way]:
    """Return what the trust card advises to merge, split or set aside; nothing until the figures are known."""
    if shaped.run.state != "done":
        return []
    results = with_naming(shaped.server.results(shaped.run.run_id), shaped.naming)
    views = [view for view in segment_views(results) if view.segment not in results.set_aside]
    found = [*ways_of_run(results, views), *ways_of_segments(results, views, {})]
    return [way for way in dict.fromkeys(found) if way.does in (Does.MERGE, Does.DIVIDE, Does.SET_ASIDE)]


def version_label(run: RunInfo) -> str:
    """Return "Segment version 3"."""
    return _("Segment version {n}").format(n=version_of(run))


def _names(server: Server, run: RunInfo, naming: Segmentation, labels: Labels) -> Mapping[int, str]:
    """Return what segments are called; without figures as in the version before, where nobody came or went."""
    if run.state == "done":
        return translated_results(with_naming(server.results(run.run_id), naming)).names
    parent = server.runs.run(run.edit.parent) if run.edit else None
    found = server.shapes.labels(parent.run_id) if parent else None
    if parent is None or found is None:
        return naming.names
    before = _names(server, parent, server.runs.segmentation(parent.run_id), found[1])
    stays = {each: name for each, name in before.items() if np.array_equal(found[1] == each, labels == each)}
    return {**stays, **naming.names}
