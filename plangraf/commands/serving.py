"""``serve``: the pages of a graph in a browser."""

import ipaddress
import os
import secrets
import socket
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

import click

from graph.errors import BadInput, PlangrafError
from plangraf.commands.grammar import command, graph_option, language_option, option, path_option
from plangraf.commands.session import Session

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from plangraf.desk import Desk

#: The port that is tried first where none is asked for.
_PORT = 8357
#: The variable of the environment that holds the token for updates, where one is chosen.
TOKEN = "PLANGRAF_TOKEN"  # noqa: S105 - a name, no secret


@command("serve")
@graph_option
@path_option("--compare", text="option-compare", value="value-folder")
@option("--host", default="127.0.0.1", text="option-host", value="value-host")
@option("--port", type=click.IntRange(0, 65535), text="option-port", value="value-number")
@option("--public-url", text="option-public-url", value="value-address")
@option("--no-browser", is_flag=True, text="option-no-browser")
@option("--read-only", is_flag=True, text="option-read-only")
@option("--allow-origin", multiple=True, text="option-allow-origin", value="value-origin")
@option(
    "--query-seconds", type=click.FloatRange(0.5, 3600), default=10.0,
    text="option-query-seconds", value="value-number",
)  # fmt: skip
@option("--sparql-update", is_flag=True, text="option-sparql-update")
@path_option("--plans", multiple=True, text="option-plans", value="value-folder")
@language_option
@click.pass_obj
def serve(  # noqa: PLR0913, PLR0917 - one for each option
    session: Session,
    graph: Path,
    compare: Path | None,
    host: str,
    port: int | None,
    public_url: str | None,
    plans: tuple[Path, ...],
    allow_origin: tuple[str, ...],
    query_seconds: float,
    *,
    no_browser: bool,
    read_only: bool,
    sparql_update: bool,
) -> None:
    """Show the pages of a graph until the command is ended."""
    import uvicorn  # noqa: PLC0415 - slow to load

    from plangraf.site.app import application, version_of  # noqa: PLC0415
    from plangraf.site.connections import options  # noqa: PLC0415
    from plangraf.site.service import Service  # noqa: PLC0415
    from plangraf.sparql.endpoint import Endpoint  # noqa: PLC0415
    from plangraf.sparql.pool import Bounds  # noqa: PLC0415
    from visualize.assets import static_files  # noqa: PLC0415

    public = _public(public_url)
    files = static_files()
    is_local = _is_loopback(host)
    service = Service(
        graph, compare=compare, root=public.path, version=version_of(files),
        token=secrets.token_urlsafe(24),
        desk=_desk(session, graph, plans) if is_local and not read_only else None,
    )  # fmt: skip
    Thread(target=service.warm, daemon=True).start()
    token = (os.environ.get(TOKEN) or secrets.token_urlsafe(24)) if sparql_update else ""
    sparql = Endpoint(
        graph,
        bounds=Bounds(seconds=query_seconds),
        public=public.geturl(),
        origins=allow_origin or ([] if is_local else ["*"]),
        token=token,
    )
    hosts = _names(host, public.hostname) if is_local else ["*"]
    app: Starlette = application(service, files, hosts, sparql)
    with _listening(host, port) as listener:
        address = _address(host, listener.getsockname()[1])
        session.tell(session.say("serving", address=address))
        if not is_local:
            session.tell(session.say("serving-open"))
        if token and not os.environ.get(TOKEN):
            session.tell(session.say("serving-token", token=token))
        if not no_browser and os.environ.get("BROWSER") != "none":
            import webbrowser  # noqa: PLC0415

            webbrowser.open(address)
        config = uvicorn.Config(app, **options())
        uvicorn.Server(config).run(sockets=[listener])


def _desk(session: Session, graph: Path, plans: tuple[Path, ...]) -> "Desk | None":
    """Return a desk to decide at, made ready meanwhile, or None where the plans are not known."""
    from plangraf.desk import Desk  # noqa: PLC0415 - slow to load

    desk = Desk(graph, plans)
    obstacle = desk.obstacle()
    if obstacle is not None:
        session.tell(session.say("serving-read-only", reason=obstacle.what(session.language)))
        return None

    def warm() -> None:
        with suppress(PlangrafError):  # whoever decides is told
            desk.warm()

    Thread(target=warm, daemon=True).start()
    return desk


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _public(url: str | None) -> SplitResult:
    """Return the address that others know the server by, without a slash at its end.

    Raises :class:`~graph.errors.BadInput` (``public-url``).
    """
    found = urlsplit((url or "").rstrip("/"))
    if url and (found.scheme not in {"http", "https"} or not found.hostname or found.query):
        raise BadInput("public-url", value=url)
    return found


def _names(host: str, public: str | None) -> list[str]:
    """Return the names under which a browser asks; others are a trick."""
    return sorted({"localhost", "127.0.0.1", host, *([public] if public else [])})


def _address(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def _listening(host: str, port: int | None) -> socket.socket:
    """Return a socket on the port, or on any free one where the usual one is taken.

    Raises :class:`~graph.errors.BadInput` (``port-taken``) for a port that was asked for.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for number in [port] if port is not None else [_PORT, 0]:
        # The event loop sends small packets at once only where the protocol is named; without it
        # each answer waits 40 ms for the client to confirm its head.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, number))
        except OSError as error:
            listener.close()
            if number in {port, 0}:
                raise BadInput(
                    "port-taken", host=host, port=number, reason=error.strerror or error
                ) from error
        else:
            return listener
    raise AssertionError
