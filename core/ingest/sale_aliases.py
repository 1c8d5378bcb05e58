"""The names of amounts and of numbers of pieces, written as those of ``core.ingest.aliases``."""

from __future__ import annotations


def names(*lines: str) -> tuple[str, ...]:
    """Return the names in lines of them, in their order."""
    return tuple(" ".join(lines).split())


SALE_ALIASES: dict[str, tuple[str, ...]] = {
    "value": names(
        "value amount paidprice pricepaid amountpaid paidamount totalpaid finalprice linetotal lineamount",
        "itemtotal receitaporprodutos receitadeprodutos ingresosporproductos "
        "skusubtotalafterdiscount subtotalafterdiscount lineamountafterdiscount",
        "revenue totalrevenue totalprice total sales salesvalue saleprice salesprice",
        "rating rate liked like thumb thumbs recommended isrecommended recommend wouldrecommend votedup thumbsup",
        "upvoted upvote vote reaction feedback thumbsupdown authorrecommends empfohlen weiterempfohlen",
        "weiterempfehlung recommande recommandee recomendado recomendada recomendaria consigliato consigliata",
        "consiglieresti 是否推荐 推荐 おすすめ",
        "price unitprice lineitemprice itemcost itemrevenue itemprice productprice",
        "score stars overall spend",
        "spent grandtotal ordertotal subtotal netamount grossamount netvalue itemrevenueinusd productrevenue",
        "paymentvalue playtime playcount plays hoursplayed bookrating listeningtime msplayed netwr kwert dmbtr",
        "itemnetprice rowtotal userscore extendedprice netsales grosssales turnover 金额 消费金额 订单金额 总价",
        "价格 单价 评分 支付金额 实付金额 bedrag omzet prijs kwota cena wartosc betrag umsatz preis einzelpreis",
        "gesamtpreis gesamt",
        "summe wert nettobetrag",
        "bewertung montant montantttc montantht prix prixunitaire chiffredaffaires totalttc note importe monto",
        "precio preciounitario ventas valor preco precounitario valortotal importo prezzo prezzounitario totale",
        "ricavo valore 金額 価格 単価 売上 売上金額 合計 評価 合計金額 小計 税込金額 総額 請求金額",
        "实付款 应付金额 总金额",
        "brutto netto bruto neto montantbrut montantnet lordo importolordo importonetto valorbruto valorliquido",
        "liquido importebruto importeneto bruttosumme nettosumme",
        "vkbrutto vknetto vkpreis verkaufspreis nettopreis bruttopreis",
        "成交金额 京东价 买家实际支付金额 nettowert bruttowert bruttobetrag warenwert positionssumme",
        "purchaseamount amountspent totalspent saleamount salesamount transactionamount totalamount amountpaid",
        "totalligne montantligne importelinea totallinea totaleriga valorunitario valortotaldoitem valordoitem",
        "ventesnettes ventasnetas nettoumsatz venditenette vendasliquidas zeilensumme",
        "zeilenbetrag positionsbetrag precioporunidad preciounidad valorunidad totallineattc prixttc",
        "playtimeforever totalpaid mrr arr fare dollars euros debit debitamount withdrawal withdrawalamount",
        "gross sale soldfor money amt salesamt netamt extprice pris belopp belob hinta summa castka цена сумма",
        "стоимость выручка",
        "단가 가격 금액 판매금액 결제금액 결제액 판매가 옵션판매가 판매단가 상품금액 주문금액",
        "구매금액 fiyat tutar toplam birimfiyat",
        "pu puttc puht prixdevente prixvente prixventettc pvttc pvht punitario preciounit preciodeventa precioventa",
        "pvp prezzounit prezzodivendita prezzovendita valorunit precounit precodevenda precovenda vlunitario",
        "vlrunitario preisstk preisstuck preisprostuck stuckpreis stueckpreis epreis ep epnetto epbrutto stuksprijs",
        "eenheidsprijs unitretail retailprice sellingprice sellprice priceperunit lineprice orderamount 售价 销售价",
        "销售价格",
        "零售价 销售额 销售金额 实收金额 应收金额 成交价 商品金额 商品单价 实付 交易金额 付款金额 販売額",
        "購入金額 cenazasztuke cenajednostkowa satistutari satisfiyati birimfiyati urunfiyati faturalanacaktutar",
        "playduration watchduration watchtime listenduration listentime priceunit transactionvalue transactionrevenue",
        "stukprijs totaalprijs regeltotaal regelbedrag prijsperstuk verkoopprijs totaalbedrag orderbedrag",
        "purchaserevenue purchasevalue conversionvalue costperitem priceperitem priceperpiece",
        "bookingvalue bookingamount ordervalue basketvalue cartvalue salevalue tripfare fareamount tripcost",
        "totalcost ordercost basketcost bookingcost couttotal costototal sum ext extamt",
        "totalhargaproduk hargasetelahdiskon hargasatuan harga totalharga totalpembayaran jumlahpembayaran",
        "الإجمالي المجموع السعر سعرالوحدة سعرالمنتج المبلغ القيمة الاجمالي",
    ),
    "quantity": names(
        "quantity qty lineitemquantity itemquantity orderquantity orderqty qtyordered units unitssold sold",
        "itemcount count pieces productquantity basketquantity menge anzahl stueck stuck quantite qte nombre",
        "cantidad unidades cant quantita quantidade qtd qtde 数量 件数 个数 購入数 kwmeng fkimg",
        "aantal antal ilosc auftragsmenge verkaufsmenge 個数 注文数 注文数量 購入個数 购买数量",
        "qta qt pezzi stk stuecke uds",
        "purchasequantity 商品数量 订购数量 宝贝总数量 maara mnozstvi количество колво 수량 adet miktar",
        "mge stck stuckzahl stueckzahl nb nbarticles quantitevendue qtevendue cantidadvendida unidadesvendidas",
        "quantitavenduta numeropezzi quantidadevendida 点数 販売点数 購入点数 販売数 販売数量 销售数量 销量",
        "成交数量 liczbasztuk",
        "quantitypurchased quantityordered quantityshipped quantitysold qtypurchased qtysold qtyshipped orderedqty",
        "orderedquantity soldquantity purchasedquantity shippedquantity quantidadecomprada quantidadevendida",
        "cantidadcomprada quantitaacquistata cantidadpedida quantitecommandee quantiteachetee bestelltemenge",
        "verkauftemenge gekauftemenge bestellmenge liefermenge absatzmenge rechnungsmenge anzahlartikel",
        "artikelanzahl cantidadtotal quantitelivree quantitaordinata pezzivenduti siparisadedi satisadedi",
        "unitsordered unitspurchased numberofitems noofitems noofunits numberofitemspurchased",
        "itemssold itemspurchased 구매수 판매수 주문수 jumlah kuantitas jumlahproduk الكمية العدد",
    ),
}
"""Role → names, the most certain first."""
