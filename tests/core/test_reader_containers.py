from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import tarfile
import zipfile
from pathlib import Path

import pytest
import zstandard

from core.errors import IngestError
from core.ingest.reader import limits
from core.ingest.reader.files import list_files
from tests.core.reader_help import CELLS, HEADER, LOG, ROWS, read, read_text

JANUARY = HEADER + "u1,apple,2026-01-05 10:00\n"
FEBRUARY = "user_id,item_id,time,device\nu2,pear,2026-01-06 11:00,phone\n"


def zipped(path: Path, members: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("e.csv.gz", gzip.compress),
        ("e.csv.gz", lambda text: gzip.compress(gzip.compress(text))),
        ("e.csv.zst", zstandard.ZstdCompressor().compress),
        ("e.csv.xz", lzma.compress),
        ("e.csv.bz2", bz2.compress),
    ],
)
def test_packed_files(tmp_path: Path, name: str, pack: object) -> None:
    found = read_text(tmp_path, pack(LOG.encode()), name)  # type: ignore[operator]
    assert (found.rows, found.notes) == (CELLS, [f"{name} was unpacked."])


def test_a_zip_is_listed_file_by_file(tmp_path: Path) -> None:
    path = zipped(tmp_path / "e.zip", {"jan.csv": JANUARY, "feb.csv": FEBRUARY, "__MACOSX/._jan.csv": "x", "a.zip": ""})
    found = read(tmp_path, path)
    assert found.headers == ("user_id", "item_id", "time", "device")
    assert sorted(found.rows) == [["u1", "apple", "2026-01-05 10:00", ""], ["u2", "pear", "2026-01-06 11:00", "phone"]]
    assert found.notes == [
        "e.zip/feb.csv was read: 1 row.",
        "e.zip/jan.csv was read: 1 row.",
        "e.zip/__MACOSX/._jan.csv was passed over: it is hidden.",
        "e.zip/a.zip was passed over: it is empty.",
        "The column 'device' is in 1 of 2 files; it is empty in the others.",
    ]


def test_documents_and_slides_differ_from_folders_of_the_same_name(tmp_path: Path) -> None:
    document = zipped(tmp_path / "e.docx", {"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"})
    path = zipped(tmp_path / "e.zip", {"word/jan.csv": JANUARY})
    with zipfile.ZipFile(path, "a") as archive:
        archive.write(document, "e.bin")
    found = read(tmp_path, path)
    assert found.rows == [["u1", "apple", "2026-01-05 10:00"]]
    assert "e.zip/e.bin was passed over: it holds text or slides." in found.notes


def test_an_archive_in_an_archive_is_opened_and_none_deeper(tmp_path: Path) -> None:
    deep = zipped(tmp_path / "deep.zip", {"c.csv": FEBRUARY})
    inner = zipped(tmp_path / "inner.zip", {"b.csv": JANUARY})
    with zipfile.ZipFile(inner, "a") as archive:
        archive.write(deep, "deep.zip")
    with tarfile.open(tmp_path / "e.tar.xz", "w:xz") as packed:
        packed.add(inner, "inner.zip")
    found = read(tmp_path, tmp_path / "e.tar.xz")
    assert found.rows == [["u1", "apple", "2026-01-05 10:00"]]
    assert "e.tar/inner.zip/deep.zip was passed over: it is an archive inside an archive." in found.notes


def test_nothing_leaves_an_archive_through_its_names_or_links(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "e.tar.gz", "w:gz") as archive:
        for name, text in (("../../out.csv", LOG), ("in.csv", LOG)):
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
        link = tarfile.TarInfo("link.csv")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    found = read(tmp_path, tmp_path / "e.tar.gz")
    assert found.rows == CELLS
    assert "e.tar/../../out.csv was passed over: its name leads out of the archive." in found.notes
    assert "e.tar/link.csv was passed over: it is a link or a device." in found.notes


def test_a_folder_takes_parts_and_says_what_it_passes_over(tmp_path: Path) -> None:
    log = tmp_path / "out"
    (log / "date=2026-01").mkdir(parents=True)
    (log / "date=2026-01" / "part-00000").write_text(LOG)
    (log / "part-00001").write_text(ROWS.replace("u1", "u3").replace("u2", "u4"))
    (log / "_SUCCESS").write_text("")
    (log / "notes.txt").write_text("a text\nof some lines\n")
    os.mkfifo(log / "pipe")
    found = read(tmp_path, log)
    assert found.headers == ("user_id", "item_id", "time", "date")
    assert found.rows[0] == ["u1", "apple", "2026-01-05 10:00", "2026-01"]
    assert [row[0] for row in found.rows] == ["u1", "u2", "u3", "u4"]
    over = [note for note in found.notes if "passed over" in note]
    assert over == [
        "notes.txt was passed over: notes.txt seems to have one column only: 'a text'.",
        "out/_SUCCESS was passed over: its name begins with _, as tools mark what is no data.",
        "out/pipe was passed over: it is a device or a pipe.",
    ]


def test_files_about_something_else_are_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "e.zip", {"events.csv": LOG, "items.csv": "item_id,title,brand\napple,Apple,x\n"})
    with pytest.raises(IngestError, match=r"e\.zip/items\.csv has no column 'user_id'"):
        read(tmp_path, path)


def test_a_bomb_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_FREELY", 1_000_000)
    (tmp_path / "e.csv.gz").write_bytes(gzip.compress(b"0" * 5_000_000))
    with pytest.raises(IngestError, match=r"e\.csv\.gz unpacks to more than 200 times its size"):
        read(tmp_path, tmp_path / "e.csv.gz")


def test_a_full_disk_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_KEPT_FREE", 1 << 60)
    (tmp_path / "e.csv.gz").write_bytes(gzip.compress(LOG.encode()))
    with pytest.raises(IngestError, match=r"The disk has no space for a readable copy of e\.csv\.gz"):
        read(tmp_path, tmp_path / "e.csv.gz")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("pipe", "is neither a file nor a folder"),
        ("x" * 300, "cannot be opened: File name too long"),
        ("no", "no file"),
    ],
)
def test_paths_that_are_no_files(tmp_path: Path, name: str, message: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(IngestError, match=message):
        list_files(tmp_path / name)


def test_a_file_that_goes_away_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text(LOG)
    (tmp_path / "f.csv").write_text(LOG)
    listed = list_files(tmp_path).paths
    listed[1].unlink()
    from core.ingest.reader.read import ReadOptions, read_tables
    from core.settings import Settings
    from core.store.scratch import Scratch

    (tmp_path / "work").mkdir()
    with (
        Scratch(tmp_path / "work", listed, "UTC", Settings(tmp_path / "w", "UTC", "500MB", 2)) as scratch,
        pytest.raises(IngestError, match=r"f\.csv cannot be read: No such file or directory"),
    ):
        read_tables(scratch, listed, ReadOptions())


def test_columns_of_other_files_that_differ_by_case_and_signs_are_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    folder.mkdir()
    (folder / "a.csv").write_text("user_id,item_id,time\nu1,a,2026-01-05\n", encoding="utf-8")
    (folder / "b.csv").write_text("Item ID,User ID,Time\nb,u2,2026-01-06\n", encoding="utf-8")
    found = read(tmp_path, folder)
    assert found.headers == ("user_id", "item_id", "time")
    assert found.rows == [["u1", "a", "2026-01-05"], ["u2", "b", "2026-01-06"]]
