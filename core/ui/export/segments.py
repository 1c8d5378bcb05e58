"""The segments of the page Export: a box for each, with its users, its verdict and what speaks against it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.results.audience import audience_names
from core.results.results import Results
from core.trust.card import SegmentTrust
from core.ui.shared.advice import draw_ways
from core.ui.shared.navigation import taken_segment
from core.ui.shared.page import RunContext
from core.ui.shared.segments import segment_labels
from core.ui.shared.text import _, _n, plain, translated
from core.ui.shared.verdicts import grade_label
from core.views.advice import Does, ways_of_segments
from core.views.carried import not_exported, waiting_before
from core.views.decisions import STATE_WORDS
from core.views.trust import segment_views


def pick_segments(
    context: RunContext, results: Results, totals: Mapping[int, int], *, all_listed: bool, is_selection: bool
) -> list[int]:
    """Draw the segments apart from other choices; return the numbers of the chosen ones.

    Parameters
    ----------
    results
        Of the users who are listed.
    totals
        Segment to its users, listed or not.
    all_listed
        Whether everybody is listed.
    is_selection
        Whether the users are those of a saved selection: then weak segments are chosen, too, as whoever chose the
        users meant them.
    """
    with st.container(border=True):
        st.markdown(_("**Segments in the files**"))
        return _draw_segments(context, results, totals, all_listed, is_selection)


def sizes_of(results: Results) -> dict[int, int]:
    """Return segment → users, in the order of the page; -1 where some are in none."""
    sizes = {segment: int((results.labels == segment).sum()) for segment in results.segments}
    n_unassigned = int((results.labels < 0).sum())
    return sizes | ({-1: n_unassigned} if n_unassigned else {})


def _draw_segments(
    context: RunContext, results: Results, totals: Mapping[int, int], all_listed: bool, is_selection: bool
) -> list[int]:
    """Draw a checkbox per segment, with its size and verdict; return the chosen numbers. Each run has its own boxes."""
    labels, sizes, leaves_as = segment_labels(results), sizes_of(results), audience_names(results)
    judged = results.trust.by_segment() if results.trust else {}
    weak = results.trust.weak if results.trust else ()
    holding = [each for each in sizes if each > 0 and each not in weak]
    decisions = results.naming.decisions if results.naming else {}
    chosen: list[int] = []
    left_out = not_exported(results.naming) if results.naming else ()
    only = taken_segment(results.numbers)
    about = f"{context.run.run_id}_selection" if is_selection else context.run.run_id
    for segment, size in sizes.items():
        decided = decisions.get(segment)
        facts = _facts(size, totals[segment], judged.get(segment), all_listed)
        if decided:
            facts.append(translated(STATE_WORDS[decided.state]))
        if leaves_as.get(segment) != results.names.get(segment):
            facts.append(_("called {code} in lists of users").format(code=leaves_as[segment]))
        label = _("{name} ({facts})").format(name=plain(labels[segment]), facts=", ".join(facts))
        key = f"export_{about}_{segment}"
        if only is not None:  # a link led here, for one segment
            st.session_state[key] = segment == only
        is_doubtful = segment in weak and bool(holding) and not is_selection
        is_wanted = only is None and segment > 0 and segment not in left_out and not is_doubtful
        if st.checkbox(label, value=is_wanted, key=key, persist_state="session"):
            chosen.append(segment)
    if aside := [each for each in results.not_acted_on if each in sizes]:
        names = ", ".join(plain(labels[each]) for each in aside)
        st.caption(
            _("Set aside or rejected by an analyst, and left out unless you choose it: {names}.").format(names=names)
        )
    for sentence in waiting_before(results.naming, chosen) if results.naming else ():
        st.warning(plain(translated(sentence)), icon=":material/history:")
    _say_weak([each for each in sizes if each in weak and each not in aside], chosen, about, labels)
    if not is_selection:
        _lead_to_confident(context, results, chosen)
    return chosen


def _say_weak(weak: list[int], chosen: list[int], about: str, labels: Mapping[int, str]) -> None:
    """Say which segments do not hold: those that are left out, and those that are chosen, with a way to undo that."""
    if left := [plain(labels[each]) for each in weak if each not in chosen]:
        st.caption(
            _(
                "Weak, so not proved to hold, and left out unless you choose it: {names}. What goes to all users "
                "reaches them, too."
            ).format(names=", ".join(left))
        )
    taken = [each for each in weak if each in chosen]
    if not taken:
        return
    st.warning(
        _(
            "Chosen though weak, so not proved to hold: {names}. Do not target them as groups of their own; what goes "
            "to all users reaches them, too."
        ).format(names=", ".join(plain(labels[each]) for each in taken)),
        icon=":material/warning:",
    )
    keys = [f"export_{about}_{each}" for each in taken]
    st.button(
        _n("Leave this one out", "Leave these {n} out", len(taken)),
        key="leave_weak_out", on_click=_untick, args=(keys,),
    )  # fmt: skip


def _lead_to_confident(context: RunContext, results: Results, chosen: list[int]) -> None:
    """Lead to the confident users of chosen segments of which the trust card advises to act on these only."""
    views = [view for view in segment_views(results) if view.segment in chosen]
    found = ways_of_segments(results, views, context.confident)
    if ways := [way for way in found if way.does in (Does.CONFIDENT, Does.FOUND_AGAIN)]:
        st.caption(
            _(
                "Of a segment that is partly stable, act on its confident users only: choose and save them on Explore, "
                "and take that selection here under “Users”."
            )
        )
        draw_ways(ways)


def _untick(keys: list[str]) -> None:
    for key in keys:
        st.session_state[key] = False


def _facts(size: int, total: int, trust: SegmentTrust | None, all_listed: bool) -> list[str]:
    """Return the users of a segment who are listed, how many of all consented where that is known, and its verdict."""
    users = _n("{n} user", "{n} users", total)
    facts = [users if size == total else _("{n} of {users} listed").format(n=f"{size:,}", users=users)]
    if trust and all_listed and trust.consent_share is not None:
        facts.append(_("{share} consented").format(share=f"{100 * trust.consent_share:.0f} %"))
    if trust:
        facts.append(grade_label(trust.grade))
    return facts
