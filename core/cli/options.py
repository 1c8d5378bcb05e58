"""The options of the command ``run``: the log, the recipe, and where the results go."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.cli.health import add_exclude_option
from core.cli.log import add_consent_option, add_log_options, add_names_option
from core.cli.names_from import add_names_from
from core.errors import RecipeError
from core.registry import CLUSTERERS, ENCODERS, k_range

_OF_THE_RECIPE = ("k", "random_state")
"""Parameters with an option of their own."""


def add_run_options(run: argparse.ArgumentParser) -> None:
    """Add the options of ``run``."""
    add_log_options(run)
    add_exclude_option(run)
    _add_recipe(run)
    _add_results(run)


def _add_recipe(run: argparse.ArgumentParser) -> None:
    run.add_argument(
        "--encoder", choices=tuple(ENCODERS), default="blend", help="what users are compared by (default blend)"
    )
    add_params(run, "encoder")
    run.add_argument(
        "--clusterer", choices=tuple(CLUSTERERS), default="kmeans", help="how users are grouped (default kmeans)"
    )
    add_params(run, "clusterer")
    run.add_argument(
        "--k",
        type=read_k,
        default="auto",
        metavar="N",
        help='number of segments, a range such as 4-6, or "auto" (default)',
    )
    run.add_argument("--random-state", type=int, default=0, metavar="N", help="the same number gives the same labels")


def add_params(command: argparse.ArgumentParser, method: str) -> None:
    """Add the option for the parameters of a method."""
    command.add_argument(
        f"--{method}-param",
        action="append",
        default=[],
        type=_name_and_value,
        metavar="NAME=VALUE",
        help=f"a parameter of the {method}; may repeat",
    )


def _add_results(run: argparse.ArgumentParser) -> None:
    run.add_argument(
        "--trial", action="store_true", help="only find segments and check them on a sample: to compare recipes"
    )
    run.add_argument("--no-map", action="store_true", help="leave the map out")
    run.add_argument(
        "--no-holdout", action="store_true", help="leave out the check against the last events of each user"
    )
    run.add_argument("--no-trust", action="store_true", help="leave out the trust card, and its file")
    run.add_argument(
        "--no-model", action="store_true", help="leave out the model; assign and learn then refuse the run"
    )
    run.add_argument(
        "--no-population",
        action="store_true",
        help="do not keep the log beside the results; edit, select and recommend then need it again",
    )
    add_consent_option(run)
    add_names_option(run)
    add_names_from(run)
    run.add_argument("--workspace", type=Path, metavar="DIR", help="keep datasets and encoded titles for the next run")
    run.add_argument(
        "--of-version",
        type=int,
        metavar="N",
        help="the data version of a dataset of the workspace, whose id stands in place of EVENTS; the newest if not "
        "given",
    )
    run.add_argument(
        "--force",
        action="store_true",
        help="write into a folder that is not empty: an older result is replaced, the rest stays",
    )
    run.add_argument("--out", type=Path, required=True, metavar="DIR", help="a folder that is empty or new")


def keeps_log(options: argparse.Namespace) -> bool:
    """Whether the folder of the results keeps the log, for edits.

    It needs a model; and a folder that lists only users who consented holds nothing of the others.
    """
    return not (options.no_population or options.no_model or options.trial or options.only_consented)


def _name_and_value(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator or not name or not value:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    if name in _OF_THE_RECIPE:
        raise argparse.ArgumentTypeError(f"{name} is given with --{name.replace('_', '-')}")
    return name, value


def read_k(text: str) -> int | str:
    """Read a number of segments, a range or "auto"."""
    if text.isdecimal() and int(text) >= 1:
        return int(text)
    try:
        k_range(text)
    except RecipeError as error:
        raise argparse.ArgumentTypeError(
            f'{text!r} is neither a number from 1, a range such as 4-6, nor "auto"'
        ) from error
    return text


def at_least_one(text: str) -> int:
    """Read a number of users or items from an option."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1")
    return int(text)
