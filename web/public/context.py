"""The context of a page: what every residents' page stands on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from runtime import Home
from web.peers import address_of
from web.public.alert_archive import AlertArchive
from web.public.alert_cache import AlertCache
from web.public.assets import Asset
from web.public.background import BackgroundQueue
from web.public.challenges import Challenges
from web.public.link_requests import LinkRequests
from web.public.refused_forms import RefusedForms
from web.public.rendering import PageRenderer
from web.public.visitors import check_own_page

READ = ["GET", "HEAD"]
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class PageContext:
    """One installation as its residents meet it; `ring` wakes the delivery engine."""

    home: Home
    ring: Callable[[], None]
    now: Clock
    assets: Mapping[str, Asset]
    renderer: PageRenderer
    challenges: Challenges
    alert_cache: AlertCache
    archive: AlertArchive
    background: BackgroundQueue
    refused: RefusedForms
    link_requests: LinkRequests

    def check_own_page(self, request: Request) -> None:
        """Let a form pass that our own page sent; raises ForeignForm."""
        check_own_page(request, self.home.config.public_base_url)

    def take_proof(self, proof: str) -> None:
        """Accept a proof of work once; raises NoProof or StaleProof."""
        self.challenges.take(self.home, proof, now=self.now())

    def address_of(self, request: Request) -> str:
        """The visitor's IP address."""
        return address_of(request, self.home.config.web.trusted_proxies)


def page_context(request: Request) -> PageContext:
    """The context of the app that a request came to."""
    found = request.app.state.context
    assert isinstance(found, PageContext)
    return found


Context = Annotated[PageContext, Depends(page_context)]
