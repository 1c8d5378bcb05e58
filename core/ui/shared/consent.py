"""Who may be written to: files of pages list only users who consented, unless an analyst decides otherwise."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.attributes.consent import Consent
from core.attributes.consent_unknown import NoConsentError, UnreadConsentError, UnsureConsentError
from core.types import BoolArray
from core.ui.shared.errors import shown_errors
from core.ui.shared.page import RunContext
from core.ui.shared.text import _, _n, plain, translated


def pick_consent(context: RunContext, key: str, is_chosen: BoolArray | None = None) -> Consent | None:
    """Draw the choice to list users without consent too; return the answers of all users unless everybody is listed.

    Parameters
    ----------
    context
        Of the page.
    key
        Of the widget.
    is_chosen
        (n_users,) whom the files are about; everybody when not given.
    """
    consent = _known(context)
    if consent is None:
        return None
    is_refused = ~consent.is_given & (True if is_chosen is None else is_chosen)
    n_refused = int(np.count_nonzero(is_refused))
    if not n_refused:
        return consent
    st.write(
        _who_is_listed(consent, n_refused)
        if not st.session_state.get(key)
        else _("All users are listed, whether they consented to be contacted or not.")
    )
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


def _who_is_listed(consent: Consent, n_refused: int) -> str:
    if consent.is_weak:
        return _n(
            "Only users who did not opt out of being contacted are listed: {n} other is left out. That is less than "
            "consent.",
            "Only users who did not opt out of being contacted are listed: {n} others are left out. That is less than "
            "consent.",
            n_refused,
        )
    return _n(
        "Only users who consented to be contacted are listed: {n} other is left out.",
        "Only users who consented to be contacted are listed: {n} others are left out.",
        n_refused,
    )


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


def _known(context: RunContext) -> Consent | None:
    """Return the answers of all users; None, with a line that says why, where the log does not hold them."""
    run = context.run
    with shown_errors():
        try:
            return context.server.consent(context.dataset.dataset_id, run.excluded, run.version)
        except (UnreadConsentError, UnsureConsentError) as error:
            message = _("{why} The files list all users.").format(why=plain(translated(error.message)))
            st.warning(message)
            return None
        except NoConsentError:
            st.caption(_("The log does not say who consented to be contacted, so the files list all users."))
            return None
