"""Columns of the contrary of consent, of dates, and under names that say nothing, in many spellings."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.attributes.consent import columns_of_consent, read_consent
from core.attributes.consent_names import Says, says
from core.attributes.consent_unknown import NoConsentError, UnreadConsentError
from core.encoders.attribute_columns import choose_columns
from core.trust.reach import reach
from tests.populations import labels, population


def attributes(**columns: list[Any]) -> pd.DataFrame:
    return pd.DataFrame(columns)


@pytest.mark.parametrize(
    "name",
    [
        "unsubscribed", "opt_out", "optout", "do_not_contact", "doNotEmail", "email_opt_out", "HasOptedOutOfEmail",
        "suppressed", "blocklist", "Email Blacklisted", "is_unsubscribed", "traits.unsubscribed",
        "properties.email_opt_out", "hs_email_optout", "hs_email_optout_8801", "donotbulkemail", "UNSUB_TIME",
        "Opted out of email: Newsletter", "Unsubscribed from all email", "marked_email_as_spam_complaint", "no_consent",
        "consent_withdrawn", "consent.revoked", "marketing_refused", "abgemeldet", "Newsletter-Abmeldung",
        "Keine Werbung", "Einwilligung widerrufen", "désabonné", "Ne pas contacter", "opposition_marketing", "baja",
        "fecha_baja", "No contactar", "disiscritto", "non contattare", "descadastrado", "Não contatar", "配信停止",
        "メール配信拒否", "退订", "是否退订", "短信退订", "请勿联系", "uitgeschreven",
        "Se désabonner", "no_enviar_publicidad", "是否拒绝短信", "Mailing-Sperre", "suppressed_since",
        "cancellato_dalla_newsletter", "optou_por_sair",
    ],
)  # fmt: skip
def test_names_of_the_contrary_are_consent_turned_around(name: str) -> None:
    found = read_consent(attributes(age=[1, 2, 3, 4], **{name: ["yes", "no", None, "Yes"]}))
    assert (found.attribute, found.is_weak) == (name, True)
    assert found.is_given.tolist() == [False, True, True, False]
    assert found.sentence == (
        f"2 of 4 users did not opt out (attribute {name!r}) and are listed, which is less than consent: nobody says "
        "that they agreed. 2 opted out."
    )


@pytest.mark.parametrize(
    ("name", "values", "is_given"),
    [
        ("unsubscribed", [1.0, 0.0, np.nan], [False, True, True]),
        ("unsubscribed", [True, False, False], [False, True, True]),
        ("unsubscribed_at", ["2026-03-01T10:00:00Z", None, "0000-00-00"], [False, True, True]),
        ("unsubscribed_at", [1_772_359_200.0, np.nan, 0.0], [False, True, True]),
        ("Abmeldedatum", ["01.03.2026", "", "31.12.2025 10:15"], [False, True, False]),
        ("unsubscribe_reason", ["too many", "", "no longer of interest"], [False, True, False]),
        ("email_opt_out", ["opted out", "opted in", "subscribed"], [False, True, True]),
        ("donotemail", ["Do Not Allow", "Allow", ""], [False, True, True]),
        ("suppression_status", ["active", "inactive", None], [False, True, True]),
        ("退订时间", ["2026年3月1日", None, "2026-03-01"], [False, True, False]),
    ],
)  # fmt: skip
def test_what_stands_in_a_column_of_who_opted_out(name: str, values: list[Any], is_given: list[bool]) -> None:
    assert read_consent(attributes(**{name: values})).is_given.tolist() == is_given


@pytest.mark.parametrize(
    ("name", "values", "is_given"),
    [
        ("opted_in_at", ["2026-03-01", None, "2026-03-01 10:00:00"], [True, False, True]),
        ("consent_date", ["March 1, 2026", "", "1 Mar 2026"], [True, False, True]),
        ("OPTIN_TIME", ["3/1/26 10:15", "0", "2026/03/01"], [True, False, True]),
        ("Einwilligung am", ["1.3.2026", "nein", None], [True, False, False]),
        ("$consent_timestamp", ["1772359200", "", "1772359200000"], [True, False, True]),
        ("email_marketing_consent.state", ["subscribed", "not_subscribed", "pending"], [True, False, False]),
        ("sms_subscribe", ["opted_in", "subscribed", "unsubscribed"], [True, True, False]),
        ("consents.marketing.email.val", ["y", "n", ""], [True, False, False]),
        ("Einwilligung?", ["ja", "nein", "widerrufen"], [True, False, False]),
        ("受信許可", ["はい", "いいえ", ""], [True, False, False]),
        ("接收营销短信", ["是", "否", ""], [True, False, False]),
        ("Aceita e-mail", ["S", "N", ""], [True, False, False]),
        ("can_receive_email_marketing", ["true", "false", ""], [True, False, False]),
    ],
)  # fmt: skip
def test_dates_and_words_of_consent_that_was_given(name: str, values: list[Any], is_given: list[bool]) -> None:
    found = read_consent(attributes(**{name: values}))
    assert (found.is_given.tolist(), found.is_weak) == (is_given, False)


def test_who_consented_and_opted_out_later_is_not_listed() -> None:
    found = read_consent(
        attributes(
            email_opt_in=["yes", "yes", "no", None], unsubscribed_at=["2026-03-01", None, None, None],
            suppressed=["no", "no", "no", "no"],
        )
    )  # fmt: skip
    assert (found.is_given.tolist(), found.is_weak) == ([False, True, False, False], False)
    assert found.columns == ("email_opt_in", "unsubscribed_at", "suppressed")
    assert found.sentence.endswith("of the others 2 refused and 1 gave no answer, so these did not consent either.")


@pytest.mark.parametrize(
    "values",
    [
        ["granted", "denied", "granted"],
        ["Opted in", "opted-out", "OPTED_IN"],
        ["SUBSCRIBED", "NEVER_SUBSCRIBED", "SUBSCRIBED"],
        ["inscrito", "descadastrado", "inscrito"],
        ["abonné", "désabonné", "Abonné"],
        ["同意", "不同意", "同意"],
        ["許可", "拒否", "許可"],
        ["angemeldet", "abgemeldet", "angemeldet"],
    ],
)
def test_plain_words_of_consent_are_known_under_any_name(values: list[str]) -> None:
    table = attributes(flag_7=values, city=["Leeds", "York", "Bath"])
    found = read_consent(table)
    assert (found.attribute, found.is_given.tolist(), found.is_weak) == ("flag_7", [True, False, True], False)
    assert columns_of_consent(table) == ["flag_7"]
    assert choose_columns(table, "")[0] == ["city"]
    both = read_consent(attributes(flag_7=values, consent=["yes", "yes", "no"]))
    assert both.attribute in ("consent", "consent, flag_7")
    assert read_consent(attributes(flag_7=["granted", "denied"], consent=["yes", "yes"])).attribute == "consent"


def test_who_unsubscribed_by_a_column_of_any_name_is_not_listed_though_another_has_consent() -> None:
    found = read_consent(attributes(consent=["yes", "yes", "no"], flag_7=["subscribed", "Unsubscribed", "subscribed"]))
    assert (found.columns, found.is_given.tolist()) == (("consent", "flag_7"), [True, False, False])


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("Status", {"Subscribed": 1, "Unsubscribed": 0, "Cleaned": 0, "Non-Subscribed": 0, "Transactional": 0}),
        ("Status", {"Active": 1, "Bounced": 0, "Held": 0, "Unsubscribed": 0}),
        ("status", {"active": 1, "unsubscribed": 0, "unconfirmed": 0, "junk": 0}),
        ("contact", {"Subscribed": 1, "SoftBounced": 0, "IsspComplained": 0, "Unsubscribed": 0}),
        ("GDPR legal basis", {"consent": 1, "legitimate interest": 0}),
        ("Legal basis for processing", {"Freely given consent from contact": 1, "Performance of a contract": 0}),
        ("CASL status", {"Express": 1, "Implied": 0}),
        ("receber_novidades", {"Sim": 1, "Não": 0}),
        ("案内メール", {"受け取る": 1, "受け取らない": 0}),
        ("Mag gemaild worden", {"ja": 1, "nee": 0}),
        ("emailable", {"true": 1, "false": 0}),
        ("DOUBLE_OPT-IN", {"1": 1, "2": 0}),
        ("Email permission status", {"explicit": 1, "implicit": 0, "unsubscribed": 0}),
        ("Marketing contact status", {"Marketing contact": 1, "Non-marketing contact": 0}),
        ("att_status", {"authorized": 1, "denied": 0, "notDetermined": 0, "restricted": 0}),
        ("OptInStatus", {"OptInConfirmed": 1, "OptInPending": 0, "OptOut": 0}),
        ("Double opt-in", {"confirmed": 1, "double opt-in pending": 0, "never subscribed": 0}),
        ("Consent type CASL", {"Express Consent": 1, "No Consent": 0}),
        ("Werbeerlaubnis", {"ja": 1, "nein": 0}),
        ("Kontaktverbot", {"nein": 1, "ja": 0}),
        ("rgpd", {"oui": 1, "non": 0}),
        ("Accord marketing", {"Oui": 1, "Non": 0}),
        ("lgpd_aceite", {"sim": 1, "não": 0}),
        ("nieuwsbrief", {"ja": 1, "nee": 0}),
        ("DM可否", {"可": 1, "不可": 0}),
        ("メルマガ購読", {"購読中": 1, "解除済み": 0}),
        ("allow_ad_personalization_signals", {"true": 1, "false": 0}),
        ("privacy_info.ads_storage", {"Yes": 1, "No": 0, "Unset": 0}),
        ("is_limited_ad_tracking", {"No": 1, "Yes": 0}),
        ("marketingSuspended", {"0": 1, "1": 0}),
        ("unsubscribedChannelIds", {"[]": 1, "[12345]": 0}),
    ],
)  # fmt: skip
def test_as_the_programs_of_mailings_write_it(name: str, answers: dict[str, int]) -> None:
    assert read_consent(attributes(**{name: list(answers)})).is_given.tolist() == [*map(bool, answers.values())]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("推送开关", ["开启", "关闭"]),
        ("push_opt_in", ["yes", "no"]),
        ("プッシュ通知許可", ["はい", "いいえ"]),
    ],
)
def test_consent_to_push_messages_is_none_to_anything_else(name: str, values: list[str]) -> None:
    with pytest.raises(UnreadConsentError, match="is consent to push messages only"):
        read_consent(attributes(**{name: values}))
    assert read_consent(attributes(**{name: values}), only=[name]).is_given.tolist() == [True, False]
    beside = attributes(**{name: values, "email_opt_in": ["yes", "yes"]})
    assert read_consent(beside).is_given.tolist() == [True, False]


@pytest.mark.parametrize("name", ["partner_offers", "receive_special_offers", "third_party_consent"])
def test_consent_to_offers_of_partners(name: str) -> None:
    assert read_consent(attributes(**{name: ["1", "0"]})).is_given.tolist() == [True, False]


def test_an_error_names_the_answers_that_are_not_understood() -> None:
    mixed = ["unsubscribed", "VIP", "VIP", "ann@shop.example", "subscribed"]
    with pytest.raises(UnreadConsentError, match="'note' holds other answers than yes and no, such as 'VIP', so"):
        read_consent(attributes(note=mixed))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("tcString", ["CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA", "CQPXxRgAPXxRgAfKABENB-CgAP_AAP_AAAYgAAAAAAAA"]),
        ("us_privacy", ["1YNN", "1YYN"]),
        ("flag_7", ["VIP", "unsubscribed", "new"]),
        ("subscription status", ["1", "2", "2"]),
        ("notification_types", ["1", "-2", "-99"]),
        ("contact.email_status", [1.0, 3.0, 4.0]),
    ],
)
def test_what_may_be_consent_and_is_not_understood_is_asked_about(name: str, values: list[str]) -> None:
    with pytest.raises(UnreadConsentError, match="so consent is not known"):
        read_consent(attributes(**{name: values}))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("suppressed_price", ["19.9", "", "5"]),
        ("unsubscribed_from_plan", ["yes", "no"]),
        ("subscribed_plan", ["yes", "no"]),
        ("research_consent", ["yes", "no"]),
        ("application_status", ["granted", "denied"]),
        ("no_email_on_file", ["yes", "no"]),
        ("cookie_consent_banner_seen", ["yes", "no"]),
        ("合同同意", ["是", "否"]),
        ("gdpr_applies", ["1", "0"]),
        ("subscription_status", ["active", "cancelled", "trial"]),
        ("delivery_status", ["delivered", "pending", "bounced"]),
    ],
)
def test_columns_about_something_else_are_no_consent(name: str, values: list[str]) -> None:
    with pytest.raises(NoConsentError) as caught:
        read_consent(attributes(**{name: values}))
    assert not isinstance(caught.value, UnreadConsentError)


@pytest.mark.parametrize(
    "values",
    [["yes", "no"], ["granted", "granted"], ["accepted", "declined"], ["active", "cancelled"], ["A", "denied"]],
)
def test_other_words_under_a_name_that_says_nothing_are_no_consent(values: list[str]) -> None:
    assert columns_of_consent(attributes(flag_7=values)) == []


def test_a_column_of_the_analysts_choice_is_read_by_its_name() -> None:
    table = attributes(flag_7=["yes", "no", ""], no_mails=["yes", "no", ""], kind=["a", "b", "c"])
    assert read_consent(table, only=["flag_7"]).is_given.tolist() == [True, False, False]
    assert read_consent(table, only=["no_mails"]).is_given.tolist() == [False, True, True]
    assert read_consent(table, only=["flag_7"]).columns == ("flag_7",)
    with pytest.raises(UnreadConsentError, match="'kind' holds other answers than yes and no"):
        read_consent(table, only=["flag_7", "kind"])


@pytest.mark.parametrize(
    "columns",
    [
        {"consent": ["later", "call me"]},
        {"opt_in": ["v1", "v2"]},
        {"consent": ["later", "call me"], "unsubscribed": ["yes", "no"]},
        {"email_blocked": ["by rule 7", "by rule 8"]},
        {"unsubscribed_at": [None, None]},
    ],
)
def test_a_column_that_is_called_so_and_not_understood_is_no_answer(columns: dict[str, list[Any]]) -> None:
    with pytest.raises(
        UnreadConsentError,
        match=r"holds (other answers than yes and no|no answer of yes or no).*, so consent is not known",
    ):
        read_consent(attributes(**columns))


def test_a_trust_card_does_not_call_those_consenting_who_did_not_opt_out() -> None:
    log = population([], users=["a", "b", "c"], attributes={"unsubscribed": ["yes", "no", "no"]})
    found = reach(log, labels(1, 1, 1))
    assert (found.consent_share, found.segments[0].n_consenting) == (None, None)
    assert found.consent_reason == "'unsubscribed' says who opted out, not who consented."


def test_names_of_the_contrary_that_only_may_be() -> None:
    assert says("email_blocked") is Says.MAY_REFUSE
    assert says("unsubscribed") is Says.OPTED_OUT
    assert read_consent(attributes(email_blocked=["yes", "no"])).is_given.tolist() == [False, True]
