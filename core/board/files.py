"""The files of the board: a table for programs, and a page of text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from core.board.rows import FUTURES, Board, Row
from core.files.csv_files import numbers_array, write_csv

TABLE, PAGE = "board.csv", "board.md"
COLUMNS = (
    *("encoder", "clusterer", "k", "recall_uplift_pct", "low", "high", "ndcg_uplift_pct", "gap_share"),
    *("stability_ari", "silhouette", "smallest", "coverage", "verdict", "seconds", "peak_rss_mb"),
    *FUTURES,
    *("validation_uplift_pct", "has_card", "encoder_params"),
)
_SHORT = ("encoder", "clusterer", "k", "uplift", "interval", "of the gap", "stability", "separation", "smallest",
          "coverage", "verdict", "seconds")  # fmt: skip
_NOTES = (
    "Recipes were ordered on a validation part that is cut from what lies before the holdout, at equal k; the figures "
    "are those on the holdout, of which only the verdict has a say in what is recommended. More segments always "
    "find more: compare at equal k only.",
    "Stability: adjusted Rand index with the recipe fitted to users and events drawn again, encoder included. "
    "Separation: mean silhouette, "
    "users in no segment counted as 0. Both, the smallest segment and the coverage are those of the segments that were "
    "formed before the holdout.",
    "Futures, in board.csv: what linear heads on the vectors know beyond recency, frequency and monetary value.",
    "A verdict in brackets is a quick one; strong is given by a trust card alone.",
)


def write_board(board: Board, folder: Path) -> None:
    """Write both files; they replace older ones."""
    columns = {name: pa.array([_value(row, name) for row in board.rows]) for name in COLUMNS}
    for name, column in columns.items():
        if pa.types.is_floating(column.type) or pa.types.is_null(column.type):
            columns[name] = numbers_array(np.array(column.to_pylist(), dtype=np.float64))
    _replace(folder / TABLE, lambda path: write_csv(pa.table(columns), path))
    text = "\n".join(_page(board)) + "\n"
    _replace(folder / PAGE, lambda path: path.write_text(text, encoding="utf-8"))


def _replace(path: Path, write: Any) -> None:
    """Write beside the file, then put it in place at once."""
    partial = path.with_name(f".{path.name}.partial")
    write(partial)
    partial.replace(path)


def _value(row: Row, name: str) -> Any:
    recipe = row.candidate.recipe
    values = {
        "encoder": row.candidate.name,
        "clusterer": recipe.clusterer,
        "k": row.k,
        "verdict": row.verdict.value,
        "seconds": row.seconds,
        "peak_rss_mb": row.peak_rss_mb,
        "validation_uplift_pct": row.validation_uplift_pct,
        "has_card": row.has_card,
        "encoder_params": " ".join(f"{key}={value:g}" for key, value in recipe.encoder_params.items()),
    }
    return values[name] if name in values else row.figures[name]


def _page(board: Board) -> Iterator[str]:
    yield from ("# Recipes compared", "", board.recommendation)
    if board.given_up:
        yield board.given_up
    yield from ("", f"| {' | '.join(_SHORT)} |", f"|---|---|{'---:|' * (len(_SHORT) - 2)}")
    yield from (f"| {' | '.join(_cells(row))} |" for row in board.rows)
    yield from ("", *_usefulness_against_stability(board), "", *_NOTES)
    yield from (f"{name} was left out: {why}" for name, why in board.failed.items())
    if board.n_outranked:
        yield f"{board.n_outranked} recipes went no further than a sample of the users, on which others were better."
    if board.n_waiting:
        yield f"{board.n_waiting} recipes were not reported: the same command goes on from here."


def _cells(row: Row) -> list[str]:
    shown = {name: _number(value) for name, value in row.figures.items()}
    verdict = row.verdict.value if row.has_card else f"({row.verdict.value})"
    return [
        row.candidate.name,
        row.candidate.recipe.clusterer,
        str(row.k),
        f"{row.uplift:+.1f} %",
        f"{shown['low']} to {shown['high']}",
        *(shown[name] for name in ("gap_share", "stability_ari", "silhouette")),
        str(row.figures["smallest"]),
        *(shown["coverage"], verdict, f"{row.seconds:.1f}"),
    ]


def _usefulness_against_stability(board: Board) -> Iterator[str]:
    """Yield the recipes that no other beats in both usefulness and stability, the most useful first."""
    ordered = sorted(board.rows, key=lambda row: -row.uplift)
    front = [row for place, row in enumerate(ordered) if all(row.stability > x.stability for x in ordered[:place])]
    if front:
        yield "How much lists find, against stability: no other recipe is better in both than"
        yield ""
        yield from (f"- {row.name}: lists find {row.uplift:+.1f} %, stability {row.stability:.2f}" for row in front)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
