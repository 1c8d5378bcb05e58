"""Whatever a table's columns are called and hold: guessed roles are consistent, known names are found in any order."""

# ruff: noqa: RUF001 - names are written in several alphabets

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.ingest.columns.guess import roles_of
from core.ingest.columns.propose import propose
from core.ingest.columns.value_columns import is_bare_opinion
from core.ingest.names.aliases import ALIASES
from core.ingest.names.plain_name import plain
from core.ingest.tables.sample import Sample
from core.settings import Settings
from core.store.scratch import Scratch

VALUES = {
    "user": ["u1", "u2"],
    "item": ["i1", "i2"],
    "event": ["view", "purchase"],
    "timestamp": ["2026-01-05 10:00:00", "2026-01-06 11:30:00"],
    "value": ["1.5", "20"],
}
CELLS = st.one_of(st.none(), st.text("ab 1.:-", max_size=6), *(st.sampled_from(each) for each in VALUES.values()))
NAMES = st.one_of(st.text("abcxyz_ ", min_size=1, max_size=6), st.sampled_from(sum(ALIASES.values(), ())))


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scratch]:
    folder = tmp_path_factory.mktemp("columns")
    with Scratch(folder, [], "UTC", Settings(folder / "workspace", "UTC", "500MB", 2)) as opened:
        yield opened


@st.composite
def samples(draw: st.DrawFn) -> Sample:
    headers = draw(st.lists(NAMES, min_size=1, max_size=6, unique=True))
    n_rows = draw(st.integers(1, 5))
    return Sample({header: draw(st.lists(CELLS, min_size=n_rows, max_size=n_rows)) for header in headers})


@settings(max_examples=20)
@given(sample=samples(), file=st.sampled_from(["events", "items", "users"]))
def test_a_column_plays_one_role_and_a_role_has_one_column(scratch: Scratch, sample: Sample, file: str) -> None:
    choices = propose(scratch, file, sample, {}).choices
    assert len({each.column for each in choices if each.role != "item"}) == sum(each.role != "item" for each in choices)
    assert {each.column for each in choices} <= set(sample.columns)
    assert {each.role for each in choices} <= set(roles_of(file))
    once = Counter(each.role for each in choices if each.role != "attribute")
    assert set(once.values()) <= {1}
    assert all(each.file == file and each.reason for each in choices)


@st.composite
def known_columns(draw: st.DrawFn) -> dict[str, str]:
    """Role to a known name of it, in any order and as people write names; thumbs are no value beside events."""
    roles = draw(st.permutations(list(VALUES)))
    write = draw(
        st.sampled_from([str, str.upper, str.title, lambda name: f" {name}_", lambda name: f"{name[:1]}-{name[1:]}"])
    )
    names = {role: [name for name in ALIASES[role] if not is_bare_opinion(name)] for role in roles}
    return {role: write(draw(st.sampled_from(names[role]))) for role in roles}


@settings(max_examples=20)
@given(columns=known_columns(), unknown=st.lists(st.sampled_from(["zz", "qq", "kk"]), unique=True))
def test_known_names_are_found_in_any_order(scratch: Scratch, columns: dict[str, str], unknown: list[str]) -> None:
    cells: dict[str, list[str | None]] = {header: ["x", "y"] for header in unknown}
    sample = Sample(cells | {columns[role]: [*VALUES[role]] for role in columns})
    assert {each.role: each.column for each in propose(scratch, "events", sample, {}).choices} == columns


@settings(max_examples=20)
@given(sample=samples(), data=st.data())
def test_what_was_given_is_kept(scratch: Scratch, sample: Sample, data: st.DataObject) -> None:
    role, column = data.draw(st.sampled_from(list(VALUES))), data.draw(st.sampled_from(list(sample.columns)))
    (first, *others) = propose(scratch, "events", sample, {role: [column]}).choices
    assert (first.role, first.column) == (role, column)
    beside = {each.role for each in others if each.column == column}
    assert beside <= ({"text", "event"} if role == "item" else set())  # a title or an event may stand for its item


@pytest.mark.parametrize("role", ALIASES)
def test_known_names_are_kept_as_names_are_compared_and_capitals_change_nothing(role: str) -> None:
    assert {name: plain(name) for name in ALIASES[role] if plain(name) != name} == {}
    assert {name: plain(name.upper()) for name in ALIASES[role] if plain(name.upper()) != name} == {}


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Κωδικός Πελάτη", "ΚΩΔΙΚΟΣ ΠΕΛΑΤΗ"),
        ("Ημερομηνία παραγγελίας", "ΗΜΕΡΟΜΗΝΙΑ ΠΑΡΑΓΓΕΛΙΑΣ"),
        ("Größe", "GRÖSSE"),
        ("Date de création", "DATE DE CREATION"),
        ("Ürün adı", "ÜRÜN ADI"),
    ],
)
def test_a_name_is_the_same_in_capitals_with_or_without_accents(name: str, bare: str) -> None:
    assert plain(name) == plain(bare) == plain(name.upper())
