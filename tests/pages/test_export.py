"""The export page: which segments, the files, their beginning, and the folder on disk."""

from __future__ import annotations

import csv
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Checkbox

from core.audiences.manifest import read_manifest
from core.campaigns.files import keep_readback, newest_readback, readbacks_of
from core.cli.main import main
from core.errors import StoreLockedError
from core.export.files import FILES, FILES_OF_FRESH_RUN
from core.results.folder import read_results, write_results
from core.results.tables import USER_COLUMNS
from core.sentences import say
from core.server import Server, the_server
from core.settings import load_settings
from core.store.carried import Carried, CarriedState, Origin
from core.store.job_info import JobState
from core.store.segment_decision import DecidedBefore, Decision, DecisionState
from core.store.selections import NewSelection, add_selection
from core.store.store import Store
from core.ui.export import check
from core.ui.shared.text import plain
from core.ui.shared.user_ids import IN_FULL
from core.views.decisions import save_decision
from tests.core.jobs_help import wait_for
from tests.pages.conftest import N_USERS, OpenPage
from tests.pages.help import of_log, texts
from tests.pages.test_runs import add_run
from tests.pages.test_trust import change_card, read_card

OFFERED = [file.name for file in FILES if file.n_rows and file.name in FILES_OF_FRESH_RUN]


def size_of(segment: int) -> int:
    return the_server().results(the_server().runs.runs()[0].run_id).profiles[segment - 1].size


def write_all(page: AppTest) -> Path:
    """Have a worker write all files, and return the folder that the page names once it has."""
    next(button for button in page.button if button.label == "Write all to disk").click().run()
    wait_for(lambda: not the_server().jobs.live())
    page.run()
    assert not page.exception
    return Path(page.code[0].value)


def list_all(page: AppTest) -> AppTest:
    """Have the files list users who did not consent, too."""
    of_log(page, "checkbox", "lists_refused").check().run()
    return with_doubtful(page)


def with_doubtful(page: AppTest) -> AppTest:
    """Have files for platforms hold segments that are weak, as those of the small demo are."""
    return page.checkbox(key=f"audience_doubtful_{page.session_state['run']}").check().run()


def box(page: AppTest, segment: int) -> Checkbox:
    return page.checkbox(key=f"export_{page.session_state['run']}_{segment}")


def test_every_file_has_a_button_and_its_rows(seen: Path, open_page: OpenPage) -> None:
    page = list_all(open_page("7_export"))
    assert not page.exception
    assert [button.label for button in page.get("download_button")] == OFFERED
    assert f"**Users, for programs** · {N_USERS} rows" in texts(page)
    assert "**Segments in the files**" in texts(page)
    assert f"**{N_USERS} of {N_USERS} users (100.0 %)**" in texts(page)


def test_files_are_called_after_the_log_the_day_and_the_run(demo: Path, open_page: OpenPage) -> None:
    page = list_all(open_page("7_export"))
    run_id = page.session_state["run"]
    assert re.match(rf"Demo-log_\d{{4}}-\d\d-\d\d_run-{run_id[:6]}_\d{{6}}$", write_all(page).name)


def test_the_preview_is_ten_rows_with_every_column_explained(seen: Path, open_page: OpenPage) -> None:
    page = open_page("7_export")
    rows, meanings = page.dataframe[0].value, page.table[0].value
    assert len(rows) == 10
    assert rows.columns.tolist() == [*USER_COLUMNS, "shown_as"]
    assert meanings.index.tolist() == [f"`{name}`" for name in rows.columns]
    assert meanings["Meaning"].astype(bool).all()
    for name in OFFERED:
        page.segmented_control(key="preview").set_value(name).run()
        assert not page.exception
        if name.endswith(".csv"):
            assert page.table[0].value["Meaning"].astype(bool).all()
        else:
            assert page.code[0].value.startswith("[")


def test_ids_are_masked_on_screen_and_whole_in_files(demo: Path, open_page: OpenPage) -> None:
    users = set(map(str, the_server().results(the_server().runs.runs()[0].run_id).user_ids))
    page = list_all(open_page("7_export"))
    shown = page.dataframe[0].value["user_id"].tolist()
    assert all(re.fullmatch(r"de…\d\d", each) for each in shown)
    assert "Ids of users are masked here, so those of different users can look alike" in texts(page)
    page.segmented_control(key="preview").set_value("segments.json").run()
    assert not any(user in page.code[0].value for user in users)
    page.toggle(key=IN_FULL).set_value(True).run()
    page.segmented_control(key="preview").set_value("segments.csv").run()
    assert set(page.dataframe[0].value["user_id"]) < users
    interests = open_page("5_interests")
    assert not interests.exception
    found = [each.value["user_id"] for each in interests.dataframe if "user_id" in each.value]
    assert all(re.fullmatch(r"de…\d\d( \([A-Z]\))?", each) for each in found[0])
    assert len({*found[0]}) == len(found[0])
    with (write_all(page) / "segments.csv").open(encoding="utf-8") as file:
        assert {row["user_id"] for row in csv.DictReader(file)} <= users


def test_a_segment_left_out_is_in_no_file(seen: Path, open_page: OpenPage) -> None:
    page = list_all(open_page("7_export"))
    box(page, 1).uncheck().run()
    left = N_USERS - size_of(1)
    assert f"**{left} of {N_USERS} users" in texts(page)
    assert "1" not in set(page.dataframe[0].value["segment"])


def test_a_segment_left_out_of_one_run_is_in_the_files_of_another(demo: Path, open_page: OpenPage) -> None:
    other = add_run(JobState.DONE, k=4)
    first = next(run.run_id for run in the_server().runs.runs() if run.run_id != other)
    page = list_all(open_page("7_export"))
    page.sidebar.selectbox(key="run_picker").set_value(first).run()
    box(page, 1).uncheck().run()
    assert f"**{N_USERS - size_of(1)} of {N_USERS} users" in texts(page)
    page.sidebar.selectbox(key="run_picker").set_value(other).run()
    assert f"**{N_USERS} of {N_USERS} users" in texts(page)


def test_no_segment_is_nothing_to_export(seen: Path, open_page: OpenPage) -> None:
    page = open_page("7_export")
    for each in page.checkbox:
        each.uncheck()
    page.run()
    assert "No segment is chosen" in page.info[0].value
    assert not page.get("download_button")


def test_renamed_segments_are_in_the_files(demo: Path, open_page: OpenPage) -> None:
    runs = the_server().runs
    runs.save_segmentation(runs.runs()[0].run_id, {1: "=Morning people"}, {}, 0, "local")
    page = open_page("7_export")
    box(page, 2).uncheck().run()
    assert "=Morning people" in set(page.dataframe[0].value["persona"])
    page.segmented_control(key="preview").set_value("segments_excel.csv").run()
    assert "'=Morning people" in set(page.dataframe[0].value["persona"])


def test_the_approved_version_is_taken_unless_the_newest_is_chosen(demo: Path, open_page: OpenPage) -> None:
    runs = the_server().runs
    run_id = runs.runs()[0].run_id
    runs.save_segmentation(run_id, {1: "Regulars"}, {}, 0, "ann")
    save_decision(runs, runs.segmentation(run_id), 1, Decision(state=DecisionState.APPROVED), "ann")
    page = list_all(open_page("7_export"))
    assert plain("Segment 1 is used as it was approved.") in texts(page)
    assert f"export_version_{run_id}" not in page.session_state
    runs.save_segmentation(run_id, {1: "Morning people"}, {}, 2, "ann")
    page.run()
    assert plain("The newer name or note of segment 1 is not approved, and not used.") in texts(page)
    assert "Regulars" in set(page.dataframe[0].value["persona"])
    assert "Regulars" in (write_all(page) / "segments.csv").read_text(encoding="utf-8")
    page.segmented_control(key=f"export_version_{run_id}").set_value("newest").run()
    assert plain("Segment 1 was approved under an earlier name or note; the newest one is used.") in texts(page)
    assert "Morning people" in set(page.dataframe[0].value["persona"])
    one = open_page("9_one_segment")
    assert "Approved as “Regulars” (name version 1), which exports take." in one.info[0].value
    assert f"pack_version_{run_id}" in one.session_state


def test_a_rejected_segment_is_left_out_unless_it_is_chosen(demo: Path, open_page: OpenPage) -> None:
    runs = the_server().runs
    seen = runs.segmentation(runs.runs()[0].run_id)
    runs.save_version(seen.decided(2, Decision(state=DecisionState.REJECTED, comment="Too alike")), "ann")
    page = open_page("7_export")
    assert (box(page, 1).value, box(page, 2).value) == (True, False)
    assert box(page, 2).label.endswith(", rejected)")
    box(page, 2).check().run()
    assert "decisions.csv" in [button.label for button in page.get("download_button")]
    page.segmented_control(key="preview").set_value("decisions.csv").run()
    assert page.dataframe[0].value[["decision", "comment"]].to_numpy().tolist()[1] == ["reject", "Too alike"]


def test_a_segment_whose_match_was_rejected_is_left_out_until_somebody_decides(demo: Path, open_page: OpenPage) -> None:
    runs = the_server().runs
    seen = runs.segmentation(runs.runs()[0].run_id)
    decided = DecidedBefore(decision=Decision(state=DecisionState.REJECTED), run_id="earlier", name="Old ones")
    match = Carried(
        segment=2, from_segment=1, share=1.0, jaccard=0.9, known_share=1.0, state=CarriedState.CARRIED, number=2,
        decided=decided,
    )  # fmt: skip
    origin = Origin(run_id="earlier", version=1, n_common=9, segments=(match,))
    seen = runs.save_version(replace(seen, origin=origin), "ann")
    page = open_page("7_export")
    assert (box(page, 1).value, box(page, 2).value) == (True, False)
    left_out = plain("Segment 2, which matches it, is left out unless you choose it")
    assert any(left_out in each.value for each in page.warning)
    box(page, 2).check().run()
    in_files = plain("Segment 2, which matches it, is in the files all the same")
    assert any(in_files in each.value for each in page.warning)
    runs.save_version(seen.decided(2, Decision(state=DecisionState.APPROVED)), "ann")
    page = open_page("7_export")
    assert box(page, 2).value is True
    assert not any("Old ones" in each.value for each in page.warning)


def test_all_files_go_to_disk(demo: Path, open_page: OpenPage) -> None:
    page = list_all(open_page("7_export"))
    folder = write_all(page)
    assert folder.parent == demo.resolve() / "exports"
    assert {path.name for path in folder.iterdir()} == FILES_OF_FRESH_RUN


def delete_map(workspace: Path) -> None:
    """Leave the run as ``--no-map`` would have: the map of these tests is drawn for them."""
    [folder] = (workspace / "runs").iterdir()
    results = read_results(folder)
    write_results(replace(results, points=None, record=replace(results.record, map=None)), None, folder)


def without_timings(folder: Path) -> dict[str, Any]:
    """What is in the files of a folder, but for the seconds and the memory of ``run.json``."""
    files: dict[str, Any] = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    record = json.loads(files["run.json"])
    return {**files, "run.json": json.dumps({**record, "seconds": {}, "peak_rss_mb": 0}, indent=2)}


@pytest.mark.slow
def test_the_page_and_the_command_line_write_the_same_files(
    demo: Path, made_workspace: Path, tmp_path: Path, open_page: OpenPage
) -> None:
    delete_map(demo)
    page = list_all(open_page("7_export"))
    written = without_timings(write_all(page))
    log, out = made_workspace.parent / "demo", tmp_path / "out"
    params = ["--encoder-param", "n_dims=12", "--clusterer-param", "n_starts=3"]
    files = ["run", log / "events.csv", "--items", log / "items.csv", "--users", log / "users.csv", "--out", out]
    files += ["--workspace", tmp_path / "own"]
    assert main([*map(str, files), "--encoder", "counts", *params, "--no-map"]) == 0
    expected = without_timings(out)
    assert written.keys() == expected.keys() == FILES_OF_FRESH_RUN
    assert {name for name in written if written[name] != expected[name]} == set()


def test_a_large_file_is_not_offered_to_the_browser(demo: Path, open_page: OpenPage, monkeypatch) -> None:
    monkeypatch.setattr("core.views.files.BYTES_PER_ROW", 70_000)
    page = list_all(open_page("7_export"))
    assert [button.label for button in page.get("download_button")] == [
        "recommendations.csv",
        "recommendations_excel.csv",
        "trust.csv",
        "segments.json",
    ]
    assert "About 21.0 MB: too large for the browser" in texts(page)


def consenting(attribute: str = "consent") -> set[str]:
    server = the_server()
    population = server.population(server.store.datasets()[0].dataset_id)
    return set(population.histories.user_ids[(population.attributes[attribute] == "yes").to_numpy()])


def test_only_users_who_consented_are_listed_and_the_others_counted(demo: Path, open_page: OpenPage) -> None:
    page = open_page("7_export")
    assert not page.exception
    given = consenting()
    assert 0 < len(given) < N_USERS
    assert f"**Users, for programs** · {len(given)} rows" in texts(page)
    assert f"**{len(given)} of {N_USERS} users (" in texts(page)
    refused = N_USERS - len(given)
    listing = f"{len(given)} of {N_USERS} users consented (attribute 'consent') and are listed"
    sentence = f"{listing}; all {refused} others refused."
    assert texts(page).count(plain(sentence)) == 1
    page.toggle(key=IN_FULL).set_value(True).run()
    assert set(page.dataframe[0].value["user_id"]) < given
    folder = write_all(page)
    assert not (folder / "rejected.csv").exists()
    assert re.search(r"_run-\w{6}_consented_\d{6}$", folder.name)
    written = (folder / "segments.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert {line.split(",")[0] for line in written} == given
    typical = {user for each in json.loads((folder / "segments.json").read_text()) for user in each["typical_users"]}
    assert typical
    assert typical <= given


def test_consent_and_segments_are_counted_together(seen: Path, open_page: OpenPage) -> None:
    page = open_page("7_export")
    box(page, 1).uncheck().run()
    results = the_server().results(page.session_state["run"])
    others = set(results.user_ids[results.labels != 1])
    n_given = len(others & consenting())
    assert f"**{n_given} of {N_USERS} users (" in texts(page)
    assert f"**Users, for programs** · {n_given} rows" in texts(page)
    assert f"({len(consenting() - others)} of {size_of(1)} users listed, " in box(page, 1).label


def test_of_a_selection_only_its_own_users_without_consent_are_counted(demo: Path, open_page: OpenPage) -> None:
    server, run = the_server(), the_server().runs.runs()[0]
    users = server.results(run.run_id).user_ids[:20].tolist()
    add_selection(server.store, NewSelection(run.dataset_id, "twenty", run.run_id, 20, user_ids=users), "ann")
    page = open_page("7_export")
    page.selectbox(key="saved_selection").set_value("twenty").run()
    list_all(page)
    n_without = len(set(users) - consenting())
    assert n_without > 1
    assert f"{n_without} users refused to be contacted, and are in the files." in texts(page)


def test_a_selection_keeps_its_users_of_weak_segments(demo: Path, open_page: OpenPage) -> None:
    card = read_card(demo)
    card["segments"][1] |= {"verdict": "usable"}
    change_card(demo, card)
    server, run = the_server(), the_server().runs.runs()[0]
    results = server.results(run.run_id)
    users = [str(user) for user in results.user_ids[results.labels > 0]][::3]
    add_selection(server.store, NewSelection(run.dataset_id, "third", run.run_id, len(users), user_ids=users), "ann")
    page = open_page("7_export")
    assert not box(page, 1).value
    page.selectbox(key="saved_selection").set_value("third").run()
    assert all(page.checkbox(key=f"export_{run.run_id}_selection_{segment}").value for segment in results.segments)
    assert f"**Users, for programs** · {len(set(users) & consenting())} rows" in texts(page)


def test_a_selection_goes_to_a_platform_as_one_list(demo: Path, open_page: OpenPage) -> None:
    server, run = the_server(), the_server().runs.runs()[0]
    given = [user for user in server.results(run.run_id).user_ids if user in consenting()]
    refused = [user for user in server.results(run.run_id).user_ids if user not in consenting()]
    users = [*given[::2], *refused[:3]]
    add_selection(
        server.store, NewSelection(run.dataset_id, "every other", run.run_id, len(users), user_ids=users), "ann"
    )
    page = open_page("7_export")
    assert "audience_as_one" not in [each.key for each in page.checkbox]
    page.selectbox(key="saved_selection").set_value("every other").run()
    page.multiselect(key="platforms").set_value(["csv"]).run()
    page.checkbox(key="audience_as_one").check().run()
    next(button for button in page.button if button.label == "Write the platform files").click().run()
    wait_for(lambda: not the_server().jobs.live())
    page.run()
    assert not page.exception
    (path,) = Path(page.code[-1].value).glob("csv_SEL-*_consented.csv")
    listed = {line.split(",")[0] for line in path.read_text(encoding="utf-8").splitlines()[1:]}
    assert listed == set(given[::2])
    assert "the whole selection" in texts(page)


def draw_two_boxes() -> None:
    import streamlit as st

    from core.ui.export import platforms

    for is_only in (True, False):
        st.write(f"{is_only}: {platforms._pick_as_one('_ninety_', is_only=is_only)}")


def test_a_selection_of_unassigned_users_can_leave_as_one_list_only() -> None:
    page = AppTest.from_function(draw_two_boxes).run()
    assert not page.exception
    only, free = page.checkbox(key="audience_as_the_only_one"), page.checkbox(key="audience_as_one")
    assert [(each.value, each.disabled) for each in (only, free)] == [(True, True), (False, False)]
    assert [each.value for each in page.markdown] == ["True: True", "False: False"]
    free.check().run()
    assert [each.value for each in page.markdown] == ["True: True", "False: True"]


def test_consent_is_offered_only_where_the_log_holds_it(demo: Path, open_page: OpenPage) -> None:
    meta = {"attributes": [{"name": "city", "is_numeric": False}]}
    with Store(load_settings()) as store, store.transaction() as con:
        con.execute("update dataset_versions set meta = json_merge_patch(meta, ?)", [json.dumps(meta)])
    page = open_page("7_export")
    assert not page.exception
    assert not [each.key for each in page.checkbox if str(each.key).startswith("lists_refused")]
    assert f"**{N_USERS} of {N_USERS} users" in texts(page)


def rename_consent(name: str) -> None:
    """Have the log call its attribute of consent something else."""
    with Store(load_settings()) as store, store.transaction() as con:
        known = store.datasets()[0].meta["attributes"]
        renamed = {"attributes": [each | {"name": name} if each["name"] == "consent" else each for each in known]}
        con.execute("update dataset_versions set meta = json_merge_patch(meta, ?)", [json.dumps(renamed)])


def write_button(page: AppTest) -> Any:
    return next(button for button in page.button if button.label == "Write the platform files")


def test_where_nothing_says_who_consented_the_page_asks_before_it_writes(demo: Path, open_page: OpenPage) -> None:
    rename_consent("flag_7")
    given = consenting("flag_7")
    page = with_doubtful(open_page("7_export"))
    page.multiselect(key="platforms").set_value(["csv"]).run()
    assert not page.exception
    assert of_log(page, "radio", "who_is_listed").label == "Whom may the files list?"
    assert "lists of users hold all of them, and files for ad platforms wait." in texts(page)
    assert (write_button(page).disabled, of_log(page, "radio", "who_is_listed").value) == (True, None)
    asked = plain("No column is known to say who may be contacted.")
    assert any(asked in each.value for each in page.warning)
    assert "Say at the top of the page first whom the files may list." in texts(page)
    of_log(page, "radio", "who_is_listed").set_value("file").run()
    assert (write_button(page).disabled, "Give the file of identities first." in texts(page)) == (True, True)
    of_log(page, "radio", "who_is_listed").set_value("attribute").run()
    of_log(page, "selectbox", "who_by_attribute").set_value("city").run()
    assert write_button(page).disabled
    assert plain("'city' holds other answers than yes and no, such as '") in texts(page)
    of_log(page, "selectbox", "who_by_attribute").set_value("flag_7").run()
    assert not write_button(page).disabled
    folder = write_for_platforms(page)
    manifest = read_manifest(folder)
    assert (manifest.rules.consent, manifest.rules.log_columns) == ("log", ("flag_7",))
    assert listed_in(folder) <= given
    assert plain("Who consented is listed, by “flag_7”.") in texts(page)
    assert f"**Users, for programs** · {len(given)} rows" in texts(page)  # lists of users go by the same answer
    assert plain(f"{len(given)} of {N_USERS} users consented (attribute 'flag_7') and are listed") in texts(page)
    page.button(key="write_all").click().run()
    wait_for(lambda: not the_server().jobs.live())
    page.run()
    with (Path(next(each.value for each in page.code if "consented" in each.value)) / "segments.csv").open() as file:
        assert {row["user_id"] for row in csv.DictReader(file)} == given
    of_log(page, "radio", "who_is_listed").set_value("basis").run()
    assert not any(asked in each.value for each in page.warning)  # answered, it is no warning any more
    assert asked in texts(page)
    folder = write_for_platforms(page)
    assert (read_manifest(folder).rules.consent, read_manifest(folder).rules.is_stated) == ("", True)
    assert listed_in(folder) - given
    assert any(each.value.startswith(plain("NOBODY IS ASKED FOR CONSENT")) for each in page.warning)


def test_answers_on_consent_hold_for_one_log_alone(demo: Path, open_page: OpenPage) -> None:
    with Store(load_settings()) as store:
        (log,) = [each.dataset_id for each in store.datasets()]
    rename_consent("flag_7")
    page = open_page("7_export")
    for kind, key, answer in (("radio", "who_is_listed", "attribute"), ("selectbox", "who_by_attribute", "flag_7")):
        asked = of_log(page, kind, key)
        assert (asked.key, asked.value) == (f"{key}_{log}", None)
        asked.set_value(answer).run()


def write_for_platforms(page: AppTest) -> Path:
    write_button(page).click().run()
    wait_for(lambda: not the_server().jobs.live())
    page.run()
    assert not page.exception
    return Path(page.code[-1].value)


def listed_in(folder: Path) -> set[str]:
    found = set()
    for path in folder.glob("csv_*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            found |= {row["user_id"] for row in csv.DictReader(file)}
    return found


def test_who_opted_out_is_in_no_file_of_the_page(demo: Path, open_page: OpenPage) -> None:
    rename_consent("unsubscribed")
    opted_out = consenting("unsubscribed")
    page = with_doubtful(open_page("7_export"))
    listed = f"{N_USERS - len(opted_out)} of {N_USERS} users did not opt out (attribute 'unsubscribed') and are listed"
    assert plain(f"{listed}, which is less than consent") in texts(page)
    page.multiselect(key="platforms").set_value(["csv"]).run()
    folder = write_for_platforms(page)
    assert read_manifest(folder).is_weak
    assert all(path.name.endswith("_not-opted-out.csv") for path in folder.glob("csv_*.csv"))
    assert listed_in(folder)
    assert not listed_in(folder) & opted_out
    assert "not opted out" in page.dataframe[-1].value.columns


def test_a_run_without_a_card_offers_no_file_of_it(demo: Path, open_page: OpenPage) -> None:
    change_card(demo, None)
    page = open_page("7_export")
    assert not page.exception
    assert [button.label for button in page.get("download_button")] == [name for name in OFFERED if name != "trust.csv"]
    assert "trust.csv" not in page.segmented_control(key="preview").options


def test_segments_that_do_not_hold_are_marked(demo: Path, open_page: OpenPage) -> None:
    card = read_card(demo)
    card["segments"][1] |= {"verdict": "usable", "consent_share": 0.5}
    change_card(demo, card)
    page = of_log(open_page("7_export"), "checkbox", "lists_refused").check().run()
    assert [box(page, segment).value for segment in (1, 2)] == [False, True]
    assert box(page, 1).label.endswith("consented, weak)")
    assert box(page, 2).label.endswith("users, 50 % consented, usable)")
    weak = [each for each in the_server().results(page.session_state["run"]).segments if each != 2]
    names = texts(page).partition("Weak, so not proved to hold, and left out unless you choose it: ")[2]
    assert [name.split()[0] for name in names.partition(". What goes")[0].split(", ")] == list(map(str, weak))
    assert not any(each.key == "leave_weak_out" for each in page.button)
    box(page, 1).check().run()
    assert "Chosen though weak, so not proved to hold: 1 " in texts(page)


def test_files_for_platforms_are_checked_first_and_then_written(
    demo: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "_FILES_SHOWN", 1)
    page = list_all(open_page("7_export"))
    page.multiselect(key="platforms").set_value(["meta", "csv"]).run()
    assert "Needed first, for Meta custom audience: the file of identities." in texts(page)
    assert "Meta Ads Manager: Audiences, Create audience, Custom audience, Customer list." in texts(page)
    page.multiselect(key="platforms").set_value(["linkedin"]).run()
    assert "LinkedIn refuses lists whose headers are not those of the template in Campaign Manager" in texts(page)
    page.multiselect(key="platforms").set_value(["csv"]).run()
    for label, shown in (("Check first", "Nothing is written yet."), ("Write the platform files", "Written to:")):
        next(button for button in page.button if button.label == label).click().run()
        wait_for(lambda: not the_server().jobs.live())
        page.run()
        assert not page.exception
        assert shown in texts(page)
    folder = Path(page.code[-1].value)
    results = the_server().results(page.session_state["run"])
    large = [each for each in results.segments if (results.labels == each).sum() >= 50]
    assert {path.name for path in folder.glob("csv_*")} == {f"csv_SEG-{each:02d}-v0_all.csv" for each in large}
    assert {"manifest.json", "manifest.txt", "left_out.csv"} <= {path.name for path in folder.iterdir()}
    buttons = [each.label for each in page.get("download_button")]
    assert all(any(plain(f"csv_SEG-{each:02d}-v0_all.csv") in label for label in buttons) for each in large)
    assert [each.label.split()[0] for each in page.expander if "more file" in each.label] == [str(len(large) - 1)]
    assert not any("Not for advertising platforms" in each.value for each in page.warning)
    the_server().runs.save_segmentation(page.session_state["run"], {1: "Baby buyers"}, {}, 0, "local")
    page.run()
    label = plain("1 \N{MIDDLE DOT} Baby buyers")
    assert f"**{plain('SEG-01-v0')}** ({label}): " in texts(page)
    verdicts = [each.value for each in page.markdown if each.value.startswith("- **SEG")]
    marked = [
        plain("It is flagged as not for advertising platforms: read the warning above before you use it.") in each
        for each in verdicts
    ]
    assert marked == [True, *[False] * (results.k - 1)]
    (warning,) = (each.value for each in page.warning if "Not for advertising platforms" in each.value)
    assert box(page, 1).label.endswith(", called SEG-01-v1 in lists of users)")
    assert warning.startswith(
        plain(
            "SEG-01-v0 (1 \N{MIDDLE DOT} Baby buyers): Not for advertising platforms: “Baby” suggests children. They "
            "refuse"
        )
    )
    assert not any(b"Baby" in path.read_bytes() for path in folder.iterdir())
    assert "audience_not_consented" not in page.session_state
    of_log(page, "checkbox", "lists_refused").uncheck().run()
    page.checkbox(key="audience_not_consented").check().run()
    next(button for button in page.button if button.label == "Write the platform files").click().run()
    wait_for(lambda: not the_server().jobs.live())
    page.run()
    assert not page.exception
    made = {path.name for path in Path(page.code[-1].value).glob("csv_*")}
    assert "csv_SEG-01-v1_consented.csv" in made
    assert {name.rpartition("_")[2] for name in made} <= {"consented.csv", "not-consented.csv"}


def test_segments_that_are_flagged_or_weak_leave_for_platforms_only_where_they_are_added(demo, open_page: OpenPage):
    page = open_page("7_export")
    run_id = page.session_state["run"]
    of_log(page, "checkbox", "lists_refused").check().run()
    the_server().runs.save_segmentation(run_id, {1: "Baby buyers"}, {}, 0, "local")
    page.multiselect(key="platforms").set_value(["csv"]).run()
    results = the_server().results(run_id)
    assert results.trust
    assert set(results.trust.weak) == set(results.segments)
    assert plain("(flagged, verdict below usable)") in texts(page)
    assert write_button(page).disabled
    assert (
        "No segment is left for platforms: all that are chosen are flagged, or their verdict is below usable."
        in texts(page)
    )
    with_doubtful(page)
    assert not write_button(page).disabled
    assert "Left out of files for platforms" not in texts(page)


def test_segments_that_are_weak_are_left_out_of_all_files_at_one_click(demo, open_page: OpenPage):
    page = open_page("7_export")
    results = the_server().results(page.session_state["run"])
    assert results.trust
    weak = list(results.trust.weak)
    page.button(key="leave_weak_out").click().run()
    assert not page.exception
    assert [box(page, each).value for each in results.segments] == [each not in weak for each in results.segments]
    assert "Chosen though weak" not in texts(page)
    box(page, weak[0]).check().run()
    assert f"Chosen though weak, so not proved to hold: {results.number_of(weak[0])} " in texts(page)
    assert page.button(key="leave_weak_out").label == "Leave this one out"


def test_the_box_of_a_control_group_says_what_is_likely_until_the_check_has_counted(demo, open_page: OpenPage) -> None:
    """Users of a segment that are wanted are 30, of which 40 of 100 are 20 and so may be fewer: the check knows."""
    page = list_all(open_page("7_export"))
    page.multiselect(key="platforms").set_value(["csv"]).run()
    page.number_input(key="audience_most").set_value(60)
    page.number_input(key="audience_control").set_value(20).run()
    likely, counted = "20 of 100 may be too little for", "20 of 100 is too little for"
    assert any(likely in each.value for each in page.warning)
    next(button for button in page.button if button.label == "Check first").click().run()
    wait_for(lambda: not the_server().jobs.live())
    page.run()
    assert not page.exception
    assert not any(likely in each.value for each in page.warning)
    too_few = [row.Index for row in page.table[-1].value.itertuples() if int(row[2].split()[0]) < 20]
    assert len([each for each in page.warning if counted in each.value]) == bool(too_few)
    page.number_input(key="audience_control").set_value(25).run()
    assert any("25 of 100 may be too little for" in each.value for each in page.warning)


def see_that_files_wait(page: AppTest) -> None:
    """As soon as files are being written both buttons are off, with the reason."""
    found = Server.job
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Server, "job", lambda server, job_id: replace(found(server, job_id), state=JobState.RUNNING))
        next(button for button in page.button if button.label == "Write the platform files").click().run()
        off = {each.label for each in page.button if each.disabled}
        assert {"Check first", "Write the platform files"} <= off
        assert "Files are being checked or written: wait until that is done, or cancel it." in texts(page)
    wait_for(lambda: not the_server().jobs.live())
    page.run()
    assert not page.exception


def see_earlier_outcomes(page: AppTest) -> None:
    """All but the newest are listed in short under one heading."""
    run = the_server().runs.folder(page.session_state["run"])
    assert not any(each.label.startswith("Earlier outcomes") for each in page.expander)
    kept = newest_readback(run)
    assert kept
    keep_readback(replace(kept, made_at="2020-01-02T03:04:05+00:00", outcomes="old.csv"), run)
    page.run()
    (earlier,) = [each for each in page.expander if each.label == "Earlier outcomes (1)"]
    heading, lines = (each.value for each in earlier.markdown)
    assert heading == f"**{plain('old.csv, read on 2 Jan 2020, 03:04, 30 % held back')}**"
    assert lines.count("\n- ") == len(kept.effects) - 1


def take_outcomes_back(page: AppTest, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """They are taken back on the page after the visitor says which, by the command too, and can be brought again."""
    server, run_id = the_server(), page.session_state["run"]
    kept = list(readbacks_of(server.runs.folder(run_id)))
    page.selectbox(key="outcomes_which").set_value(kept[1].made_at).run()
    page.button(key="outcomes_undo").click().run()
    assert list(readbacks_of(server.runs.folder(run_id))) == kept[:1]
    taken = plain("old.csv, read on 2 Jan 2020, 03:04, 30 % held back")
    assert page.button(key="outcomes_redo").label == f"Bring back outcomes that were taken back: {taken}"

    def find_it_held(*_: object, **__: object) -> None:
        raise StoreLockedError(say("The workspace is in use."))

    monkeypatch.setattr("core.server.Server", find_it_held)
    workspace = ["--workspace", str(server.store.workspace)]
    assert main(["readback", "--undo", run_id, *workspace]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Taken back: crm.csv, read on ")
    assert printed.endswith("--redo brings it back.\nNo outcomes are left.\n")
    assert main(["readback", "--undo", run_id, *workspace]) == 2
    assert "No outcomes of the run were read that could be taken back." in capsys.readouterr().err
    assert main(["readback", "--redo", run_id, *workspace]) == 0
    page.run()
    page.button(key="outcomes_redo").click().run()
    assert not page.exception
    assert list(readbacks_of(server.runs.folder(run_id))) == kept


def test_a_later_run_offers_the_exports_of_the_earlier_one(demo: Path, open_page: OpenPage) -> None:
    """Their outcomes stay with the run whose users were in the campaign, and are shown beside the later one."""
    later = add_run(JobState.DONE, k=4)
    runs = the_server().runs
    first = next(run.run_id for run in runs.runs() if run.run_id != later)
    page = list_all(open_page("7_export"))
    page.sidebar.selectbox(key="run_picker").set_value(first).run()
    with_doubtful(page)
    page.multiselect(key="platforms").set_value(["csv"]).run()
    page.number_input(key="audience_control").set_value(30).run()
    next(button for button in page.button if button.label == "Write the platform files").click().run()
    wait_for(lambda: not the_server().jobs.live())
    page.run()
    (option,) = page.selectbox(key="outcomes_export").options
    assert option.endswith(" (30 % held back)")
    page.sidebar.selectbox(key="run_picker").set_value(later).run()
    (option,) = page.selectbox(key="outcomes_export").options
    assert re.search(rf" \(30 % held back; run {first[:6]} of \d+ \w+ \d+\)$", option)
    content = "user_id\n" + "".join(f"{user}\n" for user in the_server().results(first).user_ids)
    page.file_uploader(key="outcomes_file").set_value(("crm.csv", content.encode(), "text/csv")).run()
    next(button for button in page.button if button.label == "Read the outcomes").click().run()
    wait_for(lambda: not the_server().jobs.live())
    page.run()
    assert not page.exception
    assert [each.outcomes for each in readbacks_of(runs.folder(first))] == ["crm.csv"]
    assert list(readbacks_of(runs.folder(later))) == []
    (shown,) = [each for each in page.expander if each.label.startswith(f"Outcomes of run {first[:6]} of ")]
    assert any("No effect is shown" in each.value for each in shown.markdown)


def test_outcomes_of_an_export_show_what_it_changed(
    demo: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = list_all(open_page("7_export"))
    page.multiselect(key="platforms").set_value(["csv"]).run()
    page.number_input(key="audience_most").set_value(20)  # of which no share is enough to see anything
    page.number_input(key="audience_control").set_value(30).run()
    assert any("30 of 100 may be too little for" in each.value for each in page.warning)
    page.number_input(key="audience_most").set_value(0).run()
    see_that_files_wait(page)
    assert "**What the control group can show later**" in texts(page)
    assert "The smallest gain is how many more of 100 users have to convert" in texts(page)
    assert "Each user is drawn on their own" in texts(page)
    gains = page.table[-1].value
    assert list(gains.columns) == [
        "get the campaign", "held back",
        *(f"smallest gain, where {rate} of 100 convert anyway" for rate in (5, 20)),
    ]  # fmt: skip
    folder = Path(page.code[-1].value)
    with (folder / "campaign_users.csv").open(encoding="utf-8", newline="") as file:
        users = [row["user_id"] for row in csv.DictReader(file)]
    content = "user_id,bought\n" + "".join(f"{user},yes\n" for user in users)
    page.file_uploader(key="outcomes_file").set_value(("crm.csv", content.encode(), "text/csv")).run()
    next(button for button in page.button if button.label == "Read the outcomes").click().run()
    wait_for(lambda: not the_server().jobs.live())
    page.run()
    assert not page.exception
    assert f"{len(users)} rows of outcomes were read" in texts(page)
    assert "No effect is shown" in texts(page)
    assert any(each.value.startswith("**All segments together: No effect is shown") for each in page.markdown)
    label = plain(f"1 \N{MIDDLE DOT} {the_server().results(page.session_state['run']).names[1]}")
    assert f"{label}: " in texts(page)
    see_earlier_outcomes(page)
    take_outcomes_back(page, monkeypatch, capsys)
    one = open_page("9_one_segment")
    assert not one.exception
    assert "Did it work?" in [each.value for each in one.subheader]
    damaged = folder.parent / "damaged"
    damaged.mkdir()
    (damaged / "control.json").write_text("{", encoding="utf-8")
    page.run()
    assert not page.exception
    assert any("it is damaged" in each.value for each in page.warning)
    for place in range(10):
        shutil.copytree(folder, folder.parent / f"audiences_2020_{place}")
    page = page.run()
    assert len(page.selectbox(key="outcomes_export").options) == 10
    page = page.checkbox(key="outcomes_all").check().run()
    assert len(page.selectbox(key="outcomes_export").options) == 11
