"""Consent in exports of known tools: a preset does not know what a log calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.ingest.inspect import inspect_log
from core.ingest.plausible import look_ahead
from core.ingest.tables.source import LogSource
from tests.core.ingest_help import chosen, load, load_path, settings, table, write

CONSENTED = "{!r} says who consented: 6 did, 3 did not, and 0 gave no answer, which counts as no."
OPTED_OUT = "{!r} says who opted out: 6 did, 3 did not, and 0 gave no answer."


def log(folder: Path, tool: str, name: str, answers: tuple[object, object] = (True, False)) -> Path:
    """Write 180 events of nine users, six of whom gave the first answer, under the name in dots."""
    rows = []
    for n in range(180):
        user, at = f"u{n % 9}", f"2031-03-{n % 28 + 1:02}T10:{n % 60:02}:{n % 50:02}Z"
        about = {"product_id": f"p{n % 12}", "product_name": f"Lamp {n % 12}"}
        row: dict[str, object] = {
            "segment": {"type": "track", "event": "Product Viewed", "userId": user, "anonymousId": f"a{n}",
                        "messageId": f"m{n}", "originalTimestamp": at, "receivedAt": at, "properties": about},
            "amplitude": {"event_type": "view_item", "event_time": at, "user_id": user, "amplitude_id": n % 9,
                          "device_id": f"d{n % 9}", "event_properties": about},
            "mixpanel": {"event": "View Item",
                         "properties": {"distinct_id": user, "time": 1930000000 + 977 * n} | about},
        }[tool]  # fmt: skip
        place = row
        *inside, last = name.split(".")
        for part in inside:
            place = place.setdefault(part, {})  # type: ignore[assignment]
        place[last] = answers[n % 9 % 3 == 0]
        rows.append(json.dumps(row))
    return write(folder / "log.jsonl", "\n".join(rows) + "\n")


@pytest.mark.parametrize(
    ("tool", "name", "answers", "note"),
    [
        ("segment", "properties.opt_in", (True, False), CONSENTED),
        ("segment", "context.traits.email_opt_in", ("yes", "no"), CONSENTED),
        ("segment", "context.traits.unsubscribed", (True, False), OPTED_OUT),
        ("amplitude", "user_properties.marketing_consent", (True, False), CONSENTED),
        ("mixpanel", "properties.email_opt_in", (1, 0), CONSENTED),
        ("mixpanel", "properties.Einwilligung", ("ja", "nein"), CONSENTED),
    ],
)
def test_a_preset_finds_who_consented_and_inspect_counts_as_the_load_does(
    tmp_path: Path, tool: str, name: str, answers: tuple[object, object], note: str
) -> None:
    path = log(tmp_path, tool, name, answers)
    assert inspect_log(LogSource(path), settings(tmp_path)).preset == tool
    report = load_path(tmp_path, path)
    assert name in [each.column for each in report.choices if each.role == "attribute"]
    assert note.format(name) in report.notes
    assert note.format(name) in look_ahead(LogSource(path), settings(tmp_path)).notes


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("properties.opt_in_page", ("/a", "/b")),
        ("properties.opt_in", ("banner", "footer")),
        ("properties.consent_version", ("v1", "v2")),
        ("properties.newsletter_clicks", (3, 5)),
        ("properties.is_new", (True, False)),
        ("properties.in_stock", ("yes", "no")),
        ("properties.subscription", ("gold", "silver")),
        ("properties.position", (1, 0)),
        ("properties.location_permission", ("granted", "denied")),
        ("properties.camera_permission", ("granted", "denied")),
        ("properties.permission_status", ("granted", "denied")),
        ("properties.analytics_storage", ("granted", "denied")),
        ("properties.cookie_consent", ("yes", "no")),
        ("properties.plan_state", ("subscribed", "unsubscribed")),
    ],
)
def test_what_is_no_answer_of_consent_is_no_attribute_of_a_preset(
    tmp_path: Path, name: str, answers: tuple[object, object]
) -> None:
    report = load_path(tmp_path, log(tmp_path, "segment", name, answers))
    assert chosen(report).get("attribute") != name


@pytest.mark.parametrize(
    ("name", "answers", "is_consent"),
    [
        ("location_permission", ("granted", "denied"), False),
        ("camera_permission", ("granted", "denied"), False),
        ("Permission", ("granted", "denied"), False),
        ("analytics_storage", ("granted", "denied"), False),
        ("cookie_consent", ("yes", "no"), False),
        ("tracking_opt_in", ("yes", "no"), False),
        ("plan_state", ("subscribed", "unsubscribed"), False),
        ("email_permission", ("granted", "denied"), True),
        ("Marketing Permissions", ("yes", "no"), True),
        ("app_push_opt_in", ("yes", "no"), True),
        ("newsletter_state", ("subscribed", "unsubscribed"), True),
        ("flag_7", ("granted", "denied"), True),
        ("ad_storage", ("granted", "denied"), True),
        ("tracking_opt_out", ("yes", "no"), True),
        ("consent", ("yes", "no"), True),
    ],
)
def test_what_an_app_or_a_page_may_do_is_no_consent_to_be_contacted(
    tmp_path: Path, name: str, answers: tuple[str, str], is_consent: bool
) -> None:
    rows = [f"u{n % 9},i{n % 5},view,2031-03-{n % 28 + 1:02} 10:{n:02}:00,{answers[n % 9 % 3 == 0]}" for n in range(60)]
    report = load(tmp_path, table(f"user_id,item_id,event,time,{name}", rows))
    assert (chosen(report).get("attribute") == name) is is_consent
    assert any(f"Columns that no role uses: {name}" in str(note) for note in report.notes) is not is_consent


def test_answers_beside_an_address_are_no_attribute_of_a_preset(tmp_path: Path) -> None:
    path = log(tmp_path, "segment", "properties.opt_in", ("yes", "no"))
    rows = path.read_text().splitlines()
    rows[0] = rows[0].replace('"opt_in": "no"', '"opt_in": "amy@shop.example"')
    assert "amy@" in rows[0]
    report = load_path(tmp_path, write(path, "\n".join(rows) + "\n"))
    assert "attribute" not in chosen(report)


def test_given_attributes_go_before_what_is_found_beside_a_preset(tmp_path: Path) -> None:
    report = load_path(tmp_path, log(tmp_path, "segment", "properties.opt_in"), map={"attribute": ["type"]})
    assert [each.column for each in report.choices if each.role == "attribute"] == ["type"]


def test_inspect_counts_consent_of_a_users_file(tmp_path: Path) -> None:
    path = log(tmp_path, "segment", "properties.color", ("red", "blue"))
    users = "userId,newsletter_consent\n" + "".join(f"u{n},{'yes' if n % 3 else 'no'}\n" for n in range(8))
    source = LogSource(path, users=write(tmp_path / "users.csv", users))
    note = "'newsletter_consent' says who consented: 5 did, 3 did not, and 1 gave no answer, which counts as no."
    assert note in look_ahead(source, settings(tmp_path)).notes


@pytest.mark.parametrize("way", ["inspect", "load"])
def test_answers_of_a_column_called_otherwise_are_counted_and_what_columns_say_together(
    tmp_path: Path, way: str
) -> None:
    path = log(tmp_path, "segment", "properties.color", ("red", "blue"))
    states = ["subscribed", "unsubscribed", "cleaned", "subscribed", "non-subscribed", "subscribed", "subscribed"]
    users = "userId,Status,OPTIN_TIME\n" + "".join(
        f"u{n},{state},{'2030-05-01 10:00:00' if state != 'cleaned' and n != 4 else ''}\n"
        for n, state in enumerate(states)
    )
    described = write(tmp_path / "users.csv", users)
    if way == "inspect":
        notes = look_ahead(LogSource(path, users=described), settings(tmp_path)).notes
    else:
        notes = load_path(tmp_path, path, users=described).notes
    assert "'Status' says who consented: 4 did, 3 did not, and 2 gave no answer, which counts as no." in notes
    assert "'OPTIN_TIME' says who consented: 5 did, 0 did not, and 4 gave no answer, which counts as no." in notes
    assert "By 'OPTIN_TIME', 'Status' together, 4 of 9 users may be contacted." in notes


@pytest.mark.parametrize(
    ("states", "is_stated"), [(("subscribed", "unsubscribed"), True), (("active", "inactive"), False)]
)
def test_inspect_counts_answers_of_consent_where_no_name_is_one(
    tmp_path: Path, states: tuple[str, str], is_stated: bool
) -> None:
    path = log(tmp_path, "segment", "properties.color", ("red", "blue"))
    users = "userId,Status\n" + "".join(f"u{n},{states[n % 3 == 0]}\n" for n in range(9))
    notes = look_ahead(LogSource(path, users=write(tmp_path / "users.csv", users)), settings(tmp_path)).notes
    assert (CONSENTED.format("Status") in notes) is is_stated


def test_inspect_counts_who_opted_out_by_events(tmp_path: Path) -> None:
    rows = [f"u{n % 9},i{n % 7},viewed,2031-03-{n % 28 + 1:02} 10:{n % 60:02}:00,yes" for n in range(120)]
    rows += [f"u{n},,unsubscribed,2031-04-0{n + 1} 10:00:00," for n in range(3)]
    path = write(tmp_path / "log.csv", table("user_id,item_id,event,time,opt_in", rows))
    notes = [str(each) for each in look_ahead(LogSource(path), settings(tmp_path)).notes]
    for start in ("3 users opted out of being contacted", "'opt_in' says who consented: 9 did"):
        [found] = [each for each in load_path(tmp_path, path).notes if str(each).startswith(start)]
        assert str(found) in notes
