"""The first pages of a pack: which segments there are, how far each holds, and what is to be decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.pack.campaign import campaign_summary
from core.pack.content import MAX_WORDS, Bar, Chart, Page, PageKind, Part, Table, fitting
from core.pack.material import Material
from core.pack.room import tables_by_page
from core.pack.segment_page import colour_of
from core.personas.shares import percent
from core.sentences import Sentence, say, say_n
from core.store.segment_decision import DecisionState
from core.trust.card import TrustCard
from core.trust.grade import Grade
from core.views.decisions import STATE_WORDS
from core.views.trust import GRADE_WORDS, segment_views

ROWS = 12
"""Segments on a page at most; with long names fewer."""
_WIDTHS = (1.0, 2.3)
"""Of what is to be decided, and of the table."""
INK = "#2a8f9a"
"""The colour of pages that are about no segment."""
_MARKS = {DecisionState.APPROVED: "\N{CHECK MARK}", DecisionState.REJECTED: "\N{MULTIPLICATION SIGN}"}


def summary_pages(material: Material) -> Iterator[Page]:
    """Return as many pages as the segments need."""
    stated, over = fitting(list(_to_decide(material)), MAX_WORDS - 2)
    title = say("Segments to review: {name}", name=material.name)
    start = 0
    for table in tables_by_page(_table(material), _WIDTHS, ROWS):
        own = material.shown[start : start + len(table.rows)]
        lead = [Part(heading=say("What to decide"), sentences=stated)] if start == 0 else []
        yield Page(
            kind=PageKind.SUMMARY,
            title=title if start == 0 else say("{title} (continued)", title=title),
            subtitle=_subtitle(material),
            colour=INK,
            columns=((*lead, _sizes(material, own)), (Part(heading=say("Segments"), table=table),)),
            widths=_WIDTHS,
            more=over if start == 0 else (),
        )
        start += len(table.rows)


def _subtitle(material: Material) -> Sentence:
    segments = say_n("{n} segment", "{n} segments", len(material.shown))
    if material.guarded.hides_total:
        return say("{segments} with {n:,} users", segments=segments, n=material.n_users)
    return say("{segments} of {n:,} users", segments=segments, n=material.n_users)


def _to_decide(material: Material) -> Iterator[str]:
    results, shown = material.results, material.shown
    decisions = results.naming.decisions if results.naming else {}
    aside = results.set_aside
    waiting = [each for each in shown if each not in decisions and each not in aside]
    if waiting:
        yield say_n("{n} segment awaits a decision.", "{n} segments await a decision.", len(waiting))
    for state, words in STATE_WORDS.items():
        if n := sum(decisions[each].state is state for each in shown if each in decisions):
            yield say_n("{n} segment: {what}.", "{n} segments: {what}.", n, what=words)
    if n := sum(each in aside for each in shown):
        yield say_n("{n} segment is set aside.", "{n} segments are set aside.", n)
    yield from campaign_summary(material)
    if results.trust:
        yield _by_grades(material, results.trust) if material.hides_counts else results.trust.reason
    yield from _hidden(material)


def _by_grades(material: Material, trust: TrustCard) -> Sentence:
    """Say how far a run holds by grades alone: its reason may count users, which would give small groups away."""
    shown = [each for each in segment_views(material.results) if each.segment in material.shown]
    return say(
        "Evidence of the run: {grade}. {n_strong} of {n} segments shown are strong.",
        grade=GRADE_WORDS[trust.grade],
        n_strong=sum(each.verdict.grade is Grade.STRONG for each in shown),
        n=len(shown),
    )


def _hidden(material: Material) -> Iterator[Sentence]:
    guarded = material.guarded
    if n := len([each for each in guarded.hidden if each > 0]):
        yield say_n(
            "{n} segment of fewer than {least} users is not shown.",
            "{n} segments of fewer than {least} users are not shown.",
            n,
            least=material.least,
        )
    if guarded.hides_total:
        yield say("Shares are of the users shown, so that small groups stay unknown.")


def _sizes(material: Material, segments: Sequence[int]) -> Part:
    sizes = {each.segment: each.size for each in material.results.profiles}
    shares = {each: sizes[each] / material.n_users for each in material.shown}
    bars = tuple(
        Bar(
            numbered(material, each),
            shares[each],
            None,
            percent(shares[each]),
            colour_of(material, each),
            short=str(material.results.number_of(each)),
        )
        for each in segments
    )
    chart = Chart(bars, say("Share of users"), full=max(shares.values(), default=1.0))
    return Part(heading=say("Share of users"), chart=chart)


def _table(material: Material) -> Table:
    results = material.results
    grades = {each.segment: each.verdict.grade for each in segment_views(results)}
    sizes = {each.segment: each.size for each in results.profiles}
    rows = tuple(
        (
            numbered(material, each),
            GRADE_WORDS[grades[each]] if each in grades else "\N{EN DASH}",
            decided_word(material, each),
            f"{sizes[each]:,}",
        )
        for each in material.shown
    )
    header = (say("Segment"), say("Evidence"), say("Decision"), say("Users"))
    colours = tuple(colour_of(material, each) for each in material.shown)
    return Table(header, rows, (5.0, 1.1, 1.5, 0.8), n_texts=3, colours=colours)


def numbered(material: Material, segment: int) -> Sentence:
    """Return number and name of a segment, ready for another language."""
    results = material.results
    return say("{number} \N{MIDDLE DOT} {name}", number=results.number_of(segment), name=results.names[segment])


def decided_word(material: Material, segment: int) -> str:
    """Say in a word or two what is to become of a segment."""
    naming = material.results.naming
    decided = naming.decisions.get(segment) if naming else None
    if naming and segment in naming.set_aside:
        return say("set aside")
    if decided is None:
        return say("open")
    sign = _MARKS.get(decided.state)
    return say("{sign} {what}", sign=sign, what=STATE_WORDS[decided.state]) if sign else STATE_WORDS[decided.state]
