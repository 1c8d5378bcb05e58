"""The headless twins of the pages: plain figures from a run made by hand."""

import csv
import io
import json
import math
from dataclasses import replace
from datetime import date, datetime
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from core.attributes.consent import Consent
from core.audiences.choose import users_of
from core.errors import DataError
from core.export.files import FILES, Source, files_of, write_files
from core.export.narrow import keep_consenting, keep_segments
from core.personas.portrait import masked_apart
from core.profiles.counted import counted, group_lifts
from core.profiles.facts import Facts
from core.profiles.lifts import share_interval
from core.profiles.profile import all_facts, marks_of
from core.results.results import with_names, with_naming
from core.results.tables import with_offer_fields
from core.sentences import say
from core.shaping.choice import meets
from core.shaping.rule import write_rule
from core.store.naming_history import StaleVersionError
from core.store.segment_decision import Approved, Decision, DecisionState
from core.store.segmentations import Segmentation
from core.trust.card import SegmentTrust, TrustCard
from core.trust.grade import Grade, ReasonCode
from core.trust.k_choice import KChoice
from core.trust.k_score import KScore
from core.types import Column, Lift, Persona
from core.types.figures import Contrast
from core.views.cards import cards_of, marks_frame
from core.views.decisions import save_decision, standing_decision, with_what_stands
from core.views.files import file_bytes, file_stem, outline, preview_frame, preview_text
from core.views.map_colours import colour_values, colourings
from core.views.map_points import count_inside, crowd, density_grid, map_frame, middles_frame, middles_of, stratified
from core.views.map_room import with_room
from core.views.marks import LOG2_LIFT, heatmap_frame, top_marks
from core.views.names import Wording, history_frame, labels_of, save_wording
from core.views.offers import offers_frame
from core.views.proof import Verdict, proof_frame, verdict_of
from core.views.saved import Overlap, known_of
from core.views.selection import SHARE_OF_SEGMENT, SHARES, SILHOUETTES, filter_rule, selection_of, within
from core.views.silhouettes import BELOW_ZERO, PLACE, mean_silhouette, silhouette_frame, silhouette_means
from core.views.trust_sentences import quick_check_against_card
from core.views.venn import circles_of, lens
from tests.populations import described, population
from tests.results import HOLDOUT, results_of, with_record, with_scores

N_TEA, N_TOOLS, N_UNASSIGNED = 40, 20, 5
N_USERS = N_TEA + N_TOOLS + N_UNASSIGNED


def shop():
    """Forty users of tea, twenty of tools, five with both; all have the bag."""
    tastes = [["tea"]] * N_TEA + [["tool"]] * N_TOOLS + [["tea", "tool"]] * N_UNASSIGNED
    events = [(f"u{user:02d}", item) for user, items in enumerate(tastes) for item in (*items, "bag")]
    return population(events, titles={"tea": "Green tea", "tool": "=Hammer", "bag": "Paper bag"})


@pytest.fixture
def results():
    """Two segments and five unassigned users on a line; silhouettes fall from 0.9 within each segment."""
    log = shop()
    labels = np.array([1] * N_TEA + [2] * N_TOOLS + [-1] * N_UNASSIGNED, dtype=np.int32)
    points = np.column_stack([np.arange(N_USERS), np.zeros(N_USERS)]).astype(np.float32)
    silhouettes = np.concatenate(
        [np.linspace(0.9, 0.1, N_TEA), np.linspace(0.5, -0.5, N_TOOLS), np.zeros(N_UNASSIGNED)]
    )
    profiles = tuple(described(log, labels, points))
    evidence = next(lift for lift in profiles[0].lifts if lift.kind == "item")
    personas = (
        Persona(1, "Tea buyers", "40 of 65 users.", (evidence,)),
        Persona(2, "Tool buyers", "20 of 65 users.", ()),
    )
    items = [(1, 1, "tea", "Green tea", 0.9, 1.3), (2, 1, "tool", "=Hammer", 0.8, 2.0), (2, 2, "bag", "", 0.7, 1.0)]
    return results_of(
        user_ids=log.histories.user_ids,
        labels=labels,
        probabilities=np.where(labels > 0, 0.8, 0).astype(np.float32),
        silhouettes=silhouettes,
        points=points,
        profiles=profiles,
        personas=personas,
        recommendations=with_offer_fields(
            pd.DataFrame(items, columns=["segment", "rank", "item_id", "title", "score", "lift"])
        ),
    )


def with_gain(results, n_items=600, **changed):
    return with_record(with_scores(results, holdout=replace(HOLDOUT, **changed)), n_items=n_items)


# The map


def test_a_small_map_shows_everybody(results):
    frame = map_frame(results)
    assert frame.index.tolist() == list(range(N_USERS))
    assert frame[Column.X].dtype == np.float32
    assert frame[Column.SEGMENT].tolist() == results.labels.tolist()


def test_the_map_holds_the_stability_of_users(results):
    assert Column.STABILITY not in map_frame(results)
    known = np.linspace(0, 1, N_USERS)
    frame = map_frame(replace(results, stabilities=known), n_max=40)
    assert frame[Column.STABILITY].tolist() == known[frame.index].tolist()


def test_a_large_map_is_drawn_by_share_and_the_same_every_time():
    labels = np.repeat(np.array([1, 2, -1], dtype=np.int32), [80_000, 19_990, 10])
    rows = stratified(labels, 10_000)
    sizes = pd.Series(labels[rows]).value_counts()
    assert len(rows) <= 10_000
    assert sizes[-1] == 10
    assert abs(sizes[1] / sizes[2] - 80_000 / 19_990) < 0.1
    assert (rows == stratified(labels, 10_000)).all()
    assert (rows != stratified(labels, 10_000, random_state=1)).any()


def test_many_segments_stay_within_the_bound():
    labels = np.repeat(np.arange(1, 101), 30)
    assert len(stratified(labels, 100)) == 100


def test_numbers_stand_where_most_users_of_a_segment_do():
    points = np.zeros((100, 2), dtype=np.float32)
    points[:45, 0], points[45:60, 0], points[60:, 0] = 0.1, 10.0, 5.0  # the first segment is on both sides of the other
    labels = np.repeat([1, 2], [60, 40])
    assert middles_of(points, labels).to_numpy().round(1).tolist() == [[1, 0.1, 0], [2, 5.0, 0]]


def test_the_number_of_a_segment_stands_on_users_of_it(results):
    for segment, x, y in middles_frame(results).to_numpy().tolist():
        own = results.points[results.labels == segment]
        assert np.square(own - [x, y]).sum(axis=1).min() < 1


def test_a_crowded_map_gets_room_and_keeps_the_order_along_each_axis():
    rng = np.random.default_rng(0)
    many, far = rng.normal(0, 0.2, (400, 2)), rng.normal((30, 20), 0.2, (20, 2))
    crowded = np.concatenate([many, far]).astype(np.float32)
    crowded[0] = np.nan
    room = with_room(crowded)
    assert np.isnan(room[0]).all()
    for axis in range(2):
        before, after = crowded[1:, axis], room[1:, axis]
        assert (np.argsort(before, kind="stable") == np.argsort(after, kind="stable")).all()
        assert (after.min(), after.max()) == pytest.approx((before.min(), before.max()), abs=1e-4)
        assert np.ptp(np.quantile(after, [0.25, 0.75])) > 0.3 * np.ptp(after)
        assert np.ptp(np.quantile(before, [0.25, 0.75])) < 0.05 * np.ptp(before)
    assert crowd(room) < crowd(crowded) / 4


def test_a_map_that_is_full_stays_as_it_is():
    even = np.stack(np.meshgrid(np.arange(20), np.arange(20)), axis=-1).reshape(-1, 2).astype(np.float32)
    assert with_room(even) == pytest.approx(even, abs=0.1)
    assert with_room(np.zeros((3, 2), dtype=np.float32)).tolist() == [[0, 0]] * 3


def test_without_a_map_the_frames_are_empty(results):
    assert map_frame(replace(results, points=None)).empty
    assert middles_frame(replace(results, points=None)).empty


# Silhouettes


def test_silhouettes_are_sorted_within_segments(results):
    frame = silhouette_frame(results)
    own = frame[frame[Column.SEGMENT] == 2]
    assert own[PLACE].tolist() == list(range(N_TOOLS))
    assert own[Column.SILHOUETTE].iloc[[0, -1]].tolist() == [0.5, -0.5]
    assert own[Column.SILHOUETTE].is_monotonic_decreasing


def test_thinned_silhouettes_keep_both_ends(results):
    frame = silhouette_frame(results, n_max=10)
    own = frame[frame[Column.SEGMENT] == 1]
    assert own[PLACE].tolist() == [0, 7, 14, 21, 28, 35, 39]


def test_means_of_silhouettes(results):
    means = silhouette_means(results).set_index(Column.SEGMENT)
    assert means.loc[1, Column.SILHOUETTE] == pytest.approx(0.5)
    assert means.loc[2, BELOW_ZERO] == 0.5
    assert mean_silhouette(results) == pytest.approx(0.5 * N_TEA / N_USERS)


# The heat map


def test_the_heat_map_holds_every_fact_for_every_segment(results):
    frame = heatmap_frame(results, all_facts(shop()))
    tea = frame[(frame[Column.KIND] == "item") & (frame["key"] == "tea")].set_index(Column.SEGMENT)
    assert tea.index.tolist() == [1, 2]
    assert tea[Column.COUNT].tolist() == [40, 0]
    assert tea[Column.LIFT].tolist() == [pytest.approx(65 / 45), 0]
    assert tea[LOG2_LIFT].tolist() == [pytest.approx(np.log2(65 / 45)), -np.inf]
    assert (frame.groupby([Column.KIND, "key"]).size() == 2).all()


def test_the_heat_map_counts_a_term_once_per_user(results):
    titles = {"green": "Green tea", "black": "Black tea", "nail": "Nail box", "bag": "Paper bag"}
    events = [(f"u{user:02d}", item) for user in range(N_TEA) for item in ("green", "black")]
    events += [(f"u{user:02d}", "nail" if user % 2 else "black") for user in range(N_TEA, N_USERS)]
    term = Lift("term", "tea", N_TEA, 1.0, 0.8, 1.25, "tea")
    profiles = replace(results.profiles[0], lifts=(term,)), replace(results.profiles[1], lifts=())
    personas = tuple(replace(persona, evidence=()) for persona in results.personas)
    found = replace(results, profiles=profiles, personas=personas)
    frame = heatmap_frame(found, all_facts(population(events, titles=titles)))
    assert frame[[Column.NAME, Column.SEGMENT, Column.COUNT]].to_numpy().tolist() == [
        ["“tea” in titles", 1, 40], ["“tea” in titles", 2, 10],
    ]  # fmt: skip


def test_marks_of_a_segment_begin_with_the_evidence_and_repeat_no_kind(results):
    marks = top_marks(results.profiles[0], results.personas[0], N_USERS)
    assert marks[0] == results.personas[0].evidence[0]
    assert len({mark.kind for mark in marks}) == len(marks)


def test_what_is_liked_stands_before_the_other_evidence(results):
    profile, persona = results.profiles[0], results.personas[0]
    kite, tent = (taste("category", name) for name in ("Kites", "Tents"))
    found = top_marks(profile, persona, N_USERS, liked=(kite, persona.evidence[0], tent))
    assert found[:3] == (kite, persona.evidence[0], tent)
    assert found.count(persona.evidence[0]) == 1
    assert top_marks(profile, persona, N_USERS, n_marks=2, liked=(kite, tent)) == (kite, tent)


def test_no_two_marks_read_alike(results):
    profile, persona = results.profiles[0], results.personas[0]
    node = replace(persona.evidence[0], kind="node", key="7")
    marks = top_marks(replace(profile, lifts=(*profile.lifts, node)), persona, N_USERS)
    assert [mark.name for mark in marks].count(node.name) == 1
    assert marks[0] == persona.evidence[0]


SAME = Contrast(event_share=0.262, overall_event_share=0.082, next_share=0.48, next_event_share=0.064, n_items=7.2)


def taste(kind, name, **changed):
    """A taste of 33 of 40 users: of the same users and events, whatever it is called."""
    return replace(Lift(kind, name, 33, 0.82, 0.55, 1.49, name, contrast=SAME), **changed)


@pytest.mark.parametrize(
    ("lifts", "shown"),
    [
        ([("category", "Dog > Dry dog food"), ("term", "kibble"), ("node", "Dry dog food")], ["Dry dog food"]),
        (
            [
                ("term", "kibble"),
                ("node", "Dog \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} Food"),
                ("category", "Dog > Food"),
            ],
            ["Dog \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} Food"],
        ),
        ([("term", "leash"), ("term", "dog leash")], ["leash"]),
        ([("node", "Leashes"), ("item", "Jogging leash"), ("term", "leash")], ["Leashes"]),
    ],
)
def test_one_fact_under_several_names_stands_once_as_it_reads_best(results, lifts, shown):
    found = tuple(taste(kind, name) for kind, name in lifts)
    profile, persona = replace(results.profiles[0], lifts=found), replace(results.personas[0], evidence=found[:1])
    assert [str(mark.name) for mark in top_marks(profile, persona, N_USERS)] == shown


def test_a_word_an_interest_and_an_item_about_one_thing_stand_once_beside_the_name(results):
    node, leash = taste("node", "Dog leashes"), taste("item", "Jogging leash", share=0.4, contrast=None)
    word, bowl = taste("term", "leash", share=0.7), taste("item", "Feeding bowl", share=0.3, contrast=None)
    profile = replace(results.profiles[0], lifts=(node, leash, word, bowl))
    persona = replace(results.personas[0], evidence=(node,))
    assert [str(mark.name) for mark in top_marks(profile, persona, N_USERS)] == ["Dog leashes", "Feeding bowl"]
    behind = replace(persona, evidence=(node, word))  # what stands behind the name stays
    shown = [str(mark.name) for mark in top_marks(profile, behind, N_USERS)]
    assert shown == ["Dog leashes", "leash", "Feeding bowl"]


def test_tastes_that_merely_share_a_word_or_are_both_of_more_than_usual_stand_beside_each_other(results):
    usual = taste("node", say("{name}: more than usual", name="Desk lamps"))
    other = taste("category", say("{name}: more than usual", name="Garden"), share=0.5, key="Garden")
    tidy, spade = (taste("item", title, share=0.3, contrast=None) for title in ("Desk tidy", "Garden spade"))
    for found, shown in (
        ((usual, other, tidy), ["Desk lamps: more than usual", "Garden: more than usual", "Desk tidy"]),
        ((usual, other, spade), ["Desk lamps: more than usual", "Garden: more than usual"]),
    ):
        profile, persona = replace(results.profiles[0], lifts=found), replace(results.personas[0], evidence=found[:1])
        assert [str(mark.name) for mark in top_marks(profile, persona, N_USERS)] == shown


@pytest.mark.parametrize(
    "changed",
    [
        {"overall_share": 0.58},
        {"share": 0.79},
        {"contrast": replace(SAME, overall_event_share=0.09)},
        {"contrast": replace(SAME, next_event_share=0.07)},
        {"contrast": None},
    ],
)
def test_facts_of_other_users_or_events_are_two(results, changed):
    found = (taste("node", "Dry dog food"), taste("term", "kibble", **changed))
    profile, persona = replace(results.profiles[0], lifts=found), replace(results.personas[0], evidence=())
    assert len(top_marks(profile, persona, N_USERS)) == 2


def test_a_fact_that_is_stated_makes_room_for_the_next_of_its_kind(results):
    other = Lift("term", "chew", 24, 0.6, 0.4, 1.5, "chew", contrast=replace(SAME, event_share=0.18))
    found = (taste("node", "Dry dog food"), taste("term", "kibble"), other)
    profile, persona = replace(results.profiles[0], lifts=found), replace(results.personas[0], evidence=found[:1])
    assert [str(mark.name) for mark in top_marks(profile, persona, N_USERS)] == ["Dry dog food", "chew"]


def test_bars_are_true_of_a_quarter_of_the_users_and_say_more_than_a_category(results):
    morning = Lift("daypart", "morning", 1, 0.034, 0.011, 3.1, "morning", strength=9.0)
    evening = Lift("daypart", "evening", 12, 0.3, 0.2, 1.5, "evening", strength=3.0)
    word = taste("term", "kibble", contrast=replace(SAME, event_share=0.2), is_stated=False)
    found = (taste("node", "Dry dog food"), word, morning, evening)
    profile = replace(results.profiles[0], lifts=found)
    persona = replace(results.personas[0], evidence=(found[0], morning))
    assert [str(mark.name) for mark in top_marks(profile, persona, N_USERS)] == ["Dry dog food", "evening"]
    assert profile.lifts == found
    few = replace(persona, evidence=(morning,))
    assert top_marks(replace(profile, lifts=(morning,)), few, N_USERS) == (morning,)


def with_mixed(results, segment):
    """Return results whose card calls a segment mixed."""
    mixed = SegmentTrust(
        segment=segment, size=10, is_mixed=True, verdict=Grade.WEAK, reason_code=ReasonCode.MIXED, reason="Mixed."
    )
    card = TrustCard(verdict=Grade.WEAK, reason_code=ReasonCode.MIXED, reason="", segments=(mixed,))
    return with_record(results, trust=card)


def test_a_mixed_segment_has_no_taste_that_another_one_has_more_of(results):
    less = taste("node", "Hay", contrast=replace(SAME, next_share=0.9, next_event_share=0.8))
    late = Lift("daypart", "evening", 20, 0.5, 0.35, 1.43, "evening", low=1.2, high=2.1)
    profile = replace(results.profiles[0], lifts=(less, late, taste("item", "Rabbit hutch")))
    persona = replace(results.personas[0], evidence=(less, late))
    changed = replace(results, profiles=(profile, *results.profiles[1:]), personas=(persona, *results.personas[1:]))
    segment = profile.segment
    before = {card.segment: card for card in cards_of(changed)}[segment]
    assert {mark.kind for mark in before.marks} == {"node", "daypart", "item"}
    assert not any("no taste" in line.sentence for line in before.lines)
    card = {card.segment: card for card in cards_of(with_mixed(changed, segment))}[segment]
    assert [mark.kind for mark in card.marks] == ["daypart"]
    assert [line.sentence for line in card.lines if line.about == "Likes"] == ["no taste of their own."]
    assert "Offer first" in {line.about for line in before.lines}
    assert "Offer first" not in {line.about for line in card.lines}


# Who are these


def test_filters_are_conditions_of_one_rule(results):
    whole = {"probability": (SHARES, SHARES), "separation": (SILHOUETTES, SILHOUETTES)}
    assert filter_rule(ranges=whole) is None
    ranges = whole | {"separation": ((-1.0, -0.01), SILHOUETTES), "stability": ((0.5, 1.0), SHARES)}
    rule = filter_rule([1, -1], ["Hot drinks"], ranges)
    assert write_rule(rule) == (
        '(segment:1 or segment:-1) and interest:"Hot drinks" and separation<=-0.01 and stability>=0.5'
    )
    known = known_of(results, shop())
    assert meets(filter_rule([1, -1]), known).sum() == N_TEA + N_UNASSIGNED
    assert meets(within("separation", (-1.0, -0.01), SILHOUETTES), known).sum() == 10
    assert meets(within("probability", (0.5, 1.0), SHARES), known).sum() == N_TEA + N_TOOLS


def test_the_selection_is_split_over_segments(results):
    chosen = selection_of(results, np.arange(N_USERS) >= 35)
    assert (chosen.n_selected, chosen.n_users) == (30, N_USERS)
    assert chosen.by_segment[[Column.SEGMENT, Column.COUNT]].to_numpy().tolist() == [[2, 20], [1, 5], [-1, 5]]
    assert chosen.by_segment[Column.SHARE].tolist() == [pytest.approx(20 / 30), *[pytest.approx(5 / 30)] * 2]
    assert chosen.by_segment[SHARE_OF_SEGMENT].tolist() == [1, 0.125, 1]
    assert chosen.probability == pytest.approx(25 * 0.8 / 30)


def test_nobody_is_a_selection_too(results):
    chosen = selection_of(results, np.zeros(N_USERS, dtype=bool))
    assert chosen.n_selected == 0
    assert chosen.by_segment.empty
    assert np.isnan(chosen.probability)


def test_a_selection_is_marked_out_by_what_it_has_more_often():
    log = shop()
    is_tools = np.arange(N_USERS) >= N_TEA
    facts = [counted(each) for each in all_facts(log)]
    best = group_lifts(facts, is_tools)[0]
    assert (best.key, best.count, best.lift) == ("tool", 25, pytest.approx(65 / 25))
    assert best.low == pytest.approx(share_interval(25, 25)[0] * 65 / 25)
    marks = [lift for own in marks_of(all_facts(log), np.where(is_tools, 1, -1)) for lift in own]
    assert {lift.key for lift in group_lifts(facts, is_tools, 99)} == {lift.key for lift in marks}


def test_a_word_of_a_phrase_of_the_same_users_is_no_mark_of_its_own():
    has = np.repeat([[1, 1, 1], [0, 0, 1], [0, 0, 0]], [60, 20, 60], axis=0)
    names = ("tidy", "desk tidy", "lamp")
    facts = Facts("term", names, names, sparse.csr_array(has.astype(bool)))
    is_member = np.arange(len(has)) < 80
    assert [lift.name for lift in group_lifts([counted(facts)], is_member)] == ["lamp", "desk tidy"]


def test_a_selection_is_compared_with_a_segment():
    facts = [counted(each) for each in all_facts(shop())]
    is_tools, is_tea = np.arange(N_USERS) >= N_TEA, np.arange(N_USERS) < N_TEA
    is_both = is_tea | (np.arange(N_USERS) < N_TEA + 5)
    best = next(lift for lift in group_lifts(facts, is_tools, is_reference=is_both) if lift.key == "tool")
    assert (best.share, best.overall_share) == (1.0, pytest.approx(5 / 45))
    assert best.lift == pytest.approx(9)
    assert best.low < best.lift < best.high
    assert group_lifts(facts, is_tools, is_reference=is_tools) == ()


@pytest.mark.parametrize("is_selected", [np.zeros(N_USERS, dtype=bool), np.ones(N_USERS, dtype=bool)])
def test_nobody_and_everybody_have_no_marks(is_selected):
    assert group_lifts(map(counted, all_facts(shop())), is_selected) == ()


def test_the_density_counts_everybody_with_a_place():
    points = np.array([[0, 0], [0, 0], [10, 5], [np.nan, 1]], dtype=np.float32)
    x, y, logs = density_grid(points, n_bins=2)
    assert (x.tolist(), y.tolist()) == ([2.5, 7.5], [1.25, 3.75])
    np.testing.assert_allclose(10**logs - 1, [[2, np.nan], [np.nan, 1]])
    points[1] = [1, 1]
    x, y, logs = density_grid(points, n_bins=2, box=(-1, 9, -1, 9))
    assert (x.tolist(), y.tolist()) == ([0.25, 0.75], [0.25, 0.75])
    np.testing.assert_allclose(10**logs - 1, [[1, np.nan], [np.nan, 1]])
    assert [count_inside(points, box) for box in (None, (-1, 9, -1, 9), (20, 30, 0, 1))] == [3, 2, 0]


def test_of_a_part_of_the_map_more_users_are_drawn(results):
    is_shown = np.arange(N_USERS) % 2 == 0
    frame = map_frame(results, n_max=4, is_shown=is_shown, box=(0, 9, -9, 9))
    assert len(frame) == 4
    assert set(frame.index) <= set(range(0, 10, 2))


def test_users_are_coloured_by_numbers_and_by_the_largest_groups(results):
    log = shop()
    known = known_of(results, replace(log, attributes=pd.DataFrame({"city": [*"aabbb", *"c" * 58, None, "unknown"]})))
    assert colourings(results, ["city"], has_values=False) == [
        "segment", "probability", "separation", "last_seen", "events", "attribute:city",
    ]  # fmt: skip
    numbers = colour_values("probability", results, known)
    assert numbers.values.tolist() == results.probabilities.tolist()
    assert numbers.ends == (0.0, pytest.approx(0.8))
    groups = colour_values("attribute:city", results, known)
    assert groups.names == ("c", "b", "a")
    assert groups.codes.tolist() == [2, 2, 1, 1, 1, *[0] * 58, -1, -1]


@pytest.mark.parametrize("overlap", [Overlap(40, 20, 10), Overlap(9, 9, 8), Overlap(50, 5, 1)])
def test_circles_have_the_areas_of_the_groups(overlap):
    circles = circles_of(overlap)
    first, second = circles.radii
    assert second**2 / first**2 == pytest.approx(overlap.n_second / overlap.n_first)
    common = lens(first, second, circles.distance) / (np.pi * first**2)
    assert common == pytest.approx(overlap.n_both / overlap.n_first)
    assert circles_of(Overlap(4, 4, 0)).distance > 2
    assert circles_of(Overlap(4, 1, 1)).distance == 0.5


# Names


def test_names_of_analysts_are_used(results):
    named = with_names(results, {2: "Makers"})
    assert [persona.name for persona in named.personas] == ["Tea buyers", "Makers"]
    assert labels_of(named) == {1: "1 · Tea buyers", 2: "2 · Makers", -1: "Unassigned"}
    assert results.personas[1].name == "Tool buyers"


def test_numbered_segments_are_named_in_plain_text_for_audiences(results):
    names = users_of(with_names(results, {2: say("Segment {other}", other=2)}), "run").names
    assert names[2] == "Segment 2"
    assert {type(name) for name in names.values()} == {str}


def version_of(number, names=None, notes=None, author="local"):
    parent = number - 1 if number else None
    return Segmentation("r", number, parent, author, pd.Timestamp("2026-01-01"), names or {}, notes or {})


class Shelf:
    """A stand-in for the store's runs that holds versions in a list."""

    def __init__(self, *versions):
        self.versions = [version_of(0), *versions]

    def save_segmentation(self, run_id, names, notes, seen_version):
        if seen_version != self.versions[-1].version:
            raise StaleVersionError(self.versions[-1], seen_version)
        self.versions.append(version_of(seen_version + 1, names, notes))
        return self.versions[-1]


def test_a_name_and_a_note_are_saved(results):
    made = save_wording(Shelf(), version_of(0), results.personas, Wording(2, "  The   makers ", " call them "))
    assert (made.version, made.names, made.notes) == (1, {2: "The makers"}, {2: "call them"})


@pytest.mark.parametrize("name", ["", "Tool buyers"])
def test_an_empty_name_gives_the_found_one_back(results, name):
    seen = version_of(1, {2: "Makers", 1: "Sippers"})
    made = save_wording(Shelf(seen), seen, results.personas, Wording(2, name))
    assert made.names == {1: "Sippers"}


def test_the_same_again_writes_nothing(results):
    seen = version_of(1, {2: "Makers"})
    shelf = Shelf(seen)
    assert save_wording(shelf, seen, results.personas, Wording(2, "Makers")) is seen
    assert len(shelf.versions) == 2


def test_two_segments_never_have_one_name(results):
    with pytest.raises(DataError, match="Segment 1 is already called “Tea buyers”"):
        save_wording(Shelf(), version_of(0), results.personas, Wording(2, "tea BUYERS"))


def test_a_name_has_a_longest_length(results):
    with pytest.raises(DataError, match="has 81 characters, at most 80"):
        save_wording(Shelf(), version_of(0), results.personas, Wording(2, "x" * 81))


def test_a_later_change_of_another_segment_is_built_upon(results):
    shelf = Shelf(version_of(1, {1: "Sippers"}))
    made = save_wording(shelf, version_of(0), results.personas, Wording(2, "Makers"))
    assert (made.version, made.names) == (2, {1: "Sippers", 2: "Makers"})


def test_a_later_change_of_the_same_segment_is_a_conflict(results):
    shelf = Shelf(version_of(1, {2: "Builders"}, author="ann"))
    with pytest.raises(StaleVersionError, match="While you worked on name version 0, ann saved name version 1"):
        save_wording(shelf, version_of(0), results.personas, Wording(2, "Makers"))
    assert shelf.versions[-1].names == {2: "Builders"}


def test_the_history_lists_every_change_latest_first(results):
    versions = [version_of(2, {2: "Makers"}, {1: "big"}, "ann"), version_of(1, {2: "Builders"})]
    changes = history_frame(versions, results.personas)
    assert changes[["version", "who", "segment", "what", "before", "after"]].to_numpy().tolist() == [
        [2, "ann", 2, "name", "Builders", "Makers"],
        [2, "ann", 1, "note", "", "big"],
        [1, "local", 2, "name", "Tool buyers", "Builders"],
    ]


# Decisions


APPROVED = Decision(state=DecisionState.APPROVED, owner="Ann", due=date(2099, 12, 1), comment="Before Christmas")


class DecidedShelf(Shelf):
    def save_version(self, wanted, author):
        if wanted.version != self.versions[-1].version:
            raise StaleVersionError(self.versions[-1], wanted.version)
        self.versions.append(replace(wanted, version=wanted.version + 1, parent=wanted.version, author=author))
        return self.versions[-1]


def test_a_decision_is_saved_with_who_decided(results):
    shelf = DecidedShelf()
    wanted = replace(APPROVED, owner=" Ann  Lee ", comment=" Before Christmas ", author="somebody")
    made = save_decision(shelf, version_of(0), 1, wanted, "bob")
    decided = made.decisions[1]
    assert (decided.owner, decided.comment, decided.author) == ("Ann Lee", "Before Christmas", "bob")
    assert decided.decided_at is not None
    assert save_decision(shelf, made, 1, replace(APPROVED, owner="Ann Lee"), "ann") is made
    assert save_decision(shelf, made, 1, None, "ann").decisions == {}
    with pytest.raises(DataError, match="has 81 characters, at most 80"):
        save_decision(shelf, made, 1, replace(APPROVED, owner="x" * 81), "ann")


def test_a_due_date_that_has_passed_is_refused_unless_it_stood_there(results):
    shelf, past = DecidedShelf(), Decision(state=DecisionState.CHANGE, due=date(2026, 1, 2))
    with pytest.raises(DataError, match="The due date 2026-01-02 has passed") as refused:
        save_decision(shelf, version_of(0), 1, past, "ann")
    assert refused.value.hint.startswith("Give a day from ")
    stood = shelf.save_version(version_of(0).decided(1, past), "ann")
    assert save_decision(shelf, stood, 1, replace(past, comment="Late"), "ann").decisions[1].comment == "Late"


def test_a_decision_is_built_upon_a_later_one_of_another_segment_and_refused_on_the_same(results):
    shelf = DecidedShelf()
    save_decision(shelf, version_of(0), 2, APPROVED, "bob")
    made = save_decision(shelf, version_of(0), 1, APPROVED, "ann")
    assert (made.version, set(made.decisions)) == (2, {1, 2})
    with pytest.raises(StaleVersionError, match="While you worked on name version 0, ann saved name version 2"):
        save_decision(shelf, version_of(0), 1, Decision(state=DecisionState.REJECTED), "cy")


def test_what_is_not_given_stays_as_it_stands():
    again, every = Decision(state=DecisionState.APPROVED), ("owner", "due", "comment")
    assert with_what_stands(again, APPROVED, every) == APPROVED
    assert with_what_stands(replace(again, owner="Bob"), APPROVED, ("due",)) == replace(
        APPROVED, owner="Bob", comment=""
    )
    assert with_what_stands(replace(again, state=DecisionState.CHANGE), APPROVED, every) == replace(
        APPROVED, state=DecisionState.CHANGE, comment=""
    )
    assert with_what_stands(again, None, every) == again


def test_the_history_holds_decisions(results):
    decided = version_of(1, author="ann").decided(2, APPROVED)
    changes = history_frame([decided], results.personas)
    assert changes[["version", "who", "segment", "what", "before", "after"]].to_numpy().tolist() == [
        [1, "ann", 2, "decision", "", "approved; owner: Ann; due: 2099-12-01; “Before Christmas”"]
    ]


# Cards


def test_a_card_describes_its_users(results):
    card = cards_of(results)[0]
    assert (card.name, card.size, card.share) == ("Tea buyers", N_TEA, pytest.approx(N_TEA / N_USERS))
    assert (card.probability, card.silhouette) == (pytest.approx(0.8), pytest.approx(0.5))
    figures = ["count", "share", "overall_share", "lift", "low", "high"]
    assert marks_frame(card.marks).columns.tolist() == ["kind", "name", *figures]
    assert len(card.typical_users) <= 3
    assert not set(card.typical_users) & set(results.user_ids)


# Recommendations and proof


def test_recommendations_of_one_segment_with_a_name_for_each_item(results):
    frame = offers_frame(results, 2)
    assert frame[["rank", "title"]].to_numpy().tolist() == [[1, "=Hammer"], [2, "bag"]]
    assert offers_frame(results, 9).empty


def test_the_proof_compares_three_lists(results):
    frame = proof_frame(results)
    assert frame["served_by"].tolist() == ["segment", "everybody", "permuted"]
    assert frame["recall"].tolist() == [0.3, 0.2, 0.19]
    assert frame["recall_gain_pct"].tolist() == [50, 0, -5]
    assert proof_frame(with_scores(results, holdout=None)).empty


@pytest.mark.parametrize(
    ("gain", "permuted", "verdict"),
    [
        (50, -5, Verdict.CLEAR),
        (10, 0, Verdict.CLEAR),
        (9.9, 0, Verdict.SMALL),
        (1.9, 0, Verdict.NONE),
        (-20, 0, Verdict.NONE),
        (15, 15, Verdict.NONE),
        (math.nan, 0, Verdict.NOT_JUDGED),
    ],
)
def test_a_gain_is_judged(results, gain, permuted, verdict):
    assert verdict_of(with_gain(results, recall_uplift_pct=gain, recall_uplift_permuted_pct=permuted)) is verdict


@pytest.mark.parametrize(("n_items", "verdict"), [(59, Verdict.FEW_ITEMS), (60, Verdict.NONE)])
def test_a_small_catalogue_is_not_judged_by_its_gain(results, n_items, verdict):
    assert verdict_of(with_gain(results, n_items, recall_uplift_pct=0, recall_uplift_permuted_pct=0)) is verdict


def test_a_small_catalogue_is_judged_where_lists_are_short(results):
    gain = {"recall_uplift_pct": 15, "recall_uplift_permuted_pct": 0}
    assert verdict_of(with_gain(results, 24, **gain, list_length=4)) is Verdict.CLEAR
    assert verdict_of(with_gain(results, 24, **gain, list_length=20)) is Verdict.FEW_ITEMS


def test_without_a_holdout_nothing_is_judged(results):
    assert verdict_of(with_scores(results, holdout=None)) is Verdict.NOT_JUDGED


# Files

FILE_OF = {file.name: file for file in FILES}
OF_INTERESTS = ("interests.csv", "interests_excel.csv")
OFFERED = [file.name for file in FILES if file.n_rows and file.name not in (*OF_INTERESTS, "decisions.csv")]
"""Of results without interests and decisions, as an earlier version left them."""
IN_WORKSPACE_ONLY = {"rejected.csv", "model.json", "model.npz"}
"""Files that results alone do not make."""


def content_of(results, name):
    return file_bytes(Source(results), FILE_OF[name])


def rows_of(results, name):
    return list(csv.DictReader(io.StringIO(content_of(results, name).decode("utf-8-sig"))))


def segments_of(results):
    return json.loads(content_of(results, "segments.json"))


def test_files_hold_the_chosen_segments_only(results):
    kept = keep_segments(with_names(results, {2: "Makers"}), [2, -1])
    users = rows_of(kept, "segments.csv")
    assert len(users) == N_TOOLS + N_UNASSIGNED
    assert {(row["segment"], row["persona"]) for row in users} == {("2", "Makers"), ("-1", "Unassigned")}
    assert {row["segment"] for row in rows_of(kept, "recommendations.csv")} == {"2"}
    assert [each["persona"]["name"] for each in segments_of(kept)] == ["Makers"]


def test_users_who_did_not_consent_are_named_in_no_file(results):
    is_listed = np.arange(N_USERS) % 2 == 0
    kept = keep_segments(keep_consenting(results, Consent("consent", is_listed.astype(float))), [1, 2])
    listed = set(results.user_ids[is_listed & (results.labels > 0)])
    for name in ("segments.csv", "segments_excel.csv"):
        assert {row["user_id"] for row in rows_of(kept, name)} == listed
    typical = [user for each in segments_of(kept) for user in each["typical_users"]]
    everybody = [user for profile in results.profiles for user in profile.typical_users]
    assert typical == [user for user in everybody if user in listed]
    assert 0 < len(typical) < len(everybody)
    assert [each["size"] for each in segments_of(kept)] == [N_TEA, N_TOOLS]
    assert content_of(kept, "recommendations.csv") == content_of(results, "recommendations.csv")
    [note] = json.loads(content_of(kept, "run.json"))["notes"]
    assert note.startswith("33 of 65 users consented (attribute 'consent') and are listed")


def test_the_names_of_files_show_that_only_some_are_listed():
    day = date(2026, 11, 22)
    assert file_stem("log.csv", day, "2149cc0442") == "log_2026-11-22_run-2149cc"
    consented, weaker = Consent("opt_in", np.ones(1)), Consent("unsubscribed", np.ones(1), is_weak=True)
    assert file_stem("log.csv", day, "2149cc0442", consented) == "log_2026-11-22_run-2149cc_consented"
    assert file_stem("log.csv", day, "2149cc0442", weaker) == "log_2026-11-22_run-2149cc_not-opted-out"


def test_a_run_without_a_trust_card_has_no_file_of_it(results):
    card = TrustCard(verdict=Grade.WEAK, reason="Why.")
    assert [file.name for file in files_of(Source(results))] == [*OFFERED[:4], "segments.json", "run.json"]
    assert [file.name for file in files_of(Source(with_record(results, trust=card)))] == [*OFFERED, "run.json"]


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (1.0, "By the trust card, too, 65 of 65 users (100 %) are in strong or usable segments."),
        (0.4, "The figure to use is that of the trust card: 65 of 65 users (100 %) are in strong or usable segments."),
        (
            math.nan,
            "The figure to use is that of the trust card: 65 of 65 users (100 %) are in strong or usable segments.",
        ),
    ],
)
def test_the_quick_check_is_set_beside_the_card(results, held, expected):
    graded = [SimpleNamespace(size=size, grade=Grade.USABLE) for size in (30, 35)]
    card = SimpleNamespace(segments=graded)
    choice = KChoice(2, (KScore(2, 0.3, held=held), KScore(3, 0.2, held=1.0)), 65, reason="Why.")
    found = quick_check_against_card(with_record(with_scores(results, k_choice=choice), trust=card))
    assert found.endswith(expected)


def test_decisions_leave_with_the_segments(results):
    signed = replace(APPROVED, comment="=1+1", author="bob", decided_at=datetime(2026, 11, 28, 9, 30))
    named = with_naming(results, version_of(3).decided(2, signed))
    first, second = rows_of(named, "decisions.csv")
    assert list(second.values()) == [
        "2", "Tool buyers", "approve", "Ann", "2099-12-01", "'=1+1", "bob", "2026-11-28T09:30:00", "", "", "2",
    ]  # fmt: skip
    assert first["decision"] == ""
    approved = replace(signed, approved=Approved(version=2, name="Drillers", number=2))
    for naming, persona in ((version_of(3), "Tool buyers"), (version_of(3).renamed({2: "Drillers"}, {}), "Drillers")):
        named_later = with_naming(results, naming.decided(2, approved))
        (_other, row) = rows_of(named_later, "decisions.csv")
        assert (row["persona"], row["approved_as"]) == (persona, "Drillers")
        is_same = persona == "Drillers"
        assert standing_decision(named_later, 2).startswith("approved; " if is_same else "approved as “Drillers”; ")
    decided = [each["decision"] for each in segments_of(named)]
    assert decided[0] is None
    assert (decided[1]["state"], decided[1]["due"], decided[1]["comment"]) == ("approve", "2099-12-01", "=1+1")
    assert "decisions.csv" not in {file.name for file in files_of(Source(keep_segments(named, [1])))}


def test_the_excel_files_are_guarded_and_the_others_are_not(results):
    assert rows_of(results, "recommendations.csv")[1]["title"] == "=Hammer"
    assert rows_of(results, "recommendations_excel.csv")[1]["title"] == "'=Hammer"
    assert content_of(results, "segments_excel.csv").startswith(b"\xef\xbb\xbf")
    assert not content_of(results, "segments.csv").startswith(b"\xef\xbb\xbf")


def test_the_outline_counts_what_is_written(results):
    kept = keep_segments(results, [1])
    for each in outline(Source(kept)):
        name = each.file.name
        n_rows = len(rows_of(kept, name)) if each.file.is_csv else len(segments_of(kept))
        assert n_rows == each.n_rows, name


def test_the_size_of_the_evidence_is_what_is_written(results):
    (size,) = [each.n_bytes for each in outline(Source(results)) if each.file.name == "segments.json"]
    assert size == len(content_of(results, "segments.json")) > 1000


@pytest.mark.parametrize("name", [name for name in OFFERED if name.endswith(".csv")])
def test_a_preview_is_the_beginning_of_the_file(results, name):
    preview = preview_frame(Source(results), FILE_OF[name])
    assert preview.to_dict("records") == rows_of(results, name)[:10]


def test_ids_of_a_preview_are_masked_apart_from_each_other(results):
    like = [f"user-{n:04}9" for n in range(results.n_users)]  # all with one beginning and one end
    typical = [replace(each, typical_users=tuple(like[:3])) for each in results.profiles]
    named = replace(results, user_ids=np.array(like, dtype=object), profiles=tuple(typical))
    preview = preview_frame(Source(named), FILE_OF["segments.csv"], show=masked_apart)
    assert preview["user_id"].is_unique
    text = preview_text(Source(named), FILE_OF["segments.json"], max_lines=999, show=masked_apart)
    assert not any(user in text for user in like)
    assert all(mask in text for mask in masked_apart(like[:3]))


def test_the_preview_of_json_is_cut(results):
    text = preview_text(Source(results), FILE_OF["segments.json"], max_lines=4)
    assert text.splitlines()[0] == "["
    assert text.endswith("…")


def test_files_without_a_map_leave_the_place_empty(results):
    assert rows_of(replace(results, points=None), "segments.csv")[0]["x"] == ""


def test_all_files_are_written_into_a_folder(results, tmp_path):
    write_files(Source(results), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(FILE_OF) - IN_WORKSPACE_ONLY - {
        "trust.csv",
        *OF_INTERESTS,
        "decisions.csv",
    }
    assert (tmp_path / "segments.csv").read_bytes() == content_of(results, "segments.csv")
