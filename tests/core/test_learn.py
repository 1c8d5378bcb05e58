"""The network that learns given segments, when its users are sure, and the commands that learn and apply it."""

import json
import shutil

import numpy as np
import pytest

from core.cli import main as cli
from core.compute.vectors import unit_rows
from core.errors import AtlasError, DataError
from core.model.confidence_rule import ConfidenceRule
from core.model.files import MODEL_ARRAYS, MODEL_RECORD, load_model
from core.model.head import Head
from core.model.head_files import HEAD_FILES, read_head, write_head
from core.model.labels import label_users, read_labels, split_by_class
from core.model.learn import calibration_error, find_head_confidence_rule, learn
from core.model.learn_users import learn_users
from core.model.segment_model import AssignedUsers
from core.model.tables import assigned_columns, write_assignments
from core.population.tables import read_population
from tests.conftest import make_once
from tests.core.cli_help import make_demo, make_demo_and_run, rows, truth_of
from tests.populations import population

pytestmark = [pytest.mark.training, pytest.mark.usefixtures("temporary_workspace")]


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


@pytest.fixture(scope="module")
def learnt_head(demo, finished, tmp_path_factory):
    """A head that learnt the planted segments of the run's own log."""
    out = tmp_path_factory.mktemp("heads") / "head"
    names = {user: name for user, name in truth_of(demo).items() if name.isdecimal()}
    labels = out.parent / "labels.csv"
    labels.write_text("user_id,segment\n" + "".join(f"{user},{name}\n" for user, name in names.items()))
    assert cli.main(["learn", str(finished), str(demo / "events.csv"), str(labels), "--out", str(out)]) == 0
    return out


def planted_vectors(n_users=600, random_state=0):
    rng = np.random.default_rng(random_state)
    classes = rng.choice(3, n_users, p=[0.7, 0.22, 0.08])
    return unit_rows(np.eye(6)[classes] + 0.35 * rng.normal(size=(n_users, 6))), classes


def labelled(classes):
    ids = np.array([f"u{number}" for number in range(len(classes))], dtype=object)
    return label_users(ids, {user_id: "abc"[code] for user_id, code in zip(ids, classes, strict=True)})


def learn_from(X, classes, head):
    return learn(X, np.ones(len(X), dtype=int), labelled(classes), head)


@pytest.mark.parametrize(
    "params", [{}, {"loss": "focal"}, {"class_weights": "none"}, {"loss": "focal", "focusing": 0.5}], ids=str
)
def test_a_head_learns_planted_segments_and_is_judged_on_others(params):
    X, classes = planted_vectors()
    learnt = learn_from(X, classes, Head(**params))
    metrics = learnt.metrics
    assert metrics["n_trained"] + metrics["n_validation"] + metrics["n_judged"] == 600
    assert metrics["accuracy"] > 0.9
    assert metrics["macro_f1"] > 0.85
    assert np.sum(metrics["confusion"]) == metrics["n_judged"]
    assert metrics["calibration_error"] < 0.08
    assert learnt.head.losses_[-1, 0] < learnt.head.losses_[0, 0]


def a_run(folder, model="a model"):
    """Write what stands for the model of a run."""
    folder.mkdir()
    (folder / MODEL_RECORD).write_text(model)
    (folder / MODEL_ARRAYS).write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def learnt():
    X, classes = planted_vectors()
    return learn_from(X, classes, Head())


def test_a_kept_head_places_as_the_learnt_one_does(learnt, tmp_path):
    X = planted_vectors(50, random_state=1)[0]
    write_head(learnt, a_run(tmp_path / "run"), tmp_path)
    kept = read_head(tmp_path, tmp_path / "run")
    for name in ("segments", "probabilities", "runners_up"):
        np.testing.assert_array_equal(getattr(kept.assign(X), name), getattr(learnt.assign(X), name))
    assert (kept.names, kept.confidence_rule, kept.metrics) == (("a", "b", "c"), learnt.confidence_rule, learnt.metrics)


def test_a_head_of_another_run_is_refused(learnt, tmp_path):
    write_head(learnt, a_run(tmp_path / "run"), tmp_path)
    read_head(tmp_path, a_run(tmp_path / "the same again"))
    with pytest.raises(DataError, match=r"The head in .* was not learnt on the vectors of .*other\.$"):
        read_head(tmp_path, a_run(tmp_path / "other", "another model"))


def _without_its_arrays(folder):
    (folder / "head.npz").unlink()


def _cut_short(folder):
    (folder / "head.npz").write_bytes((folder / "head.npz").read_bytes()[:200])


def _changed(**changes):
    def spoil(folder):
        record = json.loads((folder / "head.json").read_text(encoding="utf-8"))
        (folder / "head.json").write_text(json.dumps(record | changes), encoding="utf-8")

    return spoil


def _with_another_shape(folder):
    with np.load(folder / "head.npz") as kept:
        arrays = dict(kept)
    np.savez(folder / "head.npz", **{**arrays, "net.2.weight": arrays["net.2.weight"][:, :3]})


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (_without_its_arrays, r"holds no head: there is no head\.npz\."),
        (_cut_short, r"The head in .* is damaged and cannot be read\."),
        (_changed(format=2), r"The head in .* is of a format that is not known here\."),
        (_changed(**{"sureness": {"cut": 0.9}}), r"The head in .* is damaged and cannot be read\."),
        (_changed(segments=["one"]), r"The head in .* is damaged and cannot be read\."),
        (_with_another_shape, r"The head in .* is damaged and cannot be read\."),
    ],
)
def test_a_head_that_cannot_be_read_is_reported(learnt, spoil, message, tmp_path):
    write_head(learnt, a_run(tmp_path / "run"), tmp_path)
    spoil(tmp_path)
    with pytest.raises(DataError, match=message):
        read_head(tmp_path, tmp_path / "run")


def test_users_are_confident_from_the_least_probability_on_that_was_right_often_enough():
    """Of segment 0 all above 0.8 are right and half below; of segment 1 too few were seen."""
    first = np.repeat([0.95, 0.85, 0.75, 0.65], 40)
    probabilities = np.concatenate([first, np.full(18, 0.99)])
    found = np.repeat([0, 1], [160, 18])
    classes = found.copy()
    classes[80:160:2] = 1
    shares = np.stack([np.where(found == 0, probabilities, 1 - probabilities)] * 2, axis=1)
    shares[:, 1] = 1 - shares[:, 0]
    confidence_rule = find_head_confidence_rule(shares, classes, np.arange(178) + 3)
    assert confidence_rule == ConfidenceRule((0.8, None), least_events=11, n_measured=178, n_sure=80, n_agreed=80)


def test_where_no_user_is_confident_is_noted():
    X, classes = planted_vectors(90)
    printed = [str(line) for line in learn_from(X, classes, Head()).sentences()]
    assert printed == [
        "All users of these segments are unsure, since too few held-out labelled users were assigned to them, or too "
        "few of these correctly: a, b, c."
    ]


def test_the_same_random_state_gives_the_same_head():
    X, classes = planted_vectors(200)
    first, second, other = (learn_from(X, classes, Head(random_state=state)).head for state in (0, 0, 1))
    np.testing.assert_array_equal(first.probabilities(X), second.probabilities(X))
    assert not np.array_equal(first.probabilities(X), other.probabilities(X))


def test_class_weights_help_the_small_segment():
    rng = np.random.default_rng(0)
    classes = (rng.random(1000) < 0.08).astype(int)
    X = unit_rows(np.eye(3)[classes] + 0.6 * rng.normal(size=(1000, 3)))
    recalls = [
        learn_from(X, classes, Head(class_weights=name)).metrics["by_segment"]["b"]["recall"]
        for name in ("balanced", "none")
    ]
    assert recalls[0] > recalls[1]


def test_an_untrained_head_is_worse():
    X, classes = planted_vectors()
    untrained = learn_from(X, classes, Head(epochs=0)).metrics["accuracy"]
    assert untrained < learn_from(X, classes, Head()).metrics["accuracy"] - 0.05


def test_a_temperature_makes_probabilities_honest():
    shares = np.array([[0.99, 0.01]] * 10)
    assert calibration_error(shares, np.array([0] * 7 + [1] * 3)) == pytest.approx(0.29)


def test_every_segment_is_split_over_every_part():
    parts = split_by_class(np.repeat([0, 1], [50, 5]), 0)
    assert np.bincount(parts[:50]).tolist() == [30, 10, 10]
    assert np.bincount(parts[50:]).tolist() == [3, 1, 1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("who,segment\na,1\n", r"has no column user_id\."),
        ("user_id,group\na,1\n", r"has no column segment\."),
        ("user_id,segment\na,1\na,2\n", r"1 user has two segments in .*: a\."),
        ("", r"labels\.csv is empty\."),
    ],
)
def test_labels_that_cannot_be_used_are_refused(text, message, tmp_path):
    (tmp_path / "labels.csv").write_text(text)
    with pytest.raises(AtlasError, match=message):
        read_labels(tmp_path / "labels.csv")


def test_too_few_labelled_users_are_refused():
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
    assert list(found[0]) == assigned_columns(("1", "2", "3", "4", "5", "6"))
    assert all(sum(float(row[f"p_{name}"]) for name in "123456") == pytest.approx(1, abs=1e-5) for row in found)
    assert len(found) == 600
    printed = capsys.readouterr().out
    assert "1 labelled users are not in this log." in printed
    assert f"accuracy {metrics['accuracy']:.3f}" in printed


def test_a_head_is_learnt_from_an_attribute_of_the_log(demo, finished, tmp_path, capsys):
    files = [str(finished), str(demo / "events.csv"), "--users", str(demo / "users.csv")]
    assert cli.main(["learn", *files, "--attribute", "gender", "--out", str(tmp_path / "learnt")]) == 0
    known = [row["gender"] for row in rows(demo / "users.csv") if row["gender"]]
    assert f"{len(known)} of 600 users have the attribute gender;" in capsys.readouterr().out
    metrics = json.loads((tmp_path / "learnt" / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["segments"] == sorted(set(known))
    assert cli.main(["learn", str(finished), "--attribute", "gender", "--out", str(tmp_path / "other")]) == 2
    assert "no attribute 'gender'. A table of users brings them (--users)." in capsys.readouterr().err
    assert cli.main(["learn", str(finished), "--out", str(tmp_path / "other")]) == 2
    assert "Labels come from a file after the log, or from an attribute" in capsys.readouterr().err


def test_why_a_user_is_in_a_segment_is_read_from_the_files_of_a_run(finished, tmp_path, capsys):
    own = max(rows(finished / "segments.csv"), key=lambda row: float(row["silhouette"]))
    assert cli.main(["show", str(finished), "--user", own["user_id"]]) == 0
    first, figures, *_rest = capsys.readouterr().out.splitlines()
    assert first.startswith(f"The user is in {own['segment']}. {own['persona']} rather than in ")
    assert float(figures.split()[1]) == pytest.approx(100 * float(own["probability"]), abs=0.06)
    assert cli.main(["show", str(finished), "--user", "nobody"]) == 2
    assert "The run has no user of this id." in capsys.readouterr().err
    assert cli.main(["show", str(finished)]) == 0
    shown = capsys.readouterr().out
    assert f"{own['segment']}. {own['persona']} (" in shown
    second = next(row["persona"] for row in rows(finished / "segments.csv") if row["segment"] == "2")
    assert cli.main(["show", str(finished), "--segment", "2"]) == 0
    assert capsys.readouterr().out.startswith(f"2. {second}")
    assert cli.main(["show", str(finished), "--segment", "9"]) == 2
    shutil.copytree(finished, tmp_path / "run", ignore=shutil.ignore_patterns("population"))
    assert cli.main(["show", str(tmp_path / "run"), "--user", own["user_id"]]) == 2
    assert "run holds no log. A run keeps it unless" in capsys.readouterr().err


def test_corrections_leave_the_other_users_in_the_segments_of_the_run(demo, finished, tmp_path):
    moved = [row["user_id"] for row in rows(finished / "segments.csv") if row["segment"] == "1"][:30]
    (tmp_path / "labels.csv").write_text("user_id,segment\n" + "".join(f"{user},special\n" for user in moved))
    files = [str(finished), str(demo / "events.csv"), str(tmp_path / "labels.csv")]
    assert cli.main(["learn", *files, "--corrections", "--out", str(tmp_path / "learnt")]) == 0
    metrics = json.loads((tmp_path / "learnt" / "metrics.json").read_text(encoding="utf-8"))
    assert "special" in metrics["segments"]
    assert len(metrics["segments"]) > 2
    assert metrics["n_trained"] > 100


def test_segments_that_are_corrected_keep_the_names_that_labels_have(finished):
    model, log = load_model(finished), read_population(finished / "population")
    first = [row["user_id"] for row in rows(finished / "segments.csv") if row["segment"] == "1"]
    names = {number: f"name {number}" for number in range(1, 7)}
    found = learn_users(model, log, dict.fromkeys(first[:30], "special"), Head(epochs=3), True, names)
    assert "special" in found.learnt.names
    assert 2 < len(found.learnt.names) == len({"special", *names.values()} & set(found.learnt.names))


def test_a_head_learnt_on_some_users_of_a_log_assigns_the_others(finished, tmp_path, capsys):
    log = make_demo(tmp_path, n_users=2400, random_state=1)
    truth = {user: name for user, name in truth_of(log).items() if name.isdecimal()}
    users = list(truth)
    known, others = users[::2], set(users[1::2])
    (tmp_path / "labels.csv").write_text("user_id,segment\n" + "".join(f"{u},kind {truth[u]}\n" for u in known))
    events, head, out = str(log / "events.csv"), str(tmp_path / "head"), tmp_path / "assigned.csv"
    assert cli.main(["learn", str(finished), events, str(tmp_path / "labels.csv"), "--out", head]) == 0
    learnt = capsys.readouterr().out
    assert cli.main(["assign", str(finished), events, "--head", head, "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    found = [row for row in rows(out) if row["user_id"] in others]
    right = np.array([row["segment"] == f"kind {truth[row['user_id']]}" for row in found])
    is_confident = np.array([row["unsure"] == "false" for row in found])
    assert right.mean() > 0.8
    assert is_confident.mean() > 0.4
    assert right[is_confident].mean() > 0.95
    assert right[~is_confident].mean() < right[is_confident].mean()
    assert all(row["second"] != row["segment"] and 0 < float(row["probability"]) <= 1 for row in found)
    assert out.read_bytes() == (tmp_path / "head" / "assignments.csv").read_bytes()
    sentences = [line for line in learnt.splitlines() if line.startswith(("Of ", "Nobody"))]
    assert sentences
    assert set(sentences) < set(printed.splitlines())
    assert "kind 1: " in printed


def test_users_of_no_known_item_are_unsure_of_a_head(finished, learnt_head, tmp_path):
    log = tmp_path / "log.csv"
    log.write_text("user,item,event,timestamp\na,x,view,2025-02-01 10:00\nb,y,view,2025-02-02 10:00\n")
    out = tmp_path / "out.csv"
    assert cli.main(["assign", str(finished), str(log), "--head", str(learnt_head), "--out", str(out)]) == 0
    assert [(row["user_id"], row["unsure"]) for row in rows(out)] == [("a", "true"), ("b", "true")]
    assert {row[name] for row in rows(out) for name in row if name.startswith("p")} == {""}


def test_any_text_can_be_the_label_of_a_segment_and_what_is_unknown_is_empty(tmp_path, monkeypatch):
    """Written in blocks of two users, of whom the last is not listed."""
    monkeypatch.setattr("core.model.tables._BLOCK", 2)
    shares = np.array([[0.75, 0.25], [0.125, 0.875], [np.nan, np.nan], [0.5, 0.5]])
    assigned = AssignedUsers(
        user_ids=np.array(["ann", "bob", "cid", "dan"], dtype=object),
        segments=np.array([1, 2, 1, 1], dtype=np.int32),
        probabilities=shares.max(axis=1),
        runners_up=np.array([2, 1, 2, 2], dtype=np.int32),
        is_unsure=np.array([False, False, True, True]),
        n_known_events=np.array([3, 4, 0, 2]),
        shares=shares,
        n_unseen_items=0,
        unseen_event_names=(),
    )
    names = ('"Tea", green', "=1+1")
    write_assignments(assigned, names, tmp_path / "found.csv", np.array([True, True, True, False]))
    found = rows(tmp_path / "found.csv")
    assert list(found[0]) == ["user_id", "segment", "probability", "second", "unsure", 'p_"Tea", green', "p_=1+1"]
    assert [list(row.values()) for row in found] == [
        ["ann", names[0], "0.75", names[1], "false", "0.75", "0.25"],
        ["bob", names[1], "0.875", names[0], "false", "0.125", "0.875"],
        ["cid", names[0], "", names[1], "true", "", ""],
    ]


def test_a_head_is_refused_before_the_log_is_read(finished, learnt_head, tmp_path, capsys):
    files = ["nowhere.csv", "--out", str(tmp_path / "out.csv")]
    assert cli.main(["assign", str(finished), *files, "--head", str(tmp_path)]) == 2
    assert "holds no head: there is no head.json. Give the folder that learn has written." in capsys.readouterr().err
    other = a_run(tmp_path / "other")
    assert cli.main(["assign", str(other), *files, "--head", str(learnt_head)]) == 2
    assert "Give the run that it was learnt on, or learn it again on this one." in capsys.readouterr().err
