"""The command ``compare``: the files of two runs compared, the older one first."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from core.errors import DataError
from core.files.csv_files import write_excel_csv
from core.results.results import Results
from core.sentences import say
from core.views.better_run import OLDER_AND_NEWER, better_run, which_to_use
from core.views.comparison import Comparison, compare_runs, excluded_apart, matches_frame, moves_frame, scores_of
from core.views.names import numbered_name
from core.views.other_view import other_view

MOVES, MATCHES, PAGE = "moves.csv", "matches.csv", "comparison.md"
COMPARISON_FILES = frozenset({MOVES, MATCHES, PAGE})
Named = tuple[str, Results]
"""The id of a run and its results, under the names that analysts gave."""


def write_comparison(folder: Path, older: Named, newer: Named) -> str:
    """Write who moved, which segments match and a page of text into a folder; return the page.

    Raises
    ------
    DataError
        The runs have no user in common.
    """
    (older_id, results), (newer_id, other) = older, newer
    found = compare_runs(results, other)
    if not found.n_common:
        raise DataError(
            say("Runs {older} and {newer} have no user in common.", older=older_id, newer=newer_id),
            say("Compare runs of one log, or of versions of it."),
        )
    write_excel_csv(pa.Table.from_pandas(moves_frame(found, results, other), preserve_index=False), folder / MOVES)
    matches = matches_frame(found, results, other)
    write_excel_csv(pa.Table.from_pandas(matches, preserve_index=False), folder / MATCHES)
    lines = [
        f"# Runs {older_id} (older) and {newer_id} (newer)",
        "",
        f"{found.n_moved:,} of {found.n_common:,} users of both runs are in another segment than the one that theirs "
        "matches.",
        f"Adjusted Rand index {found.adjusted_rand:.3f}, adjusted mutual information {found.adjusted_mutual:.3f}.",
        which_to_use(better_run(results, other), OLDER_AND_NEWER),
        *filter(
            None, [other_view(other, results, say("run {run_id}", run_id=older_id)), excluded_apart(results, other)]
        ),
        "",
        *_table(found, results, other),
        "",
        *_scores((older_id, results), (newer_id, other)),
    ]
    page = "\n".join(lines)
    (folder / PAGE).write_text(page + "\n", encoding="utf-8")
    return page


def _table(found: Comparison, results: Results, other: Results) -> list[str]:
    rows = ["| older segment | newer segment | Jaccard | share of its users |", "|---|---|---:|---:|"]
    for row in matches_frame(found, results, other).to_dict("records"):
        partner = numbered_name(other, row["other_segment"]) if row["other_segment"] > 0 else "none"
        own = numbered_name(results, row["segment"])
        rows.append(f"| {own} | {partner} | {row['jaccard']:.2f} | {100 * row['share']:.0f} % |")
    return rows


def _scores(*runs: Named) -> list[str]:
    scores = [scores_of(results) for _run_id, results in runs]
    rows = ["| figure | older | newer |", "|---|---:|---:|"]
    return rows + [f"| {name} | {' | '.join(_text(each[name]) for each in scores)} |" for name in scores[0]]


def _text(value: float | str | None) -> str:
    if value is None:
        return ""
    return f"{value:.3f}" if isinstance(value, float) else str(value)
