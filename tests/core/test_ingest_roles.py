"""Which column plays which role, from names and values together."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.attributes.consent import read_consent
from core.errors import IngestError
from core.ingest.columns.guess import refuse_open
from core.ingest.columns.propose import Proposal, propose
from core.ingest.tables.sample import Sample
from core.settings import Settings
from core.store.scratch import Scratch
from tests.core import roles_table as made
from tests.core.ingest_help import load, load_path, open_store
from tests.core.roles_table import EXPORTS, Export, Write, export


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scratch]:
    folder = tmp_path_factory.mktemp("roles")
    with Scratch(folder, [], "UTC", Settings(folder / "workspace", "UTC", "500MB", 2)) as opened:
        yield opened


def made_folder(folder: Path) -> Path:
    (folder / "other").mkdir()
    return folder / "other"


def propose_for(scratch: Scratch, table: Export, given: Mapping[str, Sequence[str]] | None = None) -> Proposal:
    return propose(scratch, "events", Sample(table.cells()), given or {})


def roles_of(proposal: Proposal) -> dict[str, str]:
    return {each.role: each.column for each in proposal.choices}


@pytest.mark.parametrize("name", EXPORTS)
def test_exports_of_common_tools_are_understood_without_a_question(scratch: Scratch, name: str) -> None:
    proposal = propose_for(scratch, EXPORTS[name])
    found = roles_of(proposal)
    assert {role: found.get(role) for role in EXPORTS[name].roles} == EXPORTS[name].roles
    assert [each.sentence for each in proposal.questions] == []


def test_a_mostly_empty_name_is_passed_over_with_a_note(scratch: Scratch) -> None:
    [user] = [each for each in propose_for(scratch, EXPORTS["Segment"]).choices if each.role == "user"]
    assert (user.column, user.reason) == ("anonymousId", "it is fuller than 'userId', which is 90% empty")


def test_a_page_that_stands_in_for_the_item_is_noted(scratch: Scratch) -> None:
    [item] = [each for each in propose_for(scratch, EXPORTS["Snowplow"]).choices if each.role == "item"]
    assert item.reason == "nothing in this log is an item: what users saw stands in for it"


def test_a_title_that_stands_in_for_the_item_is_noted(scratch: Scratch) -> None:
    [item] = [each for each in propose_for(scratch, EXPORTS["Groceries"]).choices if each.role == "item"]
    assert item.reason == "no column is the id of an item: the title stands in for it"


def test_a_category_that_stands_in_for_the_item_is_asked(scratch: Scratch) -> None:
    columns = {"user_id": made.USER, "paid by": made.pick("card", "cash", "cheque"), "category": made.CATEGORY}
    proposal = propose_for(scratch, Export({**columns, "time": made.TIME}, {}))
    assert roles_of(proposal)["item"] == "category"
    assert [each.role for each in proposal.questions] == ["item"]


PLAIN: dict[str, Write] = {"user_id": made.USER, "sku": made.ITEM, "time": made.TIME}
NEVER = {
    "a time": ("user", made.TIME),
    "a date": ("item", made.DATE),
    "a price": ("user", made.PRICE),
    "another price": ("item", made.PRICE),
    "JSON": ("item", made.JSON),
    "an address": ("user", made.STREET),
    "text that hardly repeats": ("item", made.NOTE),
    "a note": ("user", made.NOTE),
    "an id of the row": ("item", made.LINE),
    "a session": ("item", made.SESSION),
    "an e-mail": ("item", made.EMAIL),
    "a price as a time": ("timestamp", made.PRICE),
    "an id as a time": ("timestamp", made.NUMBER_USER),
    "an epoch beside dates": ("timestamp", lambda row: str(1_700_000_000 + row * 997)),
}


@pytest.mark.parametrize("what", NEVER)
def test_what_can_never_play_a_role(scratch: Scratch, what: str) -> None:
    role, write = NEVER[what]
    right = {"user": "user_id", "item": "sku", "timestamp": "time"}[role]
    others = {**PLAIN, "zz": write}
    assert roles_of(propose_for(scratch, export("user=user_id", **others)))[role] == right
    without = {name: each for name, each in others.items() if name != right}
    if role == "timestamp":
        without["made"] = made.TIME
    assert roles_of(propose_for(scratch, export("user=user_id", **without))).get(role) != "zz"


@settings(max_examples=8, deadline=None)
@given(
    names=st.permutations(["user_id", "customer", "item", "sku", "date", "note", "zz"]),
    writers=st.permutations([made.TIME, made.PRICE, made.JSON, made.STREET, made.NOTE, made.USER, made.TITLE]),
)
def test_names_never_win_over_values(scratch: Scratch, names: list[str], writers: list[Write]) -> None:
    columns = dict(zip(names, writers, strict=True))
    found = roles_of(propose_for(scratch, Export(columns, {})))
    never = {made.TIME, made.PRICE, made.JSON, made.STREET, made.NOTE}
    assert all(columns[found[role]] not in never for role in ("user", "item") if role in found)
    assert columns[found["timestamp"]] is made.TIME


def test_two_columns_that_could_be_either_are_a_question(scratch: Scratch) -> None:
    table = Export({"aa": made.TIME, "bb": made.USER, "cc": made.ITEM}, {})
    proposal = propose_for(scratch, table)
    [user] = proposal.questions
    assert user.role == "user"
    assert user.sentence == "Is 'bb' the user, or is it 'cc'?"
    assert [each.column for each in user.candidates] == ["bb", "cc"]
    assert roles_of(proposal)["item"] == "cc"
    for answer, left in (("bb", "cc"), ("cc", "bb")):
        answered = propose_for(scratch, table, {"user": [answer]})
        assert (roles_of(answered)["item"], answered.questions) == (left, [])


def test_an_open_question_is_refused_with_the_choices(scratch: Scratch) -> None:
    table = Export({"aa": made.TIME, "b b": made.USER, "cc": made.ITEM}, {})
    with pytest.raises(IngestError, match=r"Is 'b b' the user, or is it 'cc'\?") as caught:
        refuse_open(propose_for(scratch, table).questions)
    assert caught.value.hint.startswith("Answer with --map user='b b' (u0")


def test_what_is_given_is_not_asked(scratch: Scratch) -> None:
    table = Export({"aa": made.TIME, "bb": made.USER, "cc": made.ITEM}, {})
    proposal = propose_for(scratch, table, {"user": ["bb"], "item": ["cc"]})
    assert proposal.questions == []
    assert roles_of(proposal) == {"user": "bb", "item": "cc", "timestamp": "aa"}


def test_the_maker_of_an_item_is_no_user(scratch: Scratch) -> None:
    columns = {
        "Book Id": made.ITEM,
        "Title": made.TITLE,
        "Author": _maker,
        "Author Email": _maker,
        "Date Read": made.DATE,
    }
    assert "user" not in roles_of(propose_for(scratch, Export(columns, {})))


def _maker(row: int) -> str:
    return f"a{made.ITEM(row)[-1]}@books.example"


def test_consent_in_the_log_is_an_attribute_whose_last_answer_counts(tmp_path: Path) -> None:
    rows = [f"u{user},i{user % 7},2026-01-{day:02},{answer}" for user in range(40) for day, answer in
            ((3, "ja"), (5, "nein" if user == 7 else "ja"), (4, "nein"))]  # fmt: skip
    report = load(tmp_path, "\n".join(["user_id,item_id,timestamp,Einwilligung", *rows]))
    (found,) = [each for each in report.choices if each.role == "attribute"]
    assert found.column == "Einwilligung"
    assert found.reason == "its name, 'Einwilligung', is that of consent; the last answer of each user counts"
    with open_store(tmp_path) as store:
        consent = read_consent(store.population(report.dataset_id).attributes)
    assert (consent.n_given, int(consent.is_given.sum())) == (39, 39)
    other = load(
        made_folder(tmp_path), "\n".join(["user_id,item_id,timestamp,consent", *(f"{row[:-2]}v2" for row in rows)])
    )
    assert [each.column for each in other.choices if each.role == "attribute"] == []  # no yes or no


@pytest.mark.parametrize("is_json", [True, False])
def test_consent_is_found_in_nested_fields_and_under_longer_names(tmp_path: Path, is_json: bool) -> None:
    if is_json:
        name, path = "properties.marketing_opt_in", tmp_path / "events.jsonl"
        lines = [
            json.dumps({"user_id": f"u{n % 40}", "event": "play", "timestamp": f"2026-01-{1 + n // 40:02}T10:00:00Z",
                        "properties": {"item_id": f"i{n % 7}", "marketing_opt_in": n % 40 < 30}})
            for n in range(120)
        ]  # fmt: skip
    else:
        name, path = "Status newsletter", tmp_path / "pedidos.csv"
        lines = [
            "user_id;item_id;timestamp;Status newsletter",
            *(f"u{n % 40};i{n % 7};2026-01-{1 + n // 40:02};{'Inscrito' if n % 40 < 30 else 'Descadastrado'}"
              for n in range(120)),
        ]  # fmt: skip
    path.write_text("\n".join(lines))
    report = load_path(tmp_path, path)
    assert [each.column for each in report.choices if each.role == "attribute"] == [name]
    with open_store(tmp_path) as store:
        consent = read_consent(store.population(report.dataset_id).attributes)
    assert (consent.attribute, consent.n_given) == (name, 30)


@pytest.mark.parametrize("n_odd", [2, 6])
def test_consent_with_answers_that_are_not_understood(tmp_path: Path, n_odd: int) -> None:
    words = ("vielleicht", "später") * n_odd
    rows = [f"u{user},i{user % 7},2026-01-03,{words[user] if user < n_odd else 'nein' if user < 20 else 'ja'}" for
            user in range(40)]  # fmt: skip
    log = "\n".join(["user_id,item_id,timestamp,einwilligung", *rows])
    report = load(tmp_path, log)
    used = [each.column for each in report.choices if each.role == "attribute"]
    if n_odd == 2:
        assert used == ["einwilligung"]
    else:
        why = (
            "'einwilligung' is called as consent is, but is not used: 6 of 40 answers looked at are neither yes nor "
            "no, such as 'später', 'vielleicht'. To use it, load the log with --map attribute=einwilligung: such "
            "answers count as no then."
        )
        assert (used, why in report.notes) == ([], True)
        tmp_path = made_folder(tmp_path)
        report = load(tmp_path, log, map={"attribute": ["einwilligung"]})
    counted = f"The answers of {n_odd} users in 'einwilligung' are neither yes nor no (such as 'später', 'vielleicht') "
    assert counted + "and count as no." in report.notes
    with open_store(tmp_path) as store:
        consent = read_consent(store.population(report.dataset_id).attributes)
    assert (consent.n_given, consent.n_unanswered, len(consent.answers)) == (20, 0, 40)
