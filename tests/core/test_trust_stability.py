import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from core.clusterers.kmeans import KMeans
from core.errors import DataError
from core.trust.refit import Refit
from core.trust.segmented import Segmented
from core.trust.stability import N_RESAMPLES, best_jaccard, refit_stability, vector_stability
from core.types import Recipe
from tests.core.trust_help import planted


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
    found = vector_stability(X, labels, kmeans(3))
    assert found.jaccard.tolist() == [1, 1, 1]
    assert found.ari == 1
    assert found.n_resamples == N_RESAMPLES


def test_a_round_blob_cut_in_pieces_does_not():
    X = np.random.default_rng(0).normal(size=(200, 6)).astype(np.float32)
    labels = KMeans(4, 5, 0).fit_predict(X) + 1
    found = vector_stability(X, labels, kmeans(4))
    assert (found.jaccard < 0.6).all()
    assert found.ari < 0.5


def test_only_the_pieces_of_a_split_group_are_unstable():
    X, labels = blobs((100, 100), 1.0)
    X = np.hstack([X, np.random.default_rng(1).normal(size=(200, 3)).astype(np.float32)])
    labels = KMeans(3, 10, 0).fit_predict(X) + 1
    split_group = [segment for segment in (1, 2, 3) if np.count_nonzero(labels == segment) < 80]
    found = vector_stability(X, labels, kmeans(3, 10)).jaccard
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

    found = vector_stability(X, labels, recluster, 3)
    jaccard, agreement = [], []
    for rows, own in resamples:
        user_of = dict(zip(rows, own, strict=True))
        users = sorted(user_of)
        known, other = labels[users], np.array([user_of[user] for user in users])
        jaccard.append(jaccard_by_sets(known, other, [1, 2, 3]))
        agreement.append(adjusted_rand_score(known, other))
    assert [len(rows) for rows, _ in resamples] == [55] * N_RESAMPLES
    assert found.jaccard == pytest.approx(np.nanmean(jaccard, axis=0), abs=1e-12)
    assert found.ari == pytest.approx(np.mean(agreement), abs=1e-12)


def test_the_same_random_state_gives_the_same_figures():
    X, labels = blobs((30, 30), 5.0)
    first, again, other = (vector_stability(X, labels, kmeans(2, 1), number) for number in (4, 4, 5))
    assert (first.jaccard.tolist(), first.ari) == (again.jaccard.tolist(), again.ari)
    assert first.jaccard.tolist() != other.jaccard.tolist()


@pytest.mark.parametrize("n_users", [1, 2, 3, 5, 10])
def test_as_many_segments_as_users_can_be_resampled(n_users):
    X = np.eye(n_users, dtype=np.float32)
    labels = np.arange(1, n_users + 1, dtype=np.int32)
    found = vector_stability(X, labels, kmeans(n_users))
    assert found.jaccard.shape == (n_users,)
    assert found.jaccard.tolist() == [1] * n_users


def test_everyone_unassigned_has_no_segments_to_judge():
    found = vector_stability(np.eye(6, dtype=np.float32), np.full(6, -1, dtype=np.int32), kmeans(1))
    assert found.jaccard.shape == (0,)
    assert found.ari == 1


PLANTED = planted((40, 40, 20))
TRUTH = np.repeat([1, 2, 3], (40, 40, 20)).astype(np.int32)
SEGMENTED = Segmented(PLANTED, np.zeros((100, 1), dtype=np.float32), TRUTH, 3)
ROW_OF = {user: row for row, user in enumerate(PLANTED.histories.user_ids.tolist())}


def rows_of(log):
    return np.array([ROW_OF[user] for user in log.histories.user_ids.tolist()])


def test_every_figure_of_refits_equals_a_plain_loop_over_the_draws():
    seen = []

    def shaky(log, random_state):
        rows = rows_of(log)
        moved = np.random.default_rng(random_state).random(len(rows)) < 0.2
        found = np.where(moved, 7, TRUTH[rows] + 10).astype(np.int32)
        seen.append((random_state, rows, found))
        return np.zeros((len(rows), 1)), found

    found = refit_stability(SEGMENTED, shaky, 5)
    jaccard = np.array([jaccard_by_sets(TRUTH[rows], other, [1, 2, 3]) for _, rows, other in seen])
    ari = [adjusted_rand_score(TRUTH[rows], other) for _, rows, other in seen]
    assert [(state, len(rows)) for state, rows, _ in seen] == [(state, 80) for state in range(4, 9)]
    assert found.jaccard == pytest.approx(jaccard.mean(axis=0), abs=1e-12)
    assert found.jaccard_error == pytest.approx(jaccard.std(axis=0, ddof=1) / np.sqrt(5), abs=1e-12)
    assert (found.ari, found.ari_error) == pytest.approx((np.mean(ari), np.std(ari, ddof=1) / np.sqrt(5)), abs=1e-12)
    assert (found.n_draws, found.n_sampled) == (5, 100)
    assert found.mean_jaccard == pytest.approx(np.average(jaccard.mean(axis=0), weights=[40, 40, 20]))
    for user in range(100):
        back = [other[rows == user][0] != 7 for _, rows, other in seen if user in rows]
        assert found.users[user] == pytest.approx(np.mean(back) if back else np.nan, nan_ok=True)


def test_the_first_draws_are_the_same_however_many_there_are():
    drawn = {2: [], 4: []}
    for n_draws, logs in drawn.items():
        refit_stability(SEGMENTED, lambda log, _, logs=logs: (None, logs.append(log) or TRUTH[rows_of(log)]), n_draws)
    for first, again in zip(drawn[2], drawn[4], strict=False):
        assert first.histories.items.tolist() == again.histories.items.tolist()


def test_planted_segments_are_found_again_and_those_of_no_taste_are_not():
    refit = Refit(Recipe("counts", k=3), 3)
    assert refit_stability(SEGMENTED, refit.fit_quickly, 4).jaccard.min() > 0.8
    mixed = np.random.default_rng(0).permutation(TRUTH)
    assert refit_stability(Segmented(PLANTED, SEGMENTED.vectors, mixed), refit.fit_quickly, 4).jaccard.max() < 0.5


def test_a_draw_in_which_nothing_is_found_finds_no_segment_again():
    def refusing(log, random_state):
        if random_state == 4:
            raise DataError("Nothing is left.")
        return None, TRUTH[rows_of(log)]

    done = []
    found = refit_stability(SEGMENTED, refusing, 2, report=done.append)
    assert found.jaccard.tolist() == [0.5] * 3
    assert done == [0.5, 1.0]


def test_unassigned_users_and_users_never_drawn_are_in_no_segment_to_come_back_to():
    labels = TRUTH.copy()
    labels[:5] = -1
    found = refit_stability(
        Segmented(PLANTED, SEGMENTED.vectors, labels), lambda log, _: (None, labels[rows_of(log)]), 2
    )
    assert np.isnan(found.users[:5]).all()
    assert set(found.users[5:][np.isfinite(found.users[5:])].tolist()) == {1.0}
    assert found.jaccard.tolist() == [1, 1, 1]
