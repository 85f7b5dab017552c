"""The review: what is uncertain as a workbook, most valuable first, with room for answers."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.store import PlanStore
from plangraf.texts import say
from plangraf.words import method_word, type_word
from queries.catalogue import Catalogue
from queries.reviewing import Doubt, doubts
from visualize.wording import Wording

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

#: The types a human may choose, in the order of the hierarchy.
TYPES = (
    "vision", "value", "focus_area", "initiative", "main_goal", "sub_goal", "strategy", "measure",
    "priority", "recommendation", "indicator",
)  # fmt: skip
MARK = "plangraf-review-1"
CHOICES = "Valg"
_WIDEST = 42
_INTRO = 84
_MOST_CHOICES = 300


@dataclass(frozen=True, slots=True)
class _Column:
    """One column of a sheet: the key of its header's text, its width, what stands in it."""

    key: str
    width: int
    value: Callable[[Doubt, str], object] | None = None


def _plan(doubt: Doubt, language: str) -> object:
    del language
    return doubt.subject.plan or ""


def _kind(doubt: Doubt, language: str) -> object:
    return type_word(doubt.subject.type, language)


def _text(doubt: Doubt, language: str) -> object:
    del language
    return doubt.subject.label


def _above(doubt: Doubt, language: str) -> object:
    del language
    return doubt.parent.label if doubt.parent else ""


def _section(doubt: Doubt, language: str) -> object:
    del language
    return doubt.section or ""


def _page(doubt: Doubt, language: str) -> object:
    del language
    return doubt.place.page if doubt.place and doubt.place.page else ""


def _quote(doubt: Doubt, language: str) -> object:
    del language
    return doubt.place.quote if doubt.place else ""


def _file(doubt: Doubt, language: str) -> object:
    del language
    return doubt.place.file if doubt.place else ""


def _sure(doubt: Doubt, language: str) -> object:
    del language
    return round(doubt.confidence, 2)


def _rule(doubt: Doubt, language: str) -> object:
    return Wording(language).rule(doubt.rule)


def _how(doubt: Doubt, language: str) -> object:
    return method_word(doubt.rule, language)


def _other(doubt: Doubt, language: str) -> object:
    return ", ".join(type_word(kind, language) for kind in doubt.alternatives)


def _cited(doubt: Doubt, language: str) -> object:
    del language
    return doubt.text or ""


_ANSWERED = (_Column("review-comment", 22), _Column("review-by", 14), _Column("review-date", 11))
SHEETS: dict[str, tuple[_Column, ...]] = {
    "element": (
        _Column("review-plan", 20, _plan), _Column("review-type", 13, _kind),
        _Column("review-text", _WIDEST, _text), _Column("review-under", 26, _above),
        _Column("review-quote", 38, _quote), _Column("review-page", 6, _page),
        _Column("review-file", 17, _file), _Column("review-sure", 9, _sure),
        _Column("review-rule", 19, _rule), _Column("review-other", 12, _other),
        _Column("review-answer", 18), _Column("review-right-type", 14),
        _Column("review-right-parent", 28), _Column("review-right-text", 28), *_ANSWERED,
    ),
    "parent": (
        _Column("review-plan", 20, _plan), _Column("review-type", 13, _kind),
        _Column("review-text", _WIDEST, _text), _Column("review-section", 24, _section),
        _Column("review-page", 6, _page), _Column("review-file", 17, _file),
        _Column("review-answer", 18), _Column("review-right-parent", _WIDEST), *_ANSWERED,
    ),
    "reference": (
        _Column("review-plan", 20, _plan), _Column("review-measure", 30, _text),
        _Column("review-cited", _WIDEST, _cited), _Column("review-meant", 36, _above),
        _Column("review-page", 6, _page), _Column("review-file", 17, _file),
        _Column("review-sure", 9, _sure), _Column("review-how", 13, _how),
        _Column("review-answer", 18), _Column("review-right-target", _WIDEST), *_ANSWERED,
    ),
}  # fmt: skip


def review(
    store: PlanStore, language: str = "nb", *, limit: int | None = None, everything: bool = False
) -> tuple[bytes, list[Doubt]]:
    """Return the workbook of what a human should look at, and what stands in it.

    ``limit`` keeps the most valuable ones; ``everything`` takes the certain ones too.
    """
    found = doubts(Catalogue(store), everything=everything)[:limit]
    return _workbook(found, language), found


def _workbook(found: Sequence[Doubt], language: str) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 - slow to load

    from visualize.workbooks import to_bytes  # noqa: PLC0415

    workbook = Workbook()
    _intro(workbook, language, len(found))
    choices = workbook.create_sheet(CHOICES)
    choices.sheet_state = "hidden"
    for number, words in enumerate(
        ([MARK, language], *(answer_words(k, language) for k in _LISTS)), 1
    ):
        for column, word in enumerate(words, 1):
            choices.cell(number, column).value = word
    for kind in SHEETS:
        _sheet(workbook, choices, kind, [d for d in found if d.kind == kind], language)
    workbook.move_sheet(choices, len(SHEETS))
    return to_bytes(workbook)


#: The rows of the hidden sheet that hold the lists to choose from, after its mark.
_LISTS = ("types", "element", "parent", "reference")


def answer_words(kind: str, language: str) -> list[str]:
    """The words of one list to choose from."""
    if kind == "types":
        return [type_word(name, language) for name in TYPES]
    return say(f"review-answers-{kind}", language).split("|")


def _intro(workbook: "Workbook", language: str, count: int) -> None:
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415

    from visualize.workbooks import fit, put  # noqa: PLC0415

    sheet = workbook.worksheets[0]
    sheet.title = say("review-sheet-intro", language)
    sheet.column_dimensions["A"].width = _INTRO
    for row, line in enumerate(say("review-intro", language, count=count).split("\n"), 1):
        cell = put(sheet, row, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if row == 1:
            cell.font = Font(bold=True, size=14)
        fit(sheet, row, [_INTRO])


def _sheet(
    workbook: "Workbook", choices: "Worksheet", kind: str, found: Sequence[Doubt], language: str
) -> None:
    from openpyxl.styles import Alignment, PatternFill  # noqa: PLC0415

    from visualize.workbooks import fit, header, put  # noqa: PLC0415

    columns = SHEETS[kind]
    sheet = workbook.create_sheet(say(f"review-sheet-{kind}", language))
    answer = PatternFill("solid", fgColor="FFF7DB")
    for row, doubt in enumerate(found, 2):
        for at, column in enumerate(columns, 1):
            value = column.value(doubt, language) if column.value else None
            cell = put(sheet, row, at, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if column.value is None:
                cell.fill = answer
            if column.key == "review-sure":
                cell.number_format = "0 %" if language == "nb" else "0%"
            if column.key == "review-date":
                cell.number_format = "yyyy-mm-dd"
        put(sheet, row, len(columns) + 1, _key(doubt))
        fit(sheet, row, [column.width for column in columns])
    header(
        sheet,
        [*(say(c.key, language) for c in columns), "plangraf"],
        [*(c.width for c in columns), 4],
    )
    sheet.column_dimensions[sheet.cell(1, len(columns) + 1).column_letter].hidden = True
    if found:
        _dropdowns(sheet, choices, kind, found)


def _dropdowns(sheet: "Worksheet", choices: "Worksheet", kind: str, found: Sequence[Doubt]) -> None:
    """Put lists to choose from on the answers; those of one row stand in the hidden sheet."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    names = [column.key for column in SHEETS[kind]]
    last = len(found) + 1

    def choose(row: int, many: int, column: int, first: int, until: int) -> None:
        letter = get_column_letter(many)
        rule = DataValidation(
            "list", formula1=f"{CHOICES}!$A${row}:${letter}${row}", allow_blank=True
        )
        rule.showErrorMessage = False
        sheet.add_data_validation(rule)
        at = get_column_letter(column)
        rule.add(f"{at}{first}:{at}{until}")

    answers = 2 + _LISTS.index(kind)
    many = sum(cell.value is not None for cell in choices[answers])
    choose(answers, many, names.index("review-answer") + 1, 2, last)
    if kind == "element":
        choose(2, len(TYPES), names.index("review-right-type") + 1, 2, last)
        return
    free = names.index("review-right-parent" if kind == "parent" else "review-right-target") + 1
    for row, doubt in enumerate(found, 2):
        options = doubt.alternatives[:_MOST_CHOICES]
        if options:
            line = choices.max_row + 1
            for column, option in enumerate(options, 1):
                choices.cell(line, column).value = option
                choices.cell(line, column).data_type = "s"
            choose(line, len(options), free, row, row)


def _key(doubt: Doubt) -> str:
    """What an answer is about: enough to find it again, in this version of the plan or the next."""
    return json.dumps(
        {
            "kind": doubt.kind,
            "text": doubt.subject.label,
            "document": doubt.subject.plan,
            "near": (doubt.parent.label if doubt.parent and doubt.kind != "reference" else None)
            or doubt.section,
            "page": doubt.place.page if doubt.place else None,
            "cited": doubt.text,
            "target": doubt.parent.label if doubt.parent and doubt.kind == "reference" else None,
            "before": doubt.before,
        },
        ensure_ascii=False,
    )
