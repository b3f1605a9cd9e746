//! Which of several rooms to rather take: the one whose devices have worked most steadily.

use std::cmp::Ordering;

/// So many days of device checks say how steady a room is.
pub const STEADY_DAYS: i64 = 30;

/// How often a room's devices were checked, and how often they failed. The less is the steadier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Steadiness {
    /// How often they were checked.
    pub checks: u32,
    /// How often that failed.
    pub failures: u32,
}

impl Steadiness {
    /// So many checks more, all of which failed or none.
    pub const fn count(&mut self, checks: u32, failed: bool) {
        self.checks = self.checks.saturating_add(checks);
        if failed {
            self.failures = self.failures.saturating_add(checks);
        }
    }

    /// The chance of the next failure by the rule of succession, as a fraction: a room of which nothing is known stands
    /// between those that mostly work and those that mostly fail.
    const fn chance(self) -> (u64, u64) {
        (self.failures as u64 + 1, self.checks as u64 + 2)
    }
}

impl Ord for Steadiness {
    fn cmp(&self, other: &Self) -> Ordering {
        let ((failures, checks), (others, of)) = (self.chance(), other.chance());
        (failures * of).cmp(&(others * checks)).then(checks.cmp(&of)).then(failures.cmp(&others))
    }
}

impl PartialOrd for Steadiness {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn of(checks: u32, failures: u32) -> Steadiness {
        Steadiness { checks, failures }
    }

    #[test]
    fn what_failed_less_of_late_comes_first_and_what_nobody_checked_in_between() {
        let mut rooms = [of(20, 19), of(0, 0), of(20, 1), of(3, 0), of(20, 0), of(2, 2)];
        rooms.sort();
        assert_eq!(rooms, [of(20, 0), of(20, 1), of(3, 0), of(0, 0), of(2, 2), of(20, 19)]);
    }

    #[test]
    fn checks_are_counted() {
        let mut room = Steadiness::default();
        room.count(1, true);
        room.count(1, false);
        assert_eq!(room, of(2, 1));
    }
}
