"""What of a run may leave for an audience: texts about segments are read, names become codes, typical users masked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.personas.policy import Flag, Texts, flags_of, interest_code, neutral_code, sentence_of, warning_of
from core.personas.portrait import Portrait, masked_apart
from core.results.portraits import portraits
from core.results.results import Results, with_names
from core.sentences import say_n
from core.store.segment_decision import texts_of_decision
from core.trust.conditions import AT_MOST
from core.trust.rules import Rule
from core.types import Profile


def flag_sentences(results: Results, *, keeps_flagged: bool = False) -> dict[int, str]:
    """Return what of the texts about each segment may not leave, as a sentence by segment; "" for nothing."""
    return {
        segment: sentence_of(own, code_of(results, segment), keeps_flagged) for segment, own in _texts(results).items()
    }


def flags_before_leaving(results: Results) -> dict[int, str]:
    """Return the same where nobody chose yet what leaves: by default, approved segments as they were approved."""
    return {segment: sentence_of(own, code_as_approved(results, segment)) for segment, own in _texts(results).items()}


def warnings_of(results: Results) -> dict[int, str]:
    """Return why platforms refuse a segment, as a sentence by segment; only those that are flagged."""
    found = {segment: warning_of(own) for segment, own in _texts(results).items()}
    return {segment: text for segment, text in found.items() if text}


def code_of(results: Results, segment: int) -> str:
    """Return the neutral code of a segment, with the version of the names that it stands for."""
    return neutral_code(results.number_of(segment), results.naming.version_of(segment) if results.naming else 0)


def code_as_approved(results: Results, segment: int) -> str:
    """Return the code that a segment leaves under by default: of the version in which it was approved as it is now."""
    version = results.naming.approved_or_own_version(segment) if results.naming else 0
    return neutral_code(results.number_of(segment), version)


def audience_names(results: Results, *, keeps_flagged: bool = False) -> dict[int, str]:
    """Return what files of users call each segment: by its name, or by a code where the name is flagged.

    ``keeps_flagged`` is the analyst's decision to take the name all the same.
    """
    return {
        each.segment: code_of(results, each.segment) if flags_of(each.name) and not keeps_flagged else each.name
        for each in results.personas
    }


def for_audiences(results: Results) -> Results:
    """Return results under names that may leave, of segments and of interests."""
    named = with_names(results, audience_names(results))
    if named.interests is None:
        return named
    nodes = tuple(
        replace(node, name=interest_code(node.id, results.interests_version)) if flags_of(node.name) else node
        for node in named.interests.nodes
    )
    return replace(named, interests=replace(named.interests, nodes=nodes))


def as_evidence(results: Results) -> Results:
    """Return results whose typical users are masked where a text or a fact about the segment is flagged, and a note."""
    texts = _texts(results)
    is_flagged = {
        each.segment: bool(texts[each.segment].flags or _flags_of_facts(each)) and bool(each.typical_users)
        for each in results.profiles
    }
    n_masked = sum(is_flagged.values())
    if not n_masked:
        return results
    shown = [user for each in results.profiles for user in each.typical_users]
    masks = dict(zip(shown, masked_apart(shown), strict=True))
    profiles = tuple(
        replace(each, typical_users=tuple(masks[user] for user in each.typical_users))
        if is_flagged[each.segment]
        else each
        for each in results.profiles
    )
    note = say_n(
        "The typical users of {n} segment are masked in segments.json: what stands there about it should not go on "
        "with ids of users.",
        "The typical users of {n} segments are masked in segments.json: what stands there about them should not go "
        "on with ids of users.",
        n_masked,
    )
    return replace(results, profiles=profiles).with_note(note)


def _texts(results: Results) -> Mapping[int, Texts]:
    """Return the texts about each segment that a card, a command or a file shows."""
    notes = results.naming.notes if results.naming else {}
    decisions = results.naming.decisions if results.naming else {}
    trust = results.trust.by_segment() if results.trust else {}
    personas, found = {persona.segment: persona for persona in results.personas}, {}
    for portrait in portraits(results):
        persona, judged = personas[portrait.segment], trust.get(portrait.segment)
        rule = _what_it_has(judged.rule) if judged and judged.rule else ""
        decided = decisions.get(portrait.segment)
        own = (notes.get(portrait.segment, ""), *(texts_of_decision(decided) if decided else ()))
        others = (persona.sentence, *_lines(portrait), *own, rule)
        found[portrait.segment] = Texts(persona.name, others)
    return found


def _what_it_has(rule: Rule) -> str:
    """Return the conditions of a rule on what users have: that they have little of a subject suggests nothing of it."""
    return " ".join(each.sentence for each in rule.conditions if each.comparison != AT_MOST)


def _lines(portrait: Portrait) -> tuple[str, ...]:
    return tuple(line.sentence for line in portrait.lines)


def _flags_of_facts(profile: Profile) -> tuple[Flag, ...]:
    return flags_of(*(lift.name for lift in profile.lifts))
