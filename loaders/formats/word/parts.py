"""The parts of a Word file: the main text, its styles, numbering, notes, headers and footers.

python-docx knows the elements; its own opener reads every picture too and refuses .docm, so the
parts are fetched one by one.
"""

import posixpath
import zlib
from dataclasses import dataclass, field
from typing import cast

from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from lxml.etree import XMLSyntaxError, _Element

from graph.errors import BadInput
from loaders.formats.packed import check_xml, open_packed, part_of

_STRICT = b"http://purl.oclc.org/ooxml/"
_STRICT_NAMES = (
    (_STRICT + b"wordprocessingml/main", qn("w:p")[1:-2].encode()),
    (_STRICT + b"officeDocument/relationships", qn("r:id")[1:-3].encode()),
)
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MAIN = "word/document.xml"


@dataclass(frozen=True, slots=True)
class Parts:
    """The roots of the parts that hold text; None or empty where the file has none."""

    body: _Element
    styles: _Element | None = None
    numbering: _Element | None = None
    notes: dict[str, _Element] = field(default_factory=dict)
    running: tuple[_Element, ...] = ()


def open_parts(data: bytes, name: str) -> Parts:
    """Open a Word file and parse its parts; nothing outside the file is followed.

    ``notes`` has the roots of ``footnotes`` and ``endnotes``, ``running`` those of the headers
    and footers.

    Raises :class:`~graph.errors.BadInput` (``document-broken``, ``document-bomb``,
    ``document-encrypted``).
    """
    try:
        return _opened(data, name)
    except zlib.error as error:  # deflated bytes that are damaged, but not so that ZIP sees it
        raise BadInput("document-broken", where=name, reason=str(error)) from error


def _opened(data: bytes, name: str) -> Parts:
    with open_packed(data, name) as archive:
        check_xml(archive, name)

        def parsed(part: str) -> _Element | None:
            found = part_of(archive, part, name)
            return None if found is None else _parsed(found, part, name)

        main = _main_part(parsed("_rels/.rels"))
        root = parsed(main)
        if root is None:
            root = parsed(main := _MAIN)
        body = root.find(qn("w:body")) if root is not None else None
        if body is None:
            raise BadInput("document-broken", where=name, reason=f"{main}: w:body")
        folder, base = posixpath.split(main)
        targets = _targets(parsed(f"{folder}/_rels/{base}.rels"), folder)
        one = {kind: parsed(parts[0]) for kind, parts in targets.items() if kind in _ONCE}
        notes = {kind: one[kind] for kind in ("footnotes", "endnotes") if one.get(kind) is not None}
        running = (parsed(part) for kind in ("header", "footer") for part in targets.get(kind, ()))
        return Parts(
            body=body,
            styles=one.get("styles"),
            numbering=one.get("numbering"),
            notes=cast("dict[str, _Element]", notes),
            running=tuple(part for part in running if part is not None),
        )


_ONCE = frozenset({"styles", "numbering", "footnotes", "endnotes"})


def _parsed(data: bytes, part: str, name: str) -> _Element:
    for strict, usual in _STRICT_NAMES:
        data = data.replace(strict, usual)
    try:
        return cast("_Element", parse_xml(data))
    except (XMLSyntaxError, ValueError) as error:
        raise BadInput("document-broken", where=name, reason=f"{part}: {error}") from error


def _main_part(relations: _Element | None) -> str:
    """The part that the file names as its document; Word for the web calls it document2.xml."""
    for relation in relations.iter(_RELATION) if relations is not None else ():
        if str(relation.get("Type", "")).endswith("/officeDocument"):
            return posixpath.normpath(str(relation.get("Target", _MAIN)).lstrip("/"))
    return _MAIN


def _targets(relations: _Element | None, folder: str) -> dict[str, list[str]]:
    """The parts that the document names, by kind; external ones are left alone."""
    targets: dict[str, list[str]] = {}
    for relation in relations.iter(_RELATION) if relations is not None else ():
        target = str(relation.get("Target", ""))
        if relation.get("TargetMode") == "External" or not target:
            continue
        path = target[1:] if target.startswith("/") else f"{folder}/{target}"
        kind = str(relation.get("Type", "")).rpartition("/")[2]
        targets.setdefault(kind, []).append(posixpath.normpath(path))
    return targets
