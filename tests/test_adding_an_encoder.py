"""The documented example of a new encoder is one file and one line: both go into a copy of the project and are used."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PROJECT

GUIDE = PROJECT / "docs" / "adding-an-encoder.md"
TEXT = GUIDE.read_text(encoding="utf-8")
FILE, LINE = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
NEW_FILE = Path(re.search(r"The file: `(.+?)`", TEXT).group(1))
TABLE = Path(re.search(r"The line: in `ENCODERS` of `(.+?)`", TEXT).group(1))
PROMISES = """
import numpy as np
from core.registry import ENCODERS, make_encoder
from core.types import Recipe
from tests.contracts.logs import ODD_LOGS
broken = []
for name, log in ODD_LOGS.items():
    encoder, other = make_encoder(Recipe("week")), make_encoder(Recipe("week"))
    vectors = encoder.fit_transform(log)
    other.set_state(encoder.get_state())
    lengths = np.linalg.norm(vectors.astype(np.float64), axis=1)
    is_kept = vectors.shape == (log.n_users, 168) and vectors.dtype == np.float32
    if not (is_kept and np.allclose(lengths, 1, atol=1e-5) and np.allclose(other.transform(log), vectors, atol=1e-5)):
        broken.append(name)
seen["broken"] = broken
"""
PARAMETERS = """
seen["parameters"] = {name: [info.name for info in ENCODERS[name].params] for name in ("week", "blend")}
"""
PAGE = """
import streamlit as st
from core.ui.segment.forms import recipe_form
st.session_state["advanced"] = True
recipe = recipe_form()
st.json({"encoder": recipe.encoder, "params": dict(recipe.encoder_params)})
"""
FORM = f"""
from streamlit.testing.v1 import AppTest
form = AppTest.from_string({PAGE!r}, default_timeout=60).run()
form.number_input(key="param_encoder_blend_week").set_value(0.5).run()
as_view = json.loads(form.json[0].value)
form.selectbox(key="encoder").set_value("week").run()
fields = [each.label for each in form.number_input]
form.number_input(key="param_encoder_week_prior_events").set_value(2.0).run()
alone = json.loads(form.json[0].value)
captions = [each.value for each in form.caption]
seen["form"] = [form.selectbox(key="encoder").options, as_view, fields, alone, captions]
"""
COMMANDS = """
import os
from pathlib import Path
from core.cli.main import main
del os.environ["ATLAS_WORKSPACE"]  # a run in a workspace that stays is done by one more process

def run(*options):
    quick = ("--k", "2", "--no-map", "--no-holdout", "--no-trust")
    assert main(["run", "log/events.csv", *options, *quick]) == 0
    return json.loads(Path(options[-1], "run.json").read_text(encoding="utf-8"))["recipe"]["encoder_params"]

assert main(["demo", "--users", "60", "--out", "log"]) == 0
seen["alone"] = run("--encoder", "week", "--encoder-param", "prior_events=2", "--no-model", "--out", "alone")
seen["view"] = run("--encoder-param", "week=0.5", "--encoder-param", "text=0", "--out", "view")
assert main(["assign", "view", "log/events.csv", "--out", "assigned.csv"]) == 0
assert main(["methods"]) == 0
"""
SCRIPT = f"""
import json, sys
seen = {{}}
{PROMISES}{PARAMETERS}{FORM}{COMMANDS}
print(json.dumps(seen))
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with what the guide says: one file, and one line at the end of the table."""
    copy = tmp_path_factory.mktemp("project")
    for name in ("core", "tests", "benchmarks"):
        shutil.copytree(PROJECT / name, copy / name)  # with what is compiled already
    (copy / NEW_FILE).write_text(FILE, encoding="utf-8")
    table = (copy / TABLE).read_text(encoding="utf-8")
    module = ".".join(NEW_FILE.with_suffix("").parts)
    imported = re.search(r"Method\((\w+),", LINE).group(1)
    table = table.replace("from core.params", f"from {module} import {imported}\nfrom core.params", 1)
    start, end = re.search(r"^ENCODERS: .*?^(\})$", table, re.MULTILINE | re.DOTALL).span(1)
    (copy / TABLE).write_text(f"{table[:start]}    {LINE}{table[start:end]}{table[end:]}", encoding="utf-8")
    return copy


def python(project: Path, *arguments: str) -> str:
    """Run Python in the copy."""
    env = os.environ | {"PYTHONPATH": str(project), "ATLAS_WORKSPACE": str(project / "workspace")}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=project, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def printed(project: Path) -> list[str]:
    """Do everything in one process of the copy; return the lines that it printed."""
    return python(project, "-c", SCRIPT).splitlines()


@pytest.fixture(scope="module")
def seen(printed: list[str]) -> dict[str, Any]:
    """Read what the process saw from the last line."""
    return dict(json.loads(printed[-1]))


def test_the_guide_names_a_file_that_is_not_there_yet_and_a_table_that_is() -> None:
    assert (PROJECT / NEW_FILE.parent).is_dir()
    assert not (PROJECT / NEW_FILE).exists()
    assert "ENCODERS: " in (PROJECT / TABLE).read_text(encoding="utf-8")
    assert LINE.count("\n") == 1


def test_it_keeps_the_promises_of_an_encoder(seen: dict[str, Any]) -> None:
    assert seen["broken"] == []


def test_its_parameters_are_known_and_the_blend_has_its_energy(seen: dict[str, Any]) -> None:
    found = seen["parameters"]
    assert found["week"] == ["prior_events", "random_state"]
    assert "week" in found["blend"]


def test_it_is_a_choice_of_the_form_alone_and_as_a_view(seen: dict[str, Any]) -> None:
    options, as_view, fields, alone, captions = seen["form"]
    assert "Hours of the week" in options
    assert as_view == {"encoder": "blend", "params": {"week": 0.5}}
    assert "Prior events" in fields
    assert alone == {"encoder": "week", "params": {"prior_events": 2.0}}
    assert "Compares users by the hours at which they act." in captions


def test_the_command_line_runs_it_alone(seen: dict[str, Any]) -> None:
    assert seen["alone"] == {"prior_events": 2.0, "random_state": 0}


def test_the_command_line_runs_it_as_a_view_and_assigns_by_it(project: Path, seen: dict[str, Any]) -> None:
    recorded = seen["view"]
    assert {name: recorded[name] for name in ("week", "text", "counts")} == {"week": 0.5, "text": 0.0, "counts": 1.0}
    assert len((project / "assigned.csv").read_text(encoding="utf-8").splitlines()) == 61


def test_the_tables_of_the_readme_list_it(printed: list[str]) -> None:
    assert "| `week` | Compares users by the hours at which they act. |" in printed
