//! The table of states, looked at as a graph.

use std::collections::HashSet;

use shared::appointment::{
    State,
    transitions::{ALLOWED, allowed, next},
};

fn reachable(from: State) -> HashSet<State> {
    let mut seen = HashSet::from([from]);
    let mut ahead = vec![from];
    while let Some(state) = ahead.pop() {
        ahead.extend(next(state).filter(|after| seen.insert(*after)));
    }
    seen
}

#[test]
fn what_is_over_stays_over() {
    let terminal: Vec<State> = State::ALL.iter().copied().filter(|state| state.is_terminal()).collect();
    assert_eq!(terminal, [State::Completed, State::Adjourned, State::Cancelled, State::NotHeld]);
    for state in State::ALL {
        assert_eq!(next(*state).next().is_none(), state.is_terminal(), "{state:?}");
    }
}

#[test]
fn every_state_is_reached_from_the_request_and_every_one_ends() {
    assert_eq!(reachable(State::Requested).len(), State::ALL.len());
    for state in State::ALL {
        assert!(reachable(*state).iter().any(|end| end.is_terminal()), "{state:?} never ends");
    }
}

#[test]
fn the_table_and_its_readers_agree() {
    let mut moves = 0;
    for from in State::ALL {
        for to in State::ALL {
            let listed = next(*from).any(|state| state == *to);
            assert_eq!(allowed(*from, *to), listed, "{from:?} to {to:?}");
            assert!(!(listed && from == to), "{from:?} moves to itself");
            moves += usize::from(listed);
        }
    }
    assert_eq!(moves, ALLOWED.len(), "a move stands twice");
}

#[test]
fn nothing_begins_unconfirmed_and_nothing_held_is_cancelled() {
    let into = |to: State| State::ALL.iter().copied().filter(|from| allowed(*from, to)).collect::<Vec<_>>();
    assert_eq!(into(State::InProgress), [State::Confirmed, State::Suspended]);
    assert_eq!(into(State::Confirmed), [State::Booked]);
    assert_eq!(into(State::Suspended), [State::InProgress]);
    assert_eq!(into(State::Completed), [State::InProgress, State::Suspended]);
    assert_eq!(into(State::Adjourned), [State::InProgress, State::Suspended]);
    assert_eq!(into(State::Cancelled), [State::Requested, State::Booked, State::Confirmed]);
    assert_eq!(into(State::NotHeld), [State::Booked, State::Confirmed, State::Suspended]);
    assert_eq!(into(State::Requested), []);
}

#[test]
fn reservations_stand_exactly_from_booking_to_end() {
    for state in State::ALL {
        assert_eq!(state.is_live(), !state.is_terminal() && *state != State::Requested, "{state:?}");
    }
}
