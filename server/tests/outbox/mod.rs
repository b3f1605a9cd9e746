//! What goes out: messages and live events.

mod again;
mod anew;
mod drafts;
mod links;
mod live;
mod messages;
mod record;
mod sending;
mod smtp;

use std::sync::Arc;

use services::{
    house::{House, Services, Settings},
    outbox::Hub,
    testing::World,
};
use shared::{cause::Cause, ids::AppointmentId};
use tokio::{sync::oneshot, task::JoinHandle};
use tracing::instrument::WithSubscriber;

use crate::logged::Log;

/// Another server on the same store, with its own hub and, perhaps, a mail server.
fn server(world: &World, smtp_url: Option<String>) -> House {
    let settings = Settings { smtp_url, ..(*world.house.settings).clone() };
    House { settings: Arc::new(settings), hub: Hub::new(), ..world.house.clone() }
}

/// The same world, in which everything is done by that server.
pub(crate) fn with_mail(world: &World, smtp_url: String) -> World {
    let house = server(world, Some(smtp_url));
    World { services: Services::new(&house), house, ..world.clone() }
}

/// Calls off the lawyer's private meeting before the hearing.
pub(crate) async fn without_meeting(world: &World, id: AppointmentId) {
    let (scheduler, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
    let meeting = bookings.appointment(scheduler, id).await.unwrap().linked[0].id;
    let version = bookings.appointment(scheduler, meeting).await.unwrap().summary.version;
    bookings.cancel(scheduler, meeting, version, Cause::CourtAgenda, None).await.unwrap();
}

/// The job of a server; it stops when it is told to.
struct Job {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Job {
    fn of(house: &House) -> Self {
        let (stop, stopped) = oneshot::channel::<()>();
        let house = house.clone();
        let task = tokio::spawn(services::outbox::run(house, async {
            let _ = stopped.await;
        }));
        Self { stop, task }
    }

    /// The same, with what it logs written to `log`.
    fn logging(house: &House, log: &Log) -> Self {
        let (stop, stopped) = oneshot::channel::<()>();
        let job = services::outbox::run(house.clone(), async {
            let _ = stopped.await;
        });
        Self { stop, task: tokio::spawn(job.with_subscriber(log.lines())) }
    }

    async fn stop(self) {
        self.stop.send(()).expect("the job runs");
        tokio::time::timeout(std::time::Duration::from_secs(10), self.task).await.expect("it stops soon").unwrap();
    }
}
