"""Who is sure, and the commands that assign and learn, on small demo logs."""

import csv
import json
import signal

import numpy as np
import pytest

from core import cli
from core.clusterers.von_mises_fisher import fit_mixture
from core.encoders.vectors import unit_rows
from core.errors import DataError
from core.export.folder import RUN_FILES
from core.ingest.demo import write_demo
from core.model.head import Head
from core.model.labels import deal, label_users, read_labels
from core.model.learn import HEAD_FILES, calibration_error, learn, read_head, write_head
from core.model.places import fit_placer
from core.model.sureness import two_parts
from core.types import Column
from tests.contracts.logs import shop
from tests.populations import population

PARTS = ("--no-map", "--no-holdout", "--no-trust")


@pytest.fixture(autouse=True)
def keep_signals():
    """The command line sets handlers, which must not outlive the test."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    out = tmp_path_factory.mktemp("logs") / "demo"
    write_demo(out, n_users=600)
    return out


@pytest.fixture(scope="module")
def finished(demo, tmp_path_factory):
    out = tmp_path_factory.mktemp("runs") / "out"
    recipe = ("--encoder", "blend", "--encoder-param", "text=0", "--k", "6")
    assert cli.main(["run", str(demo / "events.csv"), *recipe, *PARTS, "--out", str(out)]) == 0
    return out


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def truth_of(demo):
    return {row["user_id"]: row["segment"] for row in rows(demo / "truth.csv")}


def test_a_run_keeps_its_model_and_no_user_in_it(finished):
    assert {path.name for path in finished.iterdir()} == RUN_FILES - {"trust.csv"}
    assert "demo-u" not in (finished / "model.json").read_text(encoding="utf-8")


def test_the_users_of_the_run_come_into_their_segments(demo, finished, tmp_path, capsys):
    out = tmp_path / "assigned.csv"
    assert cli.main(["assign", str(finished), str(demo / "events.csv"), "--out", str(out)]) == 0
    found, told = rows(out), capsys.readouterr().out
    assert list(found[0]) == ["user_id", "segment", "probability", "second", "unsure"]
    own = {row["user_id"]: row for row in rows(finished / "segments.csv")}
    sure = [row for row in found if row["unsure"] == "false"]
    assert len(sure) > 150
    assert np.mean([row["segment"] == own[row["user_id"]]["segment"] for row in sure]) > 0.98
    assert all(0 < float(row["probability"]) <= 1 and row["second"] != row["segment"] for row in found)
    assert f"{600 - len(sure):,} of 600 users are unsure." in told
    assert f"Assignments are in {out}." in told


def test_only_users_who_consented_are_in_lists_of_assigned_and_learnt_users(demo, finished, tmp_path, capsys):
    given = {row["user_id"] for row in rows(demo / "users.csv") if row["consent"] == "yes"}
    log = [str(finished), str(demo / "events.csv"), "--users", str(demo / "users.csv"), "--only-consented", "--out"]
    assert cli.main(["assign", *log, str(tmp_path / "assigned.csv")]) == 0
    assert cli.main(["learn", *log[:2], str(demo / "truth.csv"), *log[2:], str(tmp_path / "learnt")]) == 0
    told = capsys.readouterr().out
    assert told.count(f"{len(given)} of 600 users consented and are listed") == 2
    for path in (tmp_path / "assigned.csv", tmp_path / "learnt" / "assignments.csv"):
        assert {row["user_id"] for row in rows(path)} == given


def test_consent_is_asked_for_in_vain_where_no_attribute_tells_it(demo, finished, tmp_path, capsys):
    out = tmp_path / "assigned.csv"
    assert cli.main(["assign", str(finished), str(demo / "events.csv"), "--only-consented", "--out", str(out)]) == 2
    assert "The log has no attribute that tells consent" in capsys.readouterr().err
    assert not out.exists()


def test_sure_users_of_another_log_are_where_they_were_planted(demo, finished, tmp_path):
    write_demo(tmp_path / "other", n_users=300, random_state=1)
    events, out = tmp_path / "other" / "events.csv", tmp_path / "assigned.csv"
    assert cli.main(["assign", str(finished), str(events), "--out", str(out)]) == 0
    names, planted = truth_of(demo), truth_of(tmp_path / "other")
    members: dict[str, list[str]] = {}
    for row in rows(finished / "segments.csv"):
        members.setdefault(row["segment"], []).append(names[row["user_id"]])
    means = {segment: max(set(all_), key=all_.count) for segment, all_ in members.items()}
    sure = [row for row in rows(out) if row["unsure"] == "false" and planted[row["user_id"]].isdecimal()]
    assert len(sure) > 50
    assert np.mean([means[row["segment"]] != planted[row["user_id"]] for row in sure]) < 0.05


def test_what_the_model_does_not_know_is_said(finished, tmp_path, capsys):
    log = tmp_path / "log.csv"
    log.write_text("user,item,event,timestamp\na,x,swipe,2025-02-01 10:00\nb,y,view,2025-02-02 10:00\n")
    assert cli.main(["assign", str(finished), str(log), "--out", str(tmp_path / "out.csv")]) == 0
    told = capsys.readouterr().out
    assert "2 items are new to the model." in told
    assert "1 event types are new to the model: swipe." in told
    assert "2 users have touched no item that the model knows, and are unsure." in told
    assert [row["unsure"] for row in rows(tmp_path / "out.csv")] == ["true", "true"]


def test_a_folder_without_a_model_is_refused_before_the_log_is_read(tmp_path, capsys):
    assert cli.main(["assign", str(tmp_path), "nowhere.csv", "--out", str(tmp_path / "out.csv")]) == 2
    assert "holds no model: there is no model.json. Give the folder" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_an_output_that_is_a_folder_is_refused(finished, tmp_path, capsys):
    assert cli.main(["assign", str(finished), "nowhere.csv", "--out", str(tmp_path)]) == 2
    assert "is a folder or a link. Name a file." in capsys.readouterr().err


def test_parts_share_out_the_events_of_every_user():
    log = shop()
    one, two = two_parts(log, 0)
    assert (one.histories.counts + two.histories.counts == log.histories.counts).all()
    assert set(one.histories.counts - two.histories.counts) == {0, 1}


def test_users_beyond_the_reach_of_dense_segments_are_unassigned():
    draw = np.random.default_rng(0)
    tight = np.repeat(np.eye(4)[:2], 50, axis=0) + 0.05 * draw.normal(size=(100, 4))
    X = unit_rows(np.vstack([tight, draw.normal(size=(30, 4)) * [0.2, 0.2, 1, 1]]))
    labels = np.repeat([1, 2, -1], [50, 50, 30]).astype(np.int32)
    placer = fit_placer(X, labels, fit_mixture(X, np.where(labels > 0, labels - 1, -1)))
    found = placer.place(unit_rows(np.array([[1.0, 0.05, 0, 0], [0.05, 1, 0, 0], [0.1, 0, 1, 0], [0.4, 0, 0, -1]])))
    assert found.segments.tolist() == [1, 2, -1, -1]
    assert found.seconds.tolist() == [2, 1, 1, 1]
    assert found.probabilities[2:].tolist() == [0, 0]
    assert found.is_typical.tolist()[2:] == [False, False]


def test_everyone_is_assigned_where_the_clusterer_assigned_everyone():
    X = unit_rows(np.random.default_rng(0).normal(size=(60, 3)))
    labels = (X[:, 0] > 0).astype(np.int32) + 1
    placer = fit_placer(X, labels, fit_mixture(X, labels - 1))
    found = placer.place(X)
    assert set(found.segments) == {1, 2}
    assert 0 < np.mean(~found.is_typical) < 0.1


def planted_vectors(n_users=600, random_state=0):
    draw = np.random.default_rng(random_state)
    classes = draw.choice(3, n_users, p=[0.7, 0.22, 0.08])
    return unit_rows(np.eye(6)[classes] + 0.35 * draw.normal(size=(n_users, 6))), classes


def labelled(classes):
    ids = np.array([f"u{number}" for number in range(len(classes))], dtype=object)
    return label_users(ids, {user_id: "abc"[code] for user_id, code in zip(ids, classes, strict=True)})


@pytest.mark.parametrize(
    "params", [{}, {"loss": "focal"}, {"class_weights": "none"}, {"loss": "focal", "focusing": 0.5}], ids=str
)
def test_a_head_learns_planted_segments_and_is_judged_on_others(params, tmp_path):
    X, classes = planted_vectors()
    learnt = learn(X, labelled(classes), Head(**params))
    metrics = learnt.metrics
    assert metrics["n_trained"] + metrics["n_validation"] + metrics["n_judged"] == 600
    assert metrics["accuracy"] > 0.9
    assert metrics["macro_f1"] > 0.85
    assert np.sum(metrics["confusion"]) == metrics["n_judged"]
    assert metrics["calibration_error"] < 0.08
    assert learnt.head.losses_[-1, 0] < learnt.head.losses_[0, 0]
    write_head(learnt, tmp_path)
    again = read_head(tmp_path)
    np.testing.assert_array_equal(again.head.probabilities(X), learnt.head.probabilities(X))
    assert again.names == ("a", "b", "c")


def test_the_same_random_state_gives_the_same_head():
    X, classes = planted_vectors(200)
    first, second, other = (learn(X, labelled(classes), Head(random_state=state)).head for state in (0, 0, 1))
    np.testing.assert_array_equal(first.probabilities(X), second.probabilities(X))
    assert not np.array_equal(first.probabilities(X), other.probabilities(X))


def test_class_weights_help_the_small_segment():
    draw = np.random.default_rng(0)
    classes = (draw.random(1000) < 0.08).astype(int)
    X = unit_rows(np.eye(3)[classes] + 0.6 * draw.normal(size=(1000, 3)))
    recalls = [
        learn(X, labelled(classes), Head(class_weights=name)).metrics["by_segment"]["b"]["recall"]
        for name in ("balanced", "none")
    ]
    assert recalls[0] > recalls[1]


def test_an_untrained_head_is_worse():
    X, classes = planted_vectors()
    untrained = learn(X, labelled(classes), Head(epochs=0)).metrics["accuracy"]
    assert untrained < learn(X, labelled(classes), Head()).metrics["accuracy"] - 0.05


def test_a_temperature_makes_probabilities_honest():
    shares = np.array([[0.99, 0.01]] * 10)
    assert calibration_error(shares, np.array([0] * 7 + [1] * 3)) == pytest.approx(0.29)


def test_every_segment_is_dealt_to_every_part():
    parts = deal(np.repeat([0, 1], [50, 5]), 0)
    assert np.bincount(parts[:50]).tolist() == [30, 10, 10]
    assert np.bincount(parts[50:]).tolist() == [3, 1, 1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("who,segment\na,1\n", r"has no column user_id\."),
        ("user_id,group\na,1\n", r"has no column segment\."),
        ("user_id,segment\na,1\na,2\n", r"1 users have two segments in .*, such as a\."),
        ("", r"cannot be read\."),
    ],
)
def test_labels_that_cannot_be_used_are_told(text, message, tmp_path):
    (tmp_path / "labels.csv").write_text(text)
    with pytest.raises(DataError, match=message):
        read_labels(tmp_path / "labels.csv")


def test_too_few_labelled_users_are_told():
    ids = population([("ann", "tea"), ("bob", "tea")]).histories.user_ids
    with pytest.raises(DataError, match=r"in 1 segments; two are the least\."):
        label_users(ids, {"ann": "1", "zoe": "2"})
    with pytest.raises(DataError, match=r"Segment 1 has 1 labelled users; 5 are the least\."):
        label_users(ids, {"ann": "1", "bob": "2"})


def test_a_head_is_learnt_from_a_file_of_labels(demo, finished, tmp_path, capsys):
    names = {user: name for user, name in truth_of(demo).items() if name.isdecimal()}
    labels = "".join(f"{user},{name}\n" for user, name in names.items())
    (tmp_path / "labels.csv").write_text(f"user_id,segment\n{labels}stranger,1\n")
    out = tmp_path / "learnt"
    files = [str(finished), str(demo / "events.csv"), str(tmp_path / "labels.csv")]
    assert cli.main(["learn", *files, "--out", str(out)]) == 0
    assert {path.name for path in out.iterdir()} == HEAD_FILES
    metrics = json.loads((out / "metrics.json").read_text(encoding="utf-8"))
    assert (metrics["segments"], metrics["n_unknown_users"]) == (["1", "2", "3", "4", "5", "6"], 1)
    assert metrics["accuracy"] > 0.85
    found = rows(out / "assignments.csv")
    assert list(found[0]) == [Column.USER_ID, Column.SEGMENT, Column.PROBABILITY, Column.SECOND]
    assert len(found) == 600
    told = capsys.readouterr().out
    assert "1 labelled users are not in this log." in told
    assert f"accuracy {metrics['accuracy']:.3f}" in told


def test_corrections_leave_the_other_users_in_the_segments_of_the_run(demo, finished, tmp_path):
    moved = [row["user_id"] for row in rows(finished / "segments.csv") if row["segment"] == "1"][:30]
    (tmp_path / "labels.csv").write_text("user_id,segment\n" + "".join(f"{user},special\n" for user in moved))
    files = [str(finished), str(demo / "events.csv"), str(tmp_path / "labels.csv")]
    assert cli.main(["learn", *files, "--corrections", "--out", str(tmp_path / "learnt")]) == 0
    metrics = json.loads((tmp_path / "learnt" / "metrics.json").read_text(encoding="utf-8"))
    assert "special" in metrics["segments"]
    assert len(metrics["segments"]) > 2
    assert metrics["n_trained"] > 100
