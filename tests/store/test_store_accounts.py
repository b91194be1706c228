"""The shelf of accounts: names are one person's, tickets end, invitations are good once, an owner stays; on both engines."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sourcier.accounts import Account, Ticket, account_name, digest_of
from sourcier.errors import NothingFoundError, UsageError
from sourcier.store import Store

NOW = datetime(2031, 5, 2, 12, tzinfo=UTC)
OWNER = Account("u1", "ada", "owner", NOW, "$argon2id$one")
READER = Account("u2", "ève", "reader", NOW, "$argon2id$two")


def _ticket(token: str, account: Account = OWNER, days: int = 14, **more: object) -> Ticket:
    made = Ticket(digest_of(token), "session", account.account_id, NOW, NOW + timedelta(days=days))
    return replace(made, **more)  # type: ignore[arg-type] # replace checks


def test_an_account_comes_back_as_it_was_and_its_name_is_taken(library: Store) -> None:
    assert library.accounts.all() == ()
    assert library.accounts.add(READER)
    assert library.accounts.add(OWNER)
    assert not library.accounts.add(replace(OWNER, account_id="u9", role="reader"))
    assert library.accounts.all() == (OWNER, READER)
    assert library.accounts.named("ève") == READER
    assert library.accounts.named("eve") is None
    assert library.accounts.named("\0\ud800") is None
    assert library.accounts.find("u1") == OWNER
    with pytest.raises(NothingFoundError):
        library.accounts.find("u9")


def test_no_hash_and_no_digest_is_printed() -> None:
    assert "argon2" not in repr(OWNER)
    assert digest_of("token") not in repr(_ticket("token"))


def test_a_session_lets_in_until_it_ends(library: Store) -> None:
    library.accounts.add(OWNER)
    library.accounts.give(_ticket("token"))
    held = digest_of("token")
    assert library.accounts.holder(held, "session", NOW) == OWNER
    assert library.accounts.holder(held, "invitation", NOW) is None
    assert library.accounts.holder(held, "session", NOW + timedelta(days=14)) is None
    assert library.accounts.holder("token", "session", NOW) is None
    library.accounts.void(held)
    assert library.accounts.holder(held, "session", NOW) is None


def test_what_has_ended_is_forgotten_when_the_next_ticket_is_given(library: Store) -> None:
    library.accounts.add(OWNER)
    library.accounts.give(_ticket("old", days=1))
    library.accounts.give(_ticket("new", made_at=NOW + timedelta(days=2)))
    assert library.accounts.holder(digest_of("old"), "session", NOW) is None
    assert library.accounts.holder(digest_of("new"), "session", NOW) == OWNER


def test_signing_out_everywhere_ends_one_account_s_tickets(library: Store) -> None:
    library.accounts.add(OWNER)
    library.accounts.add(READER)
    for token, account in (("a", OWNER), ("b", OWNER), ("c", READER)):
        library.accounts.give(_ticket(token, account))
    library.accounts.void_all("u1")
    assert [library.accounts.holder(digest_of(token), "session", NOW) for token in "abc"] == [None, None, READER]


def test_another_password_ends_every_other_session(library: Store) -> None:
    library.accounts.add(OWNER)
    for token in "ab":
        library.accounts.give(_ticket(token))
    library.accounts.give(_ticket("i", kind="invitation"))
    library.accounts.change_password("u1", "$argon2id$new", but=digest_of("a"))
    after = replace(OWNER, password="$argon2id$new")
    assert library.accounts.holder(digest_of("a"), "session", NOW) == after
    assert library.accounts.holder(digest_of("b"), "session", NOW) is None
    assert library.accounts.holder(digest_of("i"), "invitation", NOW) is None


def test_a_hash_is_renewed_unless_the_password_was_changed_meanwhile(library: Store) -> None:
    library.accounts.add(OWNER)
    library.accounts.give(_ticket("a"))
    library.accounts.rehash(OWNER, "$argon2id$stronger")
    assert library.accounts.find("u1").password == "$argon2id$stronger"
    assert library.accounts.holder(digest_of("a"), "session", NOW)
    library.accounts.rehash(OWNER, "$argon2id$late")
    assert library.accounts.find("u1").password == "$argon2id$stronger"


def test_an_invitation_is_good_once_and_makes_earlier_ones_void(library: Store) -> None:
    library.accounts.add(OWNER)
    library.accounts.add(READER)
    library.accounts.give(_ticket("first", READER, kind="invitation"))
    library.accounts.give(_ticket("second", READER, kind="invitation"))
    library.accounts.give(_ticket("session", READER))
    assert library.accounts.redeem(digest_of("first"), "$argon2id$x", NOW) is None
    assert library.accounts.redeem(digest_of("second"), "$argon2id$x", NOW + timedelta(days=15)) is None
    assert library.accounts.redeem(digest_of("session"), "$argon2id$x", NOW) is None
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda n: library.accounts.redeem(digest_of("second"), f"$argon2id${n}", NOW), range(4)))
    assert len([account for account in found if account]) == 1
    assert library.accounts.holder(digest_of("session"), "session", NOW) is None
    assert library.accounts.find("u2").password.startswith("$argon2id$")


def test_the_last_owner_stays_while_there_are_others(library: Store) -> None:
    library.accounts.add(OWNER)
    library.accounts.add(READER)
    library.accounts.give(_ticket("a", READER))
    assert not library.accounts.remove("u1")
    assert not library.accounts.change_role("u1", "moderator")
    assert library.accounts.change_role("u2", "owner")
    assert library.accounts.change_role("u1", "moderator")
    assert not library.accounts.remove("u2")
    assert not library.accounts.change_role("u9", "owner")
    assert library.accounts.remove("u1")
    assert not library.accounts.remove("u9")
    assert library.accounts.remove("u2")
    assert library.accounts.all() == ()
    assert library.accounts.holder(digest_of("a"), "session", NOW) is None


def test_accounts_are_in_a_backup(library: Store, tmp_path_factory: pytest.TempPathFactory) -> None:
    from sourcier.store import open_store  # noqa: PLC0415

    library.accounts.add(OWNER)
    copy = tmp_path_factory.mktemp("copy") / "library.db"
    library.backup(copy)
    with open_store(copy) as kept:
        assert kept.accounts.all() == (OWNER,)


@pytest.mark.parametrize(("text", "name"), [(" Ada ", "ada"), ("ＡＤＡ", "ada"), ("e\u0301ve", "ève"), ("a", "a"), ("x.y-z_1", "x.y-z_1")])
def test_a_name_has_one_spelling(text: str, name: str) -> None:
    assert account_name(text) == name.replace("ève", "\xe9ve")


@pytest.mark.parametrize("text", ["", " ", ".ada", "ada.", "a b", "a" * 41, "ada\n", "ada\0", "ada\u202e", "a@b", "<b>", "../x"])
def test_a_name_is_short_and_plain(text: str) -> None:
    if text == "ada\n":
        assert account_name(text) == "ada"
        return
    with pytest.raises(UsageError):
        account_name(text)
