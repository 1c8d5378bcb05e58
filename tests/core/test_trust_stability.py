import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from core.clusterers.kmeans import KMeans
from core.trust.stability import N_RESAMPLES, best_jaccard, resample_stability


def blobs(sizes, spread, random_state=0):
    rng = np.random.default_rng(random_state)
    labels = np.repeat(np.arange(1, len(sizes) + 1), sizes).astype(np.int32)
    return (10 * np.eye(len(sizes))[labels - 1] + spread * rng.normal(size=(len(labels), len(sizes)))).astype(
        np.float32
    ), labels


def kmeans(k, n_starts=3):
    return lambda X, random_state: KMeans(k, n_starts, random_state).fit_predict(X)


def jaccard_by_sets(labels, other, segments):
    """Hennig's definition, with sets."""
    found = []
    others = [set(np.flatnonzero(other == name)) for name in set(other.tolist()) - {-1}]
    for segment in segments:
        own = set(np.flatnonzero(labels == segment))
        found.append(max([len(own & each) / len(own | each) for each in others], default=0) if own else np.nan)
    return found


@pytest.mark.parametrize("random_state", range(10))
def test_jaccard_equals_that_of_sets(random_state):
    rng = np.random.default_rng(random_state)
    labels = rng.choice([-1, 1, 2, 5], size=50).astype(np.int32)
    other = rng.choice([-1, 0, 3, 4, 9], size=50).astype(np.int32)
    assert best_jaccard(labels, other) == pytest.approx(jaccard_by_sets(labels, other, [1, 2, 5]), abs=1e-12)


def test_segments_that_were_not_drawn_are_nan():
    labels, all_labels = np.array([1, 1, 2]), np.array([1, 2, 3, -1, 4])
    found = best_jaccard(labels, np.array([0, 0, 0]), all_labels)
    assert found == pytest.approx([2 / 3, 1 / 3, np.nan, np.nan], nan_ok=True)


def test_users_who_became_noise_meet_nothing():
    assert best_jaccard(np.array([1, 1, 2, 2]), np.array([-1, -1, 7, -1])).tolist() == [0, 0.5]


def test_noise_alone_has_no_segments():
    assert best_jaccard(np.array([-1, -1]), np.array([1, 2])).tolist() == []


def test_groups_far_from_each_other_are_stable():
    X, labels = blobs((40, 30, 30), 0.1)
    found = resample_stability(X, labels, kmeans(3))
    assert found.jaccard.tolist() == found.jaccard_subsample.tolist() == [1, 1, 1]
    assert found.ari == 1
    assert (found.n_resamples, found.n_sampled) == (N_RESAMPLES, 100)


def test_a_round_blob_cut_in_pieces_does_not():
    X = np.random.default_rng(0).normal(size=(200, 6)).astype(np.float32)
    labels = KMeans(4, 5, 0).fit_predict(X) + 1
    found = resample_stability(X, labels, kmeans(4))
    assert (found.jaccard < 0.6).all()
    assert found.ari < 0.5


def test_only_the_pieces_of_a_split_group_are_unstable():
    X, labels = blobs((100, 100), 1.0)
    X = np.hstack([X, np.random.default_rng(1).normal(size=(200, 3)).astype(np.float32)])
    labels = KMeans(3, 10, 0).fit_predict(X) + 1
    split_group = [segment for segment in (1, 2, 3) if np.count_nonzero(labels == segment) < 80]
    found = resample_stability(X, labels, kmeans(3, 10)).jaccard
    assert len(split_group) == 2
    whole = ({1, 2, 3} - set(split_group)).pop()
    assert all(found[segment - 1] < found[whole - 1] - 0.1 for segment in split_group)


def test_every_figure_equals_a_plain_loop_over_the_resamples():
    X, labels = blobs((20, 20, 15), 4.0)
    labels[:4] = -1
    resamples = []

    def recluster(rows, random_state):
        # Rows are found again by their first coordinate: no two are equal.
        drawn = [int(np.flatnonzero(X[:, 0] == row[0])[0]) for row in rows]
        found = KMeans(3, 2, random_state).fit_predict(rows)
        resamples.append((drawn, found))
        return found

    found = resample_stability(X, labels, recluster, 3)
    per_kind = {True: [], False: []}
    agreement = []
    for rows, own in resamples:
        user_of = dict(zip(rows, own, strict=True))
        users = sorted(user_of)
        known, other = labels[users], np.array([user_of[user] for user in users])
        per_kind[len(rows) == 55].append(jaccard_by_sets(known, other, [1, 2, 3]))
        agreement.append(adjusted_rand_score(known, other))
    assert [len(each) for each in per_kind.values()] == [20, 20]
    assert {len(rows) for rows, _ in resamples} == {55, 44}
    assert all(len(set(rows)) == 44 for rows, _ in resamples if len(rows) == 44)
    assert found.jaccard == pytest.approx(np.nanmean(per_kind[True], axis=0), abs=1e-12)
    assert found.jaccard_subsample == pytest.approx(np.nanmean(per_kind[False], axis=0), abs=1e-12)
    assert found.ari == pytest.approx(np.mean(agreement), abs=1e-12)


def test_the_same_random_state_gives_the_same_figures():
    X, labels = blobs((30, 30), 5.0)
    first, again, other = (resample_stability(X, labels, kmeans(2, 1), number) for number in (4, 4, 5))
    assert (first.jaccard.tolist(), first.ari) == (again.jaccard.tolist(), again.ari)
    assert first.jaccard.tolist() != other.jaccard.tolist()


@pytest.mark.parametrize("n_users", [1, 2, 3, 5, 10])
def test_as_many_segments_as_users_can_be_resampled(n_users):
    X = np.eye(n_users, dtype=np.float32)
    labels = np.arange(1, n_users + 1, dtype=np.int32)
    found = resample_stability(X, labels, kmeans(n_users))
    assert found.jaccard.shape == (n_users,)
    assert found.jaccard.tolist() == [1] * n_users


def test_everyone_unassigned_has_no_segments_to_judge():
    found = resample_stability(np.eye(6, dtype=np.float32), np.full(6, -1, dtype=np.int32), kmeans(1))
    assert found.jaccard.shape == (0,)
    assert found.ari == 1


def test_errors_are_those_of_means_over_resamples():
    # Two blobs of 30 users; the clusterer puts a few of them at random into the other one.
    X = np.repeat(np.eye(2, dtype=np.float32), 30, axis=0)
    labels = np.repeat([1, 2], 30).astype(np.int32)
    seen = []

    def shaky(vectors, random_state):
        moved = np.random.default_rng(random_state).random(len(vectors)) < 0.1
        found = np.where(moved, 1 - vectors.argmax(axis=1), vectors.argmax(axis=1)).astype(np.int32)
        seen.append(random_state)
        return found

    found = resample_stability(X, labels, shaky, 0)
    assert sorted(seen) == list(range(1, 2 * N_RESAMPLES + 1))  # each resample has a random state of its own
    assert (found.jaccard_error > 0).all()
    assert (found.jaccard_error < 0.05).all()
    assert 0 < found.ari_error < 0.05
    steady = resample_stability(X, labels, lambda vectors, _: vectors.argmax(axis=1).astype(np.int32), 0)
    assert steady.jaccard_error.tolist() == [0, 0]
    assert steady.ari_error == 0
