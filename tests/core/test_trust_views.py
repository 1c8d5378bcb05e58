"""The trust card for people: as a table, as what its picture shows, and as files."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from core.export.files import FILES, Source
from core.export.narrow import keep_segments
from core.export.trust_file import TRUST_KINDS, trust_table
from core.results.codec import from_json, to_json
from core.results.results import RunRecord, with_names
from core.sentences import Sentence, say
from core.trust.card import CentreDistances, NeighbourGain, SegmentTrust, TrustCard
from core.trust.definitions import DEFINITIONS
from core.trust.figures import SEGMENT_FIGURES
from core.trust.grade import Grade, ReasonCode
from core.trust.information import AttributeInformation
from core.trust.intervals import UNKNOWN, Estimate
from core.trust.outcome import Outcome, SegmentOutcome
from core.trust.reach import Reach
from core.trust.rules import Rule
from core.trust.run_evidence import NullFigures, RunGain, RunStability, WithoutView
from core.types import Persona, Profile
from core.views.comparison import scores_of
from core.views.files import file_bytes, outline, preview_frame
from core.views.trust import (
    Band,
    CheckResult,
    run_bits,
    segment_views,
    times_as_likely,
)
from core.views.trust_figures import attributes_frame, outcomes_frame, run_figures, segment_figures
from core.views.trust_sentences import shuffled_stability, stability_basis
from tests.results import RECORD, SCORES, results_of

REASON = say("It holds {n:,} users.", n=1200)
RULE = say("{what} is at least {least}", what="age", least=40)


def verdict_of(grade, reason=REASON, advice=""):
    return {"verdict": Grade(grade), "reason_code": ReasonCode.STRONG, "reason": reason, "advice": advice}


def of_segment(segment, verdict, **changed):
    neighbour = NeighbourGain(
        segment=3 - segment, is_distinct=True, item_bits=Estimate(0.2, 0.1, 0.3), habit_bits=Estimate(0.0, -0.1, 0.1)
    )
    found = SegmentTrust(
        **verdict_of(verdict),
        segment=segment,
        size=30,
        share=0.5,
        silhouette=0.3,
        jaccard=0.9,
        jaccard_vectors=0.95,
        n_judged=20,
        recall_uplift_pct=Estimate(50.0, 40.0, 60.0),
        item_bits=Estimate(0.5, 0.4, 0.6),
        habit_bits=Estimate(0.1, -0.1, 0.3),
        neighbour=neighbour,
    )
    return replace(found, **changed)


NULL = NullFigures(
    item_bits=0.45,
    item_bits_permuted=(0.0, 0.02),
    p_item_bits=0.0001,
    silhouette=0.28,
    silhouette_permuted=(0.1, 0.2),
    p_silhouette=0.01,
    n_sampled=55,
)
STABILITY = RunStability(
    ari_resamples=0.8,
    ari_random_states=0.9,
    n_resamples=6,
    is_refitted=True,
    ari_vectors=0.85,
    n_vector_resamples=10,
    n_random_states=4,
    n_sampled=60,
    without_view=(WithoutView(view="text", ari=0.7, jaccard=(0.8, 0.9)),),
)
REACH = Reach(60, 54, 0.9, 50, 1, 30, None, None, None, None, "The log has no such attribute.")


def card(*segments, **changed):
    found = TrustCard(
        **verdict_of("usable", advice=say("Try about {k} segments.", k=3)),
        silhouette=0.25,
        stability=STABILITY,
        predictive_gain=RunGain(min_events=10, item_bits=Estimate(0.5, 0.4, 0.6), habit_bits=Estimate(0.0, -0.1, 0.1)),
        null=NULL,
        reach=REACH,
        segments=segments,
    )
    return replace(found, **changed)


def results_with(trust):
    """Sixty users in two segments; the record as it is read back from ``run.json``."""
    record = from_json(to_json(replace(RECORD, trust=trust, scores=replace(SCORES, holdout=None))), RunRecord)
    return results_of(
        user_ids=np.array([f"u{user}" for user in range(60)], dtype=object),
        labels=np.repeat(np.array([1, 2], dtype=np.int32), 30),
        probabilities=np.ones(60),
        silhouettes=np.full(60, 0.25),
        record=record,
        profiles=tuple(Profile(segment, 30, 0.5, (), ("ann",)) for segment in (1, 2)),
        personas=(Persona(1, "=Tea", "30 of 60 users.", ()), Persona(2, "Tools", "30 of 60 users.", ())),
    )


@pytest.fixture
def results():
    """A strong segment with a rule, and a weak one that is not judged on the holdout."""
    rule = Rule(1, (), precision=0.8, recall=0.6, n_fitted=25, n_judged=25, n_own=9, n_matched=9, n_hits=6, text=RULE)
    strong = of_segment(1, "strong", rule=rule, separation=CentreDistances(within_variance=0.4, nearest=2))
    weak = of_segment(2, "weak", jaccard=0.5, item_bits=UNKNOWN, habit_bits=UNKNOWN, neighbour=None)
    return results_with(card(strong, weak))


@pytest.fixture
def bare():
    return results_with(None)


def frame_of(results, names=None):
    return trust_table(with_names(results, names or {})).to_pandas()


def test_the_table_holds_every_segment(results):
    frame = frame_of(results)
    assert list(frame.columns) == list(TRUST_KINDS)
    first = frame.iloc[0]
    assert (first["segment"], first["persona"], first["verdict"]) == (1, "=Tea", "strong")
    assert first["reason"] == "It holds 1,200 users."
    assert [first[f"item_bits{end}"] for end in ("", "_low", "_high")] == [0.5, 0.4, 0.6]
    assert [first[f"recall_uplift_pct{end}"] for end in ("", "_low", "_high")] == [50, 40, 60]
    assert (first["nearest"], first["neighbour"], first["is_apart"]) == (2, 2, True)
    assert (first["rule"], first["precision"], first["recall"]) == ("age is at least 40", 0.8, 0.6)
    second = frame.iloc[1]
    assert (second["verdict"], second["jaccard"], second["rule"]) == ("weak", 0.5, "")
    assert second[["item_bits", "neighbour", "precision"]].isna().all()


def test_the_table_takes_the_names_of_analysts(results):
    assert frame_of(results, {2: "Builders"})["persona"].tolist() == ["=Tea", "Builders"]


def test_without_a_card_the_table_has_no_verdicts(bare):
    frame = frame_of(bare)
    assert frame["verdict"].tolist() == ["", ""]
    assert frame["size"].tolist() == [30, 30]
    assert frame["jaccard"].isna().all()
    assert bare.trust is None
    assert segment_views(bare) == []
    assert run_figures(bare) == []
    assert segment_figures(bare).empty


def test_sentences_of_the_record_remember_their_template(results):
    verdict = results.trust
    assert verdict.grade is Grade.USABLE
    assert isinstance(verdict.reason, Sentence)
    assert verdict.reason.template == "It holds {n:,} users."
    assert verdict.advice.values == {"k": 3}
    assert segment_views(results)[0].rule.text.template == "{what} is at least {least}"


@pytest.mark.parametrize(
    ("jaccard", "band", "result"),
    [
        (0.59, Band.UNSTABLE, CheckResult.NO),
        (0.60, Band.DOUBTFUL, CheckResult.PARTLY),
        (0.75, Band.STABLE, CheckResult.YES),
        (0.85, Band.HIGHLY_STABLE, CheckResult.YES),
    ],
)
def test_stability_is_shown_in_the_bands_of_hennig(jaccard, band, result):
    [view] = segment_views(results_with(card(of_segment(1, "strong", jaccard=jaccard))))
    assert (view.band, view.stability_check) == (band, result)


@pytest.mark.parametrize(
    ("items", "habits", "result"),
    [
        ((0.5, 0.1, 0.9), (0.0, -1, 1), CheckResult.YES),
        ((0.5, -0.1, 1.1), (0.3, 0.2, 0.4), CheckResult.PARTLY),
        ((0.01, 0.005, 0.015), (0.0, -1, 1), CheckResult.NO),
        ((math.nan,) * 3, (math.nan,) * 3, CheckResult.UNKNOWN),
    ],
)
def test_prediction_holds_when_it_is_above_zero_and_large_enough(items, habits, result):
    segment = of_segment(1, "weak", item_bits=Estimate(*items), habit_bits=Estimate(*habits))
    [view] = segment_views(results_with(card(segment)))
    assert view.prediction_check is result


@pytest.mark.parametrize(("bits", "times"), [(0.2, 1.1487), (0.0, 1.0), (1.0, 2.0), (-1.0, 0.5)])
def test_bits_are_so_many_times_as_likely(bits, times):
    assert times_as_likely(bits) == pytest.approx(times, abs=1e-4)


def test_the_geometric_mean_of_the_ratios_is_what_bits_mean():
    ratios = np.array([4.0, 1.0, 0.5])
    assert times_as_likely(np.log2(ratios).mean()) == pytest.approx(ratios.prod() ** (1 / 3))


def test_bits_of_a_run_are_unknown_where_they_were_not_judged(results, bare):
    assert (run_bits(results).value, run_bits(results).low) == (0.5, 0.4)
    assert math.isnan(run_bits(bare).value)
    assert math.isnan(times_as_likely(run_bits(results_with(card(predictive_gain=None))).value))


def test_what_stability_rests_on_is_stated(results, bare):
    assert stability_basis(bare) == shuffled_stability(bare) == shuffled_stability(results) == ""
    assert stability_basis(results_with(card(stability=RunStability()))) == ""

    def basis(**changed):
        return stability_basis(results_with(card(stability=replace(STABILITY, **changed))))

    assert (
        basis()
        == "Stability and verdicts rest on 6 resampled logs, as every run makes them; a thorough check makes more."
    )
    assert basis(is_thorough=True, n_resamples=50).endswith("rest on a thorough check: 50 resampled logs.")
    assert "that flatters" in basis(is_refitted=False)


@pytest.mark.parametrize(
    ("own", "shuffled", "grade", "meaning"),
    [
        (0.8, 0.2, "strong", " So they are found again more often than chance gives."),
        (0.61, 0.58, "usable", ""),
        (0.55, 0.62, "none", " Stability alone proves little here."),
        (0.5, 0.4, "weak", ""),
        (0.71, 0.62, "weak", " That is much, too: stability alone proves little here."),
        (
            0.71, 0.62, "usable",
            " That is much, too: stability alone proves little here. The verdicts rest as well on segments that "
            "predict better than those of shuffled copies.",
        ),
    ],
)  # fmt: skip
def test_what_a_log_with_shuffled_items_says_of_stability(own, shuffled, grade, meaning):
    stability = replace(STABILITY, jaccard=own, jaccard_shuffled=shuffled, n_shuffled_resamples=2)
    beside = results_with(replace(card(stability=stability), verdict=Grade(grade)))
    assert shuffled_stability(beside) == (
        f"A segment and the one found in its place in a resampled log share {100 * own:.0f} % of their users, on "
        f"average. In a copy of the log with shuffled items, where there is nothing to find, it is "
        f"{100 * shuffled:.0f} %.{meaning}"
    )


def test_being_distinct_needs_a_neighbour(results):
    distinct, alone = segment_views(results)
    assert distinct.distinctness_check is CheckResult.YES
    assert alone.distinctness_check is CheckResult.UNKNOWN
    neighbour = replace(of_segment(1, "weak").neighbour, is_distinct=False)
    [view] = segment_views(results_with(card(of_segment(1, "weak", neighbour=neighbour))))
    assert view.distinctness_check is CheckResult.NO


def test_a_pair_that_is_not_distinct_is_so_on_both_rows():
    """The own neighbour of segment 1 is 2, from which it is distinct; segment 3 is not distinct from segment 1."""
    own = of_segment(1, "usable").neighbour

    def checks(of_first, of_second, of_third):
        rows = [
            of_segment(each, "usable", neighbour=own) for each, own in enumerate((of_first, of_second, of_third), 1)
        ]
        made = results_with(card(*rows))
        three = replace(
            made,
            labels=np.repeat(np.array([1, 2, 3], dtype=np.int32), 20),
            profiles=tuple(Profile(segment, 20, 1 / 3, (), ("ann",)) for segment in (1, 2, 3)),
            personas=(*made.personas, Persona(3, "Toys", "20 of 60 users.", ())),
        )
        return [(view.distinctness_check, view.alike) for view in segment_views(three)]

    of = {(other, is_it): replace(own, segment=other, is_distinct=is_it) for other in (1, 2) for is_it in (True, False)}
    yes, no = (CheckResult.YES, ()), (CheckResult.NO, ())
    assert checks(of[2, True], of[1, True], of[1, False]) == [(CheckResult.PARTLY, (3,)), yes, no]
    assert checks(of[2, True], of[1, True], of[1, True]) == [yes, yes, yes]
    assert checks(of[2, False], of[1, False], of[1, False]) == [(CheckResult.NO, (3,)), no, no]
    assert checks(of[2, True], of[1, False], of[1, True]) == [yes, no, yes]  # nor does a row contradict itself


def test_every_figure_of_the_run_has_a_definition(results):
    found = run_figures(results)
    rand = [(figure.value, figure.of) for figure in found if figure.definition is DEFINITIONS["adjusted_rand"]]
    assert [value for value, _ in rand] == [0.8, 0.85, 0.9, 0.7]
    assert "6 resampled logs to which the recipe was fitted, drawn from 60 of 60 users" in rand[0][1]
    assert rand[1][1] == "over 10 bootstraps of the users on the same vectors"
    assert "4 other random states" in rand[2][1]
    assert rand[3][1] == "when “Titles” is left out"
    bits = [figure for figure in found if figure.definition is DEFINITIONS["bits_per_event"]]
    assert [figure.value for figure in bits] == [0.5, 0.45, 0.01]
    assert bits[0].interval.low == 0.4
    assert "the highest +0.020; chance of the log's own: p = 0.0001" in bits[2].of


def test_an_unknown_chance_is_reported_as_unknown():
    null = replace(NULL, item_bits_permuted=(0.0, 0.0), p_item_bits=math.nan)
    bits = [
        figure
        for figure in run_figures(results_with(card(null=null)))
        if figure.definition is DEFINITIONS["bits_per_event"]
    ]
    assert bits[2].of == (
        "mean of 2 logs with shuffled items; the highest +0.000; chance of the log's own: not known, "
        "as these are all the same"
    )


def test_segment_figures_carry_intervals_and_leave_out_what_nobody_has(results):
    frame = segment_figures(results)
    assert frame.loc[0, ["item_bits", "item_bits_low", "item_bits_high"]].tolist() == [0.5, 0.4, 0.6]
    assert frame["jaccard_vectors"].tolist() == [0.95, 0.95]
    assert frame["within_variance"].iloc[0] == 0.4
    assert "consent_share" not in frame


def test_outcomes_and_attributes_are_tables(results):
    assert outcomes_frame(results).empty
    assert attributes_frame(results).empty
    outcome = SegmentOutcome(1, 30, 0, 0.2, 2.0, 1.5, 2.5)
    trust = card(
        of_segment(1, "strong", consent_share=0.4),
        outcomes=(Outcome("churned", True, 60, 0, 0.1, (outcome,)),),
        attributes=(AttributeInformation("city", 60, 0, 3, 0.3, 0.2, 0.1),),
        reach=replace(REACH, consent_share=0.5),
        within_variance=0.6,
        centre_distance=0.8,
    )
    rich = results_with(trust)
    assert outcomes_frame(rich).iloc[0].tolist() == ["churned", 0.1, 1, 0.2, 2.0, 1.5, 2.5]
    assert attributes_frame(rich)["bits"].tolist() == [0.3]
    assert segment_figures(rich)["consent_share"].tolist() == [0.4]
    values = {figure.definition: figure.value for figure in run_figures(rich)}
    keys = ("coverage", "consent_share", "within_variance", "centre_distance")
    assert [values[DEFINITIONS[key]] for key in keys] == [0.9, 0.5, 0.6, 0.8]


FILE_OF = {file.name: file for file in FILES}


def preview_of(results):
    return preview_frame(Source(results), FILE_OF["trust.csv"])


def segments_json_of(results):
    return json.loads(file_bytes(Source(results), FILE_OF["segments.json"]))


def test_the_file_is_guarded_and_keeps_its_columns(results):
    written = file_bytes(Source(results), FILE_OF["trust.csv"])
    assert written.startswith(b"\xef\xbb\xbfsegment,persona,size,share,verdict,reason,advice,silhouette,jaccard,")
    preview = preview_of(results)
    assert preview["persona"].tolist() == ["'=Tea", "Tools"]
    assert preview["is_apart"].tolist() == ["true", ""]
    assert preview["reason_code"].tolist() == ["strong", "strong"]
    assert next(each.n_rows for each in outline(Source(results)) if each.file.name == "trust.csv") == 2


def test_a_segment_left_out_is_not_in_the_file(results):
    assert preview_of(keep_segments(results, [2]))["segment"].tolist() == ["2"]


def test_segments_json_holds_verdict_and_reason(results, bare):
    trust_of = [segment["trust"] for segment in segments_json_of(results)]
    assert (trust_of[0]["verdict"], trust_of[0]["reason"]) == ("strong", "It holds 1,200 users.")
    assert (trust_of[0]["reason_code"], trust_of[0]["text"]["reason"]["template"]) == ("strong", REASON.template)
    assert [segment["trust"] for segment in segments_json_of(bare)] == [None, None]


def test_every_figure_says_what_its_column_holds(results):
    assert all(figure.meaning or figure.definition for figure in SEGMENT_FIGURES)
    assert len({figure.name for figure in SEGMENT_FIGURES}) == len(SEGMENT_FIGURES)
    assert {figure.definition for figure in SEGMENT_FIGURES} - {None} <= set(DEFINITIONS.values())


def test_two_runs_are_compared_by_their_trust(results, bare):
    scores = scores_of(results)
    assert (scores["verdict"], scores["item_bits"], scores["ari_random_states"]) == ("usable", 0.5, 0.9)
    assert scores["jaccard"] == pytest.approx(0.7)
    assert scores_of(bare)["jaccard"] is None
