"""Decisions on segments: what each says in words, and saving one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Protocol

from core.errors import DataError
from core.results.results import Results
from core.sentences import Sentence, say
from core.store.clock import now
from core.store.naming_history import StaleVersionError
from core.store.segment_decision import Approved, Decision, DecisionState
from core.store.segmentations import Segmentation

MAX_OWNER_LENGTH, MAX_COMMENT_LENGTH = 80, 1_000
STATE_WORDS: Mapping[DecisionState, Sentence] = {
    DecisionState.APPROVED: say("approved"),
    DecisionState.CHANGE: say("to be changed"),
    DecisionState.REJECTED: say("rejected"),
}


class Versions(Protocol):
    """What keeps versions that are ready to be written."""

    def save_version(self, wanted: Segmentation, author: str) -> Segmentation:
        """Write a new version; raise ``StaleVersionError`` when there is a later one than ``wanted.version``."""


def standing_decision(results: Results, segment: int) -> Sentence | str:
    """Say what stands decided on a segment of named results, and as what it was approved; "" for nothing."""
    decided = results.naming.decisions.get(segment) if results.naming else None
    return decision_sentence(decided, results.approved_name(segment))


def decision_sentence(decision: Decision | None, approved_as: str = "") -> Sentence | str:
    """Say what was decided, who does it, until when, and the comment; "" where nothing was decided.

    ``approved_as`` is the name under which the segment was approved, where it is called otherwise now.

    >>> decision_sentence(Decision(state=DecisionState.REJECTED, owner="Ann", comment="Too small"))
    'rejected; owner: Ann; “Too small”'
    """
    if decision is None:
        return ""
    found: Sentence = say("approved as “{name}”", name=approved_as) if approved_as else STATE_WORDS[decision.state]
    if decision.owner:
        found = say("{so_far}; owner: {owner}", so_far=found, owner=decision.owner)
    if decision.due:
        found = say("{so_far}; due: {day}", so_far=found, day=decision.due)
    return say("{so_far}; “{comment}”", so_far=found, comment=decision.comment) if decision.comment else found


def with_what_stands(wanted: Decision, before: Decision | None, not_given: Collection[str]) -> Decision:
    """Return a decision with what is not given as it stands: owner and due date, and the comment on the same state.

    ``not_given`` names fields of ``Decision``.
    """
    kept = {"owner", "due", *(("comment",) if before and before.state is wanted.state else ())} & {*not_given}
    return replace(wanted, **{name: getattr(before, name) for name in kept}) if before else wanted


def save_decision(
    versions: Versions, seen: Segmentation, segment: int, wanted: Decision | None, author: str
) -> Segmentation:
    """Save a decision on a segment, or take it back; nothing is written where it changes nothing.

    What is approved is how the segment is called in ``seen``: it stays so in the decision when somebody renames it.

    Parameters
    ----------
    seen
        The version that the writer saw. When a later one left the decision on this segment alone, it is built upon.
    wanted
        Without author and time; None takes the decision back.

    Raises
    ------
    DataError
        A text is too long, or the new due date has passed.
    StaleVersionError
        Somebody has decided on this segment since.
    """
    tidy = _tidy(wanted, _approved(seen, segment)) if wanted else None
    _check_due(tidy, seen.decisions.get(segment))
    if _without_author(seen.decisions.get(segment)) == tidy:
        return seen
    signed = replace(tidy, author=author, decided_at=now()) if tidy else None
    try:
        return versions.save_version(seen.decided(segment, signed), author)
    except StaleVersionError as error:
        if error.current.decisions.get(segment) != seen.decisions.get(segment):
            raise
        return versions.save_version(error.current.decided(segment, signed), author)


def _check_due(wanted: Decision | None, before: Decision | None) -> None:
    """Raise ``DataError`` for a due date that has passed already, unless it stood there before."""
    today = now().date()
    if wanted and wanted.is_overdue(today) and not (before and before.due == wanted.due):
        raise DataError(
            say("The due date {day} has passed.", day=wanted.due),
            say("Give a day from {today} on, or none.", today=today),
        )


def _without_author(decision: Decision | None) -> Decision | None:
    return replace(decision, author="", decided_at=None) if decision else None


def _approved(seen: Segmentation, segment: int) -> Approved:
    """Return what would be approved now: what stands approved, unless the segment is called otherwise since."""
    now_called, decided = seen.wording(segment), seen.decisions.get(segment)
    stands = decided.approved if decided else None
    is_same = stands is not None and replace(stands, version=now_called.version) == now_called
    return stands if stands and is_same else now_called


def _tidy(wanted: Decision, called: Approved) -> Decision:
    owner, comment = " ".join(wanted.owner.split()), wanted.comment.strip()
    for text, limit in ((owner, MAX_OWNER_LENGTH), (comment, MAX_COMMENT_LENGTH)):
        if len(text) > limit:
            raise DataError(
                say("The text has {n:,} characters, at most {limit:,} are kept.", n=len(text), limit=limit),
                say("Shorten it."),
            )
    approved = called if wanted.state is DecisionState.APPROVED else None
    return replace(wanted, owner=owner, comment=comment, author="", decided_at=None, approved=approved)
