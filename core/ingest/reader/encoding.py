"""In which encoding a text is written, and the copy in UTF-8 that is read.

A byte that its encoding does not know stays in the copy as it is, so that it costs its own record and nothing else.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import IngestError
from core.ingest.reader.latin import latin_encoding
from core.ingest.reader.limits import Allowance, copy_within
from core.sentences import say

_CHUNK = 1 << 20
_FEED = ord("\n")
_HEAD = 1 << 16
_ENOUGH_SAMPLE = 200_000
_BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_CONTROL = re.compile(rb"[\x00\x02-\x08\x0e-\x1a\x1c-\x1f]")
_RUN = re.compile(rb"[\x80-\xff]+")
_AS_NUL = "nul"
_LATIN = (
    "cp1252", "cp1250", "latin_1", "iso8859_2", "iso8859_15", "iso8859_9", "cp1254", "cp1257", "cp437", "cp850",
    "cp852", "hp_roman8", "mac_roman", "mac_latin2", "cp1258", "cp037", "cp500",
)  # fmt: skip
_FREQUENT = frozenset("оеаинтсрвл")
_BEFORE_THAI = 0xA0
_KANA = re.compile("[\u3041-\u30fe]")

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


def guess_encoding(sample: bytes) -> str:
    """Guess the encoding of lines that are not UTF-8.

    Latin scripts have single bytes beyond ASCII between letters, all others have runs of them.
    """
    runs = _RUN.findall(sample)
    if sum(len(run) == 1 for run in runs) * 2 > len(runs):
        return latin_encoding(sample)
    chinese = _chinese(runs)
    if chinese:
        return chinese
    russian = _russian(b" ".join(runs))
    if russian:
        return russian
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    found = best.encoding if best else "cp1252"
    if found in _LATIN:
        return latin_encoding(sample)
    if found in ("gb2312", "gbk", "gb18030"):
        return "cp874" if _has_odd_runs(runs) and min(b"".join(runs)) > _BEFORE_THAI else "gb18030"
    return found


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


def _chinese(runs: list[bytes]) -> str | None:
    """Return the encoding of East Asian text, None when it is none.

    Runs of its bytes are of even length. The pairs of GB 2312 have common characters at first bytes B0 to D7; those of
    EUC-KR end at C8; kana are a row of their own; Big5 and Shift JIS use second bytes below A1.
    """
    text = b" ".join(runs)
    pairs = [run[place : place + 2] for run in runs for place in range(0, len(run) - 1, 2)]
    if not pairs or _has_odd_runs(runs):
        return None
    is_double = [pair[0] >= 0xA1 and pair[1] >= 0xA1 for pair in pairs]
    share_double = sum(is_double) / len(pairs)
    common = sum(0xB0 <= pair[0] <= 0xD7 for pair in pairs) / len(pairs)
    if share_double > 0.95 and common > 0.7:
        hangul = sum(0xB0 <= pair[0] <= 0xC8 for pair in pairs) / len(pairs)
        return "euc_kr" if hangul > 0.97 and len(pairs) >= 10 else "gb18030"
    if share_double > 0.95 and len(_KANA.findall(text.decode("euc_jp", "ignore"))) * 3 > len(pairs):
        return "euc_jp"
    return None


def _has_odd_runs(runs: list[bytes]) -> bool:
    return sum(len(run) % 2 for run in runs) * 10 > len(runs)


def _russian(text: bytes) -> str | None:
    """Return the encoding in which most letters are the ten most frequent of Russian, None where none is."""
    shares = {name: _share_of_frequent(text.decode(name, "ignore")) for name in ("cp1251", "koi8_r", "cp866")}
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] > 0.5 else None


def _share_of_frequent(text: str) -> float:
    letters = text.replace(" ", "")
    return sum(letter in _FREQUENT for letter in letters) / max(len(letters), 1)


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
