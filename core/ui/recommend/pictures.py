"""Pictures on the cards of items: only from addresses in a file, and only when an analyst allows it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from core.errors import AtlasError
from core.types import Population
from core.ui.shared.errors import show_error
from core.ui.shared.text import _, plain, translated
from core.ui.shared.uploads import MOST_MB, TABLES
from core.views.item_lists import decoded
from core.views.pictures import Pictures, read_pictures, why_off

FILE, ALLOWED = "pictures_file", "pictures_allowed"
"""Keys of the widgets."""
_N_HOSTS = 3
_STYLE = "float:right;width:64px;height:64px;object-fit:contain;margin-left:0.6rem;border-radius:0.4rem"


def pick_pictures(population: Population) -> Mapping[str, str]:
    """Draw the file and the permission; return the addresses by item, none unless both are given."""
    with st.expander(_("Pictures"), expanded=bool(st.session_state.get(FILE))):
        st.caption(translated(why_off()))
        file = st.file_uploader(
            _("A file with ids of items and addresses of pictures"), type=TABLES, key=FILE,
            max_upload_size=MOST_MB,
            help=_("Such as the items file of the shop: a log does not keep addresses. It is not kept either."),
        )  # fmt: skip
        found = _read(file.getvalue(), file.name, population) if file else Pictures()
        if file:
            st.caption(" ".join(plain(translated(each)) for each in found.sentences()))
            hosts = ", ".join(found.hosts[:_N_HOSTS]) + (", …" if len(found.hosts) > _N_HOSTS else "")
            st.caption(_("Servers that would be asked: {hosts}").format(hosts=plain(hosts or "–")))
        is_allowed = st.toggle(_("Load pictures from these addresses"), key=ALLOWED, disabled=not found.addresses)
    return found.addresses if is_allowed else {}


def picture(address: str) -> str:
    """Return a picture as HTML; "" without an address."""
    if not address:
        return ""
    return f'<img src="{escape(address)}" alt="" loading="lazy" referrerpolicy="no-referrer" style="{_STYLE}">'


def _read(content: bytes, name: str, population: Population) -> Pictures:
    try:
        return read_pictures(decoded(content, name), population.items.item_ids.tolist())
    except AtlasError as error:
        show_error(error)
        return Pictures()
