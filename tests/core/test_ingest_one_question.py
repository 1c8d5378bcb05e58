"""Users and items whose names say who or what they are need no question, and of two that hang together one is asked."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from core.errors import IngestError
from core.ingest.names.called import is_company, is_no_person, is_no_thing, may_be_item
from core.ingest.names.naming import certainty
from tests.core.ingest_help import chosen, columns, load, load_path, write


def log(header: str, *cells: str, n_rows: int = 240) -> str:
    """Write rows; {p} is one of 40 people, {c} one of 8 companies of theirs, {t} of 30 things, {k} of 3 kinds."""
    rng = np.random.default_rng(7)
    rows = []
    for n in range(n_rows):
        person, thing = int(rng.integers(1, 41)), int(rng.integers(1, 31))
        known = {"p": person, "c": person % 8 + 1, "t": thing, "k": "abc"[thing % 3], "n": n, "s": rng.integers(1, 6)}
        known |= {
            "at": f"2031-{n % 12 + 1:02}-{n % 28 + 1:02} {n % 24:02}:{n % 60:02}:07",
            "ms": 1_700_000_000_000 + n * 7_919_000,
            "hhmm": f"{rng.integers(5, 24)}{rng.integers(10, 60)}",
            "few": int(rng.geometric(0.4)),
        }
        rows.append(",".join(cells).format(**known))
    return "\n".join([header, *rows, ""])


@pytest.mark.parametrize(
    ("header", "cells", "user", "item"),
    [
        ("reader_hash,article_url,pageview_ts", ("f{p:08x}", "/news/{t}", "{at}"), "reader_hash", "article_url"),
        ("accountId,visitorId,pageId,day", ("a{c}", "v{p}", "page{t}", "{at}"), "visitorId", "pageId"),
        ("bidder_id,bid_time,listing_id", ("b{p}", "{at}", "L{t}"), "bidder_id", "listing_id"),
        ("Punter ID,Placed At,Route", ("{p}", "{at}", "route {t}"), "Punter ID", "Route"),
        ("Plate ID,Issue Date,Violation Precinct,Violation Code,Violation Time",
         ("PL{p}X", "{at}", "{c}", "{t}", "{hhmm}A"), "Plate ID", "Violation Code"),
        ("user_id,timestamp,vendor_id", ("{p}", "{at}", "{t}"), "user_id", "vendor_id"),
        ("用户ID,下单时间,店铺ID", ("{p}", "{at}", "{t}"), "用户ID", "店铺ID"),
        ("swiper_id,swipee_id,swiped_at", ("s{p}", "s{t}", "{ms}"), "swiper_id", "swipee_id"),
        ("lender_id,created_at,loan_id,amount", ("l{p}", "{at}", "{t}", "{s}0"), "lender_id", "loan_id"),
        ("player_id,time,GameCode,Stake", ("p{p}", "{at}", "S{t}", "{s}"), "player_id", "GameCode"),
        ("participant_id,time,quiz_id,score", ("{p}", "{at}", "{t}", "{s}"), "participant_id", "quiz_id"),
        ("passenger_id,booking_date,origin,destination,cabin",
         ("f{p}", "{at}", "AP{c}", "AQ{t}", "{k}"), "passenger_id", "destination"),
    ],
)  # fmt: skip
def test_names_of_people_and_things_need_no_question(
    tmp_path: Path, header: str, cells: tuple[str, ...], user: str, item: str
) -> None:
    roles = chosen(columns(tmp_path, log(header, *cells)))
    assert (roles["user"], roles["item"]) == (user, item)


@pytest.mark.parametrize(
    ("header", "cells", "asked", "not_asked"),
    [
        ("user_id,time,dep_delay,sched_dep_time,carrier", ("{p}", "{at}", "{few}", "{hhmm}", "C{t}"),
         "'carrier' the item", "delay|dep_time"),
        ("user_id,time,hits,pageviews,visitNumber,channelGrouping",
         ("{p}", "{at}", "{t}", "{t}", "{few}", "ch {s}"), "'channelGrouping' the item", "hits|pageviews|visitN"),
        ("uid,time,conversion_id,conversion_timestamp,campaign", ("{p}", "{at}", "{t}", "{ms}", "cp{t}"),
         "'campaign' the item", "conversion"),
        ("user_id,time,ServiceRef,category", ("{p}", "{at}", "S{t}", "{k}"), "'ServiceRef' the item", "'category'"),
    ],
)  # fmt: skip
def test_measures_moments_and_ids_of_conversions_are_no_choices(
    tmp_path: Path, header: str, cells: tuple[str, ...], asked: str, not_asked: str
) -> None:
    with pytest.raises(IngestError, match=rf"^(?!.*({not_asked})).*{asked}"):
        load(tmp_path, log(header, *cells))


def test_the_number_of_a_track_and_a_picture_leave_the_title_the_item(tmp_path: Path) -> None:
    for header in ("track_number", "photo_url"):
        roles = chosen(columns(tmp_path, log(f"user_id,time,track_name,{header}", "{p}", "{at}", "Song {t}", "{t}")))
        assert roles["item"] == "track_name"


def test_the_time_is_taken_where_the_item_is_asked(tmp_path: Path) -> None:
    text = log("player_id,champion_id,game_creation", "p{p}", "{t}", "{ms}")
    with pytest.raises(IngestError, match=r"^Is 'champion_id' the item\? Little speaks for it\.$"):
        load(tmp_path, text)
    report = load(tmp_path, text, map={"item": "champion_id"})
    assert chosen(report)["timestamp"] == "game_creation"


def test_a_shop_with_small_numbers_is_asked_rather_than_refused(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="Is 'Filiale' the item"):
        load(tmp_path, log("Kundennr,Datum,Filiale,Umsatz", "{p}", "{at}", "{t}", "{s}.50"))


def test_another_id_of_the_user_and_a_check_are_no_choices(tmp_path: Path) -> None:
    text = log("Student ID,Submitted At,SIS User ID,Assignment ID", "{p}", "{at}", "s{p}", "{t}")
    roles = chosen(columns(tmp_path, text))
    assert (roles["user"], roles["item"]) == ("Student ID", "Assignment ID")
    with pytest.raises(IngestError, match="no column looks like the user"):
        load(tmp_path, log("Check Id,Order Date,Table,Menu Item", "c{n}", "{at}", "{s}", "dish {t}"))


def test_an_id_of_events_that_many_users_have_is_asked_and_that_of_each_row_is_not(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="Is 'event_id' the item"):
        load(tmp_path, log("member_id,created,event_id,response", "m{p}", "{at}", "25{t}", "yes"))
    with pytest.raises(IngestError, match="no column looks like the item"):
        load(tmp_path, log("member_id,created,event_id,response", "m{p}", "{at}", "25{n}", "yes"))


def test_without_a_header_small_numbers_are_ids_and_one_question_is_asked(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    users, films = rng.zipf(1.3, 4_000) % 300 + 1, rng.zipf(1.3, 4_000) % 400 + 1
    rows = [
        f"{u},{f},{n % 5 + 1},2031-{n % 12 + 1:02}-{n % 28 + 1:02}"
        for n, (u, f) in enumerate(zip(users, films, strict=True))
    ]
    text = "\n".join([*rows, ""])
    with pytest.raises(IngestError, match=r"^Is 'column_1' the user, or is it 'column_2'\?$"):
        load(tmp_path, text)
    for user, item in (("column_1", "column_2"), ("column_2", "column_1")):
        roles = chosen(load(tmp_path, text, map={"user": user}))
        assert (roles["user"], roles["item"]) == (user, item)


def test_files_named_after_users_are_offered_and_parts_are_not(tmp_path: Path) -> None:
    for user in range(30):
        rows = [f"{1_700_000_000 + user * 977 + n * 61},q{(user + n * 7) % 25},{'abcd'[n % 4]}" for n in range(12)]
        text = "\n".join(["timestamp,question_id,user_answer", *rows, ""])
        write(tmp_path / "kt" / f"u{user}.csv", text)
        write(tmp_path / "parts" / f"part-{user:05}.csv", text)
    with pytest.raises(IngestError, match="'file' the user"):
        load_path(tmp_path, tmp_path / "kt")
    report = load_path(tmp_path, tmp_path / "kt", map={"user": "file"})
    assert (report.n_users, report.n_events) == (30, 360)
    with pytest.raises(IngestError, match="no column looks like the user"):
        load_path(tmp_path, tmp_path / "parts")


def test_what_holds_a_list_of_items_is_offered_as_the_user(tmp_path: Path) -> None:
    lists = [
        {
            "pid": n,
            "modified_at": 1_500_000_000 + n * 86_400,
            "tracks": [{"track_uri": f"t{m * 7 % 23}"} for m in range(8)],
        }
        for n in range(40)
    ]
    path = write(tmp_path / "lists.json", json.dumps({"playlists": lists}))
    with pytest.raises(
        IngestError, match=r"Should each 'pid', which has a list of 'tracks.track_uri', count as a user"
    ):
        load_path(tmp_path, path)


@pytest.mark.parametrize(
    "name",
    ["player version", "reader app", "visitor type", "guest count", "caller tune", "member since", "passport no"],
)
def test_what_is_known_of_people_is_no_person(name: str) -> None:
    assert certainty("user", name) == 0


@pytest.mark.parametrize(
    "name",
    [
        "store",
        "vendor name",
        "station",
        "video quality",
        "Track Number",
        "photo_url",
        "lesson no",
        "quiz score",
        "song length",
        "question text",
        "page no of",
    ],
)
def test_what_is_known_of_things_is_no_id_of_one(name: str) -> None:
    assert certainty("item", name) == 0
    assert not may_be_item(name) or name in ("store", "station")


def test_names_of_companies_places_and_moments() -> None:
    assert [is_company(each) for each in ("accountId", "Company", "userId", "account_manager")] == [
        True,
        True,
        False,
        False,
    ]
    assert not any(map(is_no_person, ("user", "market_user_id", "stationmaster", "makers")))
    assert all(map(is_no_thing, ("TotalSteps", "Word_Counts", "avg_speed", "sched_dep_time", "date_key", "dep_delay")))
    assert not any(map(is_no_thing, ("summary_id", "numismatic lot", "discount", "account", "country", "meaning")))
    assert not any(map(is_no_thing, ("timer", "daytime_show", "weekly_box", "overtime_pay")))


@pytest.mark.parametrize(
    ("header", "cells", "question"),
    [
        ("user_id,streamer,started_at", ("{p}", "str{t}", "{at}"), "Is 'streamer' the item?"),
        ("user_id,trader_id,time", ("{p}", "{t}", "{at}"), "Is 'trader_id' the item?"),
        ("user_id,player_id,voted_at", ("{p}", "{t}", "{at}"), "Is 'user_id' the user, or is it 'player_id'?"),
        ("source,target,rating,time", ("{p}", "{t}", "{s}", "{at}"), "Is 'source' the user?"),
        ("cell,item_id,price,time", ("55501{p:05}", "i{t}", "{s}.50", "{at}"), "Is 'cell' the user?"),
        ("guest_card,plate,price,served_at", ("g{p}", "plate {t}", "{s}.50", "{at}"),
         "Is 'guest_card' the user, or is it 'plate'?"),
    ],
)  # fmt: skip
def test_people_whom_users_choose_and_names_of_two_meanings_are_asked(
    tmp_path: Path, header: str, cells: tuple[str, ...], question: str
) -> None:
    with pytest.raises(IngestError) as refused:
        load(tmp_path, log(header, *cells))
    assert str(refused.value).startswith(question)


def test_a_person_is_the_item_beside_a_given_user(tmp_path: Path) -> None:
    text = log("user_id,player_id,voted_at", "{p}", "{t}", "{at}")
    roles = chosen(columns(tmp_path, text, map={"user": "user_id"}, accepts_guesses=True))
    assert (roles["user"], roles["item"]) == ("user_id", "player_id")


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("user_id,reader,time", ("{p}", "r{p}", "{at}")),
        ("player_id,time,hits", ("{p}", "{at}", "{s}")),
        ("cell,product,time", ("{c}", "prod{t}", "{at}")),
        ("source,product,time", ("web{c}", "prod{t}", "{at}")),
        ("status,product,time", ("st{t}", "prod{p}", "{at}")),
    ],
)
def test_another_name_of_the_user_a_cell_and_a_source_are_not_asked(
    tmp_path: Path, header: str, cells: tuple[str, ...]
) -> None:
    with pytest.raises(IngestError, match=r"no column looks like the (user|item)"):
        load(tmp_path, log(header, *cells))


@pytest.mark.parametrize("plate", ["Licence Plate", "license plate", "plate_id", "Plate No"])
def test_a_plate_of_a_vehicle_stands_for_its_driver(tmp_path: Path, plate: str) -> None:
    roles = chosen(columns(tmp_path, log(f"{plate},violation,time", "PL{p}X", "v{t}", "{at}")))
    assert (roles["user"], roles["item"]) == (plate, "violation")


@pytest.mark.parametrize(
    ("header", "cells", "item"),
    [
        ("user_id,subscriber,title,time", ("{p}", "b{t}", "prod {t}", "{at}"), "title"),
        ("user_id,trader_id,symbol,time", ("{p}", "{t}", "SY{t}", "{at}"), "symbol"),
        ("user_id,visitor_id,page,time", ("{p}", "{p}", "/x/{t}", "{at}"), "page"),
        ("user_id,athlete,product_id,time", ("{p}", "a{c}", "p{t}", "{at}"), "product_id"),
    ],
)
def test_a_person_beside_an_item_is_none(tmp_path: Path, header: str, cells: tuple[str, ...], item: str) -> None:
    roles = chosen(columns(tmp_path, log(header, *cells)))
    assert (roles["user"], roles["item"]) == ("user_id", item)
