"""The command ``recommend``: items for the segments of a run, or for each user of a log."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.again import write_again
from core.cli.interest_layers import write_interest_layers
from core.cli.item_files import ItemFiles, add_item_files, item_files
from core.cli.learnt_logs import read_logs, results_of
from core.cli.list_proof import write_proof
from core.cli.log import add_consent_option, add_log_options, requested_consent
from core.cli.options import at_least_one
from core.cli.recommend_more import (
    add_more_options,
    check_options,
    compared,
    is_about_users,
    write_audience,
    write_typical,
)
from core.cli.segment_lists import N_OFFERED, lists_of
from core.cli.set_aside import add_aside_option, may_have_lists, set_aside
from core.cli.shown import numbers_of, print_labels
from core.errors import DataError, RecipeError
from core.registry import RECOMMENDERS, USER_RECOMMENDERS
from core.sentences import say
from core.shaping.shown import segment_shown_as
from core.types import Column

if TYPE_CHECKING:
    from core.protocols import UserRecommender
    from core.types import Population

NEW_SHARE = 0.1


def add_recommend(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    recommend = commands.add_parser("recommend", help="list items for the segments of a run, or for each user")
    recommend.add_argument(
        "run", type=Path, metavar="RUN_DIR", help="the folder that a run has written, or that of a run in a workspace"
    )
    add_log_options(recommend, needs_log=False)
    names = dict.fromkeys([*RECOMMENDERS, *USER_RECOMMENDERS])
    recommend.add_argument("--recommender", choices=tuple(names), help="what makes the lists")
    recommend.add_argument(
        "--per-user", type=at_least_one, metavar="N", help="list so many items for each user instead"
    )
    recommend.add_argument(
        "--diversity",
        type=_share,
        default=0.0,
        metavar="X",
        help="from 0, the best items, to 1, items unlike those before them (default 0.0)",
    )
    recommend.add_argument(
        "--new-share",
        type=_share,
        metavar="X",
        help="of lists of users: at most this share of a list is of items that nobody has taken yet (default 0.1)",
    )
    recommend.add_argument(
        "--new-items",
        type=Path,
        metavar="FILE",
        help="of lists of users: items without any event yet (CSV: item_id, title, category) that may be offered",
    )
    recommend.add_argument(
        "--distinctiveness",
        type=_share,
        metavar="X",
        help="of lists of segments, from 0, most picks, to 1, most distinctive (default 0.5)",
    )
    add_item_files(recommend)
    add_more_options(recommend)
    recommend.add_argument("--excel", action="store_true", help="write the file so that a spreadsheet opens it safely")
    add_aside_option(recommend)
    add_consent_option(recommend)
    recommend.add_argument("--workspace", type=Path, metavar="DIR", help="keep datasets and encoded titles")
    recommend.add_argument("--out", type=Path, required=True, metavar="FILE", help="the CSV file to write")
    recommend.set_defaults(command=_recommend)


def _share(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 1")
    return number


def _recommend(options: argparse.Namespace) -> None:
    from core.files.single_file import output_file

    for_users = bool(options.per_user or options.proof) or is_about_users(options)
    known = USER_RECOMMENDERS if for_users else RECOMMENDERS
    name = options.recommender or next(iter(known))
    if name not in known:
        raise RecipeError(
            say("The recommender {name} does not make such lists.", name=name),
            say("For users there are {users}; for segments {segments}.", users=_names(True), segments=_names(False)),
        )
    check_options(options)
    numbers = numbers_of(options)
    if options.compare:
        options.compare = [segment_shown_as(each, numbers) for each in options.compare]
    files = item_files(options)
    with output_file(options.out) as path:
        if options.item is not None:
            write_audience(options, path)
        elif options.typical:
            write_typical(options, files, path)
        elif options.proof:
            write_proof(options, path)
        elif options.interest_layers:
            write_interest_layers(options, path)
        elif options.again:
            write_again(options, files, path)
        elif options.per_user:
            _write_for_users(options, name, files, path)
        else:
            _write_for_segments(options, name, files, path, numbers)
    print_labels(numbers)
    listed = options.of or ("users" if is_about_users(options) else "figures" if options.proof else "items")
    print(f"{listed.capitalize()} are in {options.out}.")


def _names(for_users: bool) -> str:
    return ", ".join(USER_RECOMMENDERS if for_users else RECOMMENDERS)


def _write_for_segments(
    options: argparse.Namespace, name: str, files: ItemFiles, path: Path, numbers: Mapping[int, int]
) -> None:
    import pyarrow as pa

    from core.files.csv_files import write_csv, write_excel_csv
    from core.results.other_lists import Spread, reordered
    from core.results.tables import RECOMMENDATION_COLUMNS
    from core.views.offer_words import offers_doubt

    if options.only_consented:
        raise DataError(say("Lists of segments name no user."), say("Leave --only-consented out, or add --per-user."))
    made = lists_of(options, name, files)
    table = made.table[~made.table["segment"].isin(set_aside(options))]
    spread = Spread(options.diversity, made.likeness)
    chosen = reordered(table, made.left_out, N_OFFERED, spread)[list(RECOMMENDATION_COLUMNS)]
    listed = chosen.assign(**{Column.SHOWN_AS: [numbers.get(each, each) for each in chosen[Column.SEGMENT]]})
    shown = compared(chosen, options.compare, numbers) if options.compare else listed
    (write_excel_csv if options.excel else write_csv)(pa.Table.from_pandas(shown, preserve_index=False), path)
    results = results_of(options)
    for segment in sorted(set(chosen["segment"].tolist())):
        n_items = f"{numbers.get(segment, segment)}. {int((chosen['segment'] == segment).sum()):,} items"
        print(" ".join(filter(None, (n_items, offers_doubt(results, segment)))))
    if made.age:
        print(made.age)


def _write_for_users(options: argparse.Namespace, name: str, files: ItemFiles, path: Path) -> None:
    from core.compute.machine import machine_of
    from core.export.user_lists import write_user_lists
    from core.recommenders.disliked import disliked_by
    from core.recommenders.for_users import Popularity
    from core.recommenders.kept import fit_once
    from core.recommenders.new_items import new_items
    from core.recommenders.user_lists import Wish, likeness_of
    from core.registry import content_vectors, make_user_recommender

    logs = read_logs(options)
    left_out = files.left_out(logs.learnt.items.item_ids.tolist())
    consent = requested_consent(options, logs.users)
    is_listed = may_have_lists(options, logs.users.histories.user_ids)
    is_listed &= consent.is_given if consent else True
    users = logs.users if is_listed.all() else logs.users.of_users(is_listed.nonzero()[0])
    surroundings = (logs.settings.workspace / "cache", machine_of(logs.settings))
    run = results_of(options)
    own = run.labels_of(logs.learnt.histories.user_ids)
    fitted = fit_once(make_user_recommender(name, *surroundings, own), logs.learnt, surroundings[0])
    vectors = content_vectors(*surroundings)
    likeness = likeness_of(logs.learnt, fitted.items_, vectors) if options.diversity else None
    new_share = NEW_SHARE if options.new_share is None else options.new_share
    new = new_items(logs.learnt, fitted.items_, new_share, vectors, left_out)
    new = replace(new, is_asked=options.new_items is not None)
    segments = run.labels_of(users.histories.user_ids)
    wish = Wish(options.per_user, options.diversity, left_out, likeness, new, segments, disliked_by(logs.learnt, own))
    popularity = Popularity().fit(logs.learnt)
    wish = replace(wish, n_threads=surroundings[1].n_threads)
    served = write_user_lists(path, fitted, popularity, users, wish, for_excel=options.excel)
    _print_learnt(fitted, logs.learnt)
    for sentence in served.sentences():
        print(sentence)
    if consent:
        print(consent.sentence)


def _print_learnt(fitted: UserRecommender, learnt: Population) -> None:
    from core.recommenders.hybrid import Hybrid
    from core.views.popularity_age import age_for_users

    if isinstance(fitted, Hybrid):
        for line in weight_lines(fitted.weights):
            print(line)
    print(age_for_users(learnt))
    n = len(fitted.items_)
    print(f"{n:,} of {learnt.n_items:,} items can be offered: the most popular ones that are not gone.")


def weight_lines(weights: Mapping[str, Sequence[float]]) -> list[str]:
    """Say how much each recommender counts in the lists of users with few items, some and many, the most first.

    ``weights`` are those of ``Hybrid``, by the name of its parts.
    """
    from core.personas.shares import percent
    from core.recommenders.validation import FEW, MANY

    users = (f"fewer than {FEW} items", f"{FEW} to {MANY} items", f"more than {MANY} items")
    lines = []
    for who, own in zip(users, zip(*weights.values(), strict=True), strict=True):
        total = sum(own) or 1.0
        shares = sorted(zip(own, weights, strict=True), key=lambda each: -each[0])
        parts = (f"{USER_RECOMMENDERS[name].label} {percent(each / total)}" for each, name in shares if each)
        lines.append(f"What counts in lists of users with {who}: {', '.join(parts)}.")
    return lines
