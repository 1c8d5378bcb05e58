"""Results on disk: they come back as they were, those of earlier versions too, and damage is reported."""

from __future__ import annotations

import json
import math
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import DataError
from core.results.codec import from_json, to_json, write_json
from core.results.folder import FORMAT, read_labels, read_results, write_results
from core.sentences import Sentence, say, to_plain
from core.trust.grade import Grade, ReasonCode
from tests.conftest import PROJECT
from tests.results import results_of

OLD_RUN = PROJECT / "tests" / "data" / "old_run"
"""What a run of an earlier version left: 120 users of the demo log, three segments, without its model."""


@dataclass(frozen=True)
class Inner:
    text: str
    value: float = math.nan


@dataclass(frozen=True)
class Outer:
    name: str
    inner: Inner
    notes: tuple[str, ...] = ()
    maybe: float | None = None
    by_number: dict[int, float] | None = None


WHOLE = Outer(
    name=say("Average {people}", people=say("buyers")),
    inner=Inner(say("{n:,} users", n=1200), 0.5),
    notes=("plain", say("Noted.")),
    by_number={3: math.nan},
)


def test_sentences_stand_in_english_with_their_templates_beside_them():
    assert to_json(WHOLE) == {
        "name": "Average buyers",
        "inner": {"text": "1,200 users", "value": 0.5},
        "notes": ["plain", "Noted."],
        "maybe": None,
        "by_number": {"3": pytest.approx(math.nan, nan_ok=True)},
        "text": {
            "name": to_plain(WHOLE.name),
            "inner": {"text": to_plain(WHOLE.inner.text)},  # the inner object has a field of that name itself
            "notes": ["plain", to_plain(WHOLE.notes[1])],
        },
    }


def test_what_was_written_is_read_back(tmp_path):
    write_json(WHOLE, tmp_path / "a.json")
    read = from_json(json.loads((tmp_path / "a.json").read_text()), Outer)
    assert (read.name, read.inner, read.notes) == (WHOLE.name, WHOLE.inner, WHOLE.notes)
    assert [to_plain(each) for each in (read.name, read.inner.text, *read.notes)] == [
        to_plain(each) for each in (WHOLE.name, WHOLE.inner.text, *WHOLE.notes)
    ]
    assert math.isnan(read.by_number[3])


def test_null_is_nan_where_a_number_is_required_and_none_where_it_may_be_missing():
    read = from_json({"name": "a", "inner": {"text": "b", "value": None}, "maybe": None}, Outer)
    assert math.isnan(read.inner.value)
    assert (read.maybe, read.by_number) == (None, None)


def test_what_json_cannot_hold_is_refused():
    with pytest.raises(NotImplementedError, match="complex has no place in JSON"):
        to_json({"a": 1j})


def test_results_of_an_earlier_version_are_read():
    found = read_results(OLD_RUN)
    old = json.loads((OLD_RUN / "run.json").read_text(encoding="utf-8"))
    assert (found.n_users, found.k, found.record.recipe.encoder) == (120, 3, "blend")
    assert np.bincount(found.labels)[1:].tolist() == [profile.size for profile in found.profiles]
    card = found.trust
    assert (card.verdict, card.reason_code) == (Grade(old["trust"]["verdict"]), ReasonCode.NOT_RECORDED)
    assert (card.reason, card.reason.template) == (
        old["trust"]["reason"],
        old["trust"]["said"]["reason"]["template"],
    )
    assert card.predictive_gain.item_bits.value == old["trust"]["foretelling"]["item_bits"]["value"]
    for each, was in zip(card.segments, old["trust"]["segments"], strict=True):
        assert (each.segment, each.jaccard, each.item_bits.low) == (
            was["segment"],
            was["jaccard"],
            was["item_bits"]["low"],
        )
        assert each.neighbour.is_distinct is was["neighbour"]["is_apart"]
        assert (each.rule.segment, each.rule.text) == (was["segment"], was["rule"]["text"])
        assert each.separation.distances == {int(name): value for name, value in was["separation"]["distances"].items()}
    assert any(isinstance(lift.name, Sentence) for profile in found.profiles for lift in profile.lifts)
    assert all(isinstance(persona.name, Sentence) for persona in found.personas)
    assert found.holdout.recall == old["scores"]["holdout"]["recall"]


def test_results_from_before_the_trust_card_are_read(tmp_path):
    folder = shutil.copytree(OLD_RUN, tmp_path / "run")
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    segments = json.loads((folder / "segments.json").read_text(encoding="utf-8"))
    for segment in segments:
        del segment["trust"]
    intervals = ("recall_uplift", "ndcg_uplift", "recall_uplift_over_permuted", "bits", "bits_permuted")
    for name in intervals:
        del record["scores"]["holdout"][name]
    del record["trust"], record["scores"]["concentration"]
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    (folder / "segments.json").write_text(json.dumps(segments), encoding="utf-8")
    found = read_results(folder)
    assert (found.trust, found.k, found.n_users) == (None, 3, 120)
    assert found.holdout.recall == record["scores"]["holdout"]["recall"]
    assert math.isnan(found.holdout.recall_uplift.value)
    assert math.isnan(found.record.scores.concentration)


def test_a_neighbour_of_an_early_card_that_does_not_say_whether_it_is_distinct_is_not(tmp_path):
    folder = shutil.copytree(OLD_RUN, tmp_path / "run")
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    del record["trust"]["segments"][0]["neighbour"]["is_apart"]
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    assert read_results(folder).trust.segments[0].neighbour.is_distinct is False


def test_a_sentence_whose_value_json_cannot_hold_is_read_as_english(tmp_path):
    whole = replace(WHOLE, name=say("Silhouette {value:.2f}", value=math.nan))
    write_json(whole, tmp_path / "a.json")
    read = from_json(json.loads((tmp_path / "a.json").read_text()), Outer)
    assert (read.name, isinstance(read.name, Sentence)) == ("Silhouette nan", False)
    assert isinstance(read.inner.text, Sentence)


def test_results_of_a_later_version_are_refused(tmp_path):
    folder = shutil.copytree(OLD_RUN, tmp_path / "run")
    (folder / "run.json").write_text(json.dumps({"format": FORMAT + 1}), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_results(folder)
    assert caught.value.message == f"The results in {folder} were written by a later version of Persona Atlas."


@pytest.mark.parametrize("name", ["users.parquet", "segments.json", "recommendations.parquet", "run.json"])
def test_a_missing_or_truncated_file_is_reported(tmp_path, name):
    folder = shutil.copytree(OLD_RUN, tmp_path / "run")
    (folder / name).write_bytes((folder / name).read_bytes()[:100])
    with pytest.raises(DataError, match="are damaged"):
        read_results(folder)
    (folder / name).unlink()
    with pytest.raises(DataError, match="There are no results"):
        read_results(folder)


def test_why_an_earlier_run_was_not_judged_is_taken_from_its_note(tmp_path):
    folder = shutil.copytree(OLD_RUN, tmp_path / "run")
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    note = {"template": "Usefulness was not judged. {why}", "values": {"why": to_plain(say("{n!c} is few.", n=3))}}
    record["sentences"], record["notes"] = [note], ["Usefulness was not judged. 3 is few."]
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    assert read_results(folder).record.scores.why_no_holdout == "3 is few."


def test_results_come_back_as_they_were_written(tmp_path):
    found = read_results(OLD_RUN)
    written = replace(found, record=replace(found.record, notes=(say("{n} notes.", n=1),)))
    write_results(written, None, tmp_path)
    read = read_results(tmp_path)
    assert (read.record, read.profiles, read.personas) == (written.record, found.profiles, found.personas)
    assert read.notes[0].template == "{n} notes."
    for name in ("user_ids", "labels", "probabilities", "silhouettes", "points"):
        np.testing.assert_array_equal(getattr(read, name), getattr(found, name))
    assert read.stabilities is None
    assert read.recommendations.equals(found.recommendations)


@pytest.mark.parametrize(("highest", "found"), [(0, 3), (2, 3), (7, 7)])
def test_labels_are_read_alone(tmp_path, highest, found):
    old = read_results(OLD_RUN)
    assert read_labels(OLD_RUN)[1] == old.highest_segment
    write_results(replace(old, record=replace(old.record, highest_segment=highest)), None, tmp_path)
    for name in ("segments.json", "recommendations.parquet"):
        (tmp_path / name).unlink()
    labels, number = read_labels(tmp_path)
    assert (labels.tolist(), labels.dtype, number) == (old.labels.tolist(), old.labels.dtype, found)


@pytest.mark.parametrize(
    ("record", "why"),
    [("{", "are damaged"), (None, "There are no results"), (f'{{"format": {FORMAT + 1}}}', "by a later version")],
)
def test_labels_of_a_folder_that_cannot_be_read_are_reported(tmp_path, record, why):
    folder = shutil.copytree(OLD_RUN, tmp_path / "run")
    (folder / "run.json").unlink()
    if record:
        (folder / "run.json").write_text(record, encoding="utf-8")
    with pytest.raises(DataError, match=why):
        read_labels(folder)


def test_the_stability_of_users_comes_back(tmp_path):
    found = read_results(OLD_RUN)
    stabilities = np.linspace(0, 1, found.n_users)
    stabilities[0] = np.nan
    write_results(replace(found, stabilities=stabilities), None, tmp_path)
    read = read_results(tmp_path)
    np.testing.assert_allclose(read.stabilities, stabilities, atol=1e-6)
    is_kept = np.arange(found.n_users) < 2
    assert read.of_users(is_kept).stabilities.shape == (2,)


def test_scripts_find_the_documented_keys(tmp_path):
    write_results(read_results(OLD_RUN), None, tmp_path)
    record = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    old = json.loads((OLD_RUN / "run.json").read_text(encoding="utf-8"))
    assert old.keys() <= record.keys()
    assert record["format"] == FORMAT
    assert {name: record[name] for name in ("recipe", "seconds", "versions")} == {
        name: old[name] for name in ("recipe", "seconds", "versions")
    }
    for choice in record["ingest"]["choices"]:
        assert choice.pop("confidence") == 1.0  # of a role that was chosen before there was one
    later = {
        "n_already_there": 0,
        "n_replaced": 0,
        "n_texts": 0,
        "n_without_items": 0,
        "has_codes": False,
        "key_mark": "",
        "unused": {},
    }
    assert {name: record["ingest"].pop(name) for name in later} == later  # fields that came later
    assert record["ingest"] == old["ingest"]
    was, found = old["scores"], record["scores"]
    assert was["holdout"].items() <= found["holdout"].items()
    assert {**was, "holdout": None}.items() <= {**found, "holdout": None}.items()
    renamed = {"said", "foretelling", "jaccard_subsample"}
    assert old["trust"].keys() - renamed <= record["trust"].keys()
    was, found = old["trust"]["segments"][0], record["trust"]["segments"][0]
    assert was.keys() - renamed <= found.keys()
    same = ("size", "share", "consent_share", "silhouette", "jaccard", "item_bits", "recall_uplift_pct", "separation")
    assert {name: found[name] for name in same} == {name: was[name] for name in same}
    assert found["rule"]["text"] == was["rule"]["text"]
    assert found["text"]["reason"] == was["said"]["reason"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "Input data was truncated"),
        ('{"format": 2}', "'notes'"),
        ('{"format": 2, "notes": [], "recipe": 3}', "Expected `object`, got `int` - at `$.recipe`"),
    ],
)
def test_damage_is_reported(tmp_path, text, why):
    folder = shutil.copytree(OLD_RUN, tmp_path / "run")
    (folder / "run.json").write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_results(folder)
    assert caught.value.message == f"The results in {folder} are damaged: {why}."
    assert caught.value.hint == "Run the recipe again."


def test_results_that_are_gone_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"There are no results in .*: perhaps the run was deleted\."):
        read_results(tmp_path / "deleted")


def test_users_have_the_segments_of_the_run_in_any_order():
    users = np.array(["a", "b"], dtype=object)
    results = results_of(users, np.array([3, -1], np.int32), np.ones(2, np.float32), np.ones(2))
    assert results.labels_of(np.array(["b", "new", "a"], dtype=object)).tolist() == [-1, -1, 3]
