//! Records that make no article because of what other records say: their article was taken back, or a whole text stands in
//! place of an excerpt. It follows from all records together, whatever their order.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::article::ArticleId;
use crate::update::catalog::{ArticleRecord, Catalog, FileRecords, Outcome, Withdrawal};

/// What takes records out.
#[derive(Debug, Default)]
pub(super) struct Replaced {
    withdrawn: FxHashMap<ArticleId, Vec<Withdrawal>>,
    /// The addresses at which a whole text stands; empty where no record is an excerpt.
    whole: FxHashSet<u64>,
}

impl Replaced {
    /// What the records of all files take out.
    pub(super) fn of(catalog: &Catalog) -> Replaced {
        let mut replaced = Replaced::default();
        for record in
            catalog.files.values().filter(|it| it.kinds().withdrawals).flat_map(FileRecords::records)
        {
            if let Outcome::Rejected { withdrawal: Some(withdrawal), .. } = record.outcome {
                replaced.withdrawn.entry(withdrawal.id.clone()).or_default().push(withdrawal);
            }
        }
        if catalog.files.values().any(|file| file.kinds().partial) {
            let articles = catalog.files.values().flat_map(FileRecords::articles);
            let whole = articles.filter(|(_, it)| !it.stated.is_partial);
            replaced.whole = whole.filter_map(|(_, it)| it.stated.address).collect();
        }
        replaced
    }

    /// Whether it takes this record out.
    pub(super) fn holds(&self, article: &ArticleRecord) -> bool {
        let is_withdrawn = || {
            let notices = self.withdrawn.get(&article.id);
            notices.is_some_and(|notices| notices.iter().any(|it| it.takes_back(&article.stated)))
        };
        let is_replaced =
            || article.stated.is_partial && article.stated.address.is_some_and(|it| self.whole.contains(&it));
        (!self.withdrawn.is_empty() && is_withdrawn()) || is_replaced()
    }
}
