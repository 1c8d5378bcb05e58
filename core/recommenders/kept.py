"""What a recommender learnt, kept in a file, so that it learns from the same log once.

The name of the file is a hash of the log, of the parameters and of the sources that learn, so that what is found is
never of another log or version. A file holds arrays of items and weights; no user is in it.

A run keeps in a small file what the hybrid needs before it learns: its weights, and what titles say of items. These are
of the log, whatever its segments are.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import fields, is_dataclass
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from scipy import sparse

from core.compute.machine import Machine
from core.files.single_file import output_file
from core.protocols import UserRecommender
from core.recommenders.hybrid import Hybrid, untaught
from core.types import FloatArray, Population, State

FOLDER = "recommenders"
MOST_FILES = 5
"""So many stay, those that were used last; one of 5,000 items has some 120 MB."""
AHEAD = "hybrid-"
"""Begins the names of the small files. They lie beside the vectors of titles, and go with them into folders of runs."""
LEAST_EVENTS, MOST_EVENTS = 50_000, 2_000_000
"""A run of a shorter log keeps no small file, since that is learnt soon, nor of a longer one, since that takes long."""
_VECTORS, _LAYERS = "item_vectors", "item_layers"
_SOURCES = ("recommenders", "interests", "population", "encoders", "attributes", "compute", "registry", "types")
"""Folders of what learns, and of all that it calls."""
_DAMAGES = (FileNotFoundError, EOFError, KeyError, ValueError, BadZipFile)


def fit_once(recommender: UserRecommender, population: Population, cache_dir: Path) -> UserRecommender:
    """Return a recommender that has learnt from a log, from the file of an earlier call where there is one.

    A file that is damaged is made anew.
    """
    path = cache_dir / FOLDER / f"{_key(recommender, population)}.npz"
    with suppress(*_DAMAGES):
        found: UserRecommender = _taught(untaught(recommender), _read(path))
        path.touch()
        return found
    if isinstance(recommender, Hybrid):
        recommender = _with_what_is_known(recommender, population, cache_dir)
    fitted = recommender.fit(population)
    _write(path, dict(_state(fitted)))
    _delete_old(path.parent, "*")
    return fitted


def keep_ahead(hybrid: Hybrid, population: Population, cache_dir: Path) -> None:
    """Keep the weights of the hybrid for a log, and what titles say of its items, in a small file."""
    if not LEAST_EVENTS <= population.histories.n_events <= MOST_EVENTS:
        return
    path = _ahead(hybrid, population, cache_dir)
    with suppress(*_DAMAGES):  # made anew where it is not there, or is damaged
        _read(path)
        return
    made = {name: make(population) for name, make in _makers(hybrid).items()} if population.items.has_titles else {}
    _write(path, {"weights": hybrid.choose(population), **made})
    _delete_old(cache_dir, f"{AHEAD}*")


def _with_what_is_known(hybrid: Hybrid, population: Population, cache_dir: Path) -> Hybrid:
    """Return a hybrid that takes what the small file of a run holds; the same one without such a file."""
    with suppress(*_DAMAGES):
        kept = _read(_ahead(hybrid, population, cache_dir))
        parts = [_with_made(part, kept) for part in hybrid.parts]
        known: Hybrid = untaught(hybrid, parts=parts, chosen=kept["weights"])
        return known
    return hybrid


def _ahead(hybrid: Hybrid, population: Population, cache_dir: Path) -> Path:
    """Return the path of the small file of a log, which is the same for all segments of its users."""
    names = [{each.name for each in fields(part)} for part in hybrid.parts]  # type: ignore[arg-type]
    pairs = zip(hybrid.parts, names, strict=True)
    parts = [untaught(part, **({"segments": None} if "segments" in known else {})) for part, known in pairs]
    return cache_dir / f"{AHEAD}{_key(untaught(hybrid, parts=parts), population)}.npz"


def _makers(hybrid: Hybrid) -> dict[str, Callable[[Population], FloatArray]]:
    """Return what makes vectors and layers of items for the parts of a hybrid."""
    made = [(name, getattr(part, name, None)) for part in hybrid.parts for name in (_VECTORS, _LAYERS)]
    return {name: make for name, make in made if make is not None}


def _with_made(part: UserRecommender, kept: State) -> UserRecommender:
    """Return a part that takes vectors and layers of items from a file."""
    own = {name: kept[name] for name in (_VECTORS, _LAYERS) if name in kept and getattr(part, name, None) is not None}
    found: UserRecommender = untaught(part, **{name: partial(_given, made) for name, made in own.items()})
    return found


def _given(made: FloatArray, _population: Population) -> FloatArray:
    return made


def _read(path: Path) -> State:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
        return dict(kept)


def _write(path: Path, state: State) -> None:
    with output_file(path) as whole, whole.open("wb") as file:
        np.savez(file, **state)  # type: ignore[arg-type]


def _delete_old(folder: Path, names: str) -> None:
    with suppress(FileNotFoundError):  # another process that writes one deletes the oldest, too
        for old in sorted(folder.glob(f"{names}.npz"), key=os.path.getmtime)[:-MOST_FILES]:
            old.unlink(missing_ok=True)


def _state(recommender: UserRecommender, before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield what was learnt as arrays, by the name of its field; a part without a weight has learnt nothing."""
    for name in _learnt(recommender):
        value = getattr(recommender, name, None)
        if name == "parts_":
            for place, part in enumerate(value or ()):
                yield from _state(part, f"{before}{place}.")
        elif isinstance(value, sparse.csr_array):
            for kind in ("data", "indices", "indptr", "shape"):
                yield f"{before}{name}.{kind}", np.asarray(getattr(value, kind))
        elif value is not None:
            yield before + name, np.asarray(value)


def _taught(recommender: Any, state: State, before: str = "") -> Any:
    """Give a recommender what ``_state`` yielded."""
    for name in _learnt(recommender):
        key = before + name
        if name == "parts_":
            parts = (untaught(part, max_items=recommender.max_items) for part in recommender.parts)
            recommender.parts_ = tuple(_taught(part, state, f"{before}{place}.") for place, part in enumerate(parts))
        elif f"{key}.shape" in state:
            arrays = tuple(state[f"{key}.{kind}"] for kind in ("data", "indices", "indptr"))
            setattr(recommender, name, sparse.csr_array(arrays, shape=tuple(state[f"{key}.shape"])))
        elif key in state:
            setattr(recommender, name, state[key] if state[key].ndim else state[key].item())
    return recommender


def _learnt(recommender: UserRecommender) -> list[str]:
    return [each.name for each in fields(recommender) if not each.init]  # type: ignore[arg-type]


def _key(recommender: UserRecommender, population: Population) -> str:
    digest = sha256(_sources())
    own = population.histories
    learnt_from = (own.offsets, own.items, own.events, own.timestamps, own.values, population.items)
    meant = (population.event_names, population.meanings, population.rating_scale)
    for part in (recommender, *learnt_from, *meant):
        for piece in _pieces(part):
            digest.update(len(piece).to_bytes(8, "big"))
            digest.update(piece)
    return digest.hexdigest()[:32]


def _pieces(value: Any) -> Iterator[bytes]:
    """Yield what sets a value apart from others: of a function its name, of a machine and of a folder nothing."""
    if isinstance(value, (Machine, Path)):
        return
    if isinstance(value, partial):
        value = value.func, value.args, sorted(value.keywords.items())
    if is_dataclass(value):
        yield type(value).__name__.encode()
        value = [getattr(value, each.name) for each in fields(value) if each.init]
    elif isinstance(value, sparse.csr_array):
        value = value.data, value.indices, value.indptr
    if isinstance(value, (list, tuple)):
        for each in value:
            yield from _pieces(each)
    elif isinstance(value, np.ndarray):
        is_text = value.dtype == object
        yield repr((value.shape, "text" if is_text else value.dtype.str)).encode()
        yield "\0".join(map(str, value.tolist())).encode() if is_text else value.tobytes()
    else:
        yield (value.__qualname__ if callable(value) else repr(value)).encode()


@cache
def _sources() -> bytes:
    """Return a hash of the sources of what learns, and of what it learns from."""
    folders = (Path(__file__).parent.parent / each for each in _SOURCES)
    return sha256(b"".join(path.read_bytes() for each in folders for path in sorted(each.glob("*.py")))).digest()
