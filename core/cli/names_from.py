"""Names of an earlier run on the command line: the options that ask for them, and what became of each."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.results.results import Results


def add_names_from(command: argparse.ArgumentParser) -> None:
    """Add the options that take names over from another run."""
    command.add_argument(
        "--names-from",
        metavar="RUN",
        help="take over names, notes and numbers of matching segments: a folder that run or export wrote, or a run of "
        "the workspace; in a workspace, if not given, those that an analyst of the dataset wrote last",
    )
    command.add_argument(
        "--weak-names",
        action="store_true",
        help="take the names of weak matches too: fewer than half of the users of either segment are in both",
    )


def print_names(results: Results) -> None:
    """Print which version of the names holds, and what was carried over."""
    from core.settings import known_author
    from core.shaping.shown import labels_sentence
    from core.store.carried import CarriedState
    from core.views.carried import decided_before, left_behind, question, set_aside_before, source

    naming = results.naming
    if naming is None or naming.is_as_it_came:
        return
    if labels := labels_sentence(results.numbers):
        print(labels)
    origin = naming.origin
    author = "" if naming.is_carried_over else known_author(naming.author)
    by = f"by {author}, " if author else ""
    came = f"; carried over from run {origin.run_id} (name version {origin.version})" if origin else ""
    if origin and naming.is_carried_over and origin.is_of_numbers_alone:
        print(f"Names as the program gave them; numbers follow run {origin.run_id}.")
    else:
        print(f"Name version {naming.version}, {by}{naming.created_at:%Y-%m-%d %H:%M} UTC{came}.")
    if origin is None:
        return
    print(f"  {origin.n_common:,} of {results.record.n_users:,} users are known to that run.")
    for each in origin.segments:
        sentence = source(origin, each)
        if sentence:
            print(f"  {naming.number_of(each.segment)}. {results.names[each.segment]}: {sentence}")
        elif each.state is CarriedState.ASKED:
            print(f"  {question(naming, each)} --weak-names takes it.")
    for segment in results.segments:
        for sentence in filter(None, (set_aside_before(naming, segment), decided_before(naming, segment))):
            print(f"  {naming.number_of(segment)}. {sentence}")
    for sentence in left_behind(origin):
        print(f"  {sentence}")
