//! The name that was probably meant: for a setting, an action or a command that was mistyped.

/// The known name that is fewest letters away from `wrong`, if it is near enough to be meant.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near = known.into_iter().map(|name| (distance(wrong, name), name)).min()?;
    (near.0 <= wrong.len().div_ceil(3)).then_some(near.1)
}

/// How many letters a word is away from a name, if it may have been meant: few of them, or Han characters are shared.
pub fn letters_apart(name: &str, word: &str) -> Option<usize> {
    let length = name.chars().count().max(word.chars().count());
    let apart = distance(name, word);
    let shares = name.chars().filter(|c| !c.is_ascii()).any(|c| word.contains(c));
    (shares || apart * 2 <= length).then_some(apart)
}

/// Levenshtein distance in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(&b) {
            let here = (diagonal + usize::from(x != *y)).min(left + 1).min(*cell + 1);
            diagonal = std::mem::replace(cell, here);
            left = here;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_single_letters() {
        for (a, b, expect) in [("", "", 0), ("a", "", 1), ("kitten", "sitting", 3), ("step.next", "step.nxt", 1)] {
            assert_eq!(distance(a, b), expect);
            assert_eq!(distance(b, a), expect);
        }
        assert_eq!(nearest("material.tolerat", ["material.clear", "material.tolerate"]), Some("material.tolerate"));
        assert_eq!(nearest("x", ["material.clear"]), None);
    }
}
