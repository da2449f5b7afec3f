"""Topics: what residents choose to be told of, and what a template is about."""

from enum import StrEnum


class Topic(StrEnum):
    """What a resident can ask to be told; the word stands in the table, in CSV files and in
    template.toml."""

    EMERGENCY = "emergency"
    WEATHER = "weather"
    UTILITIES = "utilities"
    ROADS = "roads"
    SCHOOLS = "schools"
    EVENTS = "events"

    @property
    def number(self) -> int:
        """Its number in unsubscribe links, from 1: links are kept for years, so new topics are
        added at the end."""
        return list(Topic).index(self) + 1
