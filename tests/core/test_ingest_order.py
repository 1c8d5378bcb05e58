"""Rows keep their places: a staged row has the number of its line in the file, whatever DuckDB does meanwhile."""

from __future__ import annotations

from pathlib import Path

from core.ingest.load import stage_all
from core.ingest.opening.log import open_log
from core.ingest.tables.layout import layout_of
from core.ingest.tables.source import LogSource
from core.settings import Settings
from core.stages.progress import silent
from core.store.scratch import Scratch

N_ROWS = 300_000
KINDS = ("view", "cart", "purchase")


def test_a_large_log_keeps_the_order_of_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("user_id,item_id,event_type,timestamp\n")
        file.writelines(
            f"{'undefined' if n % 1000 == 7 else f'u{n % 5000}'},i{n},{KINDS[n % 3]},2026-01-01 00:00:{n % 60:02}\n"
            for n in range(N_ROWS)
        )
    settings = Settings(tmp_path / "workspace", "UTC", "1GB", 2)
    source = LogSource(path, map={"user": "user_id", "item": "item_id", "event": "event_type"}, accepts_guesses=True)
    (tmp_path / "scratch").mkdir()
    layout = layout_of(source, tmp_path)
    with Scratch(tmp_path / "scratch", [path], "UTC", settings) as scratch:
        stage_all(scratch, open_log(scratch, layout, source), source, silent)
        counts = scratch.rows(
            "select count(*), count(distinct seq), max(seq), count(*) filter (item_word <> 'i' || seq), "
            "count(*) filter (reason is not null), count(*) filter (reason is not null and seq % 1000 <> 7) "
            "from staged join item_words using (item_no)"
        )
    assert counts == [(N_ROWS, N_ROWS, N_ROWS - 1, 0, 300, 0)]
