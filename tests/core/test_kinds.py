"""Exports and learning as jobs, on a run of a small log."""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd
import pytest
from pptx import Presentation

from core.audiences.choose import Choice
from core.audiences.digests import digests_of
from core.audiences.manifest import IdentitySource, Rules
from core.campaigns.control import held_back
from core.campaigns.files import newest_readback
from core.cli import main as cli
from core.errors import DataError
from core.ingest.values.identity import need_key
from core.jobs.audience_task import Preflight
from core.jobs.audiences import warnings_about
from core.jobs.brought import keep_brought, sweep_brought
from core.jobs.codec import decode
from core.jobs.kinds.assign import AssignJob
from core.jobs.kinds.audience import AudienceJob
from core.jobs.kinds.export import ExportJob
from core.jobs.kinds.learn import LearnJob
from core.jobs.kinds.pack import PackJob, keep_template
from core.jobs.kinds.readback import ReadbackJob
from core.model.given import find_given, label_pairs
from core.results.run import Depth
from core.sentences import from_text
from core.server import Server
from core.stages.table import Stage
from core.store.audience_lists import MemberList
from core.store.clock import now
from core.store.job_info import JobState
from tests.core.jobs_help import (
    QUICK,
    load_demo,
    pretend,
    settings,
    wait_for,
    wait_for_job,
    wait_until_ended,
    work_here,
)

N_USERS = 150
LEFT_OUT = (Stage.MAP, Stage.HOLDOUT, Stage.TRUST)
"""What neither exports nor learning need."""


@pytest.fixture(scope="module", autouse=True)
def worker() -> Iterator[None]:
    """A thread; that a process does the same is shown by the tests of jobs."""
    with pytest.MonkeyPatch.context() as patch:
        work_here(patch)
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kinds")


@pytest.fixture(scope="module")
def run_id(folder: Path) -> str:
    dataset_id = load_demo(folder, N_USERS)
    server = Server(settings(folder))
    run = server.submit(dataset_id, QUICK, LEFT_OUT)
    assert wait_until_ended(server, run.run_id).state is JobState.DONE
    server.save_segmentation(run.run_id, {1: "Buyers"}, {}, 0)
    server.close()
    return run.run_id


@pytest.fixture
def server(folder: Path, run_id: str) -> Iterator[Server]:
    opened = Server(settings(folder))
    yield opened
    opened.close()


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
def test_a_pack_is_made_by_a_job_in_the_design_of_a_template(server: Server, run_id: str) -> None:
    with pytest.raises(DataError, match=r"This is no PowerPoint file\."):
        keep_template(server.store.workspace, b"<html>")
    made = BytesIO()
    Presentation().save(made)
    template = keep_template(server.store.workspace, made.getvalue())
    job = wait_for_job(server, server.start(PackJob(run_id=run_id, template=template)))
    assert (job.state, job.message, job.result) == (JobState.DONE, "", f"packs/{job.job_id}")
    folder = server.store.workspace / job.result
    assert {each.name for each in folder.iterdir()} == {"review-pack.html", "review-pack.pptx"}
    assert Presentation(str(folder / "review-pack.pptx")).slide_width == Presentation().slide_width
    assert "Segments to review: " in (folder / "review-pack.html").read_text()


@pytest.mark.slow
def test_an_export_lists_the_chosen_segments_under_their_names(server: Server, run_id: str) -> None:
    job = wait_for_job(server, server.start(ExportJob(run_id=run_id, segments=(1, 3), name="mine")))
    assert (job.state, job.message, job.result, job.author) == (JobState.DONE, "", "exports/mine", "local")
    rows = rows_of(server.store.workspace / job.result / "segments.csv")
    labels = server.results(run_id).labels
    assert len(rows) == int(np.isin(labels, (1, 3)).sum())
    assert {row["persona"] for row in rows if row["segment"] == "1"} == {"Buyers"}
    few = (rows[0]["user_id"], rows[1]["user_id"], "a stranger")
    job = wait_for_job(server, server.start(ExportJob(run_id=run_id, segments=(1, 3), name="few", user_ids=few)))
    assert [row["user_id"] for row in rows_of(server.store.workspace / job.result / "segments.csv")] == [*few[:2]]
    again = wait_for_job(server, server.start(ExportJob(run_id=run_id, segments=(1,), name="mine")))
    assert again.state is JobState.FAILED
    assert "exists already. Export under another name." in again.message
    assert len(rows_of(server.store.workspace / "exports" / "mine" / "segments.csv")) == len(rows)


@pytest.mark.slow
def test_files_for_platforms_are_checked_and_written_and_lists_that_differ_by_few_are_warned_of(
    server: Server, run_id: str, tmp_path: Path
) -> None:
    results = server.results(run_id)
    users = results.user_ids[results.labels == 1].tolist()

    def start(name: str, listed: list[str], *, only_check: bool = False) -> Path:
        upload = tmp_path / name
        upload.mkdir()
        (upload / "people.csv").write_text(
            "user_id,email\n" + "".join(f"{each},{each}@shop.example\n" for each in users)
        )
        rules = Rules(platforms=("meta",), choice=Choice(segments=(1,)), least_group=20)
        job = AudienceJob(
            run_id=run_id, name=name, rules=rules, identity=IdentitySource(name="people.csv", sha256="", columns={}),
            upload=upload, user_ids=tuple(listed), only_check=only_check,
        )  # fmt: skip
        done = wait_for_job(server, server.start(job))
        assert (done.state, done.message) == (JobState.DONE, "")
        assert not upload.exists()
        return server.store.workspace / done.result

    checked = start("first", users, only_check=True)
    assert checked.parent.name == "checks"
    assert sorted(path.name for path in checked.iterdir()) == ["check.json", "left_out.csv"]
    written = start("second", users)
    code = f"SEG-01-v{server.runs.segmentation(run_id).version}"
    assert len(rows_of(written / f"meta_{code}_all.csv")) == len(users)
    assert decode((written / "check.json").read_bytes(), Preflight).warnings == ()
    start("again", users)  # a pair of lists is named once, however often one of them left on a day
    found = decode((start("third", users[3:]) / "check.json").read_bytes(), Preflight)
    assert [each.n_kept for each in found.checks] == [len(users) - 3]
    assert [from_text(each) for each in found.warnings] == [
        "Lists differ by so few users only from ones that left before that whoever has both knows who these are: "
        f"{code} by 3 from {code} (meta, {now():%Y-%m-%d}). Delete the earlier lists there before you bring these, or "
        "export the same users as then."
    ]
    see_a_name_that_another_run_gave_before(server, run_id, users[3:])
    assert not list((server.store.workspace / "tmp").glob("job-*"))


def see_a_name_that_another_run_gave_before(server: Server, run_id: str, users: list[str]) -> None:
    """A list of the same name for the same platform is warned of where another run left it and users differ."""
    code, store = f"SEG-01-v{server.runs.segmentation(run_id).version}", server.store
    digests = digests_of(users, need_key(store.workspace))
    other = replace(server.runs.finished(run_id), run_id="another", dataset_id="elsewhere")
    same, fewer = (MemberList("meta", 1, code, each) for each in (digests, digests[:15]))
    assert warnings_about(store, other, [same], 20) == []
    (warning,) = warnings_about(store, other, [fewer], 20)
    there = f"{code} (run {run_id}, {{platforms}}, {now():%Y-%m-%d}; 15 of its {len(users):,} users are on this one)"
    assert warning.startswith(
        "Lists of other users that another run left are called the same: "
        f"{there.format(platforms='meta')}. Replace them there, or rename these segments before you export them"
    )
    assert warnings_about(store, server.runs.finished(run_id), [fewer], 20) == []
    assert warnings_about(store, other, [replace(fewer, platform="csv")], 20) == []


@pytest.mark.slow
def test_users_who_are_held_back_are_in_no_file_and_outcomes_are_read_back(
    server: Server, run_id: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = server.results(run_id)
    users = set(results.user_ids[results.labels == 1].tolist())
    rules = Rules(platforms=("csv",), choice=Choice(segments=(1,)), least_group=20, control=25, is_stated=True)
    job = wait_for_job(server, server.start(AudienceJob(run_id=run_id, name="held", rules=rules)))
    assert (job.state, job.message) == (JobState.DONE, "")
    folder = server.store.workspace / job.result
    sides = {row["user_id"]: row["control"] for row in rows_of(folder / "campaign_users.csv")}
    assert sides.keys() == users
    (file,) = folder.glob("csv_*.csv")
    listed = {row["user_id"] for row in rows_of(file)}
    key = need_key(server.store.workspace)
    assert listed == {user for user, held in zip(users, held_back(users, key, 25), strict=True) if not held}
    assert {user for user, control in sides.items() if control == "1"} == users - listed
    assert {row["user_id"] for row in rows_of(folder / "control_group.csv")} == users - listed
    held = [row["n_users"] for row in rows_of(folder / "counts.csv") if row["step"] == "held back as control group"]
    assert held == [str(len(users - listed))]
    others = {*results.user_ids.tolist()} - users
    assert {row["user_id"]: row["reason"] for row in rows_of(folder / "left_out.csv")} == {
        **dict.fromkeys(users - listed, "held back as control group"),
        **dict.fromkeys(others, "its segment was not chosen"),
    }
    assert "Control group: 25 % of the users, draw 1, key " in (folder / "manifest.txt").read_text()
    found = decode((folder / "check.json").read_bytes(), Preflight)
    assert "Too few users to judge" in from_text(*found.balance)
    n_held = len(users - listed)  # whom the key of the workspace draws
    few = ["25 of 100 is too little for SEG-01-v1: "] * (n_held < 20)
    assert [from_text(each)[: len(start)] for each, start in zip(found.warnings, few, strict=True)] == few
    asked = ["export", str(server.runs.folder(run_id)), "--again", str(folder), "--out", str(tmp_path / "again")]
    (tmp_path / "sold.csv").write_text("user_id,bought\n" + "".join(f"{each},yes\n" for each in sorted(listed)))
    workspace = ["--workspace", str(server.store.workspace)]
    read = ["readback", str(folder), str(tmp_path / "sold.csv"), *workspace, "--out", str(tmp_path / "found.csv")]
    assert cli.main(read) == 0
    assert f"It is kept with run {run_id}" in capsys.readouterr().out
    kept = newest_readback(server.runs.folder(run_id))
    upload = keep_brought(server.store.workspace, "sold.csv", (tmp_path / "sold.csv").read_bytes())
    read_by_job = ReadbackJob(run_id=run_id, export=folder.name, name="sold.csv", upload=upload)
    job = wait_for_job(server, server.start(read_by_job))
    assert (job.state, job.message, upload.exists()) == (JobState.DONE, "", False)
    again = newest_readback(server.runs.folder(run_id))
    assert replace(again, made_at=kept.made_at) == kept
    empty = keep_brought(server.store.workspace, "sold.csv", b"user_id,converted\nnobody,yes\n")
    job = wait_for_job(server, server.start(msgspec.structs.replace(read_by_job, upload=empty)))
    assert job.state is JobState.FAILED
    assert "is one of this export" in job.message
    assert [(each.n_treated, each.n_control, each.treated) for each in kept.effects] == [
        (len(listed), len(users - listed), 1.0)
    ]
    server.close()
    assert cli.main(asked) == 0
    assert capsys.readouterr().out.endswith("They are the same, byte for byte.\n")
    see_what_the_campaign_changed(run_id, workspace, capsys)


@pytest.mark.slow
def see_what_the_campaign_changed(run_id: str, workspace: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The sheet of the segment and the standing of the log hold what was read back."""
    assert cli.main(["show", run_id, "--segment", "1", *workspace]) == 0
    sheet = capsys.readouterr().out
    assert re.search(
        r"\nDid it work\? Outcomes: sold.csv, read on .+ UTC, 25 % held back\n  \d+ rows of outcomes", sheet
    )
    assert "\n    Of 100 users in the campaign 100.00 converted" in sheet or "\n    Too few users to judge: " in sheet
    assert cli.main(["show", run_id, "--segment", "2", *workspace]) == 0
    assert "Did it work?" not in capsys.readouterr().out
    assert cli.main(["status", *workspace]) == 0
    standing = capsys.readouterr().out
    assert "\nOutcomes of campaigns, newest first:\n  sold.csv, read on " in standing
    assert re.search(
        r"\n    1\. .* \(SEG-01-v1\): (Too few users to judge|It worked|Perhaps|.*chance).* held back", standing
    )


def test_learning_leaves_a_head_and_assignments(server: Server, run_id: str) -> None:
    results = server.results(run_id)
    pairs = label_pairs(results.user_ids, np.where(results.labels == 1, "gold", "other"))
    pairs = pd.concat([pairs, label_pairs(["a stranger"], ["gold"])])
    run, workspace = server.runs.folder(run_id), server.store.workspace
    given = find_given(pairs, "a file", results.user_ids, run, workspace)
    asked = LearnJob(run_id=run_id, labels=given.labels, n_unknown=given.n_unknown, params={"epochs": 20})
    job = wait_for_job(server, server.start(asked))
    assert (job.state, job.message, job.result) == (JobState.DONE, "", f"heads/{job.job_id}")
    made = server.store.workspace / job.result
    assert sorted(path.name for path in made.iterdir()) == ["assignments.csv", "head.json", "head.npz", "metrics.json"]
    assert json.loads((made / "head.json").read_text())["segments"] == ["gold", "other"]
    metrics = json.loads((made / "metrics.json").read_text())
    assert (metrics["n_unknown_users"], metrics["n_found_by_code"]) == (1, 0)
    assert metrics["n_trained"] + metrics["n_validation"] + metrics["n_judged"] == N_USERS
    found = rows_of(made / "assignments.csv")
    assert len(found) == N_USERS
    assert list(found[0])[-2:] == ["p_gold", "p_other"]
    (log,) = server.store.datasets()
    of_log = AssignJob(run_id=run_id, head=job.result, dataset_id=log.dataset_id, version=log.version)
    job = wait_for_job(server, server.start(of_log))
    assert (job.state, job.message, job.result) == (JobState.DONE, "", f"assigned/{job.job_id}")
    assert (workspace / job.result / "assignments.csv").read_bytes() == (made / "assignments.csv").read_bytes()


@pytest.mark.slow
def test_jobs_on_a_run_that_is_not_done_fail(server: Server) -> None:
    job = wait_for_job(server, server.start(ExportJob(run_id="never there", segments=(1,), name="none")))
    assert (job.state, job.message) == (
        JobState.FAILED,
        "There are no results: the run is not known. Choose a run that is done.",
    )


@pytest.mark.slow
def test_a_trial_is_a_run_of_its_own_without_map_and_card(server: Server, run_id: str) -> None:
    full = server.runs.finished(run_id)
    asked = server.submit(full.dataset_id, full.recipe, depth=Depth.TRIAL)
    assert asked.run_id != run_id
    trial = wait_until_ended(server, asked.run_id)
    assert (trial.state, trial.message, trial.depth, full.depth) == (JobState.DONE, "", "trial", "full")
    results = server.results(trial.run_id)
    np.testing.assert_array_equal(results.labels, server.results(run_id).labels)
    assert (results.points, results.trust, results.record.depth) == (None, None, Depth.TRIAL)
    assert server.submit(full.dataset_id, full.recipe, depth=Depth.TRIAL).job_id == trial.job_id
    assert server.submit(full.dataset_id, full.recipe, LEFT_OUT).run_id == run_id
    server.delete_run(trial.run_id)


@pytest.mark.slow
def test_a_file_of_identities_goes_with_a_job_that_never_begins(
    server: Server, run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "works on")
    busy = server.start(ExportJob(run_id=run_id, segments=(1,), name="late"))
    wait_for(lambda: server.job(busy).stage == "encode")
    upload = keep_brought(server.store.workspace, "people.csv", b"user_id,email\n")
    rules = Rules(platforms=("csv",), choice=Choice(segments=(1,)), least_group=50)
    waiting = server.start(AudienceJob(run_id=run_id, name="waits", rules=rules, upload=upload))
    os.utime(upload, (0, 0))
    sweep_brought(server._workspace)
    assert (upload / "people.csv").exists()
    server.cancel_job(waiting)
    sweep_brought(server._workspace)
    assert not upload.exists()
    server.cancel_job(busy)


def test_deleting_a_run_cancels_the_jobs_on_it(server: Server, run_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "works on")
    job_id = server.start(ExportJob(run_id=run_id, segments=(1,), name="late"))
    wait_for(lambda: server.job(job_id).stage == "encode")
    server.delete_run(run_id)
    assert (server.runs.runs(), server.jobs.live()) == ([], [])
    wait_for(lambda: list((server.store.workspace / "tmp").glob("*")) == [])
    assert not (server.store.workspace / "exports" / "late").exists()
    assert list(server.store.workspace.glob("packs/*")) == []
