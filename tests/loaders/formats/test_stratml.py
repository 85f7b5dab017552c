"""Plans in StratML, whole and broken, in every namespace it has had."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import BadInput
from loaders.document import Document
from loaders.drafts import Reading
from loaders.formats.stratml.reading import losses
from loaders.readers import parse_document
from loaders.reading import read
from loaders.registers import RegisterMapping, use_mapping
from loaders.storing import dump_document, load_document

PART_1 = "urn:ISO:std:iso:17469:tech:xsd:stratml_core"
PART_2 = "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport"
OBJECTIVE = """<Objective><Name>Flere sykler til jobb</Name><Description>Sykkelveier må til.
</Description><Identifier>_o1</Identifier><SequenceIndicator>1.1</SequenceIndicator>
<Stakeholder StakeholderTypeType="Organization"><Name>Teknisk etat</Name></Stakeholder>
<OtherInformation>Se kartet.</OtherInformation></Objective>"""
GOALS = f"""<Goal><Name>Ren luft</Name><Description/><Identifier>_g1</Identifier>
<SequenceIndicator>1</SequenceIndicator>{OBJECTIVE}</Goal>"""
DATES = """<AdministrativeInformation><StartDate>2024-01-01</StartDate><EndDate>2030-12-31</EndDate>
<PublicationDate>2024-03-01</PublicationDate></AdministrativeInformation>"""


def plan(  # noqa: PLR0913 - one for each part of a plan
    goals: str = GOALS,
    *,
    root: str = "StrategicPlan",
    namespace: str = PART_1,
    title: str = "Temaplan for luft",
    core: str = "",
    after: str = DATES,
    before: str = "",
) -> str:
    opening = f"{root} xmlns='{namespace}'" if namespace else root
    if root == "PerformancePlanOrReport":
        opening += " Type='Strategic_Plan'"
    return (
        f"<?xml version='1.0'?><{opening}><Name>{title}</Name>{before}<StrategicPlanCore>"
        f"<Organization><Name>Nes kommune</Name></Organization>{core}{goals}</StrategicPlanCore>"
        f"{after}</{root}>"
    )


def opened(text: str) -> Document:
    return parse_document(text.encode(), "plan.xml")


def reading(text: str) -> Reading:
    return read(opened(text))


def elements(text: str) -> list[tuple[str, str, str | None]]:
    return [
        (draft.type, draft.label, draft.parent.label if draft.parent else None)
        for draft in reading(text).drafts
    ]


def notices(text: str) -> dict[str, str]:
    return {notice.reference: notice.what("nb") for notice in opened(text).notices}


# --- what is read ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("root", "namespace"),
    [
        ("StrategicPlan", PART_1),
        ("PerformancePlanOrReport", PART_2),
        ("StrategicPlan", "http://www.stratml.net"),
        ("PerformancePlanOrReport", "http://schemas.stratml.us/3.5"),
    ],
)
def test_every_namespace_gives_the_same_elements(root: str, namespace: str) -> None:
    text = plan(root=root, namespace=namespace)
    assert elements(text) == [
        ("main_goal", "Ren luft", None),
        ("sub_goal", "Flere sykler til jobb", "Ren luft"),
    ]
    assert "stratml-namespace" not in notices(text)


@pytest.mark.parametrize("namespace", ["", "urn:en:annen"])
def test_no_namespace_or_another_is_read_and_told(namespace: str) -> None:
    text = plan(namespace=namespace)
    assert elements(text) == elements(plan())
    assert (namespace or "ingen") in notices(text)["stratml-namespace"]


def test_a_prefix_for_the_namespace_changes_nothing() -> None:
    prefixed = (
        plan(namespace="").replace("</", "</s:").replace("<", "<s:").replace("<s:/s:", "</s:")
    )
    text = prefixed.replace("<s:?", "<?").replace(
        "<s:StrategicPlan>", f"<s:StrategicPlan xmlns:s='{PART_1}'>"
    )
    assert elements(text) == elements(plan())


def test_what_a_plan_says_of_itself_is_its_metadata() -> None:
    meta = reading(plan()).metadata
    assert (meta.title, meta.kind, meta.municipality) == (
        "Temaplan for luft", "thematic_plan", "Nes",
    )  # fmt: skip
    assert (meta.period_from, meta.period_to, meta.adopted) == (2024, 2030, None)


@pytest.mark.parametrize(
    "title", ["Sammen om " + "oppvekst og helse og " * 12 + "kultur", "Visjon"]
)
def test_the_title_is_the_name_whatever_it_looks_like(title: str) -> None:
    assert reading(plan(title=title)).metadata.title == title


def test_a_mark_says_what_sort_of_plan_it_is_where_the_title_does_not() -> None:
    marked = "<OtherInformation>plangraf:type thematic_plan</OtherInformation>"
    metadata = reading(plan(title="Vårt felles løft", before=marked)).metadata
    assert (metadata.kind, metadata.title) == ("thematic_plan", "Vårt felles løft")
    unknown = marked.replace("thematic_plan", "leksikon")
    assert reading(plan(title="Vårt felles løft", before=unknown)).metadata.kind is None


def test_an_element_has_its_code_descriptions_and_passage() -> None:
    found = reading(plan())
    goal = found.drafts[1]
    assert goal.code == "1.1"
    assert [text.text for text in goal.descriptions] == ["Sykkelveier må til.", "Se kartet."]
    start, end = goal.place.start, goal.place.end
    assert found.document.text[start:end] == "Flere sykler til jobb"
    description = goal.descriptions[0]
    assert found.document.text[description.start : description.end] == "Sykkelveier må til."


def test_visions_and_values_are_read_with_what_they_mean() -> None:
    core = (
        "<Vision><Description>Sammen mot havet</Description></Vision>"
        "<Value><Name>Raus</Name><Description>Vi gir tid.</Description></Value>"
    )
    vision, value = reading(plan(core=core)).drafts[:2]
    assert (vision.type, vision.label) == ("vision", "Sammen mot havet")
    assert (value.label, value.descriptions[0].text) == ("Raus", "Vi gir tid.")


def test_a_document_is_the_same_after_it_was_kept() -> None:
    document = opened(plan())
    assert load_document(dump_document(document)) == document


# --- which types -------------------------------------------------------------------------------


def test_objectives_inside_each_other_go_down_to_measures() -> None:
    inner = "".join(f"<Objective><Name>Nivå {n}</Name>" for n in (2, 3, 4)) + "</Objective>" * 3
    types = [kind for kind, _, _ in elements(plan(f"<Goal><Name>Nivå 1</Name>{inner}</Goal>"))]
    assert types == ["main_goal", "sub_goal", "strategy", "measure"]
    assert "nivå 4 = tiltak" in notices(plan())["stratml-types-by-depth"].lower()


def test_numbers_of_objectives_side_by_side_tell_their_depth() -> None:
    numbered = "".join(
        f"<Objective><Name>Nr. {n}</Name><SequenceIndicator>{n}</SequenceIndicator></Objective>"
        for n in ("1.1", "1.1.1", "1.2", "1.1.2")
    )
    found = elements(plan(f"<Goal><Name>Mål</Name>{numbered}</Goal>"))
    assert found[1:] == [
        ("sub_goal", "Nr. 1.1", "Mål"),
        ("strategy", "Nr. 1.1.1", "Nr. 1.1"),
        ("sub_goal", "Nr. 1.2", "Mål"),
        ("strategy", "Nr. 1.1.2", "Nr. 1.1"),
    ]


@pytest.mark.parametrize("title", ["Handlingsplan for luft", "Handlings- og økonomiplan 2025–2028"])
def test_objectives_of_an_action_plan_are_measures_with_who_does_them(title: str) -> None:
    measure = reading(plan(title=title)).drafts[1]
    assert measure.type == "measure"
    assert [text.text for text in measure.attributes["responsible"]] == ["Teknisk etat"]


def test_a_performance_plan_holds_measures_whatever_it_is_called() -> None:
    text = plan(root="PerformancePlanOrReport", namespace=PART_2)
    found = elements(text.replace("Strategic_Plan", "Performance_Plan"))
    assert [kind for kind, _, _ in found] == ["main_goal", "measure"]


def test_a_profile_says_what_stands_at_each_depth() -> None:
    with use_mapping(RegisterMapping(levels=("focus_area", "main_goal"))):
        assert [kind for kind, _, _ in elements(plan())] == ["focus_area", "main_goal"]


def test_indicators_are_elements_under_goals_and_belong_to_measures() -> None:
    indicator = (
        "<PerformanceIndicator><MeasurementDimension>Utslipp</MeasurementDimension>"
        "<UnitOfMeasurement>tonn</UnitOfMeasurement><MeasurementInstance><TargetResult>"
        "<EndDate>2027-12-31</EndDate></TargetResult></MeasurementInstance></PerformanceIndicator>"
    )
    goals = GOALS.replace("</Objective>", f"{indicator}</Objective>")
    assert elements(plan(goals))[2] == ("indicator", "Utslipp (tonn)", "Flere sykler til jobb")
    measure = reading(plan(goals, title="Handlingsplan for luft")).drafts[1]
    told = {kind: texts[0].text for kind, texts in measure.attributes.items()}
    assert told["indicator"] == "Utslipp (tonn)"
    assert told["deadline"] == "2027-12-31"


def test_marks_say_outright_what_an_element_is_and_stands_under() -> None:
    one = (
        "<Objective><Name>{name}</Name><OtherInformation>plangraf:id https://a.no/{name}\n"
        "plangraf:type {kind}\nplangraf:under https://a.no/{above}</OtherInformation></Objective>"
    )
    goals = (
        "<Goal><Name>Tiltak</Name><OtherInformation>plangraf:type group</OtherInformation>"
        + one.format(name="B", kind="measure", above="A")
        + one.format(name="A", kind="strategy", above="ingen")
        + "</Goal>"
    )
    assert elements(plan(goals)) == [("strategy", "A", None), ("measure", "B", "A")]
    assert "stratml-types-by-depth" not in notices(plan(goals))


def test_marks_that_go_in_a_circle_are_broken_and_read() -> None:
    one = (
        "<Goal><Name>{0}</Name><OtherInformation>plangraf:id https://a.no/{0}\n"
        "plangraf:type strategy\nplangraf:under https://a.no/{1}</OtherInformation></Goal>"
    )
    found = elements(plan(one.format("A", "B") + one.format("B", "A")))
    assert {label for _, label, _ in found} == {"A", "B"}
    assert [above for _, _, above in found].count(None) == 1


def test_text_of_a_plan_that_looks_like_a_mark_gives_no_type_there_is_not() -> None:
    text = plan(GOALS.replace("Se kartet.", "plangraf:type sdg\nplangraf:type hva som helst"))
    assert [kind for kind, _, _ in elements(text)] == ["main_goal", "sub_goal"]


# --- what is broken ----------------------------------------------------------------------------


@pytest.mark.parametrize("date", ["2024-02-30", "i fjor", "2024-13-01", "01.02.2024"])
def test_a_wrong_date_is_told_and_the_rest_is_read(date: str) -> None:
    text = plan(after=DATES.replace("2024-01-01", date))
    assert date in notices(text)["stratml-date-invalid"]
    meta = reading(text).metadata
    assert (meta.period_from, meta.period_to) == (None, 2030)
    assert elements(text) == elements(plan())


def test_a_plan_that_ends_before_it_begins_has_no_period() -> None:
    text = plan(after=DATES.replace("2030", "2020"))
    assert "2024–2020" in notices(text)["stratml-date-invalid"]
    assert reading(text).metadata.period_from is None


def test_a_goal_without_a_name_goes_by_its_description() -> None:
    text = plan(GOALS.replace("<Name>Flere sykler til jobb</Name>", "<Name/>"))
    assert elements(text)[1][1] == "Sykkelveier må til."
    assert "stratml-name-missing" in notices(text)


def test_a_goal_without_any_text_is_left_out_and_what_is_below_it_is_read() -> None:
    text = plan(GOALS.replace("<Name>Ren luft</Name>", "<Name> </Name>"))
    assert [label for _, label, _ in elements(text)] == ["Flere sykler til jobb"]


def test_identifiers_that_are_missing_or_used_twice_are_told() -> None:
    text = plan(GOALS.replace("_o1", "_g1"))
    assert elements(text) == elements(plan())
    assert "_g1" in notices(text)["stratml-id-twice"]
    assert "stratml-id-missing" in notices(plan(GOALS.replace("_o1", "")))


def test_the_vision_of_another_organisation_is_told_and_not_read() -> None:
    core = "<Vision><Description>Lia kommune skal være best i verden.</Description></Vision>"
    text = plan(core=core)
    assert "Lia kommune" in notices(text)["stratml-vision-foreign"]
    assert "vision" not in {kind for kind, _, _ in elements(text)}
    own = plan(core=core.replace("Lia", "Nes"))
    assert "vision" in {kind for kind, _, _ in elements(own)}


def test_broken_xml_is_read_as_far_as_it_goes_with_the_line_of_the_break() -> None:
    text = plan(GOALS + "\n<Goal><Name>Stille & rolig</Name></Goal>").replace("<?xml", "\n<?xml", 1)
    assert [label for _, label, _ in elements(text)][:2] == ["Ren luft", "Flere sykler til jobb"]
    line = text[: text.index("&")].count("\n") + 1
    assert f"linje {line} " in notices(text)["stratml-syntax"]


def test_a_plan_inside_a_page_is_found() -> None:
    inner = plan(namespace="").removeprefix("<?xml version='1.0'?>")
    page = f"<?xml version='1.0'?><html><head><title>Skjema</title></head>{inner}</html>"
    assert parse_document(page.encode(), "skjema.html").media_type == "application/xml"
    assert elements(page) == elements(plan())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_any_encoding_is_read(encoding: str) -> None:
    text = plan(title="Temaplan for øyene").replace("'1.0'", f"'1.0' encoding='{encoding}'")
    document = parse_document(text.encode(encoding), "plan.xml")
    assert read(document).metadata.title == "Temaplan for øyene"


# --- what is refused ---------------------------------------------------------------------------

BOMB = "<!DOCTYPE a [<!ENTITY b 'bbbb'><!ENTITY c '&b;&b;'>]>"
FETCHED = "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>"


@pytest.mark.parametrize("declared", [BOMB, FETCHED])
def test_entities_are_refused(declared: str) -> None:
    with pytest.raises(BadInput) as refused:
        opened(plan("<Goal><Name>&b;</Name></Goal>").replace("?>", f"?>{declared}", 1))
    assert refused.value.reference == "stratml-entities"


@pytest.mark.parametrize("depth", [150, 5000])
def test_elements_too_deep_inside_each_other_are_refused(depth: int) -> None:
    inner = "<Objective>" * depth + "</Objective>" * depth
    with pytest.raises(BadInput) as refused:
        opened(plan(f"<Goal><Name>A</Name>{inner}</Goal>"))
    assert refused.value.reference == "stratml-too-deep"


@pytest.mark.parametrize("text", ["<rss><item/></rss>", "ikke xml", "<"])
def test_a_file_without_a_plan_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        opened(text)
    assert refused.value.reference == "stratml-root-missing"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(plan())), st.text(max_size=6))
def test_a_plan_that_is_cut_and_filled_anywhere_is_read_or_refused(at: int, text: str) -> None:
    with suppress(BadInput):
        reading(plan()[:at] + text)


# --- what is lost ------------------------------------------------------------------------------


def test_what_is_not_taken_is_counted_by_kind_and_told() -> None:
    core = "<Mission><Description>Å tjene</Description></Mission>"
    after = DATES.replace("</Adm", "<Source>https://a.no</Source></Adm")
    text = plan(core=core, after=after)
    found = losses(text.encode(), "plan.xml")
    assert {loss.kind: loss.count for loss in found.items} == {
        "mission": 1, "published": 1, "source": 1, "stakeholder": 1,
    }  # fmt: skip
    assert found.json()["losses"][0] == {"kind": "mission", "count": 1, "kept_as_text": False}
    assert "samfunnsoppdrag (1)" in notices(text)["stratml-not-taken"]
