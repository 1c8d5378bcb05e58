"""Whom files may list: who consented, or everybody where an analyst states a basis for that; asked once for all."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.attributes.consent import Consent, read_consent
from core.audiences.manifest import IdentitySource, asks
from core.errors import DataError
from core.types import BoolArray
from core.ui.shared.consent import REFUSED_KEY, of_log, pick_consent, why_unknown
from core.ui.shared.page import RunContext
from core.ui.shared.text import _, plain, translated

_ATTRIBUTE, _FILE, _BASIS = "attribute", "file", "basis"


@dataclass(frozen=True, slots=True)
class Listed:
    """What the analyst chose for all files of the page."""

    consent: Consent | None = None
    """Of all users, by which they are listed; None where all are."""
    by: tuple[str, ...] = ()
    """The attributes that the analyst named, where the log does not say which hold consent."""
    is_stated: bool = False
    """Whether everybody is listed since the analyst wants that."""
    of_file: bool = False
    """Whether a file of identities is to say who consented."""
    missing: str = ""
    """What is to be answered before a file for a platform is written; "" for nothing."""


@dataclass(frozen=True, slots=True)
class Who:
    """Whom the files for platforms list, as ``Rules`` take it."""

    consent: str = ""
    log_columns: tuple[str, ...] = ()
    is_stated: bool = False
    missing: str = ""
    """What is to be answered before any file is written; "" for nothing."""


def pick_listed(context: RunContext, is_chosen: BoolArray | None) -> Listed:
    """Draw the choice to list users without consent, too; where nothing says who consented, the question who may be.

    ``is_chosen`` is (n_users,) whom the files are about, None for everybody.
    """
    if why := why_unknown(context):
        with st.container(border=True):
            return _ask(context, why, is_chosen)
    consent = pick_consent(context, REFUSED_KEY, is_chosen)
    return Listed(consent, is_stated=consent is None)


def who_of(context: RunContext, listed: Listed, identity: IdentitySource | None) -> Who:
    """Return whom files for platforms list; draw which of several attributes of consent counts for them."""
    of_file = bool(identity and identity.consent)
    if listed.consent:
        return Who(asks(of_log=True, of_file=of_file), _pick_columns(context, listed.consent))
    if of_file:
        return Who(asks(of_log=False, of_file=True), is_stated=listed.is_stated)
    if listed.of_file:
        return Who(_FILE, missing="" if identity else _("Give the file of identities first."))
    return Who(is_stated=listed.is_stated, missing=listed.missing)


def _pick_columns(context: RunContext, known: Consent) -> tuple[str, ...]:
    """Draw which of several attributes of consent counts; by default all of them must say yes."""
    if len(known.columns) < 2:
        return known.columns
    one = st.selectbox(
        _("Consent by"), list(known.columns), index=None, key=of_log(context, "consent_by"),
        placeholder=_("All of them together: {names}").format(names=", ".join(known.columns)),
        help=_(
            "Whoever consented by all of these, and opted out by none, is in the files. Choose one where it alone is "
            "about what the platform does, such as consent to e-mails."
        ),
    )  # fmt: skip
    return (one,) if one else known.columns


def _ask(context: RunContext, why: str, is_chosen: BoolArray | None) -> Listed:
    """Draw the question where nothing says who consented, a warning until it is answered."""
    above = st.container()
    listed = _pick_answer(context, is_chosen)
    if listed.missing:
        above.warning(why, icon=":material/rule:")
    else:
        above.caption(why)
    return listed


def _pick_answer(context: RunContext, is_chosen: BoolArray | None) -> Listed:
    """Draw the answers; files for platforms wait for one of them."""
    names = [each["name"] for each in context.dataset.meta["attributes"]]
    choices = {
        _BASIS: _("All users of the segments: I have a basis for that"),
        **({_ATTRIBUTE: _("Who consented by an attribute of the log that has another name")} if names else {}),
        _FILE: _("Who consented by the file of identities, which files for ad platforms take below"),
    }
    chosen = st.radio(
        _("Whom may the files list?"), list(choices), index=None, key=of_log(context, "who_is_listed"),
        format_func=lambda each: choices[each],
    )  # fmt: skip
    if chosen == _ATTRIBUTE:
        return _pick_attribute(context, names, is_chosen)
    if chosen == _BASIS:
        return Listed(is_stated=True)
    lists_all = _("Lists of users hold all of them; files for ad platforms leave out who did not consent.")
    if chosen == _FILE:
        st.caption(lists_all)
        return Listed(of_file=True)
    st.caption(_("Until that is answered, lists of users hold all of them, and files for ad platforms wait."))
    return Listed(missing=_("Say at the top of the page first whom the files may list."))


def _pick_attribute(context: RunContext, names: list[str], is_chosen: BoolArray | None) -> Listed:
    name = st.selectbox(
        _("Attribute"), names, index=None, key=of_log(context, "who_by_attribute"),
        placeholder=_("Yes means consent"),
    )  # fmt: skip
    if name is None:
        return Listed(missing=_("Choose the attribute of consent first."))
    run = context.run
    try:
        found = read_consent(
            context.server.store.newest_attributes(context.dataset.dataset_id, run.excluded, run.version), only=[name]
        )
    except DataError as error:
        why = plain(translated(error.message))
        st.warning(why)
        return Listed(missing=why)
    listed = found if is_chosen is None else found.of_users(is_chosen)
    st.write(plain(translated(listed.sentence)))
    return Listed(found, by=(name,))
