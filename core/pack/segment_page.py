"""The page of one segment: the figures and sentences of its sheet, ordered for a meeting."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import starmap

from core.export.small_groups import is_small
from core.pack.campaign import campaign_parts, campaign_sentences
from core.pack.content import MAX_WORDS, Bar, Chart, Page, PageKind, Part, Table, first_and_fitting, n_words
from core.pack.material import Material, Typical
from core.pack.noise import without_zeros
from core.personas.clear import is_clear_taste
from core.personas.shares import percent
from core.personas.two_kinds import opposite_habits
from core.sentences import Sentence, say, say_n
from core.store.segment_decision import Decision
from core.types import Column
from core.types.figures import median_text
from core.views.cards import Card, behaviour_frame, behaviour_labels
from core.views.change import Change, change_of, then
from core.views.colours import colour_of_number
from core.views.decisions import STATE_WORDS
from core.views.marks import fact_name, lift_figures
from core.views.offers import of_100
from core.views.proof import nothing_proven, proof_heading
from core.views.refusals import CONSENT_UNKNOWN
from core.views.risks import Statement
from core.views.sheet import Sheet
from core.views.trust import GRADE_WORDS

N_BARS, N_HABITS, N_OFFERS = 5, 4, 4
_WORDS_BESIDE = 6
"""Kept free to say how many proofs and risks are left over."""
_LIKES = say("What sets them apart")
_SHARES = ("weekend_share", "daypart_share")
_WITH_DECIMALS = ("average_value", "average_rating", "orders", "spend", "median_spend")
_LETTERS = "ABC"
_DASH = "\N{EN DASH}"


def segment_page(material: Material, sheet: Sheet) -> Page:
    """Return the page of a segment that may be shown."""
    card, trust, segment = sheet.card, sheet.trust, sheet.card.segment
    is_rounded = material.epsilon is not None
    likes, acts, typical = _likes(sheet, is_rounded=is_rounded), _acts(card), _typical(material, sheet)
    proofs, risks, over = _prose(sheet, sum(map(n_words, (*likes.prose, *acts.prose, *typical.prose))))
    return Page(
        kind=PageKind.SEGMENT,
        title=card.name,
        subtitle=say(
            "{n:,} users, {share} % of {total:,}",
            n=card.size,
            share=f"{100 * card.size / material.n_users:.{0 if is_rounded else 1}f}",
            total=material.n_users,
        ),
        number=card.number,
        colour=colour_of(material, segment),
        grade=trust.verdict.grade if trust else None,
        grade_label=GRADE_WORDS[trust.verdict.grade] if trust else "",
        columns=(
            (likes, acts, *campaign_parts(material, segment)),
            (proofs, typical, _change(material, segment)),
            (_offers(sheet, is_rounded=is_rounded), risks, _decision(sheet.decision)),
        ),
        widths=(1.08, 1.0, 1.0),
        more=tuple(_more(material, sheet, over)),
    )


def colour_of(material: Material, segment: int) -> str:
    """Return the colour that pages give a segment."""
    naming, number = material.results.naming, material.results.number_of(segment)
    return colour_of_number((naming.mark_of(segment).colour if naming else None) or number)


def _prose(sheet: Sheet, n_taken: int) -> tuple[Part, Part, list[str]]:
    """Return proofs and risks in the words that the rest of the page leaves, and the sentences not whole in them."""
    proofs, risky = ([each.sentence for each in found] for found in (sheet.proofs, sheet.risks))
    warnings = [each for each in risky if each != CONSENT_UNKNOWN]
    unknown = [each for each in risky if each == CONSENT_UNKNOWN]
    held = [] if proofs else [nothing_proven()]
    free = MAX_WORDS - (_WORDS_BESIDE + n_taken + sum(map(n_words, held)))
    stated, over = first_and_fitting(proofs, max(free - sum(map(n_words, warnings[:1])), free // 2))
    warned, unsaid = first_and_fitting(warnings, free - sum(map(n_words, stated)))
    risks: tuple[str, ...] = warned or (*unknown,) or (say("The trust card warns of nothing."),)
    whole = [each for each in (*proofs[:1], *warnings[:1]) if each not in (*stated, *warned)]
    return (
        Part(
            heading=proof_heading(len(proofs)),
            sentences=(*stated, *held),
            is_numbered=bool(stated),
            note=_and_more(len(over)) if over else "",
        ),
        Part(heading=say("Risks"), sentences=risks, note=_and_more(len(unsaid)) if unsaid else ""),
        [*whole, *over, *unsaid, *(unknown if warned else [])],
    )


def _and_more(n: int) -> Sentence:
    return say_n("And {n} more.", "And {n} more.", n)


def _likes(sheet: Sheet, *, is_rounded: bool) -> Part:
    """Draw what sets a segment apart; where no taste of it does, the sentence about what it likes comes first."""
    marks = sheet.card.marks[:N_BARS]
    bars = tuple(
        Bar(fact_name(mark), mark.share, mark.overall_share, lift_figures(mark, is_rounded=is_rounded))
        for mark in marks
    )
    stated = (without_zeros(line.sentence) if is_rounded else line.sentence for line in sheet.likes)
    likes = tuple(say("{likes!c}", likes=each) for each in stated)
    usual = say("All users (both in half of the events)") if sheet.is_fresh else say("All users")
    return Part(
        heading=_LIKES,
        sentences=() if any(map(is_clear_taste, marks)) else likes,
        chart=Chart(bars, say("This segment"), usual, say("× times as common")) if bars else None,
    )


def _acts(card: Card) -> Part:
    """Draw the figures that differ most, but those beside which a fact of the same says the contrary.

    Of what users spent the mean, or where few users carry that, in the segment or of all, the median.
    """
    heading, behaviour = say("How they act"), card.behaviour
    if behaviour is None:
        return Part(heading=heading, sentences=(say("Nothing stands out."),))
    labels, opposite = behaviour_labels(behaviour), opposite_habits(card.marks[:N_BARS], behaviour)
    left_out = {*opposite, "spend" if behaviour.compares_median_spend else "median_spend"}
    found = (row for row in behaviour_frame(behaviour).itertuples(index=False, name=None) if row[0] not in left_out)
    rows = sorted(found, key=_difference)[:N_HABITS]
    cells = tuple((labels[key], _figure(key, value), _figure(key, usual)) for key, value, usual in rows)
    header = ("", say("Segment"), say("All users"))
    return Part(heading=heading, table=Table(header, cells, (3.0, 1.15, 1.15), is_top=True, is_labelled=True))


def _difference(row: tuple[str, float, float]) -> float:
    _key, value, usual = row
    return -abs(math.log(value / usual)) if value > 0 and usual > 0 else 0.0


def _figure(key: str, value: float) -> str:
    if key in _SHARES:
        return percent(value)
    return f"{value:,.2f}" if key in _WITH_DECIMALS else median_text(value)


def _typical(material: Material, sheet: Sheet) -> Part:
    heading = say("Typical users")
    if sheet.card.flagged:
        return Part(
            heading=heading, sentences=(say("Not shown beside texts that should not go to an advertising platform."),)
        )
    found = (material.typical or {}).get(sheet.card.segment, ())
    if not found:
        return Part(heading=heading, sentences=(say("Not known without the log."),))
    rows = tuple(starmap(_user, zip(_LETTERS, found, strict=False)))
    heading = say_n("{n} typical user", "{n} typical users", len(rows))
    return Part(heading=heading, table=Table((), rows, (0.32, 4.0), n_texts=2, is_top=True))


def _user(letter: str, user: Typical) -> tuple[str, str]:
    events = say_n("{n:,} event", "{n:,} events", user.n_events)
    if not user.titles:
        return letter, events
    return letter, say("{events}; last: {titles}", events=events, titles=", ".join(user.titles))


def _offers(sheet: Sheet, *, is_rounded: bool) -> Part:
    heading = say("What to offer")
    if sheet.offers.empty:
        return Part(heading=heading, sentences=(sheet.offers_doubt or say("No item is its own."),))
    shown = sheet.offers.head(N_OFFERS)
    columns = (shown[name] for name in (Column.TITLE, Column.EXPECTED_RESPONSE, Column.LIFT))
    rows = tuple(
        (str(title), _of_100(response, is_rounded), _times(lift))
        for title, response, lift in zip(*columns, strict=True)
    )
    header = (say("Item"), say("of 100 expected to pick it"), say("times as common"))
    return Part(heading=heading, table=Table(header, rows, (2.3, 1.35, 1.25), is_top=True, n_spare=1))


def _of_100(response: float, is_rounded: bool) -> str:
    """Return users of 100, with a decimal that is known."""
    if math.isnan(response):
        return _DASH
    return f"{100 * response:.0f}" if is_rounded and response >= 0.01 else of_100(response)


def _times(lift: float) -> str:
    return f"{lift:.1f}" if lift == lift else _DASH


def _change(material: Material, segment: int) -> Part:
    heading, before = say("Since the last version"), material.before
    if before is None:
        return Part(heading=heading, table=Table((), ((say("First version of this log"),),), (1.0,)))
    change = change_of(material.results, segment, before)
    if change is None:
        return Part(heading=heading, table=Table((), ((say("New since {day}", day=before.day),),), (1.0,)))
    return Part(heading=heading, table=_change_table(material, change, before.day))


def _change_table(material: Material, change: Change, day: str) -> Table:
    was_small = is_small(change.was.size, material.least)
    was = say("fewer than {n}", n=material.least) if was_small else f"{change.was.size:,}"
    rows: list[tuple[str, ...]] = [] if material.epsilon else [(say("Users"), was, f"{change.now.size:,}")]
    if not (was_small or material.guarded.hides_total or material.epsilon):
        rows.append((say("Share of all"), f"{100 * change.was.share:.1f} %", f"{100 * change.now.share:.1f} %"))
    rows.append((say("Were in it then"), "", percent(change.stayed)))
    return Table(("", day, say("Now")), tuple(rows), (1.6, 1.35, 1.0))


def _decision(decision: Decision | None) -> Part:
    heading = say("Decision")
    if decision is None:
        asked = say("☐ Approve   ☐ Change first   ☐ Reject")
        rows: tuple[tuple[str, ...], ...] = ((asked,), (say("Owner:"),), (say("Due:"),))
        return Part(heading=heading, table=Table((), rows, (1.0,)), is_boxed=True)
    what = say("{state!c}", state=STATE_WORDS[decision.state])
    facts = [(say("Decided"), what), (say("Owner"), decision.owner), (say("Due"), _due(decision))]
    rows = tuple((label, value) for label, value in (*facts, (say("Comment"), decision.comment)) if value)
    return Part(heading=heading, table=Table((), rows, (1.3, 2.8), n_texts=2), is_boxed=True)


def _due(decision: Decision) -> str:
    return decision.due.isoformat() if decision.due else ""


def _more(material: Material, sheet: Sheet, over: Sequence[str]) -> Iterator[str]:
    """Say what the page has no room for, and the statistics behind what it says."""
    naming, segment = material.results.naming, sheet.card.segment
    yield from over
    if material.epsilon is None:
        yield from (_detailed(each) for each in (*sheet.proofs, *sheet.risks) if each.detail)
    yield from campaign_sentences(material, segment)
    doubt = "" if sheet.offers.empty else sheet.offers_doubt
    yield from filter(None, (doubt, sheet.expected_on_few, sheet.offer_order, sheet.less_of, sheet.offer_proof))
    change = change_of(material.results, segment, material.before) if material.before else None
    if change:
        yield from then(change)
    if naming and naming.notes.get(segment):
        yield say("Note: {note}", note=naming.notes[segment])


def _detailed(each: Statement) -> Sentence:
    return say("{sentence} {detail}", sentence=each.sentence, detail=each.detail)
