//! Work spread over threads, its results taken in the order of the work.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How much is under way at once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Threads that work; at least one does.
    pub(crate) threads: usize,
    /// How many items may have been begun whose results were not taken yet; at least one per thread.
    pub(crate) items: usize,
    /// What these items may weigh together. A heavier one goes alone.
    pub(crate) weight: usize,
}

/// Applies work to each of `items`, which come with their weights, and hands the results to `take` in the
/// order of the items. Each thread makes its own worker.
///
/// An item is asked for only when there is a thread and room for it, so memory stays bounded. A thread whose
/// result is not due yet leaves it for the thread that is taking, and goes on. `take` is called on any of
/// the threads, by one at a time.
///
/// # Errors
///
/// The first error of `take`, which ends the work.
///
/// # Panics
///
/// When `items`, a worker or `take` panics, after all threads have ended.
pub(crate) fn map_in_order<I, O, W, E>(
    bounds: Bounds,
    items: impl Iterator<Item = (I, usize)> + Send,
    worker: impl Fn() -> W + Sync,
    take: impl FnMut(O) -> Result<(), E> + Send,
) -> Result<(), E>
where
    O: Send,
    W: FnMut(I) -> O,
    E: Send,
{
    let threads = bounds.threads.max(1);
    let pool = Pool {
        bounds: Bounds { items: bounds.items.max(threads), ..bounds },
        items: Mutex::new((0u64..).zip(items)),
        state: Mutex::new(State {
            next: 0,
            weight: 0,
            waiting: BTreeMap::new(),
            taking: false,
            outcome: Ok(()),
            ended: false,
        }),
        moved: Condvar::new(),
        take: Mutex::new(take),
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(|| pool.work(worker()));
        }
        pool.work(worker());
    });
    pool.state.into_inner().unwrap_or_else(PoisonError::into_inner).outcome
}

struct Pool<Items, O, T, E> {
    bounds: Bounds,
    items: Mutex<Items>,
    state: Mutex<State<O, E>>,
    /// A result was taken, or all has ended.
    moved: Condvar,
    take: Mutex<T>,
}

struct State<O, E> {
    /// The item whose result is taken next.
    next: u64,
    /// What the items weigh that were begun and whose results were not taken yet.
    weight: usize,
    /// Results, with the weights of their items, that are not due yet.
    waiting: BTreeMap<u64, (usize, O)>,
    /// Whether some thread takes results now.
    taking: bool,
    outcome: Result<(), E>,
    /// Whether nothing more is to be begun, because taking failed or a thread panicked.
    ended: bool,
}

impl<Items, I, O, T, E> Pool<Items, O, T, E>
where
    Items: Iterator<Item = (u64, (I, usize))>,
    T: FnMut(O) -> Result<(), E>,
{
    /// Works until nothing is left to begin.
    fn work(&self, mut worker: impl FnMut(I) -> O) {
        let _guard = EndOnPanic(self);
        while let Some((number, weight, item)) = self.begin() {
            let result = worker(item);
            self.hand_in(number, weight, result);
        }
    }

    /// The next item, as soon as there is room for it. It is asked for and waited for by one thread at a
    /// time, so that no more than one item waits.
    fn begin(&self) -> Option<(u64, usize, I)> {
        let mut items = self.items.lock().ok()?;
        if self.state().ended {
            return None;
        }
        let (number, (item, weight)) = items.next()?;
        let has_no_room = |state: &mut State<O, E>| {
            let is_far = number - state.next >= self.bounds.items as u64;
            let is_heavy = state.weight > 0 && state.weight.saturating_add(weight) > self.bounds.weight;
            !state.ended && (is_far || is_heavy)
        };
        let waited = self.moved.wait_while(self.state(), has_no_room);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner);
        state.weight = state.weight.saturating_add(weight);
        (!state.ended).then_some((number, weight, item))
    }

    /// Leaves a result, and takes all that are due unless another thread does so already.
    fn hand_in(&self, number: u64, weight: usize, result: O) {
        let mut state = self.state();
        state.waiting.insert(number, (weight, result));
        if state.taking {
            return;
        }
        state.taking = true;
        while !state.ended {
            let next = state.next;
            let Some((weight, result)) = state.waiting.remove(&next) else { break };
            drop(state);
            let taken = match self.take.lock() {
                Ok(mut take) => take(result),
                // Another thread panicked while it took a result; it tells.
                Err(_) => return,
            };
            state = self.state();
            state.next += 1;
            state.weight = state.weight.saturating_sub(weight);
            if taken.is_err() {
                state.outcome = taken;
                state.ended = true;
            }
            self.moved.notify_all();
        }
        state.taking = false;
    }

    fn state(&self) -> MutexGuard<'_, State<O, E>> {
        // It is whole between any two of its changes.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends the work of all threads when one panics: what it had begun will never be handed in.
struct EndOnPanic<'p, Items, O, T, E>(&'p Pool<Items, O, T, E>);

impl<Items, O, T, E> Drop for EndOnPanic<'_, Items, O, T, E> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.state.lock().unwrap_or_else(PoisonError::into_inner).ended = true;
            self.0.moved.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

    use super::*;

    fn bounds(threads: usize) -> Bounds {
        Bounds { threads, items: threads * 3, weight: 1_000 }
    }

    #[test]
    fn results_come_in_the_order_of_the_work() {
        for threads in [0, 1, 2, 7] {
            let mut seen = Vec::new();
            // Early items take longest.
            let work = || |item: u64| (0..(500 - item) * 50).fold(item, |sum, _| std::hint::black_box(sum));
            let items = (0..500u64).map(|it| (it, 1));
            let done: Result<(), ()> = map_in_order(bounds(threads), items, work, |item| {
                seen.push(item);
                Ok(())
            });
            assert_eq!((done, seen), (Ok(()), (0..500).collect()));
        }
    }

    #[test]
    fn nothing_to_do_is_done() {
        let done: Result<(), ()> =
            map_in_order(bounds(3), std::iter::empty(), || |item: u8| item, |_| unreachable!("no item"));
        assert_eq!(done, Ok(()));
    }

    #[test]
    fn what_weighs_much_goes_alone() {
        let under_way = AtomicUsize::new(0);
        let weight = |item: usize| if item.is_multiple_of(3) { 90 } else { 10 };
        let items = (0..200).map(|it| (it, weight(it)));
        let work = || {
            |item: usize| {
                let now = under_way.fetch_add(weight(item), Ordering::SeqCst) + weight(item);
                std::thread::yield_now();
                under_way.fetch_sub(weight(item), Ordering::SeqCst);
                now
            }
        };
        let bounds = Bounds { threads: 4, items: 12, weight: 50 };
        let mut most = 0;
        let done: Result<(), ()> = map_in_order(bounds, items, work, |now| {
            most = most.max(now);
            Ok(())
        });
        assert_eq!((done, most), (Ok(()), 90));
    }

    #[test]
    fn no_thread_is_far_ahead_of_the_taking() {
        let (begun, taken) = (AtomicU64::new(0), AtomicU64::new(0));
        let items = (0..300u64).map(|it| (it, 1));
        let work = || {
            |item: u64| {
                begun.fetch_max(item + 1, Ordering::SeqCst);
                assert!(item < taken.load(Ordering::SeqCst) + 8, "item {item}");
            }
        };
        let bounds = Bounds { threads: 4, items: 8, weight: 1_000 };
        let done: Result<(), ()> = map_in_order(bounds, items, work, |()| {
            std::thread::yield_now();
            taken.fetch_add(1, Ordering::SeqCst);
            Ok(())
        });
        assert_eq!((done, begun.into_inner(), taken.into_inner()), (Ok(()), 300, 300));
    }

    #[test]
    fn an_error_ends_it() {
        for threads in [1, 3] {
            let mut seen = 0;
            let items = (0..).map(|it| (it, 1));
            let done = map_in_order(
                bounds(threads),
                items,
                || |item: u64| item,
                |item| {
                    seen += 1;
                    if item == 20 { Err("enough") } else { Ok(()) }
                },
            );
            assert_eq!((done, seen), (Err("enough"), 21));
        }
    }

    #[test]
    fn a_panic_ends_it_wherever_it_happens() {
        for threads in [1, 3] {
            for place in ["items", "work", "take"] {
                let at = move |here: &str, item: u64| assert!(here != place || item < 20, "enough");
                let items = (0..).map(|it| {
                    at("items", it);
                    (it, 1)
                });
                let work = || {
                    |item: u64| {
                        at("work", item);
                        item
                    }
                };
                let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                    map_in_order(bounds(threads), items, work, |item| -> Result<(), ()> {
                        at("take", item);
                        Ok(())
                    })
                }));
                assert!(ended.is_err(), "{place} with {threads} threads");
            }
        }
    }
}
