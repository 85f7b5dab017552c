"""The tables load into a graph database, and the script is openCypher by a grammar of others."""

import csv
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import kuzu
import pytest
from antlr4 import CommonTokenStream, InputStream
from antlr4.error.ErrorListener import ErrorListener
from antlr4_cypher import CypherLexer, CypherParser
from pyoxigraph import Literal, Quad

from graph.store import PlanStore
from ontology.terms import RDF_TYPE, RDFS_LABEL, Class, Property
from plangraf.exporting import export_bytes

TYPES = {"": "STRING", "int": "INT64", "boolean": "BOOL", "double": "DOUBLE", "date": "DATE"}
HOSTILE = "x'}}]; MATCH (n) DETACH DELETE n; // \\u0027 \\' \"\n`y`"


def _files(store: PlanStore) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(export_bytes(store, "neo4j"))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.fixture(scope="module")
def files(example: PlanStore) -> dict[str, str]:
    return _files(example)


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def _columns(head: list[str]) -> str:
    told = (name.partition(":") for name in head)
    return ", ".join(
        f"`{name or f'{kind}_'}` {TYPES.get(kind, 'STRING')}" for name, _, kind in told
    )


@pytest.fixture(scope="module")
def database(files: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> kuzu.Connection:
    """Give the tables, loaded into a database that is strict about types and ends."""
    folder = tmp_path_factory.mktemp("kuzu")
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    nodes = next(csv.reader(io.StringIO(files["nodes.csv"])))
    links = next(csv.reader(io.StringIO(files["relationships.csv"])))
    connection = kuzu.Connection(kuzu.Database(str(folder / "db")))
    connection.execute(f"CREATE NODE TABLE Node({_columns(nodes)}, PRIMARY KEY(id))")
    connection.execute(f"CREATE REL TABLE Rel(FROM Node TO Node, {_columns(links[2:])})")
    for table, name in (("Node", "nodes.csv"), ("Rel", "relationships.csv")):
        connection.execute(f'COPY {table} FROM "{folder / name}" (HEADER=true, PARALLEL=false)')
    return connection


def _ask(database: kuzu.Connection, question: str) -> list[list[Any]]:
    answer = database.execute(question)
    assert isinstance(answer, kuzu.QueryResult)
    return answer.get_all()


def test_every_node_and_relationship_is_loaded(
    files: dict[str, str], database: kuzu.Connection
) -> None:
    nodes, links = _rows(files["nodes.csv"]), _rows(files["relationships.csv"])
    assert _ask(database, "MATCH (n) RETURN count(*)") == [[len(nodes)]]
    assert _ask(database, "MATCH ()-[r]->() RETURN count(*)") == [[len(links)]]


def test_the_database_answers_as_the_graph(example: PlanStore, database: kuzu.Connection) -> None:
    stated = {
        (quad.subject.value, quad.object.value) for quad in example.of_predicate(Property.REFERS_TO)
    }
    question = "MATCH (a)-[r]->(b) WHERE r.`TYPE_` = 'REFERS_TO' RETURN a.id, b.id"
    assert {tuple(row) for row in _ask(database, question)} == stated
    measures = {
        quad.subject.value
        for quad in example.of_predicate(RDF_TYPE)
        if quad.object.value == Class.MEASURE
    }
    question = "MATCH (n) WHERE list_contains(string_split(n.`LABEL_`, ';'), 'Measure') RETURN n.id"
    assert {row[0] for row in _ask(database, question)} == measures


def test_what_a_rule_inferred_is_of_the_general_type_alone(database: kuzu.Connection) -> None:
    question = "MATCH ()-[r]->() WHERE r.stated = false AND r.relation STARTS WITH 'supports' "
    types = _ask(database, question + "RETURN DISTINCT r.`TYPE_`")
    assert types == [["CONTRIBUTES_TO"]]


def test_a_link_tells_what_it_rests_on(database: kuzu.Connection) -> None:
    question = (
        "MATCH (a)-[r]->(b) WHERE r.decidedBy = 'Kari Nordmann' "
        "RETURN r.method, r.confidence, r.decidedOn, r.file, r.line > 0, b.code"
    )
    (row,) = _ask(database, question)
    assert [str(cell) for cell in row] == [
        "by-hand", "1.0", "2025-11-03", "temaplan-oppvekst.txt", "True", "2.B1",
    ]  # fmt: skip


class _Refusing(ErrorListener):  # type: ignore[misc]
    def syntaxError(self, _recognizer: Any, _symbol: Any, line: int, *rest: Any) -> None:  # noqa: N802
        pytest.fail(f"line {line}: {rest}")


def _statements(script: str) -> list[str]:
    """Return the statements of a script, each of which the grammar of openCypher accepts."""
    lexer = CypherLexer(InputStream(script))
    lexer.removeErrorListeners()
    lexer.addErrorListener(_Refusing())
    ends = [token.stop + 1 for token in lexer.getAllTokens() if token.text == ";"]
    found = [script[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    assert not script[ends[-1] :].strip()
    for statement in found:
        parser = CypherParser(CommonTokenStream(CypherLexer(InputStream(statement))))
        parser.removeErrorListeners()
        parser.addErrorListener(_Refusing())
        parser.script()
    return found


def _small(store: PlanStore, label: str) -> PlanStore:
    """Return the visions and values of a graph, under another name."""
    chosen = {
        quad.subject
        for quad in store.of_predicate(RDF_TYPE)
        if quad.object.value in {Class.VISION, Class.VALUE}
    }
    quads = [quad for quad in store.quads() if quad.subject in chosen]
    return PlanStore.of(
        Quad(q.subject, q.predicate, Literal(label, language="nb"), q.graph_name)
        if q.predicate.value == RDFS_LABEL
        else q
        for q in quads
    )


@pytest.mark.parametrize("label", ["Sammen mot havet", HOSTILE])
def test_no_text_of_a_plan_becomes_a_statement(example: PlanStore, label: str) -> None:
    files = _files(_small(example, label))
    assert len(_statements(files["load.cypher"])) == 2
    wanted = " ".join(label.split()).replace("\\", "＼")
    assert {row["label"] for row in _rows(files["nodes.csv"])} == {wanted}


def test_the_script_is_opencypher_and_makes_what_the_tables_hold(
    files: dict[str, str],
) -> None:
    script = files["load.cypher"]
    rows = [line for line in script.splitlines() if line.startswith(("{id: ", "{source: "))]
    tables = [row for name in files if name.endswith(".csv") for row in _rows(files[name])]
    assert len(rows) == len(tables)
    # The grammar is slow: one row of each statement shows the form of them all.
    short = re.sub(r"(?<=\[\n)(.*?\}),?\n(?:\{.*\n)*(?=\] AS row)", r"\1\n", script)
    assert len(_statements(short)) == script.count("] AS row")


def test_the_archive_is_the_same_every_time(example: PlanStore) -> None:
    archive = export_bytes(example, "neo4j")
    assert archive == export_bytes(example, "neo4j")
    with zipfile.ZipFile(io.BytesIO(archive)) as read:
        assert {entry.date_time[0] for entry in read.infolist()} == {1980}


def test_files_are_made_where_the_archive_is_opened(example: PlanStore, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(export_bytes(example, "neo4j"))) as archive:
        archive.extractall(tmp_path)
    names = sorted(file.name for file in tmp_path.iterdir())
    assert names == ["load.cypher", "nodes.csv", "relationships.csv"]
