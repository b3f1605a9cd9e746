//! Who must not meet whom, and why: for those who keep it and for nobody else. Everybody else reads "incompatible".

use serde::{Deserialize, Serialize};

use crate::{
    directory::DetaineeSummary,
    draft::fields::{self, keep},
    error::Problem,
    ids::{CentreId, GroupId, SeparationId},
    text::{Code, Name, Note},
};

/// One of two who must not meet, as their keepers see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideView {
    /// Whether it is everybody in a group.
    pub group: bool,
    /// The code of the detainee or the group.
    pub code: Code,
    /// The detainee's name; of who is held elsewhere, and of groups, none.
    pub name: Option<Name>,
    /// Whether they, or some of the group, are held in the reader's centre.
    pub here: bool,
}

/// Two who must not meet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeparationView {
    /// Its identifier.
    pub id: SeparationId,
    /// The one.
    pub one: SideView,
    /// The other; the same group twice keeps its members apart from each other.
    pub other: SideView,
    /// Why; `None` if it came with an import.
    pub reason: Option<Note>,
}

impl SeparationView {
    /// Whether the reader may end it: not while one of the two is held elsewhere, where others rely on it.
    pub const fn can_end(&self) -> bool {
        self.one.here && self.other.here
    }
}

/// People who are kept apart together, as far as they are held in the reader's centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupView {
    /// Its identifier.
    pub id: GroupId,
    /// Its unique code.
    pub code: Code,
    /// Those of it who are held here, by name.
    pub members: Vec<DetaineeSummary>,
    /// How many are held elsewhere.
    pub elsewhere: usize,
}

/// Everything about separations that touches a centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeparationBoard {
    /// The centre.
    pub centre: CentreId,
    /// Its name.
    pub name: Name,
    /// Pairs of which one side is held here, by their codes.
    pub pairs: Vec<SeparationView>,
    /// Groups with members here, by code.
    pub groups: Vec<GroupView>,
}

/// Two who must not meet, as typed. The field names are the names of the form's fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SeparationForm {
    /// The code of a detainee or of a group.
    pub one: String,
    /// The code of a detainee or of a group.
    pub other: String,
    /// Why.
    pub reason: String,
}

/// Two who must not meet, with every field sound. Who they are, and whether they are held where they should be, is for the
/// services to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSeparation {
    /// The code of the one.
    pub one: Code,
    /// The code of the other; the same again keeps the members of a group apart from each other.
    pub other: Code,
    /// Why.
    pub reason: Note,
}

impl SeparationForm {
    /// The two, and why.
    ///
    /// # Errors
    /// Everything that is missing or wrong, in the order of the form's fields.
    pub fn read(&self) -> Result<NewSeparation, Vec<Problem>> {
        let mut problems = Vec::new();
        let one = keep(&mut problems, "one", fields::text(&self.one));
        let other = keep(&mut problems, "other", fields::text(&self.other));
        let reason = keep(&mut problems, "reason", fields::text(&self.reason));
        match (one, other, reason) {
            (Some(one), Some(other), Some(reason)) => Ok(NewSeparation { one, other, reason }),
            _ => Err(problems),
        }
    }
}

/// Somebody for a group, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MemberForm {
    /// The group's code; a new one makes a group.
    pub group: String,
    /// The code of a detainee.
    pub detainee: String,
}

impl MemberForm {
    /// The codes of the group and of who is to belong to it.
    ///
    /// # Errors
    /// Everything that is missing or wrong, in the order of the form's fields.
    pub fn read(&self) -> Result<(Code, Code), Vec<Problem>> {
        let mut problems = Vec::new();
        let detainee = keep(&mut problems, "detainee", fields::text(&self.detainee));
        let group = keep(&mut problems, "group", fields::text(&self.group));
        group.zip(detainee).ok_or(problems)
    }
}
