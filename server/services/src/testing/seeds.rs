//! Who and what there is in a world. Everybody is invented.

use entity::{accounts, agencies, centres, detainees, kits, people, room_hours, rooms};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseConnection};
use serde::{Deserialize, Serialize};
use shared::{
    appointment::Role,
    directory::{AgencyKind, Language, RoomUse},
    ids::{AccountId, AgencyId, CentreId, DetaineeId, PersonId, RoomId},
    principal::{Account, AccountRole, Principal},
    text::Name,
};
use uuid::Uuid;

use crate::{
    clock::{IdSource, RandomIds},
    search::searchable,
};

/// [`super::PASSWORD`], hashed once, because hashing takes a tenth of a second.
const PASSWORD_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$l3e6TawcVtSRo67JCDLeYA$gONhe189/SRTdjx5Ym1KFcRiA2vOec/6dXeWmrj+f4E";

/// A centre. Its rooms are open Monday to Friday from 08:00 to 16:00.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Place {
    /// The centre.
    pub id: CentreId,
    /// A room for hearings.
    pub hearing: RoomId,
    /// Another one.
    pub second_hearing: RoomId,
    /// A room for private talks.
    pub consultation: RoomId,
    /// The clinic's room.
    pub clinic: RoomId,
    /// Two who are held there: María José Peña and José Ángel Núñez, or Ana Ruth Zelaya and Luis Díaz.
    pub detainees: [DetaineeId; 2],
}

/// Who asks for appointments.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Agencies {
    /// A court.
    pub sexto: AgencyId,
    /// Another court.
    pub septimo: AgencyId,
    /// A telemedicine hub.
    pub clinic: AgencyId,
}

/// One professional for each part, and a second judge and lawyer.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct People {
    /// A judge, with an account.
    pub judge: PersonId,
    /// Another judge.
    pub second_judge: PersonId,
    /// A prosecutor.
    pub prosecutor: PersonId,
    /// A defence lawyer, with an account.
    pub lawyer: PersonId,
    /// Another defence lawyer.
    pub second_lawyer: PersonId,
    /// An interpreter for Nahuat.
    pub interpreter: PersonId,
    /// A clinician, with an account.
    pub clinician: PersonId,
    /// A nurse.
    pub nurse: PersonId,
    /// A guest.
    pub guest: PersonId,
}

/// Who signs in. The logins are the names of the fields.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Accounts {
    /// Books for the first court.
    pub scheduler: Principal,
    /// Books for the other court.
    pub other_scheduler: Principal,
    /// Books for the telemedicine hub.
    pub clinic_scheduler: Principal,
    /// [`People::judge`].
    pub judge: Principal,
    /// [`People::lawyer`].
    pub lawyer: Principal,
    /// Of Izalco.
    pub warden: Principal,
    /// Of Mariona.
    pub other_warden: Principal,
    /// Of Izalco.
    pub nurse: Principal,
    /// [`People::clinician`].
    pub clinician: Principal,
    /// Sets the system up.
    pub administrator: Principal,
    /// Reads the record.
    pub auditor: Principal,
}

/// Everything there is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Seeds {
    /// A centre.
    pub izalco: Place,
    /// Another.
    pub mariona: Place,
    /// The agencies.
    pub agencies: Agencies,
    /// The professionals.
    pub people: People,
    /// The accounts.
    pub accounts: Accounts,
}

pub(super) async fn sow(db: &DatabaseConnection) -> Seeds {
    let izalco = place(db, "CP-IZA", "Izalco Fase III", ["María José Peña", "José Ángel Núñez"]).await;
    let mariona = place(db, "CP-MAR", "La Esperanza", ["Ana Ruth Zelaya", "Luis Díaz"]).await;
    let agencies = Agencies {
        sexto: agency(db, "TS6", "Tribunal Sexto de Sentencia", AgencyKind::Court).await,
        septimo: agency(db, "TS7", "Tribunal Séptimo de Sentencia", AgencyKind::Court).await,
        clinic: agency(db, "TELE", "Centro de Telemedicina", AgencyKind::Clinic).await,
    };
    let people = People {
        judge: person(db, "Julia Iraheta", Role::Judge, Some(agencies.sexto), None).await,
        second_judge: person(db, "Óscar Menjívar", Role::Judge, Some(agencies.septimo), None).await,
        prosecutor: person(db, "Fidel Campos", Role::Prosecutor, None, None).await,
        lawyer: person(db, "Delmy Argueta", Role::DefenceLawyer, None, None).await,
        second_lawyer: person(db, "Hugo Bonilla", Role::DefenceLawyer, None, None).await,
        interpreter: person(db, "Nantzin Pérez", Role::Interpreter, None, Some("Náhuat")).await,
        clinician: person(db, "Clara Escobar", Role::Clinician, Some(agencies.clinic), None).await,
        nurse: person(db, "Noemí Rivas", Role::Nurse, None, None).await,
        guest: person(db, "Gabriel Olmedo", Role::Guest, None, None).await,
    };
    let none = Belongs::default();
    let of = |agency: AgencyId| Belongs { agency: Some(agency), ..none };
    let at = |centre: CentreId| Belongs { centre: Some(centre), ..none };
    let is = |person: PersonId| Belongs { person: Some(person), ..none };
    let accounts = Accounts {
        scheduler: account(db, "scheduler", AccountRole::Scheduler, of(agencies.sexto)).await,
        other_scheduler: account(db, "other_scheduler", AccountRole::Scheduler, of(agencies.septimo)).await,
        clinic_scheduler: account(db, "clinic_scheduler", AccountRole::Scheduler, of(agencies.clinic)).await,
        judge: account(db, "judge", AccountRole::Judge, is(people.judge)).await,
        lawyer: account(db, "lawyer", AccountRole::Lawyer, is(people.lawyer)).await,
        warden: account(db, "warden", AccountRole::Warden, at(izalco.id)).await,
        other_warden: account(db, "other_warden", AccountRole::Warden, at(mariona.id)).await,
        nurse: account(db, "nurse", AccountRole::Nurse, at(izalco.id)).await,
        clinician: account(db, "clinician", AccountRole::Clinician, is(people.clinician)).await,
        administrator: account(db, "administrator", AccountRole::Administrator, none).await,
        auditor: account(db, "auditor", AccountRole::Auditor, none).await,
    };
    Seeds { izalco, mariona, agencies, people, accounts }
}

impl super::World {
    /// Another centre, with nobody and nothing in it; every `number` once in a world.
    pub async fn another_centre(&self, number: usize) -> CentreId {
        centre(&self.house.db, &format!("CP-X{number}"), &format!("Centro Penal Extra {number}")).await
    }

    /// Another room for hearings in `centre`, open like the others.
    pub async fn another_room(&self, centre: CentreId, number: usize) -> RoomId {
        room(&self.house.db, centre, &format!("X{number}"), &format!("Sala extra {number}"), &[RoomUse::Hearing]).await
    }

    /// Another detainee of `centre`; every `number` once in a world.
    pub async fn another_detainee(&self, centre: CentreId, number: usize) -> DetaineeId {
        detainee(&self.house.db, centre, &format!("DEMO-X-{number}"), &format!("Persona Extra {number}")).await
    }

    /// Another professional.
    pub async fn another_person(&self, role: Role, number: usize) -> PersonId {
        person(&self.house.db, &format!("Profesional {} {number}", role.code()), role, None, None).await
    }
}

async fn centre(db: &DatabaseConnection, code: &str, name: &str) -> CentreId {
    let id = RandomIds.next();
    let row = centres::ActiveModel {
        id: Set(id),
        code: Set(code.to_owned()),
        name: Set(name.to_owned()),
        country: Set("SV".to_owned()),
        zone: Set("America/El_Salvador".to_owned()),
        capacity: Set(Some(2016)),
    };
    row.insert(db).await.expect("a centre");
    CentreId(id)
}

async fn place(db: &DatabaseConnection, code: &str, name: &str, held: [&str; 2]) -> Place {
    let centre = centre(db, code, name).await;
    let mut detainees = [DetaineeId(centre.0); 2];
    for (number, name) in held.into_iter().enumerate() {
        detainees[number] = detainee(db, centre, &format!("DEMO-{code}-{number}"), name).await;
    }
    Place {
        id: centre,
        hearing: room(db, centre, "V1", "Sala virtual 1", &[RoomUse::Hearing, RoomUse::Consultation]).await,
        second_hearing: room(db, centre, "V2", "Sala virtual 2", &[RoomUse::Hearing]).await,
        consultation: room(db, centre, "L1", "Locutorio 1", &[RoomUse::Consultation]).await,
        clinic: room(db, centre, "C1", "Consultorio", &[RoomUse::Clinic]).await,
        detainees,
    }
}

async fn room(db: &DatabaseConnection, centre: CentreId, code: &str, name: &str, uses: &[RoomUse]) -> RoomId {
    let id = RandomIds.next();
    let uses: Vec<_> = uses.iter().map(|it| it.code()).collect();
    let row = rooms::ActiveModel {
        id: Set(id),
        centre_id: Set(centre.0),
        code: Set(code.to_owned()),
        name: Set(name.to_owned()),
        uses: Set(uses.join(" ")),
        waiting_area: Set(None),
        capacity: Set(None),
    };
    row.insert(db).await.expect("a room");
    for weekday in 0..5 {
        let row = room_hours::ActiveModel {
            id: Set(RandomIds.next()),
            room_id: Set(id),
            weekday: Set(weekday),
            from_minute: Set(8 * 60),
            to_minute: Set(16 * 60),
        };
        row.insert(db).await.expect("opening hours");
    }
    let row = kits::ActiveModel {
        id: Set(RandomIds.next()),
        room_id: Set(id),
        code: Set(format!("KIT-{id}")),
        description: Set("Pantalla, cámara y micrófono".to_owned()),
    };
    row.insert(db).await.expect("a kit");
    RoomId(id)
}

async fn detainee(db: &DatabaseConnection, centre: CentreId, code: &str, name: &str) -> DetaineeId {
    let id = RandomIds.next();
    let row = detainees::ActiveModel {
        id: Set(id),
        code: Set(code.to_owned()),
        name: Set(name.to_owned()),
        search: Set(searchable(&format!("{code} {name}"))),
        centre_id: Set(centre.0),
        module: Set(Some("Módulo 2".to_owned())),
        legal_status: Set(None),
        sex: Set(None),
        age_group: Set(None),
    };
    row.insert(db).await.expect("a detainee");
    DetaineeId(id)
}

async fn agency(db: &DatabaseConnection, code: &str, name: &str, kind: AgencyKind) -> AgencyId {
    let id = RandomIds.next();
    let row = agencies::ActiveModel {
        id: Set(id),
        code: Set(code.to_owned()),
        name: Set(name.to_owned()),
        kind: Set(kind.code().to_owned()),
        country: Set("SV".to_owned()),
        zone: Set("America/El_Salvador".to_owned()),
    };
    row.insert(db).await.expect("an agency");
    AgencyId(id)
}

async fn person(
    db: &DatabaseConnection,
    name: &str,
    role: Role,
    agency: Option<AgencyId>,
    interprets: Option<&str>,
) -> PersonId {
    let id = RandomIds.next();
    let row = people::ActiveModel {
        id: Set(id),
        name: Set(name.to_owned()),
        search: Set(searchable(name)),
        email: Set(format!("{}@telesala.test", searchable(name).trim().replace(' ', "."))),
        role: Set(role.code().to_owned()),
        agency_id: Set(agency.map(|agency| agency.0)),
        interprets: Set(interprets.map(str::to_owned)),
        language: Set(Language::Es.code().to_owned()),
    };
    row.insert(db).await.expect("a person");
    PersonId(id)
}

/// What an account belongs to.
#[derive(Clone, Copy, Default)]
struct Belongs {
    agency: Option<AgencyId>,
    centre: Option<CentreId>,
    person: Option<PersonId>,
}

async fn account(db: &DatabaseConnection, login: &str, role: AccountRole, belongs: Belongs) -> Principal {
    let id: Uuid = RandomIds.next();
    let name = format!("Cuenta {login}");
    let row = accounts::ActiveModel {
        id: Set(id),
        login: Set(login.to_owned()),
        name: Set(name.clone()),
        password_hash: Set(PASSWORD_HASH.to_owned()),
        role: Set(role.code().to_owned()),
        agency_id: Set(belongs.agency.map(|agency| agency.0)),
        centre_id: Set(belongs.centre.map(|centre| centre.0)),
        person_id: Set(belongs.person.map(|person| person.0)),
        language: Set(Language::Es.code().to_owned()),
        active: Set(true),
        failures: Set(0),
        last_failure_at: Set(None),
    };
    row.insert(db).await.expect("an account");
    Principal::Account(Account {
        id: AccountId(id),
        name: name.parse::<Name>().expect("a name"),
        role,
        agency: belongs.agency,
        centre: belongs.centre,
        person: belongs.person,
        place: None,
        language: Some(Language::Es),
    })
}
