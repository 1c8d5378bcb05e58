"""States of orders in the layout of a tool whose own column of states is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.ingest.presets.match import knows_states
from core.ingest.presets.table import PRESETS
from core.ingest.states.order_states import CANCELLED, PENDING, RETURNED
from core.ingest.tables.source import IngestReport
from core.population.meanings import PAID_BACK
from core.types import REFUND
from tests.core.ingest_help import load, open_store
from tests.core.test_asked_states import WORDS as ASKED
from tests.core.test_order_states import MORE_WORDS, WORDS

PAID, OTHERS = "paid", ("cancelled", "refunded", "awaiting payment")
NOTE = "those that are cancelled or failed are no purchases"


def counts(folder: Path, report: IngestReport) -> dict[str, int]:
    with open_store(folder) as store:
        population = store.population(report.dataset_id)
        names = [population.event_names[code] for code in population.histories.events]
        return {name: names.count(name) for name in sorted(set(names))}


EVENTS = {REFUND: PAID_BACK, RETURNED: PAID_BACK, CANCELLED: CANCELLED, PENDING: PENDING}
"""State of an order → its event, where that is not a purchase."""


def test_a_preset_reads_every_word_of_a_state_as_a_log_without_one_does(tmp_path: Path) -> None:
    by_state = [*ASKED.items(), *WORDS.items(), *MORE_WORDS.items()]
    meant = {word: state for state, words in by_state for word in words.split("|")}
    text = "order_number,status,date_created,customer_email,item_sku,item_name,item_quantity,item_price\n" + "".join(
        f'{n},"{word}",2026-01-{n % 27 + 1:02} 10:00:00,p{n % 40}@a.example,S{n:04},Lamp {n},1,2.50\n'
        for n, word in enumerate(meant)
    )
    report = load(tmp_path, text)
    assert any("recognised as WooCommerce orders" in note for note in report.notes)
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    histories = population.histories
    places = {item: place for place, item in enumerate(population.items.item_ids)}
    event_of = dict(zip(histories.items.tolist(), histories.events.tolist(), strict=True))
    read = {word: population.event_names[event_of[places[f"S{n:04}"]]] for n, word in enumerate(meant)}
    assert read == {word: EVENTS.get(state, "purchase") for word, state in meant.items()}


def state(n: int) -> str:
    return OTHERS[n // 10 % 3] if n % 10 == 0 else PAID


@pytest.mark.parametrize("name", ["payment_status", "order_state"])
def test_states_under_another_name_are_read_beside_a_preset(tmp_path: Path, name: str) -> None:
    text = f"order_number,date_created,{name},customer_email,item_sku,item_name,item_quantity,item_price\n" + "".join(
        f"{n},2026-01-{n % 27 + 1:02} 10:00:00,{state(n)},p{n % 40}@a.example,S{n % 9},Lamp {n % 9},1,{n % 9 + 1}.50\n"
        for n in range(300)
    )
    report = load(tmp_path, text)
    assert any("recognised as WooCommerce orders" in note for note in report.notes)
    assert not any(NOTE in note for note in report.notes)
    found = {"cancelled order": 10, "pending order": 10, "purchase": 270, "refunded purchase": 10}
    assert counts(tmp_path, report) == found


def test_states_on_the_first_line_of_an_order_are_those_of_all_its_lines(tmp_path: Path) -> None:
    text = "Name,Email,Order Status,Created at,Lineitem quantity,Lineitem name,Lineitem price,Total,Lineitem sku\n"
    text += "".join(
        f"#{n},p{n % 9}@a.example,{('paid', 'cancelled', 'refunded', 'paid')[n % 4]},2026-01-{n % 27 + 1:02},1,"
        f"Lamp {n % 5},{n % 5 + 1}.50,{n % 5 + 21}.50,L{n % 5}\n#{n},,,,2,Chair {n % 3},10.00,,C{n % 3}\n"
        for n in range(40)
    )
    report = load(tmp_path, text)
    assert any("recognised as Shopify orders" in note for note in report.notes)
    assert counts(tmp_path, report) == {"cancelled order": 20, "purchase": 40, "refunded purchase": 20}


def test_a_preset_without_its_states_leaves_them_open_only_where_it_reads_some() -> None:
    woocommerce, adobe = (PRESETS[name].forms[0].events for name in ("woocommerce", "adobe"))
    assert not knows_states(woocommerce, ["Order Number", "payment_status"])
    assert knows_states(woocommerce, ["Order Number", "Order Status"])
    assert knows_states(adobe, ["hit_time_gmt"])
