"""Tests, each process held to one thread: they share the cores, and the pools of two processes wait for each other."""

import os
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")  # read when numpy is imported, so it stands before everything else

# Where Python has to keep nothing compiled, each of the many processes would compile the program anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
