//! Work spread over threads, its results in the order of the work.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Condvar, Mutex};

/// Applies work to each item of `items` on so many threads, and hands the results to
/// `consume` in the order of the items. Each thread makes its own worker.
///
/// Only so many items are under way at a time that memory stays bounded, and of items with a weight
/// only so many that together they weigh no more than `most`; what weighs more goes alone. An error
/// of `consume` ends it.
pub(super) fn map_in_order<I, O, W, E>(
    threads: usize,
    most: usize,
    items: impl Iterator<Item = (I, usize)> + Send,
    worker: impl Fn() -> W + Sync,
    mut consume: impl FnMut(O) -> Result<(), E>,
) -> Result<(), E>
where
    I: Send,
    O: Send,
    W: FnMut(I) -> O,
{
    let threads = threads.max(1);
    let window = Window::new(threads as u64 * 3, most);
    let (give, take) = sync_channel::<(u64, usize, I)>(threads);
    let take = Mutex::new(take);
    let (hand_in, results) = sync_channel::<(u64, usize, O)>(threads);
    std::thread::scope(|scope| {
        let (window, take, worker) = (&window, &take, &worker);
        scope.spawn(move || {
            for (number, (item, weight)) in (0..).zip(items) {
                if !window.wait_for(number, weight) || give.send((number, weight, item)).is_err() {
                    break;
                }
            }
        });
        for _ in 0..threads {
            let hand_in = hand_in.clone();
            scope.spawn(move || {
                let mut work = worker();
                loop {
                    let next = match take.lock() {
                        Ok(take) => take.recv(),
                        Err(_) => break,
                    };
                    let Ok((number, weight, item)) = next else { break };
                    if hand_in.send((number, weight, work(item))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(hand_in);
        let _let_go = LetGo { window, take };
        let mut early = BTreeMap::new();
        let mut next = 0;
        let mut outcome = Ok(());
        'all: for (number, weight, result) in &results {
            early.insert(number, (weight, result));
            while let Some((weight, result)) = early.remove(&next) {
                outcome = consume(result);
                if outcome.is_err() {
                    break 'all;
                }
                next += 1;
                window.done(next, weight);
            }
        }
        drop(results);
        outcome
    })
}

/// Lets go whoever waits to hand something on, however the taking ends.
struct LetGo<'w, T> {
    window: &'w Window,
    take: &'w Mutex<Receiver<T>>,
}

impl<T> Drop for LetGo<'_, T> {
    fn drop(&mut self) {
        self.window.close();
        if let Ok(take) = self.take.lock() {
            while take.try_recv().is_ok() {}
        }
    }
}

/// Lets item n start once item n − size is done and there is room for its weight.
struct Window {
    size: u64,
    most: usize,
    state: Mutex<State>,
    moved: Condvar,
}

struct State {
    done: u64,
    weight: usize,
    closed: bool,
}

impl Window {
    fn new(size: u64, most: usize) -> Window {
        let state = Mutex::new(State { done: 0, weight: 0, closed: false });
        Window { size, most, state, moved: Condvar::new() }
    }

    /// Waits until the item may start; `false` when none may any more.
    fn wait_for(&self, item: u64, weight: usize) -> bool {
        let Ok(state) = self.state.lock() else { return false };
        let is_full = |it: &State| it.weight > 0 && it.weight.saturating_add(weight) > self.most;
        let waits = |it: &mut State| !it.closed && (item >= it.done + self.size || is_full(it));
        let Ok(mut state) = self.moved.wait_while(state, waits) else { return false };
        state.weight = state.weight.saturating_add(weight);
        !state.closed
    }

    fn done(&self, items: u64, weight: usize) {
        if let Ok(mut state) = self.state.lock() {
            state.done = items;
            state.weight = state.weight.saturating_sub(weight);
        }
        self.moved.notify_one();
    }

    fn close(&self) {
        if let Ok(mut state) = self.state.lock() {
            state.closed = true;
        }
        self.moved.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_work() {
        for threads in [1, 2, 7] {
            let mut seen = Vec::new();
            // Early items take longest.
            let work = || |item: u64| (0..(500 - item) * 50).fold(item, |sum, _| std::hint::black_box(sum));
            let items = (0..500u64).map(|it| (it, 1));
            let done: Result<(), ()> = map_in_order(threads, 1_000, items, work, |item| {
                seen.push(item);
                Ok(())
            });
            assert_eq!((done, seen), (Ok(()), (0..500).collect()));
        }
    }

    #[test]
    fn what_weighs_much_goes_alone() {
        let under_way = std::sync::atomic::AtomicUsize::new(0);
        let items = (0..200usize).map(|it| (it, if it % 3 == 0 { 90 } else { 10 }));
        let work = || {
            |item: usize| {
                let weight = if item.is_multiple_of(3) { 90 } else { 10 };
                let now = under_way.fetch_add(weight, Ordering::SeqCst) + weight;
                std::thread::yield_now();
                under_way.fetch_sub(weight, Ordering::SeqCst);
                now
            }
        };
        let done: Result<(), ()> = map_in_order(4, 50, items, work, |now| {
            assert!(now <= 90, "{now}");
            Ok(())
        });
        assert_eq!(done, Ok(()));
    }

    #[test]
    fn a_panic_ends_it() {
        for threads in [1, 3] {
            let items = (0..).map(|it| (it, 1));
            let taken = std::panic::catch_unwind(|| {
                map_in_order(
                    threads,
                    1_000,
                    items,
                    || |item: u64| item,
                    |item| -> Result<(), ()> {
                        assert!(item < 20, "enough");
                        Ok(())
                    },
                )
            });
            assert!(taken.is_err());
        }
    }

    #[test]
    fn an_error_ends_it() {
        for threads in [1, 3] {
            let mut seen = 0;
            let done = map_in_order(
                threads,
                1_000,
                (0..).map(|it| (it, 1)),
                || |item: u64| item,
                |item| {
                    seen += 1;
                    if item == 20 { Err("enough") } else { Ok(()) }
                },
            );
            assert_eq!((done, seen), (Err("enough"), 21));
        }
    }
}
