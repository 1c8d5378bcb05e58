"""JSON whose keys are people, and records in the spelling of Python."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.errors import IngestError
from tests.core.ingest_help import chosen, load_path, write
from tests.core.test_ingest_exports import stored

ACTIVITY = {
    f"u{n}@example.org": [
        {"action": "click", "timestamp": f"2031-01-0{day} 10:00:00", "page": f"/p/{(n + day) % 5}"}
        for day in range(1, 4)
    ]
    for n in range(9)
}


@pytest.mark.parametrize("is_by_line", [True, False])
def test_what_stands_under_an_address_was_done_by_its_user(tmp_path: Path, is_by_line: bool) -> None:
    records = [{user: events} for user, events in ACTIVITY.items()] if is_by_line else [ACTIVITY]
    path = write(tmp_path / "activity.json", "\n".join(map(json.dumps, records)))
    report = load_path(tmp_path, path, user_ids="keep")
    assert (chosen(report)["user"], chosen(report)["event"], report.n_stored) == ("email", "events.action", 27)
    assert stored(tmp_path, "select count(*) from users where user_id = 'u3@example.org'") == [(1,)]


def under(keys: tuple[str, ...], *, has_user: bool) -> dict[str, list[dict[str, str]]]:
    """Return 20 events under each key; ``has_user``: each says who of five users did it."""
    return {
        key: [
            ({"user_id": f"a{n % 5}"} if has_user else {})
            | {"item_id": f"i{n * (place + 1) % 7}", "timestamp": f"2031-01-{n + 1:02} 10:00:{place:02}"}
            for n in range(20)
        ]
        for place, key in enumerate(keys)
    }


@pytest.mark.parametrize("is_by_line", [True, False])
@pytest.mark.parametrize(
    "keys",
    [("2023", "2024"), ("Q1", "Q2"), ("week1", "week2"), ("day_1", "day_2"), ("2024-01", "2024-02"), ("u1", "u2")],
)
def test_keys_beside_users_of_their_own_are_no_users_and_no_list_is_lost(
    tmp_path: Path, keys: tuple[str, ...], is_by_line: bool
) -> None:
    whole = under(keys, has_user=True)
    records = [{key: events} for key, events in whole.items()] if is_by_line else [whole]
    report = load_path(tmp_path, write(tmp_path / "log.json", "\n".join(map(json.dumps, records))))
    assert (chosen(report)["user"], report.n_users, report.n_stored) == ("events.user_id", 5, 40)


@pytest.mark.parametrize("keys", [("2023", "2024"), ("Q1", "Q2"), ("week1", "week2"), ("2024-01", "2024-02")])
def test_periods_are_no_users(tmp_path: Path, keys: tuple[str, ...]) -> None:
    path = write(tmp_path / "log.json", json.dumps(under(keys, has_user=False)))
    with pytest.raises(IngestError, match="no column looks like the user"):
        load_path(tmp_path, path)


@pytest.mark.parametrize("keys", [("u1", "u2"), ("101", "202"), ("2023", "3011"), ("AB-7", "AB-9"), ("c2023", "c2024")])
def test_ids_are_users(tmp_path: Path, keys: tuple[str, ...]) -> None:
    report = load_path(tmp_path, write(tmp_path / "log.json", json.dumps(under(keys, has_user=False))))
    assert (chosen(report)["user"], report.n_users, report.n_stored) == ("user_id", 2, 40)


def test_records_in_the_spelling_of_python_are_read(tmp_path: Path) -> None:
    rows = [
        {"user_id": f"7{n % 5}", "item_id": f"i{n % 4}", "posted": f"Posted March {n + 1}, 2031.", "is_ok": True}
        for n in range(20)
    ]
    report = load_path(tmp_path, write(tmp_path / "reviews.json", "\n".join(map(repr, rows))))
    assert (chosen(report)["timestamp"], report.n_records, report.n_stored) == ("posted", 20, 20)
    assert stored(tmp_path, "select max(ts)::varchar from events") == [("2031-03-20 00:00:00",)]


def test_a_call_is_no_record(tmp_path: Path) -> None:
    lines = [repr({"user_id": f"7{n}", "item_id": "i1", "time": "2031-01-05"}) for n in range(5)]
    path = write(tmp_path / "log.json", "\n".join([*lines, "{'user_id': open('/etc/passwd').read()}"]))
    report = load_path(tmp_path, path)
    assert (report.n_stored, report.n_rejected) == (5, 1)


def test_addresses_in_names_of_columns_are_masked_in_a_refusal(tmp_path: Path) -> None:
    text = "ann@example.org,bob@example.org\n1,2\n3,4\n"
    with pytest.raises(IngestError) as refused:
        load_path(tmp_path, write(tmp_path / "log.csv", text))
    assert "example.org" not in str(refused.value.hint)
