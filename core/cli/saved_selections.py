"""The saved selections of a workspace, for the command ``select``: listing, saving, comparing, deleting."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.desk import open_desk, read_named
from core.cli.known_runs import done_run
from core.cli.run_home import RunHome
from core.cli.summary import print_rows
from core.errors import DataError
from core.files.temporary import temporary_folder
from core.sentences import say
from core.settings import author_words, current_user

if TYPE_CHECKING:
    from core.shaping.known import Known
    from core.views.saved import SavedUsers


def act_on_saved(home: RunHome | None, options: argparse.Namespace) -> None:
    """List saved selections, compare two, or delete one, as the options say.

    Raises
    ------
    DataError
        The run is in no workspace, or there is no such selection.
    """
    if home is None:
        raise DataError(
            say("{run} is no run of a workspace.", run=str(options.run)), say("Selections are saved in a workspace.")
        )
    if options.overlap:
        _compare(home, *options.overlap)
    elif options.delete:
        _delete(home, options.delete)
    else:
        print_rows(_rows(home))


def save_selection(home: RunHome, name: str, who: str | Sequence[str], n_users: int) -> None:
    """Save users under a name, by a rule or by their ids; raise ``DataError`` where the name is taken."""
    from core.jobs.answers import Done
    from core.jobs.selections import SaveSelectionRequest

    rule, user_ids = (who, None) if isinstance(who, str) else ("", tuple(who))
    asked = SaveSelectionRequest(
        run_id=home.run_id, name=name, n_users=n_users, author=current_user(), rule=rule, user_ids=user_ids
    )
    with open_desk(home.settings) as desk:
        desk.ask(asked, Done)


def _rows(home: RunHome) -> list[dict[str, object]]:
    """Return what is listed of each saved selection; its rule has the numbers of segments that pages show."""
    from core.jobs.answers import Listed
    from core.jobs.selections import SelectionsRequest

    with open_desk(home.settings) as desk:
        dataset_id = done_run(desk, home.run_id)["dataset_id"]
        rows = desk.ask(SelectionsRequest(dataset_id=dataset_id), Listed).rows
    return [
        {
            "name": row["name"],
            "n_users": row["n_users"],
            "rule": row["shown_rule"] or "(a list)",
            "run_id": row["run_id"],
            "saved_at": str(row["created_at"])[:16].replace("T", " "),
            "by": author_words(row["author"]),
        }
        for row in rows
    ]


def saved_users(home: RunHome) -> SavedUsers:
    """Return what finds the users of the saved selections of the dataset of a run."""
    from msgspec import convert

    from core.jobs.answers import Listed
    from core.jobs.selections import SelectionsRequest
    from core.store.selections import SavedSelection
    from core.views.saved import SavedUsers

    with open_desk(home.settings) as desk:
        dataset_id = done_run(desk, home.run_id)["dataset_id"]
        rows = desk.ask(SelectionsRequest(dataset_id=dataset_id), Listed).rows
    listed = {row["name"]: row.pop("user_ids") for row in rows}
    selections = [convert(row, SavedSelection, strict=False) for row in rows]
    known = cache(lambda run_id: known_on(home, run_id))
    return SavedUsers(selections, lambda each: listed[each.name], known, home.run_id)


def known_on(home: RunHome, run_id: str) -> Known:
    """Return what is known of the users of a run of the workspace."""
    from core.cli.in_workspace import fetch
    from core.views.saved import known_of

    with temporary_folder() as made, open_desk(home.settings) as desk:
        results, row = read_named(desk, run_id), done_run(desk, run_id)
        return known_of(results, fetch(desk, row["dataset_id"], row["version"], Path(made), run_id))


def _compare(home: RunHome, first: str, second: str) -> None:
    """Print how far two saved selections have the same users."""
    from core.views.saved import overlap_of

    saved = saved_users(home)
    found = overlap_of(saved.users(first), saved.users(second))
    for name, n_users in ((first, found.n_first), (second, found.n_second)):
        share = 100 * found.n_both / n_users if n_users else 0.0
        print(f"{name}: {n_users:,} users, of whom {found.n_both:,} ({share:.1f} %) are in both.")
    print(f"{found.n_either:,} users are in one or both; Jaccard {found.jaccard:.3f}.")


def _delete(home: RunHome, name: str) -> None:
    from core.jobs.answers import Done
    from core.jobs.selections import DeleteSelectionRequest

    with open_desk(home.settings) as desk:
        dataset_id = done_run(desk, home.run_id)["dataset_id"]
        desk.ask(DeleteSelectionRequest(dataset_id=dataset_id, name=name), Done)
    print(f"Deleted the selection {name!r}.")
