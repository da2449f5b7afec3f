"""What a bounce says in words: the enhanced code (RFC 3463) for what mail servers write where they give none, or one that says nothing.

Where two readings are possible, the one counts that does not give up the address.
"""

import re
from collections.abc import Sequence

from channels.contract import Outcome
from channels.enhanced import meaning

POLICY, TOO_LARGE, FULL, DISABLED, SENDER, UNKNOWN, ROUTE, LOOP, EXPIRED, REFUSED, UNCLEAR = (
    "5.7.1", "5.3.4", "5.2.2", "5.2.1", "5.1.8", "5.1.1", "5.4.4", "5.4.6", "4.4.7", "5.7.0", "5.0.0",
)  # fmt: skip
# The first that is found counts: what is about us before what is about the mailbox, and that before a mere no.
PHRASES: tuple[tuple[str, str], ...] = (
    (
        POLICY,
        r"\bspam|\bblack ?list|\bblock(?:ed|list| list)|\b(?:dns)?[rd]bl\b|reputation|dmarc|\bspf\b|dkim|unauthenticated"
        r"|polic(?:y|ies)|prohibit|unsolicited|phishing|\bvirus\b|malware|suspicious|banned|authenticat\w+ (?:is )?required"
        r"|rela(?:y|ying)(?: access)?(?: is)? (?:denied|not (?:permitted|allowed))|unable to relay|do(?:es)? not relay"
        r"|rate limit|too many (?:messages|connections|mails|concurrent|errors)|(?:content|rules?) reject"
        r"|restricted|not authori[sz]ed|reverse dns|\bptr\b|ανεπιθύμητ|πολιτικ",
    ),
    (
        TOO_LARGE,
        r"message (?:size |is )?(?:too (?:large|big)|exceeds|larger)|(?:message|mail|size) (?:size )?exceeds (?:the )?"
        r"(?:fixed |maximum )(?:message |allowed |mail )?size|too (?:large|big)\b|maximum (?:\w+ ){0,2}message size|size limit for message",
    ),
    (
        FULL,
        r"(?:mail)?box (?:\S+ )?(?:is |has been |size )?(?:full|exceed|too full)|over ?(?:the )?(?:\w+ )?quota|quota (?:is |has been |was )?"
        r"(?:exceed|full|reached|violat)|exceed\w* (?:\S+ ){0,4}(?:quota|storage|space|disk|mailbox|limit)"
        r"|reach\w* (?:\S+ ){0,3}quota|out of (?:storage|disk|space)|(?:insufficient|not enough|no) (?:\S+ ){0,2}(?:storage|disk|space)|space not enough"
        r"|(?:storage|disk|inbox|mailfolder|account) (?:\S+ ){0,2}(?:is )?full|quota\b.{0,40}\bexceed|\bquota exceeded|full mailbox"
        r"|γεμάτ|πλήρ(?:ες|ης)\b|όριο (?:αποθ|χώρ)|υπέρβαση .{0,20}(?:ορίου|χώρου)|postfach (?:ist )?voll|mailbox voll|speicherplatz"
        r"|boîte .{0,30}pleine|buz[oó]n .{0,20}lleno|casella .{0,20}piena",
    ),
    (
        DISABLED,
        r"(?:mailbox|account|user|address|recipient|member|inbox)\S*(?: \S+){0,5} (?:disabled|inactive|suspended|deactivated|locked|closed"
        r"|expired|discontinued|blocked|not active|no longer active)|(?:disabled|inactive|suspended) (?:mailbox|user|account|recipient)"
        r"|mailbox (?:temporarily unavailable|disabled)|απενεργοποι|ανενεργ|deaktiviert|gesperrt",
    ),
    (
        SENDER,
        r"sender (?:address |domain )?(?:was |is )?(?:rejected|denied|unknown|invalid|not (?:found|valid))|sender verif\w+ fail"
        r"|(?:return[- ]?path|envelope sender|mail from)(?: \S+){0,4} (?:rejected|denied|invalid|not exist)|domain of sender",
    ),
    (
        UNKNOWN,
        r"(?:no such|unknown|invalid|non-?existent|unrecogni[sz]ed|bad(?: destination)?|undefined) (?:\S+ ){0,2}(?:user|mailbox|recipient|address(?:ee)?"
        r"|account|person|alias|name|id\b|member|mail drop)|(?:user|recipient|mailbox|account|address(?:ee)?|alias|person|name|member)\S*(?: \S+){0,12}?"
        r" (?:(?:does|do|did)(?: not|n.t) (?:exist|match)|n.t exist|unknown|not (?:be )?(?:found|known|listed|recogni[sz]ed|exist|valid|local|here|unique|registered)"
        r"|undeliverable|is invalid|no longer (?:exists?|valid|available|here|with)|could not be found|(?:wasn.t|couldn.t be) found)"
        r"|(?:is |are )?not (?:an? )?(?:known |valid |existing |registered )(?:\S+ )?(?:user|mailbox|recipient|account|address|member)"
        r"|(?:no|not an?|have an?) (?:\S+ ){0,2}(?:mailbox|account)(?: \S+)? (?:here|by that|with that|found|named)|doesn.t have an? (?:\S+ )?account|not our customer"
        r"|no (?:mailbox|user|account|recipient)s? (?:here|found|with)|nobody (?:here )?by that name|not listed in (?:domino|public|the)|not in (?:the )?(?:directory|address book)"
        r"|recipient ?not ?found|user ?not ?found|unknownrecipient|recipnotfound|delivery to .{0,60}unknown|user unknown|e-?mail account does not exist"
        r"|δεν (?:υπάρχει|βρέθηκε|εντοπίστηκε)|άγνωστ|ανύπαρκτ|empf[äa]nger.{0,40}(?:unbekannt|nicht)|(?:adresse|benutzer|postfach).{0,60}(?:existiert nicht|nicht gefunden|unbekannt)"
        r"|(?:adresse|utilisateur|destinataire|compte).{0,60}(?:inconnu|n.existe|introuvable)|(?:usuario|direcci[oó]n|destinatario).{0,60}(?:desconocid|no existe)"
        r"|utente sconosciuto|indirizzo .{0,30}inesistente|не (?:существует|найден)|неизвестн",
    ),
    (
        ROUTE,
        r"unroute?able|unrouteable (?:mail )?(?:domain|address)|(?:host|domain|server|mx)(?: \S+){0,6} (?:not found|unknown|does not exist|could not be found|not exist)"
        r"|no such (?:domain|host)|unknown (?:host|domain|mail server)|find any host|bad (?:host|domain)|name (?:service error|or service not known|server)|no mx|mx records|nullmx|null mx"
        r"|dns (?:error|lookup|failure|server)|does not accept (?:mail|e-?mail)|cannot be resolved|host is unreachable|no route|routing",
    ),
    (LOOP, r"mail (?:forwarding )?loop|loops? back|too many hops|hop count|looping|mail-loop|routing loop"),
    (
        EXPIRED,
        r"retry time(?:out)?|(?:message|mail|delivery time|queue|it has) (?:has )?(?:been )?(?:expired|(?:in the queue|queued) too long)|in the queue too long|queue too long|maximum delivery attempts"
        r"|time(?:d)? ?out|connection (?:refused|reset|dropped|lost|closed|failed)|(?:could|can|did) ?n.t (?:establish|connect|respond)|unable to (?:connect|contact)|(?:not|cannot|could not) (?:connect|be reached|contact)"
        r"|not respond|no answer|lost connection|gave up|giving up|for (?:more than )?\d+ (?:days|hours)|deferred|temporar|try again|resources|greylist",
    ),
    (REFUSED, r"denied|refus|reject|not (?:allowed|permitted|accept)|απορρ[ίι]φ|abgelehnt|abgewiesen"),
)
Phrases = Sequence[tuple[str, re.Pattern[str]]]
_PHRASES: Phrases = tuple((status, re.compile(words)) for status, words in PHRASES)
_SPARING = [each for each in _PHRASES if each[0] in {POLICY, TOO_LARGE, FULL}]
_NAMES = re.compile(r"\S*(?:@|\w\.[a-z]|://)\S*")
LONGEST = 4_000  # characters of a server's own words that are looked through
# No part of an IP address, and no version of a program.
_ENHANCED = re.compile(r"(?<![\d.\w/])(?<!exim )(?<!version )([245])\.(\d{1,3})\.(\d{1,3})(?![.\-]?\d)", re.I)
_BASIC = re.compile(r"(?<![\d.,:/+\-])([45]\d\d)(?=[ \-:#]+(?:\D|[45]\.))(?! (?:days|hours|minutes|seconds))")
_AT_RCPT = frozenset({"550", "551", "553"})
_DATA = re.compile(r"\bdata\b|end of message", re.IGNORECASE)


def judge(code: str, words: str) -> str:
    """The enhanced code that says most: the one given, the one quoted in these words, or what the words mean.

    Empty when there is none and the words say nothing. Words about us or a full mailbox outweigh the code of an unknown address.
    """
    quoted = quoted_code(words, code[:1] or "45")
    if not code or (is_vague(code) and quoted):
        code = quoted or code
    if code and not is_vague(code):
        spared = meaning(code) is Outcome.INVALID_RECIPIENT and _phrase(words, _SPARING)
        return spared or code
    phrase, basic = _phrase(words, _PHRASES), _BASIC.search(words)
    kind = code[:1] or (basic[1][0] if basic else "")
    if phrase:
        return kind + phrase[1:] if kind else phrase
    if basic and basic[1] in _AT_RCPT and kind == "5" and not _DATA.search(words):
        return basic[1]  # at RCPT, where nearly all of them are said
    return code or (f"{kind}.0.0" if kind else "")


def quoted_code(words: str, kinds: str) -> str:
    """The first enhanced code of these kinds in some words; one that says nothing only where there is no other."""
    found = [each[0] for each in _ENHANCED.finditer(words) if each[1] in kinds]
    return next((each for each in found if not is_vague(each)), found[0] if found else "")


def is_vague(code: str) -> bool:
    """Whether a code has no subject, or means nothing but that it failed: 5.0.0, 5.5.0."""
    return code[2:4] in {"0.", "5."} or code[2:] in {"3.0", "4.0"}


def _phrase(words: str, phrases: Phrases) -> str:
    """The code for what is said, without the names of hosts and addresses in it."""
    said = " ".join(_NAMES.sub(" ", words.lower()[:LONGEST]).split())
    return next((status for status, phrase in phrases if phrase.search(said)), "")
