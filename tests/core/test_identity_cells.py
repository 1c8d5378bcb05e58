"""Cells of files of identities as spreadsheets, shops and databases write them, and what is read of them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import iso3166
import pytest

from core.audiences.countries import country
from core.audiences.identity_file import IdentityFile
from core.audiences.normalise import email, name, written, zip_code
from core.audiences.phones import phone
from core.audiences.several import addresses, phones
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
        ("\uff11\uff10\uff16\uff17", "DE", "01067"),
        ("\u200e10115", "DE", "10115"),
        ("\uff1d1+1", None, "\uff1d1+1"),
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


@pytest.mark.parametrize(
    "text",
    [
        "bo\uff20shop.example",
        "\uff42\uff4f@shop.example",
        "\u200ebo@shop.example",
        "\u202abo@shop.example\u202c",
        "bo\u200d@shop.example",
        "bo@shop\u00ad.example",
    ],
)
def test_marks_that_nobody_sees_and_wide_letters_change_no_address(text: str) -> None:
    assert email(text) == "bo@shop.example"


def test_an_address_without_a_domain_is_none() -> None:
    assert [email(each) for each in ("a@shop..example", "a@.example", "a@shop", "@shop.example")] == [None] * 4


@pytest.mark.parametrize(
    ("text", "name_of_person"),
    [
        ("\u200f\u05e9\u05e8\u05d4\u200f", "\u05e9\u05e8\u05d4"),
        ("\ufeffJos\u0065\u0301", "Jos\u00e9"),
        ("Ann\u200b", "Ann"),
        ("\u200dAnn\u200c", "Ann"),
        ("\u0639\u0644\u06cc\u200c\u0631\u0636\u0627", "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627"),
        ("\u200b", None),
    ],
)
def test_names_lose_what_nobody_sees_and_keep_what_joins_letters(text: str, name_of_person: str | None) -> None:
    assert name(text) == name_of_person


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DEU", "DE"), ("usa", "US"), ("U.S.A.", "US"), ("GBR", "GB"), ("United States of America", "US"),
        ("The Netherlands", "NL"), ("Netherlands (the)", "NL"), ("Kingdom of Spain", "ES"),
        ("Korea, Republic of", "KR"),
        ("Russian Federation", "RU"), ("Federal Republic of Germany", "DE"), ("People's Republic of China", "CN"),
        ("Democratic Republic of the Congo", "CD"), ("C\u00f4te d\u2019Ivoire", "CI"), ("State of Georgia", None),
        ("Republic of Atlantis", None), ("NA", "NA"), ("NAM", "NA"), ("Republic of China", "TW"),
        ("Vereinigte Staaten", "US"), ("États-Unis", "US"), ("Etats-Unis", "US"), ("Émirats arabes unis", "AE"),
        ("Großbritannien", "GB"), ("GROSSBRITANNIEN", "GB"), ("Tschechien", "CZ"), ("Osterreich", "AT"),
        ("Ivory Coast", "CI"), ("Éire", "IE"), ("Zjednoczone Królestwo", "GB"), ("アメリカ合衆国", "US"),
        ("Niger", "NE"), ("Nigéria", "NG"), ("Dominica", "DM"), ("Guinea", "GN"), ("Atlantís", None), ("", None),
        ("DE, AT", None),
    ],
)  # fmt: skip
def test_countries_are_read_by_three_letters_and_by_official_names(text: str, code: str | None) -> None:
    assert country(text) == code


def test_every_country_of_iso_3166_has_two_letters_and_three() -> None:
    listed = list(iso3166.countries)
    assert len({each.alpha3 for each in listed}) == len({each.alpha2 for each in listed}) == len(listed) >= 249
    for each in listed:
        assert (country(each.alpha2), country(each.alpha3), country(each.name)) == (each.alpha2,) * 3


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a@shop.example; B@shop.example", ["a@shop.example", "b@shop.example"]),
        ("a@shop.example,b@shop.example,c@shop.example", ["a@shop.example", "b@shop.example", "c@shop.example"]),
        ("a@shop.example b@shop.example", ["a@shop.example", "b@shop.example"]),
        ("Ann Lee <a@shop.example>\nBo Li <b@shop.example>", ["a@shop.example", "b@shop.example"]),
        ("a@shop.example;a@shop.example;", ["a@shop.example"]),
        ("a@shop.example; b@shop", []),
        ("a@shop.example", []),
        ("Lee, Ann <a@shop.example>", []),
    ],
)
def test_a_cell_of_several_addresses_holds_each_once(text: str, found: list[str]) -> None:
    assert addresses(text) == found


@pytest.mark.parametrize(
    ("text", "region", "found"),
    [
        ("0171 1234567; 0172 2345678", "DE", ["+491711234567", "+491722345678"]),
        ("(650) 555-1212, (212) 736-5000", "US", ["+16505551212", "+12127365000"]),
        ("+491711234567/+491722345678", None, ["+491711234567", "+491722345678"]),
        ("0171 / 2345678", "DE", []),
        ("0171,2345678", "DE", []),
        ("0171 1234567 / 68", "DE", []),
        ("0171 1234567; 0172 2345678", None, []),
    ],
)
def test_a_cell_of_several_phone_numbers_holds_each(text: str, region: str | None, found: list[str]) -> None:
    assert phones(text, region) == found


def test_each_address_of_a_cell_is_a_row_of_its_user_and_is_counted(tmp_path: Path) -> None:
    headers = ("user_id", "email", "phone", "country", "device_id")
    rows = [
        (
            f"u{each}",
            f"a{each}@x.example; B{each}@y.example",
            f"0171{1000000 + each}",
            "DEU",
            f"{each:08x}-0000-4000-8000-000000000001",
        )
        for each in range(60)
    ]
    path = write_identities(tmp_path / "people.csv", rows, headers)
    _, notes = make(asked_for(users_of_sizes([60]), IdentityFile(path), "tiktok", "csv", "braze"), tmp_path)
    assert "60 rows hold several e-mail addresses or phone numbers; each is taken as one of its user." in notes
    tiktok = read_rows(tmp_path / "out" / "tiktok_SEG-01-v2_all.csv")
    emails = [
        sha(f"{part}{each}@{part_of}.example") for each in range(60) for part, part_of in (("a", "x"), ("b", "y"))
    ]
    assert [row["Email_SHA256"] for row in tiktok] == emails
    phone_cells = [row["Phone_SHA256"] for row in tiktok]
    assert phone_cells[::2] == [sha(f"+49171{1000000 + each}") for each in range(60)]
    assert set(phone_cells[1::2]) == {""}
    assert {row["MAID_SHA256"] for row in tiktok[1::2]} == {""}
    assert {row["country"] for row in read_rows(tmp_path / "out" / "csv_SEG-01-v2_all.csv")} == {"DE"}
    braze = read_rows(tmp_path / "out" / "braze_SEG-01-v2_all.csv")
    assert [row["email"] for row in braze] == [f"a{each}@x.example" for each in range(60)]


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
