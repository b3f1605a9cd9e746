//! Who gets in, who does not, and how often may be tried.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};

use sea_orm::{ConnectionTrait, TransactionTrait};
use services::{
    accounts::{AccountsService, deactivate, list},
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
    SignIn { name: name.to_owned(), password: password.to_owned(), address: Some(from), device: None }
}

/// The same, on the browser that keeps `device`.
fn on(device: &str, attempt: SignIn) -> SignIn {
    SignIn { device: Some(device.to_owned()), ..attempt }
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

    async fn nobody_waits_until_a_failure_is_written_and_it_is_counted_all_the_same(world) {
        let accounts = AccountsService::new(world.house.clone());
        let failures = async || {
            let lines = list(&world.house).await.unwrap();
            let line = lines.into_iter().find(|line| line.login == "judge").unwrap();
            (line.failures, line.last_failure)
        };
        // While somebody else holds the row, and on SQLite the whole store, nothing of it can be written.
        let held = world.house.db.begin().await.unwrap();
        held.execute_unprepared("UPDATE accounts SET failures = failures WHERE login = 'judge'").await.unwrap();
        for name in ["nobody", "judge"] {
            let refused = accounts.sign_in(typed(name, "wrong wrong", address(1))).await;
            assert_eq!(refused.unwrap_err(), Error::SignIn, "{name}");
        }
        assert_eq!(failures().await, (0, None));
        held.rollback().await.unwrap();
        world.house.afterwards.done().await;
        assert_eq!(failures().await, (1, Some(world.now())));
        // Whoever signs in begins anew.
        accounts.sign_in(typed("judge", PASSWORD, address(1))).await.unwrap();
        assert_eq!(failures().await.0, 0);
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

    async fn an_attack_that_goes_on_does_not_keep_the_owners_browser_out(world) {
        let accounts = AccountsService::new(world.house.clone());
        let browser = accounts.sign_in(typed("judge", PASSWORD, address(200))).await.unwrap().device;
        // After a restart nothing of it is in memory, and the owner comes from where nobody has been.
        let accounts = AccountsService::new(world.house.clone());
        for round in 0..4_u8 {
            for stranger in 0..20 {
                let attempt = typed("judge", "wrong wrong", address(round * 20 + stranger));
                assert!(accounts.sign_in(attempt).await.is_err());
            }
            // It is as thick as ever at this moment: whoever is not known waits.
            let unknown = accounts.sign_in(typed("judge", PASSWORD, address(220 + round))).await.unwrap_err();
            assert!(matches!(unknown, Error::TooMany { .. }), "{unknown:?}");
            let owner = on(&browser, typed("judge", PASSWORD, address(210 + round)));
            accounts.sign_in(owner).await.expect("the owner's browser is known");
        }
    }

    async fn an_owner_on_a_new_browser_at_a_new_place_gets_in_when_told_to_come(world) {
        let accounts = AccountsService::new(world.house.clone());
        let attack = async || {
            for stranger in 0..20 {
                let refused = accounts.sign_in(typed("judge", "wrong wrong", address(stranger))).await.unwrap_err();
                assert!(matches!(refused, Error::SignIn | Error::TooMany { .. }), "{refused:?}");
            }
        };
        attack().await;
        let Err(Error::TooMany { seconds }) = accounts.sign_in(typed("judge", PASSWORD, address(200))).await else {
            panic!("a stranger like the others")
        };
        assert!(seconds <= 40, "{seconds}");
        // The strangers ask at every moment until then, and at that moment before the owner.
        for _ in 0..seconds {
            world.clock.set(Instant(world.now().0 + 1));
            attack().await;
        }
        accounts.sign_in(typed("judge", PASSWORD, address(200))).await.expect("the turn was kept");
    }

    async fn a_browser_is_known_to_those_who_signed_in_on_it_alone(world) {
        let accounts = AccountsService::new(world.house.clone());
        let first = accounts.sign_in(typed("judge", PASSWORD, address(1))).await.unwrap().device;
        let both = accounts.sign_in(on(&first, typed("lawyer", PASSWORD, address(1)))).await.unwrap().device;
        assert!(!both.contains("judge") && !both.contains("lawyer"), "it names nobody: {both}");
        services::accounts::set_password(&world.house, "lawyer", "otra contraseña larga").await.unwrap();
        let hold = async |name: &str| {
            for stranger in 0..14 {
                let _ = accounts.sign_in(typed(name, "wrong wrong", address(50 + stranger))).await;
            }
        };
        hold("judge").await;
        hold("lawyer").await;
        hold("clinician").await;
        accounts.sign_in(on(&both, typed("judge", PASSWORD, address(2)))).await.expect("known since the first time");
        hold("judge").await;
        let (name, mark) = both.split_once('.').unwrap();
        let forged = format!("{}.{mark}", services::secrets::fresh().unwrap());
        for (device, login, password) in [
            (first.as_str(), "clinician", PASSWORD),
            (both.as_str(), "lawyer", "otra contraseña larga"),
            (forged.as_str(), "judge", PASSWORD),
            (name, "judge", PASSWORD),
            ("\0", "judge", PASSWORD),
        ] {
            let refused = accounts.sign_in(on(device, typed(login, password, address(3)))).await;
            assert!(matches!(refused, Err(Error::TooMany { .. })), "{login} {device:?}: {refused:?}");
        }
    }

    async fn a_known_browser_waits_for_its_own_failures(world) {
        let accounts = AccountsService::new(world.house.clone());
        let browser = accounts.sign_in(typed("judge", PASSWORD, address(1))).await.unwrap().device;
        for _ in 0..3 {
            let wrong = on(&browser, typed("judge", "wrong wrong", address(1)));
            assert_eq!(accounts.sign_in(wrong).await.unwrap_err(), Error::SignIn);
        }
        let refused = accounts.sign_in(on(&browser, typed("judge", PASSWORD, address(2)))).await.unwrap_err();
        assert_eq!(refused, Error::TooMany { seconds: 1 }, "wherever it is");
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
            Error::TooMany { seconds: 4 },
            "strangers take turns, in the order in which they came"
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
