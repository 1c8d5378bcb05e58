"""One segment: its address, its sheet, large type for a room, and the decision."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from shutil import copytree, rmtree

import pytest
from streamlit.testing.v1 import AppTest

from core.campaigns.files import keep_readback
from core.cli.main import main
from core.errors import StoreLockedError
from core.personas.portrait import masked
from core.results.folder import read_results
from core.results.results import Results
from core.sentences import say
from core.server import the_server
from core.store.carried import CARRIED_OVER, Carried, CarriedState, Origin
from core.store.job_info import JobState
from core.store.segment_decision import DecidedBefore, Decision, DecisionState
from core.ui.shared.text import format_day, plain
from core.views.doubts import doubts_about
from tests.core.jobs_help import wait_for
from tests.pages.conftest import OpenPage
from tests.pages.help import html, texts
from tests.pages.test_recommend import record_of
from tests.results import readback_of

DUE = date.today() + timedelta(days=30)


def run_id() -> str:
    return the_server().runs.runs()[0].run_id


def opened(open_page: OpenPage, segment: int, **address: str) -> AppTest:
    page = open_page("9_one_segment")
    for name, value in {"segment": str(segment), **address}.items():
        page.query_params[name] = value
    return page.run()


def held(*_: object, **__: object) -> None:
    raise StoreLockedError(say("The workspace is in use."))


def click(page: AppTest, label: str) -> AppTest:
    return next(each for each in page.button if each.label == label).click().run()


def test_the_address_opens_a_segment_and_buttons_go_on(seen: Path, open_page: OpenPage) -> None:
    names, k = the_server().results(run_id()).names, the_server().results(run_id()).k
    page = opened(open_page, 2)
    assert not page.exception
    assert names[2].replace("&", "&amp;") in html(page)
    page = click(page, "Previous")
    assert page.query_params["segment"] in ("1", ["1"])
    assert names[1].replace("&", "&amp;") in html(page)
    assert [each.disabled for each in page.button if each.label in ("Previous", "Next")] == [True, False]
    page.selectbox(key="one_segment_picker").set_value(k).run()
    assert page.query_params["segment"] in (str(k), [str(k)])
    assert names[k].replace("&", "&amp;") in html(page)


def test_the_sheet_holds_what_a_meeting_needs(seen: Path, open_page: OpenPage) -> None:
    results = the_server().results(run_id())
    shown = html(opened(open_page, 1))
    for heading in ("What sets them apart", "3 proofs", "What to offer", "Risks", "Change since the last version"):
        assert f"<h3>{heading}</h3>" in shown
    assert masked(results.profiles[0].typical_users[0]) in shown.replace("\N{WORD JOINER}", "")
    assert results.profiles[0].typical_users[0] not in shown
    assert "No earlier version: this is the first run of this log." in shown
    assert "<summary" in shown


@pytest.mark.parametrize("is_better", [False, True])
def test_what_a_list_finds_comes_first_where_that_is_no_more_than_what_is_popular(
    demo: Path, open_page: OpenPage, is_better: bool
) -> None:
    record = json.loads(record_of(demo).read_text())
    for each in record["scores"]["offers"]["scores"]:
        if each["recommender"] == "segment_offers" and each["segment"] == 1:
            each["gain_pct"] |= {"value": 9.0 if is_better else -2.0, "low": 4.0 if is_better else -4.0, "high": 14.0}
    record_of(demo).write_text(json.dumps(record))
    offered = html(opened(open_page, 1)).partition("<h3>What to offer</h3>")[2].partition("</section>")[0]
    before, _list, after = offered.partition("<ol>")
    held = "A list of 20 made for it held"
    assert [held in before, held in after] == ([False, True] if is_better else [True, False])


def test_a_room_sees_large_type_and_nothing_else(seen: Path, open_page: OpenPage) -> None:
    page = opened(open_page, 1, present="1")
    assert not page.exception
    assert not page.main.get("title")
    assert '[data-testid="stSidebar"]' in html(page)
    assert "Open: nothing is decided yet." in html(page)
    assert "<summary" not in html(page)
    assert "To pick an item is to choose it from " in html(page)
    assert "A description, not a proof (in brackets: all users):" in html(page)
    page = click(page, "Leave")
    assert "present" not in page.query_params
    assert [title.value for title in page.title] == ["One segment"]


def test_a_decision_is_saved_with_the_version(demo: Path, open_page: OpenPage) -> None:
    page = opened(open_page, 2)
    page = click(page, "Save the decision")
    assert "Choose first" in page.error[0].value
    stamp = f"{run_id()}_2_0"
    page.segmented_control(key=f"decision_{stamp}").set_value(DecisionState.APPROVED)
    page.text_input(key=f"owner_{stamp}").set_value("Ann")
    page.date_input(key=f"due_{stamp}").set_value(DUE)
    page = click(page, "Save the decision")
    assert not page.exception
    decided = the_server().runs.segmentation(run_id()).decisions[2]
    assert (decided.state, decided.owner, decided.due) == (DecisionState.APPROVED, "Ann", DUE)
    assert "approved; owner" in texts(page).replace("\\", "")
    history = open_page("4_personas").dataframe[-1].value
    assert history[["Segment", "What", "After"]].to_numpy().tolist() == [
        [2, "decision", f"approved; owner: Ann; due: {format_day(DUE)}"]
    ]
    page = click(page, "Take it back")
    assert the_server().runs.segmentation(run_id()).decisions == {}
    doubts = doubts_about(the_server().results(run_id()), 2)
    assert [each.value for each in page.warning] == [plain(each) for each in doubts]


@pytest.mark.parametrize(
    ("button", "kept"), [("Keep the saved decision", "reject"), ("Overwrite with yours", "approve")]
)
def test_two_decisions_are_shown_and_one_is_kept(demo: Path, open_page: OpenPage, button: str, kept: str) -> None:
    page = opened(open_page, 1)
    runs = the_server().runs
    runs.save_version(runs.segmentation(run_id()).decided(1, Decision(state=DecisionState.REJECTED)), "bob")
    page.segmented_control(key=f"decision_{run_id()}_1_0").set_value(DecisionState.APPROVED)
    page = click(page, "Save the decision")
    assert any("Your decision is not saved" in each.value for each in page.warning)
    assert {"rejected", "approved"} <= {each.value for each in page.text}
    page = click(page, button)
    assert not any("Your decision is not saved" in each.value for each in page.warning)
    assert runs.segmentation(run_id()).decisions[1].state == kept


def test_the_review_pack_is_made_by_a_job_and_downloaded(demo: Path, open_page: OpenPage) -> None:
    page = opened(open_page, 1)
    assert [each.key for each in page.number_input if each.key == "pack_noise"] == []
    page.selectbox(key="pack_counts").select("a few users off").run()
    assert "95 of 100 are at most 3 off" in texts(page).replace("\\", "")
    page.selectbox(key="pack_counts").select("another figure").run()
    page.number_input(key="pack_noise").set_value(0.005).run()
    assert [each.value.replace("\\", "") for each in page.error] == [
        "There is no noise of ε = 0.005. Give a number from 0.01 (much noise) to 10 (hardly any)."
    ]
    assert page.button(key="make_pack").disabled
    page.number_input(key="pack_noise").set_value(1.0).run()
    assert not page.error
    assert "95 of 100 are at most 3 off" in texts(page).replace("\\", "")
    page = click(page, "Make the review pack")
    assert not page.exception
    (job_id,) = page.session_state["pack_job"].values()
    wait_for(lambda: not the_server().job(job_id).state.is_live)
    job = the_server().job(job_id)
    assert (job.kind, job.state, job.message) == ("pack", JobState.DONE, "")
    page.run()
    assert [each.label for each in page.get("download_button")] == ["Download the page", "Download the slides"]
    assert "Counts of this log were given out with noise 1 time, ε = 1:" in texts(page).replace("\\", "")
    rmtree(the_server().store.workspace / job.result)
    page.run()
    assert not page.exception
    assert page.get("download_button") == []
    assert "The files of this review pack are gone. Make it again." in [each.value for each in page.info]


def test_a_decision_of_an_earlier_run_is_stated_and_holds_once_it_is_confirmed(
    demo: Path,
    open_page: OpenPage,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    runs = the_server().runs
    decided = Decision(state=DecisionState.APPROVED, owner="Ann", due=DUE)
    before = DecidedBefore(decision=decided, run_id="abcdef0123456789", name="Tea buyers")
    found = Carried(segment=2, from_segment=1, share=0.9, jaccard=0.8, known_share=0.9, state=CarriedState.CARRIED,
                    number=2, decided=before)  # fmt: skip
    origin = Origin(run_id="abcdef0123456789", version=3, n_common=270, segments=(found, replace(found, segment=1)))
    runs.save_version(replace(runs.segmentation(run_id()), origin=origin), CARRIED_OVER)
    stated = (
        "Decided for the earlier run abcdef on “Tea buyers”, in which 90 % of these users were, of those whom that run "
        f"knew: approved; owner: Ann; due: {DUE}. It holds here only once it is confirmed."
    )
    page = opened(open_page, 2)
    assert [each.value for each in page.info] == [plain(stated.replace(str(DUE), format_day(DUE)))]
    assert "Nothing is decided yet." in texts(page)
    steps = texts(open_page("0_home"))
    stated_there = "2 decisions were made for an earlier run and do not hold here: confirm each, or decide anew."
    assert plain(stated_there) in steps
    workspace = ["--workspace", str(the_server().store.workspace)]
    monkeypatch.setattr("core.server.Server", held)
    assert main(["status", *workspace]) == 0
    printed = capsys.readouterr().out
    assert printed.count(stated) == 2
    assert f"decide {run_id()} --segment 1 --confirm" in printed
    assert main(["decide", run_id(), "--segment", "1", "--confirm", "--due", "13.12.2099", *workspace]) == 0
    assert ": approved; owner: Ann; due: 2099-12-13. It is kept in name version 2." in capsys.readouterr().out
    assert main(["decide", run_id(), "--segment", "1", "--confirm", *workspace]) == 2
    assert "No decision of an earlier run waits on segment 1." in capsys.readouterr().err
    (tmp_path / "few.csv").write_text("user_id,item_id,event,timestamp\nnew,demo-i001,purchase,2026-01-01\n")
    out = ["--out", str(tmp_path / "assigned.csv")]
    assert main(["assign", run_id()[:8], str(tmp_path / "few.csv"), *workspace, *out]) == 0, capsys.readouterr().err
    assert (tmp_path / "assigned.csv").read_text().splitlines()[1].startswith("new,")
    page = click(opened(open_page, 2), "Confirm it for this run")
    assert not page.info
    holds = runs.segmentation(run_id()).decisions
    assert (holds[2].state, holds[2].owner, holds[2].due, holds[2].author) == (decided.state, "Ann", DUE, "local")
    assert main(["name", run_id(), "--show", *workspace]) == 0
    log = capsys.readouterr().out
    assert f"not confirmed; for the earlier run abcdef: approved; owner: Ann; due: {DUE} → approved; owner: Ann" in log


def add_measured_run(run: str, n_days: int) -> str:
    """Add a copy of a run that was made so many days before, with outcomes of segment 1."""
    server, made = the_server(), f"measured{n_days:08d}"
    add = "insert into {0} select * replace ({1}) from {0} where run_id = $run"
    server.store.write(add.format("runs", "$made as run_id, $made as job_id"), {"made": made, "run": run})
    job = "insert into jobs select * replace ($made as job_id, created_at - to_days($n_days) as created_at) from jobs "
    values = {"made": made, "n_days": n_days, "job": server.runs.runs()[0].job_id}
    server.store.write(f"{job} where job_id = $job", values)
    copytree(server.runs.folder(run), server.runs.folder(made))
    found = replace(readback_of({1: (40, 8, 40, 2)}), made_at=f"2026-05-{20 - n_days}T10:00:00")
    keep_readback(found, server.runs.folder(made))
    return made


def test_a_click_reads_no_results_of_the_runs_before_whose_outcomes_are_looked_through(
    demo: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = run_id()
    newest, *_others = [add_measured_run(shown, n_days) for n_days in range(1, 8)]
    page = opened(open_page, 1)
    assert not page.exception
    assert f"Measured on segment 1 of run {newest} of" in plain_of(page)
    page.run()
    read: list[Path] = []

    def counted(folder: Path) -> Results:
        read.append(folder)
        return read_results(folder)

    monkeypatch.setattr("core.server.read_results", counted)
    for segment in (2, 1):
        page.query_params["segment"] = str(segment)
        page.run()
    assert f"Measured on segment 1 of run {newest} of" in plain_of(page)
    assert read == []


def plain_of(page: AppTest) -> str:
    """What the page says, without what escapes it."""
    return texts(page).replace("\\", "").replace("\u2060", "")
