"""What would be stored, seen before a load, and what in it is hard to believe."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.cli.log import print_ingest
from core.cli.main import main
from core.ingest.plausible import Plausibility, look_ahead
from core.ingest.tables.source import LogSource
from tests.core.ingest_help import load_path, settings, write

HEADER = "user_id,item_id,timestamp,value\n"


def log_of(row: Callable[[int], str]) -> str:
    return HEADER + "".join(row(n) + "\n" for n in range(200))


def look(folder: Path, text: str) -> Plausibility:
    return look_ahead(LogSource(write(folder / "events.csv", text)), settings(folder))


def sound(n: int) -> str:
    return f"u{n % 25},i{n % 12},2026-01-{n % 28 + 1:02} 10:00:{n % 60:02},{n}.5"


def mixed_id(n: int) -> str:
    return f"a{n % 20}@b.example" if n % 2 else f"{n % 20 + 20:032x}"


def test_what_is_seen_is_what_a_load_stores(tmp_path: Path) -> None:
    text = log_of(lambda n: sound(n) if n % 10 else f",i{n % 12},2026-01-05 10:00,{n}")
    text += "".join(sound(n) + "\n" for n in (1, 2, 3))
    seen = look(tmp_path, text)
    report = load_path(tmp_path, tmp_path / "events.csv")
    assert (seen.n_rows, seen.n_usable) == (report.n_records, report.n_stored)
    assert (seen.n_users, seen.n_items) == (report.n_users, report.n_items)
    assert dict(seen.rejected) == dict(report.rejected) == {"no user": 20, "exact duplicate": 3}
    assert [str(each) for each in (seen.first, seen.last)] == ["2026-01-01 10:00:16", "2026-01-28 10:00:55"]


def test_a_sound_log_has_no_findings(tmp_path: Path) -> None:
    assert look(tmp_path, log_of(sound)).findings == ()


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        (lambda n: f"u{n},i{n % 12},2026-01-{n % 28 + 1:02} 10:00,{n}", "Every user has one event."),
        (lambda n: f"u1,i{n % 12},2026-01-{n % 28 + 1:02} 10:00,{n}", "All events are of one user."),
        (
            lambda n: f"{'u0' if n % 5 < 2 else f'u{n % 49 + 1}'},i{n % 12},2026-01-{n % 28 + 1:02} 10:00,{n}",
            "One user, 'u0', has 40% of all events.",
        ),
        (
            lambda n: f"{mixed_id(n)},i{n % 12},2026-01-{n % 28 + 1:02} 10:00,{n}",
            "10 user ids are e-mail addresses and 10 look like hashes of such: people who have both would count twice. "
            "Bring all files to one kind of id first.",
        ),
        (lambda n: f"u{n % 25},i{n % 12},2026-01-05 {n % 24:02}:00,{n}", "100% of the events are on one day."),
        (lambda n: f"u{n % 25},i1,2026-01-{n % 28 + 1:02} 10:00,{n}", "All events have one and the same item."),
        (
            lambda n: f"u{n % 25},i{n},2026-01-{n % 28 + 1:02} 10:00,{n}",
            "Nearly every item has one event only: is this the id of a row rather than of an item?",
        ),
        (lambda n: f"u{n % 25},i{n % 12},2096-01-{n % 28 + 1:02} 10:00,{n}", "200 events lie in the future."),
        (
            lambda n: f"{f'u{n % 25}' if n % 100 < 31 else ''},i{n % 12},2026-01-{n % 28 + 1:02} 10:00:{n % 60:02},{n}",
            "69% of the rows would be lost: 138 with no user.",
        ),
    ],
)  # fmt: skip
def test_what_is_hard_to_believe_is_listed(tmp_path: Path, row: Callable[[int], str], finding: str) -> None:
    assert look(tmp_path, log_of(row)).findings == (finding,)


def test_all_rows_can_be_used_only_where_no_row_is_lost(tmp_path: Path) -> None:
    rows = "".join(sound(n) + "\n" for n in range(5_000))
    seen = look(tmp_path, f"{HEADER}{rows},i1,2026-01-01 10:00,1\n")
    assert (seen.n_rows, seen.n_usable, seen.usable_percent) == (5_001, 5_000, "99.9 %")
    assert replace(seen, n_rows=30_133, n_usable=27_721).usable_percent == "92.0 %"
    assert replace(seen, n_usable=5_001).usable_percent == "100.0 %"


def test_the_preview_holds_rows_as_they_would_be_stored(tmp_path: Path) -> None:
    seen = look(tmp_path, HEADER + "u1,i1,05-01-2026,2\n" + "u2,i2,25-01-2026,3\n" * 60)
    assert len(seen.preview) == 50
    user, item, event, moment, value, title = seen.preview[0]
    assert (user, item, event, str(moment), value, title) == ("u1", "i1", "event", "2026-01-05 00:00:00", 2.0, None)


def test_the_command_prints_roles_reasons_and_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "log.csv", log_of(lambda n: sound(n)).replace("user_id,item_id", "bb,cc"))
    assert main(["inspect", str(path), "--workspace", str(tmp_path / "workspace")]) == 0
    printed = capsys.readouterr().out
    assert "timestamp = timestamp (its name, 'timestamp', is a known one; confidence 1.00)" in printed
    assert "question: Is 'bb' the user, or is it 'cc'?" in printed
    assert "200 of 200 rows can be used (100.0 %)" in printed
    assert "25 users, 12 items, 8 events per user (median)" in printed


def ambiguous(n: int) -> str:
    return f"u{n % 25},i{n % 12},0{n % 9 + 1}/0{n % 7 + 1}/2026 10:00,{n}"


def test_dates_that_could_be_two_are_a_question(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    question = look(tmp_path, log_of(ambiguous)).date_question
    assert question
    assert question.sentence.endswith("2026 10:00 could be day first or month first.")
    assert [each.column for each in question.candidates] == ["day", "month"]
    assert main(["inspect", str(tmp_path / "events.csv")]) == 0
    assert "  --date-order month: month first" in capsys.readouterr().out


def test_one_late_date_settles_the_order(tmp_path: Path) -> None:
    rows = [ambiguous(n) for n in range(200)] + ["u1,i1,25/01/2026 10:00,1"]
    assert look(tmp_path, HEADER + "\n".join(rows)).date_question is None


@pytest.mark.parametrize(
    ("n_users", "basis"), [(5000, "This rests on all events of one user in 5."), (7, "This rests on one row in 5.")]
)
def test_a_large_log_is_looked_at_all_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, n_users: int, basis: str
) -> None:
    monkeypatch.setattr("core.ingest.plausible._MAX_ROWS", 6_000)
    rows = (f"u{n % n_users},i{n % 12},2026-{n // 3000 + 1:02}-05 10:00:{n % 60:02},{n}\n" for n in range(30_000))
    seen = look(tmp_path, HEADER + "".join(rows))
    assert seen.basis == basis
    assert 5_000 < seen.n_rows < 7_000
    assert [str(each)[:7] for each in (seen.first, seen.last)] == ["2026-01", "2026-10"]
    assert seen.events_per_user == pytest.approx(6 if n_users == 5000 else 857, abs=60 if n_users == 7 else 0)


def test_starts_of_an_app_are_not_lost_and_searches_count_as_used(tmp_path: Path) -> None:
    lines = ["user_id,event,item_id,search_query,event_time"]
    for row in range(200):
        event, item, text = (("app_open", "", ""), ("view", f"i{row % 9}", ""), ("search", "", f"lamp {row % 7}"))[
            row % 3
        ]
        lines.append(f"u{row % 11},{event},{item},{text},2026-01-{row % 28 + 1:02} 10:{row % 60:02}")
    path = tmp_path / "events.csv"
    path.write_text("\n".join(lines))
    seen = look_ahead(LogSource(path), settings(tmp_path))
    assert (seen.n_rows, seen.n_usable, seen.n_texts) == (200, 67, 66)
    assert not [finding for finding in seen.findings if "lost" in finding]


def test_a_load_that_loses_many_rows_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = log_of(lambda n: sound(n) if n % 5 < 2 else sound(n).replace(f"u{n % 25},", ",", 1))
    print_ingest(load_path(tmp_path, write(tmp_path / "events.csv", text)))
    assert "Check: 60% of the rows are lost." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("user", "item", "found"),
    [
        (lambda n: n, lambda n: n % 7, ["Every user has one event."]),
        (lambda n: 1, lambda n: n % 7, ["All events are of one user."]),
        (lambda n: n % 9, lambda n: 1, ["All events have one and the same item."]),
        (lambda n: n % 9, lambda n: n % 7, []),
    ],
)
def test_a_load_prints_what_makes_a_log_useless(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    user: Callable[[int], int],
    item: Callable[[int], int],
    found: list[str],
) -> None:
    rows = [f"u{user(n)},i{item(n)},2026-01-{n % 28 + 1:02} 10:{n % 60:02}:00" for n in range(120)]
    text = "\n".join(["user_id,item_id,timestamp", *rows, ""])
    print_ingest(load_path(tmp_path, write(tmp_path / "events.csv", text)))
    printed = capsys.readouterr().err
    assert [line.removeprefix("Check: ") for line in printed.splitlines() if line.startswith("Check: ")] == found
