"""Encodings of texts in capitals, as tills write them, and of those that differ by few letters."""

from __future__ import annotations

import pytest

from core.ingest.reader.encoding import guess_encoding

RUSSIAN = "молоко, хлеб ржаной, яблочный сок, печенье, колбаса, сыры, чай, крупа гречневая"
UKRAINIAN = "хліб, сир, сік яблучний, олія соняшникова, їжа, цукерки, борошно, огірки, вода мінеральна"
GREEK = "γάλα, ψωμί, τυρί, χυμός, μπισκότα, ζάχαρη, ντομάτες, πατάτες, ελαιόλαδο"
GREEK_CAPITALS = "ΓΑΛΑ, ΨΩΜΙ, ΤΥΡΙ, ΧΥΜΟΣ, ΜΠΙΣΚΟΤΑ, ΖΑΧΑΡΗ, ΝΤΟΜΑΤΕΣ, ΠΑΤΑΤΕΣ, ΕΛΑΙΟΛΑΔΟ"  # noqa: RUF001
HEBREW = "חלב, לחם, גבינה, מיץ, עוגיות, חמאה, מים, קפה, שוקולד, קמח, סוכר, אורז"
ARABIC, THAI = "حليب, خبز, جبن, عصير", "นม, ขนมปัง, น้ำผลไม้, คุกกี้"
GERMAN = "Käse, Brötchen, Öl, Möhren, Süßigkeiten"
TURKISH = "tereyağı, ıspanak, şeker, çay, süt"  # noqa: RUF001
ICELANDIC = "mjólk, brauð, þorskur, sýrður rjómi, kál"


def rows(text: str, encoding: str) -> bytes:
    """Write each word of a text as the title of a row."""
    return "\n".join(f"u{n},p{n},{each.strip()},2031-01-05" for n, each in enumerate(text.split(","))).encode(encoding)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((case, encoding) for case in (RUSSIAN, RUSSIAN.upper(), RUSSIAN.title())
          for encoding in ("cp1251", "koi8-r", "cp866", "iso8859-5")),
        (RUSSIAN.upper().replace(",", " 1 кг,"), "cp1251"), (RUSSIAN.upper().replace(",", " 10 шт,"), "koi8-r"),
        *((case, encoding) for case in (UKRAINIAN, UKRAINIAN.upper()) for encoding in ("cp1251", "koi8-u")),
        *((case, "cp1253") for case in (GREEK, GREEK.title(), GREEK_CAPITALS)),
        (GREEK_CAPITALS, "iso8859-7"),
        (HEBREW, "cp1255"), (ARABIC, "cp1256"), (THAI, "cp874"),
        (GERMAN, "cp1252"), (GERMAN, "cp850"), ("MÖHREN, MÜSLI, BRÖTCHEN", "cp850"), ("MÖHREN, MÜSLI", "cp1252"),
        ("Shoe™, Café™", "cp1252"), ("Pantalón, " + ", ".join(f"{n} €" for n in range(60)), "cp1252"),
        (TURKISH, "cp1254"), (TURKISH.title(), "cp1254"), (ICELANDIC, "cp1252"), ("señal, café, niño", "cp1252"),
    ],
)  # fmt: skip
def test_a_text_is_read_as_it_was_written(text: str, encoding: str) -> None:
    written = rows(text, encoding)
    assert written.decode(guess_encoding(written)) == written.decode(encoding)
