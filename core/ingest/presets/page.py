"""The page on presets, printed from their table: ``python -m core.ingest.presets.page > docs/presets.md``."""

from __future__ import annotations

from collections.abc import Iterator

from core.ingest.presets.declare import FileShape, Form, Preset, PresetTable, listed
from core.ingest.presets.find import other_tables
from core.ingest.presets.table import PRESETS

_HEAD = """# Presets

A log that one of these tools wrote is recognised by its columns, or by its files where one table is not enough or has
no header. The report says which preset was taken and why. `--preset none`, or "My own" on the page, turns presets off;
`--map ROLE=COLUMN` wins over a preset for that role. Names of columns are compared without regard to case, blanks and
signs; `price` may also be the end of a path such as `properties.price`. `a + b` is `a`, and `b` in rows where `a` is
empty; of several columns the first that is there and filled counts.
"""
_MAX_LISTED = 9


def page() -> str:
    """Return the page as Markdown."""
    return "\n".join((_HEAD, *(line for preset in PRESETS.values() for line in _section(preset))))


def _section(preset: Preset) -> Iterator[str]:
    yield f"## `{preset.name}`: {preset.label}\n"
    yield f"Documented at <{preset.source}>.\n"
    yield from dict.fromkeys("\n".join(_form(form)) for form in preset.forms)  # some differ in what is not listed
    for note in (*preset.notes_on_events, *preset.notes):
        yield f"{note}\n"


def _form(form: Form) -> Iterator[str]:
    yield _known_by("Events", form.events)
    yield "| role | columns |"
    yield "|---|---|"
    for role, columns in form.events.roles.items():
        yield f"| {role} | {', '.join(map(_code, columns))} |"
    yield ""
    for name, table in other_tables(form).items():
        yield _known_by(name.capitalize(), table)


def _known_by(name: str, table: PresetTable) -> str:
    shape = table.file or FileShape()
    files = f" in {', '.join(map(_code, shape.names.split()))}" if shape.names else ""
    if shape.headers:
        headers = shape.headers.split()
        columns = ", ".join(map(_code, headers[:_MAX_LISTED]))
        more = " and more" if len(headers) > _MAX_LISTED else ""
        return f"{name}{files}: columns without names, read as {columns}{more}.\n"
    needs = ", ".join(" or ".join(map(_code, need.split("|"))) for need in listed(table.needs))
    return f"{name}{files}: recognised by {needs}.\n"


def _code(name: str) -> str:
    return " + ".join(f"`{part.removeprefix('/')}`" for part in name.split("+"))


if __name__ == "__main__":
    print(page(), end="")
