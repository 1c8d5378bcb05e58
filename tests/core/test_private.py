"""Which columns are recognised as holding what identifies people, in eight languages, and which are not."""

from __future__ import annotations

from core.ingest.tables.private import kind_of, with_masked

EMAILS = ["ann.lee@shop.example", "bob@shop.example", "cy_7@mail.example", "dora@mail.example", "ed@mail.example"]
PHONES = ["+49 171 5550123", "+1 202-555-0143", "+33 6 12 34 56 78", "+81 3-1234-5678", "+86 138 0013 8000"]
PLAIN_PHONES = ["13800138000", "13900139001", "13700137002", "13600136003", "13500135004"]
NAMES = ["Ann Lee", "Bob Stone", "Cy Young", "Dora Klein", "Ed Noor"]
STREETS = ["12 High Street", "7 Park Avenue", "99 Mill Road", "3 Lake Drive", "51 Hill Lane"]
CARDS = ["4111111111111111", "5500005555555559", "340000000000009", "4012888888881881", "5105105105105100"]
CPFS = ["529.982.247-25", "111.444.777-35", "123.456.789-09", "987.654.321-00", "153.509.460-56"]

BY_NAME = [
    *((name, EMAILS, "email") for name in (
        "Email", "customer_email", "E-Mail-Adresse", "courriel", "Correo electrónico", "indirizzo email", "邮箱",
        "メールアドレス", "Email (Billing)", "properties.user.email",
    )),
    *((name, PLAIN_PHONES, "phone") for name in (
        "phone", "Billing Phone", "mobile_number", "Telefonnummer", "Kundentelefon", "téléphone",
        "Numéro de téléphone", "teléfono", "cellulare", "telefone", "telemóvel", "手机号", "電話番号",
        "Phone (Billing)",
    )),
    *((name, NAMES, "name") for name in (
        "First Name", "customer_name", "Shipping Name", "Vorname", "Nachname", "prénom", "Nom du client", "apellidos",
        "cognome", "sobrenome", "姓名", "氏名", "customer.last_name",
    )),
    *((name, STREETS, "address") for name in (
        "Address", "Shipping Street", "address1", "Straße", "Lieferanschrift", "rue", "Dirección de envío", "indirizzo",
        "endereço", "收货地址", "住所",
    )),
    ("card_number", CARDS, "card"),
    ("Kreditkartennummer", CARDS, "card"),
    ("cc_num", ["2703186189652095", "630423337322", "38859492057661", "180042946491150", "571465035400"], "card"),
    ("cc_num", ["4996020583104762", "4596473620167140"], "card"),
    ("card_no", ["630423337322", "571465035400"], "card"),
    ("CPF", CPFS, "national_id"),
    *((name, ["490154203237518", "356938035643809"], "number") for name in ("imei", "IMSI", "device.imei", "IMEI 1")),
    *((name, ["AB12 CDE", "7XYZ 123"], "number") for name in (
        "license plate", "Licence Plate", "licensePlateNumber", "Plate No", "plate_id", "车牌号",
    )),
    ("policyholder", ["PH10023", "PH10024"], "number"),
    ("Policyholder No", ["10023", "10024"], "number"),
    ("policyholder", NAMES, "name"),
    ("ssn", ["123456789", "234567891"], "national_id"),
    ("身份证号", ["11010519491231002X"], "national_id"),
]  # fmt: skip

BY_VALUES = [
    (EMAILS, "email"),
    (["", "n/a", *EMAILS], "email"),
    (PHONES, "phone"),
    (["(202) 555-0143", "(212) 555-0198", "(310) 555-0117", "(415) 555-0172", "(617) 555-0139"], "phone"),
    (["06 12 34 56 78", "06 98 76 54 32", "07 11 22 33 44", "01 44 55 66 77", "06 55 44 33 22"], "phone"),
    (["030 / 1234567", "0171 5550123", "089-555012", "0221 5550199", "040 5550144"], "phone"),
    (STREETS, "address"),
    (["Bahnhofstr. 12", "Hauptstraße 3", "Lindenweg 8", "Marktplatz 1", "Schulstraße 44"], "address"),
    (CARDS, "card"),
    (["4111 1111 1111 1111", "5500 0055 5555 5559", "4012 8888 8888 1881"], "card"),
    (CPFS, "national_id"),
    (["123-45-6789", "234-56-7891", "345-67-8912"], "national_id"),
    (["RSSMRA85T10A562S", "VRDLGI70A01H501Z"], "national_id"),
    (["12345678Z", "87654321X"], "national_id"),
]

NOT_PRIVATE = [
    ("product_name", NAMES),
    ("Brand Name", NAMES),
    ("name", NAMES),
    ("event_name", ["view", "purchase"]),
    ("plate", ["Plate 1", "Plate 2"]),
    ("license plate", ["yes", "no"]),
    ("license", ["MIT 1", "BSD 2"]),
    ("policy", ["P10023", "P10024"]),
    ("template_id", ["T1", "T2"]),
    ("campaign", ["Spring", "Autumn"]),
    ("ip_address", ["192.168.1.10", "10.0.0.7", "172.16.4.2"]),
    ("ip", ["192.168.1.10", "10.0.0.7", "2001:db8::1"]),
    ("IP地址", ["192.168.1.10"]),
    ("order_number", ["114-3941689-8772232", "114-3941690-8772233"]),
    ("sku", ["4006381333931", "4006381333948", "4006381333955", "4006381333962", "4006381333979"]),
    ("user_id", ["2025550143", "2125550198", "3105550117", "4155550172", "6175550139"]),
    ("user_id", PLAIN_PHONES),
    ("isbn", ["978-3-16-148410-0", "0-306-40615-2"]),
    ("date", ["2026-01-05", "2026-02-07"]),
    ("date", ["05.03.2026", "07.03.2026"]),
    ("price", ["1 234 567", "2 345.60", "12.50"]),
    ("email_opt_in", ["yes", "no"]),
    ("emails_opened", ["3", "5"]),
    ("has_phone", ["0", "1"]),
    ("phone_model", ["Pixel 9", "Fold 7"]),
    ("iPhone", ["iPhone 15", "iPhone 16"]),
    ("web_address", ["https://shop.example/a"]),
    ("via", ["app", "web", "shop"]),
    ("card_type", ["Visa", "Amex"]),
    ("loyalty_card", ["6001000012", "6001000013"]),
    ("card_no", ["600100001200", "600100001300", "600100001400"]),
    ("cc_num", ["12", "13"]),
    ("credit_card_type", ["Visa", "Amex"]),
    ("imported", ["600100001200", "571465035401", "600100001400", "600100001500", "600100001600"]),
    ("city", ["Bern", "Rome"]),
    ("uuid", ["0b8f7c1e-54c1-4a3c-9a38-11d6f6a1f0aa"]),
]


def test_a_private_column_is_recognised_by_its_name() -> None:
    assert [(header, kind_of(header, texts)) for header, texts, _kind in BY_NAME] == [
        (header, kind) for header, _texts, kind in BY_NAME
    ]


def test_a_private_column_is_recognised_by_its_values() -> None:
    assert [(texts, kind_of("column_7", texts)) for texts, _kind in BY_VALUES] == BY_VALUES


def test_what_only_resembles_private_data_is_not_recognised() -> None:
    found = [(header, texts, kind_of(header, texts)) for header, texts in NOT_PRIVATE]
    assert [each for each in found if each[-1]] == []


def test_a_name_is_that_of_a_person_in_a_file_about_users() -> None:
    assert kind_of("name", NAMES, is_of_users=True) == "name"


def test_a_name_without_values_is_believed() -> None:
    assert kind_of("phone", []) == "phone"


def test_addresses_and_numbers_in_a_text_are_masked() -> None:
    text = "'ann@shop.example' and +49 171 2345678 on 2026-05-12 10:00"
    assert with_masked(text, lambda found: found[:2] + "*") == "'an*' and +4* on 2026-05-12 10:00"
