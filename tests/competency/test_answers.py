"""Each competency question on the example: its answer is a golden file, in words."""

from pathlib import Path

import pytest

from queries.catalogue import Catalogue
from queries.library import questions, run
from queries.overview import example_of

GOLDEN = Path(__file__).parent / "golden"
ASKED = {q.competency: q for q in questions().values() if q.competency}


def spoken(catalogue: Catalogue, value: object) -> str:
    """Give an element by its type, code and label; anything else as it is."""
    element = catalogue.elements.get(str(value))
    if element is None:
        return "" if value is None else str(value).rpartition("#")[2]
    return " ".join(filter(None, (element.type, element.code, element.label)))


def answer(catalogue: Catalogue, number: int) -> str:
    """Give the answer to a question as a table, its rows sorted by their words."""
    asked = ASKED[number]
    kinds = {p.name: p.kind for p in asked.parameters}
    values = {
        name: catalogue.find(value).id if kinds[name] == "iri" else value
        for name, value in example_of(asked).items()
    }
    rows = [
        "\t".join(spoken(catalogue, row[name]) for name in asked.returns)
        for row in run(catalogue.store, asked.name, **values).dicts()
    ]
    given = "".join(f" {name}={value}" for name, value in example_of(asked).items())
    head = [f"# {number} {asked.question['nb']}{given}", "\t".join(asked.returns)]
    return "\n".join([*head, *sorted(rows)]) + "\n"


@pytest.mark.parametrize("number", sorted(ASKED))
def test_the_answer_on_the_example(
    number: int,
    example_catalogue: Catalogue,
    renews_golden: bool,  # noqa: FBT001 - a fixture
) -> None:
    file = GOLDEN / f"{number:02}-{ASKED[number].name.rpartition('/')[2]}.tsv"
    told = answer(example_catalogue, number)
    if renews_golden:
        file.parent.mkdir(exist_ok=True)
        file.write_text(told, encoding="utf-8")
    assert told == file.read_text(encoding="utf-8")
    # The example has an answer to every question, but no promise that is broken.
    assert (len(told.splitlines()) > 2) == (ASKED[number].name != "provenance/broken-promises")
