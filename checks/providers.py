"""The providers: each channel examines itself, without sending anything."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace

from channels import Finding
from channels.registry import open_contained
from checks.results import CheckResult, fail, ok
from checks.situation import Situation
from runtime import Problem, joined, said


def check_providers(at: Situation) -> Iterator[CheckResult]:
    """Whether each channel of the routes can be opened, and its provider answers and knows us."""
    for medium, names in at.home.config.routes.items():
        for name in names:
            try:
                at.settings_of(name)
                findings = asyncio.run(_probe(at, name))
            except Problem as problem:
                told = joined(" ", problem.details) or type(problem).__name__
                yield replace(fail(told, said(problem.why)), channel=name)
                continue
            for found in findings:
                what = said(
                    "{medium}: '{name}' {found}", medium=medium, name=name, found=found.what
                )
                yield ok(what) if found.good else replace(fail(what, found.fix), channel=name)


async def _probe(at: Situation, name: str) -> Sequence[Finding]:
    channel = open_contained(name, at.home.config.channels, at.home.path)
    try:
        return await channel.probe()
    finally:
        await channel.close()
