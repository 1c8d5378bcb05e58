"""What identifies people stays out of the workspace; user ids become codes that the key makes again."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.cli import main as cli
from core.cli.log import workspace_settings
from core.cli.user_key import check_key, find_key, key_folders
from core.errors import DataError, IngestError, StoreError
from core.files.output_folder import RUN_RECORD
from core.files.owner import MaskingFormatter
from core.ingest.inspect import inspect_log
from core.ingest.load import load_log
from core.ingest.plausible import look_ahead
from core.ingest.tables.source import IngestReport, LogSource
from core.ingest.values.identity import KEY_FILE, as_in_log, code_of, mark_of, need_key, read_key, trial_key
from core.model.labels import labels_in_log
from tests.core.ingest_help import load, load_path, open_store, rejected_rows, settings, write

HEADER = "email,first_name,phone,street,sku,time,event\n"
ROWS = (
    "ann.lee@shop.example,Annabeth,+49 171 5550123,12 High Street,apple,2026-01-05 10:00:00,view\n"
    "Ann.Lee@shop.example ,Annabeth,+49 171 5550123,12 High Street,pear,2026-01-05 10:01:00,view\n"
    "bob@shop.example,Bobster,+1 202-555-0143,7 Park Avenue,apple,2026-01-06 10:00:00,purchase\n"
    "bob@shop.example,Bobster,+1 202-555-0143,7 Park Avenue,pear,whenever,purchase\n"
    "cy@shop.example,Cyrille,+33 6 12 34 56 78,99 Mill Road,plum,2026-01-07 10:00:00,view\n"
    "cy@shop.example,Cyrille,+33 6 12 34 56 78,99 Mill Road,plum,2026-01-07 10:00:00,view\n"
    "dora@shop.example,Doroth,+33 6 12 34 56 79,3 Lake Drive,plum,2026-01-08 10:00:00,view,more,cells\n"
)
USERS = "email,name,city\nANN.LEE@shop.example,Annabeth Lee,Bern\nbob@shop.example,Bob Stone,Rome\n"
SECRETS = (b"shop.example", b"Annabeth", b"Bobster", b"Cyrille", b"Doroth", b"5550123", b"555-0143", b"High Street")


@dataclass
class Loaded:
    folder: Path
    source: LogSource
    report: IngestReport
    user_ids: list[str]
    cities: list[str]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    folder = tmp_path_factory.mktemp("privacy")
    source = LogSource(write(folder / "events.csv", HEADER + ROWS), users=write(folder / "users.csv", USERS))
    with open_store(folder) as store:
        report = load_log(store, source, "local")
        population = store.population(report.dataset_id)
        cities = [str(each) for each in population.attributes["city"]]
        user_ids = [str(each) for each in population.histories.user_ids]
    return Loaded(folder, source, report, user_ids, cities)


def key_of(folder: Path) -> bytes:
    return bytes.fromhex((settings(folder).workspace / KEY_FILE).read_text())


def test_user_ids_are_codes_made_with_the_key_of_the_workspace(loaded: Loaded) -> None:
    people = ("ann.lee@shop.example", "bob@shop.example", "cy@shop.example")
    codes = [f"u{hmac.digest(key_of(loaded.folder), each.encode(), 'sha256').hex()[:32]}" for each in people]
    assert loaded.user_ids == sorted(codes)


def test_the_users_file_is_joined_in_clear(loaded: Loaded) -> None:
    cities = dict(zip(loaded.user_ids, loaded.cities, strict=True))
    assert cities[code_of("ann.lee@shop.example", key_of(loaded.folder))] == "Bern"
    assert cities[code_of("bob@shop.example", key_of(loaded.folder))] == "Rome"


def test_nothing_that_identifies_people_is_in_any_file_of_the_workspace(loaded: Loaded) -> None:
    files = [path for path in settings(loaded.folder).workspace.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"atlas.duckdb", KEY_FILE}
    held = [(path.name, secret) for path in files for secret in SECRETS if secret in path.read_bytes()]
    assert held == []


def test_rejected_rows_are_masked(loaded: Loaded) -> None:
    assert rejected_rows(loaded.folder, loaded.report) == [
        ("5", "no usable time", "***,***,***,***,pear,whenever,purchase"),
        ("7", "exact duplicate", "***,***,***,***,plum,2026-01-07 10:00:00,view"),
        ("8", "more cells than columns", "***"),
    ]


def test_the_report_names_the_columns(loaded: Loaded) -> None:
    notes = loaded.report.notes
    assert "E-mail addresses in 'email' are replaced by codes that only this workspace can make again." in notes
    assert (
        "Columns that identify people are not stored, and masked in rejected rows: 'first_name' (names of persons), "
        "'phone' (phone numbers), 'street' (streets or addresses), 'name' (names of persons)." in notes
    )


def test_the_key_can_be_read_by_its_owner_only(loaded: Loaded) -> None:
    assert (settings(loaded.folder).workspace / KEY_FILE).stat().st_mode & 0o777 == 0o600


def test_the_same_key_gives_the_same_codes_in_another_load(loaded: Loaded, tmp_path: Path) -> None:
    other = write(tmp_path / "more.csv", HEADER + ROWS.splitlines()[2] + "\n")
    with open_store(loaded.folder) as store:
        report = load_log(store, LogSource(other), "local")
        [user_id] = store.population(report.dataset_id).histories.user_ids
    assert user_id in loaded.user_ids


def test_what_is_seen_before_a_load_is_what_it_stores(loaded: Loaded) -> None:
    seen = look_ahead(loaded.source, settings(loaded.folder))
    assert {row[0] for row in seen.preview} <= set(loaded.user_ids)


def test_private_columns_are_named_before_a_load(loaded: Loaded) -> None:
    events, users = inspect_log(loaded.source, settings(loaded.folder)).files
    assert events.private == {"email": "email", "first_name": "name", "phone": "phone", "street": "address"}
    assert events.user_columns == ("email",)
    assert users.private == {"email": "email", "name": "name"}


def test_user_ids_can_be_kept(tmp_path: Path) -> None:
    report = load(tmp_path, HEADER + ROWS, user_ids="keep")
    assert "E-mail addresses in 'email' are stored as they are, as was asked." in report.notes
    with open_store(tmp_path) as store:
        assert "bob@shop.example" in store.population(report.dataset_id).histories.user_ids
    assert read_key(settings(tmp_path).workspace) is None
    raws = [raw for line, _reason, raw in rejected_rows(tmp_path, report) if line == "5"]
    assert raws == ["bob@shop.example,***,***,***,pear,whenever,purchase"]


def test_ids_that_identify_nobody_become_codes_where_it_is_asked(tmp_path: Path) -> None:
    text = "user_id,item_id,timestamp\nu1,apple,2026-01-05 10:00:00\nu2,pear,2026-01-06 10:00:00\n"
    plain, coded = load(tmp_path, text), load(tmp_path, text, user_ids="pseudonymise")
    assert plain.dataset_id != coded.dataset_id
    with open_store(tmp_path) as store:
        assert list(store.population(plain.dataset_id).histories.user_ids) == ["u1", "u2"]
        codes = sorted(code_of(each, key_of(tmp_path)) for each in ("u1", "u2"))
        assert list(store.population(coded.dataset_id).histories.user_ids) == codes


def test_phone_numbers_as_user_ids_become_codes_and_are_shown_nowhere(tmp_path: Path) -> None:
    rows = [f"'1380013800{place % 3},apple,2026-01-0{1 + place} 10:00:00" for place in range(6)]
    report = load(tmp_path, "\n".join(["phone,item_id,timestamp", *rows]) + "\n")
    assert report.n_users == 3
    assert not [note for note in report.notes if "1380013" in note]
    assert "Phone numbers in 'phone' are replaced by codes that only this workspace can make again." in report.notes


@pytest.mark.parametrize(
    ("header", "number"),
    [("imei", "49015420323751{n}"), ("License Plate", "KX{n} ABC"), ("Policyholder No", "88100{n}")],
)
def test_numbers_of_devices_vehicles_and_insured_people_become_codes_and_are_shown_nowhere(
    tmp_path: Path, header: str, number: str
) -> None:
    rows = [f"{number.format(n=n % 14)},sku{n % 4},2026-01-{n % 28 + 1:02} 10:00:{n:02}" for n in range(56)]
    report = load(tmp_path, "\n".join([f"{header},sku,time", *rows, ""]))
    assert any(
        note.startswith(f"Numbers of devices, licence plates or insured people in '{header}' are replaced by codes")
        for note in report.notes
    )
    with open_store(tmp_path) as store:
        codes = sorted(code_of(number.format(n=n), key_of(tmp_path)) for n in range(14))
        assert sorted(store.population(report.dataset_id).histories.user_ids) == codes


def test_a_licence_plate_beside_a_user_is_no_attribute_and_is_not_kept(tmp_path: Path) -> None:
    rows = [f"u{n % 7},KX{n % 7} ABC,sku{n % 4},2026-01-{n + 1:02} 10:00:00" for n in range(28)]
    report = load(tmp_path, "\n".join(["user_id,licence plate,sku,time", *rows, "u1,KX1 ABC,sku1,whenever", ""]))
    assert "KX1" not in str(rejected_rows(tmp_path, report)) + str(report)
    with pytest.raises(IngestError, match="licence plate"):
        load(tmp_path, "\n".join(["user_id,licence plate,sku,time", *rows, ""]), map={"attribute": "licence plate"})


def test_a_private_attribute_is_refused_with_the_reason(tmp_path: Path) -> None:
    path = write(tmp_path / "events.csv", HEADER + ROWS)
    with pytest.raises(IngestError, match="The column 'phone' is no attribute: it holds phone numbers"):
        load_path(tmp_path, path, map={"attribute": ["phone"]})


def test_ids_in_clear_are_found_by_their_codes(tmp_path: Path) -> None:
    key = need_key(tmp_path)
    known = [code_of("ann@shop.example", key), "plain"]
    assert as_in_log([" ANN@shop.example", "plain", "nobody", known[0]], known, key) == {
        " ANN@shop.example": known[0],
        "plain": "plain",
        "nobody": "nobody",
        known[0]: known[0],
    }


def test_labels_in_clear_are_found_by_their_codes(tmp_path: Path) -> None:
    key = need_key(tmp_path)
    code = code_of("ann@shop.example", key)
    assert labels_in_log({"Ann@shop.example": "1", "u7": "2"}, [code, "u7"], key) == ({code: "1", "u7": "2"}, 1)
    with pytest.raises(DataError, match="A user has two segments"):
        labels_in_log({"Ann@shop.example": "1", "ann@shop.example": "2"}, [code], key)


def test_a_damaged_key_is_not_replaced(tmp_path: Path) -> None:
    write(tmp_path / KEY_FILE, "abc")
    with pytest.raises(StoreError, match="cannot be read"):
        need_key(tmp_path)


def test_logs_hold_no_e_mail_address() -> None:
    record = logging.LogRecord("core", logging.ERROR, "", 1, "Could not convert 'ann@shop.example' to INT", (), None)
    assert MaskingFormatter("%(message)s").format(record) == "Could not convert '***' to INT"


def test_a_check_has_the_same_key_each_time_and_keeps_none(tmp_path: Path) -> None:
    assert trial_key(tmp_path) == trial_key(tmp_path)
    assert read_key(tmp_path) is None
    key = need_key(tmp_path)
    assert trial_key(tmp_path) == key


def test_a_key_without_a_workspace_lies_beside_what_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ATLAS_WORKSPACE", raising=False)
    (tmp_path / "new").mkdir()
    with workspace_settings(None, [tmp_path / "run"]) as found:
        made = need_key(found.workspace)
    assert read_key(tmp_path) == made
    with workspace_settings(None, [tmp_path / "run", tmp_path / "new" / "assigned.csv"]) as found:
        assert need_key(found.workspace) == made
    assert read_key(tmp_path / "new") is None


def test_users_in_clear_are_joined_to_a_log_of_codes(tmp_path: Path) -> None:
    key = need_key(make_folder(settings(tmp_path).workspace))
    ann, bob = (code_of(f"{name}@shop.example", key) for name in ("ann", "bob"))
    users = "email,city\n Ann@shop.example,Bern\nbob@shop.example,Rome\neve@shop.example,Oslo\n"
    rows = f"user_id,item_id,timestamp\n{ann},tea,2026-01-05 10:00:00\n{bob},tea,2026-01-06 10:00:00\n"
    report = load(tmp_path, rows, users=write(tmp_path / "users.csv", users), map={"users.user": "email"})
    assert "users.csv: 2 users are given by their own ids and were found by their codes." in report.notes
    assert not report.has_codes
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    cities = dict(zip(population.histories.user_ids, population.attributes["city"], strict=True))
    assert cities == {ann: "Bern", bob: "Rome"}


def make_folder(path: Path) -> Path:
    path.mkdir(parents=True)
    return path


def test_a_log_for_a_run_of_codes_needs_their_key(tmp_path: Path) -> None:
    run = make_folder(tmp_path / "out" / "run")
    folders = key_folders([run, tmp_path / "new" / "assigned.csv"])
    assert folders == [tmp_path / "out", tmp_path / "new"]
    write(run / RUN_RECORD, '{"ingest": {"has_codes": false}}')
    check_key(run, folders, None)
    write(run / RUN_RECORD, '{"ingest": {"has_codes": true}}')
    with pytest.raises(DataError) as caught:
        check_key(run, folders, None)
    assert caught.value.message == (
        f"The users of the run in {run} are stored as codes, and their key, user_ids.key, is not in "
        f"{tmp_path / 'out'}, {tmp_path / 'new'}: the same people would get other codes."
    )
    assert caught.value.hint.startswith("It lies in the workspace of the run, or beside the folder")
    check_key(run, folders, "keep")
    need_key(tmp_path / "out")
    check_key(run, folders, None)


def test_another_key_than_that_of_the_run_is_refused(tmp_path: Path) -> None:
    key, run = need_key(tmp_path), tmp_path / "run"
    run.mkdir()
    write(run / RUN_RECORD, f'{{"ingest": {{"has_codes": true, "key_mark": "{mark_of(key)}"}}}}')
    check_key(run, [tmp_path], None)
    (tmp_path / KEY_FILE).unlink()
    need_key(tmp_path)
    with pytest.raises(StoreError, match="is another one than when the log was loaded"):
        check_key(run, [tmp_path], None)


def test_files_are_not_added_by_another_key(tmp_path: Path) -> None:
    text = "email,item,timestamp\n" + "ann@shop.example,a,2026-01-05 10:00:00\n" * 2
    with open_store(tmp_path) as store:
        first = load_log(store, LogSource(write(tmp_path / "a.csv", text)), "local")
        assert first.key_mark == mark_of(need_key(store.workspace))
        (store.workspace / KEY_FILE).unlink()
        need_key(store.workspace)
        more = LogSource(write(tmp_path / "b.csv", text.replace("01-05", "02-05")), adds_to=first.dataset_id)
        with pytest.raises(StoreError, match="is another one than when the log was loaded"):
            load_log(store, more, "local")


def test_the_key_of_a_run_in_a_workspace_is_found(tmp_path: Path) -> None:
    run = make_folder(tmp_path / "workspace" / "runs" / "1a2b")
    assert find_key([run]) is None
    made = need_key(tmp_path / "workspace")
    assert find_key([run]) is None
    write(tmp_path / "workspace" / "atlas.duckdb", "")
    assert find_key([run]) == made


def test_the_key_of_a_run_is_the_one_with_its_mark(tmp_path: Path) -> None:
    run, workspace = make_folder(tmp_path / "out" / "run"), make_folder(tmp_path / "workspace")
    beside, kept = need_key(tmp_path / "out"), need_key(workspace)
    assert find_key([run], workspace) == kept
    assert find_key([run], workspace, mark_of(beside)) == beside
    assert find_key([run], None, mark_of(kept)) == beside  # the only one, and refused by its mark
    assert key_folders([run], workspace) == [workspace, tmp_path / "out"]


@pytest.mark.slow
def test_the_folder_of_a_run_is_exported_by_the_key_of_the_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_WORKSPACE", str(tmp_path / "workspace"))
    rows = [
        f"p{n % 200:03}@shop.example,i{4 * (n % 2) + n // 200 % 4},2026-01-{n % 27 + 1:02} 10:00:00"
        for n in range(1600)
    ]
    log = write(tmp_path / "log.csv", "\n".join(["email,item_id,timestamp", *rows]) + "\n")
    people = "\n".join(["user_id,email", *(f"p{n:03}@shop.example,p{n:03}@shop.example" for n in range(200))])
    short = ["--encoder", "counts", "--k", "2", "--no-map", "--no-holdout", "--no-trust"]
    run, out = tmp_path / "a" / "run", tmp_path / "b" / "ads"
    assert cli.main(["run", str(log), *short, "--out", str(run)]) == 0
    asked = ["--identity", str(write(tmp_path / "people.csv", people + "\n")), "--control", "10"]
    assert cli.main(["export", str(run), "--profile", "hubspot", *asked, "--out", str(out)]) == 0
    assert [*tmp_path.rglob(KEY_FILE)] == [tmp_path / "workspace" / KEY_FILE]
    sent = [line.split(",")[0] for path in out.glob("hubspot_*.csv") for line in path.read_text().splitlines()[1:]]
    held = (out / "control_group.csv").read_text().splitlines()[1:]
    assert len({*sent}) == len(sent) == 200 - len(held)
    assert held


@pytest.mark.slow
@pytest.mark.usefixtures("temporary_workspace")
def test_users_of_another_log_get_the_codes_of_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [f"p{n % 40:02}@shop.example,i{n % 4 + 4 * (n % 2)},2026-01-{n % 27 + 1:02} 10:00:00" for n in range(400)]
    log = write(tmp_path / "log.csv", "\n".join(["email,item_id,timestamp", *rows]) + "\n")
    short = ["--encoder", "counts", "--k", "2", "--no-map", "--no-holdout", "--no-trust"]
    run, out = make_folder(tmp_path / "a") / "run", make_folder(tmp_path / "b") / "assigned.csv"
    assert cli.main(["run", str(log), *short, "--out", str(run)]) == 0
    key = read_key(tmp_path / "a")
    assert key
    assert cli.main(["assign", str(run), str(log), "--out", str(out)]) == 0
    codes = sorted(code_of(f"p{n:02}@shop.example", key) for n in range(40))
    assert sorted(line.split(",")[0] for line in out.read_text("utf-8-sig").splitlines()[1:]) == codes
    (tmp_path / "a" / KEY_FILE).unlink()
    out.unlink()
    capsys.readouterr()
    assert cli.main(["assign", str(run), str(log), "--out", str(out)]) == 2
    assert f"are stored as codes, and their key, user_ids.key, is not in {tmp_path / 'a'}" in capsys.readouterr().err
    assert not out.exists()
    assert read_key(tmp_path / "b") is None


def make_key_and_fail(folder: Path) -> None:
    need_key(folder)
    raise OSError("no space left")


def test_no_key_is_kept_where_a_command_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ATLAS_WORKSPACE", raising=False)
    with pytest.raises(OSError, match="no space"), workspace_settings(None, [tmp_path / "run"]) as found:
        make_key_and_fail(found.workspace)
    assert read_key(tmp_path) is None


def test_a_deleted_key_is_not_replaced_in_silence(tmp_path: Path) -> None:
    first = LogSource(write(tmp_path / "first.csv", HEADER + ROWS))
    other = LogSource(write(tmp_path / "other.csv", HEADER + ROWS.replace("apple", "fig")))
    more = write(tmp_path / "more.csv", HEADER + ROWS.replace("2026-01", "2026-02"))
    with open_store(tmp_path) as store:
        report = load_log(store, first, "local")
        assert not any("another key" in note for note in report.notes)
        (settings(tmp_path).workspace / KEY_FILE).unlink()
        with pytest.raises(StoreError, match=r"user_ids\.key, is missing, by which these users got their codes"):
            load_log(store, LogSource(more, adds_to=report.dataset_id), "local")
        assert not (settings(tmp_path).workspace / KEY_FILE).exists()
        assert load_log(store, other, "local").notes[0] == (
            "Users of this log got their codes by another key than those of 1 other dataset of the workspace: the "
            "same people have other codes there. The former key, user_ids.key, was deleted or replaced."
        )


PEOPLE = ["Ann Roe", "Ben Moore", "Keller, Jörg", "María de la Cruz", "J. O'Neil"]


def by_name(header: str, names: Sequence[str]) -> str:
    rows = [f'"{names[place % len(names)]}",apple,2026-01-0{1 + place % 9} 10:00:00' for place in range(20)]
    return "\n".join([f"{header},item_id,timestamp", *rows]) + "\n"


@pytest.mark.parametrize("header", ["Cliente", "client", "Customer", "Kunde", "user", "customer_id"])
def test_names_of_persons_as_user_ids_become_codes(tmp_path: Path, header: str) -> None:
    report = load(tmp_path, by_name(header, PEOPLE))
    assert (
        f"Names of persons in '{header}' are replaced by codes that only this workspace can make again." in report.notes
    )
    assert any("namesakes count as one user" in note for note in report.notes)
    with open_store(tmp_path) as store:
        found = sorted(store.population(report.dataset_id).histories.user_ids)
    assert found == sorted(code_of(each, key_of(tmp_path)) for each in PEOPLE)


@pytest.mark.parametrize(
    ("header", "ids"),
    [
        ("Customer", ["Acme Ltd", "Blue Foods", "Grand Hotel", "Ann Roe"]),
        ("Company", PEOPLE),
        ("client", ["Store North", "Store South", "Store East"]),
        ("user", ["neo", "trinity", "morpheus"]),
        ("user", ["ann.roe", "ben_moore", "cy-7"]),
        ("Customer", ["Ann Roe", "C100", "C101", "C102"]),
    ],
)
def test_ids_that_are_no_names_of_persons_stay(tmp_path: Path, header: str, ids: list[str]) -> None:
    report = load(tmp_path, by_name(header, ids), map={"user": header})
    with open_store(tmp_path) as store:
        assert sorted(store.population(report.dataset_id).histories.user_ids) == sorted(ids)


def test_a_name_beside_the_id_of_its_user_is_masked(tmp_path: Path) -> None:
    rows = [f'c{n % 5},"{PEOPLE[n % 5]}",i{n % 7},{"" if n == 7 else f"2026-01-{1 + n:02}"}' for n in range(20)]
    report = load(tmp_path, "\n".join(["customer_id,Customer,item_id,date", *rows]) + "\n")
    assert [raw for _line, _reason, raw in rejected_rows(tmp_path, report)] == ["c2,***,i0,"]
