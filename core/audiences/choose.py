"""Who is in an audience: users of the chosen segments, all or some, in the order of the file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa

from core.attributes.consent import Consent
from core.errors import DataError
from core.files.output_folder import RUN_RECORD
from core.personas.policy import flags_of, neutral_code, selection_code, warning_of_name
from core.results.audience import audience_names, code_of, warnings_of
from core.results.codec import read_json
from core.results.earlier_folder import read_aside, read_card, read_earlier, read_figures, read_names, read_warnings
from core.results.results import Results
from core.results.waiting import waiting_sentence
from core.sentences import say
from core.shaping.known import SEPARATION
from core.store.identities import CHOSEN
from core.types import NOISE, BoolArray, Column, FloatArray, IntArray, Labels, StrArray

WHOLE = 0
"""In place of a segment: the whole selection, where it is one list."""


class Order(StrEnum):
    """Which users come first where only some are taken."""

    SUREST = "surest"
    """Highest probability of the segment."""
    CLEAREST = "clearest"
    """Highest silhouette: nearest to the own segment, compared with the next one."""
    RANDOM = "random"


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What of a run is exported; it is part of the manifest."""

    segments: tuple[int, ...]
    leaving: int | None = None
    """Users of each segment in a file of a platform: the first in the order who can be in it; None for all."""
    at_most: int | None = None
    """Users of each segment who are looked at, as manifests before that have it; None for all."""
    order: Order = Order.SUREST
    random_state: int = 0
    """Of a random choice."""
    with_names: bool = False
    """Whether audiences have their names; codes such as SEG-07-v3 otherwise."""
    keeps_flagged: bool = False
    """Whether names are taken that the policy check flags."""
    selection: str = ""
    """The saved selection whose users are listed; "" for everybody."""
    as_one: bool = False
    """Whether they are one list, and not one for each segment; those of no segment are in it where it is one of
    ``segments``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Users:
    """The users of a run, and what files may call its segments."""

    run_id: str
    """Of the workspace, or the folder of its files."""
    dataset_id: str
    dataset_version: int
    names_version: int
    user_ids: StrArray
    labels: Labels
    probabilities: FloatArray
    silhouettes: FloatArray
    codes: Mapping[int, str]
    """Segment → code that says nothing."""
    names: Mapping[int, str]
    """Segment → name that may leave."""
    warnings: Mapping[int, str] = field(default_factory=dict)
    """Segment → why platforms refuse it; only those that are flagged."""
    numbers: Mapping[int, int] = field(default_factory=dict)
    """Segment → the number that pages show."""
    weak: tuple[int, ...] = ()
    """Segments that do not hold, by the trust card: their verdict is weak or none."""
    rejected: tuple[int, ...] = ()
    """Segments that the files of a run say were rejected; where the run is in a workspace, that knows more."""
    waiting: str = ""
    """Which decisions of an earlier run wait to be confirmed, as a sentence; "" where none does."""

    @property
    def segments(self) -> tuple[int, ...]:
        """Segment numbers."""
        return tuple(self.codes)

    @property
    def other_numbers(self) -> dict[int, int]:
        """The numbers that pages show, of segments with another label."""
        return {segment: number for segment, number in self.numbers.items() if segment != number}

    def warnings_of(self, choice: Choice) -> dict[int, str]:
        """Return why platforms refuse a chosen audience; only those that are flagged."""
        if choice.as_one:
            found = warning_of_name(choice.selection)
            return {WHOLE: found} if found else {}
        return {each: self.warnings[each] for each in choice.segments if each in self.warnings}

    def called(self, segments: Iterable[int]) -> str:
        """Return the numbers that pages show of some segments."""
        return ", ".join(map(str, sorted(self.numbers.get(each, each) for each in segments)))

    def names_of(self, choice: Choice) -> dict[int, str]:
        """Return what files call the audience of each chosen segment, or of the whole selection."""
        if choice.as_one:
            leaves = choice.with_names and (choice.keeps_flagged or not flags_of(choice.selection))
            return {WHOLE: choice.selection if leaves else selection_code(choice.selection)}
        names = self.names if choice.with_names else self.codes
        return {each: names[each] for each in choice.segments}


def users_of(results: Results, run_id: str, *, keeps_flagged: bool = False) -> Users:
    """Return the users of a run of the workspace."""
    dataset, naming = results.record.dataset, results.naming
    return Users(
        run_id=run_id,
        dataset_id=dataset.dataset_id if dataset else "",
        dataset_version=dataset.version if dataset else 0,
        names_version=naming.version if naming else 0,
        user_ids=results.user_ids,
        labels=results.labels,
        probabilities=results.probabilities,
        silhouettes=results.silhouettes,
        codes={each: code_of(results, each) for each in results.segments},
        names={each: str(name) for each, name in audience_names(results, keeps_flagged=keeps_flagged).items()},
        warnings=warnings_of(results),
        numbers=results.numbers,
        weak=results.trust.weak if results.trust else (),
        waiting=str(waiting_sentence(naming) or ""),
    )


def users_of_folder(folder: Path) -> Users:
    """Return the users of a run from the files that the command ``run`` or ``export`` wrote.

    Raises
    ------
    DataError
        They are none of a run.
    """
    earlier = read_earlier(folder)
    figures = read_figures(folder, earlier.user_ids)
    record = read_json(folder / RUN_RECORD)
    dataset, approved = record.get("dataset") or {}, (record.get("naming") or {}).get("approved_in") or {}
    segments = [profile.segment for profile in earlier.profiles]
    return Users(
        run_id=str(folder),
        dataset_id=str(dataset.get("dataset_id", "")),
        dataset_version=int(dataset.get("version", 0)),
        names_version=earlier.version,
        user_ids=earlier.user_ids,
        labels=earlier.labels,
        probabilities=figures[Column.PROBABILITY],
        silhouettes=figures[SEPARATION],
        codes={
            each: neutral_code(earlier.numbers.get(each, each), approved.get(str(each), earlier.version))
            for each in segments
        },
        names=read_names(folder),
        warnings=read_warnings(folder),
        numbers={each: earlier.numbers.get(each, each) for each in segments},
        weak=card.weak if (card := read_card(folder)) else (),
        rejected=read_aside(folder)[0],
    )


def choose(
    users: Users,
    choice: Choice,
    is_listed: BoolArray | None = None,
    consent: Consent | None = None,
    is_held: BoolArray | None = None,
) -> pa.Table:
    """Return the users who were chosen, with the columns of ``CHOSEN``, by segment and in their order.

    Parameters
    ----------
    is_listed
        (n_users,) whom a saved selection holds; None for everybody.
    consent
        The answers of all users, where the log has them.
    is_held
        (n_users,) who is held back; None where nobody is.

    Raises
    ------
    DataError
        The run has no such segment.
    """
    known = (*users.segments, NOISE) if choice.as_one else users.segments
    unknown = [each for each in choice.segments if each not in known]
    if unknown or not choice.segments:
        raise DataError(
            say("The run has no segment {segments}.", segments=users.called(unknown) or "''"),
            say("There are {known}.", known=users.called(users.segments)),
        )
    groups = [choice.segments] if choice.as_one else [(each,) for each in choice.segments]
    rows = np.concatenate([_of_segments(users, choice, each, is_listed) for each in groups])
    columns = {
        "row": rows,
        "place": np.arange(len(rows)),
        "segment": np.full(len(rows), WHOLE, np.int32) if choice.as_one else users.labels[rows],
        "user_id": users.user_ids[rows],
        "answer": consent.answers[rows] if consent else np.full(len(rows), np.nan),
        "is_held": is_held[rows] if is_held is not None else np.zeros(len(rows), dtype=bool),
    }
    return pa.table({name: pa.array(columns[name], kind, from_pandas=True) for name, kind in CHOSEN.items()})


def default_segments(users: Users, left_out: Collection[int]) -> tuple[int, ...]:
    """Return all segments without those that an analyst set aside or rejected."""
    return tuple(each for each in users.segments if each not in left_out)


def selection_segments(users: Users, left_out: Collection[int]) -> tuple[int, ...]:
    """Return where users of a selection that is one list may be: the same segments, or none."""
    return (*default_segments(users, left_out), NOISE)


def _of_segments(users: Users, choice: Choice, segments: tuple[int, ...], is_listed: BoolArray | None) -> IntArray:
    is_in = np.isin(users.labels, segments)
    rows = np.flatnonzero(is_in if is_listed is None else is_in & is_listed)
    if choice.at_most is None and choice.leaving is None:
        return rows
    return rows[np.argsort(_keys(users, choice, rows), kind="stable")[: choice.at_most]]


def _keys(users: Users, choice: Choice, rows: IntArray) -> FloatArray:
    """Return what to sort users by, the smallest first."""
    if choice.order is Order.RANDOM:
        return np.random.default_rng(choice.random_state).random(len(users.user_ids))[rows]
    found = users.probabilities if choice.order is Order.SUREST else users.silhouettes
    return -np.nan_to_num(found[rows].astype(np.float64), nan=-np.inf)
