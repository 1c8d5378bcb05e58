"""The currency of amounts: where a column says it, and what is stated of several."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.ingest.append import merged_meta
from core.types.figures import MIXED
from tests.core.ingest_help import load, open_store


def log(header: str, codes: list[str]) -> str:
    rows = [f"u{n % 9},i{n % 5},2026-01-{n % 28 + 1:02},purchase,{n}.50,{codes[n % len(codes)]}" for n in range(60)]
    return f"user_id,item_id,timestamp,event,price,{header}\n" + "\n".join(rows) + "\n"


@pytest.mark.parametrize(
    ("header", "codes", "currency"),
    [
        ("currency", ["EUR"], "EUR"),
        ("order.currency", ["eur", "EUR "], "EUR"),
        ("Currency Code", ["GBP", "", "nan"], "GBP"),
        ("W\u00e4hrung", ["CHF"], "CHF"),
        ("presentment_currency", ["USD", "EUR", "USD"], MIXED),
        ("colour", ["RED"], ""),
        ("currency", ["euros of old"], ""),
    ],
)
def test_the_currency_of_amounts_is_known_where_a_column_has_it(
    tmp_path: Path, header: str, codes: list[str], currency: str
) -> None:
    report = load(tmp_path, log(header, codes))
    with open_store(tmp_path) as store:
        assert store.population(report.dataset_id).currency == currency
    notes = [note for note in report.notes if "several currencies" in note]
    assert bool(notes) is (currency == MIXED)
    if notes:
        assert notes[0].startswith("Amounts are in several currencies (USD 66.7 %, EUR 33.3 %) and stay as they are")


def test_files_that_are_added_may_bring_another_currency() -> None:
    load = {"event_names": [], "meanings": {}, "rating_scale": None, "has_values": True, "n_bytes": 0, "clock": "utc"}
    before = load | {"timezone": "UTC", "currencies": ["EUR"]}
    for added, merged in (([], []), (["EUR"], ["EUR"]), (["USD"], ["EUR", "USD"])):
        assert merged_meta(before, load | {"currencies": added}, [], [])["currencies"] == merged
