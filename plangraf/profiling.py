"""The profile of one document: what ``plangraf profile`` proposes."""

from pathlib import Path

from graph.errors import BadInput
from loaders.proposing import Proposal, propose
from loaders.readers import read_bytes
from loaders.registers import RegisterMapping
from loaders.sniffing import Format, format_of
from plangraf.side_by_side import read_one
from plangraf.sources import find_sources


def proposed(path: Path) -> tuple[Proposal, str]:
    """Return what is proposed for a document, and the TOML of it.

    Raises :class:`~graph.errors.BadInput` for a file that can't be read.
    """
    if path.is_dir():
        raise BadInput("document-is-folder", where=path)
    source = find_sources([path]).files[0]
    document = read_one(source)
    proposal = propose(source.elements(document))
    text = proposal.toml()
    data = read_bytes(path)
    if format_of(data, path.name) is Format.REGISTER:
        from loaders.formats.register import propose as propose_mapping  # noqa: PLC0415 - seldom

        text += _register(propose_mapping(data, path.name))
    return proposal, text


def _register(mapping: RegisterMapping) -> str:
    """The mapping of a register's fields, as inferred."""
    import tomlkit  # noqa: PLC0415 - slow to load

    said = mapping.model_dump(exclude_none=True, exclude_defaults=True)
    return "\n# Slik er registerets felt forstått:\n" + tomlkit.dumps({"register": said})
