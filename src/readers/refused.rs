//! Formats that are known and not read. A file of one is rejected with the one line that makes something of it that is
//! read; it is never taken for text.

use crate::readers::reader::{Limits, Reader, RecordStream, Sniff, only};
use crate::readers::stream::Stream;
use crate::record::RejectReason;

/// A format that is known and not read.
pub(super) struct Refused {
    name: &'static str,
    about: &'static str,
    endings: &'static [&'static str],
    sniff: fn(&[u8]) -> Sniff,
    refuse: fn(&[u8]) -> RejectReason,
}

/// A database of SQLite.
pub(super) static SQLITE: Refused = Refused {
    name: "sqlite",
    about: "a database of SQLite",
    endings: &["sqlite", "sqlite3", "db"],
    sniff: |head| begins(head, &[b"SQLite format 3\0"]),
    refuse: |_| RejectReason::NotBuiltIn {
        format: "a database of SQLite",
        advice: "sqlite3 FILE -json 'select * from TABLE' | newsgrep index -",
    },
};

/// A table of Parquet.
pub(super) static PARQUET: Refused = Refused {
    name: "parquet",
    about: "a table of Parquet",
    endings: &["parquet"],
    sniff: |head| begins(head, &[b"PAR1", b"PARE"]),
    refuse: |_| RejectReason::NotBuiltIn { format: "Parquet", advice: DUCKDB },
};

/// A table of Arrow: a file, or a stream, which begins with the length of its schema.
pub(super) static ARROW: Refused = Refused {
    name: "arrow",
    about: "a table of Arrow",
    endings: &["arrow", "feather"],
    sniff: |head| begins(head, &[b"ARROW1", b"FEA1", b"\xFF\xFF\xFF\xFF"]),
    refuse: |_| RejectReason::NotBuiltIn { format: "Arrow", advice: DUCKDB },
};

const DUCKDB: &str =
    "duckdb -c \"copy (select * from 'FILE') to '/dev/stdout' (format json)\" | newsgrep index -";

/// An archive of 7-Zip.
pub(super) static SEVEN_ZIP: Refused = Refused {
    name: "7z",
    about: "an archive of 7-Zip",
    endings: &["7z"],
    sniff: |head| begins(head, &[b"7z\xBC\xAF\x27\x1C"]),
    refuse: |_| RejectReason::NotBuiltIn { format: "7z", advice: "unpack it first: 7z x FILE" },
};

/// What Office wrote before 2007, and what it writes today when there is a password: files within a file.
pub(super) static OLD_OFFICE: Refused = Refused {
    name: "ole",
    about: "a document of Office before 2007",
    endings: &["doc", "dot", "xls", "ppt", "msg"],
    sniff: |head| match begins(head, &[b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"]) {
        Sniff::Sure => Sniff::Likely,
        other => other,
    },
    refuse: |head| {
        let encrypted: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        match memchr::memmem::find(head, &encrypted) {
            Some(_) => RejectReason::Locked {
                message: "the document has a password; save a copy without one".to_owned(),
            },
            None => RejectReason::NotBuiltIn {
                format: "the format of Office before 2007",
                advice: "save it as DOCX or XLSX, or: soffice --convert-to docx FILE",
            },
        }
    },
};

fn begins(head: &[u8], signatures: &[&[u8]]) -> Sniff {
    if signatures.iter().any(|signature| head.starts_with(signature)) { Sniff::Sure } else { Sniff::No }
}

impl Reader for Refused {
    fn name(&self) -> &'static str {
        self.name
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn endings(&self) -> &'static [&'static str] {
        self.endings
    }

    fn is_binary(&self) -> bool {
        true
    }

    fn sniff(&self, head: &[u8]) -> Sniff {
        (self.sniff)(head)
    }

    fn read(&self, mut stream: Stream, _: Limits) -> RecordStream {
        let reason = match stream.peek() {
            Ok(head) => (self.refuse)(head),
            Err(error) => error.into(),
        };
        only(Err(reason))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_read_is_known_by_its_first_bytes() {
        for (format, head) in [
            (&SQLITE, &b"SQLite format 3\0..."[..]),
            (&PARQUET, b"PAR1...."),
            (&ARROW, b"ARROW1\0\0"),
            (&ARROW, b"\xFF\xFF\xFF\xFF\x10\0\0\0"),
            (&SEVEN_ZIP, b"7z\xBC\xAF\x27\x1C\0\x04"),
        ] {
            assert_eq!(format.sniff(head), Sniff::Sure, "{}", format.name);
            assert_eq!(format.sniff(&head[..3]), Sniff::No, "{}", format.name);
        }
    }

    #[test]
    fn an_old_document_is_told_from_one_with_a_password() {
        let mut head = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        assert_eq!(OLD_OFFICE.sniff(&head), Sniff::Likely);
        assert_eq!((OLD_OFFICE.refuse)(&head).as_str(), "not-built-in");
        head.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!((OLD_OFFICE.refuse)(&head).as_str(), "locked");
    }
}
