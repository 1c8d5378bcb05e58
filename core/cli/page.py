"""The page on commands, printed from their parsers: ``python -m core.cli.page > docs/commands.md``."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator, Sequence

from core.cli.log import add_log_options
from core.cli.main import build_parser

_HEAD = """# Commands

Every command with its options. `python -m core --help` lists the commands, `python -m core run --help` the options of
one; this page is printed from the same source. The [guides](README.md) show them at work.

Each is written after `python -m core`. RUN is the id of a run or its beginning, or the folder that a run has written;
ID is the id of a dataset or its beginning. Segments have the numbers that pages show. Without `--workspace` or
`ATLAS_WORKSPACE`, commands that list what a workspace holds look into that of the dashboard, `data/workspace`, and
commands that read a log keep nothing ([The workspace](workspace.md)). Progress goes to stderr, and only when that is a
terminal.

| status | meaning |
|---|---|
| 0 | done |
| 1 | an internal error; please report it with the traceback |
| 2 | something you can fix: one sentence and a hint say what; also where nobody is left for a list |
| 130 | interrupted |
| 141 | nobody reads the output any more: the program behind a pipe has ended |
"""
_OF_A_LOG = """## Options of a log

Commands that read a log have these options to say how it is read. None is needed where the log is clear; see
[Your own log](your-own-log.md).
"""
_DEFAULT = re.compile(r" \(default(?: (.+?))?\)")
"""In a help text: the default, or that what stands before it is the default."""


def page() -> str:
    """Return the page as Markdown."""
    commands = commands_of(build_parser())
    shared = _options_of_a_log()
    lines = [_HEAD, *_index(commands), _OF_A_LOG, *_table(shared.values())]
    for name, (summary, command) in commands.items():
        lines += _section(name, summary, command, shared)
    return "\n".join(lines).rstrip() + "\n"


def commands_of(parser: argparse.ArgumentParser) -> dict[str, tuple[str, argparse.ArgumentParser]]:
    """Return command to what it does in a line, and its parser."""
    (commands,) = (each for each in parser._actions if isinstance(each, argparse._SubParsersAction))
    summaries = {each.dest: each.help or "" for each in commands._choices_actions}
    return {name: (summaries[name], command) for name, command in commands.choices.items()}


def _options_of_a_log() -> dict[str, argparse.Action]:
    """Return the options that say how a log is read, by their help: a command has them all or none."""
    parser = argparse.ArgumentParser(add_help=False)
    add_log_options(parser)
    return {each.help or "": each for each in parser._actions if each.option_strings}


def _index(commands: dict[str, tuple[str, argparse.ArgumentParser]]) -> Iterator[str]:
    yield "| command | what it does |\n|---|---|"
    for name, (summary, _) in commands.items():
        yield f"| [`{name}`](#{name}) | {_cell(summary)} |"
    yield ""


def _section(
    name: str, summary: str, command: argparse.ArgumentParser, shared: dict[str, argparse.Action]
) -> Iterator[str]:
    own = [each for each in command._actions if each.dest != "help" and (each.help or "") not in shared]
    reads_log = len(own) + 1 < len(command._actions)
    yield f"## {name}\n\n{summary[:1].upper()}{summary[1:]}.\n"
    yield f"```text\n{_usage(name, own)}\n```\n"
    if reads_log:
        yield "Takes the [options of a log](#options-of-a-log), too.\n"
    yield from _table(own)


def _usage(name: str, actions: Sequence[argparse.Action]) -> str:
    places = [
        f"[{each.metavar}]" if each.nargs == "?" else f"{each.metavar}" for each in actions if not each.option_strings
    ]
    needed = [f"{each.option_strings[0]} {each.metavar}" for each in actions if each.option_strings and each.required]
    has_more = any(each.option_strings and not each.required for each in actions)
    return " ".join([name, *places, *needed, *(["[OPTIONS]"] if has_more else [])])


def _table(actions: Iterable[argparse.Action]) -> Iterator[str]:
    rows = [_row(each) for each in sorted(actions, key=lambda each: bool(each.option_strings))]
    if rows:
        yield "\n".join(["| option | default | meaning |", "|---|---|---|", *rows, ""])


def _row(action: argparse.Action) -> str:
    meaning, default = _meaning_and_default(action)
    return f"| {_name(action)} | {_cell(default)} | {_cell(meaning)} |"


def _name(action: argparse.Action) -> str:
    words = action.metavar if isinstance(action.metavar, tuple) else (action.metavar or "",)
    if action.choices and not action.metavar:
        words = (action.dest.rpartition("_")[2].upper(),)
    if action.nargs == 0:
        words = ()
    return f"`{_cell(' '.join([*action.option_strings[:1], *words]))}`"


def _meaning_and_default(action: argparse.Action) -> tuple[str, str]:
    text = action.help or ""
    found = _DEFAULT.search(text)
    text = _DEFAULT.sub("", text)
    if action.choices and not all(str(each) in text for each in action.choices):
        text += "; one of " + ", ".join(f"`{each}`" for each in action.choices)
    if action.required:
        return text, "required"
    if found and found.group(1):
        return text, found.group(1)
    return text, str(action.default) if isinstance(action.default, str | int | float) and action.nargs != 0 else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    print(page(), end="")
