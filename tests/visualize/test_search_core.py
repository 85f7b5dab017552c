"""The script of the static search page finds what the server finds."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from queries.catalogue import Catalogue
from queries.indexing import index_of
from queries.prebuilt import static_index
from queries.searching import Entry, SearchIndex, read_question
from visualize.pages import folder, json_data

HARNESS = Path(__file__).with_name("search.mjs")
QUESTIONS = """
sommerjobber|somerjobb|sommer jobb|e-helse|1b2|1.B2|1 b2|strategi 1.A2|bærekraftsmål 13|visjonen
fritidskort|fritidskortene|fritidskortt|gratis fritid|kommunar|kommunane|kommunen|foreldrane
barnehage|barnhage|barne hage|barnehagane|barnehagebarn|foreldre|foreldreveiledningen|veiledning
far|får|faar|fa|å|og|i|for alle|trygg oppvekst|trygge oppvekstvilkår|barn og unge|unge og barn
bekken|bekker|bekkene|skomakerbekken|skomakarbekken|havn|hamn|havner|havnene|småbåthavn|smabathavn
matsvinn|matsvinnet|kjøkken|kjokken|kjoekken|utslipp|utslippskutt|klimagass|klimagassene|klimaet
møteplass|moteplass|møteplassene|moeteplasser|åpne|apne|aapne|åpning|digitale låser|digitalt|laaser
frivillig|frivillige|frivilligheten|friviligheten|innbyggertorg|torget|torg|grendehus|grendahus
kulturarv|kulturminner|kulturminneplanen|lys|lyssette|turløyper|turløype|turlype|bok|bøker|bedre|god
2030|2024–2036|§ 11-1|plan- og bygningsloven|plan og bygningslov|nav|nav fjordvik|eigedom|eiendom
xyzzy|qqqq wwww|summarjobbing|overgangsplanne|(.*|[|\\|«»|  |vi|det er lett å bli hørt|hørt|horte
Alle barn opplever mestring og tilhørighet i barnehage og skole|alle alle alle|ungdomsarbeid
voksne|vaksne|største|minst|mindre|færre|bygget|bygd|ny barnehage på Leirnes|leirnes|vik|fjord
""".replace("\n", "|").split("|")


def asked_of_script(index: SearchIndex, questions: list[dict[str, Any]]) -> Any:
    """Run the script on the index as it stands in a page; without Node there is nothing to run."""
    node = shutil.which("node")
    if node is None:
        reason = "no Node on this machine"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    # Through json_data, which is how a page carries it.
    made = json.loads(str(json_data(static_index(index, lambda iri: iri))))
    script = str(folder("static") / "search-core.js")
    given = json.dumps({"script": script, "index": made, "questions": questions})
    ran = subprocess.run(
        [node, str(HARNESS)], input=given, capture_output=True, text=True, check=False
    )
    assert ran.stderr == ""
    return json.loads(ran.stdout)


def told(index: SearchIndex, text: str, limit: int = 50) -> dict[str, Any]:
    hits = index.search(text, limit=limit)
    return {
        "hits": [
            [hit.element_id, hit.score, hit.field.value, hit.excerpt, [list(s) for s in hit.spans]]
            for hit in hits
        ],
        "total": len(index.search(text, limit=len(index.entries))),
        "isCut": read_question(text).is_cut,
        "suggestions": index.suggestions(text),
    }


def test_the_script_finds_the_same_in_the_same_order(example_catalogue: Catalogue) -> None:
    index = index_of(example_catalogue)
    questions = [*QUESTIONS, "ord " * 20, "x" * 300]
    answers = asked_of_script(index, [{"text": text} for text in questions])
    differ = {
        text: (answer, expected)
        for text, answer in zip(questions, answers, strict=True)
        if answer != (expected := told(index, text))
    }
    assert differ == {}


def test_the_script_limits_what_it_finds(example_catalogue: Catalogue) -> None:
    index = index_of(example_catalogue)
    few, goals = asked_of_script(
        index,
        [{"text": "barn", "limit": 3}, {"text": "barn", "kinds": ["sub_goal"]}],
    )
    assert few["hits"] == told(index, "barn", 3)["hits"]
    assert few["total"] > 3
    assert [hit[0] for hit in goals["hits"]] == [
        hit.element_id for hit in index.search("barn", kinds={"sub_goal"})
    ]


@pytest.mark.parametrize(
    "label",
    ["", "…", "</script><script>alert(1)</script>", "a|b,c:d", "=1", "ﬁsk og İ", "😀 naust 😀",
     "x" * 700, "ord " * 300, "\u202enaust", "1.B2-3 A-B-C", "a\u030apen"],
)  # fmt: skip
def test_odd_texts_go_through_the_index(label: str) -> None:
    entries = [
        Entry("https://x/1", "measure", label, code=label[:5], descriptions=(f"{label} naust",)),
        Entry("https://x/2", "measure", "Naust", plan="https://x/1", language="nn"),
    ]
    index = SearchIndex(entries)
    for answer, text in zip(
        asked_of_script(index, [{"text": "naust"}, {"text": label}]), ("naust", label), strict=True
    ):
        expected = told(index, text)
        assert [hit[:3] for hit in answer["hits"]] == [hit[:3] for hit in expected["hits"]]


def test_an_empty_index_finds_nothing() -> None:
    (answer,) = asked_of_script(SearchIndex([]), [{"text": "naust"}])
    assert (answer["hits"], answer["total"], answer["suggestions"]) == ([], 0, [])


def test_the_index_of_the_example_is_small(example_catalogue: Catalogue) -> None:
    index = index_of(example_catalogue)
    made = str(json_data(static_index(index, "spor/{}/index.html".format)))
    texts = sum(
        len(text.encode())
        for entry in index.entries
        for text in (entry.label, *entry.descriptions, *entry.quotes)
    )
    assert len(made.encode()) < 4 * texts


def test_the_same_graph_gives_the_same_index(example_catalogue: Catalogue) -> None:
    made = [json_data(static_index(index_of(example_catalogue), str)) for _ in range(2)]
    assert made[0] == made[1]
