"""What a log is called, on pages, on the command line and in packs."""

from __future__ import annotations

from datetime import datetime

import pytest

from core.sentences import Sentence
from core.store.dataset_info import DatasetInfo
from core.store.log_name import log_name


@pytest.mark.parametrize(
    ("given", "file", "name"),
    [
        (None, "demo/events.csv", "Demo log"),
        (None, "online_retail/online_retail.parquet", "online_retail.parquet"),
        (None, "sales.csv", "sales.csv"),
        (None, "", ""),
        ("EU/UK shop", "demo/events.csv", "EU/UK shop"),
    ],
)
def test_a_log_is_called_by_its_given_name_or_by_that_of_its_file(given: str | None, file: str, name: str) -> None:
    info = DatasetInfo("d", datetime(2026, 5, 12), "ann", {"name": file}, {}, given, None, None, 1, "v", None)
    assert log_name(info) == name
    assert isinstance(log_name(info), Sentence) == (name == "Demo log")  # which a pack in Chinese translates
