"""The names under which columns are known to play a role, in seventeen languages and in the exports of common tools.

Names are written in small letters without signs, blanks and accents; see ``core.ingest.naming``. Those of tools are in
their public documentation: Shopify, WooCommerce and Magento order exports, the BigQuery export of GA4, Segment,
Amplitude, Mixpanel, Snowplow, Matomo, PostHog, Adobe data feeds, Salesforce, SAP, and published research logs.
"""

# ruff: noqa: RUF001 - the names are written in several alphabets

from __future__ import annotations

from core.ingest.more_aliases import MORE_ALIASES
from core.ingest.sale_aliases import SALE_ALIASES
from core.ingest.sale_aliases import names as _names

ALIASES: dict[str, tuple[str, ...]] = {
    "user": _names(
        "userid user customerid customer clientid client memberid member visitorid visitor accountid account uid",
        "customeruniqueid shopperid buyerid buyer subscriberid personid householdid householdkey userpseudoid",
        "distinctid domainuserid fullvisitorid reviewerid playerid viewerid listenerid readerid patientid studentid",
        "riderid rider donorid donor attendeeid attendee",
        "guestid cid customerno customernumber customernr customercode customerkey custid custno usernumber userno",
        "membernumber memberno membercardno cardno cardnumber loyaltycardno loyaltycard loyaltyid",
        "contactid leadid patronbarcode borrowerbarcode memberbarcode",
        "kundenkarte kundenkartennummer kundenkartennr accountnumber accountno reviewer reviewers rater",
        "steamid cardid profileid panelistid hhid who kunnr soldto soldtoparty",
        "customerreferenceid customerreference customerrefid",
        "accountname masterid ecid ccnum ccnumber useruuid patronid borrowerid requesterid",
        "shopper userkey memberkey actorid 用户id 用户编号 用户 会员id 会员 客户id 客户编号 客户 买家id 买家 顾客id",
        "顾客 会员号 会员卡号 用户标识 访客标识码 访客标识 访客id 访客",
        "klantnummer klant klantid idklienta klienta klient kundennummer",
        "kundennr kundeid kunde",
        "kunden benutzerid benutzer nutzerid",
        "nutzer mitgliedsnummer mitglied numeroclient nclient noclient idclient codeclient utilisateur",
        "idutilisateur acheteur adherent numeroadherent idcliente cliente numerocliente ncliente codigocliente",
        "codcliente usuario idusuario socio comprador idsocio codicecliente utente idutente codiceutente",
        "codigodocliente utilizador 顧客id 顧客 顧客番号 会員id 会員 会員番号 ユーザーid ユーザid ユーザー ユーザ",
        "利用者id お客様番号 得意先コード debitor debitorennr debitorennummer custcode custnum cust usersid",
        "customersid acctid acctno acctnumber customeruserid auftraggeber idpelanggan pelanggan pembeli acct",
        "membershipno membershipnumber membershipid hshdnum hshdid hshd",
        "رقمالعميل العميل معرفالعميل كودالعميل رقمالمستخدم المستخدم المشتري",
        "contactids associatedcontactids associatedcontactid kartennummer kartennr 下单帐号 买家会员名 会员名 用户名",
        "お客様id お客様コード student learner kundnummer kundnr kundenummer asiakasnumero asiakas",
        "cislozakaznika zakaznik",
        "idклиента клиент номерклиента кодклиента покупатель пользователь 고객번호 고객id 회원번호 회원id 사용자id",
        "주문자id 주문자 구매자id 구매자 musterino musteriid musteri musterikodu",
        "kdnr kdno kunr cartedefidelite cartefidelite cartedefidelite carteclient numerocarte tesserafedelta tessera",
        "numerotessera tarjetacliente tarjetafidelidad tarjetadefidelidad cartaofidelidade loyaltyno loyaltynumber",
        "loyaltycardnumber loyaltymember cpfcliente kupujacy kupujacego loginkupujacego leserausweis ausweisnummer",
        "ausweisnr leser lesernummer patron borrower openid useropenid 用户openid 微信openid",
        "买家手机号 买家手机 会员手机号 客户手机号",
    ),
    "item": _names(
        "itemid item productid product sku skuid stockcode asin movieid articleid article trackid songid bookid",
        "contentid videoid newsid inventoryid merchantid goodsid productcode isbn itemcode itemsku productsku",
        "lineitemsku variantsku productreference productref articlereference",
        "businessid venueid placeid appid gameid gamename animeid recipeid courseid jobid postid storyid lessonid",
        "trackuri podcastid showid episodeid filmid listingid hotelid propertyid restaurantid offerid adid couponid",
        "productno productnumber itemno itemnumber articlenumber articleno artno upc ean gtin barcode plu partno",
        "partnumber matnr material materialnumber parentasin productkey itemkey itemsitemid musicbrainztrackid",
        "repofullname reponame repositoryname tweetid threadid topicid creativeid variantid mediaid serviceid",
        "treatmentid",
        "ticker tickersymbol isin wkn symbol",
        "电影id 影片id 图书id 书籍id 歌曲id 视频id 文章id 新闻id 课程id 帖子id 商品条码",
        "artistid what product2id 商品id 商品编号 商品 产品id 产品编号 产品 物品id 物品 货号 商品编码 产品编码",
        "kodproduktu idproduktu",
        "artikelnummer artikelnr artikelid artikel produktnummer produktid produkt ware refproduit",
        "referenceproduit codearticle codeproduit produit idproduit articulo idarticulo codigoarticulo producto",
        "idproducto codigoproducto articolo codicearticolo prodotto idprodotto codiceprodotto produto",
        "idproduto codigoproduto codigodoproduto artigo 商品コード 商品番号 製品id 製品コード 製品 品番 アイテムid",
        "アイテム prodcode prod prodno prodid prodkey adgroupid productsid itemsid coursecode artikelnummer",
        "varenummer varenr",
        "tuotekoodi tuotenumero kodzbozi zbozi cislozbozi артикул кодтовара товар идтовара 상품코드 상품번호",
        "상품id 제품코드",
        "urunkodu urunid urun urunno",
        "stokkodu stokno barkod skureference skuref sellersku merchantsku",
        "eancode artnr codebarres codebarre codigodebarras codigobarras codabarras codicebarre codiceabarre",
        "codicebarras kodkreskowy strichcode janコード jan kodtowaru towaru idoferty oferty mediennummer mediennr",
        "exemplarnummer classcode itembarcode 商品id 规格编码 商家编码",
        "depublicacion publicacion depublicacao publicacao kodeproduk idproduk produk kodebarang idbarang",
        "رقمالمنتج المنتج معرفالمنتج كودالمنتج رمزالمنتج رقمالصنف الصنف",
    ),
    "event": _names(
        "eventtype event eventname metricname action actiontype behavior behaviour behaviortype behaviourtype",
        "activity txntype trxtype transtype",
        "activitytype metric interaction interactiontype eventaction eventcategoryaction transactiontype operation op",
        "行为类型 行为 事件类型 事件 操作类型 操作 动作 ereignis ereignistyp aktion vorgang evenement typeevenement",
        "evento tipoevento accion azione acao tipodeevento イベント イベント名 イベント種別 行動 操作種別",
        "アクション",
    ),
    "timestamp": _names(
        "timestamp eventtime eventtimestamp timestampms time datetime ts createdat occurredat originaltimestamp",
        "derivedtstamp collectortstamp invoicedate orderdate purchasedate transactiondate transactiontime eventdate",
        "unixtime unixreviewtime unixtimestamp date createtime ordertime servertime serverdate clienteventtime",
        "clienttimestamp receivedat sentat orderpurchasetimestamp orderdatetime salesdate saledate hittimegmt",
        "eventdatetime transdate transtime transactiondt tdat visitstarttime listenedat playedat watchedat readat",
        "dateadded reviewtime reviewdate created createdon createddate closedate erdat audat postingdate",
        "rentaldate billingdate docdate bookingdate ratedat purchasedat orderedat placedat placed whentime when day",
        "dateread datehour datehourminute",
        "utctimestamp localtime checkintime epoch eventts loggedat datum starttime 时间戳 事件时间 行为时间",
        "besteldatum aankoopdatum datazakupu datazamowienia 下单时间 购买时间 创建时间 时间 日期 订单日期 下单日期",
        "订单创建时间 订单提交时间 拍下时间 访问时间",
        "createdutc transdatetranstime checkoutdate loandate issuedate borrowdate",
        "交易时间 交易日期 zeitstempel",
        "zeitpunkt zeit",
        "bestelldatum kaufdatum rechnungsdatum auftragsdatum buchungsdatum verkaufsdatum horodatage dateheure",
        "datecommande datedecommande dateachat datefacture datevente fecha fechahora fechapedido fechadepedido",
        "fechacompra fechafactura fechaventa fechadeventa fechadecompra",
        "dateetheure fechayhora dataeora dataehora datumuhrzeit",
        "marcadetiempo data datapedido datadopedido datadacompra dataora",
        "dataordine dataacquisto datafattura datahora datacompra 日時 日付 注文日 注文日時 購入日 購入日時",
        "タイムスタンプ 作成日時 売上日 取引日 発生日時 受注日時 受注日 timems shopdate placedon orderstartdate",
        "start begin startedat requestedat rtimelastplayed lastplayed lastplayedat bookedon bookedat reservedon",
        "effectivedate clicktime viewtime belegdatum orddt orderdt saledt txndate txntime orderdatum dato",
        "kobsdato pvm",
        "paivamaara datumobjednavky дата датазаказа датапокупки датавремя время 주문일시 주문일자 주문일",
        "구매일 구매일시",
        "결제일시 일시 siparistarihi tarih islemtarihi",
        "ausleihdatum bondatum kassendatum redatum visitdate activitydate contactdate calldate callstart",
        "datasprzedazy dateticket datascontrino trandate trxdate erstelltam erstellungsdatum erstelldatum angelegtam",
        "waktupesanandibuat tanggalpesanan waktutransaksi tanggaltransaksi tanggalpembelian tanggal waktu",
        "تاريخالطلب تاريخالشراء تاريخالعملية تاريخالفاتورة التاريخ الوقت",
    ),
    "time_of_day": _names(
        "time timeofday clock hour transtime transactiontime ordertime servertime saletime eventtime uhrzeit zeit",
        "heure heurecommande hora horapedido ora orario 时间 时刻 時刻 時間",
        "transtm txntm trxtm saletm ordertm",
        "tijdstip tijd besteltijd hourofday orderhour stunde bestellzeit kaufzeit hh 小时 时 時",
    ),
    **SALE_ALIASES,
    "order": _names(
        "orderid order ordernumber orderno ordername invoiceno invoice invoiceid invoicenumber transactionid",
        "transaction basketid basket receiptid receipt receiptno receiptnumber billno billid ticketid ticketno",
        "auftragsreferenz bestellreferenz orderreference ordernr referencecommande",
        "checkid checknumber",
        "checkno ponumber incrementid salesorder salesordernumber vbeln salesdocument purchaseid cartid bookingid",
        "saleid saleno salenumber salesid idvenda numerodevenda devenda venda numerovenda idventa "
        "numeroventa 订单号 订单编号 订单id 订单 交易号 bestellnummer bestellung bestellnr auftragsnummer auftrag",
        "rechnungsnummer belegnummer bonnummer beleg commande numerocommande ncommande nocommande facture",
        "numerofacture ticket pedido numeropedido idpedido factura ordine numeroordine fattura scontrino",
        "orden ordencompra numerodecommande deventa",
        "numerodopedido 注文番号 注文id 注文 伝票番号 取引id 受注番号 ordersid bonnr belegnr belegid",
        "txnid txnno transid transno trxid trxno amazonorderid merchantorderid",
        "bestelnummer",
        "ordernummer номерзаказа заказ 주문번호 주문id siparisno siparisnumarasi siparisid documentno docno",
        "inv invno invnum номерчека чек номерзаказа заказ pesanan nopesanan nomorpesanan idpesanan tilausnumero",
        "tilausnro nomortransaksi idtransaksi",
        "رقمالطلب الطلب رقمالفاتورة الفاتورة رقمالعملية",
    ),
    "text": _names(
        "title itemtitle producttitle itemname productname lineitemname name description itemdescription",
        "productdescription movietitle booktitle trackname songname videotitle articletitle mastermetadatatrackname",
        "contentname headline proddesc prodname prodtitle productlabel itemlabel animename recipename coursename",
        "businessname venuename itemsitemname stockdescription omschrijving nazwaproduktu 商品名称",
        "商品标题 商品名 产品名称 标题 名称 描述",
        "artikelname artikelbezeichnung bezeichnung produktname titel beschreibung maktx arktx libelle designation",
        "nomproduit titre nomarticle libelleproduit descripcion nombreproducto titulo nombrearticulo descrizione",
        "nomeprodotto titolo descricao nomeproduto 製品名 タイトル 品名 アイテム名 宝贝标题 kurztext artikeltext",
        "benamning varenavn produktnavn tuotenimi nazev название наименование товар 상품명 제품명 urunadi",
        "urunadi descr",
        "eventcontext song songtitle items products itempurchased productpurchased",
        "product item produit producto prodotto produto artikel article 商品 产品",
        "nazwaoferty nazwatowaru tytuloferty warenbezeichnung artikelbez classname namaproduk namabarang",
        "اسمالمنتج اسمالصنف عنوانالمنتج",
    ),
    "query": _names(
        "searchterm searchquery query searchtext searchstring searchkeyword searchkeywords searchphrase searchword",
        "keyword keywords sitesearch querytext querystring userquery commenttext reviewtext reviewbody",
        "review reviews text body comment comments tip opinion 评论内容",
        "usertext messagetext feedbacktext suchbegriff suchwort suchanfrage terminorecherche motcle",
        "busqueda terminobusqueda ricerca termodebusca 搜索词 关键词 搜索 评论 検索語 検索ワード キーワード",
    ),
    "category": _names(
        "category categories categoryname itemcategory productcategory categorycode genre genres department",
        "maincategory productgroup producttype productgroupname subcategory productcategoryname aisle",
        "cate cateid catid prodcatcode prodsubcatcode subcategorycode subcategoryid",
        "departmentname productline commoditydesc itemcategory1 itemsitemcategory section tags tag topic categoryid",
        "productsubclass 类目 品类 类别 商品类别 商品类目 商品分类 分类 类目id kategorie warengruppe produktgruppe",
        "artikelgruppe abteilung matkl categorie famille rayon typeproduit categoria familia categoriaprodotto",
        "reparto カテゴリ カテゴリー 商品カテゴリ 分類 ジャンル",
    ),
    "attribute": _names(
        "country countrycode countryname city region state gender sex age ageband agegroup occupation income language",
        "membership tier plan",
        "国家 城市 地区 省份 性别 年龄 年龄段 职业 会员等级 customerstate customercity loyaltytier land stadt",
        "geschlecht alter beruf pays ville sexe pais ciudad genero edad paese citta genere eta cidade idade sexo",
        "性別 年齢 都道府県 市区町村",
    ),
}
"""Role → names, the most certain first."""
ALIASES = {role: (*known, *MORE_ALIASES.get(role, ())) for role, known in ALIASES.items()}

WEAK_ALIASES: dict[str, tuple[str, ...]] = {
    "user": _names(
        "anonid anonymizedid anonymisedid hashedid pseudoid pseudonymid person msno",
        "email useremail customeremail emailaddress mail billingemail anonymousid deviceid amplitudeid cookieid",
        "clientuuid mobile phone phonenumber mobilenumber msisdn telephone handynummer username userlogin login",
        "profilename screenname authorid networkuserid visid idfa advertisingid fingerprint ip ipaddress",
        "昵称 买家昵称 用户昵称 partnerid",
        "手机号 邮箱 电话 courriel correo telefono correoelectronico メールアドレス 電話番号 customername",
        "bookedby guestname guestnames buyername membername",
        "clientname reviewprofilename appuserid installid contactkey passengerid enrollmentid",
        "fullname userfullname card",
        "adid appsflyerid adjustid branchid singularid androidid idfv gaid",
    ),
    "item": _names(
        "subreddit parentid repository repo hotel restaurant venue game movie film book course anime recipe",
        "thread forum linkid",
        "ref id code dish menuitem brand artist artistname merchant shop object target pid reference referencia",
    ),
    "event": _names("type typ kind verb typedevenement"),
    "timestamp": _names(
        "mtime publishedat mylastupdated lastupdated",
        "updatedat paidat datepaid processedat modified modifiedat updated year month shippeddate",
    ),
}
"""Names that speak for a role where the values match and nothing is better."""

PAGE_NAMES = _names(
    "pagelocation pagepath pageurl contextpageurl contextpagepath pageurlpath page pagename pagetitle url path",
    "currenturl screenname screen screenclass screenview view firebasescreen contextscreenname urlpath uri",
    "requesturi landingpage actionurl pageviewurl documentlocation seite bildschirm pagina pantalla 页面 ページ",
    "入口页面 访问页面 页面url 受访页面",
)
"""Names of what users look at where a log has no items: pages and screens."""

HOURS = _names("hour hourofday orderhour stunde heure hora ora hh 小时 时 時")
"""Names of whole hours of the day."""

OTHER_MEANINGS = _names(
    "sessionid usersession session visitid idvisit gasessionid sessionnumber insertid messageid eventid rowid",
    "conversionid clickid impressionid requestid traceid spanid correlationid logid",
    "rownum row index unnamed0 uuid eventuuid hitid viewid orderitemid lineid linenumber currency taxes tax",
    "shipping discount status orderstatus financialstatus fulfillmentstatus paymentmethod paymenttype address",
    "street address1 shippingaddress billingaddress zip zipcode postcode postalcode note notes customernote comment",
    "comments remark remarks useragent referrer referer browser os platform device devicetype properties payload",
    "context json latitude longitude lat lon lng birthdate birthday dob dateofbirth signupdate registrationdate",
    "joindate membersince firstname lastname fullname surname vorname nachname prenom nom nombre apellido cognome",
    "발송일 배송일 발송처리일",
    "imageurl image weekday dayofweek hourofday week quarter version sdkversion libraryversion reviewtext review",
    "summary body message helpful vote votes returndate lastupdate requiredshippingdate shipdate deliverydate",
    "viewcount likecount commentcount answercount followercount",
    "expectedship returneddate returnedat duedate shippingdate dispatchdate population citypop reactions attachments",
    "发货时间 收货时间 确认收货时间 完成时间 更新时间 退款时间",
    "発送日 発送日時 出荷日",
    "complainttag issuetag complaintcategory issuecategory",
    "versanddatum lieferdatum zahlungsdatum dateexpedition datelivraison datepaiement fechaenvio fechaentrega",
    "fechapago zahlungsart zahlungsstatus bestellstatus versandart paiement modepaiement statut etat livraison estado",
    "estadopedido formapago stato metodopagamento 状态 订单状态 支付方式 运送方式 ステータス 支払方法 配送方法",
    "ruckgabedatum faelligkeitsdatum falligkeitsdatum callend talktime waittime instructor agent cashier",
)
"""Names of what plays no role, or a role of its own only where nothing else is meant."""

MEASURES = _names(
    "pos day days hours minutes seconds duration length size weight height width age year month years months percent",
    "rate ratio fee fees fine tax discount profit cost margin rank position level points clicks views likes shares",
    "followers delay hits pageviews pageview bounces bounce newvisits visitnumber visitno elapsed",
    "attempts polarity caloriesburned burned heartrate bpm",
)
"""Names of what is counted or measured."""
NO_USERS = _names(
    "artist artistname artists album albumname albumtitle song songname songtitle track trackname isbn publisher",
    "status orderstatus zip zipcode postcode postalcode currency paymentmethod paymenttype firstname lastname surname",
    "vorname nachname prenom apellido latitude longitude lat lon lng population citypop tags reactions attachments",
    "hour hourofday weekday dayofweek url uri link href",
    "verfasser instructor clerk cashier salesrep color colour",
)
"""Names of what is never a person, though its values may repeat as people do."""
