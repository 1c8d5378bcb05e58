"""Files for platforms: published hashes, a second implementation of their rules, limits, guards, the manifest."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import phonenumbers
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from core.attributes.consent import Consent
from core.audiences.asked import again
from core.audiences.columns import find_fields
from core.audiences.digests import digests_of
from core.audiences.held import Control
from core.audiences.identity_file import IdentityFile
from core.audiences.make import joined
from core.audiences.manifest import check_same, files_beside, published_counts, read_manifest
from core.audiences.page import page
from core.audiences.platform import Format, Platform
from core.audiences.platforms import PLATFORMS, platform_of
from core.audiences.preflight import check, verdict_sentence
from core.audiences.write import write_audience
from core.errors import DataError
from core.files.output_folder import output_folder
from core.ingest.values.identity import code_of
from core.settings import load_settings
from core.store.identities import Cell, Counted
from tests.conftest import PROJECT
from tests.core.audience_help import asked_for, make, read_rows, users_of_sizes, write_identities

ODD = (
    ("u0", " Test@Example.com ", "(650) 555-1212", "Mary", "Smith", "us", "94035-1234"),
    ("u1", "cloudy.sanfrancisco+shopping@gmail.com", "+1 800 555 0100", "Mrs. Joe", "Smith Jr.", "US", "94016"),
    ("u2", "user.name+NYC@Example.com", "0171 2345678", "Valéry", "O'Neil", "Germany", "10115"),
    ("u3", "", "+86 138 1234 5678", "정", "王", "中国", "100000"),
    ("u4", "nobody", "12", "مريم", "ח", "Atlantis", ""),
    ("u5", "John_Smith@gmail.com", "0049 171 2345678", "  Anna  Lena ", "von-der  Weide", "DE", "80331"),
    ("u6", "", "", "Zoë", "Pérez", "GB", "WC2H 8LG"),
    ("u7", "", "650-555-1212", "", "", "", "", "5f3a2b18-9c4d-4e7f-b8e2-17d3a1e69b25"),
    ("u8", "", "", "", "", "", "", "00000000-0000-0000-0000-000000000000"),
    ("stranger", "x@y.example"),
)
PUBLISHED = {
    ("google", 0, "Email"): "973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b",
    ("meta", 0, "email"): "973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b",
    ("meta", 0, "phone"): "e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176",
    ("meta", 0, "fn"): "6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec",
    ("meta", 2, "fn"): "08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c",
    ("meta", 3, "fn"): "8fa8cd9c440be61d0151429310034083132b35975c4bea67fdd74158eb51db14",
    ("meta", 0, "country"): "79adb2a2fce5c6ba215fe5f27f532d4e7edbac4b6a5e09e1ef3a08084a904621",
    ("meta", 5, "email"): "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f",
    ("tiktok", 7, "MAID_SHA256"): "83dc3f5f32b9472613b0f038d36f22585a609d018af6f6067f50da318bf354bd",
}
"""Platform, row of ``ODD`` and column → the hash that the platform's documentation gives for that very value."""


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of all platforms, of 60 users of whom the first ones are odd."""
    folder = tmp_path_factory.mktemp("odd")
    filled = [(f"u{each}", f"user{each}@shop.example") for each in range(9, 60)]
    path = write_identities(folder / "people.csv", [*ODD, *filled])
    make(asked_for(users_of_sizes([60]), IdentityFile(path, region="US"), *PLATFORMS), folder)
    return folder / "out"


def by_email(folder: Path, key: str) -> list[dict[str, str]]:
    return [dict(row) for row in read_rows(folder / f"{key}_SEG-01-v2_all.csv")]


def test_hashes_are_those_that_platforms_publish(odd: Path) -> None:
    kept = {"google": (0, 1, 2, 3, 5, 6, 7), "meta": (0, 1, 2, 3, 5, 6, 7), "tiktok": (0, 1, 2, 3, 5, 7)}
    found = {}
    for key, row, column in PUBLISHED:
        found[key, row, column] = by_email(odd, key)[kept[key].index(row)][column]
    assert found == PUBLISHED
    google = by_email(odd, "google")
    assert google[1]["Email"] == sha("cloudysanfrancisco@gmail.com")
    assert google[2]["Email"] == sha("user.name+nyc@example.com")
    assert google[1]["Phone"] == sha("+18005550100")


def plain_phone(text: str, region: str | None) -> str:
    """Another way to E.164: ten lines that use the library straight from its documentation."""
    try:
        number = phonenumbers.parse(re.sub("^00", "+", text), region)
    except phonenumbers.NumberParseException:
        return ""
    is_whole = text.startswith(("+", "00"))
    is_one = phonenumbers.is_possible_number(number) if is_whole else phonenumbers.is_valid_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if is_one else ""


def test_a_thousand_identities_are_written_as_a_second_implementation_writes_them(tmp_path: Path) -> None:
    draw = np.random.default_rng(4)
    names = ["Ann", "  Zoë ", "José María", "王", "مريم", "D'Arcy", "Łukasz", "Jean-Luc", "ÖZGÜR", ""]
    phones = [
        "+49 171 {:07d}",
        "0049171{:07d}",
        "(212) 55{:d}",
        "138{:08d}",
        "+86138{:08d}",
        "call me {:d}",
        "",
        "+{:d}",
    ]
    mails = ["Ann.{}@Gmail.com", " u{}+a@googlemail.com", "Q{}@Example.ORG", "no mail {}", "", "é{}@shop.example"]
    places = [("DE", "10115"), ("us", "94035-1234"), ("CN", "100000"), ("GB", "WC2H 8LG"), ("", ""), ("Narnia", "1")]
    rows = []
    for each in range(1000):
        place = places[draw.integers(len(places))]
        rows.append((
            f"u{each}",
            mails[draw.integers(len(mails))].format(each),
            phones[draw.integers(len(phones))].format(int(draw.integers(10**6, 10**7))),
            names[draw.integers(len(names))],
            names[draw.integers(len(names))],
            *place,
        ))  # fmt: skip
    path = write_identities(tmp_path / "people.csv", rows)
    make(asked_for(users_of_sizes([1000]), IdentityFile(path), "meta", "google", "csv"), tmp_path)
    written = {row["user_id"]: row for row in by_email(tmp_path / "out", "csv")}
    meta, google = [], []
    for user, mail, phone, first, last, country, code in rows:
        mail = re.sub(r"\s", "", mail).lower()
        mail = mail if re.fullmatch(r"[^@]+@[^@]+\.[a-z]+", mail) else ""
        country = country.upper() if len(country) == 2 else ""
        phone = plain_phone(phone, country or None)
        first, last = (" ".join(each.split()) for each in (first, last))
        expected = {"email": mail, "phone": phone, "first_name": first, "last_name": last, "country": country}
        assert expected.items() <= written[user].items()
        of_names = bool(first and last and country and code)
        if mail or phone or of_names:
            bare = [re.sub(r"[^\w\s]", "", each).lower() for each in (first, last)]
            short = re.sub("[ -]", "", code.lower())
            short = short[:5] if country == "US" else short
            meta.append([sha(mail), sha(phone.removeprefix("+")), "", *map(sha, [*bare, short, country.lower()])])
            local, _, domain = mail.partition("@")
            is_google = domain in ("gmail.com", "googlemail.com")
            mail = f"{local.split('+')[0].replace('.', '')}@{domain}" if is_google else mail
            google.append([sha(mail), sha(phone), sha(first.lower()), sha(last.lower()), country, code])
    assert [list(row.values()) for row in by_email(tmp_path / "out", "meta")] == meta
    assert [list(row.values()) for row in by_email(tmp_path / "out", "google")] == google


def test_headers_are_those_of_the_documentation(odd: Path) -> None:
    heads = {
        "google": "Email,Phone,First Name,Last Name,Country,Zip",
        "meta": "email,phone,madid,fn,ln,zip,country",
        "tiktok": "Email_SHA256,Phone_SHA256,MAID_SHA256",
        "linkedin": "email,firstname,lastname,jobtitle,employeecompany,country,googleaid",
        "klaviyo": "Email,Phone Number,First Name,Last Name,Country,Zip Code,Audience",
        "braze": "external_id,email,phone,first_name,last_name,country,audience",
        "hubspot": "Email,Phone Number,First Name,Last Name,Country/Region,Postal Code,Audience",
    }
    for key, head in heads.items():
        assert (odd / f"{key}_SEG-01-v2_all.csv").read_text("utf-8").splitlines()[0] == head


def test_both_published_forms_of_a_phone_number_are_there_for_tiktok(odd: Path) -> None:
    assert by_email(odd, "tiktok")[0]["Phone_SHA256"] == sha("+16505551212")
    assert by_email(odd, "tiktok-digits")[0]["Phone_SHA256"] == sha("16505551212")


@pytest.mark.parametrize(("key", "digest"), [("tencent", "sha256"), ("tencent-md5", "md5")])
def test_tencent_gets_a_digest_of_the_eleven_digits_of_a_number_of_mainland_china_in_each_line(
    tmp_path: Path, key: str, digest: str
) -> None:
    shown = ("+86 138 {:08d}", "0086138{:08d}", "138-{:08d}", "+49 171 {:07d}", "")
    people = [(f"u{n}", "", shown[n % 5].format(1000000 + n), "", "", "CN") for n in range(100)]
    path = write_identities(tmp_path / "people.csv", people)
    make(asked_for(users_of_sizes([100]), IdentityFile(path), key), tmp_path)
    lines = (tmp_path / "out" / f"{key}_SEG-01-v2_all.txt").read_bytes().decode("ascii").split("\n")
    numbers = [f"138{1000000 + n:08d}" for n in range(100) if n % 5 < 3]
    assert lines == [*(hashlib.new(digest, each.encode()).hexdigest() for each in numbers), ""]


def test_linkedin_gets_hashed_addresses_or_device_ids_of_google_and_no_names(tmp_path: Path) -> None:
    google, apple = "5f3a2b18-9c4d-4e7f-b8e2-17d3a1e69b25", "AECE52E7-03EE-455A-B3C4-E57283966239"
    people = [(f"u{n}", f"u{n}@shop.example", "", "Ann", "Lee", "DE", "10115", google) for n in range(50)]
    people += [("u50", "", "", "Ann", "Lee", "DE", "", google), ("u51", "", "", "Ann", "Lee", "DE", "", apple)]
    path = write_identities(tmp_path / "people.csv", people)
    make(asked_for(users_of_sizes([52]), IdentityFile(path), "linkedin"), tmp_path)
    found = [list(row.values()) for row in by_email(tmp_path / "out", "linkedin")]
    assert found == [
        *([sha(f"u{n}@shop.example"), "", "", "", "", "DE", google] for n in range(50)),
        ["", "", "", "", "", "DE", google],
    ]


def test_excel_and_parquet_hold_what_the_csv_holds_as_text(odd: Path) -> None:
    expected = [[value or None for value in row.values()] for row in by_email(odd, "csv")]
    table = pq.read_table(odd / "parquet_SEG-01-v2_all.parquet")
    assert [[None if each is None else str(each) for each in row.values()] for row in table.to_pylist()] == expected
    sheet = CalamineWorkbook.from_path(odd / "excel_SEG-01-v2_all.xlsx").get_sheet_by_index(0).to_python()
    assert [[value or None for value in row] for row in sheet[1:]] == expected
    assert {type(value) for row in sheet for value in row} == {str}


def test_small_groups_are_not_written_and_every_loss_is_listed(tmp_path: Path) -> None:
    people = [(f"u{each}", f"u{each}@shop.example", *[""] * 6, "yes" if each % 2 else "no") for each in range(300)]
    path = write_identities(tmp_path / "people.csv", [*people, ("u1", "second@shop.example")])
    file = IdentityFile(path, consent="Opt-in")
    asked = asked_for(users_of_sizes([120, 90, 110]), file, "meta", "tencent", consent="file")
    manifest, _notes = make(asked, tmp_path)
    assert [(each.name, each.n_rows) for each in manifest.files] == [("meta_SEG-01-v2_consented.csv", 61)]
    assert manifest.counts["meta"] == {
        "n_users": {1: 120, 2: 90, 3: 110},
        "n_found": {1: 120, 2: 90, 3: 90},
        "n_usable": {1: 120, 2: 90, 3: 90},
        "n_consenting": {1: 60, 2: None, 3: None},
        "n_kept": {1: 60, 2: 0, 3: 0},
    }
    left_out = read_rows(tmp_path / "out" / "left_out.csv")
    reasons = [row["reason"] for row in left_out if row["platform"] == "meta"]
    assert {each: reasons.count(each) for each in set(reasons)} == {
        "no consent": 150,
        "not in the file of identities": 20,
    }
    text, counted = (tmp_path / "out" / "manifest.txt").read_text("utf-8"), read_rows(tmp_path / "out" / "counts.csv")
    assert "\n  consenting: 1: 60, 2: not stated, 3: not stated\n" in text
    assert "“Not stated” below: fewer than 50 users, or a count from which such a group could be computed" in text
    assert "All counts are in counts.csv beside it, which is for you only" in text
    run = Path(read_manifest(tmp_path / "out").run_id)
    assert f"\nRun: {run.name}, names in version " in text
    assert str(tmp_path) not in text  # where a run lies is nobody's business who gets the text
    found = {(row["segment"], row["step"]): row["n_users"] for row in counted if row["platform"] == "meta"}
    assert [found[segment, "consenting"] for segment in "123"] == ["60", "45", "45"]
    assert [found[segment, "in the file"] for segment in "123"] == ["60", "0", "0"]


def test_files_are_made_again_byte_for_byte_from_their_manifest(tmp_path: Path) -> None:
    path = write_identities(tmp_path / "people.csv", [(f"u{each}", f"u{each}@shop.example") for each in range(200)])
    users, file = users_of_sizes([120, 80]), IdentityFile(path)
    some = {"at_most": 60, "order": "random", "random_state": 3}
    make(asked_for(users, file, *PLATFORMS, **some), tmp_path / "first")
    before = read_manifest(tmp_path / "first" / "out")
    assert again(before, path) == before.rules
    now, _notes = make(asked_for(users, file, *PLATFORMS, **some), tmp_path / "second")
    check_same(before, now.files)
    assert {each.n_rows for each in now.files} == {60}
    for each in before.files:
        assert (tmp_path / "first" / "out" / each.name).read_bytes() == (
            tmp_path / "second" / "out" / each.name
        ).read_bytes()
    other, _notes = make(asked_for(users, file, *PLATFORMS, **{**some, "random_state": 4}), tmp_path / "third")
    with pytest.raises(DataError, match="These files would not be the same: braze_SEG-01-v2_all"):
        check_same(before, other.files)
    path.write_text("changed")
    with pytest.raises(DataError, match=r"The files were made with people\.csv"):
        again(before, path)


def test_no_list_of_an_earlier_export_stays_beside_a_new_one(tmp_path: Path) -> None:
    make(asked_for(users_of_sizes([120, 80]), None, "csv"), tmp_path)
    out = tmp_path / "out"
    (out / "own notes.txt").write_text("mine")
    with output_folder(out, True, files_beside(out)) as folder:
        (folder / "csv_SEG-01-v3_consented.csv").write_text("user_id\n")
    left = {path.name for path in out.glob("*.csv")} - {"left_out.csv", "counts.csv"}
    assert left == {"csv_SEG-01-v3_consented.csv"}
    assert (out / "own notes.txt").read_text() == "mine"
    assert files_beside(tmp_path) == frozenset()


def test_the_surest_come_first_where_some_are_asked_for(tmp_path: Path) -> None:
    users = users_of_sizes([100])
    make(asked_for(users, None, "csv", leaving=50), tmp_path / "a")
    assert [row["user_id"] for row in by_email(tmp_path / "a" / "out", "csv")] == [f"u{n}" for n in range(99, 49, -1)]
    make(asked_for(users, None, "csv", leaving=50, order="clearest"), tmp_path / "b")
    assert [row["user_id"] for row in by_email(tmp_path / "b" / "out", "csv")] == [f"u{n}" for n in range(50)]


def test_so_many_leave_as_are_asked_for_where_so_many_can(tmp_path: Path) -> None:
    """Who did not consent or has no address is passed over, and the next one taken, for each platform by itself."""
    people = [
        (f"u{n}", "" if n % 4 == 1 else f"u{n}@shop.example", f"+49 30 90182{n:03}" if n % 4 == 1 else "", *[""] * 5,
         "no" if n % 2 == 0 else "yes")
        for n in range(400)
    ]  # fmt: skip
    path = write_identities(tmp_path / "people.csv", people)
    file = IdentityFile(path, consent="Opt-in")
    asked = asked_for(users_of_sizes([400]), file, "google", "linkedin", "csv", consent="file", leaving=60)
    manifest, _notes = make(asked, tmp_path / "made")
    out = tmp_path / "made" / "out"
    asked_later = [n for n in range(399, -1, -1) if n % 2]
    with_mail = [n for n in asked_later if n % 4 == 3]
    own = read_rows(next(out.glob("csv_*.csv")))
    assert [row["user_id"] for row in own] == [f"u{n}" for n in asked_later[:60]]
    found = {file.platform: file.n_rows for file in manifest.files}
    assert found == {"google": 60, "linkedin": 60, "csv": 60}
    emails = {sha(f"u{n}@shop.example") for n in with_mail[:60]}
    assert {row["email"] for row in read_rows(next(out.glob("linkedin_*.csv")))} == emails
    left = [row for row in read_rows(out / "left_out.csv") if row["platform"] == "linkedin"]
    passed_over = [n for n in range(399, with_mail[59] - 1, -1) if n not in with_mail]
    assert {row["user_id"] for row in left} == {f"u{n}" for n in passed_over}
    counted = {row["step"]: row["n_users"] for row in read_rows(out / "counts.csv") if row["platform"] == "linkedin"}
    assert (counted["users"], counted["in the file"]) == (str(60 + len(passed_over)), "60")
    assert "Users of each segment: 60 of each in a file, surest first" in (out / "manifest.txt").read_text("utf-8")


def test_the_manifest_names_the_segments_that_are_in_no_file_and_why(tmp_path: Path) -> None:
    users = replace(users_of_sizes([60, 60, 60]), weak=(2,), numbers={1: 3, 2: 2, 3: 1})
    manifest, _notes = make(asked_for(users, None, "csv", segments=(1,)), tmp_path)
    assert read_manifest(tmp_path / "out").not_chosen == manifest.not_chosen == {2: "verdict below usable", 3: ""}
    text = (tmp_path / "out" / "manifest.txt").read_text("utf-8")
    assert "\nSegments of the run that are in no file: 2 (verdict below usable), 1 (3 in files)\n" in text
    make(asked_for(users, None, "csv"), tmp_path / "all")
    assert "in no file" not in (tmp_path / "all" / "out" / "manifest.txt").read_text("utf-8")


def test_all_who_can_leave_where_more_are_asked_for(tmp_path: Path) -> None:
    people = [(f"u{n}", f"u{n}@shop.example" if n < 70 else "") for n in range(100)]
    path = write_identities(tmp_path / "people.csv", people)
    manifest, _notes = make(
        asked_for(users_of_sizes([100, 80]), IdentityFile(path), "meta", leaving=75), tmp_path / "a"
    )
    assert [(file.audience, file.n_rows) for file in manifest.files] == [("SEG-01-v2", 70)]
    counts = read_rows(tmp_path / "a" / "out" / "counts.csv")
    assert [row["n_users"] for row in counts if row["step"] == "users"] == ["100", "80"]


def test_who_is_held_back_is_drawn_from_those_before_the_last_who_leaves(tmp_path: Path) -> None:
    users = users_of_sizes([1000])
    asked = asked_for(users, None, "csv", leaving=100)
    rules = msgspec.structs.replace(asked.rules, control=20.0, draw="a")
    control = Control(b"k" * 32, 20.0, "a", {})
    make(replace(asked, rules=rules, control=control), tmp_path)
    rows = [int(row["user_id"][1:]) for row in by_email(tmp_path / "out", "csv")]
    held = [int(row["user_id"][1:]) for row in read_rows(tmp_path / "out" / "control_group.csv")]
    assert len(rows) == 100
    assert sorted([*rows, *held]) == list(range(min(rows), 1000))
    assert len(held) >= 10


def test_an_address_that_stands_once_counts_once_among_those_who_leave(tmp_path: Path) -> None:
    people = [(f"u{each}", f"u{each // 2}@shop.example") for each in range(300)]
    path = write_identities(tmp_path / "people.csv", people)
    manifest, _notes = make(asked_for(users_of_sizes([300]), IdentityFile(path), "klaviyo", leaving=80), tmp_path / "a")
    assert [file.n_rows for file in manifest.files] == [80]
    out = tmp_path / "a" / "out"
    counted = {row["step"]: int(row["n_users"]) for row in read_rows(out / "counts.csv")}
    repeated = "with an e-mail address that somebody in the file has, where one stands once"
    assert (counted["users"], counted[repeated], counted["in the file"]) == (159, 79, 80)
    left = read_rows(out / "left_out.csv")
    assert {row["reason"] for row in left} == {"has the e-mail address of somebody in the file"}
    assert len(left) == 79


def test_users_of_segments_that_are_not_chosen_and_of_none_are_left_out_with_the_reason(tmp_path: Path) -> None:
    users = replace(users_of_sizes([60, 70, 80]), weak=(2,))
    labels = users.labels.copy()
    labels[:5] = -1
    users = replace(users, labels=labels)
    make(asked_for(users, None, "csv", "parquet", segments=(1,)), tmp_path / "a")
    rows = read_rows(tmp_path / "a" / "out" / "left_out.csv")
    for platform in ("csv", "parquet"):
        own = [row for row in rows if row["platform"] == platform]
        assert Counter((row["segment"], row["reason"]) for row in own) == {
            ("-1", "in no segment"): 5,
            ("2", "its segment was not chosen: verdict below usable"): 70,
            ("3", "its segment was not chosen"): 80,
        }
        listed = {row["user_id"] for row in own}
        assert listed == {str(user) for user, label in zip(users.user_ids, labels, strict=True) if label != 1}


def test_of_a_selection_only_its_own_users_are_left_out(tmp_path: Path) -> None:
    users = users_of_sizes([60, 140])
    is_listed = np.arange(200) % 2 == 0
    for name, choice in {"apart": {}, "one": {"as_one": True, "selection": "even"}}.items():
        asked = replace(asked_for(users, None, "csv", segments=(2,), **choice), is_listed=is_listed)
        make(asked, tmp_path / name)
        rows = read_rows(tmp_path / name / "out" / "left_out.csv")
        assert [row["user_id"] for row in rows] == [f"u{each}" for each in range(0, 60, 2)]


def test_users_at_random_are_the_same_again_and_from_anywhere_in_the_segment(tmp_path: Path) -> None:
    found = {}
    for name, state in (("a", 0), ("b", 0), ("c", 1)):
        some = {"leaving": 60, "order": "random", "random_state": state}
        make(asked_for(users_of_sizes([600]), None, "csv", **some), tmp_path / name)
        found[name] = [int(row["user_id"][1:]) for row in by_email(tmp_path / name / "out", "csv")]
    assert found["a"] == found["b"] != found["c"]
    for each in found.values():
        assert len({*each}) == 60
        assert abs(np.mean(each) - 299.5) < 3 * 600 / np.sqrt(12 * 60)


def test_an_address_stands_once_and_braze_has_a_row_for_each_user(tmp_path: Path) -> None:
    people = [(f"u{each}", f"u{each // 2}@shop.example") for each in range(120)]
    path = write_identities(tmp_path / "people.csv", [*people, *people[:5], ("u0", "other@shop.example")])
    manifest, _notes = make(asked_for(users_of_sizes([120]), IdentityFile(path), "klaviyo", "braze", "csv"), tmp_path)
    assert {key: counts["n_kept"][1] for key, counts in manifest.counts.items()} == {
        "klaviyo": 60,
        "braze": 120,
        "csv": 120,
    }
    assert ["n_repeated" in manifest.counts[key] for key in ("klaviyo", "braze", "csv")] == [True, False, False]
    klaviyo = [row["Email"] for row in by_email(tmp_path / "out", "klaviyo")]
    assert sorted(klaviyo) == sorted([*{mail for _user, mail in people}, "other@shop.example"])
    assert [row["external_id"] for row in by_email(tmp_path / "out", "braze")] == [user for user, _mail in people]
    assert len(by_email(tmp_path / "out", "csv")) == 121


def test_who_did_not_consent_goes_to_own_programs_only_and_only_where_that_is_asked(tmp_path: Path) -> None:
    consents = [*["yes"] * 70, *["no"] * 50, *[""] * 10, *["yes"] * 60, *["no"] * 49]
    people = [(f"u{each}", f"u{each}@x.example", *[""] * 6, answer) for each, answer in enumerate(consents)]
    path = write_identities(tmp_path / "people.csv", people)
    keys = ("meta", "google", "hubspot", "csv")
    asked = asked_for(users_of_sizes([130, 109]), IdentityFile(path, consent="Opt-in"), *keys, consent="file")
    wanted = replace(asked, rules=msgspec.structs.replace(asked.rules, not_consented=True))
    wanted = replace(wanted, control=Control(b"k" * 32, 10.0, "1", {}))
    manifest, lines = make(wanted, tmp_path)
    assert lines[-2:] == [
        "Fewer than 50 users of SEG-02-v2 did not consent, so no file of them is written for "
        f"{label}: a small group could be recognised."
        for label in ("HubSpot or another CRM", "Plain CSV")
    ]
    made_again, _lines = make(replace(wanted, rules=again(manifest, path)), tmp_path / "again")
    check_same(manifest, made_again.files)
    names = [each.name for each in manifest.files if each.consent == "not-consented"]
    assert names == ["hubspot_SEG-01-v2_not-consented.csv", "csv_SEG-01-v2_not-consented.csv"]
    assert {each.consent for each in manifest.files} == {"consented", "not-consented"}
    rows = read_rows(tmp_path / "out" / names[1])
    assert [row["user_id"] for row in rows] == [f"u{each}" for each in range(70, 130)]
    assert {row["audience"] for row in rows} == {"SEG-01-v2 not consented"}
    assert {row["Audience"] for row in read_rows(tmp_path / "out" / names[0])} == {"SEG-01-v2 not consented"}
    assert {row["audience"] for row in read_rows(tmp_path / "out" / "csv_SEG-01-v2_consented.csv")} == {"SEG-01-v2"}
    before, _lines = make(asked, tmp_path / "default")
    assert [each.name for each in before.files if each.consent != "consented"] == []
    for rules, message in (
        ({"consent": ""}, "Nobody is asked for consent"),
        ({"platforms": ("meta", "google")}, "Advertising platforms get nobody who did not consent"),
    ):
        with pytest.raises(DataError, match=message):
            make(replace(wanted, rules=msgspec.structs.replace(wanted.rules, **rules)), tmp_path / message)


@pytest.mark.parametrize("n_consenting", [60, 199, 200])
def test_one_number_for_all_is_named_where_it_keeps_everybody_out(tmp_path: Path, n_consenting: int) -> None:
    people = [(f"u{each}", f"u{each}@x.example", "+491712345678", *[""] * 5, "yes" if each < n_consenting else "no")
              for each in range(200)]  # fmt: skip
    path = write_identities(tmp_path / "people.csv", people)
    asked = asked_for(users_of_sizes([200]), IdentityFile(path, consent="Opt-in"), "meta", consent="file")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with joined(asked, scratch, load_settings()) as made:
        (each,) = made.checks()
    is_kept_out = n_consenting < 200
    assert (each.n_kept == 0) is is_kept_out
    sentence = str(verdict_sentence(PLATFORMS["meta"], each, 50))
    assert ("if that is a stand-in, such as one name for all" in sentence) is is_kept_out


def test_an_address_of_somebody_who_did_not_consent_is_in_no_file_of_those_who_did(tmp_path: Path) -> None:
    """Users 0 to 99 consented; some share with one who did not, in the same segment or in one that is not exported."""
    people = [(f"u{each}", f"u{each}@gmail.com", "", *[""] * 5, "yes" if each < 100 else "") for each in range(240)]
    people[150] = ("u150", "U.7+shop@googlemail.com", *[""] * 6, "no")
    people[230] = ("u230", "x@x.example", "+491712345678", *[""] * 5, "no")
    more = [("u8", "", "0171 2345678", "", "", "DE", "", "", "yes"), ("u9", "u150@x.example", *[""] * 6, "yes")]
    path = write_identities(tmp_path / "people.csv", [*people, *more, ("u150", "u150@x.example")])
    asked = asked_for(
        users_of_sizes([200, 40]),
        IdentityFile(path, consent="Opt-in"),
        "hubspot",
        "meta",
        consent="file",
        segments=(1,),
    )
    wanted = replace(asked, rules=msgspec.structs.replace(asked.rules, not_consented=True))
    wanted = replace(wanted, control=Control(b"k" * 32, 30.0, "1", {}))
    manifest, _lines = make(wanted, tmp_path / "both")
    held = dict(zip(wanted.users.user_ids, wanted.control.of(wanted.users.user_ids), strict=True))
    out = tmp_path / "both" / "out"
    mails = {state: [row["Email"] for row in read_rows(out / f"hubspot_SEG-01-v2_{state}.csv")]
             for state in ("consented", "not-consented")}  # fmt: skip
    assert sorted(mails["consented"]) == sorted(f"u{n}@gmail.com" for n in range(100) if n != 7 and not held[f"u{n}"])
    assert len(mails["not-consented"]) == 101
    assert {"u.7+shop@googlemail.com", "u150@x.example"} <= set(mails["not-consented"])
    reasons = {(row["platform"], row["user_id"]): row["reason"] for row in read_rows(out / "left_out.csv")}
    own = [
        (key, user)
        for key, user in reasons
        if reasons[key, user] == "shares an identifier with somebody who did not consent"
    ]
    assert own == [("hubspot", "u7"), ("meta", "u7")]
    n_held = sum(held[f"u{each}"] for each in range(100) if each != 7)
    assert manifest.counts["hubspot"]["n_kept"] == {1: 99 - n_held}
    assert "n_opposed" in manifest.counts["hubspot"]
    log = np.array([1.0] * 100 + [np.nan] * 50 + [0.0] * 90)
    by_log = replace(asked, rules=msgspec.structs.replace(asked.rules, consent="log"), consent=Consent("opt_in", log))
    manifest, _lines = make(by_log, tmp_path / "log")
    assert manifest.counts["meta"]["n_kept"] == {1: 99}
    log[:20] = 0.0
    in_each = replace(asked, rules=msgspec.structs.replace(asked.rules, consent="both"), consent=Consent("opt_in", log))
    manifest, _lines = make(in_each, tmp_path / "each")
    rows = read_rows(tmp_path / "each" / "out" / "hubspot_SEG-01-v2_consented.csv")
    assert sorted(row["Email"] for row in rows) == sorted(f"u{n}@gmail.com" for n in range(20, 100))
    assert manifest.consent_attribute == "opt_in, Opt-in"
    log[100:150] = 1.0  # they did not answer in the file
    manifest, _lines = make(replace(in_each, consent=Consent("opt_in", log)), tmp_path / "other")
    assert manifest.counts["meta"]["n_kept"] == {1: 80}


def test_what_one_platform_hides_of_a_segment_another_one_does_not_state() -> None:
    sizes = ((1, 150, 93, 93, 93, 15), (2, 900, 900, 900, 900, 90))
    meta = [check(platform_of("meta"), Counted(*each), "SEG", 50, has_control=True) for each in sizes]
    few = check(platform_of("csv"), Counted(1, 150, 93, 150, 120, 20), "SEG", 50, has_control=True)
    counts = published_counts([*meta, few], 50)
    assert counts["meta"] == {
        "n_users": {1: 150, 2: 900},
        "n_found": {1: None, 2: 900},
        "n_usable": {1: None, 2: 900},
        "n_consenting": {1: None, 2: 900},
        "n_kept": {1: 78, 2: 810},
        "n_held": {1: None, 2: None},
        "n_shared": {1: 0, 2: 0},
    }
    assert counts["csv"]["n_users"] == {1: 150}
    near = check(platform_of("csv"), Counted(1, 150, 150, 150, 150, 20), "SEG", 50, has_control=True)
    counts = published_counts([*meta, near], 50)
    assert [counts[key]["n_users"][1] for key in ("meta", "csv")] == [None, None]
    assert counts["csv"]["n_usable"] == {1: None}


def test_ids_in_clear_join_users_that_are_codes(tmp_path: Path) -> None:
    key = b"0" * 32
    users = users_of_sizes([60])
    coded = np.array([code_of(f"{user}@shop.example", key) for user in users.user_ids], dtype=object)
    rows = [(f"U{each}@shop.example ", "", f"+4917123456{each:02d}") for each in range(60)]
    path = write_identities(tmp_path / "people.csv", rows)
    asked = asked_for(replace(users, user_ids=coded), IdentityFile(path), "meta", "csv")
    make(replace(asked, key=key), tmp_path)
    found = by_email(tmp_path / "out", "csv")
    assert [row["phone"] for row in found] == [f"+4917123456{each:02d}" for each in range(60)]
    assert found[0]["user_id"] == "U0@shop.example"


def test_what_cannot_be_read_is_counted(tmp_path: Path) -> None:
    rows = [(f"u{each}", "no address", f"017{each % 7} {2345600 + each // 2 * 9}") for each in range(60)]
    path = write_identities(tmp_path / "people.csv", [*rows, ("stranger", "x@y.example")])
    manifest, notes = make(asked_for(users_of_sizes([60]), IdentityFile(path), "meta"), tmp_path)
    assert manifest.files == ()
    assert notes[1:] == [
        "Columns that are not used: Opt-in.",
        "1 row is of a user whom the run does not have.",
        "60 e-mail addresses cannot be read and are left out.",
        "60 phone numbers cannot be read and are left out.",
        "Phone numbers that cannot be read: 60 without a country code. They look like 01•• •••••00, 01•• •••••09, "
        "01•• •••••18, 01•• •••••27, 01•• •••••36.",
        "60 phone numbers have no country code, and are left out until their country is named.",
    ]


def test_a_file_of_other_users_is_refused_and_one_known_row_is_enough(tmp_path: Path) -> None:
    strangers = [(f"stranger{each}", f"x{each}@y.example") for each in range(3)]
    path = write_identities(tmp_path / "people.csv", strangers)
    with pytest.raises(DataError, match="None of the 3 rows of identities is of a user of the run: “Customer"):
        make(asked_for(users_of_sizes([60]), IdentityFile(path), "csv"), tmp_path)
    path, again = write_identities(tmp_path / "people.csv", [*strangers, ("u0", "u0@y.example")]), tmp_path / "again"
    again.mkdir()
    manifest, _notes = make(asked_for(users_of_sizes([60]), IdentityFile(path), "csv"), again)
    assert [each.n_rows for each in manifest.files] == [60]


def test_nothing_of_the_identities_is_left(tmp_path: Path) -> None:
    path = write_identities(tmp_path / "people.csv", [(f"u{each}", f"u{each}@shop.example") for each in range(60)])
    make(asked_for(users_of_sizes([60]), IdentityFile(path), "meta"), tmp_path)
    for file in (tmp_path / "out").iterdir():
        assert b"shop.example" not in file.read_bytes()


PARTS = Platform(key="parts", label="", goes_to="", columns=(Cell("a"), Cell("b")))


@pytest.mark.parametrize(("limit", "sizes"), [({"max_rows": 4}, [4, 4, 2]), ({"max_bytes": 40}, [2, 2, 2, 2, 2])])
def test_files_are_split_at_their_limits(tmp_path: Path, limit: dict[str, int], sizes: list[int]) -> None:
    rows = pa.table({"a": [f"a{each},{each}" for each in range(10)], "b": ['"'] * 10}).to_batches(max_chunksize=3)
    platform = replace(PARTS, **limit)
    made = write_audience(platform, rows, tmp_path, "parts")
    assert [each.n_rows for each in made] == sizes
    assert [each.path.name for each in made[:2]] == ["parts.csv", "parts_2.csv"]
    assert [row["a"] for each in made for row in read_rows(each.path)] == [f"a{each},{each}" for each in range(10)]
    if "max_bytes" in limit:
        assert max(each.path.stat().st_size for each in made) <= limit["max_bytes"]


def test_lists_that_differ_by_few_are_known_by_keyed_digests() -> None:
    users = [f"u{each}" for each in range(200)]
    one, other = digests_of(users, b"k"), digests_of([*users[10:], "new"], b"k")
    assert len(np.setxor1d(one, other)) == 11
    assert len(np.setxor1d(one, digests_of(users, b"another"))) == 400


def test_columns_are_found_by_name_in_many_languages() -> None:
    headers = ["kundennummer", "E-Mail-Adresse", "Telefon", "Vorname", "Nachname", "Land", "PLZ", "umsatz"]
    assert list(find_fields(headers).values()) == headers[:-1]
    headers = ["用户id", "邮箱", "手机号", "名字", "姓氏", "国家", "邮编"]
    assert list(find_fields(headers).values()) == headers
    assert find_fields(["customer_email", "id_col"], {"user_id": "id_col"}) == {
        "user_id": "id_col",
        "email": "customer_email",
    }
    with pytest.raises(DataError, match="may all be phone"):
        find_fields(["user_id", "work phone", "home phone"])
    with pytest.raises(DataError, match="No column of the file of identities is clear for user_id"):
        find_fields(["email"])


def test_an_unknown_platform_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="There is no profile 'myspace'"):
        platform_of("myspace")
    with pytest.raises(DataError, match="Meta custom audience needs what identifies people"):
        make(asked_for(users_of_sizes([60]), None, "meta"), tmp_path)
    asked = asked_for(users_of_sizes([60]), None, "csv")
    small = replace(asked, rules=msgspec.structs.replace(asked.rules, least_group=5))
    with pytest.raises(DataError, match="Groups of 5 users could be recognised"):
        make(small, tmp_path / "small")


def test_the_page_on_platforms_is_printed_from_their_table() -> None:
    assert (PROJECT / "docs" / "audiences.md").read_text(encoding="utf-8") == page()
    named = [each for each in PLATFORMS.values() if each.format is not Format.PARQUET and each.sources]
    assert len(named) == 10


@pytest.mark.parametrize(("asks", "label"), [(True, "consented"), (False, "whether they consented or not")])
def test_nobody_is_called_consenting_who_was_not_asked(asks: bool, label: str) -> None:
    found = check(platform_of("csv"), Counted(1, 90, 80, 70, 70), "SEG-01-v0", 50, asks_consent=asks)
    assert (label, 70) in found.steps
    assert len([each for each, _n in found.steps if "consent" in each]) == 1
    counts = published_counts([found], 50)["csv"]
    assert ("n_consenting" in counts) is asks
    assert counts["n_kept"] == {1: 70}
