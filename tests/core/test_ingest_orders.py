from __future__ import annotations

from pathlib import Path

from core.ingest.tables.source import IngestReport
from tests.core.ingest_help import load, load_path, open_store, write

HEADER = "order_no,buyer,placed_at,country,item,price\n"
MAP = {
    "order": "order_no",
    "user": "buyer",
    "timestamp": "placed_at",
    "attribute": ["country"],
    "item": "item",
    "value": "price",
}
OF_SEVERAL = (
    "1 number of an order (order_no) stands on lines of several users: blank attributes of these users were not filled."
)
FILLED = "Blank cells were filled from the other lines of their order (order_no):"


def users_of(folder: Path, report: IngestReport) -> dict[str, list[str]]:
    with open_store(folder) as store:
        population = store.population(report.dataset_id)
    items = population.items.item_ids[population.histories.items]
    starts = population.histories.offsets
    return {
        str(user): sorted(items[starts[place] : starts[place + 1]].tolist())
        for place, user in enumerate(population.histories.user_ids)
    }


def test_cells_of_an_order_are_filled_and_counted(tmp_path: Path) -> None:
    lines = (
        "1,ann,2025-03-01 10:00:00,CH,lamp,1\n"
        "1,,,,chair,2\n"
        "2,,,,table,3\n"
        "2,bob,2025-03-02 10:00:00,FR,lamp,4\n"
        "3,cleo,2025-03-03 10:00:00,FR,lamp,4\n"
    )
    report = load(tmp_path, HEADER + lines, map=MAP)
    assert users_of(tmp_path, report) == {"ann": ["chair", "lamp"], "bob": ["lamp", "table"], "cleo": ["lamp"]}
    assert f"{FILLED} buyer 2, placed_at 2, country 2." in report.notes


def test_nothing_is_filled_across_orders_or_without_an_order(tmp_path: Path) -> None:
    lines = "1,ann,2025-03-01 10:00:00,CH,lamp,1\n2,,2025-03-01 11:00:00,,chair,2\n,,2025-03-01 12:00:00,,table,3\n"
    report = load(tmp_path, HEADER + lines, map=MAP)
    assert users_of(tmp_path, report) == {"ann": ["lamp"]}
    assert report.rejected == {"no user": 2}
    assert not any(note.startswith(FILLED) for note in report.notes)


def test_an_order_number_of_two_people_fills_nothing(tmp_path: Path) -> None:
    lines = "1,ann,2025-03-01 10:00:00,CH,lamp,1\n1,bob,2025-03-01 10:00:00,CH,lamp,1\n1,,,,chair,2\n"
    report = load(tmp_path, HEADER + lines, map=MAP)
    assert report.rejected == {"no user": 1}
    assert f"{FILLED} placed_at 1." in report.notes
    assert OF_SEVERAL in report.notes


def test_nobody_answers_for_somebody_else_who_has_the_same_number(tmp_path: Path) -> None:
    lines = [
        "1,ann,2025-03-01 10:00:00,yes,lamp,1",
        "1,zoe,2025-03-01 10:00:00,,lamp,1",
        "2,bob,2025-03-02 10:00:00,no,chair,2",
        "2,bob,2025-03-02 10:00:00,,table,2",
        "3,cleo,2025-03-03 10:00:00,yes,lamp,4",
        "3,,,,chair,4",
        "4,dora@x.example,2025-03-03 10:00:00,yes,lamp,4",
        "4,Dora@x.example,,,chair,4",
        "5,7,2025-03-03 10:00:00,no,lamp,4",
        "5,7.0,,,chair,4",
    ]
    text = HEADER.replace("country", "newsletter_consent") + "\n".join(lines) + "\n"
    report = load(tmp_path, text, map={**MAP, "attribute": ["newsletter_consent"]}, user_ids="keep")
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
        attributes = population.attributes
    assert f"{FILLED} buyer 1, placed_at 3, newsletter_consent 4." in report.notes
    assert OF_SEVERAL in report.notes
    answers = dict(zip(population.histories.user_ids, attributes["newsletter_consent"].fillna(""), strict=True))
    assert {user.lower(): answer for user, answer in answers.items()} == {
        "ann": "yes", "zoe": "", "bob": "no", "cleo": "yes", "dora@x.example": "yes", "7": "no",
    }  # fmt: skip


def test_an_order_may_go_on_in_the_next_file(tmp_path: Path) -> None:
    write(
        tmp_path / "log" / "a.csv",
        HEADER + "1,ann,2025-03-01 10:00:00,CH,lamp,1\n2,bob,2025-03-02 10:00:00,CH,lamp,1\n",
    )
    write(tmp_path / "log" / "b.csv", HEADER + "2,,,,chair,2\n")
    report = load_path(tmp_path, tmp_path / "log", map=MAP)
    assert users_of(tmp_path, report) == {"ann": ["lamp"], "bob": ["chair", "lamp"]}


def test_rejected_lines_keep_their_place(tmp_path: Path) -> None:
    lines = "1,ann,2025-03-01 10:00:00,CH,lamp,1\n1,,,,chair,2\n1,,,,,3\n"
    report = load(tmp_path, HEADER + lines, map=MAP)
    assert report.rejected == {"no item": 1}
    with open_store(tmp_path) as store:
        [row] = [row for batch in store.rejected(report.dataset_id) for row in batch.to_pylist()]
    assert row["line"] == "4"
