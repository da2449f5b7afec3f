"""What staff type is words: no payload is run, in any medium; HTML shows it escaped
(docs/threat-model.md, 19)."""

from html import escape

import pytest

from tests.templates.conftest import Renderer

PAYLOADS = (
    "{{7*7}}",
    "{{7*'7'}}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{% for x in range(9) %}x{% endfor %}",
    "{%print 1%}",
    "{# gone #}",
    "{{config}}",
    "{{self}}",
    "{{office}}",
    "{{request.application}}",
    "{{''.__class__.__mro__[1]}}",
    "{{().__class__.__bases__[0]}}",
    "{{[].__class__.__base__}}",
    "{{cycler.__init__.__globals__.os}}",
    "{{joiner.__init__.__globals__}}",
    "{{namespace.__init__.__globals__}}",
    "{{lipsum.__globals__['os']}}",
    "{{url_for.__globals__}}",
    "{{'a'*10**8}}",
    "{{range(30000000)|list}}",
    "{{x|attr('__class__')}}",
    "{{''|attr('\\x5f\\x5fclass')}}",
    "{{'%s'|format(1)}}",
    "{{'{0.__class__}'.format(1)}}",
    "{% set x = 1 %}{{x}}",
    "{% include 'layout.html' %}",
    "{% extends 'layout.html' %}",
    "{% import 'os' as os %}",
    "{% raw %}{{x}}{% endraw %}",
    "{% macro m() %}{% endmacro %}",
    "{% block x %}{% endblock %}",
    "{{ caller() }}",
    "{{-1}}",
    "{%- if 1 -%}y{%- endif -%}",
    "}}{{1}}{{",
    "%}{%",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><b>&amp;</b>",
    "%(from)s {from} {0} $from",
    "%unsubscribe",
    "None",
    "\\u007b\\u007b1",
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_in_an_sms_stays_as_it_was(renderer: Renderer, payload: str) -> None:
    assert payload in renderer.sms("snow", "en", places=1, advice=payload)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_in_an_email_is_escaped_in_html_only(renderer: Renderer, payload: str) -> None:
    email = renderer.email("municipal_event", "en", what=payload)

    shown = escape(payload).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")
    assert payload in email.subject
    assert payload in email.text
    assert shown in email.html


def test_a_payload_as_a_variables_name_is_an_unknown_variable(renderer: Renderer) -> None:
    with pytest.raises(Exception, match="no variable '{{7"):
        renderer.values("snow", **{"{{7*7}}": "1"})
