"""What is stored comes back as sentences; files from before sentences still read."""

from __future__ import annotations

import json

from core.export.json_files import write_segments
from core.ingest.source import Choice, IngestReport
from core.jobs.messages import Failed, from_line, to_line
from core.results.results import Results, _persona, _profile
from core.sentences import Sentence, from_text, say, to_plain, to_text
from core.types import Lift, Persona, Profile

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
    write_segments([PROFILE], [persona], None, tmp_path / "segments.json")
    [segment] = json.loads((tmp_path / "segments.json").read_text(encoding="utf-8"))
    return segment


def test_personas_and_facts_come_back_as_sentences(tmp_path):
    segment = written(tmp_path)
    assert segment["persona"]["name"] == "Average buyers"
    persona, profile = _persona(segment), _profile(segment, 12)
    assert (persona, profile) == (PERSONA, PROFILE)
    kept = [persona.name, persona.sentence, persona.evidence[0].name, profile.lifts[0].name]
    assert [to_plain(each) for each in kept] == [
        to_plain(each) for each in (PERSONA.name, PERSONA.sentence, LIFT.name, LIFT.name)
    ]


def test_a_name_from_a_user_is_no_sentence(tmp_path):
    segment = written(tmp_path, Persona(1, "Mine", "Said {so}.", (OWN,)))
    assert "said" not in segment["persona"]
    assert "said" not in segment["lifts"][1]
    assert not isinstance(_persona(segment).name, Sentence)


def test_segments_from_before_sentences_read(tmp_path):
    segment = written(tmp_path)
    for each in (segment["persona"], *segment["persona"]["evidence"], *segment["lifts"]):
        each.pop("said", None)
    assert (_persona(segment), _profile(segment, 12)) == (PERSONA, PROFILE)


def notes_of(record):
    return Results(record, *[None] * 8).notes


def test_notes_of_a_run_are_sentences_where_they_were_kept():
    note = say("{k} segments were looked for, but {why}.", k=3, why=say("all users are alike"))
    record = {"notes": [str(note)], "sentences": [to_plain(note)]}
    [read] = notes_of(json.loads(json.dumps(record)))
    assert (read, to_plain(read)) == (note, to_plain(note))
    assert notes_of({"notes": ["Said before."]}) == ("Said before.",)


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
