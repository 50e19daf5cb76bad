//! What stays of files that an update does not find.

use std::collections::BTreeMap;
use std::path::Path;

use crate::article::Origin;
use crate::record::{Reject, RejectReason};
use crate::update::missing::{Missing, OutOfReach};
use crate::update::run::Run;
use crate::update::settings::{Unreachable, is_below};

impl Run<'_> {
    /// Keeps the records of files that were not read, unless they are known to be gone or are to be removed all the
    /// same. Where that cannot be told the place is rejected.
    pub(super) fn keep_what_is_not_gone(&mut self, roots: &[String]) {
        let empty = if self.report.stopped { Vec::new() } else { self.empty_roots(roots) };
        let is_prune = self.settings.unreachable == Unreachable::Prune;
        let mut kept = Vec::new();
        let mut unknown: BTreeMap<String, (String, u64)> = BTreeMap::new();
        let mut missing = Missing::new(self.old, &self.new.files);
        for (path, records) in self.old.files.iter().filter(|(path, _)| !self.new.files.contains_key(*path)) {
            let Some(root) = roots.iter().find(|root| is_below(path, root)).filter(|_| !self.report.stopped)
            else {
                // It is outside the paths of this run.
                kept.push((path, records));
                continue;
            };
            let articles = records.articles().count() as u64;
            if articles == 0 {
                continue;
            }
            let is_known = !empty.iter().any(|root| is_below(path, root))
                && !Path::new(path).ancestors().any(|it| self.unlisted.contains(&*it.to_string_lossy()));
            let out_of_reach = if is_known { missing.look(path, root, records.stamp) } else { None };
            if is_known && out_of_reach.is_none() {
                continue;
            }
            if is_prune {
                self.pruned += articles;
                continue;
            }
            kept.push((path, records));
            if let Some(OutOfReach { at, why }) = out_of_reach {
                unknown.entry(at).or_insert((why, 0)).1 += articles;
            }
        }
        for (path, records) in kept {
            self.new.files.insert(path.clone(), records.clone());
        }
        for (at, (why, articles)) in unknown {
            self.reject_place(at, format!("{why}, and the index keeps what was (records: {articles})"));
        }
    }

    /// The given paths of which everything that the index holds of them cannot be found. Those that are there and hold
    /// nothing are rejected: a disk that is not mounted is an empty folder.
    fn empty_roots(&mut self, roots: &[String]) -> Vec<String> {
        let mut empty = Vec::new();
        for root in roots {
            let is_missing = self.unlisted.contains(root.trim_end_matches('/'));
            if !is_missing && self.new.files.keys().any(|path| is_below(path, root)) {
                continue;
            }
            let before = self.old.files.iter().filter(|(path, _)| is_below(path, root));
            let articles = before.flat_map(|(_, file)| file.articles()).count();
            if articles == 0 {
                continue;
            }
            if !is_missing && self.settings.unreachable == Unreachable::Keep {
                let why = format!("nothing is there, and the index keeps what was (records: {articles})");
                self.reject_place(root.clone(), why);
            }
            empty.push(root.clone());
        }
        empty
    }

    fn reject_place(&mut self, path: String, message: String) {
        let origin = Origin { path: path.clone(), record: None };
        self.file = Some(self.open(path, None, 0));
        self.reject(&Reject { origin, line: None, reason: RejectReason::Unreadable { message } });
        if let Some(file) = self.file.take() {
            self.close(file);
        }
    }
}
