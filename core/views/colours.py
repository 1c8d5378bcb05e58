"""The colours of segments and of verdicts, for pages and for packs.

The colours of segments were found by a search among those of a lightness of 42 to 78, which stand out from light and
from dark ground. The nearest two of the first twelve are 15 apart in CIELAB, of all twenty-four 11, for people who see
all colours and for those with protanopia, deuteranopia or tritanopia (Machado, Oliveira and Fernandes 2009). From the
twenty-fifth segment on colours come again.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.trust.grade import Grade

COLOURS = (
    "#006cf0", "#c06c00", "#00d8c0", "#b43060", "#a8c0fc", "#f0b424",
    "#cc303c", "#fc6c84", "#c0c060", "#9c78a8", "#549cfc", "#9c48b4",
    "#603cfc", "#3c783c", "#9090d8", "#48b490", "#60a830", "#a800cc",
    "#e40c90", "#b49c60", "#b4b4d8", "#9c540c", "#78906c", "#fc9cb4",
)  # fmt: skip
UNASSIGNED = "#8c929a"
GRADE_COLOURS: Mapping[Grade, str] = {
    Grade.STRONG: "#1f7f8a",
    Grade.USABLE: "#3f6fd8",
    Grade.WEAK: "#b06000",
    Grade.NONE: "#b43060",
}


def colour_of_number(number: int) -> str:
    """Return the colour of a segment by the number that pages show, from 1; grey for the unassigned (-1)."""
    return COLOURS[(number - 1) % len(COLOURS)] if number > 0 else UNASSIGNED


def contrast(colour: str, other: str) -> float:
    """Return how well one colour stands out from another by WCAG 2, from 1 to 21; text needs 4.5, graphics 3.

    >>> contrast("#ffffff", "#000000")
    21.0
    """
    return _contrast(_luminance(colour), _luminance(other))


def blend(low: str, high: str, part: float) -> str:
    """Return the colour on the way from one to another, at a part from 0 to 1.

    >>> blend("#000000", "#ff8000", 0.5)
    '#804000'
    """
    pairs = ((int(low[at : at + 2], 16), int(high[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(one + part * (other - one)):02x}" for one, other in pairs)


def text_on(colour: str) -> str:
    """Return black or white, whichever reads better on a colour such as "#006cf0": 4.5 times or more on any."""
    luminance = _luminance(colour)
    return max(("#ffffff", "#000000"), key=lambda text: _contrast(luminance, _luminance(text)))


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour by WCAG 2, 0 to 1."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(luminance: float, other: float) -> float:
    """Return how well one is read on the other, from 1 to 21; text needs 4.5."""
    return (max(luminance, other) + 0.05) / (min(luminance, other) + 0.05)
