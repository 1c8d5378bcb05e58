"""How words of titles in several languages become names, each rule with what it must leave as it is."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from core.interests.capitals import capitals_of
from core.interests.makers import maker_names, makers_in
from core.interests.parts import parts_of_phrases
from core.interests.phrases import are_forms, is_english, nouns_come_first, phrases_of, singular, words_of
from core.interests.things import makes_of
from core.personas.likes import stated_tastes
from core.personas.naming import name_segments
from core.personas.phrases import NEARLY, in_singular, phrases, written
from core.types import Lift, Persona, Profile
from core.types.figures import Contrast
from tests.populations import population

N_USERS = 1000
DOGS = ["Dog Food", "Dog Food", "Dog Bed", "Dog Leash", "Dog Harness", "Dog Brush", "Rope Toy", "Rope Toy", "Cat Tree"]
"""A dog ends no phrase, and is on most of the titles."""


def fact(word: str, of_events: float, share: float = 0.8, usual: float = 0.3, kind: str = "term") -> Lift:
    contrast = Contrast(
        event_share=of_events, overall_event_share=0.04, next_share=0.0, next_event_share=0.0, n_items=9.0
    )
    return Lift(kind, word, round(200 * share), share, usual, share / usual, word, contrast=contrast)


def named(titles: list[str], *lifts: Lift, event: str = "purchase") -> Persona:
    every = {f"i{place}": title for place, title in enumerate(titles * 4)}
    log = population([("u0", item, event) for item in every], titles=every, users=[f"u{n}" for n in range(N_USERS)])
    [persona] = name_segments([Profile(1, size=200, share=0.2, lifts=lifts, typical_users=())], log)
    return persona


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("عطر رجالي", "عطر رجالي"),
        ("чайная чашка", "чайная чашка"),
        ("롱 원피스", "롱 원피스"),
        ("ελιές καλαμών", "ελιές καλαμών"),
        ("כוס תה", "כוס תה"),
        ("lunch bag", "lunch bag"),
        ("茶 壶", "茶壶"),
        ("お茶 緑茶", "お茶緑茶"),
        ("กาแฟ คั่ว", "กาแฟคั่ว"),
    ],
)
def test_only_scripts_without_blanks_join_words(words: str, text: str) -> None:
    assert written(words) == text


def test_a_make_is_no_beginning_of_words_in_a_script_with_blanks() -> None:
    titles = ["чай зелёный", "чай чёрный", "чай белый", "чайник большой", "кружка чай"]
    assert makes_of(titles, {"чай"}) == frozenset()
    assert makes_of(["蓝溪咖啡壶", "蓝溪手冲壶", "蓝溪滤纸"], {"蓝溪"}) == {"蓝溪"}


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("cookies", "cookie"), ("brownies", "brownie"), ("movies", "movie"), ("hoodies", "hoodie"),
        ("smoothies", "smoothie"), ("zombies", "zombie"), ("cherries", "cherry"), ("batteries", "battery"),
        ("berries", "berry"), ("candies", "candy"), ("accessories", "accessory"), ("babies", "baby"),
        ("ponies", "pony"), ("caddies", "caddy"), ("jellies", "jelly"), ("puppies", "puppy"), ("pies", "pie"),
        ("ties", "tie"), ("boilies", "boilie"), ("lilies", "lily"), ("strawberries", "strawberry"),
    ],
)  # fmt: skip
def test_nouns_in_ie_keep_it(plural: str, one: str) -> None:
    assert singular(plural) == one


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("knives", "knife"), ("shelves", "shelf"), ("scarves", "scarf"), ("gloves", "glove"), ("sleeves", "sleeve"),
        ("olives", "olive"), ("valves", "valve"), ("stoves", "stove"), ("potatoes", "potato"), ("tomatoes", "tomato"),
        ("shoes", "shoe"), ("canoes", "canoe"), ("horseshoes", "horseshoe"), ("lenses", "lens"), ("buses", "bus"),
        ("vases", "vase"), ("roses", "rose"), ("horses", "horse"), ("blouses", "blouse"), ("glasses", "glass"),
        ("t-shirts", "t-shirt"), ("pop-ups", "pop-up"), ("by-products", "by-product"),
    ],
)  # fmt: skip
def test_plurals_that_no_rule_ends_and_those_that_one_does(plural: str, one: str) -> None:
    assert singular(plural) == one


@pytest.mark.parametrize(
    ("plural", "text"),
    [
        ("board shorts", "board shorts"), ("jeans & denim jackets", "jeans & denim jacket"),
        ("cap & sunglasses", "cap & sunglasses"), ("jeans jackets", "jeans jacket"), ("shirts", "shirt"),
        ("baked bread, buns & rolls", "baked bread, bun & roll"), ("brooms and mops", "broom and mop"),
        ("sandwiches", "sandwich"), ("glass & china", "glass & china"), ("bands of brass", "bands of brass"),
    ],
)  # fmt: skip
def test_what_has_no_singular_stays_before_people(plural: str, text: str) -> None:
    assert in_singular(plural) == text


@pytest.mark.parametrize(
    ("title", "keys"),
    [
        ("Vanilla Ice Cream", {"vanilla", "ice", "vanilla ice", "ice cream"}),
        ("Hand Cream 50ml", {"hand", "hand cream"}),
        ("Olive Oil", {"oil", "olive oil"}),
        ("Green Tea 20 bags", {"tea", "green tea", "bag"}),
        ("Climbing Rose", {"climbing", "climbing rose"}),
        ("Green dress", {"dress"}),
        ("Cream mug", {"mug"}),
        ("Cotton socks cream", {"cotton", "sock", "cotton sock"}),
        ("Rose gold ring", {"ring"}),
        ("Olive jacket", {"jacket"}),
        ("Peach", set()),
        ("Tea, green", {"tea"}),
        ("Orange lamp", {"lamp"}),
        ("Golden retriever mug", {"retriever", "mug", "retriever mug"}),
    ],
)
def test_a_colour_is_a_part_of_a_thing_only_beside_what_makes_it_one(title: str, keys: set[str]) -> None:
    assert {phrase.key for phrase in phrases_of(title)} == keys


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Chaussons d'escalade", ["chausson", "escalade"]),
        ("L'eau de parfum", ["eau", "parfum"]),
        ("Bouteille d\u2019Eau", ["bouteille", "eau"]),
        ("Vini dell'Etna", ["vini", "etna"]),
        ("Guide qu'on aime", ["guide", "aime"]),
        ("L'Oréal Elvive", ["l'oréal", "elvive"]),
        ("D'Artagnan", ["d'artagnan"]),
        ("O'Neill hoodie", ["o'neill", "hoodie"]),
        ("Rock'n'roll", ["rock'n'roll"]),
        ("S'mores maker", ["s'more", "maker"]),
        ("Men's shoes", ["men", "shoe"]),
        ("Can't stop", ["can't", "stop"]),
    ],
)
def test_a_small_word_before_a_vowel_is_no_part_of_the_word_behind_it(title: str, words: list[str]) -> None:
    assert words_of(title) == words


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("SFT DRNK 2 LITER BTL", ["soft", "drink", "bottle"]),
        ("FRZN CHKN NUGGETS", ["frozen", "chicken", "nugget"]),
        ("Sft drnk", []),
        ("TAP BN 15MM", ["tap"]),
        ("FD DOOR", ["door"]),
        ("TV STAND", ["tv", "stand"]),
        ("HEX BOLT", ["hex", "bolt"]),
        ("CRYSTAL BOWL", ["crystal", "bowl"]),
    ],
)
def test_shorthand_of_titles_in_capitals_is_written_in_full(title: str, words: list[str]) -> None:
    assert words_of(title) == words


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Domek dla lalek", ["domek", "lalek"]),
        ("Kosz bez pokrywy", ["kosz", "pokrywy"]),
        ("Çocuk için kitap", ["çocuk", "kitap"]),
        ("Кружка для чая", ["кружка", "чая"]),
        ("Hoes voor laptop", ["hoe", "laptop"]),
        ("Fone com fio", ["fone", "fio"]),
        ("عود من الهند", ["عود", "الهند"]),
        ("Sous vide stick", ["sous", "vide", "stick"]),
        ("Coffee pods", ["coffee", "pod"]),
        ("NAS drive", ["nas", "drive"]),
        ("Van driver", ["van", "driver"]),
        ("Till roll", ["till"]),
        ("Dan Brown novel", ["dan", "novel"]),
        ("Gâteau aux pommes", ["gâteau", "pomme"]),
        ("Creme dos pés", ["creme", "pés"]),
        ("Tata Toor Dal 1kg", ["tata", "toor", "dal"]),
        ("Anker AUX Cable", ["anker", "aux", "cable"]),
        ("Sac à dos noir", ["sac", "dos"]),
        ("Sobre de café", ["sobre", "café"]),
        ("Champú pelo rizado", ["champú", "pelo", "rizado"]),
        ("DIN rail", ["din", "rail"]),
    ],
)
def test_small_words_of_other_languages_are_no_things_and_things_stay(title: str, words: list[str]) -> None:
    assert words_of(title) == words


@pytest.mark.parametrize(
    ("titles", "is_so"),
    [
        (["Crema de manos", "Champú seco"], True),
        (["Sac à dos pour femme", "Verre ballon"], True),
        (["Fone com fio", "Cabo USB"], True),
        (["Domek dla lalek", "Klocki"], True),
        (["دهن عود", "عطر رجالي"], True),
        (["Kopi untuk pagi", "Teh hijau"], True),
        (["Семена для рассады", "Чай чёрный"], True),
        (["Hand cream for men", "Soap"], False),
        (["Hand cream", "Soap"], False),
        (["Becher mit Henkel", "Kanne für Tee"], False),
        (["Hoes voor laptop", "Kan met deksel"], False),
        (["Çocuk için kitap", "Bardak"], False),
        (["Crème de la Crème candle", "Set of 3 jars", "Mug for tea"], False),
        ([*["Mug"] * 40, "Eau de Parfum"], False),
        (["茶杯", "茶壶"], False),
        (["Чайная чашка", "Кружка"], False),
        (["롱 원피스", "운동화"], False),
        ([], False),
    ],
)
def test_languages_whose_nouns_come_first_are_known_by_script_or_small_words(titles: list[str], is_so: bool) -> None:
    assert nouns_come_first(titles) is is_so


def test_where_nouns_come_first_any_word_may_be_one() -> None:
    heads = {
        first: {p.key for p in phrases_of("Klocki drewniane", noun_first=first) if p.is_head} for first in (True, False)
    }
    assert heads == {True: {"klocki", "klocki drewniane", "drewniane"}, False: {"klocki drewniane", "drewniane"}}


@pytest.mark.parametrize(
    ("titles", "name"),
    [
        (["Vaso de cristal", "Gafas de sol", "Gafas de lectura", "Gafas de sol"], "Gafas buyers"),
        (["Jar for tea", "Gafas for sun", "Gafas for men", "Gafas"], "Gafa buyers"),
    ],
)
def test_an_s_is_taken_off_english_words_alone(titles: list[str], name: str) -> None:
    assert is_english(titles) is ("Jar for tea" in titles)
    assert named(titles, fact("gafa", 0.4)).name == name


@pytest.mark.parametrize(
    ("first", "second", "is_so"),
    [
        ("perde", "perdesi", True), ("luftfilter", "luftfiltereinsatz", True), ("desk lamp", "lampshade", True),
        ("satz", "bremsbelagsatz", True), ("cat", "caterpillar", True), ("tea", "coffee", False),
        ("luftfilter", "ölfilter", False), ("conditioner", "shampoo", False), ("tv", "tvs", False),
        ("防晒霜", "防晒乳", False), ("mascara", "eyeshadow palette", False), ("lip gloss", "lipstick", True),
        ("drill", "saw", False), ("card", "cart", False),
    ],
)  # fmt: skip
def test_two_forms_of_a_word_are_no_two_things(first: str, second: str, is_so: bool) -> None:
    assert are_forms(first, second) is are_forms(second, first) is is_so


def parts(*titles: str, anywhere: tuple[str, ...] = ()) -> frozenset[str]:
    words = sorted({word for title in titles for word in title.split()})
    return parts_of_phrases(words, sparse.csr_array([[w in t.split() for w in words] for t in titles]), anywhere)


def test_a_word_beside_always_the_same_one_is_a_part_of_what_a_product_is_called() -> None:
    others = ("oak desk", "oak chair", "tin chair", "tin desk")
    assert "glow" in parts("lip oil glow", "lip oil glow", "lip balm", *others)
    assert "balm" not in parts("lip balm", "hand balm", *others)
    assert parts("acme balm", "acme oil", *others, anywhere=("acme",)) == frozenset()
    assert "chair" not in parts("dining chair", "dining chair", "office chair")  # most titles hold "dining"
    assert parts("", "") == frozenset()


@pytest.mark.parametrize(
    ("titles", "lifts", "event", "name"),
    [
        (DOGS, [fact("dog", 0.5), fact("rope toy", 0.1)], "purchase", "Buyers of dog items"),
        (DOGS, [fact("dog", 0.5), fact("rope toy", 0.1)], "play", "Dog players"),
        (DOGS, [fact("dog", 0.5), fact("rope toy", 0.6)], "purchase", "Rope toy buyers"),
        (DOGS, [fact("dog", 0.05, 0.4), fact("rope toy", 0.1)], "purchase", "Rope toy buyers"),
        (DOGS, [fact("dog", 0.5), fact("Pets", 0.6, kind="category")], "purchase", "Pets buyers"),
        (DOGS, [fact("cat", 0.5)], "purchase", "Segment 1"),
        (DOGS, [fact("dog", 0.5), fact("dog food", 0.45)], "purchase", "Dog food buyers"),
        (DOGS, [fact("dog", 0.5), fact("dog food", 0.2)], "purchase", "Buyers of dog items"),
        (["Diabetic Food", "Diabetic Tea", "Mug"], [fact("diabetic", 0.5)], "purchase", "Segment 1"),
        (["Vintage Food", "Vintage Tea", "Mug"], [fact("vintage", 0.5)], "purchase", "Segment 1"),
        (["Christmas Tree", "Christmas Bell"], [fact("christmas", 0.5)], "purchase", "Christmas buyers"),
        (["Tea Dog Mug"], [fact("tea dog", 0.5)], "purchase", "Segment 1"),
        (
            ["Juwel Aquarium Heizer", "Eheim Aquarium Pumpe"],
            [fact("aquarium", 0.5)],
            "purchase",
            "Buyers of aquarium items",
        ),
        (["Juwel Aquarium Heizer", "Juwel Filter Kohle"], [fact("juwel", 0.5)], "purchase", "Segment 1"),
        (["Night Nurse Berlin", "Senior Nurse Essen"], [fact("nurse", 0.5)], "view", "Browsers of nurse items"),
        (["Night Nurse Berlin", "Senior Nurse Essen"], [fact("senior", 0.5)], "view", "Segment 1"),
        (["Acme Kids Bike", "Bora Kids Lamp"], [fact("kid", 0.5)], "purchase", "Buyers of kids items"),
        (["Acme Gay Pride Flag", "Bora Gay Pride Mug"], [fact("pride", 0.5)], "purchase", "Segment 1"),
        (["Acme HIV Advice Book", "Bora HIV Advice Film"], [fact("advice", 0.5)], "purchase", "Segment 1"),
        (["Acme Lion Pride Mug", "Bora Lion Pride Pin"], [fact("pride", 0.5)], "purchase", "Buyers of pride items"),
    ],
)
def test_a_word_that_is_no_noun_names_where_it_is_worth_more_than_nouns(titles, lifts, event, name):
    assert named(titles, *lifts, event=event).name == name


SCENTS = [f"عطر {of}" for of in ("رجالي", "نسائي")] * 3 + ["بخور معمول", "دهن عود"]


def scent(word: str, of_events: float) -> list[Lift]:
    """A word and the pair that says nearly as much."""
    return [fact(word, of_events), fact(f"عطر {word}", 0.9 * of_events)]


@pytest.mark.parametrize(
    ("of_alone", "others"),
    [(0.5, ["Buyers of عطر رجالي", "Buyers of نسائي"]), (0.3, ["Buyers of عطر رجالي", "Segment 2"])],
)
def test_a_word_names_alone_where_another_segment_is_called_by_its_other_word(
    of_alone: float, others: list[str]
) -> None:
    every = {f"i{place}": title for place, title in enumerate(SCENTS * 4)}
    log = population(
        [("u0", item, "purchase") for item in every], titles=every, users=[f"u{n}" for n in range(N_USERS)]
    )
    likes = [scent("رجالي", 0.6), [fact("نسائي", of_alone), fact("عطر نسائي", 0.45)]]
    profiles = [
        Profile(place, size=200, share=0.2, lifts=tuple(each), typical_users=()) for place, each in enumerate(likes, 1)
    ]
    assert [persona.name for persona in name_segments(profiles, log)] == others


@pytest.mark.parametrize(("of_pair", "text"), [(0.29, "coach screw"), (0.2, "screw")])
def test_a_pair_takes_the_place_of_its_word_where_it_is_worth_nearly_as_much(of_pair: float, text: str) -> None:
    word = replace(fact("screw", 0.3), count=120)
    pair = replace(fact("coach screw", of_pair), count=90)
    assert next(iter(dict(phrases([word, pair], {})))) == text
    assert NEARLY < 1


@pytest.mark.parametrize(
    ("titles", "found"),
    [
        (["Hella Bremsbelag für Audi", "Sachs Bremsbelag vorne"], {"bremsbelag": "Bremsbelag"}),
        (["Ate Satz mit Feder", "Ate Satz", "Ate satz"], {}),
        (["Retractable Dog Leash", "Long Dog Leash"], {}),
        (["Dog Leash for Dogs", "The Dog Leash"], {}),
        (["Hoes voor Laptop", "Grote Laptop"], {}),
        (["Sac à Dos", "Grand Dos"], {}),
        (["BREMSE für AUDI", "NEUE AUDI"], {}),
        (["Kanne für tee", "Dose tee"], {}),
        ([*["Dog Leash"] * 60, "Kaffee Dog mit Dog"], {}),
        ([], {}),
    ],
)
def test_german_nouns_keep_their_capital_and_other_languages_have_none(
    titles: list[str], found: dict[str, str]
) -> None:
    assert capitals_of(titles) == found


NOVELS = [f"P. D. Marsh \N{EN DASH} {word} Lake" for word in ("Cold", "Deep", "Last", "Lost")] + [
    f"Brandon Wells: {word} Crown" for word in ("Iron", "Shadow", "Storm", "Bone")
]


@pytest.mark.parametrize(
    ("text", "written_so"),
    [
        ("marsh", "P. D. Marsh"),
        ("marsh & brandon well", "P. D. Marsh & Brandon Wells"),
        ("wells", "Brandon Wells"),
        ("lake", "lake"),
        ("crown & lake", "crown & lake"),
        ("cold lake", "cold lake"),
        ("marsh lake", "marsh lake"),
        ("marsh well", "marsh well"),
        ("", ""),
    ],
)
def test_makers_are_called_as_titles_call_them(text: str, written_so: str) -> None:
    assert maker_names(NOVELS).written(text) == written_so


@pytest.mark.parametrize(
    "titles",
    [
        ["Mug - Blue", "Pot - Blue", "Jug - Blue", "Tin - Blue"],
        ["Marsh hat", "Marsh tent", "Marsh boots", "Marsh map"],
        [f"Pulse 909 - {word}" for word in ("One", "Two", "Six", "Ten")],
        [f"Ann Marsh - {word}" for word in ("Lake", "Pond", "Sea")],
        [*NOVELS[:4], *(f"Lou Marsh: {word} Crown" for word in ("Iron", "Shadow", "Storm", "Bone"))],
        [*NOVELS[:4], "Marsh walks"],
        [],
    ],
)
def test_what_stands_for_no_one_maker_stays_as_it_is(titles: list[str]) -> None:
    assert len(makers_in(titles)) == len(titles)
    assert maker_names(np.array(titles, dtype=object)).written("marsh & pulse & blue") == "marsh & pulse & blue"


@pytest.mark.parametrize(
    ("category", "n_stated"), [("Misc", 0), ("OTHER", 0), ("其他", 0), ("Pets", 1), ("Miscanthus", 1)]
)
def test_what_is_left_over_is_no_taste_to_state(category: str, n_stated: int) -> None:
    profile = Profile(1, size=200, share=0.2, lifts=(fact(category, 0.5, kind="category"),), typical_users=())
    assert len(stated_tastes(profile, Persona(1, "Segment 1", "", ()), is_mixed=False)) == n_stated


@pytest.mark.parametrize(
    ("titles", "found"),
    [
        (["Trip to Brant by bus", "Hotel in Brant"], {"brant": "Brant"}),
        (["Milk UHT 1l", "Cream UHT"], {"uht": "UHT"}),
        (["Reykjavik Tour", "Iceland: Ice Cave"], {"reykjavik": "Reykjavik", "iceland": "Iceland"}),
        (["Dog Leash", "Long Dog Leash"], {}),
        (["MILK UHT", "CREAM UHT"], {}),
        (["Brant Yoghurt mild", "Brant Yoghurt plain"], {}),
        (["Turkey Breast", "China Bowl", "Nail Polish"], {}),
        (["iceland moss tea", "moss of iceland"], {}),
        (["milk NEW 1l", "milk new 2l", "milk new"], {}),
        (["a Brant mug", "a brant bowl", "the brant cup"], {}),
    ],
)
def test_names_and_abbreviations_keep_their_capitals_and_things_have_none(
    titles: list[str], found: dict[str, str]
) -> None:
    assert dict(capitals_of(titles)) == found


@pytest.mark.parametrize(
    ("title", "heads"),
    [
        ("Boat tour with lunch", {"tour", "boat tour"}),
        ("Lamp with motion sensor, wooden stand", {"lamp", "stand", "wooden stand"}),
        ("Leuchte mit Bewegungsmelder", {"leuchte"}),
        ("Toy for dogs", {"toy", "dog"}),
        ("Sac sans anse", {"sac"}),
        ("Lunch box", {"box", "lunch box"}),
        ("Mint (with lid) jar", {"jar"}),
    ],
)
def test_what_comes_with_a_thing_is_not_the_thing(title: str, heads: set[str]) -> None:
    assert {phrase.key for phrase in phrases_of(title) if phrase.is_head} == heads
