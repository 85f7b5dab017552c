"""Parameters of questions: bound as RDF terms of their kind, or refused."""

import pytest
from pyoxigraph import Literal, NamedNode

from graph.errors import BadInput
from ontology.terms import XSD_DATE
from queries.library import bind, question


def test_a_date_is_bound_as_a_date() -> None:
    bound = bind(question("provenance/changed-since"), {"since": "2025-01-01"})
    assert bound == {"since": Literal("2025-01-01", datatype=NamedNode(XSD_DATE))}


@pytest.mark.parametrize("value", ["i fjor", "2025", "2025-02-30", "01.02.2025"])
def test_what_is_no_date_is_refused(value: str) -> None:
    with pytest.raises(BadInput) as refused:
        bind(question("provenance/changed-since"), {"since": value})
    assert refused.value.reference == "parameter-invalid"
    assert "YYYY-MM-DD" in refused.value.hint("en")
