"""The benchmark script reports what is missing and measures what was asked; nothing here is timed."""

from __future__ import annotations

import gzip
import re
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks import campaigns, dashboard, estimate, recommend, run
from benchmarks.first_map import MapWatch
from benchmarks.measure import Measured, measure, print_table
from benchmarks.notebook_steps import read_purchases
from benchmarks.split_files import read
from benchmarks.usual_notebook import describe_users
from core.jobs.preliminary import Preliminary, write_preliminary
from core.types import Recipe
from tests.conftest import PROJECT
from tests.core.jobs_help import wait_for


def test_a_missing_log_is_a_users_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ATLAS_SHARED", str(tmp_path))
    assert run.main(["--only", "quick"]) == 2
    printed = capsys.readouterr()
    assert f"The Online Retail log is not at {tmp_path / run.ONLINE_RETAIL}. Set ATLAS_SHARED" in printed.err
    assert printed.out == ""


def test_a_planted_campaign_holds_back_the_share_that_was_asked_for() -> None:
    (shares, difference, above) = campaigns.control_rows(2)
    assert shares[1] == "100.0 % of 2"
    assert 0 < float(difference[1]) < campaigns.WANTED
    assert above[1].startswith("0 of ")


def test_a_process_is_measured_to_its_end() -> None:
    measured = measure("keyword", "keyword")
    assert measured.seconds > 0
    assert measured.peak_rss_mb > 1


def test_a_process_that_fails_is_not_measured() -> None:
    with pytest.raises(subprocess.CalledProcessError, match=r"no_such_module.*status 1"):
        measure("nothing", "no_such_module")


def test_ratios_are_to_persona_atlas(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "find_online_retail", lambda: tmp_path)
    monkeypatch.setitem(run.RUNS, "ours", lambda events, folder: Measured("ours", 10.0, 500.0))
    monkeypatch.setitem(run.RUNS, "quick", lambda events, folder: Measured("quick", 25.0, 1000.0))
    run.compare_processes(["ours", "quick"], tmp_path)
    assert "| quick | 25.0 | 2.5 | 1000 | 2.0 |" in capsys.readouterr().out


def test_the_map_is_seen_as_soon_as_a_job_has_written_it(tmp_path: Path) -> None:
    job, labels = tmp_path / "tmp" / "job-1", np.array([1, 2], np.int32)
    job.mkdir(parents=True)
    with MapWatch(tmp_path) as watch:
        write_preliminary(Preliminary(labels, None), job)
    assert watch.seconds is None
    write_preliminary(Preliminary(labels, np.zeros((2, 2), np.float32)), job)
    with MapWatch(tmp_path) as watch:
        wait_for(lambda: watch.seconds is not None)


def test_the_time_to_the_map_is_given_as_a_part_of_the_usual_notebooks() -> None:
    expected = "were there after 20.0 s, 0.08 of the usual notebook's time (wanted: 0.1 at most)."
    assert expected in run.describe_map(20.0, Measured("usual", 250.0, 1000.0))
    assert run.describe_map(20.0, None) == "Numbered segments and their map were there after 20.0 s.\n"


def test_an_estimate_counts_within_a_factor_of_one_and_a_half_either_way() -> None:
    found = [estimate.Estimated(Recipe(), "demo", guess, 10.0) for guess in (6.0, 7.0, 10.0, 15.0, 16.0)]
    assert estimate.share_within(found) == pytest.approx(3 / 5)
    assert estimate.share_within([]) == 0


def test_tables_are_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["what", "seconds"], [["a", "1"]])
    assert capsys.readouterr().out == "| what | seconds |\n|---|---:|\n| a | 1 |\n\n"


def test_notebooks_keep_purchases_only(tmp_path: Path) -> None:
    lines = pd.DataFrame(
        {
            "InvoiceNo": ["1", "1", "C2", "3", "4", "5"],
            "StockCode": ["10001", "10001", "10001", "POST", "10002", "10002A"],
            "Description": ["RED MUG", "RED MUG", "RED MUG", "POSTAGE", "BLUE MUG", " GREEN MUG "],
            "Quantity": [1, 1, -1, 1, 1, 2],
            "UnitPrice": [1.0, 1.0, 1.0, 5.0, 1.0, 1.0],
            "CustomerID": pd.array([7, 7, 7, 7, None, 7], dtype="Int32"),
        }
    )
    path = tmp_path / "log.parquet"
    lines.to_parquet(path)
    purchases = read_purchases(path)
    assert purchases["InvoiceNo"].tolist() == ["1", "5"]
    assert describe_users(purchases).to_dict() == {7: "red mug, green mug"}


def test_recommenders_are_judged_on_two_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pairs = [(user, item) for user in range(40) for item in range(8) if (user + item) % 2 == 0 and item != user % 8]
    train = "".join(f"{user},{item},2026-01-{1 + place % 28:02}\n" for place, (user, item) in enumerate(pairs))
    (tmp_path / "train.csv").write_text(f"user_id,item_id,timestamp\n{train}")
    picked = "".join(f"{user},{user % 8}\n" for user in range(40))
    (tmp_path / "test.csv").write_text(f"user_id,item_id\n{picked}stranger,1\n")
    files = [f"--{each}={tmp_path / each}.csv" for each in ("train", "test")]
    monkeypatch.setattr("sys.argv", ["recommend", *files, "--reduce", "0.5"])
    recommend.main()
    printed = capsys.readouterr().out
    assert "1 of 41 test rows have a user or an item that training lacks." in printed
    assert "40 users judged, 40 with fewer than 5 events" in printed
    assert "| ease | 1.0000 |" in printed  # lists of 20 hold all 8 items
    assert "| EASE | 1.0000 |" in printed


SPLIT_ROWS = [("u1", "i1", 1_600_000_000), ("u1", "NA", 1_600_000_100), ("u2", "i1", 1_600_000_200)]
SPLIT_FILES = {
    "a header": "user_id,item_id,timestamp\nu1,i1,1600000000\nu1,NA,1600000100\nu2,i1,1600000200\n",
    "no header": "u1\ti1\t1600000000\nu1\tNA\t1600000100\nu2\ti1\t1600000200\n",
    "colons": "u1::i1::1600000000\nu1::NA::1600000100\nu2::i1::1600000200\n",
    "other columns, in another order": "\ufeffphone;Item_ID;ean;Timestamp;note;USER_ID\n"
    '4915100000000;i1;400000000000;1600000000;"a, b; c";u1\n4915100000001;NA;400000000000;1600000100;;u1\n'
    "4915100000002;i1;400000000000;1600000200;;u2\n",
    "times as text": "user,item,rating,date\nu1,i1,5,2020-09-13 12:26:40\nu1,NA,1,2020-09-13T12:28:20Z\n"
    "u2,i1,3,2020-09-13 12:30:00\n",
    "unknown names": "who,what,when\nu1,i1,1600000000\nu1,NA,1600000100\nu2,i1,1600000200\n",
    "a row without an item": "user_id,item_id,timestamp\nu1,i1,1600000000\nu3,,1600000000\n"
    "u1,NA,1600000100\nu2,i1,1600000200\n",
}


@pytest.mark.parametrize("kind", SPLIT_FILES)
@pytest.mark.parametrize("ending", ["csv", "csv.gz"])
def test_files_of_a_split_are_read_as_they_are(
    kind: str, ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"train.{ending}"
    written = SPLIT_FILES[kind].encode()
    path.write_bytes(gzip.compress(written) if ending == "csv.gz" else written)
    rows = read(path)
    seconds = recommend.seconds_of(rows["time"].to_numpy(dtype=np.float64)).tolist()
    assert [*zip(rows["user"], rows["item"], seconds, strict=True)] == SPLIT_ROWS
    left_out = f"1 of 4 rows of train.{ending} have no user or no item.\n\n"
    assert capsys.readouterr().out == (left_out if kind == "a row without an item" else "")


def test_times_become_seconds_and_places_of_rows_none() -> None:
    assert recommend.seconds_of(np.array([0.0, 1.0, 2.0])).tolist() == [0, 0, 0]
    assert recommend.seconds_of(np.array([1.7e18, 1.8e18])).tolist() == [1_700_000_000, 1_800_000_000]


@pytest.mark.parametrize("page", dashboard.CONTENT)
def test_what_the_dashboard_is_timed_by_is_a_part_of_a_page(page: str) -> None:
    """Keys of parts are renamed; then the benchmark would wait for what never comes."""
    key = re.search(r"st-key-(\w+?)(?:_?'| )", dashboard.CONTENT[page])
    texts = [path.read_text("utf-8") for folder in ("core/ui", "pages") for path in (PROJECT / folder).rglob("*.py")]
    assert key is None or any(re.search(rf'"{key[1]}("|_\{{)', text) for text in texts)
