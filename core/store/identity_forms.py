"""The spellings that platforms want of what identifies people, as SQL over columns that are normalised."""

from __future__ import annotations

from core.store.sql import literal

_GOOGLE = (
    "case when regexp_matches({c}, '@(gmail|googlemail)[.]com$') then "
    "replace(regexp_replace(split_part({c}, '@', 1), '[+].*$', ''), '.', '') || '@' || split_part({c}, '@', 2) "
    "else {c} end"
)
_TITLES = literal(r"^(mrs|mr|ms|miss|mx|dr|prof)[.]? +")
_ENDS = literal(r"[, ]+(jr|sr|ii|iii|iv)[.]?$")
_TRANSFORMS = {
    "as_is": "{c}",
    "lower": "lower({c})",
    "digits": "replace({c}, '+', '')",
    "letters": "nullif(trim(regexp_replace(regexp_replace({c}, '[\\p{{P}}\\p{{S}}]+', '', 'g'), ' +', ' ', 'g')), '')",
    "first_name": f"nullif(regexp_replace({{c}}, {_TITLES}, ''), '')",
    "last_name": f"nullif(regexp_replace({{c}}, {_ENDS}, ''), '')",
    "google_email": _GOOGLE,
    "meta_zip": "case when country = 'US' then left(regexp_replace(lower({c}), '[ -]', '', 'g'), 5) "
    "else regexp_replace(lower({c}), '[ -]', '', 'g') end",
    "china": "case when regexp_matches({c}, '^[+]86[0-9]{{11}}$') then substr({c}, 4) end",
    "one_gmail": "replace({c}, '@googlemail.com', '@gmail.com')",
    "google_device": "case when {c} = lower({c}) then {c} end",
}
"""Name of a transform → SQL of a column ``{c}``. Small letters are made before, by Unicode's full rules."""


def form(field: str, *transforms: str) -> str:
    """Return the SQL of a field after some transforms."""
    made = field
    for each in transforms:
        made = _TRANSFORMS[each].format(c=made)
    return made


CONTACTS = (
    form("email", "google_email", "one_gmail"),
    "phone",
    "replace(lower(device_id), '-', '')",
    " || '|' || ".join((
        form("first_lower", "first_name", "letters"), form("last_lower", "last_name", "letters"), "country",
        form("zip", "meta_zip"),
    )),
)  # fmt: skip
"""What a platform may recognise a person by, in a spelling that joins all that any platform takes for the same."""
