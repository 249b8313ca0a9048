//! Pages on their way from whoever asks for them to whoever reads them.
//!
//! A scope asks all its calls at once and reads their answers one after the other. Of each call a few pages wait to be
//! read; the next is asked for when there is room. So what is in memory of a scope is what is in flight, and what was made
//! of the rest.

use tokio::sync::mpsc::{self, Receiver, Sender};

use super::desk::{Desk, Goes, Page};
use super::refusal::Trouble;
use crate::model::{Coverage, Status};
use crate::providers::calls::Named;

/// How many pages of a call wait to be read.
const WAITING: usize = 2;

/// The pages of one call, for whoever reads them.
#[derive(Debug)]
pub(crate) struct Stream<T> {
    pub(crate) call: Named,
    pages: Receiver<Vec<T>>,
    coverage: Receiver<Coverage>,
}

/// The pages of one call, for whoever asks for them.
#[derive(Debug)]
pub(crate) struct Giver<T> {
    pub(crate) call: Named,
    pages: Sender<Vec<T>>,
    coverage: Sender<Coverage>,
}

/// Both ends.
pub(crate) fn stream<T>(call: Named) -> (Giver<T>, Stream<T>) {
    let (give, pages) = mpsc::channel(WAITING);
    let (tell, coverage) = mpsc::channel(1);
    (Giver { call, pages: give, coverage: tell }, Stream { call, pages, coverage })
}

impl<T> Giver<T> {
    /// Hands on what is known as a whole.
    pub(crate) async fn all(self, pages: Vec<Vec<T>>, coverage: Coverage) {
        for page in pages {
            Goes::On(&self.pages).on(page).await;
        }
        self.end(coverage).await;
    }

    async fn end(self, coverage: Coverage) {
        let Self { call: _, pages: _, coverage: tell } = self;
        // Who takes them may have seen enough.
        let _ = tell.send(coverage).await;
    }
}

impl<T> Stream<T> {
    /// Waits for every item, on a thread that may wait. Each comes with the page that it is on, as messages name it.
    pub(crate) fn read(&mut self, sink: &mut dyn FnMut(T, &str)) -> Coverage {
        let mut number = 0_u64;
        while let Some(page) = self.pages.blocking_recv() {
            number += 1;
            let name = format!("page {number} of {}", self.call.0);
            for item in page {
                sink(item, &name);
            }
        }
        self.coverage.blocking_recv().unwrap_or_else(|| abandoned(self.call))
    }

    /// Waits for the end, and looks at nothing.
    pub(crate) async fn drained(mut self) -> Coverage {
        while self.pages.recv().await.is_some() {}
        self.coverage.recv().await.unwrap_or_else(|| abandoned(self.call))
    }
}

/// Whoever asked was stopped before the end.
fn abandoned((call, _): Named) -> Coverage {
    Coverage::unread(Status::Failed, format!("{call}: reading it was given up"))
}

impl Desk<'_> {
    /// Asks for every page of a call, as fast as they are read.
    pub(crate) async fn give<T, E, F>(&self, giver: Giver<T>, page: impl Fn(Option<String>) -> F)
    where
        F: Future<Output = Result<Page<T>, E>>,
        E: Trouble,
    {
        let coverage = self.each_page(giver.call, page, Goes::On(&giver.pages)).await;
        giver.end(coverage).await;
    }
}

#[cfg(test)]
mod tests {
    use super::{WAITING, stream};
    use crate::model::{Coverage, Status};

    const CALL: (&str, &str) = ("list-things", "things:list");

    #[tokio::test]
    async fn what_is_given_is_read_in_order_and_ends_with_its_coverage() {
        let (giver, mut stream) = stream(CALL);
        let pages = vec![vec![1], vec![2, 3], Vec::new(), vec![4]];
        assert!(pages.len() > WAITING);
        let reading = tokio::task::spawn_blocking(move || {
            let mut seen = Vec::new();
            let coverage = stream.read(&mut |item: i32, page| seen.push((item, page.to_owned())));
            (seen, coverage)
        });
        giver.all(pages, Coverage::complete(Vec::new(), 4)).await;
        let (seen, coverage) = reading.await.unwrap();
        let page = |number: u32| format!("page {number} of list-things");
        assert_eq!(seen, [(1, page(1)), (2, page(2)), (3, page(2)), (4, page(4))]);
        assert_eq!(coverage.pages, 4);
    }

    #[tokio::test]
    async fn what_was_given_up_is_not_complete() {
        let (giver, stream) = stream::<i32>(CALL);
        drop(giver);
        let coverage = stream.drained().await;
        assert_eq!(coverage.status, Status::Failed);
        assert_eq!(coverage.reason.as_deref(), Some("list-things: reading it was given up"));
    }
}
