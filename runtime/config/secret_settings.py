"""Secret settings: whose values are shown to nobody."""

SECRET_WORDS = ("secret", "token", "password", "shared_key")
# Whoever knows this address can ask it in our place, and the alarm outside stays silent.
SECRET_NAMES = frozenset({"watch.url"})


def is_secret(name: str) -> bool:
    """Whether the value of a setting may be shown to nobody, by its dotted name."""
    return name in SECRET_NAMES or any(word in name.rpartition(".")[2] for word in SECRET_WORDS)


def masked(name: str, value: object) -> str:
    """The value of a setting as it may be shown: stars for a secret, and for who opens the
    database."""
    if is_secret(name):
        return "********" if value else ""
    if name == "database" and "@" in str(value):
        return "********@" + str(value).rsplit("@", 1)[1]
    return str(value)
