"""registry: the channels that the configuration names, whatever their adapters are.

installed   adapters found by their entry point; configured: their settings, and their order in a route
usable      which have settings that fit; trials: which cannot leave this machine
opening     one of them ready to use: contained, so that whatever its adapter does, the trouble stays its own
            (bounded in time, its answers checked, on threads of its own, its standard_output dropped)
"""

from channels.failures import Suspected
from channels.registry.checked import AdapterFault
from channels.registry.configured import (
    RouteWithoutSection,
    check_routes,
    first_channels,
    order_routes,
    read_channel_settings,
)
from channels.registry.contained import Contained
from channels.registry.installed import list_adapters, package_of
from channels.registry.opening import open_contained
from channels.registry.trials import Trials, find_trials
from channels.registry.usable import can_be_asked, faults_of_unrouted, usable_routes

__all__ = [
    "AdapterFault",
    "Contained",
    "RouteWithoutSection",
    "Suspected",
    "Trials",
    "can_be_asked",
    "check_routes",
    "faults_of_unrouted",
    "find_trials",
    "first_channels",
    "list_adapters",
    "open_contained",
    "order_routes",
    "package_of",
    "read_channel_settings",
    "usable_routes",
]
