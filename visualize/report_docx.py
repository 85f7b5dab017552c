"""The report as a Word document: real headings, tables with heads, the language of every word."""

from collections.abc import Sequence
from io import BytesIO
from itertools import zip_longest
from typing import cast

from docx import Document
from docx.document import Document as Doc
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from visualize.outline import Grid, Line, Outline, Part, Steps
from visualize.packing import repacked
from visualize.report_outline import outline
from visualize.scene import Report
from visualize.word_parts import Node, bookmarked, element, field, link, run, runs, table
from visualize.wording import LOCALES, Wording

_FONT = "Calibri"
_INK = RGBColor(0x1E, 0x3A, 0x5F)
_SIDES = Mm(18)
_SHORT, _LONG = Mm(210), Mm(297)
_SIZES = {"Heading 1": 18, "Heading 2": 14, "Heading 3": 12}
_LONGEST_TITLE = 255  # letters: the format allows no more
_THEMED = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")


def report_docx(report: Report, lang: str) -> bytes:
    """Return the report as a Word document, the same bytes every time."""
    told = outline(report, Wording(lang))
    return _Writer(told).write()


class _Writer:
    """Writes one document from its parts."""

    def __init__(self, told: Outline) -> None:
        self.told = told
        self.document: Doc = Document()
        self.bookmarks = 0

    def write(self) -> bytes:
        """Return the finished file."""
        locale = LOCALES[self.told.language]
        _styles(self.document, locale)
        _properties(self.document, self.told.title, locale)
        section = self.document.sections[0]
        _page(section, is_wide=False)
        _footer(section)
        self._cover(section)
        for number, part in enumerate(self.told.parts, 1):
            if part.is_wide != _is_wide(section):
                section = self.document.add_section(WD_SECTION.NEW_PAGE)
                _page(section, is_wide=part.is_wide)
            self._part(part, 1, f"part_{number}", section)
        made = BytesIO()
        self.document.save(made)
        return repacked(made.getvalue())

    def _cover(self, section: Section) -> None:
        self.document.add_paragraph(self.told.title, "Title")
        self._blocks(self.told.cover, section)
        self.document.add_paragraph(self.told.contents, "Contents")
        for number, part in enumerate(self.told.parts, 1):
            self._contents_line(part, "toc 1", f"part_{number}")
            for at, inner in enumerate(part.parts, 1):
                self._contents_line(inner, "toc 2", f"part_{number}_{at}")

    def _contents_line(self, part: Part, style: str, anchor: str) -> None:
        """A link, not a field: nothing is asked when the document is opened."""
        self._paragraph([link(anchor, part.title)], style)

    def _part(self, part: Part, level: int, name: str, section: Section) -> None:
        """A heading, what stands under it, and its own parts a level down."""
        self.bookmarks += 1
        heading = bookmarked(self.bookmarks, name, [run(part.title.text, part.title.lang)])
        made = self._paragraph(heading, f"Heading {level}")
        made.paragraph_format.page_break_before = True if level == 1 and part.parts else None
        self._blocks(part.blocks, section)
        for at, inner in enumerate(part.parts, 1):
            self._part(inner, level + 1, f"{name}_{at}", section)

    def _blocks(self, blocks: Sequence[Line | Grid | Steps], section: Section) -> None:
        """What stands under a heading; a line before a table stays on the page with it."""
        for block, after in zip_longest(blocks, blocks[1:]):
            self._block(block, section)
            if isinstance(block, Line) and isinstance(after, Grid):
                self.document.paragraphs[-1].paragraph_format.keep_with_next = True

    def _block(self, block: Line | Grid | Steps, section: Section) -> None:
        if isinstance(block, Line):
            self._paragraph(list(runs(block)), "Normal")
        elif isinstance(block, Grid):
            self._grid(block, section)
        else:
            for step, below in block.steps:
                self._paragraph(list(runs(step)), "List Bullet")
                for line in below:
                    self._paragraph(list(runs(line)), "List Continue")

    def _grid(self, grid: Grid, section: Section) -> None:
        if grid.caption:
            self.document.add_paragraph(grid.caption, "Caption")
        last = self.document.element.body[-1]
        last.addprevious(table(grid, _inner_width(section)))
        self.document.add_paragraph(style="After Table")

    def _paragraph(self, inner: list[Node], style: str) -> Paragraph:
        made = self.document.add_paragraph(style=style)
        made._p.extend(inner)  # noqa: SLF001 - python-docx has no call for a run in a language
        return made


def _inner_width(section: Section) -> int:
    """The width between the margins, in twentieths of a point."""
    width = cast("int", section.page_width) - 2 * _SIDES
    return int(width / Pt(1) * 20)


def _is_wide(section: Section) -> bool:
    return section.orientation == WD_ORIENT.LANDSCAPE


def _page(section: Section, *, is_wide: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (_LONG, _SHORT) if is_wide else (_SHORT, _LONG)
    section.left_margin = section.right_margin = _SIDES
    section.top_margin = section.bottom_margin = _SIDES


def _footer(section: Section) -> None:
    """The number of the page and of all pages; the sections after the first take it over."""
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph._p.extend([field("PAGE"), run(" / "), field("NUMPAGES")])  # noqa: SLF001


def _properties(document: Doc, title: str, locale: str) -> None:
    core = document.core_properties
    core.title, core.author, core.language = title[:_LONGEST_TITLE], "plangraf", locale
    core.comments, core.keywords, core.subject, core.category = "", "", "", ""
    core.last_modified_by = "plangraf"
    settings = document.settings.element
    for themed in settings.iter(qn("w:themeFontLang")):
        themed.set(qn("w:val"), locale)
    next(settings.iter(qn("w:defaultTabStop"))).addnext(element("w:autoHyphenation", val="true"))
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _styles(document: Doc, locale: str) -> None:
    """Set type, colours and language; every style says its language, whatever opens the file."""
    defaults = next(document.styles.element.iter(qn("w:rPrDefault")))
    for fonts in defaults.iter(qn("w:rFonts")):
        fonts.attrib.clear()
        fonts.set(qn("w:ascii"), _FONT)
        fonts.set(qn("w:hAnsi"), _FONT)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), locale)
    normal = _style(document, "Normal", size=10.5, after=6)
    normal.element.get_or_add_rPr().append(element("w:lang", val=locale))
    for name, size in _SIZES.items():
        style = _style(document, name, size=size, before=12, after=4)
        style.font.color.rgb, style.font.bold = _INK, True
        style.paragraph_format.keep_with_next = True
    _style(document, "Title", size=24, after=10).font.color.rgb = _INK
    caption = _style(document, "Caption", size=10, before=8, after=3)
    caption.font.color.rgb, caption.font.bold = _INK, True
    caption.paragraph_format.keep_with_next = True
    _style(document, "Table Text", size=8.5, after=0)
    _style(document, "After Table", size=4, after=0)
    contents = _style(document, "Contents", size=14, before=14, after=4)
    contents.font.color.rgb, contents.font.bold = _INK, True
    contents.paragraph_format.keep_with_next = True
    _style(document, "toc 1", size=10.5, after=1)
    _style(document, "toc 2", size=10, after=0).paragraph_format.left_indent = Mm(6)
    _style(document, "List Bullet", size=10.5, before=6).paragraph_format.keep_with_next = True
    _style(document, "List Continue", size=9)
    _hyperlink(document)


def _style(
    document: Doc, name: str, *, size: float, before: float = 0, after: float = 0
) -> ParagraphStyle:
    """Return a style of a name, made where the document has none, with its letters and spaces."""
    known = {style.name for style in document.styles}
    if name not in known:
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name.startswith("toc"))
    style = cast("ParagraphStyle", document.styles[name])
    style.font.name, style.font.size = _FONT, Pt(size)
    for fonts in style.element.iter(qn("w:rFonts")):
        for theme in _THEMED:
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(after)
    style.paragraph_format.line_spacing = 1.1
    return style


def _hyperlink(document: Doc) -> None:
    style = document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER, builtin=True)
    font = style.font
    font.underline = True
    font.color.rgb = RGBColor(0x0B, 0x53, 0x94)
