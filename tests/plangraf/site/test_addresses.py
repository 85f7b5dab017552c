import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangraf.site.addresses import Address, path_of

SEGMENT = st.text(st.sampled_from("abcæøå .-%é?#&="), min_size=1, max_size=8).filter(
    lambda text: text.strip(". ") == text and text
)


@pytest.mark.parametrize(
    ("path", "query", "language"),
    [
        ("", {}, "nb"), ("", {}, "en"), ("funn", {"type": "plan-outdated"}, "nn"),
        ("plangraf/id/å", {"a": "1 2", "b": "æ&="}, "en"),
    ],
)  # fmt: skip
def test_a_url_is_read_back_as_the_address_it_was_written_from(
    path: str, query: dict[str, str], language: str
) -> None:
    from urllib.parse import parse_qsl, unquote, urlsplit  # noqa: PLC0415

    address = Address.of(path, language=language, **query)
    parts = urlsplit(address.url())
    assert Address.read(unquote(parts.path), dict(parse_qsl(parts.query))) == address


def test_the_twin_of_the_front_page_has_a_name() -> None:
    assert Address.of("").url(".json") == "/index.json"
    assert Address.of("", language="nn").file(".json") == "nn/index.json"


@given(st.dictionaries(SEGMENT, SEGMENT, min_size=1), st.dictionaries(SEGMENT, SEGMENT, min_size=1))
def test_two_queries_never_share_a_file(one: dict[str, str], other: dict[str, str]) -> None:
    files = {Address("funn", tuple(sorted(query.items()))).file() for query in (one, other)}
    assert (len(files) == 1) == (one == other)


def test_a_value_that_is_empty_is_no_part_of_an_address() -> None:
    assert Address.of("funn", type="", plan=None, side=2).query == (("side", "2"),)


def test_a_link_leads_from_file_to_file() -> None:
    here = Address.of("plangraf/id/fjordvik/x", language="en")
    assert here.link(Address.of("")) == "../../../../../index.html"


def test_an_iri_with_another_host_has_a_page_at_its_path() -> None:
    assert path_of("https://plan.fjordvik.kommune.no/id/x/") == "id/x"
