"""The command ``learn``: trains a network that assigns users to given segments."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.assign import check_log, read_log
from core.cli.log import add_consent_option, add_log_options, requested_consent
from core.cli.options import add_params
from core.cli.run_home import run_folder
from core.errors import DataError
from core.params import check_params, read_params
from core.sentences import say
from core.settings import load_settings

if TYPE_CHECKING:
    from core.attributes.consent import Consent
    from core.model.head import Head
    from core.model.learn_users import LearntUsers
    from core.types import Population


def add_learn(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    learn = commands.add_parser("learn", help="train a network on given segments, from labelled users of a log")
    learn.add_argument(
        "run", type=Path, metavar="RUN", help="the folder or the id of the run whose encoder makes the vectors"
    )
    add_log_options(learn, needs_log=False)
    learn.add_argument(
        "labels", type=Path, nargs="?", metavar="LABELS", help="file of user_id and segment: CSV, Excel or Parquet"
    )
    learn.add_argument(
        "--attribute", metavar="NAME", help="the labels are this attribute of the log, in place of a file"
    )
    learn.add_argument(
        "--corrections",
        action="store_true",
        help="LABELS corrects the run: other users that the run assigns with confidence keep their segment",
    )
    add_params(learn, "head")
    add_consent_option(learn)
    learn.add_argument(
        "--random-state", type=int, default=0, metavar="N", help="the same number gives the same network"
    )
    learn.add_argument("--workspace", type=Path, metavar="DIR", help="keep datasets and encoded titles")
    learn.add_argument("--force", action="store_true", help="write into a folder that is not empty")
    learn.add_argument("--out", type=Path, required=True, metavar="DIR", help="a folder that is empty or new")
    learn.set_defaults(command=_learn)


def _learn(options: argparse.Namespace) -> None:
    """Train a network on the given labels, write it with the users that it assigns, and print how good it is."""
    options.run = run_folder(options)
    head, given = _head_of(options), _read_labels(options)
    found, consent = _write(options, head, given)
    _print_learnt(options, found)
    if consent:
        print(consent.sentence)
    print(f"Results are in {options.out}.")


def _head_of(options: argparse.Namespace) -> Head:
    """Return the network that the options describe, before it has learnt anything."""
    from core.compute.machine import machine_of
    from core.model.head import Head

    params = {**read_params(Head, options.head_param), "random_state": options.random_state}
    check_params(Head, params)
    return Head(**params, machine=machine_of(load_settings()))


def _write(options: argparse.Namespace, head: Head, given: dict[str, str] | None) -> tuple[LearntUsers, Consent | None]:
    """Learn the labels of a file or an attribute, and write the folder; return what was learnt, and who consented."""
    from core.files.output_folder import output_folder
    from core.model.head_files import ASSIGNMENTS, HEAD_FILES, write_head
    from core.model.labels import labels_in_log
    from core.model.learn_users import learn_users
    from core.model.tables import write_assignments

    with output_folder(options.out, options.force, HEAD_FILES) as folder:
        model, log = read_log(options, options.run)
        population = log.population
        labels = given if given is not None else _labels_of(options.attribute, population)
        labels, n_matched = labels_in_log(labels, population.histories.user_ids, log.key)
        consent = requested_consent(options, population)
        found = learn_users(model, population, labels, head, options.corrections)
        found = replace(found, learnt=found.learnt.with_metrics(n_found_by_code=n_matched))
        write_head(found.learnt, options.run, folder)
        is_listed = consent.is_given if consent else None
        write_assignments(found.assigned, found.learnt.names, folder / ASSIGNMENTS, is_listed)
    return found, consent


def _print_learnt(options: argparse.Namespace, found: LearntUsers) -> None:
    """Print how many labels were found, and how well the network assigns users whom it has not seen."""
    from core.views.given import read_judged

    metrics = found.learnt.metrics
    if n_matched := metrics["n_found_by_code"]:
        print(f"{n_matched:,} labelled users were given by their own ids and found by their codes.")
    if metrics["n_unknown_users"]:
        print(f"{metrics['n_unknown_users']:,} labelled users are not in this log.")
    print(read_judged(options.out).headline())
    print(
        f"On {metrics['n_judged']:,} held-out users: accuracy {metrics['accuracy']:.3f}, "
        f"macro-F1 {metrics['macro_f1']:.3f}, calibration error {metrics['calibration_error']:.3f}."
    )
    if options.corrections:
        print(
            f"{found.n_own:,} labels come from the run itself (users assigned with confidence); "
            "the figures include them."
        )
    for line in found.learnt.sentences():
        print(line)


def _read_labels(options: argparse.Namespace) -> dict[str, str] | None:
    """Return the labels of the file; None where an attribute of the log is asked for in its place.

    Raises
    ------
    DataError
        Neither is given, or both are; or there is no log.
    """
    from core.model.labels import read_labels

    if (options.labels is None) == (options.attribute is None):
        raise DataError(
            say("Labels come from a file after the log, or from an attribute of the log with --attribute."),
            say("Give one of them."),
        )
    check_log(options)
    return read_labels(options.labels) if options.labels else None


def _labels_of(name: str, population: Population) -> dict[str, str]:
    """Return user to the value of an attribute, and print how many have one; ``DataError`` for an unknown name."""
    from core.model.given import labels_of_attribute
    from core.model.labels import labels_of

    attributes = population.attributes
    if name not in attributes:
        known = ", ".join(map(str, attributes))
        hint = say("Known are {names}.", names=known) if known else say("A table of users brings them (--users).")
        raise DataError(say("The log has no attribute {name!r}.", name=name), hint)
    labels = labels_of(labels_of_attribute(population.histories.user_ids, attributes[name]), name)
    print(
        say("{n:,} of {total:,} users have the attribute {name}; the others are assigned without being learnt from.",
            n=len(labels), total=population.n_users, name=name)
    )  # fmt: skip
    return labels
