"""In which encoding a text is written, and the copy in UTF-8 that is read.

A byte that its encoding does not know stays in the copy as it is, so that it costs its own record and nothing else.
"""

from __future__ import annotations

import codecs
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unicodedata import combining

import numpy as np

from core.errors import IngestError
from core.ingest.reader.alphabets import settle_alphabet
from core.ingest.reader.limits import Allowance, copy_within
from core.sentences import say

_CHUNK = 1 << 20
_FEED = ord("\n")
_HEAD = 1 << 16
_ENOUGH_SAMPLE = 200_000
_BOMS = {
    codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32", codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16",
}  # fmt: skip
_CONTROL = re.compile(rb"[\x00\x02-\x08\x0e-\x1a\x1c\x1d\x1f]")
_RUN = re.compile(rb"[\x80-\xff]+")
_AS_NUL = "nul"
_USUAL = "cp1252"
_LATIN = frozenset((
    "cp1250", "cp1252", "cp1254", "cp1257", "cp1258", "iso8859-2", "iso8859-13", "iso8859-15", "cp437", "cp850",
    "cp852", "cp857", "mac-roman", "mac-latin2",
))  # fmt: skip
_OTHER = frozenset((
    "cp1251", "cp1253", "cp1255", "cp1256", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8", "cp866",
    "mac-cyrillic", "koi8-r", "koi8-u", "cp874", "gb18030", "big5hkscs", "cp932", "euc_jis_2004", "cp949",
))  # fmt: skip
_OF_OTHER_SCRIPT = 0.15
_MORE_FREQUENT, _MOST_FIELDS = 1.2, 40
_FIELD = re.compile(rb"[^,;\t|\"\n]*[\x80-\xff][^,;\t|\"\n]*")
_BESIDE = re.compile(rb"(?<=[A-Za-z])[\x80-\xff]+|[\x80-\xff]+(?=[A-Za-z])")
_SIGNS = frozenset("°€£¥×®™©–—“”„‘’‚…½¼¾²³µ§ºª«»¡¿·")  # noqa: RUF001

codecs.register_error(_AS_NUL, lambda error: ("\0", error.end if isinstance(error, UnicodeDecodeError) else 0))


@dataclass(slots=True)
class Scan:
    """What one pass over the bytes of a file found."""

    n_lines: int = 0
    """Physical lines; blank ones at the end do not count."""
    has_nul: bool = False
    has_lone_cr: bool = False
    """Whether more lines end with a carriage return alone than with a line feed."""
    has_some_cr: bool = False
    """Whether a carriage return stands alone anywhere: at the end of a line, or inside a text."""
    n_bad: int = 0
    """Byte sequences that are not UTF-8."""
    n_good: int = 0
    """Characters beyond ASCII, where something is not UTF-8."""
    sample: bytes = b""
    """Lines with bytes beyond ASCII."""

    @property
    def is_plain(self) -> bool:
        """Whether a reader of UTF-8 lines can take the file as it is."""
        return not (self.has_nul or self.has_lone_cr or self.n_bad)


def scan(path: Path) -> Scan:
    """Go through the bytes of a file once."""
    found, n_feeds, n_returns, tail = Scan(), 0, 0, b""
    for chunk in _chunks(path):
        n_feeds += int(np.count_nonzero(np.frombuffer(chunk, dtype=np.uint8) == _FEED))
        if b"\r" in chunk:
            n_returns += chunk.count(b"\r") - chunk.count(b"\r\n")
        found.has_nul = found.has_nul or b"\0" in chunk
        if not chunk.isascii() and len(found.sample) < _ENOUGH_SAMPLE:
            found.sample += b"\n".join(line for line in chunk.splitlines() if not line.isascii())[:_ENOUGH_SAMPLE]
        tail = (tail + chunk[-1000:])[-1000:]
    after = tail[len(tail.rstrip(b"\r\n")) :]
    found.n_lines = n_feeds - after.count(b"\n") + 1
    found.has_lone_cr, found.has_some_cr = n_returns > n_feeds, n_returns > 0
    if found.sample and not _is_utf8(path):
        _count_bad(path, found)
    return found


def find_encoding(path: Path, name: str, found: Scan) -> str:
    """Return the encoding of a text; raise ``IngestError`` for bytes that are no text."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for bom, encoding in _BOMS.items():
        if head.startswith(bom):
            return encoding
    wide = _wide(head)
    if wide:
        return wide
    if len(_CONTROL.findall(head.rstrip(b"\0"))) * 100 > len(head):
        raise IngestError(
            say("{name} is neither text in a known encoding nor Parquet.", name=name), say("Save it as CSV (UTF-8).")
        )
    if not found.n_bad or found.n_good > 3 * found.n_bad:
        return "utf-8"
    return guess_encoding(found.sample)


def has_mark(path: Path) -> bool:
    """Whether a file begins with the byte order mark of UTF-8."""
    with path.open("rb") as file:
        return file.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8


_USUAL_SIGNS = frozenset(b"\x85\x91\x92\x93\x94\x95\x96\x97\x99\xa0\xa3\xa9\xae\xb0\xb4\xb7\xbd")
"""Quotes, dashes, blanks and signs in Windows-1252: a text of no others beyond ASCII has no letters to judge by."""

_EURO = frozenset(b"\x80")
"""That of Windows-1252, beside figures; beside letters it may be one of them."""


def guess_encoding(sample: bytes) -> str:
    """Guess the encoding of lines that are not UTF-8, by how well their letters fit languages that are written in it.

    Fields of different languages vote beside the whole, so that "Müsli" and "Café" are not taken for one language.
    Windows-1252 is by far the most frequent encoding, and taken where others fit hardly better.
    """
    if _has_signs_alone(sample):
        return _USUAL
    if japanese := find_japanese(sample):
        return japanese
    fields = [each for each in dict.fromkeys(_FIELD.findall(sample)) if not _has_signs_alone(each)][:_MOST_FIELDS]
    scripts = _LATIN if _is_latin(sample) else _OTHER
    votes = defaultdict(float, {_USUAL: 0.0})
    for text, weight in [(sample, float(max(len(fields), 1))), *((field, 1.0) for field in fields)]:
        for name, fit in _fits(text, scripts).items():
            votes[name] += weight * fit
    votes[_USUAL] *= _MORE_FREQUENT
    return settle_alphabet(max(votes, key=lambda name: votes[name]), sample)


def _has_signs_alone(text: bytes) -> bool:
    """Whether a text has no letters beyond ASCII to judge by, but signs such as those of a currency."""
    signs = _USUAL_SIGNS if _BESIDE.search(text) else _USUAL_SIGNS | _EURO
    return set(text) - set(range(128)) <= signs


def _fits(text: bytes, scripts: frozenset[str]) -> dict[str, float]:
    """Return how well encodings fit a text, the best with 1; other scripts and rare signs count little."""
    from chardet import detect_all

    fits: dict[str, float] = {}
    for found in detect_all(text, ignore_threshold=True, include_encodings=_LATIN | _OTHER, compat_names=False):
        if name := found["encoding"]:
            fit = found["confidence"] * (1.0 if name in scripts else _OF_OTHER_SCRIPT)
            fits[name] = max(fits.get(name, 0.0), fit * _share_of_text(text.decode(name, "replace")))
    best = max(fits.values(), default=0.0)
    return {name: fit / best for name, fit in fits.items()} if best else {}


def _is_latin(sample: bytes) -> bool:
    """Whether bytes beyond ASCII stand alone between letters; other scripts have runs of them."""
    runs = _RUN.findall(sample)
    are_alone = sum(len(run) == 1 for run in runs) * 2 > len(runs)
    return are_alone or (len(_BESIDE.findall(sample)) * 2 > len(runs) and sum(map(len, runs)) < 3 * len(runs))


def _share_of_text(text: str) -> float:
    """Return which share of the characters beyond ASCII are letters, accents or signs that texts often have."""
    beyond = [each for each in text if not each.isascii()]
    return sum(each.isalpha() or each in _SIGNS or bool(combining(each)) for each in beyond) / max(len(beyond), 1)


def transcode(path: Path, encoding: str, target: Path, allowance: Allowance) -> None:
    """Write a copy in UTF-8; bytes that the encoding does not know are kept, as NUL where two of them are one unit."""
    errors = _AS_NUL if encoding.startswith("utf-16") else "surrogateescape"
    with path.open(encoding=encoding, errors=errors, newline="") as source, target.open("wb") as plain:
        chunks = (text.encode("utf-8", "surrogateescape") for text in iter(lambda: source.read(_CHUNK), ""))
        copy_within(allowance, chunks, plain)


def _wide(head: bytes) -> str | None:
    """Return the order of the bytes of UTF-16 without a mark, None for other texts."""
    n_first, n_second = head[::2].count(0), head[1::2].count(0)
    more, fewer = max(n_first, n_second), min(n_first, n_second)
    if more * 20 < len(head) or fewer * 10 > more:
        return None
    return "utf-16-be" if n_first > n_second else "utf-16-le"


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in _chunks(path):
            if not chunk.isascii() or decoder.getstate()[0]:
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _count_bad(path: Path, found: Scan) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for chunk in _chunks(path):
        text = decoder.decode(chunk)
        n_bad = text.count("\ufffd")
        found.n_bad += n_bad
        found.n_good += len(text) - len(text.encode("ascii", "ignore")) - n_bad
    found.n_bad += len(decoder.decode(b"", final=True))


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


_ENCODINGS = ("cp932", "euc_jis_2004")
_KANA = re.compile("[ぁ-ゖァ-ヺ]")
_NO_JAMO = re.compile("[な-ゖァ-ヺ]")
"""Kana at the place of which Korean encodings have no letters of syllables, which chats write alone."""
_WIDE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uff60\uffe0-\uffef]+")
_HALF = re.compile("[\uff61-\uff9f]+")
_MARKS = re.compile("[ﾞﾟ]")
_EARLY = re.compile("[ｦ-ｿ]")
"""Half-width kana at whose bytes Greek and Cyrillic encodings have few capitals."""
_STRAY_MARKS = re.compile("(?<![ｳｶ-ﾄﾊ-ﾎ])ﾞ|(?<![ﾊ-ﾎ])ﾟ")
"""Marks of half-width kana behind a letter that takes none, as Greek, Cyrillic, Thai and Chinese texts have them."""
_NEARLY_ALL, _MANY, _PART, _SOME, _FEW = 0.98, 0.3, 0.2, 0.1, 0.02
_LONG_RUN, _DIFFERENT, _DIFFERENT_HALF = 2.0, 4, 8


def find_japanese(sample: bytes) -> str | None:
    """Return the encoding by which nearly all of a text beyond ASCII is Japanese with many kana, None where none does.

    Kana stand in a row: accented letters that would be one with what follows them stand alone.

    >>> find_japanese("ステンレス ボトル".encode("euc_jp")), find_japanese("château".encode("cp850"))
    ('euc_jis_2004', None)
    """
    return next((name for name in _ENCODINGS if _is_japanese(sample.decode(name, "replace"))), None)


def _is_japanese(text: str) -> bool:
    n_beyond = sum(not each.isascii() for each in text)
    wide, half = _WIDE.findall(text), _HALF.findall(text)
    if (not wide and not half) or sum(map(len, [*wide, *half])) < _NEARLY_ALL * n_beyond:
        return False
    return _are_kana(wide, n_beyond) or _are_half_width(half, n_beyond)


def _are_kana(runs: list[str], n_beyond: int) -> bool:
    kana = _KANA.findall(" ".join(runs))
    is_japanese = len(_NO_JAMO.findall("".join(kana))) >= _SOME * len(kana)
    in_rows = sum(map(len, runs)) >= _LONG_RUN * len(runs)
    return is_japanese and in_rows and len(kana) >= _MANY * n_beyond and len(set(kana)) >= _DIFFERENT


def _are_half_width(runs: list[str], n_beyond: int) -> bool:
    kana = " ".join(runs)
    n_kana, n_marks = sum(map(len, runs)), len(_MARKS.findall(kana))
    in_rows = n_kana >= max(_NEARLY_ALL * n_beyond, _LONG_RUN * len(runs))
    are_marked = n_marks >= _FEW * n_kana > 0 and not _STRAY_MARKS.search(kana)
    are_early = len(_EARLY.findall(kana)) >= _PART * n_kana
    return in_rows and are_marked and are_early and len(set(kana)) > _DIFFERENT_HALF
