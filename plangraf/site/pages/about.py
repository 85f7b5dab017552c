"""About the site: what it rests on, how accessible it is, and whose work it uses."""

from plangraf.site.page import Asked, Content, Crumb


def make(asked: Asked) -> Content:
    """Return the page about the site."""
    say = asked.say
    return Content(
        template="about.jinja",
        title=say("about"),
        section="",
        values={},
        json={
            "generator": "plangraf",
            "accessibility": {
                "goal": "WCAG 2.2 AA",
                "tested": [say(f"about-tested-{n}") for n in range(1, 8)],
                "not_tested": [say(f"about-untested-{n}") for n in range(1, 4)],
            },
        },
        crumbs=(Crumb(say("nav-overview"), asked.address("")),),
    )
