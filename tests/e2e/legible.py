"""What people ask of a page: no text below 12 pixels, none that is cut off, and nothing that keeps anybody out."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SMALLEST = 12.0
"""Pixels."""
_SERIOUS = ("serious", "critical")
_FAULTS = """smallest => {
    const faults = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const isSeen = (element, box) => box.width > 1 && box.height > 1 && !element.closest('[aria-hidden="true"]')
        && getComputedStyle(element).visibility === "visible" && !["STYLE", "SCRIPT"].includes(element.tagName);
    const isCut = element => {
        const style = getComputedStyle(element);
        return style.overflowX === "hidden" && element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1;
    };
    while (walk.nextNode()) {
        const text = walk.currentNode.textContent.trim(), element = walk.currentNode.parentElement;
        const box = element.getBoundingClientRect(), style = getComputedStyle(element);
        if (!text || !isSeen(element, box) || /Material/.test(style.fontFamily)) continue;
        if (parseFloat(style.fontSize) < smallest) faults.push(`small (${style.fontSize}): ${text}`);
        if (isCut(element) || isCut(element.parentElement)) faults.push(`cut: ${text}`);
        const picture = element.closest("svg.main-svg")?.getBoundingClientRect();
        if (picture && (box.left < picture.left - 1 || box.right > picture.right + 1)) faults.push(`outside: ${text}`);
    }
    return faults;
}"""


def see_all_text(page: Page) -> None:
    """Fail with each text of a page that is too small, cut off, or reaches out of its chart."""
    assert page.evaluate(_FAULTS, SMALLEST) == []


def barriers(page: Page) -> list[str]:
    """List what keeps people out who read by ear, by keyboard or with less contrast (axe: serious and critical)."""
    violations = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in violations if each["impact"] in _SERIOUS]
