"""Points that a user reached in a quiz, an exam or a game, and scores that a model gave: no opinion of an item."""

from __future__ import annotations

import re

from core.population.event_parts import split_name

_TESTS = (
    r"\b(quiz(zes)?|tests?|exams?|examinations?|assessments?|assignments?|homeworks?|midterms?|placements?|trivia"
    r"|games?|match(es)?|levels?|rounds?|puzzles?|challenges?|tournaments?|exercises?|flash ?cards?"
    r"|prufung(en)?|pruefung(en)?|klausur(en)?|hausaufgaben?|ubung(en)?|uebung(en)?|spiele?"
    r"|examens?|epreuves?|controles?|exercices?|parties?|jeux?"
    r"|examen(es)?|pruebas?|ejercicios?|juegos?|partidas?|esam[ei]|verific(a|he)|esercizi[o]?|gioc(o|hi)|partit[ae]"
    r"|exames?|provas?|exercicios?|jogos?)\b"
    r"|测验|测试|考试|作业|游戏|測驗|考試|作業|遊戲|テスト|試験|クイズ|ゲーム|宿題"
)
_OF_TEST = re.compile(_TESTS)
_OF_MODEL = re.compile(
    r"\b(leads?|credit|risk|fraud|spam|churn|relevance|search|confidence|model|prediction|similarity|health)\b"
)
_MAY_BE_POINTS = re.compile(
    r"(^|\b)(scores?|points?|overall|notes?|nota|voto|rate|grade|marks?)$|得分|分数|点数|成绩|成績"
)
"""Names of fields that may be points as well as opinions; stars and ratings are never points."""

_OF_PROGRAM = re.compile(r"\b(points|pts|punkte|bonuspunkte|puntos|punti|pontos|miles|meilen|stamps)\b|积分|ポイント")


def is_of_test(name: str) -> bool:
    """Whether an event or an object is a quiz, an exam, a game or the like, by its name.

    >>> [is_of_test(each) for each in ("quiz_taken", "ExamPassed", "course_rated", "latest")]
    [True, True, False, False]
    """
    return bool(_OF_TEST.search(split_name(name)))


def may_be_points(column: str) -> bool:
    """Whether the values of a column may be points by its name: "score", but neither "stars" nor "rating".

    >>> [may_be_points(each) for each in ("score", "result.score", "stars", "rating")]
    [True, True, False, False]
    """
    return bool(_MAY_BE_POINTS.search(split_name(column.rpartition(".")[2])))


def are_of_a_program(column: str) -> bool:
    """Whether a column counts points, miles or stamps of a loyalty program: no money, and no opinion.

    >>> [are_of_a_program(each) for each in ("points_spent", "Bonus Points", "points", "PointOfSale")]
    [True, True, False, False]
    """
    words = split_name(column.rpartition(".")[2])
    return " " in words and bool(_OF_PROGRAM.search(words))


def is_reached(event: str, column: str) -> bool:
    """Whether the value that an event has in a column is what the user reached by it, as the score of a quiz.

    >>> is_reached("quiz_taken", "score"), is_reached("quiz_taken", "stars"), is_reached("cook_finished", "score")
    (True, False, False)
    """
    return may_be_points(column) and is_of_test(event)


def are_points(column: str) -> bool:
    """Whether a field is what a user reached, or what a model gave, by the objects that it stands in.

    >>> [are_points(each) for each in ("quiz.score", "data.exam.score", "review.score", "quiz.rating", "score")]
    [True, True, False, False, False]
    """
    above = split_name(column.rpartition(".")[0].replace(".", " "))
    return may_be_points(column) and bool(_OF_TEST.search(above) or _OF_MODEL.search(above))
