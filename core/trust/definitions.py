"""What every figure of trust means: its name, its meaning, how it is computed, and where it comes from.

A page shows these one click below the number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.sentences import Sentence, say


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure explained."""

    label: Sentence
    """Its name on screen."""
    meaning: Sentence
    """What it measures, with its unit and range."""
    formula: Sentence
    """How it is computed."""
    source: Sentence
    """Who defined it; "Persona Atlas" for what we defined."""


_OWN = say("Persona Atlas")

_SEPARATION = {
    "silhouette": Definition(
        say("Silhouette"),
        say("How much nearer users are to their own segment than to the next one, from -1 to 1."),
        say(
            "(b - a) / max(a, b) per user: a is the mean cosine distance to the other users of the segment, b the "
            "least mean distance to another segment; then the mean, users in no segment counted as 0."
        ),
        say("Rousseeuw (1987), doi:10.1016/0377-0427(87)90125-7"),
    ),
    "within_variance": Definition(
        say("Variance within"),
        say(
            "How far users are from the centre of their segment in the clustered space, squared: 0 means no distance "
            "at all; larger is further."
        ),
        say("mean over users of |vector - centre|², the centre being the segment's mean vector"),
        say("MacQueen (1967), Some methods for classification and analysis of multivariate observations"),
    ),
    "centre_distance": Definition(
        say("Distance between centres"),
        say("How far the centres of two segments are from each other: 0 means no distance at all; larger is further."),
        say("|centre of one - centre of the other|; the nearest other segment is the one with the least distance"),
        _OWN,
    ),
}

_STABILITY = {
    "jaccard": Definition(
        say("Stability (Jaccard)"),
        say(
            "How much of a segment is found again when users and events are drawn at random (resampled) and the whole "
            "recipe is fitted again, from 0 to 1: below 0.60 unstable, 0.60 to 0.75 partly stable, 0.75 to 0.85 "
            "stable, above 0.85 highly stable."
        ),
        say(
            "users in both / users in either, with the partner of the segment in each resample; mean over the "
            "resamples, each of 80 % of the users with as many events of each as there are, drawn with replacement"
        ),
        say("Hennig (2007), doi:10.1016/j.csda.2006.11.025; with events and refits: Persona Atlas"),
    ),
    "jaccard_vectors": Definition(
        say("Stability of the clustering on the same vectors"),
        say(
            "How much of a segment is found again when users are drawn at random but their vectors stay, from 0 to 1. "
            "The encoder has seen everybody, so this is higher than stability."
        ),
        say(
            "users in both / users in either, with the most similar segment of each bootstrap sample of the users; "
            "mean over the samples"
        ),
        say("Hennig (2007), doi:10.1016/j.csda.2006.11.025"),
    ),
    "adjusted_rand": Definition(
        say("Adjusted Rand index"),
        say("How well two groupings of the same users agree: 1 = identical, 0 = no better than chance."),
        say("(pairs agreed on - expected by chance) / (most possible - expected by chance)"),
        say("Hubert and Arabie (1985), doi:10.1007/BF01908075"),
    ),
}

_USEFULNESS = {
    "recall_uplift": Definition(
        say("Uplift of recall"),
        say(
            "How many percent more of what users pick next is in a list of 20 items when the list is their segment's "
            "and not that of all users; comparable at an equal number of segments only. Of a catalogue of fewer than "
            "100 items lists hold a fifth."
        ),
        say(
            "100 × (recall of the segments' lists / recall of global popularity - 1); recall is the share of a user's "
            "held-out items in the list, averaged over users"
        ),
        say("recall: van Rijsbergen (1979), Information Retrieval; protocol: Persona Atlas"),
    ),
    "ndcg": Definition(
        say("nDCG"),
        say("Like recall, but an item counts more the higher it stands in the list; from 0 to 1."),
        say("sum of 1 / log2(1 + rank) over the held-out items in the list, over that sum of the best list"),
        say("Järvelin and Kekäläinen (2002), doi:10.1145/582415.582418"),
    ),
    "gap_share": Definition(
        say("Share of the personalisation gap"),
        say(
            "How much of what personal lists gain over one list for all users the segments' lists give: 0 is nothing, "
            "1 is all of it, above 1 is more than personal lists give."
        ),
        say(
            "(recall of the segments - of global popularity) / (that of personal lists - of global popularity); "
            "personal lists come from a linear item model in closed form (EASE), its regularisation chosen on a "
            "validation part before the holdout"
        ),
        say("Steck (2019), doi:10.1145/3308558.3313710; share: Persona Atlas"),
    ),
    "bits_per_event": Definition(
        say("Bits per event"),
        say(
            "How well the segment predicts the item of a held-out event, in bits; 0 or less is not at all. 2 to the "
            "power of the bits is how many times as likely the item is once the segment is known: 0.20 bits, 1.15 "
            "times."
        ),
        say(
            "mean over held-out events of log2(probability in the segment / probability among all users); 2 to the "
            "power of it is the geometric mean of that ratio; where the log has categories, an item with few events in "
            "a segment is taken to be as likely there as its categories are"
        ),
        say("Shannon (1948), doi:10.1002/j.1538-7305.1948.tb01338.x"),
    ),
    "habit_bits": Definition(
        say("Bits per event, habits"),
        say("How well the segment predicts when and how its users act, in bits; 0 or less is not at all."),
        say(
            "as bits per event, of the time of day, the kind of day (weekday or weekend) and the kind of each held-out "
            "event"
        ),
        say("Shannon (1948), doi:10.1002/j.1538-7305.1948.tb01338.x; protocol: Persona Atlas"),
    ),
    "distinct": Definition(
        say("Distinct from its neighbour"),
        say("Whether a segment and its nearest other one predict more as two segments than merged into one."),
        say(
            "bits per event of the two segments less bits per event of both merged, for the two nearest segments; "
            "distinct when the 95 % interval of items or of habits is above 0 and the gain is 0.02 bits or more"
        ),
        _OWN,
    ),
    "outcome_lift": Definition(
        say("Outcome lift"),
        say("How many times the rate or mean of all users the segment has; 1 is no difference."),
        say(
            "mean of the outcome in the segment / mean among all users whose outcome is known; 95 % interval from the "
            "2.5th to the 97.5th percentile over bootstrap samples of users, both means taken again in each"
        ),
        say("interval: Efron (1979), doi:10.1214/aos/1176344552"),
    ),
    "mutual_information": Definition(
        say("Mutual information"),
        say("How much knowing an attribute reduces the uncertainty about the segment, in bits; 0 is not at all."),
        say("sum of p(s, v) × log2(p(s, v) / (p(s) × p(v))) over segments s, values v; numbers cut at quartiles"),
        say("Shannon (1948), doi:10.1002/j.1538-7305.1948.tb01338.x"),
    ),
    "entropy_share": Definition(
        say("Share of entropy"),
        say("The part of the uncertainty about the segments that the attribute explains, from 0 to 1."),
        say("mutual information / entropy of the segments, - sum of p(s) × log2 p(s)"),
        say("Theil (1970), On the estimation of relationships involving qualitative variables, doi:10.1086/224909"),
    ),
    "adjusted_information": Definition(
        say("Adjusted mutual information"),
        say("Mutual information less what chance alone gives: about 0 for chance, 1 when each determines the other."),
        say("(MI - expected MI) / (mean of both entropies - expected MI)"),
        say("Vinh, Epps and Bailey (2010), Information theoretic measures for clusterings comparison, JMLR 11"),
    ),
}

_ORDER = {
    "score": Definition(
        say("Score"),
        say("For ordering segments, from 0 to 100; a mixed segment keeps half of it. It is no verdict."),
        say(
            "0.30 × stability (Jaccard 0.4 to 0.9) + 0.30 × prediction (0 to 0.2 bits) + 0.20 × distinctness (0 to 0.1 "
            "bits over merged) + 0.15 × separation (silhouette 0 to 0.3) + 0.05 × size (0 to 100 users), over the "
            "parts that are known"
        ),
        _OWN,
    ),
}

_REACH = {
    "coverage": Definition(
        say("Coverage"),
        say("The part of all users who are in any segment, from 0 to 1."),
        say("users in any segment / all users"),
        _OWN,
    ),
    "segment_share": Definition(
        say("Share"),
        say("The part of all users who are in the segment, from 0 to 1."),
        say("users in the segment / all users, those in no segment included"),
        _OWN,
    ),
    "consent_share": Definition(
        say("Consent"),
        say("The part of the segment that may be contacted, from 0 to 1."),
        say("users who consented / all users of the segment; no answer counts as no consent"),
        _OWN,
    ),
}

_SIMPLICITY = {
    "rule_precision": Definition(
        say("Precision of the rule"),
        say(
            "Of the users who match the rule, the part that is in the segment, from 0 to 1: an estimate from the half "
            "of the users that the rule was not made from, so a selection by the rule may differ by a little."
        ),
        say("users in the segment who match the rule / users who match the rule, on the half it was not made from"),
        say("van Rijsbergen (1979), Information Retrieval, as precision"),
    ),
    "rule_recall": Definition(
        say("Recall of the rule"),
        say(
            "Of the users of the segment, the part that matches the rule, from 0 to 1: an estimate from the half of "
            "the users that the rule was not made from, so a selection by the rule may differ by a little."
        ),
        say("users in the segment who match the rule / users in the segment, on the half it was not made from"),
        say("van Rijsbergen (1979), Information Retrieval, as recall"),
    ),
}

_REFERENCE = {
    "null_reference": Definition(
        say("Null reference"),
        say("What chance gives: what the same recipe finds in logs with shuffled items, where nothing is to be found."),
        say(
            "each user keeps number and hours of events, the items are shuffled among all events of the same "
            "twentieth of the log's time; then the same recipe, eight times over; p is the chance of the log's own "
            "figure in one more such log, not known where all eight give the same"
        ),
        say("Gotelli (2000), Ecology 81(9), 2606-2621; protocol: Persona Atlas"),
    ),
}

DEFINITIONS: Mapping[str, Definition] = {
    **_SEPARATION,
    **_STABILITY,
    **_USEFULNESS,
    **_ORDER,
    **_REACH,
    **_SIMPLICITY,
    **_REFERENCE,
}
"""Figure to its definition."""
