"""Which columns of a users file are attributes, and why the others are not."""

from __future__ import annotations

import re

import pandas as pd

from core.attributes.consent_answers import understood
from core.attributes.consent_doubts import may_be_consent
from core.ingest.tables.private import KINDS, kind_of
from core.ingest.tables.sample import Sample
from core.ingest.values.numbers import is_number
from core.sentences import say

_MAX_DISTINCT = 50
_POST_CODE = re.compile(r"zip|post_?(al)?_?code|postleitzahl|code_?postal|codigo_?postal|邮编|郵便番号", re.IGNORECASE)
_NO_NAME = re.compile(r"column_\d+|Unnamed: ?\d+|index", re.IGNORECASE)
"""What a column is called that had no name, such as the index that pandas writes."""
_ID_NAME = re.compile(r"(^|[_\W])(id|uuid|guid)$|[a-z]I[dD]$", re.IGNORECASE)


def why_no_attribute(sample: Sample, header: str) -> str:
    """Return why a column is left out; "" when it is an attribute."""
    texts = sample.texts(header)
    if not texts:
        return say("it is empty")
    answers = pd.Series(texts, dtype="str")
    if understood(header, answers) or may_be_consent(header, answers):
        return ""
    kind = kind_of(header, texts, is_of_users=True)
    if kind:
        return say("it holds {kind}", kind=KINDS[kind])
    if _POST_CODE.search(header):
        return say("it looks like a postal code")
    if _ID_NAME.search(header):
        return say("it looks like an id")
    n_distinct = sample.n_distinct(header)
    if _NO_NAME.fullmatch(header) and n_distinct == sample.n_rows > 1 and all(map(str.isdecimal, texts)):
        return say("it numbers the rows")
    if is_number(texts):
        return ""
    if n_distinct > _MAX_DISTINCT or (n_distinct > 10 and n_distinct == sample.n_rows):
        return say("it holds {n:,} different texts", n=n_distinct)
    return ""
