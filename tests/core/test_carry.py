"""Names that stay, in a workspace: the next run of a dataset takes them over when it is published."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.jobs.name_versions import of_analysts
from core.results.audience import code_of
from core.results.results import with_naming
from core.server import Server
from core.stages.table import Stage
from core.store.carried import CARRIED_OVER, CarriedState
from core.store.job_info import JobState
from core.store.runs import RunInfo
from tests.core.jobs_help import QUICK, load_three_tastes, server_of, settings, wait_until_ended

LEFT_OUT = (Stage.MAP, Stage.HOLDOUT, Stage.TRUST, Stage.MODEL)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("carry")
    load_three_tastes(folder)
    with server_of(folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def first(server: Server) -> RunInfo:
    run = finished(server, 0)
    server.save_segmentation(run.run_id, {1: "Regulars"}, {2: "Call them."}, 0)
    return run


def finished(server: Server, random_state: int, k: int = 3) -> RunInfo:
    dataset_id = server.store.datasets()[0].dataset_id
    asked = server.submit(dataset_id, replace(QUICK, k=k, random_state=random_state), LEFT_OUT)
    run = wait_until_ended(server, asked.run_id)
    assert (run.state, run.message) == (JobState.DONE, "")
    return run


def test_the_next_run_begins_with_the_names_of_the_last_analyst(server: Server, first: RunInfo) -> None:
    second = finished(server, 1)
    (found,) = server.runs.history(second.run_id)
    assert (found.version, found.parent, found.author, found.is_carried_over) == (2, 0, CARRIED_OVER, True)
    origin = found.origin
    assert origin
    assert (origin.run_id, origin.version, origin.n_common) == (first.run_id, 1, 60)
    regulars = next(each for each in origin.segments if each.name == "Regulars")
    assert (regulars.from_segment, regulars.number, regulars.state) == (1, 1, CarriedState.CARRIED)
    assert (found.names, found.number_of(regulars.segment)) == ({regulars.segment: "Regulars"}, 1)
    third = finished(server, 2)
    taken = server.runs.segmentation(third.run_id).origin
    assert taken
    assert taken.run_id == first.run_id  # no analyst wrote about the second run
    asked = server.runs.segmentation(second.run_id)
    server.save_segmentation(second.run_id, {**asked.names, 3: "Night owls"}, asked.notes, asked.version)
    current = server.runs.current_names(first.dataset_id, without="")
    assert current
    assert (current.run_id, current.version) == (second.run_id, 4)  # after that of the third run
    assert current.numbers == found.numbers
    assert current.origin
    assert current.origin.run_id == first.run_id


def test_a_run_whose_names_cannot_be_read_is_published_all_the_same(server: Server, first: RunInfo) -> None:
    for each in server.runs.runs():
        if each.run_id != first.run_id:
            server.delete_run(each.run_id)
    shutil.move(server.runs.folder(first.run_id) / "users.parquet", server.store.workspace / "kept")
    found = server.runs.segmentation(finished(server, 3).run_id)
    shutil.move(server.store.workspace / "kept", server.runs.folder(first.run_id) / "users.parquet")
    assert found.names == {}
    assert found.version > server.runs.segmentation(first.run_id).version  # above those of the deleted runs, too
    assert found.origin
    assert "There are no results in" in found.origin.why_nothing


def test_a_workspace_without_names_and_with_one_run_has_no_version(server: Server, tmp_path: Path) -> None:
    load_three_tastes(tmp_path)
    alone = Server(settings(tmp_path))
    try:
        assert alone.runs.history(finished(alone, 0).run_id) == []
    finally:
        alone.close()


def test_names_of_a_language_model_are_made_anew(server: Server, first: RunInfo) -> None:
    seen = server.runs.segmentation(first.run_id)
    server.runs.save_segmentation(first.run_id, {**seen.names, 3: "Modelled"}, seen.notes, seen.version, "model m")
    current = server.runs.current_names(first.dataset_id, without="")
    assert current
    found = of_analysts(server.runs.history(first.run_id), current)
    assert (found.version, found.names, found.notes) == (current.version, {1: "Regulars"}, {2: "Call them."})


def test_codes_rise_from_run_to_run_of_a_log(server: Server, first: RunInfo) -> None:
    def codes(run_id: str) -> dict[int, int]:
        named = with_naming(server.results(run_id), server.runs.segmentation(run_id))
        return {named.number_of(each): int(code_of(named, each).rpartition("v")[2]) for each in named.segments}

    seen = server.runs.segmentation(first.run_id)
    for _ in range(3):
        seen = server.runs.save_version(seen, "ann")
    before, later = codes(first.run_id), finished(server, 4)
    origin, after = server.runs.segmentation(later.run_id).origin, codes(later.run_id)
    assert origin
    carried = {each.number for each in origin.segments} & after.keys()
    assert carried
    assert all(after[number] > before[number] for number in carried)
    again = server.runs.save_version(server.runs.segmentation(first.run_id), "ann")  # no code is given twice
    assert again.version == server.runs.segmentation(later.run_id).version + 1
