import csv
import fcntl
import json
import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from scipy import sparse

from core.attributes.consent import Consent
from core.errors import OutputError
from core.export.assemble import assemble
from core.export.files import FILES, RUN_FILES, Source, write_files
from core.files.csv_files import write_csv, write_excel_csv
from core.files.kept_log import LOG_FILES, LOG_FOLDER, has_log, keep_log
from core.files.output_folder import DEMO_FILES, output_folder
from core.interests.tree import Node
from core.interests.users import Interests, TreeItems
from core.recommenders.segment_popularity import SegmentPopularity
from core.results.codec import write_json
from core.results.segments_file import write_segments
from core.results.tables import recommendations_frame, recommendations_table, users_table
from core.store.segmentations import Segmentation
from core.types import Lift, Persona, Profile
from tests.populations import population
from tests.results import results_of

BOM = b"\xef\xbb\xbf"


def persona(segment, name):
    return Persona(segment, name, "Two of three users.", ())


def results(user_ids, labels, personas=(), points=None):
    values = np.linspace(0.5, 1, len(user_ids), dtype=np.float32)
    ids, labels = np.array(user_ids, dtype=object), np.array(labels, dtype=np.int32)
    return results_of(ids, labels, values, values - 1, personas=tuple(personas), points=points)


def with_items(fitted):
    return results_of(np.array([]), np.array([]), None, None, recommendations=recommendations_frame(fitted, k=5))


def excel_ids(tmp_path, *user_ids):
    write_excel_csv(users_table(results(user_ids, [0] * len(user_ids))), tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row["user_id"] for row in csv.DictReader(file)]


def test_segments_csv_is_plain(tmp_path):
    points = np.array([[1.5, -2], [0, 0.25], [3, 4]], dtype=np.float32)
    table = users_table(results(["007", "b", "=c"], [0, 1, -1], [persona(0, "Tea"), persona(1, "=1+1")], points))
    write_csv(table, tmp_path / "segments.csv")
    assert (tmp_path / "segments.csv").read_bytes().decode() == (
        "user_id,segment,persona,probability,silhouette,x,y,stability\n"
        "007,0,Tea,0.5,-0.5,1.5,-2,\n"
        "b,1,=1+1,0.75,-0.25,0,0.25,\n"
        "=c,-1,Unassigned,1,0,3,4,\n"
    )


def test_without_a_map_x_and_y_are_empty(tmp_path):
    write_csv(users_table(results(["a"], [0], [persona(0, "Tea")])), tmp_path / "segments.csv")
    assert (tmp_path / "segments.csv").read_text().splitlines()[1] == "a,0,Tea,0.5,-0.5,,,"


def test_commas_quotes_and_chinese_survive(tmp_path):
    table = users_table(results(['a"b', "李雷"], [0, 1], [persona(0, "Tea, mugs"), persona(1, "茶叶")]))
    write_csv(table, tmp_path / "segments.csv")
    with (tmp_path / "segments.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["user_id"], row["persona"]) for row in rows] == [('a"b', "Tea, mugs"), ("李雷", "茶叶")]


@pytest.mark.parametrize("write", [write_csv, write_excel_csv])
def test_a_column_that_begins_with_nothing_is_written_as_it_is(tmp_path, write):
    texts = pa.chunked_array([pa.array([], pa.string()), pa.array(["only 4", "a,b"])])
    write(pa.table({"who": texts, "title": texts}), tmp_path / "compared.csv")
    written = (tmp_path / "compared.csv").read_bytes().removeprefix(b"\xef\xbb\xbf")
    assert written == b'who,title\n"only 4","only 4"\n"a,b","a,b"\n'


def test_the_excel_file_has_a_mark_and_keeps_minus_one_a_number(tmp_path):
    write_excel_csv(users_table(results(["a"], [-1])), tmp_path / "segments_excel.csv")
    written = (tmp_path / "segments_excel.csv").read_bytes()
    assert written.startswith(BOM + b"user_id,segment,persona,")
    assert written.decode("utf-8-sig").splitlines()[1] == "a,-1,Unassigned,0.5,-0.5,,,"


@pytest.mark.parametrize(
    "user_id", ["00123", "12000000000", "1E5", "-5", "=1+1", "@x", "\tx", " 7", "MAR1", "sept-2", "TRUE", "'1"]
)
def test_an_id_that_a_spreadsheet_would_change_gets_an_apostrophe(tmp_path, user_id):
    assert excel_ids(tmp_path, user_id) == [f"'{user_id}"]


@pytest.mark.parametrize("user_id", ["u00123", "ann@example.org", "李雷", "marina", "trueman"])
def test_an_id_that_is_text_anyway_stays(tmp_path, user_id):
    assert excel_ids(tmp_path, user_id) == [user_id]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\N{FULLWIDTH EQUALS SIGN}1"])
def test_a_persona_that_would_be_a_formula_gets_an_apostrophe(tmp_path, name):
    write_excel_csv(users_table(results(["a"], [0], [persona(0, name)])), tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["persona"] == f"'{name}"


def test_recommendations_of_all_segments_stand_in_one_table(tmp_path):
    log = population([("ann", "tea"), ("bob", "mug")], titles={"tea": "Tea", "mug": "Mug"})
    fitted = SegmentPopularity(prior_users=0).fit(log, np.array([0, 1], dtype=np.int32))
    write_csv(recommendations_table(with_items(fitted)), tmp_path / "recommendations.csv")
    assert (tmp_path / "recommendations.csv").read_text() == (
        "segment,rank,item_id,title,score,lift,category,expected_response,reason,new_to_pct,recommender\n"
        "0,1,tea,Tea,1,2,,,Chosen 2.0 times as often here as among all users.,,segment_popularity\n"
        "1,1,mug,Mug,1,2,,,Chosen 2.0 times as often here as among all users.,,segment_popularity\n"
    )


def test_no_segment_no_recommendation(tmp_path):
    log = population([("ann", "tea")])
    fitted = SegmentPopularity().fit(log, np.array([-1], dtype=np.int32))
    write_csv(recommendations_table(with_items(fitted)), tmp_path / "recommendations.csv")
    assert (tmp_path / "recommendations.csv").read_text() == (
        "segment,rank,item_id,title,score,lift,category,expected_response,reason,new_to_pct,recommender\n"
    )


def test_lists_of_users_have_codes_for_names_that_may_not_leave(tmp_path):
    made = results(["ann", "bob"], [1, 2], [persona(1, "Baby shoppers"), persona(2, "Tea buyers")])
    [users] = [file for file in FILES if file.name == "segments.csv"]
    called = []
    for keeps_flagged in (False, True):
        users.write(Source(made, keeps_flagged=keeps_flagged), tmp_path / "segments.csv")
        lines = (tmp_path / "segments.csv").read_text(encoding="utf-8").splitlines()
        called.append([row["persona"] for row in csv.DictReader(lines)])
    assert called == [["SEG-01-v0", "Tea buyers"], ["Baby shoppers", "Tea buyers"]]


def test_the_list_of_interests_has_codes_for_names_that_may_not_leave(tmp_path):
    nodes = (Node(0, -1, 1, "Pregnancy", (0,), 1), Node(1, -1, 1, "Tea", (1,), 1))
    shares = sparse.csr_array(np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32))
    ids = np.array(["test", "tea"], dtype=object)
    items = TreeItems(ids, ids, np.ones(2), np.ones(2), np.array([0, 1], np.int32))
    liked = Interests(nodes, items, 180.0, shares, shares, np.ones(2, np.float32))
    made = replace(results(["ann", "bob"], [1, 2], [persona(1, "A"), persona(2, "B")]), interests=liked)
    called = []
    for file in [file for file in FILES if file.name.startswith("interests")]:
        for keeps_flagged in (False, True):
            file.write(Source(made, keeps_flagged=keeps_flagged), tmp_path / file.name)
            lines = (tmp_path / file.name).read_text(encoding="utf-8-sig").splitlines()
            called.append([row["node"] for row in csv.DictReader(lines)])
    assert called == 2 * [["INT-00-v0", "Tea"], ["Pregnancy", "Tea"]]


def test_ids_in_the_list_of_interests_are_those_of_the_list_of_users(tmp_path):
    ids = np.array(["tea"], dtype=object)
    items = TreeItems(ids, ids, np.ones(1), np.ones(1), np.zeros(1, np.int32))
    shares = sparse.csr_array(np.ones((2, 1), dtype=np.float32))
    liked = Interests((Node(0, -1, 1, "Tea", (0,), 1),), items, 180.0, shares, shares, np.ones(2, np.float32))
    made = replace(results(["40001", "=1+1"], [1, 1], [persona(1, "A")]), interests=liked)
    files = {file.name: file for file in FILES}
    for name, expected in (
        ("segments.csv", ["40001", "=1+1"]),
        ("interests.csv", ["40001", "=1+1"]),
        ("interests_excel.csv", ["'40001", "'=1+1"]),
    ):
        files[name].write(Source(made), tmp_path / name)
        lines = (tmp_path / name).read_text(encoding="utf-8-sig" if "excel" in name else "utf-8").splitlines()
        assert [row["user_id"] for row in csv.DictReader(lines)] == expected


def test_segments_json_holds_all_in_a_fixed_order(tmp_path):
    lift = Lift("category", "茶", count=2, share=2 / 3, overall_share=1 / 3, lift=2.0, key="茶")
    profile = Profile(0, size=3, share=0.75, lifts=(lift,), typical_users=("ann",))
    buyers = Persona(0, "Buyers of 茶", "3 of 4 users.", (lift,))
    made = results_of(np.array([]), np.array([]), None, None, profiles=(profile,), personas=(buyers,))
    write_segments(made, tmp_path / "segments.json")
    text = (tmp_path / "segments.json").read_text(encoding="utf-8")
    assert "茶" in text
    [segment] = json.loads(text)
    facts = ["basis", "why_no_facts", "behaviour", "lifts"]
    about = ["segment", "number", "size", "share", "nearest", "persona"]
    assert list(segment) == [*about, *facts, "typical_users", "portrait", "trust", "note", "decision"]
    assert segment["persona"]["name"] == "Buyers of 茶"
    assert segment["persona"]["evidence"] == segment["lifts"]
    figures = {"count", "share", "overall_share", "lift", "low", "high", "strength"}
    assert set(segment["lifts"][0]) == {"kind", "name", "key", "is_shaping", "is_stated", "contrast", *figures}
    assert segment["lifts"][0]["share"] == 0.666667


def test_json_is_strict(tmp_path):
    write_json({"b": float("nan"), "a": np.float32(0.5), "n": np.int64(3), "p": Path("x")}, tmp_path / "run.json")
    assert json.loads((tmp_path / "run.json").read_text()) == {"b": None, "a": 0.5, "n": 3, "p": "x"}
    assert (tmp_path / "run.json").read_text().startswith('{\n  "b": null')


@pytest.mark.parametrize(
    ("answers", "segments", "users", "has_rejected"),
    [
        (None, None, ["ann", "bob", "cid"], True),
        (None, (1, 2, -1), ["ann", "bob", "cid"], True),
        (None, (1, 2), ["ann", "bob"], False),
        ([1, 0, 1], None, ["ann", "cid"], False),
        ([1, 1, 1], None, ["ann", "bob", "cid"], False),
        ([1, 0, 1], (1,), ["ann"], False),
    ],
)
def test_rejected_rows_leave_only_where_all_users_are_listed(tmp_path, answers, segments, users, has_rejected):
    whole = results(["ann", "bob", "cid"], [1, 2, -1], [persona(1, "Tea"), persona(2, "Coffee")])
    source = assemble(
        whole,
        write_rejected=lambda path: path.write_text("line,reason,raw\n2,no item,bob\n"),
        naming=Segmentation("run", 1, 0, "ann", datetime(2026, 1, 1), {1: "Mine"}, {}),
        consent=Consent("consent", np.array(answers, dtype=np.float64)) if answers else None,
        segments=segments,
    )
    write_files(source, tmp_path)
    with (tmp_path / "segments.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["user_id"] for row in rows] == users
    assert rows[0]["persona"] == "Mine"
    assert (tmp_path / "rejected.csv").exists() is has_rejected


def write_result(out, force=False, note="new"):
    with output_folder(out, force, RUN_FILES) as folder:
        write_json({"recipe": note, "versions": {}}, folder / "run.json")


def write_half(out, failure):
    with output_folder(out, True, RUN_FILES) as folder:
        (folder / "segments.csv").write_text("half")
        raise failure


def write_while_another_does(out):
    with output_folder(out, False, RUN_FILES):
        out.mkdir()
        (out / "theirs.csv").write_text("x")


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_folder_appears_at_the_end_with_usual_permissions(tmp_path):
    out = tmp_path / "deep" / "out"
    with output_folder(out, False, RUN_FILES) as folder:
        (folder / "segments.csv").write_text("x")
        assert not out.exists()
    assert names_in(out) == ["segments.csv"]
    assert names_in(out.parent) == ["out"]
    (tmp_path / "usual").mkdir()
    assert out.stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_the_log_that_an_older_run_kept_is_replaced_and_a_folder_of_somebody_else_stays(tmp_path):
    out, log = tmp_path / "out", tmp_path / "log"
    log.mkdir()
    for name in LOG_FILES:
        (log / name).write_text("x")
    write_result(out)
    keep_log(log, out)
    assert has_log(out)
    assert {file.stat().st_mode & 0o777 for file in (out / LOG_FOLDER).iterdir()} == {0o600}
    assert (out / LOG_FOLDER).stat().st_mode & 0o777 == 0o700
    write_result(out, force=True)
    assert names_in(out) == ["run.json"]
    (out / LOG_FOLDER).mkdir()
    (out / LOG_FOLDER / "notes.txt").write_text("mine")
    write_result(out, force=True)
    assert names_in(out / LOG_FOLDER) == ["notes.txt"]
    assert names_in(tmp_path) == ["log", "out"]


def test_an_empty_folder_is_used(tmp_path):
    (tmp_path / "out").mkdir()
    write_result(tmp_path / "out")
    assert names_in(tmp_path / "out") == ["run.json"]


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt])
@pytest.mark.parametrize("has_old", [True, False])
def test_a_failure_leaves_everything_as_it_was(tmp_path, failure, has_old):
    out = tmp_path / "out"
    if has_old:
        write_result(out, note="old")
    before = names_in(tmp_path)
    with pytest.raises(failure):
        write_half(out, failure)
    assert names_in(tmp_path) == before
    if has_old:
        assert json.loads((out / "run.json").read_text())["recipe"] == "old"


def test_force_replaces_an_older_result_whole(tmp_path):
    out = tmp_path / "out"
    write_result(out, note="old")
    (out / "rejected.csv").write_text("old")
    write_result(out, force=True)
    assert names_in(out) == ["run.json"]
    assert json.loads((out / "run.json").read_text())["recipe"] == "new"
    assert names_in(tmp_path) == ["out"]


def test_a_full_folder_needs_force(tmp_path):
    write_result(tmp_path / "out")
    with pytest.raises(OutputError, match=r"out is not empty: it holds run\.json\.") as caught:
        write_result(tmp_path / "out")
    assert caught.value.hint == "Name a new folder, or replace an older result by --force."


def test_force_keeps_files_that_the_run_did_not_write(tmp_path):
    write_result(tmp_path / "out")
    (tmp_path / "out" / "thesis.docx").write_text("years of work")
    (tmp_path / "out" / "pictures").mkdir()
    write_result(tmp_path / "out", force=True)
    assert names_in(tmp_path / "out") == ["pictures", "run.json", "thesis.docx"]
    assert (tmp_path / "out" / "thesis.docx").read_text() == "years of work"
    assert names_in(tmp_path) == ["out"]


def test_a_folder_named_like_our_file_is_not_lost(tmp_path):
    write_result(tmp_path / "out")
    (tmp_path / "out" / "segments.csv").mkdir()
    (tmp_path / "out" / "segments.csv" / "inner.txt").write_text("mine")
    write_result(tmp_path / "out", force=True)
    assert (tmp_path / "out" / "segments.csv" / "inner.txt").read_text() == "mine"


def test_a_demo_replaces_a_demo(tmp_path):
    for _ in range(2):
        with output_folder(tmp_path / "demo", force=True, files=DEMO_FILES) as folder:
            for name in DEMO_FILES:
                (folder / name).write_text("x")
    assert names_in(tmp_path / "demo") == sorted(DEMO_FILES)


def test_a_file_or_a_link_is_refused(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="is a file, not a folder"):
        write_result(tmp_path / "file", force=True)
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(OutputError, match="is a link"):
        write_result(tmp_path / "link", force=True)
    with pytest.raises(OutputError, match="cannot be made: "):
        write_result(tmp_path / "file" / "out")


def test_the_current_folder_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OutputError, match="is in use"):
        write_result(Path())
    write_result(Path("out"))
    assert names_in(tmp_path) == ["out"]


def test_what_a_killed_process_left_beside_a_result_goes_with_the_next_one(tmp_path):
    left, new, theirs = (tmp_path / f".out.{digit * 12}.partial" for digit in "0ab")
    for folder in (left, new, theirs, tmp_path / ".mine.partial"):
        folder.mkdir()
        (folder / "users.csv").write_text("user_id\n")
    for folder in (left, theirs, tmp_path / ".mine.partial"):
        os.utime(folder, (0, 0))
    descriptor = os.open(theirs, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    write_result(tmp_path / "out")
    os.close(descriptor)
    assert names_in(tmp_path) == sorted([new.name, theirs.name, ".mine.partial", "out"])
    write_result(tmp_path / "out2")
    assert names_in(tmp_path) == sorted([new.name, ".mine.partial", "out", "out2"])


def test_a_folder_filled_meanwhile_is_not_lost(tmp_path):
    out = tmp_path / "out"
    with pytest.raises(OutputError, match="is not empty"):
        write_while_another_does(out)
    assert names_in(out) == ["theirs.csv"]
    assert names_in(tmp_path) == ["out"]


def test_the_old_result_comes_back_when_the_new_one_cannot_be_put_in_place(tmp_path, monkeypatch):
    out = tmp_path / "out"
    write_result(out, note="old")
    rename = Path.rename

    def fail(path, target):
        if path.suffix == ".partial":
            raise OSError(os.strerror(5))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OutputError, match="cannot be replaced"):
        write_result(out, force=True)
    assert json.loads((out / "run.json").read_text())["recipe"] == "old"
    assert names_in(tmp_path) == ["out"]


def test_a_text_is_guarded_however_it_is_stored(tmp_path):
    write_excel_csv(pa.table({"title": pa.array(["=1+1"], pa.large_string())}), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text(encoding="utf-8-sig") == "title\n'=1+1\n"
