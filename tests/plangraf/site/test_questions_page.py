from queries.library import questions
from tests.plangraf.site.conftest import Opened


def test_a_query_stands_in_its_field_line_by_line(opened: Opened) -> None:
    field = opened("/sporring").cssselect("textarea#sparql")[0].text.strip("\n")
    assert field == questions()["findings/strategy-without-measure"].sparql.rstrip()


def test_a_query_that_was_asked_stands_as_it_was_written(opened: Opened) -> None:
    asked = "# alt\nSELECT *\n  { ?s ?p '<b>' }"
    field = opened("/sporring", sparql=asked).cssselect("textarea#sparql")[0].text
    assert field.strip("\n") == asked


def test_a_question_shows_its_query_with_its_indents(opened: Opened) -> None:
    shown = opened("/sporring/coverage/trace-share").cssselect("pre code")[0].text_content()
    assert shown.rstrip() == questions()["coverage/trace-share"].sparql.rstrip()
