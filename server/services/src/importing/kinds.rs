//! What a file can hold, and the columns by which it is recognised.

/// What a file holds. The order is the one in which they are stored, because later kinds refer to earlier ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Penal centres.
    Centres,
    /// Courts, clinics, defence offices, monitoring centres.
    Agencies,
    /// Rooms of centres.
    Rooms,
    /// Equipment of rooms.
    Kits,
    /// Professionals who take part in appointments.
    People,
    /// Persons deprived of liberty.
    Detainees,
    /// Movement, turnover and escorts of centres.
    CentreRules,
    /// Hours in which nobody moves.
    Counts,
    /// Days on which centres hold nothing.
    Holidays,
    /// Rooms, centres and people that cannot be had for a while.
    Blocks,
    /// Who belongs to a group that is kept apart.
    Groups,
    /// Who must not meet whom.
    Incompatibilities,
    /// Who leaves a centre.
    Departures,
    /// When professionals work.
    WorkingHours,
    /// How long before a hearing people must know of it.
    Notices,
}

impl Kind {
    /// All of them, in the order in which they are stored.
    pub const ALL: [Self; 15] = [
        Self::Centres,
        Self::Agencies,
        Self::Rooms,
        Self::Kits,
        Self::People,
        Self::Detainees,
        Self::CentreRules,
        Self::Counts,
        Self::Holidays,
        Self::Blocks,
        Self::Groups,
        Self::Incompatibilities,
        Self::Departures,
        Self::WorkingHours,
        Self::Notices,
    ];

    /// The columns a file of this kind must have.
    pub const fn required(self) -> &'static [&'static str] {
        match self {
            Self::Centres => &["code", "name", "country", "zone"],
            Self::Agencies => &["code", "name", "kind", "country", "zone"],
            Self::Rooms => &["centre", "code", "name", "uses", "hours"],
            Self::Kits => &["centre", "room", "code", "description"],
            Self::People => &["name", "email", "role"],
            Self::Detainees => &["code", "name", "centre"],
            Self::CentreRules => &["centre", "move_before", "move_after", "turnover"],
            Self::Counts => &["centre", "purpose", "hours"],
            Self::Holidays => &["centre", "date", "holiday"],
            Self::Blocks => &["centre", "from", "until", "cause"],
            Self::Groups => &["group", "detainee"],
            Self::Incompatibilities => &["one", "other"],
            Self::Departures => &["detainee", "centre", "why", "from"],
            Self::WorkingHours => &["email", "hours"],
            Self::Notices => &["country", "hearing_type", "notice_hours"],
        }
    }

    /// The columns it may have besides.
    pub const fn optional(self) -> &'static [&'static str] {
        match self {
            Self::Centres => &["capacity"],
            Self::People => &["agency", "interprets", "language"],
            Self::Rooms => &["waiting_area", "capacity"],
            Self::Detainees => &["module", "legal_status", "sex", "age_group"],
            Self::CentreRules => &["escort_teams"],
            Self::Blocks => &["room", "person", "note"],
            _ => &[],
        }
    }

    /// Whether a file of this kind has a column called `name`.
    pub fn knows(self, name: &str) -> bool {
        self.required().contains(&name) || self.optional().contains(&name)
    }

    /// The kind that `header` fits best, so that a misspelt column is reported by its name; `None` if hardly anything
    /// fits.
    pub fn of(header: &[String]) -> Option<Self> {
        let has = |column: &&&str| header.iter().any(|name| name == **column);
        let score = |kind: Self| {
            let required = kind.required();
            let found = required.iter().filter(has).count();
            let unknown = header.iter().filter(|name| !kind.knows(name)).count();
            // Twice the found, less the missing and the unknown, without signed arithmetic.
            (found >= 2).then(|| 100 + 2 * found - required.len().min(50) - unknown.min(50))
        };
        Self::ALL.into_iter().filter_map(|kind| score(kind).map(|score| (score, kind))).max().map(|(_, kind)| kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &str) -> Vec<String> {
        names.split(',').map(ToOwned::to_owned).collect()
    }

    #[test]
    fn every_kind_is_recognised_by_its_required_columns_and_by_all_of_them() {
        for kind in Kind::ALL {
            let required = kind.required().join(",");
            assert_eq!(Kind::of(&header(&required)), Some(kind));
            let all = [kind.required(), kind.optional()].concat().join(",");
            assert_eq!(Kind::of(&header(&all)), Some(kind));
        }
    }

    #[test]
    fn a_misspelt_column_does_not_change_the_kind() {
        assert_eq!(Kind::of(&header("centre,code,name,uses,horas")), Some(Kind::Rooms));
        assert_eq!(Kind::of(&header("code,name,country,zonee")), Some(Kind::Centres));
        assert_eq!(Kind::of(&header("code,name,kind,country,zona")), Some(Kind::Agencies));
    }

    #[test]
    fn strangers_are_not_recognised() {
        assert_eq!(Kind::of(&header("apellido,nombre")), None);
    }
}
