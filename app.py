"""The dashboard: ``streamlit run app.py``. The main script is core/ui/frame.py."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

from core.errors import AtlasError
from core.files.owner import keep_to_owner
from core.server import close_server, the_server
from core.ui.shared.errors import show_script_error
from core.ui.shared.late_requests import drop_late_requests
from core.ui.shared.upload_routes import upload_routes
from core.ui.shared.warm import warm_up


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Open the workspace before the first visitor; a new one starts with the demo log and a run of it."""
    keep_to_owner()
    try:
        the_server().offer_demo()
        warm_up(the_server())
    except AtlasError as error:  # the pages say it too
        print(f"{error.message} {error.hint}")
    yield
    close_server()


drop_late_requests()
app = st.App("core/ui/frame.py", lifespan=lifespan, routes=upload_routes(), on_script_error=show_script_error)
