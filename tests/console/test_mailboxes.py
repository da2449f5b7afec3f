"""What bounces are read from."""

from pathlib import Path

import pytest

from console.residents.mailboxes import NotAMailbox, mailbox_messages


def test_a_file_that_is_not_there_is_called_missing(tmp_path: Path) -> None:
    with pytest.raises(NotAMailbox, match=r"There is no file .*gone\."):
        list(mailbox_messages(str(tmp_path / "gone"), 100))


def test_a_folder_without_mail_is_no_mailbox(tmp_path: Path) -> None:
    with pytest.raises(NotAMailbox, match="is no mbox file and no Maildir folder"):
        list(mailbox_messages(str(tmp_path), 100))
