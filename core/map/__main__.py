"""Compile what maps need, as ``make setup`` does: ``python -m core.map``. The first map then waits for nothing."""

from __future__ import annotations

import numpy as np

from core.map.landmarks import LandmarkMap

if __name__ == "__main__":
    LandmarkMap().fit_transform(np.eye(64, dtype=np.float32))
