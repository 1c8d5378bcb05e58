"""The command ``recommend``: lists of segments and of users, from a folder of files and from a workspace."""

from __future__ import annotations

import csv
import json
import shutil
import tempfile

import pytest

from core.cli import main as cli
from core.cli.recommend import weight_lines
from core.cli.recommend_more import find_item
from core.encoders import titles
from core.errors import DataError
from core.export.again_lists import AGAIN_SEGMENT_COLUMNS, AGAIN_USER_COLUMNS
from core.export.audience import AUDIENCE_COLUMNS
from core.export.user_lists import USER_LIST_COLUMNS
from core.files.kept_log import LOG_FOLDER, keep_vectors
from core.results.tables import RECOMMENDATION_COLUMNS
from core.views.typical import TYPICAL_COLUMNS
from tests.conftest import make_once
from tests.core.cli_help import make_demo_and_run, rows
from tests.core.jobs_help import work_here
from tests.populations import population

pytestmark = pytest.mark.usefixtures("temporary_workspace")


@pytest.fixture(scope="module")
def made(shared_folder, temporary_workspace):
    """A demo log of 600 users and its run, which no test changes."""
    return make_once(shared_folder / "six segments", make_demo_and_run)


@pytest.fixture
def bare(made, tmp_path):
    """The folder of the run without the log that it keeps."""
    return shutil.copytree(made / "out", tmp_path / "bare", ignore=shutil.ignore_patterns(LOG_FOLDER))


@pytest.fixture
def recommend(made, tmp_path):
    """Run the command and return the rows of its file."""

    def call(*options, encoding="utf-8"):
        out = tmp_path / "items.csv"
        assert cli.main(["recommend", str(made / "out"), *map(str, options), "--out", str(out)]) == 0
        return rows(out, encoding)

    return call


def test_weights_of_the_hybrid_are_printed_as_shares_the_most_first():
    weights = {"ease": (0.1, 0.0, 0.0), "popularity": (0.299, 0.0, 0.25), "content": (0.001, 1.0, 0.75)}
    assert weight_lines(weights) == [
        "What counts in lists of users with fewer than 5 items: Popular lately 75 %, EASE 25 %, Content 0.2 %.",
        "What counts in lists of users with 5 to 20 items: Content 100 %.",
        "What counts in lists of users with more than 20 items: Content 75 %, Popular lately 25 %.",
    ]


def test_without_a_log_the_lists_are_those_of_the_run(made, recommend, tmp_path, capsys):
    stored = rows(made / "out" / "recommendations.csv")
    assert recommend() == stored
    assert "Popular in a segment:" in capsys.readouterr().out
    out = tmp_path / "leave.txt"
    out.write_text(f"{stored[0]['item_id']}\nno such item\n", encoding="utf-8")
    fewer = recommend("--not-to-offer", out)
    assert stored[0]["item_id"] not in {row["item_id"] for row in fewer}
    own = [row for row in fewer if row["segment"] == "1"]
    assert [row["rank"] for row in own] == [str(1 + n) for n in range(len(own))]


def test_the_log_that_a_run_keeps_serves_for_lists(made, recommend, capsys):
    assert recommend("--distinctiveness", 0.5) == rows(made / "out" / "recommendations.csv")
    assert "Popular in a segment:" in capsys.readouterr().out
    wanted = ["--item", rows(made / "out" / "recommendations.csv")[0]["item_id"], "--of", "segments"]
    assert {row["segment"] for row in recommend(*wanted)} == {str(1 + n) for n in range(6)}
    lists = ["--per-user", 3, "--recommender", "ease"]
    assert recommend(*lists) == recommend(made / "demo" / "events.csv", *lists)


def test_what_a_run_read_of_titles_serves_later_and_nothing_stays_of_a_temporary_workspace(
    made, title_cache, tmp_path, monkeypatch
):
    run = shutil.copytree(made / "out", tmp_path / "run")
    keep_vectors(title_cache, run)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr(titles, "_embed", lambda *_: pytest.fail("a title was read again"))
    for log in ([], [made / "demo" / "events.csv", "--items", made / "demo" / "items.csv"]):
        wanted = ["--per-user", 3, "--recommender", "content", "--out", tmp_path / "items.csv"]
        assert cli.main(["recommend", str(run), *map(str, [*log, *wanted])]) == 0
        assert [*(tmp_path / "temporary").iterdir()] == []


def test_what_is_in_stock_is_all_that_is_offered(made, bare, recommend, tmp_path, capsys):
    stored = [row["item_id"] for row in rows(made / "out" / "recommendations.csv")]
    stock = tmp_path / "stock.csv"
    stock.write_text(f"sku,n\n{stored[0]},4\n{stored[1]},1\nno such item,1\n", encoding="utf-8")
    out = tmp_path / "of bare.csv"
    assert cli.main(["recommend", str(bare), "--in-stock", str(stock), "--out", str(out)]) == 0
    assert {row["item_id"] for row in rows(out)} == {*stored[:2]}
    printed = capsys.readouterr().out
    assert f"In stock: 2 of the {len(set(stored))} items on the lists of the run are in the file;" in printed
    recommend(made / "demo" / "events.csv", "--in-stock", stock)
    assert "In stock: 2 ids of the list are of items. 1 id is of no item: no such item." in capsys.readouterr().out


def test_two_segments_are_compared(made, recommend, capsys):
    stored = rows(made / "out" / "recommendations.csv")
    first, second = ({row["item_id"] for row in stored if row["segment"] == each} for each in "12")
    found = recommend("--compare", 1, 2)
    assert {row["item_id"] for row in found if row["who"] == "both"} == first & second
    assert {row["item_id"] for row in found if row["who"] == "only 2"} == second - first
    assert f"both: {len(first & second)}, only 1: {len(first - second)}" in capsys.readouterr().out


def test_the_most_distinctive_items_come_first_when_asked(made, recommend, capsys):
    found = recommend(made / "demo" / "events.csv", "--distinctiveness", 1)
    lifts = [float(row["lift"]) for row in found if row["segment"] == "1"]
    assert lifts == sorted(lifts, reverse=True)
    assert "left out as gone" in capsys.readouterr().out


def test_the_audience_for_an_item_is_listed(made, recommend, capsys):
    log = made / "demo" / "events.csv"
    item = rows(made / "out" / "recommendations.csv")[0]["item_id"]
    found = recommend(log, "--item", item, "--at-most", 4)
    assert list(found[0]) == list(AUDIENCE_COLUMNS)
    assert [row["rank"] for row in found] == ["1", "2", "3", "4"]
    has = {row["user_id"] for row in rows(log) if row["item_id"] == item}
    assert not has & {row["user_id"] for row in found}
    out = capsys.readouterr().out
    assert "4 of 600 users are listed." in out
    assert f"Left out: {len(has)} users who have the item" in out
    segments = recommend(log, "--item", item, "--of", "segments", "--excel", encoding="utf-8-sig")
    assert {row["segment"] for row in segments} == {str(1 + n) for n in range(6)}


def test_typical_users_are_listed_with_what_they_would_get(made, recommend):
    found = recommend(made / "demo" / "events.csv", "--typical", "--per-user", 2)
    assert list(found[0]) == list(TYPICAL_COLUMNS)
    assert {row["segment"] for row in found} == {str(1 + n) for n in range(6)}
    assert sum(row["kind"] == "offer" for row in found) == 6 * 3 * 2
    assert all("…" in row["user_id"] for row in found)


def test_diversity_compares_items_by_their_users_where_a_log_has_no_categories(made, recommend):
    def items_of(found):
        return [row["item_id"] for row in found]

    usual, spread = recommend("--diversity", "0"), recommend("--diversity", "1")
    assert items_of(usual) == items_of(rows(made / "out" / "recommendations.csv"))
    assert not any(row["category"] for row in usual)
    assert set(items_of(usual)) != set(items_of(spread))
    assert [row["item_id"] for row in usual if row["rank"] == "1"] == [
        row["item_id"] for row in spread if row["rank"] == "1"
    ]


def test_diversity_picks_from_more_items_than_a_list_holds(made, recommend, capsys):
    log = made / "demo" / "events.csv", "--items", made / "demo" / "items.csv"
    usual, spread = recommend(*log), recommend(*log, "--diversity", 1)
    assert {row["segment"]: row["item_id"] for row in usual if row["rank"] == "1"} == {
        row["segment"]: row["item_id"] for row in spread if row["rank"] == "1"
    }
    assert n_categories(spread) > n_categories(usual)
    assert len({row["item_id"] for row in spread} - {row["item_id"] for row in usual}) > 0
    capsys.readouterr()
    recommend("--diversity", 1)  # the log that the run keeps has more items than the lists of the run, too
    assert "left out" in capsys.readouterr().out


def n_categories(found):
    """Return how many different categories the lists of all segments have, added up."""
    return len({(row["segment"], row["category"]) for row in found})


def test_another_recommender_makes_lists_of_the_log_that_the_run_keeps(made, recommend):
    asked = "--recommender", "segment_popularity"
    ids = ("segment", "rank", "item_id", "recommender")
    kept, given = recommend(*asked), recommend(made / "demo" / "events.csv", *asked)
    assert {row["recommender"] for row in kept} == {"segment_popularity"}
    confident = [row for row in given if int(row["rank"]) == 1]  # users of the given log are assigned anew
    assert [[row[each] for each in ids] for row in kept if row["rank"] == "1"] == [
        [row[each] for each in ids] for row in confident
    ]


def test_with_a_log_the_lists_are_made_of_it(made, recommend):
    found = recommend(made / "demo" / "events.csv", "--recommender", "segment_popularity")
    with (made / "out" / "recommendations.csv").open(encoding="utf-8") as file:
        assert list(found[0]) == [*RECOMMENDATION_COLUMNS, "shown_as"] == next(csv.reader(file))
    assert {row["recommender"] for row in found} == {"segment_popularity"}
    assert {row["segment"] for row in found} == {str(1 + n) for n in range(6)}


def test_lists_of_users_leave_out_what_they_have(made, recommend, capsys):
    log = made / "demo" / "events.csv"
    found = recommend(log, "--per-user", 3, "--recommender", "ease")
    assert list(found[0]) == list(USER_LIST_COLUMNS)
    assert len(found) == 3 * 600
    has = {(row["user_id"], row["item_id"]) for row in rows(log)}
    assert not has & {(row["user_id"], row["item_id"]) for row in found}
    assert {row["recommender"] for row in found} == {"ease"}
    printed = capsys.readouterr().out
    assert "1,800 items for 600 users: 600 hot." in printed
    assert "Popular lately: newer events count more. What was taken" in printed
    guarded = recommend(log, "--per-user", 3, "--recommender", "ease", "--excel", encoding="utf-8-sig")
    assert [row["item_id"].removeprefix("'") for row in guarded] == [row["item_id"] for row in found]


def test_what_is_taken_again_is_listed_for_users_and_segments(made, recommend, capsys):
    log = made / "demo" / "events.csv"
    found = recommend(log, "--again", "--per-user", 2)
    assert list(found[0]) == list(AGAIN_USER_COLUMNS)
    assert {(row["user_id"], row["item_id"]) for row in found} <= {
        (row["user_id"], row["item_id"]) for row in rows(log)
    }
    assert f"{len(found):,} items for 600 of 600 users, by what they took before." in capsys.readouterr().out
    lists = recommend(log, "--again")
    assert list(lists[0]) == list(AGAIN_SEGMENT_COLUMNS)
    assert {row["segment"] for row in lists} == {str(1 + n) for n in range(6)}


def test_only_users_who_consented_get_lists(made, recommend):
    log, users = made / "demo" / "events.csv", made / "demo" / "users.csv"
    found = recommend(
        log, "--users", users, "--per-user", 1, "--recommender", "popularity", "--only-consented", "--diversity", 0.5
    )
    assert {row["user_id"] for row in found} == {row["user_id"] for row in rows(users) if row["consent"] == "yes"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--per-user", "2"], "holds no log. Give the log after it: a run keeps it unless"),
        (["--recommender", "ease"], "The recommender ease does not make such lists. For users there are hybrid, ease"),
        (["--recommender", "segment_popularity"], "are by segment_offers, not by segment_popularity."),
        (["--again", "--diversity", "0.5"], "--diversity has no effect on what is asked for."),
        (["--again", "--only-consented"], "Lists of segments name no user."),
        (["--again"], "holds no log."),
        (["--only-consented"], "Lists of segments name no user."),
        (["--not-to-offer", "nowhere.txt"], "nowhere.txt cannot be read"),
        (["--distinctiveness", "1"], "holds no log. Give the log after it: a run keeps it unless"),
        (["--new-share", "0.5"], "--new-share has no effect on what is asked for."),
        (["--new-items", "new.csv"], "--new-items has no effect on what is asked for."),
        (["--at-most", "3"], "--at-most has no effect on what is asked for."),
        (["--item", "x", "--in-stock", "y"], "--in-stock has no effect on what is asked for."),
        (["--item", "x", "--of", "segments", "--only-consented"], "--only-consented has no effect"),
        (["--compare", "1", "99"], "There is no segment 99. The run has 1, 2, 3, 4, 5, 6."),
    ],
)
def test_what_cannot_be_listed_is_refused(bare, tmp_path, capsys, options, message):
    out = tmp_path / "items.csv"
    assert cli.main(["recommend", str(bare), *options, "--out", str(out)]) == 2
    assert message in capsys.readouterr().err
    assert not out.exists()


def test_items_without_any_event_are_offered_by_what_they_are_like(made, tmp_path, recommend, capsys):
    log = made / "demo" / "events.csv"
    known = rows(made / "demo" / "items.csv")[0]
    file = tmp_path / "new.csv"
    with file.open("w", newline="", encoding="utf-8") as text:
        table = csv.writer(text)
        table.writerow(["item_id", "title", "category"])
        table.writerow(["brand-new", f"New {known['title']}", ""])
        table.writerow([known["item_id"], known["title"], ""])
        table.writerow(["brand-new", "The same again", ""])
        table.writerow(["", "Without an id", ""])
    options = ("--per-user", 4, "--recommender", "ease", "--new-share", 0.25, "--new-items", file)
    found = recommend(log, "--items", made / "demo" / "items.csv", *options)
    new = [row for row in found if row["item_id"] == "brand-new"]
    assert new
    assert {row["item_warmth"] for row in new} == {"cold"}
    assert {row["rank"] for row in new} == {"4"}
    assert {row["title"] for row in new} == {f"New {known['title']}"}
    out = capsys.readouterr().out
    assert "New items: 1 of 2 in the file; the log holds the others." in out
    assert "2 rows without an id, or with an id that stands above, are passed over." in out
    assert f"{len(new):,} places of lists, at most 1 of 4 in each, are of 1 item" in out


def test_segments_that_the_files_of_a_folder_leave_out_get_no_list(made, tmp_path, capsys):
    folder, out = shutil.copytree(made / "out", tmp_path / "out"), tmp_path / "lists.csv"
    kept = [each for each in json.loads((folder / "segments.json").read_text()) if each["segment"] != 2]
    (folder / "segments.json").write_text(json.dumps(kept))
    lists = ["--recommender", "segment_popularity", "--out", str(out)]
    assert cli.main(["recommend", str(folder), str(made / "demo" / "events.csv"), *lists]) == 0
    assert f"In none of the files of {folder}, and left out: 2.\n" in capsys.readouterr().out
    assert {row["segment"] for row in rows(out)} == {"1", "3", "4", "5", "6"}


def test_a_log_whose_events_the_workspace_holds_is_not_added_again(made, tmp_path, capsys, monkeypatch):
    work_here(monkeypatch)
    events, items, workspace = made / "demo" / "events.csv", made / "demo" / "items.csv", tmp_path / "workspace"
    own = ["--workspace", str(workspace)]
    assert cli.main(["load", str(events), "--items", str(items), *own]) == 0
    lists = ["--per-user", "1", "--recommender", "popularity", "--out", str(tmp_path / "items.csv")]
    assert cli.main(["recommend", str(made / "out"), str(events), *own, *lists]) == 0
    capsys.readouterr()
    assert cli.main(["datasets", *own]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2  # the heading and one dataset


@pytest.mark.parametrize("options", [["--per-user", "0"], ["--diversity", "1.5"], ["--diversity", "x"]])
def test_a_number_out_of_range_is_refused(made, tmp_path, options):
    with pytest.raises(SystemExit):
        cli.main(["recommend", str(made / "out"), *options, "--out", str(tmp_path / "items.csv")])


def test_an_item_is_found_by_its_title():
    items = population(
        [("u", "i1"), ("u", "i2"), ("u", "i3")], titles={"i1": "Blue Mug", "i2": "Jug", "i3": "jug"}
    ).items
    assert find_item(items, "i2") == 1
    assert find_item(items, "blue mug") == 0
    with pytest.raises(DataError, match="2 items are called Jug"):
        find_item(items, "Jug")
    with pytest.raises(DataError, match="The log has no item Blue Mugg") as found:
        find_item(items, "Blue Mugg")
    assert found.value.hint == "Did you mean i1 (Blue Mug)?"
    with pytest.raises(DataError, match="The log has no item mug") as found:
        find_item(items, "mug")
    assert found.value.hint == "Did you mean i1 (Blue Mug)?"


def test_a_folder_that_is_no_run_is_refused(made, tmp_path, capsys):
    log, out = str(made / "demo" / "events.csv"), tmp_path / "items.csv"
    assert cli.main(["recommend", str(tmp_path), log, "--per-user", "2", "--out", str(out)]) == 2
    assert f"{tmp_path} is no folder of a run." in capsys.readouterr().err
