"""Passages: where in a document a piece of text stands."""

from graph.iris import BASE, document_iri, passage_iri
from graph.models import Iri, Passage, SourceDocument
from loaders.document import Document, Mapped

_CONTEXT = 40


class Places:
    """Makes the passages of one document, each place once."""

    def __init__(self, document: Document, base: str = BASE) -> None:
        """Begin with no passages."""
        self.document = document
        self.base = base
        self.passages: dict[Iri, Passage] = {}

    @property
    def source(self) -> SourceDocument:
        """The file itself."""
        doc = self.document
        return SourceDocument(
            iri=document_iri(doc.sha256, self.base),
            sha256=doc.sha256,
            file_name=doc.name,
            media_type=doc.media_type,
            encoding=doc.encoding,
        )

    def passage(self, text: Mapped) -> Passage:
        """Return the passage of a text; offsets count in the original characters of the file."""
        doc = self.document
        start, end = doc.origin(text.start, text.end)
        iri = passage_iri(doc.sha256, start, end, self.base)
        known = self.passages.get(iri)
        if known is None:
            known = Passage(
                iri=iri,
                document=document_iri(doc.sha256, self.base),
                page=doc.page_at(text.start),
                line=doc.line_at(text.start),
                start=start,
                end=end,
                quote=doc.original[start:end],
                prefix=doc.original[max(start - _CONTEXT, 0) : start],
                suffix=doc.original[end : end + _CONTEXT],
            )
            self.passages[iri] = known
        return known

    def iri(self, text: Mapped) -> Iri:
        """Return the IRI of the passage of a text."""
        return self.passage(text).iri
