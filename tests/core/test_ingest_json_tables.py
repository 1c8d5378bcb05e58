"""Lists and tables as answers of interfaces write them in JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.errors import IngestError
from core.ingest.reader import json_file, nested
from core.ingest.reader.nested import rows_of
from tests.core.ingest_help import load_path, write

N = range(120)


def test_lists_of_graphql_are_lists() -> None:
    lines = {"edges": [{"node": {"sku": "A", "quantity": 1}}, {"node": {"sku": "B", "quantity": 2}}], "pageInfo": {}}
    assert [row["lineItems.sku"] for row in rows_of({"id": "o1", "lineItems": lines})] == ["A", "B"]
    assert [row["lines.sku"] for row in rows_of({"id": "o1", "lines": {"nodes": [{"sku": "A"}, {"sku": "B"}]}})] == [
        "A",
        "B",
    ]
    counted = {"edges": [{"quantity": 2, "cursor": "x", "node": {"sku": "A"}}]}
    assert rows_of({"id": "o1", "lines": counted}) == [{"id": "o1", "lines.quantity": "2", "lines.sku": "A"}]
    graph = {"nodes": [{"n": 1}], "edges": [{"source": 1, "target": 2}]}
    assert "graph.edges" in rows_of({"id": "g", "user_id": "u", "time": "2026-01-02", "graph": graph})[0]
    assert rows_of({"id": "g", "box": {"nodes": 3}}) == [{"id": "g", "box.nodes": "3"}]


def test_tables_of_json_name_their_columns_in_objects(tmp_path: Path) -> None:
    rows = [[f"u{n % 9}", f"i{n % 7}", f"2026-01-{1 + n % 28:02}"] for n in N]
    example = {"columns": ["user_id", "item_id", "date"], "rows": rows[:2]}
    events = [dict(zip(example["columns"], row, strict=True)) for row in rows]
    path = write(tmp_path / "dump.json", json.dumps({"schema": example, "events": events}))
    assert load_path(tmp_path, path).n_stored == len(rows)
    made = {"cols": [{"name": each, "base_type": "x"} for each in ("user_id", "item_id", "date")], "rows": rows}
    for whole in (made, {"data": made, "row_count": len(rows)}):
        path = write(tmp_path / "query.json", json.dumps(whole))
        assert load_path(tmp_path, path).n_stored == len(rows)


def several(n: int, **more: object) -> str:
    rows = [{"user_id": f"u{k % 9}", "item_id": f"i{k % 7}", "time": f"2026-01-{1 + k % 28:02}"} for k in range(n)]
    return json.dumps({"view": rows, "purchase": rows[: n // 2], **more}, indent=1)


def test_large_objects_are_read_with_all_their_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As small ones are, up to what is read whole; of a larger one a second list is refused."""
    monkeypatch.setattr(json_file, "_CHUNK", 500)
    for text in (several(120), json.dumps({"export": json.loads(several(120)), "made": "today"}, indent=1)):
        report = load_path(tmp_path, write(tmp_path / "all.json", text))
        assert report.n_stored == 180
        assert any("60 'purchase' are purchases" in each for each in report.notes)
    monkeypatch.setattr(json_file, "_MAX_OBJECT", 5_000)
    with pytest.raises(IngestError, match="several lists in one object"):
        load_path(tmp_path, write(tmp_path / "all.json", several(120)))
    alone = json.dumps({"made": "today", "events": json.loads(several(120))["view"], "next": None}, indent=1)
    assert load_path(tmp_path, write(tmp_path / "one.json", alone)).n_stored == 120


def test_a_list_beside_rows_is_not_copied_to_each_of_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nested, "_MOST_REPEATED", 100)
    whole = {"users": [{"id": "u1", "city": "Ely"}], "events": [{"user": "u1"}] * 9}
    assert [row["users"] for row in rows_of(whole)] == ["[1 objects]"] * 9
    assert rows_of({**whole, "events": [{"user": "u1"}]})[0]["users"].startswith('[{"id"')
