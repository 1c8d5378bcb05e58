import numpy as np
import pytest

from core.map.lasso import inside, inside_any

SQUARE = ([0, 2, 2, 0], [0, 0, 2, 2])


def points(*places):
    return np.array(places, dtype=np.float32).reshape(-1, 2)


def even_odd(point, xs, ys):
    """One point, one edge at a time, as the textbook has it."""
    is_in = False
    for i in range(len(xs)):
        x1, y1, x2, y2 = xs[i - 1], ys[i - 1], xs[i], ys[i]
        if (y1 > point[1]) != (y2 > point[1]) and point[0] < x1 + (point[1] - y1) * (x2 - x1) / (y2 - y1):
            is_in = not is_in
    return is_in


def test_a_square():
    assert inside(points((1, 1), (3, 1), (1, -1), (-1, 1), (1, 3)), *SQUARE).tolist() == [True, *[False] * 4]


def test_the_direction_of_drawing_does_not_matter():
    assert inside(points((1, 1), (3, 1)), SQUARE[0][::-1], SQUARE[1][::-1]).tolist() == [True, False]


def test_the_inside_of_a_horseshoe_is_outside():
    xs, ys = [0, 3, 3, 2, 2, 1, 1, 0], [0, 0, 3, 3, 1, 1, 3, 3]
    assert inside(points((1.5, 2), (0.5, 2), (2.5, 2), (1.5, 0.5)), xs, ys).tolist() == [False, True, True, True]


def test_a_loop_that_crosses_itself_leaves_its_middle_out():
    turns = np.arange(5) * 4 * np.pi / 5
    star = (np.sin(turns), np.cos(turns))
    assert inside(points((0, 0), (0, 0.8)), *star).tolist() == [False, True]


def test_neighbouring_shapes_share_no_point():
    on_the_border = points((1, 1), (1, 0), (1, 2))
    left, right = inside(on_the_border, [0, 1, 1, 0], [0, 0, 3, 3]), inside(on_the_border, [1, 2, 2, 1], [0, 0, 3, 3])
    assert (left ^ right).all()


@pytest.mark.parametrize("corners", [([], []), ([0], [0]), ([0, 1], [0, 1]), ([0, 1, np.nan], [0, 1, 0])])
def test_what_is_no_polygon_holds_nobody(corners):
    assert not inside(points((0, 0), (0.5, 0.5)), *corners).any()


def test_a_place_that_is_not_known_is_outside():
    assert not inside(points((np.nan, 1), (1, np.nan)), *SQUARE).any()


def test_nobody_is_no_mistake():
    assert inside(points(), *SQUARE).shape == (0,)


def test_agrees_with_the_textbook_on_a_wild_outline(monkeypatch):
    monkeypatch.setattr("core.map.lasso._CHUNK", 300)
    rng = np.random.default_rng(0)
    xs, ys = rng.normal(size=(2, 40))
    places = rng.normal(size=(1000, 2)).astype(np.float32)
    expected = [even_odd(place, xs, ys) for place in places.astype(np.float64)]
    assert inside(places, xs, ys).tolist() == expected
    assert 0 < sum(expected) < 1000


def test_a_selection_joins_all_its_shapes():
    selection = {
        "lasso": [{"xref": "x", "yref": "y", "x": [0, 2, 2, 0], "y": [0, 0, 2, 2]}],
        "box": [{"xref": "x", "yref": "y", "x": [5, 4], "y": [4, 5]}],
    }
    assert inside_any(points((1, 1), (4.5, 4.5), (3, 3)), selection).tolist() == [True, True, False]


def test_a_box_may_give_four_corners():
    assert inside_any(points((1, 1), (3, 3)), {"box": [{"x": [0, 2, 2, 0], "y": [2, 2, 0, 0]}]}).tolist() == [
        True,
        False,
    ]


@pytest.mark.parametrize("selection", [{}, {"lasso": [], "box": []}, {"points": [{"x": 1}]}])
def test_without_a_shape_nothing_is_selected(selection):
    assert inside_any(points((1, 1)), selection) is None
