"""The lists of ``recommend --again``: what users and segments have taken before, and may take again."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.cli.item_files import ItemFiles
from core.cli.learnt_logs import read_logs
from core.cli.log import requested_consent
from core.cli.recommend_more import segmented
from core.cli.segment_lists import N_OFFERED
from core.cli.set_aside import may_have_lists
from core.errors import DataError
from core.sentences import say
from core.types import BoolArray, Column

if TYPE_CHECKING:
    from core.recommenders.again import Again
    from core.types import Population


def write_again(options: argparse.Namespace, files: ItemFiles, path: Path) -> None:
    """Write what segments or users may take again."""
    if options.per_user:
        _write_for_users(options, files, path)
    elif options.only_consented:
        raise DataError(say("Lists of segments name no user."), say("Leave --only-consented out, or add --per-user."))
    else:
        _write_for_segments(options, files, path)


def _write_for_users(options: argparse.Namespace, files: ItemFiles, path: Path) -> None:
    from core.export.again_lists import AgainWish, write_again_users

    log = read_logs(options).users
    consent = requested_consent(options, log)
    is_listed = may_have_lists(options, log.histories.user_ids)
    rows = np.flatnonzero(is_listed & consent.is_given if consent else is_listed)
    fitted = _fitted(log)
    wish = AgainWish(rows, options.per_user, _marked(fitted, files))
    print(write_again_users(path, fitted, log.histories.user_ids, wish, for_excel=options.excel).sentence)
    if consent:
        print(consent.sentence)


def _write_for_segments(options: argparse.Namespace, files: ItemFiles, path: Path) -> None:
    from core.export.again_lists import again_segments_frame, again_segments_table
    from core.files.csv_files import write_csv, write_excel_csv

    found = segmented(options)
    fitted = _fitted(found.logs.users)
    segments = np.setdiff1d(found.segments[found.segments >= 0], found.aside).tolist()
    frame = again_segments_frame(fitted, found.segments, segments, N_OFFERED, _marked(fitted, files))
    (write_excel_csv if options.excel else write_csv)(again_segments_table(frame), path)
    for segment in segments:
        print(f"{found.numbers.get(segment, segment)}. {int((frame[Column.SEGMENT] == segment).sum()):,} items")


def _fitted(log: Population) -> Again:
    """Learn what is taken again; a log without repeats is refused."""
    from core.recommenders.again import Again

    fitted = Again().fit(log)
    if not fitted.has_repeats:
        raise DataError(fitted.why_not, say("Leave --again out for lists of what is new to users."))
    return fitted


def _marked(fitted: Again, files: ItemFiles) -> BoolArray:
    ids = fitted.items_.item_ids
    left_out = files.left_out(ids.tolist())
    return np.isin(ids.astype(str), sorted(left_out)) if left_out else np.zeros(len(ids), dtype=bool)
