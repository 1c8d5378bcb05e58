"""What the columns of tables mean, defined once: under the heading of a table, and below the preview of a file.

A figure with a definition is explained by it, so that it means the same wherever it stands.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.sentences import Sentence, say
from core.trust.definitions import DEFINITIONS
from core.trust.figures import SEGMENT_FIGURES, Figure
from core.types import Column

_FILES = {
    Column.USER_ID: say("The id from your log."),
    Column.SEGMENT: say("Number of the segment, 1 is the largest; -1 is in none."),
    Column.PERSONA: say("Name of the segment as on the page Personas, or a neutral code such as SEG-04-v3."),
    Column.PROBABILITY: say("Probability that the user belongs to the segment, 0 to 1."),
    Column.X: say("Place on the map, left to right; empty without a map."),
    Column.Y: say("Place on the map, bottom to top; empty without a map."),
    Column.STABILITY: say(
        "Share of the resamples with this user in which the user came out in the same segment, 0 to 1; empty for users "
        "of no segment and of no resample."
    ),
    Column.RANK: say("1 is best, or largest."),
    Column.LAYER: say("Layer of the tree of interests; 1 is the broadest."),
    Column.NODE_ID: say("Number of the interest in the tree of this run."),
    Column.NODE: say("Name of the interest."),
    Column.SHOWN_AS: say(
        "The number under which pages show the segment. The column segment has the label that the run gave."
    ),
    Column.WEIGHT: say("Share of the user's interests in this layer, 0 to 1; what is older counts less."),
    Column.ITEM_ID: say("The id of the item from your log."),
    Column.TITLE: say("Title of the item; empty when the log has none."),
    Column.SCORE: say("Share of the segment's users who have the item, 0 to 1."),
    Column.LIFT: say("Share of the segment's users who have the item over that of all users."),
    Column.CATEGORY: say("Categories of the item; empty when the log has none."),
    Column.EXPECTED_RESPONSE: say(
        "Share of the segment's users who choose the item for the first time within the days that the page Recommend "
        "states, if users go on as in the last fifth of its events, 0 to 1; empty where the holdout was not judged."
    ),
    Column.STRENGTH: say(
        "What the list is ordered by, 100 for the strongest item; empty for items that stand last since most users of "
        "the segment have them. It is not shown where some items go first for their lift."
    ),
    Column.NEW_TO_PCT: say("Percent of the segment's users who do not have the item."),
    Column.RECOMMENDER: say("What made the list."),
    Column.VERDICT: say("What the trust card says: strong, usable, weak or none; nothing or a dash without a card."),
    Column.REASON: say("Why, in one sentence."),
    Column.ADVICE: say("What to try next; empty when there is nothing to fix."),
    Column.REASON_CODE: say("The reason as a code that no translation changes, for programs."),
    Column.DECISION: say("What was decided on the segment: approve, change or reject; empty where nothing was."),
    Column.OWNER: say("Who does what was decided."),
    Column.DUE: say("Until when, as year-month-day."),
    Column.COMMENT: say("Why, in the words of whoever decided."),
    Column.DECIDED_BY: say("Who wrote the decision down; “an analyst” where there is no login."),
    Column.DECIDED_AT: say("When, in UTC."),
    Column.APPROVED_AS: say("The name under which it was approved; empty where it was not."),
    Column.NOT_CONFIRMED: say(
        "What was decided for an earlier run on the segment that it matches, and waits to be confirmed; else empty."
    ),
    Column.DETAIL: say("The statistics behind the reason, under their standard names."),
}
_CARD = {
    "attribute": say("The attribute, as your log calls it."),
    "overall": say("Rate or mean among all users whose outcome is known."),
    "value": say("Rate or mean in the segment."),
    "outcome_lift": DEFINITIONS["outcome_lift"].meaning,
    "bits": DEFINITIONS["mutual_information"].meaning,
    "entropy_share": DEFINITIONS["entropy_share"].meaning,
    "adjusted": DEFINITIONS["adjusted_information"].meaning,
}
_RUNS = {
    "run": say("Which of the two runs; their recipes stand above."),
    "when": say("When the run was asked for."),
    "by": say("Who asked for the run."),
    "recipe": say("How users were compared and grouped, the number of segments, and what was set away from the usual."),
    "state": say("Waiting, running, done, or why there are no results; and how long it was computed."),
    "k": say("Number of segments."),
    "mean_jaccard": say("{figure} The mean over segments, each by its users.", figure=DEFINITIONS["jaccard"].meaning),
    "ari_resamples": say(
        "{figure} Here with users and events drawn again.", figure=DEFINITIONS["adjusted_rand"].meaning
    ),
    "ari_random_states": say("{figure} Here under other random states.", figure=DEFINITIONS["adjusted_rand"].meaning),
    "n_unassigned": say("Users in no segment."),
    "largest_share_pct": say("The part of all users who are in the largest segment, in %."),
}


def _meaning(figure: Figure) -> Sentence:
    """Return what the column of a figure holds: its own meaning, else that of its definition."""
    if figure.meaning:
        return figure.meaning
    assert figure.definition  # noqa: S101 - a test asks every figure for one of the two
    return figure.definition.meaning


_MEANINGS: Mapping[str, Sentence] = {
    **{figure.name: _meaning(figure) for figure in SEGMENT_FIGURES},
    **_FILES,
    **_CARD,
    **_RUNS,
}


def meaning_of(column: str) -> Sentence:
    """Return what a column holds, by its name; "low" and "high" are the ends of the interval of another one.

    Raises
    ------
    KeyError
        The column is not known.
    """
    if column.endswith("_low"):
        return say("Lower end of the 95 % interval. {figure}", figure=meaning_of(column.removesuffix("_low")))
    if column.endswith("_high"):
        return say("Upper end of the 95 % interval. {figure}", figure=meaning_of(column.removesuffix("_high")))
    return _MEANINGS[column]
