//! What stands between the network and the pages.

mod amending;
mod bad_input;
mod day;
mod edges;
mod functions;
mod live;
mod log;
mod outbox;
mod pages;
mod reasons;
mod safety;
mod seeking;
mod strangers;
mod typed;
