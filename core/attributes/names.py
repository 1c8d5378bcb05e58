"""Names of attributes: how they are compared, and the usual names of outcomes."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

import pandas as pd

OUTCOME_NAMES = (
    "outcome", "responded", "response", "responder", "converted", "conversion", "converter", "churned", "churn",
    "attrited", "cancelled", "canceled", "retained", "renewed", "reactivated", "repurchased", "purchased", "bought",
    "clicked", "opened", "spent", "spend", "totalspent", "totalspend", "revenue", "ltv", "clv", "lifetimevalue", "响应",
    "转化", "流失", "留存", "续费", "复购", "购买", "点击", "消费", "消费金额", "收入", "成交", "下单", "回购",
    "konvertiert", "konversion", "reagiert", "reaktion", "geantwortet", "gekauft", "kauf", "bestellt", "wiedergekauft",
    "eingelöst", "geklickt", "geöffnet", "gekündigt", "abgewandert", "converti", "convertie", "répondu", "réponse",
    "reponse", "acheté", "achete", "achat", "acheteur", "commandé", "cliqué", "clique", "ouvert", "résilié", "réactivé",
    "convertido", "conversión", "respondió", "respondio", "respuesta", "comprado", "compró", "compra", "pedido",
    "recompra", "clic", "abierto", "abrió", "convertito", "conversione", "risposto", "risposta", "acquistato",
    "acquisto", "comprato", "ordinato", "cliccato", "aperto", "convertida", "converteu", "conversão", "conversao",
    "respondeu", "resposta", "comprou", "clicou", "abriu", "購入", "購入済み", "成約", "コンバージョン", "反応", "応答",
    "開封", "クリック", "解約", "再購入",
)  # fmt: skip
"""Usual names of an attribute that holds an outcome, the most specific first."""

_BIRTH_YEARS = frozenset(
    (
        "birthyear", "yearofbirth", "yearborn", "bornyear", "yob", "dobyear", "birthdateyear", "geburtsjahr",
        "anneedenaissance", "anneenaissance", "anodenacimiento", "anonacimiento", "annodinascita", "annonascita",
        "anodenascimento", "anonascimento", "geboortejaar", "出生年", "出生年份", "生年", "誕生年",
    )
)  # fmt: skip
"""Usual names of years of birth, as ``fold`` writes them without accents."""
_SIGNS = re.compile(r"[\W_]+")
_PATH = re.compile(r"(?:[^\W\d]\w*\.)+(?=[^\W\d]|\$)")
"""Where a field is nested, such as ``properties.`` or ``context.traits.``."""
_STRUCK = str.maketrans("łøđı", "lodi")
"""Letters whose stroke, or missing dot, is no accent that can be taken apart."""
_ACCENTS = re.compile(r"[\u0300-\u036f]")


def fold(name: str) -> str:
    """Return a name in small letters, without signs and blanks.

    >>> fold("Customer_ID ")
    'customerid'
    """
    return _SIGNS.sub("", name.lower())


def without_accents(word: str) -> str:
    """Return a word without the accents of Latin letters.

    >>> without_accents("désinscrit"), without_accents("取り消し")
    ('desinscrit', '取り消し')
    """
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", word.translate(_STRUCK))))


def attribute_label(name: str) -> str:
    """Return what a reader sees of the name of a column: "age_band" is "age band"."""
    return name.replace("_", " ").strip() or name


def attribute_labels(names: Iterable[str]) -> dict[str, str]:
    """Return what a reader sees of each name of a table: of a nested field its own name, where no other has it.

    >>> attribute_labels(["properties.age_band", "v1.2", "traits.plan", "properties.plan"]).values()
    dict_values(['age band', 'v1.2', 'traits.plan', 'properties.plan'])
    """
    own = {name: _PATH.sub("", name, count=1) for name in names}
    n_of = Counter(map(fold, own.values()))
    return {name: attribute_label(short if n_of[fold(short)] == 1 else name) for name, short in own.items()}


def is_birth_year(name: str) -> bool:
    """Whether a column is called as years of birth are.

    >>> [name for name in ("traits.birth_year", "YOB", "Année de naissance", "year", "birthday") if is_birth_year(name)]
    ['traits.birth_year', 'YOB', 'Année de naissance']
    """
    return fold(without_accents(_PATH.sub("", name, count=1))) in _BIRTH_YEARS


def find_columns(columns: pd.Index[Any], aliases: tuple[str, ...]) -> list[str]:
    """Return the columns whose name is one of ``aliases``, in the order of ``aliases``; signs and "is" are ignored.

    >>> find_columns(pd.Index(["Is_Churned", "age"]), ("churn", "churned"))
    ['Is_Churned']
    """
    folded = {str(name): fold(str(name)) for name in columns}
    return [name for alias in aliases for name, plain in folded.items() if plain in spellings_of(alias)]


@cache
def spellings_of(alias: str) -> frozenset[str]:
    """Return the folded names that say what an alias says: itself, and with "is" or the like before it."""
    return frozenset(f"{start}{alias}" for start in ("", "is", "has", "是否", "已"))
