"""The values that flow between stages, with their shapes. Every column name is written once, here.

Arrays about users are in the order of ``user_ids``; arrays about items in the order of ``item_ids``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from core.types.figures import Behaviour, Contrast
from core.types.meaning import NO_TEXTS, Meaning, RatingScale, Texts

IntArray = npt.NDArray[np.integer[Any]]
FloatArray = npt.NDArray[np.floating[Any]]
BoolArray = npt.NDArray[np.bool_]
StrArray = npt.NDArray[np.object_]
Vectors = npt.NDArray[np.float32]
"""(n_users, n_dims) float32, rows of length 1."""
Labels = npt.NDArray[np.int32]
"""(n_users,) int32, -1 is noise."""
Points = npt.NDArray[np.float32]
"""(n_users, 2) float32, the place of each user on the map."""
State = dict[str, npt.NDArray[Any]]
"""What a method learnt, as arrays of plain types by name, so that it can be kept without pickle."""

NOISE = -1
REFUND = "refund"
"""The event that takes an earlier interaction back."""


class Column:
    """Names of columns in tables that are stored, shown or exported."""

    USER_ID = "user_id"
    ITEM_ID = "item_id"
    SEGMENT = "segment"
    PERSONA = "persona"
    SHOWN_AS = "shown_as"
    PROBABILITY = "probability"
    SILHOUETTE = "silhouette"
    STABILITY = "stability"
    X = "x"
    Y = "y"
    RANK = "rank"
    TITLE = "title"
    SCORE = "score"
    LIFT = "lift"
    LINE = "line"
    REASON = "reason"
    RAW = "raw"
    KIND = "kind"
    NAME = "name"
    COUNT = "count"
    SHARE = "share"
    OVERALL_SHARE = "overall_share"
    SIZE = "size"
    VERDICT = "verdict"
    ADVICE = "advice"
    REASON_CODE = "reason_code"
    DETAIL = "detail"
    JACCARD = "jaccard"
    RULE = "rule"
    SECOND, UNSURE = "second", "unsure"
    CATEGORY, NEW_TO_PCT, BECAUSE, BECAUSE_PCT = "category", "new_to_pct", "because", "because_pct"
    RESPONSE, EXPECTED_RESPONSE, RECOMMENDER = "response", "expected_response", "recommender"
    STRENGTH, USUAL_PCT = "strength", "usual_pct"
    WARMTH, ITEM_WARMTH = "warmth", "item_warmth"
    TIMES, EVERY_DAYS, DAYS_SINCE, DUE_PCT = "times", "every_days", "days_since", "due_pct"
    LAYER, NODE_ID, NODE, WEIGHT = "layer", "node_id", "node", "weight"
    DECISION, OWNER, DUE, COMMENT = "decision", "owner", "due", "comment"
    DECIDED_BY, DECIDED_AT, APPROVED_AS = "decided_by", "decided_at", "approved_as"
    NOT_CONFIRMED = "not_confirmed"


@dataclass(frozen=True, slots=True)
class Histories:
    """All events of all users as flat arrays: user ``i`` owns ``offsets[i]:offsets[i + 1]``, in time order.

    Events of one user with equal times keep their order in the file.
    """

    user_ids: StrArray
    """(n_users,) ids as text."""
    offsets: IntArray
    """(n_users + 1,) int64."""
    items: IntArray
    """(n_events,) int32 codes into ``Items.item_ids``."""
    events: IntArray
    """(n_events,) int16 codes into ``Population.event_names``."""
    timestamps: IntArray
    """(n_events,) int64 seconds since 1970-01-01 UTC."""
    week_hours: IntArray
    """(n_events,) int16 hour of the local week, 0 = Monday 00:00 to 167."""
    values: FloatArray
    """(n_events,) float32 amount of the event; NaN where the log gives none."""

    @property
    def n_users(self) -> int:
        """Number of users."""
        return len(self.user_ids)

    @property
    def n_events(self) -> int:
        """Number of events."""
        return len(self.items)

    @property
    def counts(self) -> IntArray:
        """(n_users,) events of each user."""
        return np.diff(self.offsets)

    @property
    def users(self) -> IntArray:
        """(n_events,) int32 row of the user of each event."""
        return np.repeat(np.arange(self.n_users, dtype=np.int32), self.counts)

    def keep(self, is_kept: BoolArray) -> Histories:
        """Keep the events where ``is_kept`` (n_events,) is true; every user stays, maybe with none."""
        return self.repeat(is_kept.astype(np.int64))

    def repeat(self, times: IntArray) -> Histories:
        """Take each event so many times, ``times`` (n_events,) from 0; every user stays, maybe with none."""
        taken_before = np.concatenate([[0], np.cumsum(times, dtype=np.int64)])
        return self._take(self.user_ids, taken_before[self.offsets], np.repeat(np.arange(self.n_events), times))

    def of_users(self, rows: IntArray) -> Histories:
        """Take the histories of some users, in the order of ``rows`` (n_taken,)."""
        counts = self.counts[rows]
        offsets = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])
        events = np.arange(offsets[-1]) + np.repeat(self.offsets[:-1][rows] - offsets[:-1], counts)
        return self._take(self.user_ids[rows], offsets, events)

    def _take(self, user_ids: StrArray, offsets: IntArray, events: IntArray) -> Histories:
        return Histories(
            user_ids=user_ids,
            offsets=offsets,
            items=self.items[events],
            events=self.events[events],
            timestamps=self.timestamps[events],
            week_hours=self.week_hours[events],
            values=self.values[events],
        )


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Items:
    """The catalogue, as far as the log or an items file holds it."""

    item_ids: StrArray
    """(n_items,) ids as text."""
    titles: StrArray
    """(n_items,) titles; "" where there is none."""
    category_names: tuple[str, ...]
    """Distinct categories; empty when the log has none."""
    categories: sparse.csr_array
    """(n_items, n_categories) bool; an item may be in several categories or in none."""

    @property
    def n_items(self) -> int:
        """Number of items."""
        return len(self.item_ids)

    @property
    def has_titles(self) -> bool:
        """Whether any item has a title."""
        return any(self.titles)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Population:
    """One dataset in memory: what every encoder, profile and recommender reads."""

    histories: Histories
    items: Items
    event_names: tuple[str, ...]
    """Event types; ``Histories.events`` are codes into it."""
    attributes: pd.DataFrame
    """(n_users, n_attributes) in the order of ``user_ids``: text, or numbers where the column is numeric."""
    has_time_of_day: bool
    """Whether timestamps say more than the date; if not, ``week_hours`` gives the weekday only."""
    has_values: bool
    """Whether the log has a value column."""
    meanings: Mapping[str, Meaning] = field(default_factory=dict)
    """Event name → its meaning as chosen at load; for the rest see ``core.population.meanings.meanings_of``."""
    texts: Texts = field(default_factory=lambda: NO_TEXTS)
    """What users wrote."""
    rating_scale: RatingScale | None = None
    """Of the values of ratings; None where they are on none, or there are no ratings."""
    currency: str = ""
    """Of all amounts, ``MIXED`` where they have several; "" where none is known."""

    @property
    def n_users(self) -> int:
        """Number of users."""
        return self.histories.n_users

    @property
    def n_items(self) -> int:
        """Number of items."""
        return self.items.n_items

    def of_users(self, rows: IntArray) -> Population:
        """Take some users, in the order of ``rows`` (n_taken,); every item and event type stays."""
        return replace(
            self,
            histories=self.histories.of_users(rows),
            attributes=self.attributes.iloc[rows].reset_index(drop=True),
            texts=self.texts.of_users(rows),
        )


@dataclass(frozen=True, slots=True)
class Recipe:
    """What to do, before it runs. ``k`` is a number, ``"auto"``, or both ends of a range, as in ``"4-6"``."""

    encoder: str = "blend"
    clusterer: str = "kmeans"
    k: int | str = "auto"
    random_state: int = 0
    encoder_params: Mapping[str, Any] = field(default_factory=dict)
    clusterer_params: Mapping[str, Any] = field(default_factory=dict)


class Basis(StrEnum):
    """The events in which the facts of a profile are counted."""

    ALL_EVENTS = "all events"
    FRESH_EVENTS = "fresh events"
    """Those that had no part in putting the user into a segment."""


@dataclass(frozen=True, slots=True)
class Lift:
    """One thing that marks a segment out."""

    kind: str
    """item, category, term, node, era, event, daypart, weekday, attribute or behaviour."""
    name: str
    """The item's title, the category, "city: Leeds", ..."""
    count: int
    """Users of the segment who have it, in the events that are counted; rounded, of tastes as estimated."""
    share: float
    """count over the size of the segment that is counted, before rounding."""
    overall_share: float
    """The same share among all users."""
    lift: float
    """share over overall_share."""
    key: str = ""
    """The id behind the name (an item id), where it has one."""
    low: float | None = None
    """Low end of the 95 % interval of ``lift``, users taken as a sample of users like them."""
    high: float | None = None
    strength: float | None = None
    """Evidence where it was chosen, in standard errors; None: count and share say so themselves."""
    is_shaping: bool = False
    """Whether it is an attribute that the recipe compared."""
    contrast: Contrast | None = None
    """Of tastes that were counted in fresh events."""
    is_stated: bool = True
    """Whether a card may state it; False of words of titles that name nothing, or no more than a category does."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What marks one segment out."""

    segment: int
    size: int
    share: float
    """size over all users, unassigned ones included."""
    lifts: tuple[Lift, ...]
    """Over-indexed facts, strongest evidence first within each kind."""
    typical_users: tuple[str, ...]
    """Ids of the real users nearest the segment's centre."""
    basis: Basis = Basis.ALL_EVENTS
    """In runs of earlier versions, all events."""
    why_no_facts: str = ""
    """Why nothing is stated of what its users do, as a sentence; "" where something could be."""
    behaviour: Behaviour | None = None
    """How its users act; None in runs of earlier versions."""
    nearest: int = NOISE
    """The segment with the nearest centre; -1 where there is no other, and in runs of earlier versions."""


@dataclass(frozen=True, slots=True)
class Persona:
    """A segment with a name, a sentence and the evidence behind them."""

    segment: int
    name: str
    sentence: str
    evidence: tuple[Lift, ...]
