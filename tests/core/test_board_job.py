"""The board as a job: what it leaves, and what pages read meanwhile."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.board.candidates import Candidate
from core.board.rows import FIGURES, FUTURES, Board, Row
from core.jobs.boards import board_folder, keep_board, kept_board
from core.jobs.kinds.board import BoardJob
from core.population.excluded import Excluded, Exclusion
from core.sentences import Sentence, say
from core.server import Server
from core.store.dataset_info import DatasetVersion
from core.store.job_info import JobState
from core.trust.grade import Grade
from core.types import Recipe
from tests.core.jobs_help import load_demo, settings, wait_for_job, work_here

ROW = Row(
    candidate=Candidate(Recipe("counts", k=8, encoder_params={"n_dims": 8}), "counts (n_dims 8)"),
    k=8,
    figures={**dict.fromkeys((*FIGURES, *FUTURES)), "recall_uplift_pct": 40.0, "stability_ari": 0.9},
    verdict=Grade.STRONG,
    reason_code="strong",
    validation_uplift_pct=41.0,
    seconds=3.0,
    peak_rss_mb=500.0,
    is_recommended=True,
)
BOARD = Board((ROW,), say("Take {recipe}.", recipe="counts"), "", {"text": "No titles."}, 3)


def test_a_board_is_kept_with_sentences_that_can_be_translated(tmp_path: Path) -> None:
    keep_board(BOARD, tmp_path, 8)
    found = kept_board(tmp_path, 8)
    assert found == BOARD
    assert isinstance(found.recommendation, Sentence)
    assert kept_board(tmp_path, "auto") is None


def test_a_board_of_another_form_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "k-8.json").write_text('{"rows": 3}')
    assert kept_board(tmp_path, 8) is None


def test_versions_and_exclusions_have_boards_of_their_own() -> None:
    dataset = DatasetVersion("d", 1, "d")
    excluded = Excluded((Exclusion("bots", "users", 3, "key"),), n_users=3)
    folders = {
        board_folder(Path("w"), dataset, Excluded()),
        board_folder(Path("w"), replace(dataset, version=2, version_id="e"), Excluded()),
        board_folder(Path("w"), dataset, excluded),
    }
    assert len(folders) == 3


def test_a_job_leaves_the_files_and_what_pages_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work_here(monkeypatch)
    dataset_id = load_demo(tmp_path, 60)
    server = Server(settings(tmp_path), listens=False)
    try:
        dataset = server.store.dataset(dataset_id)
        assert dataset
        job = wait_for_job(server, server.start(BoardJob(dataset=dataset.as_version, k=3, minutes=0.001)))
        assert job.state is JobState.DONE, job.message
        made = server.store.workspace / job.result
        assert sorted(path.name for path in made.iterdir()) == ["board.csv", "board.md"]
        board = kept_board(board_folder(server.store.workspace, dataset.as_version, Excluded()), 3)
        assert board
        assert board.recommendation.startswith("Nothing is recommended yet")
    finally:
        server.close()
