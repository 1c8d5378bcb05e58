"""Charts have room for long names."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.population.volumes import Volumes
from core.trust.across_k import follow
from core.types import NOISE, Column
from core.ui.data.volume_charts import per_day_chart, per_hour_chart
from core.ui.explore.map_figure import MapView, draw_users
from core.ui.explore.venn_chart import venn_figure
from core.ui.segment.across_k import across_k_chart
from core.ui.shared.charts import draw_silhouettes
from core.views.colours import COLOURS
from core.views.names import SegmentLabels
from core.views.saved import Overlap
from core.views.silhouettes import PLACE, SIZE
from tests.core.test_pack import shop

LONG = "Buyers of long words and of many short ones who come back every spring"


def test_long_names_of_two_groups_stand_beside_the_circles() -> None:
    short, long = (venn_figure(Overlap(100, 80, 40), name, "others") for name in ("these", LONG))
    first = long.layout.annotations[-2]
    assert first.text.replace("<br>", " ") == LONG
    n_more = first.text.count("<br>")
    assert n_more >= 2
    assert long.layout.height - short.layout.height == long.layout.margin.t - short.layout.margin.t == 19 * n_more
    assert (first.yanchor, long.layout.annotations[-1].yanchor) == ("bottom", "top")


@pytest.mark.parametrize("n", [10, 11, 20, 24])
def test_the_legend_of_a_map_names_all_segments_and_leaves_the_map_its_room(n: int) -> None:
    made = shop([30] * n, [f"{'Tea' if each % 3 else LONG} {each}" for each in range(n)])
    made = replace(made, points=np.random.default_rng(0).normal(size=(made.n_users, 2)).astype(np.float32))
    figure = draw_users(MapView(), made, lambda: pytest.fail("nothing else is to be known of users"))
    named = [each for each in figure.data if each.showlegend is not False]
    looks = [(each.marker.color, each.marker.symbol) for each in named]
    assert len({each.name for each in named}) == len(set(looks)) == n
    names = [each.name for each in sorted(named, key=lambda each: each.legendrank)]
    lines = sum(max(name.count("<br>") + 1 for name in names[place : place + 2]) for place in range(0, n, 2))
    assert figure.layout.showlegend
    assert figure.layout.height == 404 if n == 10 else figure.layout.height - 404 >= 15 * lines - 95


def test_no_two_types_of_events_look_alike() -> None:
    days = pd.date_range("2026-04-01", periods=2)
    table = pd.DataFrame(
        [(day, f"kind {n}", 40 - n) for n in range(30) for day in days], columns=["day", "event", "n_events"]
    )
    volumes = Volumes(table, np.zeros((7, 24), dtype=np.int64), 1, 1, len(table), days[0], days[1])
    looks = [(bar.marker.color, bar.marker.pattern.shape) for bar in per_day_chart(volumes).data]
    assert len(set(looks)) == 30
    assert len({colour for colour, _shape in looks[:8]}) == 8


def test_event_types_look_the_same_in_every_log_and_like_no_segment() -> None:
    def colours(*events: str) -> dict[str, str]:
        day = pd.Timestamp("2026-04-01")
        table = pd.DataFrame(
            [(day, event, 9 - n) for n, event in enumerate(events)], columns=["day", "event", "n_events"]
        )
        volumes = Volumes(table, np.zeros((7, 24), dtype=np.int64), 1, 1, len(table), day, day)
        return {bar.name: bar.marker.color for bar in per_day_chart(volumes).data}

    shop, videos = colours("view", "like", "cart", "purchase"), colours("purchase", "refund")
    assert shop["purchase"] == videos["purchase"]
    assert len(set(shop.values())) == 4
    assert not set(COLOURS) & {*shop.values(), *videos.values(), *colours("play", "share").values()}


@pytest.mark.parametrize(("n_events", "ticks"), [(1, ("d", 1)), (6, ("d", 1)), (7, ("~s", None)), (9000, ("~s", None))])
def test_counts_of_events_have_whole_numbers_beside_them(n_events: int, ticks: tuple[str, int | None]) -> None:
    days = pd.date_range("2026-04-01", periods=2)
    table = pd.DataFrame(
        [(day, event, n_events) for event in ("view", "cart") for day in days][1:], columns=["day", "event", "n_events"]
    )
    hours = np.zeros((7, 24), dtype=np.int64)
    hours[2, 9] = 2 * n_events
    volumes = Volumes(table, hours, 1, 1, 3 * n_events, days[0], days[1])
    axis, bar = per_day_chart(volumes).layout.yaxis, per_hour_chart(volumes).data[0].colorbar
    assert (axis.tickformat, axis.dtick) == (bar.tickformat, bar.dtick) == ticks


def test_names_of_small_segments_do_not_stand_on_each_other() -> None:
    sizes = (900, 10, 10, 10)
    segments = np.repeat(np.arange(1, 5), sizes)
    places = np.concatenate([np.arange(size) for size in sizes])
    users = pd.DataFrame({Column.SEGMENT: segments, Column.SILHOUETTE: 0.5, PLACE: places})
    means = pd.DataFrame({Column.SEGMENT: range(1, 5), SIZE: sizes})
    figure = draw_silhouettes(users, means, 0.5, SegmentLabels(dict.fromkeys(range(1, 5), LONG)))
    n_lines = figure.layout.yaxis.ticktext[0].count("<br>") + 1
    n_drawn = max(max(each.y) for each in figure.data) + 1
    apart = np.diff(figure.layout.yaxis.tickvals) / n_drawn * (figure.layout.height - 90)
    assert n_lines == 3
    assert apart.min() >= 15 * n_lines


def test_a_bar_of_unassigned_users_has_no_number() -> None:
    own = np.array([1, 1, 1, 2, 2, 2, NOISE, NOISE, NOISE])
    found = follow(own, {3: np.repeat([1, 2, 3], 3)})
    assert found
    labels = SegmentLabels({1: "Tea", 2: "Rice", NOISE: "unassigned"}, {1: 7, 2: 2})
    assert sorted(across_k_chart(found, labels).data[0].node.label) == ["", "2", "2", "7", "7"]
