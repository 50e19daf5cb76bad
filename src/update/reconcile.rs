//! Makes the index agree with the records of all files, once these are known.

use std::collections::BTreeMap;

use crate::article::{Article, ArticleId, Earlier, FoundBy, Origin};
use crate::date::{Dating, Day};
use crate::readers;
use crate::readers::{FileEntry, Opened, ReadSettings};
use crate::update::article::article_of;
use crate::update::catalog::{FileRecords, Keep, Outcome, Record, Version};
use crate::update::error::UpdateError;
use crate::update::ownership::{IdHash, Owner, Ownership};
use crate::update::prepare::rename;
use crate::update::roots::place_of;
use crate::update::run::Run;

/// Gives an article the day that its neighbours tell, in place of one that they told before.
fn date(article: &mut Article, day: Option<Day>) {
    let found = FoundBy::Neighbours;
    if article.dating.is_none_or(|it| it.found == found) {
        article.dating = day.map(|day| Dating { day, instant: None, found });
    }
}

impl Run<'_> {
    /// Removes the articles that no record makes any more.
    pub(super) fn remove_what_is_gone(&mut self, ownership: &Ownership) {
        for (id, ..) in self.old_owners.each(&self.old.files) {
            if ownership.get(&id).is_none() {
                self.report.removed += 1;
                if let Some(writer) = &mut self.writer {
                    writer.remove(&id);
                }
            }
        }
        let Some(writer) = &mut self.writer else { return };
        for (_, article) in self.new.files.values().flat_map(FileRecords::articles) {
            if ownership.get(&article.id).is_none()
                && self.written.contains_key(&IdHash::of(&article.id).half())
                && self.old_owners.get(&article.id).is_none()
            {
                writer.remove(&article.id);
            }
        }
    }

    /// Keeps the indexed wording of articles whose content changes, each under an id of its own.
    pub(super) fn keep_versions(&mut self, ownership: &Ownership) -> Result<(), UpdateError> {
        for (id, version) in &self.old.versions {
            if ownership.get(id).is_some() {
                // A record has this very id: `put` has replaced the wording.
            } else if ownership.get(&version.of).is_some() {
                self.new.versions.insert(id.clone(), version.clone());
            } else if let Some(writer) = &mut self.writer {
                // The article is gone, and its earlier wordings with it.
                writer.remove(id);
            }
        }
        if self.new.keep == Keep::Last {
            return Ok(());
        }
        let mut edited = Vec::new();
        for (id, owner, _) in ownership.each(&self.new.files) {
            if self.old_owners.get(&id).is_some_and(|old| old.hash != owner.hash) {
                edited.push(id);
            }
        }
        if edited.is_empty() {
            return Ok(());
        }
        let searcher = self.index.searcher()?;
        for id in edited {
            let Some(mut article) = searcher.stored_article(&id)? else { continue };
            let hash = article.content_hash();
            if self.new.versions.values().any(|it| it.of == id && it.hash == hash) {
                continue;
            }
            let free = |version: &ArticleId| {
                ownership.get(version).is_none() && !self.new.versions.contains_key(version)
            };
            let mut names = (1u64..).filter_map(|number| ArticleId::new(&format!("{id}@{number}")));
            article.id = names.find(free).expect("numbers do not end");
            article.earlier = Some(Earlier { of: id.clone(), until: self.settings.extract.today });
            self.write(&article, hash)?;
            self.report.kept += 1;
            let version = Version { of: id, hash, places: article.origins };
            self.new.versions.insert(article.id, version);
        }
        Ok(())
    }

    /// Writes those articles again whose content or origins differ from what is indexed or was written.
    pub(super) fn reconcile(&mut self, ownership: &Ownership) -> Result<(), UpdateError> {
        let mut wrong: Vec<(ArticleId, Owner, Origin)> = Vec::new();
        for (id, owner, first) in ownership.each(&self.new.files) {
            let right = match (self.written.get(&IdHash::of(&id).half()), self.old_owners.get(&id)) {
                (Some(written), _) => written.is(owner.hash, owner.places),
                (None, Some(old)) => old.is_same_article(&owner),
                (None, None) => false,
            };
            if !right {
                wrong.push((id, owner, first));
            }
        }
        if wrong.is_empty() {
            return Ok(());
        }
        let searcher = self.index.searcher()?;
        let mut missing: BTreeMap<String, Vec<(Origin, ArticleId, u128)>> = BTreeMap::new();
        for (id, owner, first) in wrong {
            let stored = searcher.stored_article(&id)?.filter(|it| it.content_hash() == owner.hash);
            match stored.or_else(|| self.duplicates.articles.remove(&owner.hash)) {
                Some(mut article) => {
                    article.origins = ownership.places(&id, first);
                    date(&mut article, ownership.day(&id));
                    article.id = id;
                    self.write(&article, owner.hash)?;
                }
                None => {
                    let file = self.new.file_of(&first).to_owned();
                    missing.entry(file).or_default().push((first, id, owner.hash));
                }
            }
        }
        missing.into_iter().try_for_each(|(path, articles)| self.read_again(&path, articles, ownership))
    }

    /// Reads records of a file again whose content is needed and no longer in memory: records that were
    /// superseded or duplicates before.
    fn read_again(
        &mut self,
        path: &str,
        articles: Vec<(Origin, ArticleId, u128)>,
        ownership: &Ownership,
    ) -> Result<(), UpdateError> {
        let entry = FileEntry {
            path: place_of(path, self.index.dir(), &self.new),
            shown: path.to_owned(),
            named: readers::Named::Outright,
            size: 0,
            modified: None,
            inode: None,
        };
        let mut articles: BTreeMap<Origin, (ArticleId, u128)> =
            articles.into_iter().map(|(place, id, hash)| (place, (id, hash))).collect();
        // A format that the user names is meant for the files that they name.
        let settings = ReadSettings { format: None, ..self.settings.read.clone() };
        if let Opened::Records(records) = readers::open(&entry, &settings) {
            for document in records.flatten() {
                if articles.is_empty() {
                    return Ok(());
                }
                let place = document.origin.clone();
                let Some((id, hash)) = articles.get(&place).cloned() else { continue };
                let read = article_of(document, &self.settings.extract);
                let Some(mut article) = read.ok().filter(|it| it.content_hash() == hash) else { break };
                rename(&mut article, self.new.ids);
                debug_assert_eq!(article.id, id, "a record has the id that it had");
                articles.remove(&place);
                article.origins = ownership.places(&id, place);
                date(&mut article, ownership.day(&id));
                article.id = id;
                self.write(&article, hash)?;
            }
        }
        if !articles.is_empty() {
            self.miss(path, &articles);
        }
        Ok(())
    }

    /// Takes records out of the catalog whose content is needed and is no longer there, as when their file has changed
    /// meanwhile, and lists them. The next update reads the file again.
    fn miss(&mut self, path: &str, missing: &BTreeMap<Origin, (ArticleId, u128)>) {
        let Some(file) = self.new.files.get_mut(path) else { return };
        let mut left = FileRecords::default();
        for record in file.records() {
            let place = record.position.origin(path);
            let is_missing = |id: &ArticleId| missing.get(&place).is_some_and(|(of, _)| of == id);
            match &record.outcome {
                Outcome::Article(article) if is_missing(&article.id) => {
                    let reason = format!("unreadable: the text of {} is needed again", article.id);
                    left.push(&Record {
                        position: record.position.clone(),
                        outcome: Outcome::Rejected { line: None, reason, withdrawal: None },
                    });
                }
                Outcome::Article(_) | Outcome::Rejected { .. } => left.push(&record),
            }
        }
        self.report.rejected += missing.len() as u64;
        *file = left;
    }
}
