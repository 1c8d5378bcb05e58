"""A list of offers as a table: what is known of each item, and why it is offered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from core.recommenders.reasons import Reason
from core.types import Column, FloatArray, IntArray, Items


def offer_rows(
    catalogue: Items, items: IntArray, figures: Mapping[str, FloatArray], reasons: Sequence[Reason | None]
) -> pd.DataFrame:
    """Return a row for each item, in their order.

    Parameters
    ----------
    catalogue
        All items.
    items
        (n_some,) their codes.
    figures
        Column to (n_some,) values of response, score, lift and new_to_pct.
    reasons
        Of each item; None for none.
    """
    first = (Column.RESPONSE, Column.ITEM_ID, Column.TITLE, Column.SCORE, Column.RANK, Column.LIFT, Column.CATEGORY)
    columns = (*first, Column.NEW_TO_PCT, Column.BECAUSE, Column.BECAUSE_PCT, Column.USUAL_PCT)
    known = {
        Column.ITEM_ID: catalogue.item_ids[items],
        Column.TITLE: catalogue.titles[items],
        Column.RANK: np.arange(1, len(items) + 1),
        Column.CATEGORY: [_categories(catalogue, int(item)) for item in items],
        Column.BECAUSE: ["" if each is None else _name(catalogue, each.item) for each in reasons],
        Column.BECAUSE_PCT: [np.nan if each is None else 100 * each.share for each in reasons],
        Column.USUAL_PCT: [np.nan if each is None else 100 * each.usual for each in reasons],
        **figures,
    }
    return pd.DataFrame({name: known[name] for name in columns})


def _categories(catalogue: Items, item: int) -> str:
    codes = catalogue.categories[[item]].indices if catalogue.category_names else ()
    return ", ".join(catalogue.category_names[code] for code in codes)


def _name(catalogue: Items, item: int) -> str:
    return str(catalogue.titles[item] or catalogue.item_ids[item])
