"""The time left is told without going up again."""

from __future__ import annotations

from core.jobs.time_left import TimeLeft


def test_the_figure_never_rises():
    left = TimeLeft()
    assert [left.tell("run", seconds) for seconds in (40, 30, 39, 20, 25)] == [40, 30, 30, 20, 20]


def test_far_beyond_what_was_told_there_is_no_figure():
    left = TimeLeft()
    assert [left.tell("run", seconds) for seconds in (20, 4, 16, 17, 3)] == [20, 4, 4, None, 3]


def test_runs_are_told_apart_and_forgotten():
    left = TimeLeft()
    assert left.tell("short", 5) == 5
    assert left.tell("long", 12) == 12
    left.forget("short")
    left.forget("never there")
    assert left.tell("short", 12) == 12
