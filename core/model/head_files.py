"""A head on disk: ``head.json`` says what it is and when an assignment is confident, ``head.npz`` holds its arrays."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import DataError
from core.model.confidence_rule import ConfidenceRule
from core.model.files import DAMAGES, fingerprint, read_pair
from core.model.head import Head
from core.model.learn import Learnt
from core.sentences import say
from core.types import State

HEAD_RECORD, HEAD_ARRAYS, HEAD_METRICS, ASSIGNMENTS = "head.json", "head.npz", "metrics.json", "assignments.csv"
HEAD_FILES = frozenset({HEAD_RECORD, HEAD_ARRAYS, HEAD_METRICS, ASSIGNMENTS})
_FORMAT = 1


def write_head(learnt: Learnt, run: Path, folder: Path) -> None:
    """Write the three files into a folder that exists; ``run`` is the folder of the run whose vectors it learnt on."""
    record = {
        "format": _FORMAT,
        "model": fingerprint(run),
        "segments": list(learnt.names),
        "params": asdict(learnt.head),
        "sureness": asdict(learnt.confidence_rule),
    }
    _write_json(record, folder / HEAD_RECORD)
    _write_json(learnt.metrics, folder / HEAD_METRICS)
    state: dict[str, Any] = learnt.head.get_state()
    with (folder / HEAD_ARRAYS).open("wb") as file:
        np.savez_compressed(file, **state)


def read_head(folder: Path, run: Path) -> Learnt:
    """Read what ``write_head`` wrote.

    Raises
    ------
    DataError
        The folder holds no head, one that cannot be read, or one that was learnt on the vectors of another run.
    """
    try:
        record, arrays = read_pair(folder / HEAD_RECORD, folder / HEAD_ARRAYS)
        metrics = json.loads((folder / HEAD_METRICS).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise DataError(
            say("{folder} holds no head: there is no {name}.", folder=str(folder), name=Path(error.filename).name),
            say("Give the folder that learn has written."),
        ) from error
    except DAMAGES as error:
        raise _damaged(folder) from error
    if not isinstance(record, dict) or record.get("format") != _FORMAT:
        raise DataError(
            say("The head in {folder} is of a format that is not known here.", folder=str(folder)),
            say("Learn it again with this version."),
        )
    if record.get("model") != fingerprint(run):
        raise DataError(
            say("The head in {folder} was not learnt on the vectors of {run}.", folder=str(folder), run=str(run)),
            say("Give the run that it was learnt on, or learn it again on this one."),
        )
    try:
        return _learnt(record, arrays, metrics)
    except (KeyError, TypeError, ValueError, RuntimeError) as error:  # torch reports a wrong shape by the last
        raise _damaged(folder) from error


def _learnt(record: Mapping[str, Any], arrays: State, metrics: dict[str, Any]) -> Learnt:
    head = Head(**record["params"])
    head.set_state(arrays)
    names, confidence_rule = tuple(record["segments"]), ConfidenceRule.from_record(record["sureness"])
    if not len(names) == len(confidence_rule.least_probabilities) == len(arrays["net.4.bias"]):
        raise ValueError("as many names and probabilities as the network has outputs")
    return Learnt(head, names, metrics, confidence_rule)


def _damaged(folder: Path) -> DataError:
    return DataError(
        say("The head in {folder} is damaged and cannot be read.", folder=str(folder)), say("Learn it again.")
    )


def _write_json(record: dict[str, Any], path: Path) -> None:
    path.write_text(json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False) + "\n", encoding="utf-8")
