"""How the things that a reading can say are called in the reader's language."""

from typing import Any

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

Names = dict[str, Any]

SENTIMENT_NAMES: Names = {
    "negative": gettext_lazy("complaint"),
    "mixed": gettext_lazy("both"),
    "neutral": gettext_lazy("neutral"),
    "positive": gettext_lazy("praise"),
}
POLARITY_NAMES: Names = {
    "negative": pgettext_lazy("polarity", "bad"),
    "neutral": pgettext_lazy("polarity", "neither"),
    "positive": pgettext_lazy("polarity", "good"),
}
FACTOR_NAMES: Names = {
    "support": pgettext_lazy("factor", "support"),
    "ease": pgettext_lazy("factor", "ease"),
    "product": pgettext_lazy("factor", "product"),
    "price": pgettext_lazy("factor", "price"),
    "delivery": pgettext_lazy("factor", "delivery"),
    "trust": pgettext_lazy("factor", "trust"),
    "values": pgettext_lazy("factor", "values"),
    "marketing": pgettext_lazy("factor", "marketing"),
    "reputation": pgettext_lazy("factor", "reputation"),
    "history": pgettext_lazy("factor", "history"),
}
EMOTION_NAMES: Names = {
    "joy": pgettext_lazy("emotion", "joy"),
    "trust": pgettext_lazy("emotion", "trust"),
    "fear": pgettext_lazy("emotion", "fear"),
    "surprise": pgettext_lazy("emotion", "surprise"),
    "sadness": pgettext_lazy("emotion", "sadness"),
    "disgust": pgettext_lazy("emotion", "disgust"),
    "anger": pgettext_lazy("emotion", "anger"),
    "anticipation": pgettext_lazy("emotion", "anticipation"),
}
INTENT_NAMES: Names = {
    "praise": pgettext_lazy("intent", "praises"),
    "complaint": pgettext_lazy("intent", "complains"),
    "question": pgettext_lazy("intent", "asks"),
    "request": pgettext_lazy("intent", "wants something done"),
    "churn_risk": pgettext_lazy("intent", "may leave"),
    "recommendation": pgettext_lazy("intent", "advises others"),
    "purchase": pgettext_lazy("intent", "wants to buy"),
    "urgent": pgettext_lazy("intent", "urgent"),
}
FLAG_NAMES: Names = {
    "empty": pgettext_lazy("flag", "says nothing"),
    "gibberish": pgettext_lazy("flag", "no real words"),
    "near_duplicate": pgettext_lazy("flag", "almost the same as another"),
    "spam": pgettext_lazy("flag", "advertising"),
    "bot_like": pgettext_lazy("flag", "like a machine’s"),
    "personal_data": pgettext_lazy("flag", "has personal data"),
}
NAMES: dict[str, Names] = {
    "sentiment": SENTIMENT_NAMES,
    "polarity": POLARITY_NAMES,
    "factor": FACTOR_NAMES,
    "emotion": EMOTION_NAMES,
    "intent": INTENT_NAMES,
    "flag": FLAG_NAMES,
}
LABELS: Names = {
    "sentiment": gettext_lazy("Sentiment"),
    "factor": gettext_lazy("Factor"),
    "polarity": gettext_lazy("Said of it"),
    "emotion": gettext_lazy("Emotion"),
    "intent": gettext_lazy("Intent"),
    "flag": gettext_lazy("Quality"),
}
OWN_LANGUAGES: Names = {
    "en": gettext_lazy("English"),
    "zh": gettext_lazy("Chinese"),
    "am": gettext_lazy("Amharic"),
    "gu": gettext_lazy("Gujarati"),
    "la": gettext_lazy("Latin"),
    "lo": gettext_lazy("Lao"),
    "nb": gettext_lazy("Norwegian Bokmål"),
    "no": gettext_lazy("Norwegian"),
    "si": gettext_lazy("Sinhala"),
    "so": gettext_lazy("Somali"),
    "tl": gettext_lazy("Tagalog"),
    "other": gettext_lazy("another language"),
    "unknown": gettext_lazy("too short to tell"),
}
LANGUAGES = (*OWN_LANGUAGES, *(code for code in LANG_INFO if code.isalpha() and code not in OWN_LANGUAGES))


def language_name(code: str) -> str:
    """A language in the reader's own; Django knows the names of most, and a code without one stands."""
    if code in OWN_LANGUAGES:
        return str(OWN_LANGUAGES[code])
    known = LANG_INFO.get(code, {}).get("name")
    return _(known) if known else code


def language_tag(code: str) -> str:
    """The code as a page's `lang` has it; empty where the language is not known."""
    return {"zh": "zh-Hans", "other": "", "unknown": ""}.get(code, code)
