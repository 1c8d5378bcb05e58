"""A dataset by the beginning of its id, as a command looks for it."""

from __future__ import annotations

from typing import Any, cast

import pytest

from core.cli.desk import Desk, find_dataset, one_dataset
from core.errors import DataError
from core.jobs.answers import Listed
from core.jobs.library import DatasetsRequest

IDS = {False: ["ab12", "ab34", "c0ff", "c0ffee"], True: ["dead", "ab99"]}


class _Workspace:
    """Lists datasets of these ids."""

    def ask(self, request: DatasetsRequest, _kind: type[Listed]) -> Listed:
        return Listed([{"dataset_id": each} for each in IDS[request.is_bin]])


DESK = cast(Desk, _Workspace())


@pytest.mark.parametrize(
    ("beginning", "bins", "found"),
    [
        ("ab1", (False,), "ab12"),
        ("c0ff", (False,), "c0ff"),  # a whole id is itself, though another one begins so
        ("c0ffe", (False,), "c0ffee"),
        ("d", (True,), "dead"),
        ("ab3", (False, True), "ab34"),
    ],
)
def test_a_dataset_is_found_by_the_beginning_of_its_id(beginning: str, bins: tuple[bool, ...], found: str) -> None:
    assert one_dataset(DESK, beginning, bins=bins) == found


@pytest.mark.parametrize(
    ("beginning", "options", "refusal"),
    [
        ("ab", {}, "2 datasets begin with 'ab'. Give more of the id."),
        ("ab", {"bins": (False, True)}, "3 datasets begin with 'ab'. Give more of the id."),
        ("dead", {}, "There is no dataset 'dead'. The command datasets lists them."),
        ("", {"bins": (True,)}, "There is no dataset ''. The command datasets lists them."),
        ("AB1", {}, "There is no dataset 'AB1'. The command datasets lists them."),
    ],
)
def test_what_names_no_single_dataset_is_refused(beginning: str, options: dict[str, Any], refusal: str) -> None:
    with pytest.raises(DataError) as raised:
        one_dataset(DESK, beginning, **options)
    assert f"{raised.value.message} {raised.value.hint}" == refusal


def test_where_a_file_could_stand_the_message_names_it() -> None:
    with pytest.raises(DataError, match="is neither a file, nor a folder, nor one dataset of the workspace"):
        find_dataset(DESK, "events")
    assert find_dataset(DESK, "ab34") == "ab34"
