"""What the command ``recommend`` lists beside items: who wants an item, what typical users did, two lists compared."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.cli.item_files import ItemFiles
from core.cli.learnt_logs import Logs, read_logs, results_of
from core.cli.log import requested_consent
from core.cli.options import at_least_one
from core.cli.run_home import RunHome, home_of
from core.cli.set_aside import set_aside
from core.cli.shown import numbers_of
from core.errors import DataError, RecipeError
from core.recommenders.for_users import Ease, Popularity
from core.sentences import say

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from core.protocols import UserRecommender
    from core.recommenders.offer_basis import OfferBasis
    from core.trust.offer_proof import OfferProof
    from core.types import Items, Labels, Profile

_N_MEANT, _N_PRINTED = 3, 3
_WITHOUT = {
    "item": ("per_user", "diversity", "distinctiveness", "not_to_offer", "in_stock"),
    "typical": ("diversity", "distinctiveness", "only_consented"),
    "compare": ("per_user", "only_consented"),
    "again": ("diversity", "distinctiveness", "recommender"),
    "interest_layers": ("per_user", "diversity", "distinctiveness", "not_to_offer", "in_stock", "recommender"),
    "proof": ("per_user", "diversity", "distinctiveness", "not_to_offer", "in_stock", "only_consented"),
    "per_user": ("distinctiveness",),
}
"""Options that have no effect beside one."""
USUAL = Ease.name
"""What ranks users where no recommender is named: the one of the page."""


def add_more_options(recommend: argparse.ArgumentParser) -> None:
    """Add the options that list something else than items."""
    what = recommend.add_mutually_exclusive_group()
    what.add_argument("--item", metavar="ITEM", help="list who wants this item instead, by its id or title")
    what.add_argument(
        "--typical", action="store_true", help="list what typical users of each segment did last and would get"
    )
    what.add_argument(
        "--compare", nargs=2, type=int, metavar=("A", "B"), help="compare the lists of two segments instead"
    )
    what.add_argument("--again", action="store_true", help="list what is taken again, by how often and when, instead")
    what.add_argument(
        "--interest-layers",
        action="store_true",
        help="list how far next choices follow what everybody picks, a field of interest or the exact kind, instead",
    )
    what.add_argument(
        "--proof", action="store_true", help="list how good the lists of segments are on what was held back, instead"
    )
    recommend.add_argument(
        "--by-day", action="store_true", help="with --proof: judge on all events from one day on, the last fifth"
    )
    recommend.add_argument(
        "--of", choices=("users", "segments"), help="with --item, --interest-layers: who is listed (default users)"
    )
    recommend.add_argument(
        "--at-most", type=at_least_one, metavar="N", help="with --item: so many users, the best ones"
    )


def check_options(options: argparse.Namespace) -> None:
    """Refuse options that would have no effect beside others.

    Raises
    ------
    RecipeError
        There is one.
    """
    kind = next((name for name in _WITHOUT if getattr(options, name)), "")
    of_item = {"item": (), "interest_layers": ("at_most",)}.get(kind, ("of", "at_most"))
    of_users = ("at_most", "only_consented", "recommender") if options.of == "segments" else ()
    of_lists = () if kind == "per_user" else ("new_share", "new_items")
    of_proof = () if kind == "proof" else ("by_day",)
    for name in (*_WITHOUT.get(kind, ()), *of_item, *of_users, *of_lists, *of_proof):
        if getattr(options, name) not in (None, False, 0.0):
            option = f"--{name.replace('_', '-')}"
            raise RecipeError(
                say("{option} has no effect on what is asked for.", option=option),
                say("Leave {option} out.", option=option),
            )


def is_about_users(options: argparse.Namespace) -> bool:
    """Whether something else than lists of items is asked for that a recommender for users makes."""
    return options.item is not None or options.typical or options.interest_layers


def compared(lists: pd.DataFrame, pair: Sequence[int], numbers: Mapping[int, int]) -> pd.DataFrame:
    """Return what both of two segments get, then what one of them gets, and print how many items that are.

    ``numbers`` are those that pages show, by segment.

    Raises
    ------
    DataError
        A segment has no list.
    """
    from core.views.offers import BOTH, FIRST, SECOND, compared_frame

    known = sorted(set(lists["segment"].tolist()))
    for segment in pair:
        if segment not in known:
            raise DataError(
                say("There is no list of a segment {segment}.", segment=numbers.get(segment, segment)),
                say("There are lists of {known}.", known=", ".join(str(numbers.get(each, each)) for each in known)),
            )
    of_both = (lists[lists["segment"] == segment] for segment in pair)
    frame = compared_frame(*of_both)
    only = [f"only {numbers.get(each, each)}" for each in pair]
    named = dict(zip((BOTH, FIRST, SECOND), ("both", *only), strict=True))
    frame["who"] = frame["who"].map(named)
    print(", ".join(f"{who}: {int((frame['who'] == who).sum())}" for who in named.values()))
    return frame.astype({"rank_first": "Int64", "rank_second": "Int64"})


@dataclass(frozen=True)
class Segmented:
    """Users, and the segments that they are in."""

    logs: Logs
    segments: Labels
    """(n_users,) of the users of ``logs``; -1 for none."""
    names: Mapping[int, str]
    """Of segments, as they may leave."""
    proof: OfferProof | None
    """Of the run, where the log is that of the run."""
    basis: OfferBasis | None
    """That of the lists of the run, likewise."""
    aside: tuple[int, ...]
    """Segments that are left out."""
    numbers: Mapping[int, int]
    """Segment to the number that pages show."""


def write_audience(options: argparse.Namespace, path: Path) -> None:
    """Write who wants an item: users or segments."""
    from core.files.csv_files import write_csv, write_excel_csv

    found = segmented(options)
    item = find_item(found.logs.users.items, options.item)
    table = None if options.of == "segments" else _users(options, found, item)
    segments = _segments(found, item)
    (write_excel_csv if options.excel else write_csv)(segments if table is None else table, path)


def _users(options: argparse.Namespace, found: Segmented, item: int) -> pa.Table:
    from core.export.audience import audience_of, audience_table

    users = found.logs.users
    fitted = fitted_for_users(options, found.logs)
    consent = requested_consent(options, users, is_audience=True)
    is_aside = np.isin(found.segments, found.aside)
    audience = audience_of(fitted, users, item, consent.is_given if consent else None, options.at_most, is_aside)
    for sentence in audience.sentences():
        print(sentence)
    return audience_table(audience, users, found.segments, found.names, fitted.name)


def _segments(found: Segmented, item: int) -> pa.Table:
    """Return the segments that want the item most, and print the first ones."""
    from core.export.audience import segments_table, title_of
    from core.recommenders.segment_offers import SegmentOffers
    from core.store.clock import now
    from core.views.forecast import days_of_forecast, forecast_sentence, last_day_of
    from core.views.offers import audience_frame, of_100

    users = found.logs.users
    fitted = SegmentOffers().fit(users, found.segments, found.basis)
    frame = audience_frame(fitted, str(users.items.item_ids[item]), found.names, found.proof)
    frame = frame[~frame["segment"].isin(found.aside)]
    print(f"Segments that want {title_of(users, item)} most:")
    first = frame.head(_N_PRINTED)
    columns = (first[name].tolist() for name in ("segment", "persona", "expected_response", "lift", "new_to_pct"))
    for segment, persona, expected, lift, new_to in zip(*columns, strict=True):
        response = f"{of_100(expected)} of 100 expected to pick it, " if found.proof else ""
        print(f"{found.numbers.get(segment, segment)}. {persona}: {response}lift {lift:.2f}, new to {new_to:.0f} %")
    if found.proof:
        print(forecast_sentence(days_of_forecast(found.proof, last_day_of(users)), now().date()))
    return segments_table(frame)


def write_typical(options: argparse.Namespace, files: ItemFiles, path: Path) -> None:
    """Write what the typical users of each segment did last and would get, with their ids masked."""
    import pyarrow as pa

    from core.files.csv_files import write_csv, write_excel_csv
    from core.recommenders.disliked import disliked_by
    from core.recommenders.user_lists import Wish
    from core.views.typical import N_NEXT, typical_frame, typical_users

    logs = read_logs(options)
    left_out = files.left_out(logs.learnt.items.item_ids.tolist())
    disliked = disliked_by(logs.learnt, results_of(options).labels_of(logs.learnt.histories.user_ids))
    wish = Wish(options.per_user or N_NEXT, left_out=left_out, disliked=disliked)
    made_of = logs.users, fitted_for_users(options, logs), Popularity().fit(logs.learnt), wish
    profiles = [each for each in _profiles(options) if each.segment not in set_aside(options)]
    users = [user for each in profiles for user in typical_users(each, *made_of)]
    write = write_excel_csv if options.excel else write_csv
    write(pa.Table.from_pandas(typical_frame(users, logs.users), preserve_index=False), path)
    print(f"{len(users):,} typical users, with their ids masked.")


def fitted_for_users(options: argparse.Namespace, logs: Logs) -> UserRecommender:
    """Return the recommender for users that is asked for, fitted to what is learnt from."""
    from core.compute.machine import machine_of
    from core.recommenders.kept import fit_once
    from core.registry import make_user_recommender

    surroundings = (logs.settings.workspace / "cache", machine_of(logs.settings))
    recommender = make_user_recommender(options.recommender or USUAL, *surroundings)
    return fit_once(recommender, logs.learnt, surroundings[0])


def _profiles(options: argparse.Namespace) -> Sequence[Profile]:
    from core.results.earlier_folder import read_earlier

    home = home_of(options)
    return home.results.profiles if home else read_earlier(options.run).profiles


def segmented(options: argparse.Namespace) -> Segmented:
    """Return the users of a run in their segments, or assign those of another log."""
    from core.results.audience import audience_names

    logs, home, aside = read_logs(options), home_of(options), set_aside(options)
    numbers = numbers_of(options)
    names = audience_names(home.results) if home else _names_in(options.run)
    if options.events is None:
        results = results_of(options)
        segments = results.labels_of(logs.users.histories.user_ids)
        scores = results.record.scores
        return Segmented(logs, segments, names, scores.offers, scores.offer_basis, aside, numbers)
    return Segmented(logs, _assigned(options, home, logs), names, None, None, aside, numbers)


def _assigned(options: argparse.Namespace, home: RunHome | None, logs: Logs) -> Labels:
    from core.compute.machine import machine_of
    from core.model.files import load_model

    folder = home.settings.workspace / "runs" / home.run_id if home else options.run
    model = load_model(folder, logs.settings.workspace / "cache", machine_of(logs.settings))
    assigned = model.assign(logs.users)
    for note in (*assigned.notes, *assigned.sentences_on_new()):
        print(note)
    return assigned.segments


def _names_in(folder: Path) -> Mapping[int, str]:
    from core.results.earlier_folder import read_names

    return read_names(folder)


def find_item(items: Items, wanted: str) -> int:
    """Return the code of the item of an id, else of a title, whatever its case.

    Raises
    ------
    DataError
        There is none, or several items have the title.
    """
    by_id = np.flatnonzero(items.item_ids == wanted)
    titles = [str(title).casefold() for title in items.titles]
    found = by_id if len(by_id) else np.flatnonzero(np.array(titles) == wanted.casefold())
    if len(found) == 1:
        return int(found[0])
    if len(found):
        ids = ", ".join(map(str, items.item_ids[found]))
        raise DataError(
            say("{n:,} items are called {wanted}.", n=len(found), wanted=wanted),
            say("Give the id of one: {ids}.", ids=ids),
        )
    meant = "; ".join(f"{items.item_ids[place]} ({items.titles[place]})" for place in _meant(titles, wanted.casefold()))
    hint = say("Did you mean {items}?", items=meant) if meant else say("Give the id of an item, or its title.")
    raise DataError(say("The log has no item {wanted}.", wanted=wanted), hint)


def _meant(titles: list[str], wanted: str) -> list[int]:
    """Return the places of titles that hold a text, the shortest first, else of those that are spelt like it."""
    holding = [place for place, title in enumerate(titles) if wanted in title]
    holding.sort(key=lambda place: len(titles[place]))
    return holding[:_N_MEANT] or [titles.index(title) for title in get_close_matches(wanted, titles, _N_MEANT)]
