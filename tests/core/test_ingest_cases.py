"""Every shared case of an odd but real log gets in as its README says.

The cases lie in ``cases/ingest`` below the folder that ``ATLAS_SHARED`` names, by default ``../shared`` beside the
project.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.errors import IngestError
from core.ingest.load import load_log
from core.ingest.tables.source import IngestReport, LogSource
from core.store.store import Store
from core.types import Population
from tests.conftest import PROJECT
from tests.core.ingest_help import settings

REFUSED = {"xlsx_real": "is damaged: the sheet 'Orders' is named in it but missing"}
"""Case → what the sentence says that refuses it: this workbook came without its sheet."""

NOT_STORED = {
    "ga4_preamble": 1,
    "one_bad_byte_utf8": 1,
    "concatenated_with_headers": 1,
    "unclosed_quote": 1,
    "total_row_and_blank_tail": 100,
    "default_dates": 32,
    "excel_error_cells": 37,
}
"""Case → how many of its records are rightly rejected; all of the others are stored."""

N_USERS = {"excel_error_cells": 35}
"""Case → its users where the list counts one more, whose rows all have #N/A in the place of the id."""


@cache
def cases() -> dict[str, dict[str, Any]]:
    path = folder() / "cases.json"
    return {each["name"]: each for each in json.loads(path.read_text(encoding="utf-8"))} if path.exists() else {}


def folder() -> Path:
    return Path(os.environ.get("ATLAS_SHARED", PROJECT.parent / "shared")) / "cases" / "ingest"


def parameters() -> list[Any]:
    if not cases():
        return [pytest.param("none", marks=pytest.mark.skip(reason=f"{folder()} holds no cases.json"))]
    return list(cases())


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(replace(settings(tmp_path_factory.mktemp("cases")), threads=2)) as opened:  # as users have several
        yield opened


def load_case(store: Store, case: dict[str, Any]) -> tuple[IngestReport, Population]:
    users = folder() / case["args"][1] if case["args"][:1] == ["--users"] else None
    report = load_log(store, LogSource(folder() / case["path"], users=users), "local")
    return report, store.population(report.dataset_id)


@pytest.mark.parametrize("name", parameters())
def test_a_shared_case_is_read_as_its_readme_says(name: str, store: Store) -> None:
    case = cases()[name]
    if name in REFUSED:
        with pytest.raises(IngestError, match=REFUSED[name]):
            load_case(store, case)
        return
    report, population = load_case(store, case)
    histories, titles = population.histories, [str(each) for each in population.items.titles]
    assert report.n_records == case["records"]
    assert report.n_stored + report.n_rejected == case["records"]
    assert report.n_users == N_USERS.get(name, case["users"])
    assert report.n_rejected == NOT_STORED.get(name, 0), report.rejected
    found = {
        "refunds": report.n_refunds,
        "value": float(np.nansum(histories.values.astype(np.float64))),
        "hours": len(np.unique(histories.week_hours % 24)) > 1,
        "tmin": _time(histories.timestamps.min()),
        "tmax": _time(histories.timestamps.max()),
    }
    for field, right in case["expect"].items():
        if field == "title":
            assert any(right in each for each in titles)
        else:
            assert found[field] == (pytest.approx(right, rel=1e-6) if isinstance(right, float) else right), field


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%d %H:%M:%S")
