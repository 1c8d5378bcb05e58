from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.errors import IngestError
from tests.core.ingest_help import LOG, load, open_store

SHARED = Path(os.environ.get("ATLAS_SHARED", Path(__file__).parents[3] / "shared"))
ONLINE_RETAIL = SHARED / "data" / "online_retail" / "online_retail.parquet"


def test_online_retail_as_csv_keeps_its_rules(tmp_path: Path) -> None:
    rows = (
        "536365,85123A,LANTERN,6,12/1/2010 8:26,2.55,17850.0,France\n"
        "C536366,85123A,LANTERN,-6,12/13/2010 8:26,2.55,17850.0,France\n"
        "536367,POST,POSTAGE,1,12/1/2010 8:26,18,17850.0,France\n"
        "536368,85123A,LANTERN,6,12/1/2010 8:26,2.55,,France\n"
    )
    header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
    report = load(tmp_path, header + rows, preset="online-retail")
    assert report.rejected == {"no user": 1, "not a product": 1}
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    assert population.histories.user_ids.tolist() == ["17850"]
    assert population.histories.values.tolist() == [pytest.approx(15.3), pytest.approx(-15.3)]
    assert population.event_names == ("purchase", "refund")


def test_online_retail_with_decimal_commas_has_its_values(tmp_path: Path) -> None:
    rows = "536365;85123A;LANTERN;6;01.12.2010 08:26;2,55;17850;France\n"
    header = "InvoiceNo;StockCode;Description;Quantity;InvoiceDate;UnitPrice;CustomerID;Country\n"
    report = load(tmp_path, header + rows)
    with open_store(tmp_path) as store:
        assert store.population(report.dataset_id).histories.values.tolist() == [pytest.approx(15.3)]


def test_a_preset_needs_its_columns(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match=r"events\.csv has no column 'InvoiceNo'"):
        load(tmp_path, LOG, preset="online-retail")
