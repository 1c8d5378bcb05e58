"""Countries as people and programs write them, as the two letters of ISO 3166."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

_THREE_LETTERS = """
ABWAW AFGAF AGOAO AIAAI ALAAX ALBAL ANDAD AREAE ARGAR ARMAM ASMAS ATAAQ ATFTF ATGAG AUSAU AUTAT AZEAZ BDIBI
BELBE BENBJ BESBQ BFABF BGDBD BGRBG BHRBH BHSBS BIHBA BLMBL BLRBY BLZBZ BMUBM BOLBO BRABR BRBBB BRNBN BTNBT
BVTBV BWABW CAFCF CANCA CCKCC CHECH CHLCL CHNCN CIVCI CMRCM CODCD COGCG COKCK COLCO COMKM CPVCV CRICR CUBCU
CUWCW CXRCX CYMKY CYPCY CZECZ DEUDE DJIDJ DMADM DNKDK DOMDO DZADZ ECUEC EGYEG ERIER ESHEH ESPES ESTEE ETHET
FINFI FJIFJ FLKFK FRAFR FROFO FSMFM GABGA GBRGB GEOGE GGYGG GHAGH GIBGI GINGN GLPGP GMBGM GNBGW GNQGQ GRCGR
GRDGD GRLGL GTMGT GUFGF GUMGU GUYGY HKGHK HMDHM HNDHN HRVHR HTIHT HUNHU IDNID IMNIM INDIN IOTIO IRLIE IRNIR
IRQIQ ISLIS ISRIL ITAIT JAMJM JEYJE JORJO JPNJP KAZKZ KENKE KGZKG KHMKH KIRKI KNAKN KORKR KWTKW LAOLA LBNLB
LBRLR LBYLY LCALC LIELI LKALK LSOLS LTULT LUXLU LVALV MACMO MAFMF MARMA MCOMC MDAMD MDGMG MDVMV MEXMX MHLMH
MKDMK MLIML MLTMT MMRMM MNEME MNGMN MNPMP MOZMZ MRTMR MSRMS MTQMQ MUSMU MWIMW MYSMY MYTYT NAMNA NCLNC NERNE
NFKNF NGANG NICNI NIUNU NLDNL NORNO NPLNP NRUNR NZLNZ OMNOM PAKPK PANPA PCNPN PERPE PHLPH PLWPW PNGPG POLPL
PRIPR PRKKP PRTPT PRYPY PSEPS PYFPF QATQA REURE ROURO RUSRU RWARW SAUSA SDNSD SENSN SGPSG SGSGS SHNSH SJMSJ
SLBSB SLESL SLVSV SMRSM SOMSO SPMPM SRBRS SSDSS STPST SURSR SVKSK SVNSI SWESE SWZSZ SXMSX SYCSC SYRSY TCATC
TCDTD TGOTG THATH TJKTJ TKLTK TKMTM TLSTL TONTO TTOTT TUNTN TURTR TUVTV TWNTW TZATZ UGAUG UKRUA UMIUM URYUY
USAUS UZBUZ VATVA VCTVC VENVE VGBVG VIRVI VNMVN VUTVU WLFWF WSMWS YEMYE ZAFZA ZMBZM ZWEZW"""
"""Three letters of ISO 3166 and the two of the same country."""
_OTHERS = {
    "uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB", "great britain": "GB",
    "united kingdom of great britain and northern ireland": "GB", "uae": "AE", "united states of america": "US",
    "russian federation": "RU", "viet nam": "VN", "czechia": "CZ", "slovak republic": "SK", "holland": "NL",
    "korea, republic of": "KR", "republic of korea": "KR", "korea, democratic people's republic of": "KP",
    "iran, islamic republic of": "IR", "moldova, republic of": "MD", "tanzania, united republic of": "TZ",
    "bolivia, plurinational state of": "BO", "venezuela, bolivarian republic of": "VE", "syrian arab republic": "SY",
    "lao people's democratic republic": "LA", "brunei darussalam": "BN", "taiwan, province of china": "TW",
    "republic of china": "TW", "taiwan (republic of china)": "TW", "taiwan, republic of china": "TW",
    "north macedonia": "MK", "eswatini": "SZ", "palestine, state of": "PS", "cabo verde": "CV",
    "hellenic republic": "GR", "congo, democratic republic of the": "CD", "democratic republic of the congo": "CD",
    "micronesia, federated states of": "FM",
    "holy see (vatican city state)": "VA", "falkland islands (malvinas)": "FK", "中华人民共和国": "CN", "中國": "CN",
}  # fmt: skip
"""Usual and official names that phonenumbers does not list."""
_KINDS = re.compile(
    r"((people's|federal|federative|islamic|arab|socialist) )?(republic|kingdom|principality) of (the )?"
)


@lru_cache(maxsize=10_000)
def country(text: str) -> str | None:
    """Return the two letters of a country that is written as such, as three, or by its name, in any of many languages.

    >>> [country(each) for each in ("de", "DEU", "Deutschland", "Kingdom of Spain", "Netherlands (the)", "Atlantis")]
    ['DE', 'DE', 'DE', 'ES', 'NL', None]
    """
    plain = " ".join(text.split()).casefold().rstrip(".").replace("\u2019", "'")
    plain = plain.removesuffix(" (the)").removeprefix("the ")
    short = _KINDS.sub("", plain, count=1) if _KINDS.match(plain) else plain
    known = _countries()
    return next((known[each] for each in (plain, plain.replace(".", ""), short) if each in known), None)


@cache
def country_names() -> dict[str, str]:
    """Return the two letters of each country and its name in English, by name."""
    from phonenumbers.geodata.locale import LOCALE_DATA

    names = {code: _english(names) for code, names in LOCALE_DATA.items()}
    return dict(sorted(((code, name) for code, name in names.items() if name), key=lambda pair: pair[1]))


def _english(names: Mapping[str, str]) -> str:
    """Return the name in English, where * leads to the language that has it."""
    name = names.get("en", "")
    return names.get(name[1:], "") if name.startswith("*") else name


@cache
def _countries() -> dict[str, str]:
    """Return the two letters by themselves, by three, and by every name that is known."""
    from phonenumbers.geodata.locale import LOCALE_DATA

    found: dict[str, str] = {}
    for code, names in LOCALE_DATA.items():
        for each in names.values():
            if each and not each.startswith("*"):
                found.setdefault(each.casefold().replace("\u2019", "'"), code)
    three = {each[:3].casefold(): each[3:] for each in _THREE_LETTERS.split()}
    return found | _OTHERS | three | {code.casefold(): code for code in LOCALE_DATA}
