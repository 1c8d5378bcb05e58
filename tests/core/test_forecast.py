"""The days for which offers are forecast, and whether they have passed."""

from dataclasses import replace
from datetime import date

import pytest

from core.trust.offer_proof import OfferProof
from core.views.forecast import Forecast, days_of_forecast, forecast_of, forecast_sentence
from tests.results import RECORD, results_of, with_scores

PROOF = OfferProof(days=84.6, scores=(), levels=(), curve_from=(0.0, 1.0), curve_to=(0.0, 1.0))
SPAN = Forecast(date(2011, 12, 10), date(2012, 3, 3))


def test_a_forecast_is_for_the_days_after_the_last_one_of_the_log():
    assert days_of_forecast(PROOF, date(2011, 12, 9)) == SPAN
    assert SPAN.n_days == 85
    assert days_of_forecast(replace(PROOF, days=0.2), date(2024, 2, 28)) == Forecast(
        date(2024, 2, 29), date(2024, 2, 29)
    )


def test_a_run_that_states_no_response_has_no_forecast():
    results = results_of([], [], [], [], record=RECORD)
    assert forecast_of(results, date(2011, 12, 9)) is None
    assert forecast_of(with_scores(results, offers=PROOF), date(2011, 12, 9)) == SPAN


@pytest.mark.parametrize(
    ("today", "n_passed", "is_over"),
    [
        (date(2011, 12, 1), 0, False),
        (date(2011, 12, 10), 0, False),
        (date(2011, 12, 11), 1, False),
        (date(2012, 3, 3), 84, False),
        (date(2012, 3, 4), 85, True),
        (date(2026, 1, 1), 85, True),
    ],
)
def test_days_pass(today, n_passed, is_over):
    assert (SPAN.n_passed(today), SPAN.is_over(today)) == (n_passed, is_over)
    stated = forecast_sentence(SPAN, today)
    assert stated.startswith("Expected to pick it: from 2011-12-10 to 2012-03-03")
    assert ("days that have passed" in stated) == is_over
