"""What a state or a severity is called, for a table that people read."""

from runtime import mark, said

STATES = frozenset(
    {
        mark("draft"),
        mark("pending_approval"),
        mark("sending"),
        mark("sent"),
        mark("cancelled"),
        mark("expired"),
        mark("rejected"),
        mark("held"),
        mark("active"),
        mark("paused"),
        mark("ended"),
        mark("removed"),
        mark("fired"),
        mark("skipped"),
        mark("revoked"),
        mark("pending"),
        mark("left"),
        mark("erased"),
    }
)
SEVERITIES = frozenset(
    {mark("Extreme"), mark("Severe"), mark("Moderate"), mark("Minor"), mark("Unknown")}
)
# What CAP says of an alert (1.2, section 3.2.2), and what a variable of a template may hold.
CAP_WORDS = frozenset(
    {
        mark("Immediate"),
        mark("Expected"),
        mark("Future"),
        mark("Past"),
        mark("Observed"),
        mark("Likely"),
        mark("Possible"),
        mark("Unlikely"),
        mark("Geo"),
        mark("Met"),
        mark("Safety"),
        mark("Security"),
        mark("Rescue"),
        mark("Fire"),
        mark("Health"),
        mark("Env"),
        mark("Transport"),
        mark("Infra"),
        mark("CBRNE"),
        mark("Other"),
        mark("actual"),
        mark("exercise"),
    }
)
KINDS = frozenset(
    {
        mark("text"),
        mark("moment"),
        mark("phone"),
        mark("number"),
        mark("choice"),
        mark("link"),
        mark("url"),
        mark("none"),
    }
)
TOPICS = frozenset(
    {
        mark("emergency"),
        mark("weather"),
        mark("utilities"),
        mark("roads"),
        mark("schools"),
        mark("events"),
    }
)
FIELDS = frozenset(
    {
        mark("resident"),
        mark("name"),
        mark("language"),
        mark("first_medium"),
        mark("quiet_hours"),
        mark("needs_help"),
        mark("landline"),
        mark("normal_letters"),
        mark("zones"),
        mark("groups"),
        mark("topics"),
        mark("topics_left"),
        mark("contacts"),
        mark("consents"),
        mark("messages"),
        mark("created_at"),
        mark("changed_at"),
        mark("left_at"),
        mark("left_reason"),
        mark("medium"),
        mark("address"),
        mark("standing"),
        mark("since"),
        mark("block"),
        mark("block_code"),
        mark("source"),
        mark("given_at"),
        mark("recorded_at"),
        mark("text_hash"),
        mark("network"),
        mark("proof"),
        mark("state"),
        mark("at"),
        mark("subject"),
        mark("text"),
        mark("topic"),
    }
)
ROLES = frozenset({mark("viewer"), mark("author"), mark("approver"), mark("admin")})
ANSWERS = frozenset({mark("True"), mark("False")})
KNOWN = ANSWERS | ROLES | STATES | SEVERITIES | CAP_WORDS | KINDS | TOPICS


def translate_word(word: str) -> str:
    """The word as `said` translates it; one that nobody knows stays as it is."""
    return said(word) if word in KNOWN else word


def translate_field(name: str) -> str:
    """The name of a field, for a line that people read."""
    return said(name) if name in FIELDS else name
