"""Who is sure, and the command that assigns, on small demo logs."""

import json
import shutil

import numpy as np
import pytest

from core.cli import main as cli
from core.clusterers.von_mises_fisher import fit_mixture
from core.compute.vectors import unit_rows
from core.demo.write import write_demo
from core.export.files import FILES_OF_FRESH_RUN
from core.files.kept_log import LOG_FOLDER
from core.model.assigner import fit_assigner
from tests.conftest import SAMPLE, make_once
from tests.core.cli_help import PARTS, make_demo, make_demo_and_run, rows, truth_of

pytestmark = pytest.mark.usefixtures("temporary_workspace")


@pytest.fixture(scope="module")
def made(shared_folder, temporary_workspace):
    """A demo log of 600 users and its run, which no test changes."""
    return make_once(shared_folder / "six segments", make_demo_and_run)


@pytest.fixture(scope="module")
def demo(made):
    return made / "demo"


@pytest.fixture(scope="module")
def finished(made):
    return made / "out"


def test_a_run_keeps_its_model_and_no_user_in_it(finished):
    assert {path.name for path in finished.iterdir()} == FILES_OF_FRESH_RUN - {"trust.csv"} | {LOG_FOLDER}
    assert "demo-u" not in (finished / "model.json").read_text(encoding="utf-8")


def test_the_users_of_the_run_come_into_their_segments(demo, finished, tmp_path, capsys):
    out = tmp_path / "assigned.csv"
    assert cli.main(["assign", str(finished), str(demo / "events.csv"), "--out", str(out)]) == 0
    found, printed = rows(out), capsys.readouterr().out
    of_segments = [f"p_{number}" for number in range(1, 7)]
    assert list(found[0]) == ["user_id", "segment", "probability", "second", "unsure", *of_segments]
    for row in found:
        assert sum(float(row[name]) for name in of_segments) == pytest.approx(1, abs=1e-5)
        assert row[f"p_{row['segment']}"] == row["probability"] == max(row[name] for name in of_segments)
    own = {row["user_id"]: row for row in rows(finished / "segments.csv")}
    confident = [row for row in found if row["unsure"] == "false"]
    assert len(confident) > 150
    assert np.mean([row["segment"] == own[row["user_id"]]["segment"] for row in confident]) > 0.98
    assert all(0 < float(row["probability"]) <= 1 and row["second"] != row["segment"] for row in found)
    assert f"{600 - len(confident):,} of 600 users are assigned without confidence." in printed
    assert f"Assignments are in {out}." in printed


def test_only_users_who_consented_are_in_lists_of_assigned_and_learnt_users(demo, finished, tmp_path, capsys):
    given = {row["user_id"] for row in rows(demo / "users.csv") if row["consent"] == "yes"}
    log = [str(finished), str(demo / "events.csv"), "--users", str(demo / "users.csv"), "--only-consented", "--out"]
    assert cli.main(["assign", *log, str(tmp_path / "assigned.csv")]) == 0
    assert cli.main(["learn", *log[:2], str(demo / "truth.csv"), *log[2:], str(tmp_path / "learnt")]) == 0
    printed = capsys.readouterr().out
    assert printed.count(f"{len(given)} of 600 users consented (attribute 'consent') and are listed") == 2
    for path in (tmp_path / "assigned.csv", tmp_path / "learnt" / "assignments.csv"):
        assert {row["user_id"] for row in rows(path)} == given


def test_lists_made_of_new_events_know_who_did_not_consent_from_the_log_of_the_run(tmp_path, capsys):
    given = {row["user_id"] for row in rows(SAMPLE / "users.csv") if row["consent"] == "yes"}
    out, listed, events = tmp_path / "out", tmp_path / "list.csv", str(SAMPLE / "events.csv")
    made = ["run", events, "--users", str(SAMPLE / "users.csv"), "--encoder", "counts", "--k", "2", *PARTS]
    assert cli.main([*made, "--out", str(out)]) == 0
    assert cli.main(["assign", str(out), events, "--only-consented", "--out", str(tmp_path / "assigned.csv")]) == 0
    assert {row["user_id"] for row in rows(tmp_path / "assigned.csv")} == given
    capsys.readouterr()
    assert cli.main(["select", str(out), events, "--where", "events>0", "--audience", str(listed)]) == 0
    shown = capsys.readouterr()
    assert "users did not consent" in shown.out + shown.err
    assert "Nothing in the log says" not in shown.err
    nobody = tmp_path / "nobody.csv"
    assert cli.main(["select", str(out), events, "--where", "events>100000", "--audience", str(nobody)]) == 2
    assert "Nobody is chosen, so no list is written." in capsys.readouterr().err
    refused = next(row["user_id"] for row in rows(SAMPLE / "users.csv") if row["consent"] != "yes")
    chosen = ["--list", str(write_ids(tmp_path, refused)), "--only-consented", "--audience", str(nobody)]
    assert cli.main(["select", str(out), events, *chosen]) == 2
    stated = capsys.readouterr().err
    assert "0 of 1 users consented (attribute 'consent')" in stated
    assert "Nobody is left to list, so nothing is written." in stated
    assert not nobody.exists()


def write_ids(folder, *user_ids):
    path = folder / "chosen.csv"
    path.write_text("\n".join(["user_id", *user_ids]))
    return path


def test_asking_for_consent_fails_where_no_log_holds_it(demo, finished, tmp_path, capsys):
    out, bare = tmp_path / "assigned.csv", tmp_path / "bare"
    shutil.copytree(finished, bare, ignore=shutil.ignore_patterns(LOG_FOLDER))
    assert cli.main(["assign", str(bare), str(demo / "events.csv"), "--only-consented", "--out", str(out)]) == 2
    assert "The log has no attribute that holds consent" in capsys.readouterr().err
    assert not out.exists()


def test_confident_users_of_another_log_are_where_they_were_planted(demo, finished, tmp_path):
    write_demo(tmp_path / "other", kind="faint", n_users=300, random_state=1)
    events, out = tmp_path / "other" / "events.csv", tmp_path / "assigned.csv"
    assert cli.main(["assign", str(finished), str(events), "--out", str(out)]) == 0
    names, planted = truth_of(demo), truth_of(tmp_path / "other")
    members: dict[str, list[str]] = {}
    for row in rows(finished / "segments.csv"):
        members.setdefault(row["segment"], []).append(names[row["user_id"]])
    means = {segment: max(set(all_), key=all_.count) for segment, all_ in members.items()}
    confident = [row for row in rows(out) if row["unsure"] == "false" and planted[row["user_id"]].isdecimal()]
    assert len(confident) > 50
    assert np.mean([means[row["segment"]] != planted[row["user_id"]] for row in confident]) < 0.05


def test_what_the_model_does_not_know_is_noted(finished, tmp_path, capsys):
    log = tmp_path / "log.csv"
    log.write_text("user,item,event,timestamp\na,x,swipe,2025-02-01 10:00\nb,y,view,2025-02-02 10:00\n")
    assert cli.main(["assign", str(finished), str(log), "--out", str(tmp_path / "out.csv")]) == 0
    printed = capsys.readouterr().out
    assert "2 items are new to the model." in printed
    assert "1 event types are new to the model: swipe." in printed
    assert "2 users have interacted with no item that the model knows, and are unsure." in printed
    found = rows(tmp_path / "out.csv")
    assert [row["unsure"] for row in found] == ["true", "true"]
    assert {row[name] for row in found for name in row if name.startswith("p")} == {""}


def test_a_folder_without_a_model_is_refused_before_the_log_is_read(tmp_path, capsys):
    assert cli.main(["assign", str(tmp_path), "nowhere.csv", "--out", str(tmp_path / "out.csv")]) == 2
    assert "holds no model: there is no model.json. Give the folder" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_run_without_a_model_says_so(demo, tmp_path, capsys):
    out, events = tmp_path / "out", str(demo / "events.csv")
    options = ("--encoder", "counts", "--k", "6", *PARTS, "--no-model")
    assert cli.main(["run", events, *options, "--out", str(out)]) == 0
    assert {path.name for path in out.iterdir()} == FILES_OF_FRESH_RUN - {"model.json", "model.npz", "trust.csv"}
    assert "model" not in json.loads((out / "run.json").read_text(encoding="utf-8"))["seconds"]
    refusal = "by which users are assigned. Run the recipe again, without --no-model and --trial."
    for files in (["assign", str(out), events], ["learn", str(out), events, str(demo / "truth.csv")]):
        assert cli.main([*files, "--out", str(tmp_path / "assigned")]) == 2
        assert refusal in capsys.readouterr().err
    assert not (tmp_path / "assigned").exists()


def test_a_new_result_without_a_model_takes_the_older_model_away(tmp_path):
    demo = make_demo(tmp_path, n_users=60)
    options = ("--encoder", "counts", "--k", "2", *PARTS, "--out", str(tmp_path / "out"))
    for more in ((), ("--no-model", "--force")):
        assert cli.main(["run", str(demo / "events.csv"), *options, *more]) == 0
    assert not (tmp_path / "out" / "model.npz").exists()


def test_an_output_that_is_a_folder_is_refused(finished, tmp_path, capsys):
    assert cli.main(["assign", str(finished), "nowhere.csv", "--out", str(tmp_path)]) == 2
    assert "is a folder or a link. Name a file." in capsys.readouterr().err


def test_users_beyond_the_reach_of_dense_segments_are_unassigned():
    rng = np.random.default_rng(0)
    tight = np.repeat(np.eye(4)[:2], 50, axis=0) + 0.05 * rng.normal(size=(100, 4))
    X = unit_rows(np.vstack([tight, rng.normal(size=(30, 4)) * [0.2, 0.2, 1, 1]]))
    labels = np.repeat([1, 2, -1], [50, 50, 30]).astype(np.int32)
    assigner = fit_assigner(X, labels, fit_mixture(X, np.where(labels > 0, labels - 1, -1)))
    found = assigner.assign(unit_rows(np.array([[1.0, 0.05, 0, 0], [0.05, 1, 0, 0], [0.1, 0, 1, 0], [0.4, 0, 0, -1]])))
    assert found.segments.tolist() == [1, 2, -1, -1]
    assert found.runners_up.tolist() == [2, 1, 1, 1]
    assert found.probabilities[2:].tolist() == [0, 0]
    assert found.is_typical.tolist()[2:] == [False, False]


def test_everyone_is_assigned_where_the_clusterer_assigned_everyone():
    X = unit_rows(np.random.default_rng(0).normal(size=(60, 3)))
    labels = (X[:, 0] > 0).astype(np.int32) + 1
    assigner = fit_assigner(X, labels, fit_mixture(X, labels - 1))
    found = assigner.assign(X)
    assert set(found.segments) == {1, 2}
    assert 0 < np.mean(~found.is_typical) < 0.1
