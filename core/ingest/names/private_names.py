"""Names of columns that hold what identifies a person, in eight languages.

Names are written in small letters without signs, blanks and accents; see ``core.ingest.names.naming``.
"""

from __future__ import annotations

from core.ingest.names.words import word_set

PRIVATE_NAMES: dict[str, frozenset[str]] = {
    "email": word_set(
        "email emailaddress mail mailaddress emailid emailadresse mailadresse courriel adressecourriel adresseemail",
        "adressemail correo correoelectronico direcciondecorreo posta postaelettronica indirizzoemail enderecoemail",
        "enderecodeemail correioeletronico 邮箱 邮箱地址 电子邮件 电子邮箱 电邮 メールアドレス メール 電子メール",
    ),
    "phone": word_set(
        "phone phonenumber phoneno telephone telephonenumber tel telno mobile mobilephone mobilenumber mobileno cell",
        "cellphone cellnumber cellphonenumber msisdn fax faxnumber whatsapp telefon telefonnummer telefonnr handy",
        "handynummer handynr mobilnummer mobiltelefon rufnummer festnetz numerodetelephone numerotelephone portable",
        "telephoneportable telephonemobile telefono numerodetelefono numerotelefono movil telefonomovil celular",
        "cellulare numeroditelefono telefone numerodetelefone telemovel 电话 电话号码 联系电话 手机 手机号 手机号码",
        "電話 電話番号 携帯番号 携帯電話 telp notelp nomortelepon telepon nohp",
        "notelppembeli notelppenerima notelepon telefonpembeli телефонпокупателя телефонклиента",
        "구매자전화번호 수취인전화번호",
        "telefonnumarasi telefonno puhelin puhelinnumero",
        "telefonszam телефон номертелефона 전화번호 연락처 휴대폰 휴대폰번호 هاتف رقمالهاتف رقمالجوال الجوال",
    ),
    "number": word_set(
        "imei imeino imeinumber imsi imsino imsinumber licenseplate licenceplate numberplate platenumber plateno",
        "plateid kennzeichen kfzkennzeichen policyholder policyholderid policyholderno policyholdernumber 车牌 车牌号",
        "车牌号码 ナンバープレート",
    ),
    "name": word_set(
        "firstname lastname fullname surname givenname familyname middlename forename personname customername",
        "clientname contactname buyername shoppername billingname shippingname recipientname recipient guestname",
        "guestnames bookedby",
        "shipname deliveryname addressee receivername consignee contactperson",
        "billtoname shiptoname soldtoname membername passengername patientname cardholder cardholdername holdername",
        "policyholder studentname donorname attendeename learnername participantname ridername visitorname patronname",
        "borrowername pupilname applicantname vorname nachname familienname",
        "kundenname vollername empfaenger empfangername ansprechpartner prenom nomdefamille nomcomplet nomclient",
        "nomduclient nomprenom destinataire nombrecliente nombredelcliente nombrecompleto nombreyapellidos apellido",
        "apellidos destinatario cognome nomecliente nomedelcliente nomecompleto nomeecognome nomecognome nominativo",
        "nomedocliente sobrenome apelido clientnom clientenome clientenombre klantnaam naamklant kundnamn kundenavn",
        "nazwaklienta imieklienta imieinazwisko фио фиоклиента фиопокупателя имяклиента имяпокупателя musteriadi",
        "musteriadisoyadi adsoyad namapelanggan numeclient numelecomplet",
        "姓名 客户姓名 客户名称 客户名 收货人 收件人 联系人 真实姓名 氏名 名前 お名前 顧客名 お客様名 フリガナ",
    ),
    "address": word_set(
        "address addressline streetaddress street streetname addr homeaddress shippingaddress billingaddress",
        "deliveryaddress postaladdress adresse anschrift strasse strassehausnummer lieferadresse rechnungsadresse",
        "rue adressepostale adressedelivraison adressedefacturation calle direccion domicilio direcciondeenvio",
        "indirizzo indirizzodispedizione endereco enderecodeentrega rua morada logradouro",
        "地址 收货地址 详细地址 街道 住址 住所 番地 お届け先",
    ),
    "card": word_set(
        "creditcard creditcardnumber creditcardno ccnumber ccnum ccno cardnumber cardno pan kreditkarte",
        "kreditkartennummer kartennummer cartebancaire numerodecarte numerocarte tarjeta numerodetarjeta numerotarjeta",
        "cartadicredito numerocarta cartaodecredito numerodocartao numerocartao",
        "银行卡号 银行卡 信用卡号 卡号 カード番号",
    ),
    "national_id": word_set(
        "ssn socialsecuritynumber socialsecurity nationalid nationalidnumber nationalinsurancenumber nino passport",
        "passportnumber passportno driverslicense driverlicense steuerid steueridentifikationsnummer personalausweis",
        "personalausweisnummer sozialversicherungsnummer reisepass nir numerodesecuritesociale numerosecuritesociale",
        "dni nie nif numerodni curp pasaporte codicefiscale cpf numerodecpf 身份证 身份证号 身份证号码 护照 护照号",
        "マイナンバー 個人番号 旅券番号",
    ),
    "password": word_set(
        "password passwd passwordhash pwd passwort kennwort motdepasse contrasena contrasinal senha palavrapasse",
        "密码 パスワード",
    ),
}
"""Kind of private data → names. Values that speak against a name win; see ``core.ingest.tables.private``."""

COMPOUNDS: dict[str, tuple[str, ...]] = {
    "phone": ("telefon", "telefonnummer", "handynummer", "rufnummer"),
    "name": ("vorname", "nachname", "kundenname"),
    "address": ("anschrift", "adresse", "strasse"),
}
"""Ends of compound words, as German makes them."""

ALONE_IN_USERS = word_set("name nom nombre nome names fullnames")
"""Names of persons in a file about users; of anything in a log."""

OTHER_ADDRESSES = word_set("ip mac web url http wallet site 网 host internet ipv")
"""Words beside "address" that make it no place."""

OF_THINGS = (
    "repo", "product", "item", "company", "org", "team", "school", "course", "hotel", "city", "file", "project",
    "package", "brand", "event", "venue", "page", "campaign",
)  # fmt: skip
"""What a full name is that of no person, such as that of a repository."""
