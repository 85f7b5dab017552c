"""Forms that the pages send: which are taken, and what is in them.

Only forms of the server's own pages are taken: each carries a token that no other site can read,
and the browser says where it comes from.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote

from graph.errors import BadInput, PlangrafError
from plangraf.standing import LONGEST_NAME
from visualize.wording import plain

#: The most bytes a form may have: a name and a reason are far shorter.
LONGEST = 64 * 1024
#: What a form is sent as.
FORM_TYPE = "application/x-www-form-urlencoded"
#: The cookie that remembers who decided last, for the next form.
COOKIE = "plangraf-navn"
#: The field that carries the token.
TOKEN = "token"  # noqa: S105 - a name, no secret
_MOST_FIELDS = 50
_YEAR = 365 * 24 * 60 * 60

#: The fields of a form.
Sent = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not carried out, as a status of HTTP and an error to tell."""

    status: int
    error: PlangrafError


def refusal_of(headers: Mapping[str, str], origin: str) -> Refusal | None:
    """Return why a form must not be taken, told by its headers alone, or None.

    ``origin`` is the server's own, as the browser names it. A browser tells where a form comes
    from in ``Origin`` or ``Sec-Fetch-Site``; one that tells neither is not believed.

    >>> own = {"content-type": FORM_TYPE, "origin": "http://localhost:8357"}
    >>> refusal_of(own, "http://localhost:8357") is None
    True
    >>> refusal_of(own | {"origin": "https://elsewhere.example"}, "http://localhost:8357").status
    403
    """
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM_TYPE:
        return Refusal(415, BadInput("form-kind", kind=plain(kind[:80]) or "–"))
    told = [
        headers[name] == own
        for name, own in (("origin", origin), ("sec-fetch-site", "same-origin"))
        if name in headers
    ]
    if not told or not all(told):
        return Refusal(403, BadInput("form-foreign"))
    length = headers.get("content-length", "")
    if length and (not length.isdecimal() or int(length) > LONGEST):
        return too_long()
    return None


def too_long() -> Refusal:
    """Return the refusal of a form that is longer than any form is."""
    return Refusal(413, BadInput("form-too-long", most=LONGEST // 1024))


def form_of(body: bytes, token: str) -> Sent | Refusal:
    """Return the fields of a form, the first of each name, if it carries the token.

    >>> form_of("navn=Åse&token=t".encode(), "t")
    {'navn': 'Åse', 'token': 't'}
    >>> form_of(b"navn=Eva&token=x", "t").status
    403
    """
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict"
        )
    except ValueError:
        return Refusal(400, BadInput("form-unreadable"))
    fields: dict[str, str] = {}
    for name, value in pairs:
        fields.setdefault(name, value)
    if not token or not hmac.compare_digest(fields.get(TOKEN, "").encode(), token.encode()):
        return Refusal(403, BadInput("form-foreign"))
    return fields


def cookie(name: str) -> str:
    """Return the cookie that remembers a name; no script and no other site sees it.

    >>> cookie("Åse; Li")
    'plangraf-navn=%C3%85se%3B%20Li; Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict'
    """
    value = quote(plain(name)[:LONGEST_NAME], safe="")
    return f"{COOKIE}={value}; Path=/; Max-Age={_YEAR}; HttpOnly; SameSite=Strict"


def remembered(cookie: str) -> str:
    """Return the name that a cookie remembers; what no form would take is nobody's.

    >>> remembered("%C3%85se%3B%20Li"), remembered("%ff%00"), remembered("a" * 9999)
    ('Åse; Li', '', '')
    """
    name = plain(unquote(cookie, errors="replace"))
    return name if len(name) <= LONGEST_NAME and "\ufffd" not in name else ""
