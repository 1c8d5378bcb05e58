"""The route of uploads: who may send, and what it answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.server import close_server, the_server
from core.ui.shared.upload_routes import upload_routes

HOST = "127.0.0.1:8501"
LOG = b"user_id,item_id\n" * 1000


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A browser on a page of the program, with the token of an upload."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ATLAS_WORKSPACE", str(tmp_path_factory.mktemp("routes") / "workspace"))
        patch.setenv("ATLAS_SPARE_WORKERS", "0")
        with TestClient(Starlette(routes=upload_routes()), base_url=f"http://{HOST}") as client:
            client.headers["origin"] = f"http://{HOST}"
            yield client
        close_server()


@pytest.fixture
def begin(client: TestClient) -> TestClient:
    """Give the browser the token of a new upload."""
    uploads = the_server().uploads
    client.headers["x-upload-token"] = uploads.token(uploads.new_id())
    return client


def announced(path: str = "log.csv", size: int = len(LOG)) -> dict[str, object]:
    return {"box": "events", "path": path, "size": size, "modified": 1}


def send(client: TestClient, offset: object, body: bytes, number: int = 1):
    return client.put(f"/uploads/{number}", content=body, headers={"x-upload-offset": str(offset)})


def test_a_file_comes_in_slices_and_goes_on_where_it_was(begin: TestClient) -> None:
    (row,) = begin.post("/uploads", json=[announced()]).json()
    assert row == {"number": 1, "have": 0, **announced()}
    assert send(begin, 0, LOG[:5000]).json() == {"have": 5000}
    (row,) = begin.post("/uploads", json=[announced()]).json()
    assert row["have"] == 5000
    assert send(begin, 5000, LOG[5000:]).json() == {"have": len(LOG)}
    uploads = the_server().uploads
    source = uploads.source(str(uploads.read_token(begin.headers["x-upload-token"])), "UTC")
    assert source
    assert source.events.read_bytes() == LOG


def test_a_slice_from_elsewhere_in_the_file_is_answered_by_how_much_there_is(begin: TestClient) -> None:
    begin.post("/uploads", json=[announced()])
    send(begin, 0, LOG[:100])
    answer = send(begin, 0, LOG[:100])
    assert (answer.status_code, answer.json()) == (409, {"error": "offset", "have": 100})


@pytest.mark.parametrize(
    ("headers", "status", "error"),
    [
        ({"origin": ""}, 403, "origin"),
        ({"origin": "null"}, 403, "origin"),
        ({"origin": "http://evil.example"}, 403, "origin"),
        ({"origin": "http://127.0.0.1:9999"}, 403, "origin"),
        ({"origin": "http://evil.example", "host": "evil.example"}, 403, "origin"),
        ({"x-upload-token": ""}, 401, "token"),
        ({"x-upload-token": f"{'0' * 16}.9999999999.{'0' * 64}"}, 401, "token"),
    ],
)
@pytest.mark.parametrize(("verb", "path"), [("POST", ""), ("PUT", "/1"), ("DELETE", "/1"), ("DELETE", "")])
def test_who_is_not_on_a_page_or_holds_no_token_is_refused(
    begin: TestClient, verb: str, path: str, headers: dict[str, str], status: int, error: str
) -> None:
    begin.post("/uploads", json=[announced()])
    answer = begin.request(verb, f"/uploads{path}", headers={"x-upload-offset": "0", **headers})
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert [row["have"] for row in begin.post("/uploads", json=[]).json()] == [0]


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[1]", b'[{"box": "hats", "path": "x", "size": 1, "modified": 1}]',
     b'[{"box": "events", "path": "x", "size": -1, "modified": 1}]'],
)  # fmt: skip
def test_a_list_that_is_none_is_refused(begin: TestClient, body: bytes) -> None:
    answer = begin.post("/uploads", content=body)
    assert (answer.status_code, answer.json()["error"]) == (400, "request")


def test_what_is_too_much_or_unknown_is_refused(begin: TestClient) -> None:
    answer = begin.post("/uploads", json=[announced(size=10**15)])
    assert (answer.status_code, answer.json()["error"]) == (413, "quota")
    begin.post("/uploads", json=[announced(size=10)])
    answer = send(begin, 0, LOG)
    assert (answer.status_code, answer.json()["error"]) == (413, "size")
    answer = send(begin, 0, LOG, number=9)
    assert (answer.status_code, answer.json()["error"]) == (404, "gone")
    answer = send(begin, "soon", LOG)
    assert (answer.status_code, answer.json()["error"]) == (400, "request")


def test_files_are_removed(begin: TestClient) -> None:
    begin.post("/uploads", json=[announced("a.csv"), announced("b.csv")])
    assert [row["path"] for row in begin.delete("/uploads/1").json()] == ["b.csv"]
    assert begin.delete("/uploads").json() == []
