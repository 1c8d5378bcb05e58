"""The sheet of a segment, its change since an earlier run, its season, and the next steps of an analyst."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.campaigns.files import keep_readback
from core.export.trust_file import trust_table
from core.health.finding import Severity
from core.pack.make import make_pack
from core.pack.material import Material
from core.pack.noise import without_counts
from core.personas.without_taste import number_alone
from core.population.excluded import Excluded, Exclusion
from core.results.portraits import portraits
from core.results.results import Results, with_naming
from core.results.tables import OFFER_FIELDS
from core.sentences import say
from core.store.dataset_info import DatasetInfo
from core.store.job_info import JobState
from core.store.run_info import RunInfo
from core.store.segment_decision import Approved, Decision, DecisionState
from core.store.segmentations import Mark, Segmentation
from core.trust.card import NeighbourGain, SegmentTrust, TrustCard
from core.trust.grade import Grade, ReasonCode
from core.trust.intervals import UNKNOWN, Estimate
from core.trust.no_recipe import DIVIDE, TWO_GROUPS
from core.trust.offer_proof import OfferProof, OfferScore
from core.types import Basis, Lift, Persona, Profile, Recipe
from core.types.figures import MIXED, Behaviour, Measure
from core.views.advice import Does, Way
from core.views.better_run import Made, better_by_data
from core.views.change import Version, change_of_run, change_since, earlier_run
from core.views.decisions import standing_decision
from core.views.doubts import doubts_about
from core.views.home import tiles_of
from core.views.item_interests import ItemInterest, interests_of_items, less_of_note
from core.views.moves import moves_with
from core.views.next_steps import EditedBefore, Standing, next_steps
from core.views.outcomes_before import Partner, measured_run, outcomes_before, partners_in, runs_with_outcomes
from core.views.proof import proof_heading
from core.views.seasons import seasons
from core.views.sheet import sheet_of, with_season
from core.views.side_by_side import side_by_side
from core.views.trust import CheckResult, segment_views
from core.views.verdict_changes import verdict_changes
from tests.core.test_interest_edits import interests
from tests.populations import DAY, MONDAY, population
from tests.results import readback_of, results_of, with_record

TEA = Lift("category", "Tea", 18, 0.6, 0.3, 2.0, "Tea", low=1.5, high=2.6)
COAT = Lift("attribute", "city: Leeds", 15, 0.5, 0.25, 2.0, "city: Leeds", low=1.4, high=2.7, is_shaping=True)


def trust(segment: int, grade: Grade, **changed) -> SegmentTrust:
    found = {
        "verdict": grade, "reason": "Why.", "advice": "Do this.", "size": 30, "jaccard": 0.9, "n_judged": 200,
        "item_bits": Estimate(0.5, 0.4, 0.6), "habit_bits": Estimate(0.1, -0.1, 0.3), "silhouette": 0.2,
        "consent_share": 1.0,
    }  # fmt: skip
    return SegmentTrust(segment=segment, **{**found, **changed})


MANY = "Many interests, and no single one describes them."


def shop(*segments: SegmentTrust, basis: Basis = Basis.FRESH_EVENTS):
    """Sixty users in two segments, the first of which likes tea."""
    lifts = {1: (COAT, TEA), 2: ()}
    made = results_of(
        user_ids=np.array([f"u{user:02d}" for user in range(60)], dtype=object),
        labels=np.repeat(np.array([1, 2], dtype=np.int32), 30),
        probabilities=np.ones(60),
        silhouettes=np.full(60, 0.25),
        profiles=tuple(Profile(each, 30, 0.5, lifts[each], ("demo-01",), basis=basis) for each in (1, 2)),
        personas=(Persona(1, "Tea lovers", "30 of 60 users.", ()), Persona(2, "Tools", "30 of 60 users.", ())),
    )
    card = TrustCard(verdict=Grade.USABLE, reason="Why.", segments=segments) if segments else None
    return with_record(made, trust=card)


def named(results, names=None, decisions=None, run_id="r"):
    version = Segmentation(run_id, 1, 0, "ann", datetime(2026, 5, 12), names or {}, {}, decisions=decisions or {})
    return with_naming(results, version)


def offering(results, scores: tuple[OfferScore, ...]):
    """Results with one item to offer each segment, and with how lists were judged."""
    judged = replace(results.record.scores, offers=OfferProof(7.0, scores, (), (0.0,), (0.0,)))
    offers = [
        {"segment": each, "rank": 1, "item_id": "i1", "title": "Tea", "lift": 2.5, "expected_response": 0.042,
         "because": "", "because_pct": np.nan, "category": "", "recommender": "segment_offers", "score": 0.1,
         "new_to_pct": 50.0}
        for each in (1, 2)
    ]  # fmt: skip
    return replace(
        with_record(results, scores=judged), recommendations=pd.DataFrame(offers, columns=list(OFFER_FIELDS))
    )


def sentences(statements) -> list[str]:
    return [str(each.sentence) for each in statements]


def test_proofs_are_of_events_that_did_not_form_the_segment() -> None:
    strong = trust(1, Grade.STRONG)
    proofs = sheet_of(shop(strong), 1).proofs
    assert [proof_heading(n) for n in (len(proofs), 1, 0)] == ["3 proofs", "1 proof", "Proofs"]
    assert sentences(proofs) == [
        "“Tea” holds for 60.0 % of its users and 30.0 % of all: 2.0 times as common.",
        "What its users pick next is 1.41 times as likely once the segment is known.",
        "The same group is found again when users and events are drawn anew at random.",
    ]
    assert proofs[1].detail == (
        "+0.50 bits per event (95 % interval +0.40 to +0.60), on events held back from the run."
    )
    on_all_events = sheet_of(shop(strong, basis=Basis.ALL_EVENTS), 1)
    assert "Tea" not in " ".join(sentences(on_all_events.proofs))
    assert "counted in the same events that formed it" in sentences(on_all_events.risks)[0]


def test_what_does_not_hold_is_a_risk_and_no_proof() -> None:
    weak = trust(2, Grade.WEAK, jaccard=0.4, reason_code=ReasonCode.NO_GAIN, item_bits=Estimate(0.0, -0.1, 0.1),
                 n_judged=20, silhouette=-0.1, consent_share=0.5)  # fmt: skip
    sheet = sheet_of(shop(weak), 2)
    assert sheet.proofs == ()
    assert sentences(sheet.risks) == [
        "Why. Do this.",
        "Another sample of users and events may give a rather different group.",
        "Judged on 20 users only: what it predicts is a rough figure.",
        "Many of its users are as near to another segment.",
        "50 % of its users did not consent to be contacted.",
    ]
    assert sentences(sheet_of(shop(), 2).risks) == ["This run has no trust card: nothing of the segment is proven."]


FOUND_AGAIN = "The same group is found again when users and events are drawn anew at random."


@pytest.mark.parametrize(
    ("changed", "proven"),
    [
        ({"n_judged": 9}, [FOUND_AGAIN]),
        ({"reason_code": ReasonCode.TOO_FEW_JUDGED}, [FOUND_AGAIN]),
        ({"reason_code": ReasonCode.CHANCE}, [FOUND_AGAIN]),
        (
            {"reason_code": ReasonCode.HABITS_ONLY, "habit_bits": Estimate(0.2, 0.1, 0.3)},
            ["When and how its users act next is easier to predict once the segment is known.", FOUND_AGAIN],
        ),
        (
            {"n_judged": 20},
            [
                "What its users pick next is 1.41 times as likely once the segment is known.",
                FOUND_AGAIN,
            ],
        ),
    ],
)
def test_what_is_predicted_is_no_proof_before_chance_is_ruled_out(changed: dict, proven: list[str]) -> None:
    neighbour = NeighbourGain(segment=2, is_distinct=True, item_bits=Estimate(0.5, 0.4, 0.6))
    sheet = sheet_of(shop(trust(2, Grade.WEAK), trust(1, Grade.WEAK, neighbour=neighbour, **changed)), 1)
    assert sentences(sheet.proofs) == [
        "“Tea” holds for 60.0 % of its users and 30.0 % of all: 2.0 times as common.", *proven
    ]  # fmt: skip
    risk = "Judged on 9 users only, too few to rule out chance: what it predicts is not proven."
    assert (risk in sentences(sheet.risks)) is (changed.get("n_judged") == 9)


def test_who_is_left_over_proves_nothing_of_a_group_and_two_groups_are_found_together() -> None:
    """A mixed segment is stable and differs from its neighbour, yet the sheet and the card claim no group of it."""
    neighbour = NeighbourGain(segment=2, is_distinct=True, item_bits=Estimate(0.5, 0.4, 0.6))
    mixed = trust(1, Grade.WEAK, neighbour=neighbour, reason_code=ReasonCode.MIXED)
    made = shop(trust(2, Grade.STRONG), mixed)
    tea = "“Tea” holds for 60.0 % of its users and 30.0 % of all: 2.0 times as common."
    assert sentences(sheet_of(made, 1).proofs) == [tea]
    view = next(each for each in segment_views(made) if each.segment == 1)
    checks = (view.stability_check, view.prediction_check, view.distinctness_check)
    assert checks == (CheckResult.NOT_CLAIMED,) * 3
    two = shop(trust(1, Grade.USABLE, reason_code=ReasonCode.TWO_GROUPS))
    assert sentences(sheet_of(two, 1).proofs)[-1] == (
        "The segment as a whole, the two groups in it together, is found again when users and events are drawn anew at "
        "random."
    )


def test_the_portrait_of_a_segment_whose_list_finds_no_more_offers_what_is_popular() -> None:
    gains = {1: Estimate(-5, -20, 10), 2: Estimate(80, 40, 120)}
    scores = tuple(
        OfferScore(each, kind, 30, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, gain)
        for each, gain in gains.items()
        for kind, gain in (("segment_offers", gain), ("popularity", UNKNOWN))
    )
    offered = [
        [str(line.sentence) for line in each.lines if line.about == "Offer first"]
        for each in portraits(offering(shop(), scores))
    ]
    assert offered == [["what is popular with all users, as its own list finds no more."], ["Tea."]]


@pytest.mark.parametrize(
    ("gain", "offered", "risk"),
    [
        (Estimate(80, 40, 120), "", "The offers made for it, chosen by what sets it apart, do find more: use those."),
        (Estimate(80, -100, 900), " Its users are too few to judge whether that is more than chance.", "Do this."),
        (Estimate(-5, -100, 900), " Its users are too few to judge whether that is more than chance.", "Do this."),
        (Estimate(5, -10, 20), " The difference may be chance.", "Do this."),
        (
            Estimate(-5, -20, 10),
            " Its own list finds no more: offer its users what is most popular with all users.",
            "Do this.",
        ),
    ],
)
def test_what_offers_find_and_what_the_verdict_says_of_lists_agree(gain: Estimate, offered: str, risk: str) -> None:
    scores = tuple(
        OfferScore(1, kind, 30, Estimate(recall, 0, 1), UNKNOWN, UNKNOWN, UNKNOWN, gain)
        for kind, recall in (("segment_offers", 0.563), ("popularity", 0.036))
    )
    sheet = sheet_of(offering(shop(trust(1, Grade.USABLE, reason_code=ReasonCode.UPLIFT_NOT_CERTAIN)), scores), 1)
    held = (
        "A list of 20 made for it held 56.3 % of what its users chose next, the 20 items most popular with all users "
        "3.6 % of the same."
    )
    counted = " This counts what is on a list; the proof, 1.41 times as likely, counts every single choice."
    assert (sheet.offer_proof, sentences(sheet.risks)) == (f"{held}{offered}{counted}", [f"Why. {risk}"])


FEW = "Expected: learnt from 100 users of all segments; fewer than 20 are of this one, too few to learn from."


@pytest.mark.parametrize(
    ("n", "reason", "few", "is_proven"),
    [
        (20, ReasonCode.STRONG, "", True),
        (19, ReasonCode.STRONG, FEW, True),
        (1, ReasonCode.MIXED, FEW, True),
        (1, ReasonCode.CHANCE, "", False),
    ],
)
def test_what_is_expected_names_the_users_it_rests_on_where_something_is_offered(
    n: int, reason: ReasonCode, few: str, is_proven: bool
) -> None:
    scores = tuple(
        OfferScore(segment, "segment_offers", each, Estimate(0.2, 0, 1), UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)
        for segment, each in ((None, 100), (1, n))
    )
    made = offering(shop(trust(1, Grade.NONE, reason_code=reason, n_judged=n)), scores)
    sheet = sheet_of(made, 1)
    assert str(sheet.expected_on_few) == few
    assert bool(sheet.offer_proof) is is_proven
    assert not sheet_of(replace(made, recommendations=made.recommendations[:0]), 1).expected_on_few
    material = Material(results=made, name="Shop", day=date(2026, 5, 12), least=10)
    assert (sheet.expected_on_few in make_pack(material).pages[1].more) == bool(few)
    assert not without_counts(sheet).expected_on_few


def test_lists_that_find_the_same_have_no_difference_that_is_chance() -> None:
    level = Estimate(0.1, -10, 12)
    scores = tuple(
        OfferScore(1, kind, 30, Estimate(recall, 0, 1), UNKNOWN, UNKNOWN, UNKNOWN, level)
        for kind, recall in (("segment_offers", 0.20614), ("popularity", 0.20592))
    )
    found = sheet_of(offering(shop(trust(1, Grade.WEAK)), scores), 1).offer_proof
    assert "held 20.6 % of what its users chose next, the 20 items most popular with all users 20.6 %" in found
    assert "Neither finds more." in found
    assert "chance" not in found


def test_a_word_of_titles_stands_in_quotes_alone() -> None:
    made = shop(trust(1, Grade.STRONG))
    lamp = replace(TEA, kind="term", name="desk lamp", key="desk lamp")
    profiles = (replace(made.profiles[0], lifts=(lamp,)), made.profiles[1])
    personas = (replace(made.personas[0], evidence=(lamp,)), made.personas[1])
    first = sheet_of(replace(made, profiles=profiles, personas=personas), 1).proofs[0].sentence
    assert first == "“desk lamp” in titles holds for 60.0 % of its users and 30.0 % of all: 2.0 times as common."


def test_the_file_of_the_card_says_where_an_uplift_is_too_uncertain_to_state() -> None:
    wide, sure = Estimate(2253.5, -100, 4607), Estimate(40, 20, 60)
    made = shop(trust(1, Grade.USABLE, recall_uplift_pct=wide), trust(2, Grade.STRONG, recall_uplift_pct=sure))
    names = ("recall_uplift_pct", "recall_uplift_pct_low", "recall_uplift_pct_high", "recall_uplift_finding")
    rows = [tuple(row[name] for name in names) for row in trust_table(made).to_pylist()]
    assert rows == [(2253.5, -100, 4607, "too few to judge"), (40, 20, 60, "more")]


def test_an_edit_states_which_verdicts_it_changed_of_segments_that_it_did_not_change_and_why() -> None:
    before = shop(trust(1, Grade.STRONG), trust(2, Grade.STRONG)).trust
    nan = float("nan")
    uncomputed = trust(1, Grade.USABLE, jaccard=nan, reason_code=ReasonCode.STABILITY_NOT_COMPUTED)
    after = shop(uncomputed, trust(2, Grade.WEAK, reason_code=ReasonCode.NOT_DISTINCT)).trust
    anew = shop(trust(2, Grade.WEAK, jaccard=nan, reason_code=ReasonCode.NOT_DISTINCT)).trust
    shown = {1: 1, 2: 7}.__getitem__
    not_computed, compared = verdict_changes(before, after, (1, 2), shown)
    assert not_computed == (
        "Segment 1 (strong, now usable) has the users that it had, yet another verdict: how stable segments are is "
        "computed for those of a recipe alone, and an edit made these."
    )
    assert compared == (
        "Segment 7 (strong, now weak) has the users that it had, yet another verdict: a segment is measured beside all "
        "others, and those changed."
    )
    (measured_anew,) = verdict_changes(before, anew, (2,), shown)
    assert measured_anew.endswith("segments are measured without their recipe, and beside others than before.")
    assert verdict_changes(before, after, (1,), shown) == (not_computed,)
    assert verdict_changes(None, after, (1, 2), shown) == verdict_changes(after, after, (1, 2), shown) == ()


def sized(results, labels):
    """The same results with other labels, and the sizes of segments that follow from them."""
    labels = np.asarray(labels, dtype=np.int32)
    profiles = (replace(each, size=int((labels == each.segment).sum())) for each in results.profiles)
    return replace(results, labels=labels, profiles=tuple(profiles))


def version(now, before) -> Version:
    return Version(before, "12 May", moves_with(now, before))


def test_the_change_counts_users_then_and_now() -> None:
    now = shop()
    before = named(shop(), {1: "Sippers"}, {1: Decision(state=DecisionState.APPROVED)})
    labels = np.array([1] * 24 + [2] * 36, dtype=np.int32)
    profiles = (replace(before.profiles[0], size=24, share=0.4), replace(before.profiles[1], size=36, share=0.6))
    before = replace(before, labels=labels, profiles=profiles)
    assert change_since(now, 1, version(now, before)) == (
        "In the run of 12 May it was “1. Sippers” with 24 users (40.0 %); now it has 30 (50.0 %).",
        "Nobody left.",
        "Of the 30 now, 6 came: 6 from “2. Tools”.",
        "Decided then: approved.",
    )
    was, judged = with_record(before, trust=shop(trust(1, Grade.STRONG)).trust), shop(trust(1, Grade.WEAK))
    assert "Its verdict was strong then and is weak now." in change_since(judged, 1, version(judged, was))
    other = replace(before, user_ids=np.array([f"v{user}" for user in range(60)], dtype=object))
    assert change_since(now, 1, version(now, other)) == ("New: no segment of the run of 12 May matches it.",)
    assert change_since(now, 1, None) == ("No earlier version: this is the first run of this log.",)


def test_the_change_says_how_many_left_and_came_and_where_most_went_and_came_from() -> None:
    now = shop()  # users 0 to 29 are in segment 1, 30 to 59 in segment 2
    labels = np.array([1] * 25 + [2] * 5 + [1] * 9 + [2] * 19 + [-1] * 2, dtype=np.int32)
    before = sized(now, labels)
    assert change_since(now, 1, version(now, before))[1:3] == (
        "Of those 34, 9 left: 9 to “2. Tools”.",
        "Of the 30 now, 5 came: 5 from “2. Tools”.",
    )
    assert change_since(now, 2, version(now, before))[1:3] == (
        "Of those 24, 5 left: 5 to “1. Tea lovers”.",
        "Of the 30 now, 11 came: 9 from “1. Tea lovers”, 2 from no segment.",
    )
    ids = np.array([f"v{user}" if 20 <= user < 32 else each for user, each in enumerate(now.user_ids)], dtype=object)
    grown = replace(now, user_ids=ids)
    assert change_since(grown, 1, version(grown, before))[1:3] == (
        "Of those 34, 14 left: 7 to “2. Tools”, 7 are not in this run.",
        "Of the 30 now, 10 came: 10 are new since that run.",
    )
    freed = sized(now, np.where(np.arange(60) < 8, -1, now.labels))
    assert change_since(freed, 1, version(freed, now))[1:3] == ("Of those 30, 8 left: 8 to no segment.", "Nobody came.")
    assert change_since(now, 1, version(now, freed))[2] == "Of the 30 now, 8 came: 8 from no segment."


def test_of_many_places_the_two_largest_are_named() -> None:
    now = shop()
    names = (*now.personas, *(replace(now.personas[1], segment=each, name=f"Part {each}") for each in (3, 4)))
    profiles = (*now.profiles, *(replace(now.profiles[1], segment=each) for each in (3, 4)))
    split_up = replace(now, personas=names, profiles=profiles)
    split_up = sized(split_up, np.repeat([1, 2, 3, 4], [40, 12, 5, 3]))
    joined = sized(split_up, np.full(60, 1))
    assert change_since(joined, 1, version(joined, split_up))[2] == (
        "Of the 60 now, 20 came: 12 from “2. Tools”, 5 from “3. Part 3”, 3 from elsewhere."
    )
    assert change_since(split_up, 1, version(split_up, joined))[1] == (
        "Of those 60, 20 left: 12 to “2. Tools”, 5 to “3. Part 3”, 3 elsewhere."
    )


def test_a_run_says_how_many_users_moved_since_the_one_before_and_which_segments_are_new() -> None:
    now = shop()
    labels = np.array([1] * 25 + [2] * 5 + [1] * 9 + [2] * 19 + [-1] * 2, dtype=np.int32)
    before = replace(now, labels=labels)
    moves = moves_with(now, before)
    assert (moves.n_common, moves.n_moved) == (60, 16)
    assert change_of_run(now, version(now, before)) == (
        "Since the run of 12 May, 16 of 60 users whom both know are in another segment (27 %)."
    )
    thirds = replace(before, labels=np.repeat(np.array([1, 2, 3], dtype=np.int32), (30, 20, 10)))
    thirds = replace(thirds, profiles=(*now.profiles, replace(now.profiles[0], segment=3)))
    assert change_of_run(now, version(now, thirds)).endswith("(17 %). 1 segment of that run is gone.")
    assert change_of_run(thirds, version(thirds, now)).endswith("(17 %). 1 segment is new.")
    halves = replace(now, labels=np.array([1, 2] * 30, dtype=np.int32))
    other = replace(now, user_ids=np.array([f"v{user}" for user in range(60)], dtype=object))
    assert change_of_run(now, version(now, halves)).startswith("Since the run of 12 May, 30 of 60 users")
    tenths = replace(before, labels=np.repeat(np.arange(1, 7, dtype=np.int32), 10))
    tenths = replace(tenths, profiles=tuple(replace(now.profiles[0], segment=each) for each in range(1, 7)))
    whole = replace(now, labels=np.ones(60, dtype=np.int32), profiles=now.profiles[:1])
    assert change_of_run(whole, version(whole, tenths)) == (
        "Since the run of 12 May, 60 of 60 users whom both know are in another segment (100 %). 1 segment is new. 6 "
        "segments of that run are gone."
    )
    assert change_of_run(now, version(now, other)) == "No user is in this run and in that of 12 May."


def test_outcomes_go_over_to_a_segment_only_where_enough_known_users_make_it_the_same_one() -> None:
    now = shop()
    labels = np.array([2] * 24 + [1] * 36, dtype=np.int32)
    assert partners_in(now, replace(now, labels=labels)) == {1: Partner(2, 0.8), 2: Partner(1, 1.0)}
    other = np.where(np.arange(60) % 30 < 5, now.user_ids, [f"v{user}" for user in range(60)])  # five of each are known
    assert partners_in(now, replace(now, user_ids=other.astype(object))) == {}
    halves = np.where(np.arange(60) % 30 < 14, now.labels, 3 - now.labels).astype(np.int32)
    assert {each.segment for each in partners_in(now, replace(now, labels=halves)).values()} == set()


def test_the_newest_outcomes_of_a_segment_are_taken_of_the_runs_before(tmp_path: Path) -> None:
    first, second = (replace(readback_of({1: (40, 8, 40, 2)}), made_at=f"2026-05-{day}T10:00:00") for day in (10, 12))
    keep_readback(first, tmp_path / "a")
    keep_readback(second, tmp_path / "b")
    assert list(runs_with_outcomes(["d", "c", "b", "a"], "c", tmp_path.joinpath)) == ["b", "a"]
    assert list(runs_with_outcomes(["d", "c", "b", "a"], "b", tmp_path.joinpath)) == ["a"]
    partners = {"a": {1: Partner(1, 1.0), 2: Partner(2, 1.0)}, "b": {3: Partner(1, 0.9)}}
    runs = [measured_run(each, "12 May", tmp_path / each, {}, partners[each]) for each in ("b", "a")]
    found = {segment: outcomes_before(segment, runs) for segment in (1, 2, 3)}
    assert {segment: each and each.found for segment, each in found.items()} == {1: first, 2: None, 3: second}
    assert found[3].sentence == (
        "Measured on segment 1 of run b of 12 May, not on this run: 90 % of the users here whom that run knew were in "
        "it."
    )


def test_a_run_is_compared_with_the_one_whose_names_it_has_else_with_the_one_before() -> None:
    assert earlier_run(["c", "b", "a"], "c") == "b"
    assert earlier_run(["c", "b", "a"], "c", "a") == "a"
    assert earlier_run(["c", "b", "a"], "c", "gone") == "b"
    assert earlier_run(["c", "b", "a"], "a") is None


@pytest.mark.parametrize(("n_months", "found"), [(12, {1}), (4, set())])
def test_a_season_is_where_most_events_of_a_segment_fall(n_months: int, found: set[int]) -> None:
    months = range(n_months)
    events = [("steady", "soap", "buy", MONDAY + 31 * DAY * month) for month in months]
    events += [("winter", "skis", "buy", MONDAY + 31 * DAY * month) for month in (0, 0, 1, 1, n_months - 1)]
    log = population(events, users=["winter", "steady"])
    season = seasons(log, np.array([1, 2], dtype=np.int32))
    assert season.keys() == found
    if found:
        assert season[1] == ("Seasonal: 80 % of its events fall between 2024-01-01 and 2024-03-31, of all events 41 %.")
        sheet = with_season(sheet_of(shop(), 1), season)
        assert sheet.risks[-1].sentence == season[1]


# Home


def info(version: int = 1) -> DatasetInfo:
    at = datetime(2026, 5, 12)
    return DatasetInfo("d", at, "ann", {}, {}, None, None, None, version, "v", at)


def run(version: int = 1, depth: str = "full") -> RunInfo:
    return RunInfo(
        *("r", "d", version, Recipe(), "j", {}, {}, (), depth, Excluded()),
        *(JobState.DONE, "", 1.0, "", "ann", datetime(2026, 5, 12), None, None),
    )


def steps(results, **changed) -> list[tuple[str, str]]:
    given = {"dataset": info(), "today": date(2026, 5, 20), "run": run(), "has_consent": True, "is_exported": True}
    return [(str(each.sentence), each.page) for each in next_steps(Standing(**{**given, **changed}), results)]


def test_every_segment_that_is_weak_or_holds_two_groups_is_named_with_where_its_advice_is_followed() -> None:
    two = replace(trust(1, Grade.USABLE), reason_code=ReasonCode.TWO_GROUPS, advice=TWO_GROUPS)
    unstable = replace(trust(1, Grade.WEAK), reason_code=ReasonCode.UNSTABLE, advice="Treat its users like all others.")
    made = [
        next_steps(Standing(dataset=info(), today=date(2026, 5, 20), run=run()), shop(*each))
        for each in ((two, replace(two, segment=2)), (replace(two, segment=2), unstable))
    ]
    both, one = [[each for each in steps if each.page == "one_segment" and each.ways] for steps in made]
    assert [str(each.sentence).endswith(" Segment 2 holds two groups as well.") for each in both] == [True]
    assert [(way.does, way.numbers) for way in both[0].ways] == [(Does.DIVIDE, (1,)), (Does.DIVIDE, (2,))]
    assert not any("as well" in str(each.sentence) for each in one)
    assert [[(way.does, way.numbers) for way in each.ways] for each in one] == [
        [(Does.SET_ASIDE, (1,))],
        [(Does.DIVIDE, (2,))],
    ]


def test_nothing_is_left_where_all_is_done() -> None:
    all_decided = dict.fromkeys((1, 2), Decision(state=DecisionState.APPROVED))
    assert steps(named(shop(trust(1, Grade.STRONG), trust(2, Grade.STRONG)), decisions=all_decided)) == []


def test_steps_come_in_the_order_of_an_analysts_way() -> None:
    weak, strong = trust(2, Grade.WEAK), trust(1, Grade.STRONG)
    overdue = {1: Decision(state=DecisionState.CHANGE, due=date(2026, 5, 19))}
    excluded = Excluded((Exclusion("bots", "users", 1, "k"),), 1, 0, 1)
    found = steps(
        named(shop(strong, weak), decisions=overdue), dataset=info(2), excluded=excluded, run=run(depth="trial"),
        open_findings=(Severity.SEVERE, Severity.NOTICE), has_consent=False, is_exported=False,
    )  # fmt: skip
    assert [(sentence.split(":")[0], page) for sentence, page in found] == [
        ("Data health has 1 severe open finding", "data"),
        ("The log is at data version 2, these segments were made of data version 1", "segment"),
        ("What is excluded from runs has changed since these segments were made", "segment"),
        ("This is a quick try", "segment"),
        ("Segment 2 is weak. Why. Do this.", "one_segment"),
        ("1 decision is past its due date.", "one_segment"),
        ("1 of 2 segments is not decided on", "one_segment"),
        ("The log does not say who consented to be contacted", "export"),
        ("No files of this run have been exported yet.", "export"),
    ]


@pytest.mark.parametrize(
    ("grades", "sentence"),
    [
        ((Grade.NONE, Grade.NONE), "No segment is strong or usable: do not act on them as they are. Compare recipes:"),
        ((Grade.WEAK, Grade.NONE), "No segment is strong or usable: do not act on them as they are. Compare recipes:"),
        ((Grade.WEAK, Grade.WEAK), "All segments are weak: do not act on them as they are. Compare recipes:"),
    ],
)
def test_segments_that_nobody_should_act_on_are_called_by_their_verdict_and_get_no_names_and_no_files(
    grades: tuple[Grade, Grade], sentence: str
) -> None:
    made = shop(*(trust(each, grade) for each, grade in enumerate(grades, 1)))
    nameless = replace(made, personas=tuple(replace(p, name=number_alone(p.segment)) for p in made.personas))
    found = steps(nameless, has_consent=False, is_exported=False)
    assert [page for step, page in found if step.startswith(sentence)] == ["segment"]
    assert not any("name" in step or "decided on" in step or page == "export" for step, page in found)
    usable = shop(trust(1, Grade.USABLE), trust(2, Grade.WEAK))
    nameless = replace(usable, personas=nameless.personas)
    assert {"export"} <= {page for _step, page in steps(usable, is_exported=False)}
    asked = [step for step, _page in steps(nameless) if "name" in step]
    assert [step.split(",")[0] for step in asked] == [
        "Segment 1 has no name",
        "Segment 2 is weak. Why. Do this. Segment 2 has no name",
    ]
    weak_alone = replace(usable, personas=(usable.personas[0], nameless.personas[1]))
    [advised] = [step for step, _page in steps(weak_alone) if "name" in step]
    assert advised.endswith("Segment 2 has no name, since weak segments are not named after what they like.")


def test_no_run_is_asked_for_while_one_of_the_newer_data_is_computed() -> None:
    made = named(
        shop(trust(1, Grade.STRONG), trust(2, Grade.STRONG)),
        decisions=dict.fromkeys((1, 2), Decision(state=DecisionState.APPROVED)),
    )
    asked = [sentence for sentence, _page in steps(made, dataset=info(2))]
    assert [each for each in asked if each.endswith("run again.")]
    live = replace(run(2), state=JobState.RUNNING)
    assert not [each for each, _page in steps(made, dataset=info(2), computed=live) if "run again" in each]
    old = replace(live, version=1)
    assert [each for each, _page in steps(made, dataset=info(2), computed=old) if each.endswith("run again.")]
    excluded = Excluded((Exclusion("bots", "users", 1, "k"),), 1, 0, 1)
    assert [each for each, _page in steps(made, excluded=excluded, computed=old) if "run again" in each]
    own = replace(old, excluded=excluded)
    assert not [each for each, _page in steps(made, excluded=excluded, computed=own) if "run again" in each]


def test_a_newer_run_is_advised_in_the_words_of_the_comparison() -> None:
    made = shop(trust(1, Grade.STRONG), trust(2, Grade.STRONG))
    own, newer = (replace(run(version), scores={"verdict": "usable"}) for version in (1, 2))
    found = [each for each, _page in steps(made, dataset=info(2), run=own, newer=newer) if "data version" in each]
    reason = better_by_data(Made(1, Grade.USABLE), Made(2, Grade.USABLE)).reason
    assert found == [
        f"These segments were made of data version 1; a run of data version 2 is done. Use the newer run. {reason}"
    ]


def test_what_data_health_excludes_and_finds_no_more_is_decided_anew() -> None:
    made = shop(trust(1, Grade.STRONG), trust(2, Grade.STRONG))
    sentence = (
        "Of 6 users excluded as “Users with few events” 5 are no longer found since files were added: decide anew, or "
        "take them back."
    )
    for n_outdated in (5, 0):
        excluded = Excluded((Exclusion("few_events", "users", 6, "k", n_outdated),), 6, 0, 86)
        assert ((sentence, "data") in steps(made, excluded=excluded)) is (n_outdated > 0)


def test_edits_of_the_run_before_are_to_be_made_again() -> None:
    made = shop(trust(1, Grade.STRONG), trust(2, Grade.STRONG))
    before = EditedBefore(replace(run(), run_id="e"), 2, (say("merged 1, 2"), say("divided 3")))
    (step,) = [each for each in steps(made, edited_before=before) if each[1] == "edit_segments"]
    assert step[0] == (
        "An earlier run was edited, and this one not (merged 1, 2, divided 3): make the 2 edits again, or leave them."
    )


def test_the_advice_to_divide_a_segment_is_a_step_until_somebody_decides_on_it() -> None:
    two = trust(1, Grade.USABLE, reason_code=ReasonCode.TWO_GROUPS, advice=TWO_GROUPS)
    made = shop(two, trust(2, Grade.STRONG))
    given = Standing(dataset=info(), today=date(2026, 5, 20), run=run(), has_consent=True, is_exported=True)
    (step,) = (each for each in next_steps(given, made) if each.sentence == f"Segment 1: Why. {TWO_GROUPS}")
    assert (step.page, step.number, step.ways) == ("one_segment", 1, (Way(Does.DIVIDE, (1,)),))
    assert step.does == "edit {run} --split {segment}:2"
    decided = named(made, decisions={1: Decision(state=DecisionState.APPROVED)})
    assert not [each for each, _page in steps(decided) if each.startswith("Segment 1:")]
    of_run = replace(made.trust, advice=DIVIDE)  # which leads to each of them
    assert not [each for each, _page in steps(with_record(made, trust=of_run)) if each.startswith("Segment 1:")]


def test_nothing_is_asked_of_a_segment_that_is_set_aside() -> None:
    decided = {1: Decision(state=DecisionState.APPROVED)}
    made = named(shop(trust(1, Grade.STRONG), trust(2, Grade.WEAK)), decisions=decided)
    assert [page for _sentence, page in steps(made)] == ["one_segment", "one_segment"]
    aside = with_naming(made, made.naming.marked(2, Mark(is_set_aside=True)))
    assert steps(aside) == []
    assert [tile.is_set_aside for tile in tiles_of(aside)] == [False, True]
    assert "It is set aside: nobody is to act on it." in sentences(sheet_of(aside, 2).risks)


def test_a_log_without_results_asks_for_a_run() -> None:
    assert steps(None, run=None) == [("This log has no segments yet: start a run.", "segment")]
    live = replace(run(), state=JobState.RUNNING)
    assert steps(None, run=live) == [("The run is being computed: watch how far it is.", "segment")]
    assert steps(None, run=replace(run(), state=JobState.FAILED))[0][1] == "runs"


def test_a_tile_holds_name_size_grade_and_decision() -> None:
    decided = {1: Decision(state=DecisionState.REJECTED)}
    first, second = tiles_of(named(shop(trust(1, Grade.STRONG)), {1: "Sippers"}, decided))
    assert (first.name, first.size, first.share, first.grade) == ("Sippers", 30, 0.5, Grade.STRONG)
    assert first.decision == decided[1]
    assert (second.name, second.grade, second.decision, second.line) == ("Tools", "", None, MANY)
    assert first.line == "Likes Tea."


def test_segments_stand_side_by_side_with_their_share_of_the_spend() -> None:
    made = shop(trust(1, Grade.STRONG))
    assert "spend_share" not in side_by_side(made)
    acting = Behaviour(
        n_events=Measure(4.0, 3.0),
        days_active=Measure(2.0, 2.0),
        days_since_last=Measure(9.0, 12.5),
        average_value=None,
        spend=Measure(15.0, 10.0),
        weekend_share=Measure(0.5, 0.5),
        daypart="",
        daypart_share=None,
        kinds={},
    )

    def spending(currency: str, overall: float) -> Results:
        spends = (Measure(1.5 * overall, overall), Measure(0.5 * overall, overall))
        profiles = [
            replace(profile, behaviour=replace(acting, spend=spend, currency=currency))
            for profile, spend in zip(made.profiles, spends, strict=True)
        ]
        return replace(made, profiles=tuple(profiles))

    rows = side_by_side(spending("EUR", 10.0)).to_dict("records")
    assert rows[0] == {
        "segment": "1 \N{MIDDLE DOT} Tea lovers",
        "verdict": "strong",
        "users": 30,
        "share": 0.5,
        "spend_share": 0.75,
        "spend": 15.0,
        "n_events": 4.0,
        "days_since_last": 9.0,
    }
    assert (pd.isna(rows[1]["verdict"]), rows[1]["spend_share"]) == (True, 0.25)
    assert [tile.spend_share for tile in tiles_of(spending("EUR", 10.0))] == [0.75, 0.25]
    for unknown in (spending(MIXED, 10.0), spending("EUR", 0.0)):  # sums of several currencies, or nothing spent
        assert [tile.spend_share for tile in tiles_of(unknown)] == [None, None]
    assert "verdict" not in side_by_side(shop())


def test_a_tile_of_a_segment_without_tastes_states_what_sets_it_apart_too() -> None:
    evening, often = (
        Lift("daypart", "evening (16\N{EN DASH}20 h)", 18, 0.6, 0.3, 2.0, "evening", low=1.5, high=2.6),
        Lift("behaviour", "events: at least 4", 18, 0.32, 0.3, 1.07, "n_events:high", low=0.9, high=1.2),
    )
    made = shop()
    profiles = (replace(made.profiles[0], lifts=(evening, often)), made.profiles[1])
    assert [each.line for each in tiles_of(replace(made, profiles=profiles))] == [
        f"{MANY} What sets them apart: most active time: evening (16\N{EN DASH}20 h).",
        MANY,
    ]


def test_a_segment_without_a_clear_taste_says_the_same_in_its_sheet_and_on_its_tile() -> None:
    made = shop()
    nearly = replace(TEA, share=0.4, overall_share=0.35, lift=1.14, low=1.05)
    profiles = (replace(made.profiles[0], lifts=(nearly,)), made.profiles[1])
    faint = replace(made, profiles=profiles)
    likes = "Many interests; the clearest: Tea (40.0 %, all users 35.0 %)."
    for changed in (faint, named(faint, {1: "Sippers"})):
        assert [tile.line for tile in tiles_of(changed)] == ["Many interests; the clearest: Tea.", MANY]
        sheets = (sheet_of(changed, each) for each in (1, 2))
        assert [[f"{line.sentence[0].upper()}{line.sentence[1:]}" for line in sheet.likes] for sheet in sheets] == [
            [likes],
            [MANY],
        ]


def test_items_of_an_interest_that_a_segment_has_less_of_are_named() -> None:
    made = replace(shop(), interests=interests())
    found = interests_of_items(made.interests, 1, ["a", "h", "no such item"])
    assert found == [ItemInterest("Kitchen", pytest.approx(3.0), False), ItemInterest("Garden", 0.0, True), None]
    items = pd.DataFrame({"item_id": ["a", "h"], "title": ["Whisk", "Hose"]})
    assert less_of_note(made, 1, items) == (
        "More common here than among all users, though their interest as a whole is less common here: "
        "Hose (Garden 0.0 \N{MULTIPLICATION SIGN})."
    )
    assert less_of_note(made, 1, items.head(1)) == ""
    assert interests_of_items(None, 1, ["a"]) == [None]


def test_a_segment_says_as_what_it_was_approved_once_it_is_renamed() -> None:
    decided = {
        1: Decision(state=DecisionState.APPROVED, approved=Approved(version=0, number=1)),
        2: Decision(state=DecisionState.APPROVED, approved=Approved(version=1, name="Tools", number=2)),
    }
    made = named(shop(), {1: "Sippers"}, decided)
    assert [each.approved_as for each in tiles_of(made)] == ["Tea lovers", ""]
    assert [sheet_of(made, each).approved_as for each in (1, 2)] == ["Tea lovers", ""]
    assert [standing_decision(made, each) for each in (1, 2)] == ["approved as “Tea lovers”", "approved"]
    as_approved = with_naming(shop(), made.naming.as_approved())
    assert standing_decision(as_approved, 1) == "approved"


def test_a_weak_or_flagged_segment_is_doubted() -> None:
    made = named(shop(trust(1, Grade.USABLE), trust(2, Grade.WEAK)))
    assert [doubts_about(made, each) for each in (1, 2)] == [(), ("Segment 2 is weak. Why. Do this.",)]
    flagged = named(shop(trust(1, Grade.NONE)), {1: "Diabetes remedies"})
    weak, reason = doubts_about(flagged, 1)
    assert weak == "The verdict on segment 1 is none. Why. Do this."
    assert reason.startswith("Its name is not written into lists of users: ")
