"""Which column of a file of identities holds what: by names in many languages, or as the options give it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.attributes.consent_names import says
from core.errors import DataError
from core.ingest.names.naming import certainty, heads_of
from core.ingest.names.private_names import PRIVATE_NAMES
from core.sentences import say

FIELDS = ("user_id", "email", "phone", "first_name", "last_name", "country", "zip", "device_id")
"""What a file of identities may hold. The first one must be there."""


def _names(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


_OTHERS = {
    "first_name": _names(
        "firstname givenname forename fname vorname prenom nombre nombredepila nome nomepropio primeironome",
        "voornaam imie fornavn etunimi jmeno имя 名字 名 ファーストネーム 이름",
    ),
    "last_name": _names(
        "lastname surname familyname lname nachname familienname zuname nomdefamille nom apellido apellidos cognome",
        "sobrenome apelido achternaam nazwisko etternavn efternamn sukunimi prijmeni фамилия 姓 姓氏 苗字 성",
    ),
    "country": _names(
        "country countrycode countryiso land landercode laenderkennzeichen pays codepays pais codigopais paese nazione",
        "kraj maa zeme страна 国家 国 国家代码 国名 국가",
    ),
    "zip": _names(
        "zip zipcode postcode postalcode postal plz postleitzahl codepostal cp codigopostal cap",
        "codiceavviamentopostale cep kodpocztowy postnummer postinumero psc индекс 邮编 邮政编码 郵便番号 우편번호",
    ),
    "device_id": _names(
        "deviceid advertisingid advertiserid madid maid gaid aaid idfa adid mobileadvertiserid mobiledeviceid",
        "googleaid werbeid geraeteid 设备id 设备号 广告id 広告id",
    ),
}
_ALIASES: Mapping[str, frozenset[str]] = {
    "email": PRIVATE_NAMES["email"],
    "phone": PRIVATE_NAMES["phone"],
    **_OTHERS,
}


def find_fields(headers: Sequence[str], given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return field → header: as given, else by the names of the columns.

    Parameters
    ----------
    headers
        Of the file.
    given
        Field → header.

    Raises
    ------
    DataError
        A given column is not there, a name fits two columns, or nothing holds the ids of users or identifies anybody.

    Examples
    --------
    >>> find_fields(["Kundennummer", "E-Mail", "Handy", "PLZ"])
    {'user_id': 'Kundennummer', 'email': 'E-Mail', 'phone': 'Handy', 'zip': 'PLZ'}
    """
    given = dict(given or {})
    for field, header in given.items():
        if header not in headers:
            raise DataError(
                say("The file of identities has no column {header!r} for {field}.", header=header, field=field),
                say("It has {headers}.", headers=", ".join(headers)),
            )
    free = [header for header in headers if header not in given.values() and not says(header)]
    found = given | {field: _one(field, free) for field in FIELDS if field not in given}
    found = {field: found[field] for field in FIELDS if found[field]}
    if "user_id" not in found or len(found) == 1:
        raise DataError(
            say("No column of the file of identities is clear for {what}.", what=_missing(found)),
            say(
                "Name it on the page, or with --identity-map FIELD=COLUMN; fields: {fields}. The file has {headers}.",
                fields=", ".join(FIELDS),
                headers=", ".join(headers),
            ),
        )
    return found


def _missing(found: Mapping[str, str]) -> str:
    return "email, phone, device_id" if "user_id" in found else "user_id"


def _one(field: str, headers: Sequence[str]) -> str:
    """Return the header that fits a field best; "" where none does."""
    scores = {header: _fit(field, header) for header in headers}
    best = max(scores.values(), default=0.0)
    fitting = [header for header, score in scores.items() if score == best and best > 0]
    if len(fitting) > 1:
        raise DataError(
            say("{headers} in the file of identities may all be {field}.", headers=", ".join(fitting), field=field),
            say("Name the one to take on the page, or with --identity-map {field}=COLUMN.", field=field),
        )
    return fitting[0] if fitting else ""


def _fit(field: str, header: str) -> float:
    if field == "user_id":
        is_other = any(_fit(each, header) == 1 for each in _ALIASES)
        return 0.0 if is_other else certainty("user", header)
    whole, *heads = heads_of(header)
    names = _ALIASES[field]
    return 1.0 if whole in names else 0.5 if any(head in names for head in heads) else 0.0
