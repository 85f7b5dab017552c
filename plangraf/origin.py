"""Where a graph was built from: kept in its folder, so that what is decided can go there.

The file belongs to this machine, not to the graph: ``build.json`` does not name it, and a graph
that was copied elsewhere can be asked without it.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

from graph.errors import BadInput

NAME = ".sources.json"


@dataclass(frozen=True, slots=True)
class Origin:
    """The plans that a graph was built from, as absolute paths, and the date it was told."""

    paths: tuple[Path, ...]
    as_of: date | None = None

    @classmethod
    def of(cls, paths: Iterable[Path | str], as_of: date | None = None) -> Self:
        """Return the origin of a build; links are not followed, so that they may be led elsewhere.

        >>> Origin.of(["/plans/./new"]).paths
        (PosixPath('/plans/new'),)
        """
        # Path.absolute would keep «..», which means something else once a link has moved.
        return cls(tuple(Path(os.path.abspath(path)) for path in paths), as_of)  # noqa: PTH100

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Return where the graph in a folder was built from.

        Raises :class:`~graph.errors.BadInput` (``plans-unknown``) where nothing tells.
        """
        try:
            said = json.loads((folder / NAME).read_text("utf-8"))
            day = said["as_of"]
            paths = tuple(Path(path) for path in said["paths"])
            found = cls(paths, date.fromisoformat(day) if day is not None else None)
        except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
            raise BadInput("plans-unknown", where=folder, folder=folder) from error
        if not paths or not all(path.is_absolute() for path in paths):
            raise BadInput("plans-unknown", where=folder, folder=folder)
        return found

    def dump(self) -> bytes:
        """Write it as JSON."""
        said = {
            "paths": [str(path) for path in self.paths],
            "as_of": self.as_of.isoformat() if self.as_of is not None else None,
        }
        return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode(
            "utf-8", "surrogateescape"
        )

    def check(self, folder: Path) -> None:
        """Refuse plans that are not where they were.

        Raises :class:`~graph.errors.BadInput` (``plans-moved``); ``folder`` is the graph's.
        """
        for path in self.paths:
            if not path.exists():
                raise BadInput("plans-moved", where=path, folder=folder)
