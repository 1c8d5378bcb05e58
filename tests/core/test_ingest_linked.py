"""Published folders: ids that files call differently, headings of reviews, tables without items or times, lists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.errors import IngestError
from core.ingest.tables.source import IngestReport
from tests.core.ingest_help import chosen, columns, load, load_path, open_store, table, write


def titles(folder: Path, report: IngestReport) -> dict[str, str]:
    with open_store(folder) as store:
        population = store.population(report.dataset_id)
        return dict(zip(population.items.item_ids, population.items.titles, strict=True))


def visits(user: str, item: str, time: str, ids: list[str]) -> str:
    rows = [f"p{n * n % 31},{ids[n * 7 % len(ids)]},2031-03-{n % 28 + 1:02} 10:{n % 60:02}:00" for n in range(200)]
    return table(f"{user},{item},{time}", rows)


@pytest.mark.parametrize(
    ("item", "file", "own"),
    [
        ("viewed_article_id", "metadata", "article_id"),
        ("recipe_id", "RAW_recipes", "id"),
        ("articleId", "content_of_articles", "articleKey"),
        ("prod_id", "catalogue", "product_id"),
    ],
)
def test_a_file_of_items_is_found_by_the_values_of_its_id(tmp_path: Path, item: str, file: str, own: str) -> None:
    ids = [str(n) for n in range(500, 525)]
    write(tmp_path / "log" / "events.csv", visits("user_id", item, "timestamp", ids))
    rows = [f"{each},Bread {each},{n % 3},a{n % 7},9" for n, each in enumerate(ids)]
    write(tmp_path / "log" / f"{file}.csv", table(f"{own},title,shelf,writer,minutes", rows))
    report = load_path(tmp_path, tmp_path / "log")
    assert f"{file}.csv describes the items." in report.notes
    assert (report.n_stored, titles(tmp_path, report)["507"]) == (200, "Bread 507")


@pytest.mark.parametrize(
    ("own", "first"), [("shop_id", 500), ("article_id", 700)], ids=["of something else", "of other articles"]
)
def test_an_id_of_another_name_or_of_other_values_is_no_link(tmp_path: Path, own: str, first: int) -> None:
    write(
        tmp_path / "log" / "events.csv",
        visits("user_id", "viewed_article_id", "timestamp", [str(n) for n in range(500, 525)]),
    )
    rows = [f"{n},Name {n},{n % 3},x{n},9" for n in range(first, first + 25)]
    write(tmp_path / "log" / "more.csv", table(f"{own},title,shelf,writer,minutes", rows))
    report = load_path(tmp_path, tmp_path / "log")
    assert "more.csv was not used: it describes neither the items nor the users of the log." in report.notes
    assert titles(tmp_path, report)["507"] == ""


def test_articles_of_which_few_were_published_twice_describe_the_items(tmp_path: Path) -> None:
    ids = [str(-(10**17) - n) for n in range(60)]
    write(tmp_path / "log" / "reads.csv", visits("personId", "contentId", "timestamp", ids))
    rows = [f"2031-01-{n % 28 + 1:02},SHARED,{each},w{n % 5},Post {n},text" for n, each in enumerate(ids)]
    rows += [f"2031-02-01,REMOVED,{ids[3]},w3,Gone,text"]
    header = "published,eventType,contentId,writerId,title,body"
    write(tmp_path / "log" / "posts.csv", table(header, rows))
    report = load_path(tmp_path, tmp_path / "log")
    assert "posts.csv describes the items." in report.notes
    assert titles(tmp_path, report)[ids[3]] == "Post 3"


def test_the_heading_of_a_review_is_no_title_of_its_item(tmp_path: Path) -> None:
    words = ("Fine", "Poor", "Lovely", "Odd", "Solid")
    rows = [
        f"u{n * n % 37},X{n * 3 % 20:08},{n % 5 + 1},{words[n % 5]} thing {n},2031-04-{n % 28 + 1:02}"
        for n in range(240)
    ]
    write(tmp_path / "log" / "reviews.csv", table("user_id,asin,rating,title,timestamp", rows))
    goods = [f"X{n:08},Kettle {n},7,{n % 4},{n % 3}" for n in range(20)]
    write(tmp_path / "log" / "meta.csv", table("parent_asin,title,price,store,shelf", goods))
    report = load_path(tmp_path, tmp_path / "log")
    assert "text" not in chosen(report)
    assert titles(tmp_path, report)["X00000009"] == "Kettle 9"


def test_titles_that_mostly_stay_with_their_item_are_titles(tmp_path: Path) -> None:
    rows = [
        f"u{n * n % 37},a{n * 3 % 20},Kettle {n * 3 % 20}{' sale' * (n % 3 == 0)},2031-04-{n % 28 + 1:02}"
        for n in range(240)
    ]
    report = columns(tmp_path, table("user_id,item_id,title,timestamp", rows))
    assert chosen(report)["text"] == "title"


def test_a_folder_whose_log_names_no_item_asks_for_it(tmp_path: Path) -> None:
    rows = [
        f"{n},{n * n % 41 + 100},2031-{n % 12 + 1:02}-{n % 28 + 1:02},{n % 6},{n % 4},{n % 9}.5" for n in range(300)
    ]
    header = "transaction_id,cust_id,tran_date,prod_subcat_code,prod_cat_code,total_amt"
    write(tmp_path / "log" / "sales.csv", table(header, rows))
    people = [f"{n},{n % 28 + 1:02}-05-1971,F,{n % 9}" for n in range(100, 141)]
    write(tmp_path / "log" / "people.csv", table("customer_Id,DOB,Gender,city_code", people))
    with pytest.raises(IngestError, match="the item"):
        load_path(tmp_path, tmp_path / "log")
    report = load_path(tmp_path, tmp_path / "log", map={"item": "prod_subcat_code"})
    assert (report.n_stored, report.n_users, report.n_items) == (300, 21, 6)
    assert "people.csv describes the users." in report.notes


def test_a_folder_of_ratings_without_times_says_that_there_are_none(tmp_path: Path) -> None:
    pairs = [(n * n % 31, n * 7 % 25) for n in range(200)]
    write(tmp_path / "log" / "ratings.csv", table("user_id,book_id,rating", [f"{u},{b},{b % 5}" for u, b in pairs]))
    write(tmp_path / "log" / "to_read.csv", table("user_id,book_id", [f"{u},{b + 1}" for u, b in pairs[:90]]))
    books = [f"{n},{n + 900},Book {n},A{n % 6},1999,4.1" for n in range(26)]
    write(tmp_path / "log" / "books.csv", table("book_id,work_id,title,authors,year,average_rating", books))
    with pytest.raises(IngestError, match=re.escape("ratings.csv: no column looks like the timestamp")) as refused:
        load_path(tmp_path, tmp_path / "log")
    assert refused.value.hint.startswith("A log has a row for each thing that a user did, with its time;")


def wide(key: str, of_row: str = "{n}") -> str:
    things = ("Wine", "Fruit", "Meat", "Fish", "Sweet", "Gold", "Web", "Shop", "Kids")
    rows = [
        f"{of_row.format(n=n)}\t{1940 + n % 50}\t{['PhD', 'Master', 'Basic'][n % 3]}\t{n % 28 + 1:02}-{n % 12 + 1:02}"
        f"-2013\t" + "\t".join(str(n * (place + 3) % (40 + 11 * place)) for place in range(len(things)))
        for n in range(300)
    ]
    return table("\t".join([key, "Year_Birth", "Education", "Dt_Joined", *(f"Mnt{each}" for each in things)]), rows)


@pytest.mark.parametrize("accepts", [False, True])
def test_a_wide_list_of_customers_is_refused_as_one(tmp_path: Path, accepts: bool) -> None:
    with pytest.raises(IngestError, match="a list rather than a log: each row has a 'ID' of its own"):
        load(tmp_path, wide("ID"), accepts_guesses=accepts)


def test_a_wide_table_whose_columns_are_named_is_a_log(tmp_path: Path) -> None:
    given = {"user": "Year_Birth", "item": "Education"}
    report = load(tmp_path, wide("ID"), map=given, accepts_guesses=True)
    assert (report.n_stored, report.n_users, report.n_items) == (300, 50, 3)


@pytest.mark.parametrize(("day", "month"), [(0, 1), (1, 0)], ids=["day first", "month first"])
def test_dates_that_a_spreadsheet_rewrote_keep_the_order_of_their_numbers(tmp_path: Path, day: int, month: int) -> None:
    report = load(tmp_path, turned(day, month))
    with open_store(tmp_path) as store:
        moments = store.population(report.dataset_id).histories.timestamps
    dates = sorted(f"{datetime.fromtimestamp(int(each), UTC):%m-%d}" for each in moments)
    assert dates == sorted(f"{n % 12 + 1:02}-{n % 28 + 1:02}" for n in range(300))


def test_dates_of_two_spellings_by_chance_are_asked_about(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="could be day first or month first"):
        load(tmp_path, turned(0, 1) + "u1,a1,05-03-2031\n")


def turned(day: int, month: int) -> str:
    """Dates with hyphens, of which those that a spreadsheet took for its own have slashes and no zeros in front."""
    rows = []
    for n in range(300):
        numbers = [n % 28 + 1, n % 12 + 1]
        numbers = [numbers[day], numbers[month]]
        text = "{}/{}/2031" if n % 28 < 12 else "{:02}-{:02}-2031"
        rows.append(f"u{n * n % 31},a{n % 9},{text.format(*numbers)}")
    return table("user_id,item_id,date", rows)


FLAGS = {"like": 10, "cart": 25, "buy": 40}
"""What was done → every how many-th row."""


def shown(names: dict[str, str], yes: str = "1", no: str = "0") -> str:
    """Rows of what was shown, with a flag for each thing that may have been done with it; all things are clicked."""
    rows = []
    for n in range(400):
        done = {name: n % every == 0 for name, every in FLAGS.items()}
        done["click"] = n % 5 == 0
        flags = ",".join(yes if done[name] else no for name in names)
        rows.append(f"p{n * n % 31},v{n % 17},{1924991000 + 60 * n},{flags}")
    return table(f"user_id,video_id,time,{','.join(names.values())}", rows)


def counted(folder: Path, report: IngestReport) -> dict[str, int]:
    with open_store(folder) as store:
        population = store.population(report.dataset_id)
        return dict(Counter(population.event_names[code] for code in population.histories.events))


@pytest.mark.parametrize(
    ("names", "yes", "no"),
    [
        ({"click": "is_click", "like": "is_like", "cart": "is_cart", "buy": "is_buy"}, "1", "0"),
        ({"buy": "purchased", "cart": "add_to_cart", "click": "clicked", "like": "liked"}, "True", "False"),
        ({"click": "Click", "buy": "Buy", "like": "Like", "cart": "Cart"}, "yes", "no"),
    ],
)
def test_flags_say_what_was_done(tmp_path: Path, names: dict[str, str], yes: str, no: str) -> None:
    report = load(tmp_path, shown(names, yes, no))
    expected = {"purchase": 10, "add to cart": 14, "like": 24, "click": 32, "impression": 320}
    assert counted(tmp_path, report) == expected
    assert not any(name in str(report.unused.get("events", ())) for name in names.values())


def test_one_flag_with_a_mark_says_what_was_done(tmp_path: Path) -> None:
    report = load(tmp_path, shown({"like": "is_liked"}))
    assert counted(tmp_path, report) == {"like": 40, "view": 360}


def test_one_plain_name_is_no_flag(tmp_path: Path) -> None:
    report = load(tmp_path, shown({"like": "follow"}))
    assert "follow" not in counted(tmp_path, report)


@pytest.mark.parametrize(
    ("beside", "cell"), [("order_id", lambda n: f"o{n // 2}"), ("amount", lambda n: f"{n}.50")], ids=["order", "amount"]
)
def test_a_flag_of_an_order_is_not_what_was_done(tmp_path: Path, beside: str, cell: Callable[[int], str]) -> None:
    rows = [f"p{n * n % 31},v{n % 17},{1924991000 + 60 * n},{cell(n)},{int(n % 6 == 0)}" for n in range(300)]
    report = load(tmp_path, table(f"user_id,product_id,time,{beside},is_shared", rows))
    assert len(counted(tmp_path, report)) == 1
