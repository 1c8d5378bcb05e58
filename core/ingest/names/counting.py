"""Names of what is counted, and of spans of time: numbers that are neither users nor amounts."""

from __future__ import annotations

import re
from functools import lru_cache

from core.population.event_parts import split_name

_UNITS = (
    r"nights?|days|weeks|months|years|hours|minutes|seconds|nachte?|tage|nuits|jours|noches|notti|giorni|noites|dias"
)
_PEOPLE = (
    r"adults?|children|kids|infants?|babies|guests|persons|people|pax|passengers|travell?ers|erwachsene|kinder|gaste"
    r"|personen|adultes|enfants|adultos|ninos|adulti|bambini|criancas"
)
_DONE = r"requests|visits|attempts|changes|cancell?ations|bookings|logins|sessions|stops|rooms|seats|retries|referrals"
_COUNTS = re.compile(
    rf"\b({_UNITS}|{_PEOPLE}|{_DONE})$"
    rf"|^({_UNITS}) (in|since|to|till|until|on|before|after|from|between|spent|per|bis|seit|vor|avant|depuis"
    r"|hasta|desde)\b"
    r"|^(number|num|nb|count|anzahl|nombre|numero|cantidad|conteggio) (of|de|der|di|do) "
    r"|^total of (\w+ )*\w+s$"
    r"|\b(week|month|year|quarter|weekday)( number| num| no| nr)?$|\bday of (the )?(week|month|year)$"
    r"|\b(bookmark|playback position|progress|elapsed)$"
    r"|\b(lead|wait|waiting|turnaround|handling|processing|transit) time$|^(vorlaufzeit|wartezeit)$"
)
_MONEY = re.compile(r"\b(sales|taxes|fees|earnings|proceeds|dollars|euros|ventas|purchases)$")
_SPAN = re.compile(
    r"\b(ms|millis|milliseconds|sec|secs|seconds|min|mins|minutes|hours|hrs|minuten|sekunden|stunden|minutos|segundos"
    r"|minuti|secondi|secondes|duration|dauer|duree|duracion|durata|duracao)$"
    r"|\b(watch|dwell|view|viewing|play|listen|listening|reading|session|engagement) ?time\b"
    r"|^(ms|millis|milliseconds|secs?|seconds|mins?|minutes|hours|hrs) \w+ed$|^(seconds|minutes|hours) spent\b"
    r"|时长|時長|再生時間|視聴時間"
)
_LEAST = re.compile(
    r"\b(price|prices|amount|cost|value|total|age|qty|quantity|rating|score|income|salary|bid|fare|rate|level|size|order)"
    r" (min|sec)$"
)
"""The least of an amount, which is no number of minutes."""


@lru_cache(maxsize=20_000)
def is_counting(name: str) -> bool:
    """Whether a name is that of what is counted, such as nights and guests, or of a span before something happens.

    >>> [is_counting(each) for each in ("lead_time", "totalOfSpecialRequests", "Days in Waiting List", "Adults")]
    [True, True, True, True]
    >>> [is_counting(each) for each in ("total_of_sales", "guest_id", "order_total", "room", "cottage", "bedrooms")]
    [False, False, False, False, False, False]
    """
    words = split_name(name)
    return bool(_COUNTS.search(words)) and not _MONEY.search(words)


@lru_cache(maxsize=20_000)
def is_span(name: str) -> bool:
    """Whether a name is that of how long something took, which says how strong it was.

    >>> [is_span(each) for each in ("watch_minutes", "Session Duration", "dwell_time", "event_time", "price_min")]
    [True, True, True, False, False]
    """
    words = split_name(name)
    return bool(_SPAN.search(words)) and not _LEAST.search(words)
