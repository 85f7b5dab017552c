"""Asks the application in a test, without a server."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from httpx import ASGITransport, AsyncClient, Cookies, Response
from starlette.applications import Starlette

ORIGIN = "http://localhost:8357"


class Client:
    """Asks the application as a browser without scripts does, and keeps its cookies."""

    def __init__(self, app: Starlette) -> None:
        self._app = app
        self.cookies = Cookies()

    def request(self, method: str, path: str, **options: Any) -> Response:
        """Return the answer to one request."""

        async def asked() -> Response:
            transport = ASGITransport(self._app, raise_app_exceptions=False)
            async with AsyncClient(
                transport=transport, base_url=ORIGIN, cookies=self.cookies
            ) as client:
                answer = await client.request(method, path, **options)
                self.cookies.update(client.cookies)
                return answer

        # In a thread of its own: a browser of other tests may have a loop running in this one.
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(lambda: asyncio.run(asked())).result()

    def get(self, path: str, **options: Any) -> Response:
        """Return a page."""
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> Response:
        """Return the answer to a form."""
        return self.request("POST", path, **options)
