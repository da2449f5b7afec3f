"""engine: work done later or elsewhere. It runs callables by name that the doors give it and knows nothing of them.

contract   Engine: ring and run
inline     the engine inside the process that sends or serves, with a sweep every 5 s
clock      a pass exactly when something is next due, and a look every 30 s
"""

from engine.clock import AlarmClock
from engine.contract import Job, Jobs
from engine.inline import InlineEngine

__all__ = ["AlarmClock", "InlineEngine", "Job", "Jobs"]
