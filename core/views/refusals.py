"""What is stated of the users of a segment who did not consent to be contacted."""

from __future__ import annotations

from core.export.small_groups import is_small
from core.personas.shares import percent
from core.sentences import Sentence, say

CONSENT_UNKNOWN = say("It is not known who consented.")
"""Stands where the log of a run does not say it."""


def refusals(consent_share: float | None, size: int, least: int = 0) -> Sentence | str:
    """Say how many did not consent, only that some did not, or that it is not known; "" where all did.

    Parameters
    ----------
    consent_share
        Of the users of the segment; None where it is not known.
    size
        Users of the segment.
    least
        Groups of fewer users are not shown, neither of those who did not consent nor of those who did; 0 shows all.
    """
    if consent_share is None:
        return CONSENT_UNKNOWN
    if consent_share >= 1:
        return ""
    n_given = round(consent_share * size)
    if least and (is_small(size - n_given, least) or is_small(n_given, least)):
        return say("Some of its users did not consent to be contacted.")
    return say("{share} of its users did not consent to be contacted.", share=percent(1 - consent_share))
