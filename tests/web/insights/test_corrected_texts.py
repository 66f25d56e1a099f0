"""`regard corrections`: what people corrected comes out as the labelled verbatims that a training reads."""

import argparse
from datetime import timedelta

import pytest

from regard import cli_corrections
from regard.perception.datasets.labelled import Span, read
from regard.web.customers.matching import Person
from regard.web.feedback.drafts import Draft
from regard.web.feedback.models import Feedback, Kind
from regard.web.feedback.recording import record
from regard.web.insights.corrected_texts import corrected_texts
from regard.web.insights.correcting import correct, factor_value, retract
from regard.web.insights.models import Reading
from regard.web.workspaces.models import AuditEvent

EN = "Too dear [[for]] what it is.\nNever\tagain"
ZH = "太贵了，客服很好"


@pytest.fixture
def corrected(survey, inside, agent, noon, settle):
    """Two records that a person corrected, one that nobody did, and one that was taken back."""
    known = Person(external_id="p1")
    drafts = [Draft("en", text=EN, person=known), Draft("zh", text=ZH, kind=Kind.REVIEW)]
    record(survey, [*drafts, Draft("none", text=EN), Draft("back", text=EN)], at=noon)
    settle()
    Reading.objects.update(sentiment="neutral", factors=[], emotions=[], intents=[], descriptors=[], marks="")
    Reading.objects.filter(feedback__external_id="zh").update(language="zh")
    Reading.objects.exclude(feedback__external_id="zh").update(language="en")
    rows = {row.external_id: row for row in Feedback.objects.all()}

    def act(name, head, act, value, *, seconds=0):
        return correct(
            rows[name], head=head, act=act, value=value, by=agent, at=noon + timedelta(seconds=seconds)
        )

    act("en", "sentiment", "set", "negative")
    act("en", "factor", "add", factor_value("price", "negative", words="Too dear", text=EN), seconds=1)
    act("en", "factor", "add", factor_value("trust", "negative"), seconds=2)
    act("en", "intent", "add", "churn_risk", seconds=3)
    act("en", "intent", "add", "urgent", seconds=4)
    act("zh", "factor", "add", factor_value("support", "positive", words="客服很好", text=ZH))
    act("zh", "emotion", "add", "joy", seconds=1)
    retract(act("back", "emotion", "add", "anger"), by=agent, at=noon)
    return rows


@pytest.fixture
def command(workspace, capsys):
    def run(*options, slug="qinghe"):
        parser = argparse.ArgumentParser()
        cli_corrections.add_parser(parser.add_subparsers(required=True))
        arguments = parser.parse_args(["corrections", "--workspace", slug, *map(str, options)])
        code = arguments.run(arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_the_files_are_read_by_the_reader_of_labelled_verbatims(corrected, command, tmp_path):
    code, said, told = command("--folder", tmp_path / "new")
    assert (code, said) == (0, "")
    assert told == "2 corrected texts; 1 factors have no words that show them and are left out\n"
    (english,) = read(tmp_path / "new" / "en-corrections.tsv")
    (chinese,) = read(tmp_path / "new" / "zh-corrections.tsv")
    assert english.text == "Too dear ((for)) what it is. Never again"
    assert (english.sentiment, english.intents, english.urgent) == ("negative", ("churn_risk",), True)
    assert english.spans == (Span("price", "negative", 0, 8),)
    assert english.group == f"corrected-{corrected['en'].customer_id}"
    assert (chinese.text, chinese.channel, chinese.emotions) == (ZH, "review", ("joy",))
    assert chinese.spans == (Span("support", "positive", 4, 8),)


def test_without_a_folder_all_of_it_is_printed(corrected, command):
    _code, said, _told = command()
    head, *rows = said.splitlines()
    assert head.split("\t")[0] == "id"
    assert len(rows) == 2


def test_who_took_them_out_stands_in_the_audit_trail(corrected, command):
    command()
    last = AuditEvent.objects.order_by("position").last()
    assert (last.action, last.details) == ("corrections.exported", {"records": 2})


def test_spans_do_not_overlap_and_the_shorter_one_stays(corrected, agent, noon):
    value = factor_value("product", "neutral", words="dear [[for]] what it is", text=EN)
    correct(corrected["en"], head="factor", act="add", value=value, by=agent, at=noon)
    first = next(iter(corrected_texts()))
    assert first.cells[-1].count("[[") == 1
    assert "[[price-|Too dear]]" in first.cells[-1]
    assert first.unshown == 2


def test_a_workspace_or_a_folder_that_is_not_there_is_said(corrected, command, tmp_path):
    assert command(slug="nowhere")[0] == 2
    (tmp_path / "file").write_text("")
    code, said, told = command("--folder", tmp_path / "file")
    assert (code, said) == (2, "")
    assert told.startswith("regard: ")
