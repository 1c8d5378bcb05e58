"""How a column writes its numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ENOUGH = 0.8
_PLAIN = r"\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*"
_WITH_SIGN = r"\s*[-+]?[$€£¥￥]\s*[-+]?[\d,]+(\.\d+)?\s*"
_STYLES = {
    "try_cast({text} as double)": _PLAIN,
    "try_cast(replace({text}, ',', '.') as double)": r"\s*[-+]?\d+,\d{1,2}\s*|\s*[-+]?\d+\s*",
    "try_cast(replace({text}, ',', '') as double)": r"\s*[-+]?\d{1,3}(,\d{3})*(\.\d+)?\s*",
    "try_cast(replace(replace({text}, '.', ''), ',', '.') as double)": r"\s*[-+]?\d{1,3}(\.\d{3})*(,\d+)?\s*",
    "try_cast(regexp_replace({text}, '[^0-9.+-]', '', 'g') as double)": _WITH_SIGN,
}


def find_number_sql(texts: Sequence[str | None]) -> str | None:
    """Return SQL that turns ``{text}`` into a DOUBLE or null, None when most ``texts`` are no numbers.

    Plain numbers, decimal commas, thousands separators and a currency sign in front are understood.
    """
    values = [text for text in texts if text and text.strip()][:5000]
    best, n_best = "", 0
    for sql, pattern in _STYLES.items():
        n_matching = sum(re.fullmatch(pattern, value) is not None for value in values)
        if n_matching > n_best:
            best, n_best = sql, n_matching
    return best if values and n_best >= _ENOUGH * len(values) else None


def is_number(texts: Sequence[str | None]) -> bool:
    """Whether every text that is there is a plain number."""
    values = [text for text in texts if text and text.strip()]
    return bool(values) and all(re.fullmatch(_PLAIN, value) for value in values)
