"""What no query or update may do: reach outside of the graph."""

import re
from collections.abc import Iterator

from graph.errors import BadInput

#: Everything in which a word is no keyword: escapes of names, comments, strings, IRIs.
_OPAQUE = re.compile(
    r"\\."
    r"|#[^\n\r]*"
    r'|"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n\r]|\\.)*"'
    r"|'(?:[^'\\\n\r]|\\.)*'"
    r'|<[^<>"{}|^`\\\x00-\x20]*>',
    re.DOTALL,
)
#: The engine takes a keyword without a space before or after it: "5SERVICE", "SERVICEex:a". Only
#: behind a letter or a sign of a name it is part of that name.
_KEYWORD = r"(?:(?<![^\W\d])(?<![:?$@])|(?<=true)|(?<=false)){}"
_REMOTE = {word: re.compile(_KEYWORD.format(word), re.IGNORECASE) for word in ("SERVICE", "LOAD")}


def masked(sparql: str) -> str:
    """Return a text of the same length in which what is no keyword is blank.

    >>> masked('?s ?p "x" . # y')
    '?s ?p     .    '
    """
    return _OPAQUE.sub(lambda found: " " * len(found[0]), sparql)


def outside(sparql: str, *words: str) -> Iterator[re.Match[str]]:
    """Give each of some words that stands outside of all braces, in the text as it is masked.

    >>> [found.start() for found in outside("SELECT * FROM <http://a> { ?s ?FROM 1 }", "FROM")]
    [9]
    """
    depth = 0
    pattern = rf"[{{}}]|(?<![\w:?$])(?:{'|'.join(words)})(?![\w:])"
    for found in re.finditer(pattern, masked(sparql), re.IGNORECASE):
        depth += (found[0] == "{") - (found[0] == "}")
        if not depth and found[0] != "}":
            yield found


def refuse_remote(sparql: str, *, is_update: bool = False) -> None:
    """Refuse what would fetch from outside: SERVICE, and LOAD of an update.

    Names that begin with the word are refused with it, but for variables and what follows a prefix.
    Raises :class:`~graph.errors.BadInput` (``query-remote``).

    >>> refuse_remote('SELECT ?service { ?service ex:service "SERVICE <a>" } # SERVICE')
    >>> refuse_remote("ASK { ?s ?p 5service <http://a> {} }")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    graph.errors.BadInput: query-remote: The query wants to fetch data from outside (SERVICE); ...
    """
    plain = masked(sparql)
    for word, pattern in _REMOTE.items():
        if (is_update or word == "SERVICE") and pattern.search(plain):
            raise BadInput("query-remote", word=word)
