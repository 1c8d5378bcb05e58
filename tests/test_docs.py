"""What the documents say is so: commands, settings, roles, columns, records, links."""

from __future__ import annotations

import argparse
import ast
import os
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import pytest

from core import __version__, settings
from core.cli.log import is_workspace_given
from core.cli.methods import method_tables
from core.cli.page import page
from core.errors import SettingsError
from core.ingest.tables.log_table import ColumnMap
from core.types import Column
from tests.conftest import PROJECT
from tests.markdown import anchors, code_spans, fenced_lines, links_to_headings, local_links, table
from tests.source_rules import FORBIDDEN_NAMES

DOCUMENTS = sorted([*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md"), *PROJECT.glob("benchmarks/*.md")])
README = (PROJECT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (PROJECT / "Makefile").read_text(encoding="utf-8")
ATLAS = "python -m core "
SENTENCE_MAKERS = {"say", "say_n", "_", "_n"}


TEXTS = {path.relative_to(PROJECT).as_posix(): path.read_text(encoding="utf-8") for path in DOCUMENTS}


def make_targets(text: str) -> list[str]:
    """Targets that code in a document asks make for."""
    commands = [*fenced_lines(text), *code_spans(text)]
    return [word for line in commands if (words := line.split())[0] == "make" for word in words[1:] if "=" not in word]


def atlas_commands(text: str) -> list[str]:
    """Commands without ``python -m core``: complete ones in fenced blocks, maybe only named in spans."""
    named = [f"{span} --help" if len(span.split()) == len(ATLAS.split()) + 1 else span for span in code_spans(text)]
    return [line.removeprefix(ATLAS) for line in [*fenced_lines(text), *named] if line.startswith(ATLAS)]


def parses(parser: argparse.ArgumentParser, command: str) -> bool:
    """Whether the real parser takes the command; asking for help is fine."""
    try:
        parser.parse_args(shlex.split(command))
    except SystemExit as stop:
        return stop.code == 0
    return True


def subcommands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Commands by name."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def options(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Options and positional arguments of one command, --help aside."""
    return (action for action in parser._actions if action.dest != "help")


@pytest.fixture(scope="module")
def parser() -> argparse.ArgumentParser:
    from core.cli.main import build_parser

    return build_parser()


def test_make_targets_exist() -> None:
    known = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    named = {(name, target) for name, text in TEXTS.items() for target in make_targets(text)}
    assert [(name, target) for name, target in sorted(named) if target not in known] == []


def test_make_prints_its_help() -> None:
    done = subprocess.run(["make"], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert re.findall(r"^  make ([a-z]+) +\w", done.stdout, re.MULTILINE) == [
        "help",
        "setup",
        "run",
        "check",
        "test",
        "lint",
        "bench",
        "pictures",
        "clean",
    ]


def test_commands_parse(parser: argparse.ArgumentParser) -> None:
    commands = [(name, command) for name, text in TEXTS.items() for command in atlas_commands(text)]
    assert [(name, command) for name, command in commands if not parses(parser, command)] == []


def options_in_sentences(source: str) -> set[str]:
    """Options such as ``--min-users`` that the sentences of a module name."""
    if "--" not in source:
        return set()
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    sentences = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id in SENTENCE_MAKERS)
    texts = (each.value for call in sentences for each in call.args if isinstance(each, ast.Constant))
    return {name for text in texts if isinstance(text, str) for name in re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)}


def test_every_option_that_a_message_names_is_there(parser: argparse.ArgumentParser) -> None:
    real = {name for each in subcommands(parser).values() for action in each._actions for name in action.option_strings}
    named = {path.name: options_in_sentences(path.read_text("utf-8")) for path in (PROJECT / "core").rglob("*.py")}
    assert "--value" in named["outcomes.py"]
    assert {path: names - real for path, names in named.items() if names - real} == {}


def test_the_page_on_commands_is_printed_from_their_parsers(parser: argparse.ArgumentParser) -> None:
    assert TEXTS["docs/commands.md"] == page()
    assert all(f"\n## {name}\n" in page() for name in subcommands(parser))


def test_readme_shows_both_commands() -> None:
    assert {command.split()[0] for command in atlas_commands(README)} >= {"demo", "run"}


def test_readme_is_short() -> None:
    assert len(README.splitlines()) <= 200


def test_the_index_of_the_docs_lists_every_page() -> None:
    pages = {path.name for path in (PROJECT / "docs").glob("*.md")} - {"README.md"}
    assert pages - set(local_links(TEXTS["docs/README.md"])) == set()


@pytest.mark.parametrize(
    "methods", list(method_tables()), ids=["encoders", "clusterers", "projectors", "recommenders", "for users"]
)
def test_the_page_on_methods_holds_the_tables_as_they_are_printed(methods: str) -> None:
    assert f"\n{methods}\n" in TEXTS["docs/methods.md"]


def documented_settings() -> dict[str, str]:
    """Field of ``Settings`` to the variable that its docstring names."""
    body = next(
        node.body
        for node in ast.walk(ast.parse(Path(settings.__file__).read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and node.name == "Settings"
    )
    return {
        field.target.id: re.findall(r"``(ATLAS_\w+)``", ast.unparse(docstring))[0]
        for field, docstring in pairwise(body)
        if isinstance(field, ast.AnnAssign) and isinstance(docstring, ast.Expr)
    }


def test_every_setting_is_listed_with_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    documented = documented_settings()
    for variable in documented.values():
        monkeypatch.delenv(variable, raising=False)
    assert set(documented) == {field.name for field in fields(settings.Settings)}
    defaults = settings.load_settings()
    listed = {row[0].strip("`"): row[1] for row in table(TEXTS["docs/settings.md"], "variable")}
    real = {variable: str(getattr(defaults, name)) for name, variable in documented.items()}
    assert real["ATLAS_THREADS"] == str(os.cpu_count())
    assert listed == real | {"ATLAS_THREADS": "number of cores"}


def test_settings_are_read_from_the_variables_they_name(monkeypatch: pytest.MonkeyPatch) -> None:
    for number, variable in enumerate(documented_settings().values(), start=1):
        monkeypatch.setenv(variable, str(number))
    read = settings.load_settings()
    numbers = [str(number) for number in range(1, len(documented_settings()) + 1)]
    assert [str(getattr(read, name)) for name in documented_settings()] == numbers


def test_a_setting_that_is_set_to_nothing_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in documented_settings().values():
        monkeypatch.delenv(variable, raising=False)
    usual = settings.load_settings()
    for variable in documented_settings().values():
        monkeypatch.setenv(variable, "")
    assert settings.load_settings() == usual
    assert not is_workspace_given(None)


def test_a_setting_that_is_no_number_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_THREADS", "many")
    with pytest.raises(SettingsError, match="ATLAS_THREADS is 'many', which is no whole number"):
        settings.load_settings()


def test_every_role_is_listed() -> None:
    documented = [row[0].strip("`") for row in table(TEXTS["docs/your-own-log.md"], "role")]
    assert documented == [field.name.replace("attributes", "attribute") for field in fields(ColumnMap)]


SEGMENT_COLUMNS = [
    Column.USER_ID,
    Column.SEGMENT,
    Column.PERSONA,
    Column.PROBABILITY,
    Column.SILHOUETTE,
    Column.X,
    Column.Y,
    Column.STABILITY,
    Column.SHOWN_AS,
]
RECOMMENDATION_COLUMNS = [
    Column.SEGMENT,
    Column.RANK,
    Column.ITEM_ID,
    Column.TITLE,
    Column.SCORE,
    Column.LIFT,
    Column.CATEGORY,
    Column.EXPECTED_RESPONSE,
    Column.REASON,
    Column.NEW_TO_PCT,
    Column.RECOMMENDER,
    Column.SHOWN_AS,
]


@pytest.mark.parametrize(
    ("file", "columns"),
    [
        ("segments.csv", SEGMENT_COLUMNS),
        ("recommendations.csv", RECOMMENDATION_COLUMNS),
        ("rejected.csv", [Column.LINE, Column.REASON, Column.RAW]),
    ],
)
def test_the_page_on_files_names_the_columns(file: str, columns: list[str]) -> None:
    documented = {row[0].strip("`"): code_spans(row[1]) for row in table(TEXTS["docs/files.md"], "file in `demo-run`")}
    assert documented[file] == columns


def test_the_first_command_comes_early() -> None:
    before = README.split("```")[0].removeprefix("# ")
    assert len(before.split()) <= 60


def test_the_first_lines_hold_both_commands_after_a_picture() -> None:
    text = " ".join(README.replace("```sh", "").split()[:60])
    assert re.findall(r"make (?:run|test)", text) == ["make run", "make test"]
    picture = text.index("docs/pictures/explore.png")
    assert picture < text.index("make run")
    assert (PROJECT / "docs" / "pictures" / "explore.png").read_bytes().startswith(b"\x89PNG")


def test_the_newest_release_is_the_version_of_the_program() -> None:
    headings = re.findall(r"^## \[(.+?)\](?: - (\d{4}-\d{2}-\d{2}))?$", TEXTS["CHANGELOG.md"], re.MULTILINE)
    assert headings[0] == ("Unreleased", "")
    assert headings[1][0] == __version__
    assert headings[1][1]
    assert tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["version"] == __version__


def test_what_is_not_released_yet_stands_under_added_and_changed_in_short_entries() -> None:
    unreleased = TEXTS["CHANGELOG.md"].split("\n## ")[1]
    assert re.findall(r"^### (.+)$", unreleased, re.MULTILINE) == ["Added", "Changed"]
    assert [entry for entry in re.split(r"\n(?=- )", TEXTS["CHANGELOG.md"]) if len(entry) > 600] == []


def test_local_links_resolve() -> None:
    links = [(name, link) for name, text in TEXTS.items() for link in local_links(text)]
    assert [(name, link) for name, link in links if not ((PROJECT / name).parent / link).exists()] == []


def test_links_to_a_heading_resolve() -> None:
    links = [(name, *link) for name, text in TEXTS.items() for link in links_to_headings(text)]
    assert len(links) > 5
    known = {name: set(anchors(text)) for name, text in TEXTS.items()}
    targets = {link: os.path.relpath((PROJECT / link[0]).parent / link[1], PROJECT) for link in links if link[1]}
    assert [link for link in links if link[2] not in known[targets.get(link, link[0])]] == []


def test_places_in_the_architecture_exist() -> None:
    text = (PROJECT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    places = [span for span in code_spans(text) if re.match(r"(core|tests|benchmarks|docs)/", span)]
    assert len(places) > 10
    assert [place for place in places if not (PROJECT / place).exists() and place != "core/ui/"] == []


def test_every_part_of_core_is_in_the_architecture() -> None:
    documented = set(code_spans((PROJECT / "ARCHITECTURE.md").read_text(encoding="utf-8")))
    folders = {f"core/{path.parent.name}/" for path in (PROJECT / "core").glob("*/__init__.py")}
    assert folders - documented == set()


def test_the_map_of_ingest_names_places_that_are_there() -> None:
    folder = PROJECT / "core" / "ingest"
    spans = set(code_spans((folder / "README.md").read_text(encoding="utf-8"))) - {"ARCHITECTURE.md"}
    missing = {span for span in spans if not _is_place(folder, span)}
    assert missing == set()
    assert {f"{path.parent.name}" for path in folder.glob("*/__init__.py")} == {
        span.split("/")[0] for span in spans if "/" in span
    }


def _is_place(folder: Path, span: str) -> bool:
    """Whether a span is a file or a folder, or a function or class at the top of a module."""
    module, _dot, name = span.rpartition(".")
    path = folder / f"{module}.py"
    if (folder / span).exists():
        return True
    if not path.exists():
        return False
    return any(getattr(each, "name", None) == name for each in ast.parse(path.read_text(encoding="utf-8")).body)


@pytest.mark.parametrize(
    ("span", "is_place"),
    [
        ("load.prepare_log", True),
        ("names/aliases.py", True),
        ("presets/", True),
        ("load.prepare", False),
        ("names/alias.py", False),
    ],
)
def test_a_place_of_ingest_is_a_file_a_folder_or_a_function(span: str, is_place: bool) -> None:
    assert _is_place(PROJECT / "core" / "ingest", span) is is_place


def test_forbidden_names_stand_in_the_glossary() -> None:
    text = (PROJECT / "docs" / "glossary.md").read_text(encoding="utf-8")
    documented = {word.strip() for row in table(text, "say") for word in row[2].split(",")}
    assert documented >= FORBIDDEN_NAMES


def test_the_index_lists_every_decision() -> None:
    folder = PROJECT / "docs" / "decisions"
    records = sorted(path.name for path in folder.glob("[0-9]*.md"))
    index = (folder / "README.md").read_text(encoding="utf-8")
    assert sorted(link for link in local_links(index) if link != "template.md") == records
    assert len({record[:4] for record in records}) == len(records)


CHANGES, IS_CHANGED = r"\b(?:changes|replaces)\b", r"\b(?:changed|replaced) by\b"


def records_named(status: str, how: str) -> set[str]:
    """Numbers of the records that a status says it changes, or is changed by."""
    clauses = [clause for clause in re.split(r"; ", status) if re.search(how, clause)]
    return {number for clause in clauses for number in re.findall(r"(?<![\d(])\d{4}(?![\d-])", clause)}


def test_a_record_that_another_one_changes_says_so_at_its_top() -> None:
    records = {path.name[:4]: path.read_text("utf-8") for path in (PROJECT / "docs/decisions").glob("[0-9]*.md")}
    statuses = {number: re.findall(r"^Date: [\d-]+\. Status: (.+)$", text, re.M) for number, text in records.items()}
    assert [number for number, found in statuses.items() if len(found) != 1] == []
    changes = {(number, each) for number, (found,) in statuses.items() for each in records_named(found, CHANGES)}
    changed = {(each, number) for number, (found,) in statuses.items() for each in records_named(found, IS_CHANGED)}
    assert changes == changed
    assert ("0068", "0050") in changes


def test_continuous_integration_lints_and_tests() -> None:
    script = PROJECT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    lines = script.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("make")] == ["make lint", "make test"]


def test_the_hooks_are_few_and_local() -> None:
    text = (PROJECT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert 1 <= text.count("- id:") <= 4
    assert re.findall(r"- repo: (\S+)", text) == ["local"]


def stand_in() -> argparse.ArgumentParser:
    """A parser in our form, to show that what is wrong in a document is found."""
    parser = argparse.ArgumentParser()
    run = parser.add_subparsers(dest="command").add_parser("run")
    run.add_argument("events")
    run.add_argument("--out", required=True)
    return parser


@pytest.mark.parametrize(
    "line", ["run log.csv --out a --colour red", "run log.csv", "walk log.csv --out a", "walk --help"]
)
def test_a_wrong_command_is_found(line: str) -> None:
    assert atlas_commands(f"```sh\n{ATLAS}{line}\n```") == [line]
    assert not parses(stand_in(), line)


@pytest.mark.parametrize("line", ["run log.csv --out a", "run --help", "--help"])
def test_a_right_command_is_accepted(line: str) -> None:
    assert parses(stand_in(), line)


def test_a_command_in_prose_may_be_only_named() -> None:
    assert atlas_commands(f"`{ATLAS}run` and `{ATLAS}--help`") == ["run --help", "--help --help"]


def test_a_wrong_make_target_is_found() -> None:
    assert make_targets("Make sure.\n```sh\nmake tset  # typo\n```\nor `make setup`") == ["tset", "setup"]


def test_a_link_to_a_heading_is_read_and_a_heading_makes_its_anchor() -> None:
    assert links_to_headings("[a](b.md#part-two), [c](#here), [d](e.md), [f](https://x.example/#g)") == [
        ("b.md", "part-two"),
        ("", "here"),
    ]
    assert anchors("# One\n## Part two: `x`, and more\n```sh\n# no heading\n```\n") == ["one", "part-two-x-and-more"]


def test_a_broken_link_is_found() -> None:
    assert local_links("[a](gone.md#part), [b](https://example.com)") == ["gone.md"]
