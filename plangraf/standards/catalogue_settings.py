"""``plangraf.katalog.toml``: what a data catalogue asks for and a graph doesn't know."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pyoxigraph import NamedNode

from graph.errors import BadInput
from loaders.manifest import invalid, read_toml

NAME = "plangraf.katalog.toml"


def _iri(value: str) -> str:
    """Refuse what RDF takes for no IRI."""
    NamedNode(value)
    return value


#: An address of the web, as an IRI.
Web = Annotated[str, Field(pattern=r"^https?://[^\s/?#]+[^\s]*$"), AfterValidator(_iri)]
#: The same, with nothing but a path.
Base = Annotated[Web, Field(pattern=r"^[^?#]*$")]
Email = Annotated[str, Field(pattern=r"^[\w.+-]+@[\w-]+(\.[\w-]+)+$")]
OrganisationNumber = Annotated[str, Field(pattern=r"^\d{9}$")]
LicenceName = Literal["NLOD_2_0", "CC_BY_4_0", "CC0"]
Theme = Literal[
    "AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL", "INTR", "JUST", "REGI", "SOCI",
    "TECH", "TRAN",
]  # fmt: skip


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class PublisherEntry(_Strict):
    """Who publishes the catalogue."""

    name: Annotated[str, Field(min_length=1)] | None = None
    """The name; without it the municipality's."""
    organisation_number: OrganisationNumber | None = None
    """The organisasjonsnummer, nine digits; without it the municipality's, where that is known."""


class ContactEntry(_Strict):
    """Who answers questions about the data: a body, not a person."""

    name: Annotated[str, Field(min_length=1)] | None = None
    """What the contact is called; without it the publisher's name."""
    email: Email | None = None
    """An address for e-mail."""
    form: Web | None = None
    """The page with a form to fill in."""


class CatalogueSettings(_Strict):
    """The whole of ``plangraf.katalog.toml``."""

    base_url: Base | None = None
    """Where the pages and downloads are published; ``--base-url`` goes before it."""
    endpoint: Web | None = None
    """The SPARQL service, where one is running; ``--endpoint`` goes before it."""
    license: LicenceName | None = None
    """The licence of the data."""
    themes: Annotated[tuple[Theme, ...], Field(min_length=1)] = ("GOVE",)
    """The EU's themes of data; without it GOVE, government and public sector."""
    los: tuple[Web, ...] = ("https://psi.norge.no/los/tema/planer",)
    """Themes of LOS, as IRIs; without it «Planer»."""
    spatial: tuple[Web, ...] = ()
    """The area, as an IRI; without it that of Geonorge with the newest kommunenummer."""
    publisher: PublisherEntry = PublisherEntry()
    """Who publishes the catalogue."""
    contact: ContactEntry = ContactEntry()
    """Who answers questions about the data."""


def catalogue_settings(
    path: Path | None, *, base_url: str | None = None, endpoint: str | None = None
) -> CatalogueSettings:
    """Read the settings of a catalogue; what is given beside the file goes before what it says.

    Raises :class:`~graph.errors.BadInput` (``catalogue-settings-invalid``, ``toml-unreadable``,
    ``toml-syntax``).

    >>> catalogue_settings(None, base_url="https://planer.example.no").base_url
    'https://planer.example.no'
    """
    read = read_toml(path) if path else {}
    given = {"base_url": base_url, "endpoint": endpoint}
    read |= {name: value for name, value in given.items() if value is not None}
    try:
        return CatalogueSettings.model_validate(read)
    except ValidationError as error:
        models = (CatalogueSettings, PublisherEntry, ContactEntry)
        where = path or Path("--base-url, --endpoint")
        raise invalid("catalogue-settings-invalid", where, error, models) from error


def require(settings: CatalogueSettings, *, number: str | None, name: str | None) -> None:
    """Refuse settings in which something is missing that a catalogue must tell.

    ``number`` and ``name`` are the organisasjonsnummer and the name that the graph knows.
    Everything missing is told at once. Raises :class:`~graph.errors.BadInput`
    (``catalogue-incomplete``).
    """
    missing = ", ".join(_missing(settings, number, name))
    if missing:
        raise BadInput("catalogue-incomplete", where=NAME, missing=missing)


def _missing(settings: CatalogueSettings, number: str | None, name: str | None) -> Iterator[str]:
    if not settings.base_url:
        yield "base_url"
    if not settings.license:
        yield "license"
    if not (settings.publisher.organisation_number or number):
        yield "publisher.organisation_number"
    if not (settings.publisher.name or name):
        yield "publisher.name"
    if not (settings.contact.email or settings.contact.form):
        yield "contact.email / contact.form"
