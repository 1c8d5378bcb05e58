from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from core.errors import IngestError
from core.export.rejected import write_rejected
from core.store.store import Store
from tests.core.ingest_help import LOG, load, load_path, settings

SHARED = Path(os.environ.get("ATLAS_SHARED", Path(__file__).parents[3] / "shared"))
ONLINE_RETAIL = SHARED / "data" / "online_retail" / "online_retail.parquet"


@pytest.mark.skipif(not ONLINE_RETAIL.is_file(), reason="the Online Retail log is not on this machine (ATLAS_SHARED)")
def test_online_retail_gives_exactly_the_published_counts(tmp_path: Path) -> None:
    report = load_path(tmp_path, ONLINE_RETAIL)
    assert any("recognised as UCI Online Retail by its columns" in note for note in report.notes)
    assert report.n_records == 541_909
    assert report.rejected == {"no user": 135_080, "not a product": 1_920, "exact duplicate": 5_220}
    assert (report.n_stored, report.n_refunds) == (399_689, 8_506)
    assert (report.n_users, report.n_items) == (4_363, 3_676)
    with Store(settings(tmp_path)) as store:
        population = store.population(report.dataset_id)
        write_rejected(store.rejected(report.dataset_id), tmp_path / "rejected.csv")
    place = population.items.item_ids.tolist().index("85123A")
    assert population.items.titles[place] == "WHITE HANGING HEART T-LIGHT HOLDER"
    assert population.event_names == ("purchase", "refund")
    assert (population.histories.values[population.histories.events == 1] <= 0).all()
    assert population.attributes.columns.tolist() == ["Country"]
    with (tmp_path / "rejected.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["line", "reason", "raw"]
    assert len(rows) == 1 + report.n_rejected
    assert rows[1] == ["46", "not a product", "536370,POST,POSTAGE,3,2010-12-01 08:45:00,18.0,12583,France"]


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
    with Store(settings(tmp_path)) as store:
        population = store.population(report.dataset_id)
    assert population.histories.user_ids.tolist() == ["17850"]
    assert population.histories.values.tolist() == [pytest.approx(15.3), pytest.approx(-15.3)]
    assert population.event_names == ("purchase", "refund")


def test_online_retail_with_decimal_commas_has_its_values(tmp_path: Path) -> None:
    rows = "536365;85123A;LANTERN;6;01.12.2010 08:26;2,55;17850;France\n"
    header = "InvoiceNo;StockCode;Description;Quantity;InvoiceDate;UnitPrice;CustomerID;Country\n"
    report = load(tmp_path, header + rows)
    with Store(settings(tmp_path)) as store:
        assert store.population(report.dataset_id).histories.values.tolist() == [pytest.approx(15.3)]


def test_a_preset_needs_its_columns(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match=r"events\.csv has no column 'InvoiceNo'"):
        load(tmp_path, LOG, preset="online-retail")
