"""What to do next with a log and its segments, what comes first in an analyst's way first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from core.health.finding import Severity
from core.health.rows import outdated_sentences
from core.model.confidence_rule import Confident
from core.personas.without_taste import is_number_alone
from core.population.excluded import NOTHING_EXCLUDED, Excluded
from core.results.results import Results
from core.results.run import Depth
from core.sentences import Sentence, say, say_in_a_row, say_n
from core.store.dataset_info import DatasetInfo
from core.store.run_info import RunInfo
from core.trust.grade import WEAK, Grade
from core.views.better_run import OLDER_AND_NEWER, Better, Made, better_by_data, which_to_use
from core.views.doubts import may_be_acted_on, nameless_sentence
from core.views.segment_steps import two_group_steps, weak_steps
from core.views.step import Step

DOES = {
    "data": "health {dataset}",
    "segment": "run {dataset} --out FOLDER",
    "personas": "name {run} --show",
    "one_segment": "show {run} --segment {segment}",
    "export": "export {run} --out FOLDER",
    "runs": "runs --dataset {dataset}",
}
"""Page to the command that does what it is for, with places for the dataset, the run and the segment."""
_DECIDE = "decide {run} --segment {segment} --approve"
_CONFIRM = "decide {run} --segment {segment} --confirm"


@dataclass(frozen=True, slots=True)
class EditedBefore:
    """A run whose segments were edited, as the edits stand."""

    run: RunInfo
    n_edits: int
    what: tuple[Sentence | str, ...]
    """What each does, in a few words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the next steps follow from."""

    dataset: DatasetInfo
    today: date
    excluded: Excluded = NOTHING_EXCLUDED
    """Left out of runs from now on."""
    open_findings: tuple[Severity, ...] = ()
    """Of data health, that nobody decided on."""
    has_consent: bool = False
    """Whether an attribute says who consented."""
    run: RunInfo | None = None
    newer: RunInfo | None = None
    """The newest run that is done of a later data version than that of ``run``."""
    confident: Mapping[int, Confident] = field(default_factory=dict)
    """Segment of the run to when its model assigns with confidence."""
    computed: RunInfo | None = None
    """The newest run of a recipe that waits or is computed."""
    edited_before: EditedBefore | None = None
    """The newest run before whose segments were edited, where those of ``run`` were not."""
    is_exported: bool = False
    """Whether files of the run were written to disk."""


def next_steps(standing: Standing, results: Results | None) -> list[Step]:
    """Return what to do next, what comes first in an analyst's way first; ``results`` are those of its run, if done."""
    return [*_before_a_run(standing), *(_of_run(standing, results) if results else _without_results(standing))]


def _before_a_run(standing: Standing) -> Iterator[Step]:
    n_severe = standing.open_findings.count(Severity.SEVERE)
    n_other = len(standing.open_findings) - n_severe
    if n_severe:
        yield Step(
            say_n(
                "Data health has {n} severe open finding: exclude it from runs, or keep it.",
                "Data health has {n} severe open findings: exclude them from runs, or keep them.",
                n_severe,
            ),
            "data",
        )
    elif n_other:
        yield Step(
            say_n(
                "Data health has {n} open finding, a minor one: look at it, or run all the same.",
                "Data health has {n} open findings, all of them minor: look at them, or run all the same.",
                n_other,
            ),
            "data",
        )
    yield from (Step(sentence, "data") for sentence in outdated_sentences(standing.excluded))


def _without_results(standing: Standing) -> Iterator[Step]:
    if standing.run is None:
        yield Step(say("This log has no segments yet: start a run."), "segment")
    elif standing.run.state.is_live:
        yield Step(say("The run is being computed: watch how far it is."), "segment")
    else:
        yield Step(say("The run did not finish: see why, and start another one."), "runs")


def _of_run(standing: Standing, results: Results) -> Iterator[Step]:
    run = standing.run
    assert run is not None  # noqa: S101 - there are results of it
    yield from _of_newer_data(standing, run)
    if before := standing.edited_before:
        yield Step(
            say_n(
                "An earlier run was edited, and this one not ({what}): make the edit again, or leave it.",
                "An earlier run was edited, and this one not ({what}): make the {n} edits again, or leave them.",
                before.n_edits,
                what=say_in_a_row([say("{what}", what=each) for each in before.what]),
            ),
            "edit_segments",
            does=f"edit {{run}} --carry-from {before.run.run_id}",
        )
    if run.depth == Depth.TRIAL:
        yield Step(say("This is a quick try: do a full run before you act on it."), "segment")
    is_weak = results.trust is not None and results.trust.grade in WEAK
    named, weak = _names(results), weak_steps(results, standing.confident)
    yield from (*weak, *named) if is_weak else (*named, *weak)  # another run comes before names for the weak one
    yield from two_group_steps(results, standing.confident)
    yield from _decisions(standing, results)
    if not may_be_acted_on(results):
        return  # nothing of it is worth a file
    if not standing.has_consent:
        yield Step(say("The log does not say who consented to be contacted: check that before you export."), "export")
    if not standing.is_exported:
        yield Step(say("No files of this run have been exported yet."), "export")


def _of_newer_data(standing: Standing, run: RunInfo) -> Iterator[Step]:
    """Lead to a run of newer data; ask for one where none is done or computed."""
    computed = standing.computed
    if newer := standing.newer:
        yield Step(
            say(
                "These segments were made of data version {then}; a run of data version {now} is done. {advice}",
                now=newer.version,
                then=run.version,
                advice=which_to_use(_newer_or_not(run, newer), OLDER_AND_NEWER),
            ),
            "runs",
            does=f"show {newer.run_id}",
        )
    elif run.version < standing.dataset.version and not (computed and computed.version > run.version):
        yield Step(
            say(
                "The log is at data version {now}, these segments were made of data version {then}: run again.",
                now=standing.dataset.version,
                then=run.version,
            ),
            "segment",
        )
    others = [each.excluded.keys for each in (computed, standing.newer) if each]
    if run.excluded.keys != standing.excluded.keys and standing.excluded.keys not in others:
        yield Step(say("What is excluded from runs has changed since these segments were made: run again."), "segment")


def _newer_or_not(run: RunInfo, newer: RunInfo) -> Better:
    first, second = (Made(each.version, _grade(each)) for each in (run, newer))
    found = better_by_data(first, second)
    assert found is not None  # noqa: S101 - their data versions differ
    return found


def _grade(run: RunInfo) -> Grade | None:
    verdict = run.scores.get("verdict")
    return Grade(verdict) if verdict else None


def _names(results: Results) -> Iterator[Step]:
    origin = results.naming.origin if results.naming else None
    n_open = sum(each.is_open and bool(each.name) for each in origin.segments) if origin else 0
    if n_open:
        yield Step(
            say_n(
                "{n} name that was carried over waits for your answer.",
                "{n} names that were carried over wait for your answer.",
                n_open,
            ),
            "personas",
        )
    judged = results.trust.by_segment() if results.trust else {}
    numbered = [each.segment for each in results.personas if is_number_alone(each.name)]
    nameless = [each for each in numbered if each not in judged or judged[each].grade not in WEAK]  # others are advised
    if nameless and may_be_acted_on(results):
        does = f"edit {{run}} --name {results.number_of(nameless[0])}=NAME"
        yield Step(nameless_sentence(results, nameless), "personas", does=does)


def _decisions(standing: Standing, results: Results) -> Iterator[Step]:
    decisions = results.naming.decisions if results.naming else {}
    overdue = [each for each in results.segments if each in decisions and decisions[each].is_overdue(standing.today)]
    if overdue:
        yield Step(
            say_n("{n} decision is past its due date.", "{n} decisions are past their due dates.", len(overdue)),
            "one_segment",
            results.number_of(overdue[0]),
            _DECIDE,
        )
    open_ones = [each for each in results.segments if each not in decisions and each not in results.set_aside]
    waiting = [each for each in open_ones if results.naming and results.naming.decided_before(each)]
    if waiting:
        yield Step(
            say_n(
                "{n} decision was made for an earlier run and does not hold here: confirm it, or decide anew.",
                "{n} decisions were made for an earlier run and do not hold here: confirm each, or decide anew.",
                len(waiting),
            ),
            "one_segment",
            results.number_of(waiting[0]),
            _CONFIRM,
        )
    undecided = [each for each in open_ones if each not in waiting]
    if undecided and may_be_acted_on(results):
        some = say_n(
            "{n} of {k} segments is not decided on: approve, change or reject it.",
            "{n} of {k} segments are not decided on: approve, change or reject each.",
            len(undecided),
            k=results.k,
        )
        none = say("No segment is decided on yet: approve, change or reject each.")
        yield Step(
            none if len(undecided) == results.k > 1 else some,
            "one_segment",
            results.number_of(undecided[0]),
            _DECIDE,
        )
