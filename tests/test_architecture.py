"""The rules of ARCHITECTURE.md hold for every source, and each rule can fail."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import PurePosixPath

import pytest

from tests import source_rules
from tests.conftest import PROJECT
from tests.source_rules import HEAVY, RULES, Finding, Source

Rule = Callable[[Source], Iterator[Finding]]


@cache
def read_sources() -> list[Source]:
    folders = [PROJECT / name for name in ("core", "pages", "benchmarks")]
    paths = [*PROJECT.glob("*.py"), *(path for folder in folders for path in sorted(folder.rglob("*.py")))]
    return [Source(PurePosixPath(path.relative_to(PROJECT)), path.read_text(encoding="utf-8")) for path in paths]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_source_keeps_the_rule(rule: Rule) -> None:
    findings = [f"{source.path}:{line}: {message}" for source in read_sources() for line, message in rule(source)]
    assert not findings, "\n" + "\n".join(findings)


def circles(imports: dict[str, set[str]]) -> list[str]:
    """Return the modules that are left when those that import none of the others are taken away, again and again."""
    left = {module: names & imports.keys() - {module} for module, names in imports.items()}
    while ends := {module for module, names in left.items() if not names}:
        left = {module: names - ends for module, names in left.items() if module not in ends}
    return sorted(left)


def test_circles_are_found() -> None:
    assert circles({"a": {"b", "json"}, "b": {"c"}, "c": set()}) == []
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}) == ["a", "b", "c"]


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Imports inside functions and for type checkers count."""
    found: dict[str, set[str]] = {}
    for source in read_sources():
        module = ".".join(source.path.with_suffix("").parts).removesuffix(".__init__")
        names = {name for _line, name in source.all_imports}
        found[module] = names | {name.rpartition(".")[0] for name in names}
    assert "core.store.store" in found["core.store.versions"]
    assert circles(found) == []


LONG_FILE = '"""Long."""\n' * 301
LONG_FUNCTION = "def long():\n    '''Not counted.'''\n" + "    x = 1\n" * 46
BROKEN = [
    ("has_docstring", "core/a.py", "x = 1", 1, "no docstring"),
    ("file_is_short", "core/a.py", LONG_FILE, 301, "301 lines"),
    ("functions_are_short", "core/a.py", LONG_FUNCTION, 1, "long has 46 lines"),
    ("functions_have_few_parameters", "core/a.py", "def f(a, b, c, d, *, e, f, g): ...", 1, "f has 7 parameters"),
    ("catches_only_what_it_names", "core/a.py", "try: x\nexcept: y", 2, "catches everything"),
    ("catches_only_what_it_names", "core/a.py", "try: x\nexcept Exception: y", 2, "catches everything"),
    ("catches_only_what_it_names", "core/a.py", "try: x\nexcept (OSError, BaseException): y", 2, "catches everything"),
    ("catches_only_what_it_names", "core/jobs/a.py", "try: x\nexcept Exception: y", 2, "catches everything"),
    ("persists_without_code", "core/a.py", "def f():\n    import pickle", 2, "imports pickle"),
    ("persists_without_code", "core/a.py", "from joblib import dump", 1, "imports joblib.dump"),
    ("persists_without_code", "core/a.py", "frame.to_pickle(path)", 1, "calls to_pickle"),
    ("persists_without_code", "core/a.py", "np.load(path, allow_pickle=True)", 1, "allows pickle"),
    ("uses_the_glossary", "core/a.py", "x = 1\ndf = 2", 2, "names something df"),
    ("uses_the_glossary", "core/a.py", "def f(*, seed): ...", 1, "names something seed"),
    ("imports_heavy_libraries_late", "core/a.py", "import torch.nn", 1, "imports torch.nn at the top"),
    ("imports_heavy_libraries_late", "core/a.py", "try:\n    from umap import UMAP\nfinally: pass", 2, "umap.UMAP"),
    ("imports_heavy_libraries_late", "core/a.py", "class A:\n    import numba", 2, "imports numba"),
    ("only_ui_imports_streamlit", "core/a.py", "def f():\n    import streamlit as st", 2, "streamlit outside"),
    ("only_store_imports_duckdb", "core/ingest/a.py", "from duckdb import connect", 1, "duckdb outside"),
    ("only_store_imports_duckdb", "pages/a.py", "import duckdb", 1, "duckdb outside"),
    ("only_one_module_opens_connections", "core/jobs/a.py", "def f():\n    import httpx", 2, "imports httpx"),
    (
        "only_one_module_opens_connections",
        "core/a.py",
        "from urllib.request import urlopen",
        1,
        "urllib.request.urlopen",
    ),
    ("arrows_point_down", "core/server.py", "import pages.explore", 1, "core.server is not above pages"),
    ("arrows_point_down", "core/map/a.py", "from core import pipeline", 1, "core.map is not above core.pipeline"),
    ("arrows_point_down", "core/map/a.py", "from ..pipeline import run", 1, "core.map is not above core.pipeline"),
    ("arrows_point_down", "core/map/a.py", "import core.recommenders.a", 1, "core.map is not above core.recommenders"),
    ("arrows_point_down", "core/new/a.py", "import json", 1, "core.new has no floor"),
    ("arrows_point_down", "core/map/a.py", "import tests.help", 1, "core.map is below it"),
    ("says_errors_as_sentences", "core/a.py", "raise DataError(f'{n} users')", 1, "gives DataError bare text"),
    ("says_errors_as_sentences", "core/a.py", "e = StoreError(say('a'), 'hint')", 1, "gives StoreError bare text"),
    ("says_what_a_catalogue_finds", "core/a.py", "say(f'{n} users')", 1, "gives say a key"),
    ("says_what_a_catalogue_finds", "core/a.py", "say_n('one', many, 3)", 1, "gives say_n a key"),
    ("says_what_a_catalogue_finds", "core/a.py", "class A:\n    a: int = param(1, HELP)", 2, "gives param a key"),
    ("says_what_a_catalogue_finds", "pages/a.py", "x = f'{n} {_(\"users\")}'", 1, "hides a key"),
    ("popovers_close_unheard", "core/ui/a.py", "box = st.popover('A', on_change='rerun')", 1, "a popover closes"),
]


@pytest.mark.parametrize(("name", "path", "text", "line", "message"), BROKEN)
def test_a_broken_rule_is_found_with_its_line(name: str, path: str, text: str, line: int, message: str) -> None:
    findings = list(getattr(source_rules, name)(Source(PurePosixPath(path), text)))
    assert [found for found, _ in findings] == [line]
    assert message in findings[0][1]


def test_each_rule_has_a_broken_example() -> None:
    assert {rule.__name__ for rule in RULES} == {name for name, *_ in BROKEN}


ALLOWED = [
    ("imports_heavy_libraries_late", "core/a.py", "def f():\n    import torch"),
    ("imports_heavy_libraries_late", "core/a.py", "if TYPE_CHECKING:\n    import torch"),
    ("imports_heavy_libraries_late", "benchmarks/a.py", "import torch"),
    ("only_ui_imports_streamlit", "core/ui/a.py", "import streamlit"),
    ("only_store_imports_duckdb", "core/store/a.py", "import duckdb"),
    ("only_one_module_opens_connections", "core/naming/client.py", "def f():\n    import httpx"),
    ("only_one_module_opens_connections", "core/a.py", "from urllib.parse import urlsplit"),
    ("arrows_point_down", "core/cli/main.py", "from core import pipeline"),
    ("arrows_point_down", "core/jobs/worker.py", "def f():\n    from core.pipeline import run"),
    ("catches_only_what_it_names", "core/jobs/error_boundary.py", "try: x\nexcept Exception: y"),
    ("catches_only_what_it_names", "core/a.py", "try: x\nexcept (OSError, ValueError): y"),
    ("functions_have_few_parameters", "core/a.py", "class A:\n    def f(self, a, b, c, d, e, f): ..."),
    ("persists_without_code", "core/a.py", "np.load(path, allow_pickle=False)"),
    ("says_errors_as_sentences", "core/a.py", "raise DataError(say('{n} users', n=3), '')"),
    ("says_errors_as_sentences", "core/a.py", "raise DataError(not_judged(why), _HINT)"),
    ("says_what_a_catalogue_finds", "core/a.py", "say_n('one', 'many', 3)"),
]


@pytest.mark.parametrize(("name", "path", "text"), ALLOWED)
def test_what_is_allowed_is_not_found(name: str, path: str, text: str) -> None:
    assert list(getattr(source_rules, name)(Source(PurePosixPath(path), text))) == []


IMPORT_ONE_BY_ONE = """
import importlib, json, sys
heavy, guilty = set(json.loads(sys.argv[1])), {}
for name in json.loads(sys.argv[2]):
    importlib.import_module(name)
    for found in sorted(heavy & set(sys.modules)):
        guilty.setdefault(found, name)
print(json.dumps(guilty))
"""


def find_heavy_imports(modules: list[str]) -> dict[str, str]:
    """Import ``modules`` in a fresh interpreter: heavy library to the first module that brought it in."""
    command = [sys.executable, "-c", IMPORT_ONE_BY_ONE, json.dumps(sorted(HEAVY)), json.dumps(modules)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
def test_importing_core_brings_no_heavy_library() -> None:
    """One that is imported after all of core is the only one, and is seen."""
    paths = [source.path.with_suffix("") for source in read_sources() if source.is_core]
    modules = [".".join(path.parts).removesuffix(".__init__") for path in paths if path.name != "__main__"]
    assert "core.cli.main" in modules
    assert find_heavy_imports([*modules, "sklearn.exceptions"]) == {"sklearn": "sklearn.exceptions"}


def test_requirements_are_pinned() -> None:
    """A looser torch pulls gigabytes, and results are only repeatable with the same versions."""
    for path in PROJECT.glob("requirements*.txt"):
        lines = path.read_text(encoding="utf-8").splitlines()
        pins = [line for line in lines if line and not line.startswith(("#", "-r "))]
        assert [pin for pin in pins if "==" not in pin] == [], path.name
    assert "torch==2.13.0" in (PROJECT / "requirements.txt").read_text(encoding="utf-8").splitlines()


def test_the_environment_is_not_tracked() -> None:
    """A link to one that is merged replaces the real folder, and all that is installed is gone."""
    if not (PROJECT / ".git").exists():
        pytest.skip("not a checkout of git")
    found = subprocess.run(
        ["git", "ls-files", "--", ".venv"], cwd=PROJECT, capture_output=True, text=True, check=True
    )  # fmt: skip
    assert found.stdout == ""
