//! When the agency's professionals cannot be had.

use axum::{
    Extension, Json as Out,
    extract::State,
    http::{HeaderMap, HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};
use shared::{
    error::{Error, Fault},
    exchange::{BlockListing, BlockMark, Blocked, Kept, Key},
    ids::BlockId,
    principal::Principal,
};

use super::{
    changes::tags,
    input::{Json, Moment, Named, Parameters, Speaks},
    once::{Asked, once},
    pages,
    problem::{Kind, Problem, answer},
    wire::blocks::{Block, BlockHits, BlockPage, BlockWithHits, NewBlock},
};
use crate::state::AppState;

/// The usual number of blocks on a page, and the most.
const PAGE: (u16, u16) = (50, 200);
/// A block never changes: it is made, and it is lifted.
const VERSION: &str = "\"1\"";

/// When the agency's professionals cannot be had
///
/// By start; those that are over are left out unless `from` lies in the past. The address of the next page is in the header
/// `Link`.
#[utoipa::path(
    get, path = "/api/v1/blocks", operation_id = "listBlocks", tag = "blocks",
    params(
        ("person" = Option<String>, Query, max_length = 254, description = "Only of this professional: an identifier or an e-mail address"),
        ("from" = Option<String>, Query, format = DateTime, description = "Those that are not over at this moment; usually now"),
        ("to" = Option<String>, Query, format = DateTime, description = "Those that start before it"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 200, description = "The most on a page; usually 50"),
        ("cursor" = Option<String>, Query, description = "Where the page begins, as `next_cursor` or `Link` has it"),
    ),
    responses((status = 200, body = BlockPage, headers(("Link" = String, description = "The next page (RFC 8288)"))))
)]
pub(super) async fn list(
    State(state): State<AppState>,
    Extension(who): Extension<Principal>,
    uri: Uri,
    mut given: Parameters,
) -> Result<Response, Problem> {
    let moment = |text: &str| Moment::read(text).map(|at| at.0);
    let mark = |text: &str| pages::read(text).map(|at| BlockMark { start: at.start, id: BlockId(at.id.0) });
    let which = BlockListing {
        person: given.take("person", |text| Some(Key::from(text)), Fault::UnknownChoice),
        from: given.take("from", moment, Fault::NotATime),
        to: given.take("to", moment, Fault::NotATime),
        after: given.take("cursor", mark, Fault::UnknownChoice),
        limit: given.limit(PAGE.0, PAGE.1),
    };
    given.end()?;
    let page = state.services.exchange.blocks(&who, which).await?;
    let next_cursor = page
        .next
        .map(|at| pages::written(shared::exchange::Mark { start: at.start, id: shared::ids::AppointmentId(at.id.0) }));
    let link = next_cursor.as_ref().map(|cursor| pages::next(&uri, cursor));
    let items = page.items.into_iter().map(Into::into).collect();
    let mut response = Out(BlockPage { items, next_cursor }).into_response();
    if let Some(link) = link.and_then(|link| HeaderValue::try_from(link).ok()) {
        response.headers_mut().insert(header::LINK, link);
    }
    Ok(response)
}

/// One of them
///
/// With the agency's appointments that it hits.
#[utoipa::path(
    get, path = "/api/v1/blocks/{id}", operation_id = "readBlock", tag = "blocks",
    params(("id" = uuid::Uuid, Path, description = "Its identifier")),
    responses((status = 200, body = BlockWithHits, headers(("ETag" = String, description = "Its version, which never changes"))))
)]
pub(super) async fn read(
    State(state): State<AppState>,
    Extension(who): Extension<Principal>,
    Named(id): Named,
) -> Result<Response, Problem> {
    let found = state.services.exchange.read_block(&who, identifier(&id)?).await?;
    Ok(answer(kept(200, found)))
}

/// What a block would hit
///
/// As it would be asked for; nothing is blocked.
#[utoipa::path(
    post, path = "/api/v1/blocks/preview", operation_id = "weighBlock", tag = "blocks",
    request_body = NewBlock, responses((status = 200, body = BlockHits))
)]
pub(super) async fn weigh(
    State(state): State<AppState>,
    Extension(who): Extension<Principal>,
    body: Json<NewBlock>,
) -> Result<Out<BlockHits>, Problem> {
    Ok(Out(state.services.exchange.weigh_block(&who, body.value.into()).await?.into()))
}

/// Block a professional
///
/// From then on nobody books them in that time. What is booked stays booked: the answer names it, and the agency looks
/// for other times. With an `Idempotency-Key` the same request may be sent again for 24 hours and is answered the same.
#[utoipa::path(
    post, path = "/api/v1/blocks", operation_id = "makeBlock", tag = "blocks",
    params(("Idempotency-Key" = Option<String>, Header, max_length = 255, description = "Chosen by the program, for this request alone")),
    request_body = NewBlock,
    responses((status = 201, body = BlockWithHits, headers(
        ("ETag" = String, description = "Its version, which never changes"), ("Location" = String, description = "Its address")
    )))
)]
pub(super) async fn create(
    State(state): State<AppState>,
    Extension(who): Extension<Principal>,
    Speaks(language): Speaks,
    headers: HeaderMap,
    body: Json<NewBlock>,
) -> Result<Response, Problem> {
    let what = format!("POST blocks {}", body.digest);
    let asked = Asked { state: &state, who: &who, headers: &headers, language, what };
    let (state, who, order) = (state.clone(), who.clone(), body.value.into());
    once(asked, async move |claim| {
        let made = state.services.exchange.block(&who, order, claim).await?;
        let place = format!("{}/blocks/{}", super::ROOT, made.block.id);
        let mut kept = kept(201, made);
        kept.headers.push((header::LOCATION.to_string(), place));
        Ok(kept)
    })
    .await
}

/// Lift a block
///
/// Answers what it was. `If-Match` may be left out, because a block never changes. With an `Idempotency-Key` the same
/// request may be sent again for 24 hours and is answered the same.
#[utoipa::path(
    delete, path = "/api/v1/blocks/{id}", operation_id = "liftBlock", tag = "blocks",
    params(
        ("id" = uuid::Uuid, Path, description = "Its identifier"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` that was read"),
        ("Idempotency-Key" = Option<String>, Header, max_length = 255, description = "Chosen by the program, for this request alone"),
    ),
    responses((status = 200, body = Block))
)]
pub(super) async fn lift(
    State(state): State<AppState>,
    Extension(who): Extension<Principal>,
    Speaks(language): Speaks,
    Named(id): Named,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let id = identifier(&id)?;
    let lines: Vec<&str> = headers.get_all(header::IF_MATCH).iter().filter_map(|line| line.to_str().ok()).collect();
    let matches = lines.iter().flat_map(|line| line.split(',')).any(|tag| matches!(tag.trim(), "*" | VERSION));
    let outdated = !lines.is_empty() && !matches;
    let what = format!("DELETE blocks/{id} {}", tags(&headers));
    let asked = Asked { state: &state, who: &who, headers: &headers, language, what };
    let (state, who) = (state.clone(), who.clone());
    once(asked, async move |claim| {
        let exchange = &state.services.exchange;
        if outdated {
            // Only whoever may see it learns that it is another version.
            exchange.read_block(&who, id).await?;
            return Err(Problem::new(Kind::Stale));
        }
        let under = match claim {
            Some(claim) => Some((claim, lifted(exchange.read_block(&who, id).await?.block))),
            None => None,
        };
        Ok(lifted(exchange.lift_block(&who, id, under).await?))
    })
    .await
}

/// The identifier in an address. What is none names nothing.
fn identifier(text: &str) -> Result<BlockId, Problem> {
    text.parse().map_err(|_| Error::NotFound.into())
}

/// What a block was that is there no more.
fn lifted(block: shared::exchange::Block) -> Kept {
    let body = serde_json::to_string(&Block::from(block)).unwrap_or_default();
    Kept { status: 200, headers: vec![(header::CONTENT_TYPE.to_string(), "application/json".to_owned())], body }
}

fn kept(status: u16, found: Blocked) -> Kept {
    let body = serde_json::to_string(&BlockWithHits::from(found)).unwrap_or_default();
    let headers = vec![
        (header::CONTENT_TYPE.to_string(), "application/json".to_owned()),
        (header::ETAG.to_string(), VERSION.to_owned()),
    ];
    Kept { status, headers, body }
}
