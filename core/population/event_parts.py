"""What the words inside the name of an event mean, where the whole name is not known: "track_played", "itemViewed".

Names are split at signs, blanks and capitals. The first kind whose words all stand in the name is taken.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from core.population.event_words import PAGE
from core.population.glued import words_in
from core.types import REFUND

_CART = (
    r"\b(cart|basket|bag|trolley|warenkorb|panier|carrito|cesta|carrello|carrinho|sacola)\b"
    r"|购物车|購物車|カート|かご"
)
_CART_ALONE = r"\b(cart|basket|warenkorb|panier|carrito|carrello|carrinho)\b|购物车|購物車|カート"
_KEPT_LIST = (
    r"\b((watch|wish|my|read|reading|play) ?lists?|watch later|queue|favou?rites?|library|merkzettel|merkliste"
    r"|wunschliste|meine liste|favoris?|liste d envies|ma liste|favoritos?|lista de deseos|mi lista|preferiti"
    r"|lista dei desideri|la mia lista|lista de desejos|minha lista)\b"
    r"|收藏|心愿单|心願單|片单|お気に入り|ほしい物|マイリスト"
)
"""Lists on which users keep what they mean to come back to."""
_KEPT_ALONE = r"\b(watch|wish) ?list\b|\bwunschliste\b|心愿单"
_TAKE_OUT = (
    r"\b(remov\w*|delet\w*|drop(ped)?|entfernt|geloscht|retir\w*|supprim\w*|enlev\w*|eliminad\w*|eliminar"
    r"|quitad\w*|quitar"
    r"|rimoss\w*|rimuov\w*|removid\w*|remover|retirad\w*)\b|移除|移出|删除|取消收藏|削除"
)
_VIEW = (
    r"\b(view(s|ed|ing)?|visit(s|ed)?|see|seen|saw|click(s|ed)?|tap(s|ped)?|open(s|ed)?|brows(e|ed|ing)"
    r"|show(n|ed)?|ver|voir"
    r"|display(s|ed)?|look(s|ed)?|angesehen|ansehen|aufgerufen|aufruf|angeklickt|geklickt|geoffnet|ansicht|betrachtet"
    r"|vue?s?|consulte\w*|clique\w*|ouvert\w*|affiche\w*|visto|vista|visualizad\w*|consultad\w*|abiert[oa]|pulsad[oa]"
    r"|visualizzat\w*|cliccat\w*|apert[oa]|clicad[oa]|abert[oa]|acessad[oa])\b"
    r"|浏览|瀏覽|查看|点击|點擊|打开|閲覧|表示|クリック|タップ|開く"
)
_SHOWN_ONLY = r"\b(impressions?|exposures?|exposed)\b|曝光|展现"
"""What was shown to a user, who need not have looked at it."""
_DONE = (
    r"\b(complet\w*|plac(e|ed)|paid|pay|creat(e|ed)|submit(ted)?|confirm\w*|success\w*|succeeded|finish(ed)?|made"
    r"|done|received|charged"
    r"|aufgegeben|abgeschlossen|bezahlt|bestatigt|erfolgreich|getatigt|pass[e]e?|valid\w*|pay[e]e?|effectue\w*"
    r"|termine\w*"
    r"|reussi\w*|realizad\w*|pagad\w*|finalizad\w*|efectuad\w*|concluid\w*|efetuad\w*|pag[oa]|efettuat\w*"
    r"|effettuat\w*|pagat\w*"
    r"|confermat\w*|inviat\w*|conferid\w*)\b|完成|成功|提交|已付|完了|確定|成立"
)
_ORDER = (
    r"\b(order(s|ed)?|checkout|payment|transaction|purchase|invoice|bestellung|zahlung|kauf|commande|paiement"
    r"|kasse|achat|pedido|pago|compra"
    r"|ordine|pagamento|acquisto|orden)\b|订单|訂單|下单|支付|付款|购买|注文|決済|購入"
)
_BUY = (
    r"\b(purchas(e|ed|ing)|buy|buys|bought|gekauft|bestellt|achete\w*|comprad\w*|acquistat\w*|comprat\w*)\b"
    r"|购买|下单|支付成功|購入"
)
_ORDERED = r"\b(ordered|commande[e]?s?|pedid[oa]s?|ordinat\w*)\b"
_BACK = (
    r"\b(refund(s|ed)?|return(s|ed)|return (complet\w*|process\w*|received|accepted)|chargeback|charged back"
    r"|storniert|erstattet|retourniert|zuruckgegeben"
    r"|rembourse\w*|retourne\w*"
    r"|reembolsad\w*|devuelt\w*|rimborsat\w*|reso|devolvid\w*|estornad\w*)\b|退款|退货|返品|返金"
)
_CANCEL = r"\b(cancel\w*|void(ed)?|storn\w*|annul\w*|anulad\w*|annullat\w*)\b|取消|キャンセル"
_BEFORE_ORDER = r"\b(checkout|payment|zahlung|kasse|paiement|caisse|pago|pagamento)\b|支付|付款|結算|结算|決済"
"""What goes before an order: where it is cancelled, nothing was bought yet."""
_STARS = r"(star|stars|stern|sterne|etoiles?|estrellas?|stell[ae]|estrelas?)"
_OF_STARS = (
    rf"^(rat\w+ |review\w* |gave |give )?({{n}}) {_STARS}( rating| review)?$|^{_STARS} [{{digits}}]$|^[{{signs}}]星$"
)
_FEW_STARS = _OF_STARS.format(n="0|1|2|one|two|ein|zwei|une|deux|una|dos|due|uma|duas", digits="012", signs="一二两12")
_MORE_STARS = _OF_STARS.format(
    n="3|4|5|three|four|five|drei|vier|funf|trois|quatre|cinq|tres|cuatro|cinco|tre|quattro|cinque|quatro",
    digits="345",
    signs="三四五345",
)
"""Stars by which an item counts as not liked: at most 2, of 5 as nearly everywhere."""
_NOT_LIKED = (
    r"\b(incomplete|not (complet|finish)\w*|skip(s|ped)?|paus(e|ed)|stop(s|ped)?|resum(e|ed)|seek|mut(e|ed)"
    r"|buffer\w*|fail(s|ed|ure)?|error"
    r"|declin\w*|reject\w*"
    r"|dismiss\w*|clos(e|ed)|hid(e|den)|disliked?s?|thumbs down|downvot\w*|not interested|unsubscrib\w*"
    r"|unfollow\w*|report(ed)?|block(ed)?|bounc\w*|unsubs?\b|spam\w*|deferred|^sent$|^processed$"
    r"|abandon\w*|expir\w*|shipped|delivered|dispatched|fulfilled|updated|invalid|denied"
    r"|ubersprungen|pausiert|gestoppt|fehlgeschlagen|abgebrochen|versandt|geliefert"
    r"|ignore\w*|saute\w*|echou\w*|expedie\w*|livre\w*|saltad\w*|omitid\w*|pausad\w*|fallid\w*|enviad\w*|entregad\w*"
    r"|saltat\w*|fallit\w*|spedit\w*|consegnat\w*|pulad\w*|ignorad\w*|falhou|entregue)\b"
    r"|\bswip(e|es|ed|ing) left\b|\bleft swip(e|es|ed)\b|\bnope[ds]?\b|\bthumbs? ?down\b|\bvote(d|s)? down\b"
    r"|\b(not|didn ?t|don ?t|did not|do not) lik(e|ed)\b|gefallt (mir )?nicht|\bj aime pas\b|\bno me gusta\b"
    r"|\bnon mi piace\b|\bnao (gostei|curti)\b|👎"
    rf"|{_FEW_STARS}"
    r"|跳过|跳過|暂停|暫停|停止|失败|失敗|不喜欢|点踩|关闭|スキップ|一時停止|低評価|发货|発送"
)
_SESSION = (
    r"\b(log(ged)? ?(in|out)|sign(ed)? ?(in|out|up)|session|heartbeat|scroll(ed)?|app|install(ed)?"
    r"|uninstall(ed)?|launch(ed)?"
    r"|(push|e ?mail|mail|newsletter|notification|sms) (\w+ )?"
    r"(sent|received|delivered|opened|open|clicked|bounced|geoffnet|ouvert\w*|abiert\w*|apert\w*|abert\w*)|identify"
    r"|(player|user|account|profile|password|settings?|preferences?|registration|onboarding|setup) "
    r"(joined|created|registered|updated|changed|reset|verified|deleted|activated|complet\w*|finish\w*)"
    r"|crash(ed)?|consent)\b|登录|登出|注册|ログイン|ログアウト"
)
_PAGE_WORDS = (
    r"\b(pages?|screens?|home ?page|landing|seite|bildschirm|ecran|pagina|pantalla|tela|schermata)\b|页面|頁面"
    r"|ページ|画面"
)
_ITEM_WORDS = (
    r"\b(products?|items?|article|listing|track|song|video|movie|film|book|offer|produkt|artikel|produit"
    r"|producto|articulo|prodotto"
    r"|articolo|produto|artigo)\b|商品|产品|製品"
)
_STEP = r"\b(payment|shipping|billing|delivery) (info\w*|details?|method|address)\b"
_SEARCH_RESULTS = r"\bsearch (results?|page)\b|搜索结果|検索結果"
_REVIEWS = r"\b(reviews?|ratings?|bewertung(en)?|avis|resenas?|recensioni|avaliacoes)\b|评价|レビュー"
_SOLD = (
    r"\b(subscriptions?|abo|abonnement|suscripcion|abbonamento|assinatura|membership|booking|buchung|reservation"
    r"|reserva"
    r"|prenotazione|donation|spende|don|ticket)\b|订阅|会员|预订|予約"
)
_AGREED = (
    r"\b(renew\w*|confirm\w*|complet\w*|made|paid|purchased|verlangert|bestatigt|abgeschlossen|renouvele\w*"
    r"|renovad\w*"
    r"|rinnovat\w*|realizad\w*|effettuat\w*)\b|subscription started|续费|确认|完成|更新|確定|完了"
)
_OF_ACCOUNT = re.compile(
    r"\b(subscriptions?|subscribed|renewals?|renew(s|ed)?|memberships?|plan|premium|donations?|tips?|top ?up|deposits?"
    r"|recharged?|abo|abonnement|mitgliedschaft|spende|aufladung|suscripcion|abbonamento|assinatura|iscrizione)\b"
    r"|订阅|会员|续费|充值"
)
"""What users pay for that is no item."""
_BOOKED = r"\b(booked|gebucht)\b"
_ONLY_MET = (
    r"\b(viewing|demo|test ?drive|call|meeting|inspection|besichtigung|probefahrt)( appointment| slot)?"
    r" (booked|gebucht)\b"
)
"""Appointments to look at something, by which nothing is bought."""
_FILM = r"\b(video|movie|film|episode|trailer|clip|stream)\b|视频|電影|电影|動画|映画"
_TEXT = r"\b(article|chapter|book|story|artikel|kapitel|buch|chapitre|livre|capitulo|libro|capitolo|livro)\b|文章|章节"
_FINISHED = (
    r"\w \b(complet\w*|finish(ed|es)?|beendet|abgeschlossen|absolviert|gekocht|termine\w*|acheve\w*|terminad\w*"
    r"|terminat\w*|finit\w*|concluid\w*)\b|\w完成|\w完了|\w修了"
)
"""What follows another word: "completed" alone is what became of an order."""
_TO_THE_END = (
    r"\b((to|till|until|through) (the )?end|to completion|complet\w*|in full|100( ?(percent|pct))?$"
    r"|bis zum (ende|schluss)|zu ende|jusqu (au bout|a la fin)|en entier|hasta el final|por completo|fino alla fine"
    r"|ate (o|ao) (fim|final))\b|看完|读完|听完|播完|最後まで"
)
_TRAILER = r"\b(trailers?|teasers?)\b|预告|予告"
"""A short film about one that may be watched: a look at it."""
_UNSAVED = r"\bun ?(lik(e|ed)|sav(e|ed)|favou?rit(e|ed)|bookmark(ed)?)\b"
_SAVED = (
    r"\bswip(e|es|ed) right\b|\bright swip(e|es|ed)\b|\bsuper ?lik(e|es|ed)\b|\bstarred\b|👍"
    r"|\bthumbs? ?up\b|\bvote(d|s)? up\b|"
    r"\b(bookmark(s|ed)?|sav(e|ed)|favou?rit(e|ed)|wish ?listed|lik(e|ed)|thumbs up|upvot\w*|gemerkt"
    r"|gespeichert|enregistre\w*|guardad\w*"
    r"|salvat\w*|salv[oa])\b|收藏|点赞|喜欢|いいね|保存"
)
_RATED = (
    rf"{_MORE_STARS}|"
    r"\b(rat(e|ed|ing)|review(s|ed)?|score|bewertet|bewertung|rezension|note[es]?|avis|evalue\w*|valorad\w*"
    r"|valoracion|puntuad\w*|calificad\w*"
    r"|valutat\w*|recensi\w*|avaliad\w*|avaliacao)\b|评分|评价|評価|レビュー"
)
_LISTENED = (
    r"\b(listen(s|ed|ing)?|stream(s|ed|ing)?|scrobbl(e|ed)|gehort|angehort|ecoute\w*|escuchad\w*|ascoltat\w*"
    r"|ouvid\w*|escutad\w*)\b|收听|聆听|聴く|聴いた|聴取"
)
_WATCHED = r"\b(watch(es|ed|ing)?|geschaut|angeschaut|gesehen|regarde\w*|mirad\w*|guardat\w*|assistid\w*)\b|观看|視聴"
_PLAYED = (
    r"\b(play(s|ed|ing|back)?|abgespielt|gespielt|wiedergegeben|joue\w*|reproducid\w*|jugad\w*|tocad\w*"
    r"|riprodott\w*|giocat\w*|reproduzid\w*"
    r"|jogad\w*)\b|播放|再生|プレイ"
)
_READ = r"\b(read|reads|reading|gelesen|lue?s?|leid[oa]s?|lett[oa]|lid[oa]s?)\b|阅读|閱讀|読"
_BEGUN = (
    r"\b(begin|began|begun|start(s|ed)?|initiat\w*|attempt(s|ed)?|intent|gestartet|begonnen|commence\w*|iniciad\w*|iniciar"
    r"|iniziat\w*)\b|开始|開始"
)
_ADDED = (
    r"\b(add(s|ed|ing)?|put|plac(e|ed)|gelegt|hinzugefugt|ajout\w*|anadid\w*|agregad\w*|anadir|agregar"
    r"|aggiunt\w*|aggiungi|adicionad\w*"
    r"|adicionar)\b|加入|添加|加购|追加|入れ"
)
_RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("uncart", (_TAKE_OUT, f"{_CART}|{_KEPT_LIST}")),
    ("uncart", (_UNSAVED,)),
    (REFUND, (_BACK,)),
    ("ignore", (_CANCEL, _BEFORE_ORDER)),
    (REFUND, (_CANCEL, _ORDER)),
    ("ignore", (_CANCEL,)),
    ("ignore", (_NOT_LIKED,)),
    ("ignore", (_SESSION,)),
    ("ignore", (_SHOWN_ONLY,)),
    ("cart", (_ADDED, _CART)),
    ("save", (_ADDED, _KEPT_LIST)),
    ("cart", (_STEP,)),
    ("view", (_VIEW, f"{_CART}|{_KEPT_LIST}")),
    ("cart", (_CART_ALONE,)),
    ("save", (_KEPT_ALONE,)),
    ("cart", (_BEGUN, f"{_ORDER}|{_BUY}")),
    ("view", (_VIEW, _ORDER)),
    ("purchase", (_ORDER, _DONE)),
    ("purchase", (_BUY,)),
    ("purchase", (_ORDERED, _ITEM_WORDS)),
    ("purchase", (_SOLD, _AGREED)),
    ("other", (_ONLY_MET,)),
    ("purchase", (_BOOKED,)),
    ("view", (_REVIEWS, f"{_VIEW}|{_READ}|{_PAGE_WORDS}")),
    ("rate", (_RATED,)),
    ("view", (_TRAILER, f"{_LISTENED}|{_WATCHED}|{_PLAYED}|{_VIEW}")),
    ("finish", (f"{_LISTENED}|{_WATCHED}|{_PLAYED}|{_READ}", f"{_FINISHED}|{_TO_THE_END}")),
    ("listen", (_LISTENED,)),
    ("watch", (_WATCHED,)),
    ("play", (_PLAYED,)),
    ("read", (_READ,)),
    ("save", (_SAVED,)),
    ("watch", (_FILM, _FINISHED)),
    ("read", (_TEXT, _FINISHED)),
    ("finish", (_FINISHED,)),
    (PAGE, (_VIEW, _SEARCH_RESULTS)),
    ("view", (_VIEW, _ITEM_WORDS)),
    (PAGE, (_VIEW, _PAGE_WORDS)),
    ("view", (_VIEW,)),
)
_CAPITALS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@lru_cache(4096)
def split_name(name: str) -> str:
    """Return the words of a name, in small letters without accents and with a blank between them.

    >>> split_name("trackPlayed"), split_name("Ajouté-au_panier")
    ('track played', 'ajoute au panier')
    """
    apart = re.sub(r"[\W_]+", " ", _CAPITALS.sub(" ", name))
    letters = unicodedata.normalize("NFD", apart.casefold())
    bare = "".join(each for each in letters if not "\u0300" <= each <= "\u036f")
    return " ".join(unicodedata.normalize("NFC", bare).split())


def event_words(name: str) -> str:
    """Return the name of an event as a sentence has it.

    >>> event_words("lesson_started"), event_words("trackPlayed"), event_words("Ajouté-au_panier"), event_words("播放")
    ('lesson started', 'track played', 'Ajouté au panier', '播放')
    """
    apart = _CAPITALS.sub(" ", name)
    apart = apart if apart == name else apart.lower()
    return " ".join(re.sub(r"[\W_]+", " ", apart).split()) or name


def is_of_account(name: str) -> bool:
    """Say whether the name of an event is about the account of a user rather than about an item.

    >>> is_of_account("subscription_renewed"), is_of_account("order_completed")
    (True, False)
    """
    return bool(_OF_ACCOUNT.search(split_name(name)))


@lru_cache(maxsize=10_000)
def kind_of_words(name: str) -> str | None:
    """Return the kind of event that the words of a name mean; None where they mean nothing known.

    >>> [kind_of_words(name) for name in ("song_listened", "orderCompleted", "ad skipped", "swipe")]
    ['listen', 'purchase', 'ignore', None]
    """
    words = words_in(split_name(name))
    return next((kind for kind, parts in _rules() if all(part.search(words) for part in parts)), None)


@cache
def _rules() -> tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]:
    """Return the rules, compiled once they are needed: that takes longer than most imports."""
    return tuple((kind, tuple(map(re.compile, words))) for kind, words in _RULES)
