"""Why a user is in a segment: each weight is what the log-odds lose when the thing is changed by hand."""

from dataclasses import replace

import numpy as np
import pytest

from core.clusterers.von_mises_fisher import fit_mixture
from core.errors import DataError
from core.model.assigner import fit_assigner
from core.model.changes import ItemGroups, changed_copies, changes_of, group_items
from core.model.segment_model import SegmentModel
from core.model.why import Reason, Why, explain, likeliest_of, sentence_of
from core.population.meanings import meanings_of
from core.registry import make_encoder
from core.types import Recipe
from core.views.why import Explained, explain_user
from tests.populations import DAY, HOUR, MONDAY, described, labels, population
from tests.results import results_of

TOPICS = {"tea": ["t1", "t2", "t3"], "yoga": ["y1", "y2", "y3"], "books": ["b1", "b2", "b3"]}
PLACES = list(TOPICS)


def events_of(user, place):
    """Six events of the user's own topic, mostly in its part of the day, and two to six of any."""
    rng = np.random.default_rng(user)
    every = [item for items in TOPICS.values() for item in items]
    items = [*rng.choice(TOPICS[PLACES[place]], 6), *rng.choice(every, int(rng.integers(2, 7)))]
    for at, item in enumerate(items):
        hour = int(rng.normal(6 + 6 * place, 3)) % 24
        when = MONDAY + (user % 20 + at) * DAY + hour * HOUR
        yield (f"u{user}", str(item), "view" if rng.random() < 0.5 else "purchase", when, float(rng.integers(3, 9)))


LOG = population(
    [event for user in range(90) for event in events_of(user, user % 3)],
    categories={item: topic for topic, items in TOPICS.items() for item in items},
    attributes={"city": ["Rome", "Oslo", None] * 30},
)
LABELS = labels(*(user % 3 + 1 for user in range(90)))


def model_of(name, **params):
    encoder = make_encoder(Recipe(encoder=name, encoder_params=params))
    vectors = encoder.fit_transform(LOG)
    assigner = fit_assigner(vectors, LABELS, fit_mixture(vectors, LABELS - 1))
    meanings = dict(zip(LOG.event_names, meanings_of(LOG), strict=True))
    return SegmentModel(
        Recipe(encoder=name), encoder, assigner, None, LOG.items, LOG.event_names, meanings, None, (2, 5, 7)
    )


MODELS = {
    name: model_of(name, **params)
    for name, params in {"counts": {"n_dims": 6}, "behaviour": {}, "attributes": {}}.items()
}
GROUPS = group_items(LOG.items, None)


def log_odds(model, some, why):
    _known, vectors = model.vectors(some)
    places = [model.segments.index(each) for each in (why.segment, why.other)]
    mixture = model.assigner.mixture
    scores = mixture.concentration * vectors.astype(np.float64) @ mixture.directions.T + np.log(mixture.shares)
    return float(scores[0, places[0]] - scores[0, places[1]])


@pytest.mark.parametrize("row", [1, 4, 50])
@pytest.mark.parametrize("name", ["counts", "behaviour"])
def test_without_the_events_of_a_group_the_log_odds_are_lower_by_its_weight(name, row):
    model, one = MODELS[name], LOG.of_users(np.array([row]))
    why = explain(model, LOG, row, model.segments[row % 3], GROUPS)
    assert why.log_odds == pytest.approx(log_odds(model, one, why), rel=1e-4, abs=1e-4)
    tastes = [each for each in why.reasons if each.kind == "taste"]
    assert tastes
    for reason in tastes:
        is_kept = ~np.isin(one.histories.items, np.flatnonzero(GROUPS.group_of == GROUPS.names.index(reason.about)))
        without = replace(one, histories=one.histories.keep(is_kept))
        assert why.log_odds - log_odds(model, without, why) == pytest.approx(reason.weight, rel=1e-4, abs=1e-4)


def test_what_decided_is_named_first():
    why = explain(MODELS["counts"], LOG, 1, 5, GROUPS)
    assert (why.segment, why.n_events) == (5, int(LOG.histories.counts[1]))
    first = why.reasons[0]
    assert (first.kind, first.about, first.weight > 0) == ("taste", "yoga", True)
    n_own = int((GROUPS.group_of[LOG.of_users(np.array([1])).histories.items] == GROUPS.names.index("yoga")).sum())
    assert first.done == f"Without {n_own} of {why.n_events} events: yoga."
    assert sentence_of(why, "Yogis", "Readers").startswith("The user is in Yogis rather than in Readers because")
    by_habit = explain(MODELS["behaviour"], LOG, 0, 2, GROUPS)
    assert "time of day" in {each.about for each in by_habit.named(speaks_for=True)}
    by_attribute = explain(MODELS["attributes"], LOG, 0, 2, GROUPS)
    assert [(each.kind, each.about) for each in by_attribute.reasons] == [("attribute", "city")]
    assert by_attribute.reasons[0].done == "Without knowing city: Rome."


def test_the_only_taste_of_a_user_is_compared_with_that_of_all_users():
    why = explain(MODELS["counts"], LOG, 0, 2, GROUPS)
    assert (why.reasons[0].about, why.reasons[0].weight > 0) == ("tea", True)
    assert why.reasons[0].done == "With items as all users choose them in place of all 8 events: tea."


def test_habits_become_those_of_all_users():
    changes = {str(each.about): each for each in changes_of(LOG, 2, GROUPS)}
    own = LOG.of_users(np.array([2])).histories
    spread = changes["time of day"].week_hours
    assert (spread % 24).min() < 10 < 16 < (spread % 24).max()
    np.testing.assert_array_equal(own.week_hours // 24, spread // 24)
    value = float(own.values.mean())
    usual = float(np.median([LOG.of_users(np.array([row])).histories.values.mean() for row in range(90)]))
    assert changes["average value"].value_factor == pytest.approx(usual / value)
    copies = changed_copies(LOG, 2, list(changes.values()))
    assert copies.n_users == 1 + len(changes)
    np.testing.assert_array_equal(copies.histories.items[: own.n_events], own.items)
    place = 1 + list(changes).index("time since the last event")
    ages = (LOG.histories.timestamps.max() - LOG.histories.timestamps[LOG.histories.offsets[1:] - 1]) // DAY
    last = copies.histories.timestamps[copies.histories.offsets[place + 1] - 1]
    assert (LOG.histories.timestamps.max() - last) // DAY == int(np.median(ages))


def test_a_user_whom_the_model_puts_elsewhere_is_shown_to_be():
    why = explain(MODELS["counts"], LOG, 0, 5, GROUPS)
    assert (why.segment, why.other) == (5, 2)
    assert why.log_odds < 0
    assert str(sentence_of(why, "A", "B")).startswith("The user is in A, though the model finds B likelier, ")


def test_no_single_thing_and_no_two_segments():
    why = Why(1, 2, 0.1, 0.5, 3, (Reason("habit", "time of day", "", 0.01),))
    assert sentence_of(why, "A", "B") == (
        "The user is in A rather than in B: no single thing decided it, but all together."
    )
    with pytest.raises(DataError, match="There are no two segments to choose between"):
        explain(MODELS["counts"], LOG, 0, -1, GROUPS)


def results():
    return results_of(LOG.histories.user_ids, LABELS, np.ones(90), np.zeros(90), profiles=tuple(described(LOG, LABELS)))


def test_an_analyst_who_moved_a_user_is_named_and_no_taste():
    own = replace(MODELS["counts"], numbers=(1, 2, 3))
    found = explain_user(lambda: own, results(), LOG, 1, "An analyst moved this user here.")
    assert likeliest_of(own, LOG, 1) == 2
    assert (found.why, found.likeliest) == (None, 2)
    assert found.sentences(lambda segment: f"segment {segment}") == [
        "An analyst moved this user here.",
        "By what the user does, the model would choose segment 2.",
    ]
    assert explain_user(lambda: own, results(), LOG, 1).why.segment == 2


def test_without_a_model_typical_facts_are_stated_as_such():
    def load():
        raise DataError("The run was made without a model.")

    found = explain_user(load, results(), LOG, 1)
    assert found.sentences(str)[0] == "The run was made without a model."
    assert found.sentences(str)[1] == "Typical of 2, and true of the user, though it may not have decided:"
    assert "yoga: more than usual" in found.typical
    assert Explained(-1, problem="No.").sentences(str) == ["No."]


def test_items_are_grouped_by_category_else_one_by_one():
    assert ItemGroups(GROUPS.names, GROUPS.group_of) == GROUPS
    named = [GROUPS.names[group] for group in GROUPS.group_of]
    assert dict(zip(LOG.items.item_ids, named, strict=True))["y2"] == "yoga"
    bare = group_items(population([("ann", "x"), ("ann", "y")], titles={"x": "Hat"}).items, None)
    assert (list(bare.names), bare.group_of.tolist()) == (["Hat", "y"], [0, 1])
