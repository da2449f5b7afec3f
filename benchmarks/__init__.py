"""benchmarks: whether Tocsin is ever the reason an alert is late. `make bench`, or `python -m benchmarks [ROW...] [--write]`.

email, sms  20,000 messages against a sink written in C, beside a bare loop of the same library: a ratio, from the
            medians of 5 alternating runs; it counts only if the bare loop keeps its core busy (>= 90 %) and the sink
            has time to spare (<= 70 %)
million     a million recipients, from the command to the committed deliveries; first: how soon the first message leaves
attack      the first message of an emergency while the residents' form is pumped, over its usual time
import      100,000 residents from a CSV file; help: how soon `tocsin --help` answers
`--write` puts the figures of this run into benchmarks/README.md; none of them is typed by hand.
"""
