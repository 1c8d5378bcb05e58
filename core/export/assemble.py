"""What every export has in common, on a page, on the command line and through the socket."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from core.attributes.consent import Consent
from core.export.files import Source
from core.export.narrow import keep_consenting, keep_segments
from core.results.results import Results, with_naming
from core.store.segmentations import Segmentation


def assemble(
    results: Results,
    model: Path | None = None,
    write_rejected: Callable[[Path], object] | None = None,
    *,
    naming: Segmentation | None = None,
    consent: Consent | None = None,
    segments: Collection[int] | None = None,
) -> Source:
    """Return what the files of an export are made from.

    Rejected rows of the log may be of anybody, so they are left out unless all users are listed.

    Parameters
    ----------
    results
        Of the whole run.
    model
        The folder that holds the files of the model.
    write_rejected
        Writes the rows that ingest rejected.
    naming
        The version of names and notes that the files have; that of the results when not given.
    consent
        The answers of all users, to list only those who consented; None to list the others too.
    segments
        The segments to export, -1 for the unassigned; None for all.
    """
    kept = with_naming(results, naming) if naming else results
    kept = keep_consenting(kept, consent) if consent else kept
    kept = kept if segments is None else keep_segments(kept, segments)
    lists_all = consent is None and kept.n_users == results.n_users
    return Source(kept, model, write_rejected if lists_all else None)
