"""The command ``learn``: trains a network that assigns users to given segments."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.cli.assign import read_log
from core.cli.log import add_consent_option, add_log_options, requested_consent
from core.cli.options import add_params
from core.params import check_params, read_params
from core.settings import load_settings


def add_learn(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    learn = commands.add_parser("learn", help="train a network on given segments, from labelled users of a log")
    learn.add_argument("run", type=Path, metavar="RUN_DIR", help="the run whose encoder makes the vectors")
    add_log_options(learn)
    learn.add_argument("labels", type=Path, metavar="LABELS", help="file of user_id and segment: CSV, Excel or Parquet")
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
    from core.compute.machine import machine_of
    from core.files.output_folder import output_folder
    from core.model.head import Head
    from core.model.head_files import ASSIGNMENTS, HEAD_FILES, write_head
    from core.model.labels import labels_in_log, read_labels
    from core.model.learn_users import learn_users
    from core.model.tables import write_assignments
    from core.views.given import read_judged

    params = {**read_params(Head, options.head_param), "random_state": options.random_state}
    check_params(Head, params)
    head = Head(**params, machine=machine_of(load_settings()))
    labels = read_labels(options.labels)
    with output_folder(options.out, options.force, HEAD_FILES) as folder:
        model, population, key = read_log(options, options.run)
        labels, n_matched = labels_in_log(labels, population.histories.user_ids, key)
        consent = requested_consent(options, population)
        found = learn_users(model, population, labels, head, options.corrections)
        learnt = found.learnt.with_metrics(n_found_by_code=n_matched)
        write_head(learnt, options.run, folder)
        is_listed = consent.is_given if consent else None
        write_assignments(found.assigned, learnt.names, folder / ASSIGNMENTS, is_listed)
    metrics = learnt.metrics
    if n_matched:
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
    for line in learnt.sentences():
        print(line)
    if consent:
        print(consent.sentence)
    print(f"Results are in {options.out}.")
