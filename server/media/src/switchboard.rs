//! Whose packet is it: the calls of an engine, by id, by name and by address.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Instant;

use crate::call::{CallId, Refused};
use crate::counters::{Counters, Stats};
use crate::gone::Gone;
use crate::packet::{self, Packet, Source};
use crate::tcp::Connection;

/// A browser has a handful of addresses; one that checks from more is no browser.
const MOST_ADDRESSES: usize = 16;
/// A browser opens one connection for each candidate.
const MOST_CONNECTIONS: usize = 4;

/// A call as the reading threads see it.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) call: CallId,
    /// Whether it carries sound and pictures.
    carries: bool,
    /// The local ufrag, by which a browser calls for this call.
    name: String,
    packets: SyncSender<Packet>,
    hung_up: AtomicBool,
    addresses: Mutex<Vec<Source>>,
    connections: Mutex<Vec<Arc<Connection>>>,
}

impl Line {
    pub(crate) fn new(call: CallId, carries: bool, name: String, packets: SyncSender<Packet>) -> Self {
        Self {
            call,
            carries,
            name,
            packets,
            hung_up: AtomicBool::new(false),
            addresses: Mutex::default(),
            connections: Mutex::default(),
        }
    }

    pub(crate) fn hang_up(&self) {
        self.hung_up.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_hung_up(&self) -> bool {
        self.hung_up.load(Ordering::Relaxed)
    }

    /// Takes a connection that called for this call; whether there was room for it.
    pub(crate) fn connect(&self, connection: &Arc<Connection>) -> bool {
        let mut connections = lock(&self.connections);
        connections.retain(|other| !other.is_closed());
        if connections.len() >= MOST_CONNECTIONS {
            return false;
        }
        connections.push(Arc::clone(connection));
        true
    }

    /// The open connection from this address.
    pub(crate) fn connection(&self, source: Source) -> Option<Arc<Connection>> {
        lock(&self.connections).iter().find(|connection| connection.source() == source).map(Arc::clone)
    }

    fn close(&self) {
        for connection in lock(&self.connections).drain(..) {
            connection.close();
        }
    }
}

#[derive(Debug, Default)]
struct Book {
    by_call: HashMap<CallId, Arc<Line>>,
    by_name: HashMap<String, Arc<Line>>,
    by_address: HashMap<Source, Arc<Line>>,
    gone: Gone,
    closed: bool,
}

/// The calls of an engine.
#[derive(Debug, Default)]
pub(crate) struct Switchboard {
    book: RwLock<Book>,
    pub(crate) counters: Counters,
}

impl Switchboard {
    /// Takes a call in, unless it was hung up already, there is one of its name, there are `most` of them, or it carries
    /// something and `most_carrying` do.
    pub(crate) fn open(&self, line: &Arc<Line>, most: usize, most_carrying: usize) -> Result<(), Refused> {
        let mut book = self.write();
        if book.closed {
            return Err(Refused::Closed);
        }
        if book.gone.holds(line.call, Instant::now()) {
            return Err(Refused::HungUp);
        }
        if book.by_call.contains_key(&line.call) {
            return Err(Refused::Taken);
        }
        let carrying = || book.by_call.values().filter(|line| line.carries).count();
        if book.by_call.len() >= most || line.carries && carrying() >= most_carrying {
            return Err(Refused::Full);
        }
        book.by_name.insert(line.name.clone(), Arc::clone(line));
        book.by_call.insert(line.call, Arc::clone(line));
        Ok(())
    }

    /// Forgets a call: its id, its name, its addresses; closes its connections.
    pub(crate) fn forget(&self, line: &Line) {
        let mut book = self.write();
        book.by_call.remove(&line.call);
        book.by_name.remove(&line.name);
        for address in lock(&line.addresses).drain(..) {
            // Another call may have come from there since: the same browser, on the same port.
            if book.by_address.get(&address).is_some_and(|holder| holder.call == line.call) {
                book.by_address.remove(&address);
            }
        }
        drop(book);
        line.close();
    }

    /// A packet from there was signed with this call's password: what comes from there is this call's.
    pub(crate) fn learn(&self, line: &Arc<Line>, source: Source) {
        if self.read().by_address.get(&source).is_some_and(|holder| holder.call == line.call) {
            return;
        }
        let mut book = self.write();
        let mut addresses = lock(&line.addresses);
        if !book.by_call.contains_key(&line.call) || addresses.len() >= MOST_ADDRESSES {
            return;
        }
        addresses.push(source);
        book.by_address.insert(source, Arc::clone(line));
    }

    /// The call that a packet is for: the one it calls by name, else the one its address belongs to.
    pub(crate) fn find(&self, source: Source, bytes: &[u8]) -> Option<Arc<Line>> {
        // Anybody can send these bytes, and a thread that reads for all calls must outlive them.
        let called = catch_unwind(AssertUnwindSafe(|| packet::called(bytes))).unwrap_or_else(|_| {
            self.counters.panics.add(1);
            None
        });
        let book = self.read();
        match called {
            Some(name) => book.by_name.get(&name).map(Arc::clone),
            None => book.by_address.get(&source).map(Arc::clone),
        }
    }

    /// Gives a call its packet; a call that is too slow loses it.
    pub(crate) fn deliver(&self, line: &Line, packet: Packet) {
        if let Err(TrySendError::Full(_)) = line.packets.try_send(packet) {
            self.counters.dropped.add(1);
        }
    }

    /// Asks a call to end, or one that is still to come not to begin; whether there was one.
    pub(crate) fn hang_up(&self, call: CallId) -> bool {
        // One look for both: between two a call could come.
        let mut book = self.write();
        if let Some(line) = book.by_call.get(&call) {
            line.hang_up();
            return true;
        }
        book.gone.note(call, Instant::now());
        false
    }

    /// Takes no more calls, and asks all that there are to end.
    pub(crate) fn close(&self) {
        let mut book = self.write();
        book.closed = true;
        for line in book.by_call.values() {
            line.hang_up();
        }
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.read().closed
    }

    pub(crate) fn stats(&self) -> Stats {
        let book = self.read();
        Stats { calls: book.by_call.len() as u64, addresses: book.by_address.len() as u64, ..self.counters.stats() }
    }

    fn read(&self) -> RwLockReadGuard<'_, Book> {
        self.book.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Book> {
        self.book.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What these locks guard is whole between any two statements, so a panic elsewhere spoils nothing.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::sync_channel;

    use str0m::net::Protocol;

    use super::*;

    fn line(name: &str) -> Arc<Line> {
        Arc::new(Line::new(CallId::random().unwrap(), true, name.to_owned(), sync_channel(1).0))
    }

    #[test]
    fn an_address_follows_the_latest_call_and_is_forgotten_with_it() {
        let board = Switchboard::default();
        let (old, new) = (line("old"), line("new"));
        let source = Source { protocol: Protocol::Udp, address: "192.0.2.1:5000".parse().unwrap() };
        let holder = || board.find(source, b"\x16 no check").map(|line| line.call);
        board.open(&old, 2, 2).unwrap();
        board.open(&new, 2, 2).unwrap();
        assert_eq!(board.open(&line("third"), 2, 2), Err(Refused::Full));
        board.learn(&old, source);
        assert_eq!(holder(), Some(old.call));
        board.learn(&new, source);
        board.forget(&old);
        assert_eq!(holder(), Some(new.call));
        board.forget(&new);
        assert_eq!((holder(), board.stats().calls, board.stats().addresses), (None, 0, 0));
        board.learn(&new, source);
        assert_eq!(board.stats().addresses, 0, "a call that is gone learns nothing");
        assert!(board.read().by_name.is_empty());
    }

    #[test]
    fn a_call_has_a_bounded_number_of_addresses() {
        let board = Switchboard::default();
        let line = line("one");
        board.open(&line, 1, 1).unwrap();
        for port in 1..100 {
            board.learn(&line, Source { protocol: Protocol::Udp, address: ([192, 0, 2, 1], port).into() });
        }
        assert_eq!(board.stats().addresses, MOST_ADDRESSES as u64);
    }
}
