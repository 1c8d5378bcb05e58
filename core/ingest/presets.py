"""Logs in a published layout.

``online-retail``: UCI Online Retail (Chen 2015, DOI 10.24432/C5BW33). ``movielens``: the three layouts of GroupLens
(Harper and Konstan 2015, DOI 10.1145/2827872).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import IngestError
from core.ingest.dialect import Dialect
from core.ingest.files import find_files
from core.ingest.source import LogSource
from core.sentences import say
from core.store.sql import literal

PRESETS = ("online-retail", "movielens")
GENRES = (
    "unknown", "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime", "Documentary", "Drama", "Fantasy",
    "Film-Noir", "Horror", "Musical", "Mystery", "Romance", "Sci-Fi", "Thriller", "War", "Western",
)  # fmt: skip
_OCCUPATIONS = (
    "other", "academic/educator", "artist", "clerical/admin", "college/grad student", "customer service",
    "doctor/health care", "executive/managerial", "farmer", "homemaker", "K-12 student", "lawyer", "programmer",
    "retired", "sales/marketing", "scientist", "self-employed", "technician/engineer", "tradesman/craftsman",
    "unemployed", "writer",
)  # fmt: skip
_ONLINE_RETAIL: dict[str, str | list[str]] = {
    "user": "CustomerID",
    "item": "StockCode",
    "timestamp": "InvoiceDate",
    "text": "Description",
    "attribute": ["Country"],
}
_ONLINE_RETAIL_NOTE = say(
    "Events are refunds where InvoiceNo begins with C, purchases elsewhere; their value is Quantity times UnitPrice."
)
_ONLINE_RETAIL_COLUMNS = (
    "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TableSource:
    """One table of a log: its files and how they are written, where that is known beforehand."""

    paths: tuple[Path, ...]
    dialect: Dialect | None = None
    encoding: str | None = None
    map: Mapping[str, str | list[str]] = field(default_factory=dict)
    sql: Mapping[str, str] = field(default_factory=dict)
    """Role or column → SQL that replaces the plain column; ``{Name}`` stands for a column of the file."""
    columns: tuple[str, ...] = ()
    """Columns that must be there."""


@dataclass(frozen=True, slots=True)
class Layout:
    """All tables of a log."""

    events: TableSource
    items: TableSource | None = None
    users: TableSource | None = None
    is_product: str = ""
    """SQL condition for events; rows that fail it are no products."""
    text_event: str = ""
    """Titles are taken from events of this name."""
    notes: tuple[str, ...] = ()


def layout_of(source: LogSource) -> Layout:
    """Return where the tables of a log are and how they are written."""
    if source.preset is None:
        return Layout(TableSource(tuple(find_files(source.events))), *_more_tables(source))
    makers = dict(zip(PRESETS, (_online_retail, _movielens), strict=True))
    if source.preset not in makers:
        raise IngestError(
            say("There is no preset {preset!r}.", preset=source.preset),
            say("Presets are {presets}.", presets=", ".join(PRESETS)),
        )
    return makers[source.preset](source)


def _more_tables(source: LogSource) -> tuple[TableSource | None, TableSource | None]:
    items, users = (TableSource(tuple(find_files(path))) if path else None for path in (source.items, source.users))
    return items, users


def _online_retail(source: LogSource) -> Layout:
    event = "case when upper(trim({InvoiceNo})) like 'C%' then 'refund' else 'purchase' end"
    value = "try_cast({Quantity} as double) * try_cast({UnitPrice} as double)"
    events = TableSource(
        tuple(find_files(source.events)),
        map=_ONLINE_RETAIL,
        sql={"event": event, "value": value},
        columns=_ONLINE_RETAIL_COLUMNS,
    )
    return Layout(
        events,
        *_more_tables(source),
        notes=(_ONLINE_RETAIL_NOTE,),
        is_product="regexp_matches(trim({StockCode}), '^[0-9]{5}')",
        text_event="purchase",
    )


def _movielens(source: LogSource) -> Layout:
    if source.items or source.users:
        raise IngestError(
            say("The preset movielens finds the films and the users itself."), say("Leave out --items and --users.")
        )
    folder = source.events if source.events.is_dir() else source.events.parent
    makers = {"u.data": _movielens_100k, "ratings.dat": _movielens_1m, "ratings.csv": _movielens_csv}
    for name, make in makers.items():
        if (folder / name).is_file() and source.events in (folder, folder / name):
            layout = make(folder)
            used = {path.name for each in (layout.events, layout.items, layout.users) if each for path in each.paths}
            left = sorted(path.name for path in folder.iterdir() if path.name not in {*used, "u.genre"})
            notes = (say("Not used in {folder}: {files}.", folder=folder.name, files=", ".join(left)),) if left else ()
            return Layout(layout.events, layout.items, layout.users, notes=notes)
    raise IngestError(
        say("{folder} does not hold a MovieLens log.", folder=str(folder)),
        say("Give the folder with u.data u.item u.user, ratings.dat movies.dat users.dat, or ratings.csv movies.csv."),
    )


def _table(path: Path, delimiter: str, headers: str, **more: object) -> TableSource | None:
    if not path.is_file():
        return None
    dialect = Dialect(delimiter, quote="", headers=tuple(headers.split()), header_lines=0)
    return TableSource((path,), dialect, "latin-1", **more)  # type: ignore[arg-type]


def _movielens_100k(folder: Path) -> Layout:
    genres = _genres(folder / "u.genre")
    flags = [f"genre_{place}" for place in range(len(genres))]
    named = ", ".join(
        f"case when {{{flag}}} = '1' then {literal(genre)} end" for flag, genre in zip(flags, genres, strict=True)
    )
    return Layout(
        _ratings(folder / "u.data", "\t", "user_id item_id rating timestamp"),
        _table(
            folder / "u.item",
            "|",
            f"item_id title release_date video_release_date url {' '.join(flags)}",
            map={"item": "item_id", "text": "title", "category": "genre_0"},
            sql={"category": f"concat_ws('|', {named})"},
        ),
        _table(
            folder / "u.user",
            "|",
            "user_id age gender occupation zip",
            map={"user": "user_id", "attribute": ["age", "gender", "occupation"]},
        ),
    )


def _movielens_1m(folder: Path) -> Layout:
    names = ", ".join(literal(name) for name in _OCCUPATIONS)
    occupation = f"coalesce([{names}][try_cast({{occupation}} as bigint) + 1], {{occupation}})"
    return Layout(
        _ratings(folder / "ratings.dat", "::", "user_id item_id rating timestamp"),
        _table(
            folder / "movies.dat",
            "::",
            "item_id title genres",
            map={"item": "item_id", "text": "title", "category": "genres"},
        ),
        _table(
            folder / "users.dat",
            "::",
            "user_id gender age occupation zip",
            map={"user": "user_id", "attribute": ["age", "gender", "occupation"]},
            sql={"occupation": occupation},
        ),
    )


def _movielens_csv(folder: Path) -> Layout:
    ratings: dict[str, str | list[str]] = {
        "user": "userId",
        "item": "movieId",
        "value": "rating",
        "timestamp": "timestamp",
    }
    movies: dict[str, str | list[str]] = {"item": "movieId", "text": "title", "category": "genres"}
    return Layout(
        TableSource((folder / "ratings.csv",), map=ratings, sql={"event": "'rating'"}, columns=("userId", "movieId")),
        TableSource((folder / "movies.csv",), map=movies) if (folder / "movies.csv").is_file() else None,
    )


def _ratings(path: Path, delimiter: str, headers: str) -> TableSource:
    roles = {"user": "user_id", "item": "item_id", "value": "rating", "timestamp": "timestamp"}
    table = _table(path, delimiter, headers, map=roles, sql={"event": "'rating'"})
    if table is None:
        raise IngestError(say("There is no file {path}.", path=str(path)), say("Check the path."))
    return table


def _genres(path: Path) -> tuple[str, ...]:
    if not path.is_file():
        return GENRES
    lines = path.read_text(encoding="latin-1").splitlines()
    return tuple(line.rsplit("|", 1)[0] for line in lines if "|" in line) or GENRES
