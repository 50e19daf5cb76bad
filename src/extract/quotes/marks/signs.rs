//! What the characters beside a mark tell of it.

pub(super) fn is_opener(c: char) -> bool {
    matches!(
        c,
        '(' | '[' | '{' | '/' | '"' | '\'' | '“' | '‘' | '„' | '«' | '¿' | '¡' | '>' | '=' | '`' | '*' | '_'
    )
}

pub(super) fn is_closer(c: char) -> bool {
    matches!(
        c,
        '.' | ','
            | ';'
            | ':'
            | '!'
            | '?'
            | ')'
            | ']'
            | '}'
            | '/'
            | '"'
            | '\''
            | '”'
            | '’'
            | '“'
            | '»'
            | '…'
            | '<'
            | '*'
            | '_'
    )
}

pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '―')
}
