//! Why a slot is refused: the finder's reasons become words.

use shared::{
    error::Error,
    schedule::{Busy, Clash, Obstacle, Over, Reason, Resource, Why},
    time::Period,
};

use super::{BesideNeeds, Needs};
use crate::db::StoreError;

impl Needs {
    pub(super) fn refusal(&self, reasons: &[(usize, Reason)]) -> StoreError {
        let obstacles = self.obstacles(reasons);
        let clashes: Option<Vec<_>> = obstacles
            .iter()
            .map(|obstacle| match obstacle {
                Obstacle::Taken(clash) => Some(clash.clone()),
                _ => None,
            })
            .collect();
        clashes.map_or(Error::Refused(obstacles), Error::Conflict).into()
    }

    /// The reasons in words, each once: some of them people are not told apart.
    pub(in crate::bookings) fn obstacles(&self, reasons: &[(usize, Reason)]) -> Vec<Obstacle> {
        let mut obstacles: Vec<Obstacle> = Vec::new();
        for reason in reasons {
            let obstacle = self.obstacle_at(*reason);
            if !obstacles.contains(&obstacle) {
                obstacles.push(obstacle);
            }
        }
        obstacles
    }

    /// The reason at a site in words: which centre it is, if there are several.
    pub(in crate::bookings) fn obstacle_at(&self, (site, reason): (usize, Reason)) -> Obstacle {
        match site.checked_sub(1).and_then(|place| self.beside.get(place)) {
            Some(BesideNeeds { centre_name, needs }) => {
                Obstacle::At { centre: centre_name.clone(), what: Box::new(needs.obstacle(reason)) }
            }
            None => self.obstacle(reason),
        }
    }

    /// The reason at this site in words.
    pub(in crate::bookings) fn obstacle(&self, reason: Reason) -> Obstacle {
        let local = |at| self.zone.local(at);
        match reason {
            Reason::TooEarly { earliest } => Obstacle::TooEarly { earliest: local(earliest) },
            Reason::OutsideHorizon => Obstacle::OutsideHorizon,
            Reason::OffGrid { grid } => Obstacle::OffGrid { grid },
            Reason::NoRoom => Obstacle::NoRoom,
            Reason::Closed { room } => self
                .names
                .get(&Resource::Room(room))
                .map_or(Obstacle::NoRoom, |room| Obstacle::Closed { room: room.clone() }),
            Reason::Taken { resource, period } => {
                self.clash(Busy::booked(resource, period)).map_or(Obstacle::NoRoom, Obstacle::Taken)
            }
            Reason::Held { resource, period, until } => self
                .clash(Busy::booked(resource, period))
                .map_or(Obstacle::NoRoom, |what| Obstacle::Held { what, until: local(until) }),
            Reason::Barred { over, period, why } => self.barred(over, period, why),
            Reason::NoEscort { period } => Obstacle::NoEscort { period: self.zone.local_period(period) },
            Reason::ShortNotice { earliest } => Obstacle::ShortNotice { earliest: local(earliest) },
            // The deadline is the end of the last day.
            Reason::AfterDeadline { deadline } => {
                Obstacle::AfterDeadline { last: self.zone.date(deadline.plus_minutes(-1)) }
            }
        }
    }

    fn barred(&self, over: Over, period: Period, why: Why) -> Obstacle {
        let local = self.zone.local_period(period);
        let name = match over {
            Over::Centre => None,
            Over::Resource(resource) => self.names.get(&resource).cloned(),
        };
        match (why, name) {
            (Why::Blocked(cause), what) => Obstacle::Blocked { what, cause, period: local },
            (Why::Count(kind), _) => Obstacle::Count { kind, period: local },
            (Why::Holiday, _) => Obstacle::Holiday { date: local.start.civil.date() },
            (Why::Left(why), _) => Obstacle::Left { why, from: local.start },
            (Why::OffHours, Some(person)) => Obstacle::OffHours { person },
            (Why::Incompatible, _) => Obstacle::Incompatible,
            (Why::Separated, Some(room)) => Obstacle::Separated { room },
            (Why::TooSmall { holds, needed }, Some(room)) => Obstacle::TooSmall { room, holds, needed },
            (Why::Unequipped, Some(room)) => Obstacle::Unequipped { room },
            (Why::OffHours | Why::Separated | Why::TooSmall { .. } | Why::Unequipped, None) => Obstacle::NoRoom,
        }
    }

    pub(super) fn clash(&self, busy: Busy) -> Option<Clash> {
        let name = self.sites().find_map(|site| site.names.get(&busy.resource))?.clone();
        Some(Clash { kind: busy.resource.kind(), name, period: self.zone.local_period(busy.period) })
    }
}
