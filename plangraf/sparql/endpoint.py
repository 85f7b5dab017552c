"""The SPARQL 1.1 Protocol over a graph: an ASGI application of its own."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from hmac import compare_digest
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import Headers, QueryParams
from starlette.types import Receive, Scope, Send

from graph.errors import BadInput, PlangrafError
from plangraf.sparql.answers import Answers, Reply
from plangraf.sparql.formats import GRAPHS, best, wanted
from plangraf.sparql.guarding import refuse_remote
from plangraf.sparql.operation import Operation, operation_of
from plangraf.sparql.pool import Bounds

#: Where queries are answered.
SERVICE = "/sparql"
#: Where descriptions are found beside the service's own, and of what.
DOCUMENTS: Mapping[str, str] = {
    "/.well-known/void": "void",
    "/.well-known/sparql-examples": "examples",
    "/.well-known/sparql-examples/": "examples",
}
#: The most bytes that a request may have.
LONGEST = 1_000_000
#: What is refused with another status than 400, by the reference of the error.
_STATUSES: Mapping[str, int] = {
    "sparql-method": 405,
    "sparql-media-type": 415,
    "sparql-too-long": 413,
    "sparql-not-acceptable": 406,
    "sparql-timeout": 408,
    "update-off": 403,
    "update-token": 401,
    "query-too-slow": 503,
    "query-memory": 503,
    "sparql-busy": 503,
    "sparql-no-worker": 500,
}
_METHODS = "GET, HEAD, OPTIONS, POST"
#: What a refusal tells in its head as well.
_WITH_STATUS: Mapping[int, tuple[tuple[str, str], ...]] = {
    401: (("WWW-Authenticate", "Bearer"),),
    405: (("Allow", _METHODS),),
    503: (("Retry-After", "5"),),
}
#: Seconds that a client may take to send what it asks.
_PATIENCE = 20


class Endpoint:
    """The SPARQL service of the graph in a folder.

    ``origins`` are the origins whose scripts may read answers: ``*`` for all; empty for those of
    this machine alone.
    """

    def __init__(
        self,
        folder: Path,
        *,
        bounds: Bounds | None = None,
        origins: Sequence[str] = (),
        public: str = "",
        token: str = "",
    ) -> None:
        """Take the folder of a graph; ``public`` is the address that others know the server by.

        With a ``token`` whoever has it may add to the graph by updates.
        """
        self._answers = Answers(folder, bounds or Bounds())
        self._origins = origins
        self._public = public.rstrip("/")
        self._token = token

    # --- HTTP -------------------------------------------------------------------------------

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request: a query, or one for a description, at the path that each has."""
        headers = Headers(scope=scope)
        document = DOCUMENTS.get(scope["path"])
        try:
            if document:
                reply = await self._document(scope, headers, document)
            else:
                reply = await self._reply(scope, headers, receive)
        except PlangrafError as error:
            reply = _refusal(error, headers)
        await _send(scope, send, reply, self._cors(headers))

    async def _reply(self, scope: Scope, headers: Headers, receive: Receive) -> Reply:
        method = scope["method"]
        if method == "OPTIONS":
            return Reply(204, headers=(("Allow", _METHODS), ("Access-Control-Max-Age", "86400")))
        query = scope["query_string"].decode("latin-1")
        body = await _body(receive, headers) if method == "POST" else b""
        operation = operation_of(method, query, headers.get("content-type", ""), body)
        if operation.kind == "description":
            return await self._description(scope, headers, operation.format)
        if operation.kind == "update":
            return await self._update(operation, headers, self._address(scope, headers))

        async def gone() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass

        base = self._address(scope, headers)
        reply = await self._query(operation, base, headers, gone)
        return reply if method == "POST" else _unless_held(reply, headers)

    def _address(self, scope: Scope, headers: Headers) -> str:
        """Return the address of the service as the client knows it."""
        base = self._public or f"{scope['scheme']}://{headers.get('host', '')}"
        return f"{base}{SERVICE}"

    def _cors(self, headers: Headers) -> list[tuple[str, str]]:
        """Return the headers that let scripts of other sites read an answer."""
        origin = headers.get("origin")
        if not origin:
            return []
        if "*" in self._origins:
            allowed = "*"
        elif origin in self._origins or (not self._origins and _is_local(origin)):
            allowed = origin
        else:
            return []
        return [
            ("Access-Control-Allow-Origin", allowed),
            ("Access-Control-Allow-Methods", _METHODS),
            ("Access-Control-Allow-Headers", "Accept, Authorization, Content-Type, If-None-Match"),
            ("Access-Control-Expose-Headers", "ETag, Link, Retry-After"),
        ]

    # --- what is asked for ------------------------------------------------------------------

    async def _query(
        self,
        operation: Operation,
        base: str,
        headers: Headers,
        gone: Callable[[], Awaitable[None]],
    ) -> Reply:
        refuse_remote(operation.text)
        want = wanted(headers.get("accept", ""), operation.format)
        packs = "gzip" in headers.get("accept-encoding", "")
        return await self._answers.query(operation, base, want, gone, packs=packs)

    async def _update(self, operation: Operation, headers: Headers, base: str) -> Reply:
        """Carry out an update for somebody who has the token."""
        if not self._token:
            raise BadInput("update-off")
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not compare_digest(given.encode(), self._token.encode()):
            raise BadInput("update-token")
        await self._answers.update(operation, base)
        return Reply(204)

    async def warm(self) -> None:
        """Begin the workers, so that the first to ask does not wait for them."""
        with suppress(PlangrafError):  # who asks is told
            await self._answers.warm()

    def close(self) -> None:
        """End the workers."""
        self._answers.close()

    async def _description(self, scope: Scope, headers: Headers, name: str) -> Reply:
        """Return the description of the service, or lead a reader to the editor."""
        if not name and best(headers.get("accept", ""), _READERS) == "text/html":
            return Reply(303, headers=(("Location", f"{urlsplit(self._public).path}/sporring"),))
        return await self._document(scope, headers, "service", name)

    async def _document(self, scope: Scope, headers: Headers, kind: str, name: str = "") -> Reply:
        """Return what is told of the graph and the service, in the format that is wanted."""
        if scope["method"] not in {"GET", "HEAD"}:
            raise BadInput("sparql-method", method=scope["method"])
        name = name or QueryParams(scope["query_string"]).get("format", "")
        media_type = wanted(headers.get("accept", ""), name).graph
        if not media_type:
            raise BadInput("sparql-not-acceptable")
        address = self._address(scope, headers)
        reply = await self._answers.description(kind, address, media_type)
        return _unless_held(reply, headers)


#: What is made of the description: a page for those who would rather read HTML than any data.
_READERS = {"text/html": "html", **GRAPHS}


async def _body(receive: Receive, headers: Headers) -> bytes:
    told = headers.get("content-length", "0")
    if not told.isdecimal() or int(told) > LONGEST:
        raise BadInput("sparql-too-long", most=LONGEST)
    body, is_whole = bytearray(), False
    try:
        async with asyncio.timeout(_PATIENCE):
            while not is_whole:
                message = await receive()
                body += message.get("body", b"")
                if len(body) > LONGEST:
                    raise BadInput("sparql-too-long", most=LONGEST)
                is_whole = not message.get("more_body")
    except TimeoutError as error:
        raise BadInput("sparql-timeout", seconds=_PATIENCE) from error
    return bytes(body)


def _unless_held(reply: Reply, headers: Headers) -> Reply:
    """Return a reply, without its body where the client has it."""
    if dict(reply.headers)["ETag"] in headers.get("if-none-match", ""):
        return Reply(304, headers=reply.headers)
    return reply


def _refusal(error: PlangrafError, headers: Headers) -> Reply:
    """Return an error in the one shape that errors for programs have."""
    status = _STATUSES.get(error.reference, 400)
    language = "en" if headers.get("accept-language", "").startswith("en") else "nb"
    body = json.dumps(error.json(language), ensure_ascii=False) + "\n"
    return Reply(
        status, "application/json; charset=utf-8", body.encode(), _WITH_STATUS.get(status, ())
    )


def _is_local(origin: str) -> bool:
    return urlsplit(origin).hostname in {"localhost", "127.0.0.1", "::1"}


async def _send(scope: Scope, send: Send, reply: Reply, cors: list[tuple[str, str]]) -> None:
    media_type = reply.media_type
    if media_type.startswith("text/") and "charset" not in media_type:
        media_type += "; charset=utf-8"
    headers = [
        ("Content-Length", str(len(reply.body))),
        ("Cache-Control", "no-cache" if reply.status in {200, 304} else "no-store"),
        ("Vary", "Accept, Accept-Encoding, Origin"),
        *reply.headers,
        *cors,
    ]
    if media_type:
        headers.append(("Content-Type", media_type))
    if reply.status in {204, 304}:
        del headers[0]
    raw = [(name.lower().encode(), value.encode()) for name, value in headers]
    await send({"type": "http.response.start", "status": reply.status, "headers": raw})
    body = b"" if scope["method"] == "HEAD" else reply.body
    await send({"type": "http.response.body", "body": body})
