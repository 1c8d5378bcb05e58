"""The control group of an export for the command line: its key, and what was known of users before."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from core.sentences import say

if TYPE_CHECKING:
    from core.audiences.choose import Users
    from core.audiences.held import Control
    from core.audiences.manifest import Rules
    from core.cli.run_home import RunHome
    from core.types import Population


def add_control_options(export: argparse.ArgumentParser) -> None:
    """Add the options of a control group."""
    export.add_argument(
        "--control",
        type=_percent,
        default=0.0,
        metavar="PERCENT",
        help="hold back so many of 100 users of each segment, such as 10, to see later what the campaign changed "
        "(readback); the same users in every export",
    )
    export.add_argument(
        "--draw",
        default="",
        metavar="ID",
        help="by which draw users are held back; another draw holds back others, so that earlier control groups are "
        "contacted (default that of the first control group)",
    )


def _percent(text: str) -> float:
    """Return a share in percent; refuse a fraction such as 0.2, which is likely to mean 20 percent."""
    share = float(text)
    if 0 < share < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than one user of 100: write 20 to hold back 20 of 100")
    return share


def control_of(
    options: argparse.Namespace, rules: Rules, users: Users, home: RunHome | None, made: Path
) -> Control | None:
    """Return by what users are held back; None where nobody is.

    Parameters
    ----------
    made
        A private folder for the log of the run.
    """
    from core.audiences.held import control_by, known_of
    from core.cli.log import given_workspace
    from core.cli.user_key import key_folder
    from core.ingest.values.identity import need_key, read_key, trial_key
    from core.results.folder import read_results

    if not rules.control:
        return None
    folder = home.settings.workspace if home else Path(users.run_id)
    beside = (options.out or folder).absolute().parent
    given = given_workspace(options.workspace)
    lies = folder if home else key_folder([folder, beside], given) or given or beside
    population = _population(home, folder, made)
    interests = read_results(home.settings.workspace / "runs" / home.run_id).interests if home else None
    known = known_of(population, users.user_ids, interests) if population else {}
    members = (users.user_ids, users.labels)
    if options.check and read_key(lies) is None:
        print(
            say(
                "Nobody was held back here before: who is will be drawn when files are written, so numbers can differ "
                "a little from those of this check."
            )
        )
    key = trial_key(lies) if options.check else need_key(lies)
    return control_by(rules, key, lies, members, known, is_trial=options.check)


def _population(home: RunHome | None, folder: Path, made: Path) -> Population | None:
    from core.files.kept_log import LOG_FOLDER, has_log
    from core.population.tables import read_population

    if home:
        return home.population(made)
    return read_population(folder / LOG_FOLDER) if has_log(folder) else None
