"""Two analysts shape the segments of a run: who is chosen becomes a segment, edits are undone, one edit is refused."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e import browser as way
from tests.e2e.browser import inside

FROM_THE_MAP = "From the map"
COMPUTED_WITHIN = 180_000
"""Milliseconds; figures of an edited version are those of a run without its map."""


def make_a_segment(page: Page, n_users: int) -> None:
    """Make a segment of the users who are chosen on the page Explore, and go on to edit it."""
    way.settle(page)
    inside(page, "action").get_by_role("radio", name="Make a segment").click()
    name = page.get_by_role("textbox", name="Name of the new segment")
    name.fill(FROM_THE_MAP)
    name.press("Tab")
    made = inside(page, "make_segment").get_by_role("button")
    expect(made).to_be_enabled()
    made.click()
    expect(page.get_by_test_id("stSidebar").get_by_role("combobox", name="Run")).to_have_value(re.compile("edited"))
    way.follow_menu(page, "Edit segments")
    see_version(page, 2, f"new segment of {n_users} users")


def split_while_another_merges(page: Page, other: Page) -> None:
    """Two analysts edit one version: the first one splits; the other one is shown both edits, and merges nothing.

    Nothing is computed meanwhile, whose end would draw the page of the other one anew.
    """
    way.visit(other, page.url, "Edit segments")
    for each in (page, other):
        expect(each.get_by_text("figures of this segment version are being computed")).to_be_hidden(
            timeout=COMPUTED_WITHIN
        )
    choose_two(other)
    split_by_a_rule(page)
    inside(other, "do_merge").get_by_role("button").click()
    expect(other.get_by_text("The segments were changed meanwhile. Your edit was not applied.")).to_be_visible()
    for heading, edit in (("What was done meanwhile", "events>=40"), ("What you wanted", "merged")):
        box = other.get_by_test_id("stVerticalBlock").filter(has=other.get_by_text(heading, exact=True)).last
        expect(box.get_by_text(edit)).to_be_visible()
    see_version(other, 2)


def split_by_a_rule(page: Page) -> None:
    """Divide the largest segment by how many events its users have."""
    page.get_by_role("tab", name="Split", exact=True).click()
    page.get_by_text("By a rule", exact=True).click()
    rule = page.get_by_role("textbox", name="Rule", exact=True)
    rule.fill("events>=40")
    rule.press("Tab")
    split = inside(page, "do_split_rule").get_by_role("button")
    expect(split).to_be_enabled()
    split.click()
    see_version(page, 3, "events>=40")


def merge_two(page: Page) -> None:
    """Make one segment of the first two of the list."""
    choose_two(page)
    inside(page, "do_merge").get_by_role("button").click()
    see_version(page, 4, "merged")


def choose_two(page: Page) -> None:
    """Choose the first two of the list to merge."""
    page.get_by_role("tab", name="Merge", exact=True).click()
    for _segment in range(2):
        page.get_by_role("combobox", name="Segments to merge").click()
        page.get_by_role("option").filter(has_text="·").first.click()  # the one before these chooses all
        page.keyboard.press("Escape")
        expect(page.get_by_role("option")).to_have_count(0)
        way.settle(page)
    expect(inside(page, "do_merge").get_by_role("button")).to_be_enabled()


def undo_twice(page: Page) -> None:
    """Go back to the segment from the map."""
    for version in (3, 2):
        inside(page, "shape_undo").get_by_role("button").click()
        see_version(page, version)
    expect(page.get_by_text(FROM_THE_MAP).first).to_be_visible()


def export_the_version(page: Page) -> tuple[list[str], int]:
    """Return the lines of the file of users, and how many users the chosen segments have, with that from the map."""
    way.follow_menu(page, "Export")
    boxes = page.locator('[class*="st-key-export_"]').filter(has=page.get_by_role("checkbox"))
    mine = boxes.filter(has_text=FROM_THE_MAP)
    if not mine.get_by_role("checkbox").is_checked():
        mine.locator("label").click()
        way.settle(page)
    texts = [box.inner_text() for box in boxes.all() if box.get_by_role("checkbox").is_checked()]
    n_users = sum(int(re.findall(r"([\d,]+) users?\b", text)[-1].replace(",", "")) for text in texts)
    with page.expect_download() as begun:
        inside(page, "download_segments-csv").get_by_role("button").click()
    return begun.value.path().read_text(encoding="utf-8").splitlines(), n_users


def see_version(page: Page, number: int, what: str = "") -> None:
    """Wait until a version of the segments is shown, and what made it."""
    expect(page.get_by_text(re.compile(f"^Segment version {number}: .*{re.escape(what)}"))).to_be_visible()
    way.settle(page)
