"""The W3C's tests of the SPARQL 1.1 Protocol, asked of a real server.

Each test of its manifest is here by its name; the service of the manifest is empty but for the
data sets that the tests name.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from plangraf.sparql.formats import GRAPHS, RESULTS
from tests.plangraf.sparql.serving import TOKEN, asking, graph_of, rows

DATA = "http://kasei.us/2009/09/sparql/data/data{}.rdf"
ONE, TWO, THREE = DATA.format(1), DATA.format(2), DATA.format(3)
DOCUMENT = "<http://xmlns.com/foaf/0.1/Document>"
FORM = "application/x-www-form-urlencoded"
QUERY, UPDATE = "application/sparql-query", "application/sparql-update"
BOTH = f"ASK {{ <{ONE}> a ?type . <{TWO}> a ?type . }}"
NAMED = f"ASK {{ GRAPH ?g1 {{ <{ONE}> a ?type }} GRAPH ?g2 {{ <{TWO}> a ?type }} }}"
FULL = (
    f"ASK {{ <{THREE}> a ?type GRAPH ?g1 {{ <{ONE}> a ?type }} GRAPH ?g2 {{ <{TWO}> a ?type }} }}"
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    trig = "".join(f"<{DATA.format(n)}> {{ <{DATA.format(n)}> a {DOCUMENT} }}\n" for n in range(4))
    folder = graph_of(tmp_path_factory.mktemp("protocol") / "graph", {}, trig)
    with asking(folder, "--sparql-update", PLANGRAF_TOKEN=TOKEN) as client:
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        yield client


def post(
    client: httpx.Client, body: str | bytes, kind: str | None, **query: object
) -> httpx.Response:
    data = body.encode() if isinstance(body, str) else body
    headers = {"Content-Type": kind} if kind else {}
    return client.post(f"/sparql/?{urlencode(query, doseq=True)}", content=data, headers=headers)


def get(client: httpx.Client, **query: object) -> httpx.Response:
    return client.get(f"/sparql/?{urlencode(query, doseq=True)}")


def is_true(answer: httpx.Response) -> bool:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] in RESULTS
    return bool(answer.json()["boolean"])


# --- queries ----------------------------------------------------------------------------------


def test_query_get(client: httpx.Client) -> None:
    assert is_true(get(client, query="ASK {}"))


def test_query_post_form(client: httpx.Client) -> None:
    assert is_true(post(client, "query=ASK%20%7B%7D", FORM, **{"default-graph-uri": ONE}))


def test_query_post_direct(client: httpx.Client) -> None:
    assert is_true(post(client, "ASK {}", QUERY))


@pytest.mark.parametrize("way", ["get", "post"])
@pytest.mark.parametrize(
    ("query", "graphs"),
    [
        (BOTH, {"default-graph-uri": [ONE, TWO]}),
        (NAMED, {"named-graph-uri": [ONE, TWO]}),
        (FULL, {"default-graph-uri": [THREE], "named-graph-uri": [ONE, TWO]}),
    ],
    ids=["query_dataset_default_graphs", "query_dataset_named_graphs", "query_dataset_full"],
)
def test_the_request_says_which_graphs_are_seen(
    client: httpx.Client, way: str, query: str, graphs: dict[str, list[str]]
) -> None:
    if way == "get":
        assert is_true(get(client, query=query, **graphs))
    else:
        assert is_true(post(client, query, QUERY, **graphs))
    # What is not named is not seen.
    hidden = {name: [THREE] for name in graphs}
    assert not is_true(get(client, query=query, **hidden))


def test_query_multiple_dataset(client: httpx.Client) -> None:
    """What the request names goes before what the query names."""
    query = f"ASK FROM <{THREE}> {{ <{ONE}> a ?type . <{TWO}> a ?type . }}"
    assert is_true(post(client, query, QUERY, **{"default-graph-uri": [ONE, TWO]}))
    assert not is_true(post(client, query, QUERY))


@pytest.mark.parametrize(
    ("name", "query", "known"),
    [
        ("select", "SELECT (1 AS ?value) {}", RESULTS),
        ("ask", "ASK {}", RESULTS),
        ("describe", "DESCRIBE <http://example.org/>", GRAPHS),
        ("construct", "CONSTRUCT { <s> <p> 1 } WHERE {}", GRAPHS),
    ],
)
def test_query_content_type(
    client: httpx.Client, name: str, query: str, known: dict[str, str]
) -> None:
    answer = post(client, query, QUERY)
    assert answer.status_code == 200, name
    assert answer.headers["content-type"].partition(";")[0] in known


def test_relative_iris_are_relative_to_the_service(client: httpx.Client) -> None:
    found = post(client, "CONSTRUCT { <s> <p> 1 } WHERE {}", QUERY).text
    assert re.search(r"<http://127\.0\.0\.1:\d+/s>", found)


# --- updates ----------------------------------------------------------------------------------

SETUP = "DROP ALL ;\nINSERT DATA {{ {} }} ;\n".format(
    " ".join(f"GRAPH <{iri}> {{ <{iri}> a {DOCUMENT} }}" for iri in (ONE, TWO, THREE))
)
FOUND = "<http://example.org/found>"


@pytest.mark.parametrize(
    ("where", "graphs", "seen"),
    [
        ("?s a {}", {"using-graph-uri": [ONE]}, {ONE}),
        ("?s a {}", {"using-graph-uri": [ONE, TWO]}, {ONE, TWO}),
        ("GRAPH ?g {{ ?s a {} }}", {"using-named-graph-uri": [ONE, TWO]}, {ONE, TWO}),
        (
            "{{ GRAPH ?g {{ ?s a {0} }} }} UNION {{ ?s a {0} }}",
            {"using-graph-uri": [ONE], "using-named-graph-uri": [TWO]},
            {ONE, TWO},
        ),
    ],
    ids=["default_graph", "default_graphs", "named_graphs", "full"],
)
@pytest.mark.parametrize("kind", [UPDATE, FORM])
def test_update_dataset(
    client: httpx.Client, where: str, graphs: dict[str, list[str]], seen: set[str], kind: str
) -> None:
    insert = f"INSERT {{ GRAPH {FOUND} {{ ?s a <http://example.org/Seen> }} }}"
    text = f"{SETUP}{insert}\nWHERE {{ {where.format(DOCUMENT)} }}"
    body = urlencode({"update": text}) if kind == FORM else text
    assert post(client, body, kind, **graphs).status_code == 204
    answer = post(client, f"SELECT ?s {{ GRAPH {FOUND} {{ ?s ?p ?o }} }}", QUERY)
    assert {row["s"] for row in rows(answer)} == seen


def test_update_post_form(client: httpx.Client) -> None:
    assert post(client, "update=CLEAR+ALL", FORM).status_code == 204
    assert not is_true(get(client, query="ASK { ?s ?p ?o }"))


def test_update_post_direct(client: httpx.Client) -> None:
    assert post(client, "INSERT DATA { <http://a> <http://b> 1 }", UPDATE).status_code == 204
    assert is_true(get(client, query="ASK { <http://a> <http://b> 1 }"))
    assert post(client, "CLEAR ALL", UPDATE).status_code == 204
    assert not is_true(get(client, query="ASK { ?s ?p ?o }"))


def test_update_base_uri(client: httpx.Client) -> None:
    graph = "<http://example.org/protocol-base-test/>"
    text = f"CLEAR GRAPH {graph} ;\nINSERT DATA {{ GRAPH {graph} {{ {graph} {graph} <test> }} }}"
    assert post(client, text, UPDATE).status_code == 204
    (row,) = rows(post(client, f"SELECT ?o {{ GRAPH {graph} {{ ?s ?p ?o }} }}", QUERY))
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/test", row["o"])


# --- what is refused --------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_bad_query_method(client: httpx.Client, method: str) -> None:
    answer = client.request(method, "/sparql/?query=ASK%20%7B%7D")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST"


NOT_UTF8 = "SELECT * { ?s ?p 'æ' }".encode("utf-16")
BAD = {
    "bad_multiple_queries": ("query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D", FORM, 400),
    "bad_query_wrong_media_type": ("ASK {}", "text/plain", 415),
    "bad_query_missing_form_type": ("query=ASK%20%7B%7D", None, 415),
    "bad_query_missing_direct_type": ("ASK {}", None, 415),
    "bad_query_non_utf8": (NOT_UTF8, f"{QUERY}; charset=UTF-16", 415),
    "told as utf-8": (NOT_UTF8, f"{QUERY}; charset=UTF-8", 400),
    "bad_query_syntax": ("query=ASK%20%7B", FORM, 400),
    "bad_multiple_updates": ("update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", FORM, 400),
    "bad_update_wrong_media_type": ("CLEAR NAMED", "text/plain", 415),
    "bad_update_missing_form_type": ("update=CLEAR%20NAMED", None, 415),
    "bad_update_non_utf8": (NOT_UTF8, f"{UPDATE}; charset=UTF-16", 415),
    "bad_update_syntax": ("update=CLEAR%20XYZ", FORM, 400),
    "a query and an update": ("query=ASK%20%7B%7D&update=CLEAR%20ALL", FORM, 400),
    "neither": ("format=json", FORM, 400),
    "an escape that is no letter": ("query=ASK%20%7B%7D%23%e6", FORM, 400),
    "an empty query": ("", QUERY, 400),
}


@pytest.mark.parametrize("name", BAD)
def test_what_no_request_may_be(client: httpx.Client, name: str) -> None:
    body, kind, status = BAD[name]
    assert_refused(post(client, body, kind), status)


def assert_refused(answer: httpx.Response, status: int) -> None:
    """Assert that a refusal has its status, and the one shape that errors have."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/json")
    assert set(answer.json()["error"]) == {"reference", "what", "where", "hint", "nearest"}
    assert answer.json()["error"]["hint"]


def test_bad_update_get(client: httpx.Client) -> None:
    assert_refused(get(client, update="CLEAR ALL"), 400)


def test_a_query_in_the_address_of_a_post_is_refused(client: httpx.Client) -> None:
    assert_refused(post(client, "ASK {}", QUERY, query="ASK {}"), 400)


@pytest.mark.parametrize(
    "text",
    [
        "INSERT { GRAPH <http://a> { ?s ?p ?o } } USING <http://b> WHERE { ?s ?p ?o }",
        "WITH <http://a> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "DELETE WHERE { ?s ?p ?o }",
    ],
)
def test_bad_update_dataset_conflict(client: httpx.Client, text: str) -> None:
    answer = post(client, text, UPDATE, **{"using-graph-uri": ONE})
    assert_refused(answer, 400)
    assert answer.json()["error"]["reference"] == "update-dataset"


# --- formats and heads ------------------------------------------------------------------------

ROWS = "SELECT ?å ('b' AS ?b) { VALUES ?å { <http://a/å> 'x\"y' } }"
TRIPLES = "CONSTRUCT { <http://a/å> <http://p> 'æ'@nb } WHERE {}"
ALL = [(ROWS, kind) for kind in RESULTS] + [(TRIPLES, kind) for kind in GRAPHS]


@pytest.mark.parametrize(("query", "kind"), ALL, ids=lambda value: value if "/" in value else "")
def test_each_format_is_given_to_who_asks_for_it(
    client: httpx.Client, query: str, kind: str
) -> None:
    by_head = client.get("/sparql", params={"query": query}, headers={"Accept": kind})
    assert by_head.headers["content-type"].partition(";")[0] == kind
    by_name = client.get("/sparql", params={"query": query, "format": kind})
    assert by_name.content == by_head.content
    assert "å" in by_head.text or "\\u00E5" in by_head.text


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("text/html, */*;q=0.1", "application/sparql-results+json"),
        ("application/sparql-results+xml, text/csv;q=0.9", "application/sparql-results+xml"),
        ("text/csv;q=0.1, text/tab-separated-values;q=0.2", "text/tab-separated-values"),
        ("application/*", "application/sparql-results+json"),
        ("text/*", "text/csv"),
        (";;;,,,q=1", "application/sparql-results+json"),
        ("a/b/c, text/csv", "text/csv"),
        ("text/csv;q=abc", "text/csv"),
        ("TEXT/CSV", "text/csv"),
    ],
)
def test_odd_accept_headers_are_read_for_what_they_say(
    client: httpx.Client, accept: str, kind: str
) -> None:
    answer = client.get("/sparql", params={"query": ROWS}, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == kind


@pytest.mark.parametrize("accept", ["image/png", "text/turtle", "text/csv;q=0"])
def test_what_does_not_exist_is_not_acceptable(client: httpx.Client, accept: str) -> None:
    answer = client.get("/sparql", params={"query": ROWS}, headers={"Accept": accept})
    assert_refused(answer, 406)


def test_a_format_that_is_none_is_refused(client: httpx.Client) -> None:
    assert_refused(client.get("/sparql", params={"query": ROWS, "format": "xlsx"}), 400)


def test_head_tells_what_get_would(client: httpx.Client) -> None:
    got = client.get("/sparql", params={"query": ROWS})
    told = client.head("/sparql", params={"query": ROWS})
    assert told.content == b""
    same = {"content-type", "content-length", "etag", "vary"}
    assert {h: told.headers[h] for h in same} == {h: got.headers[h] for h in same}


def test_what_a_client_has_is_not_sent_again(client: httpx.Client) -> None:
    got = client.get("/sparql", params={"query": ROWS})
    again = client.get(
        "/sparql", params={"query": ROWS}, headers={"If-None-Match": got.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_answers_vary_by_what_was_asked_for(client: httpx.Client) -> None:
    got = client.get("/sparql", params={"query": ROWS})
    assert {part.strip() for part in got.headers["vary"].split(",")} >= {"Accept", "Origin"}


def test_options_tells_the_methods(client: httpx.Client) -> None:
    answer = client.options("/sparql")
    assert answer.status_code == 204
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize(
    ("origin", "is_allowed"),
    [
        ("http://localhost:3000", True),
        ("http://127.0.0.1:8080", True),
        ("https://localhost.evil.example", False),
        ("https://evil.example", False),
        ("null", False),
    ],
)
def test_scripts_of_this_machine_alone_may_read_what_is_served_to_it_alone(
    client: httpx.Client,
    origin: str,
    is_allowed: bool,  # noqa: FBT001
) -> None:
    answer = client.get("/sparql", params={"query": ROWS}, headers={"Origin": origin})
    allowed = answer.headers.get("access-control-allow-origin")
    assert allowed == (origin if is_allowed else None)


@pytest.mark.parametrize(
    ("token", "status"), [(None, 401), ("Bearer x", 401), (f"Basic {TOKEN}", 401)]
)
def test_nobody_updates_without_the_token(
    client: httpx.Client, token: str | None, status: int
) -> None:
    headers = {"Content-Type": UPDATE, "Authorization": token or ""}
    answer = client.post("/sparql", content="CLEAR ALL", headers=headers)
    assert_refused(answer, status)
    assert answer.headers["www-authenticate"] == "Bearer"


def test_nobody_updates_a_service_that_was_not_told_to(tmp_path: Path) -> None:
    with asking(graph_of(tmp_path / "graph", {})) as client:
        answer = client.post("/sparql", content="CLEAR ALL", headers={"Content-Type": UPDATE})
        assert_refused(answer, 403)
