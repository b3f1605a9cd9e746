//! What the engine counts.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::end::{End, Ends};

/// Where an engine stands: plain numbers, to be exported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Calls at this moment.
    pub calls: u64,
    /// Calls since the start.
    pub calls_total: u64,
    /// Calls that connected.
    pub connected_total: u64,
    /// Calls that ended, by reason.
    pub ended: Ends,
    /// Offers that got no answer.
    pub refused_total: u64,
    /// Panics that were caught, in answering and in calls.
    pub panics_total: u64,
    /// Packets received, UDP and TCP, also those of no call.
    pub packets_in_total: u64,
    /// Bytes in them, without the headers of UDP, TCP and IP.
    pub bytes_in_total: u64,
    /// Packets sent.
    pub packets_out_total: u64,
    /// Bytes in them, without the headers of UDP, TCP and IP.
    pub bytes_out_total: u64,
    /// Sound and picture packets taken in and thrown away.
    pub sunk_total: u64,
    /// Packets that belong to no call.
    pub strange_total: u64,
    /// Packets that a call was too slow to take, or a TCP connection too slow to send.
    pub dropped_total: u64,
    /// TCP connections at this moment.
    pub tcp_connections: u64,
    /// TCP connections since the start.
    pub tcp_connections_total: u64,
    /// TCP connections that were turned away or cut off: too many, too strange, too slow.
    pub tcp_refused_total: u64,
    /// Addresses known to belong to a call, at this moment.
    pub addresses: u64,
    /// Threads of calls at this moment.
    pub threads: u64,
}

/// A number that only grows.
#[derive(Debug, Default)]
pub(crate) struct Count(AtomicU64);

impl Count {
    pub(crate) fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A number that rises and falls.
#[derive(Debug, Default)]
pub(crate) struct Gauge(AtomicU64);

impl Gauge {
    pub(crate) fn rise(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn fall(&self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) calls: Count,
    pub(crate) connected: Count,
    ended: [Count; End::ALL.len()],
    pub(crate) refused: Count,
    pub(crate) panics: Count,
    packets_in: Count,
    bytes_in: Count,
    packets_out: Count,
    bytes_out: Count,
    pub(crate) sunk: Count,
    pub(crate) strange: Count,
    pub(crate) dropped: Count,
    pub(crate) connections: Gauge,
    pub(crate) strangers: Gauge,
    pub(crate) connections_total: Count,
    pub(crate) connections_refused: Count,
    pub(crate) threads: Gauge,
}

impl Counters {
    pub(crate) fn received(&self, bytes: usize) {
        self.packets_in.add(1);
        self.bytes_in.add(bytes as u64);
    }

    pub(crate) fn sent(&self, bytes: usize) {
        self.packets_out.add(1);
        self.bytes_out.add(bytes as u64);
    }

    pub(crate) fn ended(&self, end: End) {
        self.ended[end as usize].add(1);
    }

    /// All but what the switchboard knows.
    pub(crate) fn stats(&self) -> Stats {
        let mut ended = Ends::default();
        for (sum, count) in ended.0.iter_mut().zip(&self.ended) {
            *sum = count.get();
        }
        Stats {
            calls: 0,
            calls_total: self.calls.get(),
            connected_total: self.connected.get(),
            ended,
            refused_total: self.refused.get(),
            panics_total: self.panics.get(),
            packets_in_total: self.packets_in.get(),
            bytes_in_total: self.bytes_in.get(),
            packets_out_total: self.packets_out.get(),
            bytes_out_total: self.bytes_out.get(),
            sunk_total: self.sunk.get(),
            strange_total: self.strange.get(),
            dropped_total: self.dropped.get(),
            tcp_connections: self.connections.get(),
            tcp_connections_total: self.connections_total.get(),
            tcp_refused_total: self.connections_refused.get(),
            addresses: 0,
            threads: self.threads.get(),
        }
    }
}
