"""The SQL of generated rules, in DuckDB and in Spark SQL, beside the users whom the same rules choose here.

    python -m benchmarks.rules [--rules 200] [--users 3000] [--without-spark]

Spark SQL is executed by pysail, or by pyspark where there is no pysail; neither is needed for anything else:
``pip install pysail pyspark-client``.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

import numpy as np

from core.attributes.values import is_number
from core.shaping.found import attribute_codes
from core.shaping.known import DATES, Known, local_days
from core.shaping.rule import COMPARES, AllOf, AnyOf, Compared, Named, Negated, Rule


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
    kind = drawn.choice([*kinds, *named, *numbers, *DATES])
    if kind in texts:
        return Named(kind, texts[kind]())
    if kind in named:
        return Named(kind, drawn.choice([*attribute_codes(population, kind)[1], "none of them"]))
    if kind in DATES and drawn.random() < 0.5:
        return Compared(kind, drawn.choice(COMPARES), _day(known, drawn))
    return Compared(kind, drawn.choice(COMPARES), _number(known, drawn, kind))


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
