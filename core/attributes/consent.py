"""Consent: which users agreed to be contacted, or did not ask to be left alone, read from attributes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import msgspec
import numpy as np
import pandas as pd

from core.attributes.consent_answers import (
    consent_answers,
    holds_consent,
    is_consent,
    speaks_of_consent,
    speaks_plainly,
)
from core.attributes.consent_doubts import is_coded, may_answer, may_be_consent
from core.attributes.consent_names import (
    consent_columns,
    is_about_opt_out,
    is_of_push_only,
    is_opt_out,
    is_perhaps,
    is_usual,
    opt_out_columns,
    says,
)
from core.attributes.consent_unknown import (
    NoConsentError,
    UnreadConsentError,
    UnsureConsentError,
    push_only,
    unread,
    unsure,
)
from core.errors import DataError
from core.sentences import Sentence, listed, say, say_n
from core.types import BoolArray, FloatArray

CONSENTED, NOT_OPTED_OUT = "consented", "not-opted-out"
"""What names of files end in that list who consented, or whoever did not opt out where that alone is known."""


@dataclass(frozen=True, slots=True)
class Consent:
    """The answers of the users; arrays in their order."""

    attribute: str
    """Which attributes hold it, with commas between them."""
    answers: FloatArray
    """(n_users,) 1 for yes, 0 for no, NaN for no answer."""
    is_weak: bool = False
    """Whether it is only known who opted out: the others were not asked, and count as yes."""
    columns: tuple[str, ...] = ()
    """The attributes one by one; empty for the one of ``attribute``."""

    @property
    def is_given(self) -> BoolArray:
        """(n_users,) whether the user consented, or did not opt out: no answer counts as no."""
        return np.asarray(self.answers == 1)

    @property
    def n_given(self) -> int:
        """Users who consented, or did not opt out."""
        return int(np.count_nonzero(self.is_given))

    @property
    def n_unanswered(self) -> int:
        """Users without an answer."""
        return int(np.isnan(self.answers).sum())

    @property
    def sentence(self) -> Sentence:
        """How many users may be listed, and why the others may not."""
        counts = {"attribute": self.attribute, "n": self.n_given, "n_users": len(self.answers)}
        n_refused = len(self.answers) - self.n_given - self.n_unanswered
        if self.is_weak:
            return say(
                "{n:,} of {n_users:,} users did not opt out (attribute {attribute!r}) and are listed, which is less "
                "than consent: nobody says that they agreed. {n_refused:,} opted out.",
                **counts,
                n_refused=n_refused,
            )
        if not self.n_unanswered:
            return say(
                "{n:,} of {n_users:,} users consented (attribute {attribute!r}) and are listed; all {n_refused:,} "
                "others refused.",
                **counts,
                n_refused=n_refused,
            )
        return say(
            "{n:,} of {n_users:,} users consented (attribute {attribute!r}) and are listed; of the others "
            "{n_refused:,} refused and {n_unanswered:,} gave no answer, so these did not consent either.",
            **counts,
            n_refused=n_refused,
            n_unanswered=self.n_unanswered,
        )

    @property
    def all_listed(self) -> Sentence | Literal[""]:
        """How many users are listed who did not consent, or opted out; "" where there is nobody like that."""
        n = len(self.answers) - self.n_given
        if self.is_weak:
            listed = say_n(
                "{n:,} user opted out of being contacted, and is in lists of users all the same; --only-consented "
                "leaves such users out.",
                "{n:,} users opted out of being contacted, and are in lists of users all the same; --only-consented "
                "leaves such users out.",
                n,
            )
        else:
            listed = say_n(
                "{n:,} user did not consent to be contacted (refused, or gave no answer), and is in lists of users all "
                "the same; --only-consented leaves such users out.",
                "{n:,} users did not consent to be contacted (refused, or gave no answer), and are in lists of users "
                "all the same; --only-consented leaves such users out.",
                n,
            )
        return listed if n else ""

    @property
    def ending(self) -> str:
        """What names of files end in that list these users only.

        >>> Consent("unsubscribed", np.array([1.0]), is_weak=True).ending
        'not-opted-out'
        """
        return NOT_OPTED_OUT if self.is_weak else CONSENTED

    def of_somebody(self) -> Consent:
        """Return the same.

        Raises
        ------
        DataError
            Nobody may be listed, so that there is nothing to write.
        """
        if self.n_given:
            return self
        raise DataError(
            say("{listed} Nobody is left to list, so nothing is written.", listed=self.sentence),
            say("Leave out --only-consented to list everybody."),
        )

    def save(self, path: Path) -> KeptConsent:
        """Write the answers into a file of numpy; return what else there is to know."""
        np.save(path, self.answers)
        return KeptConsent(self.attribute, self.is_weak, self.columns)

    def of_users(self, is_kept: BoolArray) -> Consent:
        """Return the answers of the users where ``is_kept`` (n_users,) is true."""
        return replace(self, answers=self.answers[is_kept])


class KeptConsent(msgspec.Struct, frozen=True):
    """What is kept of consent beside a file of its answers; see ``Consent``."""

    attribute: str
    is_weak: bool = False
    columns: tuple[str, ...] = ()

    def read(self, path: Path) -> Consent:
        """Return the consent with its answers."""
        return Consent(self.attribute, np.load(path, allow_pickle=False), self.is_weak, self.columns)


def may_hold_consent(names: Iterable[str]) -> bool:
    """Whether one of these attributes has a name of consent, or of the contrary."""
    return any(says(name) for name in names)


def columns_of_consent(attributes: pd.DataFrame) -> list[str]:
    """Return the attributes that say who may be contacted, by their names or answers; (n_users, n_attributes)."""
    names = {str(name): attributes[name] for name in attributes.columns}
    return [name for name, column in names.items() if says(name) or speaks_of_consent(column, name)]


def known_consent(attributes: pd.DataFrame) -> Consent | None:
    """Return the same as ``read_consent``; None where that is not known."""
    try:
        return read_consent(attributes)
    except NoConsentError:
        return None


def read_consent(attributes: pd.DataFrame, unused: Sequence[str] = (), only: Sequence[str] = ()) -> Consent:
    """Read who agreed to be contacted in each of the attributes that say so, and did not opt out by any.

    An answer that is neither yes nor no counts as no, or as opted out. Where no attribute holds agreement, whoever did
    not opt out counts as yes, which is weaker (``Consent.is_weak``). Answers in plain words of consent are taken
    whatever the attribute is called, where none is called as consent is.

    Parameters
    ----------
    attributes
        (n_users, n_attributes).
    unused
        Columns of the log that are called as consent is, or the contrary, and were not loaded: they are named in an
        error where nothing else is known.
    only
        The attributes to read, and no others; whatever they are called, yes is consent unless their names say the
        contrary. Those that the log has are chosen when not given.

    Raises
    ------
    NoConsentError
        No attribute says who consented, or opted out; as an ``UnreadConsentError`` where one is called like that, as an
        ``UnsureConsentError`` where one of yes and no may, whose name is not understood.
    """
    if only:
        return _read_only(attributes, only)
    perhaps = [str(name) for name in attributes.columns if is_perhaps(str(name))]
    names = [str(name) for name in attributes.columns if str(name) not in perhaps]
    agreed = _readable(attributes, consent_columns(names))
    unnamed = [name for name in names if says(name) is None]
    agreed += [name for name in unnamed if speaks_plainly(attributes[name], name)]
    agreed = agreed or [name for name in unnamed if speaks_of_consent(attributes[name], name)]
    opted_out = [name for name in opt_out_columns(names) if holds_consent(name, attributes[name])]
    others = {name: attributes[name] for name in names if name not in (*agreed, *opted_out)}
    if unclear := [name for name, each in others.items() if may_be_consent(name, each)]:
        raise unread(unclear[0], attributes[unclear[0]])
    if agreed and all(map(is_of_push_only, agreed)):
        raise UnreadConsentError(push_only(agreed[0]), say("Say first whom the files may list."))
    if agreed or opted_out:
        return _combined(attributes, agreed, opted_out)
    if unused:
        raise UnreadConsentError(
            say("The column {column!r} is called as consent is, but was not loaded as an attribute.", column=unused[0]),
            say("Load the log anew with --map attribute={column}.", column=unused[0]),
        )
    if called := [name for name in names if says(name)]:
        raise unread(called[0], attributes[called[0]])
    if may := [*perhaps, *(name for name in unnamed if may_answer(name, attributes[name]))]:
        raise UnsureConsentError(unsure(may), say("Say first whom the files may list."))
    raise NoConsentError(
        say("The log has no attribute that holds consent, such as consent or opt_in."),
        say("Load a table of users with such a column."),
    )


def read_columns(
    columns: Mapping[str, pd.Series[Any]], agreed: Sequence[str], opted_out: Sequence[str]
) -> tuple[FloatArray, bool]:
    """Return what several columns say together, (n,): 1 for yes in each of the first and in none of the second.

    0 where one says no, NaN where none does and one of the first holds no answer; and whether there are only the
    second, which make a yes of no answer.
    """
    given = [consent_answers(columns[name])[0] for name in agreed]
    left = [np.nan_to_num(consent_answers(columns[name], is_opt_out=True)[0], nan=1.0) for name in opted_out]
    answers = np.asarray([*given, *left])
    together = np.where((answers == 0).any(axis=0), 0.0, answers.min(axis=0))
    return together, not agreed


def _readable(attributes: pd.DataFrame, named: Sequence[str]) -> list[str]:
    """Return the columns of consent that are understood; raise where one of a usual name is not, or none is."""
    found = []
    for name in named:
        if is_coded(attributes[name]):
            raise unread(name, attributes[name])
        answers, is_other = consent_answers(attributes[name])
        if not is_other[~np.isnan(answers)].all():
            found.append(name)
        elif is_usual(name) and not np.isnan(answers).all():  # a less specific name may mean something else
            raise unread(name, attributes[name])
    return found


def _read_only(attributes: pd.DataFrame, only: Sequence[str]) -> Consent:
    if missing := [name for name in only if name not in attributes.columns]:
        raise NoConsentError(
            say("The log has no attribute {name!r}.", name=missing[0]),
            say("It has {known}.", known=listed([str(name) for name in attributes.columns]) or say("none at all")),
        )
    opted_out = [name for name in only if is_opt_out(name) or is_about_opt_out(name)]
    for name in only:
        if name not in opted_out and not is_consent(attributes[name]):
            raise unread(name, attributes[name])
    return _combined(attributes, [name for name in only if name not in opted_out], opted_out)


def _combined(attributes: pd.DataFrame, agreed: Sequence[str], opted_out: Sequence[str]) -> Consent:
    used = (*agreed, *opted_out)
    answers, is_weak = read_columns({name: attributes[name] for name in used}, agreed, opted_out)
    return Consent(", ".join(used), answers, is_weak, used)
