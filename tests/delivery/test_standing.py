"""How the lanes stand: what the metrics and the duty officer are told."""

from delivery import Lane, State, standing
from runtime import moment


def test_what_waits_is_counted_by_lane_with_the_age_of_the_oldest(post_room):
    post_room.hand_over(post_room.contacts(2), lane=Lane.ROUTINE)

    with post_room.database.reading() as session:
        found = standing(session, now=moment(session))

    assert (found.lanes[Lane.ROUTINE].queued, found.lanes[Lane.EMERGENCY].queued) == (2, 0)
    assert found.lanes[Lane.ROUTINE].since is not None
    assert [(each.lane, each.state, each.messages) for each in found.ended] == [
        (Lane.ROUTINE, State.QUEUED, 2)
    ]
