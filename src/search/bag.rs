//! How a bag of words is ranked.

/// How articles with any of several words are ranked: BM25 over title and body taken together
/// (BM25F), function words aside, and what the best of them have in common as a second opinion.
///
/// The default is one setting for all texts, the best of those in the README's table of rankings.
/// Nothing here decides which articles are found, only their order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BagRanking {
    /// BM25's k1: how slowly repeating a word loses its worth.
    pub saturation: f32,
    /// BM25's b, from 0 to 1: how much a long text has to repeat a word.
    pub length: f32,
    /// For how many times in the body a word in the title stands.
    pub title: f32,
    /// What function words weigh.
    pub function_words: FunctionWords,
    /// Whether the best articles lend the query more words.
    pub feedback: Option<Feedback>,
}

/// What words like `which`, `of` and `been` weigh in a bag of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FunctionWords {
    /// Nothing, unless there is no other word.
    #[default]
    Nothing,
    /// As much as any word that is as frequent.
    AsOthers,
}

/// What the best articles lend the query: the words that weigh most in them, each article counting
/// by how far its score is behind the best one's. Where one article stands out it is nearly
/// alone; where many are alike they all have a say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Feedback {
    /// How many articles have a say at most.
    pub articles: usize,
    /// How many words they lend at most.
    pub words: usize,
    /// Which share of the whole weight those words have, from 0 to 1.
    pub share: f32,
}

impl Default for BagRanking {
    fn default() -> BagRanking {
        BagRanking {
            saturation: 1.2,
            length: 0.6,
            title: 3.0,
            function_words: FunctionWords::Nothing,
            feedback: Some(Feedback::default()),
        }
    }
}

impl Default for Feedback {
    fn default() -> Feedback {
        Feedback { articles: 50, words: 60, share: 0.4 }
    }
}
