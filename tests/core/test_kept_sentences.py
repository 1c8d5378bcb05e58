"""What is stored comes back as sentences; files from before sentences still read."""

from __future__ import annotations

import json

import numpy as np

from core.ingest.tables.source import Choice, IngestReport
from core.jobs.messages import Failed, from_line, to_line
from core.results.folder import read_results, write_results
from core.results.segments_file import read_segments, write_segments
from core.sentences import Sentence, from_text, say, to_plain, to_text
from core.types import Lift, Persona, Profile
from tests.results import results_of

LIFT = Lift("category", say("{name}: more than usual", name="茶"), 3, 0.5, 0.25, 2.0, "茶")
OWN = Lift("item", "Teapot", 2, 0.4, 0.2, 2.0, "t1")
PROFILE = Profile(1, 6, 0.5, (LIFT, OWN), ("u1",))
PERSONA = Persona(1, say("Average {people}", people=say("buyers")), say("{n:,} users.", n=6), (LIFT,))
REPORT = IngestReport(
    dataset_id="d",
    choices=(Choice("events", "user", "who", say("its name, {header!r}, is a known one", header="who")),),
    notes=(say("{file} was unpacked.", file="log.gz"),),
    n_records=3,
    n_stored=1,
    n_rejected=2,
    rejected={say("no user"): 2},
    n_users=1,
    n_items=1,
    n_events=1,
    n_refunds=0,
)


def written(tmp_path, persona=PERSONA):
    made = results_of(np.array([]), np.array([]), None, None, profiles=(PROFILE,), personas=(persona,))
    write_segments(made, tmp_path / "segments.json")
    [segment] = json.loads((tmp_path / "segments.json").read_text(encoding="utf-8"))
    return segment


def read(segment):
    """Profile and persona of a segment of ``segments.json``, of a run with 12 users."""
    [profile], [persona] = read_segments([segment], 12)
    return persona, profile


def test_personas_and_facts_come_back_as_sentences(tmp_path):
    segment = written(tmp_path)
    assert segment["persona"]["name"] == "Average buyers"
    persona, profile = read(segment)
    assert (persona, profile) == (PERSONA, PROFILE)
    kept = [persona.name, persona.sentence, persona.evidence[0].name, profile.lifts[0].name]
    assert [to_plain(each) for each in kept] == [
        to_plain(each) for each in (PERSONA.name, PERSONA.sentence, LIFT.name, LIFT.name)
    ]


def test_a_name_from_a_user_is_no_sentence(tmp_path):
    segment = written(tmp_path, Persona(1, "Mine", "Said {so}.", (OWN,)))
    assert "text" not in segment["persona"]
    assert "text" not in segment["lifts"][1]
    assert not isinstance(read(segment)[0].name, Sentence)


def test_segments_from_before_sentences_read(tmp_path):
    segment = written(tmp_path)
    for each in (segment["persona"], *segment["persona"]["evidence"], *segment["lifts"]):
        each.pop("text", None)
    assert read(segment) == (PERSONA, PROFILE)


def test_notes_of_a_run_are_sentences(tmp_path):
    note = say("{k} segments were looked for, but {why}.", k=3, why=say("all users are alike"))
    users = np.array(["ann"], dtype=object), np.array([1], dtype=np.int32), np.ones(1), np.zeros(1)
    write_results(results_of(*users).with_note(note).with_note("Said {before}."), None, tmp_path)
    record = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert record["notes"] == [str(note), "Said {before}."]
    assert record["sentences"] == [to_plain(note), "Said {before}."]
    first, second = read_results(tmp_path).notes
    assert (first, to_plain(first)) == (note, to_plain(note))
    assert not isinstance(second, Sentence)


def test_the_report_of_a_load_comes_back_as_sentences():
    values = json.loads(json.dumps(REPORT.as_dict()))
    assert values["notes"] == ["log.gz was unpacked."]
    assert values["rejected"] == {"no user": 2}
    read = IngestReport.from_dict(values)
    assert read == REPORT
    assert all(isinstance(each, Sentence) for each in (*read.notes, *read.rejected, read.choices[0].reason))


def test_a_report_from_before_sentences_reads():
    values = json.loads(json.dumps(REPORT.as_dict()))
    del values["sentences"]
    assert IngestReport.from_dict(values) == REPORT


def test_a_worker_says_why_in_a_sentence():
    message = say("{n} users are too few.", n=3)
    failure = from_line(to_line(Failed(to_text(message))))
    assert isinstance(failure, Failed)
    assert to_plain(from_text(failure.message)) == to_plain(message)
    failure = from_line(to_line(Failed("Without {a} sentence.")))
    assert from_text(failure.message) == "Without {a} sentence."
