//! The design system: what every page is made of. One file a thing, its look in `style/<thing>.css`.
//!
//! Fields take the raw text that a form carries and the [`shared::error::Problem`]s of the whole form; each finds its
//! own by name. `name="form[case_number]"` belongs to the problem field `case_number`.

pub mod button;
pub mod card;
pub mod dialog;
pub mod empty_state;
pub mod error_summary;
pub mod field;
mod focus;
pub mod heading;
pub mod hit_list;
pub mod hours_fields;
pub mod hours_grid;
pub mod icon;
pub mod loading;
pub mod notice;
pub mod refusal;
pub mod steps;
pub mod summary_list;
pub mod table;
pub mod tag;
pub mod time;

pub use button::{Button, LinkButton, Look, SubmitButton};
pub use card::Card;
pub use dialog::Dialog;
pub use empty_state::EmptyState;
pub use error_summary::ErrorSummary;
pub use field::{CheckboxField, Choice, Entry, Field, RadioField, SelectField, TextAreaField, Width};
pub(crate) use focus::focus;
pub use heading::PageHeading;
pub use hit_list::HitList;
pub use hours_fields::{HoursFields, hours_labels};
pub use hours_grid::HoursGrid;
pub use icon::{Glyph, Icon};
pub use loading::Loading;
pub use notice::Notice;
pub use refusal::Refusal;
pub use steps::{StepLink, Steps};
pub use summary_list::{SummaryList, SummaryRow};
pub use table::{Column, DataTable};
pub use tag::{AttendanceTag, DeliveryTag, ReadinessTag, StateTag, Tag, Tone, VerdictTag};
pub use time::{Clock, Moment, OtherZone, TimeRange, ZoneNote};
