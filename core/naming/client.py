"""The one place of the program that opens a connection to another: it asks the endpoint of the settings.

What an endpoint answers with an error is never shown or logged, since it may repeat the key.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from core.errors import ModelError
from core.naming.endpoint import Endpoint
from core.naming.prompt import Prompt
from core.sentences import Sentence, say, say_n

MAX_BYTES = 2_000_000
"""Of an answer; a longer one is no list of names."""
PAUSE, MAX_PAUSE = 1.0, 30.0
"""Seconds before the second try, doubled for each further one; what an endpoint asks for is kept up to the limit."""
_WORTH_ANOTHER_TRY = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})

_Answer = TypeVar("_Answer")


class BadAnswerError(Exception):
    """An answer that cannot be used; another try may give a better one."""

    def __init__(self, why: Sentence) -> None:
        super().__init__(why)
        self.why = why


@dataclass(slots=True)
class Usage:
    """What was needed, over all tries."""

    n_tries: int = 0
    seconds: float = 0.0
    tokens_in: int | None = 0
    """None where an answer did not count them."""
    tokens_out: int | None = 0


@dataclass(frozen=True, slots=True)
class Reply(Generic[_Answer]):
    """An answer, and what was needed for it."""

    answer: _Answer
    usage: Usage


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why a try gave nothing."""

    why: Sentence
    is_final: bool = False
    pause: float = 0.0


def ask(endpoint: Endpoint, prompt: Prompt, read: Callable[[str], _Answer], tick: Callable[[int], None]) -> Reply[Any]:
    """Send the text and read the answer, again after errors that may pass.

    Parameters
    ----------
    read
        Makes something of the text of an answer; raises ``BadAnswerError`` where it cannot.
    tick
        Called before each try, with the number of tries before it.

    Raises
    ------
    ModelError
        No try gave an answer that can be used.
    """
    usage, started = Usage(), time.monotonic()
    while True:
        tick(usage.n_tries)
        usage.n_tries += 1
        found = _try_once(endpoint, prompt, read, usage)
        usage.seconds = time.monotonic() - started
        if isinstance(found, Reply):
            return found
        if found.is_final or usage.n_tries > endpoint.retries:
            raise ModelError(
                say("No names by the language model: {why}", why=found.why),
                say_n("Tried {n} time; the names stay as they are.", "Tried {n} times; the names stay as they are.",
                      usage.n_tries),
            )  # fmt: skip
        wait(min(max(found.pause, PAUSE * 2 ** (usage.n_tries - 1)), MAX_PAUSE))


def wait(seconds: float) -> None:
    """Wait before another try."""
    time.sleep(seconds)


def _try_once(
    endpoint: Endpoint, prompt: Prompt, read: Callable[[str], _Answer], usage: Usage
) -> Reply[_Answer] | _Failure:
    try:
        received = _send(endpoint, prompt)
        if isinstance(received, _Failure):
            return received
        return Reply(read(_content_of(received, usage)), usage)
    except BadAnswerError as error:
        return _Failure(error.why)


def _send(endpoint: Endpoint, prompt: Prompt) -> bytes | _Failure:
    """Return the body of an answer with status 200."""
    import httpx

    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)  # they log addresses
    headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
    until = time.monotonic() + endpoint.seconds
    try:
        with (
            httpx.Client(timeout=endpoint.seconds, trust_env=not endpoint.is_local) as client,
            client.stream("POST", endpoint.url, json=prompt.body, headers=headers) as answer,
        ):
            if answer.status_code != 200:
                return _refused(answer.status_code, answer.headers.get("retry-after", ""))
            received = b""
            for part in answer.iter_bytes():
                received += part
                if len(received) > MAX_BYTES:
                    return _Failure(say("the answer is longer than {n:,} bytes.", n=MAX_BYTES))
                if time.monotonic() > until:
                    return _late(endpoint)
            return received
    except httpx.TimeoutException:
        return _late(endpoint)
    except httpx.ConnectError:
        return _Failure(say("nothing answers at {url}.", url=endpoint.url))
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError):
        return _Failure(say("the connection to {url} broke off.", url=endpoint.url))


def _late(endpoint: Endpoint) -> _Failure:
    return _Failure(say_n("it took longer than {n} second.", "it took longer than {n} seconds.", endpoint.seconds))


def _refused(status: int, retry_after: str) -> _Failure:
    pause = float(retry_after) if retry_after.isdecimal() and len(retry_after) < 6 else 0.0
    if status in (401, 403):
        return _Failure(say("the endpoint refuses the key (status {status}).", status=status), is_final=True)
    if status == 404:
        return _Failure(say("the endpoint does not know the address or the model (status 404)."), is_final=True)
    is_final = status not in _WORTH_ANOTHER_TRY
    return _Failure(say("the endpoint answered with status {status}.", status=status), is_final, pause)


def _content_of(received: bytes, usage: Usage) -> str:
    """Return the text of the answer, and count its tokens."""
    try:
        values = json.loads(received)
        content = values["choices"][0]["message"]["content"]
        counted = values.get("usage") or {}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise BadAnswerError(say("the endpoint did not answer as an OpenAI-compatible one does.")) from error
    usage.tokens_in = _plus(usage.tokens_in, counted, "prompt_tokens")
    usage.tokens_out = _plus(usage.tokens_out, counted, "completion_tokens")
    if not isinstance(content, str):
        raise BadAnswerError(say("the answer holds no text."))
    return content


def _plus(before: int | None, counted: Any, name: str) -> int | None:
    n = counted.get(name) if isinstance(counted, dict) else None
    is_count = isinstance(n, int) and not isinstance(n, bool) and 0 <= n < 10**9
    return before + n if before is not None and is_count and n is not None else None
