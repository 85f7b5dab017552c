"""Links that a human can decide."""

from queries.catalogue import Catalogue
from queries.finding import findings
from queries.library import run
from queries.linking import links
from queries.referring import references, restatements


def test_every_reference_restatement_and_suggestion_can_be_decided(
    example_catalogue: Catalogue,
) -> None:
    store = example_catalogue.store
    suggested = {str(row["link"]) for row in run(store, "references/suggestions").dicts()}
    told = {row["id"] for row in (*references(example_catalogue), *restatements(example_catalogue))}
    found = links(example_catalogue)
    assert {link.id for link in found} == suggested | told
    assert {link.id for link in found if link.is_suggested} == suggested


def test_a_suggestion_tells_what_the_library_question_tells(example_catalogue: Catalogue) -> None:
    by_id = {link.id: link for link in links(example_catalogue)}
    for row in run(example_catalogue.store, "references/suggestions").dicts():
        link = by_id[str(row["link"])]
        assert link.source.label == row["sourceLabel"]
        assert (link.target.label if link.target else None) == row["targetLabel"]
        assert (link.is_stated, link.confidence) == (row["stated"], float(row["confidence"]))
        assert (link.judgement.by if link.judgement else None) == row["approvedBy"]


def test_a_decided_link_keeps_who_when_and_why(example_catalogue: Catalogue) -> None:
    (decided,) = [link for link in links(example_catalogue) if link.state != "open"]
    assert decided.judgement is not None
    assert (decided.state, decided.method, decided.judgement.by) == (
        "replace", "by-hand", "Kari Nordmann",
    )  # fmt: skip
    assert decided.json()["decision"]["reason"] == decided.judgement.reason


def test_an_ambiguous_reference_has_its_candidates_the_likest_first(
    example_catalogue: Catalogue,
) -> None:
    found = [link for link in links(example_catalogue) if link.method == "ambiguous"]
    assert found
    for link in found:
        scores = [score for _, score in link.candidates]
        assert scores
        assert scores == sorted(scores, reverse=True)
        assert link.target is None


def test_the_least_sure_come_first(example_catalogue: Catalogue) -> None:
    sure = [link.confidence for link in links(example_catalogue)]
    assert sure == sorted(sure)


def test_a_finding_about_a_reference_names_its_link(example_catalogue: Catalogue) -> None:
    by_id = {link.id: link for link in links(example_catalogue)}
    about = [f for f in findings(example_catalogue) if f.code == "reference-unresolved"]
    assert about
    for finding in about:
        assert finding.link is not None
        link = by_id[finding.link]
        assert link.source == finding.subject
        assert link.text is not None
        assert link.text in finding.message["nb"]


def test_a_gap_is_about_no_link(example_catalogue: Catalogue) -> None:
    gaps = [f for f in findings(example_catalogue) if f.code.endswith("without-measure")]
    assert gaps
    assert {finding.link for finding in gaps} == {None}
