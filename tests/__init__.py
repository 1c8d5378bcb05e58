"""Tests, each process held to one thread: they share the cores, and the pools of two processes wait for each other."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # read when numpy is imported, so it stands before everything else
