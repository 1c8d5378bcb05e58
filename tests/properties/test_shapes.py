"""Whatever is edited, undone and done again: everybody is in one segment or in none, and history gives the same."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import DataError
from core.jobs.shapes import Shapes
from core.jobs.workspace import open_workspace
from core.settings import Settings
from core.shaping.edits import Edit, Means, Members, Merge, Move, Split, apply_edits, edits_from_text
from core.store.dataset_info import DatasetVersion
from core.store.job_info import NewJob
from core.store.shape_steps import StaleEditError, read_shape
from core.store.store import Store
from core.types import BoolArray, Labels, Recipe

USERS = np.array([f"u{place}" for place in range(12)], dtype=object)
LABELS = np.array([1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, -1], dtype=np.int32)
RECORD = '{"scores": {"k": 3}, "seconds": {}}'


def halves(is_member: BoolArray, n_parts: int) -> Labels:
    """Divide users in their order, the first part the largest."""
    return (np.sort(np.arange(is_member.sum()) % n_parts) + 1).astype(np.int32)


def chosen(rule: str, labels: Labels) -> BoolArray:
    raise AssertionError(rule)


MEANS = Means(halves, chosen)


@pytest.fixture(scope="module")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shapes]:
    """The segments of one run that is done, of twelve users; nothing computes figures."""
    folder = tmp_path_factory.mktemp("shapes")
    with Store(Settings(folder / "workspace", "UTC", "200MB", 1)) as store:
        workspace = open_workspace(store)
        found: Any = SimpleNamespace(user_ids=USERS, points=None)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("core.jobs.shape_labels.read_labels", lambda _folder: (LABELS, 3))
            patch.setattr("core.jobs.shape_means.SeenUsers.means", lambda _seen, _run: MEANS)
            yield Shapes(workspace, lambda _run: found, chosen, lambda: None, lambda _run: None)  # type: ignore[arg-type]


def new_root(shapes: Shapes, folder: Path) -> str:
    """Add a run that nobody has edited, and return its id."""
    run_id = f"root{next(_roots)}"
    runs, jobs = shapes._runs, shapes._workspace.jobs
    info = runs.add(run_id, DatasetVersion("log"), Recipe(), NewJob("run", f'{{"run_id": "{run_id}"}}', "ann"))
    jobs.start(info.job_id)
    (made := folder / f"made_{run_id}").mkdir()
    (made / "run.json").write_text(RECORD, encoding="utf-8")
    runs.publish(run_id, info.job_id, made)
    return run_id


NUMBERS = st.integers(1, 5)
EDITS = st.one_of(
    st.builds(Merge, st.lists(NUMBERS, min_size=2, max_size=3).map(tuple)),
    st.builds(Split, NUMBERS, st.integers(2, 3)),
    st.builds(
        Move, st.lists(st.sampled_from(USERS.tolist()), min_size=1).map(tuple), st.none() | NUMBERS | st.just(-1)
    ),
)
ACTS = st.lists(EDITS | st.sampled_from(["undo", "redo"]), min_size=1, max_size=8)
_roots = count()


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_edits_and_undos_leave_a_partition_and_replay_gives_the_same(
    shapes: Shapes, tmp_path: Path, acts: list[Edit | str]
) -> None:
    root = new_root(shapes, tmp_path)
    for act in acts:
        standing = shapes.standing(root)
        try:
            if act == "undo":
                shapes.undo(standing)
            elif act == "redo":
                shapes.redo(standing)
            elif isinstance(act, Edit):
                shapes.edit(standing, [act])
        except DataError:
            assert shapes.standing(root) == standing
        users, labels = shapes.labels(shapes.standing(root)) or (None, None)
        assert users is not None
        assert labels is not None
        assert users.tolist() == USERS.tolist()
        assert len(labels) == len(USERS)
        assert all(label == -1 or label > 0 for label in labels.tolist())
    for version in shapes.versions(root):
        found = shapes.labels(version.run_id)
        assert found is not None
        assert replayed(shapes, version.run_id).tolist() == found[1].tolist()


def replayed(shapes: Shapes, run_id: str) -> Labels:
    """Apply all edits that led to a version to the labels of the recipe, in their order."""
    edits: list[Edit] = []
    run = shapes._known(run_id)
    while run.edit:
        shape = read_shape(shapes._workspace.store, run.run_id)
        assert shape is not None
        edits = [*edits_from_text(shape.edits), *edits]
        run = shapes._known(run.edit.parent)
    return apply_edits(Members(USERS, LABELS, 3), edits, MEANS)[0].labels if edits else LABELS


def test_of_two_analysts_who_edit_at_once_one_is_refused(shapes: Shapes, tmp_path: Path) -> None:
    root = new_root(shapes, tmp_path)
    shapes.edit(root, [Merge((1, 2))], author="ann")
    with pytest.raises(StaleEditError) as caught:
        shapes.edit(root, [Merge((2, 3))], author="bob")
    assert [step.author for step in caught.value.steps] == ["ann"]
    assert caught.value.wanted == ("merged 2, 3",)
