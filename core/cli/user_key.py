"""The key of user ids for a command: where it lies, and that the same people get no other codes by a new one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from core.errors import DataError
from core.files.output_folder import RUN_RECORD
from core.ingest.values.identity import KEY_FILE, check_mark, mark_of, mark_of_run, read_key
from core.sentences import say
from core.store.connect import FILE


def key_folders(beside: Iterable[Path], workspace: Path | None = None) -> list[Path]:
    """Return where the key may lie: in a workspace that is given, beside each file or folder, and in what holds it."""
    found = [workspace] if workspace else []
    for each in beside:
        parent = each.absolute().parent
        found += [parent, *([parent.parent] if (parent.parent / FILE).exists() else [])]
    return list(dict.fromkeys(found))


def find_key(beside: Iterable[Path], workspace: Path | None = None, mark: str = "") -> bytes | None:
    """Return the first key that lies there, that with the mark before others; None where there is none.

    Parameters
    ----------
    beside
        Files or folders.
    workspace
        The workspace of the command, None where it has none that stays.
    mark
        Of the key that the codes were made with, "" for none.
    """
    found = [key for key in map(read_key, key_folders(beside, workspace)) if key]
    return next((key for key in found if mark_of(key) == mark), found[0] if found else None)


def key_folder(beside: Iterable[Path], workspace: Path | None = None) -> Path | None:
    """Return the first folder that a key lies in, of those it may lie in; None where there is none."""
    return next((each for each in key_folders(beside, workspace) if read_key(each)), None)


def check_key(run: Path, folders: Iterable[Path], user_ids: str | None) -> None:
    """Refuse a log for a run whose users are codes where their key is not found.

    Parameters
    ----------
    run
        The folder of the run.
    folders
        Where the key may lie.
    user_ids
        What is asked for the log; ids that are kept need no key.

    Raises
    ------
    DataError
        The key is missing: with a new one, the same people would get other codes.
    StoreError
        It is another key than that of the run.
    """
    looked = list(folders)
    if user_ids == "keep" or not has_codes(run):
        return
    key = next(filter(None, map(read_key, looked)), None)
    if key:
        check_mark(mark_of_run(run), key)
        return
    raise DataError(
        say(
            "The users of the run in {run} are stored as codes, and their key, {file}, is not in {folders}: the same "
            "people would get other codes.",
            run=str(run),
            file=KEY_FILE,
            folders=", ".join(str(each) for each in looked),
        ),
        say(
            "It lies in the workspace of the run, or beside the folder that the run was written to: name that "
            "workspace with --workspace, or copy {file} from there. --user-ids keep stores ids as they are.",
            file=KEY_FILE,
        ),
    )


def has_codes(run: Path) -> bool:
    """Whether the users of a run are codes; False where its record does not say so."""
    try:
        record = json.loads((run / RUN_RECORD).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return False
    ingest = record.get("ingest") if isinstance(record, dict) else None
    return bool(ingest and ingest.get("has_codes"))
