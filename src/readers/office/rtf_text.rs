//! RTF: the text as a reader sees it, without headers, footers, fields' codes, deleted and hidden text.

use std::collections::HashMap;

use encoding_rs::Encoding;

use crate::readers::blocks::Block;
use crate::readers::office::written::{Paragraph, Properties, Style};

/// What an RTF file holds.
#[derive(Debug, Default)]
pub(super) struct Rtf {
    pub(super) blocks: Vec<Block>,
    pub(super) properties: Properties,
}

/// Groups whose text is none of the document's.
const PASSED_OVER: &[&str] = &[
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "header",
    "headerl",
    "headerr",
    "headerf",
    "footer",
    "footerl",
    "footerr",
    "footerf",
    "pict",
    "object",
    "themedata",
    "colorschememapping",
    "datastore",
    "listtable",
    "listoverridetable",
    "rsidtbl",
    "generator",
    "fldinst",
    "annotation",
    "atnid",
    "atnauthor",
    "xe",
    "tc",
    "bkmkstart",
    "bkmkend",
    "pntext",
    "listtext",
    "nonshppict",
    "latentstyles",
    "filetbl",
    "revtbl",
    "mmathPr",
    "xmlnstbl",
];

/// How deep groups may lie in one another; what lies deeper has the settings of the deepest.
const MOST_DEPTH: usize = 500;

/// Reads an RTF file. What is cut off or damaged is read as far as it goes.
pub(super) fn parse(bytes: &[u8]) -> Rtf {
    let mut parser = Parser {
        bytes,
        at: 0,
        groups: Vec::new(),
        group: Group { uc: 1, ..Group::default() },
        page: encoding_rs::WINDOWS_1252,
        fonts: HashMap::new(),
        styles: HashMap::new(),
        default_font: 0,
        pending: Vec::new(),
        text: String::new(),
        style: 0,
        in_table: false,
        cell: Vec::new(),
        row: Vec::new(),
        notes: Vec::new(),
        skip: 0,
        half: None,
        is_new: false,
        is_starred: false,
        rtf: Rtf::default(),
    };
    parser.run();
    parser.finish()
}

/// The settings of a group.
#[derive(Debug, Clone, Default)]
struct Group {
    is_out: bool,
    is_hidden: bool,
    uc: usize,
    font: i32,
    /// The group it is, when its own text tells something: `fonttbl`, `stylesheet`, `info`.
    table: Table,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Table {
    #[default]
    None,
    Fonts,
    Styles,
    Title,
    Author,
    Created,
    Note,
}

struct Parser<'a> {
    bytes: &'a [u8],
    at: usize,
    groups: Vec<Group>,
    group: Group,
    page: &'static Encoding,
    fonts: HashMap<i32, &'static Encoding>,
    styles: HashMap<i32, Style>,
    default_font: i32,
    /// Bytes in the font's encoding that are not decoded yet.
    pending: Vec<u8>,
    text: String,
    style: i32,
    in_table: bool,
    cell: Vec<String>,
    row: Vec<String>,
    notes: Vec<Block>,
    /// How many signs stand in place of one that was read already.
    skip: usize,
    /// The first half of a pair of surrogates.
    half: Option<u16>,
    /// Whether nothing was read yet of the group under way.
    is_new: bool,
    /// Whether the group under way is for programs that know what it is.
    is_starred: bool,
    rtf: Rtf,
}

impl Parser<'_> {
    fn run(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'{' => {
                    self.flush();
                    if self.groups.len() < MOST_DEPTH {
                        self.groups.push(self.group.clone());
                    }
                    self.is_new = true;
                    self.is_starred = false;
                    self.skip = 0;
                }
                b'}' => {
                    self.flush();
                    self.end_of_group();
                    (self.skip, self.is_new, self.is_starred) = (0, false, false);
                }
                b'\\' => self.control(),
                b'\r' | b'\n' => {}
                byte => self.byte(byte),
            }
        }
    }

    fn end_of_group(&mut self) {
        let table = self.group.table;
        let Some(group) = self.groups.pop() else { return };
        if table != group.table {
            match table {
                Table::Title => self.rtf.properties.title = Some(std::mem::take(&mut self.text)),
                Table::Author => self.rtf.properties.author = Some(std::mem::take(&mut self.text)),
                Table::Note => {
                    let text = std::mem::take(&mut self.text);
                    let (before, note) = text.split_once('\u{1}').unwrap_or((&text, ""));
                    self.notes.push(Block::text(note.trim().to_owned()));
                    self.text = before.to_owned();
                }
                Table::Styles | Table::Fonts => self.text.clear(),
                Table::None | Table::Created => {}
            }
        }
        self.group = group;
    }

    fn byte(&mut self, byte: u8) {
        self.is_new = false;
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        if self.group.table == Table::Styles {
            self.style_name(byte);
        } else if self.takes_text() {
            self.pending.push(byte);
        }
    }

    fn takes_text(&self) -> bool {
        (!self.group.is_out && !self.group.is_hidden)
            || matches!(self.group.table, Table::Title | Table::Author)
    }

    /// A letter of the name of a style, which ends with a semicolon.
    fn style_name(&mut self, byte: u8) {
        if byte != b';' {
            self.text.push(char::from(byte));
            return;
        }
        let name = std::mem::take(&mut self.text).trim().to_lowercase();
        let style = match name.as_str() {
            "title" => Style::Title,
            "heading 1" => Style::Heading,
            _ => Style::Text,
        };
        self.styles.insert(self.style, style);
        self.style = 0;
    }

    fn push(&mut self, sign: char) {
        self.flush();
        if self.takes_text() {
            self.text.push(sign);
        }
    }

    /// Decodes the bytes that wait, in the encoding of the font.
    fn flush(&mut self) {
        if !self.pending.is_empty() {
            let encoding = self.fonts.get(&self.group.font).copied().unwrap_or(self.page);
            let (text, _) = encoding.decode_without_bom_handling(&self.pending);
            self.text.push_str(&text);
            self.pending.clear();
        }
    }

    fn control(&mut self) {
        let Some(&first) = self.bytes.get(self.at) else { return };
        if !first.is_ascii_alphabetic() {
            self.at += 1;
            self.symbol(first);
            return;
        }
        let rest = &self.bytes[self.at..];
        let length = rest.iter().take_while(|it| it.is_ascii_alphabetic()).count().min(32);
        let word = std::str::from_utf8(&rest[..length]).unwrap_or("");
        let digits = &rest[length..];
        let sign = usize::from(digits.first() == Some(&b'-'));
        let count = digits[sign..].iter().take_while(|it| it.is_ascii_digit()).count().min(10);
        let number = std::str::from_utf8(&digits[..sign + count]).ok().and_then(|it| it.parse::<i32>().ok());
        self.at += length + if count > 0 { sign + count } else { 0 };
        if self.bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        let (is_new, is_starred) = (self.is_new, self.is_starred);
        self.is_new = false;
        if is_new || is_starred {
            self.destination(word, is_starred);
            self.is_starred = false;
        }
        self.word(word, number);
    }

    /// The first word of a group tells what the group is for.
    fn destination(&mut self, word: &str, is_starred: bool) {
        let table = match word {
            "fonttbl" => Table::Fonts,
            "stylesheet" => Table::Styles,
            "title" if self.group.is_out => Table::Title,
            "author" if self.group.is_out => Table::Author,
            "creatim" => Table::Created,
            "footnote" => Table::Note,
            _ => self.group.table,
        };
        if table == Table::Note && self.group.table != Table::Note && !self.group.is_out {
            self.flush();
            self.text.push('\u{1}');
        }
        self.group.table = table;
        let is_known = matches!(word, "shpinst" | "shptxt" | "fldrslt");
        self.group.is_out |= PASSED_OVER.contains(&word) || (is_starred && !is_known);
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'\'' => {
                let hex = self.bytes.get(self.at..self.at + 2).and_then(|it| std::str::from_utf8(it).ok());
                if let Some(byte) = hex.and_then(|it| u8::from_str_radix(it, 16).ok()) {
                    self.at += 2;
                    self.byte(byte);
                }
            }
            b'*' => self.is_starred = true,
            b'~' => self.push(' '),
            b'_' => self.push('-'),
            b'\\' | b'{' | b'}' => self.byte(symbol),
            b'\r' | b'\n' => self.paragraph(),
            // A soft hyphen, and signs of an index.
            _ => {}
        }
        if symbol != b'*' {
            self.is_new = false;
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        let is_on = number != Some(0);
        match word {
            "u" => return self.unicode(number.unwrap_or(0)),
            "uc" => self.group.uc = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(16),
            "bin" => self.at += usize::try_from(number.unwrap_or(0)).unwrap_or(0),
            "ansicpg" => self.page = page(number.unwrap_or(1252)),
            "mac" => self.page = encoding_rs::MACINTOSH,
            "deff" => self.default_font = number.unwrap_or(0),
            "f" => {
                self.flush();
                self.group.font = number.unwrap_or(0);
            }
            "fcharset" if self.group.table == Table::Fonts => {
                if let Some(encoding) = charset(number.unwrap_or(0)) {
                    self.fonts.insert(self.group.font, encoding);
                }
            }
            "v" | "deleted" => {
                self.flush();
                self.group.is_hidden = is_on;
            }
            "plain" => {
                self.flush();
                self.group.is_hidden = false;
                self.group.font = self.default_font;
            }
            "yr" if self.group.table == Table::Created => {
                self.rtf.properties.date = number.map(|year| format!("{year:04}"));
            }
            "mo" | "dy" if self.group.table == Table::Created => {
                if let (Some(date), Some(number)) = (&mut self.rtf.properties.date, number) {
                    date.push_str(&format!("-{number:02}"));
                }
            }
            "s" if self.group.table == Table::Styles => self.style = number.unwrap_or(0),
            _ if self.group.is_out => {}
            "s" => self.style = number.unwrap_or(0),
            "pard" => {
                self.flush();
                self.style = 0;
                self.in_table = false;
            }
            "intbl" => self.in_table = true,
            "par" | "sect" | "page" => self.paragraph(),
            "cell" | "nestcell" => self.end_of_cell(),
            "row" | "nestrow" => self.end_of_row(),
            "line" | "tab" | "emspace" | "enspace" | "qmspace" => self.push(' '),
            "emdash" => self.push('—'),
            "endash" => self.push('–'),
            "lquote" => self.push('‘'),
            "rquote" => self.push('’'),
            "ldblquote" => self.push('“'),
            "rdblquote" => self.push('”'),
            "bullet" => self.push('•'),
            _ => {}
        }
        self.skip = 0;
    }

    /// A sign by its number, behind which stand signs in its place for programs that do not know it.
    fn unicode(&mut self, number: i32) {
        let unit = (number & 0xFFFF) as u16;
        let sign = match (self.half.take(), unit) {
            (_, 0xD800..=0xDBFF) => {
                self.half = Some(unit);
                None
            }
            (Some(high), 0xDC00..=0xDFFF) => char::decode_utf16([high, unit]).next().and_then(Result::ok),
            (_, unit) => char::from_u32(u32::from(unit)),
        };
        self.skip = 0;
        if let Some(sign) = sign {
            self.push(sign);
        }
        self.skip = self.group.uc;
    }

    fn paragraph(&mut self) {
        self.flush();
        if self.group.is_out {
            return;
        }
        if self.group.table == Table::Note {
            self.text.push(' ');
            return;
        }
        let text = std::mem::take(&mut self.text);
        if self.in_table {
            self.cell.push(text);
            return;
        }
        self.end_of_row();
        let style = self.styles.get(&self.style).copied().unwrap_or(Style::Text);
        self.rtf.blocks.push(Block::Paragraph(Paragraph { text, style }));
    }

    fn end_of_cell(&mut self) {
        self.flush();
        self.cell.push(std::mem::take(&mut self.text));
        self.cell.retain(|it| !it.trim().is_empty());
        self.row.push(std::mem::take(&mut self.cell).join("\n\n"));
    }

    fn end_of_row(&mut self) {
        if !self.row.is_empty() {
            self.rtf.blocks.push(Block::Row(std::mem::take(&mut self.row)));
        }
        self.in_table = false;
    }

    fn finish(mut self) -> Rtf {
        if !self.group.is_out {
            self.in_table = false;
            self.paragraph();
        }
        self.rtf.blocks.append(&mut self.notes);
        self.rtf
    }
}

/// The encoding of a code page.
fn page(number: i32) -> &'static Encoding {
    match number {
        874 => encoding_rs::WINDOWS_874,
        932 => encoding_rs::SHIFT_JIS,
        936 => encoding_rs::GBK,
        949 => encoding_rs::EUC_KR,
        950 => encoding_rs::BIG5,
        866 => encoding_rs::IBM866,
        1250 => encoding_rs::WINDOWS_1250,
        1251 => encoding_rs::WINDOWS_1251,
        1253 => encoding_rs::WINDOWS_1253,
        1254 => encoding_rs::WINDOWS_1254,
        1255 => encoding_rs::WINDOWS_1255,
        1256 => encoding_rs::WINDOWS_1256,
        1257 => encoding_rs::WINDOWS_1257,
        1258 => encoding_rs::WINDOWS_1258,
        10000 => encoding_rs::MACINTOSH,
        65001 => encoding_rs::UTF_8,
        _ => encoding_rs::WINDOWS_1252,
    }
}

/// The encoding of a font's set of characters; `None`: that of the document.
fn charset(number: i32) -> Option<&'static Encoding> {
    let number = match number {
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    };
    Some(page(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(rtf: &[u8]) -> Vec<String> {
        let told = |it: Block| match it {
            Block::Paragraph(paragraph) => paragraph.text,
            Block::Row(cells) => cells.join(" | "),
        };
        parse(rtf).blocks.into_iter().map(told).filter(|it| !it.trim().is_empty()).collect()
    }

    #[test]
    fn letters_are_of_the_fonts_encoding() {
        let rtf = b"{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 A;}{\\f1\\fcharset204 B;}{\\f2\\fcharset128 C;}}\\f0 \\'fcber\\par \
                    {\\f1 \\'cc\\'e8\\'f0}\\par\\f2 \\'93\\'fa\\'96\\'7b\\par}";
        assert_eq!(texts(rtf), ["über", "Мир", "日本"]);
    }

    #[test]
    fn a_sign_by_its_number_stands_once() {
        assert_eq!(texts(b"{\\rtf1 a\\u8220?b\\u8221?c\\uc2\\u20170??d\\uc0\\u233 e\\par}"), ["a“b”c今dée"]);
        assert_eq!(texts(b"{\\rtf1 \\u-10179?\\u-8704?\\u8217\\'92s\\par}"), ["😀’s"]);
    }

    #[test]
    fn what_is_none_of_the_text_is_left_out() {
        let rtf = b"{\\rtf1{\\header Head\\par}{\\*\\unknown secret}{\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt link}} a\
                    {\\v hidden}{\\deleted gone} b\\-c\\_d\\~e{\\footnote Foot}\\par{\\pict 0102}{\\footer F}}";
        assert_eq!(texts(rtf), ["link a bc-d e", "Foot"]);
    }

    #[test]
    fn rows_have_cells() {
        let rtf =
            b"{\\rtf1\\trowd\\pard\\intbl HD\\cell\\pard\\intbl One\\par two\\cell\\row\\pard Text\\par}";
        assert_eq!(texts(rtf), ["HD | One\n\ntwo", "Text"]);
    }

    #[test]
    fn styles_tell_the_title() {
        let rtf = parse(
            b"{\\rtf1{\\stylesheet{\\s0 Normal;}{\\s15 Title;}{\\s1 heading 1;}}{\\info{\\title T}{\\author Ada Poe}\
              {\\creatim\\yr2024\\mo7\\dy5}}\\pard\\s15 Head\\par\\pard Text\\par}",
        );
        let Block::Paragraph(first) = &rtf.blocks[0] else { panic!() };
        assert_eq!((first.text.as_str(), first.style), ("Head", Style::Title));
        let Properties { title, author, date, .. } = rtf.properties;
        assert_eq!(
            (title.as_deref(), author.as_deref(), date.as_deref()),
            (Some("T"), Some("Ada Poe"), Some("2024-07-05"))
        );
    }

    #[test]
    fn no_file_however_damaged_makes_the_program_fail() {
        let whole = b"{\\rtf1\\ansi{\\fonttbl{\\f0\\fcharset204 B;}}\\bin3 \\u8220?x{\\*\\y z}\\'fc\\cell\\row\\par text}";
        for at in 0..whole.len() {
            parse(&whole[..at]);
            for byte in [b'{', b'}', b'\\', b'9', 0xFF] {
                let mut changed = whole.to_vec();
                changed[at] = byte;
                parse(&changed);
            }
        }
    }
}
