"""contacts: the only place where an address is stored, sealed and found by its digest.

addresses  addresses and the contacts behind them; blocks: why nothing is sent to one
letters    one message to one contact, such as a code, in words that are forgotten again
"""
