"""rules: each rule of warning practice on one text; a function takes a case and its reading and yields findings.

content  what must be said: source, hazard, place, times, actions, impact, an end (L01 to L07, L12, L16, L17, L20)
form     how it is said: links, phones, length, sentences, capitals, exercise (L08 to L11, L13 to L15, L19, L21, L24, L25)
"""

from linting.rules.content import CONTENT
from linting.rules.form import FORM

RULES = (*CONTENT, *FORM)

__all__ = ["RULES"]
