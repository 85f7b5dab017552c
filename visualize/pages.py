"""What every page stands on: escaped templates, our own styles and scripts, a strict policy."""

import base64
import hashlib
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from visualize.wording import plain


def folder(name: str) -> Path:
    """Return the folder of templates or of static files."""
    return Path(str(files("visualize") / name))


def static(*names: str) -> Markup:
    """Return our own styles or scripts, one after the other, to be set into a page as they are."""
    texts = [(folder("static") / name).read_text("utf-8") for name in names]
    return Markup("\n".join(texts))  # noqa: S704 - files of ours, no plan text


def environment(**shared: object) -> Environment:
    r"""Return the template engine: everything escaped, plan text made plain, nothing undefined.

    >>> environment().from_string("{{ name }}").render(name="</script>\u202e")
    '&lt;/script&gt;�'
    """
    made = Environment(
        loader=FileSystemLoader(folder("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    made.globals.update(shared)
    made.filters["json_data"] = json_data
    return made


def _finalize(value: Any) -> Any:  # noqa: ANN401 - whatever a template prints
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def json_data(value: object) -> Markup:
    r"""Return JSON that can stand in a script element, whatever text it holds.

    >>> print(json_data({"label": "</script><!--\u2028&"}))
    {"label":"\u003c/script\u003e\u003c!-- \u0026"}
    """
    text = json.dumps(_plain_all(value), ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - nothing is left that could end the element


def _plain_all(value: object) -> object:
    if isinstance(value, str):
        return "\n".join(plain(line) for line in value.split("\n"))
    if isinstance(value, dict):
        return {key: _plain_all(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain_all(inner) for inner in value]
    return value


def digest(text: str) -> str:
    """Return the source expression that allows exactly this style or script.

    >>> digest("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    sum_ = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{sum_}'"


def policy(styles: list[str], scripts: list[str]) -> str:
    """Return the content security policy of a page: these styles and scripts, and nothing else."""
    allowed = [
        "default-src 'none'",
        f"style-src {' '.join(map(digest, styles))}" if styles else "style-src 'none'",
        f"script-src {' '.join(map(digest, scripts))}" if scripts else "script-src 'none'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return "; ".join(allowed)
