"""The SQL of a rule gives exactly the users whom the rule chooses."""

import duckdb
import numpy as np
import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.rules import random_rule
from core.interests.tree import Node
from core.interests.users import RankedInterests
from core.shaping.choice import meets
from core.shaping.known import Known
from core.shaping.rule import parse_rule, write_rule
from core.shaping.rule_sql import Dialect, rule_sql
from core.shaping.rule_tables import rule_tables
from tests.populations import HOUR, MONDAY, population

USERS = [f"user {letter}" for letter in "abcdefghijkl"]
DRAWN = np.random.default_rng(0)
EVENTS = [
    (
        str(DRAWN.choice(USERS)),
        f"i{DRAWN.integers(6)}",
        str(DRAWN.choice(["view", "purchase", "refund", "login"])),
        MONDAY + int(DRAWN.integers(60 * 24)) * HOUR,
        float(DRAWN.choice([2.5, 8.0, 20.0, np.nan])),
    )
    for _event in range(90)
]
LOG = population(
    EVENTS,
    users=USERS,
    titles={"i0": "Green TEA", "i1": "Tea mug", "i2": "Straw hat", "i3": "O'Neill's cap", "i4": "Größe", "i5": ""},
    categories={"i0": ["Drinks", "Gifts"], "i1": "Kitchen", "i2": "Hats", "i3": "Hats"},
    attributes={
        "city of birth": ["Rome", "oslo", "unknown", " ROME ", *["Lima"] * 4, *[None] * 4],
        "age": [30, 41, np.nan, 22, *range(8)],
    },
)


class Liked:
    """Interests of which only the largest of some users is known."""

    shown = (Node(1, 0, 1, "Hot drinks", (), 2), Node(2, 0, 1, "Hats", (), 1))
    ranked = RankedInterests(np.arange(8), np.array([1, 1, 2, 2] * 2), np.array([1] * 6 + [2] * 2), np.ones(8))

    def largest(self, layer):
        return np.array([1, 1, 2, 2, 1, 1, *[-1] * 6])


SAVED = {"best ones": ("user a", "user d"), "nobody": ()}
LABELS = np.array([1, 1, 2, -1] * 3, np.int32)
FIGURES = {
    "probability": np.linspace(0.0, 1.0, 12, dtype=np.float32),
    "separation": np.linspace(-1.0, 1.0, 12, dtype=np.float32),
    "stability": np.array([np.nan, 0.5, 1.0, 0.0] * 3),
}
KNOWN = Known(LOG, LABELS, {2: "Hat lovers"}, lambda: Liked(), FIGURES, lambda name: SAVED[name])


@pytest.fixture(scope="module")
def tables():
    con = duckdb.connect()
    for name, table in rule_tables(KNOWN, SAVED).items():
        con.register(name, table)
    yield con
    con.close()


def users_by_sql(con, rule):
    return sorted(user for (user,) in con.execute(rule_sql(rule, KNOWN, Dialect.DUCKDB)).fetchall())


@settings(max_examples=100)
@given(drawn=st.randoms(use_true_random=False))
def test_sql_and_page_choose_the_same_users(tables, drawn):
    rule = random_rule(KNOWN, drawn, list(SAVED))
    assert users_by_sql(tables, rule) == sorted(LOG.histories.user_ids[meets(rule, KNOWN)]), write_rule(rule)


@given(drawn=st.randoms(use_true_random=False))
def test_a_rule_is_read_as_it_was_written_and_every_dialect_can_parse_it(drawn):
    rule = random_rule(KNOWN, drawn, list(SAVED))
    assert parse_rule(write_rule(rule)) == rule
    for dialect in Dialect:
        assert sqlglot.parse_one(rule_sql(rule, KNOWN, dialect), dialect=dialect.value)


@pytest.mark.parametrize(
    ("rule", "users"),
    [
        ("age>=30", 2),
        ('user:"user a" or selection:"best ones"', 2),
        ("probability<0.5 and separation>-0.9", 5),
        ("'city of birth':rome", 2),
        ("'City of Birth':rome or AGE>=40 or Events>99", 3),
        ("orders>=2 and spend<30", 4),
        ("spend=0 or orders=0", 3),
        ("first_seen>=2024-01-01 and last_seen<=2024-02-29", 12),
    ],
)
def test_rules_as_people_write_them(tables, rule, users):
    found = users_by_sql(tables, parse_rule(rule))
    assert found == sorted(LOG.histories.user_ids[meets(parse_rule(rule), KNOWN)])
    assert len(found) == users


def test_the_sql_reads_as_one_would_write_it():
    rule = parse_rule("segment:2 and not (events>=5 or 'city of birth':rome)")
    assert (
        rule_sql(rule, KNOWN, Dialect.SPARK)
        == """\
WITH habits AS (
  SELECT
    user_id,
    COUNT(*) AS events
  FROM events
  GROUP BY
    user_id
)
SELECT
  users.user_id
FROM users
LEFT JOIN habits
  ON habits.user_id = users.user_id
LEFT JOIN segments
  ON segments.user_id = users.user_id
WHERE
  COALESCE(segments.segment, -1) IN (2)
  AND NOT (
    COALESCE(COALESCE(habits.events, 0) >= 5, FALSE)
    OR COALESCE(`users`.`city of birth` IN ('Rome', 'ROME'), FALSE)
  )"""
    )
