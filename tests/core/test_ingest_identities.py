"""Events before users sign in, in logs that know them by an anonymous id until then."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.ingest_help import load, open_store

HEADER = "type,event,userId,anonymousId,timestamp,product_id"


def log(*, identify: bool = False, header: str = HEADER, more: str = "") -> str:
    """Twenty anonymous ids look at six products each; fifteen of them sign in after three."""
    rows = []
    for n in range(20):
        for k in range(6):
            user = f"u{n}" if k > 2 and n < 15 and not identify else ""
            rows.append(f"track,Product Viewed,{user},a{n},2026-03-{1 + n:02} 10:0{k}:00,p{(n + k) % 7}")
        if identify and n < 15:
            rows.append(f"identify,,u{n},a{n},2026-03-{1 + n:02} 10:02:30,")
    return "\n".join([header, *rows]) + "\n" + more


def users(folder: Path, text: str, **more: object) -> tuple[dict[str, int], list[str]]:
    report = load(folder, text, **more)
    with open_store(folder) as store:
        histories = store.population(report.dataset_id).histories
    lengths = histories.offsets[1:] - histories.offsets[:-1]
    return dict(zip(map(str, histories.user_ids), map(int, lengths), strict=True)), list(report.notes)


@pytest.mark.parametrize("identify", [False, True])
@pytest.mark.parametrize("header", [HEADER, HEADER.replace("userId,anonymousId", "user_id,anonymous_id")])
def test_events_before_signing_in_belong_to_who_signs_in(tmp_path: Path, header: str, identify: bool) -> None:
    found, notes = users(tmp_path, log(identify=identify, header=header))
    assert found == {f"u{n}" if n < 15 else f"a{n}": 6 for n in range(20)}
    n_rows = 90 if identify else 45
    assert any(f"at another time: {n_rows} of 15 such ids" in each for each in notes)
    assert any("30 rows are of anonymous ids by which nobody signed in" in each for each in notes)


def test_two_devices_of_one_user_are_one_user(tmp_path: Path) -> None:
    more = "".join(f"track,Product Viewed,{'u3' if k else ''},b3,2026-03-28 10:0{k}:00,p{k}\n" for k in range(3))
    found, _notes = users(tmp_path, log(more=more))
    assert (found["u3"], "b3" in found) == (9, False)


def test_a_device_of_several_users_is_of_none(tmp_path: Path) -> None:
    found, _notes = users(tmp_path, log(more="track,Product Viewed,u99,a0,2026-03-28 10:00:00,p1\n"))
    assert (found["u0"], found["a0"], found["u99"]) == (3, 3, 1)


@pytest.mark.parametrize("nobody", ["", "null", "undefined", "anonymous"])
def test_without_a_user_who_signed_in_nothing_is_put_together(tmp_path: Path, nobody: str) -> None:
    rows = [f"track,View,{nobody},a{n % 9},2026-03-{1 + n % 28:02} 10:00:00,p{n % 7}" for n in range(60)]
    found, notes = users(tmp_path, "\n".join([HEADER, *rows]) + "\n", map={"user": "anonymousId"})
    assert found == {f"a{n}": len(range(n, 60, 9)) for n in range(9)}
    assert not any("anonymous id" in each for each in notes)


def test_a_column_that_is_given_stays(tmp_path: Path) -> None:
    found, notes = users(tmp_path, log(), map={"user": "anonymousId"})
    assert found == {f"a{n}": 6 for n in range(20)}
    assert not any("anonymous id" in each for each in notes)


def test_who_signed_in_may_be_given_for_users(tmp_path: Path) -> None:
    given, by_itself = tmp_path / "given", tmp_path / "by itself"
    given.mkdir()
    by_itself.mkdir()
    assert users(given, log(), map={"user": "userId"})[0] == users(by_itself, log())[0]


def test_other_pairs_of_ids_stay(tmp_path: Path) -> None:
    _found, notes = users(tmp_path, log(header=HEADER.replace("anonymousId", "session_id")), map={"user": "userId"})
    assert not any("anonymous id" in each for each in notes)
