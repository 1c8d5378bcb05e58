"""Whether texts are written as names of persons are: some words without numbers, and none of a company."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from core.ingest.names.words import word_set

_WORD = r"[^\W\d_]+(?:['’´.-][^\W\d_]+)*\.?"  # noqa: RUF001 - apostrophes as they are written
_NAME = re.compile(rf"{_WORD}(?:,? {_WORD}){{1,4}}")
_BUSINESS = word_set(
    "ltd limited gmbh inc incorporated llc llp plc corp corporation co company sa sas sarl srl spa ag kg ohg ug bv nv",
    "oy ab aps kft sro zrt ltda eireli lda cia pty pte holding holdings group gruppe grupo industries trading traders",
    "foods food store stores shop shops market markets supermarket restaurant cafe bar hotel hospital school",
    "university college institute bank foundation club association verein services service solutions systems",
    "technologies technology tech media studio studios consulting logistics enterprises international partners",
    "associates clinic pharmacy salon bakery department team office branch customer customers user users member",
    "members guest account household",
)
"""Words of companies, places and groups, which are no names of persons."""
_CHINESE = re.compile(
    "(欧阳|上官|司马|诸葛|司徒|东方|皇甫|慕容|[王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾"
    "丁魏薛叶葉阎余潘杜戴夏钟鍾汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文])[\u4e00-\u9fff]{1,2}"
)
"""The commonest surnames of China and one or two signs more."""
_KOREAN = re.compile("[김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진나][가-힣]{2}")
_MOSTLY, _FEW, _SAME = 0.9, 3, 0.5
"""Share of the texts that are such names, out of so many; the share of them that one word may stand in."""


def are_names_of_persons(texts: Sequence[str]) -> bool:
    """Whether texts are written as names of persons are.

    Words without numbers, and not one word in half of them, as in names of teams or stores.

    >>> are_names_of_persons(["Ann Roe", "Keller, Jörg", "J. O'Neil", "María de la Cruz"])
    True
    >>> are_names_of_persons(["Acme Ltd", "Blue Foods", "Ann Roe"]), are_names_of_persons(["ann7", "bob", "cy"])
    (False, False)
    >>> are_names_of_persons(["王小明", "李雷", "张伟"]), are_names_of_persons(["Box A", "Box B", "Box C"])
    (True, False)
    """
    distinct = list(dict.fromkeys(text.strip() for text in texts))
    if len(distinct) < _FEW or sum(map(_is_name, distinct)) < _MOSTLY * len(distinct):
        return False
    counts = Counter(word for text in distinct for word in set(_words(text)))
    return max(counts.values(), default=0) < max(_SAME * len(distinct), _FEW - 1)


def _is_name(text: str) -> bool:
    if _CHINESE.fullmatch(text) or _KOREAN.fullmatch(text):
        return True
    words = _words(text)
    return bool(_NAME.fullmatch(text)) and max(map(len, words)) > 1 and not _BUSINESS.intersection(words)


def _words(text: str) -> list[str]:
    return [word.strip(".").casefold() for word in re.split(r"[\s,]+", text)]
