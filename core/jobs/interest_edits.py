"""The changes that analysts make to trees of interests: those that hold, and saving more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.interests.edited import apply_edits, check_edit
from core.interests.edits import Edit, EditKind, anchor_of, edits_from_plain, edits_to_plain
from core.interests.tree import ROOT
from core.interests.users import Interests
from core.jobs.workspace import Workspace
from core.settings import current_user
from core.store.clock import now
from core.store.interest_edits import InterestEdits, add_interest_edits, newest_interest_edits


@dataclass(frozen=True, slots=True)
class Wish:
    """What an analyst wants to change; ids of nodes are those of the run."""

    kind: EditKind
    node: int
    name: str = ""
    target: int = ROOT


class TreeEdits:
    """The changes of all datasets of a workspace; safe to use from several threads."""

    def __init__(self, workspace: Workspace) -> None:
        self._store, self._lock = workspace.store, workspace.jobs.lock

    def of(self, dataset_id: str) -> InterestEdits:
        """Return the version that holds; version 0 when nobody changed anything."""
        return newest_interest_edits(self._store, dataset_id)

    def add(self, seen: InterestEdits, interests: Interests, wish: Wish) -> Edit:
        """Write a version with one change more, by the present user.

        Parameters
        ----------
        interests
            Those of the run, without changes.

        Raises
        ------
        DataError
            It does not fit, or there is a later version than was seen.
        """
        edits = edits_from_plain(seen.edits)
        names = [node.name for node in apply_edits(interests, edits).interests.nodes]
        node, target = (
            None if each == ROOT else replace(anchor_of(interests, each), name=names[each])
            for each in (wish.node, wish.target)
        )
        assert node is not None  # noqa: S101 - a wish is about a node
        edit = Edit(wish.kind, node, current_user(), now(), wish.name, target)
        check_edit(interests, edits, edit)
        self._save(seen, [*edits, edit])
        return edit

    def take_back(self, seen: InterestEdits) -> InterestEdits:
        """Write a version without the last change; raise ``DataError`` where there is a later one than was seen."""
        return self._save(seen, edits_from_plain(seen.edits)[:-1])

    def _save(self, seen: InterestEdits, edits: Sequence[Edit]) -> InterestEdits:
        with self._lock:
            return add_interest_edits(self._store, seen.dataset_id, edits_to_plain(edits), seen.version, current_user())
