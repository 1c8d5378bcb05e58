"""The rule of the chosen users, as text and as SQL, to copy."""

from __future__ import annotations

import streamlit as st

from core.errors import DataError
from core.shaping.rule import conditions_of
from core.shaping.rule_sql import EXECUTED, Dialect, rule_sql
from core.shaping.rule_tables import TABLES
from core.ui.explore.chosen import Chosen
from core.ui.explore.words import rule_words
from core.ui.shared.errors import show_error
from core.ui.shared.hours import draw_hours
from core.ui.shared.segments import draw_other_numbers
from core.ui.shared.text import _, plain

_NAMES = {
    Dialect.DUCKDB: "DuckDB",
    Dialect.SPARK: "Spark SQL",
    Dialect.BIGQUERY: "BigQuery",
    Dialect.SNOWFLAKE: "Snowflake",
}


def draw_rule(chosen: Chosen) -> None:
    """Draw the rule in words, as text, and as SQL."""
    if chosen.rule is None:
        st.caption(_("No filter is set. Choose segments, interests, ranges or conditions to get a rule."))
    else:
        st.markdown(plain(_("Users {rule}.").format(rule=rule_words(chosen.rule, chosen.explored.results))))
        st.code(chosen.shown_rule, language=None, wrap_lines=True)
        if any(each.name in ("hours", "days") for each in conditions_of(chosen.rule)):
            draw_hours(chosen.explored.context.dataset.meta)
    if not chosen.is_rule:
        st.caption(
            _(
                "The shape on the map, or the list of users, is no part of the rule. Save these users as a selection: "
                "a rule can name that, as in {example}."
            ).format(example=plain('selection:"its name"'))
        )
    if chosen.rule is not None:
        _draw_sql(chosen)


def _draw_sql(chosen: Chosen) -> None:
    dialect = st.segmented_control(
        _("As SQL for"), list(_NAMES), default=Dialect.DUCKDB, format_func=_NAMES.__getitem__, key="sql_dialect",
        required=True,
    )  # fmt: skip
    if dialect not in EXECUTED:
        st.caption(
            _("Only its grammar is checked: no such database was at hand. For DuckDB and Spark, users were compared.")
        )
    assert chosen.rule is not None  # noqa: S101 - the caller asks
    try:
        st.code(rule_sql(chosen.rule, chosen.explored.known, dialect), language="sql", height=240)
    except DataError as error:
        show_error(error)
        return
    draw_other_numbers(chosen.explored.results)
    st.caption(
        _(
            "It reads the tables that python -m core select --tables writes: users with a column for each attribute, "
            "and {tables}."
        ).format(tables=plain("; ".join(f"{name}({', '.join(of)})" for name, of in TABLES.items() if name != "users")))
    )
