"""The product as it is judged: the planted demo and a real log, through the command line."""

import csv
import json

import pytest
from sklearn.metrics import adjusted_rand_score

from core.cli import main as cli
from core.ingest.demo import write_demo
from core.ingest.load import load_log
from core.ingest.source import LogSource
from core.pipeline import run as run_recipe
from core.results.run import Options
from core.store.store import Store
from core.types import Recipe
from tests.core.jobs_help import settings

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("temporary_workspace")]


def run(out, *arguments):
    """Run what the judgement needs; return the record and the rows of segments.csv."""
    parts = ("--no-map", "--no-trust", "--no-model")
    assert cli.main(["run", *map(str, arguments), *parts, "--out", str(out)]) == 0
    return json.loads((out / "run.json").read_text(encoding="utf-8")), rows(out / "segments.csv")


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The faint demo log in its default size."""
    out = tmp_path_factory.mktemp("logs") / "demo"
    write_demo(out, kind="faint")
    return out


@pytest.fixture(scope="module")
def population(demo, tmp_path_factory):
    """Its events alone, loaded once."""
    with Store(settings(tmp_path_factory.mktemp("views"))) as store:
        return store.population(load_log(store, LogSource(demo / "events.csv"), "local").dataset_id)


def agreement(found, demo):
    """Adjusted Rand index among users of the six planted segments."""
    planted = {row["user_id"]: row["segment"] for row in rows(demo / "truth.csv") if row["segment"].isdecimal()}
    segment_of = {row["user_id"]: row["segment"] for row in found}
    assert len(set(planted.values())) == 6
    return adjusted_rand_score(list(planted.values()), [segment_of[user] for user in planted])


def test_the_six_planted_segments_are_found_in_the_demo(demo, tmp_path):
    files = (demo / "events.csv", "--items", demo / "items.csv", "--users", demo / "users.csv")
    record, found = run(tmp_path / "out", *files)
    assert (record["n_users"], len(found)) == (3000, 3000)
    assert record["scores"]["k"] == 6
    assert agreement(found, demo) >= 0.90
    assert record["scores"]["holdout"]["recall_uplift_pct"] > 0
    assert abs(record["scores"]["holdout"]["recall_uplift_permuted_pct"]) < 5


@pytest.mark.parametrize("encoder", ["counts", "behaviour"])
def test_one_view_alone_does_not_find_them(demo, population, encoder):
    parts = Options(with_map=False, with_holdout=False, with_trust=False, with_model=False)
    labels = run_recipe(population, Recipe(encoder=encoder, k=6), parts).clustering.labels
    found = [
        {"user_id": user, "segment": str(label)}
        for user, label in zip(population.histories.user_ids, labels, strict=True)
    ]
    assert agreement(found, demo) < 0.80


def test_segments_of_a_real_log_predict_what_its_users_buy(online_retail, tmp_path):
    record, found = run(tmp_path / "out", online_retail, "--preset", "online-retail", "--k", "8")
    ingest = record["ingest"]
    assert ingest["n_records"] == 541_909
    assert ingest["rejected"] == {"no user": 135_080, "not a product": 1_920, "exact duplicate": 5_220}
    assert (ingest["n_stored"], ingest["n_refunds"]) == (399_689, 8_506)
    assert (record["n_users"], record["n_items"], len(found)) == (4_363, 3_676, 4_363)
    holdout = record["scores"]["holdout"]
    assert holdout["k"] == 8
    assert holdout["recall_uplift_pct"] >= 40
    assert -8 <= holdout["recall_uplift_permuted_pct"] <= 3
