"""Connections of the server that nobody can hold open, or fill, without asking for anything."""

import asyncio
import json
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from graph.errors import BadInput

#: Seconds within which the head of a request arrives.
PATIENCE = 20.0
#: Bytes that an address and a head may have together: a long query fits.
LONGEST = 64 * 1024


class Connection(HttpToolsProtocol):
    """One connection: it is closed where a request does not arrive in time, or has no end."""

    _timer: asyncio.TimerHandle | None = None
    _length = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._heard()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Wait for the rest of a head."""
        self._wait()
        self._length = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Take a piece of the address."""
        self._count(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a line of the head."""
        self._count(name + value)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Answer."""
        self._heard()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - told in our words
        """Refuse what is no request, in the shape that errors have for programs."""
        is_long = self._length > LONGEST
        status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE if is_long else HTTPStatus.BAD_REQUEST
        reference = "request-head" if is_long else "request-malformed"
        told = BadInput(reference, most=LONGEST // 1024)
        body = json.dumps(told.json("nb"), ensure_ascii=False).encode()
        head = [
            f"HTTP/1.1 {status.value} {status.phrase}",
            "content-type: application/json; charset=utf-8",
            f"content-length: {len(body)}",
            "connection: close",
        ]
        self.transport.write("\r\n".join([*head, "", ""]).encode() + body)
        self.transport.close()

    def _count(self, part: bytes) -> None:
        self._length += len(part)
        if self._length > LONGEST:
            raise ValueError

    def _wait(self) -> None:
        self._heard()
        self._timer = self.loop.call_later(PATIENCE, self.transport.close)

    def _heard(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def options() -> dict[str, Any]:
    """Return how uvicorn serves: quietly, and none keeps others out."""
    return {
        "http": Connection,
        "ws": "none",
        "log_level": "error",
        "access_log": False,
        "server_header": False,
        "date_header": True,
        "timeout_keep_alive": 15,
        "limit_concurrency": 800,
        "timeout_graceful_shutdown": 3,
    }
