"""``segments.json``: one object per segment with its profile, persona and verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from core.files.csv_files import DECIMALS
from core.personas.policy import Texts
from core.personas.portrait import PortraitLine
from core.results.codec import from_json, write_json
from core.results.portraits import portraits
from core.results.results import Results
from core.store.segment_decision import Decision, DecisionState, texts_of_decision
from core.store.segmentations import Segmentation
from core.trust.card import SegmentTrust
from core.trust.grade import Grade, ReasonCode
from core.types import NOISE, Basis, Lift, Persona, Profile
from core.types.figures import Behaviour, Contrast


@dataclass(frozen=True, slots=True, kw_only=True)
class _Persona:
    name: str
    is_given: bool = False
    """Whether an analyst gave the name."""
    own_name: str = ""
    """That the run gave where an analyst gave another; "" in files of earlier versions."""
    sentence: str
    evidence: tuple[Lift, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trust:
    verdict: Grade
    reason: str
    reason_code: ReasonCode = ReasonCode.NOT_RECORDED


@dataclass(frozen=True, slots=True, kw_only=True)
class _Segment:
    segment: int
    number: int | None = None
    """That pages show, with its colour; None in files of earlier versions."""
    size: int
    share: float
    nearest: int = NOISE
    """The segment with the nearest centre; -1 where there is none, and in files of earlier versions."""
    persona: _Persona
    basis: Basis = Basis.ALL_EVENTS
    """Events in which the lifts are counted; files of earlier versions do not say."""
    why_no_facts: str = ""
    behaviour: Behaviour | None = None
    lifts: tuple[Lift, ...]
    typical_users: tuple[str, ...]
    portrait: tuple[PortraitLine, ...] = ()
    """At most 80 words; made again from the rest when the file is read."""
    trust: _Trust | None = None
    """None for a run without a card."""
    note: str = ""
    """That an analyst wrote."""
    decision: Decision | None = None
    """What was decided on it; None where nothing was."""


@dataclass(frozen=True, slots=True)
class NamedSegments:
    """What a file says of segments and of what analysts made of them; by segment."""

    profiles: tuple[Profile, ...]
    names: Mapping[int, str]
    """Of segments that an analyst named."""
    generated: Mapping[int, str]
    """Of the others: what the run called them."""
    notes: Mapping[int, str]
    numbers: Mapping[int, int]
    decisions: Mapping[int, Decision]
    own_names: Mapping[int, str]
    """Of the named ones: what the run called them, where the file says so."""

    @property
    def rejected(self) -> tuple[int, ...]:
        """Segments that were decided not to be used."""
        return tuple(each for each, decided in self.decisions.items() if decided.state is DecisionState.REJECTED)


def write_segments(results: Results, path: Path) -> None:
    """Write a list with one object per segment, in the order of the profiles."""
    personas = {persona.segment: persona for persona in results.personas}
    verdicts = results.trust.by_segment() if results.trust else {}
    drawn = {each.segment: each for each in portraits(results)}
    segments = [
        replace(
            _segment(each, _persona(results, personas[each.segment]), verdicts.get(each.segment), results.naming),
            number=results.number_of(each.segment),
            portrait=drawn[each.segment].lines,
        )
        for each in results.profiles
    ]
    write_json(segments, path)


def read_segments(values: Any, n_users: int) -> tuple[tuple[Profile, ...], tuple[Persona, ...]]:
    """Read the objects that ``write_segments`` wrote, as profiles and personas; ``n_users`` are all of the run."""
    segments = from_json(values, list[_Segment])
    personas = (
        Persona(each.segment, each.persona.name, each.persona.sentence, each.persona.evidence) for each in segments
    )
    return _profiles(segments, n_users), tuple(personas)


def read_named_segments(values: Any, n_users: int) -> NamedSegments:
    """Read the objects that ``write_segments`` wrote, as far as a later run takes names over."""
    segments = from_json(values, list[_Segment])
    return NamedSegments(
        profiles=_profiles(segments, n_users),
        names={each.segment: each.persona.name for each in segments if each.persona.is_given},
        generated={each.segment: each.persona.name for each in segments if not each.persona.is_given},
        notes={each.segment: each.note for each in segments if each.note},
        numbers={each.segment: each.segment if each.number is None else each.number for each in segments},
        decisions={each.segment: each.decision for each in segments if each.decision},
        own_names={each.segment: each.persona.own_name for each in segments if each.persona.own_name},
    )


def read_texts(values: Any) -> dict[int, Texts]:
    """Read the texts about each segment from the objects that ``write_segments`` wrote."""
    return {
        each.segment: Texts(
            each.persona.name,
            (
                each.persona.sentence,
                *(line.sentence for line in each.portrait),
                each.note,
                *(texts_of_decision(each.decision) if each.decision else ()),
            ),
        )
        for each in from_json(values, list[_Segment])
    }


def _profiles(segments: list[_Segment], n_users: int) -> tuple[Profile, ...]:
    return tuple(
        Profile(
            segment=each.segment,
            size=each.size,
            share=each.size / n_users,
            nearest=each.nearest,
            lifts=each.lifts,
            typical_users=each.typical_users,
            basis=each.basis,
            why_no_facts=each.why_no_facts,
            behaviour=each.behaviour,
        )
        for each in segments
    )


def _persona(results: Results, persona: Persona) -> _Persona:
    is_given = results.naming is not None and persona.segment in results.naming.names
    return _Persona(
        name=persona.name,
        is_given=is_given,
        own_name=results.own_names.get(persona.segment, "") if is_given else "",
        sentence=persona.sentence,
        evidence=_rounded(persona.evidence),
    )


def _segment(profile: Profile, persona: _Persona, trust: SegmentTrust | None, naming: Segmentation | None) -> _Segment:
    return _Segment(
        segment=profile.segment,
        size=profile.size,
        share=round(profile.share, DECIMALS),
        nearest=profile.nearest,
        persona=persona,
        note=naming.notes.get(profile.segment, "") if naming else "",
        decision=naming.decisions.get(profile.segment) if naming else None,
        basis=profile.basis,
        why_no_facts=profile.why_no_facts,
        behaviour=profile.behaviour,
        lifts=_rounded(profile.lifts),
        typical_users=profile.typical_users,
        trust=_Trust(verdict=trust.verdict, reason=trust.reason, reason_code=trust.reason_code) if trust else None,
    )


def _rounded(lifts: Iterable[Lift]) -> tuple[Lift, ...]:
    return tuple(
        replace(
            each,
            share=round(each.share, DECIMALS),
            overall_share=round(each.overall_share, DECIMALS),
            lift=round(each.lift, DECIMALS),
            low=_round(each.low),
            high=_round(each.high),
            strength=_round(each.strength),
            contrast=_rounded_contrast(each.contrast),
        )
        for each in lifts
    )


def _rounded_contrast(contrast: Contrast | None) -> Contrast | None:
    if contrast is None:
        return None
    return Contrast(**{field.name: round(getattr(contrast, field.name), DECIMALS) for field in fields(Contrast)})


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, DECIMALS)
