"""What is popular with all users, in place of the list of a segment that finds no more."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from core.results.results import Results
from core.trust.uplift import finds_no_more
from core.ui.recommend.choice import Choice
from core.ui.recommend.fitted import fitted_offers
from core.ui.shared.page import RunContext
from core.ui.shared.text import _, _n, count_of
from core.views.offers import best_sellers_frame, score_of

SHOWN = "best_sellers"
"""Key of the widget."""


def wants_best_sellers(results: Results, segment: int) -> bool:
    """Draw the choice of the best-sellers where the own list of a segment finds no more; return whether it is taken."""
    own = score_of(results, segment)
    if own is None or not finds_no_more(own.gain_pct):
        return False
    return st.toggle(_("Show the best-sellers of all users, as the list of this segment finds no more"), key=SHOWN)


def draw_best_sellers(
    context: RunContext, results: Results, segment: int, choice: Choice, draw: Callable[[pd.DataFrame], None]
) -> None:
    """Show what is popular with all users, without what is not to be offered; ``draw`` draws it as a table."""
    items = best_sellers_frame(results, fitted_offers(context, results), segment, choice.left_out)
    size = next(profile.size for profile in results.profiles if profile.segment == segment)
    st.write(
        _("The {items} most popular with all users, with the figures of this segment, which has {size}.").format(
            items=_n("{n} item", "{n} items", len(items)), size=count_of(size, results.n_users)
        )
    )
    draw(items)
