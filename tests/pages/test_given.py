"""The page Your own segments: labels from a file, an attribute or the version, training, and what is downloaded."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.demo.write import write_demo
from core.ingest.load import load_log
from core.ingest.tables.source import LogSource
from core.jobs.job import new_job
from core.jobs.kinds.assign import AssignJob
from core.jobs.kinds.learn import LearnJob
from core.server import the_server
from core.shaping.edits import Move
from core.stages.table import JobKind
from core.store.lost_results import remove_lost_results
from core.ui.given.pick import (
    ATTRIBUTE,
    FILE,
    FROM_ATTRIBUTE,
    FROM_CORRECTIONS,
    FROM_VERSION,
    LABELS,
    SOURCE,
    USERS,
)  # fmt: skip
from core.views.given import Judged, assigned_bytes, count_assigned, network_bytes, read_judged
from tests.core.jobs_help import wait_until_ended
from tests.pages.conftest import OpenPage
from tests.pages.help import html, texts

PAGE = "11_your_own_segments"


def give(page: AppTest, rows: list[str]) -> AppTest:
    content = "customer_id,note,tier\n" + "".join(f"{row}\n" for row in rows)
    return page.file_uploader(key=FILE).set_value(("crm.csv", content.encode(), "text/csv")).run()


def user_ids() -> list[str]:
    return list(map(str, the_server().results(the_server().runs.runs()[0].run_id).user_ids))


def test_labels_of_a_file_are_counted_before_they_are_learnt(demo: Path, open_page: OpenPage) -> None:
    page = open_page(PAGE)
    assert not page.exception
    assert "Nothing has been trained on these segments yet." in texts(page)
    users = user_ids()
    rows = [f"{user},x,{'gold' if place < 60 else 'tin'}" for place, user in enumerate(users[:100])]
    page = give(page, [*rows, f"{users[200]},x,odd", "stranger,x,gold", f"{users[201]},x,"])
    assert not page.exception
    assert (page.selectbox(key=USERS).value, page.selectbox(key=LABELS).value) == ("customer_id", "tier")
    shown = texts(page).replace("\\", "")
    assert "103 rows were read. 101 users of this log have a label." in shown
    assert "1 user with a label is not in this log, and is left out." in shown
    assert "1 row has no id or no label, and is left out." in shown
    assert page.dataframe[0].value.to_dict("list") == {"label": ["gold", "odd", "tin"], "users": [60, 1, 40]}
    assert "Fewer than 5 users have these labels, which cannot be learnt: odd." in shown
    assert "Fewer than 50 users have these labels, so what is found out about them is uncertain: tin." in shown
    assert page.button(key="train_given").disabled
    page = page.checkbox(key="given_leave_out").check().run()
    assert not page.button(key="train_given").disabled
    page = give(page, [f"{users[0]},x,gold", f"{users[0]},x,tin"])
    assert "1 user has two segments in crm.csv, column tier:" in texts(page).replace("\\", "")
    assert not page.get("button") or "train_given" not in {each.key for each in page.button}


def a_training(workspace: Path, n_users: int, job_id: str) -> Path:
    """Write what a training leaves, without its seconds: one user in five is unsure."""
    folder = workspace / "heads" / job_id
    folder.mkdir(parents=True)
    metrics = {
        "segments": ["gold", "tin, old"],
        "confusion": [[30, 6], [2, 2]],
        "accuracy": 0.8,
        "macro_f1": 0.608,
        "calibration_error": 0.05,
        "n_trained": 120,
    }
    (folder / "metrics.json").write_text(json.dumps(metrics))
    (folder / "head.json").write_text(json.dumps({"params": {"class_weights": "balanced"}}))
    np.savez(folder / "head.npz", a=np.zeros(2))
    sure, unsure = 'gold,0.9,"tin, old",false,0.9', '"tin, old",,gold,true,'
    lines = [f"{user},{sure if place % 5 else unsure}\n" for place, user in enumerate(user_ids())]
    (folder / "assignments.csv").write_text("user_id,segment,probability,second,unsure,p_gold\n" + "".join(lines))
    assert len(lines) == n_users
    return folder


@pytest.fixture
def trained(demo: Path) -> Iterator[Path]:
    """The folder of a training that is done."""
    jobs, run_id = the_server().jobs, the_server().runs.runs()[0].run_id
    info = jobs.add(new_job(LearnJob(run_id=run_id, labels={"a": "gold"}, source="crm.csv, column tier"), "ann"))
    folder = a_training(demo, 300, info.job_id)
    jobs.start(info.job_id)
    assert jobs.finish(info.job_id, f"heads/{info.job_id}", lambda _con: None)
    return folder


def test_a_training_is_shown_in_plain_words_with_statistics_one_click_below(trained: Path, open_page: OpenPage) -> None:
    page = open_page(PAGE)
    assert not page.exception
    shown = texts(page).replace("\\", "")
    assert "32 of 40 users it had not seen are put into their own segment; " in shown
    assert "always naming the largest would give 36." in shown
    assert "That is no more than by naming the largest for everybody." in shown
    assert "Judged on fewer than ten users each, hardly more than examples: tin, old." in shown
    assert [each.value for each in page.metric] == ["0.800", "0.608", "0.050"]
    assert "Class weights: balanced: small segments count as much as large ones." in shown
    table = page.dataframe[0].value
    assert table["n_users"].tolist() == [36, 4]
    np.testing.assert_allclose(table["recall"], [100 * 30 / 36, 50])
    np.testing.assert_allclose(table["precision"], [100 * 30 / 32, 25])
    assert page.dataframe[1].value.to_dict("list") == {
        "Label": ["gold", "tin, old"], "got gold": [30, 2], "got tin, old": [6, 2]
    }  # fmt: skip
    assert len(page.get("plotly_chart")) == 1
    assert "**300 users** of the log are assigned. For 60 of them it is uncertain." in shown
    assert "Nobody is assigned with confidence to tin, old" in shown
    assert "240 users · 0 uncertain" in html(page)
    assert "users consented" in shown


def test_the_users_of_another_log_are_assigned(
    trained: Path, open_page: OpenPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, run_id = the_server(), the_server().runs.runs()[0].run_id
    assert "Load another log on the page Data, or add files to this one" in texts(open_page(PAGE))
    write_demo(tmp_path / "log", kind="faint", n_users=60)
    log = load_log(server.store, LogSource(tmp_path / "log" / "events.csv"), "ann").dataset_id
    page = open_page(PAGE)
    page.session_state["dataset"] = server.runs.runs()[0].dataset_id
    page.session_state["run"] = run_id
    asked: list[AssignJob] = []
    monkeypatch.setattr(server, "start", lambda job: asked.append(job) or "")
    page.run()
    assert page.selectbox(key="given_log").options == ["events.csv, data version 1: 60 users"]
    page.button(key="assign_log").click().run()
    assert asked == [AssignJob(run_id=run_id, head=f"heads/{trained.name}", dataset_id=log, version=1)]
    info = server.jobs.add(new_job(asked[0], "ann"))
    shutil.copytree(trained, trained.parent.parent / "assigned" / info.job_id)
    server.jobs.start(info.job_id)
    assert server.jobs.finish(info.job_id, f"assigned/{info.job_id}", lambda _con: None)
    page.run()
    assert not page.exception
    assert texts(page).count("**300 users** of the log are assigned. For 60 of them it is uncertain.") == 2
    assert "The log does not say who consented to be contacted" in texts(page)
    kept = server.store.workspace / "assigned" / info.job_id
    server.store.delete_dataset(log)
    remove_lost_results(server.store)
    assert not kept.exists()
    assert server.jobs.jobs(JobKind.ASSIGN) == []
    assert trained.exists()


def test_files_list_whom_they_may_and_keep_every_cell(trained: Path) -> None:
    assert assigned_bytes(trained, None, for_excel=False) == (trained / "assignments.csv").read_bytes()
    is_listed = np.arange(300) < 2
    users = user_ids()
    assert assigned_bytes(trained, is_listed, for_excel=False).decode().splitlines() == [
        "user_id,segment,probability,second,unsure,p_gold",
        f'"{users[0]}","tin, old",,"gold","true",',
        f'"{users[1]}","gold","0.9","tin, old","false","0.9"',
    ]
    assert assigned_bytes(trained, is_listed, for_excel=True).startswith(b"\xef\xbb\xbfuser_id")
    assert count_assigned(trained, ("gold", "tin, old", "none"))["n_unsure"].tolist() == [0, 60, 0]
    assert network_bytes(trained).startswith(b"PK")
    judged = read_judged(trained)
    assert isinstance(judged, Judged)
    assert (judged.n_judged, judged.is_better_than_largest) == (40, False)


def test_attributes_and_the_version_are_labels_too(
    demo: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[LearnJob] = []
    monkeypatch.setattr(the_server(), "start", lambda job: asked.append(job) or "")
    page = open_page(PAGE)
    page = page.radio(key=SOURCE).set_value(FROM_VERSION).run()
    assert not page.exception
    page = page.button(key="train_given").click().run()
    results = the_server().results(the_server().runs.runs()[0].run_id)
    assert len(asked[0].labels) == int((results.labels > 0).sum())
    assert asked[0].source == "the current segments"
    page = page.radio(key=SOURCE).set_value(FROM_ATTRIBUTE).run()
    name = page.selectbox(key=ATTRIBUTE).options[0]
    page = page.selectbox(key=ATTRIBUTE).set_value(name).run()
    assert not page.exception
    assert "300 users of this log have a label." in texts(page).replace("\\", "")
    assert not the_server().jobs.jobs(JobKind.LEARN)
    page = page.radio(key=SOURCE).set_value(FROM_CORRECTIONS).run()
    assert "Everybody is where the recipe put them." in texts(page)


def test_users_whom_analysts_moved_are_labels_beside_those_of_whom_the_model_is_sure(
    demo: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, root = the_server(), the_server().runs.runs()[0].run_id
    results = server.results(root)
    stayed = results.user_ids[results.labels == 1][:2].tolist()
    moved = results.user_ids[results.labels == 2][:7].tolist()
    made = server.shapes.edit(root, [Move(tuple(moved + stayed), 1), Move(tuple(moved[:1]), None)], name="Collectors")
    wait_until_ended(server, made.run_id)
    page = open_page(PAGE)
    page.session_state["run"] = made.run_id
    asked: list[LearnJob] = []
    monkeypatch.setattr(server, "start", lambda job: asked.append(job) or "")
    page.radio(key=SOURCE).set_value(FROM_CORRECTIONS).run()
    assert not page.exception
    page.button(key="train_given").click().run()
    (job,) = asked
    highest = int(results.labels.max()) + 1
    assert job.has_corrections
    assert set(job.names) >= {*results.segments, highest}
    assert job.names[highest] == f"{highest} · Collectors"
    assert job.labels == {moved[0]: job.names[highest], **dict.fromkeys(moved[1:], job.names[1])}
