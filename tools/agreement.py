"""Writes how far two readers agree into the page on labelling: python tools/agreement.py"""

import re
from pathlib import Path

from regard.perception.datasets.agreement import table

PAGE = Path(__file__).resolve().parents[1] / "docs" / "explanation" / "labelling.md"
PLACE = re.compile(r"(?<=<!-- agreement -->\n)(.*?)(?=<!-- /agreement -->)", re.DOTALL)

if __name__ == "__main__":
    page, times = PLACE.subn(lambda _: f"\n{table()}\n\n", PAGE.read_text("utf-8"))
    if times != 1:
        raise SystemExit(f"{PAGE}: no place for the table between <!-- agreement --> and <!-- /agreement -->")
    PAGE.write_text(page, "utf-8")
