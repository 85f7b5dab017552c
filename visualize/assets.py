"""What the pages take from others, bundled from npm when the package was built."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from graph.errors import BadInput, NotFound
from visualize.pages import folder

#: Says of what the bundle was made and which files it holds; written last.
_RECORD = "built.json"


def is_bundled() -> bool:
    """Say whether the scripts, styles and fonts of the pages are there."""
    return (_bundle() / _RECORD).is_file()


def asset_names() -> tuple[str, ...]:
    """Return the names of all files of the bundle, sorted; a font's begins with ``fonts/``.

    Raises :class:`~graph.errors.BadInput` where nothing was bundled.
    """
    return tuple(sorted(asset_digests()))


def asset_digests() -> Mapping[str, str]:
    """Return the SHA-256 of every file of the bundle, in hex, by its name.

    Raises :class:`~graph.errors.BadInput` where nothing was bundled.
    """
    return _digests(_bundle())


def asset(name: str) -> bytes:
    """Return one file of the bundle, as it is.

    Raises :class:`~graph.errors.BadInput` where nothing was bundled, and
    :class:`~graph.errors.NotFound` for a name that is not one of :func:`asset_names`; no name
    leads out of the bundle.
    """
    if name not in asset_digests():
        raise NotFound("asset-unknown", name=name)
    return _content(_bundle(), name)


def asset_text(name: str) -> str:
    """Return one script, style or notice of the bundle as text; raises as :func:`asset`."""
    return asset(name).decode("utf-8")


def static_files() -> dict[str, bytes]:
    """Return the scripts, styles and fonts that pages load, by their name below ``static/``.

    Those of the bundle stand in ``bundle/``. Raises :class:`~graph.errors.BadInput` where nothing
    was bundled.
    """
    own = {
        path.name: path.read_bytes()
        for path in sorted(folder("static").iterdir())
        if path.suffix in {".css", ".js", ".svg"}
    }
    return own | {f"bundle/{name}": asset(name) for name in asset_names()}


def _bundle() -> Path:
    return folder("bundle")


@cache
def _digests(bundle: Path) -> Mapping[str, str]:
    try:
        record = json.loads((bundle / _RECORD).read_text("utf-8"))
    except FileNotFoundError:
        raise BadInput("assets-missing") from None
    files: dict[str, str] = record["files"]
    return files


@cache
def _content(bundle: Path, name: str) -> bytes:
    return (bundle / name).read_bytes()
