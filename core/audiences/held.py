"""Users who are held back from the files of an export as a control group, and how alike both sides were before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd

from core.audiences.manifest import Rules
from core.campaigns.balance import balances
from core.campaigns.before import known_before
from core.campaigns.control import held_back
from core.campaigns.draw import balanced_draw, draw_of
from core.campaigns.planned import few_held_sentences
from core.campaigns.sides import Held, Sides
from core.ingest.values.identity import mark_of
from core.interests.users import Interests
from core.sentences import Sentence, say
from core.types import BoolArray, FloatArray, IntArray, Population, StrArray


@dataclass(frozen=True, slots=True)
class Control:
    """By what users are held back, and what is known of them."""

    key: bytes
    """Of the workspace, or of the folder that the run or the files are in."""
    percent: float
    draw: str
    known: Mapping[str, FloatArray]
    """Name → (n_users,) what was known before of the users of the run; empty where its log is not at hand."""

    @property
    def text(self) -> str:
        """Return what the manifest says of it."""
        return f"{self.percent:g} % of the users, draw {self.draw}, key {mark_of(self.key)}"

    def stated(self, rules: Rules) -> Rules:
        """Return rules with the draw that held, by which the same files can be made again."""
        return msgspec.structs.replace(rules, draw=self.draw)

    def of(self, user_ids: Iterable[str]) -> BoolArray:
        """Return (n_users,) who is held back."""
        return held_back(user_ids, self.key, self.percent, self.draw)


@dataclass(frozen=True, slots=True)
class Member:
    """A user of an export."""

    user_id: str
    segment: int
    is_held: bool


def control_by(
    rules: Rules,
    key: bytes,
    folder: Path,
    users: tuple[StrArray, IntArray],
    known: Mapping[str, FloatArray],
    *,
    is_trial: bool = False,
) -> Control:
    """Return by what rules hold users back, who are the same in every export with a key.

    Parameters
    ----------
    folder
        Of the key, where the draw is kept that is chosen for the first control group.
    users
        (n_users,) ids and segments of the run.
    known
        Name → (n_users,) what was known of them before.
    is_trial
        Whether no files are written, so that no draw is kept either.
    """
    user_ids, labels = users
    draw = rules.draw or draw_of(
        folder, key, lambda: balanced_draw(user_ids, labels, known, key, rules.control), is_trial=is_trial
    )
    return Control(key, rules.control, draw, known)


def known_of(population: Population, user_ids: StrArray, interests: Interests | None) -> dict[str, FloatArray]:
    """Return name → (n_users,) what a log knows of the users of a run before a campaign; NaN where it does not.

    Parameters
    ----------
    user_ids
        (n_users,) of the run, and of ``interests``.
    """
    rows = pd.Index(population.histories.user_ids).get_indexer(pd.Index(user_ids))
    main = None
    if interests is not None:
        names = np.array([*(node.name for node in interests.nodes), ""], dtype=object)
        main = pd.Series(names[interests.main], index=user_ids, dtype=str).reindex(population.histories.user_ids)
    found = known_before(population, main)
    return {name: np.where(rows >= 0, values[rows], np.nan) for name, values in found.items()}


def sides_of(
    control: Control, members: Iterable[Member], user_ids: StrArray, held: tuple[str, Mapping[int, str]]
) -> Sides:
    """Return who is on which side of an export, each user once, in the order of the run.

    Parameters
    ----------
    user_ids
        (n_users,) of the run.
    held
        Id of the run; segment → what files call it.
    """
    found = {each.user_id: each for each in members}
    rows = [row for row, user_id in enumerate(user_ids) if user_id in found]
    own = [found[user_ids[row]] for row in rows]
    run_id, names = held
    return Sides(
        Held(percent=control.percent, draw=control.draw, run_id=run_id, key_mark=mark_of(control.key), names=names),
        user_ids[rows],
        np.array([each.segment for each in own], dtype=np.int32),
        np.array([each.is_held for each in own], dtype=bool),
        {name: values[rows] for name, values in control.known.items()},
    )


def too_few_held(control: Control | None, sides: Sides | None, least_group: int) -> Iterator[Sentence]:
    """Warn of segments of which too few are held back; nothing without a control group."""
    if control:
        yield from few_held_sentences(sides, control.key, least_group)


def balance_sentences(sides: Sides | None) -> Iterator[Sentence]:
    """Say how alike both sides of each segment were in all that was known before; nothing without a control group."""
    if sides is None:
        return
    for each in balances(sides.labels, sides.is_control, sides.before):
        yield say("Control group of {name}: {balance}", name=sides.held.names[each.segment], balance=each.sentence)
