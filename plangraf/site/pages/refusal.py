"""The page that says why what was asked for is not shown."""

from graph.errors import PlangrafError
from plangraf.site.page import Content
from visualize.wording import Wording


def make(error: PlangrafError, say: Wording) -> Content:
    """Return what is told of an error, and what can be done about it."""
    speech = "en" if say.language == "en" else "nb"
    return Content(
        template="error.jinja",
        title=say("error-title"),
        section="",
        values={"error": error, "speech": speech},
        json=error.json(speech),
    )
