"""What a plan cites that was not read: variants of one wording become one element.

Look-alikes stay apart: two wordings are one element only when they are nearly the same and no
noun, group, number or negation was exchanged between them.
"""

from collections import Counter
from collections.abc import Sequence

from rapidfuzz import fuzz

from loaders.index import Index, Target
from loaders.lexicon import threshold
from loaders.wording import normalise, plain, squash, substitution


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
    for _, head, _ in units:
        heads[head] = _home(head, heads, index) or head
    return {plain(t): heads[head] for _, head, same in units for t in same}


def _home(text: str, heads: dict[str, str], index: Index) -> str | None:
    """The group that a wording belongs to, or None where it is a new one."""
    needed = threshold("matching", "group")
    cosines = {target.key: score for target, score in index.rank(text, most=8)}
    best: tuple[float, str] | None = None
    for other in dict.fromkeys(heads.values()):
        ratio = fuzz.ratio(normalise(text), normalise(other)) / 100
        like = max(ratio, cosines.get(other, 0.0))
        if like < needed or substitution(text, other) is not None:
            continue
        if best is None or (like, other) > best:
            best = (like, other)
    return best[1] if best else None
