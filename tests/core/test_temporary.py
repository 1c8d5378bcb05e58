import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from core.files.temporary import remove_leftovers, temporary_folder

MAKE_AND_WAIT = """
import time
from core.files.temporary import temporary_folder
with temporary_folder() as folder:
    (folder / "log.csv").write_text("a person")
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def own_place(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield tmp_path
    tempfile.tempdir = None


def make_old(folder):
    long_ago = time.time() - 3600
    os.utime(folder, (long_ago, long_ago))


def test_a_folder_is_private_and_goes_in_the_end():
    with temporary_folder() as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        with temporary_folder() as other:
            assert folder.is_dir()
            assert other != folder
    assert not folder.exists()


def test_what_a_killed_process_left_is_removed_and_what_a_living_one_has_stays():
    with subprocess.Popen([sys.executable, "-c", MAKE_AND_WAIT], stdout=subprocess.PIPE, text=True) as process:
        folder = Path(process.stdout.readline().strip())
        remove_leftovers()
        assert (folder / "log.csv").is_file()
        make_old(folder)
        remove_leftovers()
        assert (folder / "log.csv").is_file()
        process.kill()
    remove_leftovers()
    assert not folder.exists()


def test_a_folder_that_is_just_being_made_stays(own_place):
    made = own_place / "persona-atlas-made-new"
    made.mkdir()
    remove_leftovers()
    assert made.is_dir()
    (made / ".lock").touch()
    remove_leftovers()
    assert made.is_dir()
    make_old(made)
    remove_leftovers()
    assert not made.exists()
