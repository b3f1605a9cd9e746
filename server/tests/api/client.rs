//! A program with a token.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use serde_json::{Value, json};
use services::testing::World;
use shared::{
    exchange::NewToken,
    ids::TokenId,
    principal::{Grants, Principal},
};

use super::document::conforms;
use crate::harness::{Answered, Desk};

/// A program of an agency, before a server.
pub struct Client {
    pub desk: Desk,
    pub secret: String,
    pub token: TokenId,
}

impl Client {
    /// A program of the first court that may do everything.
    pub async fn of(world: &World) -> Self {
        Self::with(world, "TS6", "read book change").await
    }

    /// A program of `agency` with `grants`.
    pub async fn with(world: &World, agency: &str, grants: &str) -> Self {
        let new = NewToken {
            agency: agency.to_owned(),
            name: format!("Expedientes {agency}"),
            grants: Grants::from_codes(grants).unwrap(),
            days: Some(30),
        };
        let (token, secret) = world.services.tokens.create(&Principal::System, new).await.unwrap();
        Self { desk: Desk::over(world), secret, token }
    }

    /// What is answered; it must be as the document says.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Option<&str>) -> Answered {
        let mut request = Request::builder()
            .method(method.clone())
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.secret));
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_owned()));
        let answer = self.desk.ask(request.body(body).unwrap()).await;
        conforms(&method, path, &answer);
        answer
    }

    pub async fn get(&self, path: &str) -> Answered {
        self.send(Method::GET, path, &[], None).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answered {
        self.send(Method::POST, path, &[], Some(&body.to_string())).await
    }

    pub async fn book(&self, key: Option<&str>, body: &Value) -> Answered {
        let headers: Vec<_> = key.map(|key| ("idempotency-key", key)).into_iter().collect();
        self.send(Method::POST, "/api/v1/appointments", &headers, Some(&body.to_string())).await
    }

    pub async fn amend(&self, id: &str, etag: &str, body: &Value) -> Answered {
        let path = format!("/api/v1/appointments/{id}");
        self.send(Method::PATCH, &path, &[("if-match", etag)], Some(&body.to_string())).await
    }
}

/// The usual hearing at `time` on Monday the 23rd, in Izalco's first room.
pub fn hearing(time: &str) -> Value {
    json!({
        "kind": "hearing",
        "hearing_type": "review_of_measures",
        "case_number": "145-2026",
        "start": format!("2026-11-23T{time}:00-06:00"),
        "duration": 45,
        "meeting": 30,
        "room": "V1",
        "detainee": "DEMO-CP-IZA-0",
        "participants": [
            {"person": "julia.iraheta@telesala.test"},
            {"person": "delmy.argueta@telesala.test", "required": true}
        ],
        "legal_basis": {
            "resolution": "R-77/2026", "date": "2026-11-16", "judge": "Julia Iraheta",
            "ground": "Distancia y riesgo del traslado", "accused": "consents"
        }
    })
}

/// A list of initial hearings over Monday the 23rd: each with its case and who is brought.
pub fn plan(hearings: &[(&str, &str)]) -> Value {
    let hearing = |(case, detainee): &(&str, &str)| {
        json!({
            "case_number": case,
            "hearing_type": "initial",
            "duration": 45,
            "meeting": 0,
            "detainees": [detainee],
            "participants": ["julia.iraheta@telesala.test", "delmy.argueta@telesala.test"]
        })
    };
    let hearings: Vec<Value> = hearings.iter().map(hearing).collect();
    json!({"name": "Semana 48", "first": "2026-11-23", "last": "2026-11-23", "hearings": hearings})
}

/// An answer's JSON.
pub fn json_of(answer: &Answered) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{error}: {}", answer.body))
}

/// The last part of a problem's type, which must come with `status`.
pub fn problem(answer: &Answered, status: StatusCode) -> String {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let body = json_of(answer);
    assert_eq!(body["status"], status.as_u16());
    let kind = body["type"].as_str().unwrap();
    kind.strip_prefix("/api/v1/problems/").unwrap().to_owned()
}

/// The places and codes of what is wrong.
pub fn errors(answer: &Answered) -> Vec<(String, String)> {
    let body = json_of(answer);
    let place = |error: &Value| {
        let named = ["pointer", "parameter", "header"].iter().find_map(|name| error[*name].as_str());
        named.unwrap().to_owned()
    };
    let errors = body["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().map(|error| (place(error), error["code"].as_str().unwrap().to_owned())).collect()
}
