"""The data page: three ways in, what was understood, what a log holds."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.jobs.job import new_job
from core.jobs.kinds.load import LoadJob
from core.jobs.recover import recover
from core.jobs.task import Task
from core.jobs.upload_folder import BOXES, Announced
from core.jobs.workspace import Workspace, open_workspace
from core.server import the_server
from core.settings import load_settings
from core.store.store import Store
from tests.core.jobs_help import pretend, wait_for
from tests.pages.conftest import N_USERS, OpenPage
from tests.pages.help import give_file, html, labels_of_boxes

LOG = "who,what,when\n" + "\n".join(f"u{n % 15},i{n % 12},2026-01-{n % 28 + 1:02d} 10:00" for n in range(200)) + "\n"


def wait_for_load(page: AppTest) -> AppTest:
    wait_for(lambda: not the_server().live_loads())
    return page.run()


def texts(page: AppTest) -> str:
    return "\n".join(
        each.value for each in (*page.markdown, *page.caption, *page.subheader, *page.error, *page.warning)
    )


def test_an_empty_page_offers_the_ways_in(empty: Path, open_page: OpenPage, monkeypatch) -> None:
    monkeypatch.setenv("ATLAS_DEMO_USERS", "1250")
    page = open_page("1_data")
    assert "A made-up shop with 1,250 users, all of them invented." in texts(page)
    assert [button.label for button in page.button] == ["Load the demo log"]
    labels = labels_of_boxes(page)
    assert [labels[box] for box in BOXES] == ["Events", "Items (optional)", "Users (optional)"]


def test_the_demo_button_loads_the_demo(empty: Path, open_page: OpenPage, monkeypatch) -> None:
    monkeypatch.setenv("ATLAS_DEMO_USERS", "50")
    page = open_page("1_data")
    page.button[0].click().run()
    page = wait_for_load(page)
    assert not page.exception
    assert page.metric[0].value == "50"
    assert page.query_params["dataset"] == the_server().store.datasets()[0].dataset_id


def test_a_loaded_log_shows_facts_volumes_and_report(demo: Path, open_page: OpenPage) -> None:
    page = open_page("1_data")
    assert not page.exception
    assert {metric.label: metric.value for metric in page.metric}["Users"] == f"{N_USERS}"
    assert [each.value for each in page.subheader][:3] == ["Data health", "Events per day", "Weekday and hour"]
    assert len(page.get("plotly_chart")) == 2
    assert "records (100.0 %) were loaded, from 6 Jan 2025 to " in texts(page)
    check_line_of_log(page)
    page.button(key="find_segments").click().run()
    assert not page.exception
    assert [title.value for title in page.title] == ["Segment"]


def check_line_of_log(page: AppTest) -> None:
    """The list of logs says what each is."""
    (info,) = the_server().store.datasets()
    (line,) = [each.value for each in page.caption if ", loaded " in each.value]
    size, span, events, users, runs, loaded = line.split(", ", 5)
    assert size.endswith((" kB", " MB"))
    assert span.startswith("6 Jan 2025 to ")
    assert events == f"{info.report['n_events']:,} events"
    assert (users, runs) == (f"{N_USERS} users", "1 run")
    assert re.fullmatch(r"loaded \d+ \w{3} \d{4}, \d\d:\d\d", loaded)
    assert " by " not in loaded


def test_an_upload_is_understood_and_loaded(empty: Path, open_page: OpenPage) -> None:
    page = open_page("1_data")
    give_file(page, "my log.csv", LOG.encode())
    assert not page.exception
    roles = {box.label: box.value for box in page.selectbox if (box.key or "").startswith("role_events_")}
    assert (roles["User"], roles["Item"], roles["Time"]) == ("who", "what", "when")
    assert uploaded(empty) == ["my log.csv"]
    load = next(button for button in page.button if button.label == "Load")
    page = wait_for_load(load.click().run())
    assert not page.exception
    assert page.metric[0].value == "15"
    assert page.sidebar.selectbox[0].options == ["my log.csv"]
    assert page.sidebar.caption[0].value == "15 users · 200 events"
    assert uploaded(empty) == []
    assert the_server().uploads.files(page.session_state["upload"]) == []


def test_a_role_can_be_corrected(empty: Path, open_page: OpenPage) -> None:
    page = upload(open_page("1_data"), LOG)
    assert not load_button(page).disabled
    page.selectbox(key="role_events_user_log.csv").set_value("when").run()
    assert page.warning[0].value == "when cannot be User, Time at once."
    assert load_button(page).disabled
    page.selectbox(key="role_events_user_log.csv").set_value("").run()
    assert "Choose the column for: User." in page.warning[0].value
    assert load_button(page).disabled
    page.selectbox(key="role_events_user_log.csv").set_value("what")
    page.selectbox(key="role_events_item_log.csv").set_value("who").run()
    assert not load_button(page).disabled
    assert not page.warning
    assert load(page).metric[0].value == "12"


def test_what_the_form_shows_is_what_is_loaded(empty: Path, open_page: OpenPage) -> None:
    head = "Name,Email,sku,order_date,paid_date,total,city\n"
    rows = "".join(f"#{n},a{n % 9}@x.org,s{n % 12},2026-01-05,2026-02-0{n % 9 + 1},{n},Bern\n" for n in range(200))
    page = upload(open_page("1_data"), head + rows)
    shown = {"user": "Email", "item": "sku", "timestamp": "paid_date", "value": "", "text": "Name", "category": "city"}
    for role, column in shown.items():
        page.selectbox(key=f"role_events_{role}_log.csv").set_value(column)
    page.multiselect(key="role_events_attribute_log.csv").set_value([]).run()
    page = load(page)
    assert not page.exception
    [info] = the_server().store.datasets()
    choices = {each["role"]: each["column"] for each in info.report["choices"]}
    assert choices == {role: column for role, column in shown.items() if column}


def test_a_question_must_be_answered_before_the_load(empty: Path, open_page: OpenPage) -> None:
    page = upload(open_page("1_data"), LOG.replace("who,what", "bb,cc"))
    assert not page.exception
    assert r"Is \'bb\' the user\, or is it \'cc\'\?" in texts(page)
    assert next(button for button in page.button if button.label == "Load").disabled
    page.selectbox(key="role_events_user_log.csv").set_value("bb")
    page.selectbox(key="role_events_item_log.csv").set_value("cc").run()
    assert r"the user\, or is it" not in texts(page)
    assert {metric.label: metric.value for metric in page.metric}["Users"] == "15"
    assert load(page).metric[0].value == "15"


def test_orders_that_name_no_item_are_loaded_once_that_is_answered(empty: Path, open_page: OpenPage) -> None:
    rows = "".join(f"{n},c{n % 9},2026-01-{n % 27 + 1:02},{n}.50\n" for n in range(120))
    page = upload(open_page("1_data"), "order_id,customer_id,order_date,total\n" + rows)
    assert not page.exception
    assert "No column names what was bought or chosen" in texts(page)
    assert load_button(page).disabled
    page.selectbox(key="role_events_item_log.csv").set_value("").run()
    assert not page.warning
    assert load(page).metric[0].value == "9"


def test_two_columns_change_places_where_the_other_one_is_the_user(empty: Path, open_page: OpenPage) -> None:
    page = upload(open_page("1_data"), LOG.replace("who,what", "bb,cc"))
    page.selectbox(key="role_events_user_log.csv").set_value("cc").run()
    assert page.selectbox(key="role_events_item_log.csv_changed").value == "bb"
    assert not load_button(page).disabled


def test_what_becomes_of_states_is_shown_while_a_question_is_open(empty: Path, open_page: OpenPage) -> None:
    rows = [
        f"u{n % 9},2026-02-{n % 28 + 1:02} 10:00,{'Lost' if n % 5 else 'Won'},R{n % 7},{n % 90}.50" for n in range(90)
    ]
    text = "\n".join(["user_id,order_date,Deal Stage,thing,amount", *rows, ""])
    page = upload(open_page("1_data"), text)
    assert "Is \\'thing\\' the item" in texts(page)
    assert "With the first choice of each question" in texts(page)
    assert load_button(page).disabled


def test_a_question_can_be_answered_by_no_column(empty: Path, open_page: OpenPage) -> None:
    rows = "".join(f"o{n},u{n % 15},i{n % 12},2026-01-{n % 28 + 1:02d},5.50,{n * n // 7 % 4}\n" for n in range(200))
    page = upload(open_page("1_data"), f"order_id,user_id,item_id,order_date,price,status\n{rows}")
    assert "holds codes of what became of each order" in texts(page)
    assert load_button(page).disabled
    page.selectbox(key="role_events_event_log.csv").set_value("").run()
    assert "holds codes of what became of each order" not in texts(page)
    assert not load_button(page).disabled
    load(page)
    [info] = the_server().store.datasets()
    assert info.report["n_events"] == 200


def test_day_or_month_first_must_be_answered_before_the_load(empty: Path, open_page: OpenPage) -> None:
    log = "user_id,item_id,timestamp\n" + "".join(f"u{n % 15},i{n % 7},0{n % 9 + 1}/02/2026\n" for n in range(90))
    page = upload(open_page("1_data"), log)
    [question] = [each for each in page.radio if "could be day first or month first" in each.label]
    assert question.value is None
    assert next(button for button in page.button if button.label == "Load").disabled
    question.set_value("month").run()
    load(page)
    [info] = the_server().store.datasets()
    seconds = the_server().population(info.dataset_id).histories.timestamps
    assert set((seconds.astype("datetime64[s]").astype("datetime64[D]")).astype(str).tolist()) == {
        f"2026-0{month}-02" for month in range(1, 10)
    }


def test_the_form_takes_a_time_zone_and_says_by_which_clock_hours_are(empty: Path, open_page: OpenPage) -> None:
    page = upload(open_page("1_data"), LOG)
    assert "Hours are UTC, as the log's times name no other zone." in texts(page).replace("\\", "")
    page.selectbox(key="time_zone_log.csv").set_value("Asia/Tokyo").run()
    line = "Hours are Asia/Tokyo, the zone that was given for the log."
    assert line in texts(page).replace("\\", "")
    assert "From 1 Jan 2026, 01:00 to 28 Jan 2026, 01:00 (UTC), in 200 rows." in texts(page)
    page = load(page)
    assert line in texts(page).replace("\\", "")
    [info] = the_server().store.datasets()
    assert info.meta["timezone"] == "Asia/Tokyo"
    assert set((the_server().population(info.dataset_id).histories.week_hours % 24).tolist()) == {10}


def test_times_with_offsets_are_shown_by_their_own_clocks(empty: Path, open_page: OpenPage) -> None:
    page = load(upload(open_page("1_data"), LOG.replace(" 10:00", "T10:00:00-07:00")))
    assert r"Hours are those of the clock where each event happened\, by its offset or time zone\." in texts(page)


def test_what_is_hard_to_believe_stands_above_the_load(empty: Path, open_page: OpenPage) -> None:
    page = upload(open_page("1_data"), LOG)
    assert not page.error
    page.selectbox(key="role_events_item_log.csv").set_value("when")
    page.selectbox(key="role_events_timestamp_log.csv").set_value("what").run()
    assert "are not understood" in page.error[0].value
    page.selectbox(key="role_events_item_log.csv").set_value("what")
    page.selectbox(key="role_events_timestamp_log.csv").set_value("when").run()
    assert not page.error


def test_a_file_that_is_no_table_is_reported_in_a_sentence(empty: Path, open_page: OpenPage) -> None:
    page = open_page("1_data")
    upload(page, "<!doctype html><html></html>")
    assert not page.exception
    assert "is a web page" in page.error[0].value


def test_a_published_layout_without_a_header_is_loaded(empty: Path, open_page: OpenPage) -> None:
    page = open_page("1_data")
    rows = "".join(f"{n % 15}\t{n % 12}\t{n % 5 + 1}\t{881250949 + n}\n" for n in range(100))
    upload(page, rows, "u.data")
    assert [each.value for each in page.error] == [r"100\% of the events are on one day\."]
    load = next(button for button in page.button if button.label == "Load")
    page = wait_for_load(load.click().run())
    assert not page.exception
    assert page.metric[0].value == "15"


def uploaded(workspace: Path) -> list[str]:
    """Names of what the reader sees of uploads; more than that is not there for long."""
    return sorted(path.name for path in (workspace / "uploads").glob("*/log-*/**/*") if path.is_file())


def upload(page: AppTest, text: str, name: str = "log.csv") -> AppTest:
    return give_file(page, name, text.encode())


def load(page: AppTest) -> AppTest:
    return wait_for_load(next(button for button in page.button if button.label == "Load").click().run())


@pytest.mark.parametrize(
    ("bad", "expected"),
    [
        ("", ""),
        ("u1,,2026-01-03 10:00\n", " 1 (0.5 %) were rejected for “no item”: see the load report below."),
        (
            "u1,,2026-01-03 10:00\nu2,,2026-01-03 10:00\n,i1,2026-01-03 10:00\n",
            " 3 (1.5 %) were rejected, most often for “no item” (2): see the load report below.",
        ),
    ],
)
def test_what_was_rejected_stands_at_the_top(bad: str, expected: str, empty: Path, open_page: OpenPage) -> None:
    page = load(upload(open_page("1_data"), LOG + bad))
    [first] = [each.value for each in page.markdown if " were loaded, from " in each.value]
    assert first.endswith(f"to 28 Jan 2026.{expected}")


def test_an_upload_that_is_replaced_or_taken_back_is_gone(empty: Path, open_page: OpenPage) -> None:
    page = upload(open_page("1_data"), LOG, "first.csv")
    page = upload(page, LOG.replace("u1", "v1"), "second.csv")
    assert uploaded(empty) == ["second.csv"]
    the_server().uploads.remove(page.session_state["upload"])
    page.run()
    assert [button.label for button in page.button] == ["Load the demo log"]
    assert uploaded(empty) == []


def test_several_files_are_one_log(empty: Path, open_page: OpenPage) -> None:
    page = open_page("1_data")
    header, *rows = LOG.splitlines(keepends=True)
    uploads, upload_id = the_server().uploads, page.session_state["upload"]
    months = {"log-2026-01.csv": rows[:90], "log-2026-02.csv": rows[90:]}
    for name, part in months.items():
        content = (header + "".join(part)).encode()
        (*_others, file) = uploads.announce(upload_id, [Announced("events", name, len(content), 1)])
        with closing(uploads.open(upload_id, file.number, 0)) as slices:
            slices.write(content)
    page = load(page.run())
    assert {metric.label: metric.value for metric in page.metric}["Events"] == "200"
    assert page.sidebar.selectbox[0].options == ["log-2026"]


def test_a_failed_load_can_be_corrected_without_another_upload(empty: Path, open_page: OpenPage, monkeypatch) -> None:
    page = upload(open_page("1_data"), LOG)
    next(box for box in page.selectbox if box.label == "User").set_value("what")
    next(box for box in page.selectbox if box.label == "Item").set_value("who")
    with monkeypatch.context() as patch:
        pretend(patch, "refuses")
        page = load(page)
    assert "This column holds no users" in page.error[0].value
    page.run()
    assert "This column holds no users" in page.error[0].value
    assert {box.label: box.value for box in page.selectbox}["User"] == "what"
    page = load(page)
    assert not page.error
    assert page.metric[0].value == "12"
    assert uploaded(empty) == []


LINK_TO_TOP = "scrollTo({top: 0})"


def test_a_failed_load_leaves_the_panel_open_with_the_reason_in_it(
    demo: Path, open_page: OpenPage, monkeypatch
) -> None:
    page = open_page("1_data")
    assert not panel(page).proto.expanded
    page = upload(page, LOG)
    with monkeypatch.context() as patch:
        pretend(patch, "refuses")
        page = load(page)
    assert panel(page).proto.expanded
    assert "This column holds no users" in panel(page).error[0].value
    page = load_button(page).click().run()
    is_up = LINK_TO_TOP in html(page)  # of a load that ended within this very run
    page = wait_for_load(page)
    assert page.metric[0].value == "15"
    assert not page.error
    assert not panel(page).proto.expanded
    assert is_up != (LINK_TO_TOP in html(page))
    assert LINK_TO_TOP not in html(page.run())


def panel(page: AppTest):
    return next(each for each in page.expander if each.label == "Load another log")


def load_button(page: AppTest):
    return next(button for button in page.button if button.label == "Load")


def test_a_damaged_sheet_of_excel_is_refused_with_a_sentence(empty: Path, open_page: OpenPage) -> None:
    page = open_page("1_data")
    give_file(page, "log.xlsx", b"PK\x03\x04...")
    assert not page.exception
    assert [re.sub(r"\\(.)\u2060?", r"\1", error.value) for error in page.error] == [
        "log.xlsx cannot be unpacked: it begins like a zip file and is none. Compress it again, or unpack it first."
    ]


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Loads of the demo log wait until this is set."""
    opened = threading.Event()
    prepare = LoadJob.prepare

    def wait_and_prepare(job: LoadJob, workspace: Workspace, folder: Path) -> Task:
        assert opened.wait(20)
        return prepare(job, workspace, folder)

    monkeypatch.setenv("ATLAS_DEMO_USERS", "50")
    monkeypatch.setattr(LoadJob, "prepare", wait_and_prepare)
    yield opened
    opened.set()


def test_anothers_load_is_seen_but_its_log_is_not_opened(demo: Path, open_page: OpenPage, gate) -> None:
    theirs, own = open_page("1_data"), open_page("1_data")
    before = own.session_state["dataset"]
    next(button for button in theirs.button if button.label == "Load the demo log").click().run()
    own.run()
    assert "You may close this tab" in texts(own)
    gate.set()
    wait_for_load(theirs)
    own.run()
    assert theirs.session_state["dataset"] != before
    assert own.session_state["dataset"] == before


def test_anothers_load_is_opened_where_there_is_nothing_else(empty: Path, open_page: OpenPage, gate) -> None:
    theirs, own = open_page("1_data"), open_page("1_data")
    theirs.button[0].click().run()
    own.run()
    gate.set()
    wait_for_load(own)
    assert own.metric[0].value == "50"


def test_a_demo_that_failed_at_the_start_is_reported_while_there_is_no_log(
    empty: Path, open_page: OpenPage, monkeypatch
) -> None:
    with monkeypatch.context() as patch:
        pretend(patch, "refuses")
        the_server().offer_demo()
        wait_for(lambda: not the_server().live_loads())
    for page in (open_page("1_data"), open_page("1_data")):
        assert [error.value.replace("\\", "") for error in page.error] == [
            "The demo log that a new workspace starts with could not be loaded: This column holds no users."
        ]
    page = load(upload(page, LOG))
    assert page.metric[0].value == "15"
    assert not page.error


def test_a_deleted_log_is_in_the_recycle_bin_with_its_runs_and_can_be_restored(demo: Path, open_page: OpenPage) -> None:
    page = open_page("1_data")
    (info,), (run,) = the_server().store.datasets(), the_server().runs.runs()
    page.button(key=f"confirm_delete_{info.dataset_id}").click().run()
    assert not page.exception
    assert "Recycle bin (1)" in [each.label for each in page.expander]
    (deleted,) = (each.value for each in page.info)  # no link leads to a log that is lost
    assert deleted.endswith("and its runs were deleted. They stay in the recycle bin for 30 days.")
    assert (the_server().store.datasets(), the_server().runs.runs()) == ([], [])
    page.button(key="undo_delete").click().run()
    assert (the_server().store.datasets(), the_server().runs.runs()) == ([info], [run])
    assert not page.info
    page.button(key=f"confirm_delete_{info.dataset_id}").click().run()
    page.button(key=f"restore_{info.dataset_id}").click().run()
    assert not page.exception
    assert page.session_state["dataset"] == info.dataset_id
    assert (the_server().store.datasets(), the_server().runs.runs()) == ([info], [run])
    assert "Recycle bin (1)" not in [each.label for each in page.expander]
    page.button(key=f"confirm_delete_{info.dataset_id}").click().run()
    page.button(key=f"delete_for_good_{info.dataset_id}").click().run()
    assert the_server().store.known_marks() == {}
    assert not the_server().runs.folder(run.run_id).exists()


def test_a_load_that_is_cancelled_keeps_its_files(empty: Path, open_page: OpenPage, monkeypatch) -> None:
    pretend(monkeypatch, "works on")
    page = upload(open_page("1_data"), LOG)
    page = load_button(page).click().run()
    (job,) = the_server().live_loads()
    page.button(key=f"cancel_{job.job_id}").click().run()
    assert not page.exception
    assert the_server().job(job.job_id).state == "cancelled"
    assert uploaded(empty) == ["log.csv"]
    assert not load_button(page.run()).disabled


def test_a_log_is_renamed(demo: Path, open_page: OpenPage) -> None:
    page = open_page("1_data")
    (info,) = the_server().store.datasets()
    page.text_input(key=f"name_{info.dataset_id}").set_value("My *shop*")
    next(button for button in page.button if button.label == "Save").click().run()
    assert not page.exception
    assert page.sidebar.selectbox[0].options == ["My *shop*"]
    assert "**My \\*shop\\***" in texts(page)


def test_an_interrupted_load_is_shown_until_another_one_is_started(empty: Path, open_page: OpenPage) -> None:
    with Store(replace(load_settings(), workspace=empty)) as store:
        open_workspace(store).jobs.add(new_job(LoadJob(n_demo_users=50), "local"))
    page = open_page("1_data")
    assert "The program ended before this was done. Load the log again." in page.warning[0].value.replace("\\", "")
    upload(page, LOG)
    page = load(page)
    assert page.metric[0].value == "15"
    assert not page.warning


def test_an_interrupted_load_is_not_shown_after_the_next_start(empty: Path, open_page: OpenPage) -> None:
    with Store(replace(load_settings(), workspace=empty)) as store:
        opened = open_workspace(store)
        opened.jobs.add(new_job(LoadJob(n_demo_users=50), "local"))
        recover(opened)
    page = open_page("1_data")
    assert not page.exception
    assert not page.warning


def test_e_mail_addresses_as_users_can_be_kept(empty: Path, open_page: OpenPage) -> None:
    rows = "".join(f"a{n % 9}@x.org,s{n % 12},2026-01-0{n % 9 + 1} 10:00\n" for n in range(60))
    page = upload(open_page("1_data"), "email,sku,time\n" + rows)
    choice = page.radio(key="user_ids_log.csv")
    assert choice.value == "pseudonymise"
    assert choice.label == "The users in email are e-mail addresses"
    assert "namesakes" not in texts(page)
    choice.set_value("keep").run()
    load(page)
    store = the_server().store
    [info] = store.datasets()
    assert store.population(info.dataset_id).histories.user_ids[0] == "a0@x.org"


def test_names_as_users_have_namesakes_before_the_load(empty: Path, open_page: OpenPage) -> None:
    names = ["Anna Meyer", "Jonas Weber", "Lena Koch", "Emma Fischer", "Paul Wagner", "Mia Becker", "Noah Schulz"]
    rows = "".join(f"{names[n % 7]},s{n % 12},2026-01-0{n % 9 + 1} 10:00\n" for n in range(60))
    page = upload(open_page("1_data"), "customer,sku,time\n" + rows)
    assert page.radio(key="user_ids_log.csv").label.startswith("The users in customer are ")
    assert "Users are known by their names alone: namesakes count as one user" in texts(page)


def test_files_are_added_to_a_log_and_taken_back(empty: Path, open_page: OpenPage) -> None:
    page = load(upload(open_page("1_data"), LOG))
    (info,) = the_server().store.datasets()
    n_before = info.report["n_events"]
    page = page.button(key=f"add_{info.dataset_id}").click().run()
    assert r"Add files to log\.csv" in [each.label for each in page.expander]
    page = upload(page, LOG + "newcomer,apple,2026-02-01 10:00\n", "more.csv")
    page = wait_for_load(page.button(key="add_upload").click().run())
    (info,) = the_server().store.datasets()
    assert (info.version, info.report["n_events"]) == (2, n_before + 1)
    assert f" {n_before} records were there already." in texts(page)
    assert "Data versions of this log (2)" in [each.label for each in page.expander]
    offer = "This log is still called after its first file, though files were added to it."
    assert offer in texts(page)
    the_server().store.rename_dataset(info.dataset_id, "All months")
    page = page.run()
    assert offer not in texts(page)
    page = page.button(key="confirm_delete_version").click().run()
    assert [each.report["n_events"] for each in the_server().store.datasets()] == [n_before]
    page = page.button(key="restore_version").click().run()
    assert [each.version for each in the_server().store.datasets()] == [2]
    assert not page.exception
