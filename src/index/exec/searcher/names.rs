//! Names of speakers: which are spellings of one name, and how those of a query were read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use crate::index::build::links;
use crate::index::exec::searcher::Searcher;
use crate::people::names::Links;
use crate::query::NamePattern;
use crate::search::{NameFit, Variants};

/// How many names are told of one that was read as several.
const MOST_TOLD: usize = 5;

/// How the names of a query were read.
#[derive(Debug, Default)]
pub(super) struct Readings {
    /// Linked spellings that the query does not name.
    also: BTreeSet<String>,
    /// For names that nobody bears as they were typed, those that they were read as.
    read_as: BTreeMap<String, BTreeSet<String>>,
}

impl Readings {
    /// What is told of them.
    pub(super) fn notices(self) -> Vec<String> {
        let mut notices: Vec<String> = Vec::new();
        for (typed, names) in self.read_as {
            let more = names.len().saturating_sub(MOST_TOLD);
            let names: Vec<String> = names.into_iter().take(MOST_TOLD).collect();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            notices.push(format!("{typed}: read as {}{more}", names.join(", ")));
        }
        if !self.also.is_empty() {
            let names: Vec<String> = self.also.into_iter().collect();
            notices.push(format!("also spelt {}", names.join(", ")));
        }
        notices
    }
}

impl Searcher {
    /// Which names of the index are spellings of one speaker's name.
    pub fn links(&self) -> &Links {
        self.0.links.get_or_init(|| {
            let written = links::read(&self.0.dir, self.0.stamp);
            // Where a column is damaged nothing is linked: every name stands for itself.
            written.unwrap_or_else(|| links::compute(&self.0.engine).unwrap_or_default())
        })
    }

    /// The names and, unless that is off, their other spellings.
    pub(super) fn linked(&self, names: BTreeSet<String>, variants: Variants) -> BTreeSet<String> {
        match variants {
            Variants::Off => names,
            Variants::Linked => {
                let links = self.links();
                names.iter().flat_map(|name| links.forms(name)).map(str::to_owned).collect()
            }
        }
    }

    /// As [`Self::linked`]; keeps how the name was read where the query does not name what was found.
    pub(super) fn linked_noting(
        &self,
        pattern: &NamePattern,
        names: BTreeSet<String>,
        variants: Variants,
        readings: &Mutex<Readings>,
    ) -> BTreeSet<String> {
        let own = NameFit::of(pattern, Variants::Off);
        let own: BTreeSet<String> = names.iter().filter(|it| own.fits(it)).cloned().collect();
        let linked = self.linked(names, variants);
        let Ok(mut readings) = readings.lock() else { return linked };
        if own.is_empty() && !linked.is_empty() {
            let typed = pattern.to_string().replace('"', "");
            let main = |name: &String| self.links().canonical(name).to_owned();
            readings.read_as.entry(typed).or_default().extend(linked.iter().map(main));
        } else {
            readings.also.extend(linked.difference(&own).cloned());
        }
        linked
    }
}
