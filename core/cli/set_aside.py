"""Segments that an analyst set aside or rejected: ``recommend`` leaves them out unless they are asked for."""

from __future__ import annotations

import argparse
from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np

from core.cli.run_home import home_of
from core.cli.shown import numbers_in
from core.sentences import say, say_n

if TYPE_CHECKING:
    from core.audiences.choose import Users
    from core.types import BoolArray, StrArray


def add_aside_option(command: argparse.ArgumentParser) -> None:
    """Add the option that keeps them."""
    command.add_argument(
        "--with-set-aside", action="store_true", help="also segments that an analyst set aside or rejected"
    )


def set_aside(options: argparse.Namespace) -> tuple[int, ...]:
    """Return the segments to leave out, and print which; those that ``--compare`` names are asked for."""
    from core.export.narrow import aside_sentence
    from core.results.earlier_folder import read_aside

    if options.with_set_aside:
        return ()
    home, asked = home_of(options), options.compare or ()
    results = home.results if home else None
    aside, missing = (results.not_acted_on, ()) if results else read_aside(options.run)
    left_out = tuple(each for each in aside if each not in asked)
    if left_out:
        shown = results.numbers if results else numbers_in(options.run)
        print(aside_sentence(shown[each] for each in left_out))
    if missing:
        numbers = ", ".join(map(str, missing))
        print(
            say(
                "In none of the files of {folder}, and left out: {segments}.", folder=str(options.run), segments=numbers
            )
        )
    return (*left_out, *missing)


def print_aside(users: Users, aside: Collection[int], chosen: Collection[int]) -> None:
    """Say which segments that nobody is to act on are left out of ``chosen``, and which are in files as asked for.

    Those in files that do not hold, as asked for, are named, too.
    """
    from core.export.narrow import aside_sentence

    if left_out := [each for each in aside if each not in chosen]:
        print(aside_sentence(users.numbers[each] for each in left_out))
    if asked_for := [each for each in aside if each in chosen]:
        numbers = users.called(asked_for)
        print(say("Set aside or rejected by an analyst, and in the files all the same: {segments}.", segments=numbers))
    if weak := [each for each in users.weak if each in chosen]:
        print(
            say(
                "Verdict weak or none, and in the files all the same: {segments}. Such segments do not hold.",
                segments=users.called(weak),
            )
        )


def may_have_lists(options: argparse.Namespace, user_ids: StrArray) -> BoolArray:
    """Return which users, (n_users,), the run put into no segment that is left out; print how many it did."""
    from core.results.earlier_folder import read_earlier

    aside = set_aside(options)
    if not aside:
        return np.ones(len(user_ids), dtype=bool)
    home = home_of(options)
    run = home.results if home else read_earlier(options.run)
    is_kept: BoolArray = ~np.isin(user_ids, run.user_ids[np.isin(run.labels, list(aside))])
    n = int(np.count_nonzero(~is_kept))
    print(say_n("{n:,} user of them has no list.", "{n:,} users of them have no list.", n))
    return is_kept
