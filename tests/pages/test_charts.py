"""Charts have room for long names."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.trust.across_k import follow
from core.types import NOISE, Column
from core.ui.explore.venn_chart import venn_figure
from core.ui.segment.across_k import across_k_chart
from core.ui.shared.charts import draw_silhouettes
from core.views.names import SegmentLabels
from core.views.saved import Overlap
from core.views.silhouettes import PLACE, SIZE

LONG = "Buyers of long words and of many short ones who come back every spring"


def test_long_names_of_two_groups_stand_beside_the_circles() -> None:
    short, long = (venn_figure(Overlap(100, 80, 40), name, "others") for name in ("these", LONG))
    first = long.layout.annotations[-2]
    assert first.text.replace("<br>", " ") == LONG
    n_more = first.text.count("<br>")
    assert n_more >= 2
    assert long.layout.height - short.layout.height == long.layout.margin.t - short.layout.margin.t == 19 * n_more
    assert (first.yanchor, long.layout.annotations[-1].yanchor) == ("bottom", "top")


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
