"""Names of columns in exports of shops of more languages, most of them made of two words: "Nr zamówienia".

Each language says what it numbers, dates, counts, prices and names, and of what; a name is one of each glued together.
Words stand as in names without signs and accents: see ``core.ingest.names.plain_name.plain``. They are those of public
descriptions of exports: BaseLinker, Allegro, IdoSell, Shoper (Polish), bol.com, Picqer (Dutch), Fortnox, Wix (Swedish),
DanDomain, Visma (Danish, Norwegian), Shoptet (Czech, Slovak), Ticimax, Trendyol (Turkish), InSales, Ozon, Wildberries
(Russian), MyCashflow (Finnish), UNAS, Shoprenter (Hungarian), Gomag, MerchantPro (Romanian).
"""

from __future__ import annotations

_ORDERS = (
    ("booking reservation confirmation", "no number nr num ref reference code id"),
    ("ticket invoice receipt transaction", "no number nr num ref reference"),
    ("buchungs reservierungs", "nummer nr id code"),
    ("numero num n id code reference ref", "reservation dereservation delareservation recu durecu transaction "
     "detransaction"),
    ("numero num n id codigo referencia ref", "reserva dereserva delareserva recibo derecibo transaccion detransaccion "
     "dareserva transacao datransacao dorecibo localizador"),
    ("numero num n id codice rif riferimento", "prenotazione diprenotazione dellaprenotazione ricevuta transazione"),
    ("numer nr id kod identyfikator", "zamowienia transakcji faktury paragonu rezerwacji zakupu sprzedazy"),
    ("cislo id kod", "objednavky faktury dokladu uctenky rezervace rezervacie nakupu transakce transakcie"),
    ("номер id ид код", "заказа чека счета счёта брони бронирования покупки продажи транзакции накладной"),
    ("номер id код", "замовлення чека рахунку бронювання"),
    ("numar numarul nr id cod", "comanda comenzii factura facturii bon bonului rezervare rezervarii tranzactie"),
    ("rendeles rendelesi szamla vasarlas foglalas foglalasi nyugta bizonylat tranzakcio",
     "szam szama azonosito azonositoja id kod"),
    ("siparis fis fatura rezervasyon satis islem", "no numarasi id kodu"),
    ("tilaus tilauksen lasku laskun varaus varauksen kuitti kuitin ostos", "numero nro id tunnus koodi"),
    ("order bestallnings boknings faktura kvitto kop", "nummer nr id"),
    ("ordre bestillings faktura bon kvitterings reservations reservasjons booking købs kjøps", "nummer nr id"),
    ("bestel bestelling bestellings order factuur boekings reserverings transactie bon kassabon", "nummer nr id"),
)  # fmt: skip
_ITEMS = (
    ("numer nr kod id symbol", "produktu towaru artykułu oferty"),
    ("kod cislo id", "produktu zbozi tovaru artiklu"),
    ("kod id", "polozky"),
    ("код номер id ид артикул", "товара товару продукта номенклатуры"),
    ("артикул", "поставщика продавца"),
    ("cod codul id", "produs produsului articol articolului"),
    ("termek cikk", "kod kodja szam szama azonosito azonositoja id"),
    ("urun stok malzeme", "kodu kod no id numarasi"),
    ("tuote tuotteen artikkeli", "koodi numero nro id tunnus"),
    ("artikel produkt varu vare", "nummer nr id kod kode"),
    ("artikel product", "nummer nr id code"),
)
_USERS = (
    ("numer nr kod id login identyfikator", "klienta nabywcy kupujacego uzytkownika"),
    ("cislo kod id", "zakaznika klienta odberatele odberatela"),
    ("код номер id ид логин", "покупателя клиента пользователя заказчика покупця клієнта"),
    ("cod codul id numar nr", "client clientului cumparator cumparatorului"),
    ("ugyfel vevo vasarlo felhasznalo", "kod kodja szam szama azonosito azonositoja id"),
    ("musteri uye alici kullanici", "no numarasi id kodu kod"),
    ("asiakas asiakkaan", "numero nro id tunnus koodi"),
    ("kund kunde medlems", "nummer nr id kod kode"),
    ("klant debiteur debiteuren", "nummer nr id code"),
)
_TIMES = (
    ("data dataiczas dataigodzina czas", "zamowienia zakupu transakcji sprzedazy złozenia złozeniazamowienia "
     "rezerwacji"),
    ("datum datumacas cas", "objednavky nakupu prodeje predaja transakce transakcie vytvoreni vytvorenia"),
    ("дата датаивремя", "заказа покупки продажи оформления оформлениязаказа создания созданиязаказа транзакции "
     "заказапокупателем бронирования замовлення покупцем"),
    ("data datasiora", "comenzii plasarii plasariicomenzii vanzarii achizitiei tranzactiei"),
    ("rendeles vasarlas tranzakcio", "datuma datum ideje idopontja kelte"),
    ("siparis satis alisveris islem", "tarihi tarih zamani"),
    ("tilaus tilauksen osto myynti", "paiva aika pvm paivamaara"),
    ("order bestallnings kop forsaljnings transaktions", "datum dag"),
    ("ordre bestillings købs kjøps salgs transaktions transaksjons", "dato tidspunkt"),
    ("bestel verkoop transactie order aankoop boekings reserverings", "datum datumtijd tijdstip"),
    ("dataiczas dataigodzina datumacas датаивремя datasiora datumesido tarihsaat datumochtid datumogtid orderdag", ""),
    ("принятвобработку", ""),
)  # fmt: skip
_LATER = (
    ("data datum дата", "faktury paragonu uctenky чека накладной facturii bonului dokladu"),
    (
        "szamla nyugta fatura fis lasku laskun kuitin faktura kvitto factuur bon",
        "datuma datum kelte tarihi paiva paivamaara dato dag",
    ),
)
"""Times of invoices and receipts, which may be later than their orders."""
_TITLES = (
    ("nazwa tytuł opis", "produktu towaru artykułu oferty"),
    ("nazev nazov popis", "produktu zbozi tovaru polozky"),
    ("название наименование", "товара товару продукта номенклатуры"),
    ("denumire denumirea nume numele", "produs produsului articol articolului"),
    ("termek cikk", "nev neve megnevezes megnevezese"),
    ("urun stok", "adi ad ismi isim"),
    ("tuotteen tuote artikkelin", "nimi kuvaus"),
    ("artikel produkt varu vare", "namn navn benamning betegnelse beskrivning beskrivelse"),
    ("artikel product", "naam omschrijving titel"),
)
_KINDS = (
    ("kategoria grupa dział nazwakategorii", "produktu towaru produktow towarow artykułu"),
    ("kategorie kategoria skupina druh", "zbozi produktu tovaru"),
    ("категория категорія группа раздел подкатегория", "товара товаров товару"),
    ("categorie categoria", "produs produsului produse"),
    ("termek cikk", "kategoria kategoriaja csoport csoportja"),
    ("urun", "kategorisi kategori grubu grup"),
    ("tuote", "ryhma kategoria"),
    ("varu produkt artikel vare", "grupp gruppe kategori kategorinamn"),
    ("artikel product assortiments", "groep categorie"),
    ("kategoria nazwakategorii grupatowarowa kategori kategoriadi kategorinamn kategorinavn категория категорія", ""),
    ("названиекатегории товарнаягруппа categorienaam afdeling nazevkategorie nazovkategorie", ""),
)
_PIECES = (
    ("ilosc liczba", "sztuk produktow produktu towaru zamowiona sprzedana"),
    ("pocet mnozstvi mnozstvo", "kusu kusov ks zbozi"),
    ("количество колво", "шт штук товара товаров единиц"),
    ("cantitate cantitatea", "produs produse comandata vanduta bucati"),
    ("urun siparis satis", "adedi miktari adet"),
    ("aantal", "stuks artikelen producten besteld verkocht"),
    ("antal antall", "st stk styck stykker"),
    ("sztuk szt kpl kappalemaara darabszam mennyiseg buc bucati шт styck stuks", ""),
)
_AMOUNTS = (
    ("wartosc kwota suma", "brutto netto pozycji zamowienia sprzedazy transakcji towaru produktu razem"),
    ("cena", "brutto netto sprzedazy sprzedazybrutto produktu towaru jednostkowabrutto jednostkowanetto"),
    ("cena castka ciastka", "celkem zakus polozky zapolozku zapolozkusdph objednavky sdph bezdph"),
    ("сумма цена стоимость", "заказа позиции чека товара продажи покупки заединицу зашт"),
    ("valoare valoarea", "totala totalacutva produs produse"),
    ("valoare valoarea total pret pretul suma", "comanda comenzii produs produsului linie unitar unitarcutva cutva"),
    ("brutto netto osszes tetel sor", "egysegar ertek osszeg vegosszeg osszesen"),
    ("satir siparis satis toplam urun genel", "tutari tutar toplami toplam fiyati"),
    ("rivi rivin tilauksen tilaus kokonais myynti", "summa hinta"),
    ("rad order bestallnings total forsaljnings", "summa belopp varde pris"),
    ("linje ordre total salgs enheds enhets", "total sum belob beløp beløb pris"),
    ("regel order verkoop totaal", "totaal bedrag prijs waarde"),
    ("razem suma dozapłaty kwotadozapłaty celkem celkovacena spolu cenaspolu jednotkovacena итого", ""),
    ("оплаченопокупателем vegosszeg fizetendo eladasiar geneltoplam odenentutar yhteensa totalt ialt totaal", ""),
)


def _glued(pairs: tuple[tuple[str, str], ...]) -> frozenset[str]:
    return frozenset(one + other for ones, others in pairs for one in ones.split() for other in others.split() or [""])


SHOP_NAMES: dict[str, frozenset[str]] = {
    "order": _glued(_ORDERS) | {"localizador"},
    "item": _glued(_ITEMS),
    "user": _glued(_USERS),
    "timestamp": _glued(_TIMES),
    "text": _glued(_TITLES),
    "category": _glued(_KINDS),
    "quantity": _glued(_PIECES),
    "value": _glued(_AMOUNTS),
}
"""Role → names."""
LATER_TIMES = _glued(_LATER)
"""Names of times that are those of the event where nothing else is."""
