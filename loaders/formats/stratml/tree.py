"""From the bytes of a file to the root of its plan, whatever namespace it is in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from graph.errors import BadInput
from loaders.formats.plain import text_of
from loaders.formats.web.page import printable
from loaders.lexicon import threshold

#: The elements that hold a whole plan.
ROOTS = ("PerformancePlanOrReport", "StrategicPlan")
#: Part 1, Part 2, what came before them, and what came after.
NAMESPACES = frozenset(
    {
        "urn:ISO:std:iso:17469:tech:xsd:stratml_core",
        "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport",
        "http://www.stratml.net",
        "http://schemas.stratml.us/3.5",
    }
)
_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*\?>")
# An entity, or a document type with declarations inside: never needed, and how XML bombs are made.
_DECLARES = re.compile(r"<!ENTITY|<!DOCTYPE[^>]*\[", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Opened:
    """The root of a plan; ``faults`` are where the XML is broken, ``others`` count more plans."""

    root: etree._Element
    encoding: str
    faults: tuple[tuple[int, str], ...]
    others: int

    @property
    def namespace(self) -> str:
        """The namespace of the root, empty where it has none."""
        return etree.QName(self.root).namespace or ""


def open_plan(data: bytes, name: str) -> Opened:
    """Parse a file and find its plan; broken XML is read as far as it can be understood.

    Nothing is fetched, and no entity is put in.

    Raises :class:`~graph.errors.BadInput` (``stratml-root-missing``, ``stratml-entities``,
    ``stratml-too-deep``, ``document-bomb``, and what :func:`loaders.formats.plain.text_of` raises).
    """
    decoded = text_of(data, name)
    # The characters are decoded already; the lines that faults are told by stay what they are.
    text = _DECLARATION.sub(lambda match: "\n" * match.group().count("\n"), decoded.text, count=1)
    text = printable(text)
    if _DECLARES.search(text):
        raise BadInput("stratml-entities", where=name)
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, load_dtd=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        top = etree.fromstring(text.encode(), parser=parser)
    except etree.XMLSyntaxError as error:
        raise BadInput("stratml-root-missing", where=name) from error
    faults = tuple((entry.line, entry.message.strip()) for entry in parser.error_log)
    if any("depth" in message.lower() for _, message in faults):
        raise _too_deep(name)
    if top is None:
        raise BadInput("stratml-root-missing", where=name)
    _check_size(top, name)
    plans = list(top.iter(*(f"{{*}}{root}" for root in ROOTS)))
    if not plans:
        raise BadInput("stratml-root-missing", where=name)
    root = max(plans, key=lambda plan: sum(1 for _ in plan.iter()))
    return Opened(root, decoded.encoding, faults, len(plans) - 1)


def _check_size(top: etree._Element, name: str) -> None:
    most, deepest = threshold("stratml", "max_elements"), threshold("stratml", "max_depth")
    depth = count = 0
    for event, _ in etree.iterwalk(top, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > deepest:
            raise _too_deep(name)
    if count > most:
        raise BadInput("document-bomb", where=name, reason=f"{count} XML")


def _too_deep(name: str) -> BadInput:
    return BadInput("stratml-too-deep", where=name, limit=int(threshold("stratml", "max_depth")))


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return etree.QName(element).localname


def children(element: etree._Element | None, *names: str) -> Iterator[etree._Element]:
    """Iterate over the children of some names, whatever their namespace."""
    for child in element if element is not None else ():
        if isinstance(child.tag, str) and (not names or local(child) in names):
            yield child


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """Return the first child of a name, or None."""
    return next(children(element, name), None)


def said(element: etree._Element | None, name: str) -> str:
    """Return the text of the first child of a name, empty where there is none."""
    found = child(element, name)
    return "" if found is None else "".join(map(str, found.itertext())).strip()
