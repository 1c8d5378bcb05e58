"""Which single-byte encoding a text in Latin letters has, by the letters that its bytes would be.

The tables of the encodings are those of unicode.org/Public/MAPPINGS.
"""

from __future__ import annotations

import re

_HIGH = re.compile(rb"[\x80-\xff]")
_CENTRAL_EUROPE = re.compile(rb"(?<=[A-Za-z\xc0-\xff])[\xb9\xb3\xbf\x9f\xa3]|[\xb9\xb3\xbf\x9f\xa3](?=[a-z\xc0-\xff])")
"""Letters of Windows-1250 that are signs in Windows-1252, beside letters."""
_ISO_CENTRAL = re.compile(rb"(?<=[a-z\xc0-\xff])[\xb1\xb6\xbc\xbe\xbb]|[\xb1\xb6\xbc\xbe\xbb](?=[a-z\xc0-\xff])")
"""Letters of ISO 8859-2 that are signs in Windows-1250 and Windows-1252, beside letters."""
_MIDST = re.compile(rb"(?<=[a-z])[\x80-\x9f](?=[a-z])")
"""Between small letters, Windows has hardly any byte below A0; Mac Roman and code page 850 have their accents there."""
_MAC, _OEM = frozenset(b"\x88\x8a\x8d\x8e\x8f\x90"), frozenset(b"\x81\x82\x84\x94")
_CONTROLS = frozenset(range(0x80, 0xA0))
_UNDEFINED = frozenset(b"\x8d\x8f\x9d")
"""Letters of Windows-1250 that Windows-1252 does not define."""
_SOME, _MANY = 12, 3


def latin_encoding(sample: bytes) -> str:
    """Return the encoding of lines in a Latin script that are not UTF-8; Windows-1252 where nothing says another."""
    found = b"".join(_HIGH.findall(sample))
    if not found:
        return "cp1252"
    old = _old_encoding(sample, found)
    if old:
        return old
    if len(_ISO_CENTRAL.findall(sample)) * _SOME > len(found) and not _CONTROLS & set(found):
        return "iso8859_2"
    if len(_CENTRAL_EUROPE.findall(sample)) * 4 > len(found):
        return "cp1250"
    if _has_thorns(found):
        return _with_thorns(found)
    return "cp1250" if _is_central(found) else "cp1252"


def _old_encoding(sample: bytes, found: bytes) -> str | None:
    """Return Mac Roman or code page 850 where accents lie below A0."""
    midst = _MIDST.findall(sample)
    if len(midst) * _MANY < len(found) or sum(byte >= 0xC0 for byte in found) * 5 > len(found):
        return None
    n_mac, n_oem = (sum(each[0] in signs for each in midst) for signs in (_MAC, _OEM))
    return None if not n_mac + n_oem else "mac_roman" if n_mac >= n_oem else "cp850"


def _is_central(found: bytes) -> bool:
    """Whether the letters are Czech or Slovak, Hungarian, or South Slavic rather than those of Windows-1252."""
    there = set(found)
    is_czech = {0xF8, 0xEC} <= there or ({0xF8, 0xF9} <= there and 0xE5 not in there) or bool(_UNDEFINED & there)
    is_hungarian = {0xF5, 0xFB} <= there and 0xE3 not in there
    return is_czech or is_hungarian or (0xE8 in there and sum(byte in b"\x9a\x9e" for byte in found) * 8 > len(found))


def _has_thorns(found: bytes) -> bool:
    """Whether ð and þ of Windows-1252 are frequent, which only Icelandic has."""
    return sum(byte in b"\xf0\xfe" for byte in found) * 20 > len(found)


def _with_thorns(found: bytes) -> str:
    """Return the encoding of Icelandic, Lithuanian (š, ž) or Turkish (ğ, ş), by letters that the others do not have."""
    if set(b"\xed\xf3\xfa") & set(found):
        return "cp1252"
    if set(b"\xe8\xeb\xe0\xfb") & set(found):
        return "cp1257"
    return "cp1254" if 0xFD in found else "cp1252"
