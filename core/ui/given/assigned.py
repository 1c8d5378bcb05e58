"""Whom a network assigned where: how many users each label has, and the list of them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from core.ui.shared.bars import Bar, draw_bars
from core.ui.shared.consent import pick_consent
from core.ui.shared.downloads import draw_downloads
from core.ui.shared.labels import dataset_name
from core.ui.shared.page import RunContext
from core.ui.shared.palette import ACCENT
from core.ui.shared.text import _, _n, plain, visitors_day
from core.views.files import BYTES_PER_ROW, MAX_BYTES_IN_BROWSER, file_stem
from core.views.given import Judged, assigned_bytes, count_assigned

ASSIGNMENTS = "assignments"
"""What the list is called."""


def draw_counts(folder: Path, judged: Judged) -> None:
    """Draw how many users of the log got each label, and how many of them are unsure."""
    counted = _counted(folder, judged.names)
    n_users, n_unsure = int(counted["n_users"].sum()), int(counted["n_unsure"].sum())
    st.markdown(
        _n("**{n} user** of the log is assigned.", "**{n} users** of the log are assigned.", n_users)
        + " "
        + _n("For {n} of them it is uncertain.", "For {n} of them it is uncertain.", n_unsure),
        help=_(
            "It is certain where 95 % of held-out users with such a probability were assigned rightly, by the lower "
            "end of the interval, and there are events enough. Others have a label too; the column unsure marks them."
        ),
    )
    draw_bars(
        Bar(
            name,
            _("{users} · {unsure} uncertain").format(users=_n("{n} user", "{n} users", n), unsure=f"{n_out:,}"),
            n / max(n_users, 1),
            None,
            ACCENT,
        )
        for name, n, n_out in zip(*(counted[column].tolist() for column in counted), strict=True)
    )
    never = counted.loc[(counted["n_users"] > 0) & (counted["n_users"] == counted["n_unsure"]), "name"]
    if len(never):
        st.caption(
            _("Nobody is assigned with confidence to {names}: too few held-out users were, or too few rightly.").format(
                names=", ".join(map(plain, never))
            )
        )


@st.cache_data(max_entries=8, show_spinner=False)
def _counted(folder: Path, names: tuple[str, ...]) -> pd.DataFrame:
    """Count who is assigned; the file of a training does not change, and takes a second to read in a large log."""
    return count_assigned(folder, names)


def draw_list(context: RunContext, folder: Path, kind: str) -> None:
    """Offer the list of a folder; it holds who consented unless an analyst wants all.

    ``context`` is that of the log whose users are listed, and ``kind`` sets the file apart from others of the page.
    """
    consent = pick_consent(context, f"given_refused_{kind}")
    is_listed = consent.is_given if consent else None
    name, run_id = dataset_name(context.dataset), context.run.run_id
    stem = file_stem(name, visitors_day(), run_id, consent)
    if context.dataset.report["n_users"] * BYTES_PER_ROW <= MAX_BYTES_IN_BROWSER:
        draw_downloads(
            lambda for_excel: assigned_bytes(folder, is_listed, for_excel=for_excel), kind, f"{stem}_{folder.name}"
        )
    else:
        st.caption(_("The list is too large for the browser; it is in the folder below, with all users of the log."))


def draw_folder(folder: Path) -> None:
    """Say where the files lie."""
    with st.expander(_("On the machine that runs Persona Atlas")):
        st.caption(_("All of it lies here, with all users, whether they consented or not."))
        st.code(str(folder), language=None, wrap_lines=True)
