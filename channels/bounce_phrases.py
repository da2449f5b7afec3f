"""Phrases of mail servers, in lower case and with accents, and the enhanced code (RFC 3463) that each of them means; names of hosts are taken out before.

The first that is found counts: what is about us before what is about the mailbox, and that before a mere no.
"""

POLICY, TOO_LARGE, FULL, DISABLED, SENDER, UNKNOWN, ROUTE, LOOP, EXPIRED, REFUSED = (
    "5.7.1", "5.3.4", "5.2.2", "5.2.1", "5.1.8", "5.1.1", "5.4.4", "5.4.6", "4.4.7", "5.7.0",
)  # fmt: skip
_PERSON = r"(?:user|recipient|mail ?box|account|address(?:ee)?|alias|person|name|member|adresse|benutzer|postfach|konto|empfänger)"
PHRASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (POLICY, (
        r"\bspam", r"\bblack ?list", r"\bblock(?:ed|list| list)", r"\b(?:dns)?[rd]bl\b", r"(?<!not )\blisted (?:in|on|by|at)\b(?! (?:the |an? )?(?:section|below|directory|public|domino))",
        r"reputation", r"dmarc", r"\bspf\b", r"dkim", r"unauthenticated", r"authenticat\w+ (?:is )?required", r"polic(?:y|ies)",
        r"prohibit", r"unsolicited", r"phishing", r"\bvirus\b", r"malware", r"suspicious", r"banned", r"restrict", r"not authori[sz]ed",
        r"rela(?:y|ying)(?: access)?(?: is)? (?:denied|not (?:permitted|allowed))", r"unable to relay", r"permitted to (?:\S+ ){0,3}relay", r"without authentication", r"smtp auth", r"do(?:es)? not relay", r"rate limit",
        r"too many (?:connections|mails|concurrent|errors|messages(?! (?:on|in)\b))", r"(?:sending|sender|message|hourly|daily) (?:\S+ )?quota",
        r"(?:content|rules?) reject", r"reverse (?:dns|host)", r"\bptr\b", r"compliant", r"ανεπιθύμητ", r"πολιτικ",
    )),
    (TOO_LARGE, (
        r"message (?:size |is )?(?:too (?:large|big)|exceeds|larger)", r"(?:message|mail|size) (?:size )?exceeds (?:the )?(?:fixed |maximum )(?:message |allowed |mail )?size",
        r"too (?:large|big)\b", r"maximum (?:\w+ ){0,2}message size", r"size limit for message",
    )),
    (FULL, (
        r"(?:mail)?box (?:\S+ )?(?:is |has been |size )?(?:full|exceed|too full)", r"quota", r"userdisk", r"full mailbox", r"size limit exceeded",
        r"exceed\w* (?:\S+ ){0,4}(?:storage|space|disk|mailbox|limit)", r"out of (?:storage|disk|space)", r"space (?:not enough|has been used)",
        r"(?:insufficient|not enough|no|enough) (?:\S+ ){0,2}(?:storage|disk|space)", r"enough space", r"too many messages (?:on|in)\b",
        r"(?:storage|disk|inbox|mailfolder|account) (?:\S+ ){0,2}(?:is )?full", r"γεμάτ", r"πλήρ(?:ες|ης)\b", r"όριο (?:αποθ|χώρ)", r"υπέρβαση .{0,20}(?:ορίου|χώρου)", r"(?:ξεπερ|υπερβ)\w+ .{0,30}(?:όριο|χώρο)",
        r"(?:postfach|posteingang|mailbox) (?:\S+ ){0,4}voll", r"speicherplatz", r"bo[iî]te .{0,60}pleine", r"buz[oó]n .{0,20}lleno", r"casella .{0,20}piena",
    )),
    (DISABLED, (
        rf"{_PERSON}\S*(?: \S+){{0,7}} (?:disabled|inactive|suspended|deactivated|locked|closed|expired|discontinued|blocked|frozen|not active|no longer active)",
        r"(?:disabled|inactive|suspended|deactivated) (?:mailbox|user|account|recipient)", r"mailbox temporarily unavailable",
        r"απενεργοποι", r"ανενεργ", r"deaktiviert", r"gesperrt",
    )),
    (SENDER, (
        r"sender (?:address |domain )?(?:was |is )?(?:rejected|denied|unknown|invalid|not (?:found|valid))", r"sender verif\w+ fail", r"domain of sender",
        r"(?:return[- ]?path|envelope sender|mail from)(?: \S+){0,4} (?:rejected|denied|invalid|not exist)",
    )),
    (UNKNOWN, (
        r"(?:no such|unknown|invalid|non-?existent|unrecogni[sz]ed|bad(?: destination)?|undefined|no valid)[- ](?:\S+ ){0,2}(?:user|mailbox|recipient|address(?:ee)?|account|person|alias|name|id\b|member|mail drop|local)",
        rf"{_PERSON}\S*(?: \S+){{0,12}}? (?:(?:does|do|did)(?: not|n.t) (?:exist|match)|n.t exist|unknown|not (?:be )?(?:found|known|listed|recogni[sz]ed|exist|valid|local|here|unique|registered|present|ok\b)"
        r"|undeliverable|(?:is )?invalid|no longer (?:exists?|valid|available|here|with)|could not be found|(?:wasn.t|couldn.t be) found|existiert nicht|nicht gefunden|unbekannt)",
        r"(?:is |are )?not (?:an? )?(?:known |valid |existing |registered |active |local )(?:\S+ )?(?:user|mailbox|recipient|account|address|member)",
        r"(?:no|not an?|have an?) (?:\S+ ){0,2}(?:mailbox|account)(?: \S+)? (?:here|by that|with that|found|named)", r"doesn.t have an? (?:\S+ )?account", r"not our customer",
        r"no (?:mail ?box|user|account|recipient)s? (?:here|found|with|available)", r"no(?:body| one) (?:here )?(?:by that name|at this address)", r"not listed in (?:domino|public|the)",
        r"not in (?:the |my )?(?:directory|address book|validrcptto)", r"\bno \S+ in name directory", r"can.t accept user", r"missing home directory",
        r"recip(?:ient)? ?not ?found", r"user ?not ?found", r"unknown(?:user|recipient)", r"user ?unknown", r"nosuchuser", r"badrcptto", r"badrecipientto", r"invalid-recipient",
        r"δεν (?:υπάρχει|βρέθηκε|εντοπίστηκε)", r"άγνωστ", r"ανύπαρκτ", r"(?:λάθος|εσφαλμένη|μη έγκυρη|άκυρη) (?:ηλεκτρονική )?διεύθυνση", r"δεν είναι έγκυρ", r"(?:λογαριασμός|θυρίδα).{0,40}(?:διαγρά|καταργ)", r"kein\w* (?:solche\w* )?(?:benutzer|empfänger|postfach)", r"nessun utente",
        r"(?:adresse|utilisateur|destinataire|compte).{0,60}(?:inconnu|n.existe|introuvable|invalide)", r"(?:usuario|direcci[oó]n|destinatario).{0,60}(?:desconocid|no existe)",
        r"no existe (?:dicha|ese|esa|el|la)", r"no es un buz", r"utente sconosciuto", r"indirizzo .{0,30}inesistente", r"не (?:существует|найден)", r"неизвестн",
    )),
    (ROUTE, (
        r"unroute?able", r"(?:host|domain|server|mx)(?: \S+){0,6} (?:not found|unknown|does not exist|could not be found|not exist)", r"no such (?:domain|host)",
        r"unknown (?:host|domain|mail server)", r"find any host", r"bad (?:host|domain)", r"name (?:service error|or service not known|server)", r"no mx", r"mx records",
        r"null ?mx", r"dns (?:error|lookup|failure|server)", r"does not accept (?:mail|e-?mail)", r"cannot be resolved", r"host is unreachable", r"no route", r"routing",
    )),
    (LOOP, (r"mail (?:forwarding )?loop", r"loops? back", r"too many hops", r"hop count", r"looping", r"mail-loop", r"routing loop")),
    (EXPIRED, (
        r"retry time(?:out)?", r"(?:message|mail|delivery time|queue|it has) (?:has )?(?:been )?(?:expired|(?:in the queue|queued) too long)", r"queue too long",
        r"maximum delivery attempts", r"time(?:d)? ?out", r"connection (?:refused|reset|dropped|lost|closed|failed)", r"(?:could|can|did) ?n.t (?:establish|connect|respond)",
        r"unable to (?:connect|contact)", r"(?:not|cannot|could not) (?:connect|be reached|contact)", r"not respond", r"no answer", r"lost connection", r"gave up", r"giving up",
        r"for (?:more than )?\d+ (?:days|hours)", r"deferred", r"temporar", r"try again", r"resources", r"gr[ae]y-?list",
    )),
    (REFUSED, (r"denied", r"refus", r"reject", r"not (?:allowed|permitted|accept)", r"απορρ[ίι]φ", r"abgelehnt", r"abgewiesen")),
)  # fmt: skip
