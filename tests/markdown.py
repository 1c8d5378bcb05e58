"""Reading our own documents: fenced blocks, code spans, tables, links."""

from __future__ import annotations

import re

FENCE = re.compile(r"^```(?:\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
CODE_SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def fenced_lines(text: str) -> list[str]:
    """Lines of all fenced blocks, continued lines joined, comments and blank lines left out."""
    blocks = "\n".join(FENCE.findall(text)).replace("\\\n", " ")
    lines = [line.split(" # ")[0].strip() for line in blocks.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def code_spans(text: str) -> list[str]:
    """Everything between single backticks outside fenced blocks."""
    return CODE_SPAN.findall(FENCE.sub("", text))


def local_links(text: str) -> list[str]:
    """Targets of links within the project, without anchors."""
    targets = [target.split("#")[0] for target in LINK.findall(FENCE.sub("", text))]
    return [target for target in targets if target and "://" not in target]


def links_to_headings(text: str) -> list[tuple[str, str]]:
    """Target and anchor of links to a heading within the project; no target is the same document."""
    targets = [target.split("#") for target in LINK.findall(FENCE.sub("", text)) if "#" in target]
    return [(target, anchor) for target, anchor in targets if "://" not in target]


def anchors(text: str) -> list[str]:
    """What a link names each heading by, as GitHub makes it."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings]


def table(text: str, first_heading: str) -> list[list[str]]:
    """Rows (cells as text) of the table whose first column has this heading; the heading row is left out."""
    lines = text.splitlines()
    start = next((i for i, line in enumerate(lines) if line.startswith(f"| {first_heading} |")), None)
    if start is None:
        raise ValueError(f"no table begins with the column {first_heading!r}")
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows
