//! Where a watch is told.

use std::fmt;

use crate::request::Problem;

/// A file to which a watch is told. It may stand in the file of a watch: it lies in the folder of what is told, and
/// nothing is run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileTarget {
    /// In which form.
    pub form: FileForm,
    /// The path, as seen from the folder of what is told.
    pub path: String,
}

/// The form of a file that is told to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileForm {
    /// JSON Lines, a line an article.
    Json,
    /// An Atom feed, an entry an article.
    Atom,
    /// A mailbox, a message a run.
    Mbox,
    /// A folder of messages, one a run.
    Eml,
}

impl FileForm {
    /// The forms by their words.
    pub const WORDS: [(&'static str, FileForm); 4] = [
        ("json", FileForm::Json),
        ("atom", FileForm::Atom),
        ("mbox", FileForm::Mbox),
        ("eml", FileForm::Eml),
    ];
}

/// Why something is no place that a file of a watch may name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// The word before the colon is unknown.
    #[error("`{0}` is no place to tell a watch")]
    Unknown(String),
    /// It would run or call something.
    #[error("`{0}` runs or calls something, and may not stand in the file of a watch")]
    Acts(String),
    /// The path leads out of the folder.
    #[error("`{0}` leads out of the folder of what is told")]
    Outside(String),
}

impl From<TargetError> for Problem {
    fn from(error: TargetError) -> Problem {
        let offer = match &error {
            TargetError::Unknown(_) => "places are json:FILE, atom:FILE, mbox:FILE and eml:FOLDER",
            TargetError::Acts(_) => {
                "give it on the command line: newsgrep watch run --exec, --webhook, --mail"
            }
            TargetError::Outside(_) => "write a path without .. that begins with a name",
        };
        Problem::new("bad_target", error.to_string()).offer(offer)
    }
}

impl FileTarget {
    /// Reads `FORM:PATH`.
    ///
    /// # Errors
    ///
    /// It is no such place, or one that a file may not name.
    pub fn read(text: &str) -> Result<FileTarget, TargetError> {
        let (word, path) = text.split_once(':').unwrap_or((text, ""));
        if matches!(word, "exec" | "webhook" | "mail" | "sendmail" | "http" | "https") {
            return Err(TargetError::Acts(text.to_owned()));
        }
        let form = FileForm::WORDS.iter().find(|it| it.0 == word).map(|it| it.1);
        let form = form.filter(|_| !path.is_empty()).ok_or_else(|| TargetError::Unknown(text.to_owned()))?;
        let leads_out = path.split(['/', '\\']).any(|part| part.is_empty() || part == "." || part == "..");
        if leads_out || path.contains([':', '\0']) || path.starts_with('.') {
            return Err(TargetError::Outside(path.to_owned()));
        }
        Ok(FileTarget { form, path: path.to_owned() })
    }
}

impl fmt::Display for FileTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = FileForm::WORDS.iter().find(|it| it.1 == self.form).map_or("", |it| it.0);
        write!(f, "{word}:{}", self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_names_only_files_in_its_folder() {
        for good in ["json:news.jsonl", "atom:feeds/harbour.xml", "mbox:post", "eml:new"] {
            assert_eq!(FileTarget::read(good).map(|it| it.to_string()), Ok(good.to_owned()));
        }
        for out in
            ["json:/etc/passwd", "atom:../x", "mbox:a/../../b", "eml:C:\\x", "json:a//b", "json:.profile"]
        {
            assert!(matches!(FileTarget::read(out), Err(TargetError::Outside(_))), "{out}");
        }
        for acts in ["exec:rm -r x", "webhook:http://a", "mail:a@b.example", "https://a.example/x"] {
            assert!(matches!(FileTarget::read(acts), Err(TargetError::Acts(_))), "{acts}");
        }
        for none in ["", "json", "json:", "telegram:x"] {
            assert!(matches!(FileTarget::read(none), Err(TargetError::Unknown(_))), "{none}");
        }
    }
}
