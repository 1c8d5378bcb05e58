"""Every heading of a table of figures says what its column holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.export.files import FILES
from core.export.trust_file import TRUST_KINDS
from core.results.tables import RECOMMENDATION_COLUMNS, USER_COLUMNS
from core.store.job_info import JobState
from core.trust.definitions import DEFINITIONS
from core.types import Column
from core.views.column_meanings import meaning_of
from tests.pages.conftest import OpenPage
from tests.pages.test_runs import add_run
from tests.pages.test_trust import CHURNED, CITY, change_card, opened, read_card


def unexplained(page: AppTest) -> list[str]:
    """List the columns of all tables on a page that are shown, but not explained."""
    missing = []
    for table in page.dataframe:
        columns = json.loads(table.proto.columns)
        shown = table.proto.column_order or table.value.columns
        missing += [name for name in shown if not columns.get(name, {}).get("help")]
    return missing


def test_runs_and_their_comparison_explain_every_column(demo: Path, open_page: OpenPage) -> None:
    add_run(JobState.DONE, k=4)
    page = open_page("8_runs")
    assert len(page.dataframe) == 3
    assert unexplained(page) == []


def test_the_figures_of_the_card_explain_every_column(demo: Path, open_page: OpenPage) -> None:
    change_card(demo, {**read_card(demo), "outcomes": [CHURNED], "attributes": [CITY]})
    page = opened(open_page("2_segment"))
    assert len(page.dataframe) == 4
    assert unexplained(page) == []


@pytest.mark.parametrize("name", [file.name for file in FILES if file.is_csv and file.n_rows])
def test_the_preview_of_a_file_explains_every_column(seen: Path, open_page: OpenPage, name: str) -> None:
    page = open_page("7_export")
    page.segmented_control(key="preview").set_value(name).run()
    columns = json.loads(page.dataframe[0].proto.columns)
    assert all(columns[name]["help"] for name in page.dataframe[0].value.columns)


def test_offers_explain_every_column(seen: Path, open_page: OpenPage) -> None:
    assert unexplained(open_page("6_recommend")) == []


def test_a_figure_shows_its_definition_wherever_it_stands() -> None:
    assert meaning_of("item_bits") == DEFINITIONS["bits_per_event"].meaning
    assert all(meaning_of(name) for name in (*USER_COLUMNS, *RECOMMENDATION_COLUMNS, Column.SHOWN_AS))
    assert meaning_of("recall") == DEFINITIONS["rule_recall"].meaning
    assert meaning_of("item_bits_low") == f"Lower end of the 95 % interval. {DEFINITIONS['bits_per_event'].meaning}"
    assert all(meaning_of(name) for name in TRUST_KINDS)
    with pytest.raises(KeyError, match="who_knows"):
        meaning_of("who_knows")
