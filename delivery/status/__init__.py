"""status: how deliveries stand. Nothing here changes anything.

counting   one dispatch in numbers, with routes and knowledge; listing, tracing: its messages one by one
lanes      all queues in numbers; waiting: what no time moves on by itself
counter_values  what was counted since the beginning, for monitoring
"""
