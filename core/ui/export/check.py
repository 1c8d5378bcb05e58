"""What became of the users before files for platforms, as bars with reasons, and the files where they were written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.audiences.choose import WHOLE
from core.audiences.counts import COUNTS
from core.audiences.make import LEFT_OUT, NOT_CONSENTED
from core.audiences.manifest import MANIFEST, MANIFEST_TEXT, MadeFile, Manifest, read_manifest
from core.audiences.platforms import PLATFORMS
from core.audiences.preflight import Check, Verdict, flagged_sentence, verdict_sentence
from core.campaigns.planned import GAIN_HEADER, GAIN_MEANING, GainRow
from core.campaigns.sides import HELD, SIDES
from core.jobs.audience_task import CHECK_FILE, Preflight
from core.jobs.codec import decode
from core.results.audience import warnings_of
from core.results.results import Results
from core.sentences import from_text
from core.ui.export.file_labels import format_size
from core.ui.shared.palette import ACCENT, CHART_CONFIG, apply_layout
from core.ui.shared.segments import segment_labels
from core.ui.shared.text import _, _n, hover, plain, translated
from core.ui.shared.to_disk import draw_folder
from core.views.files import MAX_BYTES_IN_BROWSER

_COLOURS = ("#646b74", "#a85f00", "#a53d53", "#3d4f7d", "#8a6d3b", "#6b509b", "#a8408f", "#77752b")
"""Of what is lost, step by step; none is like that of who is in the file."""
_LEGEND_ROW = 24
"""Height of a row of the legend in pixels; at two in a row."""
_FILES_SHOWN, _IN_A_ROW = 12, 3


def draw_check(folder: Path, results: Results) -> None:
    """Draw what a job left in a folder, with the names of segments beside their codes; one that is gone draws nothing.

    Parameters
    ----------
    results
        Of the run, under the names that analysts gave.
    """
    if not (folder / CHECK_FILE).is_file():
        return
    found = decode((folder / CHECK_FILE).read_bytes(), Preflight)
    if found.listed:
        (st.caption if found.is_asked else st.warning)(plain(translated(from_text(found.listed))))
    for note in found.notes:
        st.caption(plain(translated(from_text(note))))
    for warning in found.warnings:
        st.warning(plain(translated(from_text(warning))))
    labels = {WHOLE: _("the whole selection"), **segment_labels(results)}
    if found.gains:
        _draw_gains(found.gains, labels)
    if found.balance:
        with st.expander(_("How alike the control group and the others were before")):
            st.markdown("\n".join(f"- {plain(translated(from_text(each)))}" for each in found.balance))
    flagged, codes = warnings_of(results), {each.segment: each.audience for each in found.checks}
    for segment, audience in codes.items():
        if segment in flagged:
            st.warning(plain(f"{audience} ({labels[segment]}): {translated(flagged[segment])}"))
    keys = list(dict.fromkeys(each.platform for each in found.checks))
    if not keys:
        return
    key = st.segmented_control(
        _("Platform"), keys, default=keys[0], required=True, key=f"check_{folder.name}", label_visibility="collapsed",
        format_func=lambda each: translated(PLATFORMS[each].label),
    )  # fmt: skip
    manifest = read_manifest(folder) if (folder / MANIFEST).is_file() else None
    _draw_platform([each for each in found.checks if each.platform == key], found.least_group, labels, flagged)
    _draw_files(folder, manifest, key)


def _draw_gains(rows: Sequence[GainRow], labels: Mapping[int, str]) -> None:
    """Draw the table of the gains that can be seen later, with what they are above it."""
    st.markdown(_("**What the control group can show later**"))
    st.caption(translated(GAIN_MEANING))
    header = [_("segment"), *map(translated, GAIN_HEADER)]
    table = []
    for row in rows:
        name = translated(from_text(row.name)) if row.segment is None else labels[row.segment]
        cells = [name, f"{row.n_treated:,}", row.held, *(translated(from_text(each)) for each in row.gains)]
        table.append([plain(each) for each in cells])
    st.table(pd.DataFrame(table, columns=header).set_index(header[0]))


def _draw_platform(checks: Sequence[Check], least: int, labels: Mapping[int, str], flagged: Collection[int]) -> None:
    platform = PLATFORMS[checks[0].platform]
    st.caption(_("Users of each audience: who is in the file, and why others are not."))
    st.plotly_chart(_figure(checks), config=CHART_CONFIG, key=f"bars_{platform.key}")
    rows: list[dict[str, Any]] = []
    audiences_of: dict[str, list[str]] = {}  # each verdict stands once, behind all audiences that have it
    for each in checks:
        low, high = each.matched
        reached = f"{low:,} \N{EN DASH} {high:,}" if each.n_kept else "0"
        steps = dict(zip(_headers(each), (n for _label, n in each.steps), strict=True))
        marked = [flagged_sentence()] if each.segment in flagged else []
        verdict = " ".join(map(translated, (verdict_sentence(platform, each, least), *marked)))
        audiences_of.setdefault(verdict, []).append(f"**{plain(each.audience)}** ({plain(labels[each.segment])})")
        rows.append({_("audience"): each.audience, **steps, **({_("reached"): reached} if platform.is_matched else {})})
    for verdict, audiences in audiences_of.items():
        st.markdown(f"- {', '.join(audiences)}: {plain(verdict)}")
    if wanted := checks[0].wanted:
        st.caption(
            _(
                "Users were taken in the order chosen above until {n} can be in the file: who cannot is a loss here, "
                "and who comes later is not counted."
            ).format(n=f"{wanted:,}")
        )
    if platform.is_matched:
        st.caption(
            _("No platform publishes which part of a list it recognises: 30 to 70 % of the users is what to plan with.")
        )
    helps = (translated(label) for label, _n_left in checks[0].steps)
    explained = {
        name: st.column_config.Column(help=text) for name, text in zip(_headers(checks[0]), helps, strict=True)
    }
    st.dataframe(pd.DataFrame(rows), hide_index=True, column_config=explained)
    if any(each.verdict in (Verdict.TOO_FEW, Verdict.HELD_BACK) for each in checks):
        st.caption(_("Merge small segments on the page Edit segments, or export them to a program without a minimum."))


def _headers(each: Check) -> tuple[str, ...]:
    after = (_("not held back"), _("address not held back")) if each.has_control else ()
    who = _("not opted out") if each.is_weak else _("consented")
    asked = (who, _("address not refused")) if each.asks_consent else (_("consent not asked"),)
    once = (_("address stands once"),) if each.is_once_per_address else ()
    return _("users"), _("in your list"), _("usable"), *asked, *after, *once, _("in the file")


def _figure(checks: Sequence[Check]) -> go.Figure:
    """Return a bar for each audience: who is in the file, then each loss with its reason."""
    names = [hover(each.audience) for each in checks]
    figure = go.Figure(
        go.Bar(
            y=names, x=[each.n_kept for each in checks], name=_("in the file"), orientation="h", marker_color=ACCENT,
            text=[f"{each.n_kept:,}" if each.n_kept else "" for each in checks], textposition="inside", textangle=0,
        )
    )  # fmt: skip
    losses = [list(each.losses()) for each in checks]
    for place in reversed(range(len(losses[0]))):
        counts = [own[place][1] for own in losses]
        if any(counts):
            label = translated(losses[0][place][0])
            figure.add_bar(
                y=names, x=counts, name=label, orientation="h", marker_color=_COLOURS[place],
                text=[f"{n:,}" if n else "" for n in counts], textposition="inside", textangle=0,
            )  # fmt: skip
    below = _LEGEND_ROW * (1 + (len(figure.data) + 1) // 2)
    legend = {"orientation": "h", "yref": "container", "y": 0, "yanchor": "bottom", "traceorder": "normal"}
    apply_layout(
        figure, 60 + 34 * len(checks) + below, barmode="stack", legend=legend,
        uniformtext={"minsize": 12, "mode": "hide"},  # what does not fit stands in the table
    )  # fmt: skip
    figure.update_layout(margin_b=below + 6)
    figure.update_yaxes(autorange="reversed", title=None)
    figure.update_xaxes(title=None)
    return figure


def _draw_files(folder: Path, manifest: Manifest | None, platform: str) -> None:
    """Draw the files of a platform, and what lies beside those of all."""
    if manifest is None:
        st.caption(_("Nothing is written yet."))
        _draw_download(folder / LEFT_OUT, _("Who is left out, and why"))
        return
    if manifest.files:
        draw_folder(folder)
    else:
        st.info(_("No file for a platform was written: nobody is left. The bars above give the reasons."))
    own = [each for each in manifest.files if each.platform == platform]
    _draw_cards(folder, own[:_FILES_SHOWN])
    if more := own[_FILES_SHOWN:]:
        with st.expander(_n("{n} more file", "{n} more files", len(more))):
            _draw_cards(folder, more)
    for name, label in (
        (HELD, _("Who is held back")),
        (SIDES, _("Who is in the campaign, and who is not, for the outcomes; never for a platform")),
        (COUNTS, _("Users at each step, for you only")),
        (MANIFEST, _("Manifest, to make the files again")),
        (MANIFEST_TEXT, _("Manifest, to read")),
        (LEFT_OUT, _("Who is left out, and why")),
    ):
        if (folder / name).exists():
            _draw_download(folder / name, label)


def _draw_cards(folder: Path, files: Sequence[MadeFile]) -> None:
    """Draw a card for each file, with where it goes."""
    for start in range(0, len(files), _IN_A_ROW):
        for cell, file in zip(st.columns(_IN_A_ROW), files[start : start + _IN_A_ROW], strict=False):
            with cell.container(border=True, height="stretch"):
                is_refused = file.consent == NOT_CONSENTED
                goes_to = _("Who did not consent: to leave them out, never for messages.") if is_refused else ""
                st.caption(goes_to or translated(PLATFORMS[file.platform].goes_to))
                _draw_download(folder / file.name, f"{file.name} ({file.n_rows:,})")


def _draw_download(path: Path, label: str) -> None:
    n_bytes = path.stat().st_size
    if n_bytes > MAX_BYTES_IN_BROWSER:
        st.caption(
            _("{name}: {size}, too large for the browser. Take it from the folder.").format(
                name=plain(path.name), size=format_size(n_bytes)
            )
        )
        return
    st.download_button(
        plain(label), data=partial(path.read_bytes), file_name=path.name, key=f"{path.parent.name}_{path.name}",
        icon=":material/download:", on_click="ignore", width="stretch",
    )  # fmt: skip
