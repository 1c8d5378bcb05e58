"""The time left is shown without going up again."""

from __future__ import annotations

from core.jobs.time_left import TimeLeft


def test_the_figure_never_rises():
    left = TimeLeft()
    assert [left.update("run", seconds) for seconds in (40, 30, 39, 20, 25)] == [40, 30, 30, 20, 20]


def test_far_beyond_the_shown_figure_there_is_none():
    left = TimeLeft()
    assert [left.update("run", seconds) for seconds in (20, 4, 16, 17, 3)] == [20, 4, 4, None, 3]


def test_a_figure_that_stands_until_its_time_is_used_up_is_none_until_a_lower_one():
    moments = iter((0, 10, 19, 20, 80, 90, 93, 95, 96))
    left = TimeLeft(lambda: float(next(moments)))
    estimated = (19, 24, 21, 20, 25, 12, 0.4, 0.4, 0.4)
    assert [left.update("run", seconds) for seconds in estimated] == [19, 19, 19, None, None, 12, 0.4, 0.4, 0.4]
    assert TimeLeft(iter((0.0, 5.0, 5.1)).__next__).update("run", 0.4) == 0.4


def test_runs_are_kept_separate_and_end_one_by_one():
    left = TimeLeft()
    assert left.update("short", 5) == 5
    assert left.update("long", 12) == 12
    left.keep(["long", "never there"])
    assert left.update("short", 12) == 12
    assert left.update("long", 40) is None


def test_a_whole_job_is_estimated_once_until_it_has_ended():
    left, estimates = TimeLeft(), iter((30, 50))
    assert [left.whole("run", lambda: next(estimates)) for _ in range(2)] == [30, 30]
    left.keep([])
    assert left.whole("run", lambda: next(estimates)) == 50
