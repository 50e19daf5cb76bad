//! What an update can settle only when all records are known.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::article::{ArticleId, Earlier, Origin};
use crate::readers;
use crate::readers::{FileEntry, Opened, ReadSettings};
use crate::update::UpdateError;
use crate::update::article::article_of;
use crate::update::catalog::{FileRecords, Keep, Outcome, Version};
use crate::update::ownership::{IdHash, Owner, Ownership};
use crate::update::run::{Run, Written};

impl Run<'_> {
    pub(super) fn remove_what_is_gone(&mut self, ownership: &Ownership) {
        for (id, ..) in self.old_claims.each(&self.old.files) {
            if ownership.get(&id).is_none() {
                self.report.removed += 1;
                if let Some(writer) = &mut self.writer {
                    writer.remove(&id);
                }
            }
        }
        let Some(writer) = &mut self.writer else { return };
        for record in self.new.files.values().flat_map(FileRecords::records) {
            if let Outcome::Article { id, .. } = record.outcome
                && ownership.get(&id).is_none()
                && self.written.contains_key(&IdHash::of(&id).half())
                && self.old_claims.get(&id).is_none()
            {
                writer.remove(&id);
            }
        }
    }

    /// Keeps the wording that the index holds of articles that say something else now, under ids of their own.
    pub(super) fn keep_versions(&mut self, ownership: &Ownership) -> Result<(), UpdateError> {
        for (id, version) in &self.old.versions {
            if ownership.get(id).is_some() {
                // A record ownership the id: `put` has taken the wording out.
            } else if ownership.get(&version.of).is_some() {
                self.new.versions.insert(id.clone(), version.clone());
            } else if let Some(writer) = &mut self.writer {
                // With the article its earlier wordings go.
                writer.remove(id);
            }
        }
        if self.new.keep == Keep::Last {
            return Ok(());
        }
        let mut edited = Vec::new();
        for (id, owner, _) in ownership.each(&self.new.files) {
            if self.old_claims.get(&id).is_some_and(|old| old.hash != owner.hash) {
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

    /// Writes those articles anew whose content or places are not what the index holds or was given.
    pub(super) fn settle(&mut self, ownership: &Ownership) -> Result<(), UpdateError> {
        let mut wrong: Vec<(ArticleId, Owner, Origin)> = Vec::new();
        for (id, owner, first) in ownership.each(&self.new.files) {
            let right = match (self.written.get(&IdHash::of(&id).half()), self.old_claims.get(&id)) {
                (Some(written), _) => *written == Written::of(owner.hash, owner.places),
                (None, Some(old)) => old.says_the_same(&owner),
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
                    article.id = id;
                    self.write(&article, owner.hash)?;
                }
                None => {
                    missing.entry(first.path.clone()).or_default().push((first, id, owner.hash));
                }
            }
        }
        missing.into_iter().try_for_each(|(path, articles)| self.read_again(&path, articles, ownership))
    }

    /// Reads those records of a file again whose content is needed and no longer at hand: records
    /// that were superseded or duplicates before.
    fn read_again(
        &mut self,
        path: &str,
        mut articles: Vec<(Origin, ArticleId, u128)>,
        ownership: &Ownership,
    ) -> Result<(), UpdateError> {
        let entry = FileEntry {
            path: PathBuf::from(path),
            shown: path.to_owned(),
            named: readers::Named::Outright,
            size: 0,
            modified: None,
        };
        articles.sort_unstable_by(|a, b| b.0.cmp(&a.0));
        // What format the user says is meant for the files that they name.
        let settings = ReadSettings { format: None, ..self.settings.read };
        if let Opened::Records(records) = readers::open(&entry, &settings) {
            for document in records.flatten() {
                let Some((place, id, hash)) = articles.last() else { return Ok(()) };
                if document.origin != *place {
                    continue;
                }
                let read = article_of(document, &self.settings.extract);
                let Some(mut article) = read.ok().filter(|it| it.content_hash() == *hash) else { break };
                article.origins = ownership.places(id, place.clone());
                article.id = id.clone();
                let hash = *hash;
                articles.pop();
                self.write(&article, hash)?;
            }
        }
        // It has changed meanwhile: it is read again next time.
        if !articles.is_empty()
            && let Some(file) = self.new.files.get_mut(path)
        {
            file.stamp = None;
        }
        Ok(())
    }
}
