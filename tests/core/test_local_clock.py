"""Hours, weekdays and days are those of the clock where an event happened; moments stay UTC."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from core.cli import main as cli
from core.health.users import find_bots
from core.ingest.append import as_in_dataset
from core.ingest.plausible import look_ahead
from core.ingest.tables.source import LogSource
from core.ingest.values.clocks import (
    MIXED,
    OF_LOG,
    OWN,
    has_own_clocks,
    merged_clock,
    moment_layers,
    note_on_hours,
)
from core.ingest.values.times import find_time_format
from core.personas.naming import name_segments
from core.population.clock import days_active, local_days
from core.profiles.habits import daypart_facts, weekday_facts
from core.shaping.choice import meets
from core.shaping.known import Known
from core.shaping.rule import parse_rule
from core.shaping.rule_sql import Dialect, rule_sql
from core.shaping.rule_tables import rule_tables
from core.store.dataset_info import DatasetInfo
from core.store.scratch import Scratch
from core.store.sql import nested
from core.types import Labels, Population
from tests.core.health_help import log_of
from tests.core.ingest_help import load, open_store, settings, write
from tests.populations import described

HEADER = "user_id,item_id,event,timestamp\n"
OFFSETS = ("+02:00", "-08:00", "+05:30", "+09:00")
N_USERS, N_EVENTS = 80, 12


def streams() -> pd.DataFrame:
    """Views of users in four countries: the first half late in the local evening, the others early in the morning."""
    rng = np.random.default_rng(7)
    user = np.repeat(np.arange(N_USERS), N_EVENTS)
    hour = np.where(user < N_USERS // 2, rng.integers(20, 24, len(user)), rng.integers(4, 8, len(user)))
    day = rng.integers(0, 27, len(user))
    local = pd.Timestamp("2026-03-02") + pd.to_timedelta(
        day * 86_400 + hour * 3600 + rng.integers(0, 3600, len(user)), unit="s"
    )
    log = pd.DataFrame({"user": [f"u{each:02d}" for each in user], "local": local})
    log["offset"] = np.array(OFFSETS)[user % len(OFFSETS)]
    log["timestamp"] = log["local"].dt.strftime("%Y-%m-%dT%H:%M:%S") + log["offset"]
    log["item"] = [f"i{each:02d}" for each in rng.integers(0, 30, len(user))]
    return log


def as_csv(log: pd.DataFrame) -> str:
    return HEADER + "".join(f"{row.user},{row.item},view,{row.timestamp}\n" for row in log.itertuples())


def read(folder: Path, text: str, **more: object) -> tuple[Population, DatasetInfo]:
    report = load(folder, text, **more)
    with open_store(folder) as store:
        info = store.dataset(report.dataset_id)
        assert info is not None
        return store.population(report.dataset_id), info


def week_hours(folder: Path, *times: str, timezone: str = "UTC") -> tuple[list[tuple[int, int]], str]:
    """Load an event of a user at each time; return weekday and hour of each, and the clock of the dataset."""
    rows = "".join(f'u{place},a,view,"{time}"\n' for place, time in enumerate(times))
    log, info = read(folder, HEADER + rows, timezone=timezone)
    found = dict(zip(log.histories.user_ids, log.histories.week_hours.tolist(), strict=True))
    return [divmod(found[f"u{place}"], 24) for place in range(len(times))], info.meta["clock"]


@pytest.fixture(scope="module")
def streamed(tmp_path_factory: pytest.TempPathFactory) -> tuple[pd.DataFrame, Population]:
    log = streams()
    population, info = read(tmp_path_factory.mktemp("streams"), as_csv(log))
    assert info.meta["clock"] == OWN
    return log, population


def known_of(population: Population) -> Known:
    labels: Labels = np.zeros(population.n_users, dtype=np.int32)
    return Known(population, labels, {}, pytest.fail, {})


def chosen_by_sql(rule: str, known: Known) -> list[str]:
    with duckdb.connect() as con:
        for name, table in rule_tables(known, with_interests=False).items():
            con.register(name, table)
        return sorted(user for (user,) in con.sql(rule_sql(parse_rule(rule), known, Dialect.DUCKDB)).fetchall())


def chosen_by_page(rule: str, known: Known) -> list[str]:
    return sorted(known.population.histories.user_ids[meets(parse_rule(rule), known)])


def test_moments_are_utc_and_hours_are_those_of_the_text(streamed: tuple[pd.DataFrame, Population]) -> None:
    log, population = streamed
    histories = population.histories
    moments = pd.to_datetime(log["timestamp"], utc=True).dt.tz_localize(None).astype("datetime64[s]").astype("int64")
    local = log["local"].dt.day_of_week * 24 + log["local"].dt.hour
    expected = sorted(zip(log["user"], moments, local, log["local"].dt.normalize(), strict=True))
    found = zip(
        histories.user_ids[histories.users],
        histories.timestamps,
        histories.week_hours,
        pd.DatetimeIndex(local_days(population)),
        strict=True,
    )
    assert sorted(found) == expected


@pytest.mark.parametrize(
    ("rule", "is_counted"),
    [
        ("hours:20-24>50%", lambda local: local.dt.hour.ge(20)),
        ("hours:4-8>=90%", lambda local: local.dt.hour.between(4, 7)),
        ("days:weekend>30%", lambda local: local.dt.day_of_week.ge(5)),
        ("days:monday>20%", lambda local: local.dt.day_of_week.eq(0)),
    ],
)
def test_rules_sql_and_pandas_choose_the_same_users(streamed, rule, is_counted) -> None:
    log, population = streamed
    share = 100 * is_counted(log["local"]).groupby(log["user"]).mean()
    least = float(rule.rstrip("%").split(">")[1].lstrip("="))
    expected = sorted(share.index[(share >= least) if ">=" in rule else (share > least)])
    assert 0 < len(expected) < N_USERS
    known = known_of(population)
    assert chosen_by_page(rule, known) == expected
    assert chosen_by_sql(rule, known) == expected


def test_active_days_are_local_days_in_rules_sql_and_pandas(streamed) -> None:
    log, population = streamed
    n_days = log["local"].dt.normalize().groupby(log["user"]).nunique()
    assert days_active(population).tolist() == n_days.loc[population.histories.user_ids].tolist()
    rule, expected = "active_days>=10", sorted(n_days.index[n_days >= 10])
    assert 0 < len(expected) < N_USERS
    assert chosen_by_page(rule, known_of(population)) == chosen_by_sql(rule, known_of(population)) == expected
    seen = "last_seen>=2026-03-28"
    last = log["local"].groupby(log["user"]).max()
    expected = sorted(last.index[last >= "2026-03-28"])
    assert chosen_by_page(seen, known_of(population)) == chosen_by_sql(seen, known_of(population)) == expected


def test_habits_and_names_are_local(streamed) -> None:
    log, population = streamed
    facts = daypart_facts(population)
    has = dict(zip(facts.keys, np.asarray(facts.has.todense()).T.astype(bool), strict=True))
    is_late = population.histories.user_ids < "u40"
    assert (has["late evening"] == is_late).all()
    assert (has["early morning"] == ~is_late).all()
    weekend = log["local"].dt.day_of_week.ge(5).groupby(log["user"]).mean().ge(0.5)
    facts = weekday_facts(population)
    found = np.asarray(facts.has.todense()).T[list(facts.keys).index("weekend")].astype(bool)
    assert found.tolist() == weekend.loc[population.histories.user_ids].tolist()
    segments = np.where(is_late, 0, 1).astype(np.int32)
    profiles = described(population, segments)
    late, early = (each.behaviour for each in profiles)
    assert (late.daypart, late.daypart_share.value) == ("late evening (20\N{EN DASH}24 h)", 1.0)
    assert (early.daypart, early.daypart_share.value) == ("early morning (4\N{EN DASH}8 h)", 1.0)
    names = [persona.name.lower() for persona in name_segments(profiles, population)]
    assert "late-evening" in names[0].replace(" ", "-")
    assert "early-morning" in names[1].replace(" ", "-")


OFFSET_SPELLINGS = (
    "2026-03-01T21:14:05+02:00",
    "2026-03-01T21:14:05+0200",
    "2026-03-01 21:14:05+02",
    "2026-03-01 21:14:05 +0200",
    "2026-03-01T21:14:05.250+05:30",
    "2026-03-01T21:14-03:00",
    "2026-03-01 21:14:05 Europe/Berlin",
    "2026-03-01 21:14:05 America/Argentina/Buenos_Aires",
    "2026-03-01 21:14:05 PST",
    "2026-03-01 21:14:05 CEST",
    "Sun, 01 Mar 2026 21:14:05 +0900",
    "Sun Mar 01 21:14:05 -0500 2026",
    "01/Mar/2026:21:14:05 +0200",
    "Sun Mar 01 2026 21:14:05 GMT+0200 (EET)",
    "2026-03-01T21:14:05+01:00[Europe/Berlin]",
    "01.03.2026 21:14 +02:00",
    "20260301T211405+0200",
)
"""Nine in the evening of a Sunday, wherever it is."""


def test_any_spelling_of_an_offset_shows_its_clock(tmp_path: Path) -> None:
    """Each spelling by the format that all times of it have."""
    zone, found = "Pacific/Auckland", {}
    with Scratch(tmp_path, [], zone, settings(tmp_path)) as scratch:
        for text in OFFSET_SPELLINGS:
            time = find_time_format(scratch, [text, text.replace(":14", ":15")], date_order="day")
            assert time is not None
            is_quick = time.reads_all
            layers = moment_layers("text", time, zone, is_quick, has_own_clocks(time, is_quick))
            found[text] = scratch.rows(
                f"select isodow(clock) - 1, hour(clock), has_own_clock from {nested('(select ? as text)', layers)}",  # noqa: S608
                [text],
            )
    assert found == {text: [(6, 21, True)] for text in OFFSET_SPELLINGS}


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland"])
def test_all_spellings_of_offsets_show_their_clocks_beside_each_other(tmp_path: Path, zone: str) -> None:
    found = week_hours(tmp_path, *OFFSET_SPELLINGS, timezone=zone)
    assert found == ([(6, 21)] * len(OFFSET_SPELLINGS), OWN)


def test_times_of_several_spellings_show_each_their_own_clock(tmp_path: Path) -> None:
    times = (
        "2026-03-01T21:14:05+02:00",
        "2026-03-01T23:14:05Z",
        "2026-03-02 01:14:05 +0530",
        "2026-03-01 20:00:00",
        "Sun, 01 Mar 2026 21:14:05 -0800",
    )
    found, clock = week_hours(tmp_path, *times)
    assert found == [(6, 21), (6, 23), (0, 1), (6, 20), (6, 21)]
    assert clock == MIXED


@pytest.mark.parametrize("utc", ["Z", "+00:00", " UTC"])
def test_times_in_utc_are_shown_by_the_zone_of_the_log(tmp_path: Path, utc: str) -> None:
    times = ("2026-03-29 00:30:00", "2026-03-29 01:30:00", "2026-10-25 00:30:00", "2026-10-25 01:30:00")
    texts = [time.replace(" ", "T") + utc if utc == "Z" else time + utc for time in times]
    assert week_hours(tmp_path, *texts) == ([(6, 0), (6, 1), (6, 0), (6, 1)], OF_LOG)
    berlin = ([(6, 1), (6, 3), (6, 2), (6, 2)], OF_LOG)
    assert week_hours(tmp_path, *texts, timezone="Europe/Berlin") == berlin


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin"])
def test_the_night_of_a_change_of_clocks_is_read_as_it_was_shown(tmp_path: Path, zone: str) -> None:
    times = ["2026-03-29T01:30:00+01:00", "2026-03-29T03:30:00+02:00", "2026-10-25T02:30:00+02:00"]
    found, _clock = week_hours(tmp_path, *times, "2026-10-25T02:30:00+01:00", timezone=zone)
    assert found == [(6, 1), (6, 3), (6, 2), (6, 2)]


def test_midnights_with_an_offset_are_dates_alone(tmp_path: Path) -> None:
    rows = "".join(f"u{n % 3},i{n},view,2026-03-{n + 1:02d}T00:00:00+02:00\n" for n in range(9))
    log, _info = read(tmp_path, HEADER + rows)
    assert not log.has_time_of_day
    assert (log.histories.week_hours % 24 == 0).all()
    assert pd.DatetimeIndex(local_days(log)).day.tolist() == [1, 4, 7, 2, 5, 8, 3, 6, 9]


def test_a_user_of_two_clocks_has_the_days_of_both_and_is_no_program(tmp_path: Path) -> None:
    """An app writes the user's clock and a server UTC, in turn, around midnight of the first."""
    app = [f"ann,i{n},view,2026-03-0{n + 2}T00:{n:02d}:00+09:00\n" for n in range(6)]
    server = [f"ann,i{n},view,2026-03-0{n + 1}T15:{n:02d}:30Z\n" for n in range(6)]
    again = [f"ann,i{n},view,2026-03-0{n + 2}T00:{n:02d}:50+09:00\n" for n in range(6)]
    log, _info = read(
        tmp_path, HEADER + "".join(each for three in zip(app, server, again, strict=True) for each in three)
    )
    assert days_active(log).tolist() == [7]
    rule = "active_days=7"
    assert chosen_by_page(rule, known_of(log)) == chosen_by_sql(rule, known_of(log)) == ["ann"]
    hours = [f"ann,i{n},view,2026-03-02T{5 + n // 4:02d}:{n % 4}0:00{'Z' if n % 2 else '+09:00'}\n" for n in range(40)]
    log, _info = read(tmp_path, HEADER + "".join(hours))
    health = replace(log_of([("ann", "i0", "2026-03-02 05:00")]), population=log)
    assert find_bots(health) is None


def test_a_dataset_of_an_earlier_version_keeps_its_clock(tmp_path: Path) -> None:
    """It has no mark of a clock, says so, and files that are added to it are read by the zone as its own were."""
    _log, info = read(tmp_path, as_csv(streams()))
    reading = {name: each for name, each in info.meta["reading"].items() if name != "takes_own_clocks"}
    old = {name: each for name, each in info.meta.items() if name != "clock"} | {"reading": reading}
    assert note_on_hours(old) == (
        "Hours are UTC: this log was loaded before offsets of times were read. Load its files again if they have any."
    )
    source = as_in_dataset(LogSource(tmp_path / "events.csv"), old)
    assert not source.takes_own_clocks
    assert as_in_dataset(LogSource(tmp_path / "events.csv"), info.meta).takes_own_clocks
    assert merged_clock(old, {"clock": OWN}) == {}
    read_as_then, _info = read(tmp_path, HEADER + "u,a,view,2026-03-01T21:14:05+02:00\n", takes_own_clocks=False)
    assert read_as_then.histories.week_hours.tolist() == [6 * 24 + 19]


ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata"]
SUMMER = ["2026-07-01 20:00:00"] * 3


def beside(folder: Path, columns: tuple[str, str], times: list[str], zones: list[str]) -> tuple[list[int], str, str]:
    """Load an event of a user at each time, with a column of zones; return the hours, the clock, and the notes."""
    rows = "".join(f"u{n},i{n},{time},{zone}\n" for n, (time, zone) in enumerate(zip(times, zones, strict=True)))
    report = load(folder, f"user_id,item_id,{','.join(columns)}\n{rows}")
    with open_store(folder) as store:
        info, log = store.dataset(report.dataset_id), store.population(report.dataset_id)
    assert info is not None
    assert log.histories.user_ids.tolist() == [f"u{n}" for n in range(len(times))]
    moments = pd.to_datetime([each.removesuffix("Z") for each in times]) if "-" in times[0] else None
    if moments is not None:
        assert (log.histories.timestamps == moments.astype("datetime64[s]").astype("int64")).all()
    return (log.histories.week_hours % 24).tolist(), info.meta["clock"], " ".join(report.notes)


@pytest.mark.parametrize(
    ("columns", "times", "zones", "hours"),
    [
        (("timestamp", "timezone"), [f"{each}Z".replace(" ", "T") for each in SUMMER], ZONES, [22, 16, 1]),
        (("event_time_utc", "user_tz"), SUMMER, ZONES, [22, 16, 1]),
        (("eventTimeUTC", "timeZoneId"), SUMMER, ZONES, [22, 16, 1]),
        (
            ("timestamp", "Time Zone"),
            ["2026-07-01T20:00:00Z"] * 4,
            ["Eastern Time (US & Canada)", "Central European Time", "(GMT+09:00) Tokyo", "Pacific Daylight Time"],
            [16, 22, 5, 13],
        ),
        (("ts", "tz"), ["1782936000"] * 4, ["+0200", "-0330", "India Standard Time", "Kathmandu"], [22, 16, 1, 1]),
        (("ts", "utc_offset"), ["1782936000"] * 5, ["+02:00", "-0330", "UTC+3", "-4", "+10"], [22, 16, 23, 16, 6]),
    ],
)
def test_zones_beside_a_time_in_utc_show_the_clock(tmp_path: Path, columns, times, zones, hours) -> None:
    found, clock, notes = beside(tmp_path, columns, times, zones)
    assert (found, clock) == (hours, OWN)
    assert f"Hours are those of the zones in '{columns[1]}'." in notes
    assert "Columns that no role uses" not in notes


def test_rows_without_a_known_zone_are_shown_by_the_zone_of_the_log(tmp_path: Path) -> None:
    times = ["2026-01-01T20:00:00Z"] * 4
    found, clock, _notes = beside(tmp_path, ("timestamp", "tz"), times, ["Europe/Berlin", "Mars/Base", "", "UTC"])
    assert (found, clock) == ([21, 20, 20, 20], MIXED)


@pytest.mark.parametrize(
    ("columns", "times", "zones", "why"),
    [
        (("time", "timezone"), SUMMER, ZONES, "'time' does not say whether it is local or UTC"),
        (("event_time_utc", "tz_offset"), SUMMER, ["-240", "540", "60"], "numbers such as -240 do not say"),
        (
            ("event_time_utc", "timezone"),
            SUMMER,
            ["Europe/Berlin", "at home", "Asia/Tokyo"],
            "not all of its texts are",
        ),
    ],
)
def test_zones_that_could_mean_two_things_are_named_and_not_used(tmp_path: Path, columns, times, zones, why) -> None:
    found, clock, notes = beside(tmp_path, columns, times, zones)
    assert (found, clock) == ([20, 20, 20], OF_LOG)
    assert f"'{columns[1]}' was not used for hours: " in notes
    assert why in notes


def test_an_offset_in_the_time_says_more_than_a_zone_beside_it(tmp_path: Path) -> None:
    rows = "u0,a,2026-07-01T21:14:05+09:00,Europe/Berlin\nu1,b,2026-07-01T21:14:05-04:00,Europe/Berlin\n"
    log, info = read(tmp_path, f"user_id,item_id,timestamp,timezone\n{rows}")
    assert ((log.histories.week_hours % 24).tolist(), info.meta["clock"]) == ([21, 21], OWN)


def test_files_that_are_added_may_make_a_clock_mixed() -> None:
    assert merged_clock({"clock": OWN}, {"clock": OWN}) == {"clock": OWN}
    assert merged_clock({"clock": OWN}, {"clock": OF_LOG}) == {"clock": MIXED}


@pytest.mark.parametrize(
    ("rows", "zone", "sentence"),
    [
        ("2026-03-01 21:14:05", "UTC", "Hours are UTC, as the log's times name no other zone."),
        ("2026-03-01T21:14:05Z", "UTC", "Hours are UTC, as the log's times name no other zone."),
        ("2026-03-01 21:14:05", "Asia/Tokyo", "Hours are Asia/Tokyo, the zone that was given for the log."),
        (
            "2026-03-01T21:14:05-03:00",
            "UTC",
            "Hours are those of the clock where each event happened, by its offset or time zone.",
        ),
        ("2026-03-01", "UTC", ""),
    ],
)
def test_the_form_says_by_which_clock_hours_are(tmp_path: Path, rows: str, zone: str, sentence: str) -> None:
    path = write(tmp_path / "e.csv", HEADER + f"u,a,view,{rows}\nv,b,view,{rows}\n")
    assert look_ahead(LogSource(path, timezone=zone), settings(tmp_path)).hours == sentence


def test_the_zone_can_be_given_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "e.csv", HEADER + "u,a,view,2026-07-01 21:14:05\nv,b,view,2026-07-02 21:14:05\n")
    assert cli.main(["inspect", str(path), "--timezone", "Europe/Berlin"]) == 0
    printed = capsys.readouterr().out
    assert "Hours are Europe/Berlin, the zone that was given for the log." in printed
    assert "from 2026-07-01 19:14 to 2026-07-02 19:14 UTC" in printed
    assert cli.main(["inspect", str(path), "--timezone", "Europe/Nowhere"]) == 2
    assert "There is no time zone 'Europe/Nowhere'." in capsys.readouterr().err
