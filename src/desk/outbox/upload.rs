//! Files on their way (RELIABILITY 3.9): a sealed command waits until the centre has every file that it names. A file goes
//! in pieces, each where the last one ended; the centre alone says where that is.

use jiff::SignedDuration;

use crate::contract::{FileState, Problem, UploadView};

use super::{
    Heard, Wait, Why,
    answer::{told, why},
};

/// Bytes of a piece; the centre takes none that is longer.
pub const PIECE: u64 = 1 << 20;

/// How far the files of a sealed command have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Files {
    /// Files that the centre has.
    pub done: u32,
    /// Files that were sealed with it.
    pub of: u32,
    /// Of all their bytes together, from a hundred.
    pub percent: u8,
}

impl Files {
    /// How far it is: `sent` of `bytes`.
    pub fn new(done: u32, of: u32, sent: u64, bytes: u64) -> Self {
        let percent = sent.saturating_mul(100).checked_div(bytes).unwrap_or(100).min(100);
        Self { done, of, percent: u8::try_from(percent).unwrap_or(100) }
    }

    /// Whether the centre lacks one of them.
    pub const fn are_missing(self) -> bool {
        self.done < self.of
    }
}

/// What was sent last about a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// How much of it is there?
    HowMuch,
    /// The piece that begins here.
    Piece(u64),
}

/// How a file moved.
#[derive(Debug, Clone, PartialEq)]
pub enum Moved {
    /// So much of it is there: the next piece begins here.
    At(u64),
    /// All of it is there, and it is what it says.
    Whole,
    /// It did not: it goes on later, or a person has to look.
    Waits(Box<Wait>),
}

/// What an answer means for a file. `offset` is the header `Upload-Offset`, `retry_after` what that header means now. Only
/// what the centre says of itself counts, as with receipts; but nothing here needs a signature: a file counts once a command
/// that names it has its receipt.
pub fn moved(heard: &Heard, asked: Question, offset: Option<u64>, retry_after: Option<SignedDuration>) -> Moved {
    let waits = |why, problem| Moved::Waits(Box::new(Wait { why, problem, retry_after, fault: None }));
    let Heard::Answer(answer) = heard else { return waits(Why::NoAnswer, None) };
    if answer.status == 200 {
        return match (serde_json::from_slice::<UploadView>(&answer.body), asked) {
            (Ok(UploadView { state: FileState::Whole | FileState::Linked, .. }), _) => Moved::Whole,
            // It took the piece and is no further: asking on at once would never end.
            (Ok(view), Question::Piece(start)) if view.offset <= start => waits(Why::CentreTrouble, None),
            (Ok(view), _) => Moved::At(view.offset),
            (Err(_), _) => waits(Why::NotTheCentre, None),
        };
    }
    let problem = told(answer);
    match (answer.status, problem.as_ref().map(|problem| problem.code.as_str()), asked) {
        (404, Some("not_found"), Question::HowMuch) => Moved::At(0),
        (409, Some("upload.offset"), Question::Piece(start)) if offset.is_some_and(|at| at != start) => {
            Moved::At(offset.unwrap_or_default())
        }
        // A bad byte on the way: the same piece again, or the whole file, which was thrown away.
        (400, Some("upload.piece_damaged"), _) | (422, Some("upload.hash"), _) => waits(Why::CentreTrouble, problem),
        (400 | 409 | 413 | 415 | 422, Some(code), _) if code.starts_with("upload.") => waits(Why::FileRefused, problem),
        (_, code, _) => waits(why(answer, code), problem),
    }
}

/// Hashes that a centre without a file names; none = it does not say which.
pub fn missing(problem: &Problem) -> Vec<String> {
    let hash = |pointer: &str| pointer.strip_prefix("/blobs/").map(ToOwned::to_owned);
    problem.errors.iter().filter_map(|error| hash(&error.pointer)).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use crate::desk::outbox::Answer;

    fn answer(status: u16, content_type: &str, body: Vec<u8>) -> Heard {
        Heard::Answer(Answer { status, content_type: content_type.into(), retry_after: None, body })
    }

    fn view(state: FileState, offset: u64) -> Heard {
        let view = UploadView { state, offset, length: 9, media_type: None };
        answer(200, "application/json", serde_json::to_vec(&view).unwrap())
    }

    fn no(status: u16, code: &str) -> Heard {
        let problem = Problem::new(status, code, "不行", "t");
        answer(status, "application/problem+json", serde_json::to_vec(&problem).unwrap())
    }

    fn reason(moved: Moved) -> Why {
        match moved {
            Moved::Waits(wait) => wait.why,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn f39_a_file_goes_on_where_the_centre_says() {
        let asked = |heard, question, offset| moved(&heard, question, offset, None);
        assert_eq!(asked(no(404, "not_found"), Question::HowMuch, None), Moved::At(0));
        assert_eq!(asked(view(FileState::Quarantine, 4), Question::HowMuch, None), Moved::At(4));
        assert_eq!(asked(view(FileState::Quarantine, 7), Question::Piece(4), None), Moved::At(7));
        assert_eq!(asked(no(409, "upload.offset"), Question::Piece(4), Some(2)), Moved::At(2));
        assert_eq!(asked(view(FileState::Whole, 9), Question::Piece(4), None), Moved::Whole);
        assert_eq!(asked(view(FileState::Linked, 9), Question::HowMuch, None), Moved::Whole);
    }

    #[test]
    fn f39_a_centre_that_does_not_move_is_not_asked_without_end() {
        let stuck = |heard, offset| reason(moved(&heard, Question::Piece(4), offset, None));
        assert_eq!(stuck(view(FileState::Quarantine, 4), None), Why::CentreTrouble);
        assert_eq!(stuck(no(409, "upload.offset"), Some(4)), Why::FileRefused);
        assert_eq!(stuck(no(409, "upload.offset"), None), Why::FileRefused);
        assert_eq!(stuck(no(422, "upload.hash"), None), Why::CentreTrouble);
    }

    #[test]
    fn t31_a_file_that_the_centre_does_not_take_is_a_persons_matter() {
        for (status, code) in [
            (415, "upload.type"),
            (415, "upload.active"),
            (413, "upload.too_large"),
            (422, "upload.empty"),
            (422, "upload.too_many"),
            (409, "upload.other_length"),
        ] {
            let heard = no(status, code);
            let Moved::Waits(wait) = moved(&heard, Question::Piece(0), None, None) else { panic!("{code}") };
            assert_eq!((wait.why, wait.problem.unwrap().code.as_str()), (Why::FileRefused, code));
        }
    }

    #[test]
    fn f35_what_is_not_the_centre_moves_no_file() {
        let why = |heard| reason(moved(&heard, Question::HowMuch, None, None));
        assert_eq!(why(Heard::Nothing), Why::NoAnswer);
        assert_eq!(why(answer(200, "text/html", b"<html>".to_vec())), Why::NotTheCentre);
        assert_eq!(why(answer(404, "text/html", b"<html>".to_vec())), Why::NotTheCentre, "a portal's 404 is no zero");
        assert_eq!(why(answer(404, "text/plain", Vec::new())), Why::Refused);
        assert_eq!(why(no(401, "session.expired")), Why::SignIn);
        assert_eq!(why(no(503, "busy")), Why::CentreBusy);
        let piece = reason(moved(&no(404, "not_found"), Question::Piece(0), None, None));
        assert_eq!(piece, Why::Refused, "the case is not this person's");
    }

    #[test]
    fn how_far_files_are_is_counted_in_bytes() {
        assert_eq!(Files::new(1, 3, 50, 100), Files { done: 1, of: 3, percent: 50 });
        assert_eq!(Files::new(0, 0, 0, 0).percent, 100);
        assert!(Files::new(1, 3, 0, 1).are_missing() && !Files::new(3, 3, 1, 1).are_missing());
    }
}
