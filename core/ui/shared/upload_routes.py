"""The route that uploads go to: slices of files, appended to disk as they come; nothing is kept in memory.

Streamlit's own checks do not cover the routes of an app. So each request must come from a page of this program (its
``Origin`` is the ``Host``, which is one of ``server.allowedHosts``) and hold the signed token of the upload.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from core.errors import AtlasError
from core.jobs.upload_folder import Announced, UploadedFile
from core.jobs.uploads import MAX_FILES, UploadRefusedError
from core.server import the_server

if TYPE_CHECKING:
    from core.jobs.uploads import Uploads

PATH = "/uploads"
_BLOCK_BYTES = 1 << 20
_MAX_LIST_BYTES = 1000 * MAX_FILES
_STATUS = {"gone": 404, "offset": 409, "loading": 409, "size": 413, "quota": 413, "files": 413, "disk": 507}

Handler = Callable[[Request, "Uploads", str], Awaitable[Response]]


def upload_routes() -> list[Route]:
    """Return the routes of ``st.App``: announce files, send slices of one, remove one or all."""
    return [
        Route(PATH, _checked(_announce), methods=["POST"]),
        Route(PATH, _checked(_remove), methods=["DELETE"]),
        Route(f"{PATH}/{{number:int}}", _checked(_append), methods=["PUT"]),
        Route(f"{PATH}/{{number:int}}", _checked(_remove), methods=["DELETE"]),
    ]


def _checked(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Let a request through that comes from a page of this program and holds a token; answer refusals."""

    @wraps(handler)
    async def answer(request: Request) -> Response:
        if not _is_same_origin(request):
            return _refused("origin", 403)
        try:
            uploads = (await run_in_threadpool(the_server)).uploads
            upload_id = uploads.read_token(request.headers.get("x-upload-token", ""))
            return await handler(request, uploads, upload_id) if upload_id else _refused("token", 401)
        except UploadRefusedError as refused:
            return _refused(refused.why, _STATUS[refused.why], refused.have)
        except (msgspec.MsgspecError, ValueError, ClientDisconnect):
            return _refused("request", 400)
        except (AtlasError, OSError):  # such as a workspace that another process holds, or a failing disk
            return _refused("server", 503)

    return answer


def _is_same_origin(request: Request) -> bool:
    origin, host = request.headers.get("origin", ""), request.headers.get("host", "")
    return bool(host) and urlsplit(origin).netloc == host and is_host_allowed(host)


async def _announce(request: Request, uploads: Uploads, upload_id: str) -> Response:
    body = b""
    async for block in request.stream():
        body += block
        if len(body) > _MAX_LIST_BYTES:
            raise UploadRefusedError("files")
    announced = msgspec.json.decode(body, type=list[Announced])
    if any(each.size < 0 for each in announced):
        raise ValueError("A file has fewer than 0 bytes")
    return _listed(await run_in_threadpool(uploads.announce, upload_id, announced))


async def _remove(request: Request, uploads: Uploads, upload_id: str) -> Response:
    return _listed(await run_in_threadpool(uploads.remove, upload_id, request.path_params.get("number")))


async def _append(request: Request, uploads: Uploads, upload_id: str) -> Response:
    offset = int(request.headers.get("x-upload-offset", ""))
    stream = request.stream()
    try:
        part = await run_in_threadpool(uploads.open, upload_id, request.path_params["number"], offset)
        try:
            async for block in _blocks(stream):
                await run_in_threadpool(part.write, block)
        finally:
            await run_in_threadpool(part.close)
    except UploadRefusedError:
        async for _rest in stream:  # a browser that is still sending would not see the answer
            continue
        raise
    return JSONResponse({"have": part.have})


async def _blocks(stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Gather what the network gives into blocks of about 1 MB; what came before a broken connection is given too."""
    waiting = bytearray()
    with suppress(ClientDisconnect):
        async for chunk in stream:
            waiting += chunk
            if len(waiting) >= _BLOCK_BYTES:
                yield bytes(waiting)
                waiting.clear()
    if waiting:
        yield bytes(waiting)


def _listed(files: Sequence[UploadedFile]) -> Response:
    return JSONResponse([_row(file) for file in files])


def _row(file: UploadedFile) -> dict[str, Any]:
    return {"number": file.number, "have": file.have, **msgspec.structs.asdict(file.announced)}


def _refused(why: str, status: int, have: int = 0) -> Response:
    return JSONResponse({"error": why, "have": have}, status)
