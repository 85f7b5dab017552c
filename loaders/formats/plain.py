"""Text files that hold data: decoded like plans, and no larger."""

from graph.errors import BadInput
from loaders.decode import Decoded, decode
from loaders.lexicon import threshold


def text_of(data: bytes, name: str) -> Decoded:
    """Decode a text file of data.

    Raises :class:`~graph.errors.BadInput` (``document-too-large``, and what
    :func:`loaders.decode.decode` raises).

    >>> text_of("Mål;Tiltak".encode("cp1252"), "liste.csv").text
    'Mål;Tiltak'
    """
    limit = threshold("reading", "max_bytes")
    if len(data) > limit:
        size, most = f"{len(data) / 1e6:.0f}", f"{limit / 1e6:.0f}"
        raise BadInput("document-too-large", where=name, size=size, limit=most)
    return decode(data, name)
