"""A document as bytes and back: how a worker hands it over, and how it is kept between builds.

JSON, never pickle: what is read back can be nothing but text, numbers and lists of them.
"""

import json
from dataclasses import fields, is_dataclass
from typing import Any

from graph.errors import Notice
from loaders.document import Block, Document, Mapped, Record


def dump_document(document: Document) -> bytes:
    r"""Write a document as JSON; what is as usual in a block is left out.

    >>> block = Block("heading", Mapped.of("Visjon", 0), 1)
    >>> document = Document("a.txt", "00", "text/plain", "utf-8", "Visjon", "Visjon", (block,))
    >>> load_document(dump_document(document)) == document
    True
    """
    return json.dumps(document, default=_plain, separators=(",", ":")).encode()


def load_document(data: bytes) -> Document:
    """Return the document that :func:`dump_document` wrote.

    Raises :class:`ValueError` for anything else.
    """
    try:
        given = json.loads(data)
        return Document(
            **{
                **given,
                "blocks": tuple(_block(block) for block in given["blocks"]),
                "repairs": tuple(map(tuple, given["repairs"])),
                "lines": tuple(given["lines"]),
                "pages": tuple(map(tuple, given["pages"])),
                "notices": tuple(_notice(notice) for notice in given["notices"]),
            }
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(str(error)) from error


def _plain(value: object) -> object:
    """What JSON has no word for: our own small shapes, and the odd field of a notice."""
    if isinstance(value, Mapped):
        return [value.text, value.pieces]
    if isinstance(value, Notice):
        return {"reference": value.reference, "where": value.where, "fields": value.fields}
    if is_dataclass(value):
        found = {field.name: (getattr(value, field.name), field.default) for field in fields(value)}
        shortened = isinstance(value, Block)
        return {name: v for name, (v, usual) in found.items() if not shortened or v != usual}
    return str(value)


def _mapped(given: list[Any]) -> Mapped:
    text, pieces = given
    return Mapped(text, tuple(map(tuple, pieces)))


def _block(given: dict[str, Any]) -> Block:
    changed: dict[str, Any] = {"content": _mapped(given["content"])}
    if "rows" in given:
        changed["rows"] = tuple(tuple(map(_mapped, row)) for row in given["rows"])
    if "record" in given:
        changed["record"] = _record(given["record"])
    return Block(**{**given, **changed})


def _record(given: dict[str, Any]) -> Record:
    details = tuple((kind, _mapped(text)) for kind, text in given.get("details", ()))
    return Record(**{**given, "details": details})


def _notice(given: dict[str, Any]) -> Notice:
    return Notice(given["reference"], where=given["where"], **given["fields"])
