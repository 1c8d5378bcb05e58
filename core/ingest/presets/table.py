"""The table of presets. Adding one is an entry in a file of this folder and its place here."""

from __future__ import annotations

from core.errors import IngestError
from core.ingest.presets.analytics import ANALYTICS
from core.ingest.presets.baskets import BASKETS
from core.ingest.presets.declare import Preset
from core.ingest.presets.joined_orders import OLIST
from core.ingest.presets.markets import MARKETS
from core.ingest.presets.public import PUBLIC
from core.ingest.presets.published import PUBLISHED
from core.ingest.presets.reshaped import RESHAPED
from core.ingest.presets.sessions import SESSIONS
from core.ingest.presets.shops import SHOPS
from core.sentences import closest, say

PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (
        *SHOPS,
        *MARKETS,
        *ANALYTICS,
        *PUBLIC,
        OLIST,
        *SESSIONS,
        *BASKETS,
        *RESHAPED,
        *PUBLISHED,
    )
}
NO_PRESET = "none"
"""The name that turns presets off."""


def presets_named(name: str | None) -> tuple[Preset, ...]:
    """Return the presets to try: all without a name, none for ``none``, else the one of that name."""
    if name in (None, NO_PRESET):
        return () if name else tuple(PRESETS.values())
    if name not in PRESETS:
        close = closest(str(name), PRESETS) or ", ".join(PRESETS)
        raise IngestError(
            say("There is no preset {preset!r}.", preset=name), say("Presets are {presets}.", presets=close)
        )
    return (PRESETS[str(name)],)
