"""Signs: the pictogram beside what an alert is about, found by the words of its kind. Their shapes
stand in pages/signs.html."""

from collections.abc import Mapping

from alerts.publishing import PublicAlert
from web.public.languages import mark

# What each sign is called, for a pointer; whoever does not see it hears the words beside it.
SIGNS: Mapping[str, str] = {
    "storm": mark("Storm"),
    "rain": mark("Heavy rain"),
    "thunderstorm": mark("Thunderstorms"),
    "gale": mark("Gale-force winds"),
    "heat": mark("Heatwave"),
    "cold": mark("Severe cold"),
    "ice": mark("Ice and frost"),
    "snow": mark("Snow"),
    "fire": mark("Fire"),
    "flood": mark("Flood"),
    "earthquake": mark("Earthquake"),
    "water": mark("Water supply"),
    "power": mark("Power supply"),
    "road": mark("Roads"),
    "school": mark("Schools"),
    "event": mark("Event"),
    "over": mark("All-clear"),
    "info": mark("Information"),
    "warning": mark("Warning"),
}
# Other words for the same, in names of templates and in what an alert calls its event.
_ALSO = {
    "wildfire": "fire",
    "floods": "flood",
    "flooding": "flood",
    "quake": "earthquake",
    "wind": "gale",
    "frost": "ice",
    "heatwave": "heat",
    "roads": "road",
    "schools": "school",
    "obstacle": "road",
    "landslide": "warning",
    "clear": "over",
    "false": "info",
    "drill": "info",
}
_CALM = {"Minor", "Unknown"}


def sign_of(alert: PublicAlert) -> str:
    """The sign of an alert: by the hazard that was chosen, else by its template, else by its event;
    a triangle, or an i where nothing is grave."""
    kinds = (alert.hazard, alert.template.replace("_", " "), alert.event)
    words = (word for kind in kinds for word in kind.lower().split())
    known = (_ALSO.get(word, word) for word in words)
    plain = "info" if alert.severity in _CALM else "warning"
    return next((word for word in known if word in SIGNS), plain)
