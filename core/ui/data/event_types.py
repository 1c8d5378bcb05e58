"""What each event type of a log means, and what one such event weighs: a table to correct it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from core.ingest.plausible import Plausibility
from core.population.meanings import EVENT_WEIGHTS, IGNORE, KIND_LABELS, MAX_WEIGHT, parse_meaning, write_meaning
from core.types.meaning import Meaning
from core.ui.shared.text import _, plain, translated

KIND, WEIGHT = "kind", "weight"
_MOST_KINDS = 12
"""Kinds of rows that are named while a question is open, those of most rows first."""


def pick_meanings(seen: Plausibility, key: str) -> dict[str, str]:
    """Draw the event types with their counts; return name → meaning of those that were changed."""
    st.subheader(_("What events mean"), anchor=False)
    st.caption(
        _(
            "Correct what an event type means and how much one such event weighs. Events without an interaction, such "
            "as logins, are stored and counted, but take no part in segments. Events that name no item are counted, "
            "and what users wrote is kept as text; with another meaning, such an event stands for an item itself."
        )
    )
    kinds = list(EVENT_WEIGHTS)
    weight_help = _("Empty: the usual weight of what it means, which stands beside the meaning.")
    edited = st.data_editor(
        _table(seen),
        placeholder="",
        disabled=["n_events"],
        column_config={
            "_index": st.column_config.TextColumn(_("Event"), disabled=True),
            "n_events": st.column_config.NumberColumn(_("Events"), format="localized"),
            KIND: st.column_config.SelectboxColumn(
                _("Meaning"), options=kinds, required=True, format_func=_with_weight
            ),
            WEIGHT: st.column_config.NumberColumn(
                _("Own weight, if not the usual one"), help=weight_help, min_value=-MAX_WEIGHT, max_value=MAX_WEIGHT
            ),
        },
        key=key,
    )
    return changed_meanings(edited, _meanings(seen))


def draw_kinds(seen: Plausibility) -> None:
    """Say what the rows of a log would be by the proposed columns, where they are of several kinds."""
    meanings, counts = _meanings(seen), {**seen.n_events, **seen.n_itemless}
    if len({meanings[name].kind for name in counts}) > 1:
        most = sorted(counts.items(), key=lambda each: -each[1])
        shown = [
            f"{n:,} {plain(name)}: {translated(KIND_LABELS[meanings[name].kind])}" for name, n in most[:_MOST_KINDS]
        ]
        kinds = "; ".join([*shown, *(["…"] if len(most) > _MOST_KINDS else [])])
        st.caption(_("With the first choice of each question: {kinds}.").format(kinds=kinds))


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
    counts = {**seen.n_events, **seen.n_itemless}
    meanings = [_meanings(seen)[name] for name in counts]
    return pd.DataFrame(
        {
            "n_events": list(counts.values()),
            KIND: [each.kind for each in meanings],
            WEIGHT: pd.Series([_own_weight(each) for each in meanings], dtype="float64").array,
        },
        index=pd.Index(list(counts), name="event"),
    )


def _meanings(seen: Plausibility) -> dict[str, Meaning]:
    """Return what the event types mean, also those without items."""
    return dict.fromkeys(seen.n_itemless, Meaning(IGNORE, 0.0)) | dict(seen.meanings)


def _with_weight(kind: object) -> str:
    """Name a meaning with its usual weight, which an event takes whose own weight is empty."""
    return f"{translated(KIND_LABELS[str(kind)])} · {EVENT_WEIGHTS[str(kind)]:g}"


def _own_weight(meaning: Meaning) -> float | None:
    """Return the weight of a meaning where it is not the usual one."""
    return None if meaning.weight == EVENT_WEIGHTS[meaning.kind] else meaning.weight
