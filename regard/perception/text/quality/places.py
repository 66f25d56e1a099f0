"""Addresses of people and the names that they give themselves."""

import re
from collections.abc import Iterator

CAPITAL = r"[A-ZÀ-ÖØ-Þ]"
WORD = rf"{CAPITAL}[\w'’-]{{1,20}}"
CITY = rf"{CAPITAL}[a-zà-ÿ'’-]{{1,20}}"
ENGLISH = re.compile(
    rf"(?<![\w.,/:$€£-])\d{{1,5}}[A-Za-z]?,? (?!Star )(?:(?:N|S|E|W|North|South|East|West)\.? )?"
    rf"(?:{WORD} |\d{{1,3}}(?:st|nd|rd|th) ){{1,3}}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Boulevard|Blvd|Court|Terrace|Square|Crescent|Close"
    r"|Highway|Hwy"
    r"|Parkway|Pkwy|Way|Place)\b\.?(?!['’&])"
    r"(?:,? (?:Apt|Apartment|Flat|Unit|Suite|#)\.? ?\w{1,5})?"
    rf"(?:, {CITY}(?: {CITY})?)?(?:,? [A-Z]{{2}},? \d{{5}}(?:-\d{{4}})?|,? [A-Z]{{1,2}}\d[A-Z\d]? "
    rf"\d[A-Z]{{2}})?"
)
ROMANCE = re.compile(
    rf"(?<![\w.,/-])(?:\d{{1,4}}(?: bis| ter)?,? (?:rue|chemin|impasse|allée) "
    rf"(?:de |du |des |de la |de l['’]|la |le |les )?{WORD}(?:[ -]{WORD}){{0,3}}"
    rf"|(?:Calle|calle|Via|Viale|Piazza|Rua|Avenida) (?:de |del |de la |da |do |di )?{WORD}(?: "
    rf"{WORD}){{0,2}},? "
    r"(?:n\.?[º°] ?)?\d{1,4}(?!\w|[.,:]\d))"
)
STRASSE = re.compile(rf"(?<!\w){CAPITAL}[\w-]{{2,30}}(?:straße|strasse|gasse) \d{{1,4}}[a-z]?(?!\w)")
HAN = "[一-鿿]"
# what an address has in any case
NUMBERED = re.compile(r"\d[A-Za-z]?,? [\dA-ZÀ-ÖØ-Þ]\S* (?:\S+ ){0,3}[A-Z]")
ROADS = ("rue ", "chemin ", "impasse ", "allée ", "alle ", "Via ", "Viale ", "Piazza ", "Rua ", "Avenida ")
HOUSED = re.compile(r"(?:路|街|大道|胡同|巷|弄|里|村|小区|花园|大厦)\d{1,5}(?:号|弄|栋|幢|座)")
CHINESE = re.compile(
    rf"{HAN}{{2,12}}?(?:路|街|大道|胡同|巷|弄|里|村|小区|花园|大厦)\d{{1,5}}(?:号院|号楼|号|弄|栋|幢|座)"
    r"(?:\d{1,4}(?:号楼|栋|幢|座|弄|号))?(?:[0-9一二三四五六七八九十]{1,3}单元)?(?:\d{1,3}层"
    r"|\d{1,2}楼)?(?:\d{1,5}(?:室|号房|房|户|号))?"
)
DOORS = re.compile(r"\d{1,4}(?:号楼|栋|幢|座)\d{1,2}单元\d{2,5}(?:室|号|户)?")
LEADING = "在住到址是叫去来往于"  # before an address, not part of it
TITLE = r"(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?"
NAMED = re.compile(
    rf"(?:\b[Mm]y (?:full )?name(?: is|['’]s|:)|\b[Ii]ch hei(?:ß|ss)e|\b[Mm]ein Name ist|\b[Jj]e "
    rf"m['’]appelle|\b[Mm]on nom est"
    rf"|\b[Mm]e llamo|\b[Mm]i nombre es|\b[Mm]i chiamo|\b[Mm]eu nome é|\b[Mm]e chamo) ({WORD}(?: "
    rf"{CAPITAL}\.)?(?: {WORD}){{0,2}})"
)
DEAR = re.compile(rf"\b[Dd]ear {TITLE} ({WORD}(?: {WORD}){{0,2}})")
SIGNED = re.compile(
    rf"\b(?:[Kk]ind |[Bb]est |[Ww]arm )?(?:[Rr]egards|[Ss]incerely(?: yours)?|[Ff]aithfully|[Bb]est wishes)"
    rf"[,.]?\s{{1,4}}((?:{TITLE} )?{WORD}(?: {CAPITAL}\.)?(?: {WORD}){{0,2}})[.!]?\s*\Z"
)
NOT_NAMES = (
    "The Your Our All Everyone Team Customer Customers Support Service Management Sir Madam Disappointed "
    "Unhappy Happy Satisfied Not Thank Thanks Best Regards A An Anonymous Guest Staff From In To Is Still "
    "Loyal Concerned "
)
NOBODY = frozenset(NOT_NAMES.split())
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟"
    "汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文"
)
CALLED = re.compile(
    rf"(?:我叫|我的名字(?:是|叫)|我名叫|本人姓名[::：]?|姓名[::：]|联系人[::：]) ?([{SURNAMES}]{HAN}{{1,2}}?)"
    rf"(?=(?:[，。,.!！;；、\s]|$|是|今年|来自|住|电话|手机))"
)
CLUES = {  # without one of these a pattern finds nothing
    ("y name", "y full name", "ch hei", "n Name", "appelle", "n nom", "e llamo", "i nombre", "i chiamo",
     "u nome", "e chamo"): NAMED,
    ("ear M", "ear Dr", "ear Prof"): DEAR,
    ("egards", "incerely", "aithfully", "est wishes"): SIGNED,
    ("叫", "姓名", "联系人"): CALLED,
}  # fmt: skip


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Where streets with a number stand, in the ways of writing of seven languages."""
    if NUMBERED.search(text):
        yield from (match.span() for match in ENGLISH.finditer(text))
    if any(road in text for road in ROADS):
        yield from (match.span() for match in ROMANCE.finditer(text))
    if "sse " in text or "ße " in text:
        yield from (match.span() for match in STRASSE.finditer(text))
    if "单元" in text:
        yield from (match.span() for match in DOORS.finditer(text))
    if text.isascii() or not HOUSED.search(text):
        return
    for match in CHINESE.finditer(text):
        verb = max(match[0][:12].rfind(sign) for sign in LEADING)
        yield match.start() + verb + 1, match.end()


def names(text: str) -> Iterator[tuple[int, int]]:
    """Where somebody gives a name: after "my name is", 我叫, "Dear Ms", or below "Regards"."""
    for pattern in [way for clues, way in CLUES.items() if any(clue in text for clue in clues)]:
        for match in pattern.finditer(text):
            if match[1].split()[0].rstrip(".,") not in NOBODY and "Team" not in match[1]:
                yield match.span(1)
