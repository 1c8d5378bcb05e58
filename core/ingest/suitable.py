"""Which columns of a users file are attributes, and why the others are not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.ingest.numbers import is_number
from core.ingest.sample import Sample
from core.sentences import say

_MAX_DISTINCT = 50
_CONTACT_NAME = re.compile(r"e-?mail|phone|mobile|address|zip|post_?code|passw|手机|电话|邮箱|地址|邮编", re.IGNORECASE)
_ID_NAME = re.compile(r"(^|[_\W])(id|uuid|guid)$|[a-z]I[dD]$", re.IGNORECASE)
_EMAIL = re.compile(r"\s*[^@\s]+@[^@\s]+\.\w+\s*")
_PHONE = re.compile(r"\s*\+?\d[\d ()./-]{7,18}\d\s*")


def why_no_attribute(sample: Sample, header: str) -> str:
    """Return why a column of the users file is left out; "" when it is an attribute."""
    texts = sample.texts(header)
    if not texts:
        return say("it is empty")
    if _CONTACT_NAME.search(header) or _share(_EMAIL, texts) > 0.1 or _share(_PHONE, texts) > 0.5:
        return say("it looks like contact data")
    if _ID_NAME.search(header):
        return say("it looks like an id")
    if is_number(texts):
        return ""
    n_distinct = sample.n_distinct(header)
    if n_distinct > _MAX_DISTINCT or (n_distinct > 10 and n_distinct == sample.n_rows):
        return say("it holds {n:,} different texts", n=n_distinct)
    return ""


def _share(pattern: re.Pattern[str], texts: Sequence[str]) -> float:
    return sum(pattern.fullmatch(text) is not None for text in texts) / len(texts)
