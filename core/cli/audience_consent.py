"""Who consented, for ``export --profile``: files list who did by the answers of the log, where it holds some."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import DataError
from core.sentences import from_text, say, say_n

if TYPE_CHECKING:
    from core.attributes.consent import Consent
    from core.audiences.manifest import Rules
    from core.cli.run_home import RunHome
    from core.sentences import Sentence


def consent_of_log(
    options: argparse.Namespace, home: RunHome | None, before: Rules | None, folder: Path
) -> Consent | None:
    """Return the answers by which users are listed; None where everybody is, and then say so and why.

    Parameters
    ----------
    before
        The rules of a manifest by which files are made again, which hold in place of the options.
    folder
        Private; the answers are written into it on the way.

    Raises
    ------
    DataError
        Answers are asked for that are not known.
    """
    if options.only_consented and options.with_not_consented:
        raise DataError(
            say("Who did not consent is listed, or left out."),
            say("Leave --only-consented or --with-not-consented out."),
        )
    is_needed = before.asks_log if before else options.only_consented
    asks_file = bool(before.consent if before else options.consent)
    if home is None:
        why = say("A folder of files does not hold who consented.")
        if is_needed:
            raise DataError(
                why, say("Name a run of a workspace, or a column of the file of identities with --consent.")
            )
        if not asks_file:
            print(_everybody(why))
        return None
    is_wanted = is_needed if before else not options.with_not_consented
    return _answers(home, folder, is_wanted=is_wanted, is_needed=is_needed, asks_file=asks_file)


def _answers(home: RunHome, folder: Path, *, is_wanted: bool, is_needed: bool, asks_file: bool) -> Consent | None:
    """Return the answers where they are wanted and known; raise ``DataError`` where they are needed and not known."""
    row = _known(home, folder / "answers.npy")
    if row["consent"] is None:
        if is_needed:
            raise DataError(row["why"], row["hint"])
        if not asks_file:
            print(_everybody(row["why"]))
        return None
    consent: Consent = row["consent"]
    n_refused = len(consent.answers) - consent.n_given
    if is_wanted and n_refused:
        print(
            say_n(
                "{n:,} user of the run did not consent to be contacted, or gave no answer, and is left out; "
                "--with-not-consented lists such users, too.",
                "{n:,} users of the run did not consent to be contacted, or gave no answer, and are left out; "
                "--with-not-consented lists such users, too.",
                n_refused,
            )
        )
    elif n_refused and not asks_file:
        print(
            say_n(
                "{n:,} user of the run did not consent to be contacted, or gave no answer, and is listed all the same.",
                "{n:,} users of the run did not consent to be contacted, or gave no answer, and are listed all the "
                "same.",
                n_refused,
            )
        )
    return consent if is_wanted else None


def _everybody(why: str) -> Sentence:
    return say("{why} The files list all users.", why=why)


def _known(home: RunHome, path: Path) -> dict[str, Any]:
    """Return the answers of the log of a run; None with a message and a hint where it does not hold them."""
    import numpy as np

    from core.attributes.consent import Consent
    from core.cli.desk import open_desk
    from core.jobs.answers import Listed
    from core.jobs.audiences import WhoConsentedRequest

    with open_desk(home.settings) as desk:
        (row,) = desk.ask(WhoConsentedRequest(run_id=home.run_id, answers=path), Listed).rows
    if not row["attribute"]:
        return {"consent": None, "why": from_text(row["why"]), "hint": from_text(row["hint"])}
    return {"consent": Consent(row["attribute"], np.load(path, allow_pickle=False))}
