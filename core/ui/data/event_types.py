"""What each event type of a log means, and what one such event weighs: a table to correct it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from core.ingest.plausible import Plausibility
from core.population.meanings import EVENT_WEIGHTS, KIND_LABELS, MAX_WEIGHT, parse_meaning, write_meaning
from core.types.meaning import Meaning
from core.ui.shared.text import _, translated

KIND, WEIGHT = "kind", "weight"


def pick_meanings(seen: Plausibility, key: str) -> dict[str, str]:
    """Draw the event types with their counts; return name → meaning of those that were changed."""
    st.subheader(_("What events mean"), anchor=False)
    st.caption(
        _(
            "Correct what an event type means and how much one such event weighs. Events without an interaction, such "
            "as logins, are stored and counted, but take no part in segments."
        )
    )
    kinds, weight_help = list(EVENT_WEIGHTS), _("Empty: the usual weight of what it means.")
    edited = st.data_editor(
        _table(seen),
        disabled=["n_events"],
        column_config={
            "_index": st.column_config.TextColumn(_("Event"), disabled=True),
            "n_events": st.column_config.NumberColumn(_("Events"), format="localized"),
            KIND: st.column_config.SelectboxColumn(
                _("Meaning"), options=kinds, required=True, format_func=lambda kind: translated(KIND_LABELS[str(kind)])
            ),
            WEIGHT: st.column_config.NumberColumn(
                _("Weight"), help=weight_help, min_value=-MAX_WEIGHT, max_value=MAX_WEIGHT
            ),
        },
        key=key,
    )
    return changed_meanings(edited, seen.meanings)


def changed_meanings(edited: pd.DataFrame, guessed: Mapping[str, Meaning]) -> dict[str, str]:
    """Return name → meaning, as ``LogSource.meanings``, where the table says something else than was guessed.

    Parameters
    ----------
    edited
        By event name: ``kind``, and ``weight`` or NaN for the usual one. A weight that was left as it was guessed
        follows a new kind.
    guessed
        By event name.

    Raises
    ------
    IngestError
        A weight does not fit its kind.
    """
    changed = {}
    for name, kind, weight in zip(edited.index, edited[KIND], edited[WEIGHT], strict=True):
        guess = guessed[name]
        is_usual = pd.isna(weight) or (kind != guess.kind and weight == guess.weight)
        meaning = parse_meaning(kind if is_usual else f"{kind}:{weight:g}")
        if meaning != guess:
            changed[str(name)] = write_meaning(meaning)
    return changed


def _table(seen: Plausibility) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "n_events": list(seen.n_events.values()),
            KIND: [seen.meanings[name].kind for name in seen.n_events],
            WEIGHT: [seen.meanings[name].weight for name in seen.n_events],
        },
        index=pd.Index(list(seen.n_events), name="event"),
    )
