"""receipts: what providers tell of messages afterwards.

effects    each event is kept once and may move its delivery; events: is it ours? ranks: does it count?
spool      lines in a file until a worker's collector stores them; polling: asking where nothing comes
bounces    mails that came back; complaints: mails that were called unwanted
"""
