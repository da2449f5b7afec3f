"""The pages on which codes are typed, found by the secret in their address"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "code_page",
        sa.Column("handle", sa.LargeBinary(32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("phone", sa.LargeBinary(32), nullable=False),
        sa.Column("email", sa.LargeBinary(32), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sendings", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("handle", name=op.f("pk_code_page")),
    )
    op.create_index(op.f("ix_code_page_expires_at"), "code_page", ["expires_at"])
