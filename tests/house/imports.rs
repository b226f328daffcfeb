//! What a source file says of the crate's rooms, read without a compiler.

/// Code lines with their numbers: comments and everything from the test module on are left out.
pub fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(number, line)| (number + 1, line))
}

/// Every `crate::a::b` path in a file as (line, "a", "b"), those of nested `use crate::{a::{b, c}, …}` included.
pub fn crate_paths(text: &str) -> Vec<(usize, String, String)> {
    let code: Vec<(usize, &str)> = code_lines(text).collect();
    let mut found = Vec::new();
    for (index, (number, line)) in code.iter().enumerate() {
        for (at, _) in line.match_indices("crate::") {
            if line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$') {
                continue;
            }
            let mut tree = line[at + 7..].to_owned();
            if line.trim_start().starts_with("use ") || line.trim_start().starts_with("pub") {
                let rest = code[index + 1..].iter().map(|(_, line)| *line);
                for line in rest {
                    if tree.contains(';') {
                        break;
                    }
                    tree.push_str(line);
                }
            }
            let tree = tree.split(';').next().unwrap();
            found.extend(first_two(tree).into_iter().map(|(room, inner)| (*number, room, inner)));
        }
    }
    found
}

/// The first two names of every path in a tree of paths.
fn first_two(tree: &str) -> Vec<(String, String)> {
    let name = |s: &str| s.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found = Vec::new();
    for branch in branches(tree) {
        let room = name(branch);
        match branch[room.len()..].strip_prefix("::") {
            _ if room.is_empty() => {}
            Some(rest) => found.extend(branches(rest).into_iter().map(|inner| (room.clone(), name(inner)))),
            None => found.push((room, String::new())),
        }
    }
    found
}

/// `{a::{b, c}, d}` has the branches `a::{b, c}` and `d`; a tree without braces is its own only branch.
fn branches(tree: &str) -> Vec<&str> {
    let Some(body) = tree.trim().strip_prefix('{') else { return vec![tree.trim()] };
    let mut depth = 0;
    let mut start = 0;
    let mut found = Vec::new();
    for (at, c) in body.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                found.push(body[start..at].trim());
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    found.retain(|branch| !branch.is_empty());
    found
}

#[test]
fn nested_imports_are_read() {
    let text = "use crate::{\n    domain::{calendar::{Due, Moment}, reason::Reason,},\n    i18n::t,\n};\nlet a = crate::ui::x;";
    let paths = crate_paths(text);
    let seen: Vec<_> = paths.iter().map(|(line, room, inner)| (*line, room.as_str(), inner.as_str())).collect();
    assert_eq!(seen, [(1, "domain", "calendar"), (1, "domain", "reason"), (1, "i18n", "t"), (5, "ui", "x")]);
}
