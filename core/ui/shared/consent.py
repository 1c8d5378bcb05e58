"""Who may be written to: files of pages list only users who consented, unless an analyst decides otherwise."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.attributes.consent import Consent
from core.attributes.consent_unknown import NoConsentError, UnreadConsentError, UnsureConsentError
from core.types import BoolArray
from core.ui.shared.page import RunContext
from core.ui.shared.text import _, _n, plain, translated

REFUSED_KEY = "lists_refused"
"""Key of the box on Export that lists who did not consent, too."""


def of_log(context: RunContext, key: str) -> str:
    """Return the key of a widget whose answer holds for one log, so that the next log is asked anew."""
    return f"{key}_{context.dataset.dataset_id}"


def why_unknown(context: RunContext) -> str:
    """Say that the log does not hold who consented, or not plainly; "" where it does."""
    try:
        context.server.consent(context.dataset.dataset_id, context.run.excluded, context.run.version)
    except (UnreadConsentError, UnsureConsentError) as error:
        return plain(translated(error.message))
    except NoConsentError:
        return _nothing_asked()
    return ""


def _nothing_asked() -> str:
    return _("The log does not say who consented to be contacted.")


def pick_consent(context: RunContext, key: str, is_chosen: BoolArray | None = None) -> Consent | None:
    """Draw the choice to list users without consent too; return the answers of all users unless everybody is listed.

    Parameters
    ----------
    context
        Of the page.
    key
        Of the widget, without the log: who refused in one log is not listed by the answer for another.
    is_chosen
        (n_users,) whom the files are about; everybody when not given.
    """
    if why := why_unknown(context):
        draw = st.caption if why == _nothing_asked() else st.warning  # what may hold it is not read
        draw(_("{why} The lists hold all users.").format(why=why))
        return None
    key = of_log(context, key)
    consent = context.server.consent(context.dataset.dataset_id, context.run.excluded, context.run.version)
    is_refused = ~consent.is_given & (True if is_chosen is None else is_chosen)
    n_refused = int(np.count_nonzero(is_refused))
    if not n_refused:
        return consent
    if not st.session_state.get(key):
        asked = consent if is_chosen is None else consent.of_users(is_chosen)
        st.write(plain(translated(asked.sentence)))
    is_asked = st.checkbox(
        _who_else(consent),
        key=key,
        persist_state="session",
        help=_(
            "Without this, lists of users leave them out; figures of segments and items stay those of all users. With "
            "it, lists name people who may not be written to: take such lists for counting, not for a campaign."
        ),
    )
    if not is_asked:
        return consent
    st.warning(_who_is_listed_too(consent, n_refused))
    return None


def _who_else(consent: Consent) -> str:
    if consent.is_weak:
        return _("Also list users who opted out")
    if not consent.n_unanswered:
        return _("Also list users who refused consent")
    return _("Also list users who refused consent or gave no answer")


def _who_is_listed_too(consent: Consent, n_refused: int) -> str:
    if consent.is_weak:
        return _n(
            "{n} user opted out of being contacted, and is in the files.",
            "{n} users opted out of being contacted, and are in the files.",
            n_refused,
        )
    if not consent.n_unanswered:
        return _n(
            "{n} user refused to be contacted, and is in the files.",
            "{n} users refused to be contacted, and are in the files.",
            n_refused,
        )
    return _n(
        "{n} user did not consent to be contacted (refused, or gave no answer), and is in the files.",
        "{n} users did not consent to be contacted (refused, or gave no answer), and are in the files.",
        n_refused,
    )
