"""Small grey pictures of pages, and how far one is from the one that is kept."""

import os
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageChops, ImageFilter

KEPT = Path(__file__).parent / "kept"
RENEWED = os.environ.get("REGARD_RENEW_PICTURES") == "1"
"""REGARD_RENEW_PICTURES=1 keeps what is seen now; look at it before it is committed."""
SMALLER, STEP = 8, 4  # one cell for eight by eight points, in 64 shades
FURTHEST = 20  # of 255: see test_telling_pictures_apart.py


def reduced(screenshot: bytes) -> Image.Image:
    """A screenshot as it is kept: an eighth as wide, blurred, in 64 shades of grey."""
    small = Image.open(BytesIO(screenshot)).convert("L").reduce(SMALLER)
    return small.filter(ImageFilter.GaussianBlur(1)).point(lambda shade: round(shade / STEP) * STEP)


def distance(one: Image.Image, other: Image.Image) -> int:
    """By how many of 255 shades the two differ where they differ most; 255 where their sizes do."""
    if one.size != other.size:
        return 255
    return int(np.asarray(ImageChops.difference(one, other)).max(initial=0))


@dataclass
class Album:
    """Compares with what is kept, or keeps it; tells of all that differ at the end."""

    folder: Path
    far: dict[str, int] = field(default_factory=dict)

    def look(self, name: str, screenshot: bytes) -> None:
        seen, path = reduced(screenshot), KEPT / f"{name}.png"
        if RENEWED:
            seen.save(path, optimize=True)
            return
        far = distance(seen, Image.open(path)) if path.exists() else 255
        if far > FURTHEST:
            self.far[name] = far
            self._show(name, screenshot)

    def _show(self, name: str, screenshot: bytes) -> None:
        """What was seen, and beside each other what is kept, what came instead, and the difference."""
        (self.folder / f"{name}.seen.png").write_bytes(screenshot)
        seen, path = reduced(screenshot), KEPT / f"{name}.png"
        kept = Image.open(path) if path.exists() else Image.new("L", seen.size, 255)
        width, height = max(seen.width, kept.width), max(seen.height, kept.height)
        beside = Image.new("L", (3 * width, height), 255)
        beside.paste(kept, (0, 0))
        beside.paste(seen, (width, 0))
        common = (0, 0, min(seen.width, kept.width), min(seen.height, kept.height))
        beside.paste(
            ImageChops.invert(ImageChops.difference(seen.crop(common), kept.crop(common))), (2 * width, 0)
        )
        beside.resize((beside.width * 4, beside.height * 4), Image.Resampling.NEAREST).save(
            self.folder / f"{name}.differs.png"
        )
