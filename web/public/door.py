"""The door: what every residents' page stands on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from runtime import Home
from web.public.assets import Asset
from web.public.bulletin import Bulletin
from web.public.challenges import Challenges
from web.public.errands import Errands
from web.public.press import Press
from web.public.visitors import address_of, check_own_page

READ = ["GET", "HEAD"]
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Door:
    """One installation as its residents meet it; `ring` wakes the delivery engine."""

    home: Home
    ring: Callable[[], None]
    now: Clock
    assets: Mapping[str, Asset]
    press: Press
    challenges: Challenges
    bulletin: Bulletin
    errands: Errands

    def check_own_page(self, request: Request) -> None:
        """Let a form pass that our own page sent; raises ForeignForm."""
        check_own_page(request, self.home.config.public_base_url)

    def take_proof(self, proof: str) -> None:
        """Accept a proof of work once; raises NoProof or StaleProof."""
        self.challenges.take(self.home, proof, now=self.now())

    def address_of(self, request: Request) -> str:
        """The visitor's IP address."""
        return address_of(request, self.home.config.web.trusted_proxies)


def open_door(request: Request) -> Door:
    """The door that a request came through."""
    found = request.app.state.door
    assert isinstance(found, Door)
    return found
