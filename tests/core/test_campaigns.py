"""Control groups and read-backs: who is held back, both sides before, effects with intervals, files of outcomes."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd
import pytest

from core.audiences.choose import Choice
from core.audiences.held import Control, control_by
from core.audiences.identity_file import IdentityFile
from core.audiences.manifest import Rules
from core.campaigns.balance import Balance, Difference, balances
from core.campaigns.before import acts_before, known_before, label_of
from core.campaigns.control import held_back
from core.campaigns.draw import DRAW_FILE, balanced_draw
from core.campaigns.effect import LEAST_BUYERS, Certainty, Effect, Measure, Side, judge, measure_effect
from core.campaigns.fields import find_fields
from core.campaigns.files import (
    bring_readback_back,
    keep_readback,
    newest_readback,
    readbacks_of,
    take_readback_back,
    taken_back,
)
from core.campaigns.intervals import difference, p_value, rate_group, ratio, value_groups
from core.campaigns.planned import (
    few_held_sentences,
    gain_lines,
    gain_rows,
    likely_percent,
    plans,
    small_control_sentence,
    smallest_gain,
)
from core.campaigns.readback import measure_sides
from core.campaigns.sides import CONTROL, HELD, SIDES, Held, Sides, read_sides, write_sides
from core.campaigns.words import heading_of, in_short, lines, sentences, short_lines, sure_sentence
from core.cli import main as cli
from core.cli.main import build_parser
from core.errors import DataError, StoreError
from core.ingest.values.identity import code_of, mark_of, write_key
from core.sentences import say, to_text
from core.trust.intervals import Estimate
from core.types import NOISE
from tests.core.audience_help import asked_for, make, read_rows, users_of_sizes, write_identities
from tests.core.cli_help import rows
from tests.populations import MONDAY, population
from tests.results import readback_of

KEY = bytes(range(32))
USERS = np.array([f"user {number}" for number in range(4_000)], dtype=object)


def test_the_same_users_are_held_back_whoever_else_is_there() -> None:
    is_held = held_back(USERS, KEY, 10)
    assert int(is_held.sum()) == 407
    np.testing.assert_array_equal(held_back(USERS[::-7], KEY, 10), is_held[::-7])
    codes = [code_of(user, KEY) for user in USERS]
    np.testing.assert_array_equal(held_back(codes, KEY, 10), is_held)
    assert not (held_back(USERS, KEY, 5) & ~is_held).any()
    other = held_back(USERS, KEY, 10, draw="2")
    assert int((other & is_held).sum()) == 45
    with pytest.raises(DataError, match="A control group of 100 % is none"):
        held_back(USERS, KEY, 100)


@pytest.mark.parametrize("percent", [5, 20])
def test_a_draw_comes_near_to_the_share_in_each_segment_and_leaves_enough_to_be_judged(percent: int) -> None:
    sizes = np.array([112, 240, 310, 475, 700, 860, 1_303])
    labels = np.repeat(np.arange(1, 8), sizes)
    draw = balanced_draw(USERS, labels, {}, KEY, percent)
    is_held = held_back(USERS, KEY, percent, draw)
    n_held, wanted = np.bincount(labels, is_held)[1:], sizes * percent / 100
    chance = np.sqrt(wanted * (1 - percent / 100))
    assert (np.abs(n_held - wanted) / chance).max() < 0.8  # of one draw in ten it is below 1.3, of one in two above 1.7
    assert (n_held[wanted >= 20] >= 20).all()
    unassigned = np.append(labels, np.full(500, NOISE))  # of whom nobody is exported
    users = np.append(USERS, [f"none {number}" for number in range(500)])
    assert balanced_draw(users, unassigned, {}, KEY, percent) == draw


def test_a_draw_that_leaves_both_sides_alike_is_taken_and_kept(tmp_path: Path) -> None:
    labels = np.ones(len(USERS), np.int64)
    first = balanced_draw(USERS, labels, {}, KEY, 10)
    assert abs(held_back(USERS, KEY, 10, first).sum() - 400) < 12  # 3 %, which is near enough
    odd = sum(held_back(USERS, KEY, 10, draw) for draw in (first, "2")).astype(np.float64)
    kept = balanced_draw(USERS, labels, {"events": odd}, KEY, 10)
    assert kept != first
    (found,) = balances(labels, held_back(USERS, KEY, 10, kept), {"events": odd})
    assert found.largest < 0.1
    assert abs(found.n_control - 400) < 12
    users, rules = (USERS, labels), Rules(platforms=("csv",), choice=Choice(segments=(1,)), least_group=50, control=10)
    rules = msgspec.structs.replace(rules, draw="")
    assert control_by(rules, KEY, tmp_path, users, {"events": odd}, is_trial=True).draw == kept
    assert not (tmp_path / DRAW_FILE).exists()
    control = control_by(rules, KEY, tmp_path, users, {"events": odd})
    assert (control.draw, control.stated(rules).draw) == (kept, kept)
    assert (tmp_path / DRAW_FILE).stat().st_mode & 0o777 == 0o600
    more = np.array([f"user {number}" for number in range(4_500)], dtype=object)
    later = control_by(
        rules, KEY, tmp_path, (more, np.arange(4_500) % 2), {"events": held_back(more, KEY, 10, kept) * 1.0}
    )
    np.testing.assert_array_equal(later.of(more)[:4_000], control.of(USERS))
    named = msgspec.structs.replace(rules, draw="1")
    assert control_by(named, KEY, tmp_path, users, {"events": odd}).draw == "1"
    for damaged in (b"\xff", b"", b"\n"):
        (tmp_path / DRAW_FILE).write_bytes(damaged)
        with pytest.raises(StoreError, match=r"The draw of the control group .* cannot be read"):
            control_by(rules, KEY, tmp_path, users, {"events": odd})
    (tmp_path / DRAW_FILE).unlink()
    for name, draw, key in (("1", "7", KEY), ("2", "8", KEY), ("3", "9", KEY[::-1])):
        held = Held(percent=10, draw=draw, run_id="run", key_mark=mark_of(key))
        (tmp_path / "exports" / name).mkdir(parents=True)
        write_sides(Sides(held, USERS, labels, control.of(USERS), {}), tmp_path / "exports" / name)
    assert control_by(rules, KEY, tmp_path, users, {"events": odd}).draw == "8"


def test_nobody_who_is_held_back_is_reached_by_what_another_user_has_too(tmp_path: Path) -> None:
    """Users u0 to u599 are exported; each shares something with one of u600 to u1199, of a segment that is not."""
    users, control = users_of_sizes([600, 600]), Control(KEY, 30, "1", {})
    held = dict(zip(users.user_ids, control.of(users.user_ids), strict=True))
    shared = [
        (("An.Na{}@gmail.com",), ("anna{}+shop@googlemail.com",)),
        (("", "+4917123{:05d}"), ("", "004917123{:05d}")),
        (("", "", "Mrs. Ann", "O'Neil {}", "US", "94035-1234"), ("", "", "ann", "oneil {}", "us", "94035")),
        (("", "", "", "", "", "", "5f3a2b18-9c4d-4e7f-b8e2-17d3a1e{:05d}"),) * 2,
    ]
    rows = [
        (f"u{each + 600 * side}", *(cell.format(each) for cell in shared[each % 4][side]))
        for side in (0, 1)
        for each in range(600)
    ]
    second = [(f"u{each}", f"own{each}@shop.example") for each in range(0, 600, 8)]
    people = write_identities(tmp_path / "people.csv", [*rows, *second, ("u1", "unread")])
    asked = asked_for(users, IdentityFile(people), "csv", "meta", "braze", segments=(1,))
    rules = msgspec.structs.replace(asked.rules, control=30)
    manifest, _notes = make(replace(asked, rules=rules, control=control), tmp_path)
    out = tmp_path / "out"
    is_lost = {each: not held[f"u{each}"] and held[f"u{each + 600}"] for each in range(600)}
    written = [each for each in range(600) if not held[f"u{each}"] and not is_lost[each]]
    own = [each for each in range(0, 600, 8) if is_lost[each]]
    expected = sorted(f"u{each}" for each in [*written, *own])
    listed = read_rows(out / "csv_SEG-01-v2_all.csv")
    assert sorted({row["user_id"] for row in listed}) == expected
    assert {row["email"] for row in listed if row["user_id"] in {f"u{each}" for each in own}} == {
        f"own{each}@shop.example" for each in own
    }
    assert sorted(row["external_id"] for row in read_rows(out / "braze_SEG-01-v2_all.csv")) == expected
    lost = {f"u{each}" for each, is_one in is_lost.items() if is_one and each not in own}
    reasons = {(row["platform"], row["user_id"]): row["reason"] for row in read_rows(out / "left_out.csv")}
    for key in ("csv", "meta", "braze"):
        assert manifest.counts[key]["n_shared"] == {1: len(lost)}
        assert manifest.counts[key]["n_kept"] == {1: len(expected)}
        assert {user for (platform, user), why in reasons.items() if platform == key and "shares" in why} == lost
    gains = {5: smallest_gain(len(expected), sum(held[f"u{each}"] for each in range(600)), 5)}
    assert manifest.smallest_gains[1][5] == gains[5]
    stated = f"  Where 5 of 100 convert anyway: 1: +{gains[5]}"
    assert stated in (out / "manifest.txt").read_text("utf-8").splitlines()
    sides = read_sides(out)
    assert {user for user, is_one in zip(sides.user_ids, sides.is_control, strict=True) if not is_one} == {*expected}
    assert all(held[user] == is_one for user, is_one in zip(sides.user_ids, sides.is_control, strict=True))


def test_both_sides_are_compared_the_largest_difference_first() -> None:
    is_control = np.arange(4_000) % 10 == 0
    before = {
        "events": np.arange(4_000) % 7 + np.where(is_control, 0.5, 0.0),
        "last_seen": np.full(4_000, 3.0),
        "city: Rome": np.where(np.arange(4_000) % 3 == 0, 1.0, np.nan),
    }
    (found,) = balances(np.ones(4_000, np.int64), is_control, before)
    assert (found.n_treated, found.n_control) == (3_600, 400)
    assert [each.name for each in found.differences] == ["events", "last_seen", "city: Rome"]
    assert found.differences[0].standardised == pytest.approx(-0.25, abs=0.01)
    assert found.sentence == (
        "Too few users to judge: among 4,000, chance alone makes both sides differ. 5,000 or more show whether "
        "they were alike."
    )


def test_a_difference_that_counts_as_none_is_not_written_as_one_that_counts() -> None:
    found = Balance(1, 5_400, 600, (Difference("events", 4.0, 4.3, -0.0998),))
    assert "Both sides were alike before." in found.sentence
    assert "(standardised difference 0.099; below 0.1 counts as none)" in found.sentence


def test_among_few_users_neither_a_difference_nor_its_absence_is_judged() -> None:
    for found in (0.01, 0.4):
        few = Balance(1, 100, 16, (Difference("events", 4.0, 4.3, found),))
        assert few.sentence.startswith("Too few users to judge: among 116, chance alone makes both sides differ.")


def test_a_read_back_says_how_many_were_held_back_and_how_many_were_asked_for() -> None:
    found = readback_of({1: (400, 86, 60, 34), 2: (186, 40, 10, 9)})
    line = "70 of 656 users (10.7 %) were held back; 50 % were asked for."
    assert line in [*lines(found)]
    assert line in [*lines(readback_of({None: (586, 126, 70, 43), 1: (400, 86, 60, 34), 2: (186, 40, 10, 9)}))]


def test_users_of_whom_a_thing_is_not_known_are_no_value_of_it() -> None:
    log = population(
        [("ann", "i1", "view", MONDAY), ("bob", "i1", "view", MONDAY), ("cat", "i1", "view", MONDAY)],
        attributes={"city": ["Rome", "", None], "plan": ["  ", "pro", "pro"]},
    )
    found = known_before(log, pd.Series(["", "Coffee", ""]))
    assert [name for name in found if ":" in name] == ["interest: Coffee", "city: Rome", "plan: pro"]
    assert found["plan: pro"].tolist() == [0, 1, 1]


def test_money_before_a_campaign_is_what_was_bought_less_refunds() -> None:
    log = population(
        [
            ("ann", "i1", "view", MONDAY, 50.0), ("ann", "i1", "cart", MONDAY, 50.0),
            ("ann", "i1", "purchase", MONDAY, 50.0), ("ann", "i2", "purchase", MONDAY, 30.0),
            ("bob", "i1", "view", MONDAY, 50.0), ("cat", "i1", "purchase", MONDAY, 20.0),
            ("cat", "i1", "refund", MONDAY, -20.0), ("ann", "i2", "refund", MONDAY, 30.0),
            ("bob", "i2", "purchase", MONDAY),
        ]
    )  # fmt: skip
    found = acts_before(log)
    assert found["bought_value"].tolist() == [50, 0, 0]
    assert "total_value" not in found
    viewed = acts_before(population([("ann", "i1", "view", MONDAY, 50.0), ("bob", "i1", "view", MONDAY)]))
    assert viewed["total_value"].tolist() == [50, 0]
    assert label_of("total_value") == "total value of all events, refunds aside"


def test_a_control_group_that_can_never_be_judged_is_warned_of_with_a_share_that_does_it() -> None:
    """The share is the one that holds 20 of these very users back; where none leaves enough of them, none is named."""
    sizes = (203, 300, 60, 30)
    ids, labels = USERS[320:][: sum(sizes)], np.repeat([1, 2, 3, 4], sizes)
    is_control = held_back(ids, KEY, 10)
    names = {each: f"SEG-0{each}-v1" for each in (1, 2, 3, 4, 5)}
    sides = Sides(Held(percent=10, run_id="r", key_mark="k", names=names), ids, labels, is_control, {})
    n_held = [int(is_control[labels == each].sum()) for each in (1, 2, 3, 4)]
    assert n_held == [16, 31, 4, 3]
    (found,) = few_held_sentences(sides, KEY, 50)
    (percent,) = map(int, re.findall(r"(\d+) of 100 would do", found))
    own = ids[labels == 1]
    assert held_back(own, KEY, percent).sum() >= 20 > held_back(own, KEY, percent - 1).sum()
    assert found == (
        "10 of 100 is too little for SEG-01-v1, SEG-03-v1, SEG-04-v1: at least 20 users have to be held back of a "
        f"segment, or nobody can say later what the campaign changed. {percent} of 100 would do. No share does for "
        "SEG-03-v1, SEG-04-v1: merge such segments with others, or read all segments together."
    )
    assert list(few_held_sentences(None, KEY, 50)) == []


@pytest.mark.parametrize(("percent", "is_stated"), [(10, False), (40, True)])
def test_gains_from_which_a_few_held_back_could_be_counted_are_left_out(tmp_path, percent, is_stated) -> None:
    """The gains, and the users in the file, leave one or two numbers for those who are held back."""
    users, control = users_of_sizes([300, 20]), Control(KEY, percent, "1", {})
    rows = [(user, f"{user}@shop.example") for user in users.user_ids]
    asked = asked_for(users, IdentityFile(write_identities(tmp_path / "people.csv", rows)), "csv", segments=(1,))
    rules = msgspec.structs.replace(asked.rules, control=percent)
    manifest, _notes = make(replace(asked, rules=rules, control=control), tmp_path)
    assert (1 in manifest.smallest_gains) is is_stated is (manifest.counts["csv"]["n_held"][1] is not None)
    assert ("convert anyway" in (tmp_path / "out" / "manifest.txt").read_text("utf-8")) is is_stated


@pytest.mark.parametrize(("n_treated", "n_held", "rate"), [(180, 20, 5), (180, 36, 20), (500, 50, 5), (900, 100, 20)])
def test_the_smallest_gain_is_the_one_that_is_seen_four_times_in_five(n_treated: int, n_held: int, rate: int) -> None:
    def share_seen(gain: int) -> float:
        rng = np.random.default_rng(0)
        treated, held = (rng.binomial(n, p / 100, 2_000) for n, p in ((n_treated, rate + gain), (n_held, rate)))
        drawn = zip(treated.tolist(), held.tolist(), strict=True)
        groups = ((rate_group(n_treated, one), rate_group(n_held, other)) for one, other in drawn)
        return float(np.mean([difference(*each).low > 0 for each in groups]))

    gain = smallest_gain(n_treated, n_held, rate)
    assert gain
    assert 0.75 < share_seen(gain) < 0.88
    assert share_seen(gain - 2) < 0.8


def test_what_a_control_group_can_show_is_stated_before_the_export() -> None:
    sizes = (200, 20), (2_000, 200), (100, 10)
    labels = np.repeat([1, 2, 3], [n for n, _held in sizes])
    is_control = np.concatenate([np.arange(n) < held for n, held in sizes])
    held = Held(percent=10, run_id="r", key_mark="k", names={1: "SEG-01-v1", 2: "SEG-02-v1", 3: "SEG-03-v1"})
    sides = Sides(held, np.array([f"u{each}" for each in range(2_300)]), labels, is_control, {})
    assert [(each.segment, each.smallest) for each in plans(sides)] == [
        (1, {5: 25, 20: 31}), (2, {5: 6, 20: 9}), (3, {5: None, 20: None}), (None, {5: 6, 20: 9}),
    ]  # fmt: skip
    assert [(each.segment, each.n_treated, each.n_held, each.gains) for each in gain_rows(sides)] == [
        (1, 180, 20, ("+25", "+31")),
        (2, 1_800, 200, ("+6", "+9")),
        (3, 90, 10, (to_text(say("too few held back")),) * 2),
        (None, 2_070, 230, ("+6", "+9")),
    ]
    assert [each.name for each in gain_rows(sides)][:3] == ["SEG-01-v1", "SEG-02-v1", "SEG-03-v1"]
    few, many = (f"smallest gain, where {rate} of 100 convert anyway" for rate in (5, 20))
    assert [*gain_lines(sides)][1:-1] == [
        f"segment                get the campaign     held back  {few}  {many}",
        f"SEG-01-v1                           180   20 (10.0 %)  {'+25':>{len(few)}}  {'+31':>{len(many)}}",
        f"SEG-02-v1                         1,800  200 (10.0 %)  {'+6':>{len(few)}}  {'+9':>{len(many)}}",
        f"SEG-03-v1                            90   10 (10.0 %)  {'too few held back':>{len(few)}}  "
        f"{'too few held back':>{len(many)}}",
        f"All segments together             2,070  230 (10.0 %)  {'+6':>{len(few)}}  {'+9':>{len(many)}}",
    ]
    assert next(gain_lines(sides)) == (
        "The smallest gain is how many more of 100 users have to convert so that it is noticed in four of five "
        "campaigns. With more users held back, smaller gains are noticed."
    )
    assert "Each user is drawn on their own" in [*gain_lines(sides)][-1]
    assert [*gain_lines(None)] == [*gain_rows(None)] == []


def test_a_list_of_those_held_back_names_nobody_else_and_money_is_in_cents(tmp_path: Path) -> None:
    value = np.full(len(USERS), 862.63, np.float32)
    sides = replace(_sides(USERS), before={"events": np.full(len(USERS), 2.5), "bought_value": value})
    write_sides(sides, tmp_path)
    held, everybody = rows(tmp_path / HELD), rows(tmp_path / SIDES)
    assert {row["user_id"] for row in held} == {*USERS[sides.is_control]}
    assert {row["control"] for row in held} == {"1"}
    assert [row["user_id"] for row in everybody] == USERS.tolist()
    assert [row["control"] == "1" for row in everybody] == sides.is_control.tolist()
    assert {(row["events"], row["bought_value"]) for row in everybody} == {("2.5", "862.63")}
    (tmp_path / SIDES).replace(tmp_path / HELD)  # as an earlier program wrote it
    np.testing.assert_array_equal(read_sides(tmp_path).is_control, sides.is_control)


def test_a_difference_of_rates_is_newcombes() -> None:
    """Newcombe (1998), table II, method 10: 56 of 70 and 48 of 80; 9 of 10 and 3 of 10; 10 of 10 and 0 of 10."""
    expected = {(56, 70, 48, 80): (0.0524, 0.3339), (9, 10, 3, 10): (0.1705, 0.8090), (10, 10, 0, 10): (0.6075, 1.0)}
    for (a, m, b, n), ends in expected.items():
        found = difference(rate_group(m, a), rate_group(n, b))
        assert (found.low, found.high) == pytest.approx(ends, abs=5e-5)


def test_difference_and_ratio_say_the_same() -> None:
    for n_held in (2, 5, 8, 12):
        groups = rate_group(900, 90), rate_group(100, n_held)
        lift, times, p = difference(*groups), ratio(*groups), p_value(*groups)
        assert (lift.low > 0) == (times.low > 1) == (p < 0.05 and lift.value > 0)
        edge = difference(*groups, level=1 - p)
        assert min(abs(edge.low), abs(edge.high)) < 1e-6
    assert math.isnan(ratio(rate_group(900, 90), rate_group(100, 0)).value)
    assert ratio(rate_group(900, 0), rate_group(100, 2)).low == 0
    np.testing.assert_allclose(ratio(rate_group(900, 90), rate_group(100, 5)).low, 0.8687, atol=1e-3)


def test_values_without_skewness_have_students_interval() -> None:
    values = np.tile([8.0, 12.0], 200)
    found = difference(*value_groups(values, values[:200] - 1))
    assert found.value == pytest.approx(1.0)
    assert found.high - found.low == pytest.approx(
        2 * math.hypot(1.966 * 2.0025 / 20, 1.972 * 2.005 / 200**0.5), rel=1e-3
    )


def _users(n_converted: int, n_held: int) -> Side:
    """900 users, of whom so many convert, and 100 held back."""
    values = np.zeros(1_000)
    values[:n_converted] = values[900 : 900 + n_held] = 1
    return Side(values, np.arange(1_000) >= 900, np.zeros((1_000, 0)))


def test_an_effect_comes_with_what_would_be_needed() -> None:
    (found,) = judge([measure_effect(_users(90, 5), Measure.CONVERTED, 3)])
    assert (found.treated, found.control, found.certainty) == (0.1, 0.05, Certainty.NONE)
    assert found.n_needed == 3000
    assert list(sentences(found)) == [
        "No effect is shown: chance alone may show such a difference.",
        "Of 100 users in the campaign 10.00 converted (900 users), of 100 held back 5.00 (100 users).",
        "Per 100 users that is +5.00 (95 % interval -1.43 to +8.56); 2.00 times as much (0.87 to 4.72).",
        "With these 1,000 users only a difference of 8.7 per 100 users or more is noticed, four times in five.",
        "For one as small as this (5.00) about 3,000 users would be needed.",
    ]


def test_how_many_users_would_be_needed_is_rounded_and_not_stated_where_nobody_has_so_many() -> None:
    def last(n_converted: int, n_held: int) -> tuple[int | None, str]:
        (found,) = judge([measure_effect(_users(n_converted, n_held), Measure.CONVERTED, 3)])
        return found.n_needed, str([*sentences(found)][-1])

    assert last(90, 6) == (4731, "For one as small as this (4.00) about 4,800 users would be needed.")
    needed, stated = last(90, 9)
    assert needed
    assert needed > 10_000
    assert stated == (
        "They are far too few to notice one as small as was found (1.00): more than 10 times as many would be needed."
    )


def test_among_many_segments_chance_is_not_called_an_effect() -> None:
    alone = judge([measure_effect(_users(90, 3), Measure.CONVERTED, 1)])
    many = judge(
        [
            measure_effect(_users(90, 3), Measure.CONVERTED),
            *(measure_effect(_users(90, 3 if each == 1 else 9), Measure.CONVERTED, each) for each in range(1, 6)),
        ]
    )
    assert [each.certainty for each in alone] == [Certainty.GAIN]
    assert [each.certainty for each in many] == [Certainty.GAIN, Certainty.MAYBE, *[Certainty.NONE] * 4]


def test_what_was_known_before_narrows_the_interval() -> None:
    rng = np.random.default_rng(0)
    before = np.exp(rng.normal(3, 1, 4_000))
    is_control = np.arange(4_000) % 10 == 0
    values = before * np.exp(rng.normal(0, 0.3, 4_000)) + np.where(is_control, 0, 4)
    plain = measure_effect(Side(values, is_control, np.zeros((4_000, 0))), Measure.VALUE)
    found = measure_effect(Side(values, is_control, before[:, None]), Measure.VALUE)
    assert plain.narrowed == 0
    assert found.narrowed > 0.5
    assert found.lift.low < 4 < found.lift.high
    assert found.lift.high - found.lift.low < 0.5 * (plain.lift.high - plain.lift.low)
    noise = measure_effect(Side(values, is_control, rng.normal(size=(4_000, 1))), Measure.VALUE)
    assert (noise.narrowed, noise.lift) == (0, plain.lift)


def _sides(users: np.ndarray[tuple[int], np.dtype[np.object_]]) -> Sides:
    held = Held(percent=10, run_id="no run", key_mark=mark_of(KEY), names={1: "SEG-01-v1", 2: "SEG-02-v1"})
    labels = np.where(np.arange(len(users)) < 2_000, 1, 2)
    return Sides(held, users, labels, held_back(users, KEY, 10), {"events": np.arange(len(users), dtype=np.float64)})


def test_the_command_reads_outcomes_in_clear(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    codes = np.array([code_of(user, KEY) for user in USERS], dtype=object)
    export = tmp_path / "ads"
    export.mkdir()
    write_sides(_sides(codes), export)
    write_key(tmp_path, KEY)
    is_held, segment = held_back(USERS, KEY, 10), np.where(np.arange(4_000) < 2_000, 1, 2)
    lines = [f'{user},yes,"1.234,50 €"' for user, held in zip(USERS[::4], is_held[::4], strict=True) if not held]
    lines += [lines[0], f'{USERS[0]},no,"1,00 €"', 'nobody,yes,"3,00 €"', ',yes,"2,00 €"']
    (tmp_path / "crm.csv").write_text("\n".join(["customer_id,responded,amount", *lines]), encoding="utf-8")
    assert cli.main(["readback", str(export), str(tmp_path / "crm.csv"), "--out", str(tmp_path / "found.csv")]) == 0
    printed = capsys.readouterr().out
    assert "user_id = customer_id, converted = responded, value = amount." in printed
    assert "1 row has no id and is left out." in printed
    assert "1 id is of nobody in this export and is left out." in printed
    assert "1 row names a user again" in printed
    assert "3,112 users of the export are not in the file, and count as not converted." in printed
    found = rows(tmp_path / "found.csv")
    assert [(row["segment"], row["measure"]) for row in found] == [
        (segment, measure) for measure in ("converted", "value") for segment in ("", "1", "2")
    ]
    n_converted = int((~is_held[::4]).sum())
    assert float(found[0]["treated"]) == pytest.approx(n_converted / int((~is_held).sum()), abs=1e-6)
    assert (found[0]["control"], found[0]["certainty"]) == ("0", "gain")
    assert int(found[1]["n_control"]) == int((is_held & (segment == 1)).sum())
    assert found[3]["certainty"] == "too_few"
    assert "It worked" in (tmp_path / "found.txt").read_text(encoding="utf-8")


def test_a_read_back_and_the_sides_come_back_as_they_were_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sides = _sides(USERS)
    write_sides(sides, tmp_path)
    again = read_sides(tmp_path)
    assert again.held == sides.held
    np.testing.assert_array_equal(again.user_ids, sides.user_ids)
    np.testing.assert_array_equal(again.is_control, sides.is_control)
    np.testing.assert_array_equal(again.before["events"], sides.before["events"])
    from core.campaigns.outcomes import Count, Outcomes

    outcomes = Outcomes((np.arange(4_000) % 5 == 0).astype(np.float64), None, None, Count(n_rows=4))
    found = measure_sides(again, outcomes, "crm.csv", "2026-11-28T07:00:00+00:00")
    keep_readback(found, tmp_path)
    kept = newest_readback(tmp_path)
    assert kept == found
    assert [each.segment for each in kept.effects] == [None, 1, 2]
    later = replace(found, made_at="2026-11-28T08:30:00+00:00", effects=found.of_segment(2))
    keep_readback(later, tmp_path)
    assert list(readbacks_of(tmp_path)) == [later, found]
    assert [newest_readback(tmp_path, segment) for segment in (1, 2, 3)] == [found, later, None]
    monkeypatch.setattr("core.campaigns.files.read_json", lambda path: pytest.fail(f"{path} is read again"))
    assert list(readbacks_of(tmp_path)) == [later, found]
    monkeypatch.undo()
    assert take_readback_back(tmp_path) == later
    assert (newest_readback(tmp_path), list(taken_back(tmp_path))) == (found, [later])
    assert take_readback_back(tmp_path, found.made_at) == found
    with pytest.raises(DataError, match="No outcomes of the run were read that could be taken back"):
        take_readback_back(tmp_path)
    assert [bring_readback_back(tmp_path), bring_readback_back(tmp_path)] == [later, found]
    with pytest.raises(DataError, match="No outcomes of the run were taken back"):
        bring_readback_back(tmp_path)
    assert list(readbacks_of(tmp_path)) == [later, found]
    assert [take_readback_back(tmp_path), take_readback_back(tmp_path)] == [later, found]
    assert bring_readback_back(tmp_path, found.made_at) == found
    with pytest.raises(DataError, match="No outcomes of the run were taken back"):
        bring_readback_back(tmp_path, found.made_at)
    assert bring_readback_back(tmp_path) == later
    assert heading_of(later) == "crm.csv, read on 2026-11-28 08:30 UTC, 10 % held back"
    (line,) = short_lines(later, {2: "2. Cooks"})
    assert line.startswith(f"2. Cooks (converted): {sure_sentence(later.effects[0])} Of 100 users ")
    assert " converted than of 100 held back (95 % interval " in line
    headings = [each for each in lines(found, 1, {1: "1. Bakers"}) if str(each).endswith("(converted)")]
    assert headings == ["All segments together (converted)", "1. Bakers (converted)"]


def test_what_cannot_be_read_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_sides(_sides(USERS), tmp_path)
    (tmp_path / "crm.csv").write_text("user_id,revenue\nuser 1,12\nuser 2,13\nuser 3,14\nuser 4,15\nuser 5,many\n")
    asked = ["readback", str(tmp_path), str(tmp_path / "crm.csv"), "--out", str(tmp_path / "found.csv")]
    assert cli.main(asked) == 2
    assert "1 cells of 'revenue' are no numbers, such as 'many'." in capsys.readouterr().err
    (tmp_path / "crm.csv").write_text("user_id,converted\nsomebody,yes\n")
    assert cli.main(asked) == 2
    assert "is one of this export" in capsys.readouterr().err
    assert not (tmp_path / "found.csv").exists()
    for damage, message in (
        (
            lambda: (tmp_path / SIDES).write_text("user_id\nuser 1\n"),
            f"{tmp_path / SIDES} cannot be read: it is damaged.",
        ),
        (lambda: (tmp_path / SIDES).unlink(), f"{tmp_path / SIDES} cannot be read: No such file or directory."),
        (lambda: (tmp_path / CONTROL).write_text("{"), f"{tmp_path / CONTROL} cannot be read: it is damaged."),
        (lambda: (tmp_path / CONTROL).unlink(), f"{tmp_path} holds no control group. Name the folder"),
    ):
        damage()
        assert cli.main(asked) == 2
        assert capsys.readouterr().err.startswith(message)
    asked[1] = str(tmp_path / "crm.csv")  # a file in place of the folder
    assert cli.main(asked) == 2
    assert capsys.readouterr().err.startswith(f"{tmp_path / 'crm.csv'} holds no control group.")


def test_an_effect_of_nobody_is_too_few() -> None:
    (found,) = judge([measure_effect(_users(90, 5).of(np.arange(1_000) < 910), Measure.CONVERTED, 1)])
    assert found.certainty is Certainty.TOO_FEW
    assert isinstance(found, Effect)
    assert [str(each) for each in sentences(found)] == [
        "Too few users to judge: 900 in the campaign and 10 held back.",
        "To be judged at all, about 1,900 users would be needed; there are 910.",
    ]
    (bought,) = judge([measure_effect(_users(90, 5), Measure.VALUE, 1)])
    assert bought.n_needed == 4_000  # 5 of 100 held back bought: 20 of 400
    (nobody,) = judge([measure_effect(_users(90, 5).of(np.arange(1_000) < 900), Measure.CONVERTED, 1)])
    assert list(sentences(nobody))[1] == "To be judged at all, 20 users are needed on each side."
    assert all(math.isnan(each) for each in (found.lift.value, found.p, found.q))
    assert Estimate(1.0, 2.0, 3.0).scaled(2) == Estimate(2.0, 4.0, 6.0)


def test_a_file_without_an_outcome_lists_who_converted_only_where_it_holds_nothing_but_ids():
    assert find_fields(["user_id"], {}) == {"user_id": "user_id"}
    with pytest.raises(DataError, match="No column of the file of outcomes says who converted"):
        find_fields(["customer_email", "phone", "first_name", "country"], {})
    assert find_fields(["customer_email", "answer"], {"converted": "answer"})["converted"] == "answer"
    assert find_fields(["user_id", "segment"], {}) == {"user_id": "user_id"}


@pytest.mark.parametrize(
    "header", ["gekauft", "acheté", "comprado", "Comprou", "acquistato", "購入", "购买", "purchased"]
)
def test_who_converted_is_found_in_the_languages_of_logs(header: str) -> None:
    assert find_fields(["user_id", header], {}) == {"user_id": "user_id", "converted": header}


@pytest.mark.parametrize("header", ["Umsatz", "montant", "gasto", "speso", "valor", "売上", "消费金额", "revenue"])
def test_how_much_was_spent_is_found_in_the_languages_of_logs(header: str) -> None:
    assert find_fields(["user_id", header], {}) == {"user_id": "user_id", "value": header}


def test_a_column_that_may_be_the_outcome_is_asked_about_and_what_is_not_used_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_sides(_sides(USERS), tmp_path)
    write_key(tmp_path, KEY)
    crm = tmp_path / "crm.csv"
    asked = ["readback", str(tmp_path), str(crm), "--out", str(tmp_path / "found.csv")]
    crm.write_text("user_id,won,points,city,consent\nuser 1,ja,3,Bonn,ja\nuser 2,nein,4,Kiel,ja\n", encoding="utf-8")
    assert cli.main(asked) == 2
    refused = capsys.readouterr().err
    assert "It is not clear whether the outcome is in “won”, “points”: who converted, or how much was spent." in refused
    assert "Name it with --converted or --value" in refused
    assert cli.main([*asked, "--converted", "won"]) == 0
    printed = capsys.readouterr().out
    assert "2 rows of outcomes were read: user_id = user_id, converted = won." in printed
    assert "Columns that are not used: points, city, consent." in printed
    assert cli.main([*asked, "--user-column", "user_id"]) == 0
    assert "so everybody in it counts as converted." in capsys.readouterr().out
    crm.write_text("user_id,segment,persona,city\nuser 1,1,Cooks,Bonn\nuser 2,2,Bakers,Kiel\n", encoding="utf-8")
    assert cli.main(asked) == 0  # a list of this program
    assert "Columns that are not used: segment, persona, city." in capsys.readouterr().out


def test_a_fraction_is_no_share_of_a_control_group(capsys):
    with pytest.raises(SystemExit):
        build_parser().parse_args(["export", "run", "--control", "0.2", "--out", "out"])
    assert "0.2 is less than one user of 100: write 20 to hold back 20 of 100" in capsys.readouterr().err
    assert build_parser().parse_args(["export", "run", "--control", "20", "--out", "out"]).control == 20


def test_a_campaign_is_stated_in_one_line_that_stands_alone() -> None:
    found = readback_of({None: (400, 80, 400, 20), 1: (200, 60, 200, 10), 2: (200, 20, 200, 10), 3: (9, 1, 9, 1)})
    assert in_short(found) == (
        "All segments together: It worked: chance alone would hardly show so much more. Of 100 users 15.00 more "
        "converted than of 100 held back (95 % interval +10.54 to +19.54). Of 3 segments: 1 with a sure gain, 1 "
        "without a shown effect, 1 with too few users to judge."
    )
    (fewer,) = short_lines(readback_of({2: (400, 20, 400, 80)}), {2: "2. Cooks"})
    assert "Of 100 users 15.00 fewer converted than of 100 held back (95 % interval -19" in fewer
    assert in_short(readback_of({2: (9, 1, 9, 1)})) == (
        "Segment 2: Too few users to judge: 9 in the campaign and 9 held back."
    )
    few = "Too few users to judge: 9 in the campaign and 9 held back."
    assert in_short(readback_of({2: (9, 1, 9, 1)}), "2. Cooks") == f"2. Cooks (Segment 2): {few}"
    assert in_short(readback_of({None: (9, 1, 9, 1), 2: (9, 1, 9, 1)}), "2. Cooks") == f"All segments together: {few}"


def test_a_share_that_holds_back_too_few_is_warned_of_with_the_share_that_would_do():
    assert small_control_sentence({"1 · Tea": 900, "2 · Mugs": 400}, 10) == ""
    assert small_control_sentence({"1 · Tea": 900, "2 · Mugs": 150, "3 · Cups": 30}, 10) == (
        "10 of 100 may be too little for 2 · Mugs, 3 · Cups: at least 20 users have to be held back of a segment, or "
        "nobody can say later what the campaign changed. “Check first” counts them. 19 of 100 are most likely to do, "
        "more where users without consent or address drop out. No share is sure to do for 3 · Cups: merge such "
        "segments with others."
    )
    assert likely_percent(150) == 19
    rng = np.random.default_rng(0)
    for n_users in (150, 400, 2000):
        n_held = rng.binomial(n_users, likely_percent(n_users) / 100, 10_000)
        assert (n_held >= LEAST_BUYERS).mean() > 0.94
