//! From what a line says to the booking it would be: whom it names is looked up, and the booking's own rules judge it.

use std::collections::HashMap;

use shared::{
    appointment::Role,
    directory::PersonSummary,
    docket::{Column, Line, Mistake, Standing, Typed, Why},
    draft::{Draft, Invitee},
    error::Fault,
    exchange::Key,
    text::Email,
};

use super::super::{
    drafts::{MOST_INVITEES, without_slot},
    keys,
    needs::brought,
};
use crate::{db::StoreError, facts::View, house::House};

/// What no two lines of a list may have in common.
type Same = (String, String, String);

fn key(typed: &Typed, draft: &Draft) -> Same {
    let cell = |column| typed.cell(column).to_lowercase();
    (cell(Column::Case), cell(Column::Detainee), draft.what.hearing_type.clone())
}

/// The booking's field that a list has a column for.
const DETAINEE: &str = "detainee";

/// Whoever was looked up: a list names the same people again and again.
pub(super) struct Resolver<'a> {
    house: &'a House,
    people: HashMap<Email, Option<PersonSummary>>,
    /// Cases with their detainee and type that stand above.
    seen: HashMap<Same, u32>,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(house: &'a House) -> Self {
        Self { house, people: HashMap::new(), seen: HashMap::new() }
    }

    /// Knows of a line that stands elsewhere in the list.
    pub(super) fn saw(&mut self, line: &Line) {
        self.seen.insert(key(&line.typed, &line.draft), line.number);
    }

    /// The line with everything that is wrong with it. `malformed` says that its cells do not fit the table.
    pub(super) async fn line(&mut self, number: u32, typed: Typed, malformed: bool) -> Result<Line, StoreError> {
        let (said, mut mistakes) = typed.read();
        if malformed {
            mistakes.insert(0, Mistake { column: None, part: None, fault: Fault::UnknownChoice });
        }
        let mut draft = Draft { what: said.what, ..Draft::default() };
        let named: Vec<Key> = said.detainees.iter().map(|code| Key::Code(code.to_string())).collect();
        let mut problems = Vec::new();
        let facts = self.house.facts.seen(&self.house.db).await?;
        draft.detainees = brought(&self.house.db, &facts, DETAINEE, &named, &mut problems).await?;
        mistakes.extend(problems.into_iter().map(|problem| Mistake::new(Column::Detainee, problem.fault)));
        if said.people.len() > MOST_INVITEES {
            let max = i64::try_from(MOST_INVITEES).unwrap_or(i64::MAX);
            mistakes.push(Mistake::new(Column::People, Fault::NumberOutside { min: 1, max }));
        }
        for address in said.people.iter().take(MOST_INVITEES) {
            match self.person(&facts, address).await? {
                Some(found) => draft.invitees.push(Invitee {
                    person: found.id,
                    role: found.role,
                    required: found.role != Role::Guest,
                }),
                None => mistakes.push(Mistake::new(Column::People, Fault::UnknownChoice)),
            }
        }
        for (_, problem) in without_slot(&draft).err().unwrap_or_default() {
            let column = Column::of_problem(&problem.field);
            // Of a cell that is wrong already the booking only says that it is missing.
            if column == Column::Detainee && mistakes.iter().any(|known| known.column == Some(column)) {
                continue;
            }
            let part = Role::from_code(&problem.field);
            mistakes.push(Mistake { column: Some(column), part, fault: problem.fault });
        }
        if self.seen.insert(key(&typed, &draft), number).is_some() {
            mistakes.push(Mistake::new(Column::Case, Fault::Duplicate));
        }
        Ok(Line {
            number,
            typed,
            mistakes,
            draft,
            urgency: said.urgency,
            earliest: said.earliest,
            standing: Standing::Wanted,
            why: Why::default(),
            refused: Vec::new(),
            booked: None,
        })
    }

    async fn person(&mut self, facts: &View, address: &Email) -> Result<Option<PersonSummary>, StoreError> {
        if let Some(known) = self.people.get(address) {
            return Ok(known.clone());
        }
        let found = keys::known_person(&self.house.db, facts, &Key::Code(address.to_string())).await?;
        self.people.insert(address.clone(), found.clone());
        Ok(found)
    }
}
