"""Export: choose segments, look at the files, download them or write them to disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pandas as pd
import streamlit as st

from core.attributes.consent import Consent
from core.export.assemble import assemble
from core.export.files import FILES, ExportFile, Source
from core.export.narrow import keep_listed
from core.export.rejected import write_rejected
from core.jobs.approved import APPROVED
from core.jobs.kinds.export import ExportJob
from core.personas.policy import CODE_MEANING
from core.results.audience import code_of, flag_sentences
from core.results.results import Results
from core.types import Column
from core.ui.export.file_labels import format_size
from core.ui.export.platforms import Wanted, draw_platforms
from core.ui.export.readback import draw_outcomes
from core.ui.export.saved import pick_saved
from core.ui.export.segments import pick_segments, sizes_of
from core.ui.export.who import Listed, pick_listed
from core.ui.shared.consent import of_log
from core.ui.shared.labels import dataset_name
from core.ui.shared.leaving import pick_leaving
from core.ui.shared.page import RunContext, start_with_run
from core.ui.shared.segments import count_segments, draw_other_numbers, named_results
from core.ui.shared.text import _, _n, count_of, plain, translated, visitors_day
from core.ui.shared.to_disk import draw_disk
from core.ui.shared.user_ids import are_masked, draw_letters, shown_ids
from core.ui.shared.verdicts import draw_verdict
from core.views.column_meanings import meaning_of
from core.views.files import MAX_BYTES_IN_BROWSER, Outline, file_bytes, file_stem, outline, preview_frame, preview_text
from core.views.trust import run_verdict


def main() -> None:
    """Draw the page."""
    context, version = pick_leaving(start_with_run(_("Export")), "export_version")
    named = named_results(context)
    if verdict := run_verdict(named):
        draw_verdict(verdict)
    st.write(_explanation(named))
    is_saved = pick_saved(context)
    allowed = pick_listed(context, is_saved)
    answers = allowed.consent
    results = named if is_saved is None else keep_listed(named, is_saved)
    consent = answers.of_users(is_saved) if answers and is_saved is not None else answers
    listed = results.of_users(consent.is_given) if consent else results
    segments = pick_segments(
        context, listed, sizes_of(named), all_listed=consent is None, is_selection=is_saved is not None
    )
    if not segments:
        st.info(_("No segment is chosen, so there is nothing to export."))
        st.stop()
    draw_other_numbers(results)
    keeps_flagged = _pick_names(context, results, segments)
    source = replace(_source_of(context, results, consent, segments), keeps_flagged=keeps_flagged)
    source = source if is_saved is None else replace(source, write_rejected=None)
    kept = source.results
    run_id = context.run.run_id
    stem = file_stem(dataset_name(context.dataset), visitors_day(), run_id, consent)
    counted = count_of(kept.n_users, named.n_users)
    st.markdown(
        _("The files contain **{users}** in {segments}.").format(users=counted, segments=count_segments(kept.k))
    )
    job = ExportJob(
        run_id=run_id,
        segments=tuple(segments),
        name=f"{stem}_{datetime.now(UTC):%H%M%S}",
        only_consented=consent is not None,
        consent_by=allowed.by,
        keeps_flagged=keeps_flagged,
        user_ids=None if is_saved is None else tuple(map(str, results.user_ids)),
        names=version,
    )
    files = outline(source)
    _draw_files(context, source, files, stem, job)
    _draw_preview(source, files)
    _draw_platforms(context, job, replace(allowed, consent=consent))


def _explanation(results: Results) -> str:
    """Say what the files hold and what they call a segment, with the code of one that is shown here."""
    flagged = [segment for segment, text in flag_sentences(results).items() if text]
    common = _(
        "Choose segments: the files hold these only. Lists of users have the names of segments. Files for ad platforms "
        "have a code such as {code} in place of the name, unless you choose names there."
    ).format(code=code_of(results, (flagged or results.segments)[0]))
    if not flagged:
        return common
    return f"{common} " + _(
        "Where a name has a word that ad platforms refuse, lists of users have the code, too, and files for ad "
        "platforms leave the segment out unless you add it there."
    )


def _draw_platforms(context: RunContext, job: ExportJob, listed: Listed) -> None:
    """Draw the files of the same segments and users for platforms."""
    wanted = Wanted(
        segments=job.segments,
        listed=listed,
        keeps_flagged=job.keeps_flagged,
        selection=st.session_state.get("saved_selection") or "",
        user_ids=job.user_ids,
        is_approved=job.names == APPROVED,
    )
    if wanted.selection or wanted.numbered:
        draw_platforms(context, wanted)
    draw_outcomes(context)


def _pick_names(context: RunContext, results: Results, segments: list[int]) -> bool:
    """Say what of the chosen segments may not leave, and let the analyst take their names all the same."""
    if not any(text for segment, text in flag_sentences(results).items() if segment in segments):
        return False
    keeps = st.checkbox(
        _("Keep flagged names in the files"),
        key=of_log(context, "flagged_names"),
        persist_state="session",
        help=_(
            "Otherwise lists of users have a code in place of a name that suggests health, finances, religion, "
            "politics, sexuality, ethnic origin, hardship or children: advertising platforms refuse such audiences. "
            "Files with the texts about such a segment mask its typical users."
        ),
    )
    for segment, text in flag_sentences(results, keeps_flagged=keeps).items():
        if segment in segments and text:
            named = f"{results.number_of(segment)} \N{MIDDLE DOT} {plain(results.names[segment])}"
            st.warning(f"{named}: {plain(translated(text))}", icon=":material/block:")
    st.caption(plain(translated(CODE_MEANING)))
    return keeps


def _source_of(context: RunContext, results: Results, consent: Consent | None, segments: list[int]) -> Source:
    """Return what the files are made from: results, the model of the run and the rows that ingest rejected."""
    server = context.server
    rejected = partial(write_rejected, server.store.rejected(context.dataset.dataset_id, context.run.version))
    folder = server.runs.folder(context.run.run_id)
    return assemble(results, folder, rejected, consent=consent, segments=segments)


def _draw_files(context: RunContext, source: Source, files: list[Outline], stem: str, job: ExportJob) -> None:
    """Draw a card per file, and one to write them all to disk."""
    cells = [cell for _row in range(0, len(files) + 1, 3) for cell in st.columns(3)]
    for cell, outlined in zip(cells, files, strict=False):
        with cell.container(border=True, height="stretch", vertical_alignment="distribute"):
            _draw_file(source, outlined, stem)
    with cells[len(files)].container(border=True, height="stretch", vertical_alignment="distribute"):
        draw_disk(context.server, job)


def _draw_file(source: Source, outlined: Outline, stem: str) -> None:
    """Draw one file: what it holds, its rows and its button."""
    file = outlined.file
    rows = _n("{n} row", "{n} rows", outlined.n_rows) if file.is_csv else count_segments(outlined.n_rows)
    st.markdown(f"**{translated(file.label)}** · {rows}")
    st.caption(translated(file.holds))
    if outlined.n_bytes <= MAX_BYTES_IN_BROWSER:
        _draw_button(source, file, stem)
    else:
        size = format_size(outlined.n_bytes)
        st.caption(_("About {size}: too large for the browser. Write it to disk.").format(size=size))


def _draw_button(source: Source, file: ExportFile, stem: str) -> None:
    """Draw the download of one file; the file is written when the button is clicked."""
    st.download_button(
        file.name,
        data=partial(file_bytes, source, file),
        file_name=f"{stem}_{file.name}",
        mime="text/csv" if file.is_csv else "application/json",
        key=f"download_{file.name}",
        type="primary" if file is FILES[0] else "secondary",
        icon=":material/download:",
        on_click="ignore",
        help=_("Download"),
        width="stretch",
    )


def _draw_preview(source: Source, files: list[Outline]) -> None:
    """Show how a file begins, and what its columns mean."""
    st.subheader(_("Preview"), anchor=False)
    outlined = {each.file.name: each for each in files}
    chosen = st.segmented_control(
        _("File"), list(outlined), default=FILES[0].name, required=True, key="preview", label_visibility="collapsed",
        format_func=lambda name: translated(outlined[name].file.label),
    )  # fmt: skip
    file = outlined[chosen].file
    if are_masked():
        st.caption(
            _("Ids of users are masked here, so those of different users can look alike; files have them as they are.")
        )
    if not file.is_csv:
        st.caption(_("The beginning of the first segment."))
        st.code(preview_text(source, file, show=shown_ids), language="json")
        return
    rows = preview_frame(source, file, show=shown_ids)
    total = f"{outlined[chosen].n_rows:,}"
    st.caption(
        _(
            "The first {n} of {total} rows, with the headings of the file; the table below says what each column holds."
        ).format(n=len(rows), total=total)
    )
    meanings = {name: translated(meaning_of(name)) for name in rows.columns}
    explained = {name: st.column_config.Column(help=meaning) for name, meaning in meanings.items()}
    st.dataframe(rows, hide_index=True, column_config=explained)
    draw_letters(rows.get(Column.USER_ID, ()))
    _draw_meanings(meanings)


def _draw_meanings(meanings: Mapping[str, str]) -> None:
    """Say what each column of a file holds, in a table that breaks lines rather than cut them off."""
    with st.expander(_("What the columns mean"), expanded=True):
        rows = {f"`{name}`": plain(meaning) for name, meaning in meanings.items()}
        st.table(pd.DataFrame({_("Meaning"): rows}).rename_axis(_("Column")))


main()
