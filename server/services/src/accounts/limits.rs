//! How often may be tried. Kept in memory only: addresses are never stored, and a restart forgives.
//!
//! Three limits, each against something else, and none with which a stranger can keep a person out for long:
//!
//! 1. *An address* ([`Limits::address`]) that tries many names: 30 tries at once, then 10 a minute. A sign-in that
//!    succeeds gives its try back, so a court behind one address is never held up by its own people.
//! 2. *A name from one address*: three tries are free; then each failure in a row makes the next wait 1, 2, 4 … at most
//!    60 s. The wait is kept for name *and* address, so nobody else's failures make the owner wait.
//! 3. *A name from many addresses*: after ten failures in a row, one try every 2 s is let in, from addresses that this
//!    name has not signed in from. An owner at the usual place feels nothing; at a new place, while someone tries hard,
//!    they share those turns. At that pace 12 characters are out of reach.
//!
//! A try that is sent away is not counted as a failure, so waiting never grows by trying.

use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, MutexGuard, PoisonError},
};

use shared::{error::Error, time::Instant};

/// Tries that an address has at once.
const ADDRESS_TRIES: u32 = 30;
/// Seconds in which an address gets one more try.
const ADDRESS_REFILL: i64 = 6;
/// Failures in a row, for a name from one address, that cost nothing.
const FREE_FAILURES: u32 = 3;
/// The longest wait for a name from one address, in seconds.
const LONGEST_WAIT: i64 = 60;
/// Seconds after which a name's failures from one address are forgotten.
const FORGOTTEN_AFTER: i64 = 15 * 60;
/// Failures in a row, from anywhere, after which strangers to a name take turns.
const NAME_FAILURES: u32 = 10;
/// Seconds between those turns.
const NAME_TURN: i64 = 2;
/// Entries a table may hold; the oldest half goes when there are more.
const TABLE_LIMIT: usize = 20_000;

/// Where a try comes from: an IPv4 address, or the network of an IPv6 address, of which one household has 2^64.
pub fn place(address: Option<IpAddr>) -> IpAddr {
    match address {
        Some(IpAddr::V6(v6)) => {
            let [a, b, c, d, ..] = v6.segments();
            v6.to_ipv4_mapped().map_or(IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0)), IpAddr::V4)
        }
        Some(v4) => v4,
        None => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
    }
}

/// Tries that run out and come back one by one, for each key.
pub struct Allowance<K> {
    tries: u32,
    refill: i64,
    left: Mutex<HashMap<K, (u32, Instant)>>,
}

impl<K: Clone + Eq + Hash> Allowance<K> {
    /// `tries` at once and one more every `refill` seconds.
    pub fn new(tries: u32, refill: i64) -> Self {
        Self { tries, refill: refill.max(1), left: Mutex::new(HashMap::new()) }
    }

    /// Takes a try of `key`; [`Error::TooMany`] if there is none left.
    pub fn take(&self, key: &K, now: Instant) -> Result<(), Error> {
        let mut left = locked(&self.left);
        thin(&mut left, |(_, since)| *since);
        let (count, since) = left.get(key).copied().unwrap_or((self.tries, now));
        let back = u32::try_from((now.0 - since.0).max(0) / self.refill).unwrap_or(u32::MAX);
        let count = count.saturating_add(back).min(self.tries);
        let since = if count == self.tries { now } else { Instant(since.0 + i64::from(back) * self.refill) };
        if count == 0 {
            return Err(too_many(since.0 + self.refill - now.0));
        }
        left.insert(key.clone(), (count - 1, since));
        Ok(())
    }

    /// Gives a try back.
    pub fn give_back(&self, key: &K) {
        if let Some((count, _)) = locked(&self.left).get_mut(key) {
            *count = count.saturating_add(1).min(self.tries);
        }
    }
}

/// What a name did from one address.
struct Pair {
    failures: u32,
    last: Instant,
}

/// What was done with a name from anywhere.
#[derive(Default)]
struct Name {
    failures: u32,
    turn: Option<Instant>,
    at_home: HashSet<IpAddr>,
}

/// All limits of signing in.
pub struct Limits {
    address: Allowance<IpAddr>,
    pairs: Mutex<HashMap<(String, IpAddr), Pair>>,
    names: Mutex<HashMap<String, Name>>,
}

impl Limits {
    /// With nothing tried yet.
    pub fn new() -> Self {
        Self {
            address: Allowance::new(ADDRESS_TRIES, ADDRESS_REFILL),
            pairs: Mutex::new(HashMap::new()),
            names: Mutex::new(HashMap::new()),
        }
    }

    /// Whether `name` may be tried from `address` now; known and unknown names alike.
    pub fn admit(&self, name: &str, address: Option<IpAddr>, now: Instant) -> Result<(), Error> {
        let place = place(address);
        if let Some(pair) = locked(&self.pairs).get(&(name.to_owned(), place)) {
            let until = pair.last.0 + wait_after(pair.failures);
            if now.0 < until && now.0 >= pair.last.0 {
                return Err(too_many(until - now.0));
            }
        }
        self.address.take(&place, now)?;
        let mut names = locked(&self.names);
        if let Some(known) = names.get_mut(name)
            && known.failures >= NAME_FAILURES
            && !known.at_home.contains(&place)
        {
            if let Some(turn) = known.turn
                && (turn.0..turn.0 + NAME_TURN).contains(&now.0)
            {
                self.address.give_back(&place);
                return Err(too_many(turn.0 + NAME_TURN - now.0));
            }
            known.turn = Some(now);
        }
        Ok(())
    }

    /// Remembers a failure.
    pub fn failed(&self, name: &str, address: Option<IpAddr>, now: Instant) {
        let place = place(address);
        let mut pairs = locked(&self.pairs);
        thin(&mut pairs, |pair| pair.last);
        let pair = pairs.entry((name.to_owned(), place)).or_insert(Pair { failures: 0, last: now });
        if now.0 - pair.last.0 > FORGOTTEN_AFTER {
            pair.failures = 0;
        }
        pair.failures = pair.failures.saturating_add(1);
        pair.last = now;
        drop(pairs);
        let mut names = locked(&self.names);
        thin(&mut names, |name| name.turn.unwrap_or(now));
        let known = names.entry(name.to_owned()).or_default();
        known.failures = known.failures.saturating_add(1);
    }

    /// Forgets the failures of a name and remembers where it is at home.
    pub fn succeeded(&self, name: &str, address: Option<IpAddr>) {
        let place = place(address);
        self.address.give_back(&place);
        locked(&self.pairs).remove(&(name.to_owned(), place));
        let mut names = locked(&self.names);
        let known = names.entry(name.to_owned()).or_default();
        known.failures = 0;
        known.turn = None;
        if known.at_home.len() < 32 {
            known.at_home.insert(place);
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::new()
    }
}

/// Seconds to wait after so many failures in a row.
fn wait_after(failures: u32) -> i64 {
    if failures < FREE_FAILURES { 0 } else { (1_i64 << (failures - FREE_FAILURES).min(6)).min(LONGEST_WAIT) }
}

fn too_many(seconds: i64) -> Error {
    Error::TooMany { seconds: u32::try_from(seconds.max(1)).unwrap_or(u32::MAX) }
}

/// A table that a panic elsewhere left behind is still a table of numbers.
fn locked<T>(table: &Mutex<T>) -> MutexGuard<'_, T> {
    table.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Drops the older half of a table that has grown too long.
fn thin<K: Clone + Eq + Hash, V>(table: &mut HashMap<K, V>, last: impl Fn(&V) -> Instant) {
    if table.len() < TABLE_LIMIT {
        return;
    }
    let mut times: Vec<Instant> = table.values().map(&last).collect();
    let (_, middle, _) = times.select_nth_unstable(TABLE_LIMIT / 2);
    let middle = *middle;
    table.retain(|_, value| last(value) > middle);
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const HOME: Option<IpAddr> = Some(IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1)));
    const NOON: Instant = Instant(1_800_000_000);

    fn stranger(number: u8) -> IpAddr {
        IpAddr::V4(Ipv4Addr::new(192, 0, 2, number))
    }

    fn later(seconds: i64) -> Instant {
        Instant(NOON.0 + seconds)
    }

    #[test]
    fn waits_grow_to_a_minute_and_no_further() {
        let waits: Vec<i64> = (0..12).map(wait_after).collect();
        assert_eq!(waits, [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(wait_after(u32::MAX), 60);
    }

    #[test]
    fn a_name_waits_only_where_it_failed() {
        let limits = Limits::new();
        for _ in 0..9 {
            limits.failed("jueza", Some(stranger(1)), NOON);
        }
        assert_eq!(limits.admit("jueza", Some(stranger(1)), later(1)), Err(Error::TooMany { seconds: 59 }));
        assert_eq!(limits.admit("jueza", HOME, later(1)), Ok(()));
        assert_eq!(limits.admit("defensa", Some(stranger(1)), later(1)), Ok(()));
        assert_eq!(limits.admit("jueza", Some(stranger(1)), later(60)), Ok(()));
    }

    #[test]
    fn being_sent_away_does_not_lengthen_the_wait() {
        let limits = Limits::new();
        for _ in 0..5 {
            limits.failed("jueza", HOME, NOON);
        }
        for second in 0..4 {
            assert!(limits.admit("jueza", HOME, later(second)).is_err());
        }
        assert_eq!(limits.admit("jueza", HOME, later(4)), Ok(()));
    }

    #[test]
    fn an_address_runs_out_and_recovers() {
        let limits = Limits::new();
        for number in 0..ADDRESS_TRIES {
            assert_eq!(limits.admit(&format!("name{number}"), HOME, NOON), Ok(()));
        }
        assert_eq!(limits.admit("one more", HOME, NOON), Err(Error::TooMany { seconds: 6 }));
        assert_eq!(limits.admit("one more", Some(stranger(1)), NOON), Ok(()), "another address is not held up");
        assert_eq!(limits.admit("one more", HOME, later(6)), Ok(()));
        assert!(limits.admit("one more", HOME, later(6)).is_err());
    }

    #[test]
    fn people_of_one_court_do_not_use_up_their_address() {
        let limits = Limits::new();
        for number in 0..10 * ADDRESS_TRIES {
            let name = format!("name{number}");
            assert_eq!(limits.admit(&name, HOME, NOON), Ok(()));
            limits.succeeded(&name, HOME);
        }
    }

    #[test]
    fn many_addresses_take_turns_and_the_owner_at_home_does_not() {
        let limits = Limits::new();
        limits.succeeded("jueza", HOME);
        for number in 0..20 {
            limits.failed("jueza", Some(stranger(number)), NOON);
        }
        assert_eq!(limits.admit("jueza", Some(stranger(100)), NOON), Ok(()), "the first gets the turn");
        assert_eq!(limits.admit("jueza", Some(stranger(101)), later(1)), Err(Error::TooMany { seconds: 1 }));
        assert_eq!(limits.admit("jueza", HOME, later(1)), Ok(()));
        assert_eq!(limits.admit("jueza", Some(stranger(102)), later(2)), Ok(()));
    }

    #[test]
    fn success_forgives() {
        let limits = Limits::new();
        for _ in 0..8 {
            limits.failed("jueza", HOME, NOON);
        }
        limits.succeeded("jueza", HOME);
        assert_eq!(limits.admit("jueza", HOME, NOON), Ok(()));
    }

    #[test]
    fn addresses_of_one_ipv6_network_count_as_one() {
        let one: IpAddr = "2001:db8:1:2::1".parse().unwrap();
        let other: IpAddr = "2001:db8:1:2:ffff::9".parse().unwrap();
        assert_eq!(place(Some(one)), place(Some(other)));
        let mapped: IpAddr = "::ffff:10.0.0.1".parse().unwrap();
        assert_eq!(Some(place(Some(mapped))), HOME);
    }

    #[test]
    fn tables_stay_bounded() {
        let allowance = Allowance::new(3, 60);
        for number in 0..3 * TABLE_LIMIT {
            let now = later(i64::try_from(number).unwrap());
            allowance.take(&number, now).unwrap();
        }
        assert!(locked(&allowance.left).len() <= TABLE_LIMIT);
    }
}
