"""The faint demo log, and what both kinds promise; ``test_demo_lifelike`` looks at the other one."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.demo import write as demo
from core.demo.catalogue import CATEGORY_NAMES, make_catalogue
from core.demo.plan import LABEL_NAMES
from core.demo.planted import FAINT
from core.demo.write import DemoSummary, write_demo
from core.errors import OutputError, RecipeError

FILES = {
    "events": ["user_id", "item_id", "event", "timestamp", "amount"],
    "items": ["item_id", "title", "category", "price"],
    "users": ["user_id", "email", "age_band", "gender", "city", "consent"],
    "truth": ["user_id", "segment"],
}

DIGESTS = {
    "events.csv": "24976f38e6e16d95",
    "items.csv": "1ea75680b01d3530",
    "truth.csv": "1bc36e0d75d051bd",
    "users.csv": "93093d3cd22d0543",
}
"""The beginning of the SHA-256 of each file."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo") / "shop"
    write_demo(out, kind="faint")
    return out


@pytest.fixture(scope="module")
def items(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "items.csv")


@pytest.fixture(scope="module")
def users(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "users.csv")


@pytest.fixture(scope="module")
def events(folder: Path) -> pd.DataFrame:
    """Every event, with the label of its user."""
    truth = pd.read_csv(folder / "truth.csv")
    return pd.read_csv(folder / "events.csv", parse_dates=["timestamp"]).merge(truth, on="user_id")


def read_bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_writes_four_files_with_their_columns(folder: Path) -> None:
    headers = {path.stem: path.read_text(encoding="utf-8").splitlines()[0].split(",") for path in folder.iterdir()}
    assert headers == FILES


def test_summary_counts_what_is_in_the_files(tmp_path: Path) -> None:
    summary = write_demo(tmp_path / "shop", kind="faint", n_users=40, events_per_user=5)
    n_rows = {name: len(pd.read_csv(tmp_path / "shop" / f"{name}.csv")) for name in FILES}
    assert summary == DemoSummary(n_users=40, n_items=600, n_events=n_rows["events"])
    assert (n_rows["users"], n_rows["truth"], n_rows["items"]) == (40, 40, 600)


@pytest.mark.parametrize("kind", ["faint", "lifelike"])
def test_same_random_state_gives_the_same_bytes(tmp_path: Path, kind: str) -> None:
    for name, random_state in (("first", 7), ("again", 7), ("other", 8)):
        write_demo(tmp_path / name, kind=kind, n_users=50, random_state=random_state)
    first, again, other = (read_bytes(tmp_path / name) for name in ("first", "again", "other"))
    assert first == again
    assert [name for name in first if first[name] == other[name]] == ["items.csv"]


def test_several_chunks_make_one_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "CHUNK_USERS", 30)
    write_demo(tmp_path / "shop", n_users=100)
    events, users = (pd.read_csv(tmp_path / "shop" / f"{name}.csv") for name in ("events", "users"))
    assert list(users["user_id"]) == [f"demo-u{number:05d}" for number in range(1, 101)]
    assert set(events["user_id"]) == set(users["user_id"])


@pytest.mark.parametrize("kind", ["faint", "lifelike"])
@pytest.mark.parametrize("n_users", [1, 2, 7])
def test_a_handful_of_users_works(tmp_path: Path, n_users: int, kind: str) -> None:
    assert write_demo(tmp_path / "shop", kind=kind, n_users=n_users, events_per_user=3).n_events >= 3 * n_users


def test_catalogue_has_600_distinct_titles_in_12_categories(items: pd.DataFrame) -> None:
    assert items["title"].is_unique
    assert items["item_id"].is_unique
    assert (items["category"].value_counts() == 50).all()
    assert tuple(items["category"].unique()) == CATEGORY_NAMES
    assert items["price"].between(0.99, 300).all()


def test_one_category_is_chinese(items: pd.DataFrame) -> None:
    is_chinese = items["category"] == "茶具"
    assert not items.loc[is_chinese, "title"].map(str.isascii).any()
    assert items.loc[~is_chinese, ["title", "category"]].map(str.isascii).all(axis=None)
    assert "青花陶瓷茶壶 Teapot" in set(items["title"])


def test_everything_is_marked_synthetic(users: pd.DataFrame, items: pd.DataFrame) -> None:
    assert users["email"].str.fullmatch(r"[a-z]+\.[a-z]+\.\d{5}@example\.com").all()
    assert users["email"].is_unique
    assert users["user_id"].str.startswith("demo-u").all()
    assert items["item_id"].str.startswith("demo-i").all()


def test_labels_have_the_planned_shares(folder: Path) -> None:
    counts = pd.read_csv(folder / "truth.csv")["segment"].value_counts()
    assert {name: counts[name] for name in counts.index} == {
        name: pytest.approx(3000 * share, abs=1) for name, share in zip(LABEL_NAMES, FAINT.label_shares, strict=True)
    }


def test_segments_differ_as_planned() -> None:
    pairs = list(zip(FAINT.taste_of, FAINT.behaviour_of, strict=True))
    assert len(set(pairs)) == 6
    assert FAINT.behaviour_of[0] == FAINT.behaviour_of[1]
    assert FAINT.taste_of[2] == FAINT.taste_of[3]
    for values in (FAINT.taste_of, FAINT.behaviour_of):
        assert all(values.count(values[segment]) == 1 for segment in (4, 5))
    assert all(sum(taste.values()) == pytest.approx(1) for taste in FAINT.favourites if taste)
    assert {category for taste in FAINT.favourites for category in taste} == set(CATEGORY_NAMES)


def test_attributes_lean_but_do_not_identify_the_segment(folder: Path, users: pd.DataFrame) -> None:
    assert (users["consent"] == "yes").mean() == pytest.approx(0.7, abs=0.03)
    cities = pd.crosstab(pd.read_csv(folder / "truth.csv")["segment"], users["city"], normalize="index")
    assert cities.loc["3", "Manchester"] > cities.loc["1", "Manchester"]
    assert cities.max(axis=None) < 0.4


def test_at_least_half_of_what_each_segment_picks_is_shared_best_sellers(events: pd.DataFrame) -> None:
    catalogue = make_catalogue()
    pool = set(np.array(catalogue.item_ids)[catalogue.is_best_seller])
    is_best = events["item_id"].isin(pool)
    assert is_best.groupby(events["segment"]).mean().min() >= 0.5
    assert is_best.groupby(events["user_id"]).mean().ge(0.5).mean() >= 0.85
    assert set(catalogue.categories[catalogue.is_best_seller]) == set(range(len(CATEGORY_NAMES)))


def test_every_segment_likes_the_same_best_sellers(events: pd.DataFrame) -> None:
    catalogue = make_catalogue()
    pool = list(np.array(catalogue.item_ids)[catalogue.is_best_seller])
    shares = pd.crosstab(events["segment"], events["item_id"], normalize="index")[pool]
    assert np.corrcoef(shares).min() > 0.9


def test_log_covers_180_days_in_order(events: pd.DataFrame) -> None:
    assert events["timestamp"].is_monotonic_increasing
    assert events["timestamp"].min() >= pd.Timestamp("2025-01-06")
    assert events["timestamp"].max() < pd.Timestamp("2025-01-06") + pd.Timedelta(days=180)
    assert (events["timestamp"].max() - events["timestamp"].min()).days >= 178
    assert not events.duplicated(["user_id", "timestamp"]).any()


def test_activity_is_skewed_around_the_asked_mean(events: pd.DataFrame) -> None:
    counts = events["user_id"].value_counts()
    assert counts.mean() == pytest.approx(40, rel=0.05)
    assert counts.min() >= 3
    assert counts.skew() > 0.5


def test_habits_differ_between_behaviours(events: pd.DataFrame) -> None:
    is_weekend = (events["timestamp"].dt.day_of_week >= 5).groupby(events["segment"]).mean()
    is_purchase = (events["event"] == "purchase").groupby(events["segment"]).mean()
    assert is_weekend["4"] > is_weekend["3"] + 0.3
    assert is_purchase["4"] > is_purchase["3"] + 0.2
    assert is_weekend["1"] == pytest.approx(is_weekend["2"], abs=0.05)
    assert is_purchase["1"] == pytest.approx(is_purchase["2"], abs=0.05)
    assert set(events["event"]) == {"view", "cart", "purchase", "refund"}


def test_only_purchases_and_refunds_have_an_amount(events: pd.DataFrame) -> None:
    amounts = events["amount"].groupby(events["event"])
    assert amounts.count()[["view", "cart"]].sum() == 0
    assert amounts.min()["purchase"] > 0
    assert amounts.max()["refund"] < 0
    assert events.loc[events["event"].isin(["purchase", "refund"]), "amount"].notna().all()


def test_a_refund_gives_back_the_last_purchase(events: pd.DataFrame) -> None:
    trades = events[events["event"].isin(["purchase", "refund"])].sort_values(["user_id", "timestamp"])
    before = trades.shift()
    is_refund = trades["event"] == "refund"
    assert is_refund.sum() > 100
    assert (before.loc[is_refund, "event"] == "purchase").all()
    for name in ("user_id", "item_id"):
        assert (before.loc[is_refund, name] == trades.loc[is_refund, name]).all()
    assert (before.loc[is_refund, "amount"] == -trades.loc[is_refund, "amount"]).all()


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    out = tmp_path / "empty"
    out.mkdir()
    write_demo(out, n_users=5)
    assert len(list(out.iterdir())) == 4
    assert list(tmp_path.iterdir()) == [out]


def test_refuses_a_folder_that_holds_something(tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text("mine")
    with pytest.raises(OutputError, match=r"is not empty: it holds kept\.txt"):
        write_demo(tmp_path, n_users=5)
    with pytest.raises(OutputError, match=r"kept\.txt is a file, not a folder"):
        write_demo(kept, n_users=5)
    assert list(tmp_path.iterdir()) == [kept]


def test_says_when_the_place_cannot_be_written(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(OutputError, match="cannot be made: "):
        write_demo(file / "shop", n_users=5)


def test_leaves_nothing_behind_on_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(demo, "draw_looks", fail)
    with pytest.raises(KeyboardInterrupt):
        write_demo(tmp_path / "shop", n_users=5)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ({"n_users": 0}, "A log of 0 users cannot be made"),
        ({"random_state": -1}, "The random state is -1"),
        ({"events_per_user": 2}, "The average user would have 2 events"),
    ],
)
def test_refuses_numbers_out_of_range(tmp_path: Path, numbers: dict[str, int], message: str) -> None:
    with pytest.raises(RecipeError, match=message):
        write_demo(tmp_path / "shop", **numbers)


def test_the_faint_log_keeps_its_bytes(folder: Path) -> None:
    """As they have been since the log was made for the first time: earlier results rest on them."""
    digests = {name: sha256(content).hexdigest()[:16] for name, content in sorted(read_bytes(folder).items())}
    assert digests == DIGESTS
