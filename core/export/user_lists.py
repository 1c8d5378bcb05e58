"""The file of items for single users: one row for each item of each list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa

from core.files.csv_files import csv_blocks, numbers_array
from core.protocols import UserRecommender
from core.recommenders.for_users import Content, Popularity
from core.recommenders.hybrid import Hybrid
from core.recommenders.offered import NOTHING
from core.recommenders.user_lists import COLD, UserLists, Wish, user_lists
from core.sentences import Sentence, say, say_n
from core.types import Column, Population, StrArray

USER_LIST_COLUMNS = (
    Column.USER_ID,
    Column.RANK,
    Column.ITEM_ID,
    Column.TITLE,
    Column.SCORE,
    Column.RECOMMENDER,
    Column.WARMTH,
    Column.ITEM_WARMTH,
)


def write_user_lists(
    path: Path,
    recommender: UserRecommender,
    popularity: Popularity,
    users: Population,
    wish: Wish,
    *,
    for_excel: bool = False,
) -> Served:
    """Write ``USER_LIST_COLUMNS`` of all users, block by block, and count what was written.

    Parameters
    ----------
    path
        The file.
    recommender, popularity
        Fitted to the same log, with the same items to offer.
    users
        As ``core.recommenders.user_lists.user_lists`` takes them.
    wish
        What lists are to be like.
    for_excel
        Whether a spreadsheet is to open the file safely.
    """
    served = Served(wish, recommender.name == Popularity.name)
    with csv_blocks(path, USER_LIST_COLUMNS, for_excel=for_excel) as write:
        for lists in user_lists(recommender, popularity, users, wish):
            made_by = made_by_of(lists, recommender)
            table = user_lists_table(lists, users, made_by)
            write(table)
            served.add(lists, table.num_rows, made_by)
    return served


def made_by_of(lists: UserLists, recommender: UserRecommender) -> StrArray:
    """Return what made each list, (n_some,): of a hybrid that is one recommender alone for some users, that one."""
    made = np.full(len(lists.rows), recommender.name, dtype=object)
    if isinstance(recommender, Hybrid):
        made = recommender.made_by(lists.n_known)
    return np.where(lists.warmth == COLD, Popularity.name, made)


def user_lists_table(lists: UserLists, users: Population, made_by: StrArray) -> pa.Table:
    """Return ``USER_LIST_COLUMNS`` of some lists; new items say that they are chosen by what they are like.

    Parameters
    ----------
    lists
        Of some of the users.
    users
        All of them.
    made_by
        (n_some,) which recommender made each list.
    """
    place, rank = np.nonzero(lists.items != NOTHING)
    items = lists.items[place, rank]
    item_warmth = lists.item_warmth[place, rank]
    columns = [
        pa.array(users.histories.user_ids[lists.rows[place]], pa.string()),
        pa.array(rank + 1, pa.int32()),
        pa.array(users.items.item_ids[items], pa.string()),
        pa.array(users.items.titles[items], pa.string()),
        numbers_array(lists.scores[place, rank]),
        pa.array(np.where(item_warmth == COLD, Content.name, made_by[place]), pa.string()),
        pa.array(lists.warmth[place], pa.string()),
        pa.array(item_warmth, pa.string()),
    ]
    return pa.table(dict(zip(USER_LIST_COLUMNS, columns, strict=True)))


@dataclass
class Served:
    """Counts what was written."""

    wish: Wish
    is_popularity: bool = False
    """Whether popularity is what was asked for."""
    by_warmth: Counter[str] = field(default_factory=Counter)
    n_rows: int = 0
    n_short: int = 0
    n_new: int = 0
    n_popular: int = 0
    """Users with known items who get what is popular all the same."""

    def add(self, lists: UserLists, n_rows: int, made_by: StrArray) -> None:
        """Count some lists."""
        self.by_warmth.update(lists.warmth.tolist())
        self.n_rows += n_rows
        self.n_short += lists.n_shorter_than(self.wish.length)
        self.n_new += lists.n_new
        if not self.is_popularity:
            self.n_popular += int(np.count_nonzero((made_by == Popularity.name) & (lists.warmth != COLD)))

    def sentences(self) -> Iterator[Sentence]:
        """Say how many items and users the file has, what new items have of it, and who gets what is popular."""
        yield from self._of_new()
        kinds = ", ".join(f"{n:,} {each}" for each, n in sorted(self.by_warmth.items()))
        n_users = self.by_warmth.total()
        if kinds:
            yield say_n(
                "{items:,} items for {n:,} user: {kinds}.", "{items:,} items for {n:,} users: {kinds}.", n_users,
                items=self.n_rows, kinds=kinds,
            )  # fmt: skip
        else:
            yield say_n(
                "{items:,} items for {n:,} user.", "{items:,} items for {n:,} users.", n_users, items=self.n_rows
            )
        if n_cold := self.by_warmth[COLD]:
            yield say_n("{n:,} cold user gets what is popular.", "{n:,} cold users get what is popular.", n_cold)
        if self.n_popular:
            yield say_n(
                "{n:,} user who has items gets what is popular with all users, not what they lead to.",
                "{n:,} users who have items get what is popular with all users, not what these lead to.",
                self.n_popular,
            )
        if self.n_short:
            yield say_n(
                "{n:,} list is shorter than asked for.", "{n:,} lists are shorter than asked for.", self.n_short
            )

    def _of_new(self) -> Iterator[Sentence]:
        """Say how many places new items have, or that lists are too short for any."""
        new, length = self.wish.new, self.wish.length
        if new is None or not len(new.items) or not new.share:
            return
        places = new.places(length)
        if places:
            yield say_n(
                "{n:,} place of lists, at most {places:,} of {length:,} in each, is of {n_items:,} items that nobody "
                "has taken yet.",
                "{n:,} places of lists, at most {places:,} of {length:,} in each, are of {n_items:,} items that nobody "
                "has taken yet.",
                self.n_new,
                places=places,
                length=length,
                n_items=len(new.items),
            )
        else:
            yield say(
                "Lists of {length:,} have no place for the {n_items:,} items that nobody has taken yet: their share of "
                "{share:.0f} % is less than one place.",
                length=length,
                n_items=len(new.items),
                share=100 * new.share,
            )
