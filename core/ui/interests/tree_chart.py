"""The tree of interests as a picture: an area for each node, its size the users or events, its colour the lift."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import east_asian_width

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from core.interests.tree import ROOT
from core.personas.shares import percent
from core.types import Column, FloatArray
from core.ui.shared.palette import GROUND, Theme, apply_layout, compared_colour
from core.ui.shared.text import _, _n, hover, in_lines
from core.views.cards import HIGH, LOW
from core.views.colours import text_on
from core.views.interests import IS_KNOWN, N_EVENTS, N_ITEMS, N_USERS, PARENT, PATH

WHOLE = "all"
"""Id of the area that holds all others."""
_MOST, _MOST_LATELY = 2.0, 0.5
"""The ends of the colours in powers of two: four times as much or a quarter; 1.4 times or 0.7 times of late."""
_HEIGHT = 760
_WIDTH = 820
"""That of the picture in a narrow window, in pixels as its height."""
_LETTER, _LINE = 7.2, 16.5
"""Width and height of a letter, in pixels."""
_SLIM, _GAP, _LEAST_LETTERS = 0.75, 2, 6
"""An area is hardly slimmer than this part of the side of a square as large; letters before a figure, and of a name."""


@dataclass(frozen=True, slots=True)
class Look:
    """How the tree is drawn."""

    size: str
    """A column of the tree whose values add up from parts to the whole."""
    theme: Theme
    level: int = ROOT
    """The node whose parts fill the picture; -1 for the whole tree."""
    node: int = ROOT
    """The node that is marked."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the colours compare, in the visitor's language."""

    share: str
    """Such as "{share} of the interests of this segment"."""
    usual: str
    is_all: bool
    """Whether it is about all users: then areas carry shares, else lifts."""

    @property
    def most(self) -> float:
        """The end of the colours, in powers of two."""
        return _MOST_LATELY if self.is_all else _MOST


def tree_chart(tree: pd.DataFrame, look: Look, words: Words) -> go.Figure:
    """Draw the nodes of ``tree_frame``, two layers of them below the level."""
    size, theme = look.size, look.theme
    colours = [compared_colour(part, theme) for part in _parts(tree, words.most).tolist()]
    is_broad = tree[PARENT].to_numpy() == ROOT
    is_marked = tree[Column.NODE_ID].to_numpy() == look.node
    edges = np.where(is_marked, text_on(GROUND[theme]), GROUND[theme])
    rows, total = tree.to_dict("records"), int(tree.loc[is_broad, size].sum())
    figure = go.Figure(
        go.Treemap(
            ids=[WHOLE, *tree[Column.NODE_ID].astype(str)],
            parents=["", *np.where(is_broad, WHOLE, tree[PARENT].astype(str))],
            labels=[_("All interests"), *(_heading(row, words, row[size] / max(total, 1)) for row in rows)],
            values=[total, *tree[size].tolist()],
            text=[_("All interests"), *(_text(row, words) for row in rows)],
            hovertext=["", *(_hover(row, words) for row in rows)],
            hovertemplate="%{hovertext}<extra></extra>",
            textinfo="text",
            branchvalues="total",
            maxdepth=3,
            level=WHOLE if look.level == ROOT else str(look.level),
            tiling={"pad": 1},
            pathbar={"visible": False},
            marker={
                "colors": [GROUND[theme], *colours],
                "line": {"width": [1, *np.where(is_marked, 3, 1)], "color": [GROUND[theme], *edges]},
                "pad": {"t": 22, "l": 2, "r": 2, "b": 2},
            },
            textfont={"color": [text_on(GROUND[theme]), *map(text_on, colours)], "size": 13},
        )
    )
    apply_layout(figure, _HEIGHT, margin={"l": 0, "r": 0, "t": 0, "b": 0}, uirevision=f"{look.level} {look.node}")
    figure.update_layout(uniformtext={"minsize": 12, "mode": "hide"})
    return figure


def legend(words: Words, theme: Theme) -> str:
    """Return the scale of colours as HTML."""
    parts = [
        (compared_colour(part, theme), _times(2 ** (part * words.most), 2)) for part in (-1.0, -0.5, 0.0, 0.5, 1.0)
    ]
    cells = "".join(
        f'<span style="display:inline-block;min-width:3.1em;padding:1px 3px;text-align:center;'
        f'background:{colour};color:{text_on(colour)}">{times}</span>'
        for colour, times in parts
    )
    ends = f'<div style="display:flex;justify-content:space-between">{_ends(words)}</div>'
    return f'<div style="font-size:0.82rem;white-space:nowrap;display:inline-block">{ends}<div>{cells}</div></div>'


def _ends(words: Words) -> str:
    less, more = (_("less lately"), _("more lately")) if words.is_all else (_("less interested"), _("more interested"))
    return f"<span>{less}</span><span>{more}</span>"


def _parts(tree: pd.DataFrame, most: float) -> FloatArray:
    """Return how far towards either end of the colours, -1 to 1; 0 where the interval holds 1, or nothing is known."""
    lifts = tree[Column.LIFT].to_numpy(dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.clip(np.log2(lifts) / most, -1.0, 1.0)
    return np.where(tree[IS_KNOWN].to_numpy(dtype=bool), np.nan_to_num(parts), 0.0)


def _text(row: Mapping[Hashable, Any], words: Words) -> str:
    """Return what stands in an area without parts: its whole name and figure, hidden where there is no room for them.

    Areas are about square, so lines are as long as makes the text most nearly so; a word is not broken.
    """
    name = str(row[Column.NODE])
    shortest = max(map(len, name.split()), default=1)
    n_letters = min(range(shortest, max(len(name), shortest) + 1), key=lambda n: _side(textwrap.wrap(name, n)))
    return f"{in_lines(name, n_letters)}<br>{_figure(row, words)}"


def _side(lines: Sequence[str]) -> float:
    """Return the side of the square that lines and a figure below them fill, in pixels."""
    return max(_LETTER * max(map(len, lines), default=0), _LINE * (len(lines) + 1))


def _heading(row: Mapping[Hashable, Any], words: Words, part: float) -> str:
    """Return what stands above the parts of an area: of a long name as much as there is room for, since none is worse.

    ``part`` is that of the whole picture that the area fills.
    """
    figure = _figure(row, words)
    room = _SLIM * math.sqrt(part * _WIDTH * _HEIGHT) / _LETTER - len(figure) - _GAP
    return f"<b>{hover(_cut(str(row[Column.NODE]), max(int(room), _LEAST_LETTERS)))}</b>  {figure}"


def _cut(name: str, n_letters: int) -> str:
    """Return a name that is no wider than so many Latin letters, cut behind a word where that keeps half of them.

    A Chinese letter is as wide as two.

    >>> _cut("Bath & Beauty", 13), _cut("Hook & wood letter", 13), _cut("Chocolate", 8), _cut("茶具 (Tea caddy)", 8)
    ('Bath & Beauty', 'Hook & wood…', 'Chocola…', '茶具 (T…')
    """
    widths = [2 if east_asian_width(letter) in "WF" else 1 for letter in name]
    if sum(widths) <= n_letters:
        return name
    n_kept = int(np.searchsorted(np.cumsum(widths), n_letters - 1, side="right"))
    kept = name[:n_kept]
    words = kept if name[n_kept].isspace() else kept.rpartition(" ")[0]
    words = words.rstrip(" &,(")
    return f"{words if len(words) >= n_kept / 2 else kept.rstrip()}…"


def _figure(row: Mapping[Hashable, Any], words: Words) -> str:
    if words.is_all:
        return percent(row[Column.OVERALL_SHARE])
    lift = row[Column.LIFT]
    return _times(lift) if row[IS_KNOWN] or math.isnan(lift) else _("≈ {times} ×").format(times=f"{lift:.1f}")


def _times(lift: float, digits: int = 1) -> str:
    return "" if math.isnan(lift) else _("{times} ×").format(times=f"{lift:.{digits}f}")


def _hover(row: Mapping[Hashable, Any], words: Words) -> str:
    counts = " · ".join((
        _n("{n} item", "{n} items", row[N_ITEMS]),
        _n("{n} user", "{n} users", row[N_USERS]),
        _n("{n} event", "{n} events", row[N_EVENTS]),
    ))  # fmt: skip
    lines = [f"<b>{hover(str(row[PATH]))}</b>", counts]
    if not math.isnan(row[Column.LIFT]):
        lines += [
            words.share.format(share=percent(row[Column.SHARE])),
            words.usual.format(share=percent(row[Column.OVERALL_SHARE])),
            _("Lift {lift}, 95 % interval {low} to {high}").format(
                lift=f"{row[Column.LIFT]:.2f}", low=f"{row[LOW]:.2f}", high=f"{row[HIGH]:.2f}"
            ),
        ]
    return "<br>".join(lines)
