"""Each competency question on the example, something taken or put in: the answer follows."""

from collections import Counter
from typing import NamedTuple

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.store import PlanStore
from graph.terms import iri_of
from ontology.terms import CONTRIBUTING, PlanStatus, Property, concept_iri
from queries.catalogue import Catalogue
from queries.library import questions, run
from queries.overview import example_of

ASKED = {q.competency: q for q in questions().values() if q.competency}
ADVISER = "Ansette en fritidsveileder i halv stilling"
TRANSITION = "Lage felles overgangsplan for barnehage og skole"
CLIMATE = "Temaplan for klima og natur 2024–2030"
FINANCIAL = "Handlings- og økonomiplan 2025–2028"
REFORM = "Handlingsplan for oppvekstreformen"
XSD = "http://www.w3.org/2001/XMLSchema#"


class Mutation(NamedTuple):
    """What is taken from the graph and put into it, and what a column of the answer does then.

    A triple is named by element, property and element; ``None`` stands for any. ``lost`` and
    ``gained`` hold labels of elements or plain values, as often as they go or come.
    """

    number: int
    taken: tuple[str | None, Property, str | None]
    column: str
    lost: tuple[object, ...] = ()
    gained: tuple[object, ...] = ()
    put: tuple[str, Property, object] | None = None


MUTATIONS = [
    Mutation(
        1, (ADVISER, Property.REFERS_TO, "2.B3"), "code", lost=("2.B3",)
    ),
    Mutation(2, (None, Property.REFERS_TO, "1.A2"), "planLabel", lost=(
        "Handlings- og økonomiplan 2025–2028", "Temaplan for oppvekst 2025–2032",
    )),
    Mutation(3, (None, Property.REFERS_TO, "1.A2"), "code", gained=("1.A2",)),
    Mutation(4, (TRANSITION, Property.REFERS_TO, None), "label", gained=(TRANSITION,)),
    Mutation(
        5, ("Heve kaikanten ved Fjordvik brygge", Property.SOURCE, None), "text",
        lost=("Vi sikrer kritisk infrastruktur mot et stigende hav",),
    ),
    Mutation(6, (None, Property.REFERS_TO, None), "code", gained=("3",)),
    Mutation(
        7, ("2", Property.GROUNDED_IN, None), "subjectLabel", lost=("Levende lokalsamfunn",) * 3,
    ),
    Mutation(
        8, ("Bytte ut kommunale kjøretøy med utslippsfrie", Property.RESEMBLES, None), "label",
        gained=("Byte ut kommunale køyretøy med utsleppsfrie",),
    ),
    Mutation(
        8, (FINANCIAL, Property.MUNICIPALITY, None), "unknown",
        lost=(False,) * 38, gained=(True,) * 38,
    ),
    Mutation(
        9, ("Restaurere Langmyra", Property.RESPONSIBLE, None), "responsibleLabel",
        lost=("Natur og landbruk",), gained=("",),
    ),
    Mutation(
        10, (None, Property.PROGRESS, None), "progress",
        lost=("Under arbeid",) * 2, gained=("",) * 2,
    ),
    Mutation(
        11, ("Sette i stand Leirnes fyrstasjon", Property.DEADLINE, None), "value", lost=("2020",),
    ),
    Mutation(
        12, ("Utvide kvalifiseringsprogrammet for foreldre uten arbeid", Property.REFERS_TO, None),
        "label", lost=("Utvide kvalifiseringsprogrammet for foreldre uten arbeid",),
    ),
    Mutation(13, (ADVISER, Property.PASSAGE, None), "relation", lost=("",)),
    Mutation(
        14, (None, Property.REALISES_VISION, None), "withStatedThread",
        lost=(2, 11, 15, 24), gained=(0,) * 4,
    ),
    Mutation(
        15, ("Halvere matsvinnet i kommunale kjøkken", Property.REFERS_TO, None), "measures",
        lost=(2, 14), gained=(3, 13),
    ),
    Mutation(
        16, (TRANSITION, Property.REFERS_TO, "1.B3"), "measures", lost=(18, 7), gained=(17, 6)
    ),
    Mutation(17, (ADVISER, Property.REFERS_TO, "2.B3"), "label", lost=(ADVISER, ADVISER)),
    Mutation(18, (None, Property.MEANING_CHANGED, None), "kind", lost=("restated",) * 8),
    Mutation(
        19, (CLIMATE, Property.CITES_LEVEL, None), "label",
        lost=("Halvere matsvinnet i kommunale kjøkken",),
    ),
    Mutation(
        20, ("Restaurere Langmyra", Property.SOURCE, None), "sourceLabel",
        lost=("Restaurere Langmyra",),
    ),
    Mutation(
        21, (CLIMATE, Property.STATUS, None), "inForce", lost=(True,), gained=(False,),
        put=(CLIMATE, Property.STATUS, NamedNode(concept_iri(PlanStatus.ON_HEARING))),
    ),
    Mutation(
        22, ("2.B1", Property.REPLACES, None), "successorLabel",
        gained=("Vi avlaster pårørende med krevende omsorgsoppgaver.",),
        put=("2.C3", Property.REPLACES, "2.B1"),
    ),
    Mutation(23, (REFORM, Property.ADOPTED, None), "subjectLabel", lost=(REFORM,)),
    Mutation(
        23, (None, Property.DECIDED_ON, None), "subjectLabel",
        lost=(
            "Gjøre ungdomsklubben Naustet til et åpent hus gjennom uka",
            "Vi skriver klart og forståelig.",
        ),
    ),
    Mutation(
        24, (CLIMATE, Property.ADOPTED, None), "adopted", lost=("2024-09-26",),
        gained=("2024-10-01",),
        put=(CLIMATE, Property.ADOPTED, Literal("2024-10-01", datatype=NamedNode(f"{XSD}date"))),
    ),
    Mutation(
        25, (TRANSITION, Property.PART_OF_PLAN, None), "subject", gained=(TRANSITION,)
    ),
]  # fmt: skip


def answer(
    catalogue: Catalogue, number: int, column: str, parameters: Catalogue
) -> Counter[object]:
    """Give one column of an answer, elements by their labels."""
    asked = ASKED[number]
    kinds = {p.name: p.kind for p in asked.parameters}
    values = {
        name: parameters.find(value).id if kinds[name] == "iri" else value
        for name, value in example_of(asked).items()
    }
    return Counter(
        parameters.element(str(row[column])).label
        if str(row[column]) in parameters.elements
        else ("" if row[column] is None else row[column])
        for row in run(catalogue.store, asked.name, **values).dicts()
    )


def mutated(catalogue: Catalogue, mutation: Mutation) -> Catalogue:
    """Give the graph after the mutation."""
    subject, prop, target = mutation.taken
    source = catalogue.find(subject).id if subject else None
    aim = catalogue.find(target).id if target else None

    def goes(quad: Quad) -> bool:
        # an edge that carries the thread stands twice: as itself and as what it is a kind of
        also = Property.CONTRIBUTES_TO if prop in CONTRIBUTING else prop
        if quad.predicate.value not in {prop, also}:
            return False
        ends = [iri_of(quad.subject), str(getattr(quad.object, "value", ""))]
        if prop == Property.SOURCE:  # a link is found by what it begins at
            return source in {None, ends[1]}
        return source in {None, ends[0]} and aim in {None, ends[1]}

    quads = [quad for quad in catalogue.store.quads() if not goes(quad)]
    if mutation.put:
        who, what, value = mutation.put
        thing = NamedNode(catalogue.find(value).id) if isinstance(value, str) else value
        assert isinstance(thing, NamedNode | Literal)
        quads.append(Quad(NamedNode(catalogue.find(who).id), NamedNode(what), thing))
    return Catalogue(PlanStore.of(quads, catalogue.store.info))


def test_every_question_is_mutated() -> None:
    assert {mutation.number for mutation in MUTATIONS} == set(ASKED)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: str(mutation.number))
def test_the_answer_changes_with_the_graph(
    mutation: Mutation, example_catalogue: Catalogue
) -> None:
    changed = mutated(example_catalogue, mutation)
    before = answer(example_catalogue, mutation.number, mutation.column, example_catalogue)
    after = answer(changed, mutation.number, mutation.column, example_catalogue)
    assert (before - after, after - before) == (Counter(mutation.lost), Counter(mutation.gained))
    assert before != after
