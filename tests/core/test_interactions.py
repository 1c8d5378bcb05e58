from dataclasses import replace

import numpy as np
import pytest

from core.errors import IngestError
from core.population.interactions import interacted, interactions, is_ignored, is_interaction, is_refund, newest
from core.population.meanings import (
    event_kind,
    event_weights,
    guess_meanings,
    meanings_of,
    parse_meaning,
    stored_name,
)
from core.population.verbs import verb_of
from core.types.meaning import Meaning
from tests.populations import DAY, MONDAY, population

MEANINGS = {"swipe": Meaning("cart", 0.25), "storno": Meaning("refund", -1.0)}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("purchase", "purchase"),
        ("ORDER", "purchase"),
        ("Add to cart", "cart"),
        ("add-to-cart", "cart"),
        ("page_view", "ignore"),
        ("return", "refund"),
        ("购买", "purchase"),
        ("Swipe Left", "ignore"),
        ("Warenkorb", "cart"),
        ("Compra", "purchase"),
        ("カート追加", "cart"),
        ("session_start", "ignore"),
    ],
)
def test_an_event_name_means_a_kind(name, kind):
    assert event_kind(name) == kind


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("refund", "Storno, Stornierung, Rückgabe, Rueckgabe, Gutschrift, Erstattung, Rückerstattung, Retoure"),
        ("refund", "Retour, Remboursement, Remboursé, Annulation, Annulée, Avoir, Note de crédit"),
        ("refund", "Devolución, Devolucion, Reembolso, Reembolsado, Anulación, Cancelación, Nota de crédito"),
        ("refund", "Reso, Rimborso, Rimborsato, Annullamento, Annullato, Nota di credito"),
        ("refund", "Devolução, Devolvido, Estorno, Reembolso, Cancelamento, Cancelado"),
        ("refund", "返品, 返金, 払い戻し, キャンセル, 取消"),
        ("refund", "退款, 退货, 已退款, 退货退款, 取消订单"),
        ("purchase", "Kauf, Bestellung, Gekauft, Achat, Acheté, Compra, Comprado, Acquisto, Acquistato, 購入, 购买"),
        ("uncart", "Aus dem Warenkorb entfernt, Retiré du panier, Eliminar del carrito, Rimosso dal carrello, "
         "Removido do carrinho, カートから削除, 移出购物车"),
    ],
)  # fmt: skip
def test_events_are_known_in_seven_languages(kind: str, names: str) -> None:
    assert {name: event_kind(name) for name in names.split(", ")} == dict.fromkeys(names.split(", "), kind)


def test_weights_follow_the_kind_and_unknown_types_weigh_one():
    weights = event_weights(guess_meanings(["buy", "cart", "click", "refund", "swipe"]))
    assert weights.dtype == np.float32
    np.testing.assert_allclose(weights, [1.0, 0.5, 0.2, -1.0, 1.0])


def test_the_only_type_apart_from_refunds_weighs_one():
    np.testing.assert_allclose(event_weights(guess_meanings(["view", "refund"])), [1.0, -1.0])


def test_weights_of_a_pair_add_up_and_never_go_below_zero():
    log = population(
        [
            ("ann", "tea", "purchase"),
            ("ann", "tea", "view"),
            ("ann", "mug", "purchase"),
            ("ann", "mug", "refund"),
            ("bob", "tea", "refund"),
            ("bob", "mug", "cart"),
        ]
    )
    weights = interactions(log)
    assert weights.dtype == np.float32
    np.testing.assert_allclose(weights.toarray(), [[1.2, 0.0], [0.0, 0.5]])
    assert weights.nnz == 2


def test_rounding_leaves_no_dust():
    log = population([("ann", "tea", "view")] * 5 + [("ann", "tea", "refund"), ("ann", "mug", "purchase")])
    assert interactions(log).nnz == 1


def test_an_event_one_half_life_old_counts_half():
    log = population([("ann", "tea", "purchase", MONDAY), ("bob", "tea", "purchase", MONDAY + 30 * DAY)])
    np.testing.assert_allclose(interactions(log, half_life_days=30).toarray(), [[0.5], [1.0]])


def test_age_is_counted_from_the_later_of_two_ends():
    log = population([("ann", "tea", "purchase", MONDAY), ("bob", "tea", "purchase", MONDAY + 30 * DAY)])
    later = interactions(log, half_life_days=30, end=MONDAY + 60 * DAY)
    np.testing.assert_allclose(later.toarray(), [[0.25], [0.5]])
    np.testing.assert_allclose(interactions(log, 30, end=MONDAY).toarray(), interactions(log, 30).toarray())
    assert newest(log) == newest(log, MONDAY) == MONDAY + 30 * DAY
    assert newest(log, MONDAY + 60 * DAY) == MONDAY + 60 * DAY


def test_event_types_that_came_later_are_weighed_on_the_scale_of_the_fit():
    # when only views were there they weighed 1, five times their weight beside purchases
    np.testing.assert_allclose(
        event_weights(guess_meanings(["view", "purchase", "refund"]), n_fitted=1), [1.0, 5.0, -1.0]
    )
    np.testing.assert_allclose(event_weights(guess_meanings(["view", "refund", "cart"]), n_fitted=2), [1.0, -1.0, 2.5])
    np.testing.assert_allclose(event_weights(guess_meanings(["view", "purchase", "cart"]), n_fitted=2), [0.2, 1.0, 0.5])
    log = population([("ann", "tea", "view"), ("bob", "tea", "purchase")])
    np.testing.assert_allclose(interactions(log, n_fitted=1).toarray(), [[1.0], [5.0]])


def test_interacted_is_any_event_and_may_leave_refunds_out():
    log = population([("ann", "tea", "view"), ("ann", "tea", "view"), ("ann", "mug", "refund")])
    assert interacted(log).dtype == bool
    assert interacted(log).toarray().tolist() == [[True, True]]
    assert interacted(log, with_refunds=False).toarray().tolist() == [[True, False]]
    assert interacted(log, with_refunds=False).nnz == 1


def test_refunds_are_recognised_by_any_of_their_names():
    assert is_refund(population([("ann", "tea", "buy"), ("ann", "tea", "Returned")])).tolist() == [False, True]


def test_the_histories_stay_as_they_are():
    log = population([("ann", "tea"), ("ann", "mug"), ("ann", "tea")])
    interactions(log)
    assert log.histories.items.tolist() == [0, 1, 0]
    assert log.histories.offsets.tolist() == [0, 3]


def test_what_is_kept_of_a_log_stays_as_it_is():
    log = population(
        [
            ("u", "c", "view", MONDAY),
            ("u", "b", "refund", MONDAY),
            ("u", "c", "view", MONDAY),
            ("u", "a", "view", MONDAY),
        ]
    )
    before = is_interaction(log).tolist()
    interacted(log, with_refunds=False)
    assert is_interaction(log).tolist() == before == [True, False, True, True]


def test_a_log_without_events_gives_an_empty_matrix():
    log = population([], users=["ann"], titles={"tea": "Tea"})
    assert interactions(log, half_life_days=30).shape == (1, 1)
    assert interacted(log).nnz == 0


@pytest.mark.parametrize(
    ("events", "verb"),
    [
        (["order", "refund"], "bought"),
        (["Add to cart", "remove from cart"], "added to the basket"),
        (["page_view"], "viewed"),
        (["rating"], "rated"),
        (["listen", "play"], "played"),
        (["view", "order"], "interacted with"),
        (["swipe"], "interacted with"),
        ([], "interacted with"),
    ],
)
def test_what_users_of_a_log_did_is_named_after_its_events(events: list[str], verb: str) -> None:
    assert verb_of(guess_meanings(events)) == verb


def test_page_views_are_views_only_where_the_log_knows_no_other_interaction() -> None:
    kinds = [
        [each.kind for each in guess_meanings(names)]
        for names in (["page_view", "login", "purchase"], ["page_view", "login", "swipe"], ["login"])
    ]
    assert kinds == [["ignore", "ignore", "purchase"], ["view", "ignore", "other"], ["other"]]


def test_ignored_events_are_no_interaction_and_no_refund() -> None:
    log = population([("ann", "tea", "login"), ("ann", "mug", "purchase"), ("bob", "tea", "refund")])
    assert is_ignored(log).tolist() == [True, False, False]
    assert is_refund(log).tolist() == [False, False, True]
    assert interactions(log).toarray().tolist() == [[0, 1], [0, 0]]
    assert interacted(log).toarray().tolist() == [[False, True], [True, False]]


def test_a_population_says_what_its_events_mean() -> None:
    log = replace(population([("ann", "tea", "swipe"), ("ann", "mug", "storno")]), meanings=MEANINGS)
    assert meanings_of(log) == (Meaning("cart", 0.25), Meaning("refund", -1.0))
    assert interactions(log).toarray().tolist() == [[1, 0]]  # the only type weighs 1
    assert verb_of(meanings_of(log)) == "added to the basket"


def test_a_meaning_is_read_with_its_weight() -> None:
    assert parse_meaning("view") == Meaning("view", 0.2)
    assert parse_meaning("refund:-2") == Meaning("refund", -2.0)
    with pytest.raises(IngestError, match="No event can mean 'buy'"):
        parse_meaning("buy")
    for text in ("view:0", "view:-1", "refund:1", "cart:x", "view:nan", "view:1e9", "ignore:1"):
        with pytest.raises(IngestError, match="is no weight"):
            parse_meaning(text)
    assert (stored_name(" Swapped "), stored_name("Retoure")) == ("swapped", "refund")


def test_taking_out_of_the_basket_is_no_interaction_and_counts_against_the_item() -> None:
    log = population([("a", "x", "cart"), ("a", "x", "remove_from_cart"), ("a", "y", "cart"), ("b", "x", "uncart")])
    assert is_interaction(log).tolist() == [True, False, True, False]
    assert interacted(log, with_refunds=False).toarray().tolist() == [[True, True], [False, False]]
    assert interactions(log).toarray().tolist() == [[0, 0.5], [0, 0]]
