"""Made shops in five languages: what users like is planted, and titles hold makes and variants as those of shops do."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.logs import load
from core.ingest.source import LogSource
from core.types import Population

N_USERS, DAYS = 1_000, 90
OWN, COMMON = 0.8, 0.1
"""Shares of a user's events that are with items of the own taste, and with those for everybody; the rest is any."""
START = 1_780_000_000
"""Epoch seconds."""
VARIANTS = ("Pro", "Classic", "2", "500", "XL", "Light", "Set", "Neo")


@dataclass(frozen=True, slots=True)
class Language:
    """What titles of a language are made of."""

    tastes: tuple[str, ...]
    """Things of each taste, by "|"."""
    common: str
    makes: str
    space: str = " "


@dataclass(frozen=True, slots=True)
class Shop:
    """A kind of shop."""

    language: str
    n_tastes: int
    n_items: int
    has_makes: bool = False
    """Where there are few items of a taste; where there are more items than things, all have a make and a variant."""

    @property
    def name(self) -> str:
        """As in a table."""
        return f"{self.language}, {self.n_tastes} tastes, {self.n_items} items" + (", makes" if self.has_makes else "")


SHOPS = (
    Shop("German", 5, 66),
    Shop("German", 6, 300),
    Shop("German", 4, 60, has_makes=True),
    Shop("French", 6, 78),
    Shop("French", 4, 200),
    Shop("Spanish", 5, 66),
    Shop("Spanish", 6, 600),
    Shop("English", 6, 78),
    Shop("English", 4, 120, has_makes=True),
    Shop("Chinese", 6, 78),
    Shop("Chinese", 5, 250),
    Shop("German", 3, 60),
    Shop("Spanish", 6, 78, has_makes=True),
)
LANGUAGES = {
    "German": Language(
        (
            "Espressobohnen|Filterkaffee Äthiopien|Siebträgermaschine|Kaffeemühle Keramik|"
            "Milchaufschäumer|Espressotassen|Handfilter Porzellan|Kaffeedose luftdicht|Tamper|"
            "Entkalker flüssig|French Press|Barista-Waage",
            "Tomatensamen|Blumenerde|Gartenschere Bypass|Gießkanne|Hochbeet Lärche|Rasendünger|"
            "Pflanzkübel Terrakotta|Gartenhandschuhe Leder|Lavendel im Topf|Unkrautstecher|"
            "Gartenschlauch|Vogelfutterhaus",
            "Laufschuhe Herren|Laufschuhe Damen|Laufsocken|Trinkgürtel|Pulsuhr|Stirnlampe Trail|"
            "Funktionsshirt|Kompressionsstrümpfe|Energiegel Zitrone|Laufhose kurz|Windjacke|"
            "Startnummernband",
            "Modellflugzeug Ju|Lokomotive BR|Airbrush-Pistole|Acrylfarben-Set|Plastikkleber|Gleisset|"
            "Decalweichmacher|Modellauto Käfer|Pinzette gebogen|Schiffsmodell|Fachwerkhaus Bausatz|"
            "Digitaldecoder",
            "Springform|Backmatte Silikon|Teigspachtel|Vanilleschoten Bourbon|Ausstechformen|"
            "Küchenwaage digital|Gärkorb rund|Brotbackmischung Dinkel|Spritzbeutel|Kuvertüre zartbitter|"
            "Nudelholz Buche|Muffinblech",
            "Hundeleine|Hundefutter Huhn|Kauknochen|Hundebett|Halsband Leder|Futternapf Edelstahl|"
            "Hundemantel|Zeckenzange|Quietschball|Leckerli Lachs|Hundebürste|Transportbox",
        ),
        "Geschenkgutschein|Geschenkpapier|Versandkarton|Batterien AA|Stofftasche|Notizbuch",
        "Nordwind|Kreutz|Altmann|Sonnhof|Berga|Lindtal|Falkner|Rotbach",
    ),
    "French": Language(
        (
            "Verre à vin|Tire-bouchon sommelier|Carafe à décanter|Bordeaux rouge|Champagne brut|"
            "Cave à vin|Seau à glace|Aérateur de vin|Bouchon à champagne|Rosé de Provence|"
            "Coffret dégustation|Porte-bouteilles",
            "Arrosoir zinc|Sécateur professionnel|Terreau universel|Graines de tomate|Pot en terre cuite|"
            "Gants de jardinage|Tuyau d'arrosage|Engrais rosiers|Bêche inox|Serre de balcon|"
            "Composteur bois|Mangeoire oiseaux",
            "Casque de vélo|Antivol pliable|Pompe à pied|Chambre à air|Selle confort|Garde-boue|"
            "Éclairage avant|Gants cyclistes|Porte-bidon|Cuissard court|Chaîne dix vitesses|"
            "Sacoche arrière",
            "Biberon verre|Couches lavables|Body manches longues|Tétine silicone|Poussette compacte|"
            "Doudou lapin|Bavoir coton|Lit parapluie|Hochet bois|Gigoteuse hiver|Chauffe-biberon|"
            "Tapis d'éveil",
            "Tube d'acrylique|Toile coton|Pinceau plat|Chevalet de table|Aquarelle godets|"
            "Papier aquarelle|Couteau à peindre|Palette bois|Vernis mat|Fusain naturel|Gouache écolier|"
            "Carnet de croquis",
            "Théière fonte|Thé vert sencha|Infuseur inox|Boîte à thé|Thé noir Assam|Rooibos vanille|"
            "Tasse porcelaine|Bouilloire électrique|Matcha cérémonie|Fouet bambou|Filtre papier|"
            "Tisane verveine",
        ),
        "Carte cadeau|Papier cadeau|Piles AA|Sac en toile|Cahier ligné|Carton d'expédition",
        "Duval|Maison Lys|Orsay|Belair|Clairbois|Montreux|Rivage|Sauvane",
    ),
    "Spanish": Language(
        (
            "Sartén antiadherente|Cuchillo cebollero|Olla a presión|Tabla de cortar|Batidora de mano|"
            "Molde de bizcocho|Espátula silicona|Rallador fino|Colador malla|Paellera esmaltada|"
            "Mortero mármol|Delantal algodón",
            "Toalla de playa|Sombrilla plegable|Crema solar|Chanclas hombre|Bañador mujer|"
            "Nevera portátil|Pala y cubo|Flotador piscina|Gafas de buceo|Esterilla paja|Silla baja|"
            "Bolsa impermeable",
            "Guitarra española|Cuerdas nylon|Afinador digital|Púas surtidas|Atril metálico|"
            "Cejilla guitarra|Ukelele soprano|Funda acolchada|Cable jack|Pandereta parche|Cajón flamenco|"
            "Metrónomo mecánico",
            "Rascador torre|Arena aglomerante|Pienso salmón|Ratón de juguete|Cama redonda|"
            "Transportín rígido|Fuente de agua|Hierba gatera|Cepillo quitapelos|Caña con plumas|"
            "Collar cascabel|Bandeja arenero",
            "Máquina de coser|Hilo poliéster|Agujas surtidas|Tijeras de tela|Cinta métrica|"
            "Cremallera invisible|Botones nácar|Alfiletero imán|Tela vaquera|Entretela adhesiva|"
            "Dedal acero|Bastidor bordado",
            "Casco integral|Guantes invierno|Aceite sintético|Candado disco|Chaqueta cordura|"
            "Bujía iridio|Maleta lateral|Cadena reforzada|Intercomunicador bluetooth|Pantalla ahumada|"
            "Botas touring|Soporte móvil",
        ),
        "Tarjeta regalo|Papel de regalo|Pilas AA|Bolsa de tela|Cuaderno rayado|Caja de envío",
        "Almar|Torrecilla|Vegasol|Montaño|Ribera|Lucero|Castro|Sierra",
    ),
    "English": Language(
        (
            "Cast iron teapot|Sencha green leaf|Loose leaf infuser|Assam breakfast|Porcelain cup|"
            "Matcha whisk|Honey dipper|Chamomile flowers|Electric kettle|Bamboo scoop|Rooibos vanilla|"
            "Tea caddy",
            "Harness|Chalk bag|Belay device|Dynamic rope|Quickdraw set|Carabiner screwgate|"
            "Approach shoes|Crash pad|Finger tape|Helmet|Sling dyneema|Hangboard",
            "Merino yarn|Circular needles|Stitch markers|Row counter|Sock wool|Crochet hook|Cable needle|"
            "Project bag|Blocking mats|Mohair lace|Yarn bowl|Darning kit",
            "Spinning rod|Fly reel|Braided line|Tackle box|Bait bucket|Landing net|Waders|"
            "Lure assortment|Hook remover|Float tube|Swivels|Carp boilies",
            "Acoustic guitar|Nylon strings|Clip tuner|Capo|Sheet stand|Ukulele soprano|Gig bag|"
            "Drum sticks|Metronome|Harmonica|Violin rosin|Piano bench",
            "Glass bottle|Cloth nappies|Teething ring|Stroller fan|Bunny comforter|Cotton bib|Travel cot|"
            "Wooden rattle|Sleep sack|Bottle warmer|Play mat|Night light",
        ),
        "Gift card|Wrapping paper|AA batteries|Tote bag|Lined notebook|Shipping box",
        "Harrow|Finch & Co|Oakley|Brant|Northway|Selkirk|Tamar|Windle",
    ),
    "Chinese": Language(
        (
            "紫砂壶|青瓷茶杯|龙井绿茶|普洱茶饼|茶叶罐|茶盘|公道杯|茶漏|铁观音|煮茶器|茶巾|盖碗",
            "帐篷|羽绒睡袋|折叠椅|户外炉具|吊床|防潮垫|头灯|登山杖|天幕|保温壶|野餐篮|营地灯",
            "奶瓶|围嘴|积木|纸尿裤|婴儿推车|安抚奶嘴|爬行垫|辅食碗|摇铃|睡袋|湿巾|绘本",
            "猫砂|狗粮|猫抓板|牵引绳|宠物窝|逗猫棒|鱼缸|喂水器|项圈|宠物梳|冻干零食|航空箱",
            "毛笔|宣纸|墨汁|砚台|字帖|镇纸|印泥|笔架|毛毡|水写布|印章石|卷轴",
            "哑铃|瑜伽垫|弹力带|跳绳|泡沫轴|护膝|筋膜枪|健腹轮|壶铃|运动毛巾|蛋白粉|握力器",
        ),
        "礼品卡|包装纸|电池|帆布袋|笔记本|快递箱",
        "云山|青禾|南风|竹语|大江|初雪|北辰|暖阳",
        space="",
    ),
}


def make_shop(folder: Path, shop: Shop, random_state: int) -> Population:
    """Write a shop's events and items, whose category is the planted taste, and load them."""
    rng = np.random.default_rng([random_state, *shop.name.encode()])
    tastes = _titles(shop, rng)
    common = LANGUAGES[shop.language].common.split("|")
    titles = [*common, *(title for own in tastes for title in own)]
    taste_of = np.r_[np.full(len(common), -1), np.repeat(np.arange(shop.n_tastes), [len(own) for own in tastes])]
    with (folder / "items.csv").open("w", encoding="utf-8", newline="") as file:
        rows = (
            [f"A{place:04d}", title, "" if taste < 0 else f"taste {taste}"]
            for place, (title, taste) in enumerate(zip(titles, taste_of.tolist(), strict=True))
        )
        csv.writer(file).writerows([["item_id", "title", "category"], *rows])
    favour = rng.random(len(titles)) ** 1.5 + 0.1
    with (folder / "events.csv").open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file)
        write.writerow(["user_id", "item_id", "event", "timestamp"])
        for user in range(N_USERS):
            own = int(rng.random() ** 1.2 * shop.n_tastes)
            for taste in _tastes_of_events(rng, own, shop.n_tastes):
                items = np.flatnonzero(taste_of == taste)
                item = rng.choice(items, p=favour[items] / favour[items].sum())
                event = "purchase" if rng.random() < 0.5 else "view"
                write.writerow([f"K{user:05d}", f"A{item:04d}", event, START + int(rng.integers(DAYS * 86_400))])
    return load(folder, LogSource(folder / "events.csv", folder / "items.csv"))


def _titles(shop: Shop, rng: np.random.Generator) -> list[list[str]]:
    """Return the titles of each taste."""
    words = LANGUAGES[shop.language]
    n_each = max(8, (shop.n_items - len(words.common.split("|"))) // shop.n_tastes)
    makes, found = words.makes.split("|"), list[list[str]]()
    for things in (each.split("|") for each in words.tastes[: shop.n_tastes]):
        is_large, own = n_each > len(things), dict[str, None]()
        for turn in range(100 * n_each):
            title = things[turn % len(things)]
            title = f"{rng.choice(makes)}{words.space}{title}" if shop.has_makes or is_large else title
            own[f"{title} {rng.choice(VARIANTS)}" if is_large else title] = None
            if len(own) == n_each:
                break
        found.append([*own])
    return found


def _tastes_of_events(rng: np.random.Generator, own: int, n_tastes: int) -> list[int]:
    """Return the taste of the item of each event of a user; -1 for what everybody buys."""
    kinds = rng.random(max(4, int(rng.normal(14, 6))))
    others = rng.integers(n_tastes, size=len(kinds))
    return [int(each) for each in np.where(kinds < OWN, own, np.where(kinds < OWN + COMMON, -1, others))]
