"""What the lines of an order cost, where the total of it stands on all of them: another column sums up to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from core.ingest.money.discounts import numbers_of
from core.ingest.tables.evidence import Evidence
from core.ingest.tables.sample import Sample
from core.ingest.tables.source import Choice
from core.population.meanings import is_rating
from core.sentences import say
from core.store.scratch import Scratch

_ENOUGH, _MOSTLY = 10, 0.95
"""Orders of several lines that say so, and the share of them of which a total is one amount, and the sum of lines."""
_CENT = 0.011


def with_sums_of_lines(
    scratch: Scratch,
    columns: Mapping[str, Evidence],
    sample: Sample,
    given: Sequence[Choice],
    found: Sequence[Choice],
) -> list[Choice]:
    """Return found choices whose value is the column of which each order's lines make its total.

    That is where the value that was found is the total, one amount on all lines of an order.
    """
    roles = {each.role: each for each in [*given, *found] if each.role != "attribute"}
    value, order = roles.get("value"), roles.get("order")
    if value is None or value not in found or order is None or is_rating(value.column) or sample.counts:
        return list(found)
    lines = pd.DataFrame({"order": sample.columns[order.column], "total": numbers_of(scratch, sample, value.column)})
    of_orders = lines.groupby("order")["total"].agg(["size", "nunique", "first"])
    several = of_orders[of_orders["size"] > 1]
    if len(several) < _ENOUGH or (several["nunique"] == 1).mean() < _MOSTLY or several["first"].nunique() == 1:
        return list(found)
    taken = {each.column for each in [*given, *found]}
    for header, one in columns.items():
        if header in taken or not one.is_number or one.n_distinct == 1:
            continue
        sums = numbers_of(scratch, sample, header).groupby(lines["order"]).sum()
        if ((sums - of_orders["first"]).abs()[several.index] <= _CENT * several["size"]).mean() >= _MOSTLY:
            reason = say("the lines of each order sum up to {total!r} in it", total=value.column)
            return [replace(each, column=header, reason=reason) if each is value else each for each in found]
    return list(found)
