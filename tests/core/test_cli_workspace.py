"""Commands in a workspace: alone and beside a server that holds it, with the same files and runs."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import numpy as np
import pytest

from core.cli import main as cli
from core.cli.assign import check_log, read_users
from core.demo.write import write_demo
from core.errors import StoreLockedError
from core.interests.edits import EditKind
from core.jobs.interest_edits import Wish
from core.jobs.process import WorkerProcess
from core.sentences import say
from core.server import Server
from core.store.job_info import JobState
from core.views.interest_layers import levels_of
from tests.conftest import PROJECT
from tests.core.cli_help import PARTS, rows
from tests.core.ingest_help import LOG, write
from tests.core.jobs_help import known, settings, wait_for, work_here

pytestmark = pytest.mark.usefixtures("temporary_workspace")

Call = Callable[..., subprocess.CompletedProcess[str]]
RECIPE = ("--encoder", "counts", "--k", "3", *PARTS, "--no-model")


@pytest.fixture(scope="module", autouse=True)
def worker() -> Iterator[None]:
    """A thread; that a process does the same is shown by the tests of jobs and of the server."""
    with pytest.MonkeyPatch.context() as patch:
        work_here(patch)
        yield


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("log") / "demo"
    write_demo(folder, kind="faint", n_users=60)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("space")


def call(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a command in this process."""
    out, errors = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(errors):
        status = cli.main([*map(str, arguments)])
    return subprocess.CompletedProcess([], status, out.getvalue(), errors.getvalue())


def find_it_held(*_: object, **__: object) -> None:
    raise StoreLockedError(say("The workspace is in use."))


def call_beside(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a command in this process, as one that finds the workspace held and asks the server over its socket."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.server.Server", find_it_held)
        return call(*arguments)


def call_apart(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    command = [sys.executable, "-m", "core", *map(str, arguments)]
    env = os.environ | {"HF_HUB_OFFLINE": "1"}
    return subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True, check=False)


def run(demo: Path, workspace: Path, out: Path, *more: str, by: Call = call) -> subprocess.CompletedProcess[str]:
    return by("run", demo / "events.csv", *RECIPE, *more, "--workspace", workspace, "--out", out)


@pytest.fixture(scope="module")
def alone(demo: Path, folder: Path) -> Path:
    """Files of a run that opened the workspace itself."""
    done = run(demo, folder / "workspace", folder / "alone")
    assert done.returncode == 0, done.stderr
    return folder / "alone"


@pytest.fixture
def server(folder: Path, alone: Path) -> Iterator[Server]:
    opened = Server(settings(folder))
    yield opened
    opened.close()


def test_a_run_of_the_command_line_is_on_the_runs_page_later(server: Server) -> None:
    (found,) = server.runs.runs()
    assert (found.state, found.recipe.encoder, found.recipe.k) == (JobState.DONE, "counts", 3)
    assert server.results(found.run_id).k == 3
    assert len(server.store.datasets()) == 1


def test_beside_a_server_the_files_are_the_same(server: Server, demo: Path, alone: Path, folder: Path) -> None:
    server.delete_run(server.runs.runs()[0].run_id)
    done = run(demo, folder / "workspace", folder / "beside", by=call_apart)
    assert done.returncode == 0, done.stderr
    assert f"Results are in {folder / 'beside'}." in done.stdout
    assert "records can be used." in done.stderr
    (found,) = server.runs.runs()
    assert found.state is JobState.DONE
    names = {path.name for path in alone.iterdir()}
    assert {path.name for path in (folder / "beside").iterdir()} == names
    assert rows(folder / "beside" / "segments.csv") == rows(alone / "segments.csv")
    assert (folder / "beside" / "rejected.csv").read_bytes() == (alone / "rejected.csv").read_bytes()


def test_a_workspace_gives_the_files_of_a_temporary_one(demo: Path, alone: Path, folder: Path) -> None:
    assert call("run", demo / "events.csv", *RECIPE, "--out", folder / "temporary").returncode == 0
    assert {path.name for path in (folder / "temporary").iterdir()} == {path.name for path in alone.iterdir()}
    assert rows(folder / "temporary" / "segments.csv") == rows(alone / "segments.csv")
    assert (folder / "temporary" / "segments.json").read_text() == (alone / "segments.json").read_text()


def test_a_pack_of_the_files_of_a_run_states_what_that_of_the_workspace_does(
    alone: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_SMALL_GROUP", "20")
    (run_folder,) = (folder / "workspace" / "runs").iterdir()
    wanted = ("--name", "Shop", "--out")
    done = call("pack", run_folder.name, "--workspace", folder / "workspace", *wanted, folder / "pack")
    assert (done.returncode, done.stderr) == (0, "")
    assert "pages are in" in done.stdout
    assert call("pack", alone, *wanted, folder / "pack_of_files").returncode == 0
    page, of_files = (path / "review-pack.html" for path in (folder / "pack", folder / "pack_of_files"))
    only_of_log = re.compile(r"<tr><td[^>]*>Period.*?</tr>|<h2>(?:\d+ t|T)ypical users?.*?(?=<h2>)")
    assert only_of_log.sub("", page.read_text()) == only_of_log.sub("", of_files.read_text())
    assert len(only_of_log.findall(page.read_text())) == len(only_of_log.findall(of_files.read_text())) + 1 > 1


def test_items_are_recommended_for_the_users_of_a_run(server: Server, alone: Path, folder: Path, demo: Path) -> None:
    (found,) = server.runs.runs()
    kept = folder / "workspace" / "runs" / found.run_id
    out = ("--out", folder / "items.csv")
    assert call_beside("recommend", kept, *out).returncode == 0
    assert rows(folder / "items.csv") == rows(alone / "recommendations.csv")
    given = Namespace(events=None, items=None, users=None, run=kept, workspace=folder / "workspace")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.server.Server", find_it_held)
        check_log(given)
        assert read_users(given, kept).population.n_users == 60
    item = rows(folder / "items.csv")[0]["item_id"]
    assert call_beside("recommend", kept, "--distinctiveness", "0", *out).returncode == 0
    done = call_beside("recommend", kept, "--item", item, "--of", "segments", *out)
    assert len(rows(folder / "items.csv")) == 3
    assert "Segments that want" in done.stdout
    of_users = ("--per-user", "2", "--recommender", "item_neighbours")
    done = call_beside("recommend", found.run_id[:6], *of_users, "--workspace", folder / "workspace", *out)
    assert done.returncode == 0, done.stderr
    own = rows(folder / "items.csv")
    assert len({row["user_id"] for row in own}) == 60
    # users of another log, by what the run's users have: one of them is not known there
    users = {row["user_id"] for row in rows(alone / "segments.csv")}
    few = folder / "few.csv"
    few.write_text(
        "user_id,item_id,event,timestamp\n"
        f"{sorted(users)[0]},{own[0]['item_id']},purchase,2026-01-01\nstranger,no such item,purchase,2026-01-01\n"
    )
    assert call_beside("recommend", kept, few, *of_users, *out).returncode == 0
    assert [row["warmth"] for row in rows(folder / "items.csv")] == ["warm", "warm", "cold", "cold"]


def test_users_of_a_run_are_selected_saved_and_compared(server: Server, alone: Path, folder: Path) -> None:
    (found,) = server.runs.runs()
    workspace, users = ("--workspace", folder / "workspace"), rows(alone / "segments.csv")
    of_one = [row["user_id"] for row in users if row["segment"] == "1"]

    def select(*more: object) -> subprocess.CompletedProcess[str]:
        return call_beside("select", found.run_id[:6], *workspace, *more)

    saved = select("--where", "segment:1", "--save", "ones", "--audience", folder / "ones.csv")
    assert saved.stdout.splitlines()[0] == f"{len(of_one)} of 60 users ({len(of_one) / 0.6:.1f} %) meet segment:1."
    assert [row["user_id"] for row in rows(folder / "ones.csv")] == of_one
    clear = [row["user_id"] for row in users if float(row["probability"]) >= 0.5]
    assert select("--where", "probability>=0.5", "--save", "clear").returncode == 0
    both = [row["user_id"] for row in rows(alone / "segments.csv") if row["user_id"] in {*of_one} & {*clear}]
    either = select("--where", "selection:ones and selection:clear", "--audience", folder / "ones.csv")
    assert [row["user_id"] for row in rows(folder / "ones.csv")] == both, either.stderr
    compared = select("--overlap", "ones", "clear").stdout.splitlines()
    assert compared[0].startswith(f"ones: {len(of_one)} users, of whom {len(both)} (")
    assert compared[2].startswith(f"{len({*of_one} | {*clear})} users are in one or both; Jaccard 0.")
    (folder / "few.csv").write_text("user_id\n" + "\n".join([*of_one[:4], "stranger"]) + "\n", encoding="utf-8")
    few = select("--list", folder / "few.csv", "--where", "not selection:clear", "--save", "few", "--against", "all")
    n_few = len({*of_one[:4]} - {*clear})
    assert few.stdout.startswith(f"{n_few} of 60 users"), few.stderr
    assert "\nMore often than all users, counted in all events:\n" in few.stdout
    assert few.stdout.endswith("1 of the list is not in the run.\n")
    near = select("--list", folder / "few.csv", "--nearest", "7")
    assert "was made without a model, by which users are assigned." in near.stderr
    assert "Look-alikes are no SQL." in select("--where", "segment:1", "--nearest", "7", "--sql", "spark").stderr
    compared_again = select("--overlap", "few", "ones").stdout
    assert compared_again.startswith(f"few: {n_few} users, of whom {n_few} (") or not n_few
    assert select("--delete", "few").returncode == 0
    listed = select("--saved").stdout
    assert [line.split()[0] for line in listed.splitlines()] == ["name", "clear", "ones"]
    out = ("--selection", "ones", "--out", folder / "exported ones")
    assert call_beside("export", found.run_id, *workspace, *out).returncode == 0
    assert [row["user_id"] for row in rows(folder / "exported ones" / "segments.csv")] == of_one
    assert not (folder / "exported ones" / "rejected.csv").exists()
    platform = ("--profile", "csv", "--selection", "clear", "--as-one", "--with-not-consented")
    call = call_beside("export", found.run_id, *workspace, *platform, "--out", folder / "as one")
    (path,) = (folder / "as one").glob("csv_*.csv")
    assert {row["user_id"] for row in rows(path)} == {*clear}, call.stderr
    alike = ("--again", folder / "as one", "--out", folder / "as one again")
    assert call_beside("export", *workspace, *alike).stdout.endswith("They are the same, byte for byte.\n")
    unnamed = ("--profile", "csv", "--as-one", "--out", folder / "none")
    assert "One list is made of a saved selection." in call_beside("export", found.run_id, *workspace, *unnamed).stderr
    again = select("--where", "segment:2", "--save", "ones")
    assert again.stderr == "There is a selection 'ones' already. Choose another name, or delete it first.\n"
    sql = select("--where", "selection:ones", "--sql", "duckdb", "--tables", folder / "tables").stdout
    assert f"The tables are in {folder / 'tables'}.\nSELECT\n" in sql
    names = ("events", "item_categories", "items", "segments", "selections", "users")
    assert [path.name for path in sorted((folder / "tables").iterdir())] == [f"{name}.parquet" for name in names]
    assert select("--delete", "ones").stdout == "Deleted the selection 'ones'.\n"
    assert "There is no saved selection 'ones'. Saved are clear." in select("--where", "selection:ones").stderr
    assert "There is no rule." in select().stderr


def test_an_error_of_the_server_is_the_commands(server: Server, folder: Path, demo: Path) -> None:
    out, workspace = folder / "none", folder / "workspace"
    missing = call_beside("run", folder / "none.csv", "--workspace", workspace, "--out", out)
    assert missing.returncode == 2
    assert missing.stderr.endswith("none.csv. Check the path.\n")
    without = run(demo, folder / "workspace", out, "--only-consented", by=call_beside)
    assert without.returncode == 2
    assert "consent" in without.stderr
    assert not out.exists()


def test_an_edit_that_would_be_done_in_part_is_refused(server: Server, folder: Path) -> None:
    (found,) = server.runs.runs()
    run = ("edit", found.run_id, "--workspace", folder / "workspace")
    for more, message in (
        (
            ("--undo", "--name", "1=Cooks"),
            "A step between segment versions is made alone: nothing else is changed with it.",
        ),
        (("--history", "--merge", "1,2"), "The history is listed alone: nothing is changed or written."),
        (("--history", "--set-aside", "1"), "The history is listed alone: nothing is changed or written."),
    ):
        ended = call_beside(*run, *more)
        assert (ended.returncode, ended.stdout) == (2, "")
        assert ended.stderr.startswith(message)


def test_a_workspace_can_be_looked_into(server: Server, folder: Path, demo: Path) -> None:
    workspace = ("--workspace", folder / "workspace")
    (found,) = server.runs.runs()
    server.save_segmentation(found.run_id, {1: "Regulars"}, {2: "Ask them.", 3: "For diabetes."}, 0)
    assert found.dataset_id in call_beside("datasets", *workspace).stdout
    listed = call_beside("runs", "--dataset", found.dataset_id, *workspace).stdout.splitlines()
    assert listed[0].split()[:2] == ["run_id", "dataset_id"]
    assert listed[1].startswith(found.run_id)
    decide_on_the_second(found.run_id, workspace, server.runs.segmentation(found.run_id).version)
    seen = server.runs.segmentation(found.run_id)
    server.save_segmentation(found.run_id, seen.names, {2: "Ask them."}, seen.version)
    shown = call_beside("show", found.run_id[:6], *workspace).stdout
    assert "1. Regulars (" in shown
    see_one_segment_and_the_standing(found.run_id, workspace, folder)
    assert "  Ask them.\n  Decision: rejected; owner: Ann; due: 2099-12-01.\n" in shown
    exported = call_beside("export", found.run_id, *workspace, "--out", folder / "acted on")
    assert "Set aside or rejected by an analyst, and left out: 2.\n" in exported.stdout
    assert {row["segment"] for row in rows(folder / "acted on" / "segments.csv")} == {"1", "3"}
    all_of_it = ("export", found.run_id, *workspace, "--with-set-aside")
    assert call_beside(*all_of_it, "--out", folder / "exported").returncode == 0
    for_crm = ("export", found.run_id, *workspace, "--profile", "csv", "--check")
    assert "Set aside or rejected by an analyst, and left out: 2.\n" in call_beside(*for_crm).stdout
    line = "Set aside or rejected by an analyst, and in the files all the same: 2.\n"
    assert line in call_beside(*for_crm, "--segments", "2").stdout
    of_files = call_beside("show", folder / "exported", "--segment", 2)
    assert "\nDecision: rejected; owner: Ann; due: 2099-12-01\n" in of_files.stdout
    assert of_files.stdout.splitlines()[-1] == (
        "A folder of files does not say the run before; what campaigns changed; whether it has a season, since this "
        "one keeps no log. Name a run of a workspace for that."
    )
    assert call_beside("show", folder / "exported", "--segment", 9).stderr.startswith("There is no segment 9.")
    recommend_leaves_out_the_rejected(found.run_id, workspace, folder)
    decided = {row["segment"]: row["decision"] for row in rows(folder / "exported" / "decisions.csv", "utf-8-sig")}
    assert decided == {"1": "", "2": "reject", "3": ""}
    assert {row["persona"] for row in rows(folder / "exported" / "segments.csv")} >= {"Regulars"}
    compared = call_beside("compare", found.run_id, found.run_id[:6], *workspace, "--out", folder / "compared")
    assert "0 of 60 users of both runs are in another segment" in compared.stdout
    assert {path.name for path in (folder / "compared").iterdir()} == {"moves.csv", "matches.csv", "comparison.md"}
    moves = rows(folder / "compared" / "moves.csv", "utf-8-sig")
    assert {(row["segment"], row["is_partner"], row["share"]) for row in moves} >= {("1", "true", "1")}
    of_both = ("compare", folder / "exported", found.run_id, *workspace)
    by_files = call_beside(*of_both, "--out", folder / "by files").stdout
    assert by_files.startswith(f"# Runs {folder / 'exported'} (older) and {found.run_id} (newer)")
    both = call("compare", folder / "acted on", folder / "exported", "--out", folder / "both").stdout
    n_acted_on = len(rows(folder / "acted on" / "segments.csv"))
    assert f"\n0 of {n_acted_on} users of both runs are in another segment" in both
    again = run(demo, folder / "workspace", folder / "again", by=call_beside).stdout
    line = "Set aside or rejected by an analyst, and left out: 2.\n"
    assert again.replace(line, "").startswith(shown)
    assert line in again
    see_the_tree(server, found.run_id, workspace, folder)
    unknown = call_beside("show", "nothing", *workspace)
    assert (unknown.returncode, unknown.stderr) == (2, "There is no run 'nothing'. The command runs lists them.\n")
    unknown = call_beside("runs", "--dataset", "none", *workspace)
    assert (unknown.returncode, unknown.stderr) == (2, "There is no dataset 'none'. The command datasets lists them.\n")
    assert "There is no workspace" in call_beside("runs", "--workspace", folder / "missing").stderr
    of_files = call_beside("show", folder / "again", "--user", "u1").stderr
    assert "again holds no log. A run keeps it unless it was made with" in of_files
    named = call_beside("edit", found.run_id, *workspace, "--name", "1=Loyal", "--out", folder / "named")
    assert (named.returncode, named.stderr) == (0, "")
    first, *rest = named.stdout.splitlines()
    assert (first, len(rest) < 6) == ("Segment 1 was named “Loyal”.", True)
    assert f"Take the last change back by python -m core edit {found.run_id} --undo." in rest
    assert "Set aside or rejected by an analyst, and left out: 2." in named.stdout
    assert "Loyal" in {row["persona"] for row in rows(folder / "named" / "segments.csv")}
    unknown = call_beside("edit", found.run_id, *workspace, "--set-aside", "royal")
    assert unknown.stderr.startswith("There is no segment royal. Did you mean 'Loyal'? The run has 1 (Loyal), 2 (")
    assert call_beside("edit", found.run_id, *workspace, "--set-aside", "loyal").returncode == 0
    assert server.runs.segmentation(found.run_id).set_aside == (1,)
    assert call_beside("edit", found.run_id, *workspace, "--act-on", 1).returncode == 0
    assert server.runs.segmentation(found.run_id).set_aside == ()
    unchanged = call_beside("edit", found.run_id, *workspace, "--act-on", 1).stdout
    assert unchanged.startswith("Everything was so already: nothing has changed.\n")
    assert "--undo" not in unchanged


def decide_on_the_second(run_id: str, workspace: tuple[object, ...], seen: int) -> None:
    decide = ("decide", run_id, *workspace, "--segment")
    made = call_beside(*decide, 2, "--reject", "--owner", "Ann", "--due", "2099-12-01").stdout
    assert made.endswith(f": rejected; owner: Ann; due: 2099-12-01. It is kept in name version {seen + 1}.\n")
    listed = call_beside("select", run_id, *workspace, "--where", "segment:2").stdout.splitlines()
    assert listed[-1].endswith("in segments that an analyst set aside or rejected.")
    unknown = call_beside(*decide, 9, "--approve")
    assert (unknown.returncode, unknown.stderr) == (2, "There is no segment 9. The run has 1, 2, 3.\n")
    again = call_beside(*decide, 2, "--reject", "--comment", "Too few").stdout
    assert again.endswith(
        f": rejected; owner: Ann; due: 2099-12-01; “Too few”. It is kept in name version {seen + 2}.\n"
    )
    back = call_beside(*decide, 2, "--reject", "--comment", "").stdout
    assert back.endswith(f": rejected; owner: Ann; due: 2099-12-01. It is kept in name version {seen + 3}.\n")
    approved = call_beside(*decide, 3, "--approve").stdout
    code = (
        f"Files that give codes call it SEG-03-v{seen + 3}: segment 3 under the name version that was approved, also "
        "where later versions change others."
    )
    assert (
        f": approved. It is kept in name version {seen + 4}.\n{code}\n"
        "Texts about it should not go to an advertising platform: " in approved
    )
    assert approved.endswith("\nSay why it is approved all the same: decide it again with --comment.\n")
    assert "Say why" not in call_beside(*decide, 3, "--approve", "--comment", "A test").stdout
    call_beside(*decide, 3, "--undo")
    assert call_beside(*decide, 1, "--approve", "--due", "soon").stderr == "'soon' is no day. Write it as 2026-05-12.\n"


def recommend_leaves_out_the_rejected(run_id: str, workspace: tuple[object, ...], folder: Path) -> None:
    """Lists of segments and of users are without it, of a run of the workspace and of a folder that holds it."""
    out, users = folder / "lists.csv", rows(folder / "exported" / "segments.csv")
    refused = {row["user_id"] for row in users if row["segment"] == "2"}
    line = "Set aside or rejected by an analyst, and left out: 2.\n"
    for run in ((run_id, *workspace), (folder / "exported",)):
        assert call_beside("recommend", *run, "--out", out).stdout.startswith(line)
        assert {row["segment"] for row in rows(out)} == {"1", "3"}
    made = call_beside("recommend", run_id, *workspace, "--per-user", 1, "--recommender", "popularity", "--out", out)
    assert f"{line}{len(refused)} users of them have no list.\n" in made.stdout
    assert not refused & {row["user_id"] for row in rows(out)}
    assert call_beside("recommend", run_id, *workspace, "--with-set-aside", "--out", out).stdout.startswith("1. ")


def see_one_segment_and_the_standing(run_id: str, workspace: tuple[object, ...], folder: Path) -> None:
    sheet = call_beside("show", run_id, "--segment", 2, *workspace).stdout
    for heading in ("What sets them apart:", "Proofs:", "Risks:", "What to offer:", "Change since the last version:"):
        assert f"\n{heading}" in sheet
    assert "\nDecision: rejected; owner: Ann; due: 2099-12-01\n" in sheet
    assert call_beside("show", run_id, "--segment", 9, *workspace).stderr.startswith("There is no segment 9.")
    standing = call_beside("status", *workspace).stdout
    assert "\n  1. Regulars (" in standing
    assert "2 of 3 segments are not decided on: approve, change or reject each." in standing
    a_log_without_segments_leads_to_them(standing, workspace, folder)


def a_log_without_segments_leads_to_them(standing: str, workspace: tuple[object, ...], folder: Path) -> None:
    """It is shown as long as nothing was run since it was loaded; afterwards the other one is as before."""
    loaded = call_beside("load", write(folder / "small.csv", LOG), *workspace).stdout
    dataset_id = loaded.rpartition("Dataset ")[2].split(",")[0]
    shown = call_beside("status", *workspace).stdout.splitlines()
    assert shown[0].endswith(f"small.csv ({dataset_id}): 2 users, 4 events, data version 1")
    found = re.fullmatch(r"It has no segments yet; .+ has some: python -m core (status --dataset \w+) .+", shown[1])
    assert found
    assert call_beside(*found[1].split(), *workspace).stdout == standing
    assert call_beside("delete", "--dataset", dataset_id, "--for-good", *workspace).returncode == 0
    assert call_beside("status", *workspace).stdout == standing


def see_the_tree(server: Server, run_id: str, workspace: tuple[object, ...], folder: Path) -> None:
    """The command prints the tree, and files hold it, as analysts changed it."""
    interests, run = server.results(run_id).interests, server.runs.run(run_id)
    assert interests
    assert run
    node = interests.shown[0]
    other = next(each for each in interests.shown if each.layer == 1 and each.id != node.id)
    for renamed, name in ((node, "Outdoors"), (other, "Diabetes remedies")):
        seen = server.tree_edits.of(run.dataset_id)
        server.tree_edits.add(seen, interests, Wish(EditKind.RENAME, renamed.id, name))
    heading, first, *_rest = call_beside("interests", run_id, "--segment", "1", *workspace).stdout.splitlines()
    assert heading.startswith("1. Regulars, on fresh events, which did not form the segments, against ")
    assert first.startswith(f"Outdoors ({node.n_items} items, ")
    broad = call_beside("interests", run_id, "--layers", "1", *workspace).stdout.splitlines()
    assert len(broad) == 1 + sum(each.layer == 1 for each in interests.shown)
    unknown = call_beside("interests", run_id, "--segment", "9", *workspace)
    assert unknown.stderr == "There is no segment 9. The run has 1, 2, 3.\n"
    list_whose_interests_count(server, run_id, workspace, folder / "layers.csv")
    judge_the_lists_by_day(run_id, workspace, folder / "proof.csv")
    assert call_beside("export", run_id, *workspace, "--out", folder / "renamed").returncode == 0
    assert "Outdoors" in {row["node"] for row in rows(folder / "renamed" / "interests.csv")}


def list_whose_interests_count(server: Server, run_id: str, workspace: tuple[object, ...], out: Path) -> None:
    """Each user has weights that add up to 1, and an interest of the tree as it is called now."""
    done = call_beside("recommend", run_id, "--interest-layers", *workspace, "--with-set-aside", "--out", out)
    assert done.stdout.startswith("1. Regulars: most by ")
    assert "\nAll users: most by " in done.stdout
    results, found = server.results(run_id), rows(out)
    assert results.interests
    levels = levels_of(results.interests.n_layers)
    assert list(found[0]) == ["user_id", "segment", "goes_by", "interest", "n_picks", *levels]
    assert {row["user_id"]: int(row["segment"]) for row in found} == dict(
        zip(results.user_ids.tolist(), results.labels.tolist(), strict=True)
    )
    for row in found:
        weights = [float(row[level]) for level in levels]
        assert sum(weights) == pytest.approx(1)
        assert row["goes_by"] == levels[int(np.argmax(weights))]
    interests = [row["interest"] for row in found]
    assert any(each.startswith("Outdoors") for each in interests)
    assert any(each.startswith("INT-") for each in interests)
    assert not any("Diabetes" in each for each in interests)


def judge_the_lists_by_day(run_id: str, workspace: tuple[object, ...], out: Path) -> None:
    """Each segment that is acted on has a row for each kind of list."""
    done = call_beside("recommend", run_id, "--proof", "--by-day", *workspace, "--out", out)
    assert re.search(r"Offers of the segment: \d+\.\d % of what users chose next is on lists of 20", done.stdout)
    assert {row["segment"] for row in rows(out)} == {"", "1", "3"}
    assert {row["recommender"] for row in rows(out)} == {"popularity", "segment_popularity", "segment_offers", "ease"}
    own = [row for row in rows(out) if row["recommender"] == "segment_offers"]
    assert all(0 <= float(row["recall"]) <= 1 for row in own if row["recall"])
    named = call_beside(
        "recommend", run_id, "--proof", "--recommender", "category_popularity", *workspace, "--out", out
    )
    line = r"Popular in the user's categories: \d+\.\d % of what users chose next is on lists of 20"
    assert re.search(line, named.stdout), named.stderr
    assert [row["segment"] for row in rows(out) if row["recommender"] == "category_popularity"] == ["", "1", "3"]
    of_segments = call_beside(
        "recommend", run_id, "--proof", "--recommender", "segment_offers", *workspace, "--out", out
    )
    assert of_segments.stderr.startswith("The recommender segment_offers does not make such lists. For users there are")
    of_lists = call_beside("recommend", run_id, "--by-day", *workspace, "--out", out)
    assert of_lists.stderr == "--by-day has no effect on what is asked for. Leave --by-day out.\n"


def test_segments_leave_as_files_that_platforms_take(
    server: Server, folder: Path, alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_SMALL_GROUP", "20")
    (found,) = server.runs.runs()
    users = rows(alone / "segments.csv")
    sizes = {segment: sum(row["segment"] == segment for row in users) for segment in ("1", "2", "3")}
    people, asked = (
        folder / "people.csv",
        ("--profile", "meta", "--profile", "csv", "--identity", folder / "people.csv"),
    )
    lines = [f"{row['user_id']},{row['user_id']}@shop.example" for row in users]
    people.write_text("\n".join(["user_id,email", *lines]) + "\n", encoding="utf-8")
    workspace = ("--workspace", folder / "workspace")
    checked = call_beside("export", found.run_id, *workspace, *asked, "--check").stdout
    assert "60 rows of identities were read: user_id = user_id, email = email." in checked
    assert f"{sizes['1']:>9,}  in the segment" in checked
    done = call_beside("export", found.run_id, *workspace, *asked, "--out", folder / "ads")
    assert done.returncode == 0, done.stderr
    code = f"SEG-01-v{server.runs.segmentation(found.run_id).version}"
    listed = {row["user_id"]: row["email"] for row in rows(folder / "ads" / f"csv_{code}_all.csv")}
    assert listed == {row["user_id"]: f"{row['user_id']}@shop.example" for row in users if row["segment"] == "1"}
    again = call_beside("export", *workspace, "--again", folder / "ads", "--identity", people, "--out", folder / "ads2")
    assert again.stdout.endswith("They are the same, byte for byte.\n"), again.stderr
    server.save_segmentation(found.run_id, {1: "Baby buyers"}, {}, server.runs.segmentation(found.run_id).version)
    later = call_beside("export", *workspace, "--again", folder / "ads", "--identity", people, "--out", folder / "ads3")
    assert later.stdout.endswith("They are the same, byte for byte.\n"), later.stderr
    assert "Not for advertising platforms" not in checked + later.stdout
    leaves_as_it_was_approved(server, found.run_id, ("--workspace", folder / "workspace"), folder)
    for_crm = ("export", found.run_id, *workspace, "--profile", "csv", "--check")
    left_out = call_beside(*for_crm).stdout
    assert "Left out of files for platforms: segment 1 (flagged" in left_out
    assert "(segment 1)" not in left_out
    flagged = call_beside(*for_crm, "--with-flagged-and-weak").stdout.splitlines()
    code = f"SEG-01-v{server.runs.segmentation(found.run_id).version}"
    (warning,) = (line for line in flagged if "Not for advertising platforms" in line)
    assert warning.startswith(
        f"{code} (segment 1): Not for advertising platforms: “Baby” suggests children. They refuse"
    )
    heads = [row for row, line in enumerate(flagged) if re.fullmatch(r"  \S+ \(segment \d\)", line)]
    (marked,) = (
        row
        for row, line in enumerate(flagged)
        if line.startswith("    It is flagged as not for advertising platforms: ")
    )
    assert flagged[heads[0]] == f"  {code} (segment 1)"
    assert heads[0] < marked < heads[1]
    of_files = call("export", alone, *asked, "--segments", "1", "--with-names", "--out", folder / "ads4")
    assert of_files.returncode == 0, of_files.stderr
    assert {row["audience"] for path in (folder / "ads4").glob("csv_*.csv") for row in rows(path)} == {
        row["persona"] for row in users if row["segment"] == "1"
    }
    people.write_text("\n".join(["user_id,email", *lines[:5]]) + "\n", encoding="utf-8")
    nobody = call("export", alone, "--profile", "meta", "--identity", people, "--out", folder / "ads5")
    assert (nobody.returncode, (folder / "ads5").exists()) == (2, False)
    assert nobody.stderr.startswith("No file is written: nobody is left, or too few users, for any of the files asked")
    without = call("export", found.run_id, *workspace, "--segments", "1", "--out", folder / "ads5")
    assert without.stderr == "--segments is for files that platforms take. Give --profile, too.\n"
    beside = call("export", *workspace, "--again", folder / "ads", "--only-consented", "--out", folder / "ads5")
    assert beside.stderr.startswith("The manifest says already what --only-consented would. Leave it out")
    with pytest.raises(SystemExit):
        call("export", alone, *asked, "--first", "-5", "--out", folder / "ads5")
    refused = call("export", alone, "--profile", "meta", "--out", folder / "ads5")
    assert "needs what identifies people" in refused.stderr
    assert not (folder / "ads5").exists()


def leaves_as_it_was_approved(server: Server, run_id: str, workspace: tuple[object, ...], folder: Path) -> None:
    """Files and a pack have the approved name after a rename, unless the newest is asked for."""
    server.save_segmentation(run_id, {1: "Regulars"}, {1: "Call them."}, server.runs.segmentation(run_id).version)
    looked_at = server.runs.segmentation(run_id).version
    assert call_beside("decide", run_id, *workspace, "--segment", 1, "--approve").returncode == 0
    server.save_segmentation(run_id, {1: "Baby buyers"}, {}, server.runs.segmentation(run_id).version)
    newest = server.runs.segmentation(run_id).version
    out, asked = folder / "approved", ("--profile", "csv", "--segments", 1)
    made = call_beside("export", run_id, *workspace, *asked, "--out", out)
    assert "Segment 1 is used as it was approved.\nThe newer name or note of segment 1 is not" in made.stdout
    assert [path.name for path in out.glob("csv_*")] == [f"csv_SEG-01-v{looked_at}_all.csv"]
    again = call_beside("export", *workspace, "--again", out, "--out", folder / "approved again")
    assert again.stdout.endswith("They are the same, byte for byte.\n"), again.stderr
    call_beside("export", run_id, *workspace, *asked, "--version", "newest", "--out", folder / "newest")
    assert [path.name for path in (folder / "newest").glob("csv_*")] == [f"csv_SEG-01-v{newest}_all.csv"]
    call_beside("export", run_id, *workspace, "--out", folder / "files")
    assert "Regulars" in {row["persona"] for row in rows(folder / "files" / "segments.csv")}
    segments = json.loads((folder / "files" / "segments.json").read_text(encoding="utf-8"))
    assert [each["note"] for each in segments if each["segment"] == 1] == ["Call them."]
    of_folder = call("export", folder / "files", *asked, "--out", folder / "of files")
    assert [path.name for path in (folder / "of files").glob("csv_*")] == [f"csv_SEG-01-v{looked_at}_all.csv"]
    assert of_folder.returncode == 0
    refused = call("pack", folder / "files", "--version", "newest", "--out", folder / "no pack")
    assert refused.stderr == "A folder of files has one version. Name a run of a workspace, or leave --version out.\n"
    for version, name in (("approved", "Regulars"), (newest, "Baby buyers")):
        made = call_beside("pack", run_id, *workspace, "--version", version, "--format", "html", "--out", folder / name)
        assert made.returncode == 0, made.stderr
        (page,) = (folder / name).glob("*.html")
        text = page.read_text(encoding="utf-8")
        assert name in text.split("Decision log")[0]
        assert ("Note: Call them." in text) is (version == "approved")
    assert call_beside("decide", run_id, *workspace, "--segment", 1, "--undo").returncode == 0
    adds_up_the_noise_of_packs(run_id, workspace, folder)


def adds_up_the_noise_of_packs(run_id: str, workspace: tuple[object, ...], folder: Path) -> None:
    """The same pack twice has the same noise and counts once; another one adds up."""
    pages = []
    once, twice = "1 time, ε = 0.5: the higher", "2 times, ε = 2.5 in all: the higher"
    for place, (epsilon, spent) in enumerate(((0.5, once), (0.5, once), (2, twice))):
        out = folder / f"noisy {place}"
        made = call_beside("pack", run_id, *workspace, "--noise", epsilon, "--format", "html", "--out", out)
        assert f"Counts of this log were given out with noise {spent}" in made.stdout, made.stderr
        pages.append((out / "review-pack.html").read_text(encoding="utf-8"))
    assert pages[0] == pages[1] != pages[2]
    assert "(discrete Laplace, ε = 0.5): 95 of 100 are at most 6 off." in pages[0]
    refused = call("pack", folder / "files", "--noise", 1, "--out", folder / "no pack")
    assert refused.stderr.startswith("A folder of files does not add up what left with noise.")


def test_a_run_and_a_dataset_are_deleted(server: Server, folder: Path) -> None:
    workspace = ("--workspace", folder / "workspace")
    (found,) = server.runs.runs()
    assert call_beside("delete", "--run", found.run_id, *workspace).returncode == 0
    assert server.runs.runs() == []
    begins = found.dataset_id[:6]
    gone = call_beside("delete", "--dataset", begins, *workspace)
    assert f"Deleted the dataset {found.dataset_id} and its runs.\n" in gone.stdout
    assert server.store.datasets() == []
    assert found.dataset_id in call_beside("datasets", "--bin", *workspace).stdout
    assert call_beside("datasets", "--restore", begins, *workspace).returncode == 0
    assert call_beside("datasets", "--rename", begins, "My shop", *workspace).returncode == 0
    listed = call_beside("datasets", *workspace).stdout
    assert "My shop" in listed
    assert call_beside("datasets", "--bin", *workspace).stdout == ""
    assert call_beside("delete", "--dataset", found.dataset_id, "--for-good", *workspace).returncode == 0
    assert server.store.known_marks() == {}
    again = call_beside("delete", "--dataset", found.dataset_id, *workspace)
    assert (again.returncode, again.stderr.split(".")[0]) == (2, f"There is no dataset '{found.dataset_id}'")


def test_an_interrupt_cancels_the_run_of_the_server(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.jobs.supervisor.WorkerProcess", WorkerProcess)
    server = Server(settings(tmp_path))
    arguments = ["run", demo / "events.csv", "--encoder", "counts", "--workspace", tmp_path / "workspace"]
    command = [sys.executable, "-m", "core", *map(str, arguments), "--out", str(tmp_path / "out")]
    program = subprocess.Popen(command, cwd=PROJECT, env=os.environ | {"HF_HUB_OFFLINE": "1"}, stderr=subprocess.PIPE)
    wait_for(lambda: any(each.state is JobState.RUNNING for each in server.runs.runs()), 120)
    time.sleep(0.5)
    program.send_signal(signal.SIGINT)
    _, printed = program.communicate(timeout=60)
    assert program.returncode == 130
    assert printed.endswith(b"Interrupted; nothing was written.\n")
    run_id = server.runs.runs()[0].run_id
    wait_for(lambda: known(server, run_id).state is JobState.CANCELLED)
    assert not (tmp_path / "out").exists()
    server.close()
