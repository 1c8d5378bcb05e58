"""The users of saved selections, and what rules know of the users of a run."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd

from core.errors import DataError
from core.interests.users import Interests
from core.results.results import Results
from core.sentences import say, with_guess
from core.shaping.choice import choose_where
from core.shaping.found import find_name
from core.shaping.known import FIGURES, Known
from core.shaping.rule import Rule, conditions_of, parse_rule
from core.shaping.shown import SEGMENT, shown_rule
from core.store.columns_left_out import columns_left_out
from core.store.dataset_info import DatasetInfo
from core.store.segmentations import Segmentation
from core.store.selections import SavedSelection
from core.types import FloatArray, Population

OVERLAP_COLUMNS = ("who", "count", "share_of_first", "share_of_second")
OF_A_RUN = frozenset({"segment", "interest", *FIGURES})
"""What rules can ask for that a run has found; all else stands in the log."""
ONLY_FIRST, BOTH, ONLY_SECOND = "only_first", "both", "only_second"


def known_of(results: Results, population: Population, info: DatasetInfo | None = None) -> Known:
    """Return what rules know of the users of a run; ``population`` has them in the order of the results.

    ``info`` is its dataset: a rule that asks for a column which was left out of it says so. Without it, what the run
    knows of its load counts.
    """

    def interests() -> Interests:
        if results.interests is None:
            raise DataError(
                say("The run has no interests."),
                say("Run the recipe again; a trial and a run of an earlier version have none."),
            )
        return results.interests

    columns = {
        "probability": results.probabilities,
        "silhouette": results.silhouettes,
        "stability": results.stabilities,
    }
    figures: Mapping[str, FloatArray] = {
        name: values for name, column in FIGURES.items() if (values := columns[column]) is not None
    }
    known = Known(population, results.labels, results.names, interests, figures)
    ingest = results.record.ingest
    report = info.report if info else ingest.as_dict() if ingest else {}
    return replace(known, left_out=columns_left_out(report))


@dataclass(frozen=True, slots=True)
class SavedUsers:
    """Finds the users of the saved selections of a dataset."""

    selections: Sequence[SavedSelection]
    listed: Callable[[SavedSelection], Collection[str]]
    """A selection to the user ids that it lists."""
    known_on: Callable[[str], Known]
    """A run to what is known of its users; raises ``DataError`` where it is gone."""
    current: str
    """The run that is looked at: rules that ask for the log alone follow its log."""

    def users(self, name: str, within: tuple[str, ...] = ()) -> Collection[str]:
        """Return the user ids of a selection.

        Parameters
        ----------
        within
            The selections whose rules led here.

        Raises
        ------
        DataError
            There is none of this name, its rule leads to itself, or asks for what is not known any more.
        """
        names = [each.name for each in self.selections]
        name = name if name in names else find_name(names, name)
        found = next((each for each in self.selections if each.name == name), None)
        if found is None:
            known = ", ".join(each.name for each in self.selections) or say("none")
            raise DataError(
                say("There is no saved selection {name!r}.", name=name),
                with_guess(say("Saved are {names}.", names=known), name, [each.name for each in self.selections]),
            )
        if name in within:
            raise DataError(
                say("The rule of the selection {name!r} leads back to itself.", name=name),
                say("Delete the selection, and save it by another rule."),
            )
        if not found.rule:
            return self.listed(found)
        run_id = found.run_id if is_of_a_run(parse_rule(found.rule)) else self.current
        return users_who_meet(found.rule, self.with_selections(self.known_on(run_id), (*within, name)))

    def with_selections(self, known: Known, within: tuple[str, ...] = ()) -> Known:
        """Return the same, so that rules can name the saved selections."""
        return replace(known, selection=partial(self.users, within=within))


def is_of_a_run(rule: Rule) -> bool:
    """Whether a rule asks for what a run has found, and so means that run, whatever log it is asked for.

    >>> is_of_a_run(parse_rule("segment:2 and events>=5")), is_of_a_run(parse_rule("events>=5"))
    (True, False)
    """
    return any(each.name in OF_A_RUN for each in conditions_of(rule))


def shown_rule_of(saved: SavedSelection, history: Callable[[str], Sequence[Segmentation]]) -> str:
    """Return the rule of a selection with the numbers that pages show in its run; "" where it lists users.

    ``history`` returns the versions of the names of a run, newest first; a rule without segments needs none.
    """
    versions = history(saved.run_id) if SEGMENT in saved.rule else ()
    return shown_rule(saved.rule, versions[0].numbers) if versions else saved.rule


def run_is_gone() -> DataError:
    """Return the error for a selection whose rule was saved with a run that is gone."""
    return DataError(
        say("The run that the selection was saved with is gone."), say("Delete the selection, and save it again.")
    )


def users_who_meet(rule: str, known: Known) -> Collection[str]:
    """Return the ids of the users who meet a rule, in the order of the log; raise ``DataError`` as ``choose_where``."""
    return [str(user) for user in known.population.histories.user_ids[choose_where(rule, known)]]


@dataclass(frozen=True, slots=True)
class Overlap:
    """How far two groups of users are the same."""

    n_first: int
    n_second: int
    n_both: int

    @property
    def n_either(self) -> int:
        """Users of one or of both."""
        return self.n_first + self.n_second - self.n_both

    @property
    def jaccard(self) -> float:
        """Users of both over those of either, 0 to 1; 0 where there is nobody."""
        return self.n_both / self.n_either if self.n_either else 0.0

    def frame(self) -> pd.DataFrame:
        """Return ``OVERLAP_COLUMNS``: users of the first only, of both, of the second only; NaN is no share."""
        counts = {
            ONLY_FIRST: (self.n_first - self.n_both, True, False),
            BOTH: (self.n_both, True, True),
            ONLY_SECOND: (self.n_second - self.n_both, False, True),
        }
        rows = [
            (who, n, _share(n, self.n_first) if of_first else np.nan, _share(n, self.n_second) if of_second else np.nan)
            for who, (n, of_first, of_second) in counts.items()
        ]
        return pd.DataFrame(rows, columns=list(OVERLAP_COLUMNS))


def overlap_of(first: Collection[str], second: Collection[str]) -> Overlap:
    """Compare two groups of users by their ids.

    >>> overlap_of(["ann", "bob"], ["bob", "cat", "dan"])
    Overlap(n_first=2, n_second=3, n_both=1)
    """
    one, other = set(first), set(second)
    return Overlap(len(one), len(other), len(one & other))


def _share(n: int, of: int) -> float:
    return n / of if of else np.nan
