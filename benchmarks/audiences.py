"""How long files for platforms take, and how much memory: identities are read and normalised once, then every platform.

    python -m benchmarks.audiences [--users 1000000]

Users in six segments get an identity each, with e-mail addresses, phone numbers with and without a country code, names
with accents and in Chinese, a country and a postal code; one in five has a second row. A process of its own makes the
CSV, text and Parquet files of all platforms; Excel workbooks, which hold a million rows at most, are not measured.
Seconds of a processor hardly depend on what else the machine does.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.measure import measure, print_table
from core.audiences.asked import Asked
from core.audiences.choose import Choice, Users
from core.audiences.identity_file import IdentityFile
from core.audiences.make import joined
from core.audiences.manifest import Rules
from core.audiences.platform import Format
from core.audiences.platforms import PLATFORMS
from core.settings import load_settings

_N_SEGMENTS = 6
_NAMES = ("Ann", "Zoë", "José María", "Łukasz", "王", "O'Neil", "von der Weide", "Émile")
_BLOCK = 100_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.audiences", description=__doc__)
    parser.add_argument("--users", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--made", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.made:
        _make_files(options.made, options.users)
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        n_rows = write_people(folder / "people.csv", options.users)
        measured = measure("files for platforms", "benchmarks.audiences", "--users", options.users, "--made", folder)
        steps = [line.split("\t") for line in (folder / "steps.tsv").read_text(encoding="utf-8").splitlines()]
    print(f"{options.users:,} users, {n_rows:,} rows of identities; {measured.peak_rss_mb:,.0f} MB at most.\n")
    rows = [(label, f"{float(seconds):.1f}", f"{float(busy):.1f}", size) for label, seconds, busy, size in steps]
    busy = sum(float(step[2]) for step in steps)
    rows.append(("all; seconds with the start of the process", f"{measured.seconds:.1f}", f"{busy:.1f}", ""))
    print_table(["what", "seconds", "seconds of a processor", "MB"], rows)
    return 0


def write_people(path: Path, n_users: int) -> int:
    """Write a file of identities; return its number of rows."""
    draw, n_rows = np.random.default_rng(0), 0
    with path.open("w", encoding="utf-8") as file:
        file.write("user_id,email,phone,first name,last name,country,zip\n")
        for start in range(0, n_users, _BLOCK):
            some = range(start, min(start + _BLOCK, n_users))
            first, last = (draw.choice(_NAMES, len(some)) for _column in range(2))
            for place, user in enumerate(some):
                number = 1_000_000 + user % 9_000_000
                phone = (f"0171 {number}", f"+49 171 {number}", f"+86 138 1{number}")[user % 3]
                about = f"{phone},{first[place]},{last[place]},DE,{10115 + user % 80000}\n"
                file.write(f"u{user},User.{user}+news@{'Gmail.com' if user % 2 else 'shop.example'},{about}")
                n_rows += 1
                if user % 5 == 0:
                    file.write(f"u{user},second{user}@mail.example,{about}")
                    n_rows += 1
    return n_rows


def _make_files(folder: Path, n_users: int) -> None:
    """Make the files, and write how long each step took."""
    keys = tuple(key for key, each in PLATFORMS.items() if each.format is not Format.EXCEL)
    rules = Rules(platforms=keys, choice=Choice(segments=tuple(range(1, _N_SEGMENTS + 1))), least_group=50)
    asked = Asked(users=_users(n_users), rules=rules, identity=IdentityFile(folder / "people.csv"))
    (folder / "scratch").mkdir()
    (folder / "out").mkdir()
    stamps = [_now()]
    with joined(asked, folder / "scratch", load_settings()) as made:
        stamps.append(_now())
        files = made.write(folder / "out", lambda _share: stamps.append(_now()))
    steps = [("read, normalised and joined", stamps[0], stamps[1], "")]
    ends = stamps[1::_N_SEGMENTS]
    for key, before, after in zip(keys, ends, ends[1:], strict=False):
        n_bytes = sum(each.n_bytes for each in files if each.platform == key)
        steps.append((PLATFORMS[key].label, before, after, f"{n_bytes / 1e6:.0f}"))
    lines = [f"{label}\t{end[0] - begin[0]}\t{end[1] - begin[1]}\t{size}\n" for label, begin, end, size in steps]
    (folder / "steps.tsv").write_text("".join(lines), encoding="utf-8")


def _now() -> tuple[float, float]:
    """Return the seconds on the clock, and those that this process has used of its processors."""
    return time.perf_counter(), time.process_time()


def _users(n_users: int) -> Users:
    numbers = range(1, _N_SEGMENTS + 1)
    return Users(
        run_id="made up",
        dataset_id="made up",
        dataset_version=1,
        names_version=1,
        user_ids=np.array([f"u{each}" for each in range(n_users)]),
        labels=np.random.default_rng(1).integers(1, _N_SEGMENTS + 1, n_users).astype(np.int32),
        probabilities=np.ones(n_users),
        silhouettes=np.ones(n_users),
        codes={each: f"SEG-{each:02d}-v1" for each in numbers},
        names={each: f"Segment {each}" for each in numbers},
    )


if __name__ == "__main__":
    sys.exit(main())
