"""The answers of a review: read from its workbook, written as decisions beside the plans."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.errors import BadInput, Notice
from ontology.terms import Correction
from plangraf.decision_file import New, locked
from plangraf.reviewing import CHOICES, MARK, SHEETS, TYPES, answer_words
from plangraf.texts import LANGUAGES, say
from plangraf.words import type_word

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_PART = "|"


@dataclass(slots=True)
class Answers:
    """What a workbook answers: decisions as TOML tables, and rows that could not be taken."""

    elements: list[dict[str, Any]] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Notice] = field(default_factory=list)


def read_answers(path: Path, by: str | None = None, on: date | None = None) -> Answers:
    """Read the answers of a review.

    ``by`` and ``on`` hold where a row names nobody and no day.

    Raises :class:`~graph.errors.BadInput` (``review-not-one``, and what opening the file raises).
    """
    workbook = _opened(path)
    language = _language(workbook, path)
    found = Answers()
    for kind in SHEETS:
        title = say(f"review-sheet-{kind}", language)
        if title in workbook.sheetnames:
            reader = _Reader(workbook[title], kind, language, by, on)
            reader.read(found)
    return found


def _opened(path: Path) -> "Workbook":
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to load

    from loaders.formats.packed import check_xml, open_packed  # noqa: PLC0415
    from loaders.readers import read_bytes  # noqa: PLC0415

    data = read_bytes(path)
    with open_packed(data, path.name) as archive:
        check_xml(archive, path.name)
    try:
        return load_workbook(path, data_only=True)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput("document-broken", where=path, reason=str(error)) from error


def _language(workbook: "Workbook", path: Path) -> str:
    if CHOICES in workbook.sheetnames:
        sheet = workbook[CHOICES]
        if sheet.cell(1, 1).value == MARK and sheet.cell(1, 2).value in LANGUAGES:
            return str(sheet.cell(1, 2).value)
    raise BadInput("review-not-one", where=path)


class _Reader:
    """The rows of one sheet."""

    def __init__(
        self, sheet: "Worksheet", kind: str, language: str, by: str | None, on: date | None
    ) -> None:
        self.sheet = sheet
        self.kind = kind
        self.language = language
        self.by = by
        self.on = on
        self.names = [column.key for column in SHEETS[kind]]

    def read(self, found: Answers) -> None:
        for number, cells in enumerate(self.sheet.iter_rows(min_row=2, values_only=True), 2):
            row = dict(zip([*self.names, "key"], cells, strict=False))
            answer = _plain(row.get("review-answer"))
            given = [row.get(name) for name in self.names if name.startswith("review-right")]
            if not answer and not any(_plain(value) for value in given):
                continue
            try:
                self._row(row, answer, found)
            except _Problem as problem:
                found.problems.append(
                    Notice(
                        "review-answer-unused", sheet=self.sheet.title, row=number,
                        **{f"why_{lang}": say(problem.key, lang, **problem.fields)
                           for lang in LANGUAGES},
                    )
                )  # fmt: skip

    def _row(self, row: dict[str, Any], answer: str, found: Answers) -> None:
        key = self._key(row)
        decided = self._decided(row)
        options = [w.casefold() for w in answer_words(self.kind, self.language)]
        at = options.index(answer.casefold()) if answer.casefold() in options else None
        if answer and at is None:
            raise _Problem("review-unknown-answer", answer=answer, known=", ".join(options))
        if self.kind == "reference":
            found.links.append(self._link(row, key, at) | decided)
        elif self.kind == "parent":
            found.elements.append(self._placed(row, key, at) | decided)
        else:
            found.elements.append(self._element(row, key, at) | decided)

    def _key(self, row: dict[str, Any]) -> dict[str, Any]:
        try:
            key = json.loads(str(row.get("key")))
        except ValueError as error:
            raise _Problem("review-key-missing") from error
        if not isinstance(key, dict) or not isinstance(key.get("text"), str):
            raise _Problem("review-key-missing")
        return key

    def _decided(self, row: dict[str, Any]) -> dict[str, Any]:
        by = _plain(row.get("review-by")) or self.by
        if not by:
            raise _Problem("review-nobody")
        day = _day(row.get("review-date")) or self.on
        if day is None:
            raise _Problem("review-no-date")
        reason = _plain(row.get("review-comment"))
        return {"by": by, "date": day} | ({"reason": reason} if reason else {})

    def _element(self, row: dict[str, Any], key: dict[str, Any], at: int | None) -> dict[str, Any]:
        """An element's answer; where only a type or a parent is given, that is the answer."""
        entry = _held(key)
        kind, parent = self._type(row), _plain(row.get("review-right-parent"))
        parts = [part.strip() for part in _plain(row.get("review-right-text")).split(_PART)]
        parts = [part for part in parts if part]
        action = list(_ACTIONS)[at] if at is not None else None
        if action is None:
            action = Correction.TYPE if kind else Correction.PARENT
        if action is Correction.TYPE and not kind:
            raise _Problem("review-type-missing")
        if action is Correction.PARENT and not parent:
            raise _Problem("review-parent-missing")
        if action is Correction.SPLIT and len(parts) < len(("one", "other")):
            raise _Problem("review-parts-missing")
        if action is Correction.JOIN:
            if not key.get("before"):
                raise _Problem("review-nothing-before")
            entry |= {"text": key["before"], "parts": [key["text"]]}
        if action is Correction.SPLIT:
            entry["parts"] = parts
        if kind and action is not Correction.REMOVE:
            entry["type"] = kind
        if parent and action is not Correction.REMOVE:
            entry["parent"] = parent
        return {"action": action.value} | entry

    def _type(self, row: dict[str, Any]) -> str | None:
        word = _plain(row.get("review-right-type"))
        if not word:
            return None
        for name in TYPES:
            if type_word(name, self.language).casefold() == word.casefold():
                return name
        raise _Problem("review-unknown-type", answer=word)

    def _placed(self, row: dict[str, Any], key: dict[str, Any], at: int | None) -> dict[str, Any]:
        """What an element without anything above it stands under: something, or nothing."""
        parent = _plain(row.get("review-right-parent"))
        if at == 1:
            parent = ""
        elif not parent:
            raise _Problem("review-parent-missing")
        return {"action": Correction.PARENT.value} | _held(key) | {"parent": parent}

    def _link(self, row: dict[str, Any], key: dict[str, Any], at: int | None) -> dict[str, Any]:
        target = _plain(row.get("review-right-target"))
        entry: dict[str, Any] = {"source": key["text"], "text": key.get("cited")}
        if at == 1:
            return {"action": "reject"} | entry
        if target:
            return {"action": "replace"} | entry | {"target": target}
        if at == 0 and key.get("target"):
            return {"action": "accept"} | entry | {"target": key["target"]}
        raise _Problem("review-target-missing")


#: What each answer about an element does, in the order of the words.
_ACTIONS = (
    Correction.CONFIRM, Correction.TYPE, Correction.PARENT, Correction.SPLIT, Correction.JOIN,
    Correction.REMOVE,
)  # fmt: skip


def _held(key: dict[str, Any]) -> dict[str, Any]:
    """What a decision holds by: the text and its place."""
    return {
        name: key[name]
        for name in ("text", "document", "near", "page")
        if key.get(name) is not None
    }


@dataclass(slots=True)
class _Problem(Exception):  # noqa: N818 - it never leaves this module
    """A row that can't be taken: the key of its text, and its fields."""

    key: str
    fields: dict[str, object]

    def __init__(self, key: str, **fields: object) -> None:
        self.key = key
        self.fields = fields


def _plain(value: object) -> str:
    return " ".join(str(value).split()) if value is not None else ""


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _plain(value)
    if not text:
        return None
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise _Problem("review-date-unknown", answer=text)


def write_decisions(folder: Path, answers: Answers) -> int:
    """Add answers to ``plangraf.decisions.toml``; what stands there stays, and nothing twice.

    A later answer about the same text takes the place of an earlier one from a review. Returns how
    many were written. Raises what :func:`~plangraf.decision_file.locked` and
    :meth:`~plangraf.decision_file.DecisionFile.save` do.
    """
    given = [("element", e) for e in answers.elements] + [("link", e) for e in answers.links]
    with locked(folder) as file:
        former = file.entries()
        new: dict[tuple[object, ...], New] = {}
        for kind, values in given:
            about = kind, *_about(values)
            if not any((e.kind, e.values) == (kind, values) for e in former):
                new.pop(about, None)  # the later one stands after all others
                new[about] = New(kind, values)
        gone = [entry for entry in former if (entry.kind, *_about(entry.values)) in new]
        if new:
            file.edit(remove=gone, add=new.values())
            file.save()
    return len(new)


def _about(entry: Mapping[str, Any]) -> tuple[object, ...]:
    """What an entry is about; two about the same thing contradict or repeat each other."""
    return tuple(entry.get(name) for name in ("source", "text", "document", "near"))
