"""Words that never name alone: stop words, units, quantities, sizes, colours, reversals, what shops say of anything."""

# ruff: noqa: RUF001 - stop words are written in several alphabets

from __future__ import annotations

from core.population.event_words import KINDS
from core.types import REFUND

_STOP = (
    "a an and are as at be but by for from in into is it its no not of on or our so that the their then these this to "
    "was we were will with without you your my me vs per all any do does has have he her his how i if just more most "
    "off only out over she some than them they too under up us very what when where which who why de la le les el los "
    "las un une una du des al en et y e o u para con sin por avec sans pour dans sur der die das und mit ohne für von "
    "zum zur im am aus bei auf den dem ein eine einer di da del della per il lo gli amid after before between "
    "during within around against through while because until since whose also both every"
)
_STOP_ELSEWHERE = (
    "chez ou dei degli delle dalla alla allo agli nel nella senza com sem uma "
    "entre oder nach gegen über unter desde hasta het een voor met uit naar zonder och utan för från på "
    "eller uten uden dla oraz bez przy przed się albo için ile veya és nélkül vagy pentru fără și untuk "
    "dengan dari cho và với για και με από χωρίς σε το της του των την для из без под над при или от до по на "
    "не за со та із від من في على مع إلى الى عن بدون أو של עם ללא על"
)
_STOP_BETWEEN = "aux dal dos sobre tra fra din"
_NOUN_FIRST = (
    "de du des del della delle di da do dos para por con sin com sem avec sans pour aux per alla dla od ze na przy "
    "untuk dengan cho và pentru din для из от від за za"
)
_ENGLISH = "of for with the and from in your by"
_NOUN_LAST = "für mit und von zum zur ohne aus der das voor met het och för med til eller için ile ve"
_UNITS = (
    "kg g gr gram grams gm mg lb lbs oz ounce ounces ml cl dl l lt ltr liter liters litre litres gal gallon gallons "
    "qt quart quarts pt pint pints fl mm cm m km inch inches ft feet foot yd yard yards w kw v volt mah gb mb tb hz "
    "khz ct count cnt ea each pk pks pc pcs piece pieces x pair pairs dozen dz doz set sets pack packs packet packets "
    "pkt unit units roll rolls lot lots bundle bundles kit kits assorted asst assortment half quarter double triple "
    "single min hour hours day days week weeks month months year years yr yrs stück stk pezzi piezas pièces"
)
_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve first second third i ii iii iv vi vii viii ix"
)
_SIZES = (
    "small medium large big mini maxi jumbo giant tiny little long short tall wide narrow slim thin thick extra xs s "
    "m l xl xxl xxxl size sizes compact regular full queen king twin plus petite huge deep round square oval flat "
    "klein mittel groß gross grande pequeño petit"
)
_COLOURS = (
    "red blue green pink white black yellow purple orange brown grey gray gold golden silver cream ivory turquoise "
    "beige navy teal olive maroon violet lilac lavender mint coral magenta cyan rose peach copper bronze multi "
    "multicolour multicolor multicoloured multicolored clear transparent matt matte colour color colours colors "
    "coloured colored col cols dark light bright pastel rot blau grün weiß schwarz gelb rojo azul verde blanco negro "
    "rouge bleu vert blanc noir"
)
_OF_ANYTHING = (
    "new old classic original premium deluxe best great quality good nice super special edition version series style "
    "styles type item items product products design designs brand value basic standard model part parts vol volume "
    "ltd inc co please person ass misc various other others general selected limited free sale offer gift pcs modern "
    "lovely cute beautiful pretty perfect fresh natural pure real ultra pro max lite home made day"
)
_LOOKS = "design designs style styles"
_KITS = "kit kits set sets pack packs"
_BESIDES = "with without mit ohne avec sans con senza sin com sem met zonder med utan uden"
_BEFORE_NUMBERS = "no nr number code sku ref art id isbn ean"
_ABBREVIATIONS = "tv dvd cd usb led lcd bbq hdmi pvc pc vhs dj diy hd ssd gps rpg pdf lp ep uv vr rc ac aa"
_CHINESE = (
    "套装 大号 小号 中号 加大 加厚 新款 新品 包邮 正品 厂家 直销 批发 特价 款式 尺寸 颜色 规格 系列 "
    "产品 商品 数量 单件 一套 组合 礼盒 礼品 公斤 千克 毫升 厘米 毫米 英寸 平米 用品 全套 旗舰 "
    "家用 多功能 时尚 创意 经典 复古 简约 轻奢 网红 爆款 同款 升级 高档 精品 实用 便携 北欧 日式 韩版 欧式 美式 中式"
)
_CHINESE_NO_ENDINGS = "款色码装件型版号风系级式套个只双张片条支对组份新大小中老的"
_REVERSALS = (
    "reversal reversals reversed voided refundable stornobuchung stornobuchungen storno-gutschrift "
    "storno-rechnung storni extourne extournes contrepassation contre-passation contracargos estornada "
    "冲正 红冲 作废 赤伝 赤黒"
)
"""What bookkeepers write into titles of lines that take something back, beside the names of refunds."""
_LITTLE_ALONE = (
    "all letter letters heritage box boxes case cases holder holders stand stands cover covers tray trays jar jars "
    "minor major mix remix remastered bulk economy mainstream traditional vintage hanging wall finish piece like "
    "about back hard hot man time thing things way world life love night morning evening great big high low top "
    "bottom front side end start bar bars hand hands head heads body face line lines point points tip tips discovery "
    "earl starter sample sampler refill tasting trial weekly daily stable breast breasts beginner beginners whole "
    "frozen chilled canned dried packaged carbonated refrigerated smoked sliced"
)
_IN_IE = (
    "auntie barbie beanie birdie boilie bootie bougie brownie budgie calorie collie cookie cutie dixie eerie "
    "foodie freebie genie girlie goalie groupie hankie hippie hoodie indie junkie lassie lingerie magpie menagerie "
    "movie newbie nightie oldie onesie patisserie pinkie pixie prairie reverie rookie selfie smoothie softie sortie "
    "sweetie talkie techie toughie townie veggie walkie wheelie yuppie zombie"
)
_IRREGULAR = (
    "knives:knife penknives:penknife shelves:shelf bookshelves:bookshelf scarves:scarf loaves:loaf leaves:leaf "
    "wolves:wolf elves:elf calves:calf halves:half wives:wife thieves:thief hooves:hoof "
    "potatoes:potato tomatoes:tomato mangoes:mango heroes:hero superheroes:superhero dominoes:domino echoes:echo "
    "tornadoes:tornado volcanoes:volcano mosquitoes:mosquito torpedoes:torpedo flamingoes:flamingo cargoes:cargo "
    "buffaloes:buffalo avocadoes:avocado "
    "lenses:lens buses:bus minibuses:minibus cactuses:cactus crocuses:crocus bonuses:bonus campuses:campus "
    "circuses:circus walruses:walrus octopuses:octopus viruses:virus choruses:chorus canvases:canvas irises:iris "
    "atlases:atlas gases:gas trellises:trellis"
)
_ALWAYS_PLURAL = (
    "jeans shorts trousers pants leggings tights sweatpants joggers chinos dungarees overalls pyjamas pajamas boxers "
    "briefs knickers trunks sunglasses glasses goggles binoculars headphones earphones earbuds scissors pliers "
    "tweezers tongs clippers shears"
)
_THINGS_BEHIND = {
    "cream": "ice hand face facial eye body foot night day sun shaving sour soured whipped whipping double clotted "
    "hair heel nappy bb cc cold moisturising moisturizing hydrating cleansing firming repair curl massage butter "
    "custard barrier wrinkle",
    "mint": "choc chocolate dried",
    "rose": "climbing shrub patio rambler rambling floribunda garden",
    "orange": "blood mandarin navel",
    "peach": "canned tinned",
    "olive": "stuffed pitted",
}
_THINGS_BEFORE = {
    "cream": "cheese cheeses soda cracker crackers liqueur egg eggs tea cleanser",
    "olive": "oil oils tapenade tree trees bread",
    "peach": "tea schnapps tree juice jam cobbler",
    "mint": "tea chocolate chocolates sauce jelly syrup",
    "lavender": "oil candle candles soap honey plant",
    "rose": "bush bushes plant plants water oil petal petals bouquet wine",
    "orange": "juice juices marmalade squash soda blossom",
    "golden": "syrup",
    "copper": "pipe pipes tube",
    "red": "wine wines onion onions cabbage lentils",
    "white": "wine wines chocolate rice vinegar bread",
    "brown": "rice sugar bread sauce",
    "black": "tea teas pepper beans pudding",
    "green": "tea teas beans salad lentils curry",
    "blue": "cheese cheeses",
    "dark": "chocolate chocolates",
}
_SHORT_WORDS = (
    "ale art bag bar bed bra car cat cup dog egg fun gin ham hat ice ink jam kid men mug nut oil pen pet pie rum rye "
    "sea ski tea tie toy yam"
)
STOP_WORDS = frozenset(f"{_STOP} {_STOP_ELSEWHERE}".split())
"""Where one stands, a phrase ends."""
STOP_BETWEEN = frozenset(_STOP_BETWEEN.split())
"""The same in small letters between two words ("gâteau aux pommes"); else it is a thing ("Toor Dal", "sac à dos")."""
NOUN_FIRST = frozenset(_NOUN_FIRST.split())
"""Small words of languages whose nouns stand before adjectives."""
ENGLISH = frozenset(_ENGLISH.split())
NOUN_LAST = frozenset(_NOUN_LAST.split()) | ENGLISH
"""Small words of languages whose nouns stand behind them."""
OTHER_LANGUAGES = (NOUN_FIRST | NOUN_LAST) - ENGLISH
IN_IE = frozenset(_IN_IE.split())
"""Nouns in -ie, whose plural looks like that of one in -y."""
IRREGULAR = dict(each.split(":") for each in _IRREGULAR.split())
"""English plurals that no rule ends, each to its singular."""
ALWAYS_PLURAL = frozenset(_ALWAYS_PLURAL.split())
"""What a name says in the plural, before people, too: "board shorts buyers"."""
OWNERS = frozenset(["your", "my", "our", "his", "her", "their", "its", "you", "me", "own"])
"""What stands before one of these is a verb, and names nothing."""
REVERSALS = frozenset(_REVERSALS.split()) | frozenset(name for name, kind in KINDS.items() if kind == REFUND)
GENERIC = frozenset(f"{_UNITS} {_NUMBERS} {_SIZES} {_COLOURS} {_OF_ANYTHING}".split()) | REVERSALS
COLOURED_THINGS = frozenset(
    [(word, colour) for colour, words in _THINGS_BEHIND.items() for word in words.split()]
    + [(colour, word) for colour, words in _THINGS_BEFORE.items() for word in words.split()]
)
"""Pairs of words that are a thing, though one of them is a colour elsewhere: "ice cream", "green tea"."""
LOOKS = frozenset(_LOOKS.split())
"""What stands before one of these says how a thing looks: "lunch bag suki design"."""
KITS = frozenset(_KITS.split())
"""What ends in "-ing" before one of these says what it is for: "brewing kit"."""
BESIDES = frozenset(_BESIDES.split())
"""What stands behind one of these comes with a thing, or does not: "bag with lid"."""
NAMED_BY_NUMBER = frozenset(_BEFORE_NUMBERS.split())
ABBREVIATIONS = frozenset(_ABBREVIATIONS.split())
"""Too short or without a vowel, but read aloud; written in capitals."""
CHINESE_GENERIC = frozenset(_CHINESE.split()) | REVERSALS
CHINESE_NO_ENDINGS = frozenset(_CHINESE_NO_ENDINGS)
"""Single characters that do not end the name of a thing, but say how it looks or count it."""
SHORT_WORDS = frozenset(_SHORT_WORDS.split())
"""Words of three letters, which in capitals could be abbreviations."""
STATES = frozenset(
    ["fresh", "frozen", "chilled", "canned", "dry", "dried", "organic", "packaged", "carbonated", "refrigerated"]
)
"""Words on how goods are kept: behind a dash they belong before it, and no thing ends with one."""
STATE_OF_TWO = ("shelf", "stable")
"""Two words that say the same; a horse stable is a thing."""
SAYS_LITTLE = frozenset(_LITTLE_ALONE.split())
"""Words that say little alone; beside another word they may: "lunch box"."""
