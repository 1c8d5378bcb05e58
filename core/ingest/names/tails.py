"""Ends of names that say in which unit, currency or zone something is, rather than what it is."""

from __future__ import annotations

import re

_CURRENCIES = (
    "usd|eur|gbp|cny|rmb|jpy|inr|brl|chf|pln|try|krw|mxn|cad|aud|sek|nok|dkk|czk|dollars?|euros?|pounds?|reais|pesos|yen"
    r"|yuan|z[łl]oty|[a-z]{0,2}\$|[€£¥₩₹₺]"
)
_TAIL = re.compile(
    r"(?<![ _-])[ _-]+((incl?|excl?|ex|including|excluding|with|without)[ _.]*(tax|taxes|vat|gst)"
    r"|(tax|vat|gst)[ _]*(inc|exc|ex)\w*|ttc|ht|tvac|htva|brutto|netto"
    r"|(con|sin|senza|incl\w*) iva|iva (incl\w*|esclusa)|(inkl|exkl|zzgl|incl|excl)\.? (mwst|ust|btw|moms)\.?"
    rf"|((in|en|em|im)[ _]+)?({_CURRENCIES})|net|gross"
    r"|(in[ _])?(minor[ _]units?|minor|micros|cents?|pence|centimes|centavos)"
    r"|float|double|decimal|numeric"
    r"|per[ _](kg|unit|piece|item|lit(re|er)|lb))$|(?<=[a-z])(in)?(cents|minor(units?)?)$"
    r"|(?<=[a-z])(incl?|excl?|including|excluding|with|without)(tax|vat|gst)$|/[元円圆원]$",
    re.IGNORECASE,
)
"""What says of an amount in which currency it is, as which number, for how much, and with or without tax."""
WITHOUT_TAX = re.compile(
    r"((excl?|exkl|ex|excluding|without|sin|senza|zzgl)[ _.]*(tax(es)?|vat|gst|iva|mwst|ust|btw|moms)"
    r"|(tax|vat|gst)[ _]*ex\w*|\b(ht|htva)|netto)[.)]*$",
    re.IGNORECASE,
)
"""What says of an amount that it is without its tax."""
_UNIT_OF_TIME = re.compile(
    r"([ _-](ms|millis|milliseconds|us|micros|ns|nanos|s|sec|secs|seconds|local|iso|utc|gmt"
    r"|UTC|GMT|CET|EST|PST|JST|MEZ)"
    r"|(?<=[a-z])(Ms|Millis|Utc|UTC))$"
)
"""What says of a time in which unit or zone it is."""
_PIECES = re.compile(
    r"(?<![ _])[ _]+(((in|en)[ _])?(stk|st|stück|pcs|pieces|units|uds|unidades|un|pz|pezzi|ad)\.?"
    r"|(gesamt )?(be|ver|ge)(stell|kauf)t|geliefert|fakturiert|berechnet|command[eé]e?s?|achet[eé]e?s?|vendue?s?"
    r"|livr[eé]e?s?|factur[eé]e?s?|(pedid|vendid|comprad|facturad|faturad)[oa]s?|ordinat[aeio]|vendut[aeio]"
    r"|acquistat[aeio]|besteld|verkocht|geleverd|zamówion[aey]|sprzedan[aey])$|/[件個个개]$",
    re.IGNORECASE,
)
"""What says of a number of pieces how they are counted, and that they were sold."""
_DISGUISE = re.compile(
    r"([ _-](?i:hash|hashed|sha256|md5|anon|anonymi[sz]ed|encrypted|masked|pseudonym)"
    r"|(?<=[a-zD])(Hash|Hashed|Sha256|SHA256|Md5|MD5|Anon|Anonymi[sz]ed|Encrypted|Masked))$"
)
"""What says of an id that it was disguised."""
TAILS = {"value": _TAIL, "quantity": _PIECES, "timestamp": _UNIT_OF_TIME}
TAILS |= dict.fromkeys(("user", "item", "order"), _DISGUISE)
"""Role → what may be taken off the end of its names."""
