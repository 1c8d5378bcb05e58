"""Words and colours of the screen."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.population.excluded import Excluded
from core.registry import CLUSTERERS, ENCODERS, PROJECTORS, RECOMMENDERS, USER_RECOMMENDERS
from core.store.job_info import JobState
from core.store.run_info import RunInfo
from core.types import Recipe
from core.ui.shared.labels import recipe_label, recipe_of_run, short_run_label
from core.ui.shared.palette import colour_of, symbol_of
from core.ui.shared.text import _n, count_of, format_seconds, format_time, hover, plain
from core.views.colours import COLOURS, UNASSIGNED, text_on
from core.views.distinct import distinct
from tests.catalogue import collect_keys

OWN_LABEL = ("k", "random_state")
"""Parameters of the recipe: the form draws them itself."""


@pytest.mark.parametrize("text", ["![x](http://host/p.png)", "<b>", "$a$", ":smile:", "# a", "[a](b)", "*a* _b_ `c`"])
def test_markdown_from_users_loses_its_meaning(text: str) -> None:
    escaped = plain(text)
    assert not re.search(r"[!-/:-@\[-`{-~]", re.sub(r"\\.", "", escaped))
    assert re.sub(r"\\(.)\u2060?", r"\1", escaped) == text


def test_a_word_joiner_keeps_colons_from_being_icons_and_colours() -> None:
    assert plain(":smile: :red[x]") == "\\:\u2060smile\\:\u2060 \\:\u2060red\\[x\\]"


def test_line_breaks_from_users_are_spaces() -> None:
    assert plain("a\n\n    b") == "a b"


def test_plotly_shows_tags_as_they_are() -> None:
    assert hover("<b>a & b</b>") == "&lt;b&gt;a &amp; b&lt;/b&gt;"


def test_numbers_carry_their_denominator() -> None:
    assert count_of(312, 4338) == "312 of 4,338 users (7.2 %)"
    assert count_of(0, 0, "records") == "0 of 0 records (–)"
    assert count_of(21658, 21660, "records") == "21,658 of 21,660 records (over 99.9 %)"
    assert count_of(2, 21660, "records") == "2 of 21,660 records (under 0.1 %)"
    assert count_of(0, 21660) == "0 of 21,660 users (0.0 %)"
    assert count_of(21660, 21660) == "21,660 of 21,660 users (100.0 %)"


@pytest.mark.parametrize(("n", "text"), [(0, "0 runs"), (1, "1 run"), (2, "2 runs"), (4338, "4,338 runs")])
def test_one_thing_is_no_plural(n: int, text: str) -> None:
    assert _n("{n} run", "{n} runs", n) == text


def test_one_segment_is_no_plural_in_a_recipe() -> None:
    assert recipe_label(Recipe("counts"), 1) == "Items + k-means, 1 segment"


def test_a_run_is_called_by_what_users_were_compared_by() -> None:
    asked = RunInfo(
        *("r1", "d1", 1, Recipe(), "j1", {"k": 6, "k_choice": {"encoder": "tastes"}}, {}, (), "full", Excluded()),
        *(JobState.DONE, "", 1.0, "", "ann", datetime(2026, 3, 1, tzinfo=UTC), None, None),
    )
    assert recipe_of_run(asked) == "Broad tastes + k-means, 6 segments"
    assert "Broad tastes" in short_run_label(asked)
    as_asked = replace(asked, scores={"k": 6, "k_choice": {"encoder": ""}})
    assert recipe_of_run(as_asked) == "Blend + k-means, 6 segments"


def test_every_method_and_parameter_has_a_label_of_its_own_that_can_be_translated() -> None:
    tables = (ENCODERS, CLUSTERERS, PROJECTORS, RECOMMENDERS, USER_RECOMMENDERS)
    methods = [method for table in tables for method in table.values()]
    sentences = [sentence for method in methods for sentence in (method.label, method.help)]
    assert {sentence.template for sentence in sentences} <= collect_keys()
    shown = [*ENCODERS.values(), *CLUSTERERS.values()]
    labels = {info.name: info.label for method in shown for info in method.params if info.name not in OWN_LABEL}
    assert [name for name, label in labels.items() if not label] == []
    assert {label.template for label in labels.values()} <= collect_keys()


@pytest.mark.parametrize(("seconds", "text"), [(0.2, "under 1 s"), (40, "40 s"), (200, "3 min"), (4800, "1 h 20 min")])
def test_durations_are_formatted_for_people(seconds: float, text: str) -> None:
    assert format_seconds(seconds) == text


def test_moments_of_the_workspace_are_utc() -> None:
    assert format_time(datetime(2026, 11, 22, 14, 5, tzinfo=UTC)) == "22 Nov 2026, 14:05"


def test_segments_differ_in_more_than_colour() -> None:
    segments = range(1, 4 * len(COLOURS) + 1)
    assert len({(colour_of(each), symbol_of(each)) for each in segments}) == len(segments)
    assert colour_of(-1) == UNASSIGNED


@pytest.mark.parametrize(("colour", "text"), [("#006cf0", "#ffffff"), ("#c06c00", "#000000"), ("#2a8f9a", "#000000")])
def test_numbers_on_a_colour_take_the_text_that_is_read_best(colour: str, text: str) -> None:
    assert text_on(colour) == text


def test_equal_labels_are_numbered() -> None:
    assert distinct({"x": "a", "y": "b", "z": "a"}) == {"x": "a", "y": "b", "z": "a (2)"}


def test_the_label_of_a_recipe_names_what_was_changed() -> None:
    recipe = Recipe("counts", k=5, random_state=3, encoder_params={"n_dims": 24})
    assert recipe_label(recipe) == "Items + k-means, 5 segments, Dimensions 24, Random state 3"
