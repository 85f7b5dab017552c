"""Somebody who finds answers in the site by clicking, from a cold start at the front page."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

#: Answers stand within so many clicks.
MOST = 3


@dataclass
class Visitor:
    """Somebody who has opened the front page and clicks on what is seen; clicks are counted."""

    page: Page
    clicks: int = 0

    @property
    def main(self) -> Locator:
        """The content of the page that is open."""
        return self.page.locator("main")

    def follow(self, name: str | re.Pattern[str], *, where: str = "main") -> "Visitor":
        """Click on the first link that has a name and is seen."""
        link = self.page.locator(where).get_by_role("link", name=name).filter(visible=True).first
        with self.page.expect_navigation():
            link.click()
        return self._clicked()

    def open(self, name: str) -> "Visitor":
        """Open a page of the navigation."""
        return self.follow(name, where="nav.site-nav")

    def search(self, words: str) -> "Visitor":
        """Search for words in the head of the page."""
        self.page.get_by_role("searchbox").first.fill(words)
        with self.page.expect_navigation():
            self.page.locator(".site-search").get_by_role("button").click()
        return self._clicked()

    def _clicked(self) -> "Visitor":
        self.clicks += 1
        assert self.clicks <= MOST
        return self

    def texts(self, part: str) -> list[str]:
        """Return the texts of parts of the page, their spaces made one."""
        return [" ".join(text.split()) for text in self.main.locator(part).all_inner_texts()]

    def rows(self) -> dict[str, list[str]]:
        """Return the rows of the page's table by the first line of their heading."""
        found = {}
        for row in self.main.locator("table tbody tr").all():
            cells = [" ".join(text.split()) for text in row.locator("td").all_inner_texts()]
            found[row.locator("th a").first.inner_text()] = cells
        return found
