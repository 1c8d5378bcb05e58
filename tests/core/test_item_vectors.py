"""Item vectors that were made elsewhere."""

import math

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.encoders.items import ItemVectors, read_item_vectors
from core.errors import DataError
from tests.populations import population

LOG = population([("ann", "tea"), ("bob", "mug"), ("cat", "tea"), ("cat", "mug")])


@pytest.fixture
def write(tmp_path):
    """Write columns to a Parquet file and return its path."""

    def write(**columns):
        pq.write_table(pa.table(columns), tmp_path / "vectors.parquet")
        return str(tmp_path / "vectors.parquet")

    return write


def test_lists_and_columns_hold_the_same_vectors(write):
    lists = read_item_vectors(write(item_id=["tea", "mug"], vector=[[1.0, 2.0], [3.0, 4.0]]))
    columns = read_item_vectors(write(item_id=["tea", "mug"], a=[1, 3], b=[2.0, 4.0]))
    for ids, vectors in (lists, columns):
        assert ids == ["tea", "mug"]
        assert vectors.dtype == np.float32
        assert vectors.tolist() == [[1, 2], [3, 4]]


def test_lists_of_one_size_and_ids_that_are_numbers_are_read(write):
    fixed = pa.array([[1.0, 2.0], [3.0, 4.0]], pa.list_(pa.float32(), 2))
    ids, vectors = read_item_vectors(write(item_id=[7, 8], vector=fixed))
    assert ids == ["7", "8"]
    assert vectors.tolist() == [[1, 2], [3, 4]]


def test_a_user_is_the_mean_of_the_centred_vectors(write):
    path = write(item_id=["mug", "tea", "unused"], x=[1.0, -1.0, 9.0], y=[5.0, 5.0, 9.0])
    vectors = ItemVectors(path).fit_transform(LOG)
    # what both items have in common (y) is taken off, so they are opposite; who has both is like the average
    assert vectors[0] @ vectors[1] == pytest.approx(-1, abs=1e-5)


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0, 2.0])
def test_rare_items_count_by_the_power_of_their_idf(write, power):
    path = write(item_id=["tea", "mug", "hat"], x=[1.0, 0.0, 0.0], y=[0.0, 1.0, 0.0], z=[0.0, 0.0, 1.0])
    log = population([("ann", "tea"), ("ann", "mug"), ("bob", "tea"), ("cat", "tea"), ("dan", "hat")])
    encoder = ItemVectors(path, idf_power=power)
    ann, bob, *_ = encoder.fit_transform(log)
    # tea 3 of 4 users, mug and hat 1 of 4; items count by their popularity in the centre, and by idf in both
    tea, rare = math.log(5 / 4) ** power, math.log(5 / 2) ** power
    centre = np.array([3 * tea, rare, rare]) / (3 * tea + 2 * rare)
    own, others = tea * ([1, 0, 0] - centre) + rare * ([0, 1, 0] - centre), [1, 0, 0] - centre
    expected = own @ others / np.linalg.norm(own) / np.linalg.norm(others)
    assert ann @ bob == pytest.approx(expected, abs=1e-5)


def test_items_without_a_vector_are_counted_and_noted(write):
    encoder = ItemVectors(write(item_id=["tea"], x=[1.0], y=[2.0]))
    encoder.fit_transform(LOG)
    assert encoder.notes_ == ("1 of 2 items have no vector in vectors.parquet, so they do not count.",)


def test_a_file_that_covers_every_item_gives_no_note(write):
    encoder = ItemVectors(write(item_id=["tea", "mug"], x=[1.0, 2.0]))
    encoder.fit_transform(LOG)
    assert encoder.notes_ == ()


def test_what_was_fitted_needs_no_file(write, tmp_path):
    encoder = ItemVectors(write(item_id=["tea", "mug"], x=[1.0, 2.0]))
    vectors = encoder.fit_transform(LOG)
    (tmp_path / "vectors.parquet").unlink()
    np.testing.assert_array_equal(encoder.transform(LOG), vectors)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"item": ["tea"], "x": [1.0]}, "has no column item_id; it has item, x"),
        ({"item_id": ["tea"]}, "holds no vectors beside item_id: nothing"),
        ({"item_id": ["tea"], "x": ["much"]}, r"holds no vectors beside item_id: x \(string\)"),
        ({"item_id": ["tea"], "x": [["much"]]}, r"holds no vectors beside item_id: x \(list"),
        ({"item_id": ["tea"], "x": [1.0], "y": [[1.0]]}, r"holds no vectors beside item_id: x \(double\), y \(list"),
        ({"item_id": ["tea", "mug"], "x": [[1.0], [1.0, 2.0]]}, "has vectors of different or no length: 1 to 2"),
        ({"item_id": ["tea", "mug"], "x": [[1.0], None]}, "has vectors of different or no length: 0 to 1"),
        ({"item_id": ["tea", "mug"], "x": [[1.0], [None]]}, "has 1 vectors with a number that is missing or infinite"),
        ({"item_id": ["tea", "mug"], "x": [1.0, float("inf")]}, "has 1 vectors with a number that is missing"),
        ({"item_id": ["tea", "tea"], "x": [1.0, 2.0]}, "names 1 items twice"),
        ({"item_id": ["cup", "hat"], "x": [1.0, 2.0]}, "has a vector for none of the 2 items of the log"),
    ],
)
def test_a_file_of_another_form_is_refused(write, columns, message):
    with pytest.raises(DataError, match=message):
        ItemVectors(write(**columns)).fit_transform(LOG)


def test_a_file_that_is_missing_or_not_parquet_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"No file of item vectors is given\."):
        ItemVectors().fit_transform(LOG)
    with pytest.raises(DataError, match="There is no file of item vectors at nowhere"):
        ItemVectors("nowhere").fit_transform(LOG)
    (tmp_path / "plain.csv").write_text("item_id,x\ntea,1\n")
    with pytest.raises(DataError, match="is no Parquet file"):
        ItemVectors(str(tmp_path / "plain.csv")).fit_transform(LOG)
