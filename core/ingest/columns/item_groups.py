"""The category of a log in which no column is called one: what items belong to, such as a course or a brand."""

from __future__ import annotations

from collections.abc import Sequence

from core.ingest.columns.passed_over import REPEATED
from core.ingest.names.words import word_set
from core.ingest.tables.evidence import Columns
from core.ingest.tables.source import Choice
from core.population.event_parts import split_name
from core.sentences import say

_GROUPS = word_set(
    "course module subject curriculum programme program kurs kurse modul fach lehrgang cours matiere formation curso",
    "modulo materia asignatura corso przedmiot vak kursus predmet kurz курс предмет 课程 科目 コース 教科",
    "outlet department dept division area section abteilung bereich rayon secteur departamento seccion reparto settore",
    "departement dział oddelenie отдел 部门 部門",
    "brand marke marque marca merk varumarke marka znacka бренд марка 品牌 ブランド 브랜드",
    "collection series range franchise kollektion reihe serie gamme coleccion gama collezione linea kolekcja kolekce",
    "коллекция серия 系列 シリーズ",
    "manufacturer maker hersteller fabricant fabricante produttore producent vyrobce uretici производитель",
    "厂家 メーカー",
    "cuisine discipline sport league competition theme thema theme tema rubrik rubrique ressort",
)
"""What several items belong to, by the last word of its name."""
_TAILS = word_set("id ids code key no nr name title label nom nombre nome naam namn navn nazwa bezeichnung titel adi")
_MOST, _LEAST, _HALF = 100, 2, 0.5
"""Different groups, and their number over that of items, at most."""
_ALWAYS = 0.98


def find_group(columns: Columns, choices: Sequence[Choice], open_roles: Sequence[str]) -> list[Choice]:
    """Return the column for the category where none was found: a group by its name, one for each item, few in all.

    A fact of users is none, such as the department that each of them works in.
    """
    roles = {each.role: each.column for each in choices if each.role != "attribute"}
    item, user = roles.get("item", ""), roles.get("user", "")
    if "category" not in open_roles or "category" in roles or item not in columns or item == roles.get("event"):
        return []
    taken = {each.column for each in choices}
    groups = [
        header
        for header, one in columns.items()
        if header not in taken
        and _is_group(header)
        and not (one.is_number and split_name(header).split()[-1] not in _TAILS)
        and _is_of(columns, item, user, header)
    ]
    if not groups:
        return []
    best = min(groups, key=lambda header: (columns[header].is_number, columns[header].n_distinct))
    return [Choice("events", "category", best, say("each item has one {header!r}, which few others are", header=best))]


def _is_group(header: str) -> bool:
    """Whether a name is that of what several items belong to.

    >>> [_is_group(name) for name in ("course", "Course Name", "brand_id", "Outlet", "course_price", "area_code")]
    [True, True, True, True, False, True]
    """
    words = split_name(header.rpartition(".")[2]).split()
    while len(words) > 1 and words[-1] in _TAILS:
        words.pop()
    return bool(words) and words[-1] in _GROUPS


def _is_of(columns: Columns, item: str, user: str, header: str) -> bool:
    one = columns[header]
    n_items = columns[item].n_distinct
    if not _LEAST <= one.n_distinct <= min(_MOST, _HALF * n_items) or one.private or one.time is not None:
        return False
    share, n_again = columns.tie((item,), header)
    if n_again < REPEATED or share < _ALWAYS or one.fullness < _HALF:
        return False
    of_user, n_users = columns.tie((user,), header) if user in columns else (0.0, 0)
    return n_users < REPEATED or of_user < _ALWAYS
