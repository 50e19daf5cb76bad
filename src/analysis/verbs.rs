//! Strong verbs, whose forms no stemmer brings together: `schreiben`, `geschrieben`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Prefixes that are written together with a German verb.
const PREFIXES: [&str; 24] = [
    "zusammen", "zurück", "vorbei", "weiter", "herab", "unter", "nach", "über", "fest", "auf", "aus", "ein",
    "vor", "zer", "ent", "ver", "weg", "hin", "her", "mit", "an", "ab", "be", "er",
];

/// The infinitive of a German form in small letters; `None` where a stemmer is as good.
#[must_use]
pub(crate) fn infinitive(small: &str) -> Option<String> {
    static FORMS: LazyLock<FxHashMap<&str, &str>> = LazyLock::new(|| {
        let lines = include_str!("data/verbs.tsv").lines().filter(|line| !line.starts_with('#'));
        let rows = lines.filter_map(|line| line.split_once('\t')?.1.split_once('\t'));
        rows.flat_map(|(infinitive, forms)| forms.split(' ').map(move |form| (form, infinitive))).collect()
    });
    if let Some(infinitive) = FORMS.get(small) {
        return Some((*infinitive).to_owned());
    }
    PREFIXES.iter().find_map(|prefix| {
        let rest = small.strip_prefix(prefix)?;
        let infinitive = FORMS.get(rest).or_else(|| {
            // `verschrieben` is made without `ge`.
            rest.ends_with("en").then(|| FORMS.get(format!("ge{rest}").as_str())).flatten()
        })?;
        Some(format!("{prefix}{infinitive}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_strong_verbs_have_their_infinitive() {
        for (form, expected) in [
            ("geschrieben", Some("schreiben")),
            ("schrieb", Some("schreiben")),
            ("unterschrieben", Some("unterschreiben")),
            ("aufgenommen", Some("aufnehmen")),
            ("verstanden", Some("verstehen")),
            ("schreiben", None),
            ("haus", None),
            ("", None),
        ] {
            assert_eq!(infinitive(form).as_deref(), expected, "{form}");
        }
    }
}
