"""The last pages of a pack: method and data, limits and words, and what was decided in which version."""

from __future__ import annotations

from collections.abc import Iterator

from core.pack.content import MAX_WORDS, Page, PageKind, Part, Table, fitting
from core.pack.material import Material
from core.pack.noise import noise_sentence, rounding_sentence
from core.pack.room import tables_by_page
from core.pack.summary_page import INK, numbered
from core.registry import CLUSTERERS, ENCODERS
from core.sentences import Sentence, say, say_n
from core.settings import author_words
from core.store.clock import now
from core.types import Column
from core.views.forecast import forecast_of
from core.views.names import AFTER, BEFORE, DECISION, VERSION, WHAT, WHEN, WHO, history_frame
from core.views.trust_sentences import stability_basis

ROWS = 9
"""Decisions on a page at most."""


def appendix_pages(material: Material) -> Iterator[Page]:
    """Return the pages behind the segments."""
    yield _method(material)
    yield _words(material)
    yield from _decisions(material)


def _method(material: Material) -> Page:
    how, over = fitting(list(_how(material)), MAX_WORDS)
    return _page(
        say("Method and data"),
        (Part(heading=say("Method"), sentences=how),),
        (Part(heading=say("Data"), table=Table((), tuple(_data(material)), (1.3, 2.0), n_texts=2)),),
        more=over,
    )


def _how(material: Material) -> Iterator[str]:
    results = material.results
    yield say("Users who act alike form a segment.")
    yield say("Names come from what marks a segment out, unless an analyst gave another one.")
    yield say("Tastes are counted, and forecasts judged, on events that did not form the segments.")
    yield say("Segments are formed by half of each user's events for that, and shares counted in the other half.")
    yield say("How users act is described over all events.")
    if basis := stability_basis(results):
        yield basis
    if not material.hides_counts:
        yield from results.notes
    elif material.guarded.hidden and results.notes:
        yield say("Notes of the run are left out: they may count users, which would give small groups away.")


def _data(material: Material) -> Iterator[tuple[str, str]]:
    record = material.results.record
    yield say("Log"), material.name
    if material.span:
        yield say("Period"), say("{first} to {last}", first=material.span[0], last=material.span[1])
    if not material.guarded.hides_total:
        yield say("Users"), f"{record.n_users:,}"
    yield say("Items"), f"{record.n_items:,}"
    yield say("Events"), f"{record.n_events:,}"
    if record.ingest and (n := sum(record.ingest.rejected.values())):
        yield say("Rows left out"), f"{n:,}"
    if record.dataset:
        yield say("Version of the log"), f"{record.dataset.version}"
    yield say("Users compared by"), ENCODERS[record.recipe.encoder].label
    yield say("Segments formed by"), CLUSTERERS[record.recipe.clusterer].label
    if record.naming and record.naming.is_written:
        yield say("Version of the names"), f"{record.naming.version}"
        approved = record.naming.approved_in
        if called := sorted(material.results.number_of(each) for each in material.shown if each in approved):
            yield say("Called as approved"), ", ".join(map(str, called))


def _words(material: Material) -> Page:
    least = material.least
    limits = (
        *([noise_sentence(material.epsilon), rounding_sentence()] if material.epsilon else []),
        say("Figures describe the past; nothing here proves a cause."),
        say_n("Groups of fewer than {n} user are not shown.", "Groups of fewer than {n} users are not shown.", least),
    )
    words = (
        (say("Times as common"), say("Share inside the segment over share of all users.")),
        (say("Evidence"), say("How far it holds: stability, distinctness and forecasts together.")),
        (say("Proof"), say("Holds on events the segments have not seen.")),
        (say("Typical user"), say("A real user close to the middle, made anonymous.")),
        (say("of 100 expected to pick it"), _expected(material)),
    )
    return _page(
        say("Limits and definitions"),
        (Part(heading=say("Limits"), sentences=limits),),
        (Part(heading=say("Definitions"), table=Table((), words, (1.0, 2.4), n_texts=2, is_prose=True)),),
    )


def _expected(material: Material) -> Sentence:
    """Say on which days users are expected to choose an item, and that these had passed when the pack was made."""
    forecast = forecast_of(material.results, material.span[1]) if material.span else None
    if forecast is None:
        return say("Users expected to choose the item.")
    if forecast.is_over(material.day):
        return say(
            "Users expected to choose the item, {first} to {last}: days that have passed.",
            first=forecast.first,
            last=forecast.last,
        )
    return say("Users expected to choose the item, {first} to {last}.", first=forecast.first, last=forecast.last)


def _decisions(material: Material) -> Iterator[Page]:
    """Return the decisions of all versions; those that stand, where versions are not at hand."""
    rows = list(_log(material) if material.history else _standing(material))
    header = (say("Version"), say("Day"), say("By"), say("Segment"), say("Before"), say("After"))
    if not rows:
        return
    whole = Table(header, tuple(rows), (0.7, 1.0, 0.9, 3.6, 1.9, 3.4), n_texts=6)
    for place, table in enumerate(tables_by_page(whole, (1.0,), ROWS)):
        title = say("Decision log")
        yield _page(
            title if place == 0 else say("{title} (continued)", title=title),
            (Part(heading=say("What was decided"), table=table),),
        )


def _log(material: Material) -> Iterator[tuple[str, ...]]:
    results = material.results
    names = {results.number_of(each): numbered(material, each) for each in material.shown}
    changes = history_frame(material.history, results.personas)
    for row in changes[changes[WHAT] == DECISION].to_dict("records"):
        if row[Column.SEGMENT] in names:
            segment = names[row[Column.SEGMENT]]
            was_and_is = (row[BEFORE] or say("open"), row[AFTER] or say("open"))
            yield f"{row[VERSION]}", f"{row[WHEN]:%Y-%m-%d}", author_words(row[WHO]), segment, *was_and_is


def _standing(material: Material) -> Iterator[tuple[str, ...]]:
    from core.views.decisions import decision_sentence

    results = material.results
    decisions = results.naming.decisions if results.naming else {}
    version = results.record.naming.version if results.record.naming else 0
    for each in (each for each in material.shown if each in decisions):
        segment, decided = numbered(material, each), decisions[each]
        day = f"{decided.decided_at or now():%Y-%m-%d}"
        yield f"{version}", day, author_words(decided.author), segment, say("open"), decision_sentence(decided)


def _page(title: str, *columns: tuple[Part, ...], more: tuple[str, ...] = ()) -> Page:
    widths = (1.0,) * len(columns)
    return Page(kind=PageKind.APPENDIX, title=title, colour=INK, columns=columns, widths=widths, more=more)
