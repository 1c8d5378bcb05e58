"""Names of what is neither a user nor an item: ways to pay, measures, what was used for it, what people wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from core.ingest.names.plain_name import last_part
from core.population.event_parts import split_name

_PAYING = (
    r"\b(payments?(?! (plan|package|link|page|product|service))|tender( type| name)?$"
    r"|zahlung|zahlungs?\w*|paiement|pago|pagos|pagamento)\b|\bmethods?\b|支付|付款|支払"
)
_MEASURES = (
    r"\b(distance|mileage|odometer|altitude|elevation|speed|latency|temperature|humidity|entfernung|distanz|distancia"
    r"|distanza|duration|\w*dauer|duree|duracion|durata|duracao)\b|距离|距離|时长|時長"
)
_DEVICES = (
    r"\b(device|devices|browser|user agent|operating system|os|gerat|gerate|geraet|appareil|dispositivo|navigateur"
    r"|navegador)\b|设备|設備|浏览器|操作系统|端末|ブラウザ"
)
_OF_DEVICES = re.compile(r"\b(model|modell|modelo|modele|name|brand|sku|id|ids|code|number|no|product)$|型号|機種")
"""What follows a device that was bought or that is known by an id."""
_WRITTEN = (
    r"\b(text|review|reviews|comment|comments|message|messages|feedback|remark|remarks|kommentar|kommentare|bemerkung"
    r"|commentaire|commentaires|comentario|comentarios|commento|commenti|avis|resena|recensione)$|评论$|評論$|レビュー$"
)
_COUNTED = r"\b(steps|counts?|calories|kcal)$|^(total|avg|average|mean|sum|num|nb) \w+"
_TIMES = r"\b(date|time|datetime|timestamp|tstamp|delay|day|week|month)( (id|key|sk))?$|(日期|时间|時刻)$"
"""When something was, or how late: also where values such as 752 or 0752A repeat as ids do."""
_NO_PERSON = re.compile(
    r"\b(origins?|destinations?|dest|locations?|city|country|region|zone|precinct|area|tract|ward|block|community|parish"
    r"|neighbou?rhood|district|county|borough|market"
    r"|sport|league|categor(y|ies)|genres?|make|brand|cabin|cell|tower"
    r"|callee|swipee|followee|ratee|channel|table|terminal|depot|status|state|sentiment|symbol"
    r"|ticker|version|platform|language|currency|reason|source|medium|browser|color|colour|size)"
    r"( (id|code|name|key|start|end))?$"
    r"|\b\w*dauer\b|\bduration\b"
)
_VEHICLES = re.compile(r"\b(vehicles?|scooters?|bikes?|bicycles?|sensors?|meters?|machines?|fahrzeuge?|vehicules?)\b")
_SOURCE, _TARGET = (re.compile(rf"^{end}( (user|node|id))*$") for end in ("source", "target"))
"""Names of the two ends of a tie."""
_NO_THING = re.compile(f"{_PAYING}|{_MEASURES}|{_WRITTEN}|{_TIMES}|{_COUNTED}")
_USED = re.compile(_DEVICES)


@lru_cache(maxsize=20_000)
def is_no_thing(name: str) -> bool:
    """Whether a name is that of how something was paid, measured, done or described, whatever the values are.

    >>> [is_no_thing(name) for name in ("payment_method_id", "Trip Distance", "device_class", "review text", "text")]
    [True, True, True, True, True]
    >>> [is_no_thing(name) for name in ("device_model", "review_id", "textbook", "browser game", "payer", "gmap_id")]
    [False, False, False, False, False, False]
    """
    words = split_name(last_part(name))
    if _NO_THING.search(words):
        return True
    return bool(_USED.search(words)) and not _OF_DEVICES.search(words) and not words.endswith(("game", "games"))


@lru_cache(maxsize=20_000)
def is_no_person(name: str) -> bool:
    """Whether a name is that of a place, a kind or a state, which many people have in common.

    >>> [is_no_person(name) for name in ("destination", "Violation Precinct", "Market", "market user", "passport")]
    [True, True, True, False, False]
    """
    return bool(_NO_PERSON.search(split_name(last_part(name))))


def is_start_of_tie(header: str, columns: Iterable[str]) -> bool:
    """Whether a column is the source of ties between people, as a graph is written: another one is their target.

    >>> is_start_of_tie("Source", ["Source", "Target", "time"]), is_start_of_tie("source", ["source", "page"])
    (True, False)
    """
    return bool(_SOURCE.search(split_name(last_part(header)))) and any(
        _TARGET.search(split_name(last_part(each))) for each in columns
    )


def is_of_vehicles(user: str, columns: Iterable[str]) -> bool:
    """Whether the id of a device that stands for the user may be that of a vehicle or a machine, by another column.

    >>> is_of_vehicles("Device ID", ["Vehicle Type", "Trip ID"]), is_of_vehicles("device_id", ["page", "os"])
    (True, False)
    """
    is_device = bool(_USED.search(split_name(last_part(user))))
    return is_device and any(_VEHICLES.search(split_name(each)) for each in columns if each != user)
