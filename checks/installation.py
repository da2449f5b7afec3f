"""Installation: the checks of how a home is set up, which `tocsin doctor` makes."""

from checks.accounts import check_accounts
from checks.articles import check_articles
from checks.backups import check_backup, check_journal, check_mirror
from checks.built import check_messages
from checks.disk import check_files
from checks.office import check_office, check_operator
from checks.pages import check_bounces, check_pages, check_receipts
from checks.people import (
    check_administrator,
    check_residents,
    check_second_factor,
    check_second_person,
    check_staff_notice,
)
from checks.privacy import check_privacy
from checks.providers import check_providers
from checks.results import Check, Level
from checks.routes import check_routes
from checks.storage import check_keys
from checks.wordings import check_templates

WARN, FAIL = Level.WARN, Level.FAIL
PROVIDERS = "providers"

INSTALLATION: tuple[Check, ...] = (
    Check(
        "files",
        "the folder of the home, tocsin.toml, key and token are for their owner alone",
        {WARN: "others can read one"},
        check_files,
        needs_tables=False,
    ),
    Check(
        "key",
        "the key file opens the addresses",
        {
            WARN: "`tocsin keys rotate` has not ended",
            FAIL: "it is another key, or the file is of before the last rotation",
        },
        check_keys,
    ),
    Check(
        "administrator",
        "an administrator's token works",
        {WARN: "none does, or none will in a month"},
        check_administrator,
    ),
    Check(
        "accounts",
        "the accounts of this machine with a token of their own",
        {
            WARN: "a token opens nothing, is shared, readable or nobody's, or tocsin.token lies beside them"
        },
        check_accounts,
    ),
    Check(
        "second person",
        "[approval] and the approvers",
        {WARN: "one person alone can send a severe alert, or there are fewer than two approvers"},
        check_second_person,
    ),
    Check(
        "second factor",
        "`second_factor` under [approval], and the authenticator apps of approvers",
        {
            WARN: "it is asked for, and somebody who may approve has none; or somebody's codes were refused more than four times in a row"
        },
        check_second_factor,
    ),
    Check(
        "staff notice",
        "[staff_notice]",
        {WARN: "nobody is told of faults, or that an alert waits"},
        check_staff_notice,
    ),
    Check(
        "office",
        "phone, web, logo, email and form under [municipality]",
        {
            WARN: "the logo is no PNG or JPEG of at most 32 KB: e-mails go out without it; or nobody can write to the office",
            FAIL: "phone or web is none: it stands in every warning",
        },
        check_office,
        needs_tables=False,
    ),
    Check(
        "privacy",
        "[privacy], which the privacy page prints",
        {
            WARN: "the Data Protection Officer, the processors or the retention of backups is missing"
        },
        check_privacy,
        needs_tables=False,
    ),
    Check(
        "operator",
        "phones and mailboxes under [operator] and [staff_notice]",
        {WARN: "one is none"},
        check_operator,
        needs_tables=False,
    ),
    Check(
        "pages",
        "public_base_url",
        {WARN: "it is empty, or its host too long for a link"},
        check_pages,
        needs_tables=False,
    ),
    Check(
        "receipts",
        "the providers tell what became of messages",
        {WARN: "one is not asked to, or tells elsewhere"},
        check_receipts,
        needs_tables=False,
    ),
    Check(
        "bounces",
        "what mail servers said in the last 7 days",
        {WARN: "mails were refused or reported as unwanted, or bounces lie unread"},
        check_bounces,
    ),
    Check(
        "templates",
        "the office's folder of templates; each template and its corrections, rendered with its examples",
        {
            WARN: "one cannot be taken back, or not in each of its languages, or a file has a name that means nothing",
            FAIL: "a file is broken, and what is shipped stands in; or something cannot be said",
        },
        check_templates,
        needs_tables=False,
    ),
    Check(
        "articles",
        "how messages say that something is in a zone, and whose they are: written down, or proposed by grammar",
        {
            WARN: "a zone may need another article, and nobody has looked; or the municipality's name has none"
        },
        check_articles,
    ),
    Check(
        "residents",
        "who is registered, and what carries their medium",
        {WARN: "nobody is registered", FAIL: "nothing carries a medium that people have"},
        check_residents,
    ),
    Check(
        "routes",
        "the configured channels and what carries each medium",
        {
            WARN: "a medium is a trial: nothing leaves this machine by it",
            FAIL: "a configured channel is not routed",
        },
        check_routes,
        needs_tables=False,
    ),
    Check(
        PROVIDERS,
        "each channel of the routes examines itself",
        {FAIL: "it cannot be opened, does not answer, or refuses us"},
        check_providers,
        needs_tables=False,
    ),
    Check(
        "messages",
        "one whole message of every kind, built on every channel and read back",
        {FAIL: "one has no words, cannot be built, or reads otherwise"},
        check_messages,
        needs_tables=False,
    ),
    Check("backup", "the last `tocsin backup`", {WARN: "it is more than 2 days old"}, check_backup),
    Check(
        "journal",
        "the chain of the journal and its signatures",
        {
            WARN: "its last entries are signed with a key of before",
            FAIL: "an entry is not as it was written",
        },
        check_journal,
    ),
    Check(
        "mirror",
        "the journal's mirror",
        {
            WARN: "it cannot be written, read or compared, or is far behind",
            FAIL: "the journal is another one than the mirror has",
        },
        check_mirror,
    ),
)
