//! `Idempotency-Key`: one effect and one answer for a request, however often it is sent within 24 hours.

use std::time::Duration;

use axum::{
    http::{HeaderMap, HeaderName},
    response::Response,
};
use shared::{
    directory::Language,
    error::Fault,
    exchange::{Claim, Kept, Once},
    ids::ClaimId,
    principal::Principal,
};

use super::problem::{Kind, Place, Problem, Wrong, answer};
use crate::state::AppState;

/// The header.
pub(super) const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// A request that is being carried out is waited for so often, with this pause between.
const LOOKS: u32 = 100;
const PAUSE: Duration = Duration::from_millis(50);

/// What is asked for once.
pub(super) struct Asked<'a> {
    pub(super) state: &'a AppState,
    pub(super) who: &'a Principal,
    pub(super) headers: &'a HeaderMap,
    pub(super) language: Language,
    /// Address and body, as one text.
    pub(super) what: String,
}

/// Carries `work` out, or answers as it was answered before.
pub(super) async fn once<Work, Run>(asked: Asked<'_>, work: Work) -> Result<Response, Problem>
where
    Work: FnOnce(Option<ClaimId>) -> Run + Send + 'static,
    Run: Future<Output = Result<Kept, Problem>> + Send + 'static,
{
    let Asked { state, who, headers, language, what } = asked;
    let Some(key) = key(headers)? else { return work(None).await.map(answer) };
    let request = Once { key, fingerprint: what };
    let claims = state.services.claims.clone();
    for _ in 0..LOOKS {
        match claims.claim(who, request.clone()).await? {
            Claim::Answered(kept) => return Ok(answer(kept)),
            Claim::OtherRequest => return Err(Problem::new(Kind::KeyReused)),
            Claim::Running => tokio::time::sleep(PAUSE).await,
            Claim::First(claim) => {
                // On its own: a program that hangs up must not leave half of it undone.
                let run = tokio::spawn(async move {
                    let kept = match work(Some(claim)).await {
                        Ok(kept) => kept,
                        Err(problem) if problem.lasts() => problem.written(language),
                        Err(problem) => {
                            claims.release(claim).await?;
                            return Err(problem);
                        }
                    };
                    claims.keep(claim, kept.clone()).await?;
                    Ok(kept)
                });
                return run.await.map_err(|_| Problem::new(Kind::Internal))?.map(answer);
            }
        }
    }
    Err(Problem::new(Kind::Running).after(1))
}

fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(KEY) else { return Ok(None) };
    let sound = |text: &str| (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    let text = value.to_str().ok().map(str::trim).filter(|text| sound(text)).ok_or_else(|| {
        let fault = Wrong::Fault(Fault::Text(shared::text::TextError::Malformed));
        Problem::wrong(vec![(Place::Header("Idempotency-Key"), fault)])
    })?;
    Ok(Some(text.to_owned()))
}
