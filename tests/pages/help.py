"""What a page says, as text."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

from streamlit.testing.v1 import AppTest

from core.jobs.upload_folder import Announced, Box
from core.server import the_server

_TEXT_ELEMENTS = ("title", "subheader", "markdown", "caption", "text", "info", "warning", "error", "success")


def texts(page: AppTest) -> str:
    """Every sentence on the page, sidebar aside."""
    return "\n".join(str(each.value) for kind in _TEXT_ELEMENTS for each in page.main.get(kind))


def tooltips(page: AppTest) -> str:
    """What opens beside sentences: statistics under their standard names."""
    return "\n".join(each.proto.help for kind in ("markdown", "caption") for each in page.main.get(kind))


def of_log(page: AppTest, kind: str, key: str) -> Any:
    """Return the widget whose answer holds for the log that is shown; its key ends in that log."""
    return next(each for each in page.get(kind) if (each.key or "").startswith(f"{key}_"))


def html(page: AppTest) -> str:
    """What is drawn as bars and headings."""
    return "\n".join(each.proto.body for each in page.main.get("html"))


def give_file(page: AppTest, name: str, content: bytes, box: Box = "events") -> AppTest:
    """Do what the boxes for files do in a browser: send a file, then have the page run again."""
    uploads, upload_id = the_server().uploads, page.session_state["upload"]
    for held in uploads.files(upload_id):  # the boxes take several; these tests are about one
        if held.announced.box == box:
            uploads.remove(upload_id, held.number)
    (*_others, file) = uploads.announce(upload_id, [Announced(box, name, len(content), 1)])
    with closing(uploads.open(upload_id, file.number, 0)) as part:
        part.write(content)
    return page.run()


def labels_of_boxes(page: AppTest) -> dict[str, str]:
    """What the boxes for files say."""
    (boxes,) = page.main.get("bidi_component")
    labels: dict[str, str] = json.loads(boxes.proto.json)["labels"]
    return labels
