"""A human's decisions about elements: they hold by text and place, and say so where they don't."""

from datetime import date

from loaders.correcting import correct, unapplied
from loaders.decisions import ElementEntry
from loaders.drafts import Draft, Reading
from loaders.readers import parse_document
from loaders.reading import read
from ontology.terms import Correction

PLAN = """Temaplan for natur 2024-2030
Vågset kommune

Mål 1: Elva er ren
Tiltak
- Rydde langs elva
- Plante trær og sette opp benker
- Måle vannet hver vår

Mål 2: Skogen er åpen for alle
Tiltak
- Rydde stier
- og merke dem
- Rydde langs elva

Andre sier at kommunen kan leie ut båter.
"""
NEWER = PLAN.replace("Mål 1: Elva er ren\n", "Innledning\nElva er viktig.\n\nMål 1: Elva er ren\n")


def reading_of(text: str = PLAN) -> Reading:
    return read(parse_document(text.encode(), "natur.txt"))


def entry(action: str, text: str, **more: object) -> ElementEntry:
    return ElementEntry.model_validate(
        {"action": action, "text": text, "by": "Kari", "date": date(2026, 1, 2), **more}
    )


def the(reading: Reading, label: str) -> Draft:
    (found,) = (d for d in reading.drafts if d.label.rstrip(".") == label)
    return found


def test_a_type_is_set_and_the_rule_says_that_a_human_did_it() -> None:
    reading = reading_of()
    outcome = correct(reading, [entry("type", "Måle vannet hver vår.", type="indicator")])
    draft = the(reading, "Måle vannet hver vår")
    assert (draft.type, draft.rule, draft.confidence) == ("indicator", "decision", 1.0)
    assert [drafts for _, drafts in outcome.applied] == [[draft]]


def test_a_parent_is_set_by_text_or_code_and_taken_away_by_nothing() -> None:
    reading = reading_of()
    correct(reading, [entry("parent", "Måle vannet hver vår", parent="Skogen er åpen for alle")])
    assert the(reading, "Måle vannet hver vår").parent is the(reading, "Skogen er åpen for alle")
    correct(reading, [entry("parent", "Rydde stier", parent="")])
    assert the(reading, "Rydde stier").parent is None


def test_a_text_is_split_where_its_parts_stand() -> None:
    reading = reading_of()
    parts = ("Plante trær", "sette opp benker")
    correct(reading, [entry("split", "Plante trær og sette opp benker", parts=parts)])
    first, second = the(reading, "Plante trær"), the(reading, "sette opp benker")
    assert first.parent is second.parent
    assert reading.document.text[second.place.start : second.place.end] == "sette opp benker"


def test_texts_are_joined_and_only_one_is_left() -> None:
    reading = reading_of()
    correct(reading, [entry("join", "Rydde stier", parts=("og merke dem",))])
    assert the(reading, "Rydde stier og merke dem")
    assert not [d for d in reading.drafts if d.label == "og merke dem"]


def test_what_stood_under_a_removed_element_stands_under_what_was_above() -> None:
    reading = reading_of()
    correct(reading, [entry("remove", "Elva er ren")])
    assert the(reading, "Måle vannet hver vår").parent is None


def test_a_text_that_was_not_read_is_added_at_its_place() -> None:
    reading = reading_of()
    added = entry("add", "leie ut båter", type="measure", parent="Elva er ren")
    outcome = correct(reading, [added])
    draft = the(reading, "leie ut båter")
    assert (draft.type, draft.parent) == ("measure", the(reading, "Elva er ren"))
    assert not outcome.notices


def test_the_same_text_twice_needs_what_stands_over_it() -> None:
    removed = entry("remove", "Rydde langs elva")
    outcome = correct(reading_of(), [removed])
    assert [n.reference for n in outcome.notices] == ["element-decision-ambiguous"]
    reading = reading_of()
    near = entry("remove", "Rydde langs elva", near="Skogen er åpen for alle")
    assert correct(reading, [near]).applied
    assert the(reading, "Rydde langs elva").parent is the(reading, "Elva er ren")


def test_a_decision_survives_a_new_version_in_which_the_sentence_has_moved() -> None:
    reading = reading_of(NEWER)
    decided = entry("confirm", "Måle vannet  hver vår", document="natur.txt")
    assert correct(reading, [decided]).applied


def test_a_decision_whose_text_is_gone_is_reported_once() -> None:
    decided = entry("remove", "Bygge demning", document="natur.txt")
    outcomes = [correct(reading_of(), [decided]), correct(reading_of(NEWER), [decided])]
    (notice,) = unapplied([decided], outcomes)
    assert notice.reference == "element-decision-not-applied"
    assert "Bygge demning" in notice.what("nb")
    assert "natur.txt" in notice.what("nb")


def test_a_decision_for_another_document_is_left_alone() -> None:
    reading = reading_of()
    other = entry("remove", "Rydde stier", document="annen.txt")
    assert not correct(reading, [other]).applied
    assert the(reading, "Rydde stier")


def test_a_parent_that_is_nowhere_is_told() -> None:
    outcome = correct(reading_of(), [entry("parent", "Rydde stier", parent="Havet er rent")])
    assert [n.reference for n in outcome.notices] == ["element-decision-parent"]
    assert not outcome.applied


def test_an_entry_that_lacks_what_its_action_needs_says_which_key() -> None:
    assert entry("type", "x").lacks == "type"
    assert entry("split", "x").lacks == "parts"
    assert entry("confirm", "x").lacks is None
    assert {action.value for action in Correction} == {
        "confirm", "type", "parent", "split", "join", "remove", "add",
    }  # fmt: skip
