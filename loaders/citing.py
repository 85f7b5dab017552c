"""What a plan cites that was not read: variants of one wording become one element.

Look-alikes stay apart: two wordings are one element only when they are nearly the same and no
noun, group, number or negation was exchanged between them.
"""

from collections import Counter
from collections.abc import Sequence

from rapidfuzz import fuzz, process

from graph.differing import normalise, squash
from loaders.index import Index, Target
from loaders.lexicon import threshold
from loaders.wording import plain, substitution


def group_citations(texts: Sequence[str]) -> dict[str, str]:
    """Map each cited text to the wording that stands for its group.

    The wording cited most often stands for the group; then the longest; then the first by
    alphabet, so that the order of the documents does not matter.

    >>> groups = group_citations(["Utvikler skoleveier", "Utvikle skoleveiene", "Bygger havn"])
    >>> len(set(groups.values()))
    2
    """
    counts = Counter(plain(text) for text in texts)
    by_letters: dict[str, list[str]] = {}
    for text in counts:
        by_letters.setdefault(squash(text), []).append(text)
    units = []
    for same in by_letters.values():
        total = sum(counts[text] for text in same)
        head = min(same, key=lambda t: (-counts[t], -len(t), t))
        units.append((total, head, same))
    units.sort(key=lambda unit: (-unit[0], -len(unit[1]), unit[1]))
    index = Index([Target(head, "", head) for _, head, _ in units])
    heads: dict[str, str] = {}
    groups: dict[str, str] = {}
    for _, head, _ in units:
        heads[head] = _home(head, groups, index) or head
        groups[heads[head]] = normalise(heads[head])
    return {plain(t): heads[head] for _, head, same in units for t in same}


def _home(text: str, groups: dict[str, str], index: Index) -> str | None:
    """The group that a wording belongs to, or None where it is a new one.

    ``groups`` are the wordings that stand for a group so far, each with its folded form.
    """
    needed = threshold("matching", "group")
    alike = {t.key: score for t, score in index.rank(text, most=8, least=needed) if t.key in groups}
    close = process.extract(
        normalise(text), groups, scorer=fuzz.ratio, score_cutoff=100 * needed, limit=None
    )
    for _, ratio, other in close:
        alike[other] = max(alike.get(other, 0.0), ratio / 100)
    fitting = [(like, other) for other, like in alike.items() if not substitution(text, other)]
    return max(fitting)[1] if fitting else None
