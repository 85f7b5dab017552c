"""About the site: what it rests on, how accessible it is, and whose work it uses."""

from plangraf.site.page import Asked, Content, Crumb

#: What is told of accessibility; the conformance note of the documentation says the same at length.
_LISTS = ("tested", "untested", "weak")


def make(asked: Asked) -> Content:
    """Return the page about the site."""
    say = asked.say
    told = {name: list(say.keys(f"about-{name}-").values()) for name in _LISTS}
    return Content(
        template="about.jinja",
        title=say("about"),
        section="",
        values=told,
        json={
            "generator": "plangraf",
            "accessibility": {
                "goal": "WCAG 2.2 AA",
                "tested": told["tested"],
                "not_tested": told["untested"],
                "known_weaknesses": told["weak"],
            },
        },
        crumbs=(Crumb(say("nav-overview"), asked.address("")),),
    )
