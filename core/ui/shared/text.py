"""Text on the screen: translation, escaping of what users brought, numbers with units and denominators."""

from __future__ import annotations

import gettext
import re
import textwrap
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from core.sentences import translate

_LOCALES = Path(__file__).resolve().parents[3] / "locale"
_DOMAIN = "atlas"
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_WORD_JOINER = "\u2060"
_MINUTE, _HOUR = 60, 3600


def _(english: str) -> str:
    """Return a sentence in the language of the visitor's browser; English is the key and the fallback."""
    return _catalogue(st.context.locale or "en").gettext(english)


def _n(one: str, many: str, n: int) -> str:
    """Return the sentence that fits a number, which stands for ``{n}`` in it, in the visitor's language.

    >>> _n("{n} run", "{n} runs", 1), _n("{n} run", "{n} runs", 4338)
    ('1 run', '4,338 runs')
    """
    return _catalogue(st.context.locale or "en").ngettext(one, many, n).format(n=f"{n:,}")


def language() -> str:
    """Return the code of the language that the screen is in: the browser's where there is a catalogue, else "en"."""
    locale = st.context.locale or "en"
    has_catalogue = type(_catalogue(locale)) is not gettext.NullTranslations
    return locale if has_catalogue else "en"


def translated(text: str) -> str:
    """Return a sentence that was made below the screens in the visitor's language; other text as it is.

    What users brought stands in it unescaped, so ``plain`` or its like comes after.
    """
    catalogue = _catalogue(st.context.locale or "en")
    return translate(text, catalogue.gettext, catalogue.ngettext, format_day)


def plain(text: str) -> str:
    """Escape text that users brought, so that Markdown shows it as it is: no links, pictures, icons or formulas."""
    escaped = _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))
    return escaped.replace("\\:", f"\\:{_WORD_JOINER}")


def non_breaking(text: str) -> str:
    """Keep a figure and its unit, such as 80 % or 1.9 ×, on one line; for text that is escaped or plain."""
    return re.sub(r"(?<=\d) (?=\\?[%×])", "\N{NO-BREAK SPACE}", text)


def minus(text: str) -> str:
    """Write the hyphens of formatted numbers as minus signs."""
    return text.replace("-", "\N{MINUS SIGN}")


def cut(text: str, length: int) -> str:
    """Cut a long text short, whatever its script."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def hover(text: str) -> str:
    """Escape text for Plotly, which reads a little HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def in_lines(text: str, length: int) -> str:
    """Break text into lines of so many letters for Plotly, escaped; nothing of it is left out.

    >>> in_lines("Bath & Beauty shoppers", 13)
    'Bath &amp; Beauty<br>shoppers'
    """
    return "<br>".join(hover(line) for line in textwrap.wrap(text, length))


def most_lines(texts: Iterable[str]) -> int:
    """Return how many lines the highest of texts from ``in_lines`` has; 1 without any text.

    >>> most_lines(["Shoppers", "Bath &amp; Beauty<br>shoppers"])
    2
    """
    return max((text.count("<br>") + 1 for text in texts), default=1)


def count_of(n: int, total: int, things: str = "") -> str:
    """Return a number with its denominator, such as "312 of 4,338 users (7.2 %)"; ``things`` are users if empty.

    What is not nothing and not all is never rounded to it.
    """
    things = things or _("users")
    share = f"{100 * n / total:.1f} %" if total else "–"
    if 0 < n < total and share == "0.0 %":
        share = _("under 0.1 %")
    elif 0 < n < total and share == "100.0 %":
        share = _("over 99.9 %")
    return _("{n} of {total} {things} ({share})").format(n=f"{n:,}", total=f"{total:,}", things=things, share=share)


def format_seconds(seconds: float) -> str:
    """Return a duration as people say it, such as "40 s", "3 min" or "1 h 20 min"."""
    if seconds < 1:
        return _("under 1 s")
    if seconds < 1.5 * _MINUTE:
        return _("{n} s").format(n=f"{seconds:.0f}")
    if seconds < _HOUR:
        return _("{n} min").format(n=f"{seconds / _MINUTE:.0f}")
    hours, rest = divmod(seconds, _HOUR)
    return _("{hours} h {minutes} min").format(hours=f"{hours:.0f}", minutes=f"{rest / _MINUTE:.0f}")


def format_bytes(n: int) -> str:
    """Return a size as people say it.

    >>> format_bytes(700), format_bytes(48_200_000)
    ('0.7 kB', '48.2 MB')
    """
    unit, size = ("kB", 1e3) if n < 1e6 else ("MB", 1e6) if n < 1e9 else ("GB", 1e9)
    return f"{n / size:,.1f} {unit}"


def format_time_left(seconds: float | None) -> str:
    """Return how long something still takes; None is longer than estimated."""
    if seconds is None:
        return _("taking longer than estimated")
    if seconds < 1:
        return _("nearly done")
    return _("about {time} left").format(time=format_seconds(seconds))


def format_time(moment: datetime) -> str:
    """Return a moment of the workspace (UTC) in the visitor's time zone, such as "22 Nov 2026, 14:05"."""
    local = _local(moment)
    return f"{format_day(local)}, {local:%H:%M}"


def format_day(day: date) -> str:
    """Return a day, such as "22 Nov 2026"."""
    months = [
        _("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun"), _("Jul"), _("Aug"), _("Sep"), _("Oct"), _("Nov"),
        _("Dec"),
    ]  # fmt: skip
    return _("{day} {month} {year}").format(day=day.day, month=months[day.month - 1], year=day.year)


def format_time_shortly(moment: datetime) -> str:
    """Return the time of a moment of today, the day of any other one."""
    local = _local(moment)
    is_today = local.date() == visitors_day()
    return f"{local:%H:%M}" if is_today else format_day(local)


def visitors_day() -> date:
    """Return today where the visitor is."""
    return datetime.now(_visitors_zone()).date()


def _local(moment: datetime) -> datetime:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(_visitors_zone())


def _visitors_zone() -> ZoneInfo:
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


@lru_cache(maxsize=32)
def _catalogue(locale: str) -> gettext.NullTranslations:
    """Find the catalogue of a browser language such as "zh-CN": first the country's, then the language's."""
    name = locale.replace("-", "_")
    return gettext.translation(_DOMAIN, _LOCALES, [name, name.split("_")[0]], fallback=True)
