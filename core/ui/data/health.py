"""Data health on screen: what is odd in a log before a run, each with what can be done about it at one click."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.errors import AtlasError
from core.health.finding import Finding, Remedy, Severity
from core.health.rows import State, example_of, gone, label_of, sentence_of_change, sentence_of_gone, state_of
from core.ingest.tables.private import with_masked
from core.settings import current_user
from core.ui.shared.errors import show_error
from core.ui.shared.text import _, _n, plain, translated
from core.ui.shared.user_ids import listed_id

if TYPE_CHECKING:
    from core.population.excluded import Exclusion
    from core.server import Server
    from core.store.health_decisions import Decisions

_ICONS = {
    State.EXCLUDED: ":material/block:",
    State.CHANGED: ":orange[:material/block:]",
    State.KEPT: ":material/check:",
    State.GONE: ":material/block:",
    Severity.SEVERE: ":red[:material/error:]",
    Severity.NOTICE: ":material/info:",
}


def draw_health(server: Server, dataset_id: str) -> None:
    """Draw what data health finds in a log, severe findings first, and what is excluded from runs."""
    st.subheader(_("Data health"), anchor=False)
    with st.spinner(_("Examining the log"), show_time=True):
        findings = server.health.findings(dataset_id)
    decisions = server.health.decisions(dataset_id)
    st.write(_summary(findings, decisions))
    for finding in findings:
        _draw_finding(server, dataset_id, finding, decisions)
    for part in gone(findings, decisions):
        _draw_gone(server, dataset_id, part)


def _summary(findings: tuple[Finding, ...], decisions: Decisions) -> str:
    if not findings and not decisions.excluded:
        return _("All clear: nothing odd was found.")
    severe = [each for each in findings if each.severity is Severity.SEVERE and _is_open(each, decisions)]
    counted = _n("{n} finding", "{n} findings", len(findings))
    if severe:
        n_severe = _n("{n} is severe: decide before a run.", "{n} are severe: decide before a run.", len(severe))
        line = _("{findings}. {severe}").format(findings=counted, severe=n_severe)
    else:
        n_open = sum(_is_open(each, decisions) for each in findings)
        line = _("{findings}. {others}").format(findings=counted, others=_others(n_open))
        if n_open and n_open == len(findings):
            line = _n(
                "{n} minor finding: you can run all the same. Its card says what can be done.",
                "{n} minor findings: you can run all the same. The cards say what can be done.",
                n_open,
            )
    if decisions.excluded:
        excluded = plain(translated(decisions.excluded.sentence))
        line = _("{line} **{excluded}** The figures above and runs from now on are without them.").format(
            line=line, excluded=excluded
        )
    return line


def _others(n_open: int) -> str:
    """Say what is left to decide where no severe finding is open; a run need not wait for it."""
    if not n_open:
        return _("Nothing is left to decide.")
    return _n(
        "{n} is open and minor: you can run all the same. Its card says what can be done.",
        "{n} are open, all of them minor: you can run all the same. The cards say what can be done.",
        n_open,
    )


def _is_open(finding: Finding, decisions: Decisions) -> bool:
    return state_of(finding, decisions) in (State.OPEN, State.CHANGED)


def _draw_finding(server: Server, dataset_id: str, finding: Finding, decisions: Decisions) -> None:
    state = state_of(finding, decisions)
    with st.container(border=True, key=f"finding_{finding.code}"):
        text, buttons = st.columns([4, 1.4], vertical_alignment="center")
        text.markdown(_heading(finding, state))
        example = _("{effect} Example: {example}.").format(
            effect=translated(finding.effect), example=translated(example_of(finding.example, listed_id()))
        )
        if state is State.OPEN:
            text.caption(plain(with_masked(example, listed_id())))
        elif state is State.CHANGED:
            text.caption(plain(translated(sentence_of_change(finding, decisions))))
        with buttons:
            chosen = _draw_buttons(finding, state)
    if chosen:
        _decide(server, dataset_id, finding.code, chosen)


def _draw_gone(server: Server, dataset_id: str, part: Exclusion) -> None:
    """Draw what is excluded though nothing of the kind is found any more, and the way to take it back."""
    with st.container(border=True, key=f"finding_{part.code}"):
        text, buttons = st.columns([4, 1.4], vertical_alignment="center")
        label, sentence = (plain(translated(each)) for each in (label_of(part.code), sentence_of_gone(part)))
        marked = _("{label} ({state})").format(label=label, state=_("excluded"))
        text.markdown(
            _("{icon} **{label}.** {sentence}").format(icon=_ICONS[State.GONE], label=marked, sentence=sentence)
        )
        if buttons.button(_("Undo"), key=f"undo_{part.code}", width="stretch"):
            _decide(server, dataset_id, part.code, "undo")


def _heading(finding: Finding, state: State) -> str:
    icon = _ICONS[finding.severity if state is State.OPEN else state]
    words = {
        State.EXCLUDED: _("excluded"),
        State.CHANGED: _("excluded, but others are found now"),
        State.KEPT: _("kept as it is"),
    }
    label = plain(translated(finding.label))
    marked = _("{label} ({state})").format(label=label, state=words[state]) if state in words else label
    if state is State.OPEN and finding.severity is Severity.SEVERE:
        marked = _("Severe: {label}").format(label=label)
    sentence = plain(translated(finding.sentence))
    return _("{icon} **{label}.** {sentence}").format(icon=icon, label=marked, sentence=sentence)


def _draw_buttons(finding: Finding, state: State) -> str:
    """Draw what can be done about a finding; return what was clicked, "" for nothing."""
    if state in (State.EXCLUDED, State.KEPT):
        return _draw_undo(finding)
    if finding.remedy is Remedy.NONE:
        st.caption(_("Nothing to exclude here."))
    elif st.button(
        (_("Exclude {what} instead") if state is State.CHANGED else _("Exclude {what}")).format(what=_members(finding)),
        key=f"exclude_{finding.code}",
        width="stretch",
        help=_help(finding),
    ):
        return "exclude"
    if state is State.CHANGED:
        return _draw_undo(finding)
    kept = st.button(
        _("Mark as seen") if finding.remedy is Remedy.NONE else _("Leave as it is"),
        key=f"keep_{finding.code}",
        width="stretch",
        help=_("Nothing of it is excluded, and it counts as seen."),
    )
    return "keep" if kept else ""


def _draw_undo(finding: Finding) -> str:
    return "undo" if st.button(_("Undo"), key=f"undo_{finding.code}", width="stretch") else ""


def _members(finding: Finding) -> str:
    """Count what can be excluded."""
    n = len(finding.members)
    return {
        "users": _n("{n} user", "{n} users", n),
        "items": _n("{n} item", "{n} items", n),
        "events": _n("{n} event", "{n} events", n),
    }[finding.unit.value]


def _help(finding: Finding) -> str:
    return _("Leave {what} out of runs from now on. One click undoes it.").format(what=_members(finding))


def _decide(server: Server, dataset_id: str, code: str, chosen: str) -> None:
    """Keep a decision in the name of the visitor, and draw the page anew; say why where it cannot be."""
    try:
        server.health.decide(dataset_id, current_user(), **{chosen: [code]})
    except AtlasError as error:
        show_error(error)
    else:
        st.rerun()
