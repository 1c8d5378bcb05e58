"""Ask a language model for the names of all segments in one call, and check what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from core.errors import ModelError
from core.naming.answer import Proposal, Proposals, read_answer
from core.naming.claims import check_claim, check_sentence
from core.naming.client import Reply, ask
from core.naming.endpoint import Endpoint, endpoint_of
from core.naming.figures import Sent, figures_to_send
from core.naming.names import why_alike, why_no_name
from core.naming.outcome import NamedSegment, Outcome
from core.naming.prompt import Prompt, make_prompt
from core.results.folder import read_results
from core.results.results import Results
from core.sentences import say
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be sent of a run, and where."""

    endpoint: Endpoint
    sent: Sent
    prompt: Prompt
    language: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The names that segments have when a model is asked."""

    names: Mapping[int, str]
    by_analysts: frozenset[int] = field(default_factory=frozenset)
    """Segments that people named, who are not overruled."""


def question_of(results: Results, settings: Settings, language: str = "en") -> Question:
    """Put a question together; nothing is sent.

    Raises
    ------
    ModelError
        The settings name no model, or there is nothing to send.
    SettingsError
        The settings of the model cannot be used.
    """
    endpoint = endpoint_of(settings)
    if endpoint is None:
        raise ModelError(
            say("No language model is set, so nothing is sent."),
            say("Set ATLAS_MODEL_URL and ATLAS_MODEL_NAME, and start the program again."),
        )
    sent = figures_to_send(results, settings.model_least_users)
    if not sent.segments:
        raise ModelError(say("No segment is large enough to be sent to a language model."))
    return Question(endpoint, sent, make_prompt(sent, endpoint.url, endpoint.model, language), language)


def ask_for_names(question: Question, agreed: str, standing: Standing, tick: Callable[[int], None]) -> Outcome:
    """Send a question that a person agreed to, and check the answer.

    Parameters
    ----------
    agreed
        ``Prompt.digest`` of the text that a person has read and agreed to send.
    tick
        Called before each try, with the number of tries before it.

    Raises
    ------
    ModelError
        Nobody agreed to this very text, or the model gave no answer that can be used.
    """
    if agreed != question.prompt.digest:
        raise ModelError(
            say("Nothing was sent: nobody agreed to this text, to this endpoint and model."),
            say("Read the text again and agree to it."),
        )
    asked = {each.segment for each in question.sent.segments}
    reply = ask(question.endpoint, question.prompt, partial(read_answer, segments=asked), tick)
    return _outcome(question, reply, standing)


def name_run(
    run: Path, settings: Settings, agreed: str, language: str, standing: Standing, report: Callable[[float], None]
) -> Outcome:
    """Ask for the names of the run in a folder, as ``ask_for_names`` does; report how much of the tries is done."""
    question = question_of(read_results(run), settings, language)
    return ask_for_names(question, agreed, standing, lambda n: report(n / (question.endpoint.retries + 1)))


def _outcome(question: Question, reply: Reply[Proposals], standing: Standing) -> Outcome:
    usage, endpoint = reply.usage, question.endpoint
    cost = endpoint.cost(usage.tokens_in, usage.tokens_out)
    return Outcome(
        url=endpoint.url,
        model=endpoint.model,
        sent=question.prompt.text,
        before=dict(standing.names),
        segments=_checked(question, reply.answer.by_segment, standing),
        left_out=question.sent.left_out,
        notes=reply.answer.notes,
        n_tries=usage.n_tries,
        seconds=usage.seconds,
        tokens_in=usage.tokens_in,
        tokens_out=usage.tokens_out,
        cost="" if cost is None else f"{cost:.6f}",
    )


def _checked(question: Question, answers: Mapping[int, Proposal], standing: Standing) -> tuple[NamedSegment, ...]:
    alone = [_one(question, segment, answers.get(segment), standing) for segment in standing.names]
    proposed = {each.segment: each.proposed for each in alone if each.is_taken}
    clashes = why_alike(proposed, standing.names)
    return tuple(each.refused(clashes[each.segment]) if each.segment in clashes else each for each in alone)


def _one(question: Question, segment: int, answer: Proposal | None, standing: Standing) -> NamedSegment:
    """Check what the model says of one segment, without the others."""
    figures = question.sent.of(segment)
    if figures is None:
        return NamedSegment(segment, "", say("The segment was not sent: it is too small."))
    if answer is None:
        return NamedSegment(segment, "", say("The answer has no name for it."))
    claims = tuple(check_claim(each, figures) for each in answer.claims)
    sentence, struck = check_sentence(answer.sentence, figures, question.sent.n_users, question.language)
    why = why_no_name(answer.name, figures)
    if not why and all(each.why_struck for each in claims):
        why = say("None of the claims behind it holds.") if claims else say("It comes without a claim.")
    if segment in standing.by_analysts:
        why = say("An analyst named the segment.")
    elif not why and answer.name == standing.names[segment]:
        why = say("The segment has this name already.")
    return NamedSegment(segment, answer.name, why, sentence, struck, claims)
