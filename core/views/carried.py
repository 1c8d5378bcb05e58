"""What a page and a command say of names that were carried over from an earlier run."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from core.results.waiting import waiting_sentence
from core.sentences import Sentence, say
from core.store.carried import Carried, CarriedState, Origin
from core.store.segment_decision import DecisionState
from core.store.segmentations import Segmentation
from core.views.decisions import decision_sentence

SHORT_ID = 6
"""Characters of the id of a run, as file names have it."""


def short_run(run_id: str) -> str:
    """Return the beginning of the id of a run; a folder as it is.

    >>> short_run("2149cc0442259c84"), short_run("out/may")
    ('2149cc', 'out/may')
    """
    return run_id[:SHORT_ID] if run_id.isalnum() else run_id


def question(naming: Segmentation, each: Carried) -> Sentence:
    """Ask whether a weak match gives its name."""
    shares = say(
        "Segment {segment} shares {share} of its users with {called}.",
        segment=naming.number_of(each.segment),
        share=_percent(each.share),
        called=_called(each),
    )
    return say("{shares} Take its name?", shares=shares) if each.name else say("{shares} Take its note?", shares=shares)


def source(origin: Origin, each: Carried) -> Sentence | str:
    """Say where a name or note comes from, with what has changed since where it is stale; "" where it was not."""
    if each.state is CarriedState.STALE:
        return _stale(origin, each)
    if each.state not in (CarriedState.CARRIED, CarriedState.TAKEN, CarriedState.KEPT) or not (each.name or each.note):
        return ""
    return say(
        "Carried over from run {run}: {share} of its users were in {called}.",
        run=short_run(origin.run_id),
        share=_percent(each.share),
        called=_called(each),
    )


def decided_before(naming: Segmentation, segment: int) -> Sentence | str:
    """Say what was decided on a segment in an earlier run, and that it does not hold here; "" where nothing waits."""
    match = naming.decided_before(segment)
    if match is None or match.decided is None or naming.origin is None:
        return ""
    found = match.decided
    about = {"run": short_run(found.run_id), "name": found.name, "decision": decision_sentence(found.decision)}
    if found.run_id != naming.origin.run_id:
        return say(
            "Decided for the earlier run {run} on “{name}”: {decision}. It holds here only once it is confirmed.",
            **about,
        )
    return say(
        "Decided for the earlier run {run} on “{name}”, in which {share} of these users were, of those whom that run "
        "knew: {decision}. It holds here only once it is confirmed.",
        share=_percent(match.share),
        **about,
    )


def decided_in_short(naming: Segmentation, segment: int) -> Sentence | str:
    """Say the same in a table; "" where nothing waits."""
    match = naming.decided_before(segment)
    if match is None or match.decided is None:
        return ""
    run, decision = short_run(match.decided.run_id), decision_sentence(match.decided.decision)
    return say("not confirmed; for the earlier run {run}: {decision}", run=run, decision=decision)


def set_aside_before(naming: Segmentation, segment: int) -> Sentence | str:
    """Say that a segment is set aside because the one that it matches was; "" where that is not why."""
    match = naming.origin.of_segment(segment) if naming.origin else None
    if naming.origin is None or match is None or not match.is_set_aside or not naming.mark_of(segment).is_set_aside:
        return ""
    return say(
        "Set aside as in run {run}: {share} of its users were in {called}.",
        run=short_run(naming.origin.run_id),
        share=_percent(match.share),
        called=_called(match),
    )


def waiting_rejections(naming: Segmentation) -> tuple[int, ...]:
    """Return the segments whose match in an earlier run was rejected, where nobody has decided on them since."""
    matches = (naming.decided_before(each.segment) for each in (naming.origin.segments if naming.origin else ()))
    waiting = ((each.segment, each.decided) for each in matches if each and each.decided)
    return tuple(sorted(key for key, each in waiting if each.decision.state is DecisionState.REJECTED))


def not_exported(naming: Segmentation) -> tuple[int, ...]:
    """Return the segments that files for campaigns leave out by default: not acted on, or rejected before."""
    return tuple(sorted({*naming.not_acted_on, *waiting_rejections(naming)}))


def rejected_before(naming: Segmentation, chosen: Collection[int]) -> Iterator[Sentence]:
    """Warn of segments whose match in an earlier run was rejected, where nobody has decided on them since.

    ``chosen`` are those that are in the files.
    """
    for segment in waiting_rejections(naming):
        match = naming.decided_before(segment)
        if match is None or match.decided is None:
            continue
        run = short_run(match.decided.run_id)
        about = {"name": match.decided.name, "run": run, "segment": naming.number_of(segment)}
        if segment in chosen:
            yield say(
                "“{name}” was rejected in the earlier run {run}. Segment {segment}, which matches it, is in the files "
                "all the same: the decision waits until somebody confirms it.",
                **about,
            )
        else:
            yield say(
                "“{name}” was rejected in the earlier run {run}. Segment {segment}, which matches it, is left out "
                "unless you choose it: the decision waits until somebody confirms it.",
                **about,
            )


def waiting_before(naming: Segmentation, chosen: Collection[int]) -> Iterator[Sentence]:
    """Say which decisions of an earlier run wait to be confirmed, and warn of those that rejected a segment."""
    if waiting := waiting_sentence(naming):
        yield waiting
    yield from rejected_before(naming, chosen)


def left_behind(origin: Origin) -> Iterator[Sentence]:
    """Say which names of the earlier run no segment has, and why."""
    run = short_run(origin.run_id)
    if origin.why_nothing:
        yield say("The names of run {run} could not be carried over: {why}", run=run, why=origin.why_nothing)
    lost = [each.name or each.note for each in origin.unplaced if not each.is_taken and (each.name or each.note)]
    taken = [each.name or each.note for each in origin.unplaced if each.is_taken and (each.name or each.note)]
    if lost:
        yield say("No segment here matches these names of run {run}: {names}.", run=run, names=", ".join(lost))
    if taken:
        yield say(
            "Segments that match have names of their own here, so these of run {run} are left: {names}.",
            run=run,
            names=", ".join(taken),
        )
    for called in filter(None, (each.set_aside for each in origin.unplaced)):
        yield say(
            "“{name}” was set aside in run {run}, and no segment here matches it well: set aside what is meant.",
            name=called,
            run=run,
        )
    for decided in filter(None, (each.decided for each in origin.unplaced)):
        yield say(
            "Decided for the earlier run {run} on “{name}”, which no segment here matches well: {decision}.",
            run=short_run(decided.run_id),
            name=decided.name,
            decision=decision_sentence(decided.decision),
        )


def _stale(origin: Origin, each: Carried) -> Sentence:
    """Ask for a look at a name, and say what has changed since it was given."""
    found = say(
        "Is this name still right? It comes from run {run}; {share} of these users were in {called}.",
        run=short_run(origin.run_id),
        share=_percent(each.share),
        called=_called(each),
    )
    if each.known_share < 1:
        found = say("{so_far} That run knew {share} of them.", so_far=found, share=_percent(each.known_share))
    if each.lost_interests:
        interests = ", ".join(each.lost_interests)
        found = say(
            "{so_far} What marked it out is not stated any more: {interests}.", so_far=found, interests=interests
        )
    return found


def _called(each: Carried) -> str:
    return f"“{each.name}”" if each.name else say("segment {number}", number=each.number)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
