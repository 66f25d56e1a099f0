"""What people fill in about a survey."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from regard.instruments.definition import said
from regard.instruments.templates import templates


class NewSurveyForm(forms.Form):
    """A name, and the template to begin with."""

    template = forms.ChoiceField(label=_("Begin with"))
    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("Only your team sees it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = (get_language() or "en").lower()
        choices = [(key, said(template.name, language)) for key, template in templates().items()]
        self.fields["template"].choices = choices  # type: ignore[attr-defined]
