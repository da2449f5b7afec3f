"""The keys of one file: the one in use, those before it, and the one that is to come."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from runtime.keys.single import HIGHEST, Key
from runtime.problems import Exit, Problem
from runtime.sentences import said


class KeysUsedUp(Problem):
    """Nothing was changed. The number of a key is a byte: no home can have more of them."""

    exit = Exit.REFUSED


@dataclass(frozen=True, slots=True)
class KeyRing:
    """What is in a key file: with `own` everything new is sealed and signed, what the `retired`
    made (the oldest first) still opens, and `coming` is read but not used yet."""

    own: Key
    retired: tuple[Key, ...] = ()
    coming: Key | None = None

    @property
    def oldest(self) -> Key:
        """The first key of the home: what was never stored in clear, such as the address of
        somebody who was erased, can be found again by no other."""
        return self.retired[0] if self.retired else self.own

    @property
    def newest(self) -> Key:
        """The one with the highest number."""
        return self.coming or self.own

    def find(self, number: int) -> Key | None:
        """The key with that number."""
        return next((each for each in self.every() if each.number == number), None)

    def every(self) -> Iterator[Key]:
        """All of them, the one in use first."""
        yield self.own
        yield from self.retired
        if self.coming:
            yield self.coming

    def with_coming(self) -> "KeyRing":
        """The same with a new key that is to come; raises KeysUsedUp."""
        if self.own.number == HIGHEST:
            raise KeysUsedUp(said("This home had {count} keys.", count=HIGHEST))
        return replace(self, coming=Key.drawn(self.own.number + 1))

    def taken_over(self) -> "KeyRing":
        """The same with the key that was to come in use."""
        if self.coming is None:
            return self
        return KeyRing(self.coming, (*self.retired, self.own))

    def without_old_links(self) -> "KeyRing":
        """The same, but links signed with a retired key open nothing any more."""
        return replace(self, retired=tuple(replace(each, links=False) for each in self.retired))
