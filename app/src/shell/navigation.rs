//! Which pages an account finds at the top, by what it may do.

use locales::Texts;
use shared::{permission::UseCase, principal::AccountRole};

use crate::who::WhoAmI;

/// An entry of the main navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it leads.
    pub href: &'static str,
    /// The beginning of all addresses that belong to it.
    pub section: &'static str,
    /// Its words.
    pub label: &'static str,
}

impl Entry {
    /// Whether the page at `path` belongs to it.
    pub fn holds(&self, path: &str) -> bool {
        if self.section == "/" { path == "/" } else { path.starts_with(self.section) }
    }
}

/// The entries for `who`; none for strangers.
pub fn entries(who: &WhoAmI, t: &Texts) -> Vec<Entry> {
    let Some(account) = &who.account else { return Vec::new() };
    let day = match account.role {
        AccountRole::Warden | AccountRole::Nurse => t.nav.board,
        _ => t.nav.docket,
    };
    let checks = who.checks_at();
    let all = [
        (true, Entry { href: "/", section: "/", label: t.nav.home }),
        (who.may(UseCase::ReadDay), Entry { href: "/day/today", section: "/day/", label: day }),
        (who.may(UseCase::Book), Entry { href: "/appointments/new", section: "/appointments/new", label: t.nav.book }),
        (who.may(UseCase::PlanDocket), Entry { href: "/dockets/new", section: "/dockets/", label: t.nav.dockets }),
        (who.may(UseCase::Repair), Entry { href: "/repair", section: "/repair", label: t.nav.repair }),
        (
            who.may(UseCase::CheckDevices) || who.may(UseCase::CheckRoom),
            Entry { href: checks, section: checks, label: t.nav.check },
        ),
        (who.may(UseCase::KeepRules), Entry { href: "/centres", section: "/centres", label: t.nav.centres }),
        (who.may(UseCase::KeepAbsences), Entry { href: "/absences", section: "/absences", label: t.nav.absences }),
        (
            who.may(UseCase::KeepSeparations),
            Entry { href: "/separations", section: "/separations", label: t.nav.separations },
        ),
        (who.may(UseCase::KeepNoticePeriods), Entry { href: "/settings", section: "/settings", label: t.nav.settings }),
        (who.may(UseCase::ReadOutbox), Entry { href: "/outbox", section: "/outbox", label: t.nav.outbox }),
    ];
    all.into_iter().filter_map(|(shown, entry)| shown.then_some(entry)).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use shared::{directory::Language, ids::AccountId, principal::Account};

    use super::*;

    pub(crate) fn account(role: AccountRole) -> Account {
        Account {
            id: AccountId("0192f0c0-0000-7000-8000-000000000001".parse::<AccountId>().expect("an id").0),
            name: "Persona de prueba".parse().expect("a name"),
            role,
            agency: None,
            centre: None,
            person: None,
            place: None,
            language: Some(Language::Es),
        }
    }

    fn addresses(role: AccountRole) -> Vec<&'static str> {
        let who = WhoAmI { account: Some(account(role)), demo: false };
        entries(&who, locales::texts(Language::Es)).into_iter().map(|entry| entry.href).collect()
    }

    #[test]
    fn everyone_finds_what_their_role_may_do() {
        assert_eq!(
            addresses(AccountRole::Scheduler),
            ["/", "/day/today", "/appointments/new", "/dockets/new", "/repair", "/absences"]
        );
        assert_eq!(addresses(AccountRole::Warden), ["/", "/day/today", "/devices", "/centres", "/separations"]);
        assert_eq!(addresses(AccountRole::Lawyer), ["/", "/day/today", "/check", "/absences"]);
        assert_eq!(
            addresses(AccountRole::Administrator),
            ["/", "/day/today", "/centres", "/absences", "/settings", "/outbox"]
        );
        assert_eq!(addresses(AccountRole::Auditor), ["/", "/day/today"]);
        assert!(entries(&WhoAmI::default(), locales::texts(Language::Es)).is_empty());
    }

    #[test]
    fn a_page_belongs_to_one_entry() {
        let home = Entry { href: "/", section: "/", label: "" };
        let day = Entry { href: "/day/today", section: "/day/", label: "" };
        assert!(home.holds("/") && !home.holds("/day/today"));
        assert!(day.holds("/day/2027-01-11") && !day.holds("/"));
    }
}
