"""The section of the page Export for files that advertising platforms and other programs take."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from core.audiences.choose import Choice, Order
from core.audiences.columns import FIELDS
from core.audiences.countries import country_names
from core.audiences.manifest import IdentitySource, Rules
from core.audiences.platforms import PLATFORMS
from core.jobs.brought import keep_brought
from core.jobs.kinds.audience import AudienceJob
from core.personas.policy import CODE_MEANING
from core.sentences import Sentence
from core.settings import current_user, known_author
from core.store.job_info import JobState
from core.ui.export.check import draw_check
from core.ui.export.control import explain_control
from core.ui.export.doubtful import pick_doubtful
from core.ui.export.who import Listed, Who, who_of
from core.ui.shared.page import RunContext
from core.ui.shared.segments import named_results
from core.ui.shared.text import _, plain, translated
from core.ui.shared.to_disk import draw_failure, draw_progress
from core.ui.shared.uploads import MOST_MB, PACKED

_OWN = "audience_job_{run_id}"
"""Key of the state that holds the job of a run."""
_ABOUT = "audience_rules_{run_id}"
"""Key of the state that holds by which rules that job is, and of which users."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the page chose above."""

    segments: tuple[int, ...]
    listed: Listed
    """Whom they may list."""
    keeps_flagged: bool
    selection: str = ""
    user_ids: tuple[str, ...] | None = None
    """Of a saved selection; None for everybody."""
    is_approved: bool = True
    """Whether the approved version leaves where there is one."""

    @property
    def numbered(self) -> tuple[int, ...]:
        """The segments without unassigned users."""
        return tuple(each for each in self.segments if each > 0)


def draw_platforms(context: RunContext, wanted: Wanted) -> None:
    """Draw the choice of platforms, the file of identities, the check and the files."""
    st.subheader(_("Files for ad platforms"), anchor=False)
    st.caption(
        _(
            "One file for each segment, as a platform takes it: e-mail addresses and phone numbers in the spelling "
            "that it documents, and where it wants that as hashes, codes in their place. Groups of fewer than {least} "
            "users are left out."
        ).format(least=context.server.settings.small_group)
    )
    keys = st.multiselect(
        _("Platforms"), list(PLATFORMS), key="platforms", placeholder=_("Choose where the files go"),
        format_func=lambda key: translated(PLATFORMS[key].label),
    )  # fmt: skip
    for key in keys:
        platform = PLATFORMS[key]
        note = f" {translated(platform.note)}" if platform.note else ""
        size = _("Size: {limits}.").format(limits=translated(platform.limits))
        st.caption(f"**{translated(platform.label)}**: {translated(platform.goes_to)} {size}{note}")
    identity, upload = _pick_identity()
    who = who_of(context, wanted.listed, identity)
    rules = _pick_rules(context, wanted, tuple(keys), who)
    needing = [translated(PLATFORMS[key].label) for key in keys if PLATFORMS[key].needs_identity]
    if needing and not identity:
        st.info(_("Needed first, for {names}: the file of identities.").format(names=", ".join(needing)))
    missing = who.missing if keys else _("Choose a platform first.")
    if not rules.choice.segments:
        missing = _(
            "No segment is left for platforms: all that are chosen are flagged, or their verdict is below usable. Add "
            "them above."
        )
    if needing and not identity:
        missing = _("Give the file of identities first.")
    _draw_buttons(context, wanted, rules, (identity, upload), missing)
    _draw_job(context)


def _pick_identity() -> tuple[IdentitySource | None, bytes]:
    """Draw the box for the file of identities and how to read it; return both, b"" without a file."""
    file = st.file_uploader(
        _("File of identities"), type=PACKED, key="identity_file",
        max_upload_size=MOST_MB,
        help=_(
            "user_id with e-mail address, phone, names, country, zip or device id. Several rows of a user all count. "
            "It is joined while the files are written, and deleted with that: nothing of it is stored but up to five "
            "phone numbers that cannot be read, masked. Larger files are for the command line: python -m core export."
        ),
    )  # fmt: skip
    if file is None:
        return None, b""
    names = country_names()
    left, right = st.columns(2)
    region = left.selectbox(
        _("Country of phone numbers without a country code"), list(names), index=None, key="identity_region",
        format_func=lambda code: f"{names[code]} ({code})",
        placeholder=_("None: such numbers are left out"),
    )  # fmt: skip
    consent = right.text_input(
        _("Column of consent in this file"), key="identity_consent", placeholder=_("By its name"),
        help=_(
            "Only users who consented by it are listed; no answer counts as no. Left empty, a column that is called as "
            "consent or the contrary is counts (consent, opt_in, unsubscribed), unless all are to be listed."
        ),
    )  # fmt: skip
    columns = _pick_columns()
    source = IdentitySource(
        name=Path(file.name).name, sha256="", columns=columns, region=region, consent=consent.strip()
    )
    return source, file.getvalue()


def _pick_columns() -> dict[str, str]:
    """Draw fields for columns whose names do not show what they hold."""
    with st.expander(_("Columns with unusual names")):
        st.caption(_("Columns are found by their names in many languages. Name those that are not."))
        cells = st.columns(4)
        typed = {
            field: cells[place % 4].text_input(field, key=f"identity_{field}") for place, field in enumerate(FIELDS)
        }
    return {field: name.strip() for field, name in typed.items() if name.strip()}


def _pick_rules(context: RunContext, wanted: Wanted, keys: tuple[str, ...], who: Who) -> Rules:
    """Draw who of the segments is in the files, what audiences are called and who is held back."""
    choice = _pick_choice(context, wanted)
    control = st.number_input(
        _("Control group: how many of 100 users to hold back"),
        min_value=0, max_value=50, value=0, step=5, key="audience_control",
        help=_(
            "So many users of each segment are in no file, the same ones in every export. What they do without the "
            "campaign shows later what it changed. 0 holds nobody back."
        ),
    )  # fmt: skip
    below = st.container()
    own = [PLATFORMS[key].label for key in keys if PLATFORMS[key].is_own]
    rules = Rules(
        platforms=keys,
        choice=choice,
        least_group=context.server.settings.small_group,
        consent=who.consent,
        not_consented=bool(who.consent and own) and _pick_not_consented(own),
        control=float(control),
        draw="",
        is_approved=wanted.is_approved,
        log_columns=who.log_columns,
        is_stated=who.is_stated,
    )
    if control and choice.segments:
        with below:
            explain_control(
                context,
                rules,
                users=(wanted.listed.consent, wanted.user_ids),
                is_counted=_is_counted(context, rules, wanted),
            )
    return rules


def _pick_choice(context: RunContext, wanted: Wanted) -> Choice:
    """Draw how many users of each segment, in which order, and what audiences are called."""
    first, second, third = st.columns(3)
    leaving = first.number_input(
        _("Users per segment, at most (0: all)"), min_value=0, value=0, step=100, key="audience_most",
        help=_(
            "So many are in each file, where so many can be: who did not consent, has nothing that the platform can "
            "use or is held back does not count, and the next one takes the place."
        ),
    )  # fmt: skip
    orders = _orders()
    order = second.selectbox(
        _("Which users, if not all"), list(orders), key="audience_order", format_func=lambda each: orders[each],
        disabled=not leaving,
    )  # fmt: skip
    codes = _("Otherwise by codes, which say nothing to whoever sees them.")
    with_names = third.checkbox(
        _("Call audiences by their names"), key="audience_names", help=f"{codes} {translated(CODE_MEANING)}"
    )
    as_one = bool(wanted.selection) and _pick_as_one(wanted.selection, is_only=not wanted.numbered)
    return Choice(
        segments=wanted.segments if as_one else pick_doubtful(context, wanted.numbered),
        leaving=int(leaving) or None,
        order=order,
        with_names=with_names,
        keeps_flagged=wanted.keeps_flagged,
        selection=wanted.selection,
        as_one=as_one,
    )


def _is_counted(context: RunContext, rules: Rules, wanted: Wanted) -> bool:
    """Whether what is shown below is of these very rules, and counts who is held back."""
    own: str = st.session_state.get(_OWN.format(run_id=context.run.run_id), "")
    if not own or st.session_state.get(_ABOUT.format(run_id=context.run.run_id)) != (rules, wanted.user_ids):
        return False
    return context.server.job(own).state is JobState.DONE


def _pick_as_one(selection: str, *, is_only: bool) -> bool:
    """Draw whether a saved selection is one list, as it was saved, rather than one for each segment.

    ``is_only`` where no segment is chosen, so that there is no other way.
    """
    return st.checkbox(
        _("One list of the whole selection “{name}”, not one for each segment").format(name=plain(selection)),
        value=is_only,
        disabled=is_only,
        key="audience_as_the_only_one" if is_only else "audience_as_one",
        help=_(
            "Its users of all segments chosen above, and unassigned ones where they are chosen there. Consent, the "
            "least size and the control group count as for a segment."
        ),
    )


def _pick_not_consented(own: Sequence[Sentence]) -> bool:
    """Draw whether programs of one's own get a file of those who did not consent."""
    return st.checkbox(
        _("Also a file of those who did not consent, to leave them out"), key="audience_not_consented",
        help=_(
            "For {names}, so that these people are known there and get no message. Advertising platforms get nobody "
            "who did not consent."
        ).format(names=", ".join(map(translated, own))),
    )  # fmt: skip


def _orders() -> dict[Order, str]:
    return {
        Order.SUREST: _("highest probability first"),
        Order.CLEAREST: _("farthest from the next segment first"),
        Order.RANDOM: _("at random"),
    }


def _draw_buttons(
    context: RunContext, wanted: Wanted, rules: Rules, identity: tuple[IdentitySource | None, bytes], missing: str
) -> None:
    """Draw the buttons; while ``missing`` names what is needed first, or a job runs, they are off, with the reason."""
    own: str = st.session_state.get(_OWN.format(run_id=context.run.run_id), "")
    is_live = own != "" and context.server.job(own).state.is_live
    left, right = st.columns(2)
    why_not = _("Files are being checked or written: wait until that is done, or cancel it.") if is_live else missing
    is_blocked = bool(why_not)
    checks = left.button(_("Check first"), icon=":material/fact_check:", disabled=is_blocked, width="stretch")
    writes = right.button(
        _("Write the platform files"), icon=":material/campaign:", disabled=is_blocked, width="stretch", type="primary"
    )
    if why_not:
        st.caption(why_not)
    if checks or writes:
        source, content = identity
        job = AudienceJob(
            run_id=context.run.run_id,
            name=f"audiences_{datetime.now(UTC):%Y-%m-%d_%H%M%S}_{secrets.token_hex(2)}",
            rules=rules,
            author=known_author(current_user()),
            identity=source,
            upload=keep_brought(context.server.store.workspace, source.name, content) if source else None,
            user_ids=wanted.user_ids,
            only_check=checks,
        )
        st.session_state[_ABOUT.format(run_id=context.run.run_id)] = (rules, wanted.user_ids)
        st.session_state[_OWN.format(run_id=context.run.run_id)] = context.server.start(job)
        st.rerun()  # so that the buttons are off from now on


def _draw_job(context: RunContext) -> None:
    own: str = st.session_state.get(_OWN.format(run_id=context.run.run_id), "")
    if not own:
        return
    job = context.server.job(own)
    if job.state.is_live:
        draw_progress(context.server, own, "cancel_audience")
    elif job.state is JobState.DONE and job.result:
        draw_check(context.server.store.workspace / job.result, named_results(context))
    else:
        draw_failure(job)
