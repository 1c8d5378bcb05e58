import io
import re

import pytest

from core.cli.meter import Meter
from core.jobs.answers import Done, JobProgress
from core.pipeline.side_by_side import InOrder
from core.stages.progress import silent
from core.stages.stopwatch import Stopwatch
from core.stages.table import STAGES, JobKind, Stage, fraction_done, shares_of


class Terminal(io.StringIO):
    def isatty(self):
        return True


SHARES = shares_of(JobKind.LOAD, JobKind.RUN, JobKind.EXPORT)


def test_a_line_shows_the_stage_the_share_done_and_the_time_left():
    meter = Meter({Stage.READ: 10, Stage.ENCODE: 20})
    assert meter.line(Stage.ENCODE, 0.5, elapsed=20) == "Comparing users: 67% done, about 10 s left"
    assert meter.line(Stage.ENCODE, 1.0, elapsed=30) == "Comparing users: 100% done, about 0 s left"


def test_long_times_are_shown_in_minutes():
    lines = [Meter({Stage.READ: 10}).line(Stage.READ, 0.5, elapsed) for elapsed in (89, 600)]
    assert lines == [f"Reading the files: 50% done, about {left} left" for left in ("89 s", "10 min")]


def test_the_time_left_never_rises():
    meter = Meter({Stage.READ: 10})
    assert meter.line(Stage.READ, 0.5, elapsed=10).endswith("about 10 s left")
    assert meter.line(Stage.READ, 0.6, elapsed=24).endswith("about 10 s left")
    assert meter.line(Stage.READ, 0.6, elapsed=90) == "Reading the files: 60% done"


def test_how_far_a_job_of_a_workspace_is_takes_the_same_line():
    terminal = Terminal()
    with Meter({}, stream=terminal) as meter:
        meter.show(JobProgress(Stage.MAP, 0.25, 12.0))
        meter.show(Done("abc"))
    assert terminal.getvalue().split("\r\x1b[K") == ["", "Drawing the map: 25% done, about 12 s left", ""]


@pytest.mark.parametrize(("first", "last"), [(Stage.PROFILE, Stage.MODEL), (Stage.MODEL, Stage.PROFILE)])
def test_of_stages_side_by_side_the_one_that_ends_last_is_shown_with_what_is_done(first, last):
    terminal = Terminal()
    report = InOrder(Meter({Stage.PROFILE: 10, Stage.MODEL: 15}, stream=terminal), [Stage.PROFILE, Stage.MODEL])
    for stage, fraction in ((first, 0.0), (last, 0.0), (first, 1.0), (last, 1.0)):
        report(stage, fraction)
    shown = terminal.getvalue()
    assert "Finding what is typical of each segment: 40% done" in shown
    assert ("Preparing to assign new users: 100% done" in shown) is (last is Stage.MODEL)
    done = [int(percent) for percent in re.findall(r": (\d+)% done", shown)]
    assert done == sorted(done)


def test_the_time_left_is_not_guessed_from_nothing():
    assert Meter(SHARES).line(Stage.READ, 0.0, elapsed=0) == "Reading the files: 0% done"


@pytest.mark.parametrize("stage", [stage for stage, share in SHARES.items() if share])
def test_every_stage_moves_on_from_where_the_one_before_ended(stage):
    shown = [float(re.findall(r"(\d+)%", Meter(SHARES).line(stage, part, 1))[0]) for part in (0.0, 0.5, 1.0)]
    assert shown == sorted(shown)
    assert shown[0] < shown[2]


def test_stages_left_out_make_the_rest_count_more():
    skipped = (Stage.MAP, Stage.HOLDOUT, Stage.TRUST, Stage.MODEL)
    quick = shares_of(JobKind.LOAD, JobKind.RUN, JobKind.EXPORT, skipped=skipped)
    assert Meter(SHARES).line(Stage.READ, 1.0, 0).startswith("Reading the files: 6% done")  # 10 of 162
    assert Meter(quick).line(Stage.READ, 1.0, 0).startswith("Reading the files: 12% done")


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_belongs_to_a_job_and_has_a_label(stage):
    assert STAGES[stage].kinds
    assert STAGES[stage].label[0].isupper()


def test_a_trial_has_no_map_and_no_card():
    assert list(shares_of(JobKind.TRIAL)) == [
        Stage.START,
        Stage.ENCODE,
        Stage.CHOOSE_K,
        Stage.CLUSTER,
        Stage.PROFILE,
        Stage.HOLDOUT,
    ]


def test_a_terminal_shows_one_line_that_is_rewritten_and_wiped():
    terminal = Terminal()
    meter = Meter(SHARES, stream=terminal)
    meter(Stage.READ, 0.0)
    meter(Stage.READ, 1.0)
    meter.clear()
    lines = terminal.getvalue().split("\r\x1b[K")
    assert lines[1] == "Reading the files: 0% done"
    assert lines[2].startswith("Reading the files: 6% done, about ")
    assert lines[3] == ""
    assert "\n" not in terminal.getvalue()


def test_a_terminal_is_not_flooded():
    terminal = Terminal()
    meter = Meter(SHARES, stream=terminal)
    for step in range(1, 1000):
        meter(Stage.READ, step / 1000)
    assert terminal.getvalue().count("\r") < 10


def test_anything_else_stays_quiet():
    stream = io.StringIO()
    meter = Meter(SHARES, stream=stream)
    meter(Stage.READ, 0.0)
    meter(Stage.READ, 1.0)
    meter.clear()
    assert stream.getvalue() == ""


def test_a_stage_that_is_left_out_is_not_shown():
    terminal = Terminal()
    shares = shares_of(JobKind.RUN, skipped=(Stage.CHOOSE_K,))
    Meter(shares, stream=terminal)(Stage.CHOOSE_K, 0.0)
    assert terminal.getvalue() == ""
    assert fraction_done(Stage.CHOOSE_K, 1.0, shares) == fraction_done(Stage.CLUSTER, 0.0, shares)


def test_a_stopwatch_times_stages_and_reports_where_they_begin_and_end():
    reported = []
    watch = Stopwatch(lambda stage, fraction: reported.append((stage, fraction)))
    with watch.stage(Stage.READ):
        pass
    with watch.stage(Stage.STORE):
        pass
    assert list(watch.seconds) == [Stage.READ, Stage.STORE]
    assert min(watch.seconds.values()) >= 0
    assert reported == [(Stage.READ, 0.0), (Stage.READ, 1.0), (Stage.STORE, 0.0), (Stage.STORE, 1.0)]


def fail(watch):
    with watch.stage(Stage.READ):
        raise ValueError("half way")


def test_a_stage_that_fails_has_no_time():
    watch = Stopwatch(silent)
    with pytest.raises(ValueError, match="half way"):
        fail(watch)
    assert watch.seconds == {}
