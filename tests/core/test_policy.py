"""Names and sentences that may not leave."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.personas.policy import Texts, flags_of, interest_code, may_name, neutral_code, sentence_of
from core.results.audience import as_evidence, audience_names, flag_sentences, warnings_of
from core.results.earlier_folder import read_warnings
from core.results.results import Results, with_naming
from core.results.segments_file import write_segments
from core.store.segment_decision import Decision, DecisionState
from core.store.segmentations import Segmentation
from core.trust.card import SegmentTrust, TrustCard
from core.trust.conditions import Condition
from core.trust.grade import Grade
from core.trust.rules import Rule
from core.types import Lift, Persona, Profile
from tests.results import results_of, with_record


@pytest.mark.parametrize(
    ("text", "subject", "word"),
    [
        ("Pregnancy test buyers", "health", "Pregnancy"),
        ("Weight-loss readers", "health", "Weight-loss"),
        ("Drug buyers", "health", "Drug"),
        ("Weight loss readers", "health", "Weight"),
        ("Payday loans", "money", "Payday"),
        ("Bibles & candles", "faith", "Bibles"),
        ("Election watchers", "politics", "Election"),
        ("Condoms", "sexuality", "Condoms"),
        ("Refugee aid", "ethnicity", "Refugee"),
        ("Funeral flowers", "hardship", "Funeral"),
        ("Baby shoppers", "children", "Baby"),
        ("Buyers of 孕妇用品", "health", "孕妇"),
        ("贷款", "money", "贷款"),
        ("童装 buyers", "children", "童装"),
        ("Schwangerschaftstest", "health", "Schwangerschaftstest"),
        ("Tests de grossesse", "health", "grossesse"),
        ("Buyers of embarazo", "health", "embarazo"),
        ("Diabetikerschuhe", "health", "Diabetikerschuhe"),
        ("Apteka", "health", "Apteka"),
        ("Schuldenberatung", "money", "Schuldenberatung"),
        ("Kirchenkerzen", "faith", "Kirchenkerzen"),
        ("Livres sur l'église", "faith", "église"),
        ("Política readers", "politics", "Política"),
        ("Préservatifs", "sexuality", "Préservatifs"),
        ("Flüchtlinge", "ethnicity", "Flüchtlinge"),
        ("Trauerkarten", "hardship", "Trauerkarten"),
        ("Infantil & bebé", "children", "Infantil"),
        ("Bebé", "children", "Bebé"),
        ("Dla dzieci", "children", "dzieci"),
        ("Kinderwagen", "children", "Kinderwagen"),
    ],
)
def test_a_sensitive_word_is_flagged_with_its_subject(text, subject, word):
    assert [(flag.subject, flag.word) for flag in flags_of(text)][:1] == [(subject, word)]


@pytest.mark.parametrize(
    "text",
    [
        "Adulthood",
        "Loaner",
        "Debtford",
        "芍药 buyers",
        "Garden buyers",
        "Sussex",
        "Kidney beans",
        "Kindle",
        "One of a kind",
        "Enceinte Bluetooth",
        "Prêt-à-porter",
        "Handicap golf",
        "Dette er",
        "Krebsfleisch",
        "Cristiano",
        "Kośćcze",
        "Polish nails",
        "Polite notice",
        "Lesbos",
        "Abnehmbar",
        "Politiet",
        "Medici",
        "Gravity",
    ],
)
def test_words_count_whole(text):
    assert flags_of(text) == ()


def test_a_reason_is_a_sentence():
    assert str(flags_of("Diabetes care")[0].reason) == "“Diabetes” suggests health."


def test_children_are_flagged_and_may_name_inside_the_house():
    assert may_name("Baby")
    assert not may_name("Diabetes care")


@pytest.mark.parametrize(
    ("name", "others", "keeps", "text"),
    [
        ("Garden shoppers", ("64 % bought Garden items.",), False, ""),
        (
            "Baby shoppers", ("64 % bought Baby items.",), False,
            "Its name is not written into lists of users: “Baby” suggests children. Lists have the code SEG-07-v3 in "
            "its place; files with its name show no ids of its typical users. The code hides the word, not what the "
            "segment is about: advertising platforms may refuse such an audience under any name.",
        ),
        (
            "Baby shoppers", (), True,
            "Its name should not go to an advertising platform: “Baby” suggests children. By your choice the files "
            "have it all the same.",
        ),
        (
            "Garden shoppers", ("", "20 % bought Bibles."), False,
            "Texts about it should not go to an advertising platform: “Bibles” suggests religion. Its name can; files "
            "with these texts hide the ids of its typical users.",
        ),
    ],
)  # fmt: skip
def test_a_flag_says_why_and_what_follows(name, others, keeps, text):
    assert sentence_of(Texts(name, others), "SEG-07-v3", keeps) == text


def test_a_code_says_nothing_but_number_and_version():
    assert [neutral_code(number, 3) for number in (7, 12)] == ["SEG-07-v3", "SEG-12-v3"]
    assert interest_code(4, 0) == "INT-04-v0"


def made(*names: str, **more: object) -> Results:
    """Return results with a segment for each name, with two typical users and the recommended item "Bible"."""
    segments = range(1, len(names) + 1)
    profiles = tuple(Profile(each, 2, 0.5, (), ("demo-000123", "demo-000124")) for each in segments)
    personas = tuple(Persona(each, name, "", ()) for each, name in zip(segments, names, strict=True))
    users = np.array([f"u{each}" for each in segments], dtype=object)
    zeros = np.zeros(len(names))
    return results_of(users, np.array(segments, np.int32), zeros, zeros, profiles=profiles, personas=personas, **more)


def test_files_for_audiences_have_codes_for_flagged_names_with_number_and_version():
    found = made("Baby shoppers", "Garden shoppers")
    assert audience_names(found) == {1: "SEG-01-v0", 2: "Garden shoppers"}
    assert audience_names(found, keeps_flagged=True) == {1: "Baby shoppers", 2: "Garden shoppers"}
    naming = Segmentation("run", 3, 2, "ann", datetime(2026, 1, 1), {}, {}, {1: 9, 2: 2})
    assert audience_names(with_naming(found, naming))[1] == "SEG-09-v3"


def test_portraits_and_notes_are_read_too():
    items = pd.DataFrame({"segment": [1], "rank": [1], "item_id": ["b"], "title": ["Family Bible"], "score": [0.5],
                          "lift": [2.0], "recommender": [""]})  # fmt: skip
    naming = Segmentation("run", 1, 0, "ann", datetime(2026, 1, 1), {}, {2: "Offer them a loan."})
    found = flag_sentences(with_naming(made("Book buyers", "Garden shoppers", recommendations=items), naming))
    assert "“Bible” suggests religion." in found[1]
    assert "“loan” suggests the state of people's finances." in found[2]


@pytest.mark.parametrize(("comparison", "is_flagged"), [(">", True), ("<=", False)])
def test_a_rule_of_little_of_a_subject_suggests_nothing_of_it(comparison: str, is_flagged: bool) -> None:
    conditions = (Condition("category", "Garden", ">", 0.2), Condition("category", "Baby", comparison, 0.15))
    rule = Rule(1, conditions, precision=0.8, recall=0.6, n_fitted=25, n_judged=25, n_own=9, n_matched=9, n_hits=6)
    judged = (SegmentTrust(verdict=Grade.STRONG, reason="", segment=1, size=2, rule=rule),)
    card = TrustCard(verdict=Grade.STRONG, reason="", segments=judged)
    assert bool(flag_sentences(with_record(made("Garden shoppers"), trust=card))[1]) is is_flagged


def test_a_check_warns_of_what_platforms_refuse_by_the_texts_of_a_run_and_of_its_files(tmp_path: Path) -> None:
    decided = {3: Decision(state=DecisionState.APPROVED, comment="For the diabetic")}
    naming = Segmentation("run", 1, 0, "ann", datetime(2026, 1, 1), {}, {2: "Offer them a loan."}, decisions=decided)
    found = with_naming(made("Baby shoppers", "Garden shoppers", "Readers", "Others"), naming)
    of_run = warnings_of(found)
    assert of_run[1] == (
        "Not for advertising platforms: “Baby” suggests children. They refuse audiences that are chosen by it. A code "
        "keeps the word out of the files, and does not make the audience allowed: leave it out of files for them. Your "
        "own programs can have it."
    )
    assert [of_run.get(each, "")[:38] for each in (2, 3, 4)] == [
        "Not for advertising platforms: “loan” ", "Not for advertising platforms: “diabet", "",
    ]  # fmt: skip
    write_segments(found, tmp_path / "segments.json")
    assert read_warnings(tmp_path) == of_run


def test_evidence_masks_typical_users_beside_what_may_not_leave():
    found = as_evidence(made("Baby shoppers", "Garden shoppers"))
    assert [each.typical_users for each in found.profiles] == [
        ("de…23", "de…24"),
        ("demo-000123", "demo-000124"),
    ]
    assert found.notes[-1].startswith("The typical users of 1 segment are masked in segments.json")
    known = made("Garden shoppers")
    lift = Lift("category", "Pregnancy", 5, 0.5, 0.1, 5.0, "Pregnancy")
    known = replace(known, profiles=(replace(known.profiles[0], lifts=(lift,)),))
    assert as_evidence(known).profiles[0].typical_users == ("de…23", "de…24")
    assert as_evidence(plain := made("Garden shoppers")) is plain
