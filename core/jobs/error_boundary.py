"""The error boundary of a thread or process: every error in it ends as one sentence for a person."""

from __future__ import annotations

import logging
from collections.abc import Callable

from core.errors import AtlasError, InternalError
from core.files.full_disk import full_disk
from core.sentences import Sentence, say


def run_guarded(work: Callable[[], None], log_name: str) -> AtlasError | None:
    """Call ``work``; return the error that its reader can fix, or for any other one an ``InternalError``, logged.

    The one place that may catch everything: nothing above it could report an error to the user.
    """
    try:
        work()
    except AtlasError as error:
        return error
    except Exception as error:
        full = full_disk(error) if isinstance(error, OSError) else None
        if full:
            return full
        logging.getLogger(__name__).exception("Internal error")
        return _internal_error(type(error).__name__, log_name)
    return None


def _internal_error(what: str, log_name: str) -> InternalError:
    return InternalError(
        say("Internal error ({what}).", what=what),
        say("The details are in logs/{log_name} of the workspace; please report it.", log_name=log_name),
    )


def message_of(error: AtlasError) -> str:
    """Return message and hint as one text."""
    return say("{message} {hint}", message=error.message, hint=error.hint) if error.hint else error.message


def error_of(message: str) -> AtlasError:
    """Undo ``message_of``."""
    if isinstance(message, Sentence) and set(message.values) == {"message", "hint"}:
        return AtlasError(message.values["message"], message.values["hint"])
    return AtlasError(message)
