"""Uploads come in slices, keep safe names, and are in the workspace until they are loaded or a day old."""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from core.ingest.tables.source import LogSource
from core.jobs.upload_folder import Announced, Box
from core.jobs.upload_names import free_name, safe_path
from core.jobs.upload_token import Signer
from core.jobs.uploads import UploadRefusedError, Uploads
from core.server import Server
from tests.core.jobs_help import pretend, settings, wait_for, wait_for_job, work_here

LOG = b"user_id,item_id,timestamp\n" + b"".join(f"u{n % 3},i{n % 4},2026-01-0{n % 9 + 1}\n".encode() for n in range(30))
ONE, OTHER = "0" * 16, "1" * 16


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    work_here(monkeypatch)
    server = Server(settings(tmp_path))
    yield server
    server.close()


def announce(uploads: Uploads, path: str, content: bytes, box: Box = "events", upload_id: str = ONE) -> int:
    files = uploads.announce(upload_id, [Announced(box, path, len(content), 1)])
    return next(file.number for file in files if (file.announced.box, file.announced.path) == (box, path))


def put(uploads: Uploads, path: str, content: bytes, box: Box = "events", upload_id: str = ONE) -> None:
    with closing(uploads.open(upload_id, announce(uploads, path, content, box, upload_id), 0)) as part:
        part.write(content)


def load(server: Server, upload_id: str = ONE) -> str:
    source = server.uploads.source(upload_id, "UTC")
    assert source
    return wait_for_job(server, server.start_load(source)).state


def names_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_slices_make_the_file(server: Server) -> None:
    number = announce(server.uploads, "log.csv", LOG)
    for start in range(0, len(LOG), 100):
        with closing(server.uploads.open(ONE, number, start)) as part:
            part.write(LOG[start : start + 100])
        assert [file.have for file in server.uploads.files(ONE)] == [min(start + 100, len(LOG))]
    source = server.uploads.source(ONE, "UTC")
    assert source
    assert (source.events.name, source.events.read_bytes()) == ("log.csv", LOG)


def test_a_log_needs_every_byte_and_events(server: Server) -> None:
    put(server.uploads, "films.csv", b"item_id\n1\n", "items")
    assert server.uploads.source(ONE, "UTC") is None
    number = announce(server.uploads, "log.csv", LOG)
    assert server.uploads.source(ONE, "UTC") is None
    with closing(server.uploads.open(ONE, number, 0)) as part:
        part.write(LOG)
    assert server.uploads.source(ONE, "UTC") is not None


def test_one_file_of_each_box_lies_beside_the_others_and_several_in_a_folder(server: Server) -> None:
    for box, path in (("events", "u.data"), ("items", "u.item"), ("users", "people/u.user")):
        put(server.uploads, path, b"a,b\n", box)
    source = server.uploads.source(ONE, "UTC")
    assert source
    assert (source.items, source.users) == (source.events.with_name("u.item"), source.events.with_name("u.user"))
    put(server.uploads, "u.more", b"a,b\n")
    both = server.uploads.source(ONE, "UTC")
    assert both
    assert both.events.name == "u"
    assert names_in(both.events.parent.parent) == ["events/u/u.data", "events/u/u.more", "u.item", "u.user"]
    assert not source.events.exists()


def test_a_folder_keeps_its_name_and_what_lies_below(server: Server) -> None:
    for path in ("shop/date=2026-01-01/part-0", "shop/date=2026-01-02/part-0", "shop/.hidden"):
        put(server.uploads, path, b"a,b\n")
    source = server.uploads.source(ONE, "UTC")
    assert source
    assert source.events.name == "shop"
    assert names_in(source.events) == ["_hidden", "date=2026-01-01/part-0", "date=2026-01-02/part-0"]


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\shop\\log.csv", "C_/shop/log.csv"),
        ("a\0b\n<script>.csv", "a_b__script_.csv"),
        (".bashrc", "_bashrc"),
        (" . / .. ", "log.csv"),
        ("订单 2026.csv", "订单 2026.csv"),
        ("a/b/c/d/e/f/g/h/i/log.csv", "c/d/e/f/g/h/i/log.csv"),
    ],
)
def test_names_are_made_safe(given: str, safe: str) -> None:
    assert safe_path(given) == safe


def test_long_names_keep_their_end_and_fit_the_disk() -> None:
    name = safe_path("订" * 300 + ".csv")
    assert name.endswith("订.csv")
    assert len(name.encode()) <= 200


def test_names_that_differ_in_case_only_are_kept_apart() -> None:
    assert free_name("Log.csv", ["log.csv", "log (2).csv"]) == "Log (3).csv"


def test_the_same_file_goes_on_and_another_edition_replaces_it(server: Server) -> None:
    number = announce(server.uploads, "log.csv", LOG)
    with closing(server.uploads.open(ONE, number, 0)) as part:
        part.write(LOG[:100])
    assert announce(server.uploads, "log.csv", LOG) == number
    assert server.uploads.files(ONE)[0].have == 100
    assert announce(server.uploads, "log.csv", LOG + LOG) != number
    assert [file.have for file in server.uploads.files(ONE)] == [0]


def test_a_slice_must_begin_where_the_file_ends(server: Server) -> None:
    number = announce(server.uploads, "log.csv", LOG)
    with closing(server.uploads.open(ONE, number, 0)) as part:
        part.write(LOG[:100])
        with pytest.raises(UploadRefusedError, match="offset") as busy:
            server.uploads.open(ONE, number, 100)
    assert busy.value.have == 100
    for offset in (0, 99, 101):
        with pytest.raises(UploadRefusedError, match="offset"):
            server.uploads.open(ONE, number, offset)
    with closing(server.uploads.open(ONE, number, 100)) as part, pytest.raises(UploadRefusedError, match="size"):
        part.write(LOG)
    with pytest.raises(UploadRefusedError, match="gone"):
        server.uploads.open(OTHER, number, 0)


def test_two_uploads_do_not_see_each_other(server: Server) -> None:
    put(server.uploads, "log.csv", LOG)
    put(server.uploads, "log.csv", LOG[:50], upload_id=OTHER)
    assert [[file.have for file in server.uploads.files(each)] for each in (ONE, OTHER)] == [[len(LOG)], [50]]


def test_files_can_be_removed_one_by_one_and_together(server: Server, tmp_path: Path) -> None:
    put(server.uploads, "a.csv", LOG)
    put(server.uploads, "b.csv", LOG)
    assert [file.name for file in server.uploads.remove(ONE, 1)] == ["b.csv"]
    assert [file.name for file in server.uploads.remove(ONE, 7)] == ["b.csv"]
    assert server.uploads.remove(ONE) == []
    assert names_in(tmp_path / "workspace" / "uploads") == ["key"]


def test_what_is_more_than_the_quota_or_the_disk_is_refused_before_it_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Server(settings(tmp_path, upload_gb=1))) as server:
        for free, size, why in ((10**12, 10**9 + 1, "quota"), (10**8, 10**7, "disk")):
            monkeypatch.setattr(shutil, "disk_usage", lambda _path, free=free: SimpleNamespace(free=free))
            with pytest.raises(UploadRefusedError, match=why):
                server.uploads.announce(ONE, [Announced("events", "log.csv", size, 1)])
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=10**12))
        server.uploads.announce(ONE, [Announced("events", "log.csv", 6 * 10**8, 1)])
        with pytest.raises(UploadRefusedError, match="quota"):
            server.uploads.announce(OTHER, [Announced("events", "log.csv", 6 * 10**8, 1)])


def test_a_disk_that_fills_up_on_the_way_ends_the_slice(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    number = announce(server.uploads, "log.csv", LOG)
    with closing(server.uploads.open(ONE, number, 0)) as part:
        part.write(LOG[:100])
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=1000))
        with pytest.raises(UploadRefusedError, match="disk"):
            part.write(LOG[100:])
    assert server.uploads.files(ONE)[0].have == 100


def test_only_the_owner_may_read_uploads(server: Server, tmp_path: Path) -> None:
    put(server.uploads, "shop/log.csv", LOG)
    put(server.uploads, "shop/more.csv", LOG)
    server.uploads.source(ONE, "UTC")
    folder = tmp_path / "workspace" / "uploads"
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in [folder, *folder.rglob("*")]}
    assert modes == {(True, 0o700), (False, 0o600)}


@pytest.mark.parametrize(("hours", "is_kept"), [(23, True), (25, False)])
def test_an_upload_stays_for_a_day_over_restarts(tmp_path: Path, hours: int, is_kept: bool) -> None:
    with closing(Server(settings(tmp_path))) as server:
        put(server.uploads, "log.csv", LOG)
        token = server.uploads.token(ONE)
    folder = tmp_path / "workspace" / "uploads" / ONE
    then = time.time() - 3600 * hours
    for path in (*folder.rglob("*"), folder):
        os.utime(path, (then, then))
    with closing(Server(settings(tmp_path))) as server:
        wait_for(lambda: folder.exists() is is_kept)
        assert [file.have for file in server.uploads.files(ONE)] == ([len(LOG)] if is_kept else [])
        assert server.uploads.read_token(token) == ONE


def test_a_token_is_good_for_its_upload_until_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    signer = Signer(tmp_path / "key")
    token = signer.sign(ONE)
    assert signer.read(token) == ONE
    assert signer.read(token.replace(ONE, OTHER)) is None
    assert signer.read(token[:-1] + ("0" if token[-1] != "0" else "1")) is None
    assert signer.read("") is None
    assert Signer(tmp_path / "other").read(token) is None
    later = time.time() + 49 * 3600
    monkeypatch.setattr(time, "time", lambda: later)
    assert signer.read(token) is None


def test_an_upload_goes_when_it_is_loaded(server: Server) -> None:
    put(server.uploads, "log.csv", LOG)
    assert load(server) == "done"
    wait_for(lambda: server.uploads.files(ONE) == [])


def test_an_upload_that_could_not_be_loaded_stays_for_another_try(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "refuses")
    put(server.uploads, "log.csv", LOG)
    assert load(server) == "failed"
    assert [file.name for file in server.uploads.files(ONE)] == ["log.csv"]


def test_an_upload_that_is_being_loaded_is_left_alone(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "works on")
    put(server.uploads, "log.csv", LOG)
    source = server.uploads.source(ONE, "UTC")
    assert source
    job_id = server.start_load(source)
    for change in (
        lambda: server.uploads.remove(ONE),
        lambda: server.uploads.open(ONE, 1, len(LOG)),
        lambda: announce(server.uploads, "more.csv", LOG),
    ):
        with pytest.raises(UploadRefusedError, match="loading"):
            change()
    server.cancel_job(job_id)
    assert server.uploads.remove(ONE) == []


def test_what_was_read_of_files_is_deleted_with_one_of_them_and_lies_nowhere_else(
    server: Server, tmp_path: Path
) -> None:
    put(server.uploads, "log.csv", LOG)
    put(server.uploads, "things.csv", b"item_id,title\ni1,Ladder\n", "items")
    source = server.uploads.source(ONE, "UTC")
    assert source
    kept = server.uploads.kept_files(source)
    assert kept is server.uploads.kept_files(source)
    assert kept
    assert kept.folder.is_relative_to(source.events.parents[1])
    kept.folder.mkdir()
    server.uploads.remove(ONE, 2)
    assert not kept.folder.exists()
    elsewhere = tmp_path / "elsewhere.csv"
    assert server.uploads.kept_files(LogSource(elsewhere)) is None
