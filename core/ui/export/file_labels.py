"""Titles and purposes of the exported files."""

from __future__ import annotations

from core.ui.shared.text import _
from core.views.files import Kind


def title_of(kind: Kind) -> str:
    """Return what a file is called on screen."""
    return {
        Kind.UPLOAD: _("Users, for upload"),
        Kind.EXCEL: _("Users, for Excel"),
        Kind.RECOMMENDATIONS: _("Items, for upload"),
        Kind.RECOMMENDATIONS_EXCEL: _("Items, for Excel"),
        Kind.TRUST: _("Trust card"),
        Kind.SEGMENTS: _("Evidence"),
    }[kind]


def purpose_of(kind: Kind) -> str:
    """Return one sentence on what a file is for."""
    return {
        Kind.UPLOAD: _("For other programs: plain UTF-8, exact header, every value unchanged."),
        Kind.EXCEL: _("For people: opens with the right characters, keeps ids as text and never runs a formula."),
        Kind.RECOMMENDATIONS: _("The items to offer each segment, for other programs."),
        Kind.RECOMMENDATIONS_EXCEL: _("The items to offer each segment, safe to open in a spreadsheet."),
        Kind.TRUST: _("Verdict, reason and figures of each segment, safe to open in a spreadsheet."),
        Kind.SEGMENTS: _("Names, sentences, lifts and typical users as JSON."),
    }[kind]


def format_size(n_bytes: int) -> str:
    """Return a size, such as "1.4 MB"."""
    return f"{n_bytes / 1e6:.1f} MB" if n_bytes >= 1e6 else f"{max(1, round(n_bytes / 1e3)):,} kB"
