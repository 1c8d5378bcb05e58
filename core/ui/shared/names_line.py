"""One line on every page that shows names: which version of them it shows."""

from __future__ import annotations

from datetime import date

import streamlit as st

from core.settings import known_author
from core.store.segmentations import Segmentation
from core.ui.shared.text import _, _n, format_day, format_time, plain
from core.views.carried import short_run


def draw_names_line(naming: Segmentation, last_day: date | None = None) -> None:
    """Say which version of the names holds, who wrote it, how many of them wait for an analyst, and when the log ends.

    What pages say of days to come, or of days since an event, is counted from its last day.
    """
    n_open = len([each for each in naming.origin.segments if each.is_open and each.name]) if naming.origin else 0
    waiting = _n("{n} name waits for you on the page Personas.", "{n} names wait for you on the page Personas.", n_open)
    parts = [_version(naming), *([waiting] if n_open else [])]
    if last_day:
        parts.append(_("Data up to {day}.").format(day=format_day(last_day)))
    st.caption(" ".join(parts), help=about_versions())


def about_versions() -> str:
    """Say what the three kinds of versions are, which pages name by their numbers."""
    return _(
        "Data version: what the log held after a load or an addition. Segment version: who was in which segment after "
        "an edit. Name version: names, notes and decisions after a change; the v in the code of a segment is one. "
        "Each change makes the next number, and earlier ones can be brought back."
    )


def _version(naming: Segmentation) -> str:
    if naming.is_as_it_came and not naming.version:
        return _("Names as the program gave them.")
    if naming.is_as_it_came:
        return _("Names as the program gave them (name version {version}).").format(version=naming.version)
    origin, when = naming.origin, format_time(naming.created_at)
    if origin and naming.is_carried_over and origin.is_of_numbers_alone:
        return _("Names as the program gave them. Numbers and colours follow run {run}.").format(
            run=plain(short_run(origin.run_id))
        )
    source = ""
    if origin:
        carried = _("carried over from run {run} (name version {version})")
        if not origin.version:
            carried = _("carried over from run {run} (name version {version}: names as the program gave them there)")
        source = carried.format(run=plain(short_run(origin.run_id)), version=origin.version)
    author = known_author(naming.author)
    if origin and (naming.is_carried_over or not author):
        line = _("Name version {version}, {time}, {source}.")
    elif origin:
        line = _("Name version {version}, by {author}, {time}; {source}.")
    elif author:
        line = _("Name version {version}, by {author}, {time}.")
    else:
        line = _("Name version {version}, {time}.")
    return line.format(version=naming.version, author=plain(author), time=when, source=source)
