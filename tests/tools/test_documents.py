"""Documents that are made from the code are as the code is now; if not: make docs."""

import pytest

from tools import reference, tutorials


def test_the_reference_is_true():
    assert reference.stale() == []


@pytest.mark.parametrize("path", sorted(tutorials.FOLDER.glob("*.md")), ids=lambda path: path.name)
def test_a_tutorial_prints_what_it_says(path):
    written = path.read_text("utf-8")
    assert tutorials.run(written, path.name) == written


def test_a_step_that_prints_something_else_is_told_apart():
    text = "```python\nprint(1 + 1)\n```\n\n```text\n3\n```\n"
    assert tutorials.run(text, "x.md") == "```python\nprint(1 + 1)\n```\n\n```text\n2\n```\n"


def test_a_step_that_fails_names_its_line():
    with pytest.raises(ZeroDivisionError) as problem:
        tutorials.run("# Title\n\n```python\nx = 1\nx / 0\n```\n", "x.md")
    step = problem.traceback[-1].frame.code.raw
    assert (step.co_filename, problem.traceback[-1].lineno + 1) == ("x.md", 5)
