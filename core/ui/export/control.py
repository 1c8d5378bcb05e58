"""What the page Export says at the box of a control group, before anybody is drawn."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.attributes.consent import Consent
from core.audiences.manifest import Rules
from core.campaigns.planned import DRAWN_ALONE, small_control_sentence
from core.ui.shared.page import RunContext
from core.ui.shared.segments import named_results, segment_labels
from core.ui.shared.text import _, plain, translated


def explain_control(
    context: RunContext, rules: Rules, users: tuple[Consent | None, tuple[str, ...] | None], *, is_counted: bool
) -> None:
    """Say at the box how a control group is drawn; unless that is counted, for which segments it may be too small.

    Parameters
    ----------
    users
        By which consent users are listed, None where all are; and who is in a saved selection, None for everybody.
    is_counted
        Whether the check of these rules, which counts who is held back, is shown below.
    """
    st.caption(translated(DRAWN_ALONE))
    choice, control = rules.choice, rules.control
    consent, user_ids = users
    if is_counted:
        return
    results = named_results(context)
    labels = segment_labels(results)
    own = results.labels if user_ids is None else results.labels_of(np.array(user_ids, dtype=object))
    if consent:
        own = own[consent.is_given]  # nobody else is drawn from
    if choice.as_one:
        sizes = {_("the whole selection"): int(np.isin(own, choice.segments).sum())}
    else:
        sizes = {labels[each]: int((own == each).sum()) for each in choice.segments}
    if choice.leaving:  # users are drawn from the first ones, until so many are in the file
        most = round(choice.leaving / (1 - control / 100))
        sizes = {name: min(size, most) for name, size in sizes.items()}
    if few := small_control_sentence(sizes, control):
        st.warning(plain(translated(few)))
