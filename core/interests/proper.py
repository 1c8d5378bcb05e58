"""Names of places, peoples and feasts, which begin with a capital; none that is a thing as well ("turkey")."""

_PLACES = (
    "africa alaska alps amsterdam argentina asia athens australia austria bali bangkok barcelona beijing "
    "belgium berlin boston brazil britain brussels budapest cairo california canada caribbean chicago colombia "
    "copenhagen croatia cuba cyprus delhi denmark dubai dublin dubrovnik edinburgh egypt england europe finland "
    "france germany greece hawaii helsinki hungary iceland india ireland istanbul italy japan kenya korea "
    "lisbon london madrid malta mediterranean mexico miami milan morocco moscow mumbai munich nepal netherlands norway "
    "oslo paris peru poland portugal prague provence reykjavik romania rome russia scandinavia scotland seattle seoul "
    "seville shanghai sicily singapore slovenia spain stockholm sweden switzerland sydney texas thailand tokyo "
    "toronto tuscany ukraine valencia vancouver venice vienna vietnam wales warsaw york florida zurich"
)
_PEOPLES = (
    "african american arabian asian australian austrian belgian brazilian british canadian chinese colombian cuban "
    "danish dutch egyptian english ethiopian european finnish french german greek hawaiian hispanic indian indonesian "
    "irish italian japanese korean latin lebanese mexican moroccan nordic norwegian parisian persian peruvian "
    "portuguese russian scandinavian scottish sicilian spanish swedish swiss thai tuscan turkish ukrainian venetian "
    "vietnamese victorian"
)
FEASTS = frozenset({"christmas", "xmas", "easter", "halloween"})
"""They name alone, though titles hold them before other words: everybody knows what is bought for them."""
PROPER = FEASTS | frozenset(f"{_PLACES} {_PEOPLES} diwali hanukkah thanksgiving".split())
