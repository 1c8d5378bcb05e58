"""Lists that an analyst brings: ids of items that are not to be offered or in stock, and of users."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from core.errors import DataError, IngestError
from core.files.temporary import temporary_folder
from core.ingest.tables.user_files import read_user_file
from core.ingest.values.identity import as_in_log
from core.sentences import Sentence, say, say_n
from core.types import Column

_HEADINGS = {
    "item", "itemid", "id", "ids", "sku", "product", "productid", "productcode", "stockcode", "asin", "article",
    "articleid", "movieid",
}  # fmt: skip
_USER_HEADINGS = {"user", "userid", "users", "id", "ids", "customer", "customerid", "visitor", "visitorid", "email"}
_SEPARATORS = ",;\t|"
_TABLES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1")
_HEADER_BYTES = 10_000
_IDS = frozenset({Column.USER_ID, Column.ITEM_ID})
_N_LISTED = 5


@dataclass(frozen=True, slots=True)
class ItemList:
    """What a list says of the items of a log."""

    matched: tuple[str, ...] = ()
    """Ids of items of the log, each once, in the order of the list."""
    unmatched: tuple[str, ...] = ()
    """What is the id of none."""
    n_repeated: int = 0
    """Lines that repeat an id."""
    heading: str = ""
    """The first line, where it is read as a heading."""

    def sentences(self) -> list[Sentence]:
        """Count the ids, those that are of no item of the log, and what was not taken as an id."""
        found = [say_n("{n:,} id of the list is of an item.", "{n:,} ids of the list are of items.", len(self.matched))]
        if self.unmatched:
            more = ", …" if len(self.unmatched) > _N_LISTED else ""
            found.append(
                say_n(
                    "{n:,} id is of no item: {ids}.",
                    "{n:,} ids are of no item: {ids}.",
                    len(self.unmatched),
                    ids=", ".join(self.unmatched[:_N_LISTED]) + more,
                )
            )
        if self.n_repeated:
            found.append(say_n("{n:,} line repeats an id.", "{n:,} lines repeat an id.", self.n_repeated))
        if self.heading:
            found.append(say("The first line, {heading!r}, is taken for a heading.", heading=self.heading))
        return found


@dataclass(frozen=True, slots=True)
class UserList:
    """What a list says of the users of a log."""

    matched: tuple[str, ...] = ()
    """Ids of users of the log, each once, in the order of the list."""
    unmatched: tuple[str, ...] = ()
    n_repeated: int = 0
    heading: str = ""

    def sentences(self) -> list[Sentence]:
        """Count the ids, and those that are of no user of the log; these may be of people, so they are not shown."""
        found = [say_n("{n:,} id of the list is of a user.", "{n:,} ids of the list are of users.", len(self.matched))]
        if self.unmatched:
            found.append(say_n("{n:,} is of no user.", "{n:,} are of no user.", len(self.unmatched)))
        if self.n_repeated:
            found.append(say_n("{n:,} line repeats an id.", "{n:,} lines repeat an id.", self.n_repeated))
        if self.heading:
            found.append(say("The first line, {heading!r}, is taken for a heading.", heading=self.heading))
        return found


def match_users(text: str, known: Collection[str]) -> UserList:
    r"""Read ids from lines as ``match_items`` does, and compare them with the users of a log.

    >>> match_users("user_id
    ann
    zoe
    ", {"ann"})
    UserList(matched=('ann',), unmatched=('zoe',), n_repeated=0, heading='user_id')
    """
    return UserList(*matched_ids(text, known, _USER_HEADINGS))


def with_codes(found: UserList, known: Collection[str], key: bytes | None) -> UserList:
    """Find users that a list gives in clear by their codes in the log; ``key`` is None where it holds none."""
    names = as_in_log(found.unmatched, known, key) if key and found.unmatched else {}
    coded = {user: code for user, code in names.items() if code != user}
    if not coded:
        return found
    matched = tuple(dict.fromkeys([*found.matched, *coded.values()]))
    return replace(found, matched=matched, unmatched=tuple(each for each in found.unmatched if each not in coded))


def match_items(text: str, known: Collection[str]) -> ItemList:
    r"""Read ids from lines, and compare them with those of a log.

    Of lines with several cells the column counts in which most cells are ids of the log, the first one where none is;
    the cells of a single line are all ids.
    An apostrophe before an id, as files for Excel have it, is dropped where that gives an id of the log.

    Parameters
    ----------
    text
        One item a line, with or without a heading and other columns.
    known
        Ids of the items of the log.

    Examples
    --------
    >>> match_items("item_id;stock\n'007;3\nzz;1\n", {"007"})
    ItemList(matched=('007',), unmatched=('zz',), n_repeated=0, heading='item_id')
    """
    return ItemList(*matched_ids(text, known, _HEADINGS))


def matched_ids(
    text: str, known: Collection[str], headings: Collection[str]
) -> tuple[tuple[str, ...], tuple[str, ...], int, str]:
    """Return what a list says of some ids: those it has, what is none, lines that repeat one, and its heading.

    Parameters
    ----------
    headings
        What the first line may say, in small letters without blanks, where it is no id.
    """
    ids = set(known)
    column = max(_columns(text, ids), key=lambda cells: sum(cell in ids for cell in cells), default=[])
    heading = column[0] if column and column[0] not in ids and _is_heading(column[0], headings) else ""
    cells = [cell for cell in column[1 if heading else 0 :] if cell]
    distinct = list(dict.fromkeys(cells))
    return (
        tuple(each for each in distinct if each in ids),
        tuple(each for each in distinct if each not in ids),
        len(cells) - len(distinct),
        heading,
    )


def decoded(content: bytes, name: str) -> str:
    """Return a file of ids as text; tables, and what this program wrote for a spreadsheet, as lines of CSV.

    Raises
    ------
    DataError
        It is neither text nor a table.
    """
    if content.startswith(_TABLES) or _is_guarded(content):
        return _as_csv(content, name)
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise DataError(
            say("{file} cannot be read: {why}.", file=name, why=str(error)),
            say("Give a text file of ids, one a line, or a CSV, Excel or Parquet file."),
        ) from error


def _is_guarded(content: bytes) -> bool:
    """Whether it is a file for a spreadsheet with a column of ids, as this program writes them."""
    header = content[:_HEADER_BYTES].partition(b"\n")[0].decode("utf-8", "replace").rstrip("\r")
    return header.startswith("\ufeff") and bool(_IDS.intersection(header[1:].split(",")))


def _as_csv(content: bytes, name: str) -> str:
    try:
        with temporary_folder() as folder:
            path = folder / (Path(name).name or "list")
            path.write_bytes(content)
            return str(read_user_file(path).to_csv(index=False))
    except IngestError as error:
        raise DataError(error.message, error.hint) from error


def _columns(text: str, known: Collection[str]) -> Iterator[list[str]]:
    """Yield what may be the ids: each column, or whole lines; the cells of one line alone are ids, too."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    separator = max(_SEPARATORS, key=lambda each: sum(each in line for line in lines))
    rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=separator))
    if len(rows) == 1:
        rows = [[cell] for cell in rows[0]]
    for place in range(max(map(len, rows), default=0)):
        yield [_as_known(row[place].strip(), known) for row in rows if len(row) > place]
    yield lines


def _as_known(cell: str, known: Collection[str]) -> str:
    bare = cell.removeprefix("'")
    return bare if cell not in known and bare in known else cell


def _is_heading(cell: str, headings: Collection[str]) -> bool:
    return "".join(filter(str.isalnum, cell.casefold())) in headings
