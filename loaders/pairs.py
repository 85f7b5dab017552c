"""Goals beside their strategies or measures, in a table of two columns that was lost.

«Delmål | Strategier»: what is to be done begins with an infinitive or «vi skal», the goal is a
clause. Where nothing begins so, the two can't be told apart and nothing is read.
"""

import re

from loaders.document import Block, Mapped
from loaders.drafts import Draft
from loaders.labels import header_cue
from loaders.lexicon import confidence
from loaders.position import Position
from loaders.verbs import is_infinitive

_GOALS = frozenset({"goal", "main_goal", "sub_goal"})
_DONE = frozenset({"strategy", "measure"})
_WE_SHALL = re.compile(r"(?:Vi|Me|Kommunen)\s+(?:skal|vil|må)\b")
_CAPITAL = re.compile(r"(?<=[^\W_])\.?\s+(?=[A-ZÆØÅ])")
_LEAST = 3


def pair_of(header: Block) -> tuple[str, str] | None:
    """Return the types of a lost table's two columns where they are goals and what is done."""
    if len(header.rows[0]) != 2:
        return None
    left, right = (header_cue(cell.text) for cell in header.rows[0])
    if left is None or right is None or left.type not in _GOALS or right.type not in _DONE:
        return None
    return left.type, right.type


def read_pairs(position: Position, header: Block, cells: list[Block]) -> None:
    """Make the goals and what is done for each of them."""
    pair = pair_of(header)
    if pair is None or not any(_says_done(part.text) for c in cells for part in _parts(c.content)):
        return
    words = [cell.text for cell in header.rows[0]]
    goal: Draft | None = None
    for cell in cells:
        for part in _parts(cell.content):
            is_done = _says_done(part.text)
            kind, word = (pair[1], words[1]) if is_done else (pair[0], words[0])
            if kind == "goal":
                kind = position.tree.goal_level(word)
            draft = Draft(kind, part, "columns", confidence("columns") * 0.8, level_word=word)
            if not is_done:
                position.tree.new_run()
            position.tree.add(draft, cell)
            if is_done:
                draft.parent = goal or draft.parent
            else:
                goal = draft


def _says_done(text: str) -> bool:
    return is_infinitive(text) or bool(_WE_SHALL.match(text))


def _parts(text: Mapped) -> list[Mapped]:
    """Cut «Alle møtes Utvikle biblioteket» where what is done begins."""
    cuts = [
        match.end()
        for match in _CAPITAL.finditer(text.text)
        if _says_done(text.text[match.end() :])
        and len(text.text[: match.start()].split()) >= _LEAST
    ]
    stops = [*cuts, None]
    return [text.part(a, b) for a, b in zip([0, *cuts], stops, strict=True)]
