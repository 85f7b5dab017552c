"""The web application: a service behind Starlette, with strict headers."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from hashlib import sha256
from http import HTTPStatus
from mimetypes import guess_type

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.errors import BadInput, NotFound, OurFault, PlangrafError
from ontology.terms import PG, PGV
from plangraf.site.addresses import TWIN, Address, path_of
from plangraf.site.forms import (
    COOKIE,
    LONGEST,
    Refusal,
    Sent,
    form_of,
    refusal_of,
    remembered,
    too_long,
)
from plangraf.site.rendering import SERVED_POLICY
from plangraf.site.service import OPENAPI, Answer, Service
from plangraf.site.terms import of_terms
from plangraf.sparql.endpoint import DOCUMENTS, SERVICE, Endpoint

_HEADERS = {
    "Content-Security-Policy": SERVED_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Frame-Options": "DENY",
}
#: What the paths of our terms begin with.
_TERMS = (path_of(PG), path_of(PGV))
_FAULT = HTTPStatus.INTERNAL_SERVER_ERROR
_YEAR = "public, max-age=31536000, immutable"
#: How many pages are made at once. More threads make them no faster: they keep each other waiting,
#: and those whose pages are held. What may take a second is made aside, so that no page waits.
_AT_ONCE, _ASIDE = 1, 2


def version_of(files: Mapping[str, bytes]) -> str:
    """Return what tells one version of the files from others."""
    digest = sha256()
    for name, data in sorted(files.items()):
        digest.update(name.encode() + b"\0" + sha256(data).digest())
    return digest.hexdigest()[:12]


def application(
    service: Service, files: Mapping[str, bytes], hosts: list[str], sparql: Endpoint | None = None
) -> Starlette:
    """Return the application; ``hosts`` are the names that it answers to, ``*`` for all.

    ``sparql`` answers the queries of programs, as it does by itself where none is given.
    """
    doors, endpoint = _Doors(service, files), sparql or Endpoint(service.folder)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        warming = asyncio.create_task(endpoint.warm())
        yield
        warming.cancel()
        endpoint.close()

    return Starlette(
        lifespan=lifespan,
        routes=[
            *(Route(path, endpoint) for path in (SERVICE, f"{SERVICE}/", *DOCUMENTS)),
            Route(OPENAPI, doors.described, methods=["GET"]),
            Route("/static/{name:path}", doors.file, methods=["GET"]),
            Route("/{path:path}", doors.page, methods=["GET"]),
            Route("/{path:path}", doors.form, methods=["POST"]),
        ],
        middleware=[
            Middleware(_StrictHeaders),
            Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False),
        ],
        exception_handlers={HTTPException: doors.refused, Exception: doors.broken},
    )


class _Doors:
    """What each kind of request is answered by."""

    def __init__(self, service: Service, files: Mapping[str, bytes]) -> None:
        self._service = service
        self._at_once, self._aside = asyncio.Semaphore(_AT_ONCE), asyncio.Semaphore(_ASIDE)
        self._files = {
            name: Answer.of(_media_type(name), data, headers={"Cache-Control": _YEAR})
            for name, data in files.items()
        }

    async def page(self, request: Request) -> Response:
        """Answer with a page, its twin or a download."""
        path, query = request.path_params["path"], dict(request.query_params)
        by = remembered(request.cookies.get(COOKIE, "")) if self._service.desk else ""
        accept = request.headers.get("accept", "")
        made = None
        if path.startswith(_TERMS):
            root = self._service.linker.root
            made = await run_in_threadpool(of_terms, path, accept, root)
        if made is None:
            made = await self._led(path, query, accept)
        if made is None:
            path = self._service.page_path(path)
            made = self._service.held(path, query, by) or await self._made(path, query, by)
        return _response(made, request.headers)

    async def _led(self, path: str, query: Mapping[str, str], accept: str) -> Answer | None:
        """Lead on from the IRI of a thing."""
        if not self._service.names_thing(path):
            return None
        if self._service.takes_long(path, query):
            return await run_in_threadpool(self._service.lead, path, query, accept)
        return self._service.lead(path, query, accept)

    async def _made(self, path: str, query: Mapping[str, str], by: str) -> Answer:
        """Make a page when it is its turn, unless another asked for the same meanwhile."""
        async with self._aside if self._service.takes_long(path, query) else self._at_once:
            held = self._service.held(path, query, by)
            if held is not None:
                return held
            return await run_in_threadpool(self._service.answer, path, query, by)

    async def described(self, request: Request) -> Response:
        """Answer with the description of all twins."""
        return _response(await run_in_threadpool(self._service.described), request.headers)

    async def form(self, request: Request) -> Response:
        """Answer a form that was sent."""
        sent = await _sent(request, self._service)
        if isinstance(sent, Refusal):
            return await self._refusing(request, sent.error, sent.status)
        made = await run_in_threadpool(self._service.act, request.path_params["path"], sent)
        return _response(made, request.headers)

    async def file(self, request: Request) -> Response:
        """Answer with a script, a style, a font or a picture."""
        name = request.path_params["name"]
        if name not in self._files:
            return await self.refused(request, HTTPException(HTTPStatus.NOT_FOUND))
        return _response(self._files[name], request.headers)

    async def refused(self, request: Request, error: Exception) -> Response:
        """Answer what no door is for."""
        status = error.status_code if isinstance(error, HTTPException) else _FAULT
        told = (
            NotFound("page-unknown", name=request.url.path.strip("/"))
            if status == HTTPStatus.NOT_FOUND
            else BadInput("request-refused", status=status, method=request.method)
        )
        response = await self._refusing(request, told, status)
        if isinstance(error, HTTPException) and error.headers:
            response.headers.update(error.headers)
        return response

    async def broken(self, request: Request, error: Exception) -> Response:
        """Answer where something went wrong with us."""
        told = OurFault("unexpected", reason=type(error).__name__)
        response = await self._refusing(request, told, _FAULT)
        response.headers.update(_HEADERS)  # what answers faults stands outside of the rest
        return response

    async def _refusing(self, request: Request, told: PlangrafError, status: int) -> Response:
        path = request.url.path
        ending = TWIN if path.endswith(TWIN) else ""
        address = Address.read(path.removesuffix(TWIN), {})
        made = await run_in_threadpool(self._service.refusal, told, address, ending, status)
        return _response(made, request.headers)


def _media_type(name: str) -> str:
    if name.endswith(".woff2"):
        return "font/woff2"
    kind = guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") or name.endswith(".js") else kind


async def _sent(request: Request, service: Service) -> Sent | Refusal:
    """Return the fields of a form that may be taken, or why it may not; too much is never read."""
    if service.desk is None:
        return Refusal(403, BadInput("deciding-off"))
    refusal = refusal_of(request.headers, f"{request.url.scheme}://{request.url.netloc}")
    if refusal is not None:
        return refusal
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST:
            return too_long()
    return form_of(body, service.token)


def _response(answer: Answer, asked: Headers) -> Response:
    """Return an answer as a response: not at all where the client has it, packed where it can."""
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding", **answer.headers}
    if answer.status == 200 and answer.headers.get("ETag") in _tags(asked):
        return Response(status_code=304, headers=headers)
    body = answer.body
    if answer.packed and "gzip" in asked.get("accept-encoding", ""):
        body = answer.packed
        headers["Content-Encoding"] = "gzip"
    return Response(body, answer.status, headers, answer.media_type)


def _tags(asked: Headers) -> list[str]:
    given = asked.get("if-none-match", "")
    return [tag.strip().removeprefix("W/") for tag in given.split(",")]


class _StrictHeaders:
    """Adds to every response what keeps it to itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._extra = [(k.lower().encode(), v.encode()) for k, v in _HEADERS.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = {name.lower() for name, _ in message["headers"]}
                extra = [pair for pair in self._extra if pair[0] not in told]
                message["headers"] = [*message["headers"], *extra]
            await send(message)

        await self._app(scope, receive, with_headers)
