"""A model on disk: ``model.json`` says what it is, ``model.npz`` holds its arrays; neither can run code."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from core.clusterers.von_mises_fisher import VonMisesFisherMixture
from core.compute.machine import Machine
from core.errors import DataError
from core.files.output_folder import RUN_RECORD
from core.model.assigner import Assigner
from core.model.confidence_rule import ConfidenceRule, Confident
from core.model.segment_model import SegmentModel
from core.population.tables import meanings_from_meta, scale_from_meta
from core.protocols import Encoder
from core.registry import make_encoder
from core.sentences import say
from core.types import Items, Recipe, State, StrArray

MODEL_RECORD, MODEL_ARRAYS = "model.json", "model.npz"
DAMAGES = (ValueError, EOFError, zipfile.BadZipFile)
"""What reading a damaged file raises."""
_FORMAT = 1
_ENCODER = "encoder."
"""What the encoder learnt has it before its name."""


def write_model(model: SegmentModel, versions: Mapping[str, str], folder: Path) -> None:
    """Write the two files into a folder that exists; ``versions`` are those of the run."""
    record = {
        "format": _FORMAT,
        "recipe": asdict(model.recipe),
        "n_segments": len(model.segments),
        "numbers": list(model.numbers),
        "n_items": model.items.n_items,
        "event_names": list(model.event_names),
        "meanings": {name: [each.kind, each.weight] for name, each in model.meanings.items()},
        "rating_scale": astuple(model.rating_scale) if model.rating_scale else None,
        "category_names": list(model.items.category_names),
        "sureness": asdict(model.confidence_rule),
        "versions": dict(versions),
    }
    text = json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False)
    (folder / MODEL_RECORD).write_text(text + "\n", encoding="utf-8")
    arrays: dict[str, Any] = _arrays(model)
    with (folder / MODEL_ARRAYS).open("wb") as file:
        np.savez_compressed(file, **arrays)


def load_model(folder: Path, cache_dir: Path | None = None, machine: Machine | None = None) -> SegmentModel:
    """Read what ``write_model`` wrote; titles that an encoder reads are kept in ``cache_dir``.

    Raises
    ------
    DataError
        The folder holds no model, or one that cannot be read.
    RecipeError
        A method of its recipe is unknown here.
    """
    try:
        record, arrays = read_pair(folder / MODEL_RECORD, folder / MODEL_ARRAYS)
    except FileNotFoundError as error:
        raise _missing(folder, error) from error
    except DAMAGES as error:
        raise _damaged(folder) from error
    if not isinstance(record, dict) or record.get("format") != _FORMAT:
        raise DataError(
            say("The model in {folder} is of a format that is not known here.", folder=str(folder)),
            say("Run the recipe again with this version."),
        )
    try:
        encoder = make_encoder(Recipe(**record["recipe"]), cache_dir, machine=machine)
        return _model(record, arrays, encoder)
    except (KeyError, TypeError) as error:
        raise _damaged(folder) from error


def read_confident(folder: Path) -> dict[int, Confident]:
    """Return when the model in a folder assigns with confidence, by segment; none where it never does or is not there.

    Nothing is read of what the model learnt.
    """
    path = folder / MODEL_RECORD
    if not path.exists():
        return {}
    record = json.loads(path.read_text(encoding="utf-8"))
    rule = ConfidenceRule.from_record(record["sureness"])
    numbers = record.get("numbers") or range(1, record["n_segments"] + 1)
    return {
        number: Confident(cut, rule.least_events)
        for number, cut in zip(numbers, rule.least_probabilities, strict=True)
        if cut is not None
    }


def read_pair(record: Path, arrays: Path) -> tuple[Any, State]:
    """Read a JSON file and the npz file beside it; raise ``FileNotFoundError`` or one of ``DAMAGES``."""
    read = json.loads(record.read_text(encoding="utf-8"))
    with arrays.open("rb") as file, np.load(file, allow_pickle=False) as kept:
        return read, dict(kept)


def fingerprint(folder: Path) -> str:
    """Return a hash of the model in a folder: another run has another one, the same run made again has the same.

    Raises
    ------
    DataError
        The folder holds no model.
    """
    try:
        return sha256(b"".join((folder / name).read_bytes() for name in (MODEL_RECORD, MODEL_ARRAYS))).hexdigest()
    except FileNotFoundError as error:
        raise _missing(folder, error) from error


def _missing(folder: Path, error: FileNotFoundError) -> DataError:
    if (folder / RUN_RECORD).exists() and not (folder / MODEL_RECORD).exists():
        return DataError(
            say("The run in {folder} was made without a model, by which users are assigned.", folder=str(folder)),
            say("Run the recipe again, without --no-model and --trial."),
        )
    return DataError(
        say("{folder} holds no model: there is no {name}.", folder=str(folder), name=Path(error.filename).name),
        say("Give the folder that a run has written."),
    )


def _damaged(folder: Path) -> DataError:
    return DataError(
        say("The model in {folder} is damaged and cannot be read.", folder=str(folder)), say("Run the recipe again.")
    )


def _model(record: Mapping[str, Any], arrays: State, encoder: Encoder) -> SegmentModel:
    encoder.set_state(
        {name.removeprefix(_ENCODER): array for name, array in arrays.items() if name.startswith(_ENCODER)}
    )
    mixture = VonMisesFisherMixture(arrays["directions"], arrays["shares"], float(arrays["concentration"]))
    return SegmentModel(
        recipe=Recipe(**record["recipe"]),
        encoder=encoder,
        assigner=Assigner(mixture, arrays["reaches"], arrays["least_cosines"]),
        confidence_rule=ConfidenceRule.from_record(record["sureness"]),
        items=_items(arrays, record["category_names"]),
        event_names=tuple(record["event_names"]),
        meanings=meanings_from_meta(record),
        rating_scale=scale_from_meta(record),
        numbers=tuple(record.get("numbers", ())),
    )


def _arrays(model: SegmentModel) -> State:
    mixture, items = model.assigner.mixture, model.items
    return {
        "directions": mixture.directions,
        "shares": mixture.shares,
        "concentration": np.array(mixture.concentration),
        "reaches": model.assigner.reaches,
        "least_cosines": model.assigner.least_cosines,
        **_packed("item_ids", items.item_ids),
        **_packed("titles", items.titles),
        "category_starts": items.categories.indptr,
        "category_codes": items.categories.indices,
        **{_ENCODER + name: array for name, array in model.encoder.get_state().items()},
    }


def _items(arrays: State, category_names: Sequence[str]) -> Items:
    item_ids, codes = _unpacked("item_ids", arrays), arrays["category_codes"]
    categories = sparse.csr_array(
        (np.ones(len(codes), dtype=bool), codes, arrays["category_starts"]), shape=(len(item_ids), len(category_names))
    )
    return Items(item_ids, _unpacked("titles", arrays), tuple(category_names), categories)


def _packed(name: str, texts: StrArray) -> State:
    """Put texts behind each other as UTF-8; an array of texts would give each the room of the longest."""
    encoded = [str(text).encode() for text in texts]
    ends = np.cumsum([len(text) for text in encoded], dtype=np.int64)
    return {name: np.frombuffer(b"".join(encoded), dtype=np.uint8), f"{name}_ends": ends}


def _unpacked(name: str, arrays: State) -> StrArray:
    whole, ends = arrays[name].tobytes(), arrays[f"{name}_ends"]
    texts = np.empty(len(ends), dtype=object)
    texts[:] = [whole[start:end].decode() for start, end in zip([0, *ends[:-1]], ends, strict=True)]
    return texts
