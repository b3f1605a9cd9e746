//! Why a hearing has no place: of the starts that it could have, what stands against most of them.

use serde::{Deserialize, Serialize};

use super::Why;
use crate::{
    appointment::coded,
    schedule::{
        Over, Reason, Request, Resource, Why as Bars,
        finder::{Joint, Site},
    },
    text::Name,
    time::Period,
};

coded! {
    /// What can stand against a start, by the rule that says so.
    Rule {
        /// No room of the centre serves.
        NoRoom = "no_room",
        /// The rooms are taken.
        RoomTaken = "room_taken",
        /// A room is blocked.
        RoomBlocked = "room_blocked",
        /// The detainee is elsewhere.
        DetaineeTaken = "detainee_taken",
        /// The detainee has left the centre.
        DetaineeLeft = "detainee_left",
        /// Somebody is in another appointment.
        PersonTaken = "person_taken",
        /// Somebody does not work then, or is away.
        PersonAway = "person_away",
        /// Nobody moves in the centre: a count, a meal, a holiday, a block.
        CentreClosed = "centre_closed",
        /// Every escort is out.
        NoEscort = "no_escort",
        /// Somebody is out whom the detainee must not meet.
        Incompatible = "incompatible",
        /// Beside the rooms people wait of a category that the law holds apart.
        Separated = "separated",
        /// The rooms hold fewer than are brought.
        TooSmall = "too_small",
        /// The equipment that is needed does not stand in the rooms.
        Unequipped = "unequipped",
        /// People would not be given the notice they are due.
        ShortNotice = "short_notice",
        /// The law wants it earlier.
        AfterDeadline = "after_deadline",
        /// Outside the days of the list, or past.
        OutsideDays = "outside_days",
        /// The rooms are closed on all those days.
        Closed = "closed",
    }
}

/// What stands against some starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hindrance {
    /// Which rule.
    pub rule: Rule,
    /// Who or what, where that can be said.
    pub who: Option<Name>,
    /// Against how many starts.
    pub starts: u32,
}

/// How many hindrances are worth naming.
const MOST: usize = 3;

/// Why a hearing at the sites of `alone` has no place: `alone` is what others hold without the rest of the list, `all` with
/// it. `name` says what something is called.
///
/// Only starts at which some room of the first site is open count, as long as there are any: that rooms are closed at night
/// is no news.
pub fn hindrances(alone: (&Site, &[Site]), all: (&Site, &[Site]), name: impl Fn(Resource) -> Option<Name>) -> Why {
    let free_alone = Joint::new(alone.0, alone.1);
    let finder = Joint::new(all.0, all.1);
    let request = &all.0.request;
    let mut why = Why::default();
    let mut counted: Vec<((Rule, Option<Resource>), u32)> = Vec::new();
    for start in open_starts(request) {
        why.starts += 1;
        why.alone += u32::from(free_alone.judge(start).is_ok());
        let against = finder.judge(start).err().unwrap_or_default();
        let mut against: Vec<_> = against.iter().map(|(_, reason)| rule(*reason)).collect();
        against.sort_unstable();
        against.dedup();
        // A room that is closed says nothing as long as another is open and refused.
        if against.iter().any(|(rule, _)| *rule != Rule::Closed) {
            against.retain(|(rule, _)| *rule != Rule::Closed);
        }
        for one in against {
            match counted.iter_mut().find(|(known, _)| *known == one) {
                Some((_, count)) => *count += 1,
                None => counted.push((one, 1)),
            }
        }
    }
    if why.starts == 0 {
        let rule = if request.rooms.is_empty() { Rule::NoRoom } else { Rule::Closed };
        why.hindrances.push(Hindrance { rule, who: None, starts: 0 });
        return why;
    }
    // Stable: of equals the first stays first.
    counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let named = counted.into_iter().take(MOST);
    let named = named.map(|((rule, of), starts)| Hindrance { rule, who: of.and_then(&name), starts });
    why.hindrances = named.collect();
    why
}

/// The starts of the grid in the horizon around which some room is open.
fn open_starts(request: &Request) -> Vec<crate::time::Instant> {
    let step = i64::from(request.grid.get()) * 60;
    let first = request.origin.0 + (request.horizon.start().0 - request.origin.0 + step - 1).div_euclid(step) * step;
    let lead = request.meetings.lead();
    let length = i64::from(request.duration.get()) + request.meetings.trail();
    let open = |at: crate::time::Instant| {
        let whole = Period::new(at.plus_minutes(-lead), at.plus_minutes(length));
        let inside = |whole| request.rooms.iter().any(|room| room.open.iter().any(|window| window.covers(whole)));
        whole.is_some_and(inside)
    };
    let count = usize::try_from((request.horizon.end().0 - first).div_euclid(step)).unwrap_or(0);
    let starts = (0..count).filter_map(|place| Some(first + i64::try_from(place).ok()? * step));
    starts.map(crate::time::Instant).filter(|at| open(*at)).collect()
}

/// The rule behind a reason, and whom it concerns where it matters who.
fn rule(reason: Reason) -> (Rule, Option<Resource>) {
    match reason {
        Reason::TooEarly { .. } | Reason::OutsideHorizon | Reason::OffGrid { .. } => (Rule::OutsideDays, None),
        Reason::NoRoom => (Rule::NoRoom, None),
        Reason::Closed { .. } => (Rule::Closed, None),
        Reason::Taken { resource, .. } | Reason::Held { resource, .. } => match resource {
            Resource::Room(_) => (Rule::RoomTaken, None),
            Resource::Detainee(_) => (Rule::DetaineeTaken, None),
            Resource::Person(_) => (Rule::PersonTaken, Some(resource)),
        },
        Reason::Barred { over, why, .. } => match (over, why) {
            (_, Bars::Incompatible) => (Rule::Incompatible, None),
            (_, Bars::Separated) => (Rule::Separated, None),
            (_, Bars::TooSmall { .. }) => (Rule::TooSmall, None),
            (_, Bars::Unequipped) => (Rule::Unequipped, None),
            (Over::Resource(Resource::Detainee(_)), _) | (_, Bars::Left(_)) => (Rule::DetaineeLeft, None),
            (Over::Resource(of @ Resource::Room(_)), _) => (Rule::RoomBlocked, Some(of)),
            (Over::Resource(of @ Resource::Person(_)), _) => (Rule::PersonAway, Some(of)),
            (Over::Centre, _) => (Rule::CentreClosed, None),
        },
        Reason::NoEscort { .. } => (Rule::NoEscort, None),
        Reason::ShortNotice { .. } => (Rule::ShortNotice, None),
        Reason::AfterDeadline { .. } => (Rule::AfterDeadline, None),
    }
}
