"""Consent in more languages and as more programs write it, and columns of which nobody knows whether they say it."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from core.attributes.consent import read_consent
from core.attributes.consent_doubts import may_answer
from core.attributes.consent_events import Answer, answer_of_event
from core.attributes.consent_unknown import NoConsentError, UnreadConsentError, UnsureConsentError


@pytest.mark.parametrize(
    ("name", "values", "is_given"),
    [
        ("zgoda_marketingowa", ["tak", "nie", None], [True, False, False]),
        ("newsletteroptout", ["yes", "no", None], [False, True, True]),
        ("marketingoptout", ["1", "0", "0"], [False, True, True]),
        ("Markkinointikielto", ["kyllä", "ei"], [False, True]),
        ("newsletteru_souhlas", ["ano", "ne"], [True, False]),
        ("Odwołanie zgody", ["2026-03-01", None], [False, True]),
        ("Согласие на рассылку", ["да", "нет"], [True, False]),
        ("ticari_ileti_izni", ["ONAY", "RET"], [True, False]),
        ("수신거부", ["Y", "N"], [False, True]),
        ("마케팅 수신동의", ["동의", "미동의"], [True, False]),
        ("zpracovani_os_udaju_souhlas", ["ano", "ne"], [True, False]),
        ("samtycke_nyhetsbrev", ["Ja", "Nej"], [True, False]),
        ("markedsføringssamtykke", ["ja", "nei"], [True, False]),
        ("persetujuan_promosi", ["ya", "tidak"], [True, False]),
        ("Ne plus contacter par email", ["Oui", "Non"], [False, True]),
        ("quiere_recibir_promociones", ["Sí", "No"], [True, False]),
        ("Desea recibir info", ["S", "N"], [True, False]),
        ("Contact by e-mail permitted", ["J", "N"], [True, False]),
        ("訂閱", ["已訂閱", "已退訂"], [True, False]),
        ("ご案内メール", ["受信する", "受信しない"], [True, False]),
        ("IsExcludedFromCampaigns", ["true", "false"], [False, True]),
        ("marketing_suppress_flag", ["Y", "N"], [False, True]),
        ("ShouldForget", ["true", "false"], [False, True]),
        ("GDPR delete requested", ["2026-02-02", None], [False, True]),
        ("spamblock", ["1", "0"], [False, True]),
        ("Прекратить рассылку", ["да", "нет"], [False, True]),
        ("Tietosuojakielto", ["K", None], [False, True]),
        ("unsubscribe_requested", ["yes", "no"], [False, True]),
    ],
)
def test_more_spellings_list_nobody_who_refused(name: str, values: list[str | None], is_given: list[bool]) -> None:
    found = read_consent(pd.DataFrame({"plan": ["A"] * len(values), name: values}))
    assert found.attribute == name
    assert found.is_given.tolist() == is_given


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("subscriber_status", ["1", "3", "2"]),
        ("user_optin_status", ["2", "1", "0"]),
        ("preferred_contact_method", ["email", None, "sms"]),
        ("preferred_channel", ["email", "never", "sms"]),
        ("mail_preference", ["All offers", "Only service mails"]),
        ("Stay in touch?", ["Yes please", "No thanks"]),
        ("icontact_status", ["normal", "donotcontact"]),
    ],
)
def test_what_may_be_consent_in_other_words_is_asked_about(name: str, values: list[str | None]) -> None:
    with pytest.raises(UnreadConsentError, match=f"'{name.replace('?', '.')}' holds other answers than yes and no"):
        read_consent(pd.DataFrame({"plan": ["A"] * len(values), name: values}))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("wysylka_info", ["tak", "nie"]),
        ("notification_preferences.email.news", ["true", "false"]),
        ("Kunden-Mailing", ["gewünscht", "nicht gewünscht"]),
        ("kontakt_3", ["J", "N"]),
        ("viestit", ["kyllä", "ei"]),
        ("E-mail reklama dozvoljena", ["da", "ne"]),
        ("提携企業からの案内", ["可", "否"]),
    ],
)
def test_a_column_of_yes_and_no_that_is_not_understood_may_say_it(name: str, values: list[str]) -> None:
    attributes = pd.DataFrame({"gender": ["f", "m"], name: values})
    with pytest.raises((UnreadConsentError, UnsureConsentError), match=re.escape(repr(name))):
        read_consent(attributes)
    assert read_consent(attributes, only=[name]).is_given.tolist() in ([True, False], [False, True])


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("is_member", ["yes", "no"]),
        ("Partner", ["Yes", "No"]),
        ("housing", ["yes", "no"]),
        ("email_verified", ["true", "false"]),
        ("has_email", ["yes", "no"]),
        ("Churn", ["Yes", "No"]),
        ("complain", ["1", "0"]),
        ("contact", ["cellular", "telephone"]),
        ("mail_order_buyer", ["1", "0"]),
        ("preferred_store", ["Leeds", None]),
        ("email_domain", ["gmail.com", "web.de"]),
        ("plan_state", ["trial", "paid"]),
    ],
)
def test_columns_about_something_else_are_not_asked_about(name: str, values: list[str | None]) -> None:
    assert not may_answer(name, pd.Series(values, dtype="str"))
    with pytest.raises(NoConsentError, match="The log has no attribute that holds consent") as error:
        read_consent(pd.DataFrame({name: values}))
    assert type(error.value) is NoConsentError


@pytest.mark.parametrize(
    "name",
    [
        "Newsletterkündigung", "newsletterwiderruf", "newsletterbeendet", "newsletterrevoked", "рассылкаотписан",
        "nyhetsbrevavregistrerad", "newsletterclicks", "newsletteropened", "newsletterversand",
    ],
)  # fmt: skip
def test_a_word_that_goes_on_after_newsletter_is_no_consent(name: str) -> None:
    with pytest.raises(NoConsentError):
        read_consent(pd.DataFrame({name: ["yes", "no", None]}))


@pytest.mark.parametrize(
    "name",
    [
        "Отписка от рассылки", "rezygnacja_z_newslettera", "emailUnSubscribe", "left_mailing_list", "수신거부",
        "gdpr_deletion_requested", "requested_no_more_emails", "unsubscribe_requested", "user_requested_erasure",
        "Odhlášení z newsletteru", "отказ от рассылки", "delete_my_data", "email_preferences_none",
        "Newsletter kündigen", "不再接收邮件", "account_closed", "user_blocked_sender", "newsletteroptout",
        "marketingoptout",
    ],
)  # fmt: skip
def test_more_events_that_opt_out(name: str) -> None:
    assert answer_of_event(name) is Answer.OPTED_OUT


@pytest.mark.parametrize(
    "name",
    [
        "removed_from_wishlist",
        "forgot_password",
        "item_deleted",
        "mail_order",
        "optin_requested",
        "email_opened",
        "left",
    ],
)
def test_events_about_something_else_opt_nobody_out(name: str) -> None:
    assert answer_of_event(name) is None
