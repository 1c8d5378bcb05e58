"""The lifelike demo log: tastes seen at a glance, and segments that need both taste and behaviour to be found."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest

from core.demo.catalogue import make_catalogue
from core.demo.lifelike import LIFELIKE
from core.demo.write import write_demo

PLANTED = ["1", "2", "3", "4", "5", "6"]
FUNNEL = ("view", "cart", "purchase", "refund")


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Every event of 1,200 users, with item and label."""
    folder = tmp_path_factory.mktemp("demo") / "shop"
    write_demo(folder, n_users=1200)
    tables = {name: pd.read_csv(folder / f"{name}.csv", dtype={"segment": str}) for name in ("truth", "items")}
    events = pd.read_csv(folder / "events.csv", parse_dates=["timestamp"])
    return events.merge(tables["truth"], on="user_id").merge(tables["items"], on="item_id")


def test_one_pair_differs_in_behaviour_only_and_two_in_taste_only() -> None:
    assert LIFELIKE.taste_of == (0, 0, 1, 2, 3, 4)
    assert LIFELIKE.behaviour_of == (0, 1, 2, 2, 3, 1)
    assert sum(LIFELIKE.label_shares) == pytest.approx(1)
    assert all(sum(taste.values()) == pytest.approx(1) for taste in LIFELIKE.favourites if taste)


def test_a_taste_is_seen_at_a_glance(events: pd.DataFrame) -> None:
    shares = pd.crosstab(events["segment"], events["category"], normalize="index").loc[PLANTED]
    assert shares.idxmax(axis=1).tolist() == [
        "Tea & Coffee", "Tea & Coffee", "Garden", "Camping", "Baby", "Bath & Beauty",
    ]  # fmt: skip
    usual = events["category"].value_counts(normalize=True)
    for segment, category in shares.idxmax(axis=1).items():
        assert shares.loc[segment, category] > 1.35 * usual[category]


def test_everybody_takes_best_sellers_beside_favourites(events: pd.DataFrame) -> None:
    catalogue = make_catalogue()
    best = {item for item, is_best in zip(catalogue.item_ids, catalogue.is_best_seller, strict=True) if is_best}
    shares = events["item_id"].isin(best).groupby(events["segment"]).mean()[PLANTED]
    assert shares.between(0.25, 0.75).all()


def test_habits_differ_where_tastes_do_not(events: pd.DataFrame) -> None:
    is_weekend = (events["timestamp"].dt.day_of_week >= 5).groupby(events["segment"]).mean()
    is_purchase = (events["event"] == "purchase").groupby(events["segment"]).mean()
    assert is_weekend["2"] > is_weekend["1"] + 0.6
    assert is_purchase["2"] > is_purchase["1"] + 0.1
    assert is_weekend["3"] == pytest.approx(is_weekend["4"], abs=0.05)
    assert is_weekend["6"] == pytest.approx(is_weekend["2"], abs=0.05)


def test_tea_is_for_winter(events: pd.DataFrame) -> None:
    theirs = events[events["segment"] == "2"]
    share = (theirs["category"] == "Tea & Coffee").groupby(theirs["timestamp"].dt.month).mean()
    assert share[[12, 1]].mean() > 1.15 * share[[5, 6, 7, 8]].mean()


def test_a_purchase_follows_basket_and_view_of_the_item(events: pd.DataFrame) -> None:
    ordered = events.sort_values(["user_id", "item_id", "timestamp"])
    owner = [ordered["user_id"], ordered["item_id"]]
    steps = pd.DataFrame({name: (ordered["event"] == name).groupby(owner).cumsum() for name in FUNNEL})
    for first, second in pairwise(FUNNEL):
        assert (steps[first] >= steps[second]).all()
    assert (ordered["event"] == "refund").mean() == pytest.approx(0.02, abs=0.015)


def test_things_are_bought_again(events: pd.DataFrame) -> None:
    times = events[events["event"] == "purchase"].groupby(["user_id", "item_id"]).size()
    assert (times > 1).mean() > 0.06


def test_amounts_are_pieces_at_the_price_of_the_item(events: pd.DataFrame) -> None:
    paid = events[events["event"].isin(["purchase", "refund"])]
    pieces = paid["amount"] / paid["price"]
    assert pieces.round(6).mod(1).eq(0).all()
    assert (pieces > 0).eq(paid["event"] == "purchase").all()
    assert events.loc[events["event"].isin(["view", "cart"]), "amount"].isna().all()
    assert not events.duplicated(["user_id", "timestamp"]).any()
