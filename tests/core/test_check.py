"""The thorough check: as a function, as a job beside the results of a run, and as a command."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.cli.main import main
from core.compute.machine import Machine
from core.jobs.kinds.check import CheckJob
from core.results.codec import from_json, to_json
from core.results.folder import CHECK, read_results
from core.server import Server
from core.stages.table import Stage
from core.store.job_info import JobState
from core.trust.card import TrustCard
from core.trust.grade import ReasonCode
from core.trust.structure import Kind, Structure
from core.trust.thorough import SegmentCheck, ThoroughCheck, check_thoroughly, encode_again, evidence_on, with_check
from core.trust.verdict import judge_run
from core.types import Recipe
from tests.core.jobs_help import QUICK, load_demo, settings, wait_for_job, wait_until_ended, work_here
from tests.core.trust_help import card_of, planted

LOG = planted((80, 80))


@pytest.fixture(scope="module")
def card() -> TrustCard:
    return card_of(LOG, 2)[0]


def check_of(*jaccard: float) -> ThoroughCheck:
    segments = tuple(SegmentCheck(segment=n + 1, jaccard=each, jaccard_error=0.01) for n, each in enumerate(jaccard))
    return ThoroughCheck(
        n_draws=50, n_sampled=160, jaccard=0.5, ari=0.4, ari_error=0.02, segments=segments, users=(1.0, math.nan)
    )


def test_a_check_comes_back_as_it_was_written() -> None:
    read = from_json(to_json(check_of(0.9, 0.5)), ThoroughCheck)
    assert replace(read, users=()) == replace(check_of(0.9, 0.5), users=())
    assert read.users[0] == 1.0
    assert math.isnan(read.users[1])


def test_planted_segments_hold_a_check() -> None:
    labels = np.repeat([1, 2], 80).astype(np.int32)
    done: list[float] = []
    found = check_thoroughly(*encode_again(LOG, labels, Recipe("counts", "kmeans", 2), Machine()), 4, done.append)
    assert (found.n_draws, found.n_sampled, len(found.users)) == (4, 160, 160)
    assert min(each.jaccard for each in found.segments) > 0.8
    assert sorted(done) == [0.25, 0.5, 0.75, 1.0]


def test_a_card_is_judged_again_as_it_was_from_its_own_figures(card: TrustCard) -> None:
    run, segments = judge_run(evidence_on(card))
    assert (run.verdict, run.reason, run.detail, run.advice) == (card.verdict, card.reason, card.detail, card.advice)
    mixed = replace(card, segments=tuple(replace(each, is_mixed=True) for each in card.segments))
    assert {each.reason_code for each in judge_run(evidence_on(mixed))[1]} == {ReasonCode.MIXED}
    for verdict, trust in zip(segments, card.segments, strict=True):
        assert (verdict.verdict, verdict.reason, verdict.detail) == (trust.verdict, trust.reason, trust.detail)


def test_verdicts_are_worked_out_again_with_the_lists_that_segments_were_judged_by(card: TrustCard) -> None:
    again = evidence_on(replace(card, list_length=6))
    assert (again.list_length, {each.list_length for each in again.segments}) == (6, {6})


def test_verdicts_rest_on_the_check(card: TrustCard) -> None:
    found = with_check(card, check_of(0.9, 0.59))
    assert [each.verdict for each in card.segments] == ["strong", "strong"]
    assert [(each.verdict, each.jaccard) for each in found.segments] == [("strong", 0.9), ("weak", 0.59)]
    assert found.verdict != card.verdict
    assert found.segments[1].score.stability == pytest.approx(38)
    stability = found.stability
    assert (stability.is_thorough, stability.n_resamples, stability.ari_resamples) == (True, 50, 0.4)


def test_the_structure_rests_on_the_verdict_of_the_check(card: TrustCard) -> None:
    structure = Structure(kind=Kind.REPRODUCIBLE, reason="", separate_share=0.0, found_again=0.3, same_share=0.4)
    found = with_check(replace(card, structure=structure), check_of(0.3, 0.3))
    assert found.verdict == "weak"
    assert found.structure is not None
    assert (found.structure.kind, found.structure.same_share) == (Kind.CONSTRUCTED, 0.4)


def test_without_a_holdout_the_verdict_stays(card: TrustCard) -> None:
    bare = replace(card, predictive_gain=None, null=None)
    found = with_check(bare, check_of(0.9, 0.1))
    assert found.segments[1].detail == "Jaccard 0.10; stable from 0.75"
    assert (found.verdict, found.reason, found.segments[1].jaccard) == (bare.verdict, bare.reason, 0.1)
    with pytest.raises(ValueError, match="no holdout"):
        evidence_on(bare)


# As a job


@pytest.fixture(scope="module", autouse=True)
def worker() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        work_here(patch)
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("check")


@pytest.fixture(scope="module")
def run_ids(folder: Path) -> tuple[str, str]:
    """A run with a card, and one without."""
    dataset_id = load_demo(folder, 60)
    server = Server(settings(folder))
    left_out = (Stage.MAP, Stage.MODEL)
    runs = [server.submit(dataset_id, QUICK, each) for each in (left_out, (*left_out, Stage.TRUST))]
    assert {wait_until_ended(server, each.run_id).state for each in runs} == {JobState.DONE}
    server.close()
    return runs[0].run_id, runs[1].run_id


@pytest.mark.slow
def test_a_job_leaves_the_check_beside_the_results(folder: Path, run_ids: tuple[str, str]) -> None:
    server = Server(settings(folder))
    before = server.results(run_ids[0])
    assert before.trust is not None
    assert (before.trust.stability.n_resamples, before.trust.stability.is_thorough) == (6, False)
    job = wait_for_job(server, server.start(CheckJob(run_id=run_ids[0], n_draws=10)))
    assert (job.state, job.message) == (JobState.DONE, "")
    found = server.results(run_ids[0])
    assert found.trust is not None
    assert (found.trust.stability.n_resamples, found.trust.stability.is_thorough) == (10, True)
    assert found.stabilities is not None
    assert np.isfinite(found.stabilities).sum() >= np.isfinite(before.stabilities).sum()
    run = server.runs.finished(run_ids[0])
    assert run.scores["verdict"] == found.trust.verdict
    for wrong, why in (
        (CheckJob(run_id=run_ids[0], n_draws=2), "2 draws are too few or too many. Give a number from 10 to 1,000."),
        (CheckJob(run_id=run_ids[1], n_draws=10), "This run has no trust card"),
    ):
        ended = wait_for_job(server, server.start(wrong))
        assert ended.state is JobState.FAILED
        assert ended.message.startswith(why)
    server.close()


@pytest.mark.slow
def test_the_command_checks_a_run(
    folder: Path, run_ids: tuple[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = settings(folder).workspace
    assert main(["check", run_ids[0][:8], "--draws", "11", "--workspace", str(workspace)]) == 0
    assert f"The stability of run {run_ids[0]} rests on 11 resampled logs now." in capsys.readouterr().out
    trust = read_results(workspace / "runs" / run_ids[0]).trust
    assert trust is not None
    assert trust.stability.n_resamples == 11
    assert (workspace / "runs" / run_ids[0] / CHECK).exists()
