//! Notice periods and tokens, as administrators keep them.

use std::collections::BTreeMap;

use shared::{
    appointment::{Field, FieldChange, HearingType},
    error::{Error, Fault, Problem},
    settings::{NoticesForm, TokenForm},
};

services::on_both_databases! {
    async fn notice_periods_are_changed_by_who_saw_what_stands(world) {
        let (periods, admin) = (&world.services.notice_periods, &world.seeds.accounts.administrator);
        world.notice(HearingType::Trial, 24).await;
        let standing = periods.all(admin).await.expect("the periods");
        assert_eq!(standing.iter().map(|one| (one.country.as_str(), one.written())).collect::<Vec<_>>(), [("SV", "trial 24".to_owned())]);
        let hours = BTreeMap::from([("trial".to_owned(), String::new()), ("initial".to_owned(), "72".to_owned())]);
        let form = NoticesForm { hours, ..NoticesForm::of(&standing[0]) };
        assert_eq!(periods.set(admin, &form).await, Ok(()));
        assert_eq!(periods.all(admin).await.expect("the periods")[0].written(), "initial 72");
        let (then, now) = (Some("trial 24".to_owned()), Some("initial 72".to_owned()));
        let changed = FieldChange { field: Field::NoticePeriod, of: None, from: then, to: now };
        assert_eq!(periods.set(admin, &form).await, Err(Error::Outdated(vec![changed])));
        let nowhere = NoticesForm { country: "XX".to_owned(), seen: String::new(), hours: BTreeMap::new() };
        let unknown = Error::Invalid(vec![Problem::new("country", Fault::UnknownChoice)]);
        assert_eq!(periods.set(admin, &nowhere).await, Err(unknown));
        assert_eq!(world.recorded("notice_periods").await, ["notice_changed"]);
    }

    async fn tokens_are_shown_with_their_agency_and_whether_they_serve(world) {
        let (tokens, admin) = (&world.services.tokens, &world.seeds.accounts.administrator);
        let form = TokenForm {
            agency: "TS6".to_owned(),
            name: "Sistema judicial".to_owned(),
            grants: vec!["read".to_owned()],
            days: "2".to_owned(),
        };
        let (id, secret) = tokens.create(admin, form.read().expect("sound")).await.expect("made");
        let board = tokens.board(admin).await.expect("the board");
        assert_eq!(board.agencies.len(), 3);
        let shown = &board.tokens[0];
        assert_eq!((shown.id, shown.agency.as_str(), shown.used, shown.serves), (id, "Tribunal Sexto de Sentencia", None, true));
        tokens.by_secret(&secret).await.expect("a program");
        assert!(tokens.board(admin).await.expect("the board").tokens[0].used.is_some());
        world.clock.set(world.at(23, 9, 0));
        assert!(!tokens.board(admin).await.expect("the board").tokens[0].serves, "it is over");
    }
}
