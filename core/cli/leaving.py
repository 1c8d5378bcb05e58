"""Which version of segments and names leaves a workspace, for commands."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from core.errors import DataError
from core.sentences import from_text, say

if TYPE_CHECKING:
    from core.audiences.manifest import Manifest
    from core.cli.desk import Desk
    from core.cli.run_home import RunHome
    from core.results.results import Results
    from core.store.segmentations import Segmentation


def add_version_option(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the version."""
    parser.add_argument(
        "--version",
        metavar="VERSION",
        help="which names are used: approved (segments as they were approved, the others as they are), newest, or the "
        "number of a name version (default approved)",
    )


def is_approved(options: argparse.Namespace) -> bool:
    """Whether the approved version is asked for, or none."""
    return (options.version or "approved") == "approved"


def check_folder_version(options: argparse.Namespace) -> None:
    """Raise ``DataError`` where a version of a folder of files is asked for."""
    if options.version:
        raise DataError(
            say("A folder of files has one version."), say("Name a run of a workspace, or leave --version out.")
        )


def read_leaving(home: RunHome, version: str | None, show: Callable[[str], object] = print) -> tuple[RunHome, Results]:
    """Return the run that leaves, and its results under the names of the version; say which one it is.

    Raises
    ------
    DataError
        There is no such version.
    """
    from msgspec import convert

    from core.cli.desk import open_desk
    from core.jobs.answers import Listed
    from core.jobs.approved import APPROVED, LeavingRequest
    from core.store.segmentations import Segmentation

    with open_desk(home.settings) as desk:
        (row,) = desk.ask(LeavingRequest(run_id=home.run_id, version=version or APPROVED), Listed).rows
        taken = replace(home, run_id=row["run_id"])
        results = _read(desk, taken, convert(row["naming"], Segmentation, str_keys=True))
    for sentence in row["sentences"]:
        show(from_text(sentence))
    return taken, results


def read_left(home: RunHome, manifest: Manifest) -> Results:
    """Return results under the names with which they left before; raise ``DataError`` where that version is gone."""
    from msgspec import convert

    from core.cli.desk import open_desk
    from core.jobs.answers import Listed
    from core.jobs.approved import LeavingRequest
    from core.results.folder import read_results
    from core.results.results import with_naming
    from core.store.segmentations import Segmentation

    asked = LeavingRequest(run_id=home.run_id, version=str(manifest.names_version))
    try:
        with open_desk(home.settings) as desk:
            (row,) = desk.ask(asked, Listed).rows
    except DataError as error:
        raise DataError(error.message, say("The files cannot be made again; export them anew.")) from error
    wanted = convert(row["naming"], Segmentation, str_keys=True)
    found = read_results(home.settings.workspace / "runs" / home.run_id)
    return with_naming(found, wanted.as_approved() if manifest.rules.is_approved else wanted)


def history_of(desk: Desk, run_id: str) -> list[Segmentation]:
    """Return all versions of what analysts made of a run, newest first; version 0 where nobody wrote."""
    from msgspec import convert

    from core.jobs.answers import Listed
    from core.jobs.library import NamesRequest
    from core.store.segmentations import Segmentation

    rows = desk.ask(NamesRequest(run_id=run_id, with_history=True), Listed).rows
    return [convert(each, Segmentation, str_keys=True) for each in rows]


def _read(desk: Desk, home: RunHome, naming: Segmentation) -> Results:
    from core.cli.desk import interest_edits
    from core.results.edited import with_interest_edits
    from core.results.folder import read_results
    from core.results.results import with_naming

    named = with_naming(read_results(home.settings.workspace / "runs" / home.run_id), naming)
    return with_interest_edits(named, interest_edits(desk, home.run_id))
