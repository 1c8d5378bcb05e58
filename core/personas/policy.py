"""What names and sentences may not say where they leave for an audience: health, money troubles, faith and the like.

Advertising platforms refuse audiences that suggest what people suffer from, owe, believe or are (Meta Advertising
Standards, "Discriminatory practices" and "Privacy violations and personal attributes"; Google Ads, "Personalized
advertising"), and data protection law names the same subjects (GDPR, Article 9). The lists are short: they catch what a
catalogue plainly says. English words count whole, in the singular and the plural; words of other European languages by
their beginning, with any ending and in compounds; Chinese ones of two characters or more wherever they stand, single
ones only as a word.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from core.interests.phrases import singular
from core.sentences import Sentence, say

CODE_MEANING = say(
    "A code such as SEG-04-v0 has the number of the segment and the version of the names: v0 until somebody changes "
    "one. An approved segment keeps the version of its approval."
)
"""What stands wherever people meet a code."""
_ENGLISH = {
    "health": (
        "pregnancy pregnant maternity fertility cancer diabetes diabetic hiv std depression anxiety dementia "
        "arthritis asthma disability disabled disease illness medicine medical medication pharmacy pharmaceutical "
        "therapy addiction alcoholism alcoholic obesity overweight slimming incontinence contraceptive hospital "
        "autism autistic wheelchair menopause drug psychiatric psychiatry weight-loss"
    ),
    "money": "debt loan payday bankrupt bankruptcy insolvency mortgage pawn gambling casino lottery unemployed",
    "faith": (
        "religion religious christian muslim islam islamic jewish judaism hindu hinduism buddhist catholic protestant "
        "sikh jew atheist "
        "church mosque synagogue bible quran koran torah ramadan hanukkah prayer rosary crucifix halal kosher"
    ),
    "politics": "politics political politician republican democrat communist socialist election voter trade-union",
    "sexuality": "gay lesbian lgbt lgbtq queer transgender bisexual sexual sex erotic fetish porn condom",
    "ethnicity": "ethnic ethnicity racial immigrant immigration refugee hispanic latino latina african-american",
    "hardship": "divorce divorced funeral bereavement widow widowed",
    "children": (
        "baby infant newborn toddler child children childrens kid teen teenager kindergarten nursery nappy diaper "
        "boy girl"
    ),
}
_BEGINNINGS = {
    "health": (
        "schwanger grossesse embaraz gravid grávid gestante zwanger ciąż těhot terhes hamile diabét diabet "
        "depressi dépressi depresi cukrzyc alkoholi alcooli inkontinen incontinen behinder discapaci disabil "
        "niepełnospraw medikament médicament medicament medicijn arznei apotheke pharmacie farmac farmác farmaci aptek "
        "adelgaza dimagr emagrec odchudz rollstuhl"
    ),
    "money": "schulden insolven surendett deudas hipoteca glücksspiel lotteri loteri lotería scommess apuestas gokken",
    "faith": (
        "religi christlich chrétien muslim musulm muçulman jüdisch judí ebraic kirche église iglesia "
        "chiesa igreja kości bibel biblia bíblia bibbia gebet prière preghiera modlit rosenkranz różan koran alcorão"
    ),
    "politics": "politik politisch politiqu política politica polityk wahlkampf élection elecciones elezioni eleições",
    "sexuality": "schwul lesbi erotik érotique erótic erotic kondom préservatif preservativ prezerwat camisinha",
    "ethnicity": "flüchtling réfugié refugiad rifugiat uchodź inmigrant immigr imigrant einwander",
    "hardship": "scheidung divorci divórci divorzi rozwód trauer bestattung deuil funérai obsèques pogrzeb witwe veuve",
    "children": (
        "kinder säugling windel schnuller bébé bebé bebê enfant nourrisson niño niña infantil pañal bambin neonat "
        "pannolin criança fralda luier peuter dzieci dzieck niemowl pieluch"
    ),
}
"""How words of German, French, Spanish, Italian, Portuguese, Dutch, Polish and others begin. Left out is what begins
other words as well (kind, enceinte, prêt, dette, handicap)."""
_CHINESE = {
    "health": (
        "孕妇 孕产 备孕 癌症 肿瘤 糖尿 艾滋 抑郁 焦虑 疾病 残疾 病人 患者 药品 药物 医药 医疗 中药 西药 保健品 减肥 "
        "戒烟 药 孕 病"
    ),
    "money": "贷款 借贷 债务 欠款 破产 抵押 典当 赌博 赌场 彩票 失业",
    "faith": "宗教 佛教 佛像 佛珠 道教 基督 天主教 伊斯兰 穆斯林 清真 教堂 圣经 古兰经",
    "politics": "政治 政党 选举 党派",
    "sexuality": "情趣 成人用品 同性恋 性爱 避孕 安全套 色情",
    "ethnicity": "民族 种族 移民 难民",
    "hardship": "离婚 丧葬 葬礼 殡葬 寿衣",
    "children": "宝宝 婴儿 婴幼儿 幼儿 儿童 孩子 小孩 女孩 男孩 少儿 母婴 童装 童鞋 尿布 纸尿裤 奶瓶 孩",
}
_SUBJECTS = {
    "health": say("health"),
    "money": say("the state of people's finances"),
    "faith": say("religion"),
    "politics": say("politics"),
    "sexuality": say("sexuality"),
    "ethnicity": say("ethnic origin"),
    "hardship": say("personal hardship"),
    "children": say("children"),
}
_MAY_NAME = frozenset({"children"})
"""Subjects that a name may have inside the house: a shop has a nursery department. They are flagged all the same."""
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
_CHINESE_RUN = re.compile(r"[\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Flag:
    """A word of a name or sentence by which an audience may not be chosen."""

    subject: str
    """Key of the subject: health, money, faith, politics, sexuality, ethnicity, hardship or children."""
    word: str
    """As it stands in the text."""

    @property
    def reason(self) -> Sentence:
        """Say what the word suggests."""
        return say("“{word}” suggests {subject}.", word=self.word, subject=_SUBJECTS[self.subject])


def flags_of(*texts: str) -> tuple[Flag, ...]:
    """Return what texts say that may not leave, each word once in whatever letters, in the order of the texts.

    >>> [flag.word for flag in flags_of("Diabetes care buyers", "Readers of adulthood")]
    ['Diabetes']
    >>> [flag.subject for flag in flags_of("Buyers of 孕妇用品")]
    ['health']
    >>> [flag.word for flag in flags_of("Baby buyers", "BABY and baby food")]
    ['Baby']
    """
    found: dict[tuple[str, str], Flag] = {}
    for flag in (each for text in texts for each in _flags(str(text))):
        found.setdefault((flag.subject, flag.word.casefold()), flag)
    return tuple(found.values())


def may_name(text: str) -> bool:
    """Whether a generated name may say this: a sensitive subject names nobody."""
    return all(flag.subject in _MAY_NAME for flag in flags_of(text))


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts about a segment."""

    name: str
    others: tuple[str, ...] = ()
    """Sentence, portrait, note and rule."""

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What of it may not leave."""
        return flags_of(self.name, *self.others)


def sentence_of(texts: Texts, code: str, keeps_flagged: bool = False) -> str:
    """Say what of the texts about a segment may not leave, and what files call it then; "" for nothing."""
    in_name, in_all = flags_of(texts.name), texts.flags
    if not in_all:
        return ""
    reasons = _reasons(in_all)
    if keeps_flagged:
        if in_name:
            return say(
                "Its name should not go to an advertising platform: {reasons} By your choice the files have it all the "
                "same.",
                reasons=reasons,
            )
        return say(
            "Texts about it should not go to an advertising platform: {reasons} By your choice the files have them all "
            "the same.",
            reasons=reasons,
        )
    if not in_name:
        return say(
            "Texts about it should not go to an advertising platform: {reasons} Its name can; files with these texts "
            "hide the ids of its typical users.",
            reasons=reasons,
        )
    return say(
        "Its name is not written into lists of users: {reasons} Lists have the code {code} in its place; files with "
        "its name show no ids of its typical users. The code hides the word, not what the segment is about: "
        "advertising platforms may refuse such an audience under any name.",
        reasons=reasons,
        code=code,
    )


def warning_of(texts: Texts) -> str:
    """Say that platforms refuse a segment by what its texts suggest, whatever files call it; "" for nothing."""
    if not texts.flags:
        return ""
    return say(
        "Not for advertising platforms: {reasons} They refuse audiences that are chosen by it. A code keeps the word "
        "out of the files, and does not make the audience allowed: leave it out of files for them. Your own programs "
        "can have it.",
        reasons=_reasons(texts.flags),
    )


def neutral_code(number: int, version: int) -> str:
    """Return a name that says nothing, of a segment by the number that pages show and the version of the names.

    >>> neutral_code(7, 3)
    'SEG-07-v3'
    """
    return f"SEG-{number:02d}-v{version}"


def selection_code(name: str) -> str:
    """Return a name that says nothing, of a saved selection.

    >>> selection_code("best ones")
    'SEL-EC923B'
    """
    return f"SEL-{hashlib.sha256(name.encode()).hexdigest()[:6].upper()}"


def warning_of_name(name: str) -> str:
    """Say that platforms refuse an audience by what its name suggests, whatever files call it; "" for nothing."""
    return warning_of(Texts(name, ()))


def interest_code(node: int, version: int) -> str:
    """Return a name that says nothing, of an interest by its id and the version of the changes of the tree.

    >>> interest_code(4, 2)
    'INT-04-v2'
    """
    return f"INT-{node:02d}-v{version}"


def _reasons(flags: Sequence[Flag]) -> Sentence:
    reasons = say("{first}", first=flags[0].reason)
    for flag in flags[1:]:
        reasons = say("{reasons} {next}", reasons=reasons, next=flag.reason)
    return reasons


def _flags(text: str) -> list[Flag]:
    english, beginnings = _subjects(is_chinese=False), tuple(_beginnings())
    found = []
    words = [match.group() for match in _WORD.finditer(text)]
    for place, word in enumerate(words):
        tried = [word, *word.split("-"), *([f"{word}-{words[place + 1]}"] if place + 1 < len(words) else [])]
        keys = [form for each in tried for form in (each.casefold(), singular(each.casefold()))]
        own = [english[key] for key in dict.fromkeys(keys) if key in english]
        if word.casefold().startswith(beginnings):
            own += [subject for each, subject in _beginnings().items() if word.casefold().startswith(each)]
        found += [Flag(subject, word) for subject in own[:1]]
    return [*found, *_chinese_flags(text)]


def _chinese_flags(text: str) -> list[Flag]:
    runs = _CHINESE_RUN.findall(text)
    if not runs:
        return []
    import rjieba

    subjects = _subjects(is_chinese=True)
    cut = {word for run in runs for word in rjieba.cut(run)}
    return [
        Flag(subject, word)
        for word, subject in subjects.items()
        if (word in cut if len(word) == 1 else any(word in run for run in runs))
    ]


@cache
def _beginnings() -> dict[str, str]:
    """Return how sensitive words begin, each to the key of its subject."""
    return {each: subject for subject, words in _BEGINNINGS.items() for each in words.split()}


@cache
def _subjects(*, is_chinese: bool) -> dict[str, str]:
    """Return word to the key of its subject."""
    lists = _CHINESE if is_chinese else _ENGLISH
    return {word: subject for subject, words in lists.items() for word in words.split()}
