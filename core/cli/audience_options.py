"""The options of the command ``export`` for files that advertising platforms take."""

from __future__ import annotations

import argparse
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.audience_control import add_control_options
from core.cli.options import at_least_one
from core.errors import DataError
from core.sentences import Sentence, say

if TYPE_CHECKING:
    from core.audiences.choose import Users
    from core.audiences.identity import Reading
    from core.audiences.identity_file import IdentityFile
    from core.audiences.manifest import Manifest


def country_hint(reading: Reading | None) -> list[Sentence]:
    """Say how to name the country of phone numbers, where some have none."""
    is_missing = reading is not None and reading.n_without_country > 0
    return [say("--country names it, such as --country DE.")] if is_missing else []


def add_audience_options(export: argparse.ArgumentParser) -> None:
    """Add the options of files for platforms."""
    export.add_argument(
        "--profile",
        action="append",
        default=[],
        metavar="KEY",
        help="files that this platform takes, one for each segment; may repeat, all for every one. "
        "docs/audiences.md lists them",
    )
    export.add_argument("--segments", type=_numbers, metavar="N,N", help="only these, by the numbers that pages show")
    export.add_argument(
        "--with-flagged-and-weak",
        action="store_true",
        help="also segments that are flagged, or whose verdict is weak or none; without it, they are in no file unless "
        "--segments names them",
    )
    export.add_argument(
        "--as-one",
        action="store_true",
        help="one file for each platform of the whole saved selection, with its users of no segment, not one for each "
        "segment",
    )
    _add_identity(export)
    add_control_options(export)
    export.add_argument(
        "--first",
        type=at_least_one,
        metavar="N",
        help="so many users of each segment in each file, where so many can be: who did not consent, has nothing that "
        "the platform can use or is held back does not count; all if not given",
    )
    export.add_argument(
        "--order",
        choices=("surest", "clearest", "random"),
        default="surest",
        help="who is first: by probability, by silhouette, or at random (default surest)",
    )
    export.add_argument("--random-state", type=int, default=0, metavar="N", help="the same number gives the same users")
    export.add_argument(
        "--with-names", action="store_true", help="call audiences by their names, not by codes such as SEG-07-v3"
    )
    export.add_argument("--check", action="store_true", help="print what becomes of the users, and write nothing")
    export.add_argument(
        "--again", type=Path, metavar="MANIFEST", help="make the files of this manifest again, byte for byte"
    )


def _add_identity(export: argparse.ArgumentParser) -> None:
    export.add_argument(
        "--identity",
        type=Path,
        metavar="FILE",
        help="user_id with e-mail address, phone, names, country, zip or device id; it is read, never stored",
    )
    export.add_argument(
        "--identity-map",
        action="append",
        default=[],
        type=_field_and_column,
        metavar="FIELD=COLUMN",
        help="the column that holds a field; may repeat. The rest is found by name",
    )
    export.add_argument(
        "--country",
        metavar="CODE",
        help="the country of phone numbers without a country code, such as DE; none is guessed",
    )
    export.add_argument(
        "--consent",
        metavar="COLUMN",
        help="a column of the file of identities: list only users who consented by it. Without it, a column whose name "
        "means consent or the contrary (consent, opt_in, unsubscribed) is taken",
    )
    export.add_argument(
        "--consent-by",
        action="append",
        default=[],
        metavar="ATTRIBUTE",
        help="an attribute of the log: list only users who consented by it, whatever others say; may repeat. Yes means "
        "consent, unless its name says the contrary, as unsubscribed does",
    )
    export.add_argument(
        "--with-not-consented",
        action="store_true",
        help="state that you have a legal basis for listing everybody: users who did not consent, or of whom that is "
        "not known, are in the same files",
    )
    export.add_argument(
        "--not-consented",
        action="store_true",
        help="for programs of your own, such as a CRM, also a file of those who did not consent, to leave them out "
        "there; advertising platforms get none",
    )


def given_without_profile(options: argparse.Namespace) -> str:
    """Return an option that means nothing without ``--profile``, "" where none is given."""
    names = (
        *("segments", "identity", "identity_map", "country", "consent", "not_consented", "first", "with_names"),
        *("as_one", "check", "control", "with_not_consented", "consent_by", "with_flagged_and_weak"),
    )
    return next((f"--{name.replace('_', '-')}" for name in names if getattr(options, name)), "")


def given_beside_manifest(options: argparse.Namespace) -> str:
    """Return an option that a manifest holds already, "" where none is given beside ``--again``."""
    names = (
        *("profile", "segments", "identity_map", "country", "consent", "not_consented", "first", "with_names"),
        *(
            "control",
            "only_consented",
            "with_not_consented",
            "consent_by",
            "selection",
            "as_one",
            "flagged_names",
            "with_flagged_and_weak",
            "with_set_aside",
            "version",
        ),
    )
    return next((f"--{name.replace('_', '-')}" for name in names if getattr(options, name)), "")


def chosen_segments(
    options: argparse.Namespace, users: Users, left_out: Collection[int]
) -> tuple[tuple[int, ...], list[Sentence]]:
    """Return the segments that are asked for by the numbers that pages show, else those that are fit for files.

    Without ``--segments`` these are all but those in ``left_out``, those that are flagged and those that do not hold;
    of a selection that is one list, its users of no segment, too. Beside them are lines on what is left out.

    Raises
    ------
    DataError
        The run has no such segment, or none is fit.
    """
    from core.audiences.choose import default_segments, selection_segments
    from core.audiences.doubtful import doubtful, left_out_sentence
    from core.shaping.shown import segment_shown_as

    if options.segments:
        return tuple(segment_shown_as(each, users.numbers) for each in options.segments), []
    if options.as_one:
        return selection_segments(users, left_out), []
    usual = default_segments(users, left_out)
    whys = {} if options.with_flagged_and_weak else doubtful(usual, users.warnings, users.weak)
    if not whys:
        return usual, []
    found = left_out_sentence(whys, {each: f"segment {users.called([each])}" for each in whys})
    hint = say("--with-flagged-and-weak adds them, and --segments those that it names.")
    if len(whys) == len(usual):
        aside = [each for each in users.segments if each in left_out]
        if not aside:
            raise DataError(found, hint)
        also = say("Set aside or rejected by an analyst: {segments}.", segments=users.called(aside))
        raise DataError(say("{found} {also}", found=found, also=also), hint)
    return tuple(each for each in usual if each not in whys), [found, hint]


def identity_of(options: argparse.Namespace, before: Manifest | None) -> IdentityFile | None:
    """Return the file of identities and how to read it, as before where files are made again; None without one."""
    from core.audiences.countries import country
    from core.audiences.identity_file import IdentityFile

    if options.identity is None:
        return None
    if before and before.identity:
        was = before.identity
        return IdentityFile(options.identity, was.columns, was.region, was.consent, was.more_consent)
    region = country(options.country) if options.country else None
    if options.country and region is None:
        raise DataError(
            say("{text!r} is no country.", text=options.country), say("Give its two letters, such as DE or US.")
        )
    return IdentityFile(options.identity, dict(options.identity_map), region, options.consent or "")


def _numbers(text: str) -> tuple[int, ...]:
    parts = [each.strip() for each in text.split(",") if each.strip()]
    if not parts or not all(each.isdecimal() for each in parts):
        raise argparse.ArgumentTypeError(f"{text!r} are no numbers of segments, such as 1,3")
    return tuple(dict.fromkeys(map(int, parts)))


def _field_and_column(text: str) -> tuple[str, str]:
    from core.audiences.columns import FIELDS

    field, separator, column = text.partition("=")
    if not separator or field not in FIELDS or not column:
        raise argparse.ArgumentTypeError(f"{text!r} is not FIELD=COLUMN; fields: {', '.join(FIELDS)}")
    return field, column
