"""What is wrong with a text: nothing said, gibberish, said before, spam, by a machine, personal data."""

from regard.perception.text.quality.duplicates import duplicate_groups
from regard.perception.text.quality.flagging import FLAGS, flags, personal_data
from regard.perception.text.quality.masking import SpanError, mask
from regard.perception.text.quality.personal import KINDS

__all__ = ["FLAGS", "KINDS", "SpanError", "duplicate_groups", "flags", "mask", "personal_data"]
