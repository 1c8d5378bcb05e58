"""Ratings that are written as stars, words or thumbs: which number each text of a column is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from core.attributes.names import without_accents
from core.ingest.names.words import word_set
from core.ingest.tables.log_table import LogTable
from core.ingest.values.numbers import are_numbers
from core.population.meanings import is_rating
from core.sentences import Sentence, say
from core.store.sql import literal

_MOST_TEXTS, _MOSTLY, _SHOWN = 60, 0.98, 6
_STARS = re.compile(r"[★☆⭐✩✪✰🌟\ufe0f ]+")
_FULL = "★⭐✪🌟"
_NUMBER = r"(\d+(?:[.,]\d+)?)"
_OUT_OF = re.compile(
    rf"{_NUMBER} ?(?:out of|of|von|sur|de|su|di|van|/|auf) ?(?:5|10|cinq|funf|cinco|cinque)(?:[.,]0)?"
    r"(?: ?(?:stars?|sternen?|etoiles?|estrellas?|stelle|estrelas|sterren|punkten))?"
    rf"|{_NUMBER} ?(?:stars?|sterne?|etoiles?|estrellas?|stell[ae]|estrelas?|颗星|星|つ星)"
    rf"|(?:5つ星のうち|rated|note|bewertung:?) ?{_NUMBER}(?: out of 5)?"
)
_COUNTED = re.compile(
    r"(one|two|three|four|five|ein|zwei|drei|vier|funf|une|deux|trois|quatre|cinq|una|dos|tres|cuatro|cinco"
    r"|due|tre|quattro|cinque|uma|duas|quatro) (?:stars?|sterne?|etoiles?|estrellas?|stell[ae]|estrelas?)"
)
_COUNTS = {
    word: place
    for place, words in enumerate(
        ("one ein une una uma", "two zwei deux dos due duas", "three drei trois tres tre", "four vier quatre cuatro "
         "quattro quatro", "five funf cinq cinco cinque"), start=1)
    for word in words.split()
}  # fmt: skip
_WORDS = (
    "very bad|very poor|terrible|awful|horrible|worst|sehr schlecht|tres mauvais|muy malo|pessimo|muito ruim|很差"
    "|非常差|とても悪い|very dissatisfied|very unsatisfied",
    "bad|poor|schlecht|mauvais|malo|scarso|ruim|差|悪い|dissatisfied|unsatisfied",
    "average|ok|okay|neutral|fair|mittel|moyen|regular|medio|sufficiente|一般|普通|mediocre",
    "good|gut|bon|bueno|buono|bom|好|良い|satisfied|zufrieden",
    "very good|excellent|great|amazing|outstanding|perfect|best|sehr gut|ausgezeichnet|tres bon|excelente|muy bueno"
    "|ottimo|eccellente|muito bom|otimo|很好|非常好|とても良い|very satisfied|love it|loved it",
)
"""Words of ratings from 1 to 5."""
_RANKS = {word: rank for rank, words in enumerate(_WORDS, start=1) for word in words.split("|")}
_WITH_BEST = {"poor": 1, "bad": 1, "fair": 2, "average": 2, "good": 3, "very good": 4}
"""What words are where "very good" is not the best of them."""
_BEST = word_set("excellent outstanding perfect")
_THUMBS = {
    1.0: "recommended|recommends|helpful|up|thumbs up|thumb up|like|liked|👍|positive|upvote|upvoted"
    "|true|yes|ja|oui|si|sim|是|はい|赞|喜欢|高評価",
    -1.0: "not recommended|not helpful|down|thumbs down|thumb down|dislike|disliked|👎|negative|downvote"
    "|downvoted|false|no|nein|non|nao|否|いいえ|踩|不喜欢|低評価",
}
_OF_THUMBS = {word: number for number, words in _THUMBS.items() for word in words.split("|")}


def numbers_of_texts(header: str, texts: Sequence[str]) -> dict[str, float]:
    """Return the number that each text, in small letters, of a column of ratings is; none where they are no such texts.

    >>> numbers_of_texts("rating", ["★★☆☆☆", "★★★★★"])
    {'★★☆☆☆': 2.0, '★★★★★': 5.0}
    >>> numbers_of_texts("Bewertung", ["4,0 von 5 Sternen", "1,0 von 5 Sternen"])
    {'4,0 von 5 sternen': 4.0, '1,0 von 5 sternen': 1.0}
    >>> numbers_of_texts("thumbs", ["up", "down"]), numbers_of_texts("rating", ["PG-13", "R"])
    ({'up': 1.0, 'down': -1.0}, {})
    """
    often = Counter(text.strip().lower() for text in texts)
    if not is_rating(header) or not 2 <= len(often) <= _MOST_TEXTS or are_numbers(texts):
        return {}
    for read in (_stars, _out_of, _words, _thumbs):
        found = read(list(often))
        if len(set(found.values())) > 1 and sum(often[text] for text in found) >= _MOSTLY * often.total():
            return found
    return {}


def spell_ratings(events: LogTable) -> tuple[LogTable, tuple[Sentence, ...]]:
    """Return a log whose value is the number that each of its ratings in words, stars or thumbs is, with a note."""
    value = events.map.value
    if not value or value not in events.sample.columns or events.is_settled("value"):
        return events, ()
    found = numbers_of_texts(value, events.sample.texts(value))
    if not found:
        return events, ()
    cases = " ".join(f"when {literal(text)} then {literal(f'{number:g}')}" for text, number in found.items())
    ranked = sorted(found.items(), key=lambda pair: pair[1])
    shown = ", ".join(f"{text} = {number:g}" for text, number in ranked[:_SHOWN]) + (", …" if ranked[_SHOWN:] else "")
    note = say("The ratings in {column!r} are read as numbers: {pairs}.", column=value, pairs=shown)
    return events.with_sql(value=f"case lower(trim({{{value}}})) {cases} end"), (note,)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[_!.-]+", " ", without_accents(text)).split())


def _stars(texts: Sequence[str]) -> dict[str, float]:
    if not any(sign in text for text in texts for sign in _FULL):
        return {}
    return {text: float(sum(map(text.count, _FULL))) for text in texts if _STARS.fullmatch(text)}


def _out_of(texts: Sequence[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for text in texts:
        bare = " ".join(without_accents(text).split())
        match, counted = _OUT_OF.fullmatch(bare), _COUNTED.fullmatch(bare)
        if match:
            found[text] = float(next(filter(None, match.groups())).replace(",", "."))
        elif counted:
            found[text] = float(_COUNTS[counted[1]])
    return found


def _words(texts: Sequence[str]) -> dict[str, float]:
    plain = {text: _plain(text) for text in texts}
    ranks: Mapping[str, int] = _RANKS
    if "very good" in plain.values() and not _BEST.isdisjoint(plain.values()):
        ranks = {**_RANKS, **_WITH_BEST}
    return {text: float(ranks[word]) for text, word in plain.items() if word in ranks}


def _thumbs(texts: Sequence[str]) -> dict[str, float]:
    plain = {text: _plain(text) for text in texts}
    return {text: _OF_THUMBS[word] for text, word in plain.items() if word in _OF_THUMBS}
