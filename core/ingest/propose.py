"""Propose a column for each role of a file, each with a reason and a confidence, and ask where it is not clear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from core.attributes.consent_answers import understood
from core.attributes.consent_doubts import may_be_consent
from core.attributes.consent_names import says
from core.ingest.assign import KEY_ROLES, Assignment, assign
from core.ingest.evidence import NEVER, Evidence, Ties, examine
from core.ingest.found_titles import choose_title
from core.ingest.naming import EXACT, HELD, certainty
from core.ingest.no_things import is_of_vehicles
from core.ingest.other_times import is_of_another_time, is_of_no_event
from core.ingest.paid_amounts import with_amounts
from core.ingest.private import kind_of
from core.ingest.sample import Sample
from core.ingest.score import MANY_ROWS, score
from core.ingest.solved_amounts import questions_on_sales
from core.ingest.source import ROLES, Candidate, Choice, Question
from core.ingest.stand_in_item import find_stand_in, is_brand
from core.ingest.suitable import why_no_attribute
from core.ingest.tickets import find_tickets
from core.ingest.visits import find_visit, is_for_guests, question_on_guests, question_on_visit
from core.sentences import Sentence, say
from core.store.scratch import Scratch

FILE_ROLES = {"events": ROLES, "items": ("item", "text", "category"), "users": ("user", "attribute")}
NEEDED = {"events": KEY_ROLES, "items": ("item",), "users": ("user",)}
_CLEAR = 0.6
"""A needed role of less confidence is a question."""
_BY_VALUES = 0.5
"""How certain a user or item can be whose name says nothing, or an item of which every row has another one."""
_CLOSE = 0.3
"""Columns by which the whole assignment loses less than this are candidates."""
_MAX_CANDIDATES = 5
_EMPTY = 0.5
"""A known name that is emptier than this is passed over for a fuller column, with a note."""
_MANY, _MOSTLY = 0.8, 0.9
"""A user column that is less full than so much of one that is mostly full is a question."""
_MAX_ATTRIBUTE = 1_000
_SAME, _FEW_TIES = 0.99, 5
"""Two columns each of which decides the other are two names of the same, where enough values repeat."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The columns proposed for a file, and what is not clear."""

    choices: list[Choice]
    questions: list[Question]


def propose(scratch: Scratch, file: str, sample: Sample, given: Mapping[str, Sequence[str]]) -> Proposal:
    """Choose columns for the roles of one file; ``given`` ones stay, an empty list of an optional role means none."""
    mine = {role: [column for column in given.get(role, ()) if column in sample.columns] for role in FILE_ROLES[file]}
    choices = [Choice(file, role, column, say("given")) for role in mine for column in mine[role]]
    cleared = [role for role, columns in given.items() if not columns and role not in NEEDED[file]]
    columns = examine(scratch, sample)
    open_roles = [role for role in FILE_ROLES[file] if not mine[role] and role not in cleared]
    if file == "events":
        found, questions = _propose_events(columns, choices, open_roles)
        found = with_amounts(scratch, columns, sample, choices, found)
        questions += questions_on_sales(scratch, sample, [*choices, *found], open_roles)
    else:
        found, questions = _propose_table(file, columns, choices, open_roles), []
    choices += found
    if "attribute" in open_roles:
        choices += _attributes(file, sample, columns, {each.column for each in choices})
    return Proposal(choices, questions)


def _propose_events(
    columns: Mapping[str, Evidence], given: Sequence[Choice], open_roles: Sequence[str]
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
    found = _as_stood_in(columns, fixed, taken) or found
    reasons = _Reasons(columns, found)
    chosen = {role: column for role, column in found.columns.items() if role in open_roles}
    stand_in = find_stand_in(columns, found.columns, {each.column for each in given}) if "item" in open_roles else None
    if stand_in:
        is_title = chosen.get("text") and certainty("text", stand_in.column) >= HELD
        chosen |= dict.fromkeys(("item", "text") if is_title else ("item",), stand_in.column)
    if "text" in open_roles and "text" not in chosen and stand_in is None:
        of_tickets += choose_title(columns, found.columns.get("item"), {*taken, *found.columns.values()})
    choices, questions = list(of_tickets), []
    for role in sorted(chosen, key=ROLES.index):
        is_stand_in = stand_in is not None and role == "item"
        confidence = stand_in.confidence if stand_in and is_stand_in else reasons.confidence(role)
        reason = stand_in.reason if stand_in and is_stand_in else reasons.reason(role, chosen[role])
        if role == "user" and visit:
            question = _on_visit(columns, chosen[role], visit, reason)
            if question:
                choices.append(Choice("events", role, chosen[role], question.candidates[0].reason, _BY_VALUES))
                questions.append(question)
                continue
        choices.append(Choice("events", role, chosen[role], reason, confidence))
        if role in KEY_ROLES and confidence < _CLEAR:
            questions.append(reasons.question(role, chosen[role], reason))
    return choices, questions


def _as_stood_in(
    columns: Mapping[str, Evidence], fixed: Mapping[str, str | None], taken: Sequence[str]
) -> Assignment | None:
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


def _on_visit(columns: Mapping[str, Evidence], user: str, visit: str, reason: str) -> Question | None:
    """Ask whether sessions are meant for users, where no column names them or many of its rows are blank."""
    if user == visit:
        return question_on_visit(visit)
    return question_on_guests(user, visit, columns, reason) if is_for_guests(columns[user]) else None


def _propose_table(
    file: str, columns: Mapping[str, Evidence], given: Sequence[Choice], open_roles: Sequence[str]
) -> list[Choice]:
    """Choose the columns of a file about items or users by their names, the best match first."""
    taken = {each.column for each in given}
    found: list[Choice] = []
    named = [
        (certainty(role, header), role, header)
        for role in open_roles
        if role != "attribute"
        for header, one in columns.items()
        if one.n_filled == 0 or role in ("user", "item") or score(role, header, columns) > NEVER
    ]
    for fits, role, header in sorted(named, key=lambda each: -each[0]):
        if fits > 0 and header not in taken and role not in {each.role for each in found}:
            found.append(Choice(file, role, header, _by_name(header, fits), min(1.0, fits + 0.3)))
            taken.add(header)
    return found


def _attributes(file: str, sample: Sample, columns: Mapping[str, Evidence], taken: set[str]) -> list[Choice]:
    free = [header for header in columns if header not in taken]
    if file == "users":
        reason = say("it is a column of the users file")
        own = (each for each in free if not why_no_attribute(sample, each, is_of_users=True))
        return [Choice(file, "attribute", each, reason) for each in own]
    texts = {each: pd.Series(sample.texts(each), dtype="str") for each in free}
    is_read = {each: understood(each, texts[each]) for each in free}
    consents = {each for each in free if is_read[each] or may_be_consent(each, texts[each])}
    return [
        Choice(file, "attribute", each, _why_attribute(each, each in consents, is_read[each]))
        for each in free
        if each in consents
        or (
            certainty("attribute", each) >= EXACT
            and not columns[each].is_status
            and columns[each].n_distinct <= _MAX_ATTRIBUTE
            and not kind_of(each, sample.texts(each))
        )
    ]


def _why_attribute(header: str, is_consent: bool, is_read: bool) -> Sentence:
    if is_consent and not is_read:
        return say("it may hold who agreed to be contacted; the last answer of each user counts")
    if is_consent and says(header) is None:
        return say("its answers are those of consent; the last answer of each user counts")
    if is_consent:
        return say("its name, {header!r}, is that of consent; the last answer of each user counts", header=header)
    return say("its name, {header!r}, is that of a user attribute", header=header)


class _Reasons:
    """Says why a column was chosen, how certain that is, and what else it could have been."""

    def __init__(self, columns: Mapping[str, Evidence], found: Assignment) -> None:
        self._columns, self._found, self._ties = columns, found, Ties(columns)

    def confidence(self, role: str) -> float:
        """Return how certain a role is: less where its column scores little, or where another one does as well."""
        strength = min(self._found.scores[role] / 0.4, 1.0)
        if role == "timestamp" and certainty(role, self._found.columns[role]) >= EXACT:
            return round(strength, 2)  # two known times of an event are hardly apart
        rivals = [loss for other, loss in self._found.rivals.get(role, ()) if not self._is_no_rival(role, other)]
        margin = rivals[0] if rivals else 1.0
        header = self._found.columns[role]
        if role == "timestamp" and is_of_another_time(header):
            is_own = not is_of_no_event(header) and self._is_of_rows(header)
            return round(min(0.5 + 2 * margin, 1.0), 2) if is_own else _BY_VALUES
        is_known = certainty(role, header) > 0 or self._columns[header].looks["email"] > 0.5
        is_own = role == "item" and self._columns[header].is_unique and self._columns[header].n_filled >= MANY_ROWS
        is_own |= role == "item" and is_brand(header)
        is_number = role == "timestamp" and not is_known and self._columns[header].is_epoch
        most = 1.0 if (role == "timestamp" or (is_known and not is_own)) and not is_number else _BY_VALUES
        if role == "user" and (self._has_fuller(header) or is_of_vehicles(header, self._columns)):
            most = _BY_VALUES
        return round(min(strength * min(0.5 + 2 * margin, 1.0), most), 2)

    def _is_of_rows(self, time: str) -> bool:
        """Whether users, and items, that come again have several times, as they have of what was done."""
        owners = [self._found.columns[role] for role in ("user", "item") if role in self._found.columns]
        found = [self._ties.find((owner,), time) for owner in owners]
        again = [share for share, n in found if n > _FEW_TIES]
        return bool(again) and max(again) < _MOSTLY

    def _has_fuller(self, header: str) -> bool:
        """Whether a user column is blank in many rows that another one fills, so that both could be meant."""
        return any(
            other != header
            and certainty("user", other) > 0
            and self._columns[header].fullness < _MANY * self._columns[other].fullness
            and self._columns[other].fullness > _MOSTLY
            for other, _loss in self._found.rivals.get("user", ())
        )

    def _is_no_rival(self, role: str, other: str) -> bool:
        """Whether nothing hangs on which column is taken, or a known name beats one that says nothing."""
        header = self._found.columns[role]
        is_empty = self._columns[other].n_filled == 0 < self._columns[header].n_filled
        if is_empty or (certainty(role, header) >= EXACT and certainty(role, other) == 0):
            return True
        shares = (self._ties.find((one,), another) for one, another in ((header, other), (other, header)))
        return role != "timestamp" and all(share > _SAME and n > _FEW_TIES for share, n in shares)

    def reason(self, role: str, header: str) -> str:
        """Return why a column was chosen."""
        fits, one = certainty(role, header), self._columns[header]
        passed_over = self._emptier(role, header)
        if passed_over:
            return say(
                "it is fuller than {other!r}, which is {empty:.0%} empty",
                other=passed_over,
                empty=1 - self._columns[passed_over].fullness,
            )
        if fits > 0:
            return _by_name(header, fits)
        if role == "timestamp" and one.time:
            return say("its values are times ({format})", format=one.time.name)
        if role == "event":
            return say("its values are kinds of events, such as {name!r}", name=one.example)
        return say("its values repeat like ids: {n:,} different ones", n=one.n_distinct)

    def question(self, role: str, header: str, reason: str) -> Question:
        """Ask which column plays a role."""
        rivals = [
            Candidate(other, self._rival_reason(role, other))
            for other, loss in self._found.rivals.get(role, ())
            if loss < _CLOSE and other != header and self._columns[other].n_filled
        ]
        others = ", ".join(repr(each.column) for each in rivals[:3])
        sentence = (
            say("Is {column!r} the {role}, or is it {others}?", column=header, role=role, others=others)
            if others
            else say("Is {column!r} the {role}? Little speaks for it.", column=header, role=role)
        )
        return Question("events", role, sentence, (Candidate(header, reason), *rivals[: _MAX_CANDIDATES - 1]))

    def _emptier(self, role: str, header: str) -> str | None:
        """Return the column with a better name that was passed over since it is mostly empty."""
        fits = certainty(role, header)
        return next(
            (
                other
                for other, one in self._columns.items()
                if role in KEY_ROLES
                and certainty(role, other) > max(fits, EXACT)
                and one.fullness < _EMPTY < self._columns[header].fullness
            ),
            None,
        )

    def _rival_reason(self, role: str, header: str) -> str:
        fits, one = certainty(role, header), self._columns[header]
        if fits > 0:
            return _by_name(header, fits)
        return say("its values repeat like ids: {n:,} different ones", n=one.n_distinct)


def _by_name(header: str, fits: float) -> str:
    if fits >= EXACT:
        return say("its name, {header!r}, is a known one", header=header)
    return say("its name, {header!r}, holds a known one", header=header)
