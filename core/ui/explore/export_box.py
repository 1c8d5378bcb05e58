"""The chosen users of the page Explore as files, written by the exporter of the page Export."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import numpy as np
import streamlit as st

from core.export.assemble import assemble
from core.export.files import FILES
from core.export.narrow import keep_listed
from core.jobs.kinds.export import ExportJob
from core.results.audience import flag_sentences
from core.results.results import Results
from core.ui.explore.chosen import Chosen
from core.ui.shared.consent import of_log, pick_consent
from core.ui.shared.labels import dataset_name
from core.ui.shared.leaving import as_approved
from core.ui.shared.page import RunContext
from core.ui.shared.segments import named_results
from core.ui.shared.text import _, _n, count_of, translated, visitors_day
from core.ui.shared.to_disk import draw_disk
from core.views.files import BYTES_PER_ROW, MAX_BYTES_IN_BROWSER, file_bytes, file_stem

_LISTS = FILES[:2]
"""The users for programs, and for a spreadsheet."""


def draw_export(chosen: Chosen) -> None:
    """Draw the choice of consent and names, and the buttons that download the users or write all files to disk."""
    chosen = _without_set_aside(chosen)
    consent = pick_consent(chosen.explored.context, "lists_refused_explore", chosen.is_chosen)
    context = as_approved(chosen.explored.context)
    named = named_results(context)
    keeps_flagged = _pick_names(context, named)
    results = keep_listed(named, chosen.is_chosen)
    answers = consent.of_users(chosen.is_chosen) if consent else None
    source = replace(assemble(results, consent=answers), keeps_flagged=keeps_flagged)
    n_listed = source.results.n_users
    st.markdown(_("The file lists **{users}**.").format(users=count_of(n_listed, chosen.n_chosen)))
    if answers and n_listed == chosen.n_chosen:  # else it stands above, beside the choice
        st.caption(translated(answers.sentence))
    if not n_listed:
        return
    name, run_id = dataset_name(context.dataset), context.run.run_id
    stem = file_stem(name, visitors_day(), run_id, consent)
    if n_listed * BYTES_PER_ROW <= MAX_BYTES_IN_BROWSER:
        for file in _LISTS:
            st.download_button(
                translated(file.label), data=partial(file_bytes, source, file), mime="text/csv",
                file_name=f"{stem}_selection_{file.name}", key=f"download_selection_{file.name}",
                icon=":material/download:", on_click="ignore", help=translated(file.holds), width="stretch",
            )  # fmt: skip
    job = ExportJob(
        run_id=run_id,
        segments=(*chosen.explored.results.segments, -1),
        name=f"{stem}_selection_{datetime.now(UTC):%H%M%S}",
        only_consented=consent is not None,
        keeps_flagged=keeps_flagged,
        user_ids=chosen.user_ids,
    )
    draw_disk(context.server, job)


def _without_set_aside(chosen: Chosen) -> Chosen:
    """Leave out users of segments that are set aside or rejected, unless the analyst asks for them."""
    is_aside = chosen.is_chosen & np.isin(
        chosen.explored.results.labels, chosen.explored.context.segmentation.not_acted_on
    )
    n_aside = int(np.count_nonzero(is_aside))
    if not n_aside:
        return chosen
    label = _n(
        "Also {n} user of segments that an analyst set aside or rejected",
        "Also {n} users of segments that an analyst set aside or rejected",
        n_aside,
    )
    if st.checkbox(label, key="with_set_aside"):
        return chosen
    return replace(chosen, is_chosen=chosen.is_chosen & ~is_aside, n_chosen=chosen.n_chosen - n_aside)


def _pick_names(context: RunContext, results: Results) -> bool:
    """Let the analyst take names that the policy check flags, where there are any; they are codes otherwise."""
    if not any(flag_sentences(results).values()):
        return False
    key = of_log(context, "flagged_names")
    return st.checkbox(_("Keep flagged names in the files"), key=key, persist_state="session")
