"""Marks: the few facts that mark a segment out most, and the same facts in every other segment."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from core.interests.phrases import words_of
from core.personas.marks import describes
from core.personas.node_names import PATH
from core.personas.shares import agreeing
from core.profiles.facts import Facts, count_users, membership
from core.profiles.habits import WEEKDAYS
from core.profiles.lifts import evidence_of
from core.profiles.topics import topic_of, with_topic
from core.results.results import Results
from core.sentences import Sentence, say
from core.types import Column, Lift, Persona, Profile

LOG2_LIFT = "log2_lift"
KEY = "key"
HEATMAP_COLUMNS = (
    Column.KIND,
    Column.NAME,
    KEY,
    Column.SEGMENT,
    Column.COUNT,
    Column.SHARE,
    Column.OVERALL_SHARE,
    Column.LIFT,
    LOG2_LIFT,
)
MAX_ROWS = 36
NEARLY = 0.02
"""Facts whose shares of users and events differ by no more than this part of them are one fact."""
_GROUPS = ("node", "category")


def top_marks(
    profile: Profile, persona: Persona, n_users: int, n_marks: int = 5, liked: Sequence[Lift] = ()
) -> tuple[Lift, ...]:
    """Return what is ``liked``, the facts behind the name, then the strongest of each other kind, at most ``n_marks``.

    Each is true of enough users to describe the segment, and says something else: of facts that are one, a category, a
    node of the tree and a word of all its titles, the one that reads best stands for all. A word, an interest and an
    item may be about one thing; beside a fact behind the name the others would only be other figures.
    """
    ranked = sorted(profile.lifts, key=lambda lift: -evidence_of(lift, profile.size, n_users))
    behind = [lift for lift in persona.evidence if describes(lift)] or persona.evidence
    evidence = tuple(dict.fromkeys((*liked, *behind)))
    kinds = {lift.kind for lift in evidence}
    found: list[Lift] = []
    for lift in (*evidence, *(lift for lift in ranked if lift.is_stated and describes(lift))):
        is_own = lift.kind not in kinds and not any(is_about_the_same(lift, other) for other in found)
        if (lift in evidence or is_own) and not any(is_same_fact(lift, other) for other in found):
            found.append(lift)
            kinds.add(lift.kind)
    return tuple(_best_wording(lift, profile.lifts) for lift in found[:n_marks])


def is_same_fact(one: Lift, other: Lift) -> bool:
    """Whether two facts read alike, or are of the same users and the same events, as far as their figures say.

    Of one kind, only words can be: "leash" and "dog leash".
    """
    if (one.key == other.key and one.kind == other.kind) or str(one.name) == str(other.name):
        return True
    if one.contrast is None or other.contrast is None or (one.kind == other.kind and one.kind != "term"):
        return False
    return all(math.isclose(*pair, rel_tol=NEARLY) for pair in zip(_figures(one), _figures(other), strict=True))


def is_about_the_same(one: Lift, other: Lift) -> bool:
    """Whether two tastes of different kinds are about one thing.

    So they are if one holds all words of a thing that the other is about, or both end with one word: "dog leash" and
    "jogging leash".

    >>> tea, desk = Lift("term", "tea", 6, 0.6, 0.3, 2.0), Lift("node", "Desk lamp & tea", 6, 0.6, 0.3, 2.0)
    >>> caddy, tidy = (Lift("item", title, 6, 0.5, 0.1, 5.0) for title in ("Green Tea Caddy", "Desk Tidy"))
    >>> [is_about_the_same(*pair) for pair in ((tea, caddy), (desk, caddy), (desk, tidy))]
    [True, True, False]
    """
    if one.kind == other.kind or not {one.kind, other.kind} <= {*_GROUPS, "term", "item"}:
        return False
    things = [_things(each) for each in (one, other)]
    pairs = ((mine, theirs) for mine in things[0] for theirs in things[1])
    return any(set(mine) <= set(theirs) or set(theirs) <= set(mine) or mine[-1] == theirs[-1] for mine, theirs in pairs)


def _things(lift: Lift) -> list[list[str]]:
    """Return the words of each thing that a taste is about: "Desk lamp & tea" of two, a title of one."""
    text = PATH.split(str(topic_of(lift) or lift.name))[-1]
    parts = [text] if lift.kind == "item" else text.split(" & ")
    return [words for part in parts if (words := words_of(part))]


def _figures(lift: Lift) -> tuple[float, ...]:
    seen = lift.contrast
    assert seen is not None  # noqa: S101 - of tastes alone
    return (lift.share, lift.overall_share, seen.event_share, seen.overall_event_share, seen.next_event_share)


def _best_wording(lift: Lift, lifts: Iterable[Lift]) -> Lift:
    """Return which of the facts that are the same reads best: the name of a group of items, without its path."""
    groups = (each for each in lifts if each.kind in _GROUPS and str(each.name) != str(lift.name))
    same = [lift, *(each for each in groups if is_same_fact(each, lift))]
    return min(same, key=lambda each: (each.kind not in _GROUPS, len(PATH.split(str(each.name)))))


def fact_name(lift: Lift) -> Sentence | str:
    """Return what a fact is called, and whether it formed the segments."""
    name = trait_name(lift)
    return say("{fact} (used to form the segments)", fact=name) if lift.is_shaping else name


def trait_name(lift: Lift) -> Sentence | str:
    """Return what a fact is called; of a time, that it is about when users are most active, not about all events."""
    if lift.kind == "term":
        return say("“{word}” in titles", word=lift.name)
    if lift.kind == "daypart" or lift.key in WEEKDAYS:
        return say("most active time: {time}", time=lift.name)
    return with_topic(lift) if lift.kind == "node" else lift.name


def lift_figures(lift: Lift, *, is_rounded: bool = False) -> Sentence:
    """Return the share of a segment that has a fact, the share of all users, and how many times as likely it is.

    ``is_rounded`` is that of ``agreeing``.
    """
    share, usual, times = agreeing(lift, is_rounded=is_rounded)
    return say("{share} vs {usual} · {times} ×", share=share, usual=usual, times=times)


def heatmap_frame(results: Results, all_facts: Iterable[Facts], n_marks: int = 4) -> pd.DataFrame:
    """Return one row per fact and segment: the share of the segment's users who have it, against all users.

    Facts stand in the order of the segments that they mark out. ``log2_lift`` is 0 where a share is as among all
    users, 1 where it is twice and -1 where it is half of that; -inf where nobody has the fact.

    Parameters
    ----------
    all_facts
        Of the run's population; only the columns that are shown are counted.
    n_marks
        Facts per segment, fewer when that would make more than ``MAX_ROWS`` rows.
    """
    shown = _shown(results, max(1, min(n_marks, MAX_ROWS // max(results.k, 1))))
    segments, members = membership(results.labels)
    sizes = np.asarray(members.sum(axis=1), dtype=np.float64)
    counts_of: dict[tuple[str, str], np.ndarray] = {}
    for facts in all_facts:
        keys = {lift.key or lift.name for lift in shown if lift.kind == facts.kind}
        part = facts.of_columns([column for column, key in enumerate(facts.keys) if key in keys])
        counts_of |= {
            (facts.kind, key): column for key, column in zip(part.keys, count_users(part, members).T, strict=True)
        }
    rows = []
    for lift in shown:
        counts = counts_of.get((lift.kind, lift.key or lift.name))
        if counts is None:
            continue
        overall = counts[-1] / sizes[-1]
        for segment, count, size in zip(segments.tolist(), counts, sizes, strict=False):
            times = count / size / overall
            rows.append((lift.kind, trait_name(lift), lift.key, segment, int(count), count / size, overall, times))
    frame = pd.DataFrame(rows, columns=list(HEATMAP_COLUMNS[:-1]))
    frame[Column.NAME] = pd.Series([name for _kind, name, *_ in rows], dtype=object)  # sentences stay sentences
    with np.errstate(divide="ignore"):
        return frame.assign(**{LOG2_LIFT: np.log2(frame[Column.LIFT].astype(float))})


def _shown(results: Results, n_marks: int) -> list[Lift]:
    unique: dict[tuple[str, str], Lift] = {}
    for profile, persona in zip(results.profiles, results.personas, strict=True):
        without = [tuple(lift for lift in each if lift.kind != "node") for each in (profile.lifts, persona.evidence)]
        profile, persona = replace(profile, lifts=without[0]), replace(persona, evidence=without[1])
        for lift in top_marks(profile, persona, results.n_users, n_marks):  # nodes have a page of their own
            unique.setdefault((lift.kind, lift.key), lift)
    return list(unique.values())
