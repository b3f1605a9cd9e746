//! How often may be tried. Kept in memory only: addresses are never stored, and a restart forgives.
//!
//! Whoever signed in on this browser before ([`Source::Device`]) waits for their own failures on it and for nothing else,
//! whatever strangers do and wherever they do it, and also after a restart. For all others there are three limits, each
//! against something else:
//!
//! 1. *An address* ([`Limits::address`]) that tries many names: 30 tries at once, then 10 a minute. A sign-in that
//!    succeeds gives its try back, so a court behind one address is never held up by its own people.
//! 2. *A name from one address*: three tries are free; then each failure in a row makes the next wait 1, 2, 4 … at most
//!    60 s. The wait is kept for name *and* address, so failures from elsewhere make nobody wait; who fails behind the
//!    owner's own address does, until the owner is known there or comes from another.
//! 3. *A name from many addresses*: after ten failures in a row, strangers to it are let in one by one, 2 s apart, in two
//!    lines: one for addresses that have not failed with this name, one for those that have. Each address has one place in
//!    a line, and its turn is kept for it, so the line cannot be jumped by asking more often: an owner at a new place
//!    waits for those that came before and then gets in, however long it goes on. Nor does it grow with their number: an
//!    address that has failed less than three times in a row waits five minutes at most, and only those that go on failing
//!    wait for all before them. So every new address brings its three tries, however many come at once; after those the line
//!    alone sets the pace, at which 12 characters are out of reach. IPv6 networks beside each other are one address here,
//!    with the failures of all of them.
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
/// Seconds after which a name's failures from one address no longer make it wait.
const FORGOTTEN_AFTER: i64 = 15 * 60;
/// Failures in a row, from anywhere, after which strangers to a name take turns.
const NAME_FAILURES: u32 = 10;
/// Seconds between those turns.
const NAME_TURN: i64 = 2;
/// The longest wait in line, in seconds, of an address that has hardly failed: as many as there are, its owner gets in.
const LONGEST_LINE: i64 = 5 * 60;
/// Seconds for which a turn that has come is kept: long enough to type the password again.
const TURN_KEPT: i64 = 120;
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

/// Who tries, as far as limits tell people apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// A stranger to the name, at such a place.
    Place(IpAddr),
    /// The browser of that name, on which the account signed in before.
    Device(String),
}

impl Source {
    /// The browser, if it knows the account; else where the try comes from.
    pub fn of(address: Option<IpAddr>, device: Option<&str>) -> Self {
        device.map_or_else(|| Self::Place(place(address)), |name| Self::Device(name.to_owned()))
    }
}

/// Where a place stands in line. Whoever has one IPv6 network often has the 2^16 beside it, so those stand there once.
fn stand(place: IpAddr) -> IpAddr {
    match place {
        IpAddr::V4(_) => place,
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
        }
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

/// What a name did from one source, or from where that stands in line.
struct Pair {
    failures: u32,
    last: Instant,
}

/// What was done with a name from anywhere.
struct Name {
    failures: u32,
    last: Instant,
    /// When the ends of the lines have their turns: of those that have not failed, and of those that have.
    next: [Instant; 2],
    at_home: HashSet<IpAddr>,
}

impl Name {
    fn new(now: Instant) -> Self {
        Self { failures: 0, last: now, next: [now; 2], at_home: HashSet::new() }
    }
}

/// All limits of signing in.
pub struct Limits {
    address: Allowance<IpAddr>,
    pairs: Mutex<HashMap<(String, Source), Pair>>,
    /// The same by where a place stands in line: whoever comes from a fresh network each time has failed all the same.
    stands: Mutex<HashMap<(String, IpAddr), Pair>>,
    names: Mutex<HashMap<String, Name>>,
    turns: Mutex<HashMap<(String, IpAddr), Instant>>,
}

impl Limits {
    /// With nothing tried yet.
    pub fn new() -> Self {
        Self {
            address: Allowance::new(ADDRESS_TRIES, ADDRESS_REFILL),
            pairs: Mutex::new(HashMap::new()),
            stands: Mutex::new(HashMap::new()),
            names: Mutex::new(HashMap::new()),
            turns: Mutex::new(HashMap::new()),
        }
    }

    /// Whether `name` may be tried by `source` now; known and unknown names alike.
    pub fn admit(&self, name: &str, source: &Source, now: Instant) -> Result<(), Error> {
        if let Some(pair) = locked(&self.pairs).get(&(name.to_owned(), source.clone())) {
            let until = pair.last.0 + wait_after(pair.failures);
            if now.0 < until && now.0 >= pair.last.0 {
                return Err(too_many(until - now.0));
            }
        }
        let Source::Place(place) = source else { return Ok(()) };
        self.address.take(place, now)?;
        self.stand_in_line(name, *place, now).inspect_err(|_| self.address.give_back(place))
    }

    /// Whether it is the turn of `place` among the strangers to a name that is tried from everywhere. Whoever comes too
    /// early is told when to come, and keeps that turn.
    fn stand_in_line(&self, name: &str, place: IpAddr, now: Instant) -> Result<(), Error> {
        let mut names = locked(&self.names);
        let Some(known) = names.get_mut(name) else { return Ok(()) };
        if known.failures < NAME_FAILURES || known.at_home.contains(&place) {
            return Ok(());
        }
        let key = (name.to_owned(), stand(place));
        let failures = locked(&self.stands).get(&key).map_or(0, |pair| pair.failures);
        let mut turns = locked(&self.turns);
        let kept = turns.get(&key).copied().filter(|turn| now.0 <= turn.0 + TURN_KEPT);
        let turn = kept.unwrap_or_else(|| {
            let end = &mut known.next[usize::from(failures > 0)];
            let last = end.0.max(now.0);
            let turn = if failures < FREE_FAILURES { last.min(now.0 + LONGEST_LINE) } else { last };
            // Whoever goes before others does not shorten the line behind them.
            *end = Instant(end.0.max(turn + NAME_TURN));
            Instant(turn)
        });
        if turn.0 <= now.0 {
            turns.remove(&key);
            return Ok(());
        }
        thin(&mut turns, |turn| *turn);
        turns.insert(key, turn);
        Err(too_many(turn.0 - now.0))
    }

    /// Remembers a failure.
    pub fn failed(&self, name: &str, source: &Source, now: Instant) {
        one_more(&mut locked(&self.pairs), (name.to_owned(), source.clone()), now);
        if let Source::Place(place) = source {
            one_more(&mut locked(&self.stands), (name.to_owned(), stand(*place)), now);
        }
        let mut names = locked(&self.names);
        thin(&mut names, |name| name.last);
        let known = names.entry(name.to_owned()).or_insert_with(|| Name::new(now));
        known.failures = known.failures.saturating_add(1);
        known.last = now;
    }

    /// Forgets the failures of a name and remembers where it is at home.
    pub fn succeeded(&self, name: &str, source: &Source, now: Instant) {
        locked(&self.pairs).remove(&(name.to_owned(), source.clone()));
        if let Source::Place(place) = source {
            locked(&self.stands).remove(&(name.to_owned(), stand(*place)));
        }
        let mut names = locked(&self.names);
        let known = names.entry(name.to_owned()).or_insert_with(|| Name::new(now));
        known.failures = 0;
        known.last = now;
        let Source::Place(place) = source else { return };
        self.address.give_back(place);
        if known.at_home.len() < 32 {
            known.at_home.insert(*place);
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::new()
    }
}

/// Counts a failure of `key`; those of long ago no longer count.
fn one_more<K: Clone + Eq + Hash>(table: &mut HashMap<K, Pair>, key: K, now: Instant) {
    thin(table, |pair| pair.last);
    let pair = table.entry(key).or_insert(Pair { failures: 0, last: now });
    if now.0 - pair.last.0 > FORGOTTEN_AFTER {
        pair.failures = 0;
    }
    pair.failures = pair.failures.saturating_add(1);
    pair.last = now;
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
mod tests;
