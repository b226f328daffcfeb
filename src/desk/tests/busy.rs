//! Two at once: a round and a person's own request want to post the same command.

use tokio::sync::Semaphore;

use super::*;
use crate::desk::api::{Request, Sending, Transport};

/// A centre that answers a command only when it is let go.
struct Held {
    centre: Arc<Centre>,
    gate: Semaphore,
}

impl Transport for Held {
    fn send(&self, request: Request) -> Sending<'_> {
        let held = request.path == "/v1/commands";
        let answer = self.centre.send(request);
        Box::pin(async move {
            if held {
                self.gate.acquire().await.unwrap().forget();
            }
            answer.await
        })
    }
}

/// On a busy machine a round may take a sealed command before the one who sealed it does. The line is up: what comes of
/// it is the answer, and not that it waits.
#[tokio::test]
async fn what_a_round_is_posting_already_is_answered_with_its_receipt() {
    let bench = Bench::new();
    let held = Arc::new(Held { centre: Arc::clone(&bench.script), gate: Semaphore::new(0) });
    let desk = Desk::open(Config { transport: held.clone(), ..bench.config() }).await.unwrap();
    desk.connect().await.unwrap();
    desk.enrol("综合窗口03").await.unwrap();
    desk.sign_in_demo(Uuid::from_u128(1)).await.unwrap();
    let sealed = seal(&desk, 9).await;
    let (round, own, ()) = tokio::join!(desk.flush(), desk.deliver(sealed.command_id), async {
        assert_eq!(bench.script.arrived().len(), 1, "the round posts it");
        held.gate.add_permits(1);
    });
    round.unwrap();
    assert_eq!(settled(own.unwrap()), ParcelState::Applied);
    assert_eq!(bench.script.arrived().len(), 1, "and it was posted once");
}
