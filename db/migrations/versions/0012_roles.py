"""Roles of people, invitations, accounts that were given and bots that were shared."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("role", sa.String(16), nullable=True))
    op.add_column("people", sa.Column("heir_id", sa.BigInteger(), nullable=True))
    op.execute("UPDATE people SET role = 'owner'")
    op.create_table(
        "invitations",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_invitations"),
    )
    op.create_table(
        "given_accounts",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account", sa.String(70), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "account", name="pk_given_accounts"),
    )
    op.create_table(
        "shared_bots",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("bot_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bot_id"], ["bots.id"], name="fk_shared_bots_bot_id_bots", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "bot_id", name="pk_shared_bots"),
    )


def downgrade() -> None:
    """Whoever is no owner is taken off the list: there is nothing else they could be."""
    for table in ("shared_bots", "given_accounts", "invitations"):
        op.drop_table(table)
    op.execute("DELETE FROM people WHERE role IS NULL OR role <> 'owner'")
    op.drop_column("people", "heir_id")
    op.drop_column("people", "role")
