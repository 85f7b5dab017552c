"""What each key of a profile does, and what a profile is refused for."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from pydantic import ValidationError

from graph.errors import BadInput
from loaders.drafts import RANK
from loaders.lexicon import cues
from loaders.position import LISTED
from loaders.profile import (
    LeadInEntry,
    Levels,
    Profile,
    active,
    common_profiles,
    dump_profile,
    load_profile,
    parse_profile,
    using,
)
from plangraf import build
from plangraf import read as read_plan

Read = Callable[..., list[tuple[str, str]]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Give a reader of a made-up plan with a profile: the types and texts of its elements."""

    def elements(text: str, profile: str | None = None, name: str = "plan.md") -> Any:
        (tmp_path / name).write_text(text, encoding="utf-8")
        if profile is not None:
            (tmp_path / "p.toml").write_text(profile, encoding="utf-8")
            (tmp_path / "plangraf.toml").write_text('profile = "p.toml"', encoding="utf-8")
        found = read_plan(tmp_path / name)
        return [(e["type"], e["label"]) for e in found["elements"]]

    return elements


# --- what each key does --------------------------------------------------------------------------


def test_a_label_says_what_stands_under_it(read: Read) -> None:
    text = "# Havet\n## Ro rett\n- Bygge bru\n"
    assert ("strategy", "Bygge bru") not in read(text)
    profile = '[labels.strategy]\nnb = ["Ro rett"]\n'
    assert ("strategy", "Bygge bru") in read(text, profile)


def test_a_label_holds_while_a_text_is_cut_into_blocks(read: Read) -> None:
    text = "Kommuneplanens samfunnsdel 2024-2036\n\nDit vi ror: Alle har det godt i havgapet\n"
    assert read(text, '[labels.goal]\nnb = ["dit vi ror"]\n', "plan.txt") == [
        ("main_goal", "Alle har det godt i havgapet")
    ]


def test_a_header_says_what_a_column_holds(read: Read) -> None:
    text = "| Kar | Grep i båten | Styrmann |\n|---|---|---|\n| 1 | Bygge bru | Teknisk |\n"
    assert read(text) == []
    profile = '[headers.measure]\nnb = ["grep i båten"]\n[headers.responsible]\nnb = ["styrmann"]\n'
    assert ("measure", "Bygge bru") in read(text, profile)


def test_a_column_may_hold_goals(read: Read) -> None:
    text = "| Havn | Grep |\n|---|---|\n| Alle har det godt | Bygge bru |\n"
    profile = '[headers.main_goal]\nnb = ["havn"]\n[headers.measure]\nnb = ["grep"]\n'
    assert read(text, profile) == [("main_goal", "Alle har det godt"), ("measure", "Bygge bru")]


LEAD = "# Havet\nFor å lykkes sammen ror laget mot:\n\n- Bygge bru\n- NAV åpner dører\n"


def test_a_lead_in_says_what_the_list_holds(read: Read) -> None:
    profile = '[[leadins]]\nphrase = "ror laget mot"\ntype = "measure"\n'
    assert [t for k, t in read(LEAD, profile) if k == "measure"] == ["Bygge bru", "NAV åpner dører"]


def test_a_lead_in_may_be_a_pattern(read: Read) -> None:
    profile = "[[leadins]]\npattern = 'ror \\w+ mot'\ntype = \"goal\"\n"
    assert ("main_goal", "Bygge bru") in read(LEAD, profile)


def test_the_words_of_a_lead_in_are_put_back_where_it_is_asked_for(read: Read) -> None:
    profile = '[[leadins]]\nphrase = "kommunen skal"\ntype = "strategy"\nput_back = true\n'
    text = "# Havet\nI årene som kommer er det klart at kommunen skal:\n\n- Bygge bru\n- gi råd\n"
    assert read(text, profile)[-2:] == [
        ("strategy", "kommunen skal bygge bru"), ("strategy", "kommunen skal gi råd"),
    ]  # fmt: skip
    assert read(text, profile.replace("true", "false"))[-2:] == [
        ("strategy", "Bygge bru"), ("strategy", "gi råd"),
    ]  # fmt: skip


def test_what_was_put_back_is_not_quoted_from_the_item(tmp_path: Path) -> None:
    text = "# Havet\nKommunen skal:\n\n- bygge bru\n- gi råd\n"
    (tmp_path / "plan.md").write_text(text, encoding="utf-8")
    (tmp_path / "plangraf.toml").write_text('profile = "kommunen-skal"', encoding="utf-8")
    found = {e["label"]: e["passage"]["quote"] for e in read_plan(tmp_path / "plan.md")["elements"]}
    assert found["Kommunen skal bygge bru"] == "bygge bru"
    assert found["Kommunen skal gi råd"] == "gi råd"


def test_a_mark_begins_items(read: Read) -> None:
    text = "Handlingsplan 2024-2027\n\nTiltak\n\n¤ Bygge bru\n¤ Rive taket før\nhøsten kommer\n"
    profile = '[markers]\n"¤" = ""\n'
    expected = [("measure", "Bygge bru"), ("measure", "Rive taket før høsten kommer")]
    assert read(text, None, "plan.txt") != expected
    assert read(text, profile, "plan.txt") == expected


def test_a_mark_may_mean_a_type(read: Read) -> None:
    text = "# Havet\n## Mål\n* Alle har det godt\n+ Bygge bru\n"
    assert ("main_goal", "Bygge bru") in read(text)
    assert ("strategy", "Bygge bru") in read(text, '[markers]\n"+" = "strategy"\n')


def test_a_code_says_what_has_it(read: Read) -> None:
    text = (
        "# Havet\n\n- A Alle har det godt\n- A1 Bygge bru\n- B Ingen går alene\n- B1 Rive taket\n"
    )
    profile = '[codes]\n"A1" = "strategy"\n'
    assert [t for k, t in read(text) if k == "strategy"] == []
    assert [t for k, t in read(text, profile) if k == "strategy"] == ["Bygge bru", "Rive taket"]


def test_a_heading_with_such_a_code_is_an_element(read: Read) -> None:
    text = "# Havet\n## 2.7 Trygge veier for alle\n### Tiltak\n- Bygge bru\n"
    assert ("main_goal", "Trygge veier for alle") not in read(text)
    assert ("main_goal", "Trygge veier for alle") in read(text, '[codes]\n"1.1" = "main_goal"\n')


def test_a_bare_goal_is_of_the_level_given(read: Read) -> None:
    text = "# Havet\n## Mål\n- Alle har det godt\n"
    assert ("main_goal", "Alle har det godt") in read(text)
    assert ("sub_goal", "Alle har det godt") in read(text, '[levels]\ngoal = "sub_goal"\n')


def test_types_stand_in_the_order_given(tmp_path: Path) -> None:
    text = "# Havet\n\nStrategier:\n\n- Ro sammen\n\nDelmål:\n\n- Alle er med\n"
    (tmp_path / "plan.md").write_text(text, encoding="utf-8")
    profile = '[levels]\norder = ["strategy", "sub_goal", "measure"]\n'
    (tmp_path / "p.toml").write_text(profile, encoding="utf-8")
    (tmp_path / "plangraf.toml").write_text('profile = "p.toml"', encoding="utf-8")
    found = {e["label"]: e for e in read_plan(tmp_path / "plan.md")["elements"]}
    assert found["Alle er med"]["parent"] == found["Ro sammen"]["id"]


def test_ranks_rise_where_types_usually_stand_side_by_side() -> None:
    ranks = Levels(order=("priority", "measure")).ranks()
    assert ranks["priority"] < ranks["measure"]


def test_nothing_under_an_ignored_heading_is_an_element(read: Read) -> None:
    text = "# Våre naboer\n## Mål\n- Alle har det godt\n# Vår plan\n## Mål\n- Ingen går alene\n"
    found = read(text, '[ignore]\nheadings = ["Våre naboer"]\n')
    assert [t for k, t in found if k == "main_goal"] == ["Ingen går alene"]


def test_years_hold_where_the_plan_says_none(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text("[years]\nfrom = 2025\nto = 2037\n", encoding="utf-8")
    (tmp_path / "plangraf.toml").write_text('profile = "p.toml"', encoding="utf-8")
    for name, title in (("a.md", "Temaplan for hav"), ("b.md", "Temaplan for hav 2021-2024")):
        (tmp_path / name).write_text(f"# {title}\n\n## Mål\n- Alle er med\n", encoding="utf-8")
    years = {
        name: tuple(
            read_plan(tmp_path / name)["document"][f"period_{end}"] for end in ("from", "to")
        )
        for name in ("a.md", "b.md")
    }
    assert years == {"a.md": (2025, 2037), "b.md": (2021, 2024)}


def test_a_register_is_read_by_the_mapping_given(read: Read) -> None:
    rows = '[{"a": "Alle har det godt", "b": "7", "c": 1}, {"a": "Bygge bru", "b": "8", "c": 2}]'
    profile = (
        '[register]\nname = "a"\ntype = "b"\n[register.types]\n"7" = "vision"\n"8" = "priority"\n'
    )
    found = read(rows, profile, "mal.json")
    assert found == [("vision", "Alle har det godt"), ("priority", "Bygge bru")]


def test_the_profile_reaches_readers_in_processes_of_their_own(
    tmp_path: Path,
) -> None:
    plan = docx.Document()
    plan.add_paragraph("Temaplan for hav 2024–2030")
    table = plan.add_table(2, 2)
    cells = ("Grep i båten", "Styrmann", "Bygge bru over elva", "Teknisk")
    for cell, text in zip((c for row in table.rows for c in row.cells), cells, strict=True):
        cell.text = text
    plan.save(str(tmp_path / "plan.docx"))
    words = '[headers.measure]\nnb = ["grep i båten"]\n[headers.responsible]\nnb = ["styrmann"]\n'
    (tmp_path / "p.toml").write_text(words, encoding="utf-8")
    manifest = tmp_path / "plangraf.toml"
    manifest.write_text('profile = "p.toml"', encoding="utf-8")
    out = tmp_path / "graf"
    assert sum(sum(c.values()) for c in build([tmp_path], out).counts().values()) == 1
    manifest.write_text("", encoding="utf-8")
    assert sum(sum(c.values()) for c in build([tmp_path], out).counts().values()) == 0


# --- profiles for common patterns ----------------------------------------------------------------


def test_the_general_profile_says_nothing_beyond_the_lexicon(tmp_path: Path) -> None:
    assert load_profile(tmp_path, "general") == Profile()


@pytest.mark.parametrize("name", common_profiles())
def test_common_profiles_are_valid(name: str, tmp_path: Path) -> None:
    assert isinstance(load_profile(tmp_path, name), Profile)


def test_a_common_profile_is_named_in_the_manifest(tmp_path: Path) -> None:
    text = "# Havet\n\n- A. Alle har det godt\n- A1 Bygge bru\n"
    (tmp_path / "plan.md").write_text(text, encoding="utf-8")
    (tmp_path / "plangraf.toml").write_text('profile = "bokstavkoder"', encoding="utf-8")
    found = [(e["type"], e["code"]) for e in read_plan(tmp_path / "plan.md")["elements"]]
    assert ("main_goal", "A") in found
    assert ("strategy", "A1") in found


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[label.strategy]\nnb = []", "labels"),
        ("[labels.strategi]\nnb = []", "strategy"),
        ("[headers.tiltak]\nnb = []", "measure"),
        ('[[leadins]]\nphrase = "x"\ntype = "strategi"', "strategy"),
        ('[[leadins]]\ntype = "strategy"', "phrase"),
        ("[[leadins]]\npattern = '('\ntype = \"strategy\"", "leadins.0.pattern"),
        ('[[leadins]]\nfrase = "x"\ntype = "strategy"', "phrase"),
        ('[markers]\n"to ord" = ""', "markers"),
        ('[markers]\n"→" = "maesure"', "measure"),
        ('[codes]\n"a b" = "measure"', "codes"),
        ('[codes]\n"A1" = "strategie"', "strategy"),
        ('[levels]\ngoal = "vision"', "levels.goal"),
        ('[levels]\norder = ["mesure"]', "measure"),
        ("[ignore]\nheading = []", "headings"),
        ('[years]\nfrom = "i fjor"', "years.from"),
        ("[register]\nnamn = 'a'", "name"),
        ('[register.types]\n"1" = "visjon"', "vision"),
    ],
)
def test_what_a_profile_can_not_say_is_refused_with_what_it_may_have_meant(
    text: str, told: str, tmp_path: Path
) -> None:
    (tmp_path / "p.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        load_profile(tmp_path, "p.toml")
    assert refused.value.reference == "profile-invalid"
    assert told in refused.value.what("nb")
    assert told in refused.value.what("en")


def test_a_profile_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        load_profile(tmp_path, "tallkode")
    assert refused.value.reference == "profile-missing"
    assert refused.value.nearest == ("tallkoder",)
    assert "bokstavkoder" in refused.value.hint("nb")


def test_a_lead_in_may_lead_on_to_what_a_list_can_hold_and_nothing_else() -> None:
    for kind in LISTED:
        assert LeadInEntry(phrase="vi", type=kind).type == kind
    for kind in {*RANK, "context"} - LISTED:
        with pytest.raises(ValidationError):
            LeadInEntry(phrase="vi", type=kind)


# --- in use --------------------------------------------------------------------------------------


def test_a_profile_holds_only_inside() -> None:
    with using(Profile(labels={"strategy": {"nb": ("ro rett",)}})):
        assert cues()["ro rett"].type == "strategy"
    assert active() == Profile()
    assert "ro rett" not in cues()


def test_a_profile_comes_through_json_as_it_was() -> None:
    given = {
        "labels": {"goal": {"nn": ("dit vil vi",)}}, "leadins": [{"phrase": "vi", "type": "goal"}],
        "markers": {"¤": ""}, "years": {"from": 2025}, "register": {"name": "navn"},
    }  # fmt: skip
    profile = Profile.model_validate(given)
    assert parse_profile(dump_profile(profile)) == profile
