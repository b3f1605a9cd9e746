//! Who gets in, who does not, and how often may be tried.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};

use services::{
    accounts::{AccountsService, deactivate},
    testing::PASSWORD,
};
use shared::{
    error::Error,
    ports::{Accounts as _, SignIn},
    time::Instant,
};

fn address(last: u8) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(203, 0, 113, last))
}

fn typed(name: &str, password: &str, from: IpAddr) -> SignIn {
    SignIn { name: name.to_owned(), password: password.to_owned(), address: Some(from) }
}

services::on_both_databases! {
    async fn name_and_password_let_in_whatever_the_case_of_the_name(world) {
        let accounts = &world.services.accounts;
        for name in ["judge", "JUDGE", "  Judge "] {
            let session = accounts.sign_in(typed(name, PASSWORD, address(1))).await.unwrap();
            assert_eq!(accounts.by_session(&session.secret).await.unwrap(), world.seeds.accounts.judge);
        }
    }

    async fn every_refusal_looks_alike_and_costs_one_verification(world) {
        let accounts = AccountsService::new(world.house.clone());
        deactivate(&world.house, "nurse").await.unwrap();
        let tries = [
            ("judge", "not the password"),
            ("nobody", PASSWORD),
            ("nurse", PASSWORD),
            ("", PASSWORD),
            ("judge", ""),
            ("ju\0dge", PASSWORD),
            ("judge\u{202e}", PASSWORD),
            ("' OR 1=1 --", PASSWORD),
        ];
        for (number, (name, password)) in tries.into_iter().enumerate() {
            let from = address(u8::try_from(number).unwrap());
            let refused = accounts.sign_in(typed(name, password, from)).await;
            assert_eq!(refused.unwrap_err(), Error::SignIn, "{name:?} {password:?}");
            assert_eq!(accounts.verified(), u64::try_from(number).unwrap() + 1, "{name:?} {password:?}");
        }
        let long = "x".repeat(100_000);
        assert_eq!(accounts.sign_in(typed(&long, &long, address(50))).await.unwrap_err(), Error::SignIn);
        assert_eq!(accounts.sign_in(typed("judge", &long, address(51))).await.unwrap_err(), Error::SignIn);
        assert_eq!(accounts.verified(), u64::try_from(tries.len()).unwrap() + 2);
    }

    async fn failures_make_wait_there_and_not_elsewhere(world) {
        let accounts = AccountsService::new(world.house.clone());
        let begin = world.now();
        for _ in 0..3 {
            assert_eq!(accounts.sign_in(typed("judge", "wrong wrong", address(1))).await.unwrap_err(), Error::SignIn);
        }
        let verified = accounts.verified();
        let refused = accounts.sign_in(typed("judge", PASSWORD, address(1))).await.unwrap_err();
        assert_eq!(refused, Error::TooMany { seconds: 1 });
        assert_eq!(accounts.verified(), verified, "who is sent away costs no hash");
        accounts.sign_in(typed("judge", PASSWORD, address(2))).await.expect("the owner elsewhere is not kept out");
        world.clock.set(Instant(begin.0 + 1));
        accounts.sign_in(typed("judge", PASSWORD, address(1))).await.expect("the wait is over");
    }

    async fn nobody_is_kept_out_for_longer_than_a_minute(world) {
        let accounts = AccountsService::new(world.house.clone());
        let mut now = world.now();
        for _ in 0..12 {
            assert_eq!(accounts.sign_in(typed("judge", "wrong wrong", address(1))).await.unwrap_err(), Error::SignIn);
            now = Instant(now.0 + 60);
            world.clock.set(now);
        }
        accounts.sign_in(typed("judge", PASSWORD, address(1))).await.expect("after a minute at the latest");
    }

    async fn strangers_everywhere_do_not_keep_the_owner_out(world) {
        let accounts = AccountsService::new(world.house.clone());
        accounts.sign_in(typed("judge", PASSWORD, address(200))).await.unwrap();
        for stranger in 0..12 {
            let refused = accounts.sign_in(typed("judge", "wrong wrong", address(stranger))).await.unwrap_err();
            assert!(matches!(refused, Error::SignIn | Error::TooMany { .. }), "{refused:?}");
        }
        assert_eq!(
            accounts.sign_in(typed("judge", "wrong wrong", address(100))).await.unwrap_err(),
            Error::TooMany { seconds: 2 },
            "strangers take turns"
        );
        accounts.sign_in(typed("judge", PASSWORD, address(200))).await.expect("at the usual place");
    }

    async fn an_address_that_tries_many_names_runs_out(world) {
        let accounts = AccountsService::new(world.house.clone());
        for number in 0..30 {
            let name = format!("name{number}");
            assert_eq!(accounts.sign_in(typed(&name, "wrong wrong", address(1))).await.unwrap_err(), Error::SignIn);
        }
        let refused = accounts.sign_in(typed("judge", PASSWORD, address(1))).await.unwrap_err();
        assert_eq!(refused, Error::TooMany { seconds: 6 });
        accounts.sign_in(typed("judge", PASSWORD, address(2))).await.expect("another address is free");
    }

    async fn a_flood_is_sent_away_and_does_not_hash_without_end(world) {
        let accounts = Arc::new(AccountsService::new(world.house.clone()));
        let tries: Vec<_> = (0..200_u8)
            .map(|number| {
                let accounts = Arc::clone(&accounts);
                let name = format!("name{number}");
                tokio::spawn(async move { accounts.sign_in(typed(&name, "wrong wrong", address(number))).await })
            })
            .collect();
        let mut sent_away = 0;
        for attempt in tries {
            match attempt.await.unwrap().unwrap_err() {
                Error::SignIn => {}
                Error::TooMany { .. } => sent_away += 1,
                other => panic!("{other:?}"),
            }
        }
        assert!(sent_away > 0, "only so many may wait");
        assert_eq!(accounts.verified() + sent_away, 200);
        accounts.sign_in(typed("judge", PASSWORD, address(250))).await.expect("afterwards people get in");
    }
}
