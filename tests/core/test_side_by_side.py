"""Tests of stages that run side by side."""

from __future__ import annotations

import threading

import pytest

from core.pipeline.side_by_side import BrokenOffError, InOrder, side_by_side
from core.stages.progress import silent
from core.stages.table import Stage


def test_progress_never_goes_back():
    shown = []
    report = InOrder(lambda *each: shown.append(each), [Stage.MAP, Stage.CHOOSE_K, Stage.CLUSTER])
    for stage, fraction in [
        (Stage.MAP, 0.5),
        (Stage.CHOOSE_K, 0.5),
        (Stage.MAP, 0.7),
        (Stage.CHOOSE_K, 0.4),
        (Stage.CHOOSE_K, 1.0),
        (Stage.CLUSTER, 1.0),
        (Stage.MAP, 1.0),
    ]:
        report(stage, fraction)
    assert shown == [
        (Stage.CHOOSE_K, 0.0),
        (Stage.CHOOSE_K, 0.5),
        (Stage.CHOOSE_K, 0.5),
        (Stage.CHOOSE_K, 0.5),
        (Stage.CHOOSE_K, 1.0),
        (Stage.CLUSTER, 1.0),
        (Stage.MAP, 1.0),
    ]


def test_two_stages_are_done_at_the_same_time():
    both = threading.Barrier(2, timeout=30)
    with side_by_side(InOrder(silent, [Stage.MAP])) as beside:
        map_is_drawn = beside.start(Stage.MAP, lambda: both.wait() >= 0)
        both.wait()
        assert map_is_drawn.result()


def test_the_error_of_a_stage_is_raised_where_its_result_is_asked_for():
    def fail():
        raise ValueError("no map today")

    with pytest.raises(ValueError, match="no map today"), side_by_side(InOrder(silent, [Stage.MAP])) as beside:
        beside.start(Stage.MAP, fail).result()


def test_a_stage_ends_when_the_run_has_failed():
    report, is_begun, is_ended = InOrder(silent, [Stage.MODEL]), threading.Event(), []

    def go_on():
        is_begun.set()
        try:
            while True:
                report(Stage.MODEL, 0.5)
        except BrokenOffError:
            is_ended.append(True)
            raise

    def fail():
        with side_by_side(report) as beside:
            beside.start(Stage.MODEL, go_on)
            is_begun.wait(30)
            raise ValueError("too few users")

    with pytest.raises(ValueError, match="too few users"):
        fail()
    assert is_ended == [True]
