"""Which users and segments the files hold: all, or the chosen ones and those who consented."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.attributes.consent import Consent, KeptConsent
from core.results.results import Results
from core.sentences import Sentence, say
from core.types import BoolArray, Column


def keep_segments(results: Results, segments: Collection[int]) -> Results:
    """Return the results of the users in these segments only; -1 stands for the unassigned."""
    items = results.recommendations
    return replace(
        results.of_users(np.isin(results.labels, list(segments))),
        profiles=tuple(profile for profile in results.profiles if profile.segment in segments),
        personas=tuple(persona for persona in results.personas if persona.segment in segments),
        recommendations=items[items[Column.SEGMENT].isin(list(segments))],
    )


def aside_sentence(numbers: Iterable[int]) -> Sentence:
    """Say which segments, by the numbers that pages show, are left out since nobody is to act on them."""
    return say(
        "Set aside or rejected by an analyst, and left out: {segments}.", segments=", ".join(map(str, sorted(numbers)))
    )


def keep_consenting(results: Results, consent: Consent) -> Results:
    """Return results that list only users who consented, with a note that counts them.

    Figures of segments and items stay those of all users.
    """
    return keep_listed(results, consent.is_given).with_note(consent.sentence)


def narrowed(results: Results, kept: KeptConsent | None, answers: Path, listed: Path) -> tuple[Results, Consent | None]:
    """Return results of the users on a list, and their answers to the question of consent.

    Parameters
    ----------
    kept
        Of consent; None where it is not asked for.
    answers, listed
        Files of numpy: the answers of all users, and the ids on the list; all users where there is no list.
    """
    consent = kept.read(answers) if kept else None
    if not listed.exists():
        return results, consent
    is_listed = np.isin(results.user_ids, np.load(listed, allow_pickle=False))
    return keep_listed(results, is_listed), consent.of_users(is_listed) if consent else None


def keep_listed(results: Results, is_listed: BoolArray) -> Results:
    """Return results that name only the users where ``is_listed`` (n_users,) is true; figures stay as they are."""
    listed = frozenset(results.user_ids[is_listed])
    profiles = tuple(
        replace(each, typical_users=tuple(user for user in each.typical_users if user in listed))
        for each in results.profiles
    )
    return replace(results.of_users(is_listed), profiles=profiles)
