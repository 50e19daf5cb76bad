//! Rebuilds an index from the articles stored in it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::article::{Article, ArticleId, Origin};
use crate::extract::Copy;
use crate::index::{IndexError, Liveness, Rebuild, UnreadArticles, Writer, WriterSettings};
use crate::update::catalog::{
    ArticleRecord, Catalog, FileRecords, Keep, Outcome, Record, Standing, Stated, Version,
};
use crate::update::error::UpdateError;
use crate::update::ownership::Ownership;
use crate::update::position::Position;
use crate::update::settings::BULK;

/// What a rebuild did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RebuildReport {
    /// Articles that are in the new index.
    pub saved: u64,
    /// What could not be saved, a line each: an article, or several of which nothing is known but how many they are.
    pub lost: Vec<String>,
    /// How many articles those are.
    pub lost_articles: u64,
    /// What else differs from before, a sentence each.
    pub notices: Vec<String>,
}

/// Rebuilds the index in `dir` from the articles stored in it, in today's format.
///
/// Articles that are lost are dropped from the catalog too, so that the next update reads their files again.
///
/// # Errors
///
/// There is no index, a newer program wrote it, another process writes, or the folder
/// cannot be written; nothing of it can be read; or the new index would hold fewer articles than are saved or known to
/// be lost. The index is then as it was.
pub fn rebuild(dir: &Path, settings: WriterSettings) -> Result<RebuildReport, UpdateError> {
    let mut rebuild = Rebuild::begin(dir, settings)?;
    let there = rebuild.living();
    // Articles that stand there twice under one id: more than one of them is none.
    let mut again = 0u64;
    let mut document_builder = rebuild.document_builder();
    let mut report = RebuildReport::default();
    let mut add = |writer: &mut Writer, article: &Article, report: &mut RebuildReport| {
        report.saved += 1;
        writer.add(document_builder.prepare(article))
    };
    let bytes = rebuild.catalog();
    let known = match &bytes {
        Ok(Some(bytes)) if !bytes.is_empty() => Catalog::decode(bytes),
        Ok(_) | Err(_) => None,
    };
    let catalog = match known {
        Some(catalog) => {
            let ownership = Ownership::of(&catalog);
            let firsts: BTreeMap<ArticleId, Origin> =
                ownership.each(&catalog.files).map(|(id, _, first)| (id, first)).collect();
            let mut saved: BTreeSet<ArticleId> = BTreeSet::new();
            // Earlier programs did not list what came over the network.
            let mut unlisted: BTreeMap<ArticleId, Option<u128>> = BTreeMap::new();
            // Articles of files that the catalog does not have: their files are read again.
            let mut stray: BTreeMap<String, Vec<Record>> = BTreeMap::new();
            let mut other: BTreeSet<ArticleId> = BTreeSet::new();
            let broken = rebuild.each_article(|writer, mut article, liveness| {
                // An article that was removed, or an older wording, is not what the catalog lists.
                let id = &article.id;
                let claimed = ownership.get(id).map(|it| it.hash);
                let hash = claimed.or_else(|| catalog.versions.get(id).map(|it| it.hash));
                let is_live = liveness == Liveness::Live;
                let is_unlisted = hash.is_none() && is_live;
                if (is_unlisted || hash == Some(article.content_hash())) && !saved.contains(id) {
                    saved.insert(id.clone());
                    if is_unlisted && article.origins.iter().all(|it| it.path == BULK) {
                        unlisted.insert(id.clone(), Some(article.content_hash()));
                    } else if is_unlisted {
                        note(&mut Catalog::default(), &mut stray, &article);
                    }
                    if let Some(first) = firsts.get(id) {
                        article.origins = ownership.places(id, first.clone());
                    }
                    add(writer, &article, &mut report)?;
                } else if is_live && (saved.contains(id) || !other.insert(id.clone())) {
                    again += 1;
                }
                Ok::<(), IndexError>(())
            })?;
            // One in another wording than was read, beside the right one.
            again += other.iter().filter(|id| saved.contains(*id)).count() as u64;
            let mut lost: BTreeMap<&ArticleId, u128> = BTreeMap::new();
            for (id, first) in &firsts {
                if !saved.contains(id)
                    && let Some(owner) = ownership.get(id)
                {
                    lost.insert(id, owner.hash);
                    report.lost.push(format!("{id}, read from {first}"));
                }
            }
            for (id, version) in &catalog.versions {
                if !saved.contains(id) {
                    report.lost.push(format!("{id}, an earlier wording of {}", version.of));
                }
            }
            report.lost.sort();
            report.lost_articles = report.lost.len() as u64;
            // Articles that cannot be read and that the catalog does not know either.
            let accounted = report.saved + report.lost_articles + again;
            let unknown = there.map_or(0, |there| there.saturating_sub(accounted));
            let unread: u64 = broken.iter().map(|it| it.articles.unwrap_or(0)).sum();
            if unknown > 0 && unread >= unknown {
                report.lost.push(format!("{unknown} articles of which nothing is known"));
                report.lost_articles += unknown;
            }
            if report.lost.is_empty() || unknown > 0 {
                report.notices.extend(broken.into_iter().map(|it| it.what));
            }
            let mut kept = without(&catalog, &ownership, &lost);
            for (path, records) in stray {
                let file = kept.files.remove(&path).unwrap_or_default();
                kept.files.insert(path, in_order(file.records().chain(records)));
            }
            kept.versions.retain(|id, _| saved.contains(id));
            if !unlisted.is_empty() {
                kept.put(&unlisted);
            }
            kept
        }
        None => {
            let mut catalog = Catalog::default();
            let mut noted: BTreeMap<String, Vec<Record>> = BTreeMap::new();
            let mut saved: BTreeSet<ArticleId> = BTreeSet::new();
            let mut uncertain = 0u64;
            let unread = rebuild.each_article(|writer, article, liveness| {
                if saved.contains(&article.id) {
                    again += 1;
                } else {
                    saved.insert(article.id.clone());
                    uncertain += u64::from(liveness == Liveness::Unknown);
                    note(&mut catalog, &mut noted, &article);
                    add(writer, &article, &mut report)?;
                }
                Ok::<(), IndexError>(())
            })?;
            if report.saved == 0 && there.is_none() && !unread.is_empty() {
                let what = "none of its articles can be read".to_owned();
                return Err(IndexError::Damaged { dir: dir.to_owned(), what }.into());
            }
            for UnreadArticles { articles, what } in unread {
                let many = articles.filter(|it| *it != 1).map(|it| format!("{it} articles: "));
                report.lost.push(many.unwrap_or_default() + &what);
                report.lost_articles += articles.unwrap_or(1);
            }
            for (path, records) in noted {
                catalog.files.insert(path, in_order(records));
            }
            if uncertain > 0 {
                report.notices.push(format!(
                    "{uncertain} articles may have been taken out of the index before: what tells is damaged"
                ));
            }
            match &bytes {
                // The index was filled by other means than files: it has no catalog.
                Ok(None) => Catalog::default(),
                Ok(Some(bytes)) if bytes.is_empty() => Catalog::default(),
                Ok(Some(_)) | Err(_) => {
                    report
                        .notices
                        .push("which files were read is lost: the next update reads all again".into());
                    catalog
                }
            }
        }
    };
    let kept = match &bytes {
        Ok(Some(bytes)) if bytes.is_empty() => Vec::new(),
        Ok(_) | Err(_) => catalog.encode(),
    };
    let accounted = report.saved + report.lost_articles + again;
    if let Some(there) = there.filter(|there| *there > accounted) {
        return Err(UpdateError::Unaccounted { dir: dir.to_owned(), there, accounted });
    }
    rebuild.finish(&kept)?;
    Ok(report)
}

/// A file with these records, by their numbers. It is read again.
fn in_order(records: impl IntoIterator<Item = Record>) -> FileRecords {
    let mut records: Vec<Record> = records.into_iter().collect();
    records.sort_by_key(|it| it.position.number);
    let mut file = FileRecords::new(None);
    records.iter().for_each(|record| file.push(record));
    file
}

/// The catalog without the lost articles. The next update reads their files again.
fn without(catalog: &Catalog, ownership: &Ownership, lost: &BTreeMap<&ArticleId, u128>) -> Catalog {
    let hashes: BTreeSet<u128> = lost.values().copied().collect();
    let mut kept = catalog.clone();
    for file in kept.files.values_mut() {
        let mut whole = FileRecords::new(file.stamp);
        for record in file.records() {
            let is_kept = match &record.outcome {
                // The article may be made from a duplicate of the lost record next time.
                Outcome::Article(ArticleRecord { id, hash, .. }) => {
                    !lost.contains_key(id) && (ownership.get(id).is_some() || !hashes.contains(hash))
                }
                Outcome::Rejected { .. } => true,
            };
            if is_kept {
                whole.push(&record);
            } else {
                whole.stamp = None;
            }
        }
        *file = whole;
    }
    kept
}

/// Adds what a stored article tells of the records it was read from.
fn note(catalog: &mut Catalog, noted: &mut BTreeMap<String, Vec<Record>>, article: &Article) {
    let hash = article.content_hash();
    if let Some(earlier) = &article.earlier {
        let version = Version { of: earlier.of.clone(), hash, places: article.origins.clone() };
        catalog.versions.insert(article.id.clone(), version);
        // Earlier wordings were kept, so they are to be kept from now on.
        catalog.keep = Keep::Every;
        return;
    }
    let given = !article.id_is_place() && Some(article.id.as_str()) != article.url.as_deref();
    for (at, place) in article.origins.iter().enumerate() {
        let own = ArticleId::new(&place.to_string()).filter(|_| at > 0);
        let id = own.unwrap_or_else(|| article.id.clone());
        let (stated, standing) = (Stated::of(article, Copy::default()), Standing::First);
        let given = given && at == 0;
        let outcome = Outcome::Article(ArticleRecord { id, given, hash, stated, standing });
        noted
            .entry(place.path.clone())
            .or_default()
            .push(Record { position: Position::numbered(place.record), outcome });
    }
}
