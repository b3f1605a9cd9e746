//! Lists of hearings: uploaded, planned, adjusted, booked as a whole.

mod api;
mod correcting;
mod new;
mod page;
mod picture;
mod places;
mod rows;
mod standing;
mod words;

pub use correcting::CorrectPage;
pub use new::NewDocketPage;
pub use page::DocketPage;
pub use places::PlacesPage;
pub use words::hindrance;
#[cfg(any(feature = "ssr", test))]
pub use words::template;
