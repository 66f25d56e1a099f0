"""Texts of strangers on their way into a spreadsheet: none of them may become a formula."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LONGEST = 32_000  # a cell of a workbook ends at 32,767
CUT = "… [cut]"


def for_csv(value: object) -> object:
    """A text that could be taken for a formula gets an apostrophe in front; numbers stay numbers."""
    if not isinstance(value, str):
        return value
    text = value.replace("\0", "")
    return f"'{text}" if text.lstrip().startswith(FORMULA) or text.startswith(FORMULA) else text


def for_workbook(text: str) -> str:
    """The text as one cell can hold it; what is cut is marked. It is written as a string, never parsed."""
    clean = text.replace("\0", "")
    units = clean.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return clean
    return units[: 2 * LONGEST].decode("utf-16-le", "ignore") + CUT
