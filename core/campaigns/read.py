"""Outcomes read back, for the page and the command: the file, the key, and what an export changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from core.campaigns.outcomes import read_outcomes
from core.campaigns.readback import Readback, measure_sides
from core.campaigns.sides import read_sides
from core.files.temporary import temporary_folder
from core.ingest.values.identity import check_mark, read_key
from core.settings import Settings
from core.store.clock import now
from core.store.scratch import Scratch


def read_back(
    export: Path, outcomes: Path, settings: Settings, key: bytes | None = None, given: Mapping[str, str] | None = None
) -> Readback:
    """Return what an export changed.

    Parameters
    ----------
    export
        Its folder.
    outcomes
        The file.
    key
        Of user ids, where the workspace has none.
    given
        Field → column, where names do not show it.

    Raises
    ------
    IngestError
        The file cannot be read.
    DataError
        The export held nobody back, or the columns are not clear.
    StoreError
        The key is another one than that of the export.
    """
    sides = read_sides(export)
    key = read_key(settings.workspace) or key
    check_mark(sides.held.key_mark, key)
    with temporary_folder() as folder, Scratch(folder, [outcomes], settings.timezone, settings) as scratch:
        found = read_outcomes(scratch, outcomes, sides.user_ids, key, given)
    return measure_sides(sides, found, outcomes.name, now().isoformat(timespec="seconds"))
