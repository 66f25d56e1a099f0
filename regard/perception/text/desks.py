"""The room in which a thread reads, kept from call to call: words that it met are known the next time.

What a desk holds changes no result. It belongs to one kit, and each thread has its own.
"""

import threading
from functools import cached_property

from regard.perception.text.recalling import Memory, memory
from regard.perception.text.scanning import Room, room
from regard.perception.text.siding import Words, words_room
from regard.perception.text.weighing import Weighed, weighed_room
from regard.perception.text.weights import Kit

BYTES = 1 << 20  # of text, for which a memory is as large as it may be
_here = threading.local()


class Desk:
    """Room for one text at a time, and what was found out about words by this kit."""

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self.room: Room = room()

    @cached_property
    def weighed(self) -> Weighed:
        """Room for the scores of all heads."""
        return weighed_room()

    @cached_property
    def memory(self) -> Memory:
        """Words with what they bring to all heads."""
        return memory(BYTES, self.kit.model.table.shape[1])

    @cached_property
    def words(self) -> Words:
        """Words with what they bring to the sentiment."""
        return words_room(BYTES)


def desk(kit: Kit) -> Desk:
    """This thread's desk; a new one where the last was for another kit."""
    held: Desk | None = getattr(_here, "desk", None)
    if held is None or held.kit is not kit:
        held = _here.desk = Desk(kit)
    return held
