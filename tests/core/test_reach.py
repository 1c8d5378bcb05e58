import numpy as np
import pytest

from core.attributes.consent import may_hold_consent, read_consent
from core.attributes.consent_answers import other_answers
from core.errors import DataError
from core.trust.reach import SegmentReach, reach
from tests.populations import labels, population


def people(n_users, **attributes):
    return population([], users=[f"u{i}" for i in range(n_users)], attributes=attributes)


def test_sizes_shares_and_coverage():
    found = reach(people(10), labels(1, 1, 1, 1, 1, 2, 2, -1, -1, 2), min_size=3)
    assert (found.n_users, found.n_assigned, found.coverage) == (10, 8, 0.8)
    assert [(each.segment, each.size, each.share) for each in found.segments] == [(1, 5, 0.5), (2, 3, 0.3)]
    assert (found.smallest, found.smallest_size, found.min_size) == (2, 3, 3)


def test_the_least_size_is_50_unless_given():
    assert reach(people(99), np.repeat(labels(0, 1), (50, 49))).smallest_size == 49
    assert reach(people(100), np.repeat(labels(0, 1), (50, 50))).min_size == 50


@pytest.mark.parametrize("name", ["consent", "Opt_In", "marketing_consent", "is_subscribed", "同意", "是否同意"])
def test_consent_is_read_and_no_answer_is_none(name):
    log = people(8, age=[1] * 8, **{name: ["yes", "YES", "no", None, "yes", "unknown", "no", "yes"]})
    found = reach(log, labels(1, 1, 1, 1, 2, 2, -1, -1))
    assert (found.consent_attribute, found.consent_reason) == (name, None)
    assert (found.n_consenting, found.n_unanswered, found.consent_share) == (4, 2, 0.5)
    assert found.segments == (SegmentReach(1, 4, 0.5, 2, 0.5), SegmentReach(2, 2, 0.25, 1, 0.5))


def test_consent_may_be_a_number_or_true_and_false():
    assert reach(people(4, consent=[1.0, 0.0, 1.0, np.nan]), labels(0, 0, 0, 0)).consent_share == 0.5
    assert reach(people(4, consent=[True, False, True, True]), labels(0, 0, 0, 0)).consent_share == 0.75


def test_without_consent_it_says_why():
    found = reach(people(2, age=[1, 2]), labels(0, 0))
    assert (found.consent_attribute, found.consent_share, found.segments[0].consent_share) == (None, None, None)
    assert found.consent_reason == "The log has no attribute that holds consent, such as consent or opt_in."


def test_consent_in_unknown_values_gives_the_reason():
    found = reach(people(2, consent=["later", "call me"]), labels(0, 0))
    assert (found.consent_attribute, found.n_consenting, found.n_unanswered) == (None, None, None)
    assert found.consent_reason == (
        "'consent' holds other answers than yes and no, such as 'call me', 'later', so consent is not known."
    )


@pytest.mark.parametrize("n_users", [0, 2])
def test_without_segments_nobody_is_reached(n_users):
    found = reach(people(n_users), np.full(n_users, -1, dtype=np.int32))
    assert (found.coverage, found.smallest, found.smallest_size, found.segments) == (0, None, 0, ())


def test_consent_of_each_user_and_how_many_are_left_out():
    found = read_consent(people(5, consent=["yes", "no", None, "Yes", ""]).attributes)
    assert found.is_given.tolist() == [True, False, False, True, False]
    assert (found.attribute, found.n_given, found.n_unanswered) == ("consent", 2, 2)
    assert found.sentence == (
        "2 of 5 users consented (attribute 'consent') and are listed; of the others 1 refused and 2 gave no answer, "
        "so these did not consent either."
    )
    few = found.of_users(np.array([False, True, True, False, False]))
    assert (few.is_given.tolist(), few.n_given, few.n_unanswered) == ([False, False], 0, 1)


def test_an_answer_that_is_not_understood_counts_as_no():
    words = ["ja", "vielleicht", "widerrufen", "Révoqué", "撤回", "", "retirado"]
    found = read_consent(people(7, consent=words).attributes)
    assert found.answers[:5].tolist() == [1, 0, 0, 0, 0]
    assert (found.n_given, found.n_unanswered) == (1, 1)
    assert other_answers(dict.fromkeys(words, 1)) == {"vielleicht": 1}


def test_of_several_attributes_of_consent_all_must_say_yes():
    answers = {"newsletter": ["yes", "no", "yes", ""], "consent": ["no", "yes", "yes", "yes"], "sms_opt_in": [None] * 4}
    found = read_consent(people(4, **answers).attributes)
    assert (found.attribute, found.is_weak) == ("consent, newsletter", False)
    assert found.answers[:3].tolist() == [0, 0, 1]
    assert found.is_given.tolist() == [False, False, True, False]
    alone = read_consent(people(4, **answers).attributes, only=["newsletter"])
    assert (alone.attribute, alone.is_given.tolist()) == ("newsletter", [True, False, True, False])
    with pytest.raises(DataError, match="The log has no attribute 'push'") as error:
        read_consent(people(4, **answers).attributes, only=["push"])
    assert error.value.hint == "It has newsletter, consent, sms_opt_in."
    with pytest.raises(DataError, match="'consent' holds other answers than yes and no"):
        read_consent(people(2, newsletter=["yes", "yes"], consent=["later", "call me"]).attributes)


def test_consent_that_no_attribute_holds_is_refused():
    with pytest.raises(DataError, match="no attribute that holds consent"):
        read_consent(people(2, age=[1, 2]).attributes)
    with pytest.raises(DataError, match="'opt_in' is called as consent is, but was not loaded") as found:
        read_consent(people(2, age=[1, 2]).attributes, ["opt_in"])
    assert found.value.hint == "Load the log anew with --map attribute=opt_in."
    with pytest.raises(DataError, match="'consent' holds other answers than yes and no"):
        read_consent(people(2, consent=["maybe", "later"]).attributes)


@pytest.mark.parametrize(
    "name",
    [
        "properties.marketing_opt_in", "context.traits.consent", "Consentimento marketing", "Aceita e-mails",
        "Status newsletter", "Accepts Email Marketing", "acceptsSmsMarketing", "GDPR Opt-In", "E-Mail-Einwilligung",
        "Consentement publicité", "acepta publicidad", "是否同意营销", "email_subscription_status", "メルマガ購読",
    ],
)  # fmt: skip
def test_names_of_consent_that_are_nested_or_longer_than_usual(name):
    found = read_consent(
        people(4, **{"age": [1, 2, 3, 4], name: ["Inscrito", "Descadastrado", "Sim", None]}).attributes
    )
    assert (found.attribute, found.is_given.tolist()) == (name, [True, False, True, False])
    assert may_hold_consent([name])


@pytest.mark.parametrize(
    "name",
    [
        "option", "adopting", "consent_version", "newsletter_clicks", "email", "subscription", "accepted", "marketing",
        "subscription_type", "newsletter_date", "subscribed_at", "unsubscribe_link", "days_since_opt_in", "planta_baja",
        "not_unsubscribed", "subscription_cancelled", "email.status", "bounced", "同意版本",
    ],
)  # fmt: skip
def test_names_of_something_else(name):
    assert not may_hold_consent([name])


def test_a_usual_name_of_consent_goes_before_a_longer_one():
    log = people(2, **{"newsletter status": ["yes", "yes"], "properties.consent": ["no", "yes"]})
    assert read_consent(log.attributes).is_given.tolist() == [False, True]


def test_names_alone_say_whether_there_may_be_consent():
    assert may_hold_consent(["age", "Opt_In"])
    assert not may_hold_consent(["age"])
    assert not may_hold_consent([])
