"""The command line from end to end, on small demo logs."""

import errno
import io
import json
import os
import pty
import re
import shlex
import shutil
import signal
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout, suppress
from pathlib import Path

import pytest

from core import __version__
from core.cli import main as cli
from core.cli.page import commands_of
from core.export.files import FILES, FILES_OF_FRESH_RUN
from core.export.trust_file import TRUST_KINDS
from core.files.kept_log import LOG_FOLDER, has_log
from core.files.output_folder import DEMO_FILES
from core.results.make import N_RECOMMENDED
from core.results.tables import RECOMMENDATION_COLUMNS, USER_COLUMNS
from core.stages.table import Stage
from core.types import Column
from tests.conftest import PROJECT, SAMPLE
from tests.core.cli_help import PARTS, make_demo, rows
from tests.core.jobs_help import wait_for, work_here
from tests.markdown import code_spans, fenced_lines, table

README = (PROJECT / "README.md").read_text(encoding="utf-8")
DOCS = [path.read_text(encoding="utf-8") for path in sorted((PROJECT / "docs").glob("*.md"))]
PAGE_ON_FILES = (PROJECT / "docs" / "files.md").read_text(encoding="utf-8")
WITHOUT_CARD = FILES_OF_FRESH_RUN - {"trust.csv"} | {LOG_FOLDER}
QUICK = ("--encoder", "counts", "--k", "4", *PARTS)
SEGMENTS = "12"
"""Of the run of the README."""
EVENTS = "user,item,event,timestamp\n" + "".join(
    f"u{user},{'tea' if user % 2 else 'mug'},view,2024-01-0{1 + user}T10:00:00\n" for user in range(6)
)

pytestmark = pytest.mark.usefixtures("temporary_workspace")


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("logs"), n_users=300)


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """A demo log of few users, for what any log shows."""
    return make_demo(tmp_path_factory.mktemp("few"), n_users=60)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The run of the README, with everything in it: its folder and what it printed."""
    folder, printed = tmp_path_factory.mktemp("readme"), io.StringIO()
    shutil.copytree(SAMPLE, folder / "data" / "sample")
    with chdir(folder), redirect_stdout(printed):
        assert cli.main(commands_in(README)[0]) == 0
    assert names_in(folder) == ["data", "demo-run"]
    return folder / "demo-run", printed.getvalue()


@pytest.fixture(scope="module")
def whole_run(whole):
    return whole[0]


@pytest.fixture(scope="module")
def quick(few, tmp_path_factory):
    """One run without map, holdout and trust card: its folder, and what it printed to stdout and stderr."""
    out, printed, errors = tmp_path_factory.mktemp("runs") / "out", io.StringIO(), io.StringIO()
    with redirect_stdout(printed), redirect_stderr(errors):
        assert run(few / "events.csv", out, *QUICK) == 0
    return out, printed.getvalue(), errors.getvalue()


@pytest.fixture
def small_log(tmp_path):
    """Six users, one event each."""
    path = tmp_path / "events.csv"
    path.write_text(EVENTS)
    return path


class Terminal(io.StringIO):
    def isatty(self):
        return True


def run(events, out, *options):
    return cli.main(["run", str(events), "--out", str(out), *options])


def start(*arguments, **options):
    """Start a process of its own, as a person would from a shell."""
    command = [sys.executable, "-m", "core", *map(str, arguments)]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


def commands_in(text):
    """Return the commands of the fenced blocks of a document that name no run of one's own."""
    lines = [line for line in fenced_lines(text) if line.startswith("python -m core ")]
    return [shlex.split(line)[3:] for line in lines if " RUN" not in line]


def header(path):
    return path.read_text(encoding="utf-8-sig").splitlines()[0].split(",")


def record(out):
    return json.loads((out / "run.json").read_text(encoding="utf-8"))


def described(out):
    return json.loads((out / "segments.json").read_text(encoding="utf-8"))


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_every_file_is_there(whole_run):
    assert set(names_in(whole_run)) == FILES_OF_FRESH_RUN | {LOG_FOLDER}
    documented = {row[0].strip("`"): row[1] for row in table(PAGE_ON_FILES, "file in `demo-run`")}
    assert documented == {file.name: file.description for file in FILES}


def test_what_titles_mean_is_kept_beside_the_log(whole_run):
    (kept,) = (whole_run / LOG_FOLDER).glob("*.npz")
    assert kept.stat().st_mode & 0o777 == 0o600
    assert has_log(whole_run)


def test_columns_are_those_of_the_page_on_files(whole_run):
    documented = {row[0].strip("`"): code_spans(row[1]) for row in table(PAGE_ON_FILES, "file in `demo-run`")}
    assert header(whole_run / "segments.csv") == documented["segments.csv"] == [*USER_COLUMNS, "shown_as"]
    assert header(whole_run / "segments_excel.csv") == [*USER_COLUMNS, "shown_as"]
    assert header(whole_run / "recommendations.csv") == documented["recommendations.csv"]
    assert documented["recommendations.csv"] == [*RECOMMENDATION_COLUMNS, "shown_as"]
    assert header(whole_run / "rejected.csv") == documented["rejected.csv"] == [Column.LINE, Column.REASON, Column.RAW]


def test_every_user_is_in_one_segment(whole_run):
    segments = rows(whole_run / "segments.csv")
    users = {row["user_id"] for row in rows(SAMPLE / "events.csv")}
    assert len(segments) == len(users)
    assert {row["user_id"] for row in segments} == users
    assert {row["segment"] for row in segments} == set(SEGMENTS)
    for row in segments:
        assert 0 < float(row["probability"]) <= 1
        assert -1 <= float(row["silhouette"]) <= 1
        assert abs(float(row["x"])) + abs(float(row["y"])) < 1e3


def test_every_segment_has_a_persona_of_its_own(whole_run):
    described = json.loads((whole_run / "segments.json").read_text(encoding="utf-8"))
    assert [segment["segment"] for segment in described] == [*map(int, SEGMENTS)]
    assert list(described[0]) == [
        "segment",
        "number",
        "size",
        "share",
        "nearest",
        "persona",
        "basis",
        "why_no_facts",
        "behaviour",
        "lifts",
        "typical_users",
        "portrait",
        "trust",
        "note",
        "decision",
    ]
    assert sum(segment["size"] for segment in described) == 200
    names = {str(segment["segment"]): segment["persona"]["name"] for segment in described}
    assert len(set(names.values())) == len(SEGMENTS)
    for row in rows(whole_run / "segments.csv"):
        assert row["persona"] == names[row["segment"]]


def test_the_trust_card_is_a_table_with_the_verdicts_of_the_record(whole_run):
    written, card = rows(whole_run / "trust.csv", "utf-8-sig"), record(whole_run)["trust"]
    assert header(whole_run / "trust.csv") == [*TRUST_KINDS, "shown_as"]
    assert [row["verdict"] for row in written] == [segment["verdict"] for segment in card["segments"]]
    assert [float(row["jaccard"]) for row in written] == pytest.approx([each["jaccard"] for each in card["segments"]])
    described = json.loads((whole_run / "segments.json").read_text(encoding="utf-8"))
    assert [segment["trust"]["reason"] for segment in described] == [each["reason"] for each in card["segments"]]


def test_the_excel_file_begins_with_a_mark_and_holds_the_same_users(whole_run):
    assert (whole_run / "segments_excel.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    plain, excel = rows(whole_run / "segments.csv"), rows(whole_run / "segments_excel.csv", "utf-8-sig")
    assert [row["user_id"] for row in excel] == [row["user_id"] for row in plain]
    assert [row["segment"] for row in excel] == [row["segment"] for row in plain]


def test_each_segment_has_ranked_recommendations(whole_run):
    titles = {row["item_id"]: row["title"] for row in rows(SAMPLE / "items.csv")}
    found = rows(whole_run / "recommendations.csv")
    for segment in SEGMENTS:
        own = [row for row in found if row["segment"] == segment]
        assert [int(row["rank"]) for row in own] == list(range(1, N_RECOMMENDED + 1))
        assert all(float(row["lift"]) >= 1 for row in own[:10])
        assert all(0 <= float(row["expected_response"]) <= float(row["new_to_pct"]) / 100 + 0.05 for row in own)
        assert {row["recommender"] for row in own} == {"segment_offers"}
        assert all(row["title"] == titles[row["item_id"]] for row in own)


def test_the_record_has_every_part(whole_run):
    found = record(whole_run)
    asked = {"recipe", "n_users", "n_events", "ingest", "scores", "seconds", "peak_rss_mb", "versions"}
    assert found.keys() >= asked
    assert found["recipe"] | {"encoder_params": {}, "clusterer_params": {}} == {
        "encoder": "blend",
        "encoder_params": {},
        "clusterer": "kmeans",
        "clusterer_params": {},
        "k": "auto",
        "random_state": 0,
    }
    assert found["recipe"]["encoder_params"].keys() >= {"counts", "text", "behaviour"}
    assert found["n_users"] == 200
    assert found["peak_rss_mb"] > 50
    assert found["versions"]["persona-atlas"] == __version__
    assert found["map"] == "umap"


def test_the_record_accounts_for_every_line_of_the_log(whole_run):
    found = record(whole_run)
    ingest = found["ingest"]
    assert ingest["n_records"] == len(rows(SAMPLE / "events.csv"))
    assert ingest["n_records"] == ingest["n_stored"] + ingest["n_rejected"]
    assert ingest["n_rejected"] == sum(ingest["rejected"].values()) == len(rows(whole_run / "rejected.csv"))
    assert found["n_events"] == ingest["n_stored"]


def test_the_record_holds_the_scores(whole_run):
    scores = record(whole_run)["scores"]
    silhouettes = [float(row["silhouette"]) for row in rows(whole_run / "segments.csv")]
    assert scores["silhouette"] == pytest.approx(sum(silhouettes) / 200, abs=1e-5)
    assert scores["k"] == scores["holdout"]["k"] == len(SEGMENTS)
    assert scores["holdout"]["n_judged"] > 100
    assert scores["holdout"].keys() >= {
        f"{score}{against}" for score in ("recall", "ndcg") for against in ("", "_global", "_permuted", "_uplift_pct")
    }


def test_the_record_times_every_stage(whole_run):
    seconds = record(whole_run)["seconds"]
    stages = ["encode", "choose k", "cluster", "profile", "map", "holdout", "trust", "model"]
    assert sorted(seconds) == sorted(["read", "store", *stages])  # parts beside each other end in any order


def test_a_run_says_what_it_found(quick):
    out, printed, errors = quick
    assert "4. " in printed
    assert "at k = 4." in printed
    assert printed.endswith(f"Results are in {out}.\n")
    assert "events: user = user_id" in errors
    assert "records can be used." in errors
    assert "%" not in errors.replace(" %", "")  # no progress: it is no terminal
    assert "\r" not in errors
    assert "\x1b" not in errors


def test_names_stay_from_the_folder_of_an_earlier_run(quick, few, tmp_path, capsys):
    earlier = Path(shutil.copytree(quick[0], tmp_path / "earlier"))
    segments = described(earlier)
    for each, name in zip(segments, ("Regulars", "Gardeners"), strict=False):
        each["persona"] |= {"name": name, "is_given": True, "text": {}}
    (earlier / "segments.json").write_text(json.dumps(segments))
    assert run(few / "events.csv", tmp_path / "out", *QUICK, "--random-state", "1", "--names-from", str(earlier)) == 0
    printed = capsys.readouterr().out
    found = {each["persona"]["name"]: each for each in described(tmp_path / "out") if each["persona"]["is_given"]}
    assert f"carried over from run {earlier} (name version 0)" in printed
    assert "60 of 60 users are known to that run." in printed
    for number, name in enumerate(("Regulars", "Gardeners"), start=1):
        assert f"“{name}”" in printed
        assert name not in found or found[name]["number"] == number
    assert record(tmp_path / "out")["naming"]["from_run"] == str(earlier)
    assert run(few / "events.csv", tmp_path / "again", *QUICK, "--names-from", str(tmp_path / "none")) == 2
    assert "none holds no names of a run:" in capsys.readouterr().err


def test_other_segments_of_a_log_in_a_folder_beside_have_another_number(quick, few, tmp_path):
    shutil.copytree(quick[0], tmp_path / "first")
    for name, k in (("again", "4"), ("other", "3")):
        assert run(few / "events.csv", tmp_path / name, "--encoder", "counts", "--k", k, *PARTS) == 0
    assert [record(tmp_path / name)["naming"] for name in ("first", "again")] == [None, None]
    naming = record(tmp_path / "other")["naming"]
    assert (naming["version"], naming["author"], naming["from_run"]) == (1, "", "")


def test_without_a_map_x_and_y_are_empty(quick):
    out, _, _ = quick
    assert {(row["x"], row["y"]) for row in rows(out / "segments.csv")} == {("", "")}
    assert record(out)["map"] is None


def test_without_a_holdout_its_score_is_null(quick):
    out, _, _ = quick
    assert record(out)["scores"]["holdout"] is None
    assert set(names_in(out)) == WITHOUT_CARD


def test_without_a_trust_card_it_is_null(quick):
    out, printed, _ = quick
    assert record(out)["trust"] is None
    assert "Trust:" not in printed
    assert "trust.csv" not in names_in(out)


def test_an_older_trust_card_does_not_stay_beside_a_run_without_one(small_log, tmp_path):
    (tmp_path / "out").mkdir()
    for name in ("trust.csv", "mine.txt"):
        (tmp_path / "out" / name).write_text("older")
    assert run(small_log, tmp_path / "out", *QUICK, "--force") == 0
    assert set(names_in(tmp_path / "out")) == WITHOUT_CARD | {"mine.txt"}


def test_only_users_who_consented_are_listed_and_the_others_counted(few, tmp_path, capsys):
    users = tmp_path / "users.csv"
    answers = {row["user_id"]: row["consent"] for row in rows(few / "users.csv")}
    unanswered = dict.fromkeys(list(answers)[:20], "")
    users.write_text(
        "user_id,consent\n" + "".join(f"{user},{answer}\n" for user, answer in (answers | unanswered).items())
    )
    options = ("--users", str(users), *QUICK)
    assert run(few / "events.csv", tmp_path / "all", *options) == 0
    assert run(few / "events.csv", tmp_path / "some", *options, "--only-consented") == 0
    given = {user for user, answer in (answers | unanswered).items() if answer == "yes"}
    whole = rows(tmp_path / "all" / "segments.csv")
    assert rows(tmp_path / "some" / "segments.csv") == [row for row in whole if row["user_id"] in given]
    assert len(rows(tmp_path / "some" / "segments_excel.csv", "utf-8-sig")) == len(given)
    typical = [each["typical_users"] for each in described(tmp_path / "all")]
    assert [each["typical_users"] for each in described(tmp_path / "some")] == [
        [user for user in own if user in given] for own in typical
    ]
    assert [each["size"] for each in described(tmp_path / "some")] == [
        each["size"] for each in described(tmp_path / "all")
    ]
    assert "rejected.csv" in names_in(tmp_path / "all")
    assert "rejected.csv" not in names_in(tmp_path / "some")
    listed, refused = len(given), 40 - len(given)
    listing = f"{listed} of 60 users consented (attribute 'consent') and are listed"
    sentence = f"{listing}; of the others {refused} refused and 20 gave"
    assert sentence in capsys.readouterr().out
    assert sentence in record(tmp_path / "some")["notes"][-1]
    assert not any("consented" in note for note in record(tmp_path / "all")["notes"])


def test_without_consent_in_the_log_nobody_is_listed_by_it(small_log, tmp_path, capsys):
    assert run(small_log, tmp_path / "out", *QUICK, "--only-consented") == 2
    assert "The log has no attribute that holds consent, such as consent or opt_in. Load a" in capsys.readouterr().err
    assert names_in(tmp_path) == ["events.csv"]


def test_the_record_holds_the_trust_card(whole_run):
    trust = record(whole_run)["trust"]
    segments = json.loads((whole_run / "segments.json").read_text(encoding="utf-8"))
    assert trust["verdict"] in ("strong", "usable", "weak", "none")
    assert trust["reason"].endswith(".")
    assert [each["segment"] for each in trust["segments"]] == [*map(int, SEGMENTS)]
    assert [each["size"] for each in trust["segments"]] == [each["size"] for each in segments]
    for each in trust["segments"]:
        assert each["verdict"] in ("strong", "usable", "weak", "none")
        assert each["reason"].endswith(".")
        assert -1 <= each["silhouette"] <= 1
        assert 0 <= each["jaccard"] <= 1
        assert each["recall_uplift_pct"].keys() == {"value", "low", "high"}


def test_the_verdict_is_printed(whole):
    out, printed = whole
    trust = record(out)["trust"]
    assert f"Trust: {trust['verdict']}. {trust['reason']}\n" in printed
    for each in trust["segments"]:
        assert f"  {each['segment']}. {each['verdict']}: {each['reason']}\n" in printed


def test_k_is_chosen_unless_given(few, tmp_path):
    assert run(few / "events.csv", tmp_path / "out", "--encoder", "counts", *PARTS) == 0
    found = record(tmp_path / "out")
    assert found["recipe"]["k"] == "auto"
    assert found["scores"]["k_choice"]["k"] == found["scores"]["k"]
    assert [score["k"] for score in found["scores"]["k_choice"]["scores"]] == list(range(2, 13))


def test_roles_may_be_given(tmp_path, capsys):
    (tmp_path / "log.csv").write_text(EVENTS.replace("user,item,event,timestamp", "a,b,c,d"))
    roles = [part for role in ("user=a", "item=b", "event=c", "timestamp=d") for part in ("--map", role)]
    options = ("--encoder", "counts", "--k", "2", *PARTS)
    assert run(tmp_path / "log.csv", tmp_path / "out", *roles, *options) == 0
    assert [row["user_id"] for row in rows(tmp_path / "out" / "segments.csv")] == [f"u{number}" for number in range(6)]


def test_parameters_of_the_encoder_may_be_given(few, tmp_path):
    given = ("--encoder-param", "n_dims=3", "--encoder-param", "weighting=bm25")
    assert run(few / "events.csv", tmp_path / "out", *QUICK, *given) == 0
    found = record(tmp_path / "out")["recipe"]["encoder_params"]
    assert (found["n_dims"], found["weighting"], found["k1"]) == (3, "bm25", 1.2)


def test_a_parameter_that_the_encoder_does_not_have_is_refused_before_the_work(tmp_path, capsys):
    assert run(tmp_path / "none.csv", tmp_path / "out", "--encoder-param", "colour=red") == 2
    assert "Blend has no parameter 'colour'." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--preset", "netflix"], "argument --preset: invalid choice: 'netflix'"),
        (["--map", "colour=x"], "'colour=x' is not ROLE=COLUMN with a role of user, item"),
        (["--map", "user"], "'user' is not ROLE=COLUMN"),
        (["--map", "user="], "'user=' is not ROLE=COLUMN"),
        (["--encoder", "magic"], "argument --encoder: invalid choice: 'magic'"),
        (["--encoder-param", "n_dims"], "'n_dims' is not NAME=VALUE"),
        (["--k", "0"], "'0' is neither a number from 1, a range such as 4-6, nor \"auto\""),
        (["--k", "few"], "'few' is neither a number from 1"),
        (["--colour", "red"], "unrecognized arguments: --colour red"),
    ],
)
def test_a_command_that_cannot_be_understood_ends_with_status_2(small_log, tmp_path, capsys, options, message):
    with pytest.raises(SystemExit) as stopped:
        run(small_log, tmp_path / "out", *options)
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err
    assert names_in(tmp_path) == ["events.csv"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--map", "user=who"], "No file has a column 'who'. Columns are user, item, event, timestamp."),
        (["--map", "user=user", "--map", "user=item"], "Two columns are given for user: user and item. Give one of"),
        (
            ["--map", "user=item", "--map", "item=item"],
            "The column item cannot be user and item and timestamp at once.",
        ),
        (["--k", "7", "--no-map", "--encoder", "counts"], "6 users cannot form 7 segments. Ask for fewer segments."),
        (["--encoder", "text"], "The log has no titles, so the text encoder has nothing to read. Map a title column"),
        (["--k", "2000", "--encoder", "counts"], "k = 2000 is out of range. It goes from 1 to 1000."),
        (["--random-state", "-1", "--encoder", "behaviour"], "random_state = -1 is out of range. It goes from 0"),
        (["--preset", "online-retail"], "has no column 'InvoiceNo'"),
        (["--items", "nowhere.csv"], "nowhere.csv"),
        (["--users", "nowhere.csv"], "nowhere.csv"),
    ],
)
def test_a_mistake_ends_with_status_2_and_one_sentence(small_log, tmp_path, capsys, options, message):
    assert run(small_log, tmp_path / "out", *options) == 2
    last = capsys.readouterr().err.splitlines()[-1]
    assert message in last
    assert last.endswith((".", "?"))
    assert names_in(tmp_path) == ["events.csv"]


def test_a_missing_log_ends_with_status_2(tmp_path, capsys):
    assert run(tmp_path / "gone.csv", tmp_path / "out") == 2
    printed = capsys.readouterr()
    assert "gone.csv" in printed.err
    assert len(printed.err.splitlines()) == 1
    assert printed.out == ""
    assert names_in(tmp_path) == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--users", "0"], "A log of 0 users cannot be made. Ask for 1 user or more."),
        (["--random-state", "-1"], "The random state is -1. Give 0 or a larger whole number."),
        (["--events-per-user", "1"], "The average user would have 1 events. Ask for 3 events per user or more."),
    ],
)
def test_a_demo_that_cannot_be_made_is_refused_in_sentences(tmp_path, capsys, options, message):
    assert cli.main(["demo", "--out", str(tmp_path / "demo"), *options]) == 2
    assert capsys.readouterr().err == f"{message}\n"


def test_a_full_folder_is_refused_before_the_work(small_log, tmp_path, capsys):
    out = tmp_path / "out"
    out.mkdir()
    (out / "notes.txt").write_text("mine")
    assert run(small_log, out) == 2
    printed = capsys.readouterr().err
    assert (
        printed
        == f"{out} is not empty: it holds notes.txt. Name a new folder, or replace an older result by --force.\n"
    )
    assert names_in(out) == ["notes.txt"]


def test_force_replaces_an_older_result(small_log, tmp_path):
    options = ("--encoder", "counts", *PARTS)
    assert run(small_log, tmp_path / "out", *options, "--k", "1") == 0
    assert run(small_log, tmp_path / "out", *options, "--k", "2") == 2
    assert record(tmp_path / "out")["scores"]["k"] == 1
    assert run(small_log, tmp_path / "out", *options, "--k", "2", "--force") == 0
    assert record(tmp_path / "out")["scores"]["k"] == 2
    assert names_in(tmp_path) == ["events.csv", "out"]


@pytest.mark.parametrize("encoder", ["blend", "counts", "behaviour"])
def test_a_log_of_one_user_makes_a_run(tmp_path, encoder):
    (tmp_path / "log.csv").write_text("".join(EVENTS.splitlines(keepends=True)[:2]))
    assert run(tmp_path / "log.csv", tmp_path / "out", "--k", "1", "--encoder", encoder) == 0
    [row] = rows(tmp_path / "out" / "segments.csv")
    assert (row["segment"], row["silhouette"]) == ("1", "0")


def test_our_own_mistake_is_not_hidden(small_log, tmp_path, monkeypatch):
    def fail(*_):
        raise ZeroDivisionError("ours")

    monkeypatch.setattr("core.export.files.write_files", fail)
    with pytest.raises(ZeroDivisionError, match="ours"):
        run(small_log, tmp_path / "out", *QUICK)
    assert names_in(tmp_path) == ["events.csv"]


def test_a_failure_leaves_the_older_result(small_log, tmp_path, monkeypatch):
    assert run(small_log, tmp_path / "out", *QUICK) == 0
    before = {name: (tmp_path / "out" / name).read_bytes() for name in WITHOUT_CARD - {LOG_FOLDER}}

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("core.export.files.write_files", stop)
    assert run(small_log, tmp_path / "out", *QUICK, "--force") == 130
    assert {name: (tmp_path / "out" / name).read_bytes() for name in before} == before
    assert names_in(tmp_path) == ["events.csv", "out"]


def test_a_workspace_keeps_the_log_for_the_next_run(small_log, tmp_path, monkeypatch):
    loaded = []
    from core.store.store import Store

    work_here(monkeypatch)
    copy = Store.copy_dataset
    monkeypatch.setattr(Store, "copy_dataset", lambda *args: (loaded.append(args[2]), copy(*args)))
    for out in ("first", "second"):
        assert run(small_log, tmp_path / out, *QUICK, "--workspace", str(tmp_path / "space")) == 0
    assert len(loaded) == 1
    first, second = ((tmp_path / out / "segments.csv").read_bytes() for out in ("first", "second"))
    assert first == second
    assert record(tmp_path / "second")["ingest"] == record(tmp_path / "first")["ingest"]


def test_without_a_workspace_nothing_is_kept(small_log, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert run(small_log, tmp_path / "out", *QUICK) == 0
    assert names_in(tmp_path) == ["events.csv", "out"]


def test_the_demo_command_writes_a_log(tmp_path, capsys):
    out = tmp_path / "demo"
    assert cli.main(["demo", "--users", "20", "--events-per-user", "5", "--out", str(out)]) == 0
    assert set(names_in(out)) == DEMO_FILES
    assert len(rows(out / "truth.csv")) == 20
    n_events = len(rows(out / "events.csv"))
    assert capsys.readouterr().out == (
        f"{out}: {n_events:,} events of 20 users with 600 items. Synthetic: nobody in it is real.\n"
    )


def test_the_events_per_user_of_the_help_are_the_real_ones():
    from core.demo.write import EVENTS_PER_USER

    demo = commands_of(cli.build_parser())["demo"][1]
    assert f"(default {EVENTS_PER_USER}, or " in demo.format_help()


def test_the_version_is_printed(capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"{__version__}\n"


def test_help_lists_both_commands(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    assert {"demo", "run"} <= set(capsys.readouterr().out.split())


@pytest.mark.parametrize("options", [QUICK, ("--encoder", "counts", *PARTS)])
def test_a_terminal_shows_progress(small_log, tmp_path, monkeypatch, options):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert run(small_log, tmp_path / "out", *options) == 0
    assert "Reading the files: 0% done" in terminal.getvalue()
    assert "Finding what is typical of each segment: " in terminal.getvalue()


def test_a_part_that_is_left_out_takes_no_part_in_the_progress(small_log, tmp_path, monkeypatch):
    shown = {}
    for more in ((), ("--no-model",)):
        terminal = Terminal()
        monkeypatch.setattr(sys, "stderr", terminal)
        assert run(small_log, tmp_path / f"out{len(more)}", *QUICK, *more) == 0
        shown[more] = terminal.getvalue()
    for text in shown.values():
        done = [int(percent) for percent in re.findall(r": (\d+)% done", text)]
        assert done == sorted(done)
        assert re.search(r"Writing the results: 9[78]% done", text)
    with_model, without = shown.values()
    assert "each segment: 79% done" in with_model
    assert "each segment: 97% done" in without
    assert "assign new users: " not in without


@pytest.mark.slow
def test_a_process_in_a_real_terminal_writes_the_same_bytes_and_shows_progress_in_a_line_that_is_wiped(
    few, tmp_path, title_cache, monkeypatch
):
    """Other processes and this one, in which other tests have run; both have one random state and the same titles."""
    shutil.copytree(title_cache, tmp_path / "space" / "cache")
    parts = (*PARTS, "--clusterer-param", "n_starts=8", "--workspace", str(tmp_path / "space"))
    options = ("--items", str(few / "items.csv"), "--k", "4", "--random-state", "7", *parts)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "core", "run", str(few / "events.csv"), *options, "--out", str(tmp_path / "first")]
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    printed = b""
    while part := read_terminal(ours):
        printed += part
    os.close(ours)
    assert process.wait(timeout=60) == 0
    assert b"Reading the files: 0% done" in printed
    assert printed.endswith(b"\r\x1b[K")
    work_here(monkeypatch)
    assert run(few / "events.csv", tmp_path / "second", *options) == 0
    for name in WITHOUT_CARD - {"run.json", LOG_FOLDER}:
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_nothing(demo, tmp_path, sent):
    process = start("run", demo / "events.csv", "--out", tmp_path / "out")
    wait_for(lambda: list(tmp_path.iterdir()) or process.poll() is not None)
    process.send_signal(sent)
    _, printed = process.communicate(timeout=60)
    assert process.returncode == 130
    assert printed.splitlines()[-1] == "Interrupted; nothing was written."
    assert "Traceback" not in printed
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_query_can_be_interrupted(small_log, tmp_path, monkeypatch, capsys, sent):
    def query_as_duckdb_does(*_, **__):
        try:
            os.kill(os.getpid(), sent)
        except KeyboardInterrupt:
            raise RuntimeError("Query interrupted") from None

    monkeypatch.setattr("core.ingest.load.load_log", query_as_duckdb_does)
    assert run(small_log, tmp_path / "out", *QUICK) == 130
    assert capsys.readouterr().err == "Interrupted; nothing was written.\n"
    assert names_in(tmp_path) == ["events.csv"]


def test_an_interrupt_that_was_passed_over_comes_again_at_the_next_step(small_log, tmp_path, monkeypatch, capsys):
    def pass_over(*_, progress, **__):
        with suppress(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGTERM)
        progress(Stage.READ, 0.5)
        pytest.fail("the command went on")

    with monkeypatch.context() as patch:
        patch.setattr("core.ingest.load.load_log", pass_over)
        assert run(small_log, tmp_path / "out", *QUICK) == 130
    assert capsys.readouterr().err == "Interrupted; nothing was written.\n"
    assert run(small_log.parent / "none.csv", tmp_path / "out", *QUICK) == 2


def test_an_error_at_run_time_is_no_interrupt(small_log, tmp_path, monkeypatch):
    def fail(*_):
        raise RuntimeError("ours")

    monkeypatch.setattr("core.export.files.write_files", fail)
    with pytest.raises(RuntimeError, match="ours"):
        run(small_log, tmp_path / "out", *QUICK)


STATUSES = """
import json, os, signal, sys
import core.cli.main, core.demo.write, core.pipeline
log, gone, out = sys.argv[1:]

def interrupt(number):
    globals()["sent"] = number
    core.pipeline.run = lambda *_: exec("os.kill(os.getpid(), sent)")
    return ["run", log, "--out", out]

def break_demo():
    core.demo.write.write_demo = None
    return ["demo", "--out", out]

ends, found = {
    "interrupt": lambda: interrupt(signal.SIGINT),
    "termination": lambda: interrupt(signal.SIGTERM),
    "mistake": lambda: ["run", gone, "--out", out],
    "our own mistake": break_demo,
}, {}
for name, prepare in ends.items():
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.dup2(writing, 2)
        os.close(writing)
        sys.exit(core.cli.main.main(prepare()))
    os.close(writing)
    with open(reading) as errors:
        printed = errors.read()
    found[name] = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), printed
print(json.dumps(found))
"""


@pytest.mark.slow
def test_interrupts_mistakes_and_our_own_mistakes_have_statuses_of_their_own(small_log, tmp_path):
    """In processes that import the program together; an interrupt comes within executed text."""
    files = (small_log, tmp_path / "gone.csv", tmp_path / "out")
    command = [sys.executable, "-c", STATUSES, *map(str, files)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True, timeout=60)
    found = json.loads(done.stdout)
    assert {name: status for name, (status, _) in found.items()} == {
        "interrupt": 130,
        "termination": 130,
        "mistake": 2,
        "our own mistake": 1,
    }
    for name in ("interrupt", "termination"):
        assert found[name][1].endswith("Interrupted; nothing was written.\n")
    assert {name for name, (_, printed) in found.items() if "Traceback" in printed} == {"our own mistake"}
    assert names_in(tmp_path) == ["events.csv"]


def read_terminal(place):
    try:
        return os.read(place, 65_536)
    except OSError:  # Linux says so when the other side has closed
        return b""


@pytest.mark.slow
def test_the_commands_of_the_docs_work(whole_run, tmp_path, monkeypatch):
    """In this process; that ``python -m core`` starts the same program is shown by the tests of processes."""
    commands = [command for text in (README, *DOCS) for command in commands_in(text)]
    of_users = ["assign", "learn", "assign"]
    of_lists = ["recommend", "recommend", "recommend", "edit", "select", "select"]
    of_workspaces = ["load", "datasets", "status"]
    made = ["run", "demo", "health", "pack", *of_users, "board", *of_lists, *of_workspaces, "inspect"]
    assert [command[0] for command in commands] == made
    folder = shutil.copytree(whole_run.parent, tmp_path / "docs")
    monkeypatch.chdir(folder)
    for command in commands[1:]:
        assert command[0] == "board" or cli.main(command) == 0, command  # a board works for the minutes it is given
    assert names_in(folder) == [
        "alike.csv",
        "assigned.csv",
        "audience.csv",
        "data",
        "demo-learnt",
        "demo-log",
        "demo-pack",
        "demo-run",
        "given.csv",
        "items.csv",
        "list.csv",
        "lists.csv",
        "my-workspace",
        "shaped",
    ]
    assert set(names_in(folder / "demo-run")) == FILES_OF_FRESH_RUN | {LOG_FOLDER}
    assert Path(folder / "demo-log" / "truth.csv").is_file()


def test_a_clusterer_takes_parameters_and_unassigned_users_are_counted(demo, tmp_path, capsys):
    chosen = ["--encoder", "counts", "--clusterer", "hdbscan", "--clusterer-param", "min_cluster_size=8"]
    leaf = ["--clusterer-param", "selection=leaf", "--no-map", "--no-holdout"]
    assert run(demo / "events.csv", tmp_path / "out", *chosen, *leaf) == 0
    kept = record(tmp_path / "out")
    assert kept["recipe"]["clusterer_params"] == {
        "min_cluster_size": 8,
        "min_samples": 5,
        "selection": "leaf",
        "random_state": 0,
    }
    assert kept["scores"]["sweep"]["chosen"] == 8
    lone = [row for row in rows(tmp_path / "out" / "segments.csv") if row["segment"] == "-1"]
    assert len(lone) == kept["n_unassigned"] > 0
    assert {(row["persona"], float(row["probability"]), float(row["silhouette"])) for row in lone} == {
        ("Unassigned", 0.0, 0.0)
    }
    assert f"Unassigned: {len(lone)} of 300 users" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--clusterer", "dbscan", "--k", "4"], "dbscan finds the number of segments itself, so k = 4 cannot be asked"),
        (["--clusterer-param", "eps=1"], "KMeans has no parameter 'eps'. It has k, n_starts, random_state."),
        (["--clusterer-param", "n_starts=few"], "n_starts = 'few' is not a whole number. Give a whole number."),
        (
            ["--clusterer", "dbscan", "--clusterer-param", "eps=3"],
            "eps = 3.0 is out of range. It goes from 0.0 to",
        ),
    ],
)
def test_an_impossible_parameter_is_refused_before_the_work(small_log, tmp_path, capsys, options, message):
    assert run(small_log, tmp_path / "out", *options) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("given", "message"), [("eps", "is not NAME=VALUE"), ("k=3", "k is given with --k")])
def test_a_parameter_has_a_name_and_a_value(small_log, tmp_path, capsys, given, message):
    with pytest.raises(SystemExit):
        run(small_log, tmp_path / "out", "--clusterer-param", given)
    assert message in capsys.readouterr().err


def test_an_empty_name_is_not_the_present_folder(small_log, tmp_path, capsys):
    with pytest.raises(SystemExit):
        cli.main(["load", ""])
    assert "the name is empty: write . for the present folder" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        run(small_log, tmp_path / "out", "--items", " ")
    assert "argument --items: the name is empty" in capsys.readouterr().err


def test_a_full_disk_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def write(*_values: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "out/segments.csv")

    monkeypatch.setattr("core.demo.write.write_demo", write)
    assert cli.main(["demo", "--out", str(tmp_path / "demo")]) == 2
    assert capsys.readouterr().err == (
        "The disk is full: out/segments.csv cannot be written. Free some space, or choose a folder on another disk.\n"
    )


def test_a_reader_of_the_output_who_goes_ends_the_command_without_a_traceback(tmp_path, monkeypatch):
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as closed:
        monkeypatch.setattr(sys, "stdout", closed)
        assert cli.main(["methods"]) == 141
