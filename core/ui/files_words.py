"""What each exported file is for, and what its columns mean."""

from __future__ import annotations

from core.types import Column
from core.ui.text import _
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
        Kind.UPLOAD: _("For programs: plain UTF-8, exact header, every value as it is."),
        Kind.EXCEL: _("For people: opens with the right characters, keeps ids as text and never runs a formula."),
        Kind.RECOMMENDATIONS: _("The best items of each segment, for programs."),
        Kind.RECOMMENDATIONS_EXCEL: _("The best items of each segment, safe to open in a spreadsheet."),
        Kind.TRUST: _("Verdict, reason and figures of each segment, safe to open in a spreadsheet."),
        Kind.SEGMENTS: _("Names, sentences, lifts and typical users as JSON."),
    }[kind]


def meaning_of(column: str) -> str:
    """Return what a column holds."""
    return {
        Column.USER_ID: _("The id from your log."),
        Column.SEGMENT: _("Number of the segment, 1 is the largest; -1 is in none."),
        Column.PERSONA: _("Name of the segment, as it stands on the Personas page."),
        Column.PROBABILITY: _("How surely the user belongs to the segment, 0 to 1."),
        Column.SILHOUETTE: _(
            "How well the user, or the mean user of the segment, sits in it, -1 to 1; below 0 is nearer to another one."
        ),
        Column.X: _("Place on the map, left to right; empty without a map."),
        Column.Y: _("Place on the map, bottom to top; empty without a map."),
        Column.RANK: _("1 is best."),
        Column.ITEM_ID: _("The id of the item from your log."),
        Column.TITLE: _("Title of the item; empty when the log has none."),
        Column.SCORE: _(
            "Share of the segment's users who touched the item, 0 to 1, drawn a little towards everybody's."
        ),
        Column.LIFT: _("Score over the share of all users who touched the item."),
        **_trust_meanings(),
    }.get(column, "")


def _trust_meanings() -> dict[str, str]:
    return {
        Column.SIZE: _("Users in the segment."),
        Column.SHARE: _("Size over all users, 0 to 1."),
        Column.VERDICT: _("strong, usable, weak or none; empty without a trust card."),
        Column.REASON: _("Why, in one sentence."),
        Column.ADVICE: _("What to try next; empty when there is nothing to mend."),
        Column.JACCARD: _(
            "How much of the segment comes out again when other users are drawn, 0 to 1; stable from 0.75."
        ),
        "recall_uplift_pct": _("How much more of what its users touch next its own list holds than everybody's, in %."),
        "recall_uplift_pct_low": _("Lower end of the 95 % interval."),
        "recall_uplift_pct_high": _("Upper end of the 95 % interval."),
        "item_bits": _("What the segment tells about what its users touch next, in bits per event; above 0 is a gain."),
        "item_bits_low": _("Lower end of the 95 % interval."),
        "item_bits_high": _("Upper end of the 95 % interval."),
        "nearest": _("Number of the other segment that is nearest."),
        "neighbour": _("Number of the other segment that it is least apart from."),
        "is_apart": _("Whether telling the two apart foretells anything."),
        Column.RULE: _("The segment in at most three conditions; empty when there is no such rule."),
        "precision": _("Of the users whom the rule fits, the share in the segment, 0 to 1."),
        "recall": _("Of the users of the segment, the share whom the rule fits, 0 to 1."),
    }


def spell_size(n_bytes: int) -> str:
    """Return a size, such as "1.4 MB"."""
    return f"{n_bytes / 1e6:.1f} MB" if n_bytes >= 1e6 else f"{max(1, round(n_bytes / 1e3)):,} kB"
