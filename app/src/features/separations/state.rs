//! What travels to the page of separations.

use serde::{Deserialize, Serialize};
use shared::{
    block::Hit,
    separation::{MemberForm, SeparationBoard, SeparationForm},
};

/// Everything that touches the centre, and what was typed and not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// What there is.
    pub board: SeparationBoard,
    /// A pair, as typed.
    pub pair: Option<SeparationForm>,
    /// What is booked and would bring that pair together; `None` if nobody asked.
    pub weighed: Option<Vec<Hit>>,
    /// Somebody for a group, as typed.
    pub member: Option<MemberForm>,
}
