"""Propose a column for each role of a file, each with a reason and a confidence, and ask where it is not clear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import pandas as pd

from core.attributes.consent_answers import understood
from core.attributes.consent_doubts import may_be_consent
from core.attributes.consent_names import says
from core.ingest.columns.assign import KEY_ROLES, Assignment, assign
from core.ingest.columns.coded_kinds import find_coded_kinds
from core.ingest.columns.counted_times import is_counted, question_on_unit, without_counted
from core.ingest.columns.item_groups import find_group
from core.ingest.columns.line_kinds import without_line_kinds
from core.ingest.columns.no_item import with_no_item, with_numbers
from core.ingest.columns.paid_amounts import with_amounts
from core.ingest.columns.passed_over import REPEATED
from core.ingest.columns.reasons import BY_VALUES, Reasons, by_name
from core.ingest.columns.score import score
from core.ingest.columns.second_question import without_second
from core.ingest.columns.stand_in_item import find_stand_in, find_tickets
from core.ingest.columns.titles import COARSE, choose_title, is_coarser
from core.ingest.columns.visits import (
    find_fuller_user,
    find_outer,
    find_visit,
    is_for_guests,
    question_on_guests,
    question_on_outer,
    question_on_visit,
)
from core.ingest.money.draft import Draft
from core.ingest.money.solved_amounts import questions_on_sales
from core.ingest.names.beside import NAME_OF
from core.ingest.names.naming import EXACT, HELD, certainty
from core.ingest.names.plain_name import plain
from core.ingest.tables.evidence import NEVER, Columns, examine
from core.ingest.tables.private import are_ips, kind_of
from core.ingest.tables.sample import Sample
from core.ingest.tables.source import ROLES, Choice, Question
from core.ingest.tables.suitable import why_no_attribute
from core.sentences import Sentence, say
from core.store.scratch import Scratch

FILE_ROLES = {"events": ROLES, "items": ("item", "text", "category"), "users": ("user", "attribute")}
NEEDED = {"events": KEY_ROLES, "items": ("item",), "users": ("user",)}
_CLEAR = 0.6
"""A needed role of less confidence is a question."""
_MAX_ATTRIBUTE = 1_000
_SEVERAL = 0.2
"""Where more of the users have several values of an attribute, the reason says so."""
_N_EXAMPLES, _LONGEST = 3, 24
"""Values that a question shows of each choice, and characters of each."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The columns proposed for a file, and what is not clear."""

    choices: list[Choice]
    questions: list[Question]


def propose(scratch: Scratch, file: str, sample: Sample, given: Mapping[str, Sequence[str]]) -> Proposal:
    """Choose columns for the roles of one file; ``given`` ones stay, an empty list of an optional role means none."""
    mine = {role: [column for column in given.get(role, ()) if column in sample.columns] for role in FILE_ROLES[file]}
    if is_counted(sample.columns, mine.get("timestamp", ())):
        mine["timestamp"] = []
    choices = [Choice(file, role, column, say("given")) for role in mine for column in mine[role]]
    optional = {"item"} if file == "events" else set()
    cleared = [role for role, columns in given.items() if not columns and role not in {*NEEDED[file]} - optional]
    columns = examine(scratch, sample)
    open_roles = [role for role in FILE_ROLES[file] if not mine[role] and role not in cleared]
    if file == "events":
        of_start, on_unit = question_on_unit(columns, "timestamp" in open_roles)
        columns = without_counted(columns, [each.column for each in [*choices, *of_start]])
        columns = without_line_kinds(columns, sample, [each.column for each in choices])
        open_roles = [role for role in open_roles if not (of_start and role == "timestamp")]
        found, questions = _propose_events(columns, [*choices, *of_start], open_roles)
        found, questions = [*of_start, *found], [*on_unit, *questions]
        draft = Draft(scratch, columns, sample, tuple(choices), tuple(found))
        found = with_amounts(draft, "value" in open_roles)
        kinds = find_coded_kinds(columns, sample, [*choices, *found]) if "event" in open_roles else None
        if kinds:
            found, questions = [*found, kinds[0]], [*questions, kinds[1]]
        found = [*found, *find_group(columns, [*choices, *found], open_roles)]
        questions = [with_numbers(_with_examples(each, sample, columns), sample) for each in questions]
        questions += questions_on_sales(scratch, sample, [*choices, *found], open_roles)
    else:
        found, questions = _propose_table(file, columns, choices, open_roles), []
    choices += found
    if "attribute" in open_roles:
        user = next((each.column for each in choices if each.role == "user" and file == "events"), None)
        choices += _attributes(file, sample, columns, {each.column for each in choices}, user)
    return Proposal(choices, questions)


def _with_examples(question: Question, sample: Sample, columns: Columns) -> Question:
    """Return a question whose candidates show values, but no names, addresses or numbers of persons."""
    shown = [
        replace(each, examples=_examples(sample.texts(each.column)))
        if each.column in columns and not columns[each.column].private and not are_ips(sample.texts(each.column))
        else each
        for each in question.candidates
    ]
    return replace(question, candidates=tuple(shown))


def _examples(texts: Sequence[str]) -> tuple[str, ...]:
    different = dict.fromkeys(" ".join(text.split()) for text in texts[:_MAX_ATTRIBUTE])
    return tuple(
        text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…" for text in islice(different, _N_EXAMPLES)
    )


def _propose_events(
    columns: Columns, given: Sequence[Choice], open_roles: Sequence[str]
) -> tuple[list[Choice], list[Question]]:
    fixed: dict[str, str | None] = {role: None for role in ROLES if role not in open_roles and role != "attribute"}
    fixed |= {each.role: each.column for each in given if each.role != "attribute"}
    of_tickets = find_tickets(columns, [each.column for each in given], open_roles)
    fixed |= {each.role: each.column for each in of_tickets}
    open_roles = [role for role in open_roles if role not in fixed]
    taken = [each.column for each in given if each.role == "attribute"]
    found = assign(columns, fixed, taken)
    visit = find_visit(columns, {*taken, *fixed.values()}) if "user" in open_roles else None
    if visit and "user" not in found.columns:
        found = assign(columns, fixed | {"user": visit}, taken)
    outer = None
    if "user" in open_roles and "user" not in found.columns:
        outer = find_outer(columns, found.columns.get("item"), {*taken, *fixed.values()})
        found = assign(columns, fixed | {"user": outer}, taken) if outer else found
    found = _as_stood_in(columns, fixed, taken) or found
    reasons = Reasons(columns, found)
    chosen = {role: column for role, column in found.columns.items() if role in open_roles}
    stand_in = find_stand_in(columns, found.columns, {each.column for each in given}) if "item" in open_roles else None
    if stand_in:
        is_title = chosen.get("text") and certainty("text", stand_in.column) >= HELD
        chosen |= dict.fromkeys(("item", "text") if is_title else ("item",), stand_in.column)
        chosen |= {"text": stand_in.title} if stand_in.title and "text" in chosen else {}
    if "text" in open_roles and "text" not in chosen and stand_in is None:
        of_tickets += choose_title(columns, found.columns.get("item"), {*taken, *found.columns.values()})
    choices, questions = list(of_tickets), []
    for role in sorted(chosen, key=ROLES.index):
        is_stand_in = stand_in is not None and role == "item"
        confidence = stand_in.confidence if stand_in and is_stand_in else reasons.confidence(role)
        reason = stand_in.reason if stand_in and is_stand_in else reasons.reason(role, chosen[role])
        beside = visit or find_fuller_user(columns, chosen[role], taken) if role == "user" else None
        if beside:
            question = _on_visit(columns, chosen[role], beside, reason)
            if question:
                choices.append(Choice("events", role, chosen[role], question.candidates[0].reason, BY_VALUES))
                questions.append(question)
                continue
        if role == "user" and outer:
            questions.append(question_on_outer(outer, chosen.get("item", "")))
            choices.append(Choice("events", role, outer, questions[-1].candidates[0].reason, BY_VALUES))
            continue
        choices.append(Choice("events", role, chosen[role], reason, confidence))
        if role in KEY_ROLES and confidence < _CLEAR:
            questions.append(reasons.question(role, chosen[role], reason))
    choices, questions = without_second(columns, choices, questions, fixed)
    return choices, with_no_item(questions, columns, fixed | {each.role: each.column for each in choices}, taken)


def _as_stood_in(columns: Columns, fixed: Mapping[str, str | None], taken: Sequence[str]) -> Assignment | None:
    """Return the roles of a log whose given item is what would stand in for it: it is the title or the event too."""
    item = fixed.get("item")
    if not item or certainty("item", item) >= HELD:
        return None
    others = {role: column for role, column in fixed.items() if role != "item"}
    found = assign(columns, others, taken)
    stand_in = find_stand_in(columns, found.columns, {column for column in others.values() if column})
    if stand_in is None or stand_in.column != item or stand_in.column not in found.columns.values():
        return None
    return found


def _on_visit(columns: Columns, user: str, visit: str, reason: str) -> Question | None:
    """Ask whether sessions are meant for users, where no column names them or many of its rows are blank."""
    if user == visit:
        return question_on_visit(visit)
    return question_on_guests(user, visit, columns, reason) if is_for_guests(columns[user]) else None


def _propose_table(file: str, columns: Columns, given: Sequence[Choice], open_roles: Sequence[str]) -> list[Choice]:
    """Choose the columns of a file about items or users by their names, the best match first."""
    taken = {each.column for each in given}
    found: list[Choice] = []
    named = [
        (certainty(role, header) * (COARSE if role == "category" and is_coarser(one, columns) else 1), role, header)
        for role in open_roles
        if role != "attribute"
        for header, one in columns.items()
        if one.n_filled == 0 or role in ("user", "item") or score(role, header, columns) > NEVER
    ]
    for fits, role, header in sorted(named, key=lambda each: -each[0]):
        if fits > 0 and header not in taken and role not in {each.role for each in found}:
            found.append(Choice(file, role, header, by_name(header, fits), min(1.0, fits + 0.3)))
            taken.add(header)
    own = (each for each in columns if plain(each) in NAME_OF and each not in taken)
    name = next((each for each in own if certainty("text", each) == 0), None)
    if file == "items" and "text" in open_roles and name and "text" not in {each.role for each in found}:
        found.append(Choice(file, "text", name, by_name(name, HELD), HELD + 0.3))
    return found


def _attributes(file: str, sample: Sample, columns: Columns, taken: set[str], user: str | None) -> list[Choice]:
    free = [header for header in columns if header not in taken]
    if file == "users":
        reason = say("it is a column of the users file")
        own = (each for each in free if not why_no_attribute(sample, each))
        return [Choice(file, "attribute", each, reason) for each in own]
    texts = {each: pd.Series(sample.texts(each), dtype="str") for each in free}
    is_read = {each: understood(each, texts[each]) for each in free}
    consents = {each for each in free if is_read[each] or may_be_consent(each, texts[each])}
    return [
        Choice(
            file,
            "attribute",
            each,
            _why_attribute(each, each in consents, is_read[each], _share_of_several(columns, user, each)),
        )
        for each in free
        if each in consents
        or (
            certainty("attribute", each) >= EXACT
            and not columns[each].is_status
            and columns[each].n_distinct <= _MAX_ATTRIBUTE
            and not kind_of(each, sample.texts(each))
        )
    ]


def _share_of_several(columns: Columns, user: str | None, header: str) -> float:
    """Return which share of the users with several rows has several values of a column: the city of each order."""
    if user is None:
        return 0.0
    share, n_repeated = columns.tie((user,), header)
    return 1 - share if n_repeated >= REPEATED else 0.0


def why_consent(header: str) -> Sentence:
    """Say why a column of understood answers is one of consent: by its name, or by them."""
    if says(header) is None:
        return say("its answers are those of consent; the last answer of each user counts")
    return say("its name, {header!r}, is that of consent; the last answer of each user counts", header=header)


def _why_attribute(header: str, is_consent: bool, is_read: bool, several: float) -> Sentence:
    if is_consent and not is_read:
        return say("it may hold who agreed to be contacted; the last answer of each user counts")
    if is_consent:
        return why_consent(header)
    if several > _SEVERAL:
        return say(
            "its name, {header!r}, is that of a user attribute, but {several:.0%} of the users have several: the last "
            "one is stored",
            header=header,
            several=several,
        )
    return say("its name, {header!r}, is that of a user attribute", header=header)
