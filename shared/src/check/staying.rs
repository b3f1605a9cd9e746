//! Devices that stay in a room: they check it every day, and nobody need sign in for that.

use serde::{Deserialize, Serialize};

use crate::{ids::RoomDeviceId, text::Name, time::Local};

/// Days after its last use for which a device serves: one that is off over a long closure still does, one that was taken out
/// and forgotten does not.
pub const STAYS_DAYS: i64 = 180;

/// So many devices stay in one room at most: more are not looked after.
pub const MOST_STAYING: u32 = 5;

/// A device that stays in a room. What it comes with is in none of this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StayingDevice {
    /// Which.
    pub id: RoomDeviceId,
    /// Since when.
    pub since: Local,
    /// Who said so.
    pub by: Option<Name>,
    /// The day on which it was last used, by its beginning.
    pub used: Option<Local>,
    /// Until when it serves unless it is used.
    pub until: Local,
    /// Whether it is the device that asks.
    pub here: bool,
}
