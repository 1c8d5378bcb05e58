"""What analysts exclude for a finding: runs leave it out and name it, and undoing gives everything back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

from core.errors import DataError
from core.health.decide import DataHealth
from core.health.table import CODES
from core.ingest.load import load_log
from core.ingest.tables.source import LogSource
from core.jobs.kinds.run import add_run
from core.jobs.workspace import open_workspace
from core.population.excluded import NOTHING_EXCLUDED, Excluded
from core.population.tables import read_population
from core.store.store import Store
from core.types import Population, Recipe
from tests.core.health_help import at, healthy
from tests.core.ingest_help import open_store, settings, write
from tests.core.old_workspace import take_back

EXCLUDABLE = ("bots", "few_events", "similar_ids", "future", "common_items")


def city_of(user: str) -> str:
    return f"c{ord(user[-1]) % 4}"


def write_log(folder: Path) -> LogSource:
    """Write a log in which each of ``EXCLUDABLE`` is found, some of the same users."""
    events = [
        *healthy(),
        *(("robot", f"i{n % 60:02d}", at(3 * 86_400 + 10 * 3600 + 12 * n)) for n in range(300)),
        *(("short", f"i{n:02d}", at(n * 3600)) for n in range(2)),
        ("once", "only", at(3600)),
        *(("U01", f"i{n:02d}", at(n * 90_000)) for n in range(5)),
        ("late", "i01", "2099-01-01 10:00:00"),
        *((f"u{user:02d}", "bag", at(user * 90_000 + 7)) for user in range(30)),
    ]
    rows = "".join(",".join(event) + "\n" for event in sorted(events, key=lambda event: event[2]))
    users = "user_id,city\n" + "".join(f"{user},{city_of(user)}\n" for user in sorted({event[0] for event in events}))
    write(folder / "users.csv", users)
    return LogSource(write(folder / "log.csv", f"user_id,item_id,timestamp\n{rows}"), users=folder / "users.csv")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("decisions")


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[Store]:
    with open_store(folder) as opened:
        load_log(opened, write_log(folder), "local")
        yield opened


@pytest.fixture(scope="module")
def dataset_id(store: Store) -> str:
    return store.datasets()[0].dataset_id


@pytest.fixture(scope="module")
def health(store: Store) -> DataHealth:
    return DataHealth(store)


@pytest.fixture(autouse=True)
def nothing_decided(health: DataHealth, dataset_id: str) -> None:
    health.decide(dataset_id, "ann", undo=CODES)


def arrays(population: Population) -> dict[str, list[object]]:
    names = ("user_ids", "offsets", "items", "events", "timestamps", "week_hours")
    found = {name: getattr(population.histories, name).tolist() for name in names}
    return {**found, "item_ids": population.items.item_ids.tolist(), "city": population.attributes["city"].tolist()}


def test_the_log_holds_what_it_was_made_for(health: DataHealth, dataset_id: str) -> None:
    found = {each.code: each.count for each in health.findings(dataset_id)}
    expected = {"bots": 1, "few_events": 3, "similar_ids": 2, "future": 1, "common_items": 1}
    assert {code: found[code] for code in EXCLUDABLE} == expected


def test_excluded_users_are_in_no_population(store: Store, health: DataHealth, dataset_id: str) -> None:
    whole = store.population(dataset_id)
    made = health.decide(dataset_id, "ann", exclude=["few_events"])
    assert (made.author, made.codes, made.kept) == ("ann", ("few_events",), ())
    assert (made.excluded.n_users, made.excluded.n_items, made.excluded.n_events) == (3, 1, 4)
    assert made.excluded.sentence == "3 users, 1 item and 4 events excluded by data health."
    left = store.population(dataset_id)
    assert set(whole.histories.user_ids) - set(left.histories.user_ids) == {"short", "once", "late"}
    assert set(whole.items.item_ids) - set(left.items.item_ids) == {"only"}
    assert left.histories.n_events == whole.histories.n_events - 4
    assert left.attributes["city"].tolist() == [city_of(user) for user in left.histories.user_ids]
    named = left.items.item_ids[left.histories.of_users(np.array([0])).items].tolist()
    assert named == whole.items.item_ids[whole.histories.of_users(np.array([0])).items].tolist()


def test_excluded_events_take_along_users_without_another_one(
    store: Store, health: DataHealth, dataset_id: str
) -> None:
    made = health.decide(dataset_id, "ann", exclude=["future"])
    assert (made.excluded.n_users, made.excluded.n_items, made.excluded.n_events) == (1, 0, 1)
    assert store.population(dataset_id).histories.timestamps.max() < 1_800_000_000


def test_excluded_items_leave_their_users(store: Store, health: DataHealth, dataset_id: str) -> None:
    made = health.decide(dataset_id, "ann", exclude=["common_items"])
    assert made.excluded.sentence == "1 item and 30 events excluded by data health."
    assert "bag" not in store.population(dataset_id).items.item_ids


@given_settings(max_examples=12)
@given(st.sets(st.sampled_from(EXCLUDABLE)), st.sets(st.sampled_from(EXCLUDABLE)))
def test_excluding_and_undoing_gives_the_same_population_and_the_same_id(
    store: Store, health: DataHealth, dataset_id: str, first: set[str], second: set[str]
) -> None:
    workspace = open_workspace(store)
    health.decide(dataset_id, "ann", undo=CODES)
    whole, run_id = arrays(store.population(dataset_id)), id_of(workspace, dataset_id)
    health.decide(dataset_id, "ann", exclude=first)
    excluded = health.decide(dataset_id, "bob", exclude=second).excluded
    left = store.population(dataset_id)
    assert excluded == health.decide(dataset_id, "bob", exclude=first | second).excluded
    assert len(whole["user_ids"]) - left.n_users == excluded.n_users
    assert len(whole["items"]) - left.histories.n_events == excluded.n_events
    assert (id_of(workspace, dataset_id) == run_id) == (not first | second)
    health.decide(dataset_id, "ann", undo=first | second)
    assert arrays(store.population(dataset_id)) == whole
    assert id_of(workspace, dataset_id) == run_id


def id_of(workspace: object, dataset_id: str) -> str:
    return add_run(workspace, dataset_id, Recipe(), "ann").run_id  # type: ignore[arg-type]


def test_a_run_names_what_it_is_without_and_keeps_it(store: Store, health: DataHealth, dataset_id: str) -> None:
    made = health.decide(dataset_id, "ann", exclude=["bots"])
    run = add_run(open_workspace(store), dataset_id, Recipe(k=3), "ann")
    health.decide(dataset_id, "ann", undo=["bots"])
    assert run.excluded == made.excluded
    assert "robot" not in store.population(dataset_id, run.excluded).histories.user_ids
    assert "robot" in store.population(dataset_id).histories.user_ids
    assert len(store.newest_attributes(dataset_id, run.excluded)) == len(store.newest_attributes(dataset_id)) - 1


def test_workers_get_the_same_population(store: Store, health: DataHealth, dataset_id: str, tmp_path: Path) -> None:
    health.decide(dataset_id, "ann", exclude=["bots", "future", "common_items"])
    store.export_population(dataset_id, tmp_path / "now")
    store.export_population(dataset_id, tmp_path / "whole", NOTHING_EXCLUDED)
    assert arrays(read_population(tmp_path / "now")) == arrays(store.population(dataset_id))
    assert arrays(read_population(tmp_path / "whole")) == arrays(store.population(dataset_id, NOTHING_EXCLUDED))


def test_decisions_are_versions_with_author(store: Store, health: DataHealth, dataset_id: str) -> None:
    first = health.decide(dataset_id, "ann", exclude=["bots"], keep=["future"])
    again = health.decide(dataset_id, "bob", exclude=["bots"])
    assert again == first
    second = health.decide(dataset_id, "bob", keep=["bots"])
    assert (second.version, second.author, second.codes) == (first.version + 1, "bob", ())
    assert second.kept == ("bots", "future")
    assert store.decisions(dataset_id) == second
    assert second.excluded == NOTHING_EXCLUDED


def test_what_is_not_there_is_not_excluded(health: DataHealth, dataset_id: str) -> None:
    assert health.decide(dataset_id, "ann", exclude=["negative_values"]).codes == ()


def test_an_unknown_code_is_refused(health: DataHealth, dataset_id: str) -> None:
    with pytest.raises(DataError, match="There is no finding 'robots'") as caught:
        health.decide(dataset_id, "ann", exclude=["robots"])
    assert caught.value.hint.startswith("Known are bots, super_users, ")
    health.decide(dataset_id, "ann", exclude=["bots"])
    with pytest.raises(DataError, match="There is no finding 'robots'") as caught:
        health.decide(dataset_id, "ann", undo=["robots"])
    assert caught.value.hint.count("bots") == 1


def test_somebody_has_to_be_left(tmp_path: Path) -> None:
    rows = "".join(f"u{n % 40},i{n % 40},2026-01-05 10:00:{n % 60:02d}\n" for n in range(40))
    source = LogSource(write(tmp_path / "log.csv", f"user_id,item_id,timestamp\n{rows}"))
    with open_store(tmp_path) as store:
        dataset_id = load_log(store, source, "local").dataset_id
        with pytest.raises(DataError, match="Users with few events: there is nothing that could be excluded"):
            DataHealth(store).decide(dataset_id, "ann", exclude=["few_events"])
        assert store.decisions(dataset_id).version == 0


def test_exclusions_that_leave_nobody_together_are_refused(tmp_path: Path) -> None:
    rows = "".join(f"u{n % 20},i{n % 30},2026-01-05 10:00:{n % 60:02d}\n" for n in range(20))
    rows += "".join(f"v{n},i{n},2099-01-05 10:0{e}:00\n" for n in range(20) for e in range(3))
    source = LogSource(write(tmp_path / "log.csv", f"user_id,item_id,timestamp\n{rows}"))
    with open_store(tmp_path) as store:
        dataset_id = load_log(store, source, "local").dataset_id
        health = DataHealth(store)
        health.decide(dataset_id, "ann", exclude=["future"])
        with pytest.raises(DataError, match="No user would be left: the exclusions cover all 40"):
            health.decide(dataset_id, "ann", exclude=["few_events"])
        assert store.decisions(dataset_id).codes == ("future",)


def test_a_deleted_dataset_takes_its_decisions_along(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        dataset_id = load_log(store, write_log(tmp_path), "local").dataset_id
        DataHealth(store).decide(dataset_id, "ann", exclude=["bots"])
        store.delete_dataset(dataset_id)
        assert store.rows("select count(*) from health_decisions") == [(0,)]
        assert store.rows("select count(*) from excluded") == [(0,)]


def test_the_log_says_which_items_have_several_titles(tmp_path: Path) -> None:
    rows = (
        "u1,a,2026-01-05,Mug\nu1,a,2026-01-06,Mug\nu2,a,2026-01-06,damaged\nu2,b,2026-01-06,Tea\nu2,b,2026-01-07,TEA\n"
    )
    source = LogSource(write(tmp_path / "log.csv", f"user_id,item_id,timestamp,title\n{rows}"))
    with open_store(tmp_path) as store:
        dataset_id = load_log(store, source, "local").dataset_id
        assert store.other_titles(dataset_id).tolist() == ["damaged", ""]


def test_a_workspace_without_data_health_is_brought_up_to_date(tmp_path: Path) -> None:
    with Store(settings(tmp_path)) as store:
        dataset_id = load_log(store, write_log(tmp_path), "local").dataset_id
    take_back(tmp_path / "workspace", 4)
    with Store(settings(tmp_path)) as store:
        assert set(store.other_titles(dataset_id)) == {""}
        assert DataHealth(store).decide(dataset_id, "ann", exclude=["bots"]).codes == ("bots",)
    assert len(list((tmp_path / "workspace" / "backups").iterdir())) == 1


def test_excluded_survives_json() -> None:
    assert Excluded.from_dict({}) == NOTHING_EXCLUDED
    assert Excluded.from_dict(NOTHING_EXCLUDED.as_dict()) == NOTHING_EXCLUDED
