"""What became of a segment since an earlier run of its log."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from core.compute.matching import Matches
from core.results.carried import WEAK_JACCARD
from core.results.results import Results
from core.sentences import Sentence, say, say_in_a_row, say_n
from core.trust.card import TrustCard
from core.types import NOISE, Profile
from core.views.decisions import decision_sentence
from core.views.moves import Moves
from core.views.names import shown_name
from core.views.trust import GRADE_WORDS

_N_SHOWN = 2
"""So many of the segments that users went to, or came from, are named."""


@dataclass(frozen=True, slots=True)
class Version:
    """The segments of an earlier run under the names that hold for them, and when it was made."""

    results: Results
    day: str
    moves: Moves
    """How its users moved to the segments of the later run."""

    @property
    def matches(self) -> Matches:
        """The segments of the later run with those of this one."""
        return self.moves.matches


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A segment, and the one that it matches in an earlier run."""

    partner: int
    """The earlier one."""
    name: str
    """Of the earlier one, with its number."""
    was: Profile
    now: Profile
    stayed: float
    """Of its users whom the earlier run knew, the share that was in the earlier one."""
    judged: Sentence | None
    """Which verdict it had then, where that is another one now."""
    decided: Sentence | str
    """What was decided then; "" where nothing was."""


def day_beside(made: str, other: str) -> str:
    """Return the day of a run, beside another run; of one day its time, too.

    Both are given by day and time, UTC.

    >>> day_beside("2026-05-12 09:30", "2026-06-01 10:00"), day_beside("2026-05-12 09:30", "2026-05-12 10:00")
    ('2026-05-12', '2026-05-12, 09:30 UTC')
    """
    day, time = made.split(" ")
    return f"{day}, {time} UTC" if other.startswith(day) else day


def earlier_run(run_ids: Sequence[str], run_id: str, origin: str = "") -> str | None:
    """Return the run that a run is compared with: the one it comes from, else the one before it.

    Parameters
    ----------
    run_ids
        Full runs of the log that are done, newest first, and the run itself.
    origin
        The run that was edited, or whose names were taken over; "" for none.
    """
    if origin in run_ids:
        return origin
    place = list(run_ids).index(run_id)
    return next(iter(run_ids[place + 1 :]), None)


def change_of(results: Results, segment: int, before: Version) -> Change | None:
    """Return how a segment differs from the one that it matches in an earlier run; None where none does."""
    earlier, matches = before.results, before.matches
    place = next((row for row, each in enumerate(matches.segments.tolist()) if each == segment), None)
    if place is None or matches.jaccard[place] < WEAK_JACCARD:
        return None
    partner = int(matches.partners[place])
    return Change(
        partner=partner,
        name=shown_name(earlier, partner),
        was=next(each for each in earlier.profiles if each.segment == partner),
        now=next(each for each in results.profiles if each.segment == segment),
        stayed=float(matches.share[place]),
        judged=_judged(earlier.trust, partner, results.trust, segment),
        decided=decision_sentence(earlier.naming.decisions.get(partner)) if earlier.naming else "",
    )


def change_since(results: Results, segment: int, before: Version | None) -> tuple[Sentence, ...]:
    """Say how large a segment was in an earlier run and is now, and what was decided then."""
    if before is None:
        return (say("No earlier version: this is the first run of this log."),)
    change = change_of(results, segment, before)
    if change is None:
        return (say("New: no segment of the run of {day} matches it.", day=before.day),)
    was, now = change.was, change.now
    sizes = say_n(
        "In the run of {day} it was “{name}” with {n:,} user ({was_share:.1f} %); now it has {now:,} ({share:.1f} %).",
        "In the run of {day} it was “{name}” with {n:,} users ({was_share:.1f} %); now it has {now:,} ({share:.1f} %).",
        was.size,
        day=before.day,
        name=change.name,
        was_share=100 * was.share,
        now=now.size,
        share=100 * now.share,
    )
    left, came = _left(results, segment, change, before), _came(results, segment, change, before)
    return (sizes, left, came, *then(change))


def _left(results: Results, segment: int, change: Change, before: Version) -> Sentence:
    """Say how many of its users then are not in it now, and where most of them are."""
    moves = before.moves
    n_gone = int(moves.gone[moves.earlier.index(change.partner)])
    parts = [
        (n, say("{n:,} to no segment", n=n) if other == NOISE else _to(n, shown_name(results, other)))
        for other, n in moves.left(segment, change.partner).items()
    ]
    if n_gone:
        parts.append((n_gone, say("{n:,} are not in this run", n=n_gone)))
    if not parts:
        return say("Nobody left.")
    n_left = sum(n for n, _part in parts)
    where = _largest(parts, lambda n: say("{n:,} elsewhere", n=n))
    return say("Of those {was:,}, {n:,} left: {where}.", was=change.was.size, n=n_left, where=where)


def _came(results: Results, segment: int, change: Change, before: Version) -> Sentence:
    """Say how many of its users now were not in it then, and where most of them were."""
    moves = before.moves
    n_new = int(moves.new[moves.segments.index(segment)])
    parts = [
        (n, say("{n:,} from no segment", n=n) if other == NOISE else _from(n, shown_name(before.results, other)))
        for other, n in moves.came(segment, change.partner).items()
    ]
    if n_new:
        parts.append((n_new, say("{n:,} are new since that run", n=n_new)))
    if not parts:
        return say("Nobody came.")
    n_came = sum(n for n, _part in parts)
    where = _largest(parts, lambda n: say("{n:,} from elsewhere", n=n))
    return say("Of the {now:,} now, {n:,} came: {where}.", now=change.now.size, n=n_came, where=where)


def _to(n: int, name: str) -> Sentence:
    return say("{n:,} to “{name}”", n=n, name=name)


def _from(n: int, name: str) -> Sentence:
    return say("{n:,} from “{name}”", n=n, name=name)


def _largest(parts: Sequence[tuple[int, Sentence]], elsewhere: Callable[[int], Sentence]) -> Sentence:
    """Write the largest parts of the users who moved beside each other, and the others together."""
    ordered = sorted(parts, key=lambda part: part[0], reverse=True)
    shown, others = ordered[:_N_SHOWN], sum(n for n, _part in ordered[_N_SHOWN:])
    return say_in_a_row([*(part for _n, part in shown), *([elsewhere(others)] if others else [])])


def change_of_run(results: Results, before: Version) -> Sentence:
    """Say how many users moved since an earlier run, and how many segments are new and gone."""
    moves = before.moves
    if not moves.n_common:
        return say("No user is in this run and in that of {day}.", day=before.day)
    is_same = moves.matches.are_same(WEAK_JACCARD)
    n_new = len(results.segments) - int(is_same.sum())
    n_gone = len(before.results.segments) - int(is_same.sum())
    n_moved = moves.n_moved
    found = say(
        "Since the run of {day}, {n:,} of {total:,} users whom both know are in another segment ({share:.0f} %).",
        day=before.day,
        n=n_moved,
        total=moves.n_common,
        share=100 * n_moved / moves.n_common,
    )
    if n_new:
        new = say_n("{n} segment is new.", "{n} segments are new.", n_new)
        found = say("{moved} {new}", moved=found, new=new)
    if n_gone:
        gone = say_n("{n} segment of that run is gone.", "{n} segments of that run are gone.", n_gone)
        found = say("{moved} {gone}", moved=found, gone=gone)
    return found


def then(change: Change) -> Iterator[Sentence]:
    """Say which verdict a segment had in an earlier run, where that is another one now, and what was decided then."""
    if change.judged:
        yield change.judged
    if change.decided:
        yield say("Decided then: {decision}.", decision=change.decided)


def _judged(before: TrustCard | None, partner: int, after: TrustCard | None, segment: int) -> Sentence | None:
    was = before.by_segment().get(partner) if before else None
    now = after.by_segment().get(segment) if after else None
    if was is None or now is None or was.grade is now.grade:
        return None
    return say("Its verdict was {was} then and is {now} now.", was=GRADE_WORDS[was.grade], now=GRADE_WORDS[now.grade])
