"""sms: how a text fits an SMS.

encoding    Greek in GSM 03.38, and the parts of an SMS; graphemes: what no part may split
lookalikes  what becomes plain; outside: what makes an SMS dearer, and what costs less
"""

from templates.sms.encoding import SmsEncoding, SmsMeasure, measure_sms, to_gsm7
from templates.sms.outside import explain_outside_gsm7, find_outside_gsm7

__all__ = [
    "SmsEncoding",
    "SmsMeasure",
    "explain_outside_gsm7",
    "find_outside_gsm7",
    "measure_sms",
    "to_gsm7",
]
