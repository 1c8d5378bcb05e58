"""Names of uploaded files: what a browser says may be anything, what lies on the disk is safe."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import takewhile
from pathlib import PurePosixPath

_UNSAFE = re.compile(r"[^\w.\- ()=+,&@]")
_MAX_BYTES = 200
"""Of one part of a path; file systems take 255."""
_MAX_DEPTH = 8
_MIN_COMMON = 3
"""Characters that names must share at their start before that is what they are called together."""
_MOST_NAMED = 3
"""Files that are named one by one where nothing is common to their names."""


def safe_path(path: str) -> str:
    """Return a relative path without what a file system or a reader may refuse; the end of a long one is kept.

    >>> safe_path("shop/../my log?.csv")
    'shop/my log_.csv'
    """
    parts = [_safe_part(part) for part in path.replace("\\", "/").split("/") if part.strip(" .")]
    return "/".join(parts[-_MAX_DEPTH:]) or "log.csv"


def free_name(name: str, taken: Collection[str]) -> str:
    """Return a path that is not taken, in upper or lower case: "jan.csv", then "jan (2).csv"."""
    path, number, known = PurePosixPath(name), 1, {each.casefold() for each in taken}
    while name.casefold() in known:
        number += 1
        name = str(path.with_name(f"{path.stem} ({number}){path.suffix}"))
    return name


def common_name(names: Sequence[str]) -> str:
    """Return what files are called together: their folder, how all their names begin, else their names.

    >>> common_name(["shop/jan.csv", "shop/feb.csv"])
    'shop'
    >>> common_name(["sales-2025-01.csv", "sales-2025-02.csv"])
    'sales-2025'
    >>> common_name(["orders.csv", "clicks.csv"]), common_name([f"{letter}.csv" for letter in "abcde"])
    ('orders + clicks', 'a + b + 3 more')
    """
    firsts = {name.split("/")[0] for name in names}
    if len(firsts) == 1 and all("/" in name for name in names):
        return firsts.pop()
    stems = [PurePosixPath(name).stem for name in names]
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(min(stems), max(stems), strict=False))
    shared = re.sub(r"[\W_]*\d*$", "", "".join(first for first, _ in alike)).strip(" .")
    if len(shared) >= _MIN_COMMON:
        return shared
    own = list(dict.fromkeys(stems))
    return _safe_part(" + ".join(own if len(own) <= _MOST_NAMED else [*own[:2], f"{len(own) - 2} more"]))


def _safe_part(part: str) -> str:
    kept = _UNSAFE.sub("_", part.strip()).encode()[-_MAX_BYTES:].decode(errors="ignore")
    return f"_{kept[1:]}" if kept.startswith(".") else kept
