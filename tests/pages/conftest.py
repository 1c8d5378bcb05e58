"""Workspaces that pages are tried on: an empty one, and one with a demo log and a finished run."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, app_test, local_script_runner
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from core.settings import load_settings
from core.types import Labels, Points, Recipe
from tests.conftest import PROJECT, make_once, spare_draws
from tests.core.jobs_help import work_here

N_USERS = 300
RECIPE = Recipe(encoder="counts", encoder_params={"n_dims": 12}, clusterer_params={"n_starts": 3})
OpenPage = Callable[[str], AppTest]


def make_workspace(workspace: Path, log: Path) -> None:
    """Load a log and run the recipe, all in this process; what a server would have left is left."""
    from core.ingest.load import load_log
    from core.ingest.tables.source import LogSource
    from core.jobs.kinds.run import add_run
    from core.jobs.workspace import open_workspace
    from core.pipeline import run
    from core.results.folder import write_results
    from core.results.make import make_results
    from core.results.run import Map, Options
    from core.store.dataset_info import DatasetVersion
    from core.store.store import Store

    with Store(replace(load_settings(), workspace=workspace)) as store:
        report = load_log(store, LogSource(log / "events.csv", log / "items.csv", log / "users.csv"), "local")
        opened = open_workspace(store)
        info = add_run(opened, report.dataset_id, RECIPE, "local")
        opened.jobs.start(info.job_id)
        folder = workspace / "tmp" / "finished"
        folder.mkdir(parents=True)
        finished = run(store.population(report.dataset_id), RECIPE, Options(with_map=False))
        finished = replace(finished, map=Map(draw_points(finished.clustering.labels), "drawn for tests"))
        loaded = DatasetVersion(report.dataset_id, 1, report.dataset_id)
        results = make_results(finished, report, {"store": 0.1}, dataset=loaded)
        write_results(results, finished.model, folder)
        assert opened.runs.publish(info.run_id, info.job_id, folder)


def draw_points(labels: Labels) -> Points:
    """Put each segment's users around a place of its own on a circle: a map without its many seconds."""
    angles = labels * (2 * np.pi / (labels.max() + 1))
    noise = np.random.default_rng(0).normal(scale=0.3, size=(len(labels), 2))
    return (np.column_stack([3 * np.cos(angles), 3 * np.sin(angles)]) + noise).astype(np.float32)


@pytest.fixture(scope="session")
def made_workspace(shared_folder: Path) -> Path:
    """A workspace with a demo log of 300 users and a finished run, made once; copy it, never write to it."""
    from core.demo.write import write_demo

    def make(folder: Path) -> None:
        write_demo(folder / "demo", kind="faint", n_users=N_USERS)
        with spare_draws():
            make_workspace(folder / "workspace", folder / "demo")

    return make_once(shared_folder / "pages", make) / "workspace"


@pytest.fixture(scope="session", autouse=True)
def packages_without_components() -> Iterator[None]:
    """Spare Streamlit the look through all installed packages for components: pages use none but its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", list)
        yield


@pytest.fixture(scope="session", autouse=True)
def pages_compiled_once() -> Iterator[None]:
    """Have Streamlit compile each page once a process, not at each of its runs."""
    compiled = ScriptCache()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app_test, "ScriptCache", lambda: compiled)
        patch.setattr(local_script_runner, "ScriptCache", lambda: compiled)
        yield


@pytest.fixture(scope="session", autouse=True)
def runs_awaited_asleep() -> Iterator[None]:
    """Have Streamlit wait for a page without looking a thousand times a second, which slows the page down."""

    def wait(runner: LocalScriptRunner, timeout: float = 3) -> None:
        thread = runner._script_thread
        assert thread
        thread.join(timeout)
        if thread.is_alive():
            runner.request_stop()
            raise TimeoutError(f"The page did not end within {timeout} seconds.")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local_script_runner, "require_widgets_deltas", wait)
        yield


def use(workspace: Path, patch: pytest.MonkeyPatch) -> None:
    """Have pages use a workspace, without spare workers."""
    patch.setenv("ATLAS_WORKSPACE", str(workspace))
    patch.setenv("ATLAS_SPARE_WORKERS", "0")
    work_here(patch)


def serve(workspace: Path, patch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Have pages use a workspace until the test ends."""
    st.cache_data.clear()  # it knows runs by their ids, which workspaces of tests share
    use(workspace, patch)
    yield workspace
    close_servers_of_tests()
    st.cache_data.clear()


SHARED = "shared_workspace"
"""Begins the name of the folder of a workspace that tests share, whose server stays open."""


def close_servers_of_tests() -> None:
    """Close every server of this process that no other test is to use."""
    from core import server

    with server._lock:
        for workspace in [each for each in server._servers if not each.parent.name.startswith(SHARED)]:
            server._servers.pop(workspace).close()


@pytest.fixture
def demo(made_workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A workspace of the test's own with a demo log and a finished run."""
    workspace = Path(shutil.copytree(made_workspace, tmp_path / "workspace"))
    yield from serve(workspace, monkeypatch)


@pytest.fixture(scope="module")
def shared_demo(made_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A workspace as ``demo`` that the tests of a file only look at."""
    from core.server import close_server

    yield Path(shutil.copytree(made_workspace, tmp_path_factory.mktemp(SHARED) / "workspace"))
    close_server()
    st.cache_data.clear()


@pytest.fixture
def seen(shared_demo: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A workspace as ``demo`` for a test that only looks: others share it, and its server, so it must not change."""
    use(shared_demo, monkeypatch)
    before = _state_of(shared_demo)
    yield shared_demo
    after = _state_of(shared_demo)
    changed = sorted(str(path) for path in {*before, *after} if before.get(path) != after.get(path))
    assert changed == [], "a test that changes its workspace needs one of its own: demo"


def _state_of(workspace: Path) -> dict[Path, tuple[int, int]]:
    """Return when each file was written last and how long it is, but those that a server writes for itself."""
    paths = (path for path in workspace.rglob("*") if path.is_file())
    kept = [path for path in paths if path.relative_to(workspace).parts[0] not in ("logs", "server", "uploads")]
    return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in kept}


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty workspace of the test's own."""
    yield from serve(tmp_path / "workspace", monkeypatch)


@pytest.fixture
def open_page() -> OpenPage:
    """Open a page by its file's name such as "4_personas", from the frame as in the browser."""

    def open_(page: str) -> AppTest:
        frame = AppTest.from_file(str(PROJECT / "core" / "ui" / "frame.py"), default_timeout=30)
        return frame.switch_page(f"../../pages/{page}.py").run()

    return open_
