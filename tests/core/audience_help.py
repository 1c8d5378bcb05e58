"""What the tests of audiences share: users of a run, a file of identities, and the files made of them."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from core.audiences.asked import Asked
from core.audiences.choose import Choice, Order, Users
from core.audiences.counts import COUNTS, write_counts
from core.audiences.identity_file import IdentityFile
from core.audiences.make import joined
from core.audiences.manifest import Manifest, Rules
from core.audiences.manifest_text import write_manifest
from core.campaigns.sides import write_sides
from core.settings import load_settings

HEADERS = ("Customer ID", "E-Mail", "Phone", "First name", "Last name", "Country", "Zip", "Device ID", "Opt-in")


def users_of_sizes(sizes: Sequence[int]) -> Users:
    """Users u0, u1, ... in segments 1, 2, ... of these sizes."""
    labels = np.repeat(np.arange(1, len(sizes) + 1), sizes).astype(np.int32)
    n = len(labels)
    return Users(
        run_id="run1",
        dataset_id="data1",
        dataset_version=1,
        names_version=2,
        user_ids=np.array([f"u{each}" for each in range(n)], dtype=object),
        labels=labels,
        probabilities=np.linspace(0.1, 0.9, n),
        silhouettes=np.linspace(0.9, 0.1, n),
        codes={each + 1: f"SEG-{each + 1:02d}-v2" for each in range(len(sizes))},
        names={each + 1: f"Readers of {each + 1}" for each in range(len(sizes))},
    )


def write_identities(path: Path, rows: Sequence[Sequence[str]], headers: Sequence[str] = HEADERS) -> Path:
    """Write a file of identities; rows are as long as the headers or shorter."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headers)
        writer.writerows([*row, *[""] * (len(headers) - len(row))] for row in rows)
    return path


def asked_for(users: Users, identity: IdentityFile | None, *platforms: str, consent: str = "", **choice) -> Asked:
    """What to make of all segments, with groups of 50 and more."""
    order = Order(choice.pop("order", Order.SUREST))
    chosen = Choice(order=order, **{"segments": users.segments, **choice})
    rules = Rules(platforms=platforms, choice=chosen, least_group=50, consent=consent)
    return Asked(users=users, rules=rules, identity=identity)


def make(asked: Asked, folder: Path) -> tuple[Manifest, list[str]]:
    """Write the files into a new folder; return the manifest and what was noted."""
    scratch = folder / "scratch"
    scratch.mkdir(parents=True)
    out = folder / "out"
    out.mkdir()
    with joined(asked, scratch, load_settings()) as made:
        if sides := made.sides():
            write_sides(sides, out)
        manifest = made.manifest(made.write(out), "", sides)
        write_manifest(manifest, out)
        write_counts(made.checks(), out / COUNTS)
        made.write_left_out(out / "left_out.csv")
        return manifest, [*made.notes()]


def read_rows(path: Path) -> list[Mapping[str, str]]:
    """Read a file for programs."""
    text = path.read_bytes()
    assert not text.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in text
    return list(csv.DictReader(text.decode("utf-8").splitlines()))
