"""Catalogues in capitals that shorten their words: "FRZN NOVELTIES/WTR ICE", "REFRGRATD JUICES/DRNKS".

Shops print product groups on shelves and tills, where letters are few. Their shorthand is much the same everywhere, so
that the usual words are known here; what is not known is left to ``core.interests.phrases.is_shorthand``.
"""

from __future__ import annotations

import re

_WORDS = (
    "acc:accessories accs:accessories asstd:assorted bf:beef bkd:baked bkfst:breakfast bn:beans bns:beans "
    "brkfst:breakfast btl:bottle btls:bottles btr:butter bttr:butter chkn:chicken chs:cheese "
    "chsd:cheese ckn:chicken cleang:cleaning clng:cleaning cndy:candy crckr:cracker crckrs:crackers "
    "crm:cream crystl:crystal dnr:dinner dnrs:dinners dntl:dental drnk:drink drnks:drinks "
    "dsh:dishes dtrgnt:detergent dtrgnts:detergents fd:food fds:foods flvr:flavor flvrd:flavored frsh:fresh "
    "frt:fruit frzn:frozen grnd:ground grns:greens hlth:health hshld:household hshold:household jce:juice "
    "jces:juices leisur:leisure lndry:laundry lqr:liquor lqd:liquid mgrn:margarine mlk:milk mxs:mixes "
    "natrl:natural pckgd:packaged pdts:products pkgd:packaged pnt:peanut prdcts:products prods:products "
    "pstry:pastry pstrs:pastries pwdr:powder pwdrd:powdered refrgratd:refrigerated refrgd:refrigerated "
    "refrig:refrigerated rfrgd:refrigerated sft:soft sherbt:sherbet sherbts:sherbets slds:salads smkd:smoked "
    "sndwch:sandwich sndwchs:sandwiches snck:snack sncks:snacks spcl:special spcs:spices splmt:supplement "
    "sply:supplies splys:supplies spls:supplies sweetnr:sweetener sweetners:sweeteners tblts:tablets "
    "vgtbl:vegetable vgtbls:vegetables vitmns:vitamins whlsm:wholesome wht:white wtr:water wtrs:waters ygrt:yogurt"
)
_IN_FULL = dict(each.split(":") for each in _WORDS.split())
_WORD = re.compile(r"[^\W\d_]+")
_TWO = 2
_BRACKET = re.compile(r"\s*\([^()]*\)?")


def title_in_full(title: str) -> str:
    """Write the shorthand of a title in capitals in full, but for two letters, which mean many things.

    >>> title_in_full("SFT DRNK 2 LITER BTL"), title_in_full("Sft toys"), title_in_full("TAP BN")
    ('SOFT DRINK 2 LITER BOTTLE', 'Sft toys', 'TAP BN')
    """
    return _WORD.sub(lambda found: _whole(found[0]) if len(found[0]) > _TWO else found[0], title)


def category_in_full(category: str) -> str:
    """Write the shorthand of a category in capitals in full, without brackets; any other as it is.

    >>> category_in_full("FRZN NOVELTIES/WTR ICE"), category_in_full("DELI SPECIALTIES (RETAIL PK)")
    ('FROZEN NOVELTIES/WATER ICE', 'DELI SPECIALTIES')
    """
    if not category.isupper():
        return category
    return _WORD.sub(lambda found: _whole(found[0]), _BRACKET.sub("", category) or category)


def _whole(word: str) -> str:
    return _IN_FULL.get(word.lower(), word).upper() if word.isupper() else word
