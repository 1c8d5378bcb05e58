"""The product as it is judged: the planted demo, through the command line, and a real log."""

import csv
import json
from dataclasses import replace

import pytest
from sklearn.metrics import adjusted_rand_score

from core.cli import main as cli
from core.demo.write import write_demo
from core.export.rejected import write_rejected
from core.ingest.load import load_log
from core.ingest.tables.source import LogSource
from core.pipeline import run as run_recipe
from core.results.run import Options
from core.store.store import Store
from core.trust.holdout import judge
from core.trust.refit import Refit
from core.trust.split import MIN_EVENTS
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


@pytest.fixture(scope="module")
def retail(online_retail, tmp_path_factory):
    """The real log, loaded once by the command's own guess of its layout: its report, events and rejected rows."""
    folder = tmp_path_factory.mktemp("retail")
    with Store(replace(settings(folder), threads=2)) as store:
        report = load_log(store, LogSource(online_retail), "local")
        write_rejected(store.rejected(report.dataset_id), folder / "rejected.csv")
        return report, store.population(report.dataset_id), folder / "rejected.csv"


def test_online_retail_gives_exactly_the_published_counts(retail):
    report, population, rejected = retail
    assert any("recognised as UCI Online Retail by its columns" in note for note in report.notes)
    assert report.n_records == 541_909
    assert report.rejected == {"no user": 135_080, "not a product": 1_920, "exact duplicate": 5_220}
    assert (report.n_stored, report.n_refunds) == (399_689, 8_506)
    assert (report.n_users, report.n_items) == (4_363, 3_676)
    place = population.items.item_ids.tolist().index("85123A")
    assert population.items.titles[place] == "WHITE HANGING HEART T-LIGHT HOLDER"
    assert population.event_names == ("purchase", "refund")
    assert (population.histories.values[population.histories.events == 1] <= 0).all()
    assert population.attributes.columns.tolist() == ["Country"]
    with rejected.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0] == ["line", "reason", "raw"]
    assert len(lines) == 1 + report.n_rejected
    assert lines[1] == ["46", "not a product", "536370,POST,POSTAGE,3,2010-12-01 08:45:00,18.0,12583,France"]


def test_segments_of_a_real_log_predict_what_its_users_buy(retail):
    """What of the default run bears on the score."""
    _report, population, _rejected = retail
    held = Refit(Recipe(k=8), 8).hold_out(population, MIN_EVENTS)
    found = judge(held.split, held.labels, 0)
    assert found.k == 8
    assert found.recall_uplift_pct >= 40
    assert -8 <= found.recall_uplift_permuted_pct <= 3
