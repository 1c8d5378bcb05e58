"""The documented example of a new figure takes the two edits of the guide, and is then everywhere."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT

GUIDE = (PROJECT / "docs" / "adding-a-figure.md").read_text(encoding="utf-8")
FIELD, VALUE, ROW = (
    re.sub(r"^\+", "", added, flags=re.MULTILINE) for added in re.findall(r"```diff\n(.*?)```", GUIDE, re.DOTALL)
)
CARD, TABLE = re.findall(r"^## .*`(core/.+?)`", GUIDE, re.MULTILINE)
NAME = "share_below_zero"
RUN = """
import json
from pathlib import Path
from streamlit.testing.v1 import AppTest
from core.encoders import titles
from core.export.files import Source, write_files
from core.pipeline import run
from core.results.folder import read_results, write_results
from core.results.make import make_results
from core.results.run import Options
from core.types import Recipe
from tests.contracts.logs import embed_words, shop

titles._embed = embed_words  # reading titles is not what this is about
made = run(shop(60), Recipe("counts", k=2), Options(with_map=False, with_holdout=False, with_model=False))
Path("run").mkdir()
write_results(make_results(made), None, Path("run"))
Path("out").mkdir()
write_files(Source(read_results(Path("run"))), Path("out"))
page = AppTest.from_string('''
from pathlib import Path
from core.results.folder import read_results
from core.ui.segment.trust_figures import draw_figures
draw_figures(read_results(Path("run")))
''')
page.session_state["all_figures"] = True
page.run(timeout=60)
assert not page.exception
columns = json.loads(page.dataframe[0].proto.columns)
shown = {"values": page.dataframe[0].value["share_below_zero"].tolist(), **columns["share_below_zero"]}
explained = "\\n".join(each.proto.body for each in page.main.get("html"))
Path("page.json").write_text(json.dumps({"shown": shown, "explained": explained}))
"""


def insert(path: Path, pattern: str, text: str) -> None:
    """Put text where the pattern, which matches once, has its empty group."""
    source = path.read_text(encoding="utf-8")
    [found] = re.finditer(pattern, source, re.DOTALL)
    path.write_text(source[: found.start(1)] + text + source[found.start(1) :], encoding="utf-8")


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Do what the guide says to a copy of the sources, and make a run with it."""
    folder = tmp_path_factory.mktemp("added")
    shutil.copytree(PROJECT / "core", folder / "core")  # with what is compiled already
    insert(folder / CARD, r"class SegmentTrust\(Verdict\):(?:(?!\n\n\n).)*\n()\n\n", FIELD)
    insert(folder / CARD, r"    return SegmentTrust\(\n()", VALUE)
    insert(folder / TABLE, r"SEGMENT_FIGURES: .*?()\n\)\n", f"\n{ROW.rstrip()}")
    env = os.environ | {"PYTHONPATH": f"{folder}{os.pathsep}{PROJECT}"}
    command = [sys.executable, "-c", RUN]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def values_in(record: Path) -> list[float]:
    card = json.loads(record.read_text(encoding="utf-8"))["trust"]
    return [segment[NAME] for segment in card["segments"]]


def test_the_guide_asks_for_two_files() -> None:
    assert (CARD, TABLE) == ("core/trust/card.py", "core/trust/figures.py")
    assert NAME not in (PROJECT / CARD).read_text(encoding="utf-8")


def test_the_figure_is_in_the_record(added: Path) -> None:
    values = values_in(added / "out" / "run.json")
    assert len(values) == 2
    assert all(0 <= value <= 1 for value in values)
    assert values == values_in(added / "run" / "run.json")


def test_the_figure_is_in_the_table_of_the_card(added: Path) -> None:
    with (added / "out" / "trust.csv").open(encoding="utf-8-sig", newline="") as file:
        found = [float(row[NAME]) for row in csv.DictReader(file)]
    assert found == pytest.approx(values_in(added / "out" / "run.json"), abs=1e-6)


def test_the_figure_is_on_the_page_with_its_definition(added: Path) -> None:
    page = json.loads((added / "page.json").read_text())
    assert page["shown"]["values"] == pytest.approx(values_in(added / "out" / "run.json"))
    assert page["shown"]["label"] == "Nearer to another segment"
    assert page["shown"]["help"].startswith("The part of the segment's users who are nearer")
    assert "users of the segment with a silhouette below 0 / users of the segment" in page["explained"]
