"""The names under which logs know each kind of event, in several languages."""

from __future__ import annotations

import re

from core.types import REFUND

PAGE = "page"
"""Views of a page or screen: no interaction with an item, unless the log knows nothing else."""

_NAMES = {
    "purchase": "purchase purchases purchased buy buys bought order orders ordered transaction sale sold pay paid "
    "payment checkout invoice conversion order_completed order_placed placed_order completed_order product_purchased "
    "charged checkout_completed ecommerce_purchase in_app_purchase pending_order kauf bestellung gekauft bestellt "
    "achat commande acheté compra pedido comprado acquisto ordine acquistato 購入 注文 购买 下单 支付 成交 "
    "sale_line saleline order_line invoice_line receipt_line transaction_line "
    "sales verkauf verkauft umsatz vente vendu venta vendita venda 销售 販売 売上",
    "cart": "cart carts add_to_cart addtocart added_to_cart cart_add add_cart basket add_to_basket "
    "product_added product_added_to_cart added_to_basket "
    "warenkorb in_den_warenkorb panier ajout_panier ajout_au_panier carrito add "
    "añadir_al_carrito agregar_al_carrito carrello aggiungi_al_carrello carrinho adicionar_ao_carrinho 加购 加入购物车 "
    "カート カート追加 カートに追加",
    "save": "save saved saves bookmark bookmarked wishlist add_to_wishlist favorite favourite fav merkliste "
    "wunschliste favori 收藏 お気に入り",
    "view": "view views viewed click clicks clicked pv product_view view_item item_view detail product_viewed "
    "viewed_product product_clicked product_detail select_item view_content viewcontent content_view "
    "trailer teaser teaser_trailer hook preview "
    "detail_view detail_page_view visit visits browse 浏览 点击 ansicht angesehen klick "
    "produktansicht vue consultation clic fiche_produit vista visto visualización vista_de_producto visualizzazione "
    "visualização clique 閲覧 クリック 商品閲覧",
    "uncart": "uncart remove remove_from_cart removefromcart cart_remove removed_from_cart product_removed "
    "aus_dem_warenkorb_entfernt aus_warenkorb_entfernt warenkorb_entfernt retirer_du_panier retiré_du_panier "
    "suppression_du_panier eliminar_del_carrito quitar_del_carrito eliminado_del_carrito rimuovi_dal_carrello "
    "rimosso_dal_carrello remover_do_carrinho removido_do_carrinho カートから削除 移出购物车 从购物车移除 取消收藏",
    REFUND: "refund refunds refunded return returns returned cancel cancelled canceled cancellation chargeback "
    "order_refunded order_cancelled 退款 退货 取消 取消订单 "
    "storno storniert stornierung retoure rückgabe gutschrift retour remboursement annulation devolución reembolso "
    "anulación avoir reso rimborso annullamento devolução estorno 返品 返金 キャンセル 退貨 credit_note credit_memo "
    "stornos stornorechnung teilstorno retouren retourniert rueckgabe rückgaben zurückgegeben rücksendung ruecksendung "
    "zurückgesendet gutschriften erstattung erstattungen erstattet teilerstattung rückerstattung rueckerstattung "
    "rückerstattet rückzahlung rückbuchung widerruf widerrufen "
    "retours retourné retournée retourne remboursements remboursé remboursée rembourse remboursement_partiel annulé "
    "annulée annule annulations avoirs note_de_crédit note_de_credit rétrofacturation "
    "devolucion devoluciones devuelto devuelta reembolsos reembolsado reembolsada anulacion anulado anulada "
    "cancelación cancelacion cancelaciones cancelado cancelada nota_de_crédito contracargo "
    "resi restituito restituzione rimborsi rimborsato annullato annullata cancellazione nota_di_credito nota_credito "
    "devolucao devoluções devolvido devolvida estornos estornado reembolso_parcial cancelamento cancelamentos anulação "
    "払い戻し 払戻 払戻し 取消 取り消し 返却 返品済み 返金済み キャンセル済み 注文キャンセル 取消済 "
    "退货退款 仅退款 已退款 已退货 已取消 订单取消 退款成功 退款完成 冲销 撤销 退單 取消訂單",
    "rate": "rating ratings rate rated review reviews reviewed stars 评分 评价 bewertung bewertet évaluation noté "
    "valoración calificación valutazione avaliação 評価 レビュー",
    "listen": "listen listened scrobble stream streamed 收听",
    "watch": "watch watched 观看",
    "play": "play played plays video_play song_played 播放 abgespielt lecture reproducción riproduzione reprodução "
    "再生",
    "read": "read reads 阅读",
    PAGE: "page_view pageview page_viewed viewed_page $pageview page pages screen screen_view screenview "
    "$screen seitenaufruf seitenansicht page_vue página_vista visualizzazione_pagina "
    "ページビュー 页面浏览",
    "ignore": "money_that_came_in goods_that_came_in payout payouts stripe_fee application_fee processing_fee "
    "session_start session_end session_begin sessionstart start_session login log_in logged_in signin "
    "sign_in signed_in logout log_out logged_out sign_out signed_out signup sign_up signed_up "
    "first_visit first_open user_engagement scroll scroll_depth app_open open_app app_opened application_opened "
    "application_installed app_install application_updated app_remove app_background app_foreground $autocapture "
    "bot static_file redirect impression impressions exposure shown 曝光 展现 "
    "$pageleave page_leave pageleave page_ping $identify identify $set $opt_in heartbeat ping error exception crash "
    "performance_timing timing web_vitals $web_vitals cookie_consent  notification_received "
    "failed failure declined payment_failed payment_declined abandoned cancelled_order 交易关闭 "
    "push_received email_sent email_delivered anmeldung abmeldung registrierung sitzungsstart connexion déconnexion "
    "inscription début_de_session inicio_de_sesión cierre_de_sesión accesso disconnessione "
    "início_de_sessão ログイン ログアウト 会員登録 登录 登出 注册",
}  # fmt: skip
KINDS = {name: kind for kind, names in _NAMES.items() for name in names.split()}
"""A name in small letters with _ for blanks → its kind."""
_CANCELS = re.compile("cancel|storn|annul|anul|取消|取り消|キャンセル")
CANCEL_NAMES = frozenset(name for name, kind in KINDS.items() if kind == REFUND and _CANCELS.search(name))
"""Names of cancellations: of orders, or of a checkout before anything was bought."""
_PLACES = {
    PAGE: "home homepage home_page index start startseite accueil inicio department category categories catalog "
    "catalogue collection kategorie abteilung rayon categorie catégorie categoría categoria 首页 分类 トップ",
    "view": "product item article product_detail produkt artikel produit producto prodotto produto 商品 商品详情",
}
PLACES = {name: kind for kind, names in _PLACES.items() for name in names.split()}
"""Names of places of a shop, which are events where nothing else is known of what was done there."""
