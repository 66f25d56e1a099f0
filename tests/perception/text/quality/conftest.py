"""Texts as the buffer that the kernels read."""

import numpy as np
import pytest


def buffer(texts):
    encoded = [text.encode("utf-8", "replace") for text in texts]
    offsets = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum([len(text) for text in encoded], out=offsets[1:])
    return np.frombuffer(b"".join(encoded) or b"\0", np.uint8), offsets


@pytest.fixture(name="buffer")
def buffer_fixture():
    return buffer
