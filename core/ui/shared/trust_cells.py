"""The cells of the trust card: a finding in plain words over a small picture; the statistics as one line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from core.trust.grade import HIGHLY_STABLE, STABLE, UNSTABLE, ReasonCode
from core.trust.intervals import Estimate
from core.trust.uplift import is_wide, uplift_finding
from core.ui.shared.bars import chip
from core.ui.shared.palette import ACCENT
from core.ui.shared.text import _, _n, minus, non_breaking, translated
from core.ui.shared.verdicts import mark
from core.views.trust import Band, CheckResult, SegmentView, times_as_likely

_BANDS = (
    (0.0, UNSTABLE, "rgba(184,100,0,0.30)"),
    (UNSTABLE, STABLE, "rgba(140,146,154,0.40)"),
    (STABLE, HIGHLY_STABLE, "rgba(42,143,154,0.42)"),
    (HIGHLY_STABLE, 1.0, "rgba(42,143,154,0.75)"),
)
_ROOM = 0.3
"""Of the spread of all values, how much of wide intervals is drawn on either side."""
_FAR_APART = 0.25
"""From this difference on, one decimal shows the ends of a scale well enough."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The ends, in bits per event, of the scale on which the predictions of all segments are drawn."""

    low: float
    high: float

    @classmethod
    def of(cls, views: Sequence[SegmentView]) -> Scale:
        """Fit the scale to all segments; intervals that are wider by far are cut off."""
        known: list[Estimate] = [view.items for view in views if not math.isnan(view.items.value)]
        values = [0.0, *(each.value for each in known)]
        room = _ROOM * max(max(values) - min(values), 0.1)
        low = max(min([0.0, *(each.low for each in known)]), min(values) - room)
        high = min(max([0.1, *(each.high for each in known)]), max(values) + room)
        return cls(low - 0.05 * (high - low), high)

    def place(self, value: float) -> float:
        """Return where a value stands, 0 to 100."""
        return 100 * min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)

    @property
    def ends(self) -> tuple[str, str]:
        """How many times as likely the ends of the scale stand for, with decimals that show that they differ."""
        low, high = (times_as_likely(each) for each in (self.low, self.high))
        n_digits = 1 if high - low >= _FAR_APART and f"{low:.1f}" != "1.0" else 2
        return f"{low:.{n_digits}f}", f"{high:.{n_digits}f}"


def name_cell(view: SegmentView) -> str:
    """Draw number, name and size."""
    size = _("{users} · {share}").format(
        users=_n("{n} user", "{n} users", view.size), share=f"{100 * view.share:.1f} %"
    )
    return f'<div class="name">{chip(view.number)}{escape(view.name)}</div><div class="small">{escape(size)}</div>'


def stability(view: SegmentView) -> str:
    """Draw whether the segment is found again when users and events are resampled."""
    if math.isnan(view.jaccard):
        return _cell(mark(CheckResult.UNKNOWN), _("not computed"), "")
    bands = "".join(
        f'<i style="left:{100 * start:.0f}%;width:{100 * (end - start):.0f}%;background:{colour}"></i>'
        for start, end, colour in _BANDS
    )
    dot = f'<b style="left:{100 * view.jaccard:.1f}%"></b>'
    note = _small(_left_over()) if view.is_left_over else ""
    picture = f'<div class="scale">{bands}{dot}</div>'
    if view.trust.reason_code is ReasonCode.TWO_GROUPS:
        note = _small(_("as a whole; the two groups in it differ"))
    return _cell(mark(view.stability_check), _band_label(view.band), picture + note)


def prediction(view: SegmentView, scale: Scale) -> str:
    """Draw how many times as likely the segment makes what its users pick next."""
    items = view.items
    if math.isnan(items.value):
        return _cell(mark(view.prediction_check), _("not measured"), "")
    start, end = scale.place(items.low), scale.place(items.high)
    band = f'<i style="left:{start:.1f}%;width:{max(end - start, 1):.1f}%;background:{ACCENT};opacity:0.55"></i>'
    zero = f'<u style="left:{scale.place(0):.1f}%"></u>'
    dot = f'<b style="left:{scale.place(items.value):.1f}%"></b>'
    likely = _("{times} × as likely").format(times=f"{times_as_likely(items.value):.2f}")
    more = {
        CheckResult.PARTLY: _("predicts when and how they act"),
        CheckResult.NOT_CLAIMED: _left_over() if view.is_left_over else _("not proven"),
    }.get(view.prediction_check, "")
    check = view.prediction_check
    if view.trust.reason_code is ReasonCode.UPLIFT_NOT_CERTAIN:
        check, more = CheckResult.PARTLY, _("by single choices; a list may find no more")
    more = _small(more) if more else ""
    return _cell(mark(check), likely, f'<div class="scale">{zero}{band}{dot}</div>{more}')


def distinctness(view: SegmentView) -> str:
    """Draw which segment this one is compared with, and whether it is distinct from it."""
    if view.neighbour is None:
        return _cell(mark(view.distinctness_check), _("not measured"), "")
    if view.distinctness_check is CheckResult.NOT_CLAIMED:
        return _cell(
            mark(view.distinctness_check), _("no group of its own") if view.is_left_over else _("not proven"), ""
        )
    found = _("different from segment {other}") if view.is_distinct else _("not different from segment {other}")
    if view.distinctness_check is CheckResult.PARTLY:
        found = _("different from segment {other} but not from {alike}")
    text = escape(found).format(other=chip(view.neighbour), alike=" ".join(map(chip, view.alike)))
    return f'<div class="finding wrap">{mark(view.distinctness_check)}<span>{text}</span></div>'


def separation(view: SegmentView) -> str:
    """Draw how clearly the users are separate from other segments, as a bar to the right or left of 0."""
    value = view.silhouette
    if math.isnan(value):
        return _cell("", _("not measured"), "")
    start, width = 50 + 50 * min(value, 0), 50 * abs(value)
    bar = f'<i style="left:{start:.1f}%;width:{width:.1f}%;background:{ACCENT}"></i><u style="left:50%"></u>'
    return _cell("", minus(f"{value:.2f}"), f'<div class="scale">{bar}</div>')


def detail_line(view: SegmentView) -> str:
    """Return the statistics of a segment under their standard names, as one line; what is not known is left out."""
    parts = [
        _part(_("Jaccard {value}"), view.jaccard, _index(view.jaccard)),
        _part(_("{value} bits per event (95 %: {low} to {high})"), view.items.value, "{:+.2f}", view.items),
        _part(_("{value} bits per event on when and how users act"), view.habits.value, "{:+.2f}"),
        _uplift(view.recall_uplift),
        _part(_("silhouette {value}"), view.silhouette, "{:.2f}"),
    ]
    return non_breaking(" · ".join(part for part in parts if part))


def _uplift(uplift: Estimate) -> str:
    """State an uplift; where its interval is too wide for that, only what it says in words."""
    if is_wide(uplift):
        return _("uplift of recall: {finding}").format(finding=translated(uplift_finding(uplift)))
    return _part(_("uplift of recall {value} %"), uplift.value, "{:+.0f}")


def _part(template: str, value: float, form: str, interval: Estimate | None = None) -> str:
    if math.isnan(value):
        return ""
    ends = {"low": _number(interval.low, form), "high": _number(interval.high, form)} if interval else {}
    return template.format(value=_number(value, form), **ends)


def _number(value: float, form: str) -> str:
    """Format a number with a minus sign; a zero has no sign."""
    text = form.format(value)
    return minus(text) if float(text) else text.lstrip("+-")


def _index(jaccard: float) -> str:
    """Return a format for a Jaccard index in which it never seems to be across the border of its band."""
    is_at_border = not math.isnan(jaccard) and round(jaccard, 2) in (UNSTABLE, STABLE, HIGHLY_STABLE)
    return "{:.3f}" if is_at_border else "{:.2f}"


def _left_over() -> str:
    return _("of who is left over, not of a group")


def _small(text: str) -> str:
    return f'<div class="small">{escape(text)}</div>'


def _cell(sign: str, text: str, picture: str) -> str:
    return f'<div class="finding">{sign}<span>{escape(text)}</span></div>{picture}'


def _band_label(band: Band) -> str:
    return {
        Band.UNSTABLE: _("unstable"),
        Band.DOUBTFUL: _("partly stable"),
        Band.STABLE: _("stable"),
        Band.HIGHLY_STABLE: _("highly stable"),
    }[band]
