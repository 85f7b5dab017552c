"""A plan as a web page: headings, lists and tables, with a menu and a footer around them."""

from html import escape

from examples.printing.script import Heading, Item, Paragraph, Quote, Script, Table


def html_of(plan: Script) -> bytes:
    """Return the bytes of a page; the same plan gives the same bytes."""
    body: list[str] = [f"<h1>{escape(plan.title)}</h1>"]
    body += [f"<p>{escape(line)}</p>" for line in plan.cover]
    is_list = False
    for piece in plan.pieces:
        is_item = isinstance(piece, Item) and not piece.is_numbered
        if is_list and not is_item:
            body.append("</ul>")
        elif is_item and not is_list:
            body.append("<ul>")
        is_list = is_item
        if isinstance(piece, Heading):
            level = min(piece.level + 1, 6)
            body.append(f"<h{level}>{escape(piece.text)}</h{level}>")
        elif isinstance(piece, Paragraph):
            body.append(f"<p>{_marked(plan, piece.text)}</p>")
        elif isinstance(piece, Quote):
            body.append(f"<blockquote>{escape(piece.text)}</blockquote>")
        elif isinstance(piece, Item):
            text = escape(piece.text)
            body.append(f"<p>{escape(piece.marker)} {text}</p>" if piece.is_numbered
                        else f"<li>{text}</li>")  # fmt: skip
        elif isinstance(piece, Table):
            body += _table(piece)
    if is_list:
        body.append("</ul>")
    page = [
        f'<!doctype html>\n<html lang="{plan.language}">\n<head><meta charset="utf-8">',
        f"<title>{escape(plan.title)}</title></head>\n<body>",
        '<header><nav><ul><li><a href="/">Forside</a></li>',
        '<li><a href="/planer">Planer</a></li></ul></nav></header>\n<main>', *body, "</main>",
        "<footer><p>Kontakt oss</p></footer>\n</body>\n</html>\n",
    ]  # fmt: skip
    return "\n".join(page).encode()


def _marked(plan: Script, text: str) -> str:
    parts = []
    for part, note in plan.runs(text):
        parts.append(escape(part) + (f"<sup>{note}</sup>" if note is not None else ""))
    return "".join(parts)


def _table(table: Table) -> list[str]:
    spans = {start: end - start + 1 for start, end in table.groups()}
    covered = {row for start, end in table.groups() for row in range(start + 1, end + 1)}
    made = ["<table>"]
    for at, row in enumerate(table.rows):
        tag = "td" if at else "th"
        cells = []
        for column, cell in enumerate(row):
            if column == 0 and at in covered:
                continue
            span = f' rowspan="{spans[at]}"' if column == 0 and spans.get(at, 1) > 1 else ""
            text = (
                "".join(f"<p>{escape(part)}</p>" for part in cell)
                if len(cell) > 1
                else escape("".join(cell))
            )
            cells.append(f"<{tag}{span}>{text}</{tag}>")
        made.append(f"<tr>{''.join(cells)}</tr>")
    return [*made, "</table>"]
