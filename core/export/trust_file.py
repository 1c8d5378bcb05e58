"""The trust card as a table, one row per segment: ``trust.csv``."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from core.files.csv_files import DECIMALS
from core.results.results import Results
from core.trust.card import SegmentTrust
from core.trust.figures import SEGMENT_FIGURES, Form, Value, cells_of
from core.types import Column

_FORMS: Mapping[Form, pa.DataType] = {
    Form.NUMBER: pa.float64(),
    Form.INTERVAL: pa.float64(),
    Form.WHOLE: pa.int64(),
    Form.TRUTH: pa.bool_(),
    Form.TEXT: pa.string(),
}
_FIGURES = tuple(figure for figure in SEGMENT_FIGURES if figure.in_file)
_SIZES = (Column.SIZE, Column.SHARE)
_FIGURE_KINDS = {column: _FORMS[figure.form] for figure in _FIGURES for column in figure.columns}
TRUST_KINDS: Mapping[str, pa.DataType] = {
    Column.SEGMENT: pa.int64(),
    Column.PERSONA: pa.string(),
    **{name: _FIGURE_KINDS[name] for name in _SIZES},
    Column.VERDICT: pa.string(),
    Column.REASON: pa.string(),
    Column.ADVICE: pa.string(),
    **_FIGURE_KINDS,
    Column.REASON_CODE: pa.string(),
    Column.DETAIL: pa.string(),
}
"""Columns of ``trust.csv`` and what they hold: sizes first, then the verdict, then the figures of the table."""
_NO_CARD: Mapping[str, Value] = {name: "" for name, kind in TRUST_KINDS.items() if kind == pa.string()}


def trust_table(results: Results) -> pa.Table:
    """Return the table of ``trust.csv``, in the order of the profiles; what was not measured is empty."""
    found = results.trust.by_segment() if results.trust else {}
    rows = [
        {
            **(_row(found[profile.segment]) if profile.segment in found else _NO_CARD),
            Column.SEGMENT: profile.segment,
            Column.PERSONA: results.names.get(profile.segment, ""),
            Column.SIZE: profile.size,
            Column.SHARE: _rounded(profile.share),
        }
        for profile in results.profiles
    ]
    columns = {
        name: pa.array([row.get(name) for row in rows], kind, from_pandas=True) for name, kind in TRUST_KINDS.items()
    }
    return pa.table(columns)


def _row(trust: SegmentTrust) -> dict[str, Value]:
    verdict: dict[str, Value] = {
        Column.VERDICT: str(trust.verdict),
        Column.REASON: trust.reason,
        Column.ADVICE: trust.advice,
        Column.REASON_CODE: str(trust.reason_code),
        Column.DETAIL: trust.detail,
    }
    return {**verdict, **{name: _rounded(value) for name, value in cells_of(trust, _FIGURES).items()}}


def _rounded(value: Value) -> Value:
    return round(value, DECIMALS) + 0.0 if isinstance(value, float) else value
