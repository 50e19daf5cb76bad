//! The engines that are compared.

use std::path::Path;

use newsgrep::article::Article;
use newsgrep::index::{Index, IndexError, Searcher, WriterSettings};

/// An index of these articles in a new folder, committed in so many parts.
pub(crate) fn index(dir: &Path, articles: &[Article], parts: usize) -> Result<Searcher, IndexError> {
    let index = Index::create(dir)?;
    let mut writer = index.writer(WriterSettings { memory: 15_000_000 })?;
    let mut document_builder = index.document_builder();
    for part in articles.chunks(articles.len().div_ceil(parts)) {
        for article in part {
            writer.add(document_builder.prepare(article))?;
        }
        writer.commit(b"")?;
    }
    drop(writer);
    index.searcher()
}
