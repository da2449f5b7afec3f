"""`tocsin staff totp`: a member's authenticator app, whose code the policy may ask for."""

from typing import TYPE_CHECKING, Annotated

import typer

from console.staff.tokens import Member
from console.terminal.door import office_actor, open_home, root_options

if TYPE_CHECKING:
    from console.terminal.questions import AskedPerson

Remove = Annotated[
    bool,
    typer.Option(
        "--remove", help="Take it away, for whoever lost phone and codes; administrators only."
    ),
]


def set_up_totp(context: typer.Context, who: Member, remove: Remove = False) -> None:
    """Set up an authenticator app for a member: shows a QR code once, asks for the first code, and
    shows ten recovery codes, once, on stdout.

    Members set up their own; an administrator sets up that of somebody beside them. A terminal is
    required (over SSH: `ssh -t`), as the secret is shown to whoever types there.

    Examples:

      tocsin staff totp "Maria Papadaki"

      tocsin staff totp "Maria Papadaki" --remove
    """
    from console.staff.factors import FactorSetting

    home = open_home(context)
    person: AskedPerson = root_options(context)
    setting = FactorSetting(home, office_actor(context, home), person)
    if remove:
        return setting.remove(who)
    return setting.set_up(who)
