"""Files that took long to read are read once while pages ask again, and never in the place of another file."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from core.ingest.inspect import inspect_log
from core.ingest.plausible import look_ahead
from core.ingest.reader import read
from core.ingest.reader.kept_files import KeptFiles
from core.ingest.tables.source import LogSource
from tests.core.ingest_help import settings, write

LINES = "".join(
    f'{{"member": {{"id": "w{n % 7}"}}, "product": {{"sku": "P{n % 5}"}}, "at": "2026-05-0{1 + n % 9}T10:00:00Z", '
    f'"note": {"null" if n % 3 else chr(34) + "ä " + chr(34)}}}\n'
    for n in range(60)
)
BROKEN = LINES + '{"member": {"id": "w1"}, "product"\n\n'


@pytest.fixture
def n_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []
    original = read.read_member

    def counted(scratch, member, *more):  # type: ignore[no-untyped-def]
        names.append(member.name)
        return original(scratch, member, *more)

    monkeypatch.setattr(read, "read_member", counted)
    return names


def kept_in(folder: Path) -> KeptFiles:
    return KeptFiles(folder / "read", slow_seconds=0.0)


@pytest.mark.parametrize("text", [LINES, BROKEN])
def test_a_file_is_read_once_and_gives_the_same(tmp_path: Path, n_read: list[str], text: str) -> None:
    source, kept = LogSource(write(tmp_path / "log.jsonl", text)), kept_in(tmp_path)
    first = inspect_log(source, settings(tmp_path), kept)
    assert inspect_log(source, settings(tmp_path), kept) == first
    assert look_ahead(source, settings(tmp_path), kept) == look_ahead(source, settings(tmp_path))
    assert n_read == ["log.jsonl", "log.jsonl"]
    assert [each.stat().st_mode & 0o777 for each in (tmp_path / "read").iterdir()] == [0o600]


def test_a_file_under_another_name_is_the_same_and_one_that_changed_is_not(tmp_path: Path, n_read: list[str]) -> None:
    path, kept = write(tmp_path / "log.jsonl", LINES), kept_in(tmp_path)
    inspect_log(LogSource(path), settings(tmp_path), kept)
    again = tmp_path / "again" / "log.jsonl"
    again.parent.mkdir()
    os.link(path, again)
    inspect_log(LogSource(again), settings(tmp_path), kept)
    assert len(n_read) == 1
    write(path, LINES.replace("w6", "w9"))
    os.utime(path, ns=(1, 1))
    seen = look_ahead(LogSource(path), settings(tmp_path), kept)
    assert len(n_read) == 2
    assert "w9" in {row[0] for row in seen.preview}


def test_a_file_is_read_again_for_another_zone(tmp_path: Path, n_read: list[str]) -> None:
    """Times with a zone are written as texts in that of the log while a file is read."""
    path, kept = write(tmp_path / "log.jsonl", LINES), kept_in(tmp_path)
    for zone in ("Europe/Berlin", "America/New_York", "Europe/Berlin"):
        inspect_log(LogSource(path, timezone=zone), settings(tmp_path), kept)
    assert len(n_read) == 2


def test_what_is_read_in_no_time_or_deleted_meanwhile_is_read_again(tmp_path: Path, n_read: list[str]) -> None:
    source, kept = LogSource(write(tmp_path / "log.jsonl", LINES)), kept_in(tmp_path)
    first = inspect_log(source, settings(tmp_path), kept)
    for each in (tmp_path / "read").iterdir():
        each.unlink()
    assert inspect_log(source, settings(tmp_path), kept) == first
    assert len(n_read) == 2
    slow = KeptFiles(tmp_path / "slow", slow_seconds=60.0)
    assert inspect_log(replace(source), settings(tmp_path), slow) == first
    assert not (tmp_path / "slow").exists()


def test_a_folder_that_cannot_be_made_is_no_fault_of_the_file(tmp_path: Path, n_read: list[str]) -> None:
    source, kept = LogSource(write(tmp_path / "log.jsonl", LINES)), kept_in(write(tmp_path / "no folder", ""))
    assert inspect_log(source, settings(tmp_path), kept) == inspect_log(source, settings(tmp_path))
    assert n_read == ["log.jsonl", "log.jsonl"]
