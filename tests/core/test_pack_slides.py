"""The slides of a review pack, read back: nothing overflows, charts are native, texts of a log stay text."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
from PIL import ImageFont
from pptx import Presentation
from pptx.util import Pt

from core.errors import DataError
from core.pack import room
from core.pack.content import Bar, Chart, Part, Table
from core.pack.html import to_html
from core.pack.make import make_pack
from core.pack.measure import BOLD, cut_to, lines_of, text_width
from core.pack.slides import write_slides
from core.pack.summary_page import ROWS
from core.sentences import say
from core.trust.grade import Grade
from tests.core.test_pack import material_of, shop
from tests.hostile import FORMULAS, MARKDOWN
from tests.results import readback_of

LONG = ["Buyers of long words and of many short ones who come back each spring, no. 12345", "W" * 80, "茶" * 80]
RISKY = [*FORMULAS, *MARKDOWN]
LEAST_BODY, LEAST_TITLE, LONG_TITLE = 14, 28, 20
SMALL = 12
"""Of headers of tables, notes and feet."""


@lru_cache
def font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.load_default(size)


def n_lines(text: str, width: float, size: int) -> int:
    """Count the lines that a text takes in a real font, letter by letter where a word is too long."""
    lines, left = 1, width
    for word in re.findall(r"\S+\s*", text):
        own = sum(size if ord(letter) > 0x2E80 else font(size).getlength(letter) for letter in word.rstrip())
        if own > left and left < width:
            lines, left = lines + 1, width
        lines += int(max(own - left, 0) // width) + (1 if own > left else 0)
        left = width - (own % width) if own > left else left - own
        left -= font(size).getlength(" ")
    return lines


def frames(slide):
    """Every text with the width and the height that it may take, in points."""
    for shape in slide.shapes:
        if shape.has_text_frame and shape.text_frame.text:
            yield shape.text_frame, shape.width.pt, shape.height.pt
        elif shape.has_table:
            table = shape.table
            for row in table.rows:
                for column, cell in zip(table.columns, row.cells, strict=True):
                    yield cell.text_frame, column.width.pt - 6, row.height.pt - 6


def needed(frame, width: float) -> float:
    heights = [
        n_lines(paragraph.text, width, round(paragraph.runs[0].font.size.pt)) * paragraph.runs[0].font.size.pt * 1.17
        for paragraph in frame.paragraphs
        if paragraph.runs
    ]
    return sum(heights)


@pytest.mark.parametrize("names", [LONG[:2], [LONG[0]] * (ROWS + 1), [LONG[2]] * 3], ids=["two", "many", "chinese"])
def test_nothing_overflows(names: list[str], tmp_path: Path) -> None:
    distinct = [f"{name[:76]} {place}" for place, name in enumerate(names)]
    language = "zh" if names[0] == LONG[2] else "en"
    found = readback_of({place + 1: (400, 80, 400, 20) for place in range(len(names))})
    material = material_of(shop([60] * len(names), distinct), readback=found)
    write_slides(make_pack(material, language), tmp_path / "a.pptx")
    deck = Presentation(str(tmp_path / "a.pptx"))
    width, height = deck.slide_width, deck.slide_height
    for slide in deck.slides:
        bottoms = {}
        for shape in slide.shapes:
            assert shape.left >= 0, shape.name
            assert shape.left + shape.width <= width + Pt(1), shape.name
            assert shape.top + shape.height <= height + Pt(1), (slide.shapes.title.text, shape.name)
            bottoms[shape.shape_id] = shape.top + shape.height
        for frame, wide, tall in frames(slide):
            assert needed(frame, wide) <= tall + 1, frame.text
        assert slide.shapes.title.text_frame.paragraphs[0].runs[0].font.size.pt >= LONG_TITLE
    texts = [frame.text for slide in deck.slides for frame, *_ in frames(slide)]
    titles = [slide.shapes.title.text_frame.paragraphs[0].text for slide in deck.slides]
    for place, name in enumerate(distinct, 1):
        assert name in titles
        assert f"■ {place} \N{MIDDLE DOT} {name}" in [text.replace("\xa0", " ") for text in texts]


def test_a_title_that_is_cut_ends_at_a_word_and_is_whole_on_the_page(tmp_path: Path) -> None:
    titles = [f"{LONG[0][:78]}{place}" for place in range(8)]
    pack = make_pack(material_of(shop([60] * len(titles), titles)))
    write_slides(pack, tmp_path / "a.pptx")
    slides = Presentation(str(tmp_path / "a.pptx")).slides
    cells = [frame.text for slide in slides for frame, *_ in frames(slide)]
    charts = [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]
    labels = [label.rpartition(" (")[0] for chart in charts[1:] for label in chart.plots[0].categories]
    cut = [text.removesuffix("…") for text in (*cells, *labels) if text.endswith("…") and text.startswith("Buyers of")]
    assert len(cut) >= len(titles)
    assert all(titles[0].startswith(f"{text} ") for text in cut)
    assert all(to_html(pack).count(title) >= 3 for title in titles)  # as a name, a taste and an offer


@pytest.mark.parametrize("n", [0, 3, 4])
def test_items_to_offer_that_begin_alike_differ_on_a_slide(n: int, tmp_path: Path) -> None:
    titles = ["JUMBO BAG PINK POLKADOT", "JUMBO BAG RED RETROSPOT", "JUMBO BAG STRAWBERRY"]
    risk = f"It predicts what its users pick next, but {'it is unstable, and ' * n}does not reappear when resampled."
    results = shop([300, 200])
    offers = results.recommendations.copy()
    offers["title"] = [titles[place % 3] for place in range(len(offers))]
    judged = tuple(replace(each, verdict=Grade.WEAK, reason=say(risk)) for each in results.trust.segments)
    record = replace(results.record, trust=replace(results.trust, segments=judged))
    write_slides(make_pack(material_of(replace(results, recommendations=offers, record=record))), tmp_path / "a.pptx")
    slide = Presentation(str(tmp_path / "a.pptx")).slides[1]
    (offered,) = [each.table for each in slide.shapes if each.name == "What to offer"]
    shown = [row.cells[0].text for row in list(offered.rows)[1:]]
    assert len(shown) >= 2
    assert shown == titles[: len(shown)] or all(text.startswith("JUMBO BAG ") for text in shown)
    assert len({*shown}) == len(shown)


def test_labels_of_a_chart_are_whole_beside_fewer_bars() -> None:
    long = "average value of an event: at least 20.59"
    bars = tuple(Bar(f"{long}{place}", 0.6, 0.3, "60.0 % vs 30.0 % · 2.0 ×") for place in range(4))
    chart = Part(heading="What sets them apart", chart=Chart(bars, "This segment", "All users"))
    prose = Part(heading="Risks", sentences=("many words " * 30,))
    (placed, _prose) = room.place([chart, prose], 290, 300)
    n_bars = len(placed.part.chart.bars)
    assert 1 <= n_bars < len(bars)
    assert (placed.height - room.LEGEND) / n_bars >= 3 * room.LABEL_LINE
    short = replace(chart, chart=replace(chart.chart, bars=tuple(replace(each, label="tea") for each in bars)))
    assert len(room.place([short, prose], 290, 300)[0].part.chart.bars) == len(bars)
    sizes = replace(chart, chart=replace(chart.chart, usual=""))  # of all segments: none may be missing
    assert len(room.place([sizes, prose], 290, 300)[0].part.chart.bars) == len(bars)


def test_labels_of_figures_are_whole_beside_fewer_rows_and_cut_only_where_nothing_else_fits() -> None:
    labels = (
        "Spend per user after refunds (mean)",
        "Share of events on weekends",
        "Uncancelled orders per user (mean)",
    )
    table = Table(("", "Segment", "All users"), tuple((each, "1", "2") for each in labels), (3.0, 1.15, 1.15),
                  is_top=True, is_labelled=True)  # fmt: skip
    acts, prose = Part(heading="How", table=table), Part(heading="So", sentences=("word " * 60,))

    def shown(height: float, part: Part = acts) -> list[str]:
        found = room.place([part, prose], 211, height)[0].part.table
        return [row[0] for row in found.rows]

    assert shown(600) == list(labels)
    assert shown(230) == [labels[0]]
    assert shown(100)[0].endswith("…")
    titles = replace(acts, table=replace(table, is_labelled=False))
    assert shown(230, titles)[0].endswith("…")


def test_type_is_large_and_charts_can_be_edited(tmp_path: Path) -> None:
    pack = make_pack(material_of(shop([300, 200])))
    write_slides(pack, tmp_path / "a.pptx")
    deck = Presentation(str(tmp_path / "a.pptx"))
    slide = deck.slides[1]
    sizes = {run.font.size.pt for frame, *_ in frames(slide) for each in frame.paragraphs for run in each.runs}
    assert sizes <= {SMALL, LEAST_BODY, 16, 26, LEAST_TITLE}
    (chart,) = [shape.chart for shape in slide.shapes if shape.has_chart]
    assert [series.name for series in chart.plots[0].series] == [
        "This segment",
        "All users (both in half of the events)",
    ]
    assert [tuple(series.values) for series in chart.plots[0].series] == [(0.6,), (0.3,)]
    assert tuple(chart.plots[0].categories) == ("Buyers of 0 (2.0\N{NO-BREAK SPACE}×)",)
    assert not chart.has_legend  # office programs do not agree on its order
    assert "■ This segment    ■ All users (both in half of the events)" in [
        frame.text.strip() for frame, *_ in frames(slide)
    ]
    assert slide.shapes.title.text_frame.text == "Buyers of 0\n300 users, 60.0 % of 500"
    assert str(pack.pages[1].more[0]) in slide.notes_slide.notes_text_frame.text


def test_charts_state_the_figures_of_the_page_on_one_scale(tmp_path: Path) -> None:
    pack = make_pack(material_of(shop([123, 77])))
    assert [bar.figures for bar in pack.pages[0].columns[0][1].chart.bars] == ["62 %", "38 %"]  # 61.5 and 38.5
    write_slides(pack, tmp_path / "a.pptx")
    slides = Presentation(str(tmp_path / "a.pptx")).slides
    sizes, *likes = [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]
    assert tuple(sizes.plots[0].series[0].values) == (0.62, 0.38)
    assert [chart.value_axis.maximum_scale for chart in likes] == [1.25, 1.25]
    assert '<rect class="own" width="60.00"' in to_html(pack)


def test_no_text_of_a_log_is_a_formula_or_an_address_in_the_sheets_of_charts(tmp_path: Path) -> None:
    write_slides(make_pack(material_of(shop([60] * len(RISKY), RISKY))), tmp_path / "a.pptx")
    with zipfile.ZipFile(tmp_path / "a.pptx") as deck:
        sheets = [zipfile.ZipFile(io.BytesIO(deck.read(name))) for name in deck.namelist() if name.endswith(".xlsx")]
        slides = [deck.read(name).decode() for name in deck.namelist() if re.match(r"ppt/slides/_rels/", name)]
    assert len(sheets) == len(RISKY) + 2  # the summary has two pages
    for sheet in sheets:
        assert "<f>" not in sheet.read("xl/worksheets/sheet1.xml").decode()
        assert not any("_rels/sheet1" in name for name in sheet.namelist())
    assert not any("External" in each or "hyperlink" in each for each in slides)


def test_a_template_gives_its_design_and_none_of_its_slides(tmp_path: Path) -> None:
    own = Presentation()
    own.slides.add_slide(own.slide_layouts[0]).shapes.title.text = "Do not show"
    own.save(str(tmp_path / "company.pptx"))
    write_slides(make_pack(material_of(shop([300, 200]))), tmp_path / "a.pptx", tmp_path / "company.pptx")
    deck = Presentation(str(tmp_path / "a.pptx"))
    assert deck.slide_width == own.slide_width
    assert {slide.slide_layout.name for slide in deck.slides} == {"Title Only"}
    assert "Do not show" not in {slide.shapes.title.text for slide in deck.slides}
    texts = [frame.text for slide in deck.slides for frame, *_ in frames(slide)]
    whole = {"☐ Approve ☐ Change first ☐ Reject", "Item", "of 100 expected to pick it", "4.2"}
    assert whole <= {*texts}  # also on narrow slides, whose items have the room of what can be spared
    assert "times as common" not in texts
    (tmp_path / "no.pptx").write_bytes(b"no")
    with pytest.raises(DataError, match=r"no\.pptx is no template: File is not a zip file\."):
        write_slides(make_pack(material_of(shop([300]))), tmp_path / "b.pptx", tmp_path / "no.pptx")


@pytest.mark.parametrize(
    ("text", "width", "bold"),
    [
        ("Days since the last event (median)", 17.5, 19.62),
        ("What its users pick next is 1.41 times as likely once the segment is known.", 37.58, 42.42),
        ("Segment", 4.5, 5.02),
        ("expected to pick it", 9.3, 10.53),
        ("Gentle Shea Bath Salts, Commuter Nylon Phone Mount", 27.52, 30.95),
    ],
)
def test_text_has_the_room_that_it_takes_in_a_wide_font(text: str, width: float, bold: float) -> None:
    """In DejaVu Sans, which office programs take where the font of a design is missing; its widths for a size of 1."""
    assert 0.98 * width <= text_width(text, 1) <= 1.15 * width
    assert 0.98 * bold <= BOLD * text_width(text, 1)


def test_headers_and_what_to_tick_are_whole(tmp_path: Path) -> None:
    write_slides(make_pack(material_of(shop([300, 200]))), tmp_path / "a.pptx")
    texts = {frame.text for slide in Presentation(str(tmp_path / "a.pptx")).slides for frame, *_ in frames(slide)}
    assert {"Item", "of 100 expected to pick it", "times as common"} <= texts
    assert {"☐ Approve ☐ Change first ☐ Reject", "Since the last version"} <= texts


def test_text_is_broken_between_words_and_cut_with_an_ellipsis() -> None:
    assert lines_of("one two three", 42, 10) == ["one two", "three"]
    assert cut_to("one two three", 42, 10, 2) == "one two three"
    for width in (52, 56, 62):
        assert cut_to("one two three", width, 10, 1) == "one two…"
    assert cut_to("a threethree", 44, 10, 1) == "a thre…"  # too little would be left
    assert len(lines_of("W" * 80, 400, 28)) == 6
