use std::net::IpAddr;

use async_trait::async_trait;

use super::Answer;
use crate::{
    check::{CheckPlace, CheckResult, CheckedFor, Measurements, Recorded, history::RoomHistory},
    ids::DeviceCheckId,
    principal::{Principal, RoomDevice},
    time::Instant,
};

/// Recording device checks.
#[async_trait]
pub trait Checks: Send + Sync {
    /// The server's time, for anyone: a device compares its clock with it.
    async fn now(&self) -> Answer<Instant>;

    /// What a check by `who` would count for.
    async fn place(&self, who: &Principal, counts_for: CheckedFor) -> Answer<CheckPlace> {
        self.place_at(who, None, counts_for).await
    }

    /// The same in the browser `at` a device that stays in a room, whoever is signed in there: of that room it counts for this
    /// device, and says nothing of another. For anything else it is a browser like any.
    async fn place_at(&self, who: &Principal, at: Option<RoomDevice>, counts_for: CheckedFor) -> Answer<CheckPlace>;

    /// Derives the verdicts from `measured` and, unless it is a stranger's trial, stores them. It is counted: by whom or what
    /// it counts for, and a stranger's by the address that it comes `from`.
    async fn record(
        &self,
        who: &Principal,
        from: Option<IpAddr>,
        counts_for: CheckedFor,
        measured: Measurements,
    ) -> Answer<CheckResult> {
        Ok(self.record_further(who, from, counts_for, measured, None).await?.judgement.result)
    }

    /// The same of a check of which a part was recorded under `before`: whatever that part says no longer beside this, this
    /// takes the place of. What is no part of the same check, or nothing of `who`'s, is left as it is.
    async fn record_further(
        &self,
        who: &Principal,
        from: Option<IpAddr>,
        counts_for: CheckedFor,
        measured: Measurements,
        before: Option<DeviceCheckId>,
    ) -> Answer<Recorded> {
        self.record_at(who, from, None, counts_for, measured, before).await
    }

    /// The same in the browser `at` a device that stays in a room, as in [`Self::place_at`].
    async fn record_at(
        &self,
        who: &Principal,
        from: Option<IpAddr>,
        at: Option<RoomDevice>,
        counts_for: CheckedFor,
        measured: Measurements,
        before: Option<DeviceCheckId>,
    ) -> Answer<Recorded>;

    /// Other devices are connected than when the last check was made: it ends now.
    async fn devices_changed(&self, who: &Principal, counts_for: CheckedFor) -> Answer<()> {
        self.devices_changed_at(who, None, counts_for).await
    }

    /// The same in the browser `at` a device that stays in a room, as in [`Self::place_at`].
    async fn devices_changed_at(&self, who: &Principal, at: Option<RoomDevice>, counts_for: CheckedFor) -> Answer<()>;

    /// The checks of the rooms that `who` checks, over the last weeks.
    async fn history(&self, who: &Principal) -> Answer<Vec<RoomHistory>>;
}
