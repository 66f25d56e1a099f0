"""The catalogues follow the source: extraction, merging, compiling and judging, on a small tree."""

import gettext
import importlib.util
import sys
from pathlib import Path
from textwrap import dedent
from types import ModuleType

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
FEEDBACK = "regard/web/feedback/locale/zh_Hans/LC_MESSAGES/django.po"
BASE = "regard/web/locale/zh_Hans/LC_MESSAGES/django.po"
LIBRARY = "regard/locale/zh_Hans/LC_MESSAGES/regard.po"
VIEWS = """
    from django.utils.translation import gettext_lazy as _, ngettext, pgettext
    HELLO = _("Hello %(name)s")
    LONG = _("one " "text")
    MONTH = pgettext("month", "May")
    VERB = pgettext("verb", "May")
    COUNT = ngettext("%(n)s answer", "%(n)s answers", 3)
    INSIDE = f"{HELLO} {_('Within another text')}"
"""
PAGE = """
    {% load i18n %}
    <a title='it is "quoted" ('>{% translate "Don't stop" %}</a>{{ _("Inline") }}
        {% blocktranslate trimmed count n=n %}
          {{ n }} row
        {% plural %}
          {{ n }} rows, 100% read
        {% endblocktranslate %}
      {% include "other.html" with title=_("Passed on") %}
"""


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages_tool", ROOT / "tools/messages.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    write(tmp_path / "regard/web/feedback/views.py", VIEWS)
    write(tmp_path / "regard/web/templates/base.html", PAGE)
    write(tmp_path / "regard/cli_read.py", 'print(_("Reading {count} rows"))')
    write(tmp_path / "regard/perception/nps.py", 'TITLE = gettext_noop("Loyalty")')
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text).strip() + "\n", encoding="utf-8")


def translate(po: Path, **texts: str) -> None:
    """Fill in translations by the English text, with _ for a space."""
    text = po.read_text(encoding="utf-8")
    for source, chinese in texts.items():
        line = f'msgid "{source.replace("_", " ")}"\nmsgstr '
        assert line in text
        text = text.replace(f'{line}""', f'{line}"{chinese}"')
    po.write_text(text, encoding="utf-8")


def translate_all(po: Path, chinese: str = "译文") -> None:
    """Give every message of a file the same translation, followed by its own placeholders."""
    with po.open("rb") as file:
        catalog = read_po(file, locale="zh_Hans")
    lines = ['msgid ""', 'msgstr "Content-Type: text/plain; charset=utf-8\\n"', ""]
    for message in catalog:
        if message.id:
            ids = (message.id,) if isinstance(message.id, str) else message.id
            holders = "".join(p for p in ("%(n)s", "%(name)s", "{count}") if p in ids[-1])
            lines += [f'msgctxt "{message.context}"'] if message.context else []
            lines += [f'msgid "{ids[0]}"', *(f'msgid_plural "{one}"' for one in ids[1:])]
            lines += [f'msgstr{"[0]" if len(ids) > 1 else ""} "{chinese}{holders}"', ""]
    po.write_text("\n".join(lines), encoding="utf-8")


def ids(po: Path) -> list[tuple[object, str | None]]:
    with po.open("rb") as file:
        return [(m.id, m.context) for m in read_po(file, locale="zh_Hans") if m.id]


def report(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


def test_update_finds_messages_with_plurals_and_contexts_in_python(messages, tree):
    messages.main(["update"], root=tree)
    assert ids(tree / FEEDBACK) == [
        (("%(n)s answer", "%(n)s answers"), None),
        ("Hello %(name)s", None),
        ("May", "month"),
        ("May", "verb"),
        ("Within another text", None),
        ("one text", None),
    ]


def test_update_finds_messages_in_templates_as_django_looks_them_up(messages, tree):
    messages.main(["update"], root=tree)
    assert ids(tree / BASE) == [
        (("%(n)s row", "%(n)s rows, 100%% read"), None),
        ("Don't stop", None),
        ("Inline", None),
        ("Passed on", None),
    ]


def test_the_library_and_the_command_line_share_the_domain_regard(messages, tree):
    messages.main(["update"], root=tree)
    assert ids(tree / LIBRARY) == [("Loyalty", None), ("Reading {count} rows", None)]


def test_migrations_static_files_and_rooms_without_messages_get_no_catalogue(messages, tree):
    write(tree / "regard/web/feedback/migrations/0001_initial.py", '_("a migration")')
    write(tree / "regard/web/static/js/a.py", '_("static")')
    write(tree / "regard/web/customers/models.py", "VALUE = 1")
    messages.main(["update"], root=tree)
    found = sorted(str(path.relative_to(tree)) for path in tree.rglob("*.po"))
    assert found == [LIBRARY, FEEDBACK, BASE]
    assert "migration" not in (tree / FEEDBACK).read_text()


def test_update_twice_writes_nothing_the_second_time(messages, tree, capsys):
    messages.main(["update"], root=tree)
    assert len(report(capsys)) == 6
    before = {path: path.stat().st_mtime_ns for path in tree.rglob("*.[pm]o")}
    messages.main(["update"], root=tree)
    assert report(capsys) == []
    assert {path: path.stat().st_mtime_ns for path in tree.rglob("*.[pm]o")} == before


def test_a_catalogue_holds_no_date_no_tool_and_no_line_number(messages, tree):
    messages.main(["update"], root=tree)
    assert (tree / FEEDBACK).read_text(encoding="utf-8").startswith('msgid ""\nmsgstr ""\n"Language: zh_Hans')
    for word in ("Date", "Babel", "#:", "views.py"):
        assert word not in (tree / FEEDBACK).read_text(encoding="utf-8")


def test_update_of_one_folder_leaves_the_others_alone(messages, tree):
    messages.main(["update", "regard/web/feedback"], root=tree)
    assert [str(path.relative_to(tree)) for path in tree.rglob("*.po")] == [FEEDBACK]


def test_update_of_the_base_templates_is_asked_for_by_the_folder_web(messages, tree):
    messages.main(["update", "regard/web"], root=tree)
    assert [str(path.relative_to(tree)) for path in tree.rglob("*.po")] == [BASE]


def test_update_keeps_translations_when_a_message_is_added(messages, tree):
    messages.main(["update"], root=tree)
    translate(tree / FEEDBACK, one_text="一段话")
    write(tree / "regard/web/feedback/forms.py", 'X = _("A new field")')
    messages.main(["update"], root=tree)
    text = (tree / FEEDBACK).read_text(encoding="utf-8")
    assert 'msgid "one text"\nmsgstr "一段话"' in text
    assert 'msgid "A new field"\nmsgstr ""' in text


def test_a_translation_that_is_used_no_more_is_kept_aside_and_comes_back_with_its_message(messages, tree):
    messages.main(["update"], root=tree)
    translate(tree / FEEDBACK, one_text="一段话")
    write(tree / "regard/web/feedback/views.py", 'X = _("Other")')
    messages.main(["update"], root=tree)
    assert '#~ msgid "one text"\n#~ msgstr "一段话"' in (tree / FEEDBACK).read_text(encoding="utf-8")
    write(tree / "regard/web/feedback/views.py", VIEWS)
    messages.main(["update"], root=tree)
    assert '\nmsgid "one text"\nmsgstr "一段话"' in (tree / FEEDBACK).read_text(encoding="utf-8")


def test_prune_drops_what_is_used_no_more(messages, tree):
    messages.main(["update"], root=tree)
    translate(tree / FEEDBACK, one_text="一段话")
    write(tree / "regard/web/feedback/views.py", 'X = _("Other")')
    messages.main(["update", "--prune", "regard/web/feedback"], root=tree)
    assert "一段话" not in (tree / FEEDBACK).read_text(encoding="utf-8")


def test_the_compiled_catalogue_translates_contexts_and_plurals_and_passes_the_rest_through(messages, tree):
    messages.main(["update"], root=tree)
    po = tree / FEEDBACK
    text = po.read_text(encoding="utf-8").replace('msgstr[0] ""', 'msgstr[0] "%(n)s 份回答"')
    text = text.replace(
        'msgctxt "month"\nmsgid "May"\nmsgstr ""', 'msgctxt "month"\nmsgid "May"\nmsgstr "五月"'
    )
    po.write_text(text, encoding="utf-8")
    messages.main(["update"], root=tree)
    with po.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert compiled.ngettext("%(n)s answer", "%(n)s answers", 1) == "%(n)s 份回答"
    assert compiled.ngettext("%(n)s answer", "%(n)s answers", 5) == "%(n)s 份回答"
    assert compiled.pgettext("month", "May") == "五月"
    assert compiled.pgettext("verb", "May") == "May"
    assert compiled.gettext("one text") == "one text"


def test_a_plural_without_translation_stays_english_in_the_compiled_catalogue(messages, tree):
    messages.main(["update"], root=tree)
    with (tree / BASE).with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert compiled.ngettext("%(n)s row", "%(n)s rows, 100%% read", 2) == "%(n)s rows, 100%% read"


def test_check_passes_when_everything_is_translated(messages, tree, capsys):
    messages.main(["update"], root=tree)
    for po in tree.rglob("*.po"):
        translate_all(po)
    messages.main(["update"], root=tree)
    report(capsys)
    assert messages.main(["check"], root=tree) == 0
    assert report(capsys) == ["0 problems in 3 catalogues"]


def test_check_lists_every_message_without_translation(messages, tree, capsys):
    messages.main(["update"], root=tree)
    report(capsys)
    assert messages.main(["check", "regard/web/feedback"], root=tree) == 1
    assert report(capsys) == [
        f"{FEEDBACK}: not translated: 'Hello %(name)s'",
        f"{FEEDBACK}: not translated: 'one text'",
        f"{FEEDBACK}: not translated: 'May' (month)",
        f"{FEEDBACK}: not translated: 'May' (verb)",
        f"{FEEDBACK}: not translated: '%(n)s answer'",
        f"{FEEDBACK}: not translated: 'Within another text'",
        "6 problems in 1 catalogues",
    ]


def complaint(messages: ModuleType, tree: Path, source: str, entry: str, capsys) -> list[str]:
    """What check says of one Python line and one catalogue entry, apart from a stale .mo."""
    write(tree / "regard/web/feedback/views.py", source)
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    write(tree / FEEDBACK, header + entry)
    messages.main(["check", "regard/web/feedback"], root=tree)
    return [line.removeprefix(f"{FEEDBACK}: ") for line in report(capsys)[:-1] if "stale" not in line]


@pytest.mark.parametrize(
    ("source", "entry", "said"),
    [
        ('_("New")', "", "not in the catalogue: 'New'"),
        ('_("Hi")', '#, fuzzy\nmsgid "Hi"\nmsgstr "你好"', "fuzzy: 'Hi'"),
        (
            '_("Hi %(name)s")',
            'msgid "Hi %(name)s"\nmsgstr "你好 %(nmae)s"',
            "placeholders ['%(name)'] became ['%(nmae)']: 'Hi %(name)s'",
        ),
        ('_("Hi {x}")', 'msgid "Hi {x}"\nmsgstr "你好"', "placeholders ['{x}'] became []: 'Hi {x}'"),
        ('_("%d days")', 'msgid "%d days"\nmsgstr "天"', "placeholders ['%'] became []: '%d days'"),
        (
            '_("%(n)s in a hundred")',
            'msgid "%(n)s in a hundred"\nmsgstr "百分之 %(n)s（%）"',
            "a single % in a formatted text (write %%): '%(n)s in a hundred'",
        ),
        (
            'ngettext("One", "%(n)s", 2)',
            'msgid "One"\nmsgid_plural "%(n)s"\nmsgstr[0] "一"',
            "placeholders ['%(n)'] became []: 'One'",
        ),
        (
            'ngettext("One", "Many", 2)',
            'msgid "One"\nmsgstr "一"',
            "plural in the source or in the catalogue only: 'One'",
        ),
    ],
)
def test_check_names_each_kind_of_fault(messages, tree, capsys, source, entry, said):
    assert complaint(messages, tree, source, entry, capsys) == [said]


def test_check_lists_translations_that_nothing_uses(messages, tree, capsys):
    entry = (
        'msgid "Gone"\nmsgstr "没了"\n\n#~ msgid "Long gone"\n#~ msgstr "早没了"\n\nmsgid "New"\nmsgstr "新"'
    )
    assert complaint(messages, tree, '_("New")', entry, capsys) == [
        "obsolete (update --prune drops it): 'Gone'",
        "obsolete (update --prune drops it): 'Long gone'",
    ]


def test_check_notices_a_compiled_catalogue_that_is_older_than_its_text(messages, tree, capsys):
    write(tree / "regard/web/feedback/views.py", '_("New")')
    messages.main(["update", "regard/web/feedback"], root=tree)
    translate(tree / FEEDBACK, New="新")
    report(capsys)
    assert messages.main(["check", "regard/web/feedback"], root=tree) == 1
    assert report(capsys)[0] == f"{FEEDBACK}: stale .mo: run `make messages`"


def test_a_percent_sign_in_a_text_without_placeholders_is_free(messages, tree, capsys):
    assert complaint(messages, tree, '_("50 % off")', 'msgid "50 % off"\nmsgstr "五折（50%）"', capsys) == []


def test_a_broken_source_stops_the_update_with_its_name_and_keeps_the_catalogue(messages, tree, capsys):
    messages.main(["update"], root=tree)
    before = (tree / BASE).read_bytes()
    write(tree / "regard/web/templates/broken.html", "{% blocktranslate %}{% if x %}{% endblocktranslate %}")
    assert messages.main(["update"], root=tree) == 2
    assert "templates/broken.html" in capsys.readouterr().err
    assert (tree / BASE).read_bytes() == before


def test_a_note_for_translators_is_kept_beside_its_message(messages, tree):
    write(tree / "regard/web/feedback/views.py", '# Translators: the verb\nX = _("Open")')
    messages.main(["update"], root=tree)
    assert '#. Translators: the verb\nmsgid "Open"' in (tree / FEEDBACK).read_text(encoding="utf-8")


def test_two_catalogues_that_disagree_on_one_text_are_a_problem_of_both(messages, tree, capsys):
    write(tree / "regard/web/surveys/views.py", 'NAME, LONG = _("one text"), pgettext("verb", "May")')
    messages.main(["update"], root=tree)
    surveys = FEEDBACK.replace("feedback", "surveys")
    translate(tree / FEEDBACK, one_text="一段文本")
    translate(tree / surveys, one_text="一段文字")
    messages.main(["check"], root=tree)
    lines = [line for line in capsys.readouterr().out.splitlines() if "elsewhere" in line]
    assert lines == [
        f"{FEEDBACK}: '一段文本' here, '一段文字' elsewhere (choose one, or give a context): 'one text'",
        f"{surveys}: '一段文字' here, '一段文本' elsewhere (choose one, or give a context): 'one text'",
    ]
    messages.main(["check", "regard/web/surveys"], root=tree)
    told = capsys.readouterr().out
    assert f"{surveys}: '一段文字' here" in told
    assert f"{FEEDBACK}: '一段文本' here" not in told


def test_a_context_and_the_library_have_words_of_their_own(messages, tree):
    write(tree / "regard/web/surveys/views.py", 'VERB, COUNT = pgettext("verb", "May"), _("Loyalty")')
    messages.main(["update"], root=tree)
    surveys = tree / FEEDBACK.replace("feedback", "surveys")
    for path, context, word in ((tree / FEEDBACK, "month", "五月"), (surveys, "verb", "可以")):
        text = path.read_text(encoding="utf-8")
        line = f'msgctxt "{context}"\nmsgid "May"\nmsgstr '
        assert line in text
        path.write_text(text.replace(f'{line}""', f'{line}"{word}"'), encoding="utf-8")
    translate(surveys, Loyalty="忠诚度")
    translate(tree / LIBRARY, Loyalty="忠诚")
    assert list(messages.conflicts(messages.rooms(tree))) == []


def test_the_catalogues_of_this_repository_agree(messages):
    assert [line for _one, line in messages.conflicts(messages.rooms(ROOT))] == []
