"""A parser that takes no option of one value twice: the last value would win, and nothing would say so."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

_BESIDE_A_LOG = frozenset({"--items", "--users"})
_GIVEN = "_given"
_TOGETHER = " Put the log and all such files into one folder, and give that: they are joined by their id."


class GivenOnce(argparse.Action):
    """Stores the value of an option or argument, and refuses a second one."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, option: str | None = None
    ) -> None:
        """Store the value; end with status 2 where there is one."""
        given = vars(namespace).setdefault(_GIVEN, set())
        if option is not None and self.dest in given:
            advice = _TOGETHER if option in _BESIDE_A_LOG and isinstance(values, Path) else ""
            twice = f"{_shown(getattr(namespace, self.dest))} and {_shown(values)}"
            parser.error(f"{option} is given twice ({twice}), but takes one value.{advice}")
        given.add(self.dest)
        setattr(namespace, self.dest, values)


class Parser(argparse.ArgumentParser):
    """``argparse.ArgumentParser`` whose options of one value are given once; those of commands, too."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in (None, "store"):
            self.register("action", name, GivenOnce)


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
