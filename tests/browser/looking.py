"""What a test asks of an open page: what is clipped, what keys reach, how lines stand out."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

_CLIPPED = """() => [...document.querySelectorAll("body *")]
  .filter((node) => {
    const other = "svg, .hidden-text, .CodeMirror, .ds-skip-link, select, textarea";
    if (node.closest(other)) return false;
    if (!node.checkVisibility() || !node.textContent.trim()) return false;
    const { overflowX, overflowY } = getComputedStyle(node);
    const cut = (overflow) => overflow === "hidden" || overflow === "clip";
    return (cut(overflowX) && node.scrollWidth > node.clientWidth + 1)
      || (cut(overflowY) && node.scrollHeight > node.clientHeight + 1);
  })
  .map((node) => node.outerHTML.slice(0, 160))"""

#: Letters and lines as WCAG 1.4.12 spreads them. A sheet that is made by a script is not inline.
_SPREAD = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""

#: Notes what each focus looks like beside how the same thing looked without it.
_WATCH = """() => {
  const group = (node) => [...document.getElementsByName(node.name)]
    .filter((other) => other.form === node.form);
  const stops = [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex]"
  )].filter((node) => {
    if (node.tabIndex < 0 || node.disabled || node.type === "hidden") return false;
    if (!node.checkVisibility({ visibilityProperty: true })) return false;
    if (node.type !== "radio") return true;
    return node === (group(node).find((other) => other.checked) || group(node)[0]);
  });
  // Of radio buttons that are all open the first stands for all, though one comes back to the last.
  const stop = (node) =>
    node.type === "radio" ? group(node).find((other) => stops.includes(other)) : node;
  const parts = (node) => {
    const editor = node.closest(".CodeMirror");
    const around = editor || node.parentElement;
    return [node, around, ...[...node.querySelectorAll("*")].slice(0, 8)];
  };
  const look = (node) => parts(node).map((part) => {
    const style = getComputedStyle(part);
    return [style.outlineStyle === "none" ? "" : style.outline, style.boxShadow, style.border,
      style.backgroundColor, style.textDecorationLine, style.stroke, style.strokeWidth].join("|");
  }).join("/");
  const before = new Map(stops.map((node) => [node, look(node)]));
  window.focusSeen = [];
  document.addEventListener("focusin", (event) => {
    const node = event.target;
    const told = {
      at: stops.indexOf(stop(node)),
      html: node.outerHTML.slice(0, 140),
      isSeen: before.get(node) !== look(node),
    };
    window.focusSeen.push(told);
    requestAnimationFrame(() => {
      const box = node.getClientRects()[0];  // a link in several lines begins in the first
      const middle = (from, to, most) => (Math.max(from, 0) + Math.min(to, most)) / 2;
      const top = document.elementFromPoint(
        middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight),
      );
      const isItself = top && (node.contains(top) || [...(node.labels || [])].includes(top));
      told.isCovered = document.activeElement === node && !isItself
        && !node.closest(".CodeMirror, svg");
    });
  });
  window.focusStops = stops.map((node) => node.outerHTML.slice(0, 140));
  return stops.length;
}"""

_REORDERED = """() => [...document.querySelectorAll("body *")].filter((node) => {
  const style = getComputedStyle(node);
  return node.tabIndex > 0 || Number(style.order) !== 0 || style.flexDirection.endsWith("reverse")
    || style.flexWrap === "wrap-reverse" || style.float === "right" || style.position === "fixed";
}).map((node) => node.outerHTML.slice(0, 140))"""

#: How a colour of a part stands out from the ground it is drawn on, both as they are computed.
_CONTRAST = """([selector, property, ground]) => {
  const channels = (text) => {
    const found = (text.match(/[\\d.]+/g) || []).map(Number);
    return { rgb: found.slice(0, 3), alpha: found.length > 3 ? found[3] : 1 };
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((c) => c / 255)
      .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [where, what] = ground;
  const behind = channels(getComputedStyle(document.querySelector(where))[what]).rgb;
  const parts = [...document.querySelectorAll(selector)].filter((node) => node.checkVisibility());
  return parts.map((node) => {
    const style = getComputedStyle(node);
    const { rgb, alpha } = channels(style[property]);
    const drawn = property === "stroke" ? style.strokeOpacity : 1;
    const seen = alpha * Number(style.opacity) * Number(drawn);
    const mixed = rgb.map((c, at) => c * seen + behind[at] * (1 - seen));
    const [one, other] = [light(mixed), light(behind)].sort((a, b) => b - a);
    return (one + 0.05) / (other + 0.05);
  });
}"""

_MOVING = """() => [
  ...document.getAnimations().map(() => "an animation"),
  ...[...document.querySelectorAll("*")].filter((node) =>
    [null, "::before", "::after"].some((part) => {
      const style = getComputedStyle(node, part);
      const times = style.animationName === "none" ? [] : style.animationDuration.split(",");
      const lasts = [...times, ...style.transitionDuration.split(",")];
      return style.scrollBehavior === "smooth" || lasts.some((time) => parseFloat(time) > 0.001);
    })
  ).map((node) => node.outerHTML.slice(0, 120)),
]"""


def clipped(page: Page) -> list[str]:
    """Return what has words that nobody can see, by its HTML."""
    found: list[str] = page.evaluate(_CLIPPED)
    return found


def spread(page: Page) -> None:
    """Set the page's words as far apart as a reader may."""
    page.evaluate(_SPREAD)


def width(page: Page) -> int:
    """Return how wide the page is."""
    return int(page.evaluate("() => document.documentElement.scrollWidth"))


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk by the tab key: what it should reach in order, and what it did reach."""

    stops: list[str]
    reached: list[int]
    strange: list[str]
    unseen: list[str]
    covered: list[str]


def walk(page: Page, key: str = "Tab", most: int = 400) -> Walk:
    """Walk from the beginning of the page through everything that can be used."""
    count = int(page.evaluate(_WATCH))
    for _ in range(min(count, most)):
        page.keyboard.press(key)
    told: list[dict[str, Any]] = page.evaluate("() => window.focusSeen")
    return Walk(
        stops=page.evaluate("() => window.focusStops"),
        reached=[row["at"] for row in told],
        strange=[row["html"] for row in told if row["at"] < 0],
        unseen=[row["html"] for row in told if not row["isSeen"]],
        covered=[row["html"] for row in told if row.get("isCovered")],
    )


def reordered(page: Page) -> list[str]:
    """Return what stands elsewhere than where it is read, or over all other things."""
    found: list[str] = page.evaluate(_REORDERED)
    return found


def contrasts(page: Page, selector: str, prop: str, ground: tuple[str, str]) -> list[float]:
    """Return the contrasts of parts to their ground, the ``(selector, property)`` behind them."""
    found: list[float] = page.evaluate(_CONTRAST, [selector, prop, list(ground)])
    return found


def moving(page: Page) -> list[str]:
    """Return what moves, or would when something changes."""
    found: list[str] = page.evaluate(_MOVING)
    return found
