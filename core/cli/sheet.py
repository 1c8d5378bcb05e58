"""What ``show --segment`` and ``status`` print: a segment for a meeting, and where an analyst stands."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.cli.desk import Desk, one_dataset, read_named
from core.cli.known_runs import add_workspace_option, all_runs, workspace_desk
from core.files.kept_log import LOG_FOLDER, has_log
from core.sentences import from_text, say

if TYPE_CHECKING:
    from core.results.results import Results
    from core.sentences import Sentence
    from core.views.change import Version
    from core.views.outcomes_before import MeasuredRun
    from core.views.sheet import Sheet

N_READBACKS = 5
"""Read-backs that ``status`` lists."""


def add_status(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("status", help="print where a workspace stands, and what to do next")
    parser.add_argument(
        "--dataset", metavar="ID", help="the dataset to look at; the one that was loaded or run last if not given"
    )
    add_workspace_option(parser)
    parser.set_defaults(command=_status)


def print_sheet(desk: Desk, row: Mapping[str, Any], number: int) -> None:
    """Print what a meeting needs of one segment; ``row`` is that of its run, ``number`` the one that is shown.

    Raises
    ------
    DataError
        The run has no such segment.
    """
    from core.files.temporary import temporary_folder
    from core.views.change import change_since
    from core.views.sheet import sheet_of, with_season

    results = read_named(desk, row["run_id"])
    segment = results.segment_of(number)
    with temporary_folder() as made:
        sheet = with_season(sheet_of(results, segment), _seasons(desk, row, results, made))
    for line in _lines(results, sheet):
        print(line)
    print("Change since the last version:")
    for sentence in change_since(results, segment, version_before(desk, row, results)):
        print(f"  {sentence}")
    for line in _campaign(desk, row, results, segment):
        print(line)


def print_sheet_of_files(folder: Path, number: int) -> None:
    """Print the same of a folder of files, as far as they hold it, and what they do not.

    Raises
    ------
    DataError
        The files are none of a run, or it has no such segment.
    """
    from core.population.tables import read_population
    from core.results.exported import read_exported
    from core.views.seasons import seasons
    from core.views.sheet import sheet_of, with_season

    results = read_exported(folder)
    segment = results.segment_of(number)
    sheet, unknown = sheet_of(results, segment), ["the run before", "what campaigns changed"]
    if has_log(folder):
        population = read_population(folder / LOG_FOLDER)
        sheet = with_season(sheet, seasons(population, results.labels_of(population.histories.user_ids)))
    else:
        unknown.append("whether it has a season, since this one keeps no log")
    for line in _lines(results, sheet):
        print(line)
    print(f"A folder of files does not say {'; '.join(unknown)}. Name a run of a workspace for that.")


def _campaign(desk: Desk, row: Mapping[str, Any], results: Results, segment: int) -> Iterator[str]:
    """Give what the newest read-back of a segment says, as its page does, else that of the same one in an earlier run.

    Nothing where no outcomes were read.
    """
    from core.campaigns.files import newest_readback
    from core.campaigns.words import heading_of, lines
    from core.views.names import numbered_name
    from core.views.outcomes_before import outcomes_before

    names = {segment: numbered_name(results, segment)}
    found = newest_readback(desk.settings.workspace / "runs" / row["run_id"], segment)
    before = None if found else outcomes_before(segment, measured_runs(desk, row, results))
    if before:
        found, segment, names = before.found, before.partner.segment, {before.partner.segment: names[segment]}
    if found:
        yield f"Did it work? Outcomes: {heading_of(found)}"
        yield from [f"  {before.sentence}"] if before else []
        yield from (f"  {line}".rstrip() for line in lines(found, segment, names))


def _computed(row: Mapping[str, Any]) -> Sentence:
    """Say which run is being computed, or waits for it; of an edited version what was done."""
    done = ", ".join(from_text(each) for each in row["what"])
    if not row["version"]:
        return say("Being computed: run {run_id} ({state}).", run_id=row["run_id"], state=row["state"])
    return say(
        "Being computed: segment version {version}, run {run_id} ({state}): {done}. What follows is of the version "
        "before.",
        version=row["version"],
        run_id=row["run_id"],
        state=row["state"],
        done=done,
    )


def _readbacks(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Give the newest read-backs of a run in short, and how many more there are."""
    if rows:
        yield "Outcomes of campaigns, newest first:"
    for row in rows[:N_READBACKS]:
        yield f"  {from_text(row['heading'])}"
        yield from (f"    {from_text(line)}" for line in row["lines"])
    if len(rows) > N_READBACKS:
        yield f"  {len(rows) - N_READBACKS:,} earlier ones are on the page Export."


def _lines(results: Results, sheet: Sheet) -> Iterator[str]:
    from core.types import Column
    from core.views.bases import CONFIRMED, by_basis
    from core.views.carried import decided_before
    from core.views.decisions import decision_sentence
    from core.views.marks import fact_name, lift_figures
    from core.views.names import numbered_name

    card = sheet.card
    size = f"{card.size:,} of {results.record.n_users:,} users, {100 * card.share:.1f} %"
    verdict = f", {sheet.trust.verdict.grade}" if sheet.trust else ""
    yield f"{numbered_name(results, card.segment)} ({size}{verdict})"
    yield "What sets them apart:"
    yield from (f"  {line.sentence}" for line in sheet.likes)
    yield from (f"  {fact_name(mark)}: {lift_figures(mark)}" for mark in card.marks)
    if any(line.is_fresh for line in sheet.likes):
        yield f"  ({CONFIRMED})"
    yield "Who they are and how they act:"
    for note, lines in by_basis(sheet.acts):
        yield from (f"  {line.about}: {line.sentence}" for line in lines)
        yield f"  ({note})"
    yield f"  Typical users: {', '.join(card.typical_users)}"
    for heading, statements in (("Proofs", sheet.proofs), ("Risks", sheet.risks)):
        yield f"{heading}:" if statements else f"{heading}: none"
        yield from (f"  {each.sentence} {each.detail}".rstrip() for each in statements)
    yield "What to offer:"
    for title, response, lift in zip(
        *(sheet.offers[name] for name in (Column.TITLE, Column.EXPECTED_RESPONSE, Column.LIFT)), strict=True
    ):
        answered = f"{100 * response:.1f} of 100 respond; " if response == response else ""
        yield f"  {title}: {answered}they have it {lift:.1f} times as often as all users"
    notes = (sheet.offers_doubt, sheet.expected_on_few, sheet.offer_order, sheet.less_of, sheet.offer_proof)
    yield from (f"  {note}" for note in notes if note)
    yield f"Decision: {decision_sentence(sheet.decision, sheet.approved_as) or 'open'}"
    if waiting := decided_before(results.naming, card.segment) if results.naming else "":
        yield f"  {waiting}"


def _seasons(desk: Desk, row: Mapping[str, Any], results: Results, made: Path) -> dict[int, Sentence]:
    from core.cli.in_workspace import fetch
    from core.views.seasons import seasons

    population = fetch(desk, row["dataset_id"], row["version"], made, row["run_id"])
    return seasons(population, results.labels_of(population.histories.user_ids))


def version_before(desk: Desk, row: Mapping[str, Any], results: Results) -> Version | None:
    """Return the run that this one is compared with."""
    from core.views.change import Version, day_beside, earlier_run
    from core.views.moves import moves_with

    runs = _full_runs(desk, row)
    carried = results.naming.origin if results.naming else None
    origin = row["edited_from"] or (carried.run_id if carried else "")
    standing = [each for each, about in runs.items() if about["stands"] != "no" or each in (row["run_id"], origin)]
    found = earlier_run(standing, row["run_id"], origin)
    if found is None:
        return None
    earlier = read_named(desk, found)
    day = day_beside(str(runs[found]["asked_at"]), str(row["asked_at"]))
    return Version(earlier, day, moves_with(results, earlier))


def measured_runs(desk: Desk, row: Mapping[str, Any], results: Results) -> list[MeasuredRun]:
    """Return the runs before this one of which outcomes were read."""
    from core.views.change import day_beside
    from core.views.outcomes_before import measured_run, partners_in, runs_with_outcomes

    folder, runs, found = desk.settings.workspace / "runs", _full_runs(desk, row), []
    for run_id in runs_with_outcomes(list(runs), row["run_id"], folder.joinpath):
        earlier, day = read_named(desk, run_id), day_beside(str(runs[run_id]["asked_at"]), str(row["asked_at"]))
        found.append(measured_run(run_id, day, folder / run_id, earlier.numbers, partners_in(results, earlier)))
    return found


def _full_runs(desk: Desk, row: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the row of each full run of the log that is done, newest first, and of the run itself, by its id."""
    return {
        each["run_id"]: each
        for each in all_runs(desk, row["dataset_id"])
        if each["run_id"] == row["run_id"] or (each["state"] == "done" and each["depth"] == "full")
    }


def _status(options: argparse.Namespace) -> None:
    from core.jobs.answers import Listed
    from core.jobs.standing import StatusRequest

    with workspace_desk(options) as desk:
        dataset_id = one_dataset(desk, options.dataset) if options.dataset else ""
        asked = StatusRequest(today=datetime.now(UTC).date(), dataset_id=dataset_id)
        dataset, *rows = desk.ask(asked, Listed).rows
    sizes = f"{dataset['n_users']:,} users, {dataset['n_events']:,} events"
    run = f", run {dataset['run_id']}" if dataset["run_id"] else ""
    print(f"{dataset['name']} ({dataset['dataset_id']}): {sizes}, data version {dataset['version']}{run}")
    where = f" --workspace {shlex.quote(str(options.workspace))}" if options.workspace else ""
    if dataset["elsewhere"]:
        print(
            f"It has no segments yet; {dataset['elsewhere_name']} has some: "
            f"python -m core status --dataset {dataset['elsewhere']}{where}"
        )
    for row in (row for row in rows if row["kind"] == "computed"):
        print(_computed(row))
    for row in (row for row in rows if row["kind"] == "change"):
        print(from_text(row["sentence"]))
    for row in (row for row in rows if row["kind"] == "segment"):
        about = ", ".join(filter(None, (f"{row['size']:,} users", f"{100 * row['share']:.1f} %", row["grade"])))
        decided = f" Decision: {row['decision']}." if row["decision"] else ""
        decided += f" {from_text(row['decided_before'])}" if row["decided_before"] else ""
        aside = " Set aside: nobody acts on it." if row["is_set_aside"] else ""
        aside += f" {from_text(row['set_aside_before'])}" if row["set_aside_before"] else ""
        print(f"  {row['number']}. {row['name']} ({about}): {row['line']}{decided}{aside}")
    for line in _readbacks([row for row in rows if row["kind"] == "readback"]):
        print(line)
    steps = [row for row in rows if row["kind"] == "step"]
    print("Next:" if steps else "Nothing is open.")
    for place, step in enumerate(steps, 1):
        print(f"  {place}. {from_text(step['sentence'])}")
        if step["command"]:
            print(f"     python -m core {step['command']}{where}")
