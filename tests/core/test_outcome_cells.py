"""Files of outcomes as shops and spreadsheets write them: dates of those who converted, euros, thousands, refunds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.campaigns.fields import find_fields
from core.campaigns.outcomes import Outcomes, read_outcomes
from core.errors import DataError
from core.files.temporary import temporary_folder
from core.settings import load_settings
from core.store.scratch import Scratch

USERS = np.array(["u1", "u2", "u3", "u4"], dtype=object)


def read(path: Path, text: str, encoding: str = "utf-8", **given: str) -> Outcomes:
    path.write_bytes(text.encode(encoding))
    with temporary_folder() as folder, Scratch(folder, [path], "UTC", load_settings()) as scratch:
        return read_outcomes(scratch, path, USERS, None, given)


@pytest.mark.parametrize("header", ["converted_at", "Conversion date", "purchasedAt", "bought_on"])
def test_who_has_a_date_of_conversion_converted(tmp_path: Path, header: str) -> None:
    found = read(tmp_path / "o.csv", f"user_id,{header}\nu1,2026-02-03\nu2,\nu3,03.02.2026 10:15\nu4,\n")
    assert found.count.columns["converted"] == header
    assert found.converted is not None
    assert found.converted.tolist() == [1, 0, 1, 0]


def test_a_date_of_some_users_by_another_name_is_asked_about(tmp_path: Path) -> None:
    text = "user_id,last_order\nu1,2026-02-03\nu2,\n"
    with pytest.raises(DataError, match="It is not clear whether the outcome is in “last_order”"):
        read(tmp_path / "o.csv", text)
    found = read(tmp_path / "o.csv", text, converted="last_order")
    assert found.converted is not None
    assert found.converted.tolist() == [1, 0, 0, 0]


def test_a_date_of_everybody_is_no_outcome(tmp_path: Path) -> None:
    found = read(tmp_path / "o.csv", "user_id,exported\nu1,2026-02-03\nu2,2026-02-03\n")
    assert found.converted is not None
    assert found.converted.tolist() == [1, 1, 0, 0]
    assert found.count.unused == ("exported",)


def test_endings_of_other_words_are_no_dates() -> None:
    assert find_fields(["user_id", "conversion"], {})["converted"] == "conversion"
    assert "converted" not in find_fields(["user_id", "creation_date"], {})


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
@pytest.mark.parametrize("name", ["Umsatz", "Umsatz (Köln)"])
def test_euros_with_a_comma_are_read_in_either_encoding(tmp_path: Path, encoding: str, name: str) -> None:
    text = f"Kundennummer;{name}\nu1;1.234,50 €\nu2;0,99 €\nu1;-34,50 €\nu3;12,00 €\n"
    found = read(tmp_path / "o.csv", text, encoding, value=name)
    assert found.value is not None
    assert found.value.tolist() == [1200.0, 0.99, 12.0, 0.0]


def test_what_may_be_thousands_or_decimals_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"'1\.000' in 'umsatz' may be a number of thousands"):
        read(tmp_path / "o.csv", "user_id;umsatz\nu1;1.000\nu2;12.000\n")
    for text, value in (("1.000,00", 1000.0), ("1000", 1000.0), ("1.00", 1.0), ("0.125", 0.125)):
        found = read(tmp_path / "o.csv", f"user_id;umsatz\nu1;{text}\nu2;{text}\n")
        assert found.value is not None
        assert found.value[0] == value


def test_answers_beside_a_value_that_no_field_reads_are_asked_about(tmp_path: Path) -> None:
    text = "user_id,kupił,wartość\nu1,tak,20.00\nu2,nie,\nu3,tak,5.00\n"
    with pytest.raises(DataError, match="It is not clear whether “kupił” says who converted"):
        read(tmp_path / "o.csv", text)
    found = read(tmp_path / "o.csv", text, converted="kupił")
    assert found.converted is not None
    assert found.converted.tolist() == [1, 0, 1, 0]
    alone = read(tmp_path / "o.csv", text, value="wartość")
    assert alone.converted is None
    assert alone.count.unused == ("kupił",)


@pytest.mark.parametrize(
    "column", ["consent\nu1,yes,9\nu2,no,3", "vip\nu1,yes,9\nu2,yes,3", "note\nu1,yes,9\nu2,soon,3"]
)
def test_consent_one_answer_and_texts_are_no_outcome_beside_a_value(tmp_path: Path, column: str) -> None:
    header, rows = column.split("\n", 1)
    found = read(tmp_path / "o.csv", f"user_id,{header},value\n{rows}\n")
    assert found.count.unused == (header,)
