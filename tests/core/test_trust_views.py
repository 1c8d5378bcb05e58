"""The trust card for people: as a table, as what its picture shows, and as files."""

import json
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.export.json_files import plain
from core.export.trust_file import TRUST_KINDS
from core.results.results import Results
from core.sentences import Sentence, say, to_plain
from core.trust.definitions import DEFINITIONS
from core.trust.grade import Grade
from core.types import Persona, Profile
from core.views.comparison import scores_of
from core.views.files import Kind, file_bytes, keep_segments, outline, preview_frame
from core.views.trust import Band, CheckResult, run_bits, run_verdict, segment_views, times_as_likely, trust_frame
from core.views.trust_figures import (
    SEGMENT_FIGURES,
    attributes_frame,
    outcomes_frame,
    run_figures,
    segment_figures,
)

REASON = say("It holds {n:,} users.", n=1200)
RULE = say("{what} is at least {least}", what="age", least=40)


def estimate(value, low, high):
    return {"value": value, "low": low, "high": high}


def verdict_record(verdict, reason=REASON, advice=""):
    templates = {"reason": to_plain(reason), "advice": to_plain(advice)}
    return {"verdict": verdict, "reason": reason, "advice": advice, "said": templates}


def of_segment(segment, verdict, **changed):
    return {
        "segment": segment,
        **verdict_record(verdict),
        "size": 30,
        "silhouette": 0.3,
        "jaccard": 0.9,
        "jaccard_subsample": 0.95,
        "n_judged": 20,
        "recall_uplift_pct": estimate(50.0, 40.0, 60.0),
        "item_bits": estimate(0.5, 0.4, 0.6),
        "habit_bits": estimate(0.1, -0.1, 0.3),
        "neighbour": {
            "segment": 3 - segment,
            "is_apart": True,
            "item_bits": estimate(0.2, 0.1, 0.3),
            "habit_bits": estimate(0.0, -0.1, 0.1),
        },
        "parts": None,
        **changed,
    }


def card(*segments, **changed):
    null = {
        "item_bits": 0.45,
        "item_bits_permuted": [0.0, 0.02],
        "p_item_bits": 0.0001,
        "silhouette": 0.28,
        "silhouette_permuted": [0.1, 0.2],
        "p_silhouette": 0.01,
        "n_sampled": 55,
    }
    stability = {
        "ari_resamples": 0.8,
        "ari_random_states": 0.9,
        "n_resamples": 20,
        "n_random_states": 4,
        "n_sampled": 60,
        "without_view": [{"view": "text", "ari": 0.7, "jaccard": [0.8, 0.9]}],
    }
    return {
        **verdict_record("usable", advice=say("Try about {k} segments.", k=3)),
        "silhouette": 0.25,
        "stability": stability,
        "foretelling": {"min_events": 10, "item_bits": estimate(0.5, 0.4, 0.6), "habit_bits": estimate(0.0, -0.1, 0.1)},
        "null": null,
        "segments": list(segments),
        **changed,
    }


def results_with(trust):
    """Sixty users in two segments; the card as it is read back from ``run.json``."""
    profiles = tuple(Profile(segment, 30, 0.5, (), ("ann",)) for segment in (1, 2))
    personas = (Persona(1, "=Tea", "30 of 60 users.", ()), Persona(2, "Tools", "30 of 60 users.", ()))
    record = {"scores": {"holdout": None, "k_choice": None, "silhouette": 0.25}, "notes": [], "trust": trust}
    return Results(
        record=json.loads(json.dumps(plain(record))),
        user_ids=np.array([f"u{user}" for user in range(60)], dtype=object),
        labels=np.repeat(np.array([1, 2], dtype=np.int32), 30),
        probabilities=np.ones(60),
        silhouettes=np.full(60, 0.25),
        points=None,
        profiles=profiles,
        personas=personas,
        recommendations=pd.DataFrame(columns=["segment", "rank", "item_id", "title", "score", "lift"]),
    )


@pytest.fixture
def results():
    """A strong segment with a rule, and a weak one that is not judged on the holdout."""
    nothing = estimate(math.nan, math.nan, math.nan)
    rule = {"text": RULE, "said": {"text": to_plain(RULE)}, "precision": 0.8, "recall": 0.6, "n_judged": 25}
    strong = of_segment(1, "strong", rule=rule, separation={"within_variance": 0.4, "nearest": 2})
    weak = of_segment(2, "weak", jaccard=0.5, item_bits=nothing, habit_bits=nothing, neighbour=None)
    return results_with(card(strong, weak))


@pytest.fixture
def bare():
    return results_with(None)


def test_the_table_holds_every_segment(results):
    frame = trust_frame(results)
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
    assert trust_frame(results, {2: "Builders"})["persona"].tolist() == ["=Tea", "Builders"]


def test_without_a_card_the_table_has_no_verdicts(bare):
    frame = trust_frame(bare)
    assert frame["verdict"].tolist() == ["", ""]
    assert frame["size"].tolist() == [30, 30]
    assert frame["jaccard"].isna().all()
    assert run_verdict(bare) is None
    assert segment_views(bare) == []
    assert run_figures(bare) == []
    assert segment_figures(bare).empty


def test_sentences_of_the_record_remember_their_template(results):
    verdict = run_verdict(results)
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
    segment = of_segment(1, "weak", item_bits=estimate(*items), habit_bits=estimate(*habits))
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
    assert math.isnan(times_as_likely(run_bits(results_with(card(**{"foretelling": None}))).value))


def test_being_distinct_needs_a_neighbour(results):
    distinct, alone = segment_views(results)
    assert distinct.distinctness_check is CheckResult.YES
    assert alone.distinctness_check is CheckResult.UNKNOWN
    neighbour = {**of_segment(1, "weak")["neighbour"], "is_apart": False}
    [view] = segment_views(results_with(card(of_segment(1, "weak", neighbour=neighbour))))
    assert view.distinctness_check is CheckResult.NO


def test_every_figure_of_the_run_has_a_definition(results):
    found = run_figures(results)
    assert {figure.key for figure in found} <= set(DEFINITIONS)
    assert set(SEGMENT_FIGURES.values()) <= set(DEFINITIONS)
    rand = [(figure.value, figure.of) for figure in found if figure.key == "adjusted_rand"]
    assert [value for value, _ in rand] == [0.8, 0.9, 0.7]
    assert "20 bootstraps and 20 subsamples of 80 %, drawn from 60 of 60 users" in rand[0][1]
    assert "4 other random states" in rand[1][1]
    assert rand[2][1].endswith("its view text")
    bits = [figure for figure in found if figure.key == "bits_per_event"]
    assert [figure.value for figure in bits] == [0.5, 0.45, 0.01]
    assert bits[0].interval.low == 0.4
    assert "the highest +0.020; chance of the log's own: p = 0.0001" in bits[2].of


def test_an_unknown_chance_is_reported_as_unknown():
    null = {**card()["null"], "item_bits_permuted": [0.0, 0.0], "p_item_bits": None}
    bits = [figure for figure in run_figures(results_with(card(null=null))) if figure.key == "bits_per_event"]
    assert bits[2].of == (
        "mean of 2 logs with shuffled items; the highest +0.000; chance of the log's own: not known, "
        "as these are all the same"
    )


def test_segment_figures_carry_intervals_and_leave_out_what_nobody_has(results):
    frame = segment_figures(results)
    assert frame.loc[0, ["item_bits", "item_bits_low", "item_bits_high"]].tolist() == [0.5, 0.4, 0.6]
    assert frame["jaccard_subsample"].tolist() == [0.95, 0.95]
    assert frame["within_variance"].iloc[0] == 0.4
    assert "consent_share" not in frame


def test_outcomes_and_attributes_are_tables(results):
    assert outcomes_frame(results).empty
    assert attributes_frame(results).empty
    outcome = {"segment": 1, "value": 0.2, "lift": 2.0, "low": 1.5, "high": 2.5}
    trust = card(
        of_segment(1, "strong", consent_share=0.4),
        outcomes=[{"attribute": "churned", "overall": 0.1, "segments": [outcome]}],
        attributes=[{"attribute": "city", "bits": 0.3, "entropy_share": 0.2, "adjusted": 0.1}],
        reach={"coverage": 0.9, "consent_share": 0.5},
        within_variance=0.6,
        centre_distance=0.8,
    )
    rich = results_with(trust)
    assert outcomes_frame(rich).iloc[0].tolist() == ["churned", 0.1, 1, 0.2, 2.0, 1.5, 2.5]
    assert attributes_frame(rich)["bits"].tolist() == [0.3]
    assert segment_figures(rich)["consent_share"].tolist() == [0.4]
    values = {figure.key: figure.value for figure in run_figures(rich)}
    keys = ("coverage", "consent_share", "within_variance", "centre_distance")
    assert [values[key] for key in keys] == [0.9, 0.5, 0.6, 0.8]


def test_the_file_is_guarded_and_keeps_its_columns(results):
    written = file_bytes(results, Kind.TRUST)
    assert written.startswith(b"\xef\xbb\xbfsegment,persona,size,share,verdict,reason,advice,silhouette,jaccard,")
    preview = preview_frame(results, Kind.TRUST)
    assert preview["persona"].tolist() == ["'=Tea", "Tools"]
    assert preview["is_apart"].tolist() == ["true", ""]
    assert next(file.n_rows for file in outline(results) if file.kind is Kind.TRUST) == 2


def test_a_segment_left_out_is_not_in_the_file(results):
    assert preview_frame(keep_segments(results, [2]), Kind.TRUST)["segment"].tolist() == ["2"]


def test_segments_json_holds_verdict_and_reason(results, bare):
    trust_of = [segment["trust"] for segment in json.loads(file_bytes(results, Kind.SEGMENTS))]
    assert trust_of[0] == {"verdict": "strong", "reason": "It holds 1,200 users."}
    assert [segment["trust"] for segment in json.loads(file_bytes(bare, Kind.SEGMENTS))] == [None, None]


def test_two_runs_are_compared_by_their_trust(results, bare):
    scores = scores_of(results)
    assert (scores["verdict"], scores["item_bits"], scores["ari_random_states"]) == ("usable", 0.5, 0.9)
    assert scores["jaccard"] == pytest.approx(0.7)
    assert scores_of(bare)["jaccard"] is None
    assert scores_of(replace(bare, record={"scores": bare.record["scores"]}))["verdict"] is None
