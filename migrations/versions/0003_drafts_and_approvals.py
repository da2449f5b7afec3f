"""Drafts and approvals"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NAMES = ("edited_by", "submitted_by", "decided_by", "issued_by")
REASONS = ("decision_reason", "override_reason")
MOMENTS = ("submitted_at", "decided_at")


def upgrade() -> None:
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.alter_column("dispatch_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(
            sa.Column("approval_hash", sa.String(64), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("content", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("expected", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("notice_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_alert_notice_id_dispatch"), "dispatch", ["notice_id"], ["id"]
        )
        for name in NAMES:
            batch_op.add_column(sa.Column(name, sa.String(120), nullable=False, server_default=""))
        for name in REASONS:
            batch_op.add_column(sa.Column(name, sa.String(200), nullable=False, server_default=""))
        for name in MOMENTS:
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
