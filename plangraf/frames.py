"""Answers as data frames of pandas or polars, with typed columns.

Neither library comes with plangraf; its extras ``pandas`` and ``polars`` name the versions it was
tried with, and ``pip install pandas`` brings one that will do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal

from graph.errors import BadInput

Engine = Literal["pandas", "polars"]
ENGINES: tuple[Engine, ...] = ("pandas", "polars")
#: What stands in a column: a ``text``, several ``texts``, a whole ``number``, a ``share`` between 0
#: and 1 or another ``real`` number, a ``flag`` that is true or false, a ``day``.
Kind = Literal["text", "texts", "number", "share", "real", "flag", "day"]
Cell = str | int | float | date | list[str] | None

#: The types of pandas that know an empty cell from a number, a text or False.
_PANDAS = {
    "text": "string", "number": "Int64", "share": "Float64", "real": "Float64", "flag": "boolean",
    "day": "datetime64[s]", "texts": "object",
}  # fmt: skip
_POLARS = {
    "text": "String", "number": "Int64", "share": "Float64", "real": "Float64", "flag": "Boolean",
    "day": "Date",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frame:
    """A table for programs: the kind of each column by its name, and the rows.

    An empty cell is None, and where a cell holds several texts an empty list.
    """

    columns: Mapping[str, Kind]
    rows: Sequence[Sequence[Cell]]

    def to(self, engine: str | None = None) -> Any:  # noqa: ANN401 - one of two libraries' types
        """Return the table as a data frame of ``pandas`` or ``polars``.

        Without ``engine`` it is pandas where that is installed, else polars. Dates become
        ``datetime64`` in pandas and ``Date`` in polars; several texts stay a list, which both
        libraries' ``explode`` sets apart. Raises :class:`~graph.errors.BadInput`
        (``choice-unknown``, ``dataframe-engine-missing``).

        >>> frame = Frame({"plan": "text", "adopted": "day"}, [("HØP", date(2024, 12, 12))])
        >>> frame.to("pandas")
          plan    adopted
        0  HØP 2024-12-12
        >>> frame.to("polars").schema
        Schema([('plan', String), ('adopted', Date)])
        """
        chosen = _chosen(engine)
        data = {name: [row[at] for row in self.rows] for at, name in enumerate(self.columns)}
        if chosen == "polars":
            return _to_polars(data, self.columns)
        return _to_pandas(data, self.columns)


def _chosen(engine: str | None) -> str:
    if engine is not None and engine not in ENGINES:
        known = ", ".join(ENGINES)
        raise BadInput("choice-unknown", value=engine, option="engine", known=known)
    for name in [engine] if engine else ENGINES:
        if find_spec(name) is not None:
            return name
    wanted = engine or ENGINES[0]
    raise BadInput(
        "dataframe-engine-missing",
        where="to_dataframe",
        engine=engine or " / ".join(ENGINES),
        wanted=wanted,
    )


def _to_pandas(data: Mapping[str, list[Cell]], columns: Mapping[str, Kind]) -> Any:  # noqa: ANN401
    pandas = import_module("pandas")
    return pandas.DataFrame(
        {name: pandas.Series(data[name], dtype=_PANDAS[kind]) for name, kind in columns.items()}
    )


def _to_polars(data: Mapping[str, list[Cell]], columns: Mapping[str, Kind]) -> Any:  # noqa: ANN401
    polars = import_module("polars")
    schema = {
        name: polars.List(polars.String) if kind == "texts" else getattr(polars, _POLARS[kind])
        for name, kind in columns.items()
    }
    return polars.DataFrame(data, schema=schema)


def frame_of(variables: Sequence[str], rows: Sequence[Sequence[Any]]) -> Frame:
    """Return rows of any values as a table whose kinds are those of the values.

    A column of several kinds is text, whole and other numbers together are ``real``.

    >>> frame_of(["n", "mixed"], [(1, "a"), (None, 2)])
    Frame(columns={'n': 'number', 'mixed': 'text'}, rows=[(1, 'a'), (None, '2')])
    """
    kinds: dict[str, Kind] = {
        name: _kind({type(row[at]) for row in rows if row[at] is not None})
        for at, name in enumerate(variables)
    }
    made = [
        tuple(
            str(value) if kind == "text" and value is not None else value
            for value, kind in zip(row, kinds.values(), strict=True)
        )
        for row in rows
    ]
    return Frame(kinds, made)


def _kind(types: set[type]) -> Kind:
    if types == {bool}:
        return "flag"
    if types == {int}:
        return "number"
    if types and types <= {int, float}:
        return "real"
    return "day" if types == {date} else "text"
