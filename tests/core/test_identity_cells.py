"""Cells of files of identities as spreadsheets, shops and databases write them, and what is read of them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from core.audiences.identity_file import IdentityFile
from core.audiences.normalise import email, written, zip_code
from core.audiences.phones import phone
from tests.core.audience_help import asked_for, make, read_rows, users_of_sizes, write_identities


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("491712345678", "DE", "+491712345678"),
        ("491711000007", "DE", "+491711000007"),
        ("4921123456", "DE", "+494921123456"),
        ("436641234567", "AT", "+436641234567"),
        ("1712345678", "DE", "+491712345678"),
        ("0491712345", "DE", "+49491712345"),
        ("1711234567.0", "DE", "+491711234567"),
        ("491711000000,00", "DE", "+491711000000"),
        ("+441632960961.0", None, "+441632960961"),
        ("0171.2345678", "DE", "+491712345678"),
        ("+49 (0)171 2345678", None, "+491712345678"),
        ("14155552671", "US", "+14155552671"),
        ("79161234567", "RU", "+79161234567"),
        ("3934012345", "IT", "+393934012345"),
    ],
)
def test_phone_numbers_whose_marks_a_program_dropped(text: str, region: str | None, number: str) -> None:
    assert phone(text, region) == number


def test_the_example_number_of_every_country_is_read_with_and_without_its_marks() -> None:
    import phonenumbers

    for region in phonenumbers.SUPPORTED_REGIONS:
        number = phonenumbers.example_number(region)
        whole = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
        assert {phone(each, region) for each in (whole, national)} == {whole}
        is_mobile = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
        is_other = phonenumbers.is_valid_number(phonenumbers.parse(whole[1:], region)) and not is_mobile
        expected = f"+{number.country_code}{whole[1:]}" if is_other else whole  # an area may begin like the code
        assert {phone(each, region) for each in (whole[1:], f"{whole[1:]}.0")} <= {expected, whole}


@pytest.mark.parametrize(
    ("text", "country", "code"),
    [
        ("1067", "DE", "01067"),
        ("2139", "US", "02139"),
        ("150.0", "NO", "0150"),
        ("10000", "CN", "010000"),
        ("1310100", "BR", "01310100"),
        ("94035-1234", "US", "94035-1234"),
        ("1010", "AT", "1010"),
        ("1067", None, "1067"),
        ("12", "DE", "12"),
        ("10115.0", None, "10115"),
    ],
)
def test_postal_codes_get_back_the_zero_that_a_spreadsheet_dropped(text: str, country: str | None, code: str) -> None:
    assert zip_code(text, country) == code


@pytest.mark.parametrize(
    "text",
    ["Bo Li <Bo@Shop.example>", "<bo@shop.example>;", "'bo@shop.example'", '"bo@shop.example",', "bo@shop.example."],
)
def test_addresses_are_read_without_what_stands_around_them(text: str) -> None:
    assert email(text) == "bo@shop.example"


def test_a_cell_of_two_addresses_is_none() -> None:
    assert email("a@shop.example; b@shop.example") is None


def test_words_for_none_are_empty_and_names_of_people_and_countries_are_not() -> None:
    assert {written(each) for each in ("NULL", " n/a ", "-", "nan", "None", "#N/A", "")} == {None}
    assert [written(each) for each in ("Nan", "Null", "NA", "Noné")] == ["Nan", "Null", "NA", "Noné"]


def test_a_file_of_a_spreadsheet_gives_the_hashes_of_what_was_meant(tmp_path: Path) -> None:
    headers = ("user_id", "email", "mobile", "First name", "Last name", "Country", "Zip", "email2", "Notes")
    rows = [
        (f"u{each}", "", f"49171{1000000 + each}", "Jörg", "NULL", "DE", "1067", "x@y.example", "a")
        for each in range(60)
    ]
    path = write_identities(tmp_path / "people.csv", rows, headers)
    _, notes = make(asked_for(users_of_sizes([60]), IdentityFile(path), "google", "meta", "csv"), tmp_path)
    google = read_rows(tmp_path / "out" / "google_SEG-01-v2_all.csv")
    assert [row["Phone"] for row in google] == [sha(f"+49171{1000000 + each}") for each in range(60)]
    assert {(row["First Name"], row["Last Name"], row["Zip"]) for row in google} == {(sha("jörg"), "", "01067")}
    meta = read_rows(tmp_path / "out" / "meta_SEG-01-v2_all.csv")
    assert {(row["zip"], row["ln"], row["email"]) for row in meta} == {(sha("01067"), "", "")}
    assert "Columns that are not used: email2, Notes." in notes
