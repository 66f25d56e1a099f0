"""Why a file or a row was refused, in the language of who reads it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from regard.web.listening.formats.refusals import phrase, shown

OWN = {
    "id_repeated": _("the id “{value}” stands in row {first} already, with other content"),
    "customer_repeated": _(
        "the customer “{value}” stands in row {first} already, with other content; keep one of the two rows"
    ),
    "email_repeated": _(
        "the e-mail “{value}” stands in row {first} already, with other content; keep one of the two rows"
    ),
    "wrong_encoding": _("the text is not in the encoding {encoding}"),
    "upload_lost": _("the uploaded file is no longer on the server; upload it again"),
    "preparation_lost": _(
        "what the check had prepared is no longer on the server; upload the file again, "
        "and the rows that are in already stay as they are"
    ),
    "chosen": _("chosen by a person"),
    "last_time": _("as in the last import into this source"),
    "last_time_customers": _("as in the last import of customers with these columns"),
    "too_large": _("the file has {size} MB; the limit is {limit} MB"),
    "unexpected": _("something went wrong that should not ({problem}); the log of the server says more"),
}


def reason(code: str, params: Mapping[str, Any]) -> str:
    """What `code` means, with its values in place."""
    if code in OWN:
        return str(OWN[code]).format(**{name: shown(value) for name, value in params.items()})
    return phrase(code, params, get_language() or "en")
