"""The description of the pages' twins: whole, true, and found out where it is not."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import openapi_spec_validator
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure, FailureGroup
from starlette.types import Receive, Scope, Send

import plangraf
from plangraf.site import openapi, shapes
from plangraf.site.app import application
from plangraf.site.page import Content
from plangraf.site.pages import links
from plangraf.site.routing import PAGES
from plangraf.site.service import Service
from plangraf.site.shape_parts import ErrorAnswer
from plangraf.site.snapshot import Snapshot
from queries.library import questions
from tests.plangraf.site.asking import Client
from tests.plangraf.site.small import write_plans

#: Each operation is asked for this often, with other values each time: always the same ones.
EXAMPLES = 12
ORIGIN = "http://localhost"


@pytest.fixture(scope="module")
def described(service: Service) -> dict[str, Any]:
    """Give the document of the example."""
    made = json.loads(service.described().body)
    assert isinstance(made, dict)
    return made


def test_the_document_is_openapi(described: dict[str, Any]) -> None:
    openapi_spec_validator.validate(described)
    assert described["openapi"].startswith("3.1")


def test_every_page_of_the_registry_is_described(described: dict[str, Any]) -> None:
    assert set(openapi.SHAPES) == set(PAGES)
    assert {f"/{path or 'index'}.json" for path in PAGES} <= set(described["paths"])


def test_every_question_of_the_library_is_described(described: dict[str, Any]) -> None:
    for name, question in questions().items():
        taken = described["paths"][f"/sporring/{name}.json"]["get"]["parameters"]
        assert [one["name"] for one in taken] == [p.name for p in question.parameters]


def test_the_names_of_operations_are_their_own(described: dict[str, Any]) -> None:
    names = [one["get"]["operationId"] for one in described["paths"].values()]
    assert len(set(names)) == len(names)


def test_a_list_takes_what_its_form_has(described: dict[str, Any]) -> None:
    taken = {one["name"]: one for one in described["paths"]["/funn.json"]["get"]["parameters"]}
    assert list(taken) == [
        "type", "plan", "satsing", "omrade", "alvorlighet", "vurdering", "sorter", "side",
    ]  # fmt: skip
    assert taken["sorter"]["schema"]["enum"] == ["alvorlighet", "plan", "sted"]
    assert taken["vurdering"]["schema"]["default"] == "open"


def test_the_same_graph_is_described_with_the_same_bytes(built: Path) -> None:
    first, second = (Service(built).described().body for _ in range(2))
    assert first == second


def test_every_language_is_a_server_of_its_own(built: Path) -> None:
    made = json.loads(Service(built, root="/planer").described().body)
    assert [one["url"] for one in made["servers"]] == ["/planer", "/planer/nn", "/planer/en"]


def test_the_document_is_served_and_linked_from_the_page_about_data(service: Service) -> None:
    client = Client(application(service, {}, ["localhost"]))
    answer = client.get("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["paths"]
    again = client.get("/openapi.json", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    assert 'href="/openapi.json"' in client.get("/data").text


# --- the answers are what is told of them ------------------------------------------------------


def validator(described: Mapping[str, Any], operation: str, status: int) -> Draft202012Validator:
    """Return what judges an operation's answers with a status."""
    answers = described["paths"][operation]["get"]["responses"]
    answer = answers[str(status)]
    if "$ref" in answer:
        answer = described["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    schema = answer["content"]["application/json"]["schema"]
    return Draft202012Validator({**schema, "components": described["components"]})


def asked(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Give every twin of the example that is about something, with its operation."""
    own = "plangraf/id/fjordvik"
    for path, iri in snapshot.paths.items():
        head = path.rpartition("/")[0]
        if iri in snapshot.items:
            yield f"/{own}/{{plan}}/{{type}}/{{element}}.json", path
        elif iri in snapshot.plans:
            yield f"/{own}/{{plan}}.json", path
        else:
            yield f"/{path}.json" if path == own else f"/{head}/{{name}}.json", path
    for name in snapshot.findings_by_id:
        yield "/funn/{finding}.json", f"funn/{name}"
    for iri in snapshot.once(links.links_by_id):
        yield "/funn/koblinger/{link}.json", f"funn/koblinger/{links.key(iri)}"


def test_every_twin_of_the_example_is_as_it_is_described(
    described: dict[str, Any], service: Service, snapshot: Snapshot
) -> None:
    judges = {}
    for operation, path in asked(snapshot):
        judge = judges.setdefault(operation, validator(described, operation, 200))
        answer = service.answer(f"{path}.json", {})
        assert answer.status == 200, path
        judge.validate(json.loads(answer.body))
    assert len(judges) > 7


def test_two_versions_laid_side_by_side_are_as_it_is_described(
    described: dict[str, Any], built: Path, tmp_path: Path
) -> None:
    older = Path(__file__).parents[3] / "examples" / "fjordvik-2020"
    plangraf.build([older], tmp_path)
    told = json.loads(Service(built, compare=tmp_path).answer("sammenlign.json", {}).body)
    assert told["differences"]
    validator(described, "/sammenlign.json", 200).validate(told)


def test_several_municipalities_are_described_by_their_names(tmp_path: Path) -> None:
    homes = [write_plans(tmp_path / name, name) for name in ("Storåker", "Lillevik")]
    plangraf.build(homes, tmp_path / "graph")
    service = Service(tmp_path / "graph")
    made = json.loads(service.described().body)
    openapi_spec_validator.validate(made)
    front = json.loads(service.answer("index.json", {}).body)
    validator(made, "/index.json", 200).validate(front)
    names = {one["path"] for one in front["municipalities"]}
    paths = made["paths"]
    assert set(paths["/{municipality}.json"]["get"]["parameters"][0]["schema"]["enum"]) == names
    for name in names:
        for path in ("spor", "elementer", "funn", "dekning"):
            told = json.loads(service.answer(f"{name}/{path}.json", {}).body)
            validator(made, f"/{{municipality}}/{path}.json", 200).validate(told)


# --- schemathesis ------------------------------------------------------------------------------


def loaded(service: Service) -> Any:
    """Return the description as schemathesis reads it from the application."""
    config = SchemathesisConfig.from_dict(
        {"generation": {"mode": "positive", "deterministic": True, "database": "none"}}
    )
    app = application(service, {}, ["localhost", "testserver"])

    async def lasting(scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, without the workers of its SPARQL service."""
        if scope["type"] != "lifespan":
            await app(scope, receive, send)
            return
        for event in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{event}.complete"})

    return schemathesis.openapi.from_asgi("/openapi.json", lasting, config=config)


def judged(operation: Any, examples: int) -> list[str]:
    """Ask for an operation again and again; return what is wrong with its answers."""
    wrong: list[str] = []

    @settings(
        max_examples=examples, derandomize=True, deadline=None, database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def ask(case: Any) -> None:
        try:
            case.call_and_validate()
        except (Failure, FailureGroup) as failure:
            wrong.append(f"{case.formatted_path} {case.query}: {failure}")

    ask()
    return wrong


@pytest.fixture(scope="module")
def operations(service: Service) -> dict[str, Any]:
    """Give the operations by their paths."""
    found = (result.ok() for result in loaded(service).get_all_operations())
    return {operation.path: operation for operation in found}


def test_nothing_that_is_asked_is_answered_otherwise_than_described(
    operations: dict[str, Any],
) -> None:
    # A query in SPARQL takes a process of its own each time.
    wrong = [
        told
        for path, operation in operations.items()
        for told in judged(operation, 2 if path == "/sporring.json" else EXAMPLES)
    ]
    assert wrong == []


def test_the_examples_of_parameters_are_found(
    operations: dict[str, Any], described: dict[str, Any], service: Service
) -> None:
    for path in operations:
        taken = described["paths"][path]["get"]["parameters"]
        steps = {
            one["name"]: next(iter(one["examples"].values()))["value"]
            for one in taken
            if one["in"] == "path"
        }
        place = path.format_map({name: quote(value) for name, value in steps.items()})
        for one in taken:
            for example in one.get("examples", {}).values():
                query = {one["name"]: str(example["value"])} if one["in"] == "query" else {}
                answer = service.answer(place.strip("/"), query)
                assert answer.status == 200, (place, query)
                validator(described, path, 200).validate(json.loads(answer.body))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda told: {**told, "more": 1},
        lambda told: {**told, "generator": "other"},
        lambda told: {name: value for name, value in told.items() if name != "accessibility"},
        lambda told: {**told, "accessibility": {**told["accessibility"], "tested": "all"}},
    ],
    ids=["a key too many", "another value", "a key too few", "another type"],
)
def test_a_page_that_breaks_its_word_is_found_out(
    built: Path, monkeypatch: pytest.MonkeyPatch, spoil: Any
) -> None:
    honest = PAGES["om"]

    def spoilt(given: Any) -> Content:
        content = honest(given)
        object.__setattr__(content, "json", spoil(content.json))
        return content

    monkeypatch.setitem(PAGES, "om", spoilt)  # type: ignore[arg-type]
    operation = loaded(Service(built))["/om.json"]["GET"]
    assert judged(operation, 1)


def test_an_error_is_described_as_it_is(described: dict[str, Any], service: Service) -> None:
    for path, operation, query, status in (
        ("elementer", "/elementer.json", {"under": "none"}, 404),
        ("elementer", "/elementer.json", {"rader": "month"}, 400),
        ("funn/none", "/funn/{finding}.json", {}, 404),
        ("sporring/plans/in-force", "/sporring/plans/in-force.json", {"asOf": "x"}, 400),
    ):
        answer = service.answer(f"{path}.json", query)
        assert answer.status == status
        validator(described, operation, status).validate(json.loads(answer.body))


def test_shapes_are_closed() -> None:
    made = shapes.schemas([*openapi.SHAPES.values(), ErrorAnswer])
    opened = [
        name
        for name, schema in made.items()
        if schema["type"] == "object" and schema.get("additionalProperties") is not False
    ]
    assert opened == []
