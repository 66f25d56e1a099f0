"""What people fill in about a survey."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from regard.instruments.definition import LANGUAGES, said
from regard.instruments.questions import Kind
from regard.instruments.templates import templates
from regard.web.surveys.question_forms import LANGUAGE_NAMES, text_field, text_of, texts_in
from regard.web.surveys.telling import KINDS, WHOLE

Content = dict[str, Any]
FLAGS = {
    "anonymous": _("Anonymous: answers are kept without the person they are from"),
    "shuffles_pages": _("Pages in another order for each person, by chance"),
}


class NewSurveyForm(forms.Form):
    """A name, and the template to begin with."""

    template = forms.ChoiceField(label=_("Begin with"))
    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("Only your team sees it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = (get_language() or "en").lower()
        choices = [(key, said(template.name, language)) for key, template in templates().items()]
        self.fields["template"].choices = choices  # type: ignore[attr-defined]


class FrameForm(forms.Form):
    """What stands around the questions: languages, title, introduction, thanks, whether it is anonymous."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=[(language, LANGUAGE_NAMES[language]) for language in LANGUAGES],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A survey is published when every text is there in all of them."),
    )

    def __init__(self, data: Any, content: Content) -> None:
        self._content = content
        flags = {"languages": content["languages"], **{name: content.get(name, False) for name in FLAGS}}
        super().__init__(data, initial=texts_in(content, WHOLE, LANGUAGES) | flags)
        for name, label in WHOLE.items():
            for language in LANGUAGES:
                rows = 1 if name in ("title", "subject") else 2
                self.fields[f"{name}_{language}"] = text_field(label, language, rows=rows)
        for name, label in FLAGS.items():
            self.fields[name] = forms.BooleanField(label=label, required=False)
        self.fields["shuffles_pages"].help_text = _(
            "The first page, the one with the score of the e-mail and pages that logic leans on stay."
        )

    @property
    def content(self) -> Content:
        """The draft with what stands in the form around its questions."""
        found = self.cleaned_data
        frame = {"languages", *FLAGS, *WHOLE}
        made = {key: value for key, value in self._content.items() if key not in frame}
        texts = {name: text_of(found, name, found["languages"]) for name in WHOLE}
        made |= {name: text for name, text in texts.items() if text or name == "title"}
        made["languages"] = found["languages"]
        return made | {name: True for name in FLAGS if found[name]}


class AddForm(forms.Form):
    """One more question."""

    kind = forms.ChoiceField(label=_("Kind of question"), choices=[(str(kind), KINDS[kind]) for kind in Kind])


class ImportForm(forms.Form):
    """A file with a survey in it."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("Only your team sees it."))
    file = forms.FileField(
        label=_("File"),
        help_text=_("SurveyJS (.json), LimeSurvey (.lss), Qualtrics (.qsf) or Regard (.json), 2 MB at most."),
    )
