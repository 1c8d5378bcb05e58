"""Text files whose lines are pairs, objects of JSON behind something, or columns of fixed widths."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from core.ingest.reader.fixed_columns import cut_columns
from core.ingest.reader.other_lines import as_json_lines
from tests.core.ingest_help import chosen, load, open_store, write


def at(n: int) -> str:
    return f"2031-{n % 5 + 1:02}-{n % 28 + 1:02}T{n % 14 + 7:02}:{n % 60:02}:05"


def record(n: int, *, with_time: bool = True) -> str:
    return json.dumps({"userId": f"u{n % 17}", "itemId": f"i{n % 9}", **({"ts": f"{at(n)}Z"} if with_time else {})})


FORMS = {
    "logfmt": lambda n: f'ts={at(n)}Z level=info msg="an \\"item\\" event" user=u{n % 17} event=view item=i{n % 9}',
    "logfmt behind a time": lambda n: f"{at(n)}Z INFO user_id=u{n % 17} event=view item_id=i{n % 9}",
    "pairs behind a time with a comma": lambda n: (
        f"{at(n).replace('T', ' ')},123 user_id=u{n % 17} item_id=i{n % 9} a=1"
    ),
    "pairs between semicolons": lambda n: f"user=u{n % 17};item=i{n % 9};event=view;ts={at(n)};",
    "pairs between bars": lambda n: f"ts={at(n)} | user=u{n % 17} | item=i{n % 9} | note=",
    "key and object": lambda n: f"u{n % 17}\t{record(n)}",
    "Kafka": lambda n: f"CreateTime:1900000000000\tu{n % 17}\t{record(n)}",
    "object behind a time": lambda n: f"{at(n).replace('T', ' ')},123 INFO log - {record(n, with_time=False)}",
}


@pytest.mark.parametrize("form", FORMS)
def test_lines_of_pairs_and_of_objects_are_read(tmp_path: Path, form: str) -> None:
    lines = [FORMS[form](n) for n in range(120)]
    report = load(tmp_path, "\n".join([*lines[:60], "Traceback (most recent call last):", *lines[60:]]) + "\n")
    assert (report.n_records, report.n_stored, report.n_users, report.n_items) == (121, 120, 17, 9)
    with open_store(tmp_path) as store:
        seconds = store.population(report.dataset_id).histories.timestamps
    assert {str(np.datetime64(int(each), "s")) for each in seconds} == {at(n) for n in range(120)}


OTHERS = {
    "CSV with an object": lambda n: f'u{n % 17},i{n % 9},{at(n)},{{"a": 1}}',
    "CSV with pairs": lambda n: f"u{n % 17},i{n % 9},{at(n)},a=1 b=2 c=3",
    "JSON": record,
    "two pairs": lambda n: f"u{n % 17} i{n % 9} a=1 b=2",
    "parameters": lambda n: f"user=u{n % 17}&item=i{n % 9}&event=view&at={n}",
    "cells with a pair": lambda n: f"u{n % 17};i{n % 9};a=1;b=2;c=3;12,50",
    "addresses": lambda n: f"https://shop.example/?user=u{n % 17}&item=i{n % 9}&at={n}",
    "elements": lambda n: f'<row Id="{n}" UserId="u{n % 17}" PostId="{n % 9}" />',
    "prose": lambda n: f"On day {n} somebody wrote that x=1 and nothing more was said of it.",
    "names of their own": lambda n: f"a{n}=1 b{n}=2 c{n}=3",
    "braces": lambda n: f"u{n % 17} saw {{item {n % 9}}}",
    "an object in quotes": lambda n: f'"u{n % 17}" "{record(n)}"',
}


@pytest.mark.parametrize("form", OTHERS)
def test_other_lines_stay_as_they_are(tmp_path: Path, form: str) -> None:
    path = write(tmp_path / "log.txt", "\n".join(OTHERS[form](n) for n in range(120)) + "\n")
    assert as_json_lines(path, "log.txt", tmp_path / "copy") is None
    assert cut_columns(path, "log.txt", tmp_path / "copy") is None
    assert not (tmp_path / "copy").exists()


def table(title: str = "{:<22}") -> list[str]:
    head = f"{'ORDNO':<8}{'CUSTNO':<8}{'ORDDATE':<12}{'ITEM':<8}{title.format('DESCRIPTION')}{'QTY':>5}{'PRICE':>10}"
    return [head] + [
        f"{n // 2:<8}C{n % 17:<7}{at(n)[:10]}  A{n % 9:<7}{title.format(f'Blue Cup {n % 9}')}{n % 3 + 1:>5}"
        f"{n % 9 + 2.25:>10.2f}"
        for n in range(120)
    ]


def test_columns_of_fixed_widths_may_hold_texts_of_several_words(tmp_path: Path) -> None:
    report = load(tmp_path, "\n".join(table()) + "\n")
    assert (report.n_stored, report.n_users, report.n_items) == (120, 17, 9)
    assert chosen(report)["text"] == "DESCRIPTION"
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    assert {str(each) for each in population.items.titles} == {f"Blue Cup {n}" for n in range(9)}
    assert float(np.nansum(population.histories.values)) == sum((n % 3 + 1) * (n % 9 + 2.25) for n in range(120))


@pytest.mark.parametrize("change", ["text over its edge", "no names", "touching", "with tabs", "one word each"])
def test_lines_without_places_that_are_blank_in_all_of_them_are_not_cut(tmp_path: Path, change: str) -> None:
    lines = table()
    if change == "text over its edge":
        lines[100] = lines[100].replace("Blue Cup", "Blue Cup for friends of tea, and of coffee")
        lines[101] = "A line without any column at all, from the first place to the very last one of the table"
    if change == "no names":
        lines = lines[1:]
    if change == "touching":
        lines = [line.replace("  ", "") for line in lines]
    if change == "with tabs":
        lines[50] = lines[50].replace("   ", "\t", 1)
    if change == "one word each":
        lines = [line.replace("Blue Cup ", "Blue-Cup-") for line in lines]
    path = write(tmp_path / "dump.txt", "\n".join(lines) + "\n")
    assert cut_columns(path, "dump.txt", tmp_path / "copy") is None
