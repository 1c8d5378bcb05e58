"""The boards of a workspace: what a worker has compared so far, and where it keeps it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import msgspec

from core.board.rows import Board
from core.jobs.codec import decode, encode
from core.population.excluded import Excluded
from core.sentences import from_text, to_text
from core.store.dataset_info import DatasetVersion
from core.store.lost_results import kept_boards

_N_DIGITS = 16


def board_folder(workspace: Path, dataset: DatasetVersion, excluded: Excluded) -> Path:
    """Return where the trials of a dataset are kept, as it is without what data health excludes."""
    without = hashlib.sha256("/".join(excluded.keys).encode()).hexdigest()[:_N_DIGITS]
    return kept_boards(workspace) / (dataset.version_id or dataset.dataset_id) / without


def keep_board(board: Board, folder: Path, k: int | str) -> None:
    """Keep what is known so far for pages; it replaces what was known before at once."""
    kept = replace(board, recommendation=to_text(board.recommendation), given_up=to_text(board.given_up))
    partial = folder / f".{_file(k)}.partial"
    partial.write_bytes(encode(kept))
    partial.replace(folder / _file(k))


def kept_board(folder: Path, k: int | str) -> Board | None:
    """Return what is known so far; None where nothing is, or an earlier version kept it in another form."""
    path = folder / _file(k)
    if not path.is_file():
        return None
    try:
        board = decode(path.read_bytes(), Board)
    except msgspec.ValidationError:
        return None
    return replace(board, recommendation=from_text(board.recommendation), given_up=from_text(board.given_up))


def _file(k: int | str) -> str:
    return f"k-{k}.json"
