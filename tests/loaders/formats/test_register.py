"""Registers of goals: records with ids, types and parents."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from graph.errors import BadInput
from loaders.document import Document
from loaders.formats import register
from loaders.readers import parse_document
from loaders.reading import read
from loaders.registers import RegisterMapping, use_mapping

TREE = [
    ("s2", "Plante trær langs alle veier", 4, "h1"),
    ("v", "Sammen mot havet", 1, None),
    ("s1", "Kutte utslipp fra egne bygg", 4, "h1"),
    ("h1", "Lufta er rein hele året", 3, "o1"),
    ("o1", "Klima", 2, "v"),
]
CODED = [
    {"malID": own, "malNavn": text, "malSlag": 700 + kind, "malOverordnet": above, "malTagg": "#x"}
    for own, text, kind, above in TREE
]


def opened(value: object, mapping: RegisterMapping | None = None) -> Document:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    with use_mapping(mapping):
        return parse_document(text.encode(), "register.json")


def elements(document: Document) -> list[tuple[str, str, str | None]]:
    blocks = [block for block in document.blocks if block.record is not None]
    texts = {block.record.id: block.text for block in blocks if block.record}
    return [
        (block.record.type, block.text, texts.get(block.record.parent or ""))
        for block in blocks
        if block.record
    ]


def notices(document: Document) -> dict[str, str]:
    return {notice.reference: notice.what("nb") for notice in document.notices}


# --- what is inferred --------------------------------------------------------------------------


def test_types_that_no_word_tells_come_of_the_depth_and_are_told() -> None:
    document = opened(CODED)
    assert elements(document) == [
        ("vision", "Sammen mot havet", None),
        ("focus_area", "Klima", "Sammen mot havet"),
        ("main_goal", "Lufta er rein hele året", "Klima"),
        ("strategy", "Plante trær langs alle veier", "Lufta er rein hele året"),
        ("strategy", "Kutte utslipp fra egne bygg", "Lufta er rein hele året"),
    ]
    told = notices(document)["register-types-inferred"]
    assert "701 = visjon, 702 = satsingsområde, 703 = hovedmål, 704 = strategi" in told


def test_words_for_types_are_told_by_the_words() -> None:
    words = {1: "Visjon", 2: "Fokusområder", 3: "Delmaal", 4: "TILTAK"}
    rows = [{**row, "malSlag": words[TREE[at][2]]} for at, row in enumerate(CODED)]
    document = opened(rows)
    kinds = [kind for kind, _, _ in elements(document)]
    assert kinds == ["vision", "focus_area", "sub_goal", "measure", "measure"]
    assert not document.notices


def test_one_record_a_line_after_comments_is_the_same_register() -> None:
    lines = "# eksport fra Havnes kommune\n" + "\n".join(json.dumps(row) for row in CODED)
    assert elements(opened(lines)) == elements(opened(CODED))
    assert opened(lines).blocks[0].note == "comment"


def test_an_object_around_the_records_tells_of_the_plan() -> None:
    about = {"kommune": "Havnes", "plan": "Samfunnsdel", "fraAar": 2025, "tilAar": 2040}
    document = opened({**about, "value": CODED})
    assert elements(document) == elements(opened(CODED))
    metadata = read(document).metadata
    assert (metadata.municipality, metadata.period_to) == ("Havnes", 2040)


def test_lists_inside_records_are_what_stands_under_them() -> None:
    tree = {
        "visjon": "Sammen mot havet",
        "verdier": ["Modig", "Raus"],
        "satsingsomraader": [
            {"navn": "Klima", "hovedmål": [{"tekst": "Lufta er rein", "tiltak": ["Plante trær"]}]}
        ],
    }
    assert elements(opened(tree)) == [
        ("vision", "Sammen mot havet", None),
        ("value", "Modig", None),
        ("value", "Raus", None),
        ("focus_area", "Klima", None),
        ("main_goal", "Lufta er rein", "Klima"),
        ("measure", "Plante trær", "Lufta er rein"),
    ]


def test_rows_with_a_field_for_each_level_are_a_table() -> None:
    rows = [{"Delmål": "Lufta er rein", "Tiltak": "Plante trær", "Ansvar": "Teknisk"}]
    (measure,) = read(opened(rows)).of_type("measure")
    assert measure.parent is not None
    assert (measure.label, measure.parent.label) == ("Plante trær", "Lufta er rein")


def test_an_order_one_two_three_is_no_parent() -> None:
    rows = [
        {"id": n, "sort": n, "tittel": text, "type": "Tiltak"}
        for n, text in enumerate(["Plante trær", "Kutte utslipp", "Bygge sykkelvei"], 1)
    ]
    assert [above for _, _, above in elements(opened(rows))] == [None] * 3


def test_the_text_is_the_name_and_not_the_longer_description() -> None:
    rows = [{"id": 1, "navn": "Plante trær", "omtale": "Trær gir skygge. " * 9, "type": "Tiltak"}]
    assert elements(opened(rows)) == [("measure", "Plante trær", None)]


def test_what_is_proposed_reads_the_register_alike_without_inferring() -> None:
    mapping = register.propose(json.dumps(CODED).encode())
    assert (mapping.id, mapping.name, mapping.parent, mapping.type) == (
        "malID", "malNavn", "malOverordnet", "malSlag",
    )  # fmt: skip
    document = opened(CODED, mapping)
    assert elements(document) == elements(opened(CODED))
    assert not document.notices


# --- what a profile says -------------------------------------------------------------------------


def test_a_profile_says_what_a_type_is() -> None:
    mapping = RegisterMapping(types={"704": "measure", "703": "sub_goal"})
    kinds = [kind for kind, _, _ in elements(opened(CODED, mapping))]
    assert kinds == ["vision", "focus_area", "sub_goal", "measure", "measure"]


def test_a_profile_says_what_stands_at_each_depth() -> None:
    mapping = RegisterMapping(levels=("", "focus_area", "sub_goal", "measure"))
    kinds = [(kind, above) for kind, _, above in elements(opened(CODED, mapping))]
    assert kinds[0] == ("focus_area", None)
    assert [kind for kind, _ in kinds[1:]] == ["sub_goal", "measure", "measure"]


def test_a_profile_that_names_no_element_type_is_refused() -> None:
    with pytest.raises(ValidationError, match="no type of element"):
        RegisterMapping(types={"1": "strategi"})


def test_a_field_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(BadInput, match="malNavn") as raised:
        opened(CODED, RegisterMapping(name="navn"))
    assert raised.value.reference == "register-field-missing"


# --- what is wrong with the register ------------------------------------------------------------


def test_a_parent_that_is_not_there_is_told() -> None:
    rows = [row for row in CODED if row["malID"] != "h1"]
    document = opened(rows)
    assert ("strategy", "Plante trær langs alle veier", None) in elements(document)
    assert "«Plante trær langs alle veier»" in notices(document)["register-parent-missing"]


def test_a_record_that_nothing_places_is_told_and_not_guessed() -> None:
    rows = [
        {"id": 1, "tittel": "Lufta er rein i byen", "over": None},
        {"id": 2, "tittel": "Elva er rein i byen", "over": None},
        {"id": 3, "tittel": "Kutte utslipp fra biler", "over": 1},
        {"id": 4, "tittel": "Plante trær langs veier", "over": 99},
    ]
    document = opened(rows)
    assert "Plante trær" not in document.text
    assert "Plante trær" in notices(document)["register-parent-unknown"]


def test_roots_may_be_marked_by_a_parent_that_is_nobody() -> None:
    rows = [{**row, "malOverordnet": row["malOverordnet"] or "0000"} for row in CODED]
    assert elements(opened(rows)) == elements(opened(CODED))
    assert "register-parent-missing" not in notices(opened(rows))


def test_a_circle_is_broken_and_told() -> None:
    rows = [{**row, "malOverordnet": "s1"} if row["malID"] == "o1" else row for row in CODED]
    document = opened(rows, RegisterMapping(id="malID", parent="malOverordnet", type="malSlag"))
    assert len(elements(document)) == 5
    assert "register-cycle" in notices(document)


def test_an_id_used_twice_is_told_and_both_are_kept() -> None:
    rows = [
        {"id": "a", "navn": "Lufta er rein", "type": "Mål", "parent": None},
        {"id": "a", "navn": "Plante trær", "type": "Tiltak", "parent": "a"},
        {"id": "b", "navn": "Kutte utslipp", "type": "Tiltak", "parent": "a"},
    ]
    document = opened(rows)
    assert [above for _, _, above in elements(document)] == [None, "Lufta er rein", "Lufta er rein"]
    assert ": a." in notices(document)["register-id-twice"]


def test_a_type_that_nothing_tells_is_told_beside_those_with_words() -> None:
    rows = [
        {"id": 1, "navn": "Lufta er rein", "type": "Hovedmål"},
        {"id": 2, "navn": "Kutte utslipp", "type": "Tiltak", "parent": 1},
        {"id": 3, "navn": "Møte i mai", "type": "Avtale", "parent": 1},
    ]
    document = opened(rows)
    assert "Møte i mai" not in document.text
    assert "Avtale" in notices(document)["register-type-unknown"]


def test_numbers_of_any_size_and_none_are_safe() -> None:
    text = '[{"id": %s, "navn": "Plante trær", "type": "Tiltak", "pris": NaN, "x": 1e999}]'
    assert elements(opened(text % ("9" * 6000))) == [("measure", "Plante trær", None)]


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("[" * 100_000, "register-too-deep"),
        ('{"a":' * 40 + "1" + "}" * 40, "register-too-deep"),
        ('[{"navn": "x", "barn": ' * 40 + "[]" + "}]" * 40, "register-too-deep"),
        ('{"navn": "Plante"}\n{"navn": ', "register-syntax"),
        ('{"navn": }', "register-syntax"),
        ("[1, 2, 3]", "register-without-records"),
        ('{"id": 1, "ferdig": true}', "register-without-records"),
    ],
)
def test_what_is_no_register_is_refused(text: str, reference: str) -> None:
    with pytest.raises(BadInput) as raised:
        register.read(text.encode(), "register.json")
    assert raised.value.reference == reference


def test_the_line_of_a_fault_is_told() -> None:
    with pytest.raises(BadInput, match="line 3"):
        opened('# kilde\n{"navn": "Plante trær"}\n{"navn": \n')


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "navn", "type", "parent", "tiltak", "mål", "x"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=300, deadline=None)
@given(json_values)
def test_any_json_is_read_or_refused(value: object) -> None:
    with suppress(BadInput):
        document = register.read(json.dumps(value).encode(), "register.json")
        known = [block.record.id for block in document.blocks if block.record is not None]
        for block in document.blocks:
            above = block.record.parent if block.record is not None else None
            assert above is None or above in known


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=6))
def test_a_damaged_register_is_read_or_refused(flips: list[tuple[int, int]]) -> None:
    data = bytearray(json.dumps(CODED).encode())
    for at, byte in flips:
        data[at % len(data)] = byte
    with suppress(BadInput):
        assert register.read(bytes(data), "register.json").blocks
