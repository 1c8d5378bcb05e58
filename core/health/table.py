"""The table of checks: what is looked for in a log before a run, and what it would do to segments."""

from __future__ import annotations

import numpy as np

from core.health import amounts, items, steps, times, users
from core.health.finding import Check, Finding, Found, Remedy, Severity, Unit
from core.health.log import HealthLog
from core.sentences import say
from core.types import IntArray

NEVER = 2.0
"""A weight that no finding reaches."""

CHECKS: tuple[Check, ...] = (
    Check(
        code="bots",
        label=say("Programs among users"),
        effect=say("They form a segment of their own, or pull others towards what they visit."),
        unit=Unit.USERS,
        severe_from=0.05,
        find=users.find_bots,
    ),
    Check(
        code="super_users",
        label=say("Users who outweigh others"),
        effect=say("A test account or a shared device shapes what counts as usual, and what it has looks popular."),
        unit=Unit.USERS,
        severe_from=0.1,
        find=users.find_super_user,
    ),
    Check(
        code="few_events",
        label=say("Users with few events"),
        effect=say("Nothing repeats in so short a history, so such users join a segment almost by chance."),
        unit=Unit.USERS,
        severe_from=0.5,
        find=users.find_few_events,
    ),
    Check(
        code="similar_ids",
        label=say("User ids that nearly agree"),
        effect=say("One person counts as several users, each with a part of the history."),
        unit=Unit.USERS,
        severe_from=0.05,
        find=users.find_similar_ids,
    ),
    Check(
        code="future",
        label=say("Times in the future"),
        effect=say("They count as the latest events, by which segments are judged, and stretch the calendar."),
        unit=Unit.EVENTS,
        severe_from=0.01,
        find=times.find_future,
    ),
    Check(
        code="ancient",
        label=say("Times long ago"),
        effect=say("They make new users look old and quiet, and stretch the calendar."),
        unit=Unit.EVENTS,
        severe_from=0.01,
        find=times.find_ancient,
    ),
    Check(
        code="clock_jumps",
        label=say("Clock jumps"),
        effect=say("Events are taken in a wrong order, so habits and the latest events of these users are wrong."),
        unit=Unit.EVENTS,
        severe_from=0.05,
        find=times.find_clock_jumps,
    ),
    Check(
        code="gaps",
        label=say("Missing days"),
        effect=say("Users who were active then look quiet. If the days are in another file, load them too."),
        unit=Unit.DAYS,
        severe_from=0.1,
        find=times.find_gaps,
    ),
    Check(
        code="steps",
        label=say("A step where files were added"),
        effect=say(
            "Users look busier or quieter from that day on. Check that both exports hold the same events, users and "
            "sources."
        ),
        unit=Unit.DAYS,
        severe_from=NEVER,
        find=steps.find_steps,
    ),
    Check(
        code="last_day",
        label=say("Incomplete end"),
        effect=say("The latest days look quieter than they were, and active users can look as if they had left."),
        unit=Unit.EVENTS,
        severe_from=NEVER,
        find=times.find_incomplete_end,
    ),
    Check(
        code="common_items",
        label=say("Items that nearly all have"),
        effect=say("They separate no user from another, and they fill lists of offers and names of segments."),
        unit=Unit.ITEMS,
        severe_from=0.25,
        find=items.find_common_items,
    ),
    Check(
        code="missing_titles",
        label=say("Items without a title"),
        effect=say(
            "Segments cannot be named after them, nor are users compared by what they are about. Where the log or a "
            "table of items has the titles, load it again and choose their column as “Title” (--map text=COLUMN on the "
            "command line); where ids are the titles, the same column is both."
        ),
        unit=Unit.ITEMS,
        severe_from=NEVER,
        find=items.find_missing_titles,
    ),
    Check(
        code="shared_titles",
        label=say("One title for many ids"),
        effect=say(
            "Users of the same product look different where it has several ids, such as one for each size. Excluding "
            "the items leaves out what users did with them, too: do that only where they are no products, such as fees."
        ),
        unit=Unit.ITEMS,
        severe_from=NEVER,
        find=items.find_shared_titles,
    ),
    Check(
        code="several_titles",
        label=say("Many titles for one id"),
        effect=say(
            "The most frequent title is shown, or the one of the items file: it may name another product. Excluding "
            "the items leaves out what users did with them, too: do that only where the titles are of different "
            "products."
        ),
        unit=Unit.ITEMS,
        severe_from=NEVER,
        find=items.find_several_titles,
    ),
    Check(
        code="negative_values",
        label=say("Values below zero"),
        effect=say("What users spent comes out too low where these are corrections rather than purchases."),
        unit=Unit.EVENTS,
        severe_from=0.1,
        find=items.find_negative_values,
    ),
    Check(
        code="large_amounts",
        label=say("Amounts far beyond their item"),
        effect=say("A typing error or an order in bulk: mean spend, of its segment and of all users, follows it."),
        unit=Unit.EVENTS,
        severe_from=0.1,
        find=amounts.find_large_amounts,
    ),
    Check(
        code="large_spenders",
        label=say("Users who outspend all others"),
        effect=say(
            "A wholesaler, a buyer of dear items or a typing error: mean spend, of the segment and of all users, "
            "follows them."
        ),
        unit=Unit.USERS,
        severe_from=NEVER,
        find=amounts.find_large_spenders,
    ),
)
"""In the order of the page, among those that are equally severe."""
CODES = tuple(check.code for check in CHECKS)


def examine(log: HealthLog) -> tuple[Finding, ...]:
    """Return what is odd in a log, severe findings first; none where all is clear."""
    found = ((check, check.find(log)) for check in CHECKS)
    findings = [_finding(log, check, each) for check, each in found if each]
    return tuple(sorted(findings, key=lambda each: each.severity is not Severity.SEVERE))


def _finding(log: HealthLog, check: Check, found: Found) -> Finding:
    leaves_somebody = len(found.members) > 0 and _leaves_users(log, check.unit, found.members)
    return Finding(
        code=check.code,
        label=check.label,
        severity=Severity.SEVERE if found.weight >= check.severe_from else Severity.NOTICE,
        unit=check.unit,
        count=found.count,
        of=found.of,
        example=found.example,
        sentence=found.sentence,
        effect=check.effect,
        remedy=Remedy.EXCLUDE if leaves_somebody else Remedy.NONE,
        members=log.places[found.members] if check.unit is Unit.EVENTS else found.members,
    )


def _leaves_users(log: HealthLog, unit: Unit, members: IntArray) -> bool:
    totals = {Unit.USERS: log.population.n_users, Unit.ITEMS: log.population.n_items, Unit.EVENTS: len(log.places)}
    return bool(len(np.unique(members)) < totals.get(unit, 0))
