"""What ``recommend --interest-layers`` writes: which layer of interests next choices of users or segments follow."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.log import requested_consent
from core.cli.recommend_more import segmented
from core.cli.run_home import home_of
from core.errors import DataError
from core.sentences import say

if TYPE_CHECKING:
    import pandas as pd

    from core.interests.users import Interests
    from core.results.results import Results


def write_interest_layers(options: argparse.Namespace, path: Path) -> None:
    """Write how much each layer counts, and print which one the choices of each segment follow.

    Beside users stand codes for interests whose names may not leave, as in ``interests.csv``.

    Raises
    ------
    DataError
        The run has no interests.
    """
    import numpy as np
    import pyarrow as pa

    from core.files.csv_files import write_csv, write_excel_csv
    from core.results.audience import for_audiences
    from core.views.interest_layers import learn_layers, segment_layers_frame, user_layers_frame

    results, interests = _interests_of(options)
    found = segmented(options)
    fitted = learn_layers(results, interests, found.logs.learnt)
    segments = segment_layers_frame(fitted, results)
    segments = segments[~segments["segment"].isin(found.aside)]
    print_segments(segments, results)
    table = segments
    if options.of != "segments":
        users, own = found.logs.users, found.segments
        consent = requested_consent(options, users)
        if consent:
            print(consent.sentence)
        is_listed = ~np.isin(own, found.aside) & (consent.is_given if consent else True)
        some = users.of_users(is_listed.nonzero()[0])
        leaving = for_audiences(results).interests or interests
        table = user_layers_frame(fitted, leaving, some, own[is_listed], results.user_ids)
    (write_excel_csv if options.excel else write_csv)(pa.Table.from_pandas(table, preserve_index=False), path)


def _interests_of(options: argparse.Namespace) -> tuple[Results, Interests]:
    home = home_of(options)
    results = home.results if home else None
    if results is None or results.interests is None:
        raise DataError(
            say("The run has no interests."),
            say("Name a run of a workspace that was made with interests: a trial and a folder of files have none."),
        )
    return results, results.interests


def print_segments(segments: pd.DataFrame, results: Results) -> None:
    """Print a line for each segment, and one for all users."""
    from core.views.interest_layers import GOES_BY, GOES_BY_WORDS
    from core.views.names import numbered_name

    levels = [each for each in GOES_BY_WORDS if each in segments]
    for row in segments.to_dict("records"):
        segment = int(row["segment"])
        name = numbered_name(results, segment) if segment in results.names else "All users"
        shares = ", ".join(f"{str(GOES_BY_WORDS[each]).lower()} {100 * row[each]:.0f} %" for each in levels)
        print(f"{name}: most by {str(GOES_BY_WORDS[row[GOES_BY]]).lower()}; {shares}.")
