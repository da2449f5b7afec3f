"""Assets: style, script, icon and logo, held in memory and named by their content, so that a
browser keeps them for ever."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from runtime import Exit, Home, Problem
from web.public.colours import Palette

STATIC = Path(__file__).parent / "static"
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
LARGEST_LOGO = 200 * 1024


class BadLogo(Problem):
    """`logo` under [web] in tocsin.toml is a PNG or SVG file in the home folder, of at most 200
    KB."""

    exit = Exit.UNREACHABLE


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served."""

    name: str
    kind: str
    body: bytes

    @property
    def version(self) -> str:
        """A name for exactly this content."""
        return sha256(self.body).hexdigest()[:16]

    @property
    def url(self) -> str:
        """Where a page finds this content."""
        return f"/static/{self.name}?v={self.version}"


def load_assets(home: Home) -> Mapping[str, Asset]:
    """Every asset of an installation, by name; raises BadLogo."""
    found = [_read(path, path.name) for path in sorted(STATIC.iterdir()) if path.suffix in KINDS]
    palette = Palette.of(home.config.municipality.colour)
    found.append(Asset("town.css", KINDS[".css"], _stylesheet(palette).encode()))
    found.append(Asset("icon.svg", KINDS[".svg"], _icon(palette).encode()))
    if home.config.web.logo:
        found.append(_logo(home.path / home.config.web.logo))
    return {asset.name: asset for asset in found}


def _read(path: Path, name: str) -> Asset:
    return Asset(name, KINDS[path.suffix.lower()], path.read_bytes())


def _logo(path: Path) -> Asset:
    if path.suffix.lower() not in {".png", ".svg"}:
        raise BadLogo(f"{path.name} is neither.")
    try:
        logo = _read(path, "logo")
    except OSError:
        raise BadLogo(f"{path.name} cannot be read.") from None
    if len(logo.body) > LARGEST_LOGO:
        raise BadLogo(f"{path.name} has {len(logo.body) // 1024} KB.")
    return logo


def _icon(palette: Palette) -> str:
    """A bell in the municipality's colours."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f'<rect width="64" height="64" rx="14" fill="{palette.head}"/>'
        f'<g fill="{palette.head_ink}"><path d="M32 10a4 4 0 0 0-4 4v1.6C20.5 17.4 15 24 15 32v9l-4 '
        '6v2h42v-2l-4-6v-9c0-8-5.5-14.6-13-16.400V14a4 4 0 0 0-4-4z"/>'
        '<path d="M25 52a7 7 0 0 0 14 0z"/></g></svg>'
    )


def _stylesheet(palette: Palette) -> str:
    """The municipality's colours: a style of its own, because no page may carry style inline."""
    return (
        f":root{{--head:{palette.head};--head-ink:{palette.head_ink};--act:{palette.day};--act-ink:{palette.day_ink}}}\n"
        f"@media(prefers-color-scheme:dark){{:root{{--act:{palette.night};--act-ink:{palette.night_ink}}}}}\n"
    )
