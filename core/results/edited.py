"""Results under the tree of interests as analysts changed it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from core.interests.edited import EditedInterests, Unfit, apply_edits
from core.interests.edits import edits_from_plain
from core.interests.tree import name_alone
from core.profiles.topics import is_relative, named_topic
from core.results.results import Results
from core.sentences import say
from core.store.interest_edits import InterestEdits
from core.types import Lift


def edited_interests(results: Results, edits: Sequence[Any]) -> EditedInterests | None:
    """Return the interests with changes, as the store keeps them; None for a run without interests."""
    return None if results.interests is None else apply_edits(results.interests, edits_from_plain(edits))


def with_interest_edits(results: Results, changes: InterestEdits) -> Results:
    """Return the same with the tree as it was changed, and a note for each change that does not fit."""
    edited = edited_interests(results, changes.edits)
    if edited is None or not changes.edits:
        return results
    found = replace(results, interests=edited.interests, interests_version=changes.version)
    for unfit in edited.unfit:
        found = found.with_note(note_on(unfit))
    return found


def with_interests_called(results: Results, changes: InterestEdits) -> Results:
    """Return the same with facts about interests under the names of the tree as it was changed."""
    edited = edited_interests(results, changes.edits)
    if edited is None or not changes.edits:
        return results
    found = edited.interests.nodes
    nodes = {str(node.id): name_alone(found, node.id) for node in found}
    profiles = (replace(each, lifts=tuple(_called(lift, nodes) for lift in each.lifts)) for each in results.profiles)
    return replace(results, profiles=tuple(profiles))


def _called(lift: Lift, nodes: Mapping[str, str]) -> Lift:
    if lift.kind != "node" or lift.key not in nodes:
        return lift
    return replace(lift, name=named_topic(nodes[lift.key], is_relative=is_relative(lift)))


def note_on(unfit: Unfit) -> str:
    """Say that a change of the interests was not made, and why."""
    return say("A change of the interests was left out: {change} {why}", change=unfit.edit.sentence, why=unfit.why)
