"""Whom files for platforms may list: who consented, or everybody where an analyst states a basis for that."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.attributes.consent import Consent, read_consent
from core.audiences.manifest import IdentitySource, asks
from core.errors import DataError
from core.ui.shared.page import RunContext
from core.ui.shared.text import _, plain, translated

_ATTRIBUTE, _FILE, _BASIS = "attribute", "file", "basis"


@dataclass(frozen=True, slots=True)
class Who:
    """Whom the files list, as ``Rules`` take it."""

    consent: str = ""
    log_columns: tuple[str, ...] = ()
    is_stated: bool = False
    missing: str = ""
    """What is to be answered before any file is written; "" for nothing."""


def pick_who(
    context: RunContext, known: Consent | None, identity: IdentitySource | None, *, lists_refused: bool
) -> Who:
    """Draw what is not clear of whom the files list: the attribute of several, or a question where none is known.

    Parameters
    ----------
    known
        By which users are listed above on the page; None where all are.
    lists_refused
        Whether the analyst chose above to list those who did not consent, too.
    """
    of_file = bool(identity and identity.consent)
    if known:
        return Who(asks(of_log=True, of_file=of_file), _pick_columns(known))
    if of_file or lists_refused:
        return Who(asks(of_log=False, of_file=of_file), is_stated=lists_refused)
    return _ask(context, identity)


def _pick_columns(known: Consent) -> tuple[str, ...]:
    """Draw which of several attributes of consent counts; by default all of them must say yes."""
    if len(known.columns) < 2:
        return known.columns
    one = st.selectbox(
        _("Consent by"), list(known.columns), index=None, key="consent_by",
        placeholder=_("All of them together: {names}").format(names=", ".join(known.columns)),
        help=_(
            "Whoever consented by all of these, and opted out by none, is in the files. Choose one where it alone is "
            "about what the platform does, such as consent to e-mails."
        ),
    )  # fmt: skip
    return (one,) if one else known.columns


def _ask(context: RunContext, identity: IdentitySource | None) -> Who:
    """Draw the question where nothing says who consented; nothing is written before it is answered."""
    names = [each["name"] for each in context.dataset.meta["attributes"]]
    choices = {
        _FILE: _("The file of identities says who consented, or who opted out"),
        **({_ATTRIBUTE: _("An attribute of the log says it, under another name")} if names else {}),
        _BASIS: _("I have a basis for listing all users of these segments"),
    }
    st.warning(_("It is not known which of these users consented to be contacted."), icon=":material/rule:")
    chosen = st.radio(
        _("Whom may the files list?"), list(choices), index=None, key="who_is_listed",
        format_func=lambda each: choices[each],
    )  # fmt: skip
    if chosen == _BASIS:
        return Who(is_stated=True)
    if chosen == _FILE:
        return Who(_FILE, missing="" if identity else _("Give the file of identities first."))
    if chosen == _ATTRIBUTE:
        return _pick_attribute(context, names)
    return Who(missing=_("Say first whom the files may list."))


def _pick_attribute(context: RunContext, names: list[str]) -> Who:
    name = st.selectbox(
        _("Attribute"), names, index=None, key="who_by_attribute", placeholder=_("Yes means consent"),
    )  # fmt: skip
    if name is None:
        return Who(missing=_("Choose the attribute of consent first."))
    run = context.run
    try:
        found = read_consent(
            context.server.store.newest_attributes(context.dataset.dataset_id, run.excluded, run.version), only=[name]
        )
    except DataError as error:
        return Who(missing=plain(translated(error.message)))
    st.caption(translated(found.sentence))
    return Who("log", found.columns)
