"""What a plan graph is made of: one frozen model for each class of the ontology.

A field names the ontology property it stands for, once, in its annotation; the walker in
:mod:`graph.rdf` writes and reads triples from that, and a test compares every field with the
SHACL shapes both ways. Models refer to each other by IRI, never by nesting, so a graph is a
flat, sortable collection (:class:`~graph.plan_graph.PlanGraph`). A field that points into the
ontology itself is typed by its enum (:class:`~ontology.terms.Property`), so that it can be
compared with a member.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal, NamedTuple, NewType

from pydantic import BaseModel, ConfigDict, Field

from ontology.terms import (
    RDFS_LABEL,
    Assessment,
    Class,
    Correction,
    DecisionAction,
    FindingCode,
    Method,
    PlanStatus,
    Property,
)

Iri = NewType("Iri", str)
Confidence = Annotated[Decimal, Field(ge=0, le=1, max_digits=3, decimal_places=2)]
Language = Literal["nb", "nn", "en"]


class Of(NamedTuple):
    """The ontology property a field stands for."""

    iri: str


class Frozen(BaseModel):
    """Base of every model: immutable, and a field nobody declared is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Frozen):
    """A literal with its language.

    >>> Text(value="Et godt sted å leve", language="nb").value
    'Et godt sted å leve'
    """

    value: str = Field(min_length=1)
    language: Language = "nb"


class Thing(Frozen):
    """Anything with an IRI. ``rdf_class`` is the ontology class of the model."""

    rdf_class: ClassVar[Class]

    iri: Iri


# --- where it stands ---------------------------------------------------------------------


class SourceDocument(Thing):
    """A file that was read, known by the hash of its bytes."""

    rdf_class = Class.SOURCE_DOCUMENT

    sha256: Annotated[str, Of(Property.SHA256), Field(pattern=r"^[0-9a-f]{64}$")]
    file_name: Annotated[str, Of(Property.FILE_NAME)]
    media_type: Annotated[str, Of(Property.MEDIA_TYPE)]
    encoding: Annotated[str, Of(Property.ENCODING)]


class Passage(Thing):
    """A place in a document: offsets count characters of the decoded text, from 0.

    ``quote`` is exactly ``text[start:end]``; ``line`` counts from 1; ``page`` is None where the
    text does not tell its pages.
    """

    rdf_class = Class.PASSAGE

    document: Annotated[Iri, Of(Property.DOCUMENT)]
    page: Annotated[int | None, Of(Property.PAGE), Field(ge=1)] = None
    line: Annotated[int, Of(Property.LINE), Field(ge=1)]
    start: Annotated[int, Of(Property.START), Field(ge=0)]
    end: Annotated[int, Of(Property.END), Field(ge=0)]
    quote: Annotated[str, Of(Property.QUOTE)]
    prefix: Annotated[str, Of(Property.PREFIX)]
    suffix: Annotated[str, Of(Property.SUFFIX)]


# --- who ---------------------------------------------------------------------------------


class Organization(Thing):
    """A body or a service that adopts, owns or carries out."""

    rdf_class: ClassVar[Class] = Class.ORGANIZATION

    label: Annotated[Text, Of(RDFS_LABEL)]
    organisation_number: Annotated[
        str | None, Of(Property.ORGANISATION_NUMBER), Field(pattern=r"^\d{9}$")
    ] = None
    passages: Annotated[tuple[Iri, ...], Of(Property.PASSAGE)] = ()


class MunicipalityNumber(Thing):
    """A kommunenummer and the days it holds; the number changes, the municipality stays."""

    rdf_class = Class.MUNICIPALITY_NUMBER

    number: Annotated[str, Of(Property.NUMBER), Field(pattern=r"^\d{4}$")]
    valid_from: Annotated[date | None, Of(Property.VALID_FROM)] = None
    valid_to: Annotated[date | None, Of(Property.VALID_TO)] = None


class Municipality(Organization):
    """A kommune."""

    rdf_class = Class.MUNICIPALITY

    numbers: Annotated[tuple[Iri, ...], Of(Property.MUNICIPALITY_NUMBER)] = ()


# --- plans -------------------------------------------------------------------------------


class Plan(Thing):
    """A plan: read (it has a source document) or only cited by another plan."""

    rdf_class: ClassVar[Class] = Class.PLAN

    label: Annotated[Text, Of(RDFS_LABEL)]
    municipality: Annotated[Iri | None, Of(Property.MUNICIPALITY)] = None
    period_from: Annotated[int | None, Of(Property.PERIOD_FROM)] = None
    period_to: Annotated[int | None, Of(Property.PERIOD_TO)] = None
    adopted: Annotated[date | None, Of(Property.ADOPTED)] = None
    adopted_by: Annotated[Iri | None, Of(Property.ADOPTED_BY)] = None
    status: Annotated[PlanStatus, Of(Property.STATUS)]
    status_note: Annotated[Text | None, Of(Property.STATUS_NOTE)] = None
    evaluation_due: Annotated[int | None, Of(Property.EVALUATION_DUE)] = None
    source_document: Annotated[Iri | None, Of(Property.SOURCE_DOCUMENT)] = None
    language: Annotated[Language | None, Of(Property.LANGUAGE)] = None
    is_excerpt: Annotated[bool, Of(Property.EXCERPT)] = False
    is_cited_only: Annotated[bool, Of(Property.CITED_ONLY)] = False
    cites_level: Annotated[Class | None, Of(Property.CITES_LEVEL)] = None
    license: Annotated[Iri | None, Of(Property.LICENSE)] = None
    passages: Annotated[tuple[Iri, ...], Of(Property.PASSAGE)] = ()


class SocietalMasterPlan(Plan):
    """Kommuneplanens samfunnsdel."""

    rdf_class = Class.SOCIETAL_MASTER_PLAN


class ThematicPlan(Plan):
    """Temaplan, kommunedelplan or strategi."""

    rdf_class = Class.THEMATIC_PLAN


class ActionPlan(Plan):
    """Handlingsplan."""

    rdf_class = Class.ACTION_PLAN


class ActionAndFinancialPlan(Plan):
    """Handlings- og økonomiplan (HØP)."""

    rdf_class = Class.ACTION_AND_FINANCIAL_PLAN


class PlanningStrategy(Plan):
    """Planstrategi."""

    rdf_class = Class.PLANNING_STRATEGY


class AnnualReport(Plan):
    """Årsrapport."""

    rdf_class = Class.ANNUAL_REPORT


# --- elements of plans -------------------------------------------------------------------


class PlanElement(Thing):
    """A node of a plan's hierarchy. ``level_word`` is the plan's own word for the level."""

    rdf_class: ClassVar[Class] = Class.PLAN_ELEMENT

    label: Annotated[Text, Of(RDFS_LABEL)]
    code: Annotated[str | None, Of(Property.CODE)] = None
    level_word: Annotated[Text | None, Of(Property.LEVEL_WORD)] = None
    descriptions: Annotated[tuple[Text, ...], Of(Property.DESCRIPTION)] = ()
    part_of_plan: Annotated[Iri, Of(Property.PART_OF_PLAN)]
    section: Annotated[Text | None, Of(Property.SECTION)] = None
    owner: Annotated[Iri | None, Of(Property.OWNER)] = None
    position: Annotated[int, Of(Property.POSITION), Field(ge=0)]
    confidence: Annotated[Confidence, Of(Property.CONFIDENCE)]
    rule: Annotated[str, Of(Property.RULE)]
    may_be: Annotated[Class | None, Of(Property.MAY_BE)] = None
    is_cited_only: Annotated[bool, Of(Property.CITED_ONLY)] = False
    is_incomplete: Annotated[bool, Of(Property.INCOMPLETE)] = False
    passages: Annotated[tuple[Iri, ...], Of(Property.PASSAGE), Field(min_length=1)]


class Vision(PlanElement):
    """Visjon."""

    rdf_class = Class.VISION


class Value(PlanElement):
    """Verdi."""

    rdf_class = Class.VALUE


class FocusArea(PlanElement):
    """Satsingsområde: a theme, not a goal."""

    rdf_class = Class.FOCUS_AREA


class MainGoal(PlanElement):
    """Hovedmål."""

    rdf_class = Class.MAIN_GOAL


class SubGoal(PlanElement):
    """Delmål."""

    rdf_class = Class.SUB_GOAL


class Strategy(PlanElement):
    """Strategi."""

    rdf_class = Class.STRATEGY


class Initiative(PlanElement):
    """Satsing: a programme of a thematic plan that groups measures."""

    rdf_class = Class.INITIATIVE


class Measure(PlanElement):
    """Tiltak. ``empty_columns`` are properties whose column the plan has and left empty."""

    rdf_class: ClassVar[Class] = Class.MEASURE

    responsible: Annotated[tuple[Iri, ...], Of(Property.RESPONSIBLE)] = ()
    deadline: Annotated[Text | None, Of(Property.DEADLINE)] = None
    cost: Annotated[Text | None, Of(Property.COST)] = None
    progress: Annotated[Text | None, Of(Property.PROGRESS)] = None
    indicator: Annotated[Text | None, Of(Property.INDICATOR)] = None
    empty_columns: Annotated[tuple[Property, ...], Of(Property.EMPTY_COLUMN)] = ()


class ReformMeasure(Measure):
    """Oppvekstreformtiltak."""

    rdf_class = Class.REFORM_MEASURE


class Priority(PlanElement):
    """Prioritering of a handlings- og økonomiplan."""

    rdf_class = Class.PRIORITY


class Recommendation(PlanElement):
    """Anbefaling of a kunnskapsgrunnlag."""

    rdf_class = Class.RECOMMENDATION


class Indicator(PlanElement):
    """Måleindikator."""

    rdf_class = Class.INDICATOR


# --- what plans are grounded in ----------------------------------------------------------


class SustainableDevelopmentGoal(Thing):
    """One of the UN's seventeen goals, under the UN's own IRI."""

    rdf_class = Class.SUSTAINABLE_DEVELOPMENT_GOAL

    label: Annotated[Text, Of(RDFS_LABEL)]
    code: Annotated[str, Of(Property.CODE), Field(pattern=r"^([1-9]|1[0-7])$")]
    passages: Annotated[tuple[Iri, ...], Of(Property.PASSAGE)] = ()


class LegalBasis(Thing):
    """A law, paragraph, regulation or convention that a plan cites."""

    rdf_class = Class.LEGAL_BASIS

    label: Annotated[Text, Of(RDFS_LABEL)]
    passages: Annotated[tuple[Iri, ...], Of(Property.PASSAGE)] = ()


# --- edges as things of their own --------------------------------------------------------


class Link(Thing):
    """An edge with its evidence: read from a passage (stated) or computed by a rule.

    ``target`` is None where a citation could not be resolved; then no edge is drawn.
    """

    rdf_class: ClassVar[Class] = Class.LINK

    source: Annotated[Iri, Of(Property.SOURCE)]
    target: Annotated[Iri | None, Of(Property.TARGET)] = None
    relation: Annotated[Property, Of(Property.RELATION)]
    is_stated: Annotated[bool, Of(Property.STATED)]
    method: Annotated[Method, Of(Property.METHOD)]
    confidence: Annotated[Confidence, Of(Property.CONFIDENCE)]
    rule: Annotated[str, Of(Property.RULE)]
    passages: Annotated[tuple[Iri, ...], Of(Property.PASSAGE)] = ()


class Candidate(Thing):
    """An element that a reference may mean, with the score that ranks it."""

    rdf_class = Class.CANDIDATE

    target: Annotated[Iri, Of(Property.TARGET)]
    score: Annotated[Confidence, Of(Property.SCORE)]
    rank: Annotated[int, Of(Property.RANK), Field(ge=1)]


class Reference(Link):
    """One citation of one plan element by another: the words as printed and what they mean."""

    rdf_class = Class.REFERENCE

    cited_text: Annotated[Text, Of(Property.CITED_TEXT)]
    word_diff: Annotated[str | None, Of(Property.WORD_DIFF)] = None
    is_blend: Annotated[bool, Of(Property.BLEND)] = False
    candidates: Annotated[tuple[Iri, ...], Of(Property.CANDIDATE)] = ()


class Restatement(Link):
    """One plan repeats an element of another, possibly with other words."""

    rdf_class = Class.RESTATEMENT

    word_diff: Annotated[str | None, Of(Property.WORD_DIFF)] = None
    is_meaning_changed: Annotated[bool, Of(Property.MEANING_CHANGED)]


# --- what a human decided ----------------------------------------------------------------


class LinkDecision(Thing):
    """A link that a human accepted, rejected or replaced."""

    rdf_class = Class.LINK_DECISION

    link: Annotated[Iri, Of(Property.DECIDES)]
    action: Annotated[DecisionAction, Of(Property.ACTION)]
    decided_by: Annotated[str, Of(Property.DECIDED_BY)]
    decided_on: Annotated[date, Of(Property.DECIDED_ON)]
    reason: Annotated[str | None, Of(Property.REASON)] = None


class ElementDecision(Thing):
    """An element that a human confirmed, corrected, took away or added."""

    rdf_class = Class.ELEMENT_DECISION

    elements: Annotated[tuple[Iri, ...], Of(Property.CORRECTS)] = ()
    correction: Annotated[Correction, Of(Property.CORRECTION)]
    text: Annotated[str, Of(Property.DECIDED_TEXT)]
    decided_by: Annotated[str, Of(Property.DECIDED_BY)]
    decided_on: Annotated[date, Of(Property.DECIDED_ON)]
    reason: Annotated[str | None, Of(Property.REASON)] = None


class FindingDecision(Thing):
    """A finding that a human accepted, with name, date and reason."""

    rdf_class = Class.FINDING_DECISION

    finding_code: Annotated[FindingCode, Of(Property.FINDING_CODE)]
    subject: Annotated[Iri, Of(Property.SUBJECT)]
    assessment: Annotated[Assessment, Of(Property.ASSESSMENT)]
    decided_by: Annotated[str, Of(Property.DECIDED_BY)]
    decided_on: Annotated[date, Of(Property.DECIDED_ON)]
    reason: Annotated[str, Of(Property.REASON)]
