"""What event types mean, from the load to the population."""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd
import pytest

from core.cli.log import add_log_options, source_of
from core.errors import IngestError
from core.ingest.plausible import look_ahead
from core.ingest.tables.source import LogSource
from core.population.interactions import dislikes, interactions
from core.population.meanings import event_kind, guess_meanings, meanings_of
from core.types import Population
from core.types.meaning import Meaning
from core.ui.data.event_types import changed_meanings
from tests.core.ingest_help import chosen, load, open_store, settings, write

LOG = "user,item,event,timestamp\n" + "".join(
    f"u{user},{item},{event},2026-01-{day:02} 10:00:00\n"
    for day, (user, item, event) in enumerate(
        [(1, "tea", "purchase"), (1, "mug", "Login"), (2, "tea", "swipe"), (2, "mug", "Zap"), (2, "mug", "swipe")], 1
    )
)
GIVEN = {"SWIPE": "cart:0.25", "zap": "refund", "nap": "view"}

KINDS = {
    "play": "track_played|podcast_played|videoPlayed|Song Played|Titel abgespielt|titre joué|canción reproducida|"
    "brano riprodotto|música tocada|播放歌曲|動画再生|GAME_PLAYED",
    "listen": "song_listened|podcastListened|titre écouté|canción escuchada|brano ascoltato|música ouvida|Lied gehört",
    "watch": "video_completed|movie_finished|video_watched|movieWatched|Video geschaut|vidéo regardée|"
    "filme assistido|观看视频|動画視聴",
    "view": "review_page|trailer_played|watchlist_opened|"
    "review_read|reviews_viewed|ver producto|item_viewed|productViewed|Item Viewed|viewed_item_details|"
    "Produkt angesehen|produit consulté|"
    "produit vu|producto visto|prodotto visualizzato|produto visualizado|浏览商品|查看商品详情|"
    "商品を閲覧|product_page_viewed|listing_clicked|view_cart|order_viewed",
    "cart": "added_to_cart|itemAddedToCart|Added To Basket|In den Warenkorb gelegt|"
    "ajouté au panier|añadido al carrito|aggiunto al carrello|adicionado ao carrinho|加入购物车成功|"
    "カートに商品追加|begin_checkout|checkout_started|buy_start|purchase_attempt|add_payment_info|Kasse gestartet",
    "save": "product_added_to_wishlist|watchlist_added|addedToMyList|queue_add|"
    "zur Merkliste hinzugefügt|ajouté aux favoris|"
    "track_liked|song_saved|recipe_saved|articleSaved|Rezept gespeichert|recette enregistrée|receta guardada|"
    "收藏商品|bookmark",
    "finish": "playback_completed|watched_to_end|song_listened_to_completion|ad_play_completed|bis zum Ende gehört|"
    "cook_finished|workout_completed|lessonCompleted|Rezept gekocht|leçon terminée|curso completado|课程完成",
    "uncart": "watchlist_removed|removed_from_basket|itemRemovedFromCart|Aus Warenkorb gelöscht|retiré de mon panier|"
    "eliminado de la cesta|song_unliked",
    "purchase": "subscription_renewed|hotel_booked|booking_confirmed|donation_made|order_completed|orderPlaced|"
    "Completed Order|checkout_success|payment_succeeded|"
    "Bestellung aufgegeben|Bestellung abgeschlossen|commande validée|commande passée|pedido completado|"
    "compra realizada|acquisto effettuato|ordine completato|pedido concluído|compra finalizada|"
    "订单支付成功|提交订单|注文完了|item_purchased|product_bought",
    "refund": "returnCompleted|order_refunded_partially|itemReturned|order_was_cancelled|produit retourné|"
    "pedido devuelto",
    "ignore": "newsletter_opened|Newsletter geöffnet|account_created|player_joined|view_search_results|"
    "registration_completed|"
    "lesson_not_completed|退出登录|track_skipped|skipped|song_skip|video_paused|playback_error|payment_failed|"
    "checkout_failed|"
    "subscription_cancelled|user_logged_in|App Launched|order_shipped|track_disliked|Titel übersprungen|"
    "chanson ignorée|canción saltada|brano saltato|música pulada|跳过歌曲|スキップ",
    "rate": "product_rated|review_submitted|Produkt bewertet|produto avaliado",
    "read": "chapter_finished|article_read|Artikel gelesen|article lu|artículo leído",
    "other": "Completed|player_scored|swipe|shared|product_searched|form_submitted|playlist_created|ready|Zap",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("meanings")


def population(folder: Path, dataset_id: str) -> Population:
    with open_store(folder) as store:
        return store.population(dataset_id)


def test_meanings_are_guessed_noted_and_stored(folder: Path) -> None:
    report = load(folder, LOG)
    assert (report.n_stored, report.n_refunds) == (5, 0)
    assert report.notes[-1] == (
        "What events mean: 2 'swipe' are other interactions, weight 1; 1 'login' are stored, but are no interaction "
        "with an item; 1 'purchase' are purchases, weight 1; 1 'zap' are other interactions, weight 1."
    )
    log = population(folder, report.dataset_id)
    assert [each.kind for each in meanings_of(log)] == ["ignore", "purchase", "other", "other"]
    assert log.histories.n_events == 5
    assert interactions(log).toarray().tolist() == [[0, 1], [2, 1]]


def test_meanings_that_are_given_make_another_dataset_and_reach_the_population(folder: Path) -> None:
    first, report = load(folder, LOG), load(folder, LOG, meanings=GIVEN)
    assert report.dataset_id != first.dataset_id
    assert (report.n_stored, report.n_refunds) == (5, 1)
    assert "No event is called 'nap'; the log has login, purchase, swipe, zap." in report.notes
    log = population(folder, report.dataset_id)
    assert log.meanings["swipe"] == Meaning("cart", 0.25)
    assert interactions(log).toarray().tolist() == [[0, 1], [0, 0.25]]


def test_a_meaning_that_is_none_is_refused(folder: Path) -> None:
    with pytest.raises(IngestError, match="No event can mean 'buy'"):
        load(folder, LOG, meanings={"swipe": "buy"})


def test_events_are_counted_before_the_load(folder: Path) -> None:
    seen = look_ahead(LogSource(write(folder / "seen.csv", LOG), meanings={"swipe": "cart"}), settings(folder))
    assert dict(seen.n_events) == {"swipe": 2, "login": 1, "purchase": 1, "zap": 1}
    assert seen.meanings["swipe"] == Meaning("cart", 0.5)


def test_only_what_was_changed_in_the_table_is_given() -> None:
    guessed = {"view": Meaning("view", 0.2), "swipe": Meaning("other", 1.0), "nap": Meaning("ignore", 0.0)}

    def changed(kinds: list[str], weights: list[float | None]) -> dict[str, str]:
        return changed_meanings(pd.DataFrame({"kind": kinds, "weight": weights}, index=list(guessed)), guessed)

    assert changed(["view", "other", "ignore"], [0.2, 1.0, 0.0]) == {}
    assert changed(["view", "cart", "view"], [None, 1.0, 0.0]) == {"swipe": "cart", "nap": "view"}
    assert changed(["view", "cart", "ignore"], [0.5, 0.3, 0.0]) == {"view": "view:0.5", "swipe": "cart:0.3"}
    with pytest.raises(IngestError, match="'-1' is no weight of a view event"):
        changed(["view", "other", "ignore"], [-1.0, 1.0, 0.0])


def test_meanings_are_given_on_the_command_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    add_log_options(parser)
    options = parser.parse_args(["log.csv", "--event", "swipe=cart:0.25", "--event", "a=b=ignore"])
    assert source_of(options, settings(folder)).meanings == {"swipe": "cart:0.25", "a=b": "ignore"}
    for wrong in ("swipe", "swipe=buy", "swipe=view:-1"):
        with pytest.raises(SystemExit):
            parser.parse_args(["log.csv", "--event", wrong])
    assert "'-1' is no weight of a view event" in capsys.readouterr().err


@pytest.mark.parametrize("column", ["rating", "Stars", "review_score", "Book-Rating"])
def test_events_that_bring_a_rating_are_ratings_and_no_money(folder: Path, column: str) -> None:
    text = f"user,item,event,timestamp,{column}\n" + "".join(
        f"u{user},{item},{event},2026-01-{user:02} 10:{minute:02}:00,{stars}\n"
        for user in range(1, 7)
        for minute, (item, event, stars) in enumerate(
            [("soup", "recipe_shown", ""), ("soup", "cook_finished", 1 + user % 5), ("stew", "recipe_shown", "")]
        )
    )
    report = load(folder, text)
    assert any(note.startswith("Ratings go from 1 to 5") for note in report.notes)
    kinds = population(folder, report.dataset_id).meanings
    assert kinds["cook_finished"].kind == "rate"
    assert kinds["recipe_shown"].kind != "rate"


def test_words_inside_the_name_of_an_event_say_what_it_means() -> None:
    kinds = {name: kind for kind, names in KINDS.items() for name in names.split("|")}
    assert {name: event_kind(name) for name in kinds} == kinds


@pytest.mark.parametrize(
    ("names", "weights"),
    [
        (("like", "pass", "superlike"), (0.5, 0.0, 0.5)),
        (("swipe_left", "swipe_right", "match"), (0.0, 0.5, 1.0)),
        (("LIKE", "REJECTED"), (0.5, 0.0)),
        (("pass", "shot"), (1.0, 1.0)),
        (("pass", "purchase", "like"), (1.0, 1.0, 0.5)),
        (("left", "entered"), (1.0, 1.0)),
        (("next", "play", "skip"), (1.0, 1.0, 0.0)),
        (("day pass", "season pass"), (1.0, 1.0)),
        (("pass",), (1.0,)),
        (("no", "yes"), (1.0, 1.0)),
    ],
)
def test_what_is_passed_over_among_likes_weighs_nothing(names: tuple[str, ...], weights: tuple[float, ...]) -> None:
    assert tuple(each.weight for each in guess_meanings(names)) == weights


def test_what_was_skipped_is_not_liked_and_shown_so(folder: Path) -> None:
    text = "user,item,event,timestamp\nu1,a,track_played,2026-01-05 10:00\nu1,b,track_skipped,2026-01-05 10:05\n"
    report = load(folder, text)
    assert report.notes[-1] == (
        "What events mean: 1 'track_played' are plays, weight 1; 1 'track_skipped' are stored, but are no interaction "
        "with an item."
    )
    assert interactions(population(folder, report.dataset_id)).toarray().tolist() == [[1, 0]]


@pytest.mark.parametrize(("column", "low", "high"), [("rating", -1, 1), ("review_score", 1, 5), ("Book-Rating", 1, 10)])
def test_what_was_rated_low_is_not_liked(folder: Path, column: str, low: int, high: int) -> None:
    text = f"user,item,time,{column}\n" + "".join(
        f"u{user},{item},2026-01-{user:02} 10:00,{value}\n"
        for user in range(1, 9)
        for item, value in (("good", high), ("bad", low))
    )
    log = population(folder, load(folder, text).dataset_id)
    assert log.items.item_ids.tolist() == ["bad", "good"]
    assert (interactions(log).toarray() > 0).all(axis=0).tolist() == [False, True]
    assert (dislikes(log).toarray() > 0).all(axis=0).tolist() == [True, False]


@pytest.mark.parametrize(
    ("name", "values", "scale"),
    [
        ("rate", (1, 2, 3, 4, 5), (1, 5)), ("liked", (0, 1), (0, 1)), ("thumbs", (1, -1), (-1, 1)),
        ("score", (1, 2, 3, 4, 5), (1, 5)), ("lead_score", (10, 55, 90), None), ("credit rating", (1, 2, 3), None),
        ("rate", (89.5, 120, 210.25), None), ("conversion_rate", (1, 2, 3), None), ("likes", (3, 250, 4000), None),
    ],
)  # fmt: skip
def test_what_a_user_thinks_of_an_item_is_a_rating_and_no_other_score_is_money(
    tmp_path: Path, name: str, values: tuple[float, ...], scale: tuple[float, float] | None
) -> None:
    text = f"user,item,time,{name}\n" + "".join(
        f"u{n % 9},{'abc'[n % 3]},2026-01-05 10:{n:02},{values[n * 7 % len(values)]}\n" for n in range(40)
    )
    report = load(tmp_path, text)
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    found = population.rating_scale
    assert (found and (found.lowest, found.highest)) == scale
    assert population.has_values == (scale is not None)
    assert scale or f"Columns that no role uses: {name} (events)." in report.notes


def test_an_opinion_beside_what_was_done_is_no_value(tmp_path: Path) -> None:
    text = "user,item,event,time,liked\n" + "".join(
        f"u{n % 9},{'abc'[n % 3]},{('view', 'purchase')[n % 2]},2026-01-05 10:{n:02},{n % 2}\n" for n in range(40)
    )
    report = load(tmp_path, text)
    assert "value" not in chosen(report)
