//! The use cases, as traits. Services implement them; server functions and routes call them and nothing else.
//!
//! Every method takes the [`Principal`] first and decides by [`crate::permission::permit`] before it does anything,
//! because every server function is a public endpoint.
//!
//! [`Principal`]: crate::principal::Principal

mod absences;
mod accounts;
mod attendance;
mod blocks;
mod bookings;
mod centres;
mod checks;
mod days;
mod detainees;
mod dockets;
mod exchange;
mod lines;
mod notice_periods;
mod outbox;
mod repairs;
mod requests;
mod room_devices;
mod separations;
mod series;

pub use absences::Absences;
pub use accounts::{Accounts, NewSession, SignIn};
pub use attendance::Attendances;
pub use blocks::Blocks;
pub use bookings::Bookings;
pub use centres::Centres;
pub use checks::Checks;
pub use days::{Days, LiveEvents};
pub use detainees::Detainees;
pub use dockets::{Dockets, HearingList, Upload, Uploaded};
pub use exchange::{Claims, Exchange, Tokens};
pub use lines::Lines;
pub use notice_periods::NoticePeriods;
pub use outbox::Outbox;
pub use repairs::Repairs;
pub use requests::Requests;
pub use room_devices::RoomDevices;
pub use separations::Separations;
pub use series::Series;

/// What every use case answers.
pub type Answer<T> = Result<T, crate::error::Error>;
