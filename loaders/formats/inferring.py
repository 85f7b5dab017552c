"""Which field of a register holds what.

The values tell it, and the fields' names where the values leave a choice.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from statistics import fmean

from loaders.formats.entries import Entry, Register
from loaders.formats.fields import attribute_of, level_named, level_of, role_of
from loaders.lexicon import threshold
from loaders.plans import plan_kind
from loaders.registers import RegisterMapping
from loaders.verbs import is_infinitive

_LONGEST_NAME = 60
_MOST_IDS = 8
_NOBODY = frozenset({"0", "-1", "-", "null", "none"})
_BELOW_VISION = {
    1: ("main_goal",),
    2: ("main_goal", "strategy"),
    3: ("focus_area", "main_goal", "strategy"),
    4: ("focus_area", "main_goal", "sub_goal", "strategy"),
    5: ("focus_area", "main_goal", "sub_goal", "strategy", "measure"),
}


@dataclass(frozen=True, slots=True)
class Inferred:
    """What was inferred; ``guessed`` are the types that no word told, only the depth."""

    mapping: RegisterMapping
    guessed: Mapping[str, str]


def infer(register: Register, given: RegisterMapping) -> Inferred:
    """Find out what the fields of a register hold, as far as it is not given."""
    columns = {name: [entry.fields.get(name, "") for entry in register.entries]
               for name in register.names}  # fmt: skip
    own, above = _links(columns, given)
    above = given.parent or above
    taken = {own, above, *given.fields().values()}
    name = given.name or _name(columns, taken)
    parents = parents_of(register.entries, own, above)
    unplaced = below_lost(parents, lost_of(register.entries, own, above))
    depths = [None if at in unplaced else depth for at, depth in enumerate(depths_of(parents))]
    is_by_depth = bool(given.levels) and given.type is None
    kind = given.type or (None if is_by_depth else _type(columns, taken | {name}, depths))
    taken |= {name, kind}
    roles: dict[str, str] = {}
    attributes: dict[str, str] = {}
    for field in columns:
        if field in taken:
            continue
        attribute, role = attribute_of(field), role_of(field)
        if role in {"code", "description", "period_from", "period_to"}:
            roles.setdefault(role, field)
        elif attribute is not None:
            attributes.setdefault(attribute, field)
    mapping = RegisterMapping.model_validate(
        {**roles, "id": own, "parent": above, "name": name, "type": kind, "attributes": attributes}
    )
    mapping = given.over(mapping)
    told, guessed = _types(register, mapping, depths)
    is_by_depth = mapping.type is None
    found: dict[str, object] = {"types": {**told, **{k: v for k, v in guessed.items() if v}}}
    if is_by_depth:
        found = {"levels": tuple(guessed.values())}
    return Inferred(given.over(mapping.model_copy(update=found)), guessed)


# --- the tree -----------------------------------------------------------------------------------


def parents_of(entries: Sequence[Entry], own: str | None, above: str | None) -> list[int | None]:
    """Return the parent of each record as its place in the list; what is not found is None."""
    places: dict[str, int] = {}
    for at, entry in enumerate(entries):
        if own and entry.fields.get(own):
            places.setdefault(key_of(entry.fields[own]), at)
    return [
        places.get(key_of(entry.fields.get(above, "") if above else ""), entry.above)
        for entry in entries
    ]


def key_of(value: str) -> str:
    """Return an id as it is compared: GUIDs are written with and without braces.

    >>> key_of("{93DBE55A-7049}")
    '93dbe55a-7049'
    """
    return value.strip("{} ").casefold()


def lost_of(entries: Sequence[Entry], own: str | None, above: str | None) -> frozenset[int]:
    """Return the records that name a parent which no record is.

    Where every record names one, the only name that is nobody's id is how roots are marked.
    """
    known = {key_of(entry.fields.get(own, "")) for entry in entries} if own else set()
    known |= _NOBODY
    named = [key_of(entry.fields.get(above, "")) if above else "" for entry in entries]
    lost = [at for at, name in enumerate(named) if name and name not in known]
    if all(named) and len({named[at] for at in lost}) == 1:
        return frozenset()
    return frozenset(lost)


def below_lost(parents: Sequence[int | None], lost: frozenset[int]) -> frozenset[int]:
    """Return the records whose depth nobody knows: those that are lost and all below them."""
    below: dict[int | None, list[int]] = {}
    for at, parent in enumerate(parents):
        below.setdefault(parent, []).append(at)
    found = set(lost)
    waiting = list(lost)
    while waiting:
        more = [at for at in below.get(waiting.pop(), []) if at not in found]
        found.update(more)
        waiting += more
    return frozenset(found)


def depths_of(parents: Sequence[int | None]) -> list[int]:
    """Return how many records stand above each; one in a circle has none.

    >>> depths_of([None, 0, 1, 4, 3])
    [0, 1, 2, 0, 0]
    """
    depths: list[int | None] = [None] * len(parents)
    for start in range(len(parents)):
        path: list[int] = []
        at: int | None = start
        on_path: set[int] = set()
        while at is not None and depths[at] is None and at not in on_path:
            path.append(at)
            on_path.add(at)
            at = parents[at]
        is_circle = at is not None and at in on_path
        depth = -1 if at is None or is_circle else depths[at] or 0
        for one in reversed(path):
            depth = 0 if is_circle else depth + 1
            depths[one] = depth
    return [depth or 0 for depth in depths]


# --- the fields -----------------------------------------------------------------------------------


def _links(
    columns: Mapping[str, Sequence[str]], given: RegisterMapping
) -> tuple[str | None, str | None]:
    """The field with the ids and the field that points to them."""
    unique = [field for field, values in columns.items() if _is_unique(values)]
    named = [field for field in columns if role_of(field) == "id"]
    ids = [given.id] if given.id else list(dict.fromkeys([*named, *unique]))[:_MOST_IDS]
    parents = [given.parent] if given.parent else list(columns)
    pairs = [
        (score, own, above)
        for own in ids
        for above in parents
        if own != above and (score := _points(columns, own, above)) > 0
    ]
    if pairs:
        _, own, above = max(pairs, key=lambda pair: pair[0])
        return own, above
    pointing = [field for field in parents if role_of(field) == "parent"]
    return (given.id or next(iter(named), None)), next(iter(pointing), None)


def _is_unique(values: Sequence[str]) -> bool:
    filled = [value for value in values if value]
    is_short = all(len(value) <= _LONGEST_NAME for value in filled)
    return is_short and 10 * len(set(filled)) >= 9 * len(values) > 0


def _points(columns: Mapping[str, Sequence[str]], own: str, above: str) -> float:
    """How well one field points to the other: the share of its values that are ids, no circles."""
    ids: dict[str, int] = {}
    for at, value in enumerate(columns.get(own, ())):
        if value:
            ids.setdefault(key_of(value), at)
    values = [key_of(value) for value in columns.get(above, ())]
    filled = [value for value in values if value]
    known = sum(value in ids for value in filled)
    if not known or known < threshold("register", "min_known") * len(filled):
        return 0.0
    parents = [ids.get(value) for value in values]
    roots = sum(parent is None for parent in parents)
    itself = sum(parent == at for at, parent in enumerate(parents))
    if not roots or 10 * itself > len(parents):
        return 0.0  # an order 1, 2, 3 is no tree
    named = (role_of(own) == "id") + (role_of(above) == "parent")
    return known / len(filled) + named - (role_of(above) in {"type", "code"})


def _name(columns: Mapping[str, Sequence[str]], taken: set[str | None]) -> str | None:
    """The field with the element's text: named so, or the longest that is no description."""
    lengths = {
        field: fmean(len(value) for value in values)
        for field, values in columns.items()
        if field not in taken and not any(value.startswith("http") for value in values)
    }
    named = [field for field in lengths if role_of(field) == "name"]
    wholly = [field for field in lengths if level_named(field)]
    free = [field for field in lengths if role_of(field) is None and not attribute_of(field)]
    for fields in (named, wholly, free, list(lengths)):
        if fields:
            return max(fields, key=lengths.__getitem__)
    return None


def _type(
    columns: Mapping[str, Sequence[str]], taken: set[str | None], depths: Sequence[int | None]
) -> str | None:
    """The field with few values that are words for levels, or go with the depth."""
    scores = {
        field: score
        for field, values in columns.items()
        if field not in taken and (score := _tells_type(field, values, depths)) > 0
    }
    return max(scores, key=scores.__getitem__, default=None)


def _tells_type(field: str, values: Sequence[str], depths: Sequence[int | None]) -> float:
    counts = Counter(value for value in values if value)
    if not counts or len(counts) > threshold("register", "max_types"):
        return 0.0
    words = sum(level_of(value) is not None for value in counts) / len(counts)
    if words >= threshold("register", "min_known"):
        return 1.0 + words
    if attribute_of(field) or 2 * counts.total() < len(values):
        return 0.0
    by_value: dict[str, Counter[int]] = {}
    placed = [(value, at) for value, at in zip(values, depths, strict=True) if at is not None]
    for value, depth in placed:
        by_value.setdefault(value, Counter())[depth] += 1
    pure = sum(max(depth.values()) for depth in by_value.values()) / max(len(placed), 1)
    height = len({depth for _, depth in placed})
    is_pure = pure >= threshold("register", "min_pure") and len(by_value) == height
    if role_of(field) == "type":
        return 1.0 + pure / 10
    return pure / 2 if is_pure and len(counts) > 2 else 0.0


# --- the types ------------------------------------------------------------------------------------


def _types(
    register: Register, mapping: RegisterMapping, depths: Sequence[int | None]
) -> tuple[dict[str, str], dict[str, str]]:
    """What each value of the type field stands for: as its word tells, and as its depth does."""
    places: dict[str, list[int]] = {}
    for at, entry in enumerate(register.entries):
        depth = depths[at]
        value = "" if depth is None else str(depth + 1)
        if mapping.type:
            value = entry.fields.get(mapping.type, "")
        if not level_named(entry.inside):
            places.setdefault(value, []).append(at)
    told = {value: kind for value in places if mapping.type and (kind := level_of(value))}
    open_values = [value for value in places if value and value not in {*told, *mapping.types}]
    if not open_values or (told and mapping.type) or mapping.levels:
        return told, {}
    mean_depth = {
        value: fmean([depth for at in found if (depth := depths[at]) is not None] or [inf])
        for value, found in places.items()
    }
    order = sorted(places, key=lambda value: (mean_depth[value], value))
    order = [value for value in order if value]
    texts = {
        value: [register.entries[at].fields.get(mapping.name or "", "") for at in places[value]]
        for value in order
    }
    ladder = dict(zip(order, _ladder([texts[value] for value in order]), strict=False))
    return told, {value: kind for value, kind in ladder.items() if value in open_values}


def _ladder(levels: Sequence[Sequence[str]]) -> list[str]:
    """The types of levels, the highest first, by their number and by what their texts are like.

    One text alone above all others is the vision, or no element if it names a plan. Below it the
    levels come in the order of the plan hierarchy; themes are shorter than goals, and what is done
    begins with a verb.

    >>> _ladder([["Sammen"], ["Miljø"], ["Rein luft"], ["Kutte utslipp", "Plante trær"]])
    ['vision', 'focus_area', 'main_goal', 'strategy']
    >>> _ladder([["Alle barn opplever mestring i skolen"], ["Elevene blir hørt i sin hverdag"]])
    ['main_goal', 'sub_goal']
    """
    above: list[str] = []
    rest = list(levels)
    if len(rest) > 2 and len(rest[0]) == 1:
        above = ["" if plan_kind(rest[0][0]) else "vision"]
        rest = rest[1:]
    kinds = list(_BELOW_VISION.get(len(rest), _BELOW_VISION[5]))
    kinds += ["measure"] * (len(rest) - len(kinds))
    is_done = _share(rest[-1]) * 2 >= 1 if rest else False
    if len(rest) == 1 and is_done:
        kinds = ["measure"]
    elif len(rest) in {2, 3} and not is_done:
        kinds[-1] = "sub_goal"
    words = fmean(len(text.split()) for text in rest[0]) if rest and rest[0] else 0
    if len(rest) == 2 and words <= threshold("register", "short_name"):
        kinds = ["focus_area", "strategy" if is_done else "main_goal"]
    return above + kinds


def _share(texts: Sequence[str]) -> float:
    return fmean(is_infinitive(text) for text in texts) if texts else 0.0
