"""Every editor of a draft, who sent alone, who made whom, and who answers for a schedule"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "alert_editor",
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("editor", sa.String(120), nullable=False),
        sa.Column("edited_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alert.id"], name=op.f("fk_alert_editor_alert_id_alert")
        ),
        sa.PrimaryKeyConstraint("alert_id", "editor", name=op.f("pk_alert_editor")),
    )
    # Of earlier edits only the last is known.
    op.execute(
        "INSERT INTO alert_editor (alert_id, editor, edited_at)"
        " SELECT id, edited_by, drafted_at FROM alert WHERE edited_by <> ''"
    )
    with op.batch_alter_table("alert") as alert:
        alert.add_column(sa.Column("alone_by", sa.String(120), nullable=False, server_default=""))
    with op.batch_alter_table("member") as member:
        member.add_column(sa.Column("added_by", sa.String(40), nullable=False, server_default=""))
        member.add_column(sa.Column("raised_at", MOMENT))
        member.add_column(sa.Column("raised_by", sa.String(40), nullable=False, server_default=""))
    with op.batch_alter_table("token") as token:
        token.add_column(sa.Column("created_by", sa.String(40), nullable=False, server_default=""))
    with op.batch_alter_table("schedule") as schedule:
        schedule.add_column(
            sa.Column("responsible", sa.String(40), nullable=False, server_default="")
        )
    op.execute("UPDATE schedule SET responsible = created_by")
