"""The file of identities: read by the reader of logs, normalised in blocks, joined to the users who were chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from core.audiences.countries import country
from core.audiences.identity_consent import answers_of_rows, together
from core.audiences.identity_file import IdentityFile, of_others
from core.audiences.normalise import NORMALISE, written, zip_code
from core.audiences.phones import masked_phone, phone, phone_fault
from core.audiences.several import OneEach, one_each, several_sentence
from core.errors import DataError
from core.ingest.reader.read import RawTable
from core.ingest.tables.user_files import malformed_lines, unguarded_sql
from core.ingest.values.identity import rows_in_log
from core.sentences import Sentence, listed, say, say_n
from core.store.identities import IDENTITY, Identities
from core.store.scratch import Scratch
from core.types import BoolArray, StrArray

_AT_ONCE = 50_000
_N_EXAMPLES = 5
_MOST_UNUSED = 8
_MOST_PARTS = 1000
"""More addresses than a cell holds."""
_WRITTEN = """
create table written as
select * exclude (file_no, row_no), row_number() over (order by file_no, row_no) as no
from ({files})
order by file_no, row_no"""
_WHAT = {
    "email": say("e-mail addresses"),
    "phone": say("phone numbers"),
    "country": say("countries"),
    "device_id": say("device ids"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read."""

    columns: Mapping[str, str]
    """Field → column."""
    n_rows: int
    n_unknown: int
    """Rows of users who are not in the run."""
    unread: Mapping[str, int]
    """Field → values of chosen users that cannot be read."""
    n_without_country: int
    """Of the phone numbers that cannot be read, those without a country code where no country is known."""
    n_malformed: int = 0
    """Lines that are no rows."""
    phones: Mapping[str, Sentence] = field(default_factory=dict)
    """Some phone numbers that cannot be read, masked, and why each cannot."""
    unused: tuple[str, ...] = ()
    """Columns that nothing was read from."""
    phone_faults: Mapping[Sentence, int] = field(default_factory=dict)
    """Why phone numbers cannot be read → how many."""
    n_several: int = 0
    """Rows of chosen users that hold several e-mail addresses or phone numbers."""

    def sentences(self) -> Iterator[Sentence]:
        """Count what was read, and what could not be."""
        taken = ", ".join(f"{name} = {column}" for name, column in self.columns.items())
        yield say_n(
            "{n:,} row of identities was read: {taken}.", "{n:,} rows of identities were read: {taken}.", self.n_rows,
            taken=taken,
        )  # fmt: skip
        yield from self._not_used()
        yield from malformed_lines(self.n_malformed)
        if self.n_unknown:
            yield say_n(
                "{n:,} row is of a user whom the run does not have.",
                "{n:,} rows are of users whom the run does not have.",
                self.n_unknown,
            )
        yield from several_sentence(self.n_several)
        for name, n in self.unread.items():
            if n:
                yield say("{n:,} {what} cannot be read and are left out.", n=n, what=_WHAT[name])
        if self.phones:
            yield self._unread_phones()
        if self.n_without_country:
            yield say(
                "{n:,} phone numbers have no country code, and are left out until their country is named.",
                n=self.n_without_country,
            )

    def _not_used(self) -> Iterator[Sentence]:
        shown, n_more = ", ".join(self.unused[:_MOST_UNUSED]), len(self.unused) - _MOST_UNUSED
        if n_more > 0:
            yield say("Columns that are not used: {columns}, and {n} more.", columns=shown, n=n_more)
        elif shown:
            yield say("Columns that are not used: {columns}.", columns=shown)

    def _unread_phones(self) -> Sentence:
        """Say why phone numbers cannot be read, with some of them."""
        is_one = len(self.phone_faults) == 1
        shown = [each if is_one else say("{phone} ({why})", phone=each, why=why) for each, why in self.phones.items()]
        return say(
            "Phone numbers that cannot be read: {faults}. They look like {examples}.",
            faults=listed([say("{n:,} {fault}", n=n, fault=fault) for fault, n in self.phone_faults.items()]),
            examples=listed(shown),
        )


class _Reader:
    """Normalises the rows of users who were chosen or bar what others share, and counts those of the former."""

    def __init__(
        self,
        file: IdentityFile,
        user_ids: StrArray,
        is_chosen: BoolArray,
        is_barring: BoolArray | None,
        key: bytes | None,
    ) -> None:
        self.file, self.key, self.is_chosen = file, key, is_chosen
        self.is_read = is_chosen if is_barring is None else is_chosen | is_barring
        self.is_counted: list[bool] = []
        """Of the rows of a block, those of users who were chosen."""
        self.known = pa.array(user_ids, pa.string())
        self.n_unknown = self.n_without_country = self.n_several = 0
        self.unread = dict.fromkeys(_WHAT, 0)
        self.phones: dict[str, Sentence] = {}
        """Some that cannot be read, masked, and why."""
        self.phone_faults: Counter[Sentence] = Counter()

    def read(self, no: int, texts: Mapping[str, list[str | None]], answers: Sequence[float]) -> pa.Table:
        """Return the rows of a block whose users were chosen or bar others, with the columns of ``IDENTITY``."""
        ids = [(each or "").strip() for each in texts["user_id"]]
        rows = rows_in_log(ids, self.known, self.key)
        self.n_unknown += int((rows < 0).sum())
        kept = np.flatnonzero((rows >= 0) & self.is_read[rows])
        cells = {name: [written(values[each]) for each in kept] for name, values in texts.items()}
        own = self._one_each(cells, len(kept))
        kept = kept[own.rows]
        self.is_counted = self.is_chosen[rows[kept]].tolist()
        self.n_several += sum(
            part == 1 and is_counted for part, is_counted in zip(own.parts, self.is_counted, strict=True)
        )
        normalised, is_unread = self._normalised(own.texts, len(kept))
        made = normalised | {
            "row": rows[kept],
            "no": (no + kept) * _MOST_PARTS + np.array(own.parts, dtype=np.int64),
            "written_id": [ids[each] for each in kept],
            "answer": pa.array(np.asarray(answers)[kept], pa.float64(), from_pandas=True),
            "is_unread": is_unread,
        }
        return pa.table({name: pa.array(made[name], kind) for name, kind in IDENTITY.items()})

    def _one_each(self, texts: Mapping[str, list[str | None]], n: int) -> OneEach:
        """Make a row for each address and number of rows."""
        countries = texts.get("country", [None] * n)
        regions = [(country(each) if each else None) or self.file.region for each in countries]
        return one_each(texts, regions)

    def _normalised(
        self, texts: Mapping[str, list[str | None]], n: int
    ) -> tuple[dict[str, list[str | None]], list[bool]]:
        made: dict[str, list[str | None]] = {}
        is_unread = [False] * n
        for name, read in NORMALISE.items():
            cells = texts.get(name, [None] * n)
            made[name] = [read(text) if text else None for text in cells]
            self._note(name, cells, made[name], is_unread)
        countries = made["country"]
        zips = zip(texts.get("zip", [None] * n), countries, strict=True)
        made["zip"] = [zip_code(text, country) if text else None for text, country in zips]
        for whole, small in (("first_name", "first_lower"), ("last_name", "last_lower")):
            made[small] = [each and each.lower() for each in made[whole]]
        made["phone"] = self._phones(texts.get("phone", [None] * n), countries, is_unread)
        return made, is_unread

    def _phones(
        self, written: list[str | None], countries: list[str | None], is_unread: list[bool]
    ) -> list[str | None]:
        regions = [country or self.file.region for country in countries]
        values = [phone(text, region) if text else None for text, region in zip(written, regions, strict=True)]
        self._note("phone", written, values, is_unread)
        for text, value, region, is_counted in zip(written, values, regions, self.is_counted, strict=True):
            if value is None and is_counted and text and text.strip():
                self._note_fault(text, region)
        return values

    def _note_fault(self, text: str, region: str | None) -> None:
        """Count why a phone number cannot be read; keep some, masked."""
        fault = phone_fault(text, region)
        self.phone_faults[fault] += 1
        self.n_without_country += region is None and _has_no_code(text)
        if len(self.phones) < _N_EXAMPLES:
            self.phones[masked_phone(text)] = fault

    def _note(self, name: str, written: list[str | None], values: Sequence[object], is_unread: list[bool]) -> None:
        """Count what is written and cannot be read."""
        if name not in self.unread:
            return
        for place, (text, value) in enumerate(zip(written, values, strict=True)):
            if value is None and text and text.strip():
                self.unread[name] += self.is_counted[place]
                is_unread[place] = is_unread[place] or name != "country"


def read_identities(
    scratch: Scratch,
    file: IdentityFile,
    opened: tuple[Sequence[RawTable], dict[str, str]],
    users: tuple[StrArray, BoolArray, BoolArray | None],
    key: bytes | None,
    on_rows: Callable[[float], None] = lambda _share: None,
) -> tuple[Identities, Reading]:
    """Normalise the rows of a file of identities that was opened.

    Parameters
    ----------
    opened
        What ``open_identities`` returned of it.
    users
        Ids of the run, (n_users,), which of them were chosen, and what identifies whom may bar rows of others, such as
        those held back; None where it bars none.
    key
        That codes of users were made with; None for ids in clear.
    on_rows
        Is given the share of the rows that are read.

    Raises
    ------
    DataError
        Its columns of consent are not clear, or none of its users is one of the run.
    """
    raws, columns = opened
    table, reader = Identities(scratch), _Reader(file, *users, key)
    n_rows, done = sum(raw.n_rows for raw in raws), 0
    for texts, answers in _blocks(scratch, raws, columns, file):
        table.add(reader.read(done, texts, answers))
        done += len(answers)
        on_rows(done / max(n_rows, 1))
    scratch.drop_files()
    if done and reader.n_unknown == done:
        raise of_others(columns["user_id"], done)
    n_malformed = sum(len(raw.found.malformed) for raw in raws)
    return table, Reading(
        columns, done, reader.n_unknown, reader.unread, reader.n_without_country, n_malformed, reader.phones,
        _unused(raws[0].all_headers, [*columns.values(), *file.consent_columns]),
        dict(reader.phone_faults.most_common()), reader.n_several,
    )  # fmt: skip


def _unused(headers: Sequence[str], used: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that are not used."""
    return tuple(each for each in headers if each not in used)


def no_identities(scratch: Scratch) -> Identities:
    """Return an empty table, for files that need none."""
    return Identities(scratch)


def _blocks(
    scratch: Scratch, raws: Sequence[RawTable], columns: Mapping[str, str], file: IdentityFile
) -> Iterator[tuple[dict[str, list[str | None]], Sequence[float]]]:
    """Give the texts of each field and the answers to the question of consent, some rows at a time, in their order."""
    asked = file.consent_columns
    wanted = [*columns.values(), *asked]
    if missing := [each for each in asked if each not in raws[0].all_headers]:
        raise DataError(
            say("The file of identities has no column {header!r} of consent.", header=missing[0]),
            say(
                "It has {headers}. Without --consent the answers of the log hold, where it has some.",
                headers=", ".join(raws[0].all_headers),
            ),
        )
    selects = []
    for at, raw in enumerate(raws):
        cells = [unguarded_sql(scratch, raw, header, is_id=header == columns["user_id"]) for header in wanted]
        own = ", ".join(f"{cell} as h{place}" for place, cell in enumerate(cells))
        selects.append(f"select {own}, {at} as file_no, row_no from {raw.sql}")  # noqa: S608 - built by the reader
    scratch.run(_WRITTEN.format(files=" union all ".join(selects)))
    places = {each: len(columns) + place for place, each in enumerate(asked)}
    known = answers_of_rows(scratch, places, file)
    start = 1
    while rows := scratch.rows(f"select * from written where no >= {start} and no < {start + _AT_ONCE} order by no"):  # noqa: S608
        start += _AT_ONCE
        texts = {name: [row[place] for row in rows] for place, name in enumerate(columns)}
        yield texts, [together([known[each][row[place]] for each, place in places.items()]) for row in rows]
    scratch.run("drop table written")


def _has_no_code(text: str) -> bool:
    """Whether a text is written as a phone number without a country code."""
    return bool(text.strip()) and not text.strip().startswith(("+", "00"))
