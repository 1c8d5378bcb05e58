"""The tests of ``make check``: by which words they are chosen, and that each of them is quick."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.conftest import ALL_DRAWS, FIRST, PROJECT, QUICK, WHOLE

MAKEFILE = (PROJECT / "Makefile").read_text(encoding="utf-8")
SLOW_ROOTS = ("torch", "umap", "playwright", "streamlit.testing", "tests.e2e")
SLOW = {*SLOW_ROOTS, "core.pipeline", "tests.core.cli_help"}
"""Modules whose import shows that a test trains, opens pages or a browser, or runs recipes or commands. One test may:
it runs a recipe of 60 users with a clusterer that counts them off."""


def test_files_that_count_as_slow_are_begun_first_or_draw_all_exist() -> None:
    assert [name for name in sorted({*WHOLE, *FIRST, *ALL_DRAWS}) if not (PROJECT / "tests" / name).is_file()] == []


def test_no_quick_test_trains_runs_a_recipe_or_opens_a_page_or_a_browser() -> None:
    folder = PROJECT / "tests"
    quick = [path for path in folder.rglob("test_*.py") if path.relative_to(folder).as_posix() not in WHOLE]
    assert len(quick) > 50
    found = {path.name: names for path in quick if (names := slow_imports_of(path))}
    assert found == {"test_methods.py": ["core.pipeline"]}, "add the file to WHOLE of tests/conftest.py"
    assert "playwright.sync_api" in slow_imports_of(folder / "e2e" / "test_journey.py")


def slow_imports_of(path: Path) -> list[str]:
    """Return the modules of ``SLOW`` that a file imports anywhere, with those inside them."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return sorted(name for name in found if name in SLOW or name.startswith(tuple(f"{slow}." for slow in SLOW_ROOTS)))


def test_the_quick_tests_are_asked_for_by_the_words_that_leave_whole_files_out() -> None:
    assert f'-m "{QUICK}"' in MAKEFILE
