"""admin: what programs may do, as JSON over HTTP: `admin(home, ring)`. Bearer tokens only; keep its listener on loopback."""

from web.admin.app import admin

__all__ = ["admin"]
