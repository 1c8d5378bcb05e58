"""Files of single segments that advertising platforms take, for the command ``export``."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.audience_consent import CHOICES, answers_of_run, consent_of_log
from core.cli.audience_control import control_of
from core.cli.audience_options import chosen_segments, country_hint, given_beside_manifest, identity_of
from core.cli.kept_consent import answers_of_folder
from core.cli.leaving import check_folder_version, is_approved, read_leaving, read_left
from core.cli.set_aside import print_aside
from core.errors import DataError
from core.sentences import say
from core.settings import Settings, current_user, known_author, load_settings

if TYPE_CHECKING:
    from core.attributes.consent import Consent
    from core.audiences.asked import Asked
    from core.audiences.choose import Users
    from core.audiences.make import Joined
    from core.audiences.manifest import Manifest, Rules
    from core.cli.run_home import RunHome
    from core.jobs.audiences import ListFile
    from core.results.results import Results
    from core.sentences import Sentence
    from core.types import BoolArray


def is_audience(options: argparse.Namespace) -> bool:
    """Whether files for platforms are asked for."""
    return bool(options.profile or options.again)


def export_audiences(options: argparse.Namespace) -> None:
    """Check and write what the options ask for.

    Raises
    ------
    DataError
        Something that is needed is missing, no file is left to write, or files cannot be made again.
    """
    from core.audiences.make import joined
    from core.audiences.manifest import read_manifest
    from core.files.temporary import temporary_folder
    from core.views.carried import waiting_before

    if options.again and (given := given_beside_manifest(options)):
        raise DataError(
            say("The manifest says already what {option} would.", option=given),
            say("Leave it out, or export anew with --profile."),
        )
    before = read_manifest(options.again) if options.again else None
    if options.out is None and not options.check:
        raise DataError(say("A folder for the files is needed."), say("Give --out DIR, or --check to write none."))
    lines: list[str] = []
    place = _place_of(options, before, lines)
    with temporary_folder() as folder:
        asked = _asked(options, place, before, folder, lines)
        scratch = folder / "scratch"
        scratch.mkdir()
        with joined(asked, scratch, place.settings) as made:
            print("\n".join((*_who_is_listed(made.asked, is_again=before is not None), *lines)))
            naming = place.results.naming if place.results else None
            for sentence in waiting_before(naming, asked.rules.choice.segments) if naming else ():
                print(sentence)
            aside = naming.not_acted_on if naming else asked.users.rejected
            print_aside(asked.users, aside, asked.rules.choice.segments)
            _print_checks(made)
            lists = _lists(place, made, folder, is_trial=options.check)
            for line in _about_lists(place, made, lists):
                print(line)
            if not options.check:
                _write(options, made, before)
                _about_lists(place, made, lists, leaves=True)


@dataclass(frozen=True)
class _Place:
    """Where the run is: in a workspace, or a folder of files."""

    settings: Settings
    home: RunHome | None
    folder: Path
    results: Results | None = None
    """Under the names that leave; None of a folder."""


def _who_is_listed(asked: Asked, *, is_again: bool) -> list[Sentence]:
    """Say first who is in the files, and what to do where nobody was asked."""
    is_open = not (asked.rules.consent or asked.rules.is_stated or is_again)
    return [asked.listed, *([CHOICES] if is_open else [])]


def _place_of(options: argparse.Namespace, before: Manifest | None, lines: list[str]) -> _Place:
    """Return where the run is; what there is to report of the version that leaves is added to the lines."""
    from core.cli.known_runs import done_run, workspace_desk
    from core.cli.run_home import RunHome, home_of

    run = options.run or (before.run_id if before else None)
    if run is None:
        raise DataError(say("No run is named."), say("Give RUN, or the manifest of earlier files with --again."))
    folder = Path(run)
    if folder.is_dir():
        home = home_of(argparse.Namespace(run=folder, workspace=options.workspace))
    else:
        with workspace_desk(options) as desk:
            home = RunHome(desk.settings, done_run(desk, run)["run_id"])
    if home is None:
        check_folder_version(options)
        return _Place(load_settings(), None, folder)
    home, results = (home, read_left(home, before)) if before else read_leaving(home, options.version, lines.append)
    return _Place(home.settings, home, folder, results)


def _asked(
    options: argparse.Namespace, place: _Place, before: Manifest | None, folder: Path, lines: list[str]
) -> Asked:
    from core.audiences.asked import Asked, again
    from core.cli.log import given_workspace
    from core.cli.user_key import find_key
    from core.ingest.values.identity import check_mark, mark_of_run

    home = place.home
    workspace = home.settings.workspace if home else given_workspace(options.workspace)
    run = home.settings.workspace / "runs" / home.run_id if home else place.folder
    mark = mark_of_run(run)
    key = find_key([run], workspace, mark)
    check_mark(mark, key, is_needed=True)
    rules = again(before, options.identity) if before else None
    users, left_out = _users(options, place, before)
    ask = partial(answers_of_run, home, folder) if home else partial(answers_of_folder, place.folder, users.user_ids)
    consent, about = consent_of_log(options, rules, ask)
    lines += about
    if rules is None:
        segments, notes = chosen_segments(options, users, left_out)
        lines += notes
        rules = _rules(options, segments, place.settings, consent)
    return Asked(
        users=users,
        rules=rules,
        identity=identity_of(options, before),
        key=key,
        is_listed=_listed(home, users, rules.choice.selection),
        consent=consent,
        control=control_of(options, rules, users, home, folder / "log"),
        finds_consent=not (before or options.with_not_consented),
    )


def _users(options: argparse.Namespace, place: _Place, before: Manifest | None) -> tuple[Users, tuple[int, ...]]:
    """Return the users of the run under the names that leave; and which segments to leave out."""
    from core.audiences.choose import users_of, users_of_folder
    from core.views.carried import not_exported

    results = place.results
    if place.home is None or results is None:
        users = users_of_folder(place.folder)
        return users, () if options.with_set_aside else users.rejected
    keeps = before.rules.choice.keeps_flagged if before else options.flagged_names
    aside = not_exported(results.naming) if results.naming and not options.with_set_aside else ()
    return users_of(results, place.home.run_id, keeps_flagged=keeps), aside


def _rules(
    options: argparse.Namespace, segments: tuple[int, ...], settings: Settings, consent: Consent | None
) -> Rules:
    from core.audiences.choose import Choice, Order
    from core.audiences.manifest import Rules, asks
    from core.audiences.platforms import PLATFORMS, platform_of

    keys = tuple(PLATFORMS) if "all" in options.profile else tuple(dict.fromkeys(options.profile))
    for key in keys:
        platform_of(key)
    if options.as_one and not options.selection:
        raise DataError(say("One list is made of a saved selection."), say("Name it with --selection."))
    choice = Choice(
        segments=segments,
        leaving=options.first,
        order=Order(options.order),
        random_state=options.random_state,
        with_names=options.with_names,
        keeps_flagged=options.flagged_names,
        selection=options.selection or "",
        as_one=options.as_one,
    )
    return Rules(
        platforms=keys,
        choice=choice,
        least_group=settings.small_group,
        consent=asks(of_log=consent is not None, of_file=bool(options.consent)),
        not_consented=options.not_consented,
        control=options.control,
        draw=options.draw,
        is_approved=is_approved(options),
        log_columns=consent.columns if consent else (),
        is_stated=options.with_not_consented,
    )


def _listed(home: RunHome | None, users: Users, selection: str) -> BoolArray | None:
    """Return (n_users,) whom the saved selection holds; None for everybody."""
    import numpy as np

    from core.cli.saved_selections import saved_users

    if not selection:
        return None
    if home is None:
        raise DataError(
            say("A folder of files holds no saved selections."), say("Name a run of the workspace that has them.")
        )
    return np.isin(users.user_ids, list(saved_users(home).users(selection)))


def _print_checks(made: Joined) -> None:
    from core.audiences.held import balance_sentences, too_few_held
    from core.audiences.preflight import lines
    from core.campaigns.planned import gain_lines

    for sentence in (*made.notes(), *country_hint(made.reading)):
        print(sentence)
    sides = made.sides()
    for line in (
        *too_few_held(made.asked.control, sides, made.asked.rules.least_group),
        *gain_lines(sides),
        *balance_sentences(sides),
    ):
        print(line)
    users = made.asked.users
    names, warnings = users.names_of(made.asked.rules.choice), made.warnings()
    for segment, warning in warnings.items():
        print(f"{names[segment]}{f' (segment {users.called([segment])})' if segment else ''}: {warning}")
    checks, least = made.checks(), made.asked.rules.least_group
    for platform in made.platforms:
        own = [each for each in checks if each.platform == platform.key]
        print("\n".join(lines(platform, own, least, warnings, users.numbers)))


def _lists(place: _Place, made: Joined, folder: Path, *, is_trial: bool) -> tuple[ListFile, ...]:
    """Write digests of the users of each audience; none without a workspace, which would compare them."""
    from core.ingest.values.identity import need_key, trial_key
    from core.jobs.audience_task import write_lists

    if place.home is None:
        return ()
    key = (trial_key if is_trial else need_key)(place.settings.workspace)
    lists = folder / "lists"
    lists.mkdir()
    return write_lists(made, key, lists)


def _about_lists(place: _Place, made: Joined, lists: tuple[ListFile, ...], *, leaves: bool = False) -> list[str]:
    """Return warnings of lists that differ by few from earlier ones; keep lists that leave."""
    from core.cli.desk import open_desk
    from core.jobs.answers import Done
    from core.jobs.audiences import AudienceListsRequest
    from core.sentences import from_text

    if place.home is None:
        return [say("Lists that left before are compared in a workspace only.")]
    run_id, least = place.home.run_id, made.asked.rules.least_group
    asked = AudienceListsRequest(
        run_id=run_id, lists=lists, author=known_author(current_user()), least=least, leaves=leaves
    )
    with open_desk(place.settings) as desk:
        found = desk.ask(asked, Done).value.splitlines()
    return [str(from_text(each)) for each in found if each]


def _write(options: argparse.Namespace, made: Joined, before: Manifest | None) -> None:
    from core.audiences.counts import COUNTS, write_counts
    from core.audiences.make import LEFT_OUT
    from core.audiences.manifest import MANIFEST, MANIFEST_TEXT, check_same, files_beside
    from core.audiences.manifest_text import write_manifest
    from core.campaigns.sides import CONTROL, HELD, SIDES, write_sides
    from core.files.output_folder import output_folder

    own = frozenset({MANIFEST, MANIFEST_TEXT, LEFT_OUT, COUNTS, SIDES, HELD, CONTROL})
    with output_folder(options.out, options.force, own | files_beside(options.out)) as folder:
        files = made.write(folder)
        if not files:
            nobody = say("No file is written: nobody is left, or too few users, for any of the files asked for.")
            raise DataError(nobody, say("What is above says why; --check shows the same and writes none."))
        if before:
            check_same(before, files)
        made.write_left_out(folder / LEFT_OUT)
        write_counts(made.checks(), folder / COUNTS)
        if sides := made.sides():
            write_sides(sides, folder)
        write_manifest(made.manifest(files, known_author(current_user()), sides), folder)
    again = " They are the same, byte for byte." if before else ""
    print(f"{len(files):,} {'file is' if len(files) == 1 else 'files are'} in {options.out}.{again}")
