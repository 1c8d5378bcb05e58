"""What the last campaign changed of a segment, on its page: beside those who were held back, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from core.campaigns.effect import Certainty, Effect, Measure
from core.campaigns.readback import Readback
from core.campaigns.words import lift_sentence, sentences, sure_sentence
from core.export.small_groups import is_small, least_size
from core.pack.content import Part, Table
from core.pack.material import Material
from core.sentences import Sentence, say
from core.views.outcomes_before import MeasuredRun, OutcomesBefore, outcomes_before

_PER = 100
_MEASURES: Mapping[Measure, Sentence] = {Measure.CONVERTED: say("Converted"), Measure.VALUE: say("Value")}
_ANSWERS: Mapping[Certainty, Sentence] = {
    Certainty.GAIN: say("more"),
    Certainty.LOSS: say("less"),
    Certainty.MAYBE: say("perhaps"),
    Certainty.NONE: say("none"),
    Certainty.TOO_FEW: say("too few"),
}
_DASH = "\N{EN DASH}"


def campaign_parts(material: Material, segment: int) -> Iterator[Part]:
    """Return the part of a segment whose outcomes were read back; nothing of another one."""
    before = _before(material, segment)
    effects = before.effects if before else _effects(material.readback, segment)
    if not effects:
        return
    heading = say("Did it work? (run of {day})", day=before.run.day) if before else say("Did it work?")
    hidden = say(
        "Not shown: in the campaign or held back were fewer than {least} users, and such groups stay out of packs.",
        least=least_size(material.least),
    )
    n_hidden = sum(_is_hidden(each, material.least) for each in effects)
    if n_hidden == len(effects):
        yield Part(heading=heading, sentences=(hidden,))  # a table of dashes would say less, and take more room
        return
    header = (say("Of 100"), say("In it"), say("Held back"), say("Effect"))
    rows = tuple(_row(each, material.least) for each in effects)
    table = Table(header, rows, (1.45, 1.0, 1.15, 1.25))
    yield Part(heading=heading, table=table, note=hidden if n_hidden else "")


def campaign_sentences(material: Material, segment: int) -> Iterator[Sentence]:
    """Say the same with intervals; nothing of sides of fewer users than may be shown.

    Nor are sides counted where these and the size of the segment would give away that fewer users were on neither, and
    none of an earlier run, whose groups this pack does not guard.
    """
    if before := _before(material, segment):
        yield from _sentences_of_then(before, material.least)
        return
    stated = [each for each in _effects(material.readback, segment) if not _is_hidden(each, material.least)]
    if material.readback and stated:
        yield say("Outcomes of a campaign, read on {day}.", day=material.readback.made_at[:10])
        size = next(each.size for each in material.results.profiles if each.segment == segment)
        for effect in stated:
            n_neither = size - effect.n_treated - effect.n_control
            yield from _uncounted(effect) if is_small(n_neither, material.least) else sentences(effect)


def campaign_summary(material: Material) -> Iterator[Sentence]:
    """Say what it changed in all segments together, without counts of users, which would give small groups away."""
    run = None if material.readback else max(material.measured, key=_newest, default=None)
    for effect in _effects(run.readbacks[0] if run else material.readback, None):
        if effect.certainty is not Certainty.TOO_FEW and not _is_hidden(effect, material.least):
            measure, answer = _MEASURES[effect.measure], sure_sentence(effect)
            if run:
                yield say(
                    "Last campaign, all segments of the run of {day} ({measure}): {answer}",
                    day=run.day,
                    measure=measure,
                    answer=answer,
                )
            else:
                yield say("Last campaign, all segments ({measure}): {answer}", measure=measure, answer=answer)
            yield lift_sentence(effect)


def _newest(run: MeasuredRun) -> str:
    return run.readbacks[0].made_at


def _before(material: Material, segment: int) -> OutcomesBefore | None:
    """Return the outcomes of the same segment in an earlier run, where this run has none of it."""
    return None if _effects(material.readback, segment) else outcomes_before(segment, material.measured)


def _sentences_of_then(before: OutcomesBefore, least: int) -> Iterator[Sentence]:
    stated = [each for each in before.effects if not _is_hidden(each, least)]
    if stated:
        yield say("Outcomes of a campaign, read on {day}.", day=before.found.made_at[:10])
        yield before.sentence
        for effect in stated:
            yield from _uncounted(effect)


def _uncounted(effect: Effect) -> Iterator[Sentence]:
    if effect.certainty is not Certainty.TOO_FEW:
        yield lift_sentence(effect)
        yield sure_sentence(effect)


def _effects(readback: Readback | None, segment: int | None) -> tuple[Effect, ...]:
    return readback.of_segment(segment) if readback else ()


def _row(effect: Effect, least: int) -> tuple[str, ...]:
    measure = _MEASURES[effect.measure]
    if _is_hidden(effect, least):
        return measure, _DASH, _DASH, say("not shown")
    return measure, f"{_PER * effect.treated:,.2f}", f"{_PER * effect.control:,.2f}", _ANSWERS[effect.certainty]


def _is_hidden(effect: Effect, least: int) -> bool:
    return is_small(effect.n_treated, least) or is_small(effect.n_control, least)
