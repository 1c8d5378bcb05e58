"""What people take again: items taken before, by how often, how lately and how usual that is.

The score of a user and an item is the number of days on which the user took it, those of long ago counting less, times
the share of the item's users who take it again. Of ten such scores, it found the most of what was taken again with
lists of 20 on the holdouts of two of five logs, and nearly the most on the others. When an item is due is stated and
does not order lists: on four of the five logs that found less.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy import sparse

from core.population.interactions import SECONDS_PER_DAY, dislikes, is_given_back, is_interaction, newest
from core.recommenders.gone import is_gone
from core.recommenders.offered import HALF_LIFE_SHARE, UNSEEN_DAYS
from core.sentences import Sentence, say
from core.types import BoolArray, Column, FloatArray, IntArray, Items, Labels, Population

MIN_REPEATED = 0.05
"""A log has repeats where so many of the pairs of user and item come up on more than one day."""
_PRIOR_USERS = 20
"""Average users that are added to each item, so that rare items lean on all items."""


@dataclass
class Again:
    """Lists what users and segments are likely to take again."""

    unseen_days: float = UNSEEN_DAYS
    items_: Items = field(init=False, repr=False)
    rows_: IntArray = field(init=False, repr=False)
    """(n_pairs,) rows of users, in order; each user's items stand best first."""
    codes_: IntArray = field(init=False, repr=False)
    """(n_pairs,) their items."""
    scores_: FloatArray = field(init=False, repr=False)
    times_: IntArray = field(init=False, repr=False)
    """(n_pairs,) days on which the user took the item."""
    every_: FloatArray = field(init=False, repr=False)
    """(n_pairs,) mean days between two of them; where the user took it once, that of its users, NaN where nobody took
    it twice."""
    since_: FloatArray = field(init=False, repr=False)
    """(n_pairs,) days from the last one to the end of the log."""
    repeated_share_: float = field(init=False, repr=False)
    """Share of all pairs that came up on more than one day."""

    def fit(self, population: Population) -> Again:
        """Count the days of each user and item; refunds are no days, and what was given back is left out."""
        self.items_ = population.items
        pairs = _pairs_of(population)
        self.repeated_share_ = float(np.mean(pairs.n_days > 1)) if len(pairs.rows) else 0.0
        n_items = population.n_items
        n_again = np.bincount(pairs.codes, pairs.n_days > 1, n_items) + _PRIOR_USERS * self.repeated_share_
        usual = n_again / (np.bincount(pairs.codes, minlength=n_items) + _PRIOR_USERS)
        scores = pairs.recent_days * usual[pairs.codes]
        places = np.flatnonzero(~_is_left_out(population, pairs, self.unseen_days))
        places = places[np.lexsort((-scores[places], pairs.rows[places]))]
        self.rows_, self.codes_, self.scores_ = pairs.rows[places], pairs.codes[places], scores[places]
        self.times_, self.since_ = pairs.n_days[places], pairs.since[places]
        self.every_ = np.where(pairs.n_days > 1, pairs.every, _usual_gaps(pairs, n_items)[pairs.codes])[places]
        return self

    @property
    def has_repeats(self) -> bool:
        """Whether people take things again in this log."""
        return self.repeated_share_ >= MIN_REPEATED

    @property
    def why_not(self) -> Sentence:
        """Say how little is taken again, where that is too little for lists."""
        return say(
            "Too little is taken again in this log: {pct:.1f} % of the pairs of user and item come up on more than one "
            "day, where {least:.0f} % are asked for.",
            pct=100 * self.repeated_share_,
            least=100 * MIN_REPEATED,
        )

    def of_users(self, rows: IntArray, length: int, left_out: BoolArray | None = None) -> pd.DataFrame:
        """Return what some users may take again.

        Parameters
        ----------
        rows
            (n_some,) their rows, in order.
        length
            Items for each, at most.
        left_out
            (n_items,) what is not to be offered.

        Returns
        -------
        row, rank (1 is best), item_id, title, score, times (days on which the user took it), every_days (mean days
        between them) and days_since.
        """
        begin, end = np.searchsorted(self.rows_, (rows[0], rows[-1] + 1)) if len(rows) else (0, 0)
        places = begin + np.flatnonzero(np.isin(self.rows_[begin:end], rows))
        if left_out is not None:
            places = places[~left_out[self.codes_[places]]]
        _, begins, sizes = np.unique(self.rows_[places], return_index=True, return_counts=True)
        ranks = np.arange(len(places)) - np.repeat(begins, sizes) + 1
        places, ranks = places[ranks <= length], ranks[ranks <= length]
        return pd.DataFrame(
            {
                "row": self.rows_[places],
                Column.RANK: ranks,
                Column.ITEM_ID: self.items_.item_ids[self.codes_[places]],
                Column.TITLE: self.items_.titles[self.codes_[places]],
                Column.SCORE: self.scores_[places],
                Column.TIMES: self.times_[places],
                Column.EVERY_DAYS: self.every_[places],
                Column.DAYS_SINCE: self.since_[places],
            }
        )

    def of_segment(self, labels: Labels, segment: int, length: int, left_out: BoolArray | None = None) -> pd.DataFrame:
        """Return what the users of a segment are likely to take again, what most of them will first.

        Parameters
        ----------
        labels
            (n_users,) the segment of each user of the log.
        segment
            Its number.
        length
            Items, at most.
        left_out
            (n_items,) what is not to be offered.

        Returns
        -------
        segment, rank, item_id, title, score (share of the segment's users who took it on more than one day), lift (over
        that share of all users), every_days (median of theirs) and due_pct (percent of them for whom so many days as
        between two of theirs are over).
        """
        n_items, is_own = self.items_.n_items, labels[self.rows_] == segment
        worth = np.bincount(self.codes_[is_own], self.scores_[is_own], n_items)
        is_again = self.times_ > 1
        took, usual = (
            np.bincount(self.codes_[some], minlength=n_items) / max(n_users, 1)
            for some, n_users in ((is_own & is_again, np.count_nonzero(labels == segment)), (is_again, len(labels)))
        )
        worth[took == 0] = 0
        if left_out is not None:
            worth[left_out] = 0
        best = np.argsort(-worth, kind="stable")[:length]
        best = best[worth[best] > 0]
        every, due = self._gaps(np.flatnonzero(is_own & is_again), best)
        return pd.DataFrame(
            {
                Column.SEGMENT: segment,
                Column.RANK: np.arange(1, len(best) + 1),
                Column.ITEM_ID: self.items_.item_ids[best],
                Column.TITLE: self.items_.titles[best],
                Column.SCORE: took[best],
                Column.LIFT: took[best] / usual[best],
                Column.EVERY_DAYS: every,
                Column.DUE_PCT: due,
            }
        )

    def _gaps(self, places: IntArray, items: IntArray) -> tuple[FloatArray, FloatArray]:
        """Return the median of the days between two times and the percent of users who are due, (n_items,) each."""
        own, n_items = self.codes_[places], self.items_.n_items
        every = pd.Series(self.every_[places]).groupby(own).median().reindex(items).to_numpy(dtype=np.float64)
        n_due = np.bincount(own, self.since_[places] >= self.every_[places], n_items)
        return every, 100 * n_due[items] / np.bincount(own, minlength=n_items)[items]


@dataclass(frozen=True)
class _Pairs:
    """Users and items with the days on which one took the other, (n_pairs,) each, by user and item."""

    rows: IntArray
    codes: IntArray
    n_days: IntArray
    recent_days: FloatArray
    every: FloatArray
    since: FloatArray


def _pairs_of(population: Population) -> _Pairs:
    histories, is_meant = population.histories, is_interaction(population)
    pairs = histories.users[is_meant].astype(np.int64) * population.n_items + histories.items[is_meant]
    days = histories.timestamps[is_meant] // SECONDS_PER_DAY
    order = np.lexsort((days, pairs))
    pairs, days = pairs[order], days[order]
    is_new = np.ones(len(pairs), dtype=bool)
    is_new[1:] = (pairs[1:] != pairs[:-1]) | (days[1:] != days[:-1])
    pairs, days = pairs[is_new], days[is_new]
    distinct, begins, n_days = np.unique(pairs, return_index=True, return_counts=True)
    end = newest(population) // SECONDS_PER_DAY
    span = int(days.max() - days.min()) if len(days) else 0
    recent = np.exp2((days - end) / max(HALF_LIFE_SHARE * span, 1.0))
    last = days[begins + n_days - 1]
    return _Pairs(
        rows=distinct // max(population.n_items, 1),
        codes=distinct % max(population.n_items, 1),
        n_days=n_days,
        recent_days=np.add.reduceat(recent, begins) if len(begins) else recent,
        every=(last - days[begins]) / np.maximum(n_days - 1, 1),
        since=(end - last).astype(np.float64),
    )


def _usual_gaps(pairs: _Pairs, n_items: int) -> FloatArray:
    """Return the mean of the days between two times over the users of each item, (n_items,); NaN without any."""
    is_again = pairs.n_days > 1
    n_users = np.bincount(pairs.codes[is_again], minlength=n_items)
    sums = np.bincount(pairs.codes[is_again], pairs.every[is_again], n_items)
    return np.asarray(np.divide(sums, n_users, out=np.full(n_items, np.nan), where=n_users > 0))


def _is_left_out(population: Population, pairs: _Pairs, unseen_days: float) -> BoolArray:
    """Mark what is gone, what the user gave back last and what the user rated low, (n_pairs,)."""
    histories, given_back = population.histories, is_given_back(population)
    back = histories.users[given_back].astype(np.int64) * population.n_items + histories.items[given_back]
    low = sparse.csr_array(dislikes(population)).tocoo().coords
    against = np.concatenate([back, low[0].astype(np.int64) * population.n_items + low[1]])
    own = pairs.rows.astype(np.int64) * population.n_items + pairs.codes
    found: BoolArray = is_gone(population, unseen_days)[pairs.codes] | np.isin(own, against)
    return found
