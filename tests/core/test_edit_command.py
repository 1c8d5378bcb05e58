"""The command that shapes the segments of a run, on a small demo log."""

import argparse
import json
import re
import shutil
from collections import Counter

import numpy as np
import pandas as pd
import pytest

from core.cli import main as cli
from core.cli.set_aside import set_aside
from core.export.files import FILES_OF_FRESH_RUN
from core.files.kept_log import LOG_FOLDER, UNEDITED
from core.ingest.values.identity import KEY_FILE, code_of
from core.results.earlier_folder import read_earlier
from core.shaping.edits import Merge, Move
from core.shaping.user_list import in_log
from tests.conftest import make_once
from tests.core.cli_help import make_demo_and_run, rows

pytestmark = pytest.mark.usefixtures("temporary_workspace")


@pytest.fixture(scope="module")
def made(shared_folder, temporary_workspace):
    """A demo log of 600 users and its run, which no test changes."""
    return make_once(shared_folder / "six segments", make_demo_and_run)


@pytest.fixture(scope="module")
def edited(made, tmp_path_factory):
    """The run with two segments merged, another divided, ten users moved and one segment named."""
    folder = tmp_path_factory.mktemp("edit")
    run = folder / "run"
    shutil.copytree(made / "out", run)
    write_map(run)
    write_naming(run)
    (run / "rejected.csv").write_text('line,reason,raw\n7,no user,"a;b"\n', encoding="utf-8")
    (folder / "ten.csv").write_text("user_id\n" + "".join(f"demo-u{n:05}\n" for n in range(1, 11)), encoding="utf-8")
    edits = ["--merge", "2,4", "--split", "1:2", "--move", f"{folder / 'ten.csv'}:new", "--name", "2=Both of them"]
    edits += ["--select", "segment:3 and events>60"]
    out = folder / "out"
    assert cli.main(["edit", str(run), *edits, "--out", str(out)]) == 0  # by the log that the run keeps
    return out


def write_map(run):
    """Give a run that drew no map the place u00012 → (12, -12)."""
    record = json.loads((run / "run.json").read_text(encoding="utf-8"))
    (run / "run.json").write_text(json.dumps({**record, "map": "umap"}), encoding="utf-8")
    users = pd.read_csv(run / "segments.csv", dtype=str, keep_default_na=False)
    place = users["user_id"].str[-5:].astype(int)
    users.assign(x=place, y=-place).to_csv(run / "segments.csv", index=False)


def write_naming(run):
    """Let an analyst have named segment 2, and an earlier run have given segment 5 the number 15."""
    segments = json.loads((run / "segments.json").read_text(encoding="utf-8"))
    segments[1]["persona"] |= {"name": "Cooks", "is_given": True, "text": {}}
    segments[4]["number"] = 15
    (run / "segments.json").write_text(json.dumps(segments), encoding="utf-8")


def segments_of(folder):
    return {row["user_id"]: int(row["segment"]) for row in rows(folder / "segments.csv")}


def busy_of_three(made):
    """Users of segment 3 with more than 60 events, as the log and the run say."""
    n_events = Counter(row["user_id"] for row in rows(made / "demo" / "events.csv"))
    return {user for user, segment in segments_of(made / "out").items() if segment == 3 and n_events[user] > 60}


def test_everybody_is_where_the_edits_put_them(made, edited):
    before, after = segments_of(made / "out"), segments_of(edited)
    ten = {f"demo-u{n:05}" for n in range(1, 11)}
    assert list(after) == list(before)
    assert {user for user, segment in after.items() if segment == 17} == ten
    busy = {user for user, segment in after.items() if segment == 18}
    assert len(busy) > 0
    assert busy == busy_of_three(made) - ten
    for user in set(after) - ten - busy:
        expected = {2} if before[user] in (2, 4) else {1, 16} if before[user] == 1 else {before[user]}
        assert after[user] in expected
    assert sorted(set(after.values())) == [1, 2, 3, 5, 6, 16, 17, 18]  # 15 is shown already


def test_the_folder_is_that_of_a_run_and_says_what_was_done(made, edited):
    assert {path.name for path in edited.iterdir()} == FILES_OF_FRESH_RUN | {LOG_FOLDER}
    assert (edited / "rejected.csv").read_text(encoding="utf-8") == 'line,reason,raw\n7,no user,"a;b"\n'
    record = json.loads((edited / "run.json").read_text(encoding="utf-8"))
    notes = record["notes"]
    assert notes[0].startswith("Segments 2, 4 were merged: segment 2 has ")
    assert notes[1].startswith("Segment 1 was split: 1: ")
    assert notes[2] == "10 users were moved to segment 17."
    assert notes[3].endswith(": segment:3 and events>60.")
    assert notes[4] == "What an analyst wrote of segment 2 is left out, since users joined or left it: Cooks."
    assert (record["naming"]["version"], bool(record["naming"]["author"])) == (1, True)
    named = {each["segment"]: each["persona"] for each in json.loads((edited / "segments.json").read_text("utf-8"))}
    assert (named[2]["name"], named[2]["is_given"]) == ("Both of them", True)
    assert not any(each["is_given"] for number, each in named.items() if number != 2)
    segments = json.loads((made / "out" / "segments.json").read_text("utf-8"))
    before = {each["segment"]: each["persona"]["name"] for each in segments}
    assert read_earlier(made / "out").generated == before


def test_people_give_and_read_the_numbers_that_are_shown_and_files_have_both(made, edited, tmp_path, capsys):
    found = rows(edited / "segments.csv")
    assert {(row["segment"], row["shown_as"]) for row in found} == {
        (each, "15" if each == "5" else each) for each in ("1", "2", "3", "5", "6", "16", "17", "18")
    }
    five = {row["user_id"] for row in found if row["segment"] == "5"}
    out = tmp_path / "list.csv"
    asked = ["select", str(edited), "--where", "segment:15 and not segment:2", "--against", "15", "--sql", "duckdb"]
    assert cli.main([*asked, "--audience", str(out)]) == 0
    assert {row["user_id"]: row["segment"] for row in rows(out)} == dict.fromkeys(five, "5")
    printed = capsys.readouterr().out
    assert f"{len(five)} of 600 users ({len(five) / 6:.1f} %) meet segment:15 and not segment:2." in printed
    assert f"\n  15. {len(five)} of {len(five)} (100.0 %)" in printed
    labels = "Files have the labels of the run in the column segment: 15 is 5 there."
    assert f"\n-- Segments have the numbers that pages show. {labels}\n" in printed
    assert "5" in printed.split(labels)[1]
    for command in (["select", str(edited), "--where", "segment:5"], ["show", str(edited), "--segment", "5"]):
        assert cli.main(command) == 2
        refused = capsys.readouterr().err
        assert "There is no segment 5. The run has " in refused
        assert "; segment 5 of its files is shown as 15." in refused
    assert cli.main(["select", str(edited), "--where", 'segment:"Nobody here"']) == 2
    assert re.match(r"There is no segment Nobody here\. The run has [\d, ]*\b15\b[\d, ]*\.\n", capsys.readouterr().err)
    assert cli.main(["select", str(edited), "--where", "segment:99"]) == 2
    assert re.match(r"There is no segment 99\. The run has [\d, ]*\b15\b[\d, ]*\.\n", capsys.readouterr().err)
    assert cli.main(["edit", str(edited), "--select", "segment:99", "--out", str(tmp_path / "none")]) == 2
    refused = capsys.readouterr().err
    assert "'99'" in refused
    assert re.search(r"Segments are 1, 2 \(Both of them\), 3, 6, 15, 16", refused)
    rejecting = tmp_path / "rejecting"
    rejecting.mkdir()
    segments = json.loads((edited / "segments.json").read_text(encoding="utf-8"))
    rejected = [each | {"decision": {"state": "reject"}} if each["segment"] == 5 else each for each in segments]
    (rejecting / "segments.json").write_text(json.dumps(rejected), encoding="utf-8")
    shutil.copy(edited / "run.json", rejecting)
    aside = argparse.Namespace(run=rejecting, workspace=None, with_set_aside=False, compare=None)
    assert set_aside(aside) == (5,)
    assert capsys.readouterr().out == "Set aside or rejected by an analyst, and left out: 15.\n"
    assert cli.main(["select", str(edited), "--where", 'segment:"both of them"']) == 0
    assert "\n  2. " in capsys.readouterr().out
    assert cli.main(["show", str(edited), "--segment", "15"]) == 0
    assert capsys.readouterr().out.startswith("15. Segment 15 (5 in files) (")
    again = tmp_path / "again"
    assert cli.main(["edit", str(edited), "--merge", "15,6", "--name", "6=Last two", "--out", str(again)]) == 0
    printed = capsys.readouterr().out
    assert "Segments 6, 15 were merged: segment 6 has " in printed  # the lowest of the numbers that are shown
    assert labels not in printed
    merged = [row for row in rows(again / "segments.csv") if row["persona"] == "Last two"]
    assert {row["segment"] for row in merged} == {"6"}
    assert {row["user_id"] for row in merged} > five
    assigned = tmp_path / "assigned.csv"
    assert cli.main(["assign", str(edited), str(made / "demo" / "events.csv"), "--out", str(assigned)]) == 0
    printed = capsys.readouterr().out
    assert "\n15. " in printed
    assert labels in printed


def test_users_stay_where_they_stood_on_the_map(edited):
    places = {row["user_id"]: (float(row["x"]), float(row["y"])) for row in rows(edited / "segments.csv")}
    assert places == {f"demo-u{n:05}": (n, -n) for n in range(1, 601)}


def test_its_model_assigns_users_to_the_numbers_of_its_segments(made, edited, tmp_path):
    out = tmp_path / "assigned.csv"
    assert cli.main(["assign", str(edited), str(made / "demo" / "events.csv"), "--out", str(out)]) == 0
    found = rows(out)
    own = segments_of(edited)
    confident = [row for row in found if row["unsure"] == "false"]
    assert len(confident) > 100
    assert sum(int(row["segment"]) == own[row["user_id"]] for row in confident) > 0.95 * len(confident)
    assert {int(row[column]) for row in found for column in ("segment", "second")} <= {1, 2, 3, 5, 6, 16, 17, 18}


def test_look_alikes_are_listed_with_how_near_they_are_and_the_proof(made, tmp_path, capsys):
    own = segments_of(made / "out")
    listed = [user for user, segment in own.items() if segment == 3][:30]
    (tmp_path / "list.csv").write_text("user_id\n" + "\n".join([*listed, "stranger"]), encoding="utf-8")
    out = tmp_path / "alike.csv"
    asked = ["--list", str(tmp_path / "list.csv"), "--nearest", "40", "--audience", str(out)]
    assert cli.main(["select", str(made / "out"), *asked]) == 0
    found, printed = rows(out), capsys.readouterr().out
    assert list(found[0]) == ["user_id", "segment", "nearness", "cosine"]
    assert (len(found), {row["user_id"] for row in found} & {*listed}) == (40, set())
    assert sum(row["segment"] == "3" for row in found) > 20
    for column in ("nearness", "cosine"):
        values = [float(row[column]) for row in found]
        assert values == sorted(values, reverse=True)
    assert printed.startswith("40 users who are nearest to the 30 of the list, of 570 others.\nHalf of the list was")
    assert printed.endswith(f"The list is in {out}.\n1 of the list is not in the run.\n")


def test_users_who_meet_a_rule_are_listed_and_counted(made, tmp_path, capsys):
    out, events = tmp_path / "list.csv", tmp_path / "events.csv"
    known = (made / "demo" / "events.csv").read_text(encoding="utf-8")
    events.write_text(f"{known}stranger{known.splitlines()[1][len('demo-u00000') :]}\n", encoding="utf-8")
    log = [str(made / "out"), str(events), "--users", str(made / "demo" / "users.csv")]
    rule = ["--where", "segment:3 and events>60", "--only-consented"]
    assert cli.main(["select", *log, *rule, "--audience", str(out)]) == 0
    consented = {row["user_id"] for row in rows(made / "demo" / "users.csv") if row["consent"] == "yes"}
    busy = busy_of_three(made)
    assert {row["user_id"]: row["segment"] for row in rows(out)} == dict.fromkeys(busy & consented, "3")
    printed = capsys.readouterr().out
    assert "1 user of the log was not in the run, and is in no segment." in printed
    assert f"{len(busy)} of 601 users ({len(busy) / 6.01:.1f} %) meet segment:3 and events>60." in printed
    assert "\n  1. 0 of " in printed
    assert f"\n{len(busy & consented)} of {len(busy)} users consented (attribute 'consent') and are listed" in printed
    assert "\n  Unassigned: 0 of 1 (0.0 %)" in printed
    confident = {row["user_id"] for row in rows(made / "out" / "segments.csv") if float(row["probability"]) >= 0.9}
    assert cli.main(["select", *log[:2], "--where", "probability>=0.9", "--audience", str(out)]) == 0
    assert {row["user_id"] for row in rows(out)} == confident
    capsys.readouterr()
    for against in ("all", "1"):
        assert cli.main(["select", *log[:2], "--where", "segment:3", "--against", against]) == 0
        mark = capsys.readouterr().out.splitlines()[-1]
        assert re.fullmatch(r"  .+: [\d.]+ % against [\d.]+ %, [\d.]+ times \([\d.]+ to [\d.]+\)", mark), mark
    assert cli.main(["select", *log[:2], "--where", "consent:yes", "--audience", str(out)]) == 2
    assert "The log has no attributes of users: a table of users brings them (--users)." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ([], "There is nothing to edit."),
        (["--merge", "2,9"], "There is no segment 9. Segments are 1, 2, 3, 4, 5, 6."),
        (["--name", "9=Nobody"], "There is no segment 9."),
    ],
)
def test_an_edit_that_does_not_fit_is_refused_and_writes_nothing(made, tmp_path, capsys, monkeypatch, edits, message):
    monkeypatch.setattr("core.pipeline.given_run.appraise", lambda *_: pytest.fail("it was appraised"))
    out = tmp_path / "out"
    log = [str(made / "out"), str(made / "demo" / "events.csv")]
    assert cli.main(["edit", *log, *edits, "--out", str(out)]) == 2
    assert message in capsys.readouterr().err
    assert not out.exists()


def test_a_check_of_a_folder_writes_no_key(made, tmp_path, capsys):
    shutil.copytree(made / "out", tmp_path / "run")
    asked = ["export", str(tmp_path / "run"), "--profile", "csv", "--control", "20", "--segments", "1"]
    assert cli.main([*asked, "--check"]) == 0
    checked = capsys.readouterr().out
    assert "held back" in checked
    assert "Nobody was held back here before: who is will be drawn when files are written" in checked
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    assert not list(tmp_path.rglob(KEY_FILE))
    assert cli.main([*asked, "--out", str(tmp_path / "ads")]) == 0
    assert (tmp_path / KEY_FILE).is_file()
    capsys.readouterr()
    assert cli.main([*asked, "--check"]) == 0
    assert "Nobody was held back here before" not in capsys.readouterr().out
    (tmp_path / "people.csv").write_text("user_id,email\ndemo-u00001,ann@example.org\n", encoding="utf-8")
    identity = ["--identity", str(tmp_path / "people.csv"), "--consent", "agreed", "--check"]
    assert cli.main(["export", str(tmp_path / "run"), "--profile", "meta", *identity]) == 2
    assert capsys.readouterr().err == (
        "The file of identities has no column 'agreed' of consent. It has user_id, email. Without --consent the "
        "answers of the log hold, where it has some.\n"
    )


def test_rejected_rows_stay_out_of_lists_of_those_who_consented_and_of_runs_without_them(made, tmp_path):
    shutil.copytree(made / "out", tmp_path / "run")
    log = [str(made / "demo" / "events.csv"), "--users", str(made / "demo" / "users.csv"), "--merge", "2,3"]
    out = tmp_path / "consented"
    assert cli.main(["edit", str(tmp_path / "run"), *log, "--only-consented", "--out", str(out)]) == 0
    assert not (out / "rejected.csv").exists()
    (tmp_path / "run" / "rejected.csv").unlink()
    assert cli.main(["edit", str(tmp_path / "run"), "--name", "1=Cooks", "--out", str(tmp_path / "out")]) == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES_OF_FRESH_RUN - {"rejected.csv"} | {LOG_FOLDER}


def test_a_folder_without_its_log_asks_for_one(made, tmp_path, capsys):
    shutil.copytree(made / "out", tmp_path / "run", ignore=shutil.ignore_patterns(LOG_FOLDER))
    run = str(tmp_path / "run")
    assert cli.main(["edit", run, "--merge", "2,3", "--out", str(tmp_path / "out")]) == 2
    assert "holds no log. Give the log after it: a run keeps it unless it was made with --no-population" in (
        capsys.readouterr().err
    )
    kept = [str(made / "out"), "--items", str(made / "demo" / "items.csv")]
    assert cli.main(["edit", *kept, "--merge", "2,3", "--out", str(tmp_path / "out")]) == 2
    assert "keeps has its items and users. Give the log after it" in capsys.readouterr().err


@pytest.mark.parametrize("edit", [("--merge", "2;3"), ("--split", "2"), ("--move", "a.csv:b"), ("--name", "3 Cooks")])
def test_an_edit_that_cannot_be_read_shows_its_form(edit, capsys):
    with pytest.raises(SystemExit):
        cli.main(["edit", "run", "log", *edit, "--out", "out"])
    assert "is not of the form" in capsys.readouterr().err


def test_users_given_in_clear_are_moved_by_their_codes():
    key = bytes(32)
    code = code_of("ann@example.org", key)
    users = np.array([code, "bob"], dtype=object)
    edit = in_log(Move(("ann@example.org", "bob", "nobody"), None), users, key)
    assert edit == Move((code, "bob", "nobody"), None)
    assert in_log(Merge((1, 2)), users, key) == Merge((1, 2))


def trust_of(folder):
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    return record["trust"], {each["segment"]: each["jaccard"] for each in record["trust"]["segments"]}, record["notes"]


def test_what_a_second_command_merges_back_has_what_the_run_measured(made, tmp_path):
    """As on the page: the segments of the run have its card again, and one that is back has its stability."""
    run, split, again, one = (tmp_path / name for name in ("run", "split", "again", "one"))
    recipe = ("--encoder", "behaviour", "--clusterer", "kmeans", "--k", "6", "--no-map")
    assert cli.main(["run", str(made / "demo" / "events.csv"), *recipe, "--out", str(run)]) == 0
    assert cli.main(["edit", str(run), "--split", "1:2", "--split", "2:2", "--out", str(split)]) == 0
    assert cli.main(["edit", str(split), "--merge", "1,7", "--out", str(one)]) == 0
    whole, stable, _ = trust_of(run)
    after = trust_of(one)[1]
    assert stable[1] is not None
    assert {segment for segment, jaccard in after.items() if jaccard is None} == {2, 8}
    assert all(after[segment] == stable[segment] for segment in (1, 3, 4, 5, 6))
    users = {row["user_id"]: row["stability"] for row in rows(run / "segments.csv") if row["segment"] == "1"}
    assert {row["user_id"]: row["stability"] for row in rows(one / "segments.csv") if row["segment"] == "1"} == users
    assert cli.main(["edit", str(one), "--merge", "2,8", "--out", str(again)]) == 0
    card, _, notes = trust_of(again)
    assert card == whole
    assert "The segments are those of an earlier version again, so its trust card holds." in notes
    assert {path.name for path in again.iterdir()} == FILES_OF_FRESH_RUN | {LOG_FOLDER}
    kept = again / LOG_FOLDER / UNEDITED
    assert (kept / "segments.csv").read_bytes() == (run / "segments.csv").read_bytes()
    assert (kept.stat().st_mode & 0o777, (kept / "run.json").stat().st_mode & 0o777) == (0o700, 0o600)
    assert cli.main(["edit", str(run), "--name", "1=Cooks", "--out", str(again), "--force"]) == 0
    assert (kept / "run.json").read_bytes() == (run / "run.json").read_bytes()
