"""What an e-mail looks like: programs that show e-mail read neither style sheets nor variables.

The colours are those of static/css/tokens.css; the dark ones are for programs that ask for them.
"""

from django.utils.html import format_html
from django.utils.safestring import SafeString

INK, MUTED, PAPER, WASH, LINE, ACCENT = "#1b1d22", "#5d6470", "#ffffff", "#f6f7f9", "#868d99", "#2f5bd7"
FONT = "font-family:-apple-system,Segoe UI,Roboto,PingFang SC,Microsoft YaHei,Noto Sans SC,Arial,sans-serif"

RULES = {
    "body": f"margin:0;padding:0;background:{WASH};color:{INK};{FONT}",
    "around": "padding:16px 8px 0",
    "hidden": "display:none;max-height:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px",
    "sheet": f"max-width:600px;background:{PAPER};border:1px solid {LINE};border-radius:8px",
    "inside": f"padding:16px 16px 12px;{FONT};font-size:16px;line-height:1.5;color:{INK}",
    "question": "margin:16px 0 12px;font-size:18px;line-height:1.35;font-weight:600",
    "paragraph": "margin:12px 0",
    "hint": f"margin:8px 0 16px;font-size:13px;line-height:1.5;color:{MUTED}",
    "scores": "width:100%;border-collapse:separate;table-layout:fixed",
    "cell": "padding:0 1px;text-align:center",
    "score": (
        f"display:block;padding:12px 0;border:1px solid {LINE};border-radius:4px;text-decoration:none;"
        f"font-size:15px;line-height:20px;color:{INK};background:{PAPER}"
    ),
    "low": f"padding-top:6px;font-size:13px;color:{MUTED};text-align:left",
    "high": f"padding-top:6px;font-size:13px;color:{MUTED};text-align:right",
    "button": (
        f"display:inline-block;padding:12px 22px;border-radius:4px;background:{ACCENT};color:#ffffff;"
        "text-decoration:none;font-weight:600"
    ),
    "foot": f"padding:16px 20px 28px;{FONT};font-size:13px;line-height:1.5;color:{MUTED}",
    "link": f"display:inline-block;padding:4px 6px;color:{MUTED};text-decoration:underline",
}
LOOK: dict[str, SafeString] = {name: format_html('style="{}"', rules) for name, rules in RULES.items()}

NIGHT = (
    ":root{color-scheme:light dark;supported-color-schemes:light dark}"
    "@media (prefers-color-scheme:dark){"
    ".mail{background:#121419!important}"
    ".sheet{background:#1a1d23!important;border-color:#747c8a!important}"
    ".inside,.inside h1,.inside p{color:#e7e9ed!important}"
    ".score{background:#121419!important;color:#e7e9ed!important;border-color:#747c8a!important}"
    ".ends,.inside p.hint,.foot,.foot a,.foot p{color:#a3aab6!important}"
    ".button{background:#4269dc!important;color:#ffffff!important}"
    "}"
)
DARK: SafeString = format_html("<style>{}</style>", NIGHT)
