"""plangraf: the red thread through a municipality's plans, as a graph.

>>> import plangraf
>>> sorted(name for name in plangraf.__all__ if not name.startswith("_"))
['BadInput', 'NotFound', 'OurFault', 'PlangrafError', 'build', 'open', 'read']
"""

from typing import TYPE_CHECKING, Any

from graph.errors import BadInput, NotFound, OurFault, PlangrafError

if TYPE_CHECKING:
    from plangraf.building import build
    from plangraf.opening import open  # noqa: A004 - plangraf.open, as gzip.open
    from plangraf.reading import read

__version__ = "0.1.0"
__all__ = [
    "BadInput",
    "NotFound",
    "OurFault",
    "PlangrafError",
    "__version__",
    "build",
    "open",
    "read",
]

_HOMES = {"build": "building", "open": "opening", "read": "reading"}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module's attributes are anything
    """Load the public functions when they are first used: most questions need but one."""
    if name in _HOMES:
        from importlib import import_module  # noqa: PLC0415

        return getattr(import_module(f"plangraf.{_HOMES[name]}"), name)
    raise AttributeError(name)
