"""What a projector asks of a page: no text below 12 pixels, and none that is cut off."""

from __future__ import annotations

from playwright.sync_api import Page

SMALLEST = 12.0
"""Pixels."""
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
