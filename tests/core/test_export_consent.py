"""Files for platforms by command: who is listed by what, asked or not, from the log to the manifest."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core.audiences.manifest import read_manifest
from core.cli.audience_consent import CHOICES
from core.cli.main import main
from tests.core.audience_help import read_rows
from tests.core.cli_help import make_demo
from tests.core.jobs_help import work_here

pytestmark = pytest.mark.usefixtures("temporary_workspace")
N_USERS = 120
NOBODY = "NOBODY IS ASKED FOR CONSENT: all users of these segments are listed"


def run_of(folder: Path, users: dict[str, Callable[[int], str]]) -> Path:
    """A run outside a workspace, of a log whose users file holds these columns: header → what user number n has."""
    log = make_demo(folder / "log", n_users=N_USERS)
    with (log / "users.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["user_id", *users])
        writer.writerows([user, *(value(n) for value in users.values())] for n, user in enumerate(ids_of(log)))
    given = [str(log / "events.csv"), "--users", str(log / "users.csv"), "--encoder", "counts", "--k", "2"]
    parts = ["--no-map", "--no-holdout", "--no-trust"]
    assert main(["run", *given, *parts, "--out", str(folder / "run")]) == 0
    return folder / "run"


def ids_of(log: Path) -> list[str]:
    with (log / "events.csv").open(encoding="utf-8", newline="") as file:
        return sorted({row["user_id"] for row in csv.DictReader(file)})


@pytest.fixture(scope="module")
def opted_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A third of the users unsubscribed on a day."""
    columns = {"city": lambda n: "Leeds", "unsubscribed_at": lambda n: f"2026-02-{1 + n % 28:02}" if n % 3 == 0 else ""}
    return run_of(tmp_path_factory.mktemp("opted_out"), columns)


@pytest.fixture(scope="module")
def unclear(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A column is called consent and holds no answers; another one has them."""
    columns = {"consent": lambda n: f"later {n % 2}", "flag_7": lambda n: "yes" if n % 4 else "no"}
    return run_of(tmp_path_factory.mktemp("unclear"), columns)


def listed(folder: Path) -> set[str]:
    return {row["user_id"] for path in folder.glob("csv_*.csv") for row in read_rows(path)}


def export(run: Path, out: Path, *options: object) -> int:
    return main(["export", str(run), "--profile", "csv", "--out", str(out), *map(str, options)])


def write_people(path: Path, users: list[str], header: str, value: Callable[[int], str]) -> Path:
    lines = [f"{user},{user}@x.example,{value(n)}" for n, user in enumerate(users)]
    path.write_text("\n".join([f"user_id,email,{header}", *lines]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_SMALL_GROUP", "20")


def test_who_unsubscribed_is_in_no_file_and_nobody_is_called_consenting(
    opted_out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    users = ids_of(opted_out.parent / "log" / "demo")
    stayed = {user for n, user in enumerate(users) if n % 3}
    assert export(opted_out, tmp_path / "out") == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Who did not opt out by “unsubscribed_at” is listed. That is less than consent: nobody")
    assert f"{len(users) - len(stayed)} users of the run opted out of being contacted, and are left out" in printed
    assert "did not opt out; nobody says that they consented" in printed
    assert "  consented" not in printed
    assert listed(tmp_path / "out") == stayed
    manifest = read_manifest(tmp_path / "out")
    assert (manifest.is_weak, manifest.rules.log_columns) == (True, ("unsubscribed_at",))
    assert {each.consent for each in manifest.files} == {"not-opted-out"}
    assert all(each.name.endswith("_not-opted-out.csv") for each in manifest.files)
    text = (tmp_path / "out" / "manifest.txt").read_text(encoding="utf-8")
    assert "\nConsent: Who did not opt out by “unsubscribed_at” is listed. That is less than consent" in text
    assert "\n  not opted out (nobody says that they consented): " in text
    assert {row["reason"] for row in read_rows(tmp_path / "out" / "left_out.csv")} == {"opted out"}
    again = ["export", "--again", str(tmp_path / "out"), "--out", str(tmp_path / "again")]
    assert main(again) == 0
    assert capsys.readouterr().out.endswith("They are the same, byte for byte.\n")


def test_an_analyst_who_states_a_basis_lists_everybody(
    opted_out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(opted_out, tmp_path / "out", "--with-not-consented") == 0
    printed = capsys.readouterr().out
    assert printed.startswith(f"{NOBODY}. Whoever exported stated a basis for that.\n")
    assert "users of the run opted out of being contacted, and are listed all the same.\n" in printed
    assert len(listed(tmp_path / "out")) == N_USERS
    assert read_manifest(tmp_path / "out").rules.is_stated
    assert main(["export", "--again", str(tmp_path / "out"), "--out", str(tmp_path / "again")]) == 0
    printed = capsys.readouterr().out
    assert printed.endswith("They are the same, byte for byte.\n")
    assert "--with-not-consented" not in printed


def test_a_file_of_identities_is_asked_though_no_option_names_its_column(
    opted_out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    users = ids_of(opted_out.parent / "log" / "demo")
    people = write_people(tmp_path / "people.csv", users, "Email opt-in", lambda n: "yes" if n % 4 else "no")
    assert export(opted_out, tmp_path / "out", "--identity", people) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Who consented is listed, by all of “unsubscribed_at”, “Email opt-in” together.\n")
    assert listed(tmp_path / "out") == {user for n, user in enumerate(users) if n % 3 and n % 4}
    manifest = read_manifest(tmp_path / "out")
    assert (manifest.rules.consent, manifest.is_weak) == ("both", False)
    assert all(each.name.endswith("_consented.csv") for each in manifest.files)
    again = ["export", "--again", str(tmp_path / "out"), "--identity", str(people), "--out", str(tmp_path / "again")]
    assert main(again) == 0
    assert capsys.readouterr().out.endswith("They are the same, byte for byte.\n")


@pytest.mark.parametrize(
    ("header", "value", "kept"),
    [
        ("do_not_contact", lambda n: "" if n % 4 else "yes", lambda n: n % 4),
        ("date_désinscription", lambda n: "" if n % 4 else "01/02/2026", lambda n: n % 4),
        ("flag", lambda n: "granted" if n % 4 else "denied", lambda n: n % 4),
        ("opted_in_at", lambda n: "2026-02-01" if n % 4 else "", lambda n: n % 4),
        ("member_since", lambda n: "2026-02-01" if n % 4 else "", lambda n: True),
    ],
)
def test_spellings_in_a_file_of_identities(
    header: str, value: Callable[[int], str], kept: Callable[[int], object], opted_out: Path, tmp_path: Path
) -> None:
    users = ids_of(opted_out.parent / "log" / "demo")
    people = write_people(tmp_path / "people.csv", users, header, value)
    assert export(opted_out, tmp_path / "out", "--identity", people) == 0
    assert listed(tmp_path / "out") == {user for n, user in enumerate(users) if n % 3 and kept(n)}


def test_columns_of_who_opted_out_count_beside_one_that_is_named(opted_out: Path, tmp_path: Path) -> None:
    users = ids_of(opted_out.parent / "log" / "demo")
    people = tmp_path / "people.csv"
    lines = [f"{user},{user}@x.example,yes,{'1' if n % 5 == 0 else '0'}" for n, user in enumerate(users)]
    people.write_text("\n".join(["user_id,email,agreed,email_opt_out", *lines]) + "\n", encoding="utf-8")
    assert export(opted_out, tmp_path / "out", "--identity", people, "--consent", "agreed") == 0
    assert listed(tmp_path / "out") == {user for n, user in enumerate(users) if n % 3 and n % 5}
    manifest = read_manifest(tmp_path / "out")
    assert manifest.identity is not None
    assert (manifest.identity.consent, manifest.identity.more_consent) == ("agreed", ("email_opt_out",))


def test_consent_that_is_not_understood_is_asked_about(
    unclear: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    users = ids_of(unclear.parent / "log" / "demo")
    assert export(unclear, tmp_path / "out") == 2
    assert not (tmp_path / "out").exists()
    refused = capsys.readouterr().err
    assert refused.startswith(
        "'consent' holds other answers than yes and no, such as 'later 0', 'later 1', so consent is not known."
    )
    assert str(CHOICES) in refused
    assert export(unclear, tmp_path / "out", "--consent-by", "flag_7") == 0
    assert capsys.readouterr().out.startswith("Who consented is listed, by “flag_7”.\n")
    assert listed(tmp_path / "out") == {user for n, user in enumerate(users) if n % 4}
    assert export(unclear, tmp_path / "all", "--with-not-consented") == 0
    assert capsys.readouterr().out.startswith(f"{NOBODY}. Whoever exported stated a basis for that.\n")
    assert len(listed(tmp_path / "all")) == N_USERS


def test_a_rejected_segment_of_a_folder_is_left_out_unless_it_is_asked_for(
    opted_out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "run"
    shutil.copytree(opted_out, folder)
    segments = json.loads((folder / "segments.json").read_text(encoding="utf-8"))
    rejected = segments[0]["segment"]
    segments[0]["decision"] = {"state": "reject"}
    (folder / "segments.json").write_text(json.dumps(segments), encoding="utf-8")
    assert export(folder, tmp_path / "out") == 0
    assert capsys.readouterr().out.count(f"left out: {segments[0]['number']}") == 1
    others = tuple(each["segment"] for each in segments[1:])
    assert read_manifest(tmp_path / "out").rules.choice.segments == others
    assert export(folder, tmp_path / "all", "--with-set-aside") == 0
    assert rejected in read_manifest(tmp_path / "all").rules.choice.segments
    assert "and in the files all the same: " in capsys.readouterr().out


def test_without_a_word_of_consent_everybody_is_listed_and_that_is_stated_first(
    unclear: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = tmp_path / "run"
    bare.mkdir()
    for path in unclear.iterdir():
        if path.is_file():
            (bare / path.name).write_bytes(path.read_bytes())
    assert export(bare, tmp_path / "out", "--segments", "1,2") == 0
    first, second, third, *_ = capsys.readouterr().out.splitlines()
    assert first == f"{NOBODY}, and nobody stated a basis for that."
    assert (second, third) == (CHOICES, "The folder keeps no log, so it does not hold who consented.")
    text = (tmp_path / "out" / "manifest.txt").read_text(encoding="utf-8")
    assert f"\nConsent: {NOBODY}, and nobody stated a basis for that.\n" in text


def test_a_column_of_yes_and_no_whose_name_is_not_understood_is_asked_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = run_of(tmp_path, {"wysylka_info": lambda n: "tak" if n % 4 else "nie"})
    capsys.readouterr()
    assert export(run, tmp_path / "out") == 2
    refused = "No column is known to say who may be contacted. Perhaps one of these does: 'wysylka_info'."
    assert refused in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert export(run, tmp_path / "out", "--consent-by", "wysylka_info") == 0
    users = ids_of(run.parent / "log" / "demo")
    assert listed(tmp_path / "out") == {user for n, user in enumerate(users) if n % 4}
    people = write_people(tmp_path / "people.csv", users, "viestit", lambda n: "ei" if n % 3 else "on")
    assert export(run, tmp_path / "file", "--identity", people, "--consent-by", "wysylka_info") == 0
    assert export(run, tmp_path / "all", "--with-not-consented") == 0
    assert len(listed(tmp_path / "all")) == N_USERS


def test_a_column_of_identities_that_is_not_understood_is_asked_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = run_of(tmp_path, {"city": lambda n: "Leeds"})
    users = ids_of(run.parent / "log" / "demo")
    people = write_people(tmp_path / "people.csv", users, "wysylka_info", lambda n: "tak" if n % 4 else "nie")
    capsys.readouterr()
    assert export(run, tmp_path / "out", "--identity", people) == 2
    assert "Perhaps one of these does: 'wysylka_info'." in capsys.readouterr().err
    assert export(run, tmp_path / "out", "--identity", people, "--consent", "wysylka_info") == 0
    assert listed(tmp_path / "out") == {user for n, user in enumerate(users) if n % 4}


def test_look_alikes_leave_without_who_refused_and_without_those_whom_they_are_like(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    work_here(monkeypatch)
    log = make_demo(tmp_path / "log", n_users=N_USERS)
    users = ids_of(log)
    lines = [f"{user},{'no' if n % 3 == 0 else 'yes'}" for n, user in enumerate(users)]
    (log / "users.csv").write_text("\n".join(["user_id,consent", *lines]) + "\n", encoding="utf-8")
    given = [str(log / "events.csv"), "--users", str(log / "users.csv"), "--encoder", "counts", "--k", "2"]
    workspace = ["--workspace", str(tmp_path / "ws")]
    parts = ["--no-map", "--no-holdout", "--no-trust", *workspace, "--out", str(tmp_path / "run")]
    assert main(["run", *given, *parts]) == 0
    (run,) = (tmp_path / "ws" / "runs").iterdir()
    seeds = tmp_path / "seeds.csv"
    seeds.write_text("\n".join(["user_id", *users[:30]]) + "\n", encoding="utf-8")
    near = ["--list", str(seeds), "--nearest", "60", "--save", "alike", *workspace]
    assert main(["select", run.name, *near]) == 0
    capsys.readouterr()
    asked = ["--selection", "alike", "--as-one", *workspace, "--out", str(tmp_path / "out")]
    assert main(["export", run.name, "--profile", "csv", *asked]) == 0
    found = listed(tmp_path / "out")
    assert "60  in the selection\n" in capsys.readouterr().out
    assert 20 <= len(found) < 60
    assert found.isdisjoint(users[:30])
    assert found.isdisjoint(users[::3])
