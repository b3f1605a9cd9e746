#![cfg(feature = "testing")]
#![expect(missing_docs, reason = "temporary")]
#[path = "../../tests/accounts/mod.rs"]
mod accounts;
#[path = "../../tests/attendances/mod.rs"]
mod attendances;
#[path = "../../tests/checks/mod.rs"]
mod checks;
#[path = "../../tests/outbox/mod.rs"]
mod outbox;
