"""Where labels come from: a file, an attribute of the log, the segments of this version, or what was corrected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.attributes.names import attribute_labels, find_columns
from core.errors import AtlasError
from core.files.temporary import temporary_folder
from core.ingest.names.naming import certainty
from core.ingest.tables.user_files import read_user_file
from core.model.given import Given, corrections_of, find_given, label_pairs, labels_of_attribute
from core.types import Column
from core.ui.shared.errors import show_error
from core.ui.shared.navigation import link
from core.ui.shared.page import RunContext
from core.ui.shared.segments import named_results, segment_labels
from core.ui.shared.text import _
from core.ui.shared.uploads import MOST_MB, TABLES

SOURCE, FILE, USERS, LABELS, ATTRIBUTE = "given_from", "given_file", "given_users", "given_labels", "given_attribute"
"""Keys of the widgets."""
FROM_FILE, FROM_ATTRIBUTE, FROM_VERSION, FROM_CORRECTIONS = "file", "attribute", "version", "corrections"
_TABLE, _FOUND = "given_table", "given_found"
"""What the session keeps: the file that was read last, and whose labels were found last."""
_LABEL_NAMES = ("segment", "label", "class", "group", "tier", "persona", "cluster", "category")


@dataclass(frozen=True, slots=True)
class Picked:
    """Labels that are picked, and where they come from."""

    given: Given
    source: str
    """For people."""
    corrected: Mapping[int, str] | None = None
    """Where they correct the run: its segments to what the labels call them. Whom it is sure of keeps the segment."""


def pick_labels(context: RunContext) -> Picked | None:
    """Draw the fields that say where labels come from; return them, None where there are none yet."""
    words = {
        FROM_FILE: _("A file"),
        FROM_ATTRIBUTE: _("An attribute of this log"),
        FROM_VERSION: _("The current segments"),
        FROM_CORRECTIONS: _("Corrections made here"),
    }
    if not context.dataset.meta["attributes"]:
        del words[FROM_ATTRIBUTE]
    chosen = st.radio(_("Where the labels come from"), list(words), key=SOURCE, format_func=words.__getitem__)
    pick = {FROM_FILE: _from_file, FROM_ATTRIBUTE: _from_attribute, FROM_VERSION: _from_version,
            FROM_CORRECTIONS: _from_corrections}  # fmt: skip
    try:
        return pick[chosen](context)
    except AtlasError as error:
        show_error(error)
        return None


def _from_file(context: RunContext) -> Picked | None:
    file = st.file_uploader(
        _("A file with a row per user: the id and the label"),
        type=TABLES,
        max_upload_size=MOST_MB,
        key=FILE,
        help=_(
            "From your CRM, a survey or a list of your own. Ids are those of the log, or those in clear where this "
            "workspace stores codes. The file itself is not kept."
        ),
    )
    if file is None:
        return None
    table = _table_of(context, file)
    headers = [str(name) for name in table.columns]
    users, labels = st.columns(2)
    user = users.selectbox(_("Column of user ids"), headers, index=_likely_user(headers), key=USERS)
    others = [name for name in headers if name != user]
    label = labels.selectbox(_("Column of labels"), others, index=_likely_label(others), key=LABELS)
    if label is None:
        st.warning(_("The file has one column only: it needs one of user ids and one of labels."))
        return None
    source = _("{file}, column {column}").format(file=file.name, column=label)
    pairs = lambda: label_pairs(table[user], table[label])  # noqa: E731
    return Picked(_found(context, (file.file_id, user, label), source, pairs), source)


def _from_attribute(context: RunContext) -> Picked | None:
    names = [each["name"] for each in context.dataset.meta["attributes"]]
    name = st.selectbox(_("Attribute"), names, index=None, placeholder=_("Choose an attribute"), key=ATTRIBUTE,
                        format_func=attribute_labels(names).__getitem__)  # fmt: skip
    if name is None:
        return None
    st.caption(
        _(
            "Users of whom the attribute is not known have no label. A run whose encoder compares users by their "
            "attributes may read the label from the attribute itself; the figures then say little about behaviour."
        )
    )

    def pairs() -> pd.DataFrame:
        population = context.server.population(context.dataset.dataset_id, context.run.excluded, context.run.version)
        return labels_of_attribute(population.histories.user_ids, population.attributes[name])

    source = _("attribute {name}").format(name=name)
    return Picked(_found(context, ("attribute", name), source, pairs), source)


def _from_version(context: RunContext) -> Picked:
    st.caption(
        _(
            "Every user keeps the segment that pages show, with what analysts changed. The network then "
            "assigns new users to it. The segments come from the same behaviour, so good figures are to be expected."
        )
    )
    results = named_results(context)
    names = segment_labels(results)

    def pairs() -> pd.DataFrame:
        return label_pairs(results.user_ids, (names[int(each)] if each > 0 else "" for each in results.labels))

    version = str(context.segmentation.version)
    return Picked(_found(context, ("version", version), _("the segments"), pairs), _("the current segments"))


def _from_corrections(context: RunContext) -> Picked | None:
    st.caption(
        _(
            "Users whom analysts moved, merged or split off are examples of where they put them. Other users keep the "
            "segment that pages show where the model is sure of them; the rest is assigned by what was learnt. "
            "A segment of which the model is sure of nobody, and which nobody was moved to, is not learnt."
        )
    )
    shapes, run = context.server.shapes, context.run
    own, before = shapes.labels(run.run_id), shapes.labels(run.root)
    names = segment_labels(named_results(context))
    if own is None or before is None or not (own[1] != before[1]).any():
        st.info(_("Everybody is where the recipe put them. Move users on the pages Explore or Edit segments first."))
        link("explore", _("Choose users on the map, by filters or a rule"))
        link("edit_segments", _("Go to Edit segments"))
        return None
    pairs = partial(corrections_of, own[0], own[1], before[1], names)
    source = _("corrections")
    given = _found(context, ("corrections", str(context.segmentation.version)), source, pairs)
    return Picked(given, source, dict(names.items()))


def _found(context: RunContext, key: tuple[str, ...], source: str, pairs: Callable[[], pd.DataFrame]) -> Given:
    """Return the labels of the run's users; the last ones are kept."""
    key = (context.run.run_id, *key)
    kept: tuple[tuple[str, ...], Given] | None = st.session_state.get(_FOUND)
    if kept is None or kept[0] != key:
        server = context.server
        folder, workspace = server.runs.folder(context.run.run_id), server.store.workspace
        kept = (key, find_given(pairs(), source, context.results.user_ids, folder, workspace))
        st.session_state[_FOUND] = kept
    return kept[1]


def _table_of(context: RunContext, file: UploadedFile) -> pd.DataFrame:
    """Return a file as a table of text; the last one is kept as long as the session."""
    kept: tuple[str, pd.DataFrame] | None = st.session_state.get(_TABLE)
    if kept is None or kept[0] != file.file_id:
        with temporary_folder() as folder:
            path = folder / Path(file.name).name
            path.write_bytes(file.getvalue())
            kept = (file.file_id, read_user_file(path, context.server.settings))
        st.session_state[_TABLE] = kept
    return kept[1]


def _likely_user(headers: list[str]) -> int:
    return max(range(len(headers)), key=lambda place: certainty("user", headers[place]))


def _likely_label(headers: list[str]) -> int:
    named = find_columns(pd.Index(headers), (Column.SEGMENT, *_LABEL_NAMES))
    return headers.index(named[0]) if named else 0
