"""What pages call, in processes of their own with real workers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import StoreLockedError
from core.server import Server, close_server, the_server
from tests.conftest import PROJECT
from tests.core.jobs_help import settings

JOURNEY = """
import json, sys, time
from core.server import close_server, the_server
from core.types import Recipe
server = the_server()
job = server.offer_demo()
while server.job(job).state.is_live or not server.runs.runs(): time.sleep(0.05)
dataset_id = server.job(job).result
(first,) = server.runs.runs()
server.cancel(first.run_id)
run = server.submit(dataset_id, Recipe(encoder="counts", k=3))
stages, fractions, shown = [], [], []
while run.state.is_live:
    found = server.preliminary(run.run_id)
    if found and (found.points is not None) not in [has_map for has_map, _sizes in shown]:
        shown.append((found.points is not None, list(found.sizes.values())))
    run = server.runs.run(run.run_id)
    if run.stage and run.stage not in stages: stages.append(run.stage)
    fractions.append(run.fraction if run.state.is_live else 1.0)
    time.sleep(0.05)
results = server.results(run.run_id)
assert server.results(run.run_id) is results
assert server.offer_demo() is None
told = {
    "state": run.state, "message": run.message, "first": server.runs.run(first.run_id).state,
    "recipe_k": first.recipe.k,
    "k": results.k, "n_users": [results.n_users, server.population(dataset_id).n_users],
    "points": None if results.points is None else len(results.points), "stages": stages,
    "shown": shown, "sizes": [profile.size for profile in results.profiles],
    "rises": fractions == sorted(fractions), "seconds": list(run.seconds),
    "ingest": results.record.ingest.n_users,
    "estimate": server.estimate_seconds(dataset_id, run.recipe),
    "wall": (run.finished_at - run.started_at).total_seconds(),
}
close_server()
told["heavy"] = sorted({"torch", "torch_geometric", "umap", "sklearn", "sentence_transformers"} & set(sys.modules))
print(json.dumps(told))
"""


@pytest.mark.slow
def test_the_server_takes_a_log_to_results_without_a_heavy_import(tmp_path: Path, title_cache: Path) -> None:
    shutil.copytree(title_cache, tmp_path / "w" / "cache")
    env = os.environ | {"ATLAS_WORKSPACE": str(tmp_path / "w"), "ATLAS_DEMO_USERS": "120", "ATLAS_SPARE_WORKERS": "0"}
    command = [sys.executable, "-W", "error", "-c", JOURNEY]
    done = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    printed = json.loads(done.stdout)
    assert (printed["state"], printed["message"], printed["heavy"]) == ("done", "", [])
    assert (printed["first"], printed["recipe_k"]) == ("cancelled", "auto")
    assert (printed["k"], printed["n_users"], printed["points"], printed["ingest"]) == (3, [120, 120], 120, 120)
    assert printed["rises"]
    assert printed["shown"] == [[False, printed["sizes"]], [True, printed["sizes"]]]
    assert set(printed["stages"]) >= {"start", "encode", "trust"}
    stages = ["encode", "choose k", "cluster", "map", "profile", "holdout", "trust", "model"]
    assert printed["seconds"] == ["store", *stages]
    assert printed["estimate"] == pytest.approx(printed["wall"], rel=0.2)


HOLD = "import time\nfrom core.server import the_server\nthe_server()\nprint('open', flush=True)\ntime.sleep(60)"


def test_a_second_process_learns_who_holds_the_workspace(tmp_path: Path) -> None:
    env = os.environ | {"ATLAS_WORKSPACE": str(tmp_path / "workspace"), "ATLAS_SPARE_WORKERS": "0"}
    with subprocess.Popen([sys.executable, "-c", HOLD], cwd=PROJECT, env=env, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"open\n"
        with pytest.raises(StoreLockedError, match=rf"in use by another process \(PID {holder.pid}\)"):
            Server(settings(tmp_path))
        holder.kill()
    Server(settings(tmp_path)).close()


def test_one_server_a_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_SPARE_WORKERS", "0")
    monkeypatch.setenv("ATLAS_WORKSPACE", str(tmp_path / "a"))
    first = the_server()
    assert the_server() is first
    monkeypatch.setenv("ATLAS_WORKSPACE", str(tmp_path / "b"))
    assert the_server() is not first
    close_server()
    monkeypatch.setenv("ATLAS_WORKSPACE", str(tmp_path / "a"))
    assert the_server() is not first
    close_server()


def test_no_demo_where_none_is_wanted(tmp_path: Path) -> None:
    server = Server(settings(tmp_path, demo_users=0))
    assert server.offer_demo() is None
    server.close()
