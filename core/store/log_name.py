"""What a log is called: the name it was given, that of its events file, or that it is the demo."""

from __future__ import annotations

from core.sentences import Sentence, say
from core.store.dataset_info import DatasetInfo

_DEMO_FOLDER = "demo"


def log_name(info: DatasetInfo) -> Sentence | str:
    """Return what a dataset is called; "" where nobody named it and no file is known.

    The name of a file stands without its folder, as on all pages.
    """
    if info.name:
        return info.name
    folder, _slash, file = str(info.meta.get("name", "")).rpartition("/")
    return say("Demo log") if folder == _DEMO_FOLDER else file
