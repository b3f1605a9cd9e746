//! From the cells of a table to checked values.

use std::{collections::HashMap, str::FromStr};

use shared::{
    appointment::Role,
    directory::{AgencyKind, Language, RoomUse},
    schedule::waiting::{AgeGroup, LegalStatus, Sex},
    text::{Code, Email, Name, TextError},
    time::WeeklyWindow,
    zone::Zone,
};

mod rules;

use self::rules::{Apart, Block, CentreRule, Count, Holiday, Leaving, Member, Notice, Work};
use super::{
    Fault, Kind, Source, Why, hours,
    reading::{self, Line, Table},
};

/// A value with the place it was read from.
pub(super) struct Row<T> {
    /// The file's name.
    pub(super) file: String,
    /// The line in it.
    pub(super) line: u64,
    /// What it says.
    pub(super) value: T,
}

/// What a file says where it may say nothing.
#[derive(Clone, Debug)]
pub(super) enum Said<T> {
    /// It has no such column: what is stored stays.
    Nothing,
    /// It has; the cell may be empty.
    Cell(Option<T>),
}

impl<T> Said<T> {
    /// What is stored from now on where `stands` is stored.
    pub(super) fn over<S: Clone>(&self, stands: Option<&S>, written: impl Fn(&T) -> S) -> Option<S> {
        match self {
            Self::Nothing => stands.cloned(),
            Self::Cell(cell) => cell.as_ref().map(written),
        }
    }
}

pub(super) struct Centre {
    pub(super) code: Code,
    pub(super) name: Name,
    pub(super) country: String,
    pub(super) zone: String,
    pub(super) capacity: Option<i32>,
}

pub(super) struct Agency {
    pub(super) code: Code,
    pub(super) name: Name,
    pub(super) kind: AgencyKind,
    pub(super) country: String,
    pub(super) zone: String,
}

pub(super) struct Room {
    pub(super) centre: Code,
    pub(super) code: Code,
    pub(super) name: Name,
    pub(super) uses: Vec<RoomUse>,
    pub(super) hours: Vec<WeeklyWindow>,
    pub(super) waiting_area: Said<Code>,
    pub(super) capacity: Said<u16>,
}

pub(super) struct Kit {
    pub(super) centre: Code,
    pub(super) room: Code,
    pub(super) code: Code,
    pub(super) description: Name,
}

pub(super) struct Person {
    pub(super) name: Name,
    pub(super) email: Email,
    pub(super) role: Role,
    pub(super) agency: Option<Code>,
    pub(super) interprets: Option<Name>,
    pub(super) language: Language,
}

pub(super) struct Detainee {
    pub(super) code: Code,
    pub(super) name: Name,
    pub(super) centre: Code,
    pub(super) module: Option<Name>,
    pub(super) status: Said<LegalStatus>,
    pub(super) sex: Said<Sex>,
    pub(super) age: Said<AgeGroup>,
}

/// Everything that the files hold.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) centres: Vec<Row<Centre>>,
    pub(super) agencies: Vec<Row<Agency>>,
    pub(super) rooms: Vec<Row<Room>>,
    pub(super) kits: Vec<Row<Kit>>,
    pub(super) people: Vec<Row<Person>>,
    pub(super) detainees: Vec<Row<Detainee>>,
    pub(super) centre_rules: Vec<Row<CentreRule>>,
    pub(super) counts: Vec<Row<Count>>,
    pub(super) holidays: Vec<Row<Holiday>>,
    pub(super) blocks: Vec<Row<Block>>,
    pub(super) members: Vec<Row<Member>>,
    pub(super) apart: Vec<Row<Apart>>,
    pub(super) leaving: Vec<Row<Leaving>>,
    pub(super) work: Vec<Row<Work>>,
    pub(super) notices: Vec<Row<Notice>>,
}

/// Reads every file; everything wrong goes into `faults`.
pub(super) fn read(sources: &[Source], faults: &mut Vec<Fault>) -> Rows {
    let mut rows = Rows::default();
    let tables: Vec<Table> = sources.iter().filter_map(|source| reading::read(source, faults)).collect();
    for table in &tables {
        for line in &table.lines {
            let mut cells = Cells { table, line, faults };
            match table.kind {
                Kind::Centres => rows.centres.extend(cells.centre().map(|value| cells.row(value))),
                Kind::Agencies => rows.agencies.extend(cells.agency().map(|value| cells.row(value))),
                Kind::Rooms => rows.rooms.extend(cells.room().map(|value| cells.row(value))),
                Kind::Kits => rows.kits.extend(cells.kit().map(|value| cells.row(value))),
                Kind::People => rows.people.extend(cells.person().map(|value| cells.row(value))),
                Kind::Detainees => rows.detainees.extend(cells.detainee().map(|value| cells.row(value))),
                Kind::CentreRules => rows.centre_rules.extend(cells.centre_rule().map(|value| cells.row(value))),
                Kind::Counts => rows.counts.extend(cells.count().map(|value| cells.row(value))),
                Kind::Holidays => rows.holidays.extend(cells.holiday().map(|value| cells.row(value))),
                Kind::Blocks => rows.blocks.extend(cells.block().map(|value| cells.row(value))),
                Kind::Groups => rows.members.extend(cells.member().map(|value| cells.row(value))),
                Kind::Incompatibilities => rows.apart.extend(cells.apart().map(|value| cells.row(value))),
                Kind::Departures => rows.leaving.extend(cells.leaving().map(|value| cells.row(value))),
                Kind::WorkingHours => rows.work.extend(cells.work().map(|value| cells.row(value))),
                Kind::Notices => rows.notices.extend(cells.notice().map(|value| cells.row(value))),
            }
        }
    }
    twice(&rows.centres, "code", faults, |centre| centre.code.to_string());
    twice(&rows.agencies, "code", faults, |agency| agency.code.to_string());
    twice(&rows.rooms, "code", faults, |room| format!("{}\n{}", room.centre, room.code));
    twice(&rows.kits, "code", faults, |kit| kit.code.to_string());
    twice(&rows.people, "email", faults, |person| person.email.to_string());
    twice(&rows.detainees, "code", faults, |detainee| detainee.code.to_string());
    twice(&rows.centre_rules, "centre", faults, |rule| rule.centre.to_string());
    twice(&rows.counts, "purpose", faults, |count| format!("{}\n{}", count.centre, count.purpose.code()));
    twice(&rows.holidays, "date", faults, |holiday| format!("{}\n{}", holiday.centre, holiday.date));
    twice(&rows.blocks, "from", faults, |block| {
        let over = block.room.as_ref().map(ToString::to_string).or(block.person.as_ref().map(ToString::to_string));
        let centre = if block.person.is_some() { String::new() } else { block.centre.to_string() };
        format!("{centre}\n{}\n{}", over.unwrap_or_default(), block.from)
    });
    twice(&rows.members, "detainee", faults, |member| format!("{}\n{}", member.group, member.detainee));
    twice(&rows.apart, "other", faults, |pair| format!("{}\n{}", pair.one, pair.other));
    twice(&rows.leaving, "detainee", faults, |leaving| format!("{}\n{}", leaving.detainee, leaving.centre));
    twice(&rows.work, "email", faults, |work| work.email.to_string());
    twice(&rows.notices, "hearing_type", faults, |notice| {
        format!("{}\n{}", notice.country, notice.hearing_type.code())
    });
    rows
}

/// Names every row whose key a row before it has.
fn twice<T>(rows: &[Row<T>], column: &str, faults: &mut Vec<Fault>, key: impl Fn(&T) -> String) {
    let mut seen: HashMap<String, &Row<T>> = HashMap::new();
    for row in rows {
        if let Some(first) = seen.get(&key(&row.value)) {
            faults.push(row.fault(column, Why::Twice(first.file.clone(), first.line)));
        } else {
            seen.insert(key(&row.value), row);
        }
    }
}

impl<T> Row<T> {
    /// Something wrong with this row.
    pub(super) fn fault(&self, column: &str, why: Why) -> Fault {
        Fault { file: self.file.clone(), line: Some(self.line), column: Some(column.to_owned()), why }
    }
}

/// The cells of a line, being read. Every cell is looked at before the line is given up, so that the report names all
/// that is wrong with it at once.
struct Cells<'a> {
    table: &'a Table,
    line: &'a Line,
    faults: &'a mut Vec<Fault>,
}

/// A cell is not acceptable; what is wrong with it has been noted.
struct Faulty;

impl Cells<'_> {
    fn row<T>(&self, value: T) -> Row<T> {
        Row { file: self.table.file.clone(), line: self.line.number, value }
    }

    fn wrong<T>(&mut self, column: &str, why: Why) -> Option<T> {
        let (file, line) = (self.table.file.clone(), Some(self.line.number));
        self.faults.push(Fault { file, line, column: Some(column.to_owned()), why });
        None
    }

    fn text<T: FromStr<Err = TextError>>(&mut self, column: &str) -> Option<T> {
        match self.table.cell(self.line, column).parse() {
            Ok(text) => Some(text),
            Err(error) => self.wrong(column, Why::Text(error)),
        }
    }

    /// A cell that may stay empty.
    fn maybe<T: FromStr<Err = TextError>>(&mut self, column: &str) -> Result<Option<T>, Faulty> {
        if self.table.cell(self.line, column).is_empty() { Ok(None) } else { self.text(column).map(Some).ok_or(Faulty) }
    }

    /// What `read` finds in `column`, if the file has it.
    fn said<T>(
        &mut self,
        column: &str,
        read: impl FnOnce(&mut Self) -> Result<Option<T>, Faulty>,
    ) -> Result<Said<T>, Faulty> {
        if self.table.has(column) { read(self).map(Said::Cell) } else { Ok(Said::Nothing) }
    }

    /// One of `all`, in a column that may be missing and a cell that may stay empty.
    fn category<T: Copy>(
        &mut self,
        column: &str,
        all: &[T],
        code: impl Fn(&T) -> &'static str,
    ) -> Result<Said<T>, Faulty> {
        self.said(column, |cells| {
            if cells.table.cell(cells.line, column).is_empty() {
                return Ok(None);
            }
            cells.choice(column, all, code).map(Some).ok_or(Faulty)
        })
    }

    fn choice<T>(&mut self, column: &str, all: &[T], code: impl Fn(&T) -> &'static str) -> Option<T>
    where
        T: Copy,
    {
        let cell = self.table.cell(self.line, column).to_lowercase();
        let found = all.iter().find(|item| code(item) == cell).copied();
        if found.is_none() {
            let why = if cell.is_empty() {
                Why::Missing
            } else {
                Why::Choice(all.iter().map(code).collect::<Vec<_>>().join(", "))
            };
            return self.wrong(column, why);
        }
        found
    }

    fn country(&mut self) -> Option<String> {
        let cell = self.table.cell(self.line, "country").to_uppercase();
        if cell.len() == 2 && cell.bytes().all(|byte| byte.is_ascii_uppercase()) {
            Some(cell)
        } else {
            self.wrong("country", if cell.is_empty() { Why::Missing } else { Why::Country })
        }
    }

    fn zone(&mut self) -> Option<String> {
        let cell = self.table.cell(self.line, "zone");
        if Zone::named(cell).is_some() {
            Some(cell.to_owned())
        } else {
            self.wrong("zone", if cell.is_empty() { Why::Missing } else { Why::Zone })
        }
    }

    fn capacity(&mut self) -> Result<Option<i32>, Faulty> {
        let cell = self.table.cell(self.line, "capacity");
        if cell.is_empty() {
            return Ok(None);
        }
        match cell.parse() {
            Ok(people) if people >= 0 => Ok(Some(people)),
            _ => self.wrong("capacity", Why::Number).ok_or(Faulty),
        }
    }

    fn uses(&mut self) -> Option<Vec<RoomUse>> {
        let cell = self.table.cell(self.line, "uses").to_lowercase();
        let words: Vec<&str> = cell.split([' ', ',', '+']).filter(|word| !word.is_empty()).collect();
        let uses: Vec<RoomUse> = RoomUse::ALL.into_iter().filter(|item| words.contains(&item.code())).collect();
        if words.is_empty() {
            self.wrong("uses", Why::Missing)
        } else if words.iter().all(|word| RoomUse::from_code(word).is_some()) {
            Some(uses)
        } else {
            self.wrong("uses", Why::Choice(RoomUse::ALL.map(RoomUse::code).join(", ")))
        }
    }

    fn hours(&mut self) -> Option<Vec<WeeklyWindow>> {
        match hours::read(self.table.cell(self.line, "hours")) {
            Ok(windows) => Some(windows),
            Err(why) => self.wrong("hours", why),
        }
    }

    fn centre(&mut self) -> Option<Centre> {
        let (code, name, country) = (self.text("code"), self.text("name"), self.country());
        let (zone, capacity) = (self.zone(), self.capacity());
        Some(Centre { code: code?, name: name?, country: country?, zone: zone?, capacity: capacity.ok()? })
    }

    fn agency(&mut self) -> Option<Agency> {
        let (code, name) = (self.text("code"), self.text("name"));
        let kind = self.choice("kind", &AgencyKind::ALL, |kind| kind.code());
        let (country, zone) = (self.country(), self.zone());
        Some(Agency { code: code?, name: name?, kind: kind?, country: country?, zone: zone? })
    }

    fn room(&mut self) -> Option<Room> {
        let (centre, code, name) = (self.text("centre"), self.text("code"), self.text("name"));
        let (uses, hours) = (self.uses(), self.hours());
        let waiting_area = self.said("waiting_area", |cells| cells.maybe("waiting_area"));
        let capacity = self.said("capacity", Self::people);
        Some(Room {
            centre: centre?,
            code: code?,
            name: name?,
            uses: uses?,
            hours: hours?,
            waiting_area: waiting_area.ok()?,
            capacity: capacity.ok()?,
        })
    }

    fn kit(&mut self) -> Option<Kit> {
        let (centre, room) = (self.text("centre"), self.text("room"));
        let (code, description) = (self.text("code"), self.text("description"));
        Some(Kit { centre: centre?, room: room?, code: code?, description: description? })
    }

    fn person(&mut self) -> Option<Person> {
        let (name, email) = (self.text("name"), self.text("email"));
        let role = self.choice("role", Role::ALL, |role| role.code());
        let (agency, interprets) = (self.maybe("agency"), self.maybe("interprets"));
        let language = if self.table.cell(self.line, "language").is_empty() {
            Some(Language::default())
        } else {
            self.choice("language", &Language::ALL, |language| language.code())
        };
        Some(Person {
            name: name?,
            email: email?,
            role: role?,
            agency: agency.ok()?,
            interprets: interprets.ok()?,
            language: language?,
        })
    }

    fn detainee(&mut self) -> Option<Detainee> {
        let (code, name) = (self.text("code"), self.text("name"));
        let (centre, module) = (self.text("centre"), self.maybe("module"));
        let status = self.category("legal_status", LegalStatus::ALL, |it| it.code());
        let sex = self.category("sex", Sex::ALL, |it| it.code());
        let age = self.category("age_group", AgeGroup::ALL, |it| it.code());
        Some(Detainee {
            code: code?,
            name: name?,
            centre: centre?,
            module: module.ok()?,
            status: status.ok()?,
            sex: sex.ok()?,
            age: age.ok()?,
        })
    }
}
