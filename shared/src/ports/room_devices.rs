use async_trait::async_trait;

use super::Answer;
use crate::{
    check::StayingDevice,
    ids::{RoomDeviceId, RoomId},
    principal::Principal,
};

/// The devices that stay in rooms and check them without anybody signed in.
#[async_trait]
pub trait RoomDevices: Send + Sync {
    /// Who the secret of a device stands for; [`Principal::Anonymous`] if it is unknown, over or was sent away. To be asked
    /// for is to be used: it serves anew from then on.
    async fn by_secret(&self, secret: &str) -> Answer<Principal>;

    /// Those that stay in a room, the newest first. `here` is the secret of the device that asks, if it has one.
    async fn staying(&self, who: &Principal, room: RoomId, here: Option<&str>) -> Answer<Vec<StayingDevice>>;

    /// Lets another device stay in a room, and answers its secret, this once. What it came with before, `here`, serves no
    /// longer, and what was checked at it ends: a device stays in one room. [`crate::error::Error::Invalid`] if as many stay
    /// there as may.
    async fn stay(&self, who: &Principal, room: RoomId, here: Option<&str>) -> Answer<String>;

    /// Sends a device away; what it came with serves no longer, and what was checked at it ends.
    async fn send_away(&self, who: &Principal, device: RoomDeviceId) -> Answer<()>;
}
