"""Lists and tables as answers of interfaces write them in JSON."""

from __future__ import annotations

import json
from pathlib import Path

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
