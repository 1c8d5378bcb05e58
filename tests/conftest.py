"""What every test shares: no network, an own workspace, and where to find the real log."""

from __future__ import annotations

import atexit
import contextlib
import gc
import hashlib
import importlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from filelock import FileLock
from hypothesis import settings
from hypothesis.internal.conjecture import providers

from benchmarks.run import find_online_retail
from core.clusterers.kmeans import KMeans
from core.demo.catalogue import make_catalogue
from core.encoders import titles
from core.encoders.text_models import ENGLISH, model_key
from core.interests import branches, build, given
from core.settings import Settings, load_settings
from core.store.connect import FILE, connect
from core.store.scratch import Scratch
from core.store.store import Store
from core.types import FloatArray, IntArray, Vectors
from tests.contracts.logs import embed_words
from tests.core.ingest_help import OF_POPULATION
from tests.prepared import PreparedOnce
from tests.scratches import Scratches

PROJECT = Path(__file__).resolve().parent.parent
SAMPLE = PROJECT / "data" / "sample"
"""A log of 200 users: see data/README.md."""

MEMORY, ROOM_IN_MEMORY = Path("/dev/shm"), 4e9  # noqa: S108 - a disk that is memory
"""Where tests write if there is room of so many bytes: they need no disk, and what passed is deleted."""
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_IN_MEMORY:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
gc.disable()  # while thousands of tests are collected and libraries imported, all of which stays until the end
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["LANGUAGE"] = "C"  # else each text of a command line is looked for in files of translations
providers.__dict__["is_local_module_file"] = lambda _path: False
"""Else hypothesis takes numbers and texts of whatever modules the process has imported so far into its examples."""
settings.register_profile("same every time", derandomize=True, database=None, deadline=None, max_examples=50)
settings.load_profile("same every time")


TESTPATHS = pytest.Config.ArgsSource.TESTPATHS
"""Where the tests come from when none are named."""
TRAINED = {"autoencoder", "deep", "graph", "sequence"}
"""Methods that train a network."""


CORE_TESTS = PROJECT / "tests" / "core"
_LOADS = re.compile(
    r"^from (tests\.core\.ingest_help|core\.ingest\.load) import [(\s\w,]*\b(load|load_path|load_log|prepare_log)\b",
    re.M,
)
"""A file with such a line loads logs, each of which takes a tenth of a second or two."""
WHOLE = {
    "contracts/test_clusterers.py",
    "contracts/test_encoders.py",
    "contracts/test_models.py",
    "core/test_appraise.py",
    "core/test_assign.py",
    "core/test_audiences.py",
    "core/test_campaigns.py",
    "core/test_carry.py",
    "core/test_check.py",
    "core/test_choose_k.py",
    "core/test_cli.py",
    "core/test_cli_health.py",
    "core/test_cli_workspace.py",
    "core/test_clusterers_values.py",
    "core/test_device.py",
    "core/test_edit_command.py",
    "core/test_export_consent.py",
    "core/test_holdout.py",
    "core/test_jobs.py",
    "core/test_kinds.py",
    "core/test_learn.py",
    "core/test_loads.py",
    "core/test_map.py",
    "core/test_mixture.py",
    "core/test_name_job.py",
    "core/test_of_parts.py",
    "core/test_outcome.py",
    "core/test_pack_slides.py",
    "core/test_parts.py",
    "core/test_pipeline.py",
    "core/test_portrait.py",
    "core/test_reader_containers.py",
    "core/test_reader_nested.py",
    "core/test_recommend_command.py",
    "core/test_refit.py",
    "core/test_requests.py",
    "core/test_rule_sql.py",
    "core/test_runs.py",
    "core/test_server.py",
    "core/test_shapes.py",
    "core/test_side_by_side.py",
    "core/test_text_models.py",
    "core/test_trained_encoders.py",
    "core/test_training.py",
    "core/test_trust_card.py",
    "core/test_trust_distinct.py",
    "core/test_trust_reference.py",
    "core/test_trust_scoring.py",
    "core/test_trust_stability.py",
    "core/test_untouched.py",
    "core/test_uploads.py",
    "e2e/test_journey.py",
    "e2e/test_kill.py",
    "e2e/test_pack.py",
    "properties/test_columns.py",
    "properties/test_shapes.py",
    "properties/test_spellings.py",
    "properties/test_tables.py",
    "test_adding_a_figure.py",
    "test_adding_an_encoder.py",
    *(f"pages/{path.name}" for path in (PROJECT / "tests" / "pages").glob("test_*.py") if path.stem != "test_words"),
    *(f"core/{path.name}" for path in CORE_TESTS.glob("test_*.py") if _LOADS.search(path.read_text("utf-8"))),
}
"""Files whose tests cluster, train, load logs, start processes or show pages: all of them count as slow."""


FIRST = (
    "e2e/test_journey.py",
    "core/test_cli.py",
    "core/test_judged_runs.py",
    "core/test_ingest_third_looks.py",
    "pages/test_shape.py",
    "e2e/test_kill.py",
    "core/test_trust_card.py",
    "pages/test_data.py",
    "core/test_pipeline.py",
    "pages/test_export.py",
    "core/test_cli_workspace.py",
    "core/test_shapes.py",
    "core/test_jobs.py",
    "contracts/test_encoders.py",
    "core/test_edit_command.py",
    "pages/test_explore.py",
    "core/test_appraise.py",
    "core/test_server.py",
    "core/test_presets.py",
    "core/test_ingest_cases.py",
    "pages/test_recommend.py",
    "core/test_recommend_command.py",
    "core/test_ingest_first_looks.py",
    "core/test_loads.py",
    "core/test_local_clock.py",
    "core/test_export_consent.py",
    "core/test_ingest_columns.py",
    "core/test_ingest_fourth_looks.py",
    "test_architecture.py",
    "core/test_versions.py",
    "test_adding_an_encoder.py",
    "core/test_audiences.py",
    "core/test_ingest_exports.py",
    "core/test_learn.py",
    "core/test_ingest_public.py",
    "contracts/test_models.py",
    "pages/test_frame.py",
    "test_adding_a_figure.py",
    "pages/test_logs.py",
    "core/test_ingest_ids.py",
    "core/test_pack_slides.py",
    "core/test_ingest_known_names.py",
    "core/test_ingest_unseen.py",
    "core/test_assign.py",
    "core/test_ingest_minor_units.py",
    "core/test_ingest_second_looks.py",
    "pages/test_hostile.py",
    "core/test_ingest_shops.py",
    "core/test_rule_sql.py",
    "core/test_ingest_linked.py",
    "core/test_kinds.py",
    "core/test_ingest_roles.py",
    "core/test_text_models.py",
    "core/test_ingest_one_question.py",
    "core/test_untouched.py",
    "core/test_ingest_discounts.py",
)
"""Files that take longest; they are begun first, so that at the end no process works alone on one of them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow by its file, and what a test over the table of methods runs with a trained one."""
    place_of = {name: place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: place_of.get(_file_of(item), len(FIRST)))
    for item in items:
        if _file_of(item) in WHOLE:
            item.add_marker(pytest.mark.slow)
        if "[" in item.name and TRAINED & set(re.findall(r"\w+", item.name.partition("[")[2])):
            item.add_marker(pytest.mark.training)


def pytest_collection_finish() -> None:
    """Spare the garbage collector what stays until the end, libraries and thousands of tests; let it look rarely."""
    gc.freeze()
    atexit.register(gc.unfreeze)  # let libraries end as they do elsewhere
    gc.set_threshold(100_000, 50, 100)
    gc.enable()


def pytest_collection(session: pytest.Session) -> None:
    """Let each process of a run of all tests begin with other files: what one compiled, the others read."""
    number, n_processes = (os.environ.get(f"PYTEST_XDIST_{name}", "") for name in ("WORKER", "WORKER_COUNT"))
    if not number or session.config.option.markexpr or session.config.args_source is not TESTPATHS:
        return
    paths = sorted(path.relative_to(PROJECT) for path in (PROJECT / "tests").rglob("test_*.py"))
    for path in paths[int(number.removeprefix("gw")) :: int(n_processes)]:
        with contextlib.suppress(Exception, pytest.skip.Exception):  # pytest says so once it is there itself
            importlib.import_module(".".join(path.with_suffix("").parts))


QUICK = "not (browser or training or slow)"
"""What ``make check`` asks for."""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave files out before they are imported where ``make check`` would leave out each of their tests."""
    is_left_out = config.option.markexpr == QUICK and _name_of(collection_path) in WHOLE
    return True if is_left_out else None


def _file_of(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0].removeprefix("tests/")


def _name_of(path: Path) -> str:
    return path.relative_to(PROJECT / "tests").as_posix()


@pytest.fixture(scope="session", autouse=True)
def own_workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep tests away from the settings and the workspace of whoever runs them.

    Nothing waits beside them, and each process takes one core: tests of spare workers and of threads ask for more.
    """
    workspace = tmp_path_factory.mktemp("workspace")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("ATLAS_") and name != "ATLAS_SHARED"]:
            patch.delenv(name)
        patch.setenv("ATLAS_THREADS", "1")
        patch.setenv("ATLAS_SPARE_WORKERS", "0")
        patch.setenv("ATLAS_WORKSPACE", str(workspace))
        yield workspace


@pytest.fixture(scope="session", autouse=True)
def workspaces_copied(
    own_workspace: Path, tmp_path_factory: pytest.TempPathFactory, scratches: Scratches
) -> Iterator[None]:
    """Begin each new workspace with a copy of an empty one: making its tables takes a tenth of a second.

    Where a test only reads back what it loaded, the workspace is opened beside the logs. ``tests/core/test_store.py``
    makes its own.
    """
    empty = replace(load_settings(), workspace=tmp_path_factory.mktemp("empty"))
    Store(empty).close()

    def begin(workspace: Path) -> None:
        with contextlib.suppress(OSError):  # where it cannot be, the real function says why
            workspace.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not (workspace / FILE).exists():
                shutil.copyfile(empty.workspace / FILE, workspace / FILE)

    def connect_to_copy(workspace: Path, options: Settings) -> duckdb.DuckDBPyConnection:
        begin(workspace)
        return connect(workspace, options)

    @contextlib.contextmanager
    def open_beside_logs(options: Settings) -> Iterator[Store]:
        begin(options.workspace)
        with scratches.workspace(options.workspace.resolve() / FILE) as con:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("core.store.store.connect", lambda *_: con)
                store = Store(options)
            yield store

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.store.store.connect", connect_to_copy)
        patch.setattr("tests.core.ingest_help.open_workspace", open_beside_logs)
        patch.setattr("tests.core.ingest_help.read_tables", lambda path: scratches.read(path, OF_POPULATION))
        yield


@pytest.fixture(scope="session")
def scratches() -> Iterator[Scratches]:
    """Prepare logs in databases of one instance of DuckDB."""
    kept = Scratches()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.store.scratch.open_database", kept.open)
        patch.setattr(Store, "attached", lambda store, path: kept.attached(store, path))
        patch.setattr(Scratch, "add_function", lambda _scratch, name, function: kept.add_function(name, function))
        yield kept
    kept.close()


@pytest.fixture(scope="module", autouse=True)
def scratches_of_one_module(scratches: Scratches) -> Iterator[None]:
    """Keep what a file of tests prepared until its last test."""
    yield
    scratches.clear()


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of one session of tests share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def make_once(folder: Path, make: Callable[[Path], object]) -> Path:
    """Make a folder unless another process of the session has done so; copy what is in it, never write to it."""
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            half = folder.with_name(f"{folder.name}.half")
            make(half)
            half.rename(folder)
    return folder


@pytest.fixture(scope="session")
def title_cache(shared_folder: Path) -> Path:
    """What a workspace keeps of titles, with those of the demo log read, once a session."""
    with FileLock(shared_folder / "titles.lock"):
        titles.embed_titles(list(make_catalogue().titles), ENGLISH)
    return shared_folder / "titles"


@pytest.fixture(scope="session", autouse=True)
def titles_read_once(shared_folder: Path) -> Iterator[None]:
    """Have the language model read each title once a session: it gives the same vector each time."""
    read = titles._embed

    def read_once(new: list[str], model: str, *surroundings: Any) -> FloatArray:
        name = model_key(model, allow_downloads=True)
        known = titles._Cache(shared_folder / "titles", name)
        keys = {title: hashlib.sha256(f"{name}\n{title}".encode()).hexdigest() for title in new}
        missing = [title for title in new if keys[title] not in known.vectors]
        if missing:
            known.add({keys[t]: v for t, v in zip(missing, read(missing, model, *surroundings), strict=True)})
        return np.array([known.vectors[keys[title]] for title in new])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(titles, "_embed", read_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def catalogues_split_once() -> Iterator[None]:
    """Have each process split the same items into branches once: it gives the same branches each time."""
    split, found = branches.split, dict[tuple[object, ...], IntArray]()

    def split_once(vectors: FloatArray, most: int, least: int = branches.LEAST_ITEMS) -> IntArray:
        key = (hashlib.sha256(vectors.tobytes()).digest(), vectors.shape, vectors.dtype.str, most, least)
        if key not in found:
            found[key] = split(vectors, most, least)
        return found[key].copy()

    with pytest.MonkeyPatch.context() as patch:
        for module in (branches, build, given):
            patch.setattr(module, "split", split_once)
        yield


ALL_DRAWS = {
    "contracts/test_clusterers.py",
    "core/test_appraise.py",
    "core/test_check.py",
    "core/test_choose_k.py",
    "core/test_clusterers_values.py",
    "core/test_confidence.py",
    "core/test_holdout.py",
    "core/test_judged_runs.py",
    "core/test_kmeans_starts.py",
    "core/test_refit.py",
    *(f"core/{path.name}" for path in (PROJECT / "tests" / "core").glob("test_trust_*.py")),
}
"""Files whose tests are about k-means, about what a run draws to judge segments, or about those of real logs."""


@pytest.fixture(scope="module", autouse=True)
def few_draws(request: pytest.FixtureRequest) -> Iterator[None]:
    """Spare tests of other things most of what a run draws: small logs with clear tastes need few starts of k-means."""
    with contextlib.nullcontext() if _name_of(request.path) in ALL_DRAWS else spare_draws():
        yield


@contextlib.contextmanager
def spare_draws() -> Iterator[None]:
    """Have runs in this process draw little; also for what tests share, whoever makes it first."""
    best_start = KMeans._best_start

    def best_of_few(self: KMeans, X: Vectors) -> Any:
        return best_start(replace(self, n_starts=min(self.n_starts, 8)), X)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(KMeans, "_best_start", best_of_few)
        patch.setattr("core.trust.reference.N_REFERENCES", 4)
        patch.setattr("core.model.confidence_rule._N_ROUNDS", 1)
        patch.setattr("core.trust.holdout.N_PERMUTATIONS", 5)
        patch.setattr("core.trust.stability.N_RESAMPLES", 4)
        yield


@pytest.fixture(scope="session")
def prepared_once(tmp_path_factory: pytest.TempPathFactory, scratches: Scratches) -> PreparedOnce:
    """What commands make of logs, which they clean once a process."""
    return PreparedOnce(tmp_path_factory.mktemp("prepared"), scratches)


@pytest.fixture(scope="module")
def temporary_workspace(prepared_once: PreparedOnce) -> Iterator[None]:
    """Have commands work in a workspace that is deleted afterwards, as they do where none is named."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("ATLAS_WORKSPACE", raising=False)
        patch.setattr("core.ingest.load.prepare_log", prepared_once)
        yield


@pytest.fixture
def without_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare a test the language model: titles become the counts of their words."""
    monkeypatch.setattr(titles, "_embed", embed_words)


@pytest.fixture(scope="session")
def online_retail() -> Path:
    """Where the Online Retail log is: below ``ATLAS_SHARED``, by default ``../shared`` beside the project."""
    try:
        return find_online_retail()
    except FileNotFoundError as error:
        pytest.skip(str(error))
