"""Events of a log by which users opt out of being contacted, or agree again: the last one of each user counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.attributes.consent import Consent, read_consent
from core.attributes.consent_event_doubts import may_answer_event
from core.attributes.consent_events import Answer, answer_of_event, events_that_answer
from core.attributes.consent_unknown import NoConsentError, UnsureConsentError
from core.ingest.load import load_log
from core.ingest.tables.source import IngestReport, LogSource
from core.population.tables import put_consent, read_population
from core.sentences import from_text
from core.store.store import Store
from tests.core.ingest_help import open_store, write

HEADER = "user_id,item_id,event_type,timestamp\n"
SHOPPING = "".join(f"{user},i{n},purchase,2026-01-{n + 1:02} 10:00:00\n" for user in "abcdef" for n in range(4))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "ws") as opened:
        yield opened


def load(store: Store, folder: Path, name: str, rows: str, **more: object) -> IngestReport:
    path = write(folder / name, HEADER + rows)
    return load_log(store, LogSource(path, **more), "ann")  # type: ignore[arg-type]


def consent(store: Store, dataset_id: str, version: int | None = None) -> Consent:
    return read_consent(store.newest_attributes(dataset_id, version=version))


def listed(store: Store, dataset_id: str, version: int | None = None) -> str:
    """The users of a version who may be listed, by what the newest knows of them."""
    users = store.population(dataset_id, version=version).histories.user_ids
    return "".join(users[consent(store, dataset_id, version).is_given])


@pytest.mark.parametrize(
    "name",
    [
        "unsubscribed", "email_unsubscribe", "opt_out", "spam_complaint", "Unsubscribed from Email Marketing",
        "spamreport",
        "Marked Email as Spam", "users.messages.email.MarkAsSpam", "consent_revoked", "group_unsubscribe", "退订",
        "Newsletter-Abmeldung", "reported_as_spam", "désinscription", "配信停止", "sms_stop", "push_disabled",
    ],
)  # fmt: skip
def test_events_that_opt_out(name: str) -> None:
    assert answer_of_event(name) is Answer.OPTED_OUT


@pytest.mark.parametrize(
    "name",
    [
        "subscribed",
        "newsletter_signup",
        "Subscribed to List",
        "email_opt_in",
        "resubscribed",
        "consent_granted",
        "订阅",
    ],
)
def test_events_that_opt_in(name: str) -> None:
    assert answer_of_event(name) is Answer.OPTED_IN


@pytest.mark.parametrize(
    "name",
    [
        "purchase", "newsletter_opened", "email_clicked", "unsubscribe_page_viewed", "newsletter_popup_shown",
        "subscribe",
        "cancel_subscription", "sign_up", "cookie_consent_declined", "push_enabled", "product_complaint",
        "payment_declined", "email_sign_in", "Sign in with email", "registered_by_email", "email_confirmed",
        "contact_accepted", "购买订阅", "订阅到期",
    ],
)  # fmt: skip
def test_events_that_say_nothing_of_contact(name: str) -> None:
    assert answer_of_event(name) is None


def test_a_bare_subscribe_may_begin_a_plan() -> None:
    for paid, out in (("subscribe", "email_unsubscribe"), ("订阅", "spam_complaint")):
        assert [*events_that_answer([paid, out])] == [out]
    assert [*events_that_answer(["订阅", "退订"])] == ["退订", "订阅"]


def test_a_bare_subscribe_is_an_answer_beside_an_unsubscribe() -> None:
    assert events_that_answer(["Subscribe", "Unsubscribe"]) == {
        "Unsubscribe": Answer.OPTED_OUT, "Subscribe": Answer.OPTED_IN
    }  # fmt: skip
    assert events_that_answer(["subscribe", "spam_complaint"]) == {"spam_complaint": Answer.OPTED_OUT}
    assert events_that_answer(["subscribed", "view"]) == {}


def test_the_last_event_of_each_user_counts_though_it_names_no_item(store: Store, tmp_path: Path) -> None:
    answered = (
        "a,,unsubscribed,2026-01-02 10:00:00\n"
        "b,,unsubscribed,2026-01-02 10:00:00\nb,,subscribed,2026-01-03 10:00:00\n"
        "c,,newsletter_signup,2026-01-02 10:00:00\nc,,spam_complaint,2026-01-09 10:00:00\n"
        "d,,opt_out,2026-01-05 10:00:00\nd,,subscribed,2026-01-05 10:00:00\n"  # at the same time: the refusal counts
        "e,,email_unsubscribe,\ne,,subscribed,2026-01-09 10:00:00\n"  # nobody knows when
        "stranger,,unsubscribed,2026-01-02 10:00:00\n"
    )
    report = load(store, tmp_path, "log.csv", SHOPPING + answered)
    assert listed(store, report.dataset_id) == "bf"
    found = consent(store, report.dataset_id)
    assert found.sentence == (
        "2 of 6 users did not opt out (attribute 'opted_out_by_event') and are listed, which is less than consent: "
        "nobody says that they agreed. 4 opted out."
    )
    notes = [str(from_text(note)) for note in report.notes]
    assert any(note.startswith("4 users opted out of being contacted by their last such events") for note in notes)
    assert not any("says who opted out" in note for note in notes)  # once is enough


def test_events_with_an_item_and_a_column_count_together(store: Store, tmp_path: Path) -> None:
    rows = [f"{row},{'no' if row[0] == 'b' else 'yes'}" for row in SHOPPING.splitlines()]
    rows.append("a,mail-7,unsubscribed,2026-01-02 10:00:00,yes")
    path = write(tmp_path / "log.csv", "\n".join(["user_id,item_id,event_type,timestamp,email_consent", *rows, ""]))
    dataset_id = load_log(store, LogSource(path), "ann").dataset_id
    assert listed(store, dataset_id) == "cdef"
    assert not consent(store, dataset_id).is_weak


def test_a_log_without_an_opt_out_asks_nobody(store: Store, tmp_path: Path) -> None:
    report = load(store, tmp_path, "log.csv", SHOPPING + "a,,newsletter_signup,2026-01-02 10:00:00\n")
    with pytest.raises(NoConsentError):
        consent(store, report.dataset_id)


def test_who_opts_out_in_files_that_are_added_is_listed_by_no_version(store: Store, tmp_path: Path) -> None:
    first = load(store, tmp_path, "jan.csv", SHOPPING).dataset_id
    more = (
        "g,i1,purchase,2026-02-01 10:00:00\na,,unsubscribed,2026-02-02 10:00:00\nb,i1,purchase,2026-02-01 10:00:00\n"
        "b,,unsubscribed,2026-02-03 10:00:00\n"
    )
    more += "stranger,,spam_complaint,2026-02-03 10:00:00\n"
    report = load(store, tmp_path, "feb.csv", more, adds_to=first)
    assert any(str(from_text(note)).startswith("2 users opted out of being contacted") for note in report.notes)
    assert listed(store, first) == "cdefg"
    assert listed(store, first, version=1) == "cdef"
    late = "g,i2,purchase,2026-03-01 10:00:00\na,,subscribed,2026-01-20 10:00:00\nb,,subscribed,2026-03-01 10:00:00\n"
    load(store, tmp_path, "mar.csv", late, adds_to=first)  # what a says is older than that it opted out
    assert listed(store, first, version=1) == "bcdef"


def test_the_population_of_an_earlier_version_knows_who_opted_out_since(store: Store, tmp_path: Path) -> None:
    rows = SHOPPING.replace("10:00:00", "10:00:00,Leeds")
    path = write(tmp_path / "jan.csv", HEADER.replace("timestamp", "timestamp,city") + rows)
    first = load_log(store, LogSource(path), "ann").dataset_id
    more = "b,i1,purchase,2026-02-01 10:00:00,York\na,,unsubscribed,2026-02-02 10:00:00,York\n"
    added = write(tmp_path / "feb.csv", HEADER.replace("timestamp", "timestamp,city") + more)
    load_log(store, LogSource(added, adds_to=first), "ann")
    store.export_population(first, tmp_path / "before", version=1)
    newest = store.newest_attributes(first, version=1)
    put_consent(tmp_path / "before", newest)
    found = read_population(tmp_path / "before")
    assert found.attributes["city"].tolist() == ["Leeds"] * 6
    assert read_consent(found.attributes).is_given.tolist() == [False, True, True, True, True, True]


def test_codes_of_users_who_opted_out_in_files_that_are_added(store: Store, tmp_path: Path) -> None:
    first = load(store, tmp_path, "jan.csv", SHOPPING, user_ids="pseudonymise").dataset_id
    more = "g,i1,purchase,2026-02-01 10:00:00\na,,unsubscribed,2026-02-02 10:00:00\n"
    load(store, tmp_path, "feb.csv", more, adds_to=first)
    assert consent(store, first).n_given == 6
    assert consent(store, first, version=1).n_given == 5


@pytest.mark.parametrize(
    "name",
    [
        "email_pref_changed", "Updated Email Preferences", "cio_subscription_preferences_changed",
        "users.behaviors.subscription.GlobalStateChange", "users.behaviors.subscriptiongroup.StateChange",
        "customers_marketing_consent_update", "unsubscribe_link_clicked", "gdpr_request", "Newsletter-Einstellungen",
        "notification_settings_updated", "newsletter_fertig",
        "preferencias_de_correo", "邮件偏好更改", "メール設定変更",
    ],
)  # fmt: skip
def test_events_that_may_opt_out_are_asked_about(name: str) -> None:
    assert may_answer_event(name)
    assert answer_of_event(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "view", "purchase", "email_opened", "Clicked Email", "Received SMS", "newsletter_sent", "email_changed",
        "contact_updated", "settings_changed", "subscription_updated", "customer.subscription.updated", "email_bounced",
        "email_verified", "unsubscribe_page_viewed", "cookie_consent_updated", "contact_us", "ad_click", "news_read",
        "promo_applied", "promo", "newsletter_signup", "email_sign_in", "mail_ordered_by_phone", "profile_updated",
        "unsubscribed", "marketing_page", "push_received", "购买订阅", "订阅到期", "修改地址", "Newsletter gelesen",
    ],
)  # fmt: skip
def test_events_that_are_no_opt_out_are_not_asked_about(name: str) -> None:
    assert not may_answer_event(name)


def test_what_may_be_an_opt_out_is_asked_about_where_nobody_else_is(store: Store, tmp_path: Path) -> None:
    perhaps = "perhaps_opted_out_by_email_pref_changed"
    changed = "a,,email_pref_changed,2026-01-09 10:00:00\nb,i1,email_pref_changed,2026-01-09 10:00:00\n"
    report = load(store, tmp_path, "log.csv", SHOPPING + changed)
    assert any("2 users did what may be an opt-out" in str(from_text(note)) for note in report.notes)
    with pytest.raises(UnsureConsentError, match=f"Perhaps one of these does: '{perhaps}'"):
        consent(store, report.dataset_id)
    answered = read_consent(store.newest_attributes(report.dataset_id), only=(perhaps,))
    assert answered.is_given.tolist() == [False, False, True, True, True, True]
    assert answered.is_weak
    known = load(store, tmp_path, "known.csv", SHOPPING + changed + "c,,unsubscribed,2026-01-02 10:00:00\n")
    assert listed(store, known.dataset_id) == "abdef"


def test_opt_outs_in_files_that_are_added_count_beside_what_may_be_one(store: Store, tmp_path: Path) -> None:
    changed = "a,,email_pref_changed,2026-01-09 10:00:00\n"
    first = load(store, tmp_path, "jan.csv", SHOPPING + changed).dataset_id
    more = "g,i1,purchase,2026-02-01 10:00:00\nb,,email_pref_changed,2026-02-02 10:00:00\n"
    load(store, tmp_path, "feb.csv", more, adds_to=first)
    perhaps = store.newest_attributes(first)["perhaps_opted_out_by_email_pref_changed"]
    assert perhaps.notna().tolist() == [True, True, False, False, False, False, False]
    with pytest.raises(UnsureConsentError):
        consent(store, first)
    load(
        store, tmp_path, "mar.csv", "g,i2,purchase,2026-03-01 10:00:00\nc,,opt_out,2026-03-02 10:00:00\n", adds_to=first
    )
    assert listed(store, first) == "abdefg"
