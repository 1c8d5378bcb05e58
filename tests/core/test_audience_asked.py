"""Who is asked for consent before files for platforms, and what is stated of phone numbers that cannot be read."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from core.attributes.consent import Consent
from core.attributes.consent_unknown import NoConsentError, UnreadConsentError
from core.audiences.choose import Choice
from core.audiences.identity import Reading
from core.audiences.identity_file import IdentityFile
from core.audiences.manifest import Rules
from core.audiences.phones import phone, phone_fault
from core.cli.audience_consent import consent_of_log
from core.cli.audience_options import chosen_segments, country_hint
from core.cli.main import build_parser
from core.cli.set_aside import print_aside
from core.errors import DataError
from core.sentences import say
from core.types import FloatArray
from tests.core.audience_help import asked_for, make, read_rows, users_of_sizes, write_identities

Ask = Callable[[Sequence[str]], Consent]
ANSWERS = np.array([1.0, 0.0, np.nan])
NONE_KNOWN = NoConsentError(say("The log has no answers."), say("Load some."))


def ask_of(answers: FloatArray | None, error: DataError = NONE_KNOWN, *, is_weak: bool = False) -> Ask:
    """The log of a run that holds these answers, or none."""

    def ask(only: Sequence[str]) -> Consent:
        if answers is None:
            raise error
        return Consent("opt_in", answers, is_weak, tuple(only))

    return ask


def export_options(*given: str) -> argparse.Namespace:
    return build_parser().parse_args(["export", "r1", "--profile", "csv", *given])


LEFT_OUT = (
    "2 users of the run did not consent to be contacted (refused, or gave no answer), and are left out; "
    "--with-not-consented lists such users, too."
)
LISTED = "2 users of the run did not consent to be contacted (refused, or gave no answer), and are listed all the same."


@pytest.mark.parametrize(
    ("given", "is_listed", "reported"),
    [
        ((), [True, False, False], [LEFT_OUT]),
        (("--only-consented", "--consent", "agreed"), [True, False, False], [LEFT_OUT]),
        (("--consent-by", "flag_7"), [True, False, False], [LEFT_OUT]),
        (("--with-not-consented",), None, [LISTED]),
        (("--with-not-consented", "--consent", "agreed"), None, []),
    ],
)
def test_a_command_lists_who_consented_unless_everybody_is_asked_for(
    given: tuple[str, ...], is_listed: list[bool] | None, reported: list[str]
) -> None:
    found, lines = consent_of_log(export_options(*given), None, ask_of(ANSWERS))
    assert (found.is_given.tolist() if found else None) == is_listed
    assert lines == reported


def test_of_a_log_that_holds_who_opted_out_a_command_reports_that() -> None:
    found, lines = consent_of_log(export_options(), None, ask_of(np.array([1.0, 0.0, 1.0]), is_weak=True))
    assert found is not None
    assert found.is_given.tolist() == [True, False, True]
    opted_out = "1 user of the run opted out of being contacted, and is "
    assert lines == [f"{opted_out}left out; --with-not-consented lists such users, too."]
    options = export_options("--with-not-consented")
    found, lines = consent_of_log(options, None, ask_of(np.array([1.0, 0.0, 1.0]), is_weak=True))
    assert (found, lines) == (None, [f"{opted_out}listed all the same."])


def test_a_command_lists_everybody_where_no_consent_is_known_unless_it_is_needed() -> None:
    ask = ask_of(None)
    assert consent_of_log(export_options(), None, ask) == (None, ["The log has no answers."])
    assert consent_of_log(export_options("--consent", "agreed"), None, ask) == (None, [])
    for given, message in (
        (("--only-consented",), "The log has no answers."),
        (("--consent-by", "flag_7"), "The log has no answers."),
        (("--only-consented", "--with-not-consented"), "Who did not consent is listed, or left out."),
        (("--consent-by", "flag_7", "--with-not-consented"), "Who did not consent is listed, or left out."),
    ):
        with pytest.raises(DataError, match=re.escape(message)):
            consent_of_log(export_options(*given), None, ask)


def test_a_command_refuses_where_a_column_of_consent_is_not_understood() -> None:
    ask = ask_of(None, UnreadConsentError(say("'consent' holds no answer."), say("Use yes or no.")))
    with pytest.raises(DataError, match="'consent' holds no answer") as found:
        consent_of_log(export_options(), None, ask)
    assert found.value.hint.startswith("Use yes or no. Name an attribute of the log with --consent-by, or a column of")
    assert "--with-not-consented" in found.value.hint
    for given in (("--with-not-consented",), ("--consent", "agreed")):
        assert consent_of_log(export_options(*given), None, ask)[0] is None


def test_where_nobody_consented_there_is_nothing_to_list() -> None:
    for answers in (np.array([0.0, np.nan]), np.array([np.nan])):
        with pytest.raises(DataError, match=re.escape("Nobody is left to list, so nothing is written.")) as found:
            Consent("opt_in", answers).of_somebody()
        assert found.value.hint == "Leave out --only-consented to list everybody."
    one = Consent("opt_in", np.array([0.0, 1.0]))
    assert one.of_somebody() is one


def test_a_log_that_is_gone_is_none_without_consent() -> None:
    gone = ask_of(None, DataError(say("There is no dataset {dataset_id!r}.", dataset_id="d1")))
    with pytest.raises(DataError, match="There is no dataset 'd1'"):
        consent_of_log(export_options(), None, gone)


@pytest.mark.parametrize(("consent", "is_asked"), [("", False), ("file", False), ("log", True), ("both", True)])
def test_files_that_are_made_again_ask_as_their_manifest_says(consent: str, is_asked: bool) -> None:
    choice, columns = Choice(segments=(1,)), ("opt_in", "unsubscribed")
    before = Rules(platforms=("csv",), choice=choice, least_group=50, consent=consent, log_columns=columns)
    answers = ANSWERS if is_asked else np.ones(3)
    found, lines = consent_of_log(export_options(), before, ask_of(answers))
    assert (found is not None, found.columns if found else columns) == (is_asked, columns)
    assert lines == []  # it names no option that is refused beside a manifest


@pytest.mark.parametrize("consent", ["", "file"])
def test_files_are_not_made_again_where_the_log_says_by_now_who_refuses(consent: str) -> None:
    before = Rules(platforms=("csv",), choice=Choice(segments=(1,)), least_group=50, consent=consent)
    with pytest.raises(DataError, match=r"says by now who did not consent or opted out \(opt_in\)"):
        consent_of_log(export_options(), before, ask_of(ANSWERS))
    stated = msgspec.structs.replace(before, is_stated=True)
    assert consent_of_log(export_options(), stated, ask_of(ANSWERS)) == (None, [])


def test_withdrawn_consent_is_a_no_in_a_file_of_identities(tmp_path: Path) -> None:
    words = ["yes"] * 60 + ["unsubscribed", "Withdrawn", "désinscrit", "desinscrit", "abgemeldet", "退订", ""]
    people = [(f"u{each}", f"u{each}@x.example", *[""] * 6, answer) for each, answer in enumerate(words)]
    path = write_identities(tmp_path / "people.csv", people)
    asked = asked_for(users_of_sizes([67]), IdentityFile(path, consent="Opt-in"), "csv", consent="file")
    manifest, _notes = make(asked, tmp_path)
    assert [each.n_rows for each in manifest.files] == [60]
    refused = read_rows(tmp_path / "out" / "left_out.csv")
    assert {row["reason"] for row in refused} == {"no consent"}
    assert {row["user_id"] for row in refused} == {f"u{each}" for each in range(60, 67)}


@pytest.mark.parametrize(
    ("text", "region", "fault"),
    [
        ("06 12 34 56 7", "FR", "too short"),
        ("+33 6 12 34 56 789", None, "too long"),
        ("+999 1234567", None, "of an unknown country code"),
        ("0612345678", None, "without a country code"),
        ("4.917E+11", "DE", "with digits that a spreadsheet dropped"),
        ("07911 12345", "GB", "too short"),
        ("07911 1234567", "GB", "too long"),
        ("0123 45", "DE", "that do not exist in their country"),
        ("n/a", "DE", "no number"),
        ("n/a", None, "no number"),
        ("+49" + "1" * 30, None, "too long"),
    ],
)
def test_what_is_wrong_with_a_phone_number_is_stated(text: str, region: str | None, fault: str) -> None:
    assert phone(text, region) is None
    assert phone_fault(text, region) == fault


def test_segments_that_do_not_hold_are_named_where_they_are_in_the_files(capsys: pytest.CaptureFixture[str]) -> None:
    users = replace(users_of_sizes([60, 60, 60]), weak=(2, 3), numbers={1: 3, 2: 2, 3: 1})
    print_aside(users, (), (1, 2, 3))
    assert capsys.readouterr().out == (
        "Verdict weak or none, and in the files all the same: 1, 2. Such segments do not hold.\n"
    )
    print_aside(users, (), (1,))
    assert capsys.readouterr().out == ""


USERS = replace(
    users_of_sizes([60, 60, 60, 60]),
    numbers={1: 4, 2: 3, 3: 2, 4: 1},
    warnings={1: "Not for advertising platforms: “Kids” suggests children."},
    weak=(2,),
)
"""Segment 1, shown as 4, is flagged; 2, shown as 3, is weak."""


@pytest.mark.parametrize(
    ("given", "left_out", "chosen", "notes"),
    [
        (
            (),
            (),
            (3, 4),
            [
                "Left out of files for platforms: segment 4 (flagged); segment 3 (verdict below usable).",
                "--with-flagged-and-weak adds them, and --segments those that it names.",
            ],
        ),
        (
            (),
            (2, 3),
            (4,),
            [
                "Left out of files for platforms: segment 4 (flagged).",
                "--with-flagged-and-weak adds them, and --segments those that it names.",
            ],
        ),
        (("--with-flagged-and-weak",), (3,), (1, 2, 4), []),
        (("--segments", "4,1"), (), (1, 4), []),
        (("--selection", "mine", "--as-one"), (3,), (1, 2, 4, -1), []),
        ((), (1, 2), (3, 4), []),
    ],
)
def test_flagged_and_weak_segments_leave_when_asked_for(
    given: tuple[str, ...], left_out: tuple[int, ...], chosen: tuple[int, ...], notes: list[str]
) -> None:
    assert chosen_segments(export_options(*given), USERS, left_out) == (chosen, notes)


def test_where_no_segment_is_fit_the_command_says_how_to_add_them() -> None:
    match = r"Left out of files for platforms: segment 4 \(flagged\); segment 3 \(verdict below usable\)\."
    with pytest.raises(DataError, match=match) as refused:
        chosen_segments(export_options(), USERS, (3, 4))
    assert str(refused.value).endswith(" Set aside or rejected by an analyst: 1, 2.")
    assert refused.value.hint == "--with-flagged-and-weak adds them, and --segments those that it names."


def test_the_command_names_its_option_where_phones_have_no_country() -> None:
    assert country_hint(None) == country_hint(Reading({}, 3, 0, {}, 0)) == []
    assert country_hint(Reading({}, 3, 0, {}, 2)) == ["--country names it, such as --country DE."]
