"""Whether the names of segments fit their users: unseen titles of users are matched to names by words alone.

``python -m benchmarks.names`` finds segments from a random half of every user's events, names them, and matches the
titles of the other half to the names that say a taste: each name gets the share of a user's titles in which one of its
words stands, over that share among all users; a name by an era fits titles of its years. Chance is one over the number
of names. Logs: Online Retail in English, and a made-up shop with Chinese titles, both at k = 8; ``--log`` adds others,
each a file or a folder.

``--look`` prints instead what a reader of names sees: each name beside the items that its segment has most above all
users.

``--shuffled N`` names segments of N structureless copies of a small demo log instead, in which items are shuffled among
users within twentieths of the time: no name may say a taste. Names are made without verdicts, which would take tastes
away as well. ``--online-retail`` does it with that log.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.logs import load, load_demo, load_retail, scratch
from benchmarks.measure import print_table
from core.ingest.tables.source import LogSource
from core.interests.phrases import words_of
from core.personas.clear import TASTE_KINDS
from core.pipeline import run
from core.profiles.topics import eras_of, is_taste
from core.results.run import Options
from core.trust.halves import split_events
from core.trust.reference import permute_items
from core.types import BoolArray, FloatArray, Persona, Population, Profile, Recipe, StrArray

K = 8
N_ITEMS = 5
ONLY_NAMES = Options(with_map=False, with_holdout=False, with_trust=False, with_model=False)
_NO_TASTE = (
    "buyer shopper browser viewer fan rater user basket filler occasional regular frequent lapsed recent "
    "broad-interest low-value high-value weekend weekday morning afternoon evening early-evening late-evening "
    "late-night segment"
)
_PEOPLE = frozenset(_NO_TASTE.split())
"""Words of names that no title is matched to."""
_SHELVES = {
    "园艺": "花盆 洒水壶 铲子 种子",
    "茶": "茶壶 茶杯 茶盘 茶叶罐",
    "露营": "帐篷 睡袋 炉具 吊床",
    "宝宝": "奶瓶 围嘴 积木 玩具车",
    "文具": "笔记本 钢笔 信封 书签",
    "宠物": "猫窝 狗粮 项圈 鱼缸",
    "灯": "台灯 吊灯 蜡烛 灯罩",
    "骑行": "头盔 车铃 车锁 水壶架",
}
_STYLES = ["青花", "手绘", "复古", "便携", "竹木", "陶瓷", "大号", "折叠"]


def match(titles: Sequence[Sequence[str]], personas: Sequence[Persona], catalogue: StrArray) -> FloatArray:
    """Return (n_users, n_names) how much more often a name fits a user's titles than all titles.

    A name by an era fits titles of its years, any other one titles in which one of its words stands.
    """
    unique = [str(title) for title in np.unique(catalogue)]
    fits = np.column_stack([_fits(unique, persona) for persona in personas])
    place_of = {title: place for place, title in enumerate(unique)}
    shares = np.array([fits[[place_of[title] for title in each]].mean(axis=0) for each in titles])
    return np.asarray(shares / np.maximum(shares.mean(axis=0), 1e-9))


def _fits(titles: Sequence[str], persona: Persona) -> BoolArray:
    fact = persona.evidence[0]
    if fact.kind == "era":
        eras = eras_of(np.array(titles))
        return np.asarray(eras.items[:, [eras.keys.index(fact.key)]].toarray().ravel())
    words = frozenset(words_of(persona.name)) - _PEOPLE
    return np.array([bool(words & _words(title)) for title in titles])


@cache
def _words(title: str) -> frozenset[str]:
    return frozenset(words_of(title))


def shuffled_names(population: Population, n_copies: int) -> list[str]:
    """Return the names by a taste of the segments of structureless copies, which should be none."""
    found = []
    for number in range(n_copies):
        described = run(permute_items(population, number), Recipe(k=K, random_state=number), ONLY_NAMES).description
        found += [each.name for each in described.personas if is_by_taste(each)]
    return found


def is_by_taste(persona: Persona) -> bool:
    """Whether a name says what a segment likes."""
    by_taste = any(mark.kind in TASTE_KINDS for mark in persona.evidence[:1])
    return by_taste and bool(frozenset(words_of(persona.name)) - _PEOPLE)


def measure(population: Population) -> tuple[list[str], float, int]:
    """Return the names by a taste, how often the best match of a user is right, and over how many users."""
    seen, unseen = split_events(population)
    found = run(seen, Recipe(k=K), ONLY_NAMES)
    labels = found.clustering.labels
    named = {each.segment: each for each in found.description.personas if is_by_taste(each)}
    kept = [row for row in range(unseen.n_users) if int(labels[row]) in named]
    titles = {row: own for row in kept if (own := _titles_of(unseen, row))}
    segments = list(named)
    best = match(list(titles.values()), list(named.values()), unseen.items.titles).argmax(axis=1)
    is_right = [segments[place] == int(labels[row]) for place, row in zip(best, titles, strict=True)]
    return [each.name for each in named.values()], float(np.mean(is_right)), len(titles)


def _titles_of(population: Population, row: int) -> list[str]:
    histories = population.histories
    events = slice(histories.offsets[row], histories.offsets[row + 1])
    items = np.unique(histories.items[events][is_taste(population)[events]])
    return [str(population.items.titles[item]) for item in items]


def make_chinese(folder: Path) -> Population:
    """Make a shop with Chinese titles whose users each like one of eight shelves."""
    rng = np.random.default_rng(0)
    items = [(f"i{place}", style + noun, shelf) for place, (style, noun, shelf) in enumerate(_catalogue())]
    shelves = np.array([shelf for *_, shelf in items])
    rows = []
    for user in range(1600):
        weights = np.where(shelves == list(_SHELVES)[user % len(_SHELVES)], 8.0, 1.0)
        for item in rng.choice(len(items), 24, p=weights / weights.sum()):
            rows.append((f"u{user}", items[item][0], "purchase", 1_700_000_000 + int(rng.integers(150 * 86_400))))
    columns = ["user_id", "item_id", "event", "timestamp"]
    pd.DataFrame(rows, columns=columns).to_csv(folder / "events.csv", index=False)
    pd.DataFrame([item[:2] for item in items], columns=["item_id", "title"]).to_csv(folder / "items.csv", index=False)
    return load(folder, LogSource(folder / "events.csv", folder / "items.csv"))


def look(population: Population) -> list[list[str]]:
    """Return the cells of a row per segment: its name, its share of the users, and its items."""
    found = run(population, Recipe(k=K), ONLY_NAMES).description
    pairs = zip(found.personas, found.profiles, strict=True)
    return [[name.name, f"{100 * each.share:.0f} %", "; ".join(_top_items(each))] for name, each in pairs]


def _top_items(profile: Profile) -> list[str]:
    items = [lift for lift in profile.lifts if lift.kind == "item"][:N_ITEMS]
    return [f"{lift.name} ({100 * lift.share:.0f} %, {lift.lift:.1f})" for lift in items]


def _catalogue() -> list[tuple[str, str, str]]:
    return [(style, noun, shelf) for shelf, nouns in _SHELVES.items() for noun in nouns.split() for style in _STYLES]


def main() -> None:
    """Print a row per log, or the names of shuffled copies."""
    parser = argparse.ArgumentParser(description="Whether the names of segments fit their users.")
    parser.add_argument("--shuffled", type=int, metavar="N", help="name the segments of N shuffled copies instead")
    parser.add_argument("--online-retail", action="store_true", help="with --shuffled: of Online Retail")
    parser.add_argument("--log", type=Path, nargs="+", default=[], metavar="PATH", help="other logs, with titles")
    parser.add_argument("--look", action="store_true", help="print names beside the items of their segments instead")
    options = parser.parse_args()
    with scratch() as folder:
        if options.shuffled:
            shop = load_retail(folder) if options.online_retail else load_demo(folder, kind="lifelike", n_users=800)[0]
            found = shuffled_names(shop, options.shuffled)
            print(f"{len(found)} taste names in {options.shuffled} shuffled copies.", *found, sep="\n")
            return
        logs = {"Chinese titles": make_chinese(folder), "Online Retail": load_retail(folder)}
        logs |= {path.stem: load(folder, LogSource(path, accepts_guesses=True)) for path in options.log}
        if options.look:
            for log, population in logs.items():
                print(f"\n{log}\n")
                print_table(["name", "of all users", "items (share of the segment, times all users)"], look(population))
            return
        rows = []
        for log, population in logs.items():
            names, share, n_users = measure(population)
            rows.append([log, str(len(names)), f"{100 * share:.0f} %", f"{n_users:,}", "; ".join(names)])
        print_table(["log", "taste names", "top-1", "users", "names"], rows)


if __name__ == "__main__":
    main()
