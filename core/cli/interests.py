"""The command ``interests``: the tree of interests of a run, and how far a segment is interested in each."""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from core.cli.desk import interest_edits, read_with_names
from core.cli.known_runs import RUN_HELP, add_workspace_option, done_run, workspace_desk
from core.errors import DataError
from core.sentences import say

if TYPE_CHECKING:
    from core.interests.users import Interests
    from core.results.results import Results


def add_interests(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("interests", help="print what items of a run are about, and who is interested in it")
    parser.add_argument("run", metavar="RUN", help=RUN_HELP)
    parser.add_argument(
        "--segment",
        type=int,
        metavar="N",
        help="compare the segment shown under this number with all users (default all users, lately)",
    )
    parser.add_argument("--layers", type=int, default=4, metavar="N", help="print so many layers (default all)")
    add_workspace_option(parser)
    parser.set_defaults(command=_interests)


def _interests(options: argparse.Namespace) -> None:
    from core.results.edited import edited_interests, note_on

    with workspace_desk(options) as desk:
        run_id = done_run(desk, options.run)["run_id"]
        results = read_with_names(desk, run_id)
        edited = edited_interests(results, interest_edits(desk, run_id).edits)
    if edited is None:
        raise DataError(
            say("The run has no interests."),
            say("Run the recipe again; a trial and a run of an earlier version have none."),
        )
    segment = None if options.segment is None else results.segment_of(options.segment)
    found = edited.interests
    print(_heading(found, segment, results))
    if found.texts.n_texts:
        print(texts_line(found))
    for line in tree_lines(found, segment, options.layers):
        print(line)
    if segment is not None and segment in found.fresh.why_none:
        print(found.fresh.why_none[segment])
    for unfit in edited.unfit:
        print(note_on(unfit))


def _heading(found: Interests, segment: int | None, results: Results) -> str:
    from core.views.names import numbered_name

    days = found.half_life_days
    age = f"an event of {days:,.0f} days counts half" if days else "all events count alike"
    if segment is None:
        return f"All users, lately against over all time; {age}."
    return (
        f"{numbered_name(results, segment)}, on fresh events, which did not form the segments, against all users; "
        f"{age}."
    )


def texts_line(found: Interests) -> str:
    """Say how much of what users wrote is in the tree, and what it weighs."""
    from core.interests.shares import WEIGHT_OF_TEXT

    placed = f"{found.texts.n_placed:,} of {found.texts.n_texts:,} texts of users are like titles of items"
    return f"{placed} and count, each {100 * WEIGHT_OF_TEXT:.0f} % of a purchase."


def tree_lines(found: Interests, segment: int | None, layers: int) -> list[str]:
    """Return a line for each node, its parts indented below it."""
    from core.views.interests import ALL_USERS, tree_frame

    rows = tree_frame(found, ALL_USERS if segment is None else segment).to_dict("records")
    return [_line({str(name): value for name, value in row.items()}) for row in rows if row["layer"] <= layers]


def _line(row: Mapping[str, Any]) -> str:
    counts = f"{row['n_items']:,} items, {row['n_users']:,} users, {row['n_events']:,} events"
    text = f"{'  ' * (row['layer'] - 1)}{row['node']} ({counts})"
    if math.isnan(row["lift"]):
        return text
    shares = f"{100 * row['share']:.1f} % against {100 * row['overall_share']:.1f} %"
    return f"{text}: {shares}, lift {row['lift']:.2f} ({row['low']:.2f} to {row['high']:.2f})"
