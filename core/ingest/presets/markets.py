"""Sales of market places and payment services: PayPal, eBay."""

from __future__ import annotations

from core.ingest.presets.declare import Form, PresetTable, preset
from core.sentences import say

_BACK = (
    "refund|reversal|chargeback|rückzahlung|rückbuchung|rückerstattung|rembours|annulation|contrepassation"
    "|reembolso|devoluci|reversión|rimborso|storno|riaccredito"
)
_SPELLINGS = (
    ("Date", "Time", "TimeZone|Time Zone", "Type", "Gross", "From Email Address", "To Email Address", "Transaction ID",
     "Item Title", "Item ID", "Country"),
    ("Datum", "Uhrzeit", "Zeitzone", "Typ|Beschreibung", "Brutto", "Absender E-Mail-Adresse",
     "Empfänger E-Mail-Adresse", "Transaktionscode", "Artikelbezeichnung", "Artikelnummer", "Land"),
    ("Date", "Heure", "Fuseau horaire", "Type", "Brut|Avant commission",
     "De l'adresse email|Adresse email de l'expéditeur", "À l'adresse email|Adresse email du destinataire",
     "Numéro de transaction", "Titre de l'objet", "Numéro d'objet", "Pays"),
    ("Fecha", "Hora", "Zona horaria", "Tipo", "Bruto", "Correo electrónico del remitente",
     "Correo electrónico del destinatario", "Id. de transacción", "Título del artículo", "Id. de artículo", "País"),
    ("Data", "Ora", "Fuso orario", "Tipo", "Lordo", "Indirizzo email mittente", "Indirizzo email destinatario",
     "Codice transazione", "Titolo oggetto", "N° oggetto", "Paese"),
)  # fmt: skip
"""What the columns of an activity are called in English, German, French, Spanish and Italian."""


def _activity(*names: str) -> Form:
    """Return an activity whose columns have names in the order of ``_SPELLINGS``."""
    date, time, zone, kind, gross, sender, receiver, code, title, number, country = names
    is_paid_out = f"coalesce(starts_with(trim({{{gross}}}), '-'), false)"
    is_taken_back = f"coalesce(regexp_matches(lower({{{kind}}}), '{_BACK}'), false)"
    return Form(
        PresetTable(
            f"{date}, {time}, {zone}, {kind}, {gross}, {sender}, {code}, {title}|{number}",
            user=sender.replace("|", ", "),
            item=f"{number}+{title}, {title}",
            event=kind.replace("|", ", "),
            timestamp=date,
            value=gross.replace("|", ", "),
            text=title,
            attribute=country,
            sql={
                "user": f"case when {is_paid_out} then {{{receiver}}} else {{{sender}}} end",
                "event": f"case when {is_taken_back} or {is_paid_out} then 'refund' else 'purchase' end",
                "timestamp": f"concat_ws(' ', trim({{{date}}}), trim({{{time}}}), trim({{{zone}}}))",
            },
            value_per=dict.fromkeys(gross.split("|"), "line"),
        ),
        is_product=f"not {is_paid_out} or {is_taken_back}",
    )


PAYPAL = preset(
    "paypal",
    "PayPal activity",
    "https://developer.paypal.com/docs/reports/online-reports/activity-download/",
    *(_activity(*names) for names in _SPELLINGS),
    note=say(
        "Users are who paid, and who got money back; what was paid to others is no sale, and transactions without "
        "an item are rejected."
    ),
)

EBAY = preset(
    "ebay",
    "eBay orders",
    "https://www.ebay.com/help/selling/selling-tools/downloading-reports?id=4096",
    PresetTable(
        (
            "Sales Record Number|Order Number, Buyer Username|User Id, Item Number|Item ID, "
            "Item Title, Quantity, Sold For|Sale Price, Sale Date"
        ),
        user="Buyer Username+User Id",
        item="Item Number, Item ID",
        timestamp="Sale Date",
        value="Sold For, Sale Price",
        quantity="Quantity",
        order="Order Number, Sales Record Number",
        text="Item Title",
        attribute="Buyer Country",
        sql={"event": "'purchase'"},
        value_per={"Sold For": "unit", "Sale Price": "unit"},
    ),
    note=say("Every line is a purchase; the price of a piece is Sold For, without shipping."),
)

MARKETS = (PAYPAL, EBAY)
