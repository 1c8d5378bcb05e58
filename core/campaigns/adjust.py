"""What was known of users before a campaign, taken out of what they did after it: the rest varies less.

References
----------
Deng, A., Xu, Y., Kohavi, R. and Walker, T. (2013). Improving the sensitivity of online controlled experiments by
utilizing pre-experiment data. WSDM 2013, 123-132. doi:10.1145/2433396.2433413 (CUPED, here with several columns)
"""

from __future__ import annotations

import numpy as np

from core.types import BoolArray, FloatArray

_LEAST_PER_COLUMN = 50


def adjusted(values: FloatArray, is_control: BoolArray, before: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the values of treated and of control users less what the time before predicts of them.

    Parameters
    ----------
    values
        (n_users,).
    is_control
        (n_users,), with users on both sides.
    before
        (n_users, n_columns); NaN stands for the mean of a column.

    Returns
    -------
    The mean over all users is that of ``values``. Values come back as they are with fewer than 50 users for a column.
    """
    known = _filled(before)
    if len(values) >= _LEAST_PER_COLUMN * known.shape[1] and known.shape[1]:
        sides = (is_control, ~is_control)
        within = np.concatenate([known[side] - known[side].mean(axis=0) for side in sides])
        after = np.concatenate([values[side] - values[side].mean() for side in sides])
        slopes = np.linalg.lstsq(within, after, rcond=None)[0]
        values = values - (known - known.mean(axis=0)) @ slopes
    return values[~is_control], values[is_control]


def _filled(before: FloatArray) -> FloatArray:
    """Return columns and their logarithms, standardised, without those that are the same for everybody."""
    plain = np.asarray(before, dtype=np.float64)
    known = np.hstack([plain, np.sign(plain) * np.log1p(np.abs(plain))])
    counts = np.maximum((~np.isnan(known)).sum(axis=0), 1)
    means = np.nansum(known, axis=0) / counts
    centred = np.where(np.isnan(known), 0.0, known - means)
    spread = centred.std(axis=0)
    is_used = spread > 0
    return np.asarray(centred[:, is_used] / spread[is_used])
