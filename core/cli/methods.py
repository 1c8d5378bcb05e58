"""The command ``methods``: the tables of methods as Markdown, as docs/methods.md holds them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping

from core.params import Method
from core.registry import CLUSTERERS, ENCODERS, PROJECTORS, RECOMMENDERS, USER_RECOMMENDERS

_Columns = Mapping[str, Callable[[Method], str]]
"""Heading to what stands below it for a method."""


def add_methods(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    methods = commands.add_parser("methods", help="print what encoders, clusterers and other methods there are")
    methods.set_defaults(command=_print_methods)


def _print_methods(_options: argparse.Namespace) -> None:
    print("\n\n".join(method_tables()))


def method_tables() -> Iterator[str]:
    """Yield each table of methods as Markdown; recommenders for segments and for users are two."""
    yield _table("encoder", ENCODERS, {"what it does": _help})
    yield _table(
        "clusterer",
        CLUSTERERS,
        {
            "what it does": _help,
            "number of segments": lambda method: "found" if method.finds_k else "`--k`",
            "many users": lambda method: method.many_users,
        },
    )
    yield _table("projector", PROJECTORS, {"what it does": _help})
    yield _table("recommender", RECOMMENDERS, {"what it does": _help})
    yield _table("recommender for users", USER_RECOMMENDERS, {"what it does": _help})


def _help(method: Method) -> str:
    return str(method.help)


def _table(kind: str, methods: Mapping[str, Method], columns: _Columns) -> str:
    head = [_row([kind, *columns]), "|" + "---|" * (len(columns) + 1)]
    rows = [_row([f"`{name}`", *(cell(method) for cell in columns.values())]) for name, method in methods.items()]
    return "\n".join([*head, *rows])


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
