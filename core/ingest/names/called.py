"""Names of persons and things, with the mark of an id ("bidder_id", "quiz_id"), and of what is neither."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from core.ingest.names.beside import what_is_named
from core.ingest.names.plain_name import last_part, plain
from core.ingest.names.words import word_set
from core.population.event_parts import split_name

_PERSONS = word_set(
    "user customer client member visitor buyer subscriber shopper person reviewer player viewer listener reader",
    "patient student donor attendee guest contact patron borrower bidder punter bettor gambler trader investor learner",
    "participant respondent panelist passenger traveller traveler resident caller renter lender voter",
    "imei imsi",
    "commenter swiper rater citizen constituent supporter shareholder taxpayer applicant cardholder",
    "policyholder insured depositor gamer pupil enrollee beneficiary consumer athlete cyclist hirer diner payer",
    "ffp frequentflyer flyer follower backer pledger streamer commuter licenseplate licenceplate numberplate",
    "kennzeichen kfzkennzeichen lecteur joueur eleve etudiant abonne adherent jugador lector alumno paciente",
    "suscriptor spieler",
    "schuler teilnehmer fahrgast abonnent spender bieter anleger giocatore lettore studente paziente aluno jogador",
    "leitor assinante abbonato inscrit inscrito participante 读者 玩家 患者 学生 乘客 学员 読者 患者 学生 受講者",
)
"""Who does what rows are about, or the vehicle that stands for its driver."""
_MARKED_PERSONS = _PERSONS | {"plate"}
"""Those, and what is one only with the mark of an id: a bare plate is a dish as well."""
_COMPANIES = word_set("account company organisation organization org tenant workspace team household firm group")
"""What several persons belong to."""
_THINGS = word_set(
    "article page video song track lesson lecture quiz question problem exercise skill drill workout meal recipe dish",
    "story photo sticker banner creative ad listing vacancy tour attraction poi trail route destination dest",
    "wine beer whisky perfume toy drug medicine medication vaccine procedure wertpapier pair coin instrument",
    "game film movie book recipe anime livre libro livro buch",
    "lexeme manga comic novel boardgame cocktail strain violation offence offense exam podcast",
    "callee swipee followee ratee flight",
    "kurs cours curso corso servicio servico",
    "lektion aufgabe gericht ziel frage lecon exercice plat receta ejercicio leccion plato esercizio lezione piatto",
    "关卡 题目 课程 菜品 药品 問題 教材",
)
"""What rows are about, where an id or a link says so."""
_BARE_THINGS = word_set(
    "meal dish drill exercise workout lesson lecture quiz track route destination dest wine beer whisky perfume drug",
    "medicine medication vaccine wertpapier pair coin instrument tour attraction poi trail skill lexeme manga comic",
    "novel boardgame cocktail strain violation callee swipee followee ratee flight",
    "livre libro livro buch",
)
"""What rows are about by this word alone."""
_SELLERS = word_set(
    "vendor shop store seller supplier branch outlet merchant retailer room location campaign channel level zone",
    "station stop loan fund project board repo gym pool assignment idea mcc",
    "卖家 店铺 门店 商家 店舗 ショップ filiale laden magasin tienda loja negozio winkel",
)
"""What rows may be about by an id, where nothing else is."""
_MARK = re.compile(r"(ids?|identifier|uuid|guid|hash|key|code|no|nr|num|nummer|number|编号|番号|コード)$")
_KEY = re.compile(r"(ids?|identifier|uuid|guid|hash|key|code|编号|番号|コード)$")
_NUMBER = re.compile(r"(no|nr|num|nummer|number)$")
_IN_FRONT = re.compile(r"^(id|codigo|codice|code|cod)(de|do|da|del|du)?")
_LINK = re.compile(r"(url|uri|slug)$")
_NUMBERED = word_set("kurs cours curso corso course route loan game film movie book exam drug wine flight")
"""Things whose number names them; that of a track or a lesson counts the parts of something."""
_LINKED = word_set("article story recipe listing video lesson lecture game movie film book song podcast quiz question")
"""Things that a link leads to; that of a photo shows something else."""
_KNOWN, _BARE_PERSON, _BARE_THING = 0.45, 0.3, 0.35
"""What such names score beside 0.7 of a name that is known by itself."""
_PARENT = re.compile(r"^(parent|variantof|childof|inreplyto|replyto|repliedto|replyingto|responseto)|parent(id)?$")
"""What says that a column names what a row belongs to or answers, rather than what the row is about."""


@lru_cache(maxsize=20_000)
def called(role: str, name: str) -> float:
    """Score a name by what it is the id of: as user a person, as item a thing; 0 for any other.

    >>> [called("user", name) for name in ("bidder_id", "reader", "Punter No", "quiz_id", "player version")]
    [0.45, 0.3, 0.45, 0.0, 0.0]
    >>> [called("item", name) for name in ("track_number", "page no", "photo_url", "security_code", "Kurs-Nr.")]
    [0.0, 0.0, 0.0, 0.0, 0.45]
    >>> [called("item", name) for name in ("quiz_id", "article_url", "dish", "quiz", "quiz score", "bidder_id")]
    [0.45, 0.45, 0.35, 0.35, 0.0, 0.0]
    >>> called("item", "id_livre"), called("item", "codigo_libro"), called("item", "idea")
    (0.45, 0.45, 0.0)
    """
    if role not in ("user", "item"):
        return 0.0
    bare = plain(last_part(name))
    if role == "user":
        return _BARE_PERSON if bare in _PERSONS else _KNOWN if _without(_MARK, bare) in _MARKED_PERSONS else 0.0
    is_thing = (
        {_without(_KEY, bare), _without(_IN_FRONT, bare)} & _THINGS
        or _without(_NUMBER, bare) in _NUMBERED
        or _without(_LINK, bare) in _LINKED
    )
    return _BARE_THING if bare in _BARE_THINGS else _KNOWN if is_thing else 0.0


@lru_cache(maxsize=20_000)
def may_be_item(name: str) -> bool:
    """Whether a name is that of the id of something that is the item where nothing else is.

    >>> [may_be_item(name) for name in ("vendor_id", "店铺ID", "quiz_id", "store", "customer_id")]
    [True, True, True, False, False]
    """
    bare = plain(last_part(name))
    return called("item", name) > 0 or _without(_KEY, bare) in _SELLERS or _without(_NUMBER, bare) in _SELLERS


def is_seller(name: str) -> bool:
    """Whether a name is that of a shop, a place or the like alone, whose numbers may so be small ones.

    >>> is_seller("Filiale"), is_seller("Store"), is_seller("store_id"), is_seller("storage")
    (True, True, False, False)
    """
    return plain(last_part(name)) in _SELLERS


@lru_cache(maxsize=20_000)
def is_person(name: str) -> bool:
    """Whether a name is that of a person or of the id of one.

    >>> [is_person(name) for name in ("visitorId", "account_id", "plate", "Plate No", "licence plate")]
    [True, False, False, True, True]
    """
    bare = plain(last_part(name))
    return bare in _PERSONS or _without(_MARK, bare) in _MARKED_PERSONS


_NAMES = word_set("name nom nombre nome naam")
_MAY_BE_CHOSEN = word_set(
    "flyer player streamer athlete cyclist trader gamer spieler joueur jugador giocatore jogador 玩家"
)
"""Persons whom others choose, so that their names are titles as well."""
_WHICH_NAME = word_set("full first last middle display preferred given family")


@lru_cache(maxsize=20_000)
def is_name_of_person(name: str) -> bool:
    """Whether a column holds what persons are called, by its own name: a person stands before, or behind, "name".

    >>> [is_name_of_person(each) for each in ("student_name", "Donor Full Name", "Nome do aluno", "Name of patient")]
    [True, True, True, True]
    >>> [is_name_of_person(each) for each in ("item name", "game name", "student kit name", "student", "flyer_name")]
    [False, False, False, False, False]
    """
    persons = _PERSONS - _MAY_BE_CHOSEN
    if what_is_named(name) in persons:
        return True
    *before, last = split_name(last_part(name)).split() or [""]
    whose = [word for word in before if word not in _WHICH_NAME]
    return last in _NAMES and bool(whose) and whose[-1] in persons


@lru_cache(maxsize=20_000)
def is_company(name: str) -> bool:
    """Whether a name is that of what several persons belong to, or of the id of one.

    >>> [is_company(name) for name in ("accountId", "Company", "visitorId", "account manager")]
    [True, True, False, False]
    """
    bare = plain(last_part(name))
    return bare in _COMPANIES or _without(_MARK, bare) in _COMPANIES


def _without(mark: re.Pattern[str], bare: str) -> str:
    return mark.sub("", bare) if mark.search(bare) else ""


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


_KINDS = word_set("type kind typ tipo")
_OF_KINDS = _THINGS | word_set("product item media content")


def is_kind_of_thing(name: str) -> bool:
    """Whether a name is that of the kind of a thing, such as a video, rather than of what was done to it.

    >>> [is_kind_of_thing(name) for name in ("Supplemental Video Type", "product_type", "event type", "_")]
    [True, True, False, False]
    """
    what, kind = ["", "", *split_name(last_part(name)).split()][-2:]
    return kind in _KINDS and what in _OF_KINDS


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


def is_parent(name: str) -> bool:
    """Whether a name is that of a parent, or of what is answered.

    >>> is_parent("parent_asin"), is_parent("in_reply_to_id"), is_parent("asin"), is_parent("transparent")
    (True, True, False, False)
    """
    bare = plain(last_part(name))
    return _PARENT.search(bare) is not None and not bare.endswith("transparent")
