"""What data health finds: for each check a small log with it, and the same log without it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from core.demo.write import write_demo
from core.health.finding import Remedy, Severity
from core.health.log import DAY
from core.health.order import out_of_order
from core.health.table import CHECKS, CODES, examine
from core.ingest.load import load_log
from core.ingest.tables.source import LogSource
from tests.conftest import PROJECT
from tests.core.health_help import Event, at, codes, found, healthy, log_of
from tests.core.ingest_help import open_store
from tests.markdown import code_spans, table


def day(n: int, hour: float = 12) -> str:
    return at(n * 86_400 + round(hour * 3600))


def test_nothing_is_odd_in_a_healthy_log() -> None:
    assert codes(log_of(healthy())) == []


def test_codes_are_distinct() -> None:
    assert len(set(CODES)) == len(CHECKS)


def test_a_user_with_hundreds_of_events_an_hour_is_a_program() -> None:
    crawler = [("robot", f"i{n % 60:02d}", at(3 * 86_400 + 10 * 3600 + 12 * n)) for n in range(300)]
    log = log_of([*healthy(), *crawler])
    each = found(log, "bots")
    assert (each.count, each.of, each.unit, each.remedy) == (1, 31, "users", Remedy.EXCLUDE)
    assert each.example == "robot acted at 300 different times within one hour"
    assert each.sentence.startswith("1 of 31 users (3.2 %) act like programs")
    assert log.histories.user_ids[each.members].tolist() == ["robot"]


def test_a_user_who_never_sleeps_is_a_program() -> None:
    log = log_of([*healthy(), *(("robot", f"i{n:02d}", day(3, n)) for n in range(20))])
    assert found(log, "bots").example == ("robot acted in 20 of the 24 hours of one day")
    assert "bots" not in codes(log_of([*healthy(), *(("late", f"i{n:02d}", day(3, n)) for n in range(19))]))


def test_one_order_of_hundreds_of_lines_is_no_program() -> None:
    order = [("shop", f"i{n % 60:02d}", day(3)) for n in range(300)]
    assert "bots" not in codes(log_of([*healthy(), *order]))


def test_where_everybody_makes_hundreds_of_events_an_hour_nobody_is_a_program() -> None:
    games = [(f"u{user}", f"i{n % 60:02d}", at(n * 10)) for user in range(5) for n in range(300)]
    assert "bots" not in codes(log_of(games))


def test_users_with_few_events() -> None:
    log = log_of([*healthy(), ("twice", "i01", day(1)), ("twice", "i02", day(2)), ("once", "i01", day(1))])
    each = found(log, "few_events")
    assert (each.count, each.of, each.severity) == (2, 32, Severity.NOTICE)
    assert each.example == "once has 1 event"
    assert each.sentence == "2 of 32 users (6.2 %) have fewer than 3 events: too little is known of them."


def test_where_all_users_have_few_events_nobody_can_be_excluded() -> None:
    each = found(log_of([(f"u{n}", f"i{n}", day(n)) for n in range(30)]), "few_events")
    assert (each.count, each.severity, each.remedy) == (30, Severity.SEVERE, Remedy.NONE)


def test_one_user_with_a_large_share_of_all_events() -> None:
    many = [("till", f"i{n % 60:02d}", day(n % 42, 8 + n % 14)) for n in range(1000)]
    each = found(log_of([*healthy(), *many]), "super_users")
    assert (each.count, each.of, each.severity) == (1, 31, Severity.SEVERE)
    assert each.example == "till has 1,000 events"
    assert each.sentence.startswith("1 of 31 users alone has 46.7 % of all events: the median user has 38.")


def test_ids_that_differ_by_capital_letters_or_blanks() -> None:
    twins = [(name, "i01", day(n)) for n in range(3) for name in ("u01 ", "U02", "Ann Lee", "ann  lee")]
    each = found(log_of([*healthy(), *twins]), "similar_ids")
    assert (each.count, each.of) == (6, 34)
    assert each.example == "'Ann Lee' and 'ann  lee'"


def test_times_in_the_future() -> None:
    later: list[Event] = [("u01", "i01", "2099-01-01 10:00"), ("u02", "i01", "2026-06-02 00:00:01")]
    log = log_of([*healthy(), *later])
    each = found(log, "future")
    assert (each.count, each.of, each.severity) == (2, 1143, Severity.NOTICE)
    assert each.example == "u01 on 2099-01-01 10:00"
    assert each.members.tolist() == [1141, 1142]
    assert "future" not in codes(log_of([*healthy(), ("u02", "i01", "2026-06-02 00:00")]))


def test_a_day_that_is_partly_too_late_is_in_the_future_whole_so_that_the_last_day_is_not_cut() -> None:
    """The load is at 11:00 of the last day but one: a day later some events of the last day are too late."""
    events = healthy()
    on_last = [each for each in events if each[2] >= day(41, 0)]
    log = replace(log_of(events), loaded_at=int(datetime.fromisoformat(f"{day(40, 11)}+00:00").timestamp()))
    each = found(log, "future")
    assert each.count == len(on_last)
    assert any(time < day(41, 11) for _user, _item, time in on_last)
    assert codes(log) == ["future"]
    assert codes(log_of([each for each in events if each[2] < day(41, 11)])) == ["last_day"]


def test_a_time_long_after_all_others_is_in_the_future_though_it_has_passed() -> None:
    past = [(user, item, time.replace("2026", "2021")) for user, item, time in healthy()]
    assert found(log_of([*past, ("u01", "i01", "2024-03-02 10:00")]), "future").count == 1


def test_times_long_ago() -> None:
    early: list[Event] = [("u01", "i01", "1970-01-01 00:00"), ("u02", "i01", "2020-01-01 00:00")]
    each = found(log_of([*early, *healthy()]), "ancient")
    assert (each.count, each.example) == (2, "u01 on 1970-01-01 00:00")
    assert each.sentence == "2 of 1,143 events (0.2 %) are older than the web, or long before all others."


def test_a_clock_that_jumps() -> None:
    events = healthy()
    place = next(n for n, event in enumerate(events) if event[0] == "u05" and n > 500)
    events[place] = ("u05", events[place][1], day(4))
    each = found(log_of(events), "clock_jumps")
    assert (each.count, each.of, each.members.tolist()) == (1, 1141, [place])
    assert each.example == "u05 on 2026-03-06 12:00"


@pytest.mark.parametrize("is_newest_first", [False, True])
def test_a_file_in_order_has_no_jump(is_newest_first: bool) -> None:
    events = healthy()[::-1] if is_newest_first else healthy()
    assert codes(log_of(events)) == []


def test_the_order_of_the_parts_of_a_file_is_no_jump() -> None:
    events = healthy()
    assert codes(log_of([*events[600:], *events[:600]])) == []


@pytest.mark.parametrize("n_apart", [1, 3, 5])
def test_returns_that_stand_after_all_orders_are_no_jump_and_a_jump_among_them_is_one(n_apart: int) -> None:
    log = log_of(healthy())
    apart = np.zeros(log.histories.n_events, dtype=bool)
    apart[np.linspace(100, 900, n_apart).astype(int)] = True
    kinds = apart.astype(np.int64)
    places = np.argsort(np.argsort(log.histories.timestamps + np.where(apart, 10**9, 0), kind="stable"))
    assert not out_of_order(log.histories, places, kinds, DAY).any()
    place = next(n for n in range(500, log.histories.n_events) if not apart[n])
    jumping = places.copy()
    jumping[place] = -1
    assert np.flatnonzero(out_of_order(log.histories, jumping, kinds, DAY)).tolist() == [place]


def test_days_without_events() -> None:
    each = found(log_of(healthy(skipped=(17, 18, 30))), "gaps")
    assert (each.count, each.of, each.unit, each.remedy) == (3, 42, "days", Remedy.NONE)
    assert each.example == "2026-03-19 to 2026-03-20"
    assert each.sentence == "3 of 42 days (7.1 %) have no event, though the days around them have many."


def test_closed_sundays_are_no_gap() -> None:
    assert "gaps" not in codes(log_of(healthy(skipped=range(6, 42, 7))))


def test_a_last_day_that_ends_early() -> None:
    events = [event for event in healthy(n_users=60) if event[2] < day(41, 14)]
    each = found(log_of(events), "last_day")
    assert (each.count, each.example) == (22, "2026-04-12 ends in the hour from 13:00")
    assert each.sentence.startswith("The last day ends early: it has 22 of 2,244 events (1.0 %), about ")


def test_refunds_after_the_last_purchase_are_no_incomplete_end_and_are_not_excluded_with_one() -> None:
    full = [event for event in healthy(n_users=60) if event[2] < day(39, 0)]
    few = [("u01", "i01", day(n)) for n in (39, 40, 41)]
    refunds = [("u02", f"i{n:02d}", day(39 + n % 12, 15)) for n in range(60)]
    kinds = ["view"] * len(full) + ["refund"] * len(refunds)
    assert "last_day" not in codes(log_of([*full, *refunds], kinds=kinds))
    log = log_of([*full, *refunds, *few], kinds=[*kinds, *["view"] * len(few)])
    each = found(log, "last_day")
    assert (each.count, each.example) == (3, "2026-04-10 to 2026-04-12")
    assert not log.is_refund[each.members].any()
    assert "last_day" not in codes(log_of(healthy(), kinds=["refund"] * len(healthy())))


@pytest.mark.parametrize("last", [3, 10])
def test_days_at_the_end_with_hardly_any_events_are_named_together(last: int) -> None:
    """One event a day on the last two days but one, and a few on the last one, of about 54 on each day before."""
    full = [event for event in healthy(n_users=60) if event[2] < day(39, 0)]
    few = [*(("u01", "i01", day(n)) for n in (39, 40)), *(("u02", f"i{n:02d}", day(41, 12)) for n in range(last))]
    each = found(log_of([*full, *few]), "last_day")
    assert (each.count, each.example) == (2 + last, "2026-04-10 to 2026-04-12")
    assert each.sentence.startswith(f"The last 3 days are far from complete: they have {2 + last} of ")
    assert "gaps" not in codes(log_of([*full, *few]))


def test_days_with_hardly_any_events_between_full_ones_are_missing() -> None:
    events = [event for event in healthy(n_users=60) if not day(17, 0) <= event[2] < day(19, 0)]
    each = found(log_of([*events, ("u01", "i01", day(17))]), "gaps")
    assert (each.count, each.example) == (2, "2026-03-19 to 2026-03-20")
    assert each.sentence == (
        "2 of 42 days (4.8 %) have hardly any event or none, though the days around them have many."
    )


def test_items_that_nearly_all_have() -> None:
    bags = [(f"u{user:02d}", "bag", day(user % 42)) for user in range(25)]
    each = found(log_of([*healthy(), *bags]), "common_items")
    assert (each.count, each.of, each.example) == (1, 61, "bag with 25 of 30 users")
    assert "common_items" not in codes(log_of([*healthy(), *bags[:23]]))


def test_a_fee_that_many_have() -> None:
    fees = [(f"u{user:02d}", "POST", day(user)) for user in range(10)]
    titles = {f"i{n:02d}": f"Thing {n}" for n in range(60)}
    each = found(log_of([*healthy(), *fees], {**titles, "POST": "Postage and packing"}), "common_items")
    assert (each.count, each.example) == (1, "Postage and packing with 10 of 30 users")
    assert "common_items" not in codes(log_of([*healthy(), *fees], {**titles, "POST": "Lamp post"}))


def test_items_without_a_title() -> None:
    titles = {f"i{n:02d}": f"Thing {n}" for n in range(57)}
    each = found(log_of(healthy(), titles), "missing_titles")
    assert (each.count, each.of, each.example) == (3, 60, "item i57")
    all_missing = found(log_of(healthy(), {}), "missing_titles")
    assert (all_missing.count, all_missing.remedy) == (60, Remedy.NONE)
    assert all_missing.sentence == "None of 60 items has a title: the log has item ids only."
    assert "--map text=COLUMN" in next(check.effect for check in CHECKS if check.code == "missing_titles")


def test_one_title_for_many_ids() -> None:
    titles = {f"i{n:02d}": "Test" if n < 4 else f"Thing {n}" for n in range(60)} | {"i03": "TEST "}
    each = found(log_of(healthy(), titles), "shared_titles")
    assert (each.count, each.of, each.example) == (4, 60, "Test is the title of 4 ids, i00 and i01 among them")


def test_many_titles_for_one_id() -> None:
    each = found(log_of(healthy(), other_titles={"i07": "Damaged"}), "several_titles")
    assert (each.count, each.of, each.example) == (1, 60, "i07 is i07 and also Damaged")


def test_values_below_zero_that_are_no_refunds() -> None:
    events = healthy()
    values = [-1.5 if n in (7, 9) else 2.0 for n in range(len(events))]
    kinds = ["refund" if n == 9 else "purchase" for n in range(len(events))]
    each = found(log_of(events, values=values, kinds=kinds), "negative_values")
    assert (each.count, each.of, each.members.tolist()) == (1, 1141, [7])
    assert each.example == f"{events[7][1]} for -1.50"
    assert "negative_values" not in codes(log_of(events, values=[2.0] * len(events)))


def test_severe_findings_come_first() -> None:
    many = [("till", f"i{n % 60:02d}", day(n % 42, 8 + n % 14)) for n in range(1000)]
    log = log_of(
        sorted([*healthy(), *many], key=lambda event: event[2]), {f"i{n:02d}": f"Thing {n}" for n in range(57)}
    )
    assert [(each.code, each.severity) for each in examine(log)] == [
        ("super_users", Severity.SEVERE),
        ("missing_titles", Severity.NOTICE),
    ]


def test_the_demo_has_no_severe_finding(tmp_path) -> None:
    from core.health.decide import DataHealth

    write_demo(tmp_path / "demo", kind="faint", n_users=300)
    source = LogSource(*(tmp_path / "demo" / f"{name}.csv" for name in ("events", "items", "users")))
    with open_store(tmp_path) as store:
        dataset_id = load_log(store, source, "local").dataset_id
        findings = DataHealth(store).findings(dataset_id)
    assert [each.code for each in findings if each.severity is Severity.SEVERE] == []
    assert {each.code for each in findings} <= {"common_items", "last_day"}


def test_the_docs_list_every_check_and_its_threshold() -> None:
    text = (PROJECT / "docs" / "data-health.md").read_text(encoding="utf-8")
    rows = {code_spans(row[0])[0]: row for row in table(text, "code")}
    assert tuple(rows) == CODES
    shares = {check.code: f"{100 * check.severe_from:.0f} % of" for check in CHECKS if check.severe_from <= 1}
    assert {code: row[3].startswith(shares.get(code, "never")) for code, row in rows.items()} == dict.fromkeys(
        CODES, True
    )


OF_ORDERS = (
    "Shipping|GIFT_CARD|Tip|Voucher 10|Versandkosten|Geschenkkarte|Trinkgeld|Frais de port|Carte cadeau|Pourboire|"
    "Gastos de envío|Tarjeta regalo|Propina|Spedizione|Buono regalo|Mancia|Frete|Gorjeta|送料|商品券|运费|礼品卡"
)


@pytest.mark.parametrize("has_title", [True, False])
def test_what_belongs_to_an_order_is_found_by_its_title_or_id_in_many_languages(has_title: bool) -> None:
    names = OF_ORDERS.split("|")
    items = {f"9{place:02d}" if has_title else name: name for place, name in enumerate(names)}
    fees = [(f"u{user:02d}", item, day(user)) for user in range(10) for item in items]
    log = log_of([*healthy(), *fees], items if has_title else {})
    each = found(log, "common_items")
    assert (each.count, each.remedy) == (len(names), Remedy.EXCLUDE)
    ids = log.population.items.item_ids[each.members]
    assert {items[each] for each in ids} == set(names)


def test_one_thing_that_belongs_to_orders_is_the_example() -> None:
    fees = [(f"u{user:02d}", "900", day(user)) for user in range(10)]
    each = found(log_of([*healthy(), *fees], {"900": "Shipping"}), "common_items")
    assert (each.count, each.example.split(" with ")[0]) == (1, "Shipping")


def of_days(*per_day: int) -> list[tuple[str, str, str]]:
    """Return so many events on each day, of users who come again."""
    return [
        (f"u{(n + each) % 40}", f"i{each % 9}", day(n, 9 + each % 10))
        for n, many in enumerate(per_day)
        for each in range(many)
    ]


@pytest.mark.parametrize(("later", "text"), [(66, "66 events a day, 40 before"), (24, "24 events a day, 40 before")])
def test_a_step_where_files_were_added_is_named(later: int, text: str) -> None:
    log = log_of(of_days(*[40] * 60, *[later] * 30))
    border = int(log.days.min()) + 60
    each = found(replace(log, added_days=(border,)), "steps")
    assert text in each.sentence
    assert str(each.example) == day(60)[:10]
    assert each.count == 30
    assert "steps" not in {one.code for one in examine(log)}
    assert "steps" not in {one.code for one in examine(replace(log, added_days=(border - 30,)))}


def test_files_that_go_on_as_the_log_does_make_no_step() -> None:
    for per_day in ([40] * 60 + [52] * 30, ([30] * 7 + [70] * 7) * 5, [2] * 60 + [9] * 10):
        log = log_of(of_days(*per_day))
        added = (int(log.days.min()) + len(per_day) // 14 * 7,)
        assert "steps" not in {one.code for one in examine(replace(log, added_days=added))}
