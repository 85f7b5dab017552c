import json
from typing import Any

import pytest
from jinja2 import UndefinedError

from visualize.pages import digest, environment, json_data, policy


@pytest.mark.parametrize("text", ["</script>", "<!--", "]]>", "\u2028", "&amp;", "'\"\\"])
def test_json_in_a_page_gives_the_text_back_and_cannot_end_its_element(text: str) -> None:
    made = str(json_data({"text": f"a {text} b"}))
    assert not set("<>&\u2028\u2029") & set(made)
    assert json.loads(made)["text"] == " ".join(f"a {text} b".split())


def test_a_template_escapes_without_being_asked() -> None:
    made = environment().from_string('<p title="{{ x }}">{{ x }}</p>').render(x="<b>\"'&")
    assert made == '<p title="&lt;b&gt;&#34;&#39;&amp;">&lt;b&gt;&#34;&#39;&amp;</p>'


def test_a_template_does_not_pass_over_what_it_lacks() -> None:
    with pytest.raises(UndefinedError):
        environment().from_string("{{ nobody }}").render()


def test_the_policy_allows_what_is_named_and_nothing_else() -> None:
    told = policy(["a{}"], [])
    assert "default-src 'none'" in told
    assert f"style-src {digest('a{}')}" in told
    assert "script-src 'none'" in told
    assert "unsafe" not in told


def test_numbers_and_truths_pass_through_json_as_they_are() -> None:
    value: Any = {"a": [1, 2.5, True, None]}
    assert json.loads(str(json_data(value))) == value
