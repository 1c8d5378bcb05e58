"""Pictures of review packs, slide by slide, as LibreOffice draws them: ``python -m tests.e2e.slides FOLDER``.

They are to be looked at: 2, 8 and 20 segments with names of eighty letters, in English and Chinese.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from pypdfium2 import PdfDocument

from core.pack.make import make_pack
from core.pack.slides import write_slides
from core.store.segment_decision import Decision, DecisionState
from tests.core.test_pack import material_of, shop, with_decisions
from tests.results import readback_of

NAMES = {
    "en": "Buyers of long words and of many short ones who come back every spring, all 12345",
    "zh": "每年春天都会回来购买绿茶红茶乌龙茶普洱茶花茶白茶黄茶黑茶以及各种茶具茶杯茶壶茶盘"
    "茶叶罐的老顾客和新顾客们他们喜欢在周末的晚上下单并且经常给朋友送礼物的人群哦",
}
SIZES = (2, 8, 20)
_DPI, _POINTS = 80, 72
"""Of a picture, and of a slide, to the inch."""


def main(folder: Path) -> None:
    """Write a picture of each slide into a folder, under language, number of segments and number of the slide."""
    folder.mkdir(parents=True, exist_ok=True)
    for language, name in NAMES.items():
        for n in SIZES:
            deck = folder / f"{language}-{n}.pptx"
            write_slides(make_pack(_material(name, n), language), deck)
            _draw(deck)
    print(f"{len(list(folder.glob('*.png')))} pictures are in {folder}.")


def _material(name: str, n: int):
    results = shop([600 - 20 * each for each in range(n)], [f"{name[:77]} {each:02}" for each in range(n)])
    decision = Decision(state=DecisionState.CHANGE, owner="Ann", comment="Merge it with its neighbour before spring.")
    results = with_decisions(results, dict.fromkeys(range(1, n + 1, 2), decision))
    return material_of(results, readback=readback_of(dict.fromkeys(range(1, n + 1), (400, 80, 400, 20))))


def _draw(deck: Path) -> None:
    office = shutil.which("soffice")
    if not office:
        sys.exit("LibreOffice Impress is needed: try make pictures")
    command = [office, "--headless", "--convert-to", "pdf", "--outdir", str(deck.parent), str(deck)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    pdf = deck.with_suffix(".pdf")
    with PdfDocument(pdf) as pages:
        for number, page in enumerate(pages, 1):
            page.render(scale=_DPI / _POINTS).to_pil().save(deck.with_name(f"{deck.stem}-{number:02}.png"))
    pdf.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
