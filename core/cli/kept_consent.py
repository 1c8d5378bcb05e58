"""Who consented by the log that the folder of a run keeps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.sentences import say

if TYPE_CHECKING:
    from core.attributes.consent import Consent
    from core.types import StrArray


def answers_of_folder(folder: Path, user_ids: StrArray, only: Sequence[str] = ()) -> Consent:
    """Return the answers of the log that a folder of files keeps, in the order of ``user_ids``.

    A user whom that log does not know gave no answer.

    Parameters
    ----------
    user_ids
        (n_users,)
    only
        Attributes to read; empty for all that hold consent.

    Raises
    ------
    NoConsentError
        The folder keeps no log, or it does not hold who consented.
    """
    from dataclasses import replace

    import numpy as np
    import pandas as pd

    from core.attributes.consent import read_consent
    from core.attributes.consent_unknown import NoConsentError
    from core.files.kept_log import LOG_FOLDER, has_log
    from core.population.tables import read_attributes

    if not has_log(folder):
        raise NoConsentError(
            say("The folder keeps no log, so it does not hold who consented."),
            say("Make the run without --no-population, or name a run of a workspace."),
        )
    known_ids, attributes = read_attributes(folder / LOG_FOLDER)
    consent = read_consent(attributes, only=only)
    rows = pd.Index(known_ids).get_indexer(pd.Index(user_ids))
    return replace(consent, answers=np.where(rows >= 0, consent.answers[rows], np.nan))
