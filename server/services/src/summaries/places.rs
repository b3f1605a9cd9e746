//! Where appointments happen, by which clock, and who is brought there.

use std::collections::HashMap;

use entity::{centres, detainees, rooms, site_detainees, sites};
use sea_orm::{
    ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    sea_query::SelectStatement,
};
use shared::{
    appointment::{Site, SiteDetainee},
    ids::{CentreId, DetaineeId, RoomId},
    time::{Instant, Period},
    zone::Zone,
};
use uuid::Uuid;

use super::one_of;
use crate::db::{StoreError, reading};

/// A site, with the zone of its centre: an appointment has the first one's, and the others may lie elsewhere.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) site: Site,
    zone: Zone,
}

impl Place {
    /// The civil day there at `at`.
    pub(super) fn day(&self, at: Instant) -> Option<Period> {
        self.zone.day(self.zone.date(at))
    }
}

/// A site with one of its detainees, or none.
#[derive(FromQueryResult)]
struct Row {
    site_id: Uuid,
    appointment_id: Uuid,
    centre_id: Uuid,
    centre_name: String,
    zone: String,
    room_id: Uuid,
    room_name: String,
    detainee_id: Option<Uuid>,
    detainee_code: Option<String>,
    detainee_name: Option<String>,
    module: Option<String>,
}

/// The sites of the appointments in `which`, by appointment.
pub(super) async fn of(
    db: &impl ConnectionTrait,
    which: &SelectStatement,
) -> Result<HashMap<Uuid, Vec<Place>>, StoreError> {
    let centre = sites::Entity::belongs_to(centres::Entity).from(sites::Column::CentreId).to(centres::Column::Id);
    let room = sites::Entity::belongs_to(rooms::Entity).from(sites::Column::RoomId).to(rooms::Column::Id);
    let brought =
        sites::Entity::belongs_to(site_detainees::Entity).from(sites::Column::Id).to(site_detainees::Column::SiteId);
    let detainee = site_detainees::Entity::belongs_to(detainees::Entity)
        .from(site_detainees::Column::DetaineeId)
        .to(detainees::Column::Id);
    let rows = sites::Entity::find()
        .select_only()
        .column_as(sites::Column::Id, "site_id")
        .column_as(sites::Column::AppointmentId, "appointment_id")
        .column_as(sites::Column::CentreId, "centre_id")
        .column_as(centres::Column::Name, "centre_name")
        .column_as(centres::Column::Zone, "zone")
        .column_as(sites::Column::RoomId, "room_id")
        .column_as(rooms::Column::Name, "room_name")
        .column_as(detainees::Column::Id, "detainee_id")
        .column_as(detainees::Column::Code, "detainee_code")
        .column_as(detainees::Column::Name, "detainee_name")
        .column_as(detainees::Column::Module, "module")
        .join(JoinType::InnerJoin, centre.into())
        .join(JoinType::InnerJoin, room.into())
        .join(JoinType::LeftJoin, brought.into())
        .join(JoinType::LeftJoin, detainee.into())
        .filter(one_of(sites::Column::AppointmentId, which))
        .order_by_asc(sites::Column::Id)
        .order_by_asc(site_detainees::Column::Id)
        .into_model::<Row>()
        .all(db)
        .await?;

    let mut zones: HashMap<String, Zone> = HashMap::new();
    let mut by_appointment: HashMap<Uuid, Vec<Place>> = HashMap::new();
    let mut last = None;
    for row in rows {
        let places = by_appointment.entry(row.appointment_id).or_default();
        if last != Some(row.site_id) {
            last = Some(row.site_id);
            let site = Site {
                centre: CentreId(row.centre_id),
                centre_name: reading::text(row.centre_name, "centre name")?,
                room: RoomId(row.room_id),
                room_name: reading::text(row.room_name, "room name")?,
                detainees: Vec::new(),
            };
            places.push(Place { site, zone: remembered(&mut zones, row.zone)? });
        }
        if let (Some(place), Some(id), Some(code), Some(name)) =
            (places.last_mut(), row.detainee_id, row.detainee_code, row.detainee_name)
        {
            place.site.detainees.push(SiteDetainee {
                id: DetaineeId(id),
                code: reading::text(code, "detainee code")?,
                name: reading::text(name, "detainee name")?,
                module: reading::text_or_none(row.module, "module")?,
            });
        }
    }
    Ok(by_appointment)
}

/// The zone called `name`, looked up once: many appointments are in few centres.
fn remembered(zones: &mut HashMap<String, Zone>, name: String) -> Result<Zone, StoreError> {
    if let Some(zone) = zones.get(&name) {
        return Ok(zone.clone());
    }
    let zone = reading::zone(&name)?;
    zones.insert(name, zone.clone());
    Ok(zone)
}
