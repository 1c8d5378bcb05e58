"""Labels that somebody gives the users of a log, before anything is learnt of them: who is found, and who is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from core.attributes.values import known_texts
from core.ingest.values.identity import check_mark, mark_of_run, read_key
from core.model.labels import LEAST_USERS, by_number, labels_in_log, labels_of
from core.sentences import Sentence, say_n
from core.types import Column, Labels, StrArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Labels of users of a log, and what became of the rows that were given."""

    labels: Mapping[str, str]
    """Id in the log → label."""
    n_rows: int
    n_blank: int = 0
    """Rows without an id or without a label."""
    n_again: int = 0
    """Rows that say once more what another row says of the same user."""
    n_unknown: int = 0
    """Users whom the log does not have."""
    n_by_code: int = 0
    """Users who were given by their own ids and found by their codes."""

    @property
    def counts(self) -> dict[str, int]:
        """Label → users of the log, in the order of labels as text, numbers by size."""
        counted = Counter(self.labels.values())
        return {name: counted[name] for name in sorted(counted, key=by_number)}

    @property
    def too_few(self) -> tuple[str, ...]:
        """Labels of too few users to be learnt."""
        return tuple(name for name, n in self.counts.items() if n < LEAST_USERS)

    def without(self, names: Iterable[str]) -> Given:
        """Return the same without some labels."""
        out = set(names)
        return replace(self, labels={user: name for user, name in self.labels.items() if name not in out})

    def sentences(self) -> Iterator[Sentence]:
        """Say how many rows and users there are, and whom the log does not have."""
        yield say_n("{n:,} row was read.", "{n:,} rows were read.", self.n_rows)
        n_found = len(self.labels)
        yield say_n("{n:,} user of this log has a label.", "{n:,} users of this log have a label.", n_found)
        if self.n_unknown:
            yield say_n(
                "{n:,} user with a label is not in this log, and is left out.",
                "{n:,} users with a label are not in this log, and are left out.",
                self.n_unknown,
            )
        if self.n_blank:
            yield say_n(
                "{n:,} row has no id or no label, and is left out.",
                "{n:,} rows have no id or no label, and are left out.",
                self.n_blank,
            )
        if self.n_again:
            yield say_n(
                "{n:,} row says the same of a user once more.",
                "{n:,} rows say the same of a user once more.",
                self.n_again,
            )
        if self.n_by_code:
            yield say_n(
                "{n:,} user was given by an own id and found by the code that this workspace stores.",
                "{n:,} users were given by their own ids and found by the codes that this workspace stores.",
                self.n_by_code,
            )


def label_pairs(user_ids: Iterable[str], labels: Iterable[str]) -> pd.DataFrame:
    """Return ids of users and labels as the rows of a file of labels."""
    return pd.DataFrame({Column.USER_ID: list(user_ids), Column.SEGMENT: list(labels)}, dtype=object)


def labels_of_attribute(user_ids: StrArray, values: pd.Series[Any]) -> pd.DataFrame:
    """Return the values of an attribute, (n_users,), as rows of a file of labels; "" where nothing is known."""
    whole = pd.api.types.is_float_dtype(values) and bool((values.dropna() % 1 == 0).all())
    return label_pairs(user_ids, known_texts(values.astype("Int64") if whole else values).fillna(""))


def corrections_of(user_ids: StrArray, labels: Labels, before: Labels, names: Mapping[int, str]) -> pd.DataFrame:
    """Return whom analysts put into another segment than a recipe did, as rows of a file of labels.

    Parameters
    ----------
    labels, before
        (n_users,) segment numbers: now, and of the recipe; -1 is unassigned. Who is in none now is no correction.
    names
        Segment to its label.
    """
    is_corrected = (labels != before) & (labels > 0)
    return label_pairs(user_ids[is_corrected], (names[int(each)] for each in labels[is_corrected]))


def find_given(pairs: pd.DataFrame, source: str, user_ids: StrArray, run: Path, workspace: Path) -> Given:
    """Find labelled users among those of a run; ids in clear are found by their codes.

    Parameters
    ----------
    pairs
        (n_rows, 2) user_id and segment, as text; "" where there is none.
    source
        Where they come from, for an error.
    user_ids
        (n_users,) of the run.
    run
        Its folder.

    Raises
    ------
    DataError
        A user has two labels.
    StoreError
        The key of the codes is damaged, or another one than that of the run.
    """
    key = read_key(workspace)
    check_mark(mark_of_run(run), key)
    known = set(user_ids)
    is_blank = (pairs == "").any(axis=1)
    named = pairs[~is_blank]
    labels = labels_of(named, source)
    found, n_by_code = labels_in_log(labels, user_ids, key)
    kept = {user: name for user, name in found.items() if user in known}
    return Given(
        labels=kept,
        n_rows=len(pairs),
        n_blank=int(is_blank.sum()),
        n_again=len(named) - len(labels),
        n_unknown=len(found) - len(kept),
        n_by_code=n_by_code,
    )
