"""Logs of loans: what was lent and given back is no refund."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.ingest_help import chosen, columns, load


def log(header: str, names: list[str], value: str = "") -> str:
    more = f",{value}" if value else ""
    rows = [
        f"u{n * n % 61},b{n * 7 % 23},{names[n * 5 % len(names)]},2031-01-{n % 28 + 1:02}{more}" for n in range(200)
    ]
    return "\n".join([f"patron_id,item_id,{header},date{',value' if value else ''}", *rows, ""])


@pytest.mark.parametrize(
    ("header", "names", "back"),
    [
        ("type", ["issue", "return", "renew", "localuse"], "return"),
        ("action", ["Borrow", "Return"], "Return"),
        ("movement", ["loan", "returned"], "returned"),
        ("type", ["checkout", "checkin", "renew"], "checkin"),
        ("Vorgang", ["Ausleihe", "Rückgabe", "Verlängerung"], "Rückgabe"),
        ("tipo", ["préstamo", "devolución"], "devolución"),
        ("操作", ["借出", "归还", "续借"], "归还"),
    ],
)
@pytest.mark.parametrize("value", ["", "0.0000"])
def test_what_was_lent_and_given_back_is_finished(
    tmp_path: Path, header: str, names: list[str], back: str, value: str
) -> None:
    report = load(tmp_path, log(header, names, value))
    assert (chosen(report)["event"], report.n_stored, report.n_refunds) == (header, 200, 0)
    assert "What was lent and given back is no refund: such events are called 'loan finished'." in report.notes
    [meant] = [str(note) for note in report.notes if str(note).startswith("What events mean")]
    assert f"{log(header, names).count(f',{back},')} 'loan finished'" in meant


@pytest.mark.parametrize(
    ("names", "value"),
    [
        (["view", "purchase", "return"], ""),
        (["purchase", "return"], "9.50"),
        (["loan", "return"], "9.50"),
        (["checkout", "return"], ""),
    ],
)
def test_returns_of_what_was_bought_stay_refunds(tmp_path: Path, names: list[str], value: str) -> None:
    report = load(tmp_path, log("event_type", names, value))
    assert report.n_refunds == log("event_type", names).count(",return,")


@pytest.mark.parametrize(
    ("header", "names"),
    [("status", ["issued", "returned"]), ("type", ["issue", "task", "bug"]), ("type", ["BK", "DVD"])],
)
def test_states_and_other_kinds_are_no_loans(tmp_path: Path, header: str, names: list[str]) -> None:
    assert "event" not in chosen(columns(tmp_path, log(header, names)))
