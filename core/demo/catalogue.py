"""The catalogue of the demo shop: 600 items of 12 categories, the same for every seed.

All titles are invented and no such shop exists. Ids begin with ``demo-`` to mark the items as synthetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from core.types import BoolArray, IntArray

ITEMS_PER_NOUN = 5
"""Items that share a noun; the first of them is the best-seller."""
STYLE_STEP = 7
"""Distance in the list of styles between two items; has no factor in common with the number of styles."""


@dataclass(frozen=True, slots=True)
class CategoryWords:
    """Words that titles of one category are made of: a style, a material and a noun."""

    name: str
    styles: tuple[str, ...]
    materials: tuple[str, ...]
    nouns: tuple[tuple[str, int], ...]
    """Each noun with its usual price in cents."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The items, by category and then by noun."""

    item_ids: tuple[str, ...]
    titles: tuple[str, ...]
    categories: IntArray
    """(n_items,) codes into ``CATEGORY_NAMES``."""
    cents: IntArray
    """(n_items,) int64 price of one piece in cents."""
    is_best_seller: BoolArray
    """(n_items,) whether the item is in the pool that every user draws from."""


def _words(name: str, styles: str, materials: str, nouns: str) -> CategoryWords:
    priced = (noun.rsplit(" ", 1) for noun in nouns.split(", "))
    return CategoryWords(
        name,
        tuple(styles.split(", ")),
        tuple(materials.split(", ")),
        tuple((noun, int(price) * 100) for noun, price in priced),
    )


CATEGORIES = (
    _words(
        "Garden",
        "Rustic, Compact, Weatherproof, Cottage, Heritage, Slim, Tall, Wide",
        "Terracotta, Galvanised, Cedar, Willow, Zinc, Oak, Stone",
        "Plant Pot 12, Watering Can 22, Bird Feeder 18, Seed Tray 9, Hand Trowel 11, "
        "Window Box 25, Trellis 29, Herb Planter 19, Garden Bench 120, Bee House 24",
    ),
    _words(
        "Kitchen",
        "Everyday, Large, Small, Farmhouse, Classic, Deep, Stackable, Bistro",
        "Enamel, Stainless Steel, Beech, Cast Iron, Copper, Glass, Stoneware",
        "Mixing Bowl 19, Saucepan 45, Chopping Board 28, Pie Dish 21, Colander 17, "
        "Storage Jar 12, Roasting Tin 26, Measuring Jug 14, Bread Bin 39, Spice Rack 33",
    ),
    _words(
        "Tea & Coffee",
        "Morning, Single-Origin, Slow, Barista, Travel, Double-Wall, Sunday, Mountain",
        "Assam, Darjeeling, Espresso, Oolong, Arabica, Jasmine, Earl Grey",
        "Gift Tin 16, Loose Leaf Pouch 9, Tasting Box 24, Sampler 14, Brewing Kit 38, "
        "Infuser Mug 18, Refill Bag 11, Cold Brew Bottle 22, Drip Bags 8, Discovery Set 29",
    ),
    _words(
        "茶具",
        "青花, 手绘, 复古, 素雅, 便携, 家用, 鎏金, 冰裂",
        "陶瓷, 紫砂, 玻璃, 白瓷, 黑陶, 竹木, 汝窑",
        "茶壶 Teapot 36, 茶杯 Tea Cup 9, 盖碗 Lidded Bowl 18, 茶盘 Tea Tray 42, 公道杯 Serving Jug 15, "
        "茶叶罐 Tea Caddy 17, 茶漏 Strainer 7, 茶宠 Tea Pet 11, 杯垫 Coaster 5, 茶具套装 Tea Set 88",
    ),
    _words(
        "Cycling",
        "Commuter, Gravel, Road, Reflective, All-Season, Lightweight, Touring, Urban",
        "Carbon, Alloy, Merino, Rubber, Leather, Nylon, Titanium",
        "Handlebar Tape 16, Saddle Bag 29, Bottle Cage 14, Pedal Set 49, Helmet Cover 19, "
        "Pannier 64, Bell 12, Mudguard Kit 27, Phone Mount 23, Repair Pouch 21",
    ),
    _words(
        "Camping",
        "Two-Person, Folding, Ultralight, Expedition, Trail, Festival, Packable, Insulated",
        "Canvas, Ripstop, Aluminium, Down, Steel, Fleece, Titanium",
        "Tent 149, Stove 44, Sleeping Mat 52, Lantern 26, Camp Chair 38, "
        "Cook Set 47, Flask 24, Hammock 41, Dry Bag 19, Blanket 33",
    ),
    _words(
        "Baby",
        "Soft, Newborn, Starlight, Little Lamb, Rainbow, Sleepy Bear, Cosy, First-Year",
        "Organic Cotton, Muslin, Bamboo, Silicone, Knitted, Jersey, Velour",
        "Swaddle 18, Bib 8, Romper 22, Comforter 14, Play Mat 54, "
        "Changing Bag 59, Sun Hat 13, Cot Sheet 19, Bath Towel 21, Booties 12",
    ),
    _words(
        "Toys & Games",
        "Junior, Classic, Giant, Pocket, Dinosaur, Space, Forest, Pirate",
        "Wooden, Magnetic, Felt, Cardboard, Tin, Plush, Foam",
        "Jigsaw 14, Building Blocks 29, Memory Game 12, Train Set 45, Hand Puppet 11, "
        "Marble Run 34, Card Game 9, Dominoes 10, Play Kitchen 79, Stacking Rings 13",
    ),
    _words(
        "Stationery",
        "Botanical, Minimal, Dotted, Marbled, Vintage, Pastel, Desk, Slim",
        "Recycled, Linen, Brass, Kraft, Vegan Leather, Cork, Cotton Paper",
        "Notebook 12, Pen Case 15, Weekly Planner 18, Letter Set 14, Sketchbook 16, "
        "Bookmark 5, Desk Tidy 24, Card Wallet 19, Address Book 13, Memo Block 7",
    ),
    _words(
        "Pets",
        "Cosy, Washable, Chew-Proof, Small, Indoor, Adventure, Senior, Playful",
        "Fleece, Hemp, Rope, Canvas, Corduroy, Sisal, Waxed Cotton",
        "Dog Bed 48, Cat Scratcher 32, Lead 17, Food Bowl 12, Treat Pouch 11, "
        "Travel Carrier 57, Collar 14, Tug Toy 8, Pet Blanket 22, Feeding Mat 13",
    ),
    _words(
        "Bath & Beauty",
        "Calming, Fresh, Nourishing, Gentle, Evening, Spa, Weekend, Daily",
        "Lavender, Oatmeal, Sea Salt, Rose, Charcoal, Shea, Eucalyptus",
        "Soap Bar 6, Bath Salts 12, Hand Cream 10, Body Scrub 16, Face Mask 14, "
        "Shampoo Bar 9, Massage Oil 18, Lip Balm 5, Bath Bomb Trio 13, Gift Hamper 42",
    ),
    _words(
        "Lighting",
        "Art Deco, Nordic, Industrial, Dimmable, Slender, Bedside, Retro, Warm White",
        "Brass, Rattan, Smoked Glass, Concrete, Linen, Ash, Matt Black",
        "Table Lamp 59, Pendant 85, Floor Lamp 129, Wall Light 64, Candle Holder 16, "
        "String Lights 22, Lamp Shade 34, Desk Lamp 46, Night Light 18, Tealight Set 12",
    ),
)
CATEGORY_NAMES = tuple(words.name for words in CATEGORIES)


@cache
def make_catalogue() -> Catalogue:
    """Compose the items; titles are distinct because no style and material meet twice in one category."""
    titles = [title for words in CATEGORIES for title in _compose_titles(words)]
    noun_cents = np.array([cents for words in CATEGORIES for _, cents in words.nouns for _ in range(ITEMS_PER_NOUN)])
    factors = np.random.default_rng(0).lognormal(sigma=0.25, size=len(titles))
    return Catalogue(
        item_ids=tuple(f"demo-i{number:03d}" for number in range(1, len(titles) + 1)),
        titles=tuple(titles),
        categories=np.repeat(np.arange(len(CATEGORIES)), len(titles) // len(CATEGORIES)),
        cents=np.maximum(np.rint(noun_cents * factors / 50) * 50, 100).astype(np.int64) - 1,
        is_best_seller=np.arange(len(titles)) % ITEMS_PER_NOUN == 0,
    )


def _compose_titles(words: CategoryWords) -> list[str]:
    space = " " if words.name.isascii() else ""
    titles = []
    for number in range(len(words.nouns) * ITEMS_PER_NOUN):
        style = words.styles[number * STYLE_STEP % len(words.styles)]
        material = words.materials[number % len(words.materials)]
        noun, _ = words.nouns[number // ITEMS_PER_NOUN]
        titles.append(space.join([style, material, noun]))
    return titles
