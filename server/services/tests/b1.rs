#![cfg(feature = "testing")]
#[path = "../../tests/bookings/mod.rs"]
mod bookings;
