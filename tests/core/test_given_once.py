"""An option of one value is given once: before, the last value won."""

from __future__ import annotations

import pytest

from core.cli import main as cli
from core.cli.main import build_parser


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ("run log.csv --out o --users a.csv --users b.csv", "--users is given twice (a.csv and b.csv)"),
        ("run log.csv --out o --k 3 --k=4", "--k is given twice (3 and 4)"),
        ("run log.csv --out o --random-state 0 --random-state 5", "--random-state is given twice (0 and 5)"),
        ("run log.csv --out o --event a=view --event b=cart --map user=u --map item=i", ""),
        ("run log.csv --out o --exclude bots --exclude few_events", ""),
        ("recommend o --compare 1 2 --compare 1 3", "--compare is given twice (1, 2 and 1, 3)"),
    ],
)
def test_a_second_value_is_refused(line: str, refused: str, capsys: pytest.CaptureFixture[str]) -> None:
    if not refused:
        build_parser().parse_args(line.split())
        return
    with pytest.raises(SystemExit) as end:
        build_parser().parse_args(line.split())
    assert end.value.code == cli.USER_ERROR
    assert refused in capsys.readouterr().err


def test_tables_beside_a_log_go_into_its_folder(capsys: pytest.CaptureFixture[str]) -> None:
    for command, advice in ((["run", "log.csv"], True), (["demo"], False)):
        with pytest.raises(SystemExit):
            build_parser().parse_args([*command, "--users", "5", "--users", "6", "--out", "o"])
        assert ("into one folder" in capsys.readouterr().err) is advice
