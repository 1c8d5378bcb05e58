"""Who consented, for ``export --profile``: files list who did by the answers of the log, where it holds some."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import DataError
from core.sentences import from_text, say, say_n

if TYPE_CHECKING:
    from core.attributes.consent import Consent
    from core.audiences.manifest import Rules
    from core.cli.run_home import RunHome
    from core.sentences import Sentence

CHOICES = say(
    "Name an attribute of the log with --consent-by, or a column of the file of identities with --consent; or state "
    "with --with-not-consented that you have a basis for listing everybody."
)
"""What to do where nobody is asked."""


def consent_of_log(
    options: argparse.Namespace, before: Rules | None, ask: Callable[[Sequence[str]], Consent]
) -> tuple[Consent | None, list[str]]:
    """Return the answers by which users are listed, None where everybody is; and lines that say whom that leaves out.

    Parameters
    ----------
    before
        The rules of a manifest by which files are made again, which hold in place of the options.
    ask
        Gives the answers by some attributes of the log, by those that say so for none; raises ``NoConsentError``.

    Raises
    ------
    DataError
        Answers are asked for that are not known, or the log seems to hold some and they are not understood.
    """
    from core.attributes.consent_unknown import NoConsentError, UnreadConsentError, UnsureConsentError

    if before:
        return _as_before(before, ask), []
    by, lists_all = tuple(options.consent_by), options.with_not_consented
    if lists_all and (options.only_consented or by):
        raise DataError(
            say("Who did not consent is listed, or left out."),
            say("Leave --only-consented and --consent-by out, or --with-not-consented."),
        )
    try:
        consent = ask(by)
    except NoConsentError as error:
        is_unclear = isinstance(error, UnreadConsentError | UnsureConsentError) and not (options.consent or lists_all)
        if by or options.only_consented or is_unclear:
            raise DataError(error.message, say("{hint} {choices}", hint=error.hint, choices=CHOICES)) from error
        return None, [] if options.consent else [error.message]
    if lists_all:
        return None, [] if options.consent else [*_listed_too(consent)]
    return consent, [*_left_out(consent)]


def answers_of_run(home: RunHome, folder: Path, only: Sequence[str]) -> Consent:
    """Return the answers of the log of a run of a workspace; they are written into a private folder on the way."""
    from msgspec import convert

    from core.attributes.consent import KeptConsent
    from core.attributes.consent_unknown import NoConsentError, UnreadConsentError
    from core.cli.desk import open_desk
    from core.jobs.answers import Listed
    from core.jobs.audiences import WhoConsentedRequest

    path = folder / "answers.npy"
    with open_desk(home.settings) as desk:
        asked = WhoConsentedRequest(run_id=home.run_id, answers=path, only=tuple(only))
        (row,) = desk.ask(asked, Listed).rows
    if "kept" not in row:
        kind = UnreadConsentError if row["is_named"] else NoConsentError
        raise kind(from_text(row["why"]), from_text(row["hint"]))
    return convert(row["kept"], KeptConsent).read(path)


def _as_before(before: Rules, ask: Callable[[Sequence[str]], Consent]) -> Consent | None:
    """Return the answers by which the files of a manifest list users; raise where nobody was asked and some refuse."""
    from core.attributes.consent_unknown import NoConsentError

    if before.asks_log:
        return ask(before.log_columns)
    if before.is_stated:
        return None
    try:
        known = ask(())
    except NoConsentError:
        return None
    if known.n_given < len(known.answers):
        raise DataError(
            say(
                "The log was not asked for consent when these files were made, and says by now who did not consent or "
                "opted out ({attribute}).",
                attribute=known.attribute,
            ),
            say("Make new files in place of these: without --again."),
        )
    return None


def _left_out(consent: Consent) -> Iterator[Sentence]:
    """Say how many users of the run are left out; nothing where nobody is."""
    n = len(consent.answers) - consent.n_given
    if n and consent.is_weak:
        yield say_n(
            "{n:,} user of the run opted out of being contacted, and is left out; --with-not-consented lists such "
            "users, too.",
            "{n:,} users of the run opted out of being contacted, and are left out; --with-not-consented lists such "
            "users, too.",
            n,
        )
    elif n:
        yield say_n(
            "{n:,} user of the run did not consent to be contacted (refused, or gave no answer), and is left out; "
            "--with-not-consented lists such users, too.",
            "{n:,} users of the run did not consent to be contacted (refused, or gave no answer), and are left out; "
            "--with-not-consented lists such users, too.",
            n,
        )


def _listed_too(consent: Consent) -> Iterator[Sentence]:
    """Say how many users are listed who did not consent; nothing where everybody did."""
    n = len(consent.answers) - consent.n_given
    if n and consent.is_weak:
        yield say_n(
            "{n:,} user of the run opted out of being contacted, and is listed all the same.",
            "{n:,} users of the run opted out of being contacted, and are listed all the same.",
            n,
        )
    elif n:
        yield say_n(
            "{n:,} user of the run did not consent to be contacted (refused, or gave no answer), and is listed all "
            "the same.",
            "{n:,} users of the run did not consent to be contacted (refused, or gave no answer), and are listed all "
            "the same.",
            n,
        )
