"""Colours of charts stand out from the ground of the page, and numbers on them can be read, in both themes (WCAG 2)."""

import tomllib

import numpy as np
import pandas as pd
import pytest

from core.types import Column
from core.ui.shared.charts import draw_heatmap
from core.ui.shared.palette import GROUND, RISING, compared_colour, compared_scale
from core.views.colours import COLOURS, blend, contrast, text_on
from core.views.marks import KEY, LOG2_LIFT
from tests.conftest import PROJECT

THEMES = ("light", "dark")
GRAPHICS, TEXT = 3.0, 4.5
_SEEN = {
    "all colours": np.eye(3),
    "protanopia": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "deuteranopia": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "tritanopia": [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]],
}
"""Linear red, green and blue as they are seen (Machado, Oliveira and Fernandes 2009)."""
_XYZ = [[0.4124, 0.3576, 0.1805], [0.2127, 0.7152, 0.0722], [0.0193, 0.1192, 0.9503]]
DOTS = 0.85
"""How much dots on the map cover."""


def test_a_colour_is_compared_as_the_guideline_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("seen", _SEEN)
def test_the_colours_of_segments_differ_for_everybody(seen):
    places = _cielab(np.array([_linear(each) for each in COLOURS]) @ np.array(_SEEN[seen]).T)
    apart = np.linalg.norm(places[:, None] - places[None], axis=2) + 100 * np.eye(len(COLOURS))
    assert apart[:12, :12].min() >= 15
    assert apart.min() >= 11


def _linear(colour):
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def _cielab(linear):
    x, y, z = np.cbrt(np.clip(linear, 0, 1) @ np.array(_XYZ).T / [0.9505, 1, 1.0888]).T
    return np.column_stack([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_the_ground_is_that_of_the_page():
    with (PROJECT / ".streamlit/config.toml").open("rb") as file:
        themes = tomllib.load(file)["theme"]
    assert {name: themes[name]["backgroundColor"] for name in THEMES} == GROUND


@pytest.mark.parametrize("theme", THEMES)
def test_the_ends_of_a_comparison_stand_out_from_the_ground_and_from_what_is_as_usual(theme):
    for end in (compared_colour(-1, theme), compared_colour(1, theme)):
        assert contrast(end, GROUND[theme]) >= GRAPHICS
        assert contrast(end, compared_colour(0, theme)) >= GRAPHICS


@pytest.mark.parametrize("theme", THEMES)
def test_a_number_can_be_read_on_every_step_of_a_comparison(theme):
    steps = {part: compared_colour(part, theme) for part in np.linspace(-1, 1, 41).tolist()}
    assert {part: colour for part, colour in steps.items() if contrast(text_on(colour), colour) < TEXT} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_dots_by_a_number_stand_out_from_the_ground(theme):
    low, middle, high = (str(colour) for _place, colour in RISING[theme])
    between = [blend(*pair, part) for pair in ((low, middle), (middle, high)) for part in np.linspace(0, 1, 11)]
    for colour in between:
        assert contrast(blend(GROUND[theme], colour, DOTS), GROUND[theme]) >= GRAPHICS


@pytest.mark.parametrize("theme", THEMES)
def test_the_heat_map_writes_each_number_in_what_reads_best_on_its_cell(theme):
    lifts = [0.1, 0.5, 1.0, 6.0]
    facts = pd.DataFrame(
        {
            Column.KIND: "category", KEY: "tea", Column.NAME: "Tea", Column.SEGMENT: [1, 2, 3, 4], Column.LIFT: lifts,
            LOG2_LIFT: np.log2(lifts), Column.SHARE: 0.5, Column.OVERALL_SHARE: 0.5,
        }
    )  # fmt: skip
    (heat,) = draw_heatmap(facts, dict.fromkeys((1, 2, 3, 4), "x"), theme).data
    assert [tuple(each) for each in heat.colorscale] == [tuple(each) for each in compared_scale(theme)]
    for part, text in zip((-1.0, -0.5, 0.0, 1.0), heat.text[0], strict=True):
        assert f"color:{text_on(compared_colour(part, theme))}" in text


@pytest.mark.parametrize(("lift", "shown"), [(0.0, "0"), (0.04, "&lt;0.1"), (0.06, "0.1"), (2.46, "2.5"), (12.3, "12")])
def test_the_heat_map_writes_0_only_where_nobody_has_the_fact(lift, shown):
    with np.errstate(divide="ignore"):
        facts = pd.DataFrame(
            {
                Column.KIND: "category", KEY: "tea", Column.NAME: "Tea", Column.SEGMENT: [1], Column.LIFT: [lift],
                LOG2_LIFT: np.log2([lift]), Column.SHARE: 0.5, Column.OVERALL_SHARE: 0.5,
            }
        )  # fmt: skip
    (heat,) = draw_heatmap(facts, {1: "x"}, "light").data
    assert f">{shown}</span>" in heat.text[0][0]
