"""Choose the best whole assignment of columns to the roles of a log of events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from core.ingest.columns.fit import Fit
from core.ingest.columns.makers import without_makers
from core.ingest.columns.passed_over import (
    LEAST_RIVAL,
    without_coarser,
    without_companies,
    without_constants,
    without_emptier,
    without_other_items,
    without_things,
)
from core.ingest.columns.score import score
from core.ingest.names.naming import EXACT, HELD, certainty
from core.ingest.tables.evidence import FEW_ROWS, NEVER, Columns

KEY_ROLES = ("user", "item", "timestamp")
OPTIONAL_ROLES = ("event", "time_of_day", "value", "quantity", "order", "text", "query", "category")
_N_CANDIDATES = 5
_LEAST_KEY, _LEAST_OPTIONAL = 0.05, 0.3
"""What a role without a column counts: a column that scores less is not taken."""
_LEAST_NEEDED = -1.0
"""What leaving the user out counts where a full column has its name, and the time where some column holds dates."""
_CLEARLY = 0.6
"""What an id of items scores that speaks for itself."""
_FORBIDDEN = -1e6

Keys = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """Which column plays which role, and what else each key role could have been."""

    columns: Mapping[str, str]
    scores: Mapping[str, float]
    rivals: Mapping[str, Sequence[tuple[str, float]]]
    """Key role → other columns with what the whole assignment loses by them, the closest first."""


def assign(columns: Columns, given: Mapping[str, str | None], taken: Sequence[str] = ()) -> Assignment:
    """Choose the best whole assignment.

    Parameters
    ----------
    columns
        Header → evidence.
    given
        Role → column, or None where the role has none; the others are chosen.
    taken
        Columns that play another role already.
    """
    free = [header for header in columns if header not in taken and header not in given.values()]
    table = {role: {header: score(role, header, columns) for header in free} for role in (*KEY_ROLES, *OPTIONAL_ROLES)}
    for role in ("user", "item"):
        table[role] = without_constants(role, table[role], columns)
    table["item"] = without_makers(without_other_items(table["item"], columns), columns)
    table["item"] = without_coarser(table["item"], columns)
    table["user"] = without_companies(without_emptier(without_things(table["user"], columns), columns), columns)
    together = Fit(columns)
    optional = _Optional(together, table, free, [role for role in OPTIONAL_ROLES if role not in given])
    ids = [] if "item" in given else [each for each in free if _is_id_of_items(each, table["item"][each], columns)]
    totals: dict[Keys, float] = {}
    for keys in _key_sets(table, given):
        own = sum(_of_key(table[role], role, header, columns) for role, header in zip(KEY_ROLES, keys, strict=True)
                  if role not in given)  # fmt: skip
        fit = together.keys(keys)
        if fit > NEVER and not together.loses_to_id(keys, ids):
            totals[keys] = own + fit + optional.best(keys)[1]
    if not totals:  # what was given goes against the values: it is taken as it is
        totals = {keys: optional.best(keys)[1] for keys in _key_sets(table, given)}
    best = max(totals, key=lambda keys: totals[keys])
    chosen = {role: header for role, header in (*given.items(), *zip(KEY_ROLES, best, strict=True)) if header}
    chosen |= optional.best(best)[0]
    scores = {role: table[role].get(header, 1.0) for role, header in chosen.items()}
    return Assignment(chosen, scores, {role: _rivals(totals, best, place) for place, role in enumerate(KEY_ROLES)})


def _is_id_of_items(header: str, scored: float, columns: Columns) -> bool:
    """Whether a column is well known for ids of items by its name, and not for titles, and most rows have one."""
    is_known = certainty("item", header) >= EXACT and certainty("text", header) < HELD
    return is_known and scored >= _CLEARLY and columns[header].n_filled >= FEW_ROWS


def _key_sets(table: Mapping[str, Mapping[str, float]], given: Mapping[str, str | None]) -> Iterator[Keys]:
    options = []
    for role in KEY_ROLES:
        able = sorted(
            (header for header, each in table[role].items() if each > LEAST_RIVAL), key=lambda h: -table[role][h]
        )
        options.append([given[role]] if role in given else [*able[:_N_CANDIDATES], None])
    for keys in product(*options):
        there = [header for header in keys if header]
        if len(set(there)) == len(there) or len([role for role in KEY_ROLES if given.get(role)]) > 1:
            yield keys


def _of_key(scores: Mapping[str, float], role: str, header: str | None, columns: Columns) -> float:
    if header is not None:
        return scores[header]
    has_name = role == "user" and max(scores.values(), default=0.0) > EXACT
    has_dates = role == "timestamp" and any(columns[each].is_date and scores[each] > LEAST_RIVAL for each in scores)
    return _LEAST_NEEDED if has_name or has_dates else _LEAST_KEY


def _rivals(totals: Mapping[Keys, float], best: Keys, place: int) -> list[tuple[str, float]]:
    found: dict[str, float] = {}
    for keys, total in totals.items():
        header = keys[place]
        if header and header != best[place]:
            found[header] = min(found.get(header, np.inf), totals[best] - total)
    return sorted(found.items(), key=lambda each: each[1])


class _Optional:
    """The best columns of the roles that a log can do without, once user, item and time are chosen."""

    def __init__(
        self, fit: Fit, table: Mapping[str, Mapping[str, float]], free: Sequence[str], roles: Sequence[str]
    ) -> None:
        self._fit, self._table, self._free, self._roles = fit, table, free, roles
        self._known: dict[Keys, tuple[dict[str, str], float]] = {}

    def best(self, keys: Keys) -> tuple[dict[str, str], float]:
        """Return role → column and what they score together."""
        if keys not in self._known:
            self._known[keys] = self._find(keys)
        return self._known[keys]

    def _find(self, keys: Keys) -> tuple[dict[str, str], float]:
        from scipy.optimize import linear_sum_assignment

        headers = [header for header in self._free if header not in keys]
        if not self._roles:
            return {}, 0.0
        matrix = np.full((len(self._roles), len(headers) + len(self._roles)), _FORBIDDEN)
        for row, role in enumerate(self._roles):
            matrix[row, : len(headers)] = self._scores(role, headers, keys)
            matrix[row, len(headers) + row] = _LEAST_OPTIONAL
        rows, places = linear_sum_assignment(matrix, maximize=True)
        total = float(matrix[rows, places].sum())
        pairs = zip(rows, places, strict=True)
        return {self._roles[int(row)]: headers[int(place)] for row, place in pairs if place < len(headers)}, total

    def _scores(self, role: str, headers: Sequence[str], keys: Keys) -> npt.NDArray[np.float64]:
        fits = [
            max(self._table[role][header] + self._fit.optional(role, header, keys), _FORBIDDEN) for header in headers
        ]
        return np.array(fits, dtype=np.float64)
