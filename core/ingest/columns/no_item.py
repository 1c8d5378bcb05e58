"""Logs that name no item, such as lists of orders or gifts: each row counts as one of its kind, once that is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from core.ingest.columns.score import score
from core.ingest.names.naming import certainty
from core.ingest.tables.evidence import NEVER, Columns
from core.ingest.tables.log_table import LogTable
from core.ingest.tables.private import KINDS, kind_of
from core.ingest.tables.sample import Sample
from core.ingest.tables.source import Candidate, Question
from core.population.meanings import is_rating
from core.sentences import Sentence, say
from core.store.sql import literal

NO_ITEM = ""
"""The column of the item of a log that names none."""
_MOST_KINDS, _EMPTY, _MAX_CANDIDATES = 100, 0.5, 3


def is_without_item(given: Mapping[str, Sequence[str]]) -> bool:
    """Whether it was given that a log names no item."""
    return "item" in given and not given["item"]


def with_no_item(
    questions: Sequence[Question], columns: Columns, known: Mapping[str, str | None], taken: Collection[str]
) -> list[Question]:
    """Return the questions with that on a log that may name no item: who bought when, or for how much, is all it says.

    Parameters
    ----------
    questions
        What is asked besides.
    known
        Role to its column, given or proposed; None where it was given that there is none.
    taken
        Columns that were given.
    """
    chosen = {role: column for role, column in known.items() if column}
    has_amount = "value" in chosen and not is_rating(chosen["value"])
    is_of_sales = {"user", "timestamp"} <= set(chosen) and ("order" in chosen or has_amount)
    if not is_of_sales or ("item" in known and "item" not in chosen):
        return list(questions)
    if "item" not in chosen:
        return [*questions, _question(columns, {*chosen.values(), *taken})]
    order, item = chosen.get("order"), chosen["item"]
    if order is None or not columns[order].is_unique or certainty("item", item) > 0:
        return list(questions)
    return [
        replace(each, candidates=(*each.candidates, Candidate(NO_ITEM, _why()))) if each.role == "item" else each
        for each in questions
    ]


def count_as_one(events: LogTable) -> tuple[LogTable, tuple[Sentence, ...]]:
    """Return events of which each row is one of the same item, where no column names one; and say so."""
    if events.map.item is not None or events.source.preset or events.is_settled("item"):
        return events, ()
    name = "order" if events.map.order else "event"
    note = say(
        "No column names what was chosen, so each row counts as one item, {item!r}: segments are of how often, when "
        "and for how much users come, not of what they like.",
        item=name,
    )
    return events.with_sql(item=literal(name)), (note,)


def with_numbers(question: Question, sample: Sample) -> Question:
    """Return the question on a log that may name no item with what columns of people hold."""
    is_asked = question.role == "item" and question.candidates[0].column == NO_ITEM
    numbers = numbers_of_people(sample) if is_asked else None
    if numbers is None:
        return question
    return replace(question, sentence=say("{numbers} {question}", numbers=numbers, question=question.sentence))


def numbers_of_people(sample: Sample) -> Sentence | None:
    """Say which column, that of no user, holds numbers of who was called or paid."""
    found = {
        header: kind_of(header, sample.texts(header)) for header in sample.columns if not certainty("user", header)
    }
    header = next((each for each, kind in found.items() if kind in ("phone", "bank")), None)
    if header is None:
        return None
    return say("{column!r} holds {numbers}, which are no items.", column=header, numbers=KINDS[found[header]])


def _question(columns: Columns, taken: Collection[str]) -> Question:
    kinds = [
        header
        for header, one in columns.items()
        if header not in taken
        and not one.private
        and 1 < one.n_distinct <= _MOST_KINDS
        and not one.is_unique
        and one.fullness > _EMPTY
        and score("item", header, columns) > NEVER
    ]
    others = [
        Candidate(header, say("its values repeat like ids: {n:,} different ones", n=columns[header].n_distinct))
        for header in sorted(kinds, key=lambda each: -score("item", each, columns))[:_MAX_CANDIDATES]
    ]
    sentence = say(
        "No column names what was bought or chosen. Should segments be of how often, when and for how much users come? "
        "For what they like, load the lines of the orders with their articles."
    )
    return Question("events", "item", sentence, (Candidate(NO_ITEM, _why()), *others))


def _why() -> Sentence:
    return say("the log names no item: each row counts as one, and users differ by when, how often and how much")
