"""How an analyst mapped the columns of a log, kept in the workspace for the next log with the same columns.

A template is one JSON file in ``<workspace>/templates``; it holds names of columns, nothing from the rows. Files need
no open workspace, so that a worker and a second process can read them.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile

from core.errors import DataError
from core.sentences import say
from core.settings import current_user
from core.store.clock import now

_FOLDER = "templates"


@dataclass(frozen=True, slots=True)
class Template:
    """The map of one set of columns."""

    columns: tuple[str, ...]
    """Of the events, in the order of the file that it was made for."""
    preset: str
    """The preset that it corrects; ``none`` for columns of one's own."""
    map: Mapping[str, list[str]]
    """Role → columns, as ``LogSource.map``."""
    is_complete: bool
    """Whether ``map`` names every role."""
    name: str
    """Of the log that it was made for."""
    meanings: Mapping[str, str] = field(default_factory=dict)
    """Event name → meaning, as ``LogSource.meanings``."""
    created_by: str = field(default_factory=current_user)
    created_at: str = field(default_factory=lambda: now().isoformat(timespec="seconds"))
    """UTC, ISO 8601."""

    @property
    def template_id(self) -> str:
        """Short id of the set of columns."""
        return key_of(self.columns)

    def as_row(self) -> dict[str, str]:
        """Return what a list shows of it."""
        roles = ", ".join(f"{role}={'+'.join(columns)}" for role, columns in self.map.items() if columns)
        meanings = ", ".join(f"{name}={meaning}" for name, meaning in self.meanings.items())
        return {
            "template_id": self.template_id,
            "made_for": self.name,
            "preset": self.preset,
            "roles": roles,
            "meanings": meanings,
            "created_at": self.created_at,
        }


def key_of(columns: Sequence[str]) -> str:
    """Return the id of a set of columns, whatever their order."""
    return hashlib.sha256(json.dumps(sorted(columns)).encode()).hexdigest()[:12]


def find_template(workspace: Path, columns: Sequence[str]) -> Template | None:
    """Return the template for these columns, None where there is none."""
    path = _path(workspace, key_of(columns))
    return _read(path) if path.is_file() else None


def list_templates(workspace: Path) -> list[Template]:
    """Return all templates, the newest first."""
    found = [_read(path) for path in (workspace / _FOLDER).glob("*.json")]
    return sorted((each for each in found if each), key=lambda each: each.created_at, reverse=True)


def save_template(workspace: Path, template: Template) -> None:
    """Keep a map for the next log with these columns, in place of an earlier one."""
    folder = workspace / _FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=folder, suffix=".part", delete=False, encoding="utf-8") as file:
        json.dump(asdict(template), file, ensure_ascii=False)
    os.replace(file.name, _path(workspace, template.template_id))  # noqa: PTH105 - replaces on every system


def delete_template(workspace: Path, template_id: str) -> None:
    """Delete a template; raise ``DataError`` where there is none of this id."""
    if template_id not in {each.template_id for each in list_templates(workspace)}:
        known = ", ".join(each.template_id for each in list_templates(workspace)) or say("none")
        raise DataError(
            say("There is no template {template_id!r}.", template_id=template_id),
            say("The workspace holds {known}.", known=known),
        )
    _path(workspace, template_id).unlink(missing_ok=True)


def _path(workspace: Path, template_id: str) -> Path:
    return workspace / _FOLDER / f"{template_id}.json"


def _read(path: Path) -> Template | None:
    """Read a template; None for a file that is none, which the next load with its columns replaces."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        return Template(**{**values, "columns": tuple(values["columns"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None
