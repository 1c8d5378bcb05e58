"""The audience for an item: users to whom it is new, by how much what they have leads to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy import sparse

from core.errors import DataError
from core.files.csv_files import numbers_array
from core.population.interactions import interacted
from core.protocols import UserRecommender
from core.recommenders.offered import own_items
from core.recommenders.user_lists import USERS_AT_ONCE, warmth_of
from core.results.tables import UNASSIGNED
from core.sentences import Sentence, say, say_n
from core.types import BoolArray, Column, FloatArray, IntArray, Labels, Population, StrArray

AUDIENCE_COLUMNS = (
    Column.USER_ID,
    Column.RANK,
    Column.ITEM_ID,
    Column.TITLE,
    Column.SEGMENT,
    Column.PERSONA,
    Column.SCORE,
    Column.RECOMMENDER,
    Column.WARMTH,
)


@dataclass(frozen=True, slots=True)
class Audience:
    """Who wants an item, and who is left out."""

    item: int
    """Its code."""
    rows: IntArray
    """(n_listed,) rows of users, who want it most first."""
    scores: FloatArray
    """(n_listed,) above 0; those of two recommenders cannot be compared."""
    warmth: StrArray
    """(n_listed,) warm with fewer than five items that the recommender knows, else hot."""
    n_users: int
    n_have: int
    """Users who have the item, gave it back or rated it low."""
    n_cold: int
    """Others without an item that the recommender knows."""
    n_unlike: int
    """Others whose items do not lead to it."""
    n_aside: int
    """Others in segments that an analyst set aside or rejected."""
    n_refused: int
    """Others who did not consent, where only those who did are listed."""
    n_beyond: int
    """Others after so many as were asked for."""

    def sentences(self) -> Iterator[Sentence]:
        """Count who is listed, and who is left out and why."""
        n, total = len(self.rows), self.n_users
        yield say_n("{n:,} of {total:,} users is listed.", "{n:,} of {total:,} users are listed.", n, total=total)
        yield from (sentence for n, sentence in self._left_out() if n)

    def _left_out(self) -> Iterator[tuple[int, Sentence]]:
        n = self.n_have
        yield (
            n,
            say_n(
                "Left out: {n:,} user who has the item, gave it back or rated it low.",
                "Left out: {n:,} users who have the item, gave it back or rated it low.",
                n,
            ),
        )
        n = self.n_cold
        yield (
            n,
            say_n(
                "Left out: {n:,} user of whom no item is known that could lead to it.",
                "Left out: {n:,} users of whom no item is known that could lead to it.",
                n,
            ),
        )
        n = self.n_unlike
        yield (
            n,
            say_n(
                "Left out: {n:,} user whose items do not lead to it.",
                "Left out: {n:,} users whose items do not lead to it.",
                n,
            ),
        )
        yield from self._not_listed()

    def _not_listed(self) -> Iterator[tuple[int, Sentence]]:
        """Count those who want it and are left out all the same."""
        n = self.n_aside
        yield (
            n,
            say_n(
                "Left out: {n:,} user of segments that an analyst set aside or rejected.",
                "Left out: {n:,} users of segments that an analyst set aside or rejected.",
                n,
            ),
        )
        n = self.n_refused
        yield (
            n,
            say_n(
                "Left out: {n:,} user who did not consent to be contacted (refused, or gave no answer).",
                "Left out: {n:,} users who did not consent to be contacted (refused, or gave no answer).",
                n,
            ),
        )
        n = self.n_beyond
        yield (
            n,
            say_n(
                "Left out: {n:,} user beyond the number asked for.",
                "Left out: {n:,} users beyond the number asked for.",
                n,
            ),
        )


def audience_of(
    recommender: UserRecommender,
    users: Population,
    item: int,
    may_list: BoolArray | None = None,
    at_most: int | None = None,
    is_aside: BoolArray | None = None,
) -> Audience:
    """Rank users by how much what they have leads to an item.

    Parameters
    ----------
    recommender
        Fitted to a log whose items are the first ones of ``users``.
    users
        Who may be listed.
    item
        Code of the item.
    may_list
        (n_users,) who consented; everybody when not given.
    at_most
        So many users, the best ones; all when not given.
    is_aside
        (n_users,) who is in a segment that nobody is to act on; nobody when not given.

    Raises
    ------
    DataError
        The recommender does not offer the item.
    """
    place = int(np.searchsorted(recommender.items_, item))
    if place >= len(recommender.items_) or recommender.items_[place] != item:
        raise DataError(
            say("No user can be ranked for {item}.", item=title_of(users, item)),
            say("It is not among the {n:,} most popular items that are not gone.", n=len(recommender.items_)),
        )
    scores, n_known = _scores(recommender, users, place)
    has = np.zeros(users.n_users, dtype=bool)
    has[interacted(users).tocsc()[:, [item]].indices] = True
    is_cold, is_liked = ~has & (n_known == 0), scores > 0
    may_list = np.ones(users.n_users, dtype=bool) if may_list is None else may_list
    is_aside = np.zeros(users.n_users, dtype=bool) if is_aside is None else is_aside
    wanted = ~has & ~is_cold & is_liked & ~is_aside
    rows = np.flatnonzero(wanted & may_list)
    rows = rows[np.argsort(-scores[rows], kind="stable")]
    listed = rows[:at_most]
    return Audience(
        item,
        listed,
        scores[listed],
        warmth_of(n_known[listed]),
        n_users=users.n_users,
        n_have=int(has.sum()),
        n_cold=int(is_cold.sum()),
        n_unlike=int((~has & ~is_cold & ~is_liked).sum()),
        n_aside=int((~has & ~is_cold & is_liked & is_aside).sum()),
        n_refused=int((wanted & ~may_list).sum()),
        n_beyond=len(rows) - len(listed),
    )


def audience_table(
    audience: Audience, users: Population, segments: Labels, names: Mapping[int, str], recommender: str
) -> pa.Table:
    """Return ``AUDIENCE_COLUMNS``, one row per user, who wants the item most first.

    Parameters
    ----------
    audience, users
        From ``audience_of``, and what it was made of.
    segments
        (n_users,) the segment of each user; -1 for none.
    names
        Segment to the name that may leave.
    recommender
        Its name.
    """
    n, own = len(audience.rows), segments[audience.rows]
    columns = [
        pa.array(users.histories.user_ids[audience.rows], pa.string()),
        pa.array(np.arange(1, n + 1), pa.int32()),
        pa.array([str(users.items.item_ids[audience.item])] * n, pa.string()),
        pa.array([str(users.items.titles[audience.item])] * n, pa.string()),
        pa.array(own, pa.int32()),
        pa.array([names.get(int(each), str(UNASSIGNED)) for each in own], pa.string()),
        numbers_array(audience.scores),
        pa.array([recommender] * n, pa.string()),
        pa.array(audience.warmth, pa.string()),
    ]
    return pa.table(dict(zip(AUDIENCE_COLUMNS, columns, strict=True)))


def segments_table(frame: pd.DataFrame) -> pa.Table:
    """Return the segments that want an item most as they are written: ``audience_frame`` with its columns."""
    made: dict[str, pa.Array] = {
        Column.SEGMENT: pa.array(frame[Column.SEGMENT], pa.int32()),
        Column.PERSONA: pa.array(frame[Column.PERSONA].astype(str), pa.string()),
    }
    others = [str(name) for name in frame if name not in made]
    figures = {name: numbers_array(frame[name].to_numpy(dtype=np.float64)) for name in others}
    return pa.table({**made, **figures})


def title_of(population: Population, item: int) -> str:
    """Return the title of an item, else its id."""
    return str(population.items.titles[item] or population.items.item_ids[item])


def _scores(recommender: UserRecommender, users: Population, place: int) -> tuple[FloatArray, IntArray]:
    """Return the score of one item and the number of known items of each user, (n_users,) both."""
    own = own_items(users)[:, recommender.items_]
    scores = np.zeros(users.n_users)
    for start in range(0, users.n_users, USERS_AT_ONCE):
        some = sparse.csr_array(own[start : start + USERS_AT_ONCE])
        scores[start : start + USERS_AT_ONCE] = recommender.scores(some)[:, place]
    return scores, np.diff(own.indptr)
