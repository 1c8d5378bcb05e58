"""The section of the page Export that reads outcomes back, and shows what a campaign changed."""

from __future__ import annotations

import secrets
from pathlib import Path

import streamlit as st

from core.campaigns.files import keep_readback, newest_readback
from core.campaigns.read import read_back
from core.campaigns.sides import CONTROL, Held, read_held
from core.errors import AtlasError
from core.ui.shared.effects import draw_readback
from core.ui.shared.page import RunContext
from core.ui.shared.segments import named_results, segment_labels
from core.ui.shared.text import _, plain, translated
from core.ui.shared.uploads import MOST_MB, PACKED


def draw_outcomes(context: RunContext) -> None:
    """Draw the choice of an export with a control group, the box for its outcomes, and what they say."""
    workspace = context.server.store.workspace
    exports = _exports(workspace, context.run.run_id)
    run = context.server.runs.folder(context.run.run_id)
    if not exports and not newest_readback(run):
        return
    st.subheader(_("Did it work?"), anchor=False)
    if exports:
        _draw_upload(context, exports, run)
    if kept := newest_readback(run):
        st.caption(_("Outcomes: {name}, read on {day}").format(name=plain(kept.outcomes), day=kept.made_at[:10]))
        draw_readback(kept, segment_labels(named_results(context)))


def _exports(workspace: Path, run_id: str) -> dict[str, Held]:
    """Return the exports of a run that held users back, the newest first; say which cannot be read."""
    found: dict[str, Held] = {}
    for path in (workspace / "exports").glob(f"*/{CONTROL}"):
        try:
            found[path.parent.name] = read_held(path.parent)
        except AtlasError as error:
            st.warning(plain(translated(error.message)))
    return {name: found[name] for name in sorted(found, reverse=True) if found[name].run_id == run_id}


def _draw_upload(context: RunContext, exports: dict[str, Held], run: Path) -> None:
    left, right = st.columns(2)
    name = left.selectbox(
        _("Export with a control group"), list(exports), key="outcomes_export",
        format_func=lambda each: _("{name} ({percent} % held back)").format(
            name=each, percent=f"{exports[each].percent:g}"
        ),
    )  # fmt: skip
    file = right.file_uploader(
        _("Outcomes"), type=PACKED, key="outcomes_file",
        max_upload_size=MOST_MB,
        help=_(
            "user_id with converted (yes or no), value or both. Users of the export who are not in it count as not "
            "converted. The file is read and not kept."
        ),
    )  # fmt: skip
    if not st.button(_("Read the outcomes"), icon=":material/query_stats:", disabled=file is None) or file is None:
        return
    folder = context.server.store.workspace / "tmp" / f"outcomes-{secrets.token_hex(8)}"
    folder.mkdir(parents=True, mode=0o700)
    path = folder / Path(file.name).name
    try:
        path.write_bytes(file.getvalue())
        with st.spinner(_("Reading the outcomes")):
            found = read_back(context.server.store.workspace / "exports" / name, path, context.server.settings)
        keep_readback(found, run)
    except AtlasError as error:
        st.error(plain(f"{translated(error.message)} {translated(error.hint)}"))
    finally:
        path.unlink(missing_ok=True)
        folder.rmdir()
