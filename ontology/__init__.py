"""What the terms of plangraf mean: the OWL ontology, its vocabularies, alignments and shapes.

The Turtle files are the source of truth; :mod:`ontology.terms`, ``labels.json`` and
``context.jsonld`` are generated from them by ``python -m ontology.generate``.
"""

# typing takes longer to import than all of ontology.terms; type checkers take this name as true.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from ontology.wording import Wording

__all__ = ["labels", "resource"]


def resource(name: str) -> "Path":
    """Locate a file of the ontology, such as ``plangraf.ttl`` or ``context.jsonld``.

    Raises ``FileNotFoundError`` where there is no file of that name.

    >>> resource("shapes.ttl").name
    'shapes.ttl'
    >>> resource("shapes.xml")
    Traceback (most recent call last):
        ...
    FileNotFoundError: the ontology has no file named shapes.xml
    """
    from importlib.resources import files  # noqa: PLC0415 -- slow, and seldom needed
    from pathlib import Path  # noqa: PLC0415

    path = Path(str(files(__name__) / name))
    if not path.is_file():
        message = f"the ontology has no file named {name}"
        raise FileNotFoundError(message)
    return path


def labels() -> "Wording":
    """Read the words shown for terms, concepts and findings; the file is read once.

    >>> labels()["classes"]["SubGoal"]["nn"]
    'delmål'
    >>> labels()["messages"]["focus-area-without-measure"]["nb"]
    'For satsingsområdet «{label}» er det ikke funnet noe tiltak i dokumentene som er lest.'
    """
    from ontology.wording import read  # noqa: PLC0415 -- slow, and seldom needed

    return read()
