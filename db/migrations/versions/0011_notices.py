"""What each wants to be told, and notices that are kept for a later message or for the history."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_UNSENT = "sent_at IS NULL AND dead_at IS NULL"
_WAITING = f"{_UNSENT} AND kept_for IS NULL"
_KEPT = f"{_UNSENT} AND kept_for IS NOT NULL"
_CAUSED = "cause IS NOT NULL"


def _index(name: str, columns: list[str], where: str) -> None:
    only = sa.text(where)
    op.create_index(name, "outbox", columns, sqlite_where=only, postgresql_where=only)


def upgrade() -> None:
    op.create_table(
        "notice_settings",
        sa.Column("audience", sa.String(40), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("audience", name="pk_notice_settings"),
    )
    op.add_column("outbox", sa.Column("kept_for", sa.String(16), nullable=True))
    op.add_column("outbox", sa.Column("bot_id", sa.Uuid(), nullable=True))
    op.add_column("outbox", sa.Column("cause", sa.String(120), nullable=True))
    op.drop_index("ix_outbox_waiting", "outbox")
    _index("ix_outbox_waiting", ["audience", "id"], _WAITING)
    _index("ix_outbox_kept", ["audience", "kept_for", "id"], _KEPT)
    _index("ix_outbox_cause", ["audience", "cause", "id"], _CAUSED)


def downgrade() -> None:
    # What its reader has muted is told: without the column it would wait to be sent.
    op.execute(
        "UPDATE outbox SET dead_at = created_at, dead_reason = 'muted by its reader'"
        " WHERE sent_at IS NULL AND dead_at IS NULL AND kept_for = 'history'"
    )
    for name in ("waiting", "kept", "cause"):
        op.drop_index(f"ix_outbox_{name}", "outbox")
    for name in ("kept_for", "bot_id", "cause"):
        op.drop_column("outbox", name)
    _index("ix_outbox_waiting", ["audience", "id"], _UNSENT)
    op.drop_table("notice_settings")
