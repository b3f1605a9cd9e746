//! The accounts of the demo: one for every role, and what the other courts and centres need.

use std::{collections::HashMap, fmt::Write as _};

use services::{
    accounts::{NewAccount, create_account},
    house::{House, Services},
};
use shared::{
    ports::SignIn,
    principal::{AccountRole, Principal},
};

use crate::startup::StartError;

/// The password of every demo account.
pub const PASSWORD: &str = "demo-telesala";

/// An account of the demo.
struct DemoAccount {
    login: &'static str,
    name: &'static str,
    role: AccountRole,
    /// The code of the agency or of the centre, or the professional's address.
    place: Place,
    /// What the table says of it; `None` for those that only the story needs.
    about: Option<&'static str>,
}

enum Place {
    Nowhere,
    Agency(&'static str),
    Centre(&'static str),
    Person(&'static str),
}

const fn account(
    login: &'static str,
    name: &'static str,
    role: AccountRole,
    place: Place,
    about: Option<&'static str>,
) -> DemoAccount {
    DemoAccount { login, name, role, place, about }
}

const ACCOUNTS: [DemoAccount; 16] = {
    use AccountRole as R;
    use Place::{Agency, Centre, Nowhere, Person};
    [
        account(
            "agenda",
            "Silvia Agenda Demo",
            R::Scheduler,
            Agency("TS6"),
            Some("books for a court (Tribunal Sexto)"),
        ),
        account("jueza", "Elena Ceibo Lucero", R::Judge, Person("jueza@example.org"), Some("judge")),
        account("defensa", "Gabriel Maquilishuat Sol", R::Lawyer, Person("defensa@example.org"), Some("lawyer")),
        account("custodia", "Ramón Custodia Demo", R::Warden, Centre("IZ3"), Some("warden (Izalco Fase III)")),
        account("enfermeria", "Norma Enfermería Demo", R::Nurse, Centre("ILO"), Some("nurse (Ilopango)")),
        account(
            "especialista",
            "Valeria Tamarindo Aurora",
            R::Clinician,
            Person("especialista@example.org"),
            Some("clinician"),
        ),
        account("administracion", "Óscar Administración Demo", R::Administrator, Nowhere, Some("administrator")),
        account("auditoria", "Teresa Auditoría Demo", R::Auditor, Nowhere, Some("auditor")),
        account("agenda2", "Raúl Agenda Demo", R::Scheduler, Agency("JI3"), Some("books for another court")),
        account("custodia2", "Lorena Custodia Demo", R::Warden, Centre("MA2"), Some("warden of another centre")),
        account("agenda3", "Mirna Agenda Demo", R::Scheduler, Agency("JVP"), None),
        account("agenda4", "Joel Agenda Demo", R::Scheduler, Agency("JP1"), None),
        account("agenda-clinica", "Dora Agenda Demo", R::Scheduler, Agency("CTM"), None),
        account("custodia3", "Edwin Custodia Demo", R::Warden, Centre("CDM"), None),
        account("custodia4", "Sara Custodia Demo", R::Warden, Centre("GSA"), None),
        account("custodia5", "Iris Custodia Demo", R::Warden, Centre("ILO"), None),
    ]
};

/// What is printed at the start: who can sign in.
pub fn table() -> String {
    let mut table = format!("Everything in it is fictional. Sign in with any of these; the password is {PASSWORD}:\n");
    for account in &ACCOUNTS {
        if let Some(about) = account.about {
            let _ = writeln!(table, "  {:15} {about}", account.login);
        }
    }
    table
}

/// Makes the accounts.
pub(super) async fn make(house: &House) -> Result<(), StartError> {
    for account in &ACCOUNTS {
        let mut new = NewAccount {
            login: account.login.to_owned(),
            name: account.name.to_owned(),
            password: PASSWORD.to_owned(),
            role: account.role,
            agency_code: None,
            centre_code: None,
            person_email: None,
            language: None,
        };
        match account.place {
            Place::Nowhere => {}
            Place::Agency(code) => new.agency_code = Some(code.to_owned()),
            Place::Centre(code) => new.centre_code = Some(code.to_owned()),
            Place::Person(email) => new.person_email = Some(email.to_owned()),
        }
        create_account(house, new).await?;
    }
    Ok(())
}

/// Everybody who acts in the story, by login.
pub(super) struct Cast(HashMap<&'static str, Principal>);

impl Cast {
    /// The one who signs in as `login`.
    pub(super) fn one(&self, login: &str) -> Result<&Principal, StartError> {
        self.0.get(login).ok_or_else(|| StartError::Refused(format!("nobody plays {login}")))
    }
}

/// Signs those in who book, who check rooms and who ask, and out again: the story acts as them, as anybody would.
pub(super) async fn sign_in(services: &Services) -> Result<Cast, StartError> {
    let mut cast = HashMap::new();
    let acting =
        |role| matches!(role, AccountRole::Scheduler | AccountRole::Warden | AccountRole::Lawyer | AccountRole::Nurse);
    for account in ACCOUNTS.iter().filter(|account| acting(account.role)) {
        let who = SignIn { name: account.login.to_owned(), password: PASSWORD.to_owned(), address: None, device: None };
        let session = services.accounts.sign_in(who).await?;
        cast.insert(account.login, services.accounts.by_session(&session.secret).await?);
        services.accounts.sign_out(&session.secret).await?;
    }
    Ok(Cast(cast))
}
