"""The application over its service: headers, refusals, tags; asked as any client asks."""

import json
from pathlib import Path

import pytest

from plangraf.site.addresses import path_of
from plangraf.site.app import application
from plangraf.site.service import Service
from plangraf.sparql.endpoint import Endpoint
from tests.plangraf.site.asking import Client

FILES = {"site.css": b"p { margin: 0 }" * 100, "bundle/fonts/a.woff2": b"\0\1"}


@pytest.fixture
def client(service: Service) -> Client:
    return Client(application(service, FILES, ["localhost"]))


def test_every_answer_has_a_policy_that_allows_nothing_inline(client: Client) -> None:
    paths = ("/", "/index.json", "/no-such-page", "/static/site.css", "/static/none")
    for answer in (
        *map(client.get, paths),
        client.request("PUT", "/"),
        client.get("/", headers={"host": "x"}),
    ):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_name_that_is_not_ours_is_refused(client: Client) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


def test_a_page_that_the_client_has_is_not_sent_again(client: Client) -> None:
    first = client.get("/")
    again = client.get("/", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_page_is_packed_for_clients_that_take_it(client: Client) -> None:
    packed = client.get("/", headers={"accept-encoding": "gzip"})
    plain = client.get("/", headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text


def test_files_of_the_pages_may_be_kept_for_a_year(client: Client) -> None:
    answer = client.get("/static/bundle/fonts/a.woff2")
    assert answer.headers["content-type"] == "font/woff2"
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "path", ["/static/../pyproject.toml", "/static/%2e%2e/x", "/..%2f..%2fetc/passwd", "/%00"]
)
def test_no_path_leads_out_of_the_pages(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused_with_what_is_allowed(client: Client, method: str) -> None:
    answer = client.request(method, "/funn")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


def test_an_error_has_one_shape_for_programs(client: Client) -> None:
    refused = [
        client.get("/no-such-page.json"),
        client.get("/elementer.json", params={"under": "none"}),
        client.request("DELETE", "/funn.json"),
        client.post("/funn.json"),
    ]
    for answer in refused:
        assert answer.status_code >= 400
        assert answer.headers["content-type"].startswith("application/json")
        told = json.loads(answer.content)
        assert set(told) == {"error"}
        assert set(told["error"]) == {"reference", "what", "where", "hint", "nearest"}


def test_a_fault_of_ours_is_told_without_a_trace(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(service, "held", lambda *_: None)
    monkeypatch.setattr(service, "answer", broken)
    answer = client.get("/funn.json")
    assert answer.status_code == 500
    assert json.loads(answer.content)["error"]["reference"] == "unexpected"
    assert "Traceback" not in answer.text
    assert "unsafe" not in answer.headers["content-security-policy"]


def test_a_head_request_has_no_body(client: Client) -> None:
    answer = client.request("HEAD", "/")
    assert (answer.status_code, answer.content) == (200, b"")


def test_pages_go_on_being_shown_when_the_graph_is_gone(built: Path, tmp_path: Path) -> None:
    import shutil  # noqa: PLC0415

    graph = shutil.copytree(built, tmp_path / "graph")
    service = Service(Path(graph))
    client = Client(application(service, FILES, ["localhost"]))
    (Path(graph) / "build.json").unlink()
    assert client.get("/").status_code == 200
    (Path(graph) / "build.json").write_text("{", encoding="utf-8")
    assert client.get("/spor").status_code == 200


@pytest.mark.parametrize("name", ["ontology", "vocabulary"])
@pytest.mark.parametrize(
    ("accept", "ending"),
    [
        ("text/html", ".html"),
        ("text/turtle", ".ttl"),
        ("application/ld+json", ".jsonld"),
        ("application/rdf+xml", ".rdf"),
        ("application/n-triples", ".nt"),
    ],
)
def test_the_iris_of_terms_lead_to_what_a_client_reads(
    client: Client, name: str, accept: str, ending: str
) -> None:
    answer = client.get(f"/plangraf/{name}", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/plangraf/{name}{ending}")
    assert "Accept" in answer.headers["vary"]
    found = client.get(answer.headers["location"])
    assert found.status_code == 200
    assert found.headers["content-type"].startswith(accept)
    assert "Measure" in found.text or "measure" in found.text


def test_the_page_of_terms_may_have_its_own_style_and_no_other(client: Client) -> None:
    headers = client.get("/plangraf/ontology.html").headers
    assert "style-src 'self' 'sha256-" in headers["content-security-policy"]
    assert headers["content-security-policy"].count("script-src 'self'") == 1
    assert headers["x-frame-options"] == "DENY"


def test_a_file_of_terms_that_is_none_is_not_there(client: Client) -> None:
    assert client.get("/plangraf/ontology.exe").status_code == 404
    assert client.get("/plangraf/ontologyx").status_code == 404


def test_behind_another_server_all_is_at_the_address_that_others_know(built: Path) -> None:
    public = "https://planer.example/trad"
    service = Service(built, root="/trad")
    names = ["localhost", "planer.example"]
    client = Client(application(service, FILES, names, Endpoint(built, public=public)))
    for path in ("/plangraf/ontology", f"/{path_of(service.library.homes[0].iri)}"):
        answer = client.get(path, headers={"host": "planer.example"})
        assert answer.headers["location"] == f"/trad{path}.html"
    assert f"<{public}/sparql> a sd:Service" in client.get("/sparql").text
    editor = client.get("/sparql", headers={"accept": "text/html"})
    assert editor.headers["location"] == "/trad/sporring"
    assert 'href="/trad/funn"' in client.get("/").text
