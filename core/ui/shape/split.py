"""Dividing a segment on the page: by what its users do, with the ways shown beforehand; by a rule; by an interest."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from core.errors import AtlasError
from core.jobs.kinds.divide import Preview
from core.shaping.divide import Parts
from core.shaping.edits import Select, Split
from core.ui.shape.act import draw_moved, draw_small, edit
from core.ui.shape.shaped import Shaped, take_from_address
from core.ui.shared.advice import SPLIT
from core.ui.shared.errors import show_error
from core.ui.shared.text import _, _n, plain, translated
from core.views.names import MAX_NAME_LENGTH
from core.views.trust import GRADE_WORDS

_EVERY_SECONDS = 2
_JOB = "divide_job"


def draw_split(shaped: Shaped) -> None:
    """Divide one segment."""
    key = f"split_segment_{shaped.run.run_id}"
    is_asked = take_from_address(shaped, SPLIT, key)
    segment = st.selectbox(_("Segment to split"), list(shaped.texts), format_func=shaped.texts.__getitem__, key=key)
    ways = {"deeds": _("By what its users do"), "rule": _("By a rule"), "interest": _("By an interest")}
    way = st.segmented_control(
        _("How"), list(ways), default="deeds", format_func=ways.__getitem__, key="split_way", required=True
    )
    if way == "deeds":
        _by_deeds(shaped, segment, is_asked=is_asked)
    elif way == "rule":
        st.text_input(_("Rule"), key="split_rule", placeholder="last_seen<30d", help=_("As on the page Explore."))
        _by_rule(shaped, segment, lambda: st.session_state["split_rule"].strip())
    else:
        _by_interest(shaped, segment)


def _by_deeds(shaped: Shaped, segment: int, *, is_asked: bool) -> None:
    """Show in which ways a segment can be split; where a link asks for the split, they are tried at once."""
    found = shaped.server.shapes.preview(shaped.run.run_id, segment)
    if found:
        _choose(shaped, segment, found)
        return
    st.caption(_("Ways to split it into two to six parts are tried, with how well each holds. It takes some seconds."))
    if st.button(_("Show the ways"), key="start_divide") or is_asked:
        try:
            st.session_state[_JOB] = shaped.server.shapes.start_preview(shaped.run.run_id, segment)
        except AtlasError as error:
            show_error(error)
    if st.session_state.get(_JOB):
        _wait(shaped)


@st.fragment(run_every=_EVERY_SECONDS)
def _wait(shaped: Shaped) -> None:
    """Wait for the ways, and draw the page anew with them."""
    job_id = st.session_state.get(_JOB)
    job = shaped.server.job(job_id) if job_id else None
    if job and job.state.is_live:
        st.progress(min(job.progress, 1.0), _("Trying ways to split the segment"))
        return
    st.session_state.pop(_JOB, None)
    if job and job.message:
        st.error(plain(translated(job.message)))
    elif job:
        st.rerun(scope="app")


def _choose(shaped: Shaped, segment: int, found: Preview) -> None:
    if not found.ways:
        st.info(_("Its users are all alike: there is no way to split it by what they do."))
        return
    st.dataframe(
        pd.DataFrame(
            {
                _("Parts"): [each.n_parts for each in found.ways],
                _("Users of each"): [", ".join(f"{size:,}" for size in each.sizes) for each in found.ways],
                _("Found again"): [100 * each.stability for each in found.ways],
                _("Silhouette"): [each.silhouette for each in found.ways],
                **_verdicts(found),
            }
        ),
        hide_index=True,
        column_config={
            _("Found again"): st.column_config.NumberColumn(
                format="%.0f %%",
                help=_(
                    "Mean Jaccard index of the parts when resampled users of the segment are split again. It is not "
                    "the stability of the trust card, for which the whole recipe is fitted again."
                ),
            ),
            _("Silhouette"): st.column_config.NumberColumn(
                format="%.2f", help=_("How far the parts are apart, from -1 to 1, among the users of the segment.")
            ),
        },
    )
    options = {each.n_parts: each for each in found.ways}
    best = max(found.ways, key=lambda each: each.stability).n_parts
    n_parts = st.segmented_control(
        _("Number of parts"), list(options), default=best, key=f"split_n_{segment}", required=True
    )
    st.caption(_holds(options[n_parts]))
    _draw_parts(options[n_parts])
    st.caption(_by_what(options[n_parts]))
    draw_small(shaped, [Split(segment, n_parts)])
    st.button(
        _("Split"),
        key="do_split",
        type="primary",
        on_click=edit,
        args=(shaped, lambda: Split(segment, st.session_state[f"split_n_{segment}"])),
    )


def _holds(way: Parts) -> str:
    """Say in words how far a way to divide holds."""
    share = f"{100 * way.stability:.0f} %"
    if way.stability >= 0.75:
        return _("The parts are found again: {share} of their users on average, when resampled.").format(share=share)
    if way.stability >= 0.5:
        return _("The parts are found again in part: {share} of their users on average.").format(share=share)
    return _("The parts are hardly found again: {share} of their users on average. Better not.").format(share=share)


def _draw_parts(way: Parts) -> None:
    """Say of each part how many users it has, its verdict, its name, and what its users like, as its card will."""
    for size, grade, name, likes in zip(way.sizes, way.grades, way.names, way.likes, strict=False):
        users = _n("{n} user", "{n} users", size)
        called = plain(translated(name)) if name else _("no name but its number")
        st.markdown(
            _("- **{users} · {verdict} · {name}**. Likes: {likes}").format(
                users=users,
                verdict=plain(translated(GRADE_WORDS[grade])),
                name=called,
                likes=plain(translated(likes)),
            )
        )


def _verdicts(found: Preview) -> dict[str, list[str]]:
    """Return a column that counts the verdicts on the parts, where they are known: "1 usable, 2 weak"."""
    words = [", ".join(_counted_grades(each)) for each in found.ways]
    return {_("Verdicts"): words} if any(words) else {}


def _counted_grades(way: Parts) -> list[str]:
    counts = [(way.grades.count(grade), plain(translated(word))) for grade, word in GRADE_WORDS.items()]
    return [f"{n} {word}" for n, word in counts if n]


def _by_what(way: Parts) -> str:
    """Say what the verdicts on the parts rest on, or that they are not known yet."""
    if way.grades:
        return _(
            "The verdict on each part is by what it predicts, how many users it has and whether it differs from "
            "others. Parts that are found again may be weak all the same; none is more than usable until a new run "
            "finds it. Names and likes are what their cards will say, by events that did not form the parts."
        )
    return _(
        "Not known yet: whether each part predicts what its users pick next, and what it likes. That is measured after "
        "the split and decides the verdict, so parts that are found again may still be weak."
    )


def _by_rule(shaped: Shaped, segment: int, rule: Callable[[], str]) -> None:
    """Make a segment of those of the segment who meet a rule."""
    st.text_input(_("Name of the new segment"), max_chars=MAX_NAME_LENGTH, key="split_name")
    if rule():
        made = Select(f"segment:{segment} and ({rule()})")
        draw_moved(shaped, made, segment)
        draw_small(shaped, [made])
    st.button(
        _("Split"),
        key="do_split_rule",
        type="primary",
        disabled=not rule(),
        on_click=edit,
        args=(shaped, lambda: Select(f"segment:{segment} and ({rule()})"), "split_name"),
    )


def _by_interest(shaped: Shaped, segment: int) -> None:
    root = shaped.server.runs.run(shaped.run.root)
    interests = shaped.server.results(root.run_id).interests if root and root.state == "done" else None
    if interests is None or not interests.shown:
        st.info(_("This run knows no interests."))
        return
    names = sorted({str(node.name) for node in interests.shown})
    st.selectbox(_("Interest"), names, key="split_interest")
    st.caption(_("Users whose largest interest of a layer it is become a segment of their own."))
    _by_rule(shaped, segment, _interest_rule)


def _interest_rule() -> str:
    quoted = str(st.session_state["split_interest"]).replace('"', '""')
    return f'interest:"{quoted}"'
