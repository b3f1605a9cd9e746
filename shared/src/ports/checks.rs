use std::net::IpAddr;

use async_trait::async_trait;

use super::Answer;
use crate::{
    check::{CheckPlace, CheckResult, CheckedFor, Measurements, Recorded, history::RoomHistory},
    ids::DeviceCheckId,
    principal::Principal,
    time::Instant,
};

/// Recording device checks.
#[async_trait]
pub trait Checks: Send + Sync {
    /// The server's time, for anyone: a device compares its clock with it.
    async fn now(&self) -> Answer<Instant>;

    /// What a check by `who` would count for.
    async fn place(&self, who: &Principal, counts_for: CheckedFor) -> Answer<CheckPlace>;

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
    ) -> Answer<Recorded>;

    /// Other devices are connected than when the last check was made: it ends now.
    async fn devices_changed(&self, who: &Principal, counts_for: CheckedFor) -> Answer<()>;

    /// The checks of the rooms that `who` checks, over the last weeks.
    async fn history(&self, who: &Principal) -> Answer<Vec<RoomHistory>>;
}
