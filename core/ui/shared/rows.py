"""How high the rows of a table have to be so that no text in them is cut off."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap

import pandas as pd

HEADING = 35
"""Height of the heading of a table, in pixels."""
_ONE_LINE, _THREE_LINES, _LINE = 35, 65, 20
"""Height of a row of one line, of three, and of one more; in rows between these Streamlit cuts texts off, here it wraps
them."""
_MOST = 6


def row_height(shown: pd.DataFrame, letters: Mapping[str, int], *, least: int = 1) -> int:
    """Return the height of rows in which no text of the table is cut off, up to six lines, in pixels.

    Parameters
    ----------
    letters
        How many letters of each column of texts stand in a line, where the page is 1280 pixels wide.
    least
        Lines that each row has room for.
    """
    texts = ((str(text), width) for name, width in letters.items() for text in shown[name])
    n_lines = max((len(wrap(text, width)) for text, width in texts), default=0)
    if max(n_lines, least) <= 1:
        return _ONE_LINE
    return _THREE_LINES + _LINE * (min(max(n_lines, 3), _MOST) - 3)
