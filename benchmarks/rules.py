"""The SQL of generated rules, in DuckDB and in Spark SQL, beside the users whom the same rules choose here.

    python -m benchmarks.rules [--rules 200] [--users 3000] [--without-spark]

Spark SQL is executed by pysail, which nothing else needs: ``pip install pysail pyspark-client``.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa

from benchmarks.measure import print_table
from core.attributes.values import is_number
from core.demo.write import write_demo
from core.ingest.load import load_log
from core.ingest.tables.source import LogSource
from core.pipeline import run
from core.population.clock import local_days
from core.results.make import make_results
from core.results.run import Options
from core.settings import load_settings
from core.shaping.choice import meets
from core.shaping.found import attribute_codes
from core.shaping.known import DATES, SHARES, Known
from core.shaping.rule import COMPARES, AllOf, AnyOf, Compared, Named, Negated, Rule, Share, write_rule
from core.shaping.rule_sql import Dialect, rule_sql
from core.shaping.rule_tables import rule_tables, write_rule_tables
from core.store.store import Store
from core.types import Recipe
from core.views.saved import known_of


def random_rule(known: Known, drawn: random.Random, selections: Sequence[str] = (), depth: int = 3) -> Rule:
    """Draw a rule of nested conditions about what is known of the users of a log."""
    how = drawn.choice(("condition", "condition", "not", "and", "or")) if depth else "condition"
    if how == "condition":
        return _condition(known, drawn, selections)
    if how == "not":
        return Negated(random_rule(known, drawn, selections, depth - 1))
    parts = tuple(random_rule(known, drawn, selections, depth - 1) for _part in range(drawn.randint(2, 3)))
    return AllOf(parts) if how == "and" else AnyOf(parts)


def _condition(known: Known, drawn: random.Random, selections: Sequence[str]) -> Rule:
    population = known.population
    texts: Mapping[str, Callable[[], str]] = {
        "segment": lambda: str(drawn.choice([*known.names.values(), *map(str, np.unique(known.labels))])),
        "event": lambda: drawn.choice(population.event_names),
        "item": lambda: _item(known, drawn),
        "bought": lambda: _item(known, drawn),
        "category": lambda: drawn.choice(population.items.category_names),
        "interest": lambda: drawn.choice([str(node.name) for node in known.interests().shown]),
        "seen": lambda: "..".join(sorted(_day(known, drawn).isoformat() for _end in range(2))),
        "user": lambda: str(drawn.choice(population.histories.user_ids)),
        "selection": lambda: drawn.choice(selections),
    }
    attributes = population.attributes
    numbers = [name for name in known.number_names if name not in attributes or is_number(attributes[name])]
    named = [name for name in known.text_names if name not in texts]
    kinds = [name for name in texts if name != "selection" or selections]
    kind = drawn.choice([*kinds, *named, *numbers, *DATES, *_SHARES])
    if kind in _SHARES:
        return _share(known, drawn, kind.removeprefix("share of "))
    if kind in texts:
        return Named(kind, texts[kind]())
    if kind in named:
        return Named(kind, drawn.choice([*attribute_codes(population, kind)[1], "none of them"]))
    if kind in DATES and drawn.random() < 0.5:
        return Compared(kind, drawn.choice(COMPARES), _day(known, drawn))
    return Compared(kind, drawn.choice(COMPARES), _number(known, drawn, kind))


_SHARES = tuple(f"share of {name}" for name in SHARES)


def _share(known: Known, drawn: random.Random, name: str) -> Rule:
    population = known.population
    texts: Mapping[str, Callable[[], str]] = {
        "event": lambda: drawn.choice(population.event_names),
        "category": lambda: drawn.choice(population.items.category_names),
        "title": lambda: drawn.choice([each for title in population.items.titles for each in str(title).split()]),
        "hours": lambda: drawn.choice(("0-4", "8-12", "20-24")),
        "days": lambda: drawn.choice(("weekend", "monday")),
    }
    return Share(name, texts[name](), drawn.choice(COMPARES), float(drawn.choice((0, 5, 25, 50, 100, 12.5))))


def _item(known: Known, drawn: random.Random) -> str:
    items, code = known.population.items, drawn.randrange(known.population.n_items)
    words = str(items.titles[code]).split()
    return drawn.choice([str(items.item_ids[code]), *words])


def _day(known: Known, drawn: random.Random) -> date:
    days = local_days(known.population)
    first, last = (date.fromisoformat(str(end)) for end in (days.min(), days.max()))
    return first + timedelta(days=drawn.randint(-1, (last - first).days + 1))


def _number(known: Known, drawn: random.Random, name: str) -> float:
    """Draw a number that somebody has, so that ends of ranges are tried."""
    values = known.numbers(name)
    own = values[~np.isnan(values)]
    number = float(drawn.choice(own)) if len(own) else 1.0
    return round(number, 15)


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare both engines with what is chosen here; return 1 where they differ."""
    options = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        known = _known(Path(folder), options.users)
        saved = {"the first": [str(user) for user in known.population.histories.user_ids[::7]]}
        known = replace(known, selection=saved.__getitem__)
        drawn = random.Random(options.random_state)  # noqa: S311 - repeatable rules, nothing secret
        rules = [random_rule(known, drawn, list(saved)) for _rule in range(options.rules)]
        tables = rule_tables(known, saved)
        engines = [("DuckDB", partial(_by_duckdb, Path(folder), tables), Dialect.DUCKDB)]
        if not options.without_spark:
            engines.append(("Spark SQL (pysail)", partial(_by_spark, Path(folder), tables), Dialect.SPARK))
        rows = [_row(name, run, known, rules, dialect) for name, run, dialect in engines]
    n_here = [int(meets(rule, known).sum()) for rule in rules]
    n_some = sum(0 < n < known.population.n_users for n in n_here)
    print(f"{len(rules)} rules on {known.population.n_users:,} users; {n_some} of them choose some and not all.\n")
    print_table(["engine", "same users", "others", "seconds"], rows)
    return int(any(row[2] != "0" for row in rows))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rules", description=__doc__)
    parser.add_argument("--rules", type=int, default=200, metavar="N")
    parser.add_argument("--users", type=int, default=3000, metavar="N", help="of the demo log")
    parser.add_argument("--random-state", type=int, default=0, metavar="N")
    parser.add_argument("--without-spark", action="store_true")
    return parser


def _known(folder: Path, n_users: int) -> Known:
    """Make a demo log and segments of it; stability is drawn, since it takes long to compute."""
    write_demo(folder / "demo", n_users=n_users)
    events, items, users = (folder / "demo" / f"{name}.csv" for name in ("events", "items", "users"))
    with Store(replace(load_settings(), workspace=folder / "workspace")) as store:
        population = store.population(load_log(store, LogSource(events, items, users), "benchmark").dataset_id)
    parts = Options(with_map=False, with_holdout=False, with_trust=False, with_model=False)
    results = make_results(run(population, Recipe(encoder="counts", k=6), parts), None)
    stabilities = np.random.default_rng(0).choice([0.0, 0.5, 0.9, 1.0, np.nan], results.n_users)
    return known_of(replace(results, stabilities=stabilities), population)


Execute = Callable[[Sequence[str]], list[list[str]]]
"""Queries to the user ids that each gives."""


def _row(name: str, execute: Execute, known: Known, rules: Sequence[Rule], dialect: Dialect) -> list[str]:
    queries = [rule_sql(rule, known, dialect) for rule in rules]
    start = time.perf_counter()
    found = execute(queries)
    seconds = time.perf_counter() - start
    ids = known.population.histories.user_ids
    wrong = [
        rule
        for rule, users in zip(rules, found, strict=True)
        if sorted(users) != sorted(str(user) for user in ids[meets(rule, known)])
    ]
    for rule in wrong:
        print(f"{name} gives other users for {write_rule(rule)}")
    return [name, f"{len(rules) - len(wrong)} of {len(rules)}", str(len(wrong)), f"{seconds:.1f}"]


def _by_duckdb(folder: Path, tables: Mapping[str, pa.Table], queries: Sequence[str]) -> list[list[str]]:
    with (
        Store(replace(load_settings(), workspace=folder / "empty")) as store,
        store.transaction() as con,
    ):
        con.execute("create schema rules")
        con.execute("use rules")
        for name, table in tables.items():
            con.register(f"{name}_given", table)
            con.execute(f"create table {name} as select * from {name}_given")  # noqa: S608 - our own names
        return [[str(user) for (user,) in con.execute(query).fetchall()] for query in queries]


def _by_spark(folder: Path, tables: Mapping[str, pa.Table], queries: Sequence[str]) -> list[list[str]]:
    from pysail.spark import SparkConnectServer
    from pyspark.sql import SparkSession

    (folder / "tables").mkdir()
    write_rule_tables(tables, folder / "tables")
    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    _address, port = server.listening_address
    spark = SparkSession.builder.remote(f"sc://127.0.0.1:{port}").getOrCreate()
    try:
        spark.conf.set("spark.sql.session.timeZone", "UTC")
        for name in tables:
            spark.read.parquet(str(folder / "tables" / f"{name}.parquet")).createOrReplaceTempView(name)
        return [[str(row[0]) for row in spark.sql(query).collect()] for query in queries]
    finally:
        spark.stop()
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
