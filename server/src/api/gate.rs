//! Who asks, and whether they ask too often.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use shared::principal::{Principal, Program};

use super::problem::{Kind, Problem};
use crate::state::AppState;

/// Lets a request in whose token serves, notes whose it is, and says how many more may follow.
pub(super) async fn admit(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let program = match known(&state, request.headers()).await {
        Ok(program) => program,
        Err(problem) => return problem.into_response(),
    };
    let standing = state.quota.count(program.token, state.house.clock.now());
    let mut response = if standing.exceeded {
        Problem::new(Kind::TooMany).after(standing.reset).into_response()
    } else {
        request.extensions_mut().insert(Principal::Program(program));
        next.run(request).await
    };
    for (name, value) in standing.headers() {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// The program whose token the request comes with.
async fn known(state: &AppState, headers: &HeaderMap) -> Result<Program, Problem> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| {
        let (scheme, secret) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
    });
    let Some(secret) = bearer else { return Err(Problem::new(Kind::Unauthenticated)) };
    match state.services.tokens.by_secret(secret).await? {
        Principal::Program(program) => Ok(program),
        _ => Err(Problem::new(Kind::TokenInvalid)),
    }
}

/// Any method that an address does not take.
pub(super) async fn wrong_method() -> Problem {
    Problem::new(Kind::MethodNotAllowed)
}

/// Any address that there is not.
pub(super) async fn nothing() -> Problem {
    Problem::new(Kind::NotFound)
}
