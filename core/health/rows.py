"""Findings as rows of plain values, for the command line: what the page shows, without a screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import Any

from core.health.finding import UNIT_LABELS, Finding, Remedy, Severity, Unit
from core.health.table import CHECKS
from core.population.excluded import Excluded, Exclusion
from core.sentences import Sentence, say, to_text, with_values
from core.store.health_decisions import Decisions


class State(StrEnum):
    """What was decided on a finding."""

    OPEN = "open"
    EXCLUDED = "excluded"
    CHANGED = "changed"
    """Excluded, but files that were added since changed who is found."""
    KEPT = "kept"
    GONE = "gone"
    """Excluded, but nothing of the kind is found any more."""


_USERS = ("user", "other_user")
"""The values of an example that are ids of users."""


def example_of(example: Sentence | str, mask: Callable[[str], str]) -> Sentence | str:
    """Return the example of a finding with ids of users masked; what else identifies people is masked in a text."""
    if not isinstance(example, Sentence):
        return example
    hidden = {name: mask(str(value)) for name, value in example.values.items() if name in _USERS}
    return with_values(example, {**example.values, **hidden})


def rows_of(findings: Sequence[Finding], decisions: Decisions) -> list[dict[str, Any]]:
    """Return a row for each finding; sentences as ``core.sentences.to_text`` writes them."""
    return [
        {
            "code": each.code,
            "severity": each.severity.value,
            "unit": each.unit.value,
            "count": each.count,
            "of": each.of,
            "share": each.share,
            "state": state_of(each, decisions).value,
            "label": to_text(each.label),
            "sentence": to_text(each.sentence),
            "effect": to_text(each.effect),
            "example": to_text(each.example),
            "what_to_do": to_text(_what_to_do(each, decisions)),
        }
        for each in findings
    ] + [_row_of_gone(part) for part in gone(findings, decisions)]


def gone(findings: Sequence[Finding], decisions: Decisions) -> list[Exclusion]:
    """Return what is excluded though nothing of the kind is found any more, since files were added."""
    codes = {each.code for each in findings}
    return [part for part in decisions.excluded.parts if part.code not in codes]


def label_of(code: str) -> Sentence | str:
    """Return what findings of a code are called; the code where an earlier program looked for it."""
    return next((check.label for check in CHECKS if check.code == code), code)


def sentence_of_gone(part: Exclusion) -> Sentence:
    """Say what of a finding that is gone is excluded still."""
    return say(
        "Nothing of the kind is found any more. Still excluded from before: {n:,} {unit}.",
        n=part.n,
        unit=UNIT_LABELS[Unit(part.unit)],
    )


def state_of(finding: Finding, decisions: Decisions) -> State:
    """Return what analysts decided on a finding; open where nobody did."""
    excluded = _excluded(finding, decisions)
    if excluded:
        return State.EXCLUDED if excluded.key == finding.key else State.CHANGED
    return State.KEPT if finding.code in decisions.kept else State.OPEN


def sentence_of_change(finding: Finding, decisions: Decisions) -> Sentence:
    """Say how many were excluded, and how many are found since files were added."""
    excluded = _excluded(finding, decisions)
    if finding.code == "last_day" and excluded:
        return say(
            "{then:,} events of an end of the log as it was before are still excluded, and can be taken back. Found at "
            "its end since files were added: {now:,}.",
            then=excluded.n,
            now=len(finding.members),
        )
    if excluded and excluded.n_outdated:
        return say(
            "Excluded so far: {then:,}; {gone:,} of these are no longer found since files were added. Found now: "
            "{now:,}.",
            then=excluded.n,
            gone=excluded.n_outdated,
            now=len(finding.members),
        )
    return say(
        "Excluded so far: {then:,}. Found since files were added: {now:,}.",
        then=excluded.n if excluded else 0,
        now=len(finding.members),
    )


def outdated_sentences(excluded: Excluded) -> Iterator[Sentence]:
    """Say for each exclusion how much of it is not found any more, since files were added."""
    for part in excluded.parts:
        if part.n_outdated:
            yield say(
                "Of {n:,} {unit} excluded as “{label}” {gone:,} are no longer found since files were added: decide "
                "anew, or take them back.",
                n=part.n,
                unit=UNIT_LABELS[Unit(part.unit)],
                label=label_of(part.code),
                gone=part.n_outdated,
            )


def _row_of_gone(part: Exclusion) -> dict[str, Any]:
    return {
        "code": part.code,
        "severity": Severity.NOTICE.value,
        "unit": part.unit,
        "count": 0,
        "of": 0,
        "share": 0.0,
        "state": State.GONE.value,
        "label": to_text(label_of(part.code)),
        "sentence": to_text(sentence_of_gone(part)),
        "effect": "",
        "example": "",
        "what_to_do": to_text(say("--undo {code} takes them back.", code=part.code)),
    }


def _excluded(finding: Finding, decisions: Decisions) -> Exclusion | None:
    return next((part for part in decisions.excluded.parts if part.code == finding.code), None)


def _what_to_do(finding: Finding, decisions: Decisions) -> Sentence:
    state = state_of(finding, decisions)
    if state is State.EXCLUDED:
        return say("Excluded from runs; --undo {code} takes them back.", code=finding.code)
    if state is State.CHANGED:
        return say(
            "{change} --exclude {code} decides anew and leaves out all found now, and no others; --undo {code} takes "
            "back those excluded so far.",
            change=sentence_of_change(finding, decisions),
            code=finding.code,
        )
    if state is State.KEPT:
        return say("Kept as it is; --undo {code} opens it again.", code=finding.code)
    if finding.remedy is Remedy.NONE:
        return say("Nothing can be excluded; --keep {code} marks it as seen.", code=finding.code)
    return say("--exclude {code} leaves them out of runs, --keep {code} marks it as seen.", code=finding.code)
