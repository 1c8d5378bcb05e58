"""Who is asked for consent before files for platforms, and what is stated of phone numbers that cannot be read."""

from __future__ import annotations

import argparse
import re
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from core.attributes.consent import Consent, NoConsentError
from core.audiences.choose import Choice
from core.audiences.identity import IdentityFile
from core.audiences.manifest import Rules
from core.audiences.phones import phone, phone_fault
from core.cli.audience_consent import consent_of_log
from core.cli.main import build_parser
from core.cli.run_home import RunHome
from core.errors import DataError
from core.sentences import say
from core.settings import load_settings
from core.types import FloatArray
from tests.core.audience_help import asked_for, make, read_rows, users_of_sizes, write_identities

ANSWERS = np.array([1.0, 0.0, np.nan])
NONE_KNOWN = NoConsentError(say("The log has no answers."), say("Load some."))


def home_of_answers(
    monkeypatch: pytest.MonkeyPatch, answers: FloatArray | None, error: DataError = NONE_KNOWN
) -> RunHome:
    """A run of a workspace whose log holds these answers, or none."""

    def known_consent(*_: object) -> Consent:
        if answers is None:
            raise error
        return Consent("opt_in", answers)

    run = SimpleNamespace(dataset_id="d1", excluded=None, version=1)
    desk = SimpleNamespace(consent=known_consent)
    monkeypatch.setattr("core.jobs.audiences.known_run", lambda _desk, _run_id: run)
    asks = SimpleNamespace(ask=lambda request, _kind: request.answer(desk, None))
    monkeypatch.setattr("core.cli.desk.open_desk", lambda _settings: nullcontext(asks))
    return RunHome(load_settings(), "r1")


def export_options(*given: str) -> argparse.Namespace:
    return build_parser().parse_args(["export", "r1", "--profile", "csv", *given])


LEFT_OUT = (
    "2 users of the run did not consent to be contacted, or gave no answer, and are left out; --with-not-consented "
    "lists such users, too.\n"
)
LISTED = "2 users of the run did not consent to be contacted, or gave no answer, and are listed all the same.\n"


@pytest.mark.parametrize(
    ("given", "is_listed", "printed"),
    [
        ((), [True, False, False], LEFT_OUT),
        (("--only-consented", "--consent", "agreed"), [True, False, False], LEFT_OUT),
        (("--with-not-consented",), None, LISTED),
        (("--with-not-consented", "--consent", "agreed"), None, ""),
    ],
)
def test_a_command_lists_who_consented_unless_everybody_is_asked_for(
    given: tuple[str, ...], is_listed: list[bool] | None, printed: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    found = consent_of_log(export_options(*given), home_of_answers(monkeypatch, ANSWERS), None, tmp_path)
    assert (found.is_given.tolist() if found else None) == is_listed
    assert capsys.readouterr().out == printed


def test_a_command_lists_everybody_where_no_consent_is_known_unless_it_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = home_of_answers(monkeypatch, None)
    assert consent_of_log(export_options(), home, None, tmp_path) is None
    assert capsys.readouterr().out == "The log has no answers. The files list all users.\n"
    for given, where, message in (
        (("--only-consented",), home, "The log has no answers."),
        (("--only-consented",), None, "A folder of files does not hold who consented."),
        (("--only-consented", "--with-not-consented"), home, "Who did not consent is listed, or left out."),
    ):
        with pytest.raises(DataError, match=re.escape(message)):
            consent_of_log(export_options(*given), where, None, tmp_path)
    assert consent_of_log(export_options(), None, None, tmp_path) is None
    assert capsys.readouterr().out == "A folder of files does not hold who consented. The files list all users.\n"
    assert consent_of_log(export_options("--consent", "agreed"), None, None, tmp_path) is None
    assert capsys.readouterr().out == ""


def test_a_log_that_is_gone_is_none_without_consent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = home_of_answers(monkeypatch, None, DataError(say("There is no dataset {dataset_id!r}.", dataset_id="d1")))
    with pytest.raises(DataError, match="There is no dataset 'd1'"):
        consent_of_log(export_options(), gone, None, tmp_path)


@pytest.mark.parametrize(("consent", "is_asked"), [("", False), ("file", False), ("log", True), ("both", True)])
def test_files_that_are_made_again_ask_as_their_manifest_says(
    consent: str, is_asked: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Rules(platforms=("csv",), choice=Choice(segments=(1,)), least_group=50, consent=consent)
    found = consent_of_log(export_options(), home_of_answers(monkeypatch, ANSWERS), before, tmp_path)
    assert (found is not None) is is_asked


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
