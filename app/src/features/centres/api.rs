//! The server functions of the pages of centres.

use leptos::prelude::*;
use shared::{
    block::BlockForm,
    centre::{AreaForm, CapacityForm, CentreLine, HolidayForm, RulesForm},
    hours::HoursForm,
    ids::{BlockId, CentreId, RoomId},
    schedule::CountKind,
};

use super::state::{Opened, OpenedRoom, Overview, Weighed, WeighedRules};
use crate::error::ApiError;

/// The centres that one keeps.
#[server(prefix = "/do", endpoint = "centres/list", output = crate::wire::Compact)]
pub async fn centres() -> Result<Vec<CentreLine>, ApiError> {
    use crate::context::{answer, port, principal};
    use shared::ports::Centres;
    answer(port::<dyn Centres>().centres(&principal()).await)
}

#[cfg(feature = "ssr")]
async fn read(id: &str) -> Result<shared::centre::CentreView, ApiError> {
    use crate::context::{answer, port, principal};
    use shared::{error::Error, ports::Centres};
    let id: CentreId = answer(id.parse().map_err(|_| Error::NotFound))?;
    answer(port::<dyn Centres>().centre(&principal(), id).await)
}

/// The names under which what was typed is kept.
#[cfg(feature = "ssr")]
mod kept {
    use shared::{
        ids::{CentreId, RoomId},
        schedule::CountKind,
    };

    pub(super) fn hours(room: RoomId, day: &str) -> String {
        format!("centres/hours/{room}/{day}")
    }

    pub(super) fn area(room: RoomId) -> String {
        format!("centres/area/{room}")
    }

    pub(super) fn capacity(room: RoomId) -> String {
        format!("centres/capacity/{room}")
    }

    pub(super) fn counts(centre: CentreId, kind: CountKind, day: &str) -> String {
        format!("centres/counts/{centre}/{}/{day}", kind.code())
    }

    pub(super) fn rules(centre: CentreId) -> String {
        format!("centres/rules/{centre}")
    }

    pub(super) fn holiday(centre: CentreId) -> String {
        format!("centres/holiday/{centre}")
    }

    pub(super) fn block(centre: CentreId) -> String {
        format!("centres/block/{centre}")
    }
}

/// A centre with its blocks.
#[server(prefix = "/do", endpoint = "centres/read", output = crate::wire::Compact)]
pub async fn centre(id: String) -> Result<Overview<HolidayForm>, ApiError> {
    use crate::{
        context::{answer, port, principal},
        forms,
    };
    use shared::ports::Blocks;
    let view = read(&id).await?;
    let board = answer(port::<dyn Blocks>().board(&principal(), Some(view.id)).await)?;
    let typed = forms::kept(&kept::holiday(view.id));
    Ok(Overview { view, blocks: board.blocks, typed })
}

/// A centre, and of a room what was typed: its hours for `day`, where people wait for it, and how many it holds.
#[server(prefix = "/do", endpoint = "centres/hours", output = crate::wire::Compact)]
pub async fn hours(id: String, room: String, day: String) -> Result<OpenedRoom, ApiError> {
    use crate::{context::answer, forms};
    use shared::error::Error;
    let room: RoomId = answer(room.parse().map_err(|_| Error::NotFound))?;
    let view = read(&id).await?;
    answer(view.rooms.iter().find(|one| one.id == room).map(drop).ok_or(Error::NotFound))?;
    Ok(OpenedRoom {
        view,
        typed: forms::kept(&kept::hours(room, &day)),
        area: forms::kept(&kept::area(room)),
        capacity: forms::kept(&kept::capacity(room)),
    })
}

/// A centre, and the hours of `kind` as they were typed for `day`.
#[server(prefix = "/do", endpoint = "centres/counts", output = crate::wire::Compact)]
pub async fn counts(id: String, kind: CountKind, day: String) -> Result<Opened<HoursForm>, ApiError> {
    let view = read(&id).await?;
    let typed = crate::forms::kept(&kept::counts(view.id, kind, &day));
    Ok(Opened { view, typed })
}

/// A centre, and its rules as they were typed; with `weigh`, what is booked against those.
#[server(prefix = "/do", endpoint = "centres/rules", output = crate::wire::Compact)]
pub async fn rules(id: String, weigh: bool) -> Result<WeighedRules, ApiError> {
    use crate::context::{answer, port, principal};
    use shared::ports::Centres;
    let view = read(&id).await?;
    let typed: Option<RulesForm> = crate::forms::kept(&kept::rules(view.id));
    let weighed = match &typed {
        Some(form) if weigh && form.read().is_ok() => {
            Some(answer(port::<dyn Centres>().weigh_rules(&principal(), view.id, form).await)?)
        }
        _ => None,
    };
    Ok(WeighedRules { view, typed, weighed })
}

/// Changes when a room is open.
#[server(prefix = "/do", endpoint = "centres/set-hours", output = crate::wire::Compact)]
pub async fn set_hours(centre: CentreId, room: RoomId, day: String, form: HoursForm) -> Result<(), ApiError> {
    use crate::{
        back::in_query,
        context::{port, principal},
        forms::{answer_form, keep_if_refused, lead_to},
    };
    use shared::ports::Centres;
    let outcome = port::<dyn Centres>().set_hours(&principal(), centre, room, &form).await;
    keep_if_refused(&kept::hours(room, &day), &form, &outcome);
    let page = format!("/centres/{centre}/hours/{room}?day={}", in_query(&day));
    answer_form::<SetHours, _>(&page, outcome)?;
    lead_to(&format!("{page}&done=1"));
    Ok(())
}

/// Changes where people wait for a room.
#[server(prefix = "/do", endpoint = "centres/set-area", output = crate::wire::Compact)]
pub async fn set_area(centre: CentreId, room: RoomId, form: AreaForm) -> Result<(), ApiError> {
    use crate::{
        context::{port, principal},
        forms::{answer_form, keep_if_refused, lead_to},
    };
    use shared::ports::Centres;
    let outcome = port::<dyn Centres>().set_waiting_area(&principal(), centre, room, &form).await;
    keep_if_refused(&kept::area(room), &form, &outcome);
    answer_form::<SetArea, _>(&format!("/centres/{centre}/hours/{room}"), outcome)?;
    lead_to(&format!("/centres/{centre}?done=saved"));
    Ok(())
}

/// Changes how many people a room holds.
#[server(prefix = "/do", endpoint = "centres/set-capacity", output = crate::wire::Compact)]
pub async fn set_capacity(centre: CentreId, room: RoomId, form: CapacityForm) -> Result<(), ApiError> {
    use crate::{
        context::{port, principal},
        forms::{answer_form, keep_if_refused, lead_to},
    };
    use shared::ports::Centres;
    let outcome = port::<dyn Centres>().set_capacity(&principal(), centre, room, &form).await;
    keep_if_refused(&kept::capacity(room), &form, &outcome);
    answer_form::<SetCapacity, _>(&format!("/centres/{centre}/hours/{room}"), outcome)?;
    lead_to(&format!("/centres/{centre}?done=saved"));
    Ok(())
}

/// Changes when nobody moves.
#[server(prefix = "/do", endpoint = "centres/set-counts", output = crate::wire::Compact)]
pub async fn set_counts(centre: CentreId, kind: CountKind, day: String, form: HoursForm) -> Result<(), ApiError> {
    use crate::{
        back::in_query,
        context::{port, principal},
        forms::{answer_form, keep_if_refused, lead_to},
    };
    use shared::ports::Centres;
    let outcome = port::<dyn Centres>().set_counts(&principal(), centre, kind, &form).await;
    keep_if_refused(&kept::counts(centre, kind, &day), &form, &outcome);
    let page = format!("/centres/{centre}/counts?kind={}&day={}", kind.code(), in_query(&day));
    answer_form::<SetCounts, _>(&page, outcome)?;
    lead_to(&format!("{page}&done=1"));
    Ok(())
}

/// Changes movement, turnover and escorts; with `weigh`, leads to what is booked against them.
#[server(prefix = "/do", endpoint = "centres/set-rules", output = crate::wire::Compact)]
pub async fn set_rules(
    centre: CentreId,
    form: RulesForm,
    #[server(default)] weigh: Option<String>,
) -> Result<(), ApiError> {
    use crate::{
        context::{port, principal},
        forms::{answer_form, keep, keep_if_refused, lead_to},
    };
    use shared::{error::Error, ports::Centres};
    if weigh.is_some() {
        keep(&kept::rules(centre), &form);
        let read = form.read().map(drop).map_err(Error::Invalid);
        answer_form::<SetRules, _>(&format!("/centres/{centre}/rules"), read)?;
        lead_to(&format!("/centres/{centre}/rules?weigh=1"));
        return Ok(());
    }
    let outcome = port::<dyn Centres>().set_rules(&principal(), centre, &form).await;
    keep_if_refused(&kept::rules(centre), &form, &outcome);
    answer_form::<SetRules, _>(&format!("/centres/{centre}/rules"), outcome)?;
    lead_to(&format!("/centres/{centre}?done=saved"));
    Ok(())
}

/// Adds a holiday.
#[server(prefix = "/do", endpoint = "centres/add-holiday", output = crate::wire::Compact)]
pub async fn add_holiday(centre: CentreId, form: HolidayForm) -> Result<(), ApiError> {
    use crate::{
        context::{port, principal},
        forms::{answer_form, keep_if_refused, lead_to},
    };
    use shared::ports::Centres;
    let outcome = port::<dyn Centres>().add_holiday(&principal(), centre, &form).await;
    keep_if_refused(&kept::holiday(centre), &form, &outcome);
    answer_form::<AddHoliday, _>(&format!("/centres/{centre}"), outcome)?;
    lead_to(&format!("/centres/{centre}?done=saved"));
    Ok(())
}

/// Takes a holiday away.
#[server(prefix = "/do", endpoint = "centres/drop-holiday", output = crate::wire::Compact)]
pub async fn drop_holiday(centre: CentreId, date: String) -> Result<(), ApiError> {
    use crate::{
        context::{port, principal},
        forms::{answer_form, lead_to},
    };
    use shared::{civil::read_date, error::Error, ports::Centres};
    let outcome = match read_date(&date) {
        Some(date) => port::<dyn Centres>().drop_holiday(&principal(), centre, date).await,
        None => Err(Error::Invalid(Vec::new())),
    };
    answer_form::<DropHoliday, _>(&format!("/centres/{centre}"), outcome)?;
    lead_to(&format!("/centres/{centre}?done=saved"));
    Ok(())
}

/// What a block would hit.
#[server(prefix = "/do", endpoint = "centres/weigh", output = crate::wire::Compact)]
pub async fn weigh(id: String, form: BlockForm) -> Result<Weighed, ApiError> {
    use super::state::asks;
    use crate::{
        context::{answer, port, principal},
        forms,
    };
    use shared::{error::Error, ports::Blocks};
    let centre: CentreId = answer(id.parse().map_err(|_| Error::NotFound))?;
    let (blocks, who) = (port::<dyn Blocks>(), principal());
    let board = answer(blocks.board(&who, Some(centre)).await)?;
    let (hits, problems) = match blocks.weigh(&who, centre, &form).await {
        _ if !asks(&form) => (None, Vec::new()),
        Err(Error::Invalid(problems)) => (None, problems),
        weighed => (Some(answer(weighed)?), Vec::new()),
    };
    Ok(Weighed { board, form, hits, problems, typed: forms::kept(&kept::block(centre)) })
}

/// Blocks.
#[server(prefix = "/do", endpoint = "centres/block", output = crate::wire::Compact)]
pub async fn block(centre: CentreId, form: BlockForm) -> Result<(), ApiError> {
    use crate::{
        back::in_query,
        context::{port, principal},
        forms::{answer_form, keep_if_refused, lead_to},
    };
    use shared::ports::Blocks;
    let outcome = port::<dyn Blocks>().block(&principal(), centre, &form).await;
    keep_if_refused(&kept::block(centre), &form, &outcome);
    let [room, from_date, from_time, until_date, until_time] =
        [&form.room, &form.from_date, &form.from_time, &form.until_date, &form.until_time].map(|field| in_query(field));
    let page = format!(
        "/centres/{centre}/block?room={room}&from_date={from_date}&from_time={from_time}&until_date={until_date}&until_time={until_time}"
    );
    answer_form::<Block, _>(&page, outcome)?;
    lead_to(&format!("/centres/{centre}?done=blocked"));
    Ok(())
}

/// Lifts a block.
#[server(prefix = "/do", endpoint = "centres/lift", output = crate::wire::Compact)]
pub async fn lift(centre: CentreId, block: BlockId) -> Result<(), ApiError> {
    use crate::{
        context::{port, principal},
        forms::{answer_form, lead_to},
    };
    use shared::ports::Blocks;
    let outcome = port::<dyn Blocks>().lift(&principal(), block).await;
    answer_form::<Lift, _>(&format!("/centres/{centre}"), outcome)?;
    lead_to(&format!("/centres/{centre}?done=lifted"));
    Ok(())
}
