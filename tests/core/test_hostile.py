"""Texts of the catalogue through every field of files for platforms: each stands as it is, and nothing reads it."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
import zipfile
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from core.audiences.identity_file import IdentityFile
from core.audiences.manifest import MANIFEST_TEXT, Manifest, read_manifest
from tests.core.audience_help import HEADERS, asked_for, make, users_of_sizes, write_identities
from tests.hostile import HOSTILE

LEAST, N_EACH = 20, 21
"""Users of a segment: the least that are written, and one more."""
TEXTS = HOSTILE * N_EACH
IDS = [f"{text} {place}".strip() for place, text in enumerate(TEXTS)]
Made = tuple[Path, Manifest, list[str]]
UNSEEN = dict.fromkeys(map(ord, "\u202c\u202e"))
"""Marks of the direction of writing in the catalogue, which what identifies people loses."""
KEYS = ("csv", "excel", "parquet", "hubspot", "google")


def one_line(text: str) -> str:
    """A name as files have it: what it says, with single blanks."""
    return unicodedata.normalize("NFC", " ".join(text.translate(UNSEEN).split()))


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Files of sixty segments: ids, names of people, postal codes and names of segments are hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    users = replace(
        users_of_sizes([N_EACH] * len(HOSTILE)),
        user_ids=np.array(IDS, dtype=object),
        names=dict(enumerate(HOSTILE, 1)),
    )
    people = [
        (user_id, f"u{place}@shop.example", "", text, text, "DE", text)
        for place, (user_id, text) in enumerate(zip(IDS, TEXTS, strict=True))
    ]
    path = write_identities(folder / "people.csv", people, HEADERS)
    asked = asked_for(users, IdentityFile(path), *KEYS, with_names=True)
    manifest, lines = make(replace(asked, rules=msgspec.structs.replace(asked.rules, least_group=LEAST)), folder)
    return folder / "out", manifest, lines


def rows_of(path: Path) -> list[list[str]]:
    """The cells of a file, header first."""
    if path.suffix == ".xlsx":
        return [list(row) for row in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()]
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        return [table.column_names, *(list(row.values()) for row in table.to_pylist())]
    assert not path.read_bytes().startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(path.read_bytes().decode(), newline="")))


@pytest.mark.parametrize("key", ["csv", "excel", "parquet"])
def test_every_field_of_a_file_holds_the_text_as_it_is(key: str, made: Made) -> None:
    out, manifest, _lines = made
    found = {}
    for file in (each for each in manifest.files if each.platform == key):
        header, *rows = rows_of(out / file.name)
        assert len(rows) == file.n_rows == N_EACH
        for cells in rows:
            row = {
                name: str(cell or "").replace("_xFFFE__xFFFF_", "\ufffe\uffff")
                for name, cell in zip(header, cells, strict=True)
            }
            found[row["user_id"]] = (row["audience"], row["first_name"], row["last_name"], row["zip"])
    expected = {}
    for place, (user_id, text) in enumerate(zip(IDS, TEXTS, strict=True)):
        written = "" if "\0" in text else " ".join(text.translate(UNSEEN).split())
        expected[user_id] = (HOSTILE[place // N_EACH], one_line(written), one_line(written), written)
    assert found == expected


def test_lines_with_what_is_no_text_are_counted(made: Made) -> None:
    assert f"{N_EACH} lines cannot be read and are left out." in made[2]


def test_platforms_get_the_hash_of_the_text_and_crm_programs_the_text(made: Made) -> None:
    out, manifest, _lines = made
    names, hashes = set(), set()
    for file in manifest.files:
        if file.platform == "hubspot":
            names |= {row[2] for row in rows_of(out / file.name)[1:]}
        if file.platform == "google":
            hashes |= {row[0] for row in rows_of(out / file.name)[1:]}
    assert names == {one_line(text) for text in HOSTILE if "\0" not in text}
    assert hashes == {sha(f"u{place}@shop.example") for place, text in enumerate(TEXTS) if "\0" not in text}


def test_workbooks_hold_neither_formulas_nor_addresses(made: Made) -> None:
    for path in made[0].glob("*.xlsx"):
        with zipfile.ZipFile(path) as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
            assert not any("_rels/sheet1" in name for name in book.namelist())
        assert not re.search("<f[ >/]|<hyperlink", sheet)


def test_names_of_files_are_plain_and_each_its_own(made: Made) -> None:
    out, manifest, _lines = made
    names = [each.name for each in manifest.files]
    assert len({name.casefold() for name in names}) == len(KEYS) * len(HOSTILE)
    assert all(re.fullmatch(r"[\w.-]+", name) and len(name.encode()) < 255 for name in names)
    assert {path.name for path in out.iterdir()} == {
        *names,
        "counts.csv",
        "left_out.csv",
        "manifest.json",
        "manifest.txt",
    }
    assert [each.audience for each in read_manifest(out).files] == [*HOSTILE] * len(KEYS)


def test_no_name_begins_another_line_of_the_manifest(made: Made) -> None:
    lines = (made[0] / MANIFEST_TEXT).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith(("Consent:", "Control group:"))] == [
        f"Consent: {made[1].listed}", "Control group: none",
    ]  # fmt: skip
    assert len([line for line in lines if re.search(r", 2[01] rows, ", line)]) == len(KEYS) * len(HOSTILE)
    assert not re.search("[\x00-\x08\x0b-\x1f\u2028-\u202e]", "".join(lines))
