"""How languages, factors, emotions, intents and flags are called in the reader's language."""

from regard.report.phrases import Phrases, gettext_noop

LANGUAGES = {
    "en": gettext_noop("English"),
    "zh": gettext_noop("Chinese"),
    "other": gettext_noop("another language"),
    "unknown": gettext_noop("language not known"),
    "af": gettext_noop("Afrikaans"),
    "ar": gettext_noop("Arabic"),
    "bg": gettext_noop("Bulgarian"),
    "bn": gettext_noop("Bengali"),
    "ca": gettext_noop("Catalan"),
    "cs": gettext_noop("Czech"),
    "cy": gettext_noop("Welsh"),
    "da": gettext_noop("Danish"),
    "de": gettext_noop("German"),
    "el": gettext_noop("Greek"),
    "es": gettext_noop("Spanish"),
    "et": gettext_noop("Estonian"),
    "eu": gettext_noop("Basque"),
    "fa": gettext_noop("Persian"),
    "fi": gettext_noop("Finnish"),
    "fr": gettext_noop("French"),
    "he": gettext_noop("Hebrew"),
    "hi": gettext_noop("Hindi"),
    "hr": gettext_noop("Croatian"),
    "hu": gettext_noop("Hungarian"),
    "id": gettext_noop("Indonesian"),
    "is": gettext_noop("Icelandic"),
    "it": gettext_noop("Italian"),
    "ja": gettext_noop("Japanese"),
    "ko": gettext_noop("Korean"),
    "lt": gettext_noop("Lithuanian"),
    "lv": gettext_noop("Latvian"),
    "ms": gettext_noop("Malay"),
    "nb": gettext_noop("Norwegian"),
    "nl": gettext_noop("Dutch"),
    "pl": gettext_noop("Polish"),
    "pt": gettext_noop("Portuguese"),
    "ro": gettext_noop("Romanian"),
    "ru": gettext_noop("Russian"),
    "sk": gettext_noop("Slovak"),
    "sl": gettext_noop("Slovenian"),
    "sq": gettext_noop("Albanian"),
    "sr": gettext_noop("Serbian"),
    "sv": gettext_noop("Swedish"),
    "sw": gettext_noop("Swahili"),
    "ta": gettext_noop("Tamil"),
    "te": gettext_noop("Telugu"),
    "th": gettext_noop("Thai"),
    "tl": gettext_noop("Tagalog"),
    "tr": gettext_noop("Turkish"),
    "uk": gettext_noop("Ukrainian"),
    "ur": gettext_noop("Urdu"),
    "vi": gettext_noop("Vietnamese"),
}
SPOKEN = {
    "factors": {
        "support": gettext_noop("support"),
        "ease": gettext_noop("ease"),
        "product": gettext_noop("product"),
        "price": gettext_noop("price"),
        "delivery": gettext_noop("delivery"),
        "trust": gettext_noop("trust"),
        "values": gettext_noop("values"),
        "marketing": gettext_noop("marketing"),
        "reputation": gettext_noop("reputation"),
        "history": gettext_noop("history"),
    },
    "emotions": {
        "joy": gettext_noop("joy"),
        "trust": gettext_noop("trust (felt)"),
        "fear": gettext_noop("fear"),
        "surprise": gettext_noop("surprise"),
        "sadness": gettext_noop("sadness"),
        "disgust": gettext_noop("disgust"),
        "anger": gettext_noop("anger"),
        "anticipation": gettext_noop("anticipation"),
    },
    "intents": {
        "praise": gettext_noop("praises"),
        "complaint": gettext_noop("complains"),
        "question": gettext_noop("asks"),
        "request": gettext_noop("wants something done"),
        "churn_risk": gettext_noop("may leave"),
        "recommendation": gettext_noop("advises others"),
        "purchase": gettext_noop("wants to buy"),
        "urgent": gettext_noop("urgent"),
    },
    "flags": {
        "empty": gettext_noop("says nothing"),
        "gibberish": gettext_noop("no real words"),
        "near_duplicate": gettext_noop("almost the same as another"),
        "spam": gettext_noop("advertising"),
        "bot_like": gettext_noop("like a machine's"),
        "personal_data": gettext_noop("has personal data"),
    },
}


def spoken_name(head: str, name: str, phrases: Phrases) -> str:
    """One thing that a text speaks of; what has no name yet stands as it is."""
    known = SPOKEN[head].get(name)
    return phrases.gettext(known) if known else name


def head_name(head: str, phrases: Phrases) -> str:
    """All that is found under one head."""
    _ = phrases.gettext
    return {
        "factors": _("Factors"),
        "emotions": _("Emotions"),
        "intents": _("Intents"),
        "flags": _("Quality"),
    }[head]
