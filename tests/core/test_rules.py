from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.attributes.names import attribute_label
from core.demo.write import write_demo
from core.ingest.load import load_log
from core.ingest.tables.source import LogSource
from core.profiles.terms import title_terms
from core.sentences import from_plain, to_plain
from core.settings import load_settings
from core.store.store import Store
from core.trust import rule_sample
from core.trust.conditions import ABOVE, AT_LEAST, AT_MOST, HAS, Condition
from core.trust.named_conditions import says
from core.trust.rule_features import Feature, Users, conditions_on, features_of
from core.trust.rule_sample import split_users
from core.trust.rules import MIN_USERS, _Search, find_rules
from core.types import Lift
from tests.contracts.logs import ODD_LOGS, shop, without_titles
from tests.populations import labels, population

terms_of = cache(title_terms)


def sentences(rules):
    return [rule.text for rule in rules]


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A demo log of 1,200 users: the population, the planted segments and the raw tables."""
    folder: Path = tmp_path_factory.mktemp("rules")
    write_demo(folder / "log", kind="faint", n_users=1_200)
    files = {name: folder / "log" / f"{name}.csv" for name in ("events", "items", "users", "truth")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ATLAS_WORKSPACE", str(folder / "workspace"))
        with Store(load_settings()) as store:
            log = store.population(load_log(store, LogSource(*list(files.values())[:3]), "local").dataset_id)
    tables = {name: pd.read_csv(path, dtype={"user_id": str, "segment": str}) for name, path in files.items()}
    truth = tables["truth"].set_index("user_id")["segment"].reindex(log.histories.user_ids.tolist())
    planted = pd.to_numeric(truth, errors="coerce").fillna(-1).to_numpy(np.int32)
    return log, planted, tables


class ByHand:
    """What conditions compare, computed anew by pandas from the files of the demo."""

    def __init__(self, tables, user_ids):
        self.events = tables["events"].merge(tables["items"], on="item_id")
        self.events["at"] = pd.to_datetime(self.events["timestamp"])
        self.users, self.user_ids = tables["users"].set_index("user_id"), user_ids

    @cached_property
    def kept(self):
        """Events with items that a user did not give back."""
        events = self.events
        last = events.sort_values("at", kind="stable").groupby(["user_id", "item_id"]).tail(1)
        given_back = last[last["event"] == "refund"].set_index(["user_id", "item_id"]).index
        pairs = pd.MultiIndex.from_frame(events[["user_id", "item_id"]])
        return events[(events["event"] != "refund") & ~pairs.isin(given_back)]

    def per_user(self, series):
        return series.reindex(self.user_ids).fillna(0).to_numpy(np.float64)

    def share(self, is_counted):
        return self.per_user(is_counted.groupby(self.events["user_id"]).mean())

    def values(self, kind, name, key=""):
        events = self.events
        if kind == "n_events":
            return self.per_user(events.groupby("user_id").size())
        if kind == "days_active":
            return self.per_user(events["at"].dt.date.groupby(events["user_id"]).nunique())
        if kind == "recency":
            return self.per_user((events["at"].max() - events.groupby("user_id")["at"].max()).dt.days)
        if kind == "total_value":
            return self.per_user(events[events["event"] != "refund"].groupby("user_id")["amount"].sum())
        if kind == "event":
            return self.share(events["event"] == name)
        if kind == "category":
            return self.share(events["category"] == name)
        if kind == "daypart":
            first, last = map(int, name.split("-"))
            return self.share(events["at"].dt.hour.between(first, last - 1))
        if kind == "weekend":
            return self.share(events["at"].dt.day_of_week >= 5)
        if kind == "term":
            titles = {title for title in events["title"].unique() if name in terms_of(title)}
            return self.share(events["title"].isin(titles))
        if kind == "item":
            return self.per_user(self.kept[self.kept["item_id"] == key].groupby("user_id").size())
        assert kind == "attribute"
        label, value = name.split(": ")
        [attribute] = [column for column in self.users if attribute_label(column) == label]
        return (self.users[attribute].reindex(self.user_ids) == value).to_numpy(np.float64)

    def holds(self, condition):
        values = self.values(condition.kind, condition.name, condition.key)
        if condition.comparison == HAS:
            return values > 0
        compare = {ABOVE: np.greater, AT_MOST: np.less_equal, AT_LEAST: np.greater_equal}
        return compare[condition.comparison](values, condition.threshold)


@pytest.fixture(scope="module")
def by_hand(demo):
    return ByHand(demo[2], demo[0].histories.user_ids.tolist())


def test_features_equal_what_pandas_counts(demo, by_hand):
    log, planted, _ = demo
    everybody = Users(log, np.arange(log.n_users), np.ones(log.n_users, dtype=bool), planted)
    kinds = set()
    for feature in features_of(everybody):
        kinds.add(feature.kind)
        expected = by_hand.values(feature.kind, feature.name, feature.key)
        if feature.kind in ("item", "attribute"):
            expected = expected > 0
        np.testing.assert_allclose(feature.values, expected, rtol=1e-4, err_msg=f"{feature.kind} {feature.name}")
    assert kinds == {
        "n_events", "days_active", "recency", "total_value", "event", "category", "daypart", "weekend", "item", "term",
        "attribute",
    }  # fmt: skip


@pytest.mark.parametrize("random_state", range(3))
def test_precision_and_recall_equal_a_query_by_hand(demo, by_hand, random_state):
    log, planted, _ = demo
    judged = split_users(planted, random_state).judged
    rules = find_rules(log, planted, random_state)
    assert [rule.segment for rule in rules] == [1, 2, 3, 4, 5, 6]
    for rule in rules:
        fits = np.logical_and.reduce([by_hand.holds(condition) for condition in rule.conditions])
        users = pd.DataFrame({"fits": fits[judged], "is_own": planted[judged] == rule.segment})
        assert (rule.n_judged, rule.n_own) == (len(users), users["is_own"].sum())
        assert (rule.n_matched, rule.n_hits) == (users["fits"].sum(), (users["fits"] & users["is_own"]).sum())
        assert rule.precision == pytest.approx(users.query("fits")["is_own"].mean())
        assert rule.recall == pytest.approx(users.query("is_own")["fits"].mean())


def test_planted_segments_get_useful_rules(demo):
    log, planted, _ = demo
    rules = find_rules(log, planted)
    assert all(1 <= len(rule.conditions) <= 3 for rule in rules)
    useful = [rule for rule in rules if rule.precision >= 0.6 and rule.recall >= 0.6]
    assert len(useful) >= 4


def test_segments_drawn_at_random_get_no_rules(demo):
    log, planted, _ = demo
    rng = np.random.default_rng(0)
    rules = [rule for _ in range(5) for rule in find_rules(log, rng.permutation(planted))]
    assert len(rules) == 30
    assert sum(bool(rule.conditions) for rule in rules) <= 2
    none = next(rule for rule in rules if not rule.conditions)
    assert (none.precision, none.recall, none.text, none.n_matched, none.n_hits) == (None, None, None, 0, 0)
    assert none.reason == (
        "No rule of up to 3 conditions finds its users: what sets them apart is more than that, or not in the log."
    )


def tea_and_mugs(n_each=60, **more):
    events = [(f"t{i}", item) for i in range(n_each) for item in ("tea", "pen")]
    events += [(f"m{i}", item) for i in range(n_each) for item in ("mug", "pen")]
    titles = {"tea": "Green tea", "mug": "Red mug", "pen": "Pen"}
    return population(events, titles=titles, **more), np.repeat(labels(0, 1), n_each)


def test_one_condition_is_enough_where_more_say_as_much():
    log, segments = tea_and_mugs(attributes={"country": ["Germany"] * 60 + ["France"] * 60})
    rules = find_rules(log, segments)
    assert sentences(rules) == ["has interacted with 'Green tea'", "has interacted with 'Red mug'"]
    assert [(rule.precision, rule.recall, rule.n_own, rule.n_hits) for rule in rules] == [(1, 1, 30, 30)] * 2
    assert rules[0].conditions == (Condition("item", "Green tea", HAS, key="tea"),)


def test_two_conditions_are_taken_when_both_are_needed():
    bought = {"both": ("tea", "mug"), "tea": ("tea",), "mug": ("mug",)}
    events = [(f"{kind}{i}", item) for kind, items in bought.items() for i in range(100) for item in (*items, "pen")]
    events += [(f"{kind}{i}", "pen") for kind in ("tea", "mug") for i in range(100)]
    rule = find_rules(population(events), np.repeat(labels(7, -1, -1), 100))[0]
    assert (rule.segment, rule.precision, rule.recall) == (7, 1, 1)
    assert rule.text == "has interacted with 'tea' and has interacted with 'mug'"


def test_no_user_is_drawn_twice_and_segments_are_halved():
    segments = np.repeat(labels(-1, 1, 2), (31, 60, 9))
    halves = split_users(segments, random_state=3)
    assert sorted([*halves.fitted, *halves.judged]) == list(range(100))
    assert [np.count_nonzero(segments[halves.fitted] == each) for each in (-1, 1, 2)] == [16, 30, 5]
    assert halves.weights.tolist() == [1] * 100


def test_a_small_segment_says_why_it_has_no_rule():
    log, _ = tea_and_mugs()
    segments = np.repeat(labels(0, 1), (2 * MIN_USERS - 1, 120 - 2 * MIN_USERS + 1))
    rule = find_rules(log, segments)[0]
    assert (rule.conditions, rule.precision, rule.recall, rule.n_own) == ((), None, None, MIN_USERS - 1)
    assert rule.reason == "The segment is too small for a rule: 19 of its users are in one half, and 20 are needed."


def test_a_segment_of_everybody_has_no_rule():
    log, segments = tea_and_mugs()
    (rule,) = find_rules(log, np.zeros_like(segments))
    assert (rule.conditions, rule.precision) == ((), None)


@pytest.mark.parametrize("n_users", [0, 3])
def test_nobody_in_a_segment_gives_no_rules(n_users):
    log = population([(f"u{i}", "tea") for i in range(n_users)])
    assert find_rules(log, np.full(n_users, -1, dtype=np.int32)) == ()


def test_users_without_events_are_users_too():
    users = [f"u{i}" for i in range(100)]
    log = population([(user, "tea") for user in users[:50]], users=users)
    with_events, without = find_rules(log, np.repeat(labels(0, 1), 50))
    assert (with_events.precision, with_events.recall) == (1, 1)
    assert (without.precision, without.recall, without.text) == (1, 1, "at most 0 events")


def test_the_same_number_gives_the_same_rules(demo):
    log, planted, _ = demo
    assert find_rules(log, planted, 5) == find_rules(log, planted, 5)


def test_of_many_users_a_sample_is_looked_at_and_weighed(demo, by_hand, monkeypatch):
    log, planted, _ = demo
    monkeypatch.setattr(rule_sample, "MAX_USERS", 600)
    monkeypatch.setattr(rule_sample, "MIN_OF_SEGMENT", 80)
    halves = split_users(planted)
    assert len(halves.fitted) + len(halves.judged) == np.count_nonzero(halves.weights) < 680
    for segment, size in zip(*np.unique(planted, return_counts=True), strict=True):
        own = halves.weights[planted == segment]
        assert own.sum() == pytest.approx(size)
        assert np.count_nonzero(own) == max(-(-size * 600 // 1_200), 80)
    for rule in find_rules(log, planted):
        fits = np.logical_and.reduce([by_hand.holds(condition) for condition in rule.conditions])[halves.judged]
        is_own, weights = planted[halves.judged] == rule.segment, halves.weights[halves.judged]
        assert rule.precision == pytest.approx(np.average(is_own[fits], weights=weights[fits]))
        assert rule.recall == pytest.approx(fits[is_own].mean())


def test_thresholds_are_numbers_that_people_say():
    spread = np.linspace(0, 1, 1_001)
    shares = {condition.threshold for condition in conditions_on(Feature("category", "Tea", spread), spread)}
    assert shares == {0, 0.1, 0.3, 0.5, 0.7, 0.9}
    rare = {condition.threshold for condition in conditions_on(Feature("event", "cart", spread / 14), spread / 14)}
    assert rare == {0, 0.01, 0.02, 0.04, 0.05, 0.06}
    money = conditions_on(Feature("total_value", "", 1_234 * spread), 1_234 * spread)
    assert [each.threshold for each in money[::2]] == [120, 370, 620, 860, 1100]
    assert {each.comparison for each in money} == {ABOVE, AT_MOST}
    years = conditions_on(Feature("number", "born", 1_950 + 50 * spread), 1_950 + 50 * spread)
    assert [each.threshold for each in years[::2]] == [1955, 1965, 1975, 1985, 1995]
    skewed = 10 ** (1 + 3 * spread)
    decades = [each.threshold for each in conditions_on(Feature("number", "income", skewed), skewed)[::2]]
    assert decades == [20, 79, 320, 1300, 5000]
    counts = np.repeat([1.0, 2.0, 128.0], 10)
    assert [each.threshold for each in conditions_on(Feature("n_events", "", counts), counts)] == [1, 1, 2, 2, 130, 130]


def test_a_number_nobody_has_gives_no_condition():
    nothing = np.array([np.nan, np.inf, -np.inf])
    assert conditions_on(Feature("number", "age", nothing), nothing) == []


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        (Condition("n_events", "", AT_LEAST, 1_200), "at least 1,200 events"),
        (Condition("days_active", "", AT_MOST, 3), "active on at most 3 days"),
        (Condition("recency", "", AT_MOST, 13), "last event at most 13 days before the end of the log"),
        (Condition("total_value", "", ABOVE, 120), "events worth more than 120 in all"),
        (Condition("category", "Garden", ABOVE, 0.3), "more than 30 % of events on Garden"),
        (Condition("category", "Garden", AT_MOST, 0), "no events on Garden"),
        (Condition("event", "cart", ABOVE, 0), "some events of type cart"),
        (Condition("daypart", "20-24", ABOVE, 0.4), "more than 40 % of events between 20\N{EN DASH}24 h"),
        (Condition("weekend", "", AT_MOST, 0.07), "at most 7 % of events on weekends"),
        (Condition("item", "Red mug", HAS, key="m1"), "has interacted with 'Red mug'"),
        (Condition("term", "tea", ABOVE, 0.06), "more than 6 % of events on titles with 'tea'"),
        (Condition("attribute", "country: Germany", HAS), "country: Germany"),
        (Condition("number", "age", ABOVE, 2.5), "age: more than 2.5"),
        (Condition("number", "born", ABOVE, 1_985), "born: more than 1985"),
        (Condition("number", "income", AT_MOST, 25_000), "income: at most 25,000"),
    ],
)
def test_conditions_read_well_and_can_be_translated(condition, sentence):
    assert condition.sentence == sentence
    assert from_plain(to_plain(condition.sentence)) == sentence


def test_unknown_numbers_meet_no_condition():
    for comparison in (ABOVE, AT_MOST, AT_LEAST):
        assert Condition("number", "age", comparison, 1).holds(np.array([np.nan])).tolist() == [False]


@pytest.mark.parametrize("name", ODD_LOGS)
def test_odd_logs_have_a_rule_or_a_reason_for_each_segment(name):
    log = ODD_LOGS[name]
    rules = find_rules(log, np.arange(log.n_users, dtype=np.int32) % 2)
    assert [rule.segment for rule in rules] == sorted({number % 2 for number in range(log.n_users)})
    assert all(rule.reason and not rule.conditions for rule in rules)


@pytest.mark.parametrize("change", [without_titles, lambda log: replace(log, has_time_of_day=False)])
def test_a_log_with_less_information_still_gives_rules(change):
    log = change(shop(200))
    rules = find_rules(log, np.arange(200, dtype=np.int32) % 2)
    assert [rule.precision >= 0.9 and rule.recall >= 0.9 for rule in rules] == [True, True]
    kinds = {
        feature.kind for feature in features_of(Users(log, np.arange(200), np.ones(200, bool), np.zeros(200, int)))
    }
    assert ("daypart" in kinds) == log.has_time_of_day
    assert "n_events" in kinds


def test_attributes_make_rules_too():
    born = np.repeat(1_950.0 + np.arange(50), 8)
    log = population([(f"u{i}", "tea") for i in range(400)], attributes={"born": born})
    old, young = find_rules(log, (born > 1_974).astype(np.int32))
    assert (old.text, young.text) == ("born: at most 1974", "born: more than 1974")
    assert (old.precision, old.recall) == (1, 1)


def test_of_rules_as_good_the_one_that_holds_the_words_of_the_name_is_taken():
    log, segments = tea_and_mugs(categories={"tea": "Drinks", "mug": "Cups", "pen": "Office"})
    named = {0: (Lift("category", "Drinks", 60, 1.0, 0.5, 2.0, "Drinks"),)}
    without = sentences(find_rules(log, segments))
    found = sentences(find_rules(log, segments, named=named))
    assert found[0].endswith(" on Drinks")
    assert found[1] == without[1]


def test_a_rule_with_the_words_of_the_name_beats_everybody_too():
    place = np.arange(200)
    is_own = place < 180
    own, most, some = is_own, place < 175, place < 163
    search = _Search(np.array([own, some, most]), np.ones(200), 0)
    assert search.best_rule(is_own) == (0,)
    assert search.best_rule(is_own, [2]) == (2,)
    assert search.best_rule(is_own, [1]) == (0,)  # as good as to say that everybody is in the segment


@pytest.mark.parametrize(
    ("condition", "lift", "is_stated"),
    [
        (Condition("daypart", "20-24", ABOVE, 0.5), Lift("daypart", "", 9, 0.6, 0.3, 2.0, "late evening"), True),
        (Condition("daypart", "8-12", ABOVE, 0.5), Lift("daypart", "", 9, 0.6, 0.3, 2.0, "late evening"), False),
        (Condition("weekend", "", AT_MOST, 0.1), Lift("weekday", "", 9, 0.6, 0.3, 2.0, "working days"), True),
        (Condition("weekend", "", AT_MOST, 0.1), Lift("weekday", "", 9, 0.6, 0.3, 2.0, "weekend"), False),
        (Condition("recency", "", AT_LEAST, 60), Lift("behaviour", "", 9, 0.6, 0.3, 2.0, "recency:high"), True),
        (Condition("total_value", "", ABOVE, 60), Lift("behaviour", "", 9, 0.6, 0.3, 2.0, "average_value:high"), True),
        (Condition("category", "Garden", AT_MOST, 0.1), Lift("category", "", 9, 0.6, 0.3, 2.0, "Garden"), False),
    ],
)
def test_conditions_that_say_what_a_name_says(condition, lift, is_stated):
    assert says(condition, lift) is is_stated
