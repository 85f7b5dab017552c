"""The web application: a service behind Starlette, with strict headers."""

from collections.abc import Mapping
from hashlib import sha256
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

from graph.errors import BadInput, NotFound
from plangraf.site.addresses import TWIN, Address
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
from plangraf.site.rendering import PAGE_POLICY
from plangraf.site.service import Answer, Service

#: Nor may a page of ours stand in another's; only a header can say that.
POLICY = f"{PAGE_POLICY}; frame-ancestors 'none'"
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Frame-Options": "DENY",
}
_YEAR = "public, max-age=31536000, immutable"


def version_of(files: Mapping[str, bytes]) -> str:
    """Return what tells one version of the files from others."""
    digest = sha256()
    for name, data in sorted(files.items()):
        digest.update(name.encode() + b"\0" + sha256(data).digest())
    return digest.hexdigest()[:12]


def application(service: Service, files: Mapping[str, bytes], hosts: list[str]) -> Starlette:
    """Return the application; ``hosts`` are the names that it answers to, ``*`` for all."""
    static = {
        name: Answer.of(_media_type(name), data, headers={"Cache-Control": _YEAR})
        for name, data in files.items()
    }

    async def page(request: Request) -> Response:
        path, query = request.path_params["path"], dict(request.query_params)
        by = remembered(request.cookies.get(COOKIE, "")) if service.desk else ""
        made = service.held(path, query, by)
        if made is None:
            made = await run_in_threadpool(service.answer, path, query, by)
        return _response(made, request.headers)

    async def form(request: Request) -> Response:
        path = request.path_params["path"]
        sent = await _sent(request, service)
        if isinstance(sent, Refusal):
            ending = TWIN if path.endswith(TWIN) else ""
            address = Address.read(path.removesuffix(TWIN), {})
            made = await run_in_threadpool(
                service.refusal, sent.error, address, ending, sent.status
            )
        else:
            made = await run_in_threadpool(service.act, path, sent)
        return _response(made, request.headers)

    async def file(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in static:
            return await refused(request, HTTPException(404))
        return _response(static[name], request.headers)

    async def refused(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        address = Address.read(request.url.path.removesuffix(".json"), {})
        told = (
            NotFound("page-unknown", name=address.path)
            if status == 404
            else BadInput("request-refused", status=status, method=request.method)
        )
        ending = ".json" if request.url.path.endswith(".json") else ""
        made = await run_in_threadpool(service.refusal, told, address, ending, status)
        response = _response(made, request.headers)
        if isinstance(error, HTTPException) and error.headers:
            response.headers.update(error.headers)
        return response

    return Starlette(
        routes=[
            Route("/static/{name:path}", file, methods=["GET"]),
            Route("/{path:path}", page, methods=["GET"]),
            Route("/{path:path}", form, methods=["POST"]),
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False),
            Middleware(_StrictHeaders),
        ],
        exception_handlers={HTTPException: refused},
    )


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
                message["headers"] = [*message["headers"], *self._extra]
            await send(message)

        await self._app(scope, receive, with_headers)
