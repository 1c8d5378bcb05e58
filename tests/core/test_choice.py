"""Users chosen in words: each condition by what the log says of them, joined as one reads it."""

from dataclasses import replace

import numpy as np
import pytest

from core.errors import DataError
from core.interests.tree import Node
from core.shaping.choice import choose_where
from core.shaping.found import find_categories
from core.shaping.known import Known
from core.shaping.rule import parse_rule, write_rule
from core.shaping.rule_sql import Dialect, rule_sql
from tests.populations import DAY, MONDAY, population

EVENTS = [
    ("ann", "i1", "view", MONDAY),
    ("ann", "i1", "purchase", MONDAY + 40 * DAY, 8.0),
    ("bob", "i2", "purchase", MONDAY + 5 * DAY, 20.0),
    ("bob", "i1", "view", MONDAY + 6 * DAY),
    ("bob", "i2", "purchase", MONDAY + 39 * DAY, 40.0),
    ("cat", "i3", "purchase", MONDAY + 10 * DAY, 5.0),
    ("dan", "i3", "view", MONDAY + 38 * DAY),
]
LOG = population(
    EVENTS,
    titles={"i1": "Green tea", "i2": "Tea mug", "i3": "Straw hat"},
    categories={"i1": "Drinks", "i2": "Kitchen", "i3": "Hats"},
    attributes={"city of birth": ["Rome", "oslo", "unknown", "Rome"], "age": [30, 41, np.nan, 22]},
)


class Liked:
    """Interests of which only the largest of each user is known."""

    shown = (Node(1, 0, 1, "Hot drinks", (), 2), Node(2, 0, 1, "Hats", (), 1))

    def largest(self, layer):
        return np.array([1, 1, 2, 2])


FIGURES = {
    "probability": np.array([0.9, 0.5, 0.4, 0.0]),
    "separation": np.array([0.5, 0.1, 0.0, -0.2]),
    "stability": np.array([1.0, 0.5, np.nan, 0.0]),
}
SAVED = {"mine": ("ann", "dan", "eve")}
LABELS = np.array([1, 1, 2, -1], np.int32)
KNOWN = Known(LOG, LABELS, {2: "Hat lovers"}, lambda: Liked(), FIGURES, lambda name: SAVED[name])


def chosen(rule):
    return " ".join(np.array(["ann", "bob", "cat", "dan"])[choose_where(rule, KNOWN)])


@pytest.mark.parametrize(
    ("rule", "users"),
    [
        ("segment:1", "ann bob"),
        ('segment:"hat LOVERS"', "cat"),
        ("segment:-1", "dan"),
        ("events>=2", "ann bob"),
        ("events = 3", "bob"),
        ("events!=3", "ann cat dan"),
        ("active_days<2", "cat dan"),
        ("last_seen<2d", "ann bob"),
        ("last_seen>=2", "cat dan"),
        ("value>10", "bob"),
        ("total_value>=8", "ann bob"),
        ("total_value=0", "dan"),
        ("orders>=2", "bob"),
        ("orders=0", "dan"),
        ("spend>=20", "bob"),
        ("spend=0", "dan"),
        ("event:view=100%", "dan"),
        ("event:view>=50%", "ann dan"),
        ("category:kitchen>50%", "bob"),
        ('title:"tea m"<67%', "ann bob cat dan"),
        ("days:monday<=0%", "bob cat dan"),
        ("days:weekend > 50%", "bob"),
        ("hours:0-4=100%", "ann bob cat dan"),
        ("age>=30", "ann bob"),
        ("age<100", "ann bob dan"),
        ("'city of birth':rome", "ann dan"),
        ("item:i1", "ann bob"),
        ("item:tea", "ann bob"),
        ('item:"straw hat"', "cat dan"),
        ("category:kitchen", "bob"),
        ("event:view", "ann bob dan"),
        ("event:PURCHASE", "ann bob cat"),
        ("bought:tea", "ann bob"),
        ("bought:i3", "cat"),
        ("user:bob or user:dan", "bob dan"),
        ("selection:mine", "ann dan"),
        ("seen:2024-01-06..2024-01-11", "bob cat"),
        ("seen:2024-01-01", "ann"),
        ("first_seen>=2024-01-07", "cat dan"),
        ("first_seen<=31d", "cat dan"),
        ("last_seen<2024-02-01", "cat"),
        ("probability>=0.5", "ann bob"),
        ("separation<0", "dan"),
        ("not stability>=0", "cat"),
        ("interest:drinks", "ann bob"),
        ("interest:hats", "cat dan"),
        ("segment:1 and last_seen<1d", "ann"),
        ("segment:2 or item:i2 and events>2", "bob cat"),
        ("(segment:2 or item:i2) and events>2", "bob"),
        ("not segment:1 and not segment:2", "dan"),
        ("NOT (segment:1 OR segment:2)", "dan"),
    ],
)
def test_a_rule_chooses_those_whom_it_describes(rule, users):
    assert chosen(rule) == users


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("", "The rule '' cannot be read."),
        ("segment:1 and", "The rule 'segment:1 and' cannot be read."),
        ("events > many", "'many' is neither a number nor a date."),
        ("hours:4>0%", "'4' are no hours. Write them like 20-24."),
        ("days:noday>0%", "There is no day 'noday'. Did you mean 'sunday'? Known are weekend, monday,"),
        ("city:rome>5%", "'city' is not a share of events that is known of users. Known are event, category,"),
        ("seen:yesterday", "'yesterday' is no span of days."),
        ("first_seen>=05/11/2026", "'05/11/2026' could be several days. Write one of 2026-05-11, 2026-11-05."),
        ("last_seen<4w", "'4w' is neither a number of days nor a date."),
        ("last_seen<5may", "'5may' is neither a number of days nor a date."),
        ("last_seen<2024may", "'2024may' is neither a number of days nor a date."),
        ("first_seen>=2024-02-30", "There is no day 2024-02-30."),
        ("value>2024-02-01", "'value' is not a date that is known of users. Known are first_seen, last_seen."),
        ("user:eve", "There is no user 'eve'."),
        ("sleep>3", "'sleep' is not a number that is known of users. Known are events, active_days, orders, spend, "),
        ("categry:tea", "'categry' is not a text that is known of users. Did you mean 'category'? Known are segment, "),
        ("evens>3", "'evens' is not a number that is known of users. Did you mean 'events'? Known are events, "),
        ("events:3", "'events' is not a text that is known of users. Known are segment, event, item, bought, category"),
        ("segment:9", "There is no segment '9'. Segments are 1, 2 (Hat lovers)."),
        ("segment:'hat lover'", "There is no segment 'hat lover'. Did you mean 'Hat lovers'? Segments are 1, 2"),
        ("item:sofa", "There is no item 'sofa'. Check how it is written."),
        ("item:starw", "There is no item 'starw'. Did you mean 'straw'? Check how it is written."),
        ("days:tusday>0%", "There is no day 'tusday'. Did you mean 'tuesday'? Known are weekend, monday,"),
        ("category:kichen", "There is no category 'kichen'. Did you mean 'Kitchen'? The log has Drinks, "),
        ("interest:cars", "There is no interest 'cars'. The log has Hot drinks, Hats."),
        ("event:purchas", "There is no event type 'purchas'. Did you mean 'purchase'? The log has "),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_met_by_anybody_is_refused_with_the_reason(rule, message):
    with pytest.raises(DataError) as caught:
        chosen(rule)
    assert f"{caught.value.message} {caught.value.hint}".startswith(message)


@pytest.mark.parametrize(
    ("rule", "users"),
    [
        ('"City of Birth":rome', "ann dan"),
        ("AGE>=30", "ann bob"),
        ("not Age>=30", "cat dan"),
        ("Events>=2 and age<35", "ann"),
        ("Last_Seen<2d", "ann bob"),
        ("FIRST_SEEN>=1970-01-01 and Probability>=0.5", "ann bob"),
        ("Event:View and not ITEM:i3", "ann bob"),
        ("Bought:Tea", "ann bob"),
        ("CATEGORY:Kitchen", "bob"),
        ("Category:Kitchen>50%", "bob"),
        ("Interest:Drinks", "ann bob"),
        ("Seen:2024-01-01", "ann"),
        ("User:bob", "bob"),
        ("Selection:mine", "ann dan"),
    ],
)
def test_names_of_what_conditions_are_about_are_found_in_any_case(rule, users):
    assert chosen(rule) == users


@pytest.mark.parametrize(
    ("rule", "users"),
    [
        ("'city of birth' = rome", "ann dan"),
        ("\"City of Birth\"='Oslo'", "bob"),
        ("event=view and events>2", "bob"),
        ('item = "straw hat"', "cat dan"),
        ('segment = "hat lovers"', "cat"),
        ("band = 18-25", "ann cat"),
    ],
)
def test_a_text_may_stand_behind_an_equals_sign(rule, users):
    banded = replace(LOG, attributes=LOG.attributes.assign(band=["18-25", "26-40"] * 2))
    known = replace(KNOWN, population=banded)
    assert " ".join(np.array(["ann", "bob", "cat", "dan"])[choose_where(rule, known)]) == users
    assert parse_rule(write_rule(parse_rule(rule))) == parse_rule(rule)
    assert rule_sql(parse_rule(rule), known, Dialect.DUCKDB) == rule_sql(
        parse_rule(write_rule(parse_rule(rule))), known, Dialect.DUCKDB
    )


@pytest.mark.parametrize("rule", ["Segment:1", "SEGMENT:1 and events>2"])
def test_segment_is_to_be_written_so_since_its_numbers_are_read_before_the_log(rule):
    with pytest.raises(DataError, match="is not a text that is known of users") as caught:
        chosen(rule)
    assert caught.value.hint.startswith("Did you mean 'segment'?")


def test_an_attribute_that_is_called_like_a_condition_is_meant_where_it_is_written_exactly_so():
    known = replace(KNOWN, population=population(EVENTS, attributes={"Category": ["x", "y", "x", "y"]}))
    assert choose_where("Category:X", known).tolist() == [True, False, True, False]
    with pytest.raises(DataError, match="'CATEGORY' may be any of category, Category,"):
        choose_where("CATEGORY:x", known)


def test_of_names_that_differ_in_case_alone_the_exact_one_counts_and_another_is_refused_with_all():
    both = population(EVENTS, attributes={"City": ["Rome", "Oslo"] * 2, "city": ["Lima"] * 4, "Events": [9, 9, 1, 1]})
    known = Known(both, LABELS, {}, lambda: Liked(), {})
    assert choose_where("City:Rome", known).tolist() == [True, False, True, False]
    assert choose_where("city:lima and events<3", known).tolist() == [True, False, True, True]
    assert choose_where("Events=9", known).tolist() == [True, True, False, False]
    with pytest.raises(DataError, match="'CITY' may be any of City, city, which differ in their case") as caught:
        choose_where("not CITY:Rome", known)
    assert caught.value.hint == "Write the one that is meant exactly so."
    with pytest.raises(DataError, match="'EVENTS' may be any of events, Events,"):
        choose_where("EVENTS>3", known)
    with pytest.raises(DataError, match="'CITY' may be any of City, city,"):
        rule_sql(parse_rule("segment:1 or CITY:Rome"), known, Dialect.DUCKDB)


def test_a_number_is_that_of_a_segment_before_it_is_the_name_of_another():
    known = replace(KNOWN, names={1: "Regulars", 2: "1"})
    assert choose_where("segment:1", known).tolist() == [True, True, False, False]


@pytest.mark.parametrize("days", ["30", "30d", "30days", "30Days", "30D", "30day", "30.0d"])
def test_a_number_of_days_may_have_the_word_behind_it(days: str) -> None:
    assert parse_rule(f"last_seen<{days}") == parse_rule("last_seen<30d")


@pytest.mark.parametrize("day", ["05.11.2026", '"5 Nov 2026"', "2026-11-05", "5nov2026"])
def test_a_day_of_a_rule_is_written_as_logs_write_it(day: str) -> None:
    assert write_rule(parse_rule(f"first_seen>={day}")) == "first_seen>=2026-11-05"


@pytest.mark.parametrize(
    ("text", "places"),
    [("garden", [0, 1]), ("Roses", [0]), ("GARDEN > trees", [1]), ("Pond", [2, 3])],
)
def test_a_level_of_categories_that_are_paths_is_all_below_it(text: str, places: list[int]) -> None:
    names = ("Garden > Roses", "Garden > Trees", "Pond", "Pond > Fish")
    items = replace(KNOWN.population.items, category_names=names)
    assert find_categories(items, text).tolist() == places
    with pytest.raises(DataError, match="There is no category 'Rose'"):
        find_categories(items, "Rose")


def test_spend_is_what_is_left_after_refunds():
    kept = [("ann", "i1", "purchase", MONDAY, 30.0), ("ann", "i1", "refund", MONDAY + DAY, 10.0)]
    more = [("ann", "i2", "refund", MONDAY + DAY, 50.0), ("bob", "i2", "purchase", MONDAY, 21.0)]
    known = replace(KNOWN, population=population([*kept, *more]), labels=np.array([1, 1], np.int32), figures={})
    assert known.numbers("spend").tolist() == [20, 21]
    assert known.numbers("total_value").tolist() == [30, 21]


@pytest.mark.parametrize(("event", "value", "name"), [("view", 5.0, "orders"), ("rate", 5.0, "spend")])
def test_orders_and_spend_are_asked_for_only_where_something_is_bought(event, value, name):
    known = replace(KNOWN, population=population([("ann", "i1", event, MONDAY, value)]), figures={})
    assert name not in known.number_names
    with pytest.raises(DataError, match=f"'{name}' is not a number"):
        known.numbers(name)


def test_attributes_that_are_called_orders_or_spend_keep_their_names():
    attributes = LOG.attributes.assign(orders=[7.0, 8.0, 9.0, 10.0], Spend=[1.0, 2.0, 3.0, 4.0])
    known = replace(KNOWN, population=replace(LOG, attributes=attributes))
    assert known.numbers("orders").tolist() == [7, 8, 9, 10]
    assert known.numbers("spend").tolist() == [1, 2, 3, 4]
    assert "user_id" in rule_sql(parse_rule("orders>7 and spend<4"), known, Dialect.DUCKDB)
    assert np.flatnonzero(choose_where("orders>7 and spend<4", known)).tolist() == [1, 2]
