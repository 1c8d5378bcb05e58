"""The review pack: what its pages state, what they keep back, and that texts of a log stay text."""

from __future__ import annotations

import ast
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pptx import Presentation

from core.cli.main import main
from core.errors import DataError
from core.pack.content import MAX_WORDS, Pack, PageKind
from core.pack.html import to_html
from core.pack.language import catalogue, in_language
from core.pack.make import make_pack
from core.pack.material import Material, with_log
from core.pack.noise import Noise, check_epsilon, noise_sentence, rounded_share, usual_error, with_noise
from core.pack.slides import write_slides
from core.personas.words import EVENT_WORDS, RATERS, SHOPPERS, USERS, EventWords
from core.population.meanings import KIND_LABELS
from core.registry import CLUSTERERS, ENCODERS
from core.results.results import with_naming
from core.results.tables import OFFER_FIELDS
from core.sentences import say
from core.store.segment_decision import Decision, DecisionState
from core.store.segmentations import Mark, Segmentation
from core.trust.card import NeighbourGain, SegmentTrust, TrustCard
from core.trust.grade import Grade, ReasonCode
from core.trust.intervals import Estimate
from core.types import Basis, Lift, Persona, Profile
from core.types.figures import Behaviour, Measure
from core.views.outcomes_before import MeasuredRun, Partner
from core.views.refusals import refusals
from core.views.sheet import sheet_of
from tests.conftest import PROJECT
from tests.hostile import FORMULAS, HOSTILE, MARKDOWN, MARKUP, OTHERS
from tests.populations import DAY, MONDAY, population
from tests.results import RECORD, readback_of, results_of

NAMED = say("Broad-interest {people}", people=say("shoppers"))
"""A name that the program gives."""
DAY_MADE = date(2026, 5, 12)


def behaviour() -> Behaviour:
    return Behaviour(
        n_events=Measure(12.0, 6.0),
        days_active=Measure(5.0, 4.0),
        days_since_last=Measure(3.0, 9.0),
        average_value=None,
        weekend_share=Measure(0.5, 0.25),
        daypart="",
        daypart_share=None,
        kinds={"view": 1.0},
    )


def trust(segment: int, size: int) -> SegmentTrust:
    return SegmentTrust(
        segment=segment, verdict=Grade.STRONG, reason="Why.", advice="", size=size, jaccard=0.9, n_judged=200,
        item_bits=Estimate(0.5, 0.4, 0.6), habit_bits=Estimate(0.1, -0.1, 0.3), silhouette=0.2,
    )  # fmt: skip


def shop(sizes: list[int], names: list[str] | None = None):
    """Segments of these sizes under these names, each with a taste and four items to offer of the same name."""
    names = names or [f"Buyers of {place}" for place in range(len(sizes))]
    n, pairs = sum(sizes), list(enumerate(zip(sizes, names, strict=True), 1))
    lifts = {each: Lift("category", name, 30, 0.6, 0.3, 2.0, name, low=1.5, high=2.6) for each, (_size, name) in pairs}
    offers = [
        {"segment": each, "rank": rank, "item_id": f"i{rank}", "title": name, "lift": 2.5, "expected_response": 0.042,
         "because": "", "because_pct": np.nan, "category": "", "recommender": "segment_offers", "score": 0.1,
         "new_to_pct": 50.0}
        for each, (_size, name) in pairs for rank in range(1, 5)
    ]  # fmt: skip
    judged = [trust(each, size) for each, (size, _name) in pairs]
    profiles = tuple(
        Profile(each, size, size / n, (lifts[each],), ("u0000",), basis=Basis.FRESH_EVENTS, behaviour=behaviour())
        for each, (size, _name) in pairs
    )
    return results_of(
        user_ids=np.array([f"u{user:04d}" for user in range(n)], dtype=object),
        labels=np.repeat(np.arange(1, len(sizes) + 1, dtype=np.int32), sizes),
        probabilities=np.ones(n), silhouettes=np.full(n, 0.25), profiles=profiles,
        personas=tuple(Persona(each, name, "", (lifts[each],)) for each, (_size, name) in pairs),
        recommendations=pd.DataFrame(offers, columns=list(OFFER_FIELDS)),
        record=replace(
            RECORD, n_users=n, n_segments=len(sizes),
            trust=TrustCard(verdict=Grade.STRONG, reason="All hold.", segments=tuple(judged)),
        ),
    )  # fmt: skip


def with_decisions(results, decisions, marks=None):
    version = Segmentation("r", 1, 0, "ann", datetime(2026, 5, 12), {}, {}, decisions=decisions, marks=marks or {})
    return with_naming(results, version)


def material_of(results, **changed) -> Material:
    return Material(**{"results": results, "name": "Shop", "day": DAY_MADE, "least": 50, **changed})


def texts_of(pack: Pack) -> list[str]:
    """Every text of every page."""
    found = [pack.title, pack.foot]
    for page in pack.pages:
        found += [page.title, page.subtitle, page.grade_label, *page.more]
        for part in page.parts:
            found += [part.heading, part.note, *part.sentences]
            found += [text for row in (part.table.rows if part.table else ()) for text in row]
            found += [text for bar in (part.chart.bars if part.chart else ()) for text in (bar.label, bar.figures)]
    return found


def part_of(page, heading: str):
    return next(part for part in page.parts if part.heading == heading)


def test_noise_is_discrete_laplace_and_the_same_for_the_same_run_and_epsilon() -> None:
    draws = np.array([Noise(1.0, b"k" * 32, "run").of(group) for group in range(20_000)])
    alpha = np.exp(-1.0)
    for n in (0, 1, 2):
        expected = (1 - alpha) / (1 + alpha) * alpha**n
        assert abs((draws == n).mean() - expected) < 0.012
        assert abs((draws == -n).mean() - expected) < 0.012
    assert abs(draws.var() - 2 * alpha / (1 - alpha) ** 2) < 0.1
    assert (np.abs(draws) <= usual_error(1.0)).mean() >= 0.95
    again = [Noise(1.0, b"k" * 32, "run").of(group) for group in range(50)]
    assert again == draws[:50].tolist()
    for other in (Noise(0.5, b"k" * 32, "run"), Noise(1.0, b"l" * 32, "run"), Noise(1.0, b"k" * 32, "other")):
        assert [other.of(group) for group in range(50)] != again
    for epsilon in (0.0, 0.001, 11, float("nan")):
        with pytest.raises(DataError, match="There is no noise of ε"):
            check_epsilon(epsilon)


@pytest.mark.parametrize(
    ("epsilon", "message"),
    [
        ("0.005", "There is no noise of ε = 0.005. Give a number from 0.01 (much noise) to 10 (hardly any)."),
        ("50", "There is no noise of ε = 50. Give a number from 0.01"),
        ("some", "'some' is no number"),
    ],
)
def test_a_noise_that_cannot_be_had_is_refused_before_anything_is_read(
    epsilon: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["pack", "nowhere", "--noise", epsilon, "--out", "nowhere"])
    assert left.value.code == 2
    assert message in capsys.readouterr().err


class Shift(Noise):
    """Adds what a test knows."""

    def of(self, group: int) -> int:
        return {1: 7, 2: -4, 3: -30, 4: 9}.get(group, 0)


def test_with_noise_every_count_and_share_is_of_the_counts_with_noise() -> None:
    results = shop([300, 200, 70, 31])
    note, reason = say("The largest segment has {n:,} users.", n=300), say("They contain {n:,} users.", n=570)
    few = tuple(replace(each, n_judged=61) for each in results.trust.segments)
    card = replace(results.trust, reason=reason, segments=few)
    results = replace(results, record=replace(results.record, notes=(note,), trust=card))
    material = with_noise(material_of(results), Shift(1.0, b"k" * 32, "run"))
    assert material.guarded == material_of(results).guarded
    assert material.shown == (1, 2, 3)
    assert [each.size for each in material.results.profiles] == [307, 196, 50, 40]  # 50: as small as one may be
    pack = make_pack(material)
    rows = part_of(pack.pages[0], "Segments").table.rows
    assert [row[-1] for row in rows] == ["307", "196", "50"]
    bars = part_of(pack.pages[0], "Share of users").chart.bars
    assert [each.share for each in bars] == [size / 553 for size in (307, 196, 50)]
    assert pack.pages[1].subtitle == "307 users, 56 % of 553"
    stated = " ".join(texts_of(pack))
    assert not re.search(r"\b(300|200|70|31|570|601|61)\b", stated)
    assert noise_sentence(1.0) in stated
    assert noise_sentence(1.0) == "Counts of users have noise (discrete Laplace, ε = 1): 95 of 100 are at most 3 off."


def test_with_noise_no_share_of_users_gives_a_count_away() -> None:
    for n_users, share in ((20, 0.05), (99, 0.35), (100, 0.37), (173, 0.01), (1_000, 0.004), (2_531, 0.62)):
        seen = {rounded_share(k / n_users, n_users) for k in range(n_users + 1)}
        for more in range(n_users, n_users + 40):  # whoever has more users can have each of these shares as well
            assert share in seen
            assert share in {rounded_share(k / more, n_users) for k in range(more + 1)}
    assert rounded_share(62 / 110, 110, error=30) == 0.55  # with noise of 30, they may be fewer than 100
    results = shop([300, 75])
    exact = {1: Lift("category", "Tea", 124, 124 / 300, 126 / 375, 1.23, "Tea", low=1.1, high=1.4),
             2: Lift("category", "Salt", 47, 47 / 75, 49 / 375, 4.8, "Salt", low=3.0, high=7.0)}  # fmt: skip
    judged = tuple(replace(each, consent_share=181 / each.size / 3) for each in results.trust.segments)
    results = replace(
        results,
        profiles=tuple(replace(each, lifts=(exact[each.segment],)) for each in results.profiles),
        personas=tuple(replace(each, evidence=(exact[each.segment],)) for each in results.personas),
        record=replace(results.record, trust=replace(results.trust, segments=judged)),
    )
    pack = make_pack(with_noise(material_of(results), Shift(1.0, b"k" * 32, "run")))
    bars = [part_of(page, "What sets them apart").chart.bars[0] for page in pack.pages[1:3]]
    charts = [part_of(page, "What sets them apart").chart for page in pack.pages[1:3]]
    assert {each.usual for each in charts} == {"All users (both in half of the events)"}
    assert [(each.share, each.usual) for each in bars] == [(0.41, 0.34), (0.65, 0.13)]
    assert [each.figures for each in bars] == ["41 % vs 34 % · 1.2 ×", "65 % vs 13 % · 5.0 ×"]
    stated = texts_of(pack)
    assert "“Salt” holds for 65 % of its users and 13 % of all: 5.0 times as common." in stated
    assert "20 % of its users did not consent to be contacted." in stated
    assert ("Buyers of 1", "5", "2.5") in part_of(pack.pages[2], "What to offer").table.rows
    assert "Percents of users are rounded, so that no count follows from them." in stated


class Reader(HTMLParser):
    """Collects elements, attributes and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags, self.attributes, self.text = set[str](), set[str](), list[str]()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attrs}

    def handle_data(self, data):
        self.text.append(data)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def test_a_page_of_a_segment_without_a_clear_taste_says_so_above_its_bars(tmp_path: Path) -> None:
    results = shop([300, 200])
    faint = Lift("category", "Tea", 150, 0.5, 0.46, 1.09, "Tea", low=1.01, high=1.2)
    profiles = (replace(results.profiles[0], lifts=(faint,)), results.profiles[1])
    personas = (replace(results.personas[0], evidence=(faint,)), results.personas[1])
    changed = replace(results, profiles=profiles, personas=personas)
    first, second = (part_of(page, "What sets them apart") for page in make_pack(material_of(changed)).pages[1:3])
    assert first.sentences[0].lower() == sheet_of(changed, 1).likes[0].sentence.lower()
    assert first.sentences[0].startswith("Many interests; the clearest: Tea (50.0 %, all users 46.0 %)")
    assert [bar.label for bar in first.chart.bars] == ["Tea"]
    assert (second.sentences, [bar.label for bar in second.chart.bars]) == ((), ["Buyers of 1"])
    write_slides(make_pack(material_of(changed)), tmp_path / "pack.pptx")
    slide = Presentation(tmp_path / "pack.pptx").slides[1]
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    assert any("Many interests; the clearest" in text for text in texts)
    assert "Many interests; the clearest" in to_html(make_pack(material_of(changed)))


@pytest.mark.parametrize(
    ("share", "is_shown"), [(0.5, True), (0.2, True), (0.16, False), (0.98, False), (0.83, True), (1.0, True)]
)
def test_an_attribute_that_counts_a_small_group_of_a_segment_is_left_out(share: float, is_shown: bool) -> None:
    results = shop([300, 200])
    leeds = Lift("attribute", "city: Leeds", round(300 * share), share, 0.7 * share, 1 / 0.7, low=1.2, high=1.6)
    profiles = (replace(results.profiles[0], lifts=(*results.profiles[0].lifts, leeds)), results.profiles[1])
    personas = (replace(results.personas[0], evidence=(leeds,)), results.personas[1])
    pack = make_pack(material_of(replace(results, profiles=profiles, personas=personas)))
    assert any("Leeds" in text for text in texts_of(pack)) is is_shown
    assert any("Buyers of 0" in text for text in texts_of(pack))


def test_a_page_states_the_sentences_and_figures_of_the_sheet() -> None:
    results = shop([300, 200])
    page = make_pack(material_of(results)).pages[1]
    sheet = sheet_of(results, 1)
    assert (page.title, page.subtitle, page.grade_label) == ("Buyers of 0", "300 users, 60.0 % of 500", "strong")
    assert part_of(page, "3 proofs").sentences == tuple(each.sentence for each in sheet.proofs)
    (bar,) = part_of(page, "What sets them apart").chart.bars
    assert (bar.share, bar.usual, bar.figures) == (0.6, 0.3, "60.0 % vs 30.0 % · 2.0 ×")
    assert part_of(page, "How they act").table.rows[0] == ("Days since the last event (median)", "3", "9")
    assert part_of(page, "What to offer").table.rows[0] == ("Buyers of 0", "4.2", "2.5")
    assert str(sheet.proofs[1].detail) in " ".join(page.more)
    assert str(sheet.offer_order) in page.more


@pytest.mark.parametrize(
    ("grade", "reason", "n_offers", "doubt"),
    [
        (Grade.NONE, ReasonCode.CHANCE, 0, "No item is its own: these segments predict choices no better than chance."),
        (Grade.NONE, ReasonCode.ONE_SEGMENT, 4, ""),
        (Grade.WEAK, ReasonCode.HABITS_ONLY, 4, "It is not shown that this segment predicts what its users choose"),
        (Grade.WEAK, ReasonCode.MIXED, 4, "It is not shown that this segment predicts what its users choose"),
        (Grade.WEAK, ReasonCode.NOT_DISTINCT, 4, ""),
        (Grade.WEAK, ReasonCode.UNSTABLE, 4, ""),
        (Grade.USABLE, ReasonCode.PARTLY_STABLE, 4, ""),
        (Grade.STRONG, ReasonCode.STRONG, 4, ""),
    ],
)
def test_what_is_offered_does_not_contradict_the_verdict(
    grade: Grade, reason: ReasonCode, n_offers: int, doubt: str
) -> None:
    results = shop([300, 200])
    judged = tuple(replace(each, verdict=grade, reason_code=reason) for each in results.trust.segments)
    results = replace(results, record=replace(results.record, trust=replace(results.trust, segments=judged)))
    sheet, page = sheet_of(results, 1), make_pack(material_of(results)).pages[1]
    assert len(sheet.offers) == n_offers
    assert str(sheet.offers_doubt).startswith(doubt)
    assert bool(sheet.offers_doubt) == bool(doubt)
    assert bool(sheet.offer_order) == bool(n_offers)
    offered = part_of(page, "What to offer")
    assert (offered.table is None, offered.sentences) == (
        (True, (sheet.offers_doubt,)) if not n_offers else (False, ())
    )
    assert (sheet.offers_doubt in page.more) == bool(doubt and n_offers)
    assert page.n_words <= MAX_WORDS


@pytest.mark.parametrize("n", [2, 20])
def test_every_page_has_sixty_words_at_most(n: int) -> None:
    pack = make_pack(material_of(shop([60 + each for each in range(n)])))
    kinds = [page.kind for page in pack.pages]
    assert kinds.count(PageKind.SEGMENT) == n
    assert kinds.count(PageKind.SUMMARY) == (1 if n == 2 else 2)
    assert max(page.n_words for page in pack.pages) <= MAX_WORDS


@pytest.mark.parametrize("n_long", [20, 70])
def test_the_first_proof_and_the_first_risk_stand_on_the_page_however_long_names_are(n_long: int) -> None:
    long = " ".join(f"Teil{each}" for each in range(n_long))
    results = shop([300, 200], [long, "Tee"])
    reason = say("It is hardly set apart from {name}.", name=long)
    weak = tuple(replace(each, verdict=Grade.WEAK, reason=reason) for each in results.trust.segments)
    results = replace(results, record=replace(results.record, trust=replace(results.trust, segments=weak)))
    sheet, page = sheet_of(results, 1), make_pack(material_of(results)).pages[1]
    proofs = next(part for part in page.parts if "proof" in part.heading)
    assert proofs.sentences[0].startswith("“Teil0 Teil1")
    assert proofs.sentences[0].endswith("holds for 60.0 % of its users and 30.0 % of all: 2.0 times as common.")
    assert proofs.sentences[0] == sheet.proofs[0].sentence or sheet.proofs[0].sentence in page.more
    left = len(sheet.proofs) - len(proofs.sentences)
    assert proofs.note == (f"And {left} more." if left else "")
    assert part_of(page, "Risks").sentences
    assert page.n_words <= MAX_WORDS


def test_small_groups_are_kept_back_with_what_would_give_them_away() -> None:
    pack = make_pack(material_of(shop([300, 150, 49])))
    texts = " ".join(texts_of(pack))
    assert "Buyers of 2" not in texts
    assert "1 segment of fewer than 50 users is not shown." in texts
    assert "Shares are of the users shown, so that small groups stay unknown." in texts
    assert pack.pages[1].subtitle == "300 users, 66.7 % of 450"
    assert not re.search(r"\b(499|49|60\.1)\b", texts)
    both = " ".join(texts_of(make_pack(material_of(shop([300, 150, 49, 30])))))
    assert "2 segments of fewer than 50 users are not shown." in both
    assert "300 users, 56.7 % of 529" in both


@pytest.mark.parametrize("sizes", [[1300, 850, 47], [1300, 850, 47, 31]], ids=["of_a_total", "of_a_count"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_sentence_counts_or_names_a_hidden_segment(sizes: list[int], language: str, tmp_path: Path) -> None:
    results = giving_away(shop(sizes))
    pack = make_pack(material_of(results), language)
    write_slides(pack, tmp_path / "a.pptx")
    with zipfile.ZipFile(tmp_path / "a.pptx") as deck:
        files = [deck.read(name).decode() for name in deck.namelist() if name.endswith(".xml")]
    slides = [text for each in files for text in re.findall(r"<(?:a:t|c:v)>([^<]*)", each)]
    for texts in (read(to_html(pack).split("<main>")[1]).text, slides):
        stated = " ".join(texts)
        assert "1,300" in stated
        found = re.findall(r"\b(?:47|31|2,?197|1,?347|897|78)\b|Buyers of [23]|segment 3|人群 3", stated)
        assert found == []
        if language == "en":
            assert "Evidence of the run: strong. 1 of 2 segments shown are strong." in stated
            assert "Notes of the run are left out" in stated
            assert "It is distinct from the one most like it, a segment too small to show." in stated
            assert stated.count("It is not distinct from a segment too small to show") == 1


def test_a_segment_too_small_to_show_is_not_named_beside_one_whose_neighbour_it_is_not() -> None:
    """Segments 3 and 4 are not distinct from segment 1, which is distinct from segment 2; 4 is too small."""
    made = shop([300, 200, 150, 49])
    near = [(2, True), (1, True), (1, False), (1, False)]
    judged = tuple(
        replace(each, neighbour=NeighbourGain(segment=other, is_distinct=is_it, item_bits=Estimate(0.2, 0.1, 0.3)))
        for each, (other, is_it) in zip(made.trust.segments, near, strict=True)
    )
    results = replace(made, record=replace(made.record, trust=replace(made.trust, segments=judged)))
    stated = [str(each.sentence) for each in sheet_of(results, 1).risks if "not distinct from it" in str(each.sentence)]
    sentence = "Segment {other} is not distinct from it: merged, the two predict as well."
    assert stated == [sentence.format(other=3), sentence.format(other=4)]  # as on the page
    texts = " ".join(texts_of(make_pack(material_of(results))))
    assert sentence.format(other=3) in texts
    assert "egment 4" not in texts


def giving_away(results):
    """The same with what may give its third segment away: counts in the reason and in notes, and it as a neighbour."""
    n, small = results.record.n_users, results.profiles[2].size
    counted = {"n": n - small, "total": n, "small": small, "strong": 1300 + small}
    near = [NeighbourGain(segment=3, is_distinct=each, item_bits=Estimate(0.2, 0.1, 0.3)) for each in (True, False)]
    one, two, *others = results.trust.segments
    no_facts = tuple(replace(each, lifts=()) for each in results.profiles)
    personas = tuple(replace(each, evidence=()) for each in results.personas)
    merged = {
        "reason_code": ReasonCode.NOT_DISTINCT,
        "reason": say("Not distinct from segment {other}: merging the two loses no predictive power.", other=3),
        "advice": say("Treat it and segment {other} as one audience.", other=3),
    }
    judged = (replace(one, neighbour=near[0]), replace(two, neighbour=near[1], verdict=Grade.WEAK, **merged), *others)
    reason = say("They contain {strong:,} of {total:,} assigned users, {n:,} without {small}.", **counted)
    notes = (say("{small} users of {total:,} are left over.", **counted), f"{small} were added to {n}, {n + small:,}.")
    record = replace(results.record, trust=replace(results.trust, reason=reason, segments=judged), notes=notes)
    return replace(results, record=record, profiles=no_facts, personas=personas)


def test_what_is_not_acted_on_is_listed_and_has_no_page_and_decisions_have_a_log() -> None:
    decisions = {
        1: Decision(state=DecisionState.APPROVED, owner="Ann", due=date(2026, 6, 1)),
        2: Decision(state=DecisionState.REJECTED, comment="Too vague"),
    }
    results = with_decisions(shop([300, 200, 100, 90]), decisions, {3: Mark(is_set_aside=True)})
    history = [results.naming, replace(results.naming, version=0, parent=None, decisions={})]
    pack = make_pack(material_of(results, history=history))
    summary = pack.pages[0]
    words = [row[2] for row in part_of(summary, "Segments").table.rows]
    assert words == ["✓ approved", "× rejected", "set aside", "open"]
    assert "1 segment awaits a decision." in part_of(summary, "What to decide").sentences
    assert [page.number for page in pack.pages if page.kind is PageKind.SEGMENT] == [1, 4]
    rows = part_of(pack.pages[1], "Decision").table.rows
    assert rows == (("Decided", "Approved"), ("Owner", "Ann"), ("Due", "2026-06-01"))
    log = part_of(pack.pages[-1], "What was decided").table.rows
    assert ("1", "2026-05-12", "ann", "2 · Buyers of 1", "open", "rejected; “Too vague”") in log


def test_typical_users_have_no_id_and_no_item_of_few_users() -> None:
    events = [("u0000", "rare", "view", MONDAY), ("u0000", "tea", "view", MONDAY + DAY)]
    events += [(f"u{user:04d}", "tea", "view", MONDAY) for user in range(1, 60)]
    found = with_log(material_of(shop([300, 200]), least=50), population(events))
    pack = make_pack(found)
    table = part_of(pack.pages[1], "1 typical user").table
    assert table.rows == (("A", "2 events; last: tea"),)
    assert "u0000" not in to_html(pack)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_says_whether_the_last_campaign_worked(language: str) -> None:
    found = readback_of({1: (400, 80, 400, 20), 2: (400, 30, 49, 3)})
    one, two, three = make_pack(material_of(shop([800, 449, 300]), readback=found), language).pages[1:4]
    words = {
        "en": ("Did it work?", "more", "Not shown: in the campaign or held back were fewer than 50 users"),
        "zh": ("是否有效\N{FULLWIDTH QUESTION MARK}", "更多", "不显示"),
    }
    asked, more, hidden = words[language]
    assert part_of(one, asked).table.rows[0][1:] == ("20.00", "5.00", more)
    [why] = part_of(two, asked).sentences  # whole, in place of a table of dashes
    assert ("50" in why, hidden in why, part_of(two, asked).table, part_of(one, asked).note) == (True, True, None, "")
    assert asked not in [part.heading for part in three.parts]
    assert [len([text for text in page.more if "400" in text]) for page in (one, two)] == [1, 0]
    if language == "en":
        assert "It worked: chance alone would hardly show so much more." in one.more
    else:
        assert not re.search(r"[a-z]{5}", " ".join(one.more[2:]).replace("Jaccard", "").replace("Buyers", ""))


@pytest.mark.parametrize("who", [USERS, SHOPPERS, RATERS, *EVENT_WORDS.values()])
def test_a_chinese_name_of_a_taste_begins_with_the_taste(who: EventWords) -> None:
    behind = say("{people} {preposition} {topic}", people=who.people, preposition=who.preposition, topic="体育")
    before = say("{topic} {people}", topic="体育", people=who.people)
    assert in_language(behind, "zh") == in_language(before, "zh") == f"体育{in_language(who.people, 'zh')}"


@pytest.mark.parametrize(("size", "n_stated"), [(800, 1), (801, 0), (849, 0), (850, 1)])
def test_a_page_does_not_say_how_few_were_on_neither_side_of_a_campaign(size: int, n_stated: int) -> None:
    page = make_pack(material_of(shop([size, 1000]), readback=readback_of({1: (400, 80, 400, 20)}))).pages[1]
    assert len([text for text in page.more if "400" in text]) == n_stated
    assert "It worked: chance alone would hardly show so much more." in page.more
    assert any(text.startswith("Per 100 users that is +15.00") for text in page.more)
    assert part_of(page, "Did it work?").table.rows[0][1:] == ("20.00", "5.00", "more")


@pytest.mark.parametrize(("language", "answer"), [("en", "It worked"), ("zh", "有效")])
def test_the_summary_says_what_the_last_campaign_changed_in_all_segments(language: str, answer: str) -> None:
    found = readback_of({None: (1200, 240, 1200, 60), 1: (400, 30, 49, 3)})
    summary = make_pack(material_of(shop([800, 449]), readback=found), language).pages[0]
    texts = [text for column in summary.columns for part in column for text in part.sentences] + list(summary.more)
    [stated] = [text for text in texts if answer in text]
    assert {"en": "Last campaign, all segments (Converted): ", "zh": "上次活动"}[language] in stated
    assert any("+15.00" in text for text in texts)
    assert not any("1,200" in text for text in texts)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_a_campaign_changed_before_the_run_is_stated_with_the_run_of_then(language: str) -> None:
    """Segment 1 was segment 2 of the run before; segment 2 is new, and segment 3 has outcomes of this run."""
    then = readback_of({None: (1200, 240, 1200, 60), 2: (400, 80, 400, 20), 3: (400, 30, 49, 3)})
    earlier = MeasuredRun(
        run_id="abc",
        day="2026-04-01",
        numbers={2: 7},
        partners={1: Partner(2, 0.9), 3: Partner(3, 1)},
        readbacks=(then,),
    )
    own = readback_of({3: (300, 60, 300, 15)})
    one, two, three = make_pack(material_of(shop([800, 449, 600]), measured=[earlier], readback=own), language).pages[
        1:4
    ]
    headings = {
        "en": ("Did it work? (run of 2026-04-01)", "Did it work?", "more"),
        "zh": (
            "是否有效\N{FULLWIDTH QUESTION MARK}\N{FULLWIDTH LEFT PARENTHESIS}2026-04-01 的运行"
            "\N{FULLWIDTH RIGHT PARENTHESIS}",
            "是否有效\N{FULLWIDTH QUESTION MARK}",
            "更多",
        ),
    }
    of_then, of_now, more = headings[language]
    assert part_of(one, of_then).table.rows[0][1:] == ("20.00", "5.00", more)
    assert part_of(three, of_now).table.rows[0][1:] == ("20.00", "5.00", more)
    assert not {of_then, of_now} & {part.heading for part in two.parts}
    assert [of_then in [part.heading for part in page.parts] for page in (one, two, three)] == [True, False, False]
    assert not any("400" in text for text in one.more)
    assert one.n_words <= MAX_WORDS
    if language == "en":
        assert (
            "Measured on segment 7 of run abc of 2026-04-01, not on this run: 90 % of the users here whom that run "
            "knew were in it."
        ) in one.more
    summary = make_pack(material_of(shop([800, 449]), measured=[earlier]), language).pages[0]
    texts = [text for column in summary.columns for part in column for text in part.sentences] + list(summary.more)
    start = {"en": "Last campaign, all segments of the run of 2026-04-01 (Converted): ", "zh": "上次活动"}[language]
    assert any(text.startswith(start) for text in texts)


def test_texts_of_a_log_stay_text() -> None:
    change = DecisionState.CHANGE
    decisions = {each: Decision(state=change, owner=text, comment=text) for each, text in enumerate(HOSTILE, 1)}
    results = with_decisions(shop([60] * len(HOSTILE), list(HOSTILE)), decisions)
    html = to_html(make_pack(material_of(results, name=HOSTILE[0])))
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]", html)
    reader = read(html)
    allowed = {
        "html", "head", "meta", "title", "style", "body", "main", "section", "header", "div", "span", "h1", "h2", "h3",
        "p", "ol", "li", "table", "colgroup", "col", "thead", "tbody", "tr", "th", "td", "svg", "rect", "details",
        "summary", "footer",
    }  # fmt: skip
    assert reader.tags <= allowed
    assert not any(name.startswith("on") or name in ("src", "href", "style") for name in reader.attributes)
    text = " ".join(reader.text)
    for hostile in (*MARKUP, *MARKDOWN, *FORMULAS, *OTHERS):
        assert " ".join(hostile.split()) in text


def test_the_page_asks_for_nothing() -> None:
    html = to_html(make_pack(material_of(shop([300, 200]))))
    assert "default-src 'none'" in html
    assert not re.search(r"url\(|@import|src=|href=|https?:", html)


def test_a_chinese_pack_has_no_english_and_as_few_words() -> None:
    results = shop([300, 200, 49], ["茶", "咖啡", "花"])
    results = replace(results, personas=tuple(replace(each, name=NAMED) for each in results.personas))
    results = with_decisions(results, {1: Decision(state=DecisionState.APPROVED)})
    pack = make_pack(material_of(results, name="商店", history=[results.naming]), "zh")
    assert "Broad" not in " ".join(texts_of(pack))
    assert part_of(pack.pages[0], "人群").table.rows[0][0] == "1 · 兴趣广泛的顾客"
    assert pack.title == "待评审人群\N{FULLWIDTH COLON}商店"
    assert max(page.n_words for page in pack.pages) <= MAX_WORDS
    shown = (part for page in pack.pages for part in page.parts)
    texts = [text for part in shown for text in (part.heading, part.note, *part.sentences)]
    assert [text for text in texts if re.search(r"[a-z]{3}", text)] == []
    version = replace(results.naming, author="local", decisions={1: Decision(state=DecisionState.APPROVED, owner="王")})
    history = [version, replace(version, version=0, parent=None, decisions={})]
    pack = make_pack(material_of(with_naming(results, version), name="商店", history=history), "zh")
    (row,) = part_of(pack.pages[-1], "已作的决定").table.rows
    assert row == (
        "1",
        "2026-05-12",
        "分析师",
        "1 · 兴趣广泛的顾客",
        "待定",
        "已批准\N{FULLWIDTH SEMICOLON}负责人\N{FULLWIDTH COLON}王",
    )
    methods = [method.label for method in (*ENCODERS.values(), *CLUSTERERS.values())]
    assert [label for label in methods if label not in catalogue("zh")] == []


def test_every_sentence_of_the_pages_is_in_the_chinese_catalogue() -> None:
    of_pack = [
        PROJECT / "core" / "views" / f"{name}.py"
        for name in ("cards", "item_interests", "marks", "offer_words", "refusals", "sheet", "seasons")
    ]
    of_pack += [*(PROJECT / "core" / "pack").glob("*_page.py"), PROJECT / "core" / "personas" / "likes.py"]
    of_pack += [PROJECT / "core" / "pack" / f"{name}.py" for name in ("appendix", "campaign")]
    judged = ("verdict", "segment_verdict", "chosen_number", "no_recipe", "merges", "fresh_facts")
    of_pack += [PROJECT / "core" / "trust" / f"{name}.py" for name in judged]
    of_pack += [*(PROJECT / "core" / "profiles").glob("*.py")]
    keys = {key for path in of_pack for key in sentences_of(path)} | {*KIND_LABELS.values()}
    keys |= sentences_of(PROJECT / "core" / "campaigns" / "words.py", but=("lines", "notes", "name_of"))
    assert len(keys) > 100
    assert keys - set(catalogue("zh")) - {"{state!c}", "{likes!c}", "{sign} {what}", "{number} · {name}"} == set()


def sentences_of(path: Path, but: tuple[str, ...] = ()) -> set[str]:
    parts = [node for node in ast.parse(path.read_text()).body if getattr(node, "name", "") not in but]
    calls = [node for part in parts for node in ast.walk(part) if isinstance(node, ast.Call)]
    calls = [node for node in calls if isinstance(node.func, ast.Name) and node.func.id in ("say", "say_n")]
    kept = (each for node in calls for each in node.args[: 2 if node.func.id == "say_n" else 1])
    return {each.value for each in kept if isinstance(each, ast.Constant)}


def test_a_pack_that_could_show_no_segment_is_refused() -> None:
    material = material_of(shop([40, 30]))
    with pytest.raises(DataError, match="No segment can be shown: each has fewer than"):
        make_pack(material)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(DataError, match=r"There is no pack in xx\."):
        make_pack(material_of(shop([300, 200])), "xx")


@pytest.mark.parametrize(
    "template",
    [
        "Usefulness was not judged. {why}",
        "With {n:,} items, lists of {length} hold much of what there is, so usefulness says little.",
        "{n_strong} of {n_segments} segments are strong: stable, distinct and useful. They contain {users}.",
    ],
)
def test_sentences_that_runs_of_earlier_versions_hold_are_translated(template: str) -> None:
    assert template in catalogue("zh")


@pytest.mark.parametrize(
    ("share", "size", "least", "stated"),
    [
        (0.66, 128, 50, "Some of its users"),
        (0.20, 200, 50, "Some of its users"),
        (0.66, 128, 0, "34 % of its users"),
        (0.60, 200, 50, "40 % of its users"),
        (0.0, 200, 50, "100 % of its users"),
    ],
)
def test_the_share_of_who_did_not_consent_gives_no_small_group_away(
    share: float, size: int, least: int, stated: str
) -> None:
    assert str(refusals(share, size, least)).startswith(stated)
    assert refusals(1.0, size, least) == ""
    assert refusals(None, size, least).startswith("It is not known who consented.")
