"""The sheet of a segment as one picture of text: on the page, and in large type for a room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from core.personas.portrait import PortraitLine, has_letters
from core.profiles.topics import is_relative
from core.results.results import Results
from core.sentences import say
from core.trust.uplift import finds_no_more
from core.types import Column
from core.ui.shared.bars import bar_of, bars_html, chip, more_than_usual
from core.ui.shared.page import RunContext
from core.ui.shared.palette import colour_of
from core.ui.shared.proof_sentences import passed_note, response_note, span_note, what_counts, what_is_picked
from core.ui.shared.text import _, _n, format_day, non_breaking, translated
from core.ui.shared.verdicts import detail, pill
from core.views.bases import CONFIRMED, HEADINGS, IN_SHORT, LETTERS, by_basis
from core.views.carried import decided_before
from core.views.decisions import decision_sentence
from core.views.forecast import forecast_of
from core.views.offers import of_100, score_of
from core.views.proof import nothing_proven, proof_heading
from core.views.risks import Statement
from core.views.sheet import Sheet

_N_BARS, _N_BARS_PRESENTED = 5, 3
_N_OFFERS_PRESENTED, _N_RISKS_PRESENTED = 3, 2
_STYLE = """<style>
.sheet .head{display:flex;gap:1rem;align-items:center;flex-wrap:wrap;margin:0.2rem 0 0.9rem}
.sheet .name{font-size:1.9rem;font-weight:650;line-height:1.2;overflow-wrap:anywhere}
.sheet .size{font-size:1.15rem}
.sheet .parts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:0 2.2rem}
.sheet section{padding-bottom:1.1rem}
@media (min-width:1500px){
 .sheet .parts{grid-template-columns:repeat(3,minmax(0,1fr));grid-template-rows:auto 1fr}
 .sheet .side{display:contents}
 .sheet .side:first-child>:first-child{grid-area:1/1/3}
 .sheet .side:first-child>:last-child{grid-area:1/3}
 .sheet .side:last-child>:first-child{grid-area:1/2/3}
 .sheet .side:last-child>:last-child{grid-area:2/3}
}
.sheet h3{font-size:1.1rem;font-weight:650;margin:0 0 0.4rem;padding:0 0 0.2rem;line-height:1.25;
 border-bottom:2px solid var(--segment)}
.sheet p,.sheet li{margin:0 0 0.4rem;line-height:1.4;font-size:1rem;overflow-wrap:anywhere}
.sheet ol,.sheet ul{margin:0;padding-left:1.3em}
.sheet .small{font-size:0.86rem;opacity:0.85;line-height:1.35}
.presented .parts{grid-template-columns:repeat(3,minmax(0,1fr));grid-template-rows:auto;gap:0 1.6rem}
.presented section{padding-bottom:0.9rem}
.presented .name{font-size:2rem}
.presented p,.presented li{line-height:1.28;margin-bottom:0.3rem}
</style>"""
_ROOM = """<style>
html{font-size:max(16px,min(1.4vw,2.5vh)) !important}
[data-testid="stSidebar"],[data-testid="stExpandSidebarButton"],[data-testid="stHeader"]{display:none !important}
[data-testid="stMainBlockContainer"]{padding:1rem 2rem 0.5rem !important;max-width:none !important}
</style>"""
"""A room reads from afar: all type grows with the screen, and nothing else is on it."""

Part = tuple[str, str]
"""Heading and content, as HTML."""


def draw_sheet(
    context: RunContext, results: Results, sheet: Sheet, change: Iterable[str], *, is_presented: bool
) -> None:
    """Draw all of a sheet but the form for the decision."""
    parts = [
        (_("What sets them apart"), _likes(sheet, is_presented)),
        (translated(proof_heading(len(sheet.proofs))), _proofs(context, sheet, is_presented)),
        (_("What to offer"), _offers(context, results, sheet, is_presented=is_presented)),
        (_("Who they are and how they act"), _acts(sheet, is_presented)),
        (_("Risks"), _risks(sheet, is_presented)),
        (_("Change since the last version"), _paragraphs(change)),
    ]
    if is_presented:
        decided = translated(decision_sentence(sheet.decision, sheet.approved_as)) or _("Open: nothing is decided yet.")
        waiting = decided_before(results.naming, sheet.card.segment) if results.naming else ""
        parts.append((_("Decision"), _paragraphs([decided, *filter(None, [translated(waiting)])])))
    sections = [f"<section><h3>{escape(heading)}</h3>{content}</section>" for heading, content in parts]
    body = _in_a_room(sections) if is_presented else _on_a_page(sections)
    kind = "sheet presented" if is_presented else "sheet"
    colour = f"--segment:{colour_of(sheet.card.number)}"
    room = _ROOM if is_presented else ""
    content = f'{_head(results, sheet)}<div class="parts">{body}</div>'
    st.html(f'{_STYLE}{room}<div class="{kind}" style="{colour}">{content}</div>')


def _in_a_room(sections: Sequence[str]) -> str:
    """Put sections below each other in three columns, which one screen holds."""
    likes, proofs, offers, acts, risks, change, decision = sections
    columns = ((likes, acts), (proofs, risks, change), (offers, decision))
    return "".join(f"<div>{''.join(column)}</div>" for column in columns)


def _on_a_page(sections: Sequence[str]) -> str:
    """Put sections into two columns, of a wide window three, without the gaps that rows of one height would leave."""
    likes, proofs, offers, acts, risks, change = sections
    sides = ((likes + proofs, acts), (offers, risks + change))
    return "".join(f'<div class="side"><div>{above}</div><div>{below}</div></div>' for above, below in sides)


def _head(results: Results, sheet: Sheet) -> str:
    card = sheet.card
    size = _("{users} of {total} ({share})").format(
        users=_n("{n} user", "{n} users", card.size), total=f"{results.n_users:,}", share=f"{100 * card.share:.1f} %"
    )
    verdict = pill(sheet.trust.verdict.grade, "1.1rem") if sheet.trust else ""
    name = f'<span class="name">{chip(card.number)}{escape(card.name)}</span>'
    return f'<div class="head">{name}<span class="size">{escape(non_breaking(size))}</span>{verdict}</div>'


def _likes(sheet: Sheet, is_presented: bool) -> str:
    lines = [say("{likes!c}", likes=line.sentence) for line in sheet.likes]
    n_bars = _N_BARS_PRESENTED if is_presented else _N_BARS
    bars = bars_html(bar_of(mark, colour_of(sheet.card.number)) for mark in sheet.card.marks[:n_bars])
    note = _small(_bars_explained(sheet)) if bars and not is_presented else ""
    return _paragraphs(map(translated, lines)) + bars + note


def _acts(sheet: Sheet, is_presented: bool) -> str:
    typical = ", ".join(each.replace("…", "…\N{WORD JOINER}") for each in sheet.card.typical_users)
    users = _paragraph(_("Typical users, ids masked: {users}").format(users=typical)) if typical else ""
    if has_letters(sheet.card.typical_users) and not is_presented:
        users += _small(translated(LETTERS))
    groups = by_basis(sheet.acts)
    lines = "".join(
        _small(translated((IN_SHORT if is_presented else HEADINGS)[note])) + "".join(map(_line, group))
        for note, group in groups
    )
    return (lines or _paragraph(_("Nothing stands out."))) + users


def _bars_explained(sheet: Sheet) -> str:
    if not sheet.is_fresh:
        return _("Bar: share of its users. Line: share of all users.")
    explained = _("Bar: share of its users, counted in half of each user's events. Line: share of all users, likewise.")
    has_more = any(is_relative(mark) for mark in sheet.card.marks[:_N_BARS])
    return " ".join([explained, *([more_than_usual()] if has_more else []), translated(CONFIRMED)])


def _proofs(context: RunContext, sheet: Sheet, is_presented: bool) -> str:
    stated = _statements(sheet.proofs, "ol", is_presented)
    if not stated:
        return _paragraph(translated(nothing_proven()))
    picked = what_is_picked(context.slightest_event)
    return stated + (_small(picked) if picked and not is_presented else "")


def _risks(sheet: Sheet, is_presented: bool) -> str:
    shown = sheet.risks[:_N_RISKS_PRESENTED] if is_presented else sheet.risks
    if not shown:
        return _paragraph(_("The trust card warns of nothing."))
    left = len(sheet.risks) - len(shown)
    more = _paragraph(_n("And {n} more.", "And {n} more.", left)) if left else ""
    return _statements(shown, "ul", is_presented) + more


def _offers(context: RunContext, results: Results, sheet: Sheet, *, is_presented: bool) -> str:
    if sheet.offers.empty:
        return _paragraph(translated(sheet.offers_doubt) or _("No item is its own."))
    shown = sheet.offers.head(_N_OFFERS_PRESENTED) if is_presented else sheet.offers
    rows = zip(shown[Column.TITLE], shown[Column.EXPECTED_RESPONSE], shown[Column.LIFT], strict=True)
    items = "".join(f"<li><b>{escape(str(title))}</b>{escape(_facts(*figures))}</li>" for title, *figures in rows)
    own = score_of(results, sheet.card.segment)
    is_no_better = own is not None and finds_no_more(own.gain_pct)  # then what to offer in its place comes first
    proof = "" if is_no_better else sheet.offer_proof
    stated = (proof,) if is_presented else (sheet.offer_order, sheet.less_of, proof)
    doubts = sheet.offers_doubt, sheet.expected_on_few
    notes = [translated(each) for each in (*doubts, *stated) if each]
    forecast = forecast_of(results, context.last_day)
    if forecast and is_presented:
        span = _("To pick an item is to choose it from {first} to {last}. {counts}").format(
            first=format_day(forecast.first),
            last=format_day(forecast.last),
            counts=what_counts(context.slightest_event),
        )
        notes += [span, passed_note(forecast)]
    else:
        notes += [response_note(results, context.last_day, context.slightest_event)]
    span = "" if is_presented else span_note(results, context.last_day)
    first = _paragraph(translated(sheet.offer_proof)) if is_no_better else ""
    return f"{first}{_small(span) if span else ''}<ol>{items}</ol>{''.join(_small(note) for note in notes if note)}"


def _facts(response: float, lift: float) -> str:
    """Say how many are expected to pick it, and how many times as often as all users the segment has the item."""
    facts = []
    if response == response:  # not NaN: a response is stated
        facts.append(_("{n} of 100 expected to pick it").format(n=of_100(response)))
    if lift == lift:
        times = f"{lift:.1f}"
        they_have = _("they have it {times} times as often as all users").format(times=times)
        facts.append(_("they have it as often as all users") if times == "1.0" else they_have)
    return f": {'; '.join(facts)}" if facts else ""


def _statements(statements: Sequence[Statement], kind: str, is_presented: bool) -> str:
    items = "".join(
        f"<li>{escape(non_breaking(translated(each.sentence)))}"
        f"{'' if is_presented else detail(translated(each.detail))}</li>"
        for each in statements
    )
    return f"<{kind}>{items}</{kind}>" if items else ""


def _line(line: PortraitLine) -> str:
    about, sentence = escape(translated(line.about)), escape(non_breaking(translated(line.sentence)))
    return f"<p><b>{about}:</b> {sentence}</p>"


def _paragraphs(texts: Iterable[str]) -> str:
    return "".join(_paragraph(text) for text in texts)


def _paragraph(text: str) -> str:
    return f"<p>{escape(non_breaking(text))}</p>"


def _small(text: str) -> str:
    return f'<p class="small">{escape(non_breaking(text))}</p>'
