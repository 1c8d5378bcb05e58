import io
import re

import pytest

from core.cli.meter import Meter
from core.stages.progress import silent
from core.stages.stopwatch import Stopwatch
from core.stages.table import STAGE_SHARES, fraction_done


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_line_shows_the_stage_the_share_done_and_the_time_left():
    meter = Meter(skipped=tuple(STAGE_SHARES.keys() - {"read", "encode"}))  # 10 and 20 of 30
    assert meter.line("encode", 0.5, elapsed=20) == "encode: 67% done, about 10 s left"
    assert meter.line("encode", 1.0, elapsed=30) == "encode: 100% done, about 0 s left"


def test_long_times_are_shown_in_minutes():
    meter = Meter(skipped=tuple(STAGE_SHARES.keys() - {"read"}))
    assert meter.line("read", 0.5, elapsed=89) == "read: 50% done, about 89 s left"
    assert meter.line("read", 0.5, elapsed=600) == "read: 50% done, about 10 min left"


def test_the_time_left_is_not_guessed_from_nothing():
    assert Meter().line("read", 0.0, elapsed=0) == "read: 0% done"


@pytest.mark.parametrize("stage", STAGE_SHARES)
def test_every_stage_moves_on_from_where_the_one_before_ended(stage):
    shown = [float(re.findall(r"(\d+)%", Meter().line(stage, part, 1))[0]) for part in (0.0, 0.5, 1.0)]
    assert shown == sorted(shown)
    assert shown[0] < shown[2]


def test_stages_left_out_make_the_rest_count_more():
    assert Meter().line("read", 1.0, 0).startswith("read: 6% done")  # 10 of 162
    assert Meter(skipped=("map", "holdout", "trust", "model")).line("read", 1.0, 0).startswith("read: 13% done")


def test_a_terminal_shows_one_line_that_is_rewritten_and_wiped():
    terminal = Terminal()
    meter = Meter(stream=terminal)
    meter("read", 0.0)
    meter("read", 1.0)
    meter.clear()
    lines = terminal.getvalue().split("\r\x1b[K")
    assert lines[1] == "read: 0% done"
    assert lines[2].startswith("read: 6% done, about ")
    assert lines[3] == ""
    assert "\n" not in terminal.getvalue()


def test_a_terminal_is_not_flooded():
    terminal = Terminal()
    meter = Meter(stream=terminal)
    for step in range(1, 1000):
        meter("read", step / 1000)
    assert terminal.getvalue().count("\r") < 10


def test_anything_else_stays_quiet():
    stream = io.StringIO()
    meter = Meter(stream=stream)
    meter("read", 0.0)
    meter("read", 1.0)
    meter.clear()
    assert stream.getvalue() == ""


def test_a_stage_that_is_left_out_is_not_shown():
    terminal = Terminal()
    Meter(skipped=("choose k",), stream=terminal)("choose k", 0.0)
    assert terminal.getvalue() == ""
    assert fraction_done("choose k", 1.0, skipped=("choose k",)) == fraction_done("cluster", 0.0, skipped=("choose k",))


def test_a_stopwatch_times_stages_and_reports_where_they_begin_and_end():
    reported = []
    watch = Stopwatch(lambda stage, fraction: reported.append((stage, fraction)))
    with watch.stage("read"):
        pass
    with watch.stage("store"):
        pass
    assert list(watch.seconds) == ["read", "store"]
    assert min(watch.seconds.values()) >= 0
    assert reported == [("read", 0.0), ("read", 1.0), ("store", 0.0), ("store", 1.0)]


def fail(watch):
    with watch.stage("read"):
        raise ValueError("half way")


def test_a_stage_that_fails_has_no_time():
    watch = Stopwatch(silent)
    with pytest.raises(ValueError, match="half way"):
        fail(watch)
    assert watch.seconds == {}
