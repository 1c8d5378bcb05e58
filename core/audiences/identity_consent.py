"""Consent in a file of identities: which columns say who may be listed, and what they say of each row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from core.attributes.consent_answers import (
    MOST_WORDS,
    consent_answers,
    is_consent,
    speaks_of_consent,
    speaks_plainly,
)
from core.attributes.consent_doubts import may_answer, may_be_consent
from core.attributes.consent_names import Says, is_of_push_only, is_opt_out, is_usual, says
from core.attributes.consent_unknown import push_only, unread, unsure
from core.audiences.identity_file import IdentityFile
from core.errors import DataError
from core.ingest.reader.read import RawTable
from core.ingest.tables.user_files import unguarded_sql
from core.sentences import say
from core.store.scratch import Scratch

_MOST_READ = 1_000
"""Different texts by which a column is judged; one of more than the second holds no plain words of consent."""
_HINT = say(
    "Use yes or no in it, or leave it empty, or name another column with --consent; or state that all may be listed "
    "(--with-not-consented)."
)
_DISTINCT = "select distinct text from ({cells}) where trim(text) <> '' limit {most}"


def with_consent(
    scratch: Scratch, raws: Sequence[RawTable], file: IdentityFile, columns: Mapping[str, str], *, is_needed: bool
) -> IdentityFile:
    """Return the file with the columns by which users are listed: the one that was named, else those that say so.

    Columns of who opted out count beside one that was named.

    Parameters
    ----------
    columns
        Field → column, which are none of them.
    is_needed
        Whether users are listed by the file.

    Raises
    ------
    DataError
        A column is called as consent is, and is not understood; or it is needed and there is none.
    """
    free = [each for each in raws[0].all_headers if each not in (*columns.values(), file.consent)]
    opted_out = [each for each in free if is_opt_out(each) and _says_something(scratch, raws, each)]
    if file.consent:
        spoken = [each for each in free if says(each) is None and _speaks_plainly(scratch, raws, each)]
        return replace(file, more_consent=(*spoken, *opted_out))
    agreed = _agreed(scratch, raws, free)
    first, *others = [*agreed, *opted_out] or [""]
    if is_needed and not first:
        raise DataError(
            say("No column of the file of identities says who consented."),
            say("Name it. The file has {headers}.", headers=", ".join(raws[0].all_headers)),
        )
    return replace(file, consent=first, more_consent=tuple(others))


def refuse_unsure(scratch: Scratch, raws: Sequence[RawTable], columns: Mapping[str, str]) -> None:
    """Raise ``DataError`` where a column of yes and no may say who consented, whose name is not understood.

    ``columns``: field → column, which are none of them.
    """
    texts = {
        each: pd.Series([*_texts(scratch, raws, each, MOST_WORDS + 1), *_blank(scratch, raws, each)], dtype="str")
        for each in raws[0].all_headers
        if each not in columns.values()
    }
    if may := [column for column, found in texts.items() if may_answer(column, found)]:
        raise DataError(unsure(may), _HINT)


def answers_of_rows(
    scratch: Scratch, places: Mapping[str, int], file: IdentityFile
) -> Mapping[str, Mapping[str | None, float]]:
    """Return column → text → 1 or 0, NaN for no answer, of the columns by which users are listed.

    ``places``: column → its place in the table ``written``.

    Raises
    ------
    DataError
        A column of consent holds other values.
    """
    known = {}
    for column, place in places.items():
        texts = [text for (text,) in scratch.rows(f"select distinct h{place} from written")]  # noqa: S608 - our own names
        answers, is_other = consent_answers(pd.Series(texts, dtype="str"), is_opt_out(column))
        if not is_opt_out(column) and (is_other.any() or np.isnan(answers).all()):
            raise _unread(column, pd.Series(texts, dtype="str"))
        if is_opt_out(column):
            answers = np.nan_to_num(answers, nan=1.0)
        known[column] = dict(zip(texts, answers.tolist(), strict=True))
    return known


def together(answers: Sequence[float]) -> float:
    """Return what the answers of a row say together: 0 where one is 0, else NaN where one is missing, else 1.

    >>> together([1.0, 0.0, np.nan]), together([1.0, 1.0]), together([1.0, np.nan])
    (0.0, 1.0, nan)
    """
    return 0.0 if 0.0 in answers else float(np.max(answers)) if answers else np.nan


def _agreed(scratch: Scratch, raws: Sequence[RawTable], free: Sequence[str]) -> list[str]:
    """Return the columns of who consented: those that are called so and are understood, else by their answers alone.

    Raise where one of a usual name is not understood, or none of those that are called so, or one that says of some
    users that they want no contact.
    """
    found, spoken = [], []
    not_read: dict[str, pd.Series[Any]] = {}
    for column in (each for each in free if not is_opt_out(each)):
        is_named = says(column) is Says.CONSENT
        texts = pd.Series([*_texts(scratch, raws, column, _MOST_READ if is_named else MOST_WORDS + 1)], dtype="str")
        if speaks_plainly(texts, column) or (is_named and not texts.empty and not consent_answers(texts)[1].any()):
            found.append(column)
        elif may_be_consent(column, texts):
            raise _unread(column, texts)
        elif is_named and not texts.empty:
            not_read[column] = texts
        elif speaks_of_consent(texts, column):
            spoken.append(column)
    if found and all(map(is_of_push_only, found)):
        raise DataError(push_only(found[0]), _HINT)
    if not_read and (not found or any(map(is_usual, not_read))):
        raise _unread(*next(iter(not_read.items())))
    return found or spoken


def _says_something(scratch: Scratch, raws: Sequence[RawTable], column: str) -> bool:
    texts = pd.Series([*_texts(scratch, raws, column, _MOST_READ)], dtype="str")
    return not texts.empty and (says(column) is Says.OPTED_OUT or is_consent(texts, is_opt_out=True))


def _speaks_plainly(scratch: Scratch, raws: Sequence[RawTable], column: str) -> bool:
    return speaks_plainly(pd.Series([*_texts(scratch, raws, column, MOST_WORDS + 1)], dtype="str"), column)


def _texts(scratch: Scratch, raws: Sequence[RawTable], column: str, most: int) -> Iterator[str]:
    cells = (f"select {unguarded_sql(scratch, raw, column)} as text from {raw.sql}" for raw in raws)  # noqa: S608
    yield from (text for (text,) in scratch.rows(_DISTINCT.format(cells=" union all ".join(cells), most=most)))


def _blank(scratch: Scratch, raws: Sequence[RawTable], column: str) -> list[None]:
    """Return one blank where a cell of the column is empty."""
    cells = " union all ".join(f"select {raw.column(column)} as cell from {raw.sql}" for raw in raws)  # noqa: S608
    return [None] if scratch.one(f"select bool_or(coalesce(trim(cell), '') = '') from ({cells})") else []  # noqa: S608


def _unread(column: str, texts: pd.Series[Any]) -> DataError:
    return DataError(unread(column, texts).message, _HINT)
