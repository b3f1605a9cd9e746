//! What stands between the network and the pages: one file a concern.

pub mod address;
pub mod body;
pub mod calendar;
pub mod calendars;
pub mod day;
pub mod docket;
pub mod echo;
pub mod files;
pub mod headers;
pub mod health;
pub mod language;
pub mod limits;
pub mod live;
pub mod log;
pub mod metrics;
pub mod origin;
pub mod refusal;
pub mod session;
