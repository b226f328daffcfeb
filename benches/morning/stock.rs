//! A store that has been in use for years: the cases of the first hour, which came about by real commands, are copied
//! until there are as many as asked for. What reads look at is there for every copy: the case in both its forms, the
//! applicant, one event per version, one change, its worklists, due instants beyond a week, numbers of its own. What no read of the
//! morning looks at is left out: commands, papers and audit records of the copies.

use std::fmt::Write as _;

use crate::{hall::Store, server::Server};

/// Marks the centre's file.
const CENTRE_FILE: i32 = 0x4354_5A58;

/// Copies made in one transaction.
const STEP: usize = 20_000;

/// Runs statements as the store's owner.
enum Owner<'a> {
    File(rusqlite::Connection),
    Server(&'a Server, &'a str),
}

impl Owner<'_> {
    fn run(&self, sql: &str) {
        match self {
            Self::File(db) => db.execute_batch(sql).unwrap(),
            Self::Server(server, database) => drop(server.run(database, sql).unwrap()),
        }
    }

    /// A number in so many decimal or hexadecimal digits.
    fn digits(&self, number: &str, base: char, width: usize) -> String {
        match (self, base) {
            (Self::File(_), 'x') => format!("printf('%0{width}x', {number})"),
            (Self::File(_), _) => format!("printf('%0{width}d', {number})"),
            (Self::Server(..), 'x') => format!("lpad(to_hex(({number})::bigint), {width}, '0')"),
            (Self::Server(..), _) => format!("lpad(({number})::text, {width}, '0')"),
        }
    }

    /// The last eight characters of a text, the last first.
    fn backwards(&self, text: &str) -> String {
        match self {
            Self::File(_) => {
                let each: Vec<String> = (1..=8).map(|no| format!("substr({text}, -{no}, 1)")).collect();
                each.join(" || ")
            }
            Self::Server(..) => format!("reverse(right({text}, 8))"),
        }
    }

    /// An id that a number stands for; they lie as far from each other as those that are drawn.
    fn id(&self, mark: &str, number: &str) -> String {
        let spread = format!("(({number}) * 2654435761) % 4294967296");
        let (head, tail) = (self.digits(&spread, 'x', 8), self.digits(number, 'x', 12));
        format!("({head} || '-{mark}-4000-8000-' || {tail})")
    }
}

/// Fills the store up to `cases`.
pub fn fill(store: &Store, cases: usize) {
    let owner = match store {
        Store::File(path) => Owner::File(chuangtai::sqlite::open(path, None, CENTRE_FILE).unwrap()),
        Store::Server(server, database) => Owner::Server(server, database),
    };
    let mut done = 0;
    while done < cases {
        let next = (done + STEP).min(cases);
        owner.run(&copies(&owner, done, next));
        done = next;
    }
    match &owner {
        Owner::File(db) => db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap(),
        Owner::Server(..) => owner.run("VACUUM ANALYZE"),
    }
}

/// The statements that make the copies from one number up to another.
fn copies(owner: &Owner<'_>, from: usize, to: usize) -> String {
    let temporary = "CREATE TEMP TABLE";
    // No day has the digits 40 to 49, which stand at this place in a number that was given.
    let tail = owner.digits("s.n + 4000001", 'd', 7);
    let last = to - 1;
    let mut sql = String::from("BEGIN;\n");
    if matches!(owner, Owner::Server(..)) {
        // Nobody listens yet.
        sql.push_str("ALTER TABLE changes DISABLE TRIGGER changes_told;\n");
    }
    write!(
        sql,
        "{temporary} model AS SELECT row_number() OVER (ORDER BY id) - 1 AS place, id FROM cases
             WHERE id NOT LIKE '%-cafe-%';
         {temporary} copy AS WITH RECURSIVE s (n) AS (SELECT CAST({from} AS BIGINT) UNION ALL SELECT n + 1 FROM s WHERE n < {last})
             SELECT s.n AS n, m.id AS model, {case} AS id, {who} AS who, {tail} AS tail
             FROM s JOIN model AS m ON m.place = s.n % (SELECT count(*) FROM model);
         INSERT INTO applicants (id, number_hash, masked)
             SELECT k.who, 'copy ' || k.who, a.masked
             FROM copy AS k JOIN cases AS c ON c.id = k.model JOIN applicants AS a ON a.id = c.applicant_id;
         INSERT INTO personal_applicant (applicant_id, body)
             SELECT k.who, p.body
             FROM copy AS k JOIN cases AS c ON c.id = k.model JOIN personal_applicant AS p ON p.applicant_id = c.applicant_id;
         INSERT INTO cases (id, version, state, case_no, receipt_no, item_code, item_name, department, applicant_id,
                            opened_by, received_by, received_at, changed_at, tolerance_open, tolerance_due, query_code,
                            body, region, window_id)
             SELECT k.id, c.version, c.state, substr(c.case_no, 1, length(c.case_no) - 7) || k.tail,
                    substr(c.receipt_no, 1, length(c.receipt_no) - 7) || k.tail, c.item_code, c.item_name, c.department,
                    k.who, c.opened_by, c.received_by, c.received_at - k.n * 30000, c.changed_at - k.n * 30000,
                    c.tolerance_open, c.tolerance_due, c.query_code,
                    replace(replace(replace(c.body, c.id, k.id),
                        c.case_no, substr(c.case_no, 1, length(c.case_no) - 7) || k.tail),
                        c.receipt_no, substr(c.receipt_no, 1, length(c.receipt_no) - 7) || k.tail),
                    c.region, c.window_id
             FROM copy AS k JOIN cases AS c ON c.id = k.model;
         INSERT INTO case_ends (tail, case_id)
             SELECT {backwards}, k.id FROM copy AS k JOIN cases AS c ON c.id = k.model WHERE c.case_no IS NOT NULL;
         INSERT INTO personal_case (case_id, body)
             SELECT k.id, p.body FROM copy AS k JOIN personal_case AS p ON p.case_id = k.model;
         INSERT INTO events (case_id, version, command_id, at, act, transitions, state, person_id, person, role, window_id,
                             documents, remark)
             SELECT k.id, e.version, k.id || '/' || e.version, e.at - k.n * 30000, e.act, e.transitions, e.state,
                    e.person_id, e.person, e.role, e.window_id, e.documents, e.remark
             FROM copy AS k JOIN events AS e ON e.case_id = k.model;
         INSERT INTO worklists (list, case_id, due, due_kind, task)
             SELECT w.list, k.id, w.due, w.due_kind, w.task FROM copy AS k JOIN worklists AS w ON w.case_id = k.model;
         INSERT INTO dues (at, case_id, transition)
             SELECT d.at, k.id, d.transition FROM copy AS k JOIN dues AS d ON d.case_id = k.model
             WHERE d.at > (SELECT last_time FROM centre) + 604800000;
         INSERT INTO changes (seq, case_id, version, state)
             SELECT (SELECT change_seq FROM centre) + k.n - {from} + 1, k.id, c.version, c.state
             FROM copy AS k JOIN cases AS c ON c.id = k.model;
         UPDATE centre SET change_seq = change_seq + {count};
         DROP TABLE copy;
         DROP TABLE model;\n",
        case = owner.id("cafe", "s.n"),
        who = owner.id("beef", "s.n"),
        backwards = owner.backwards("(substr(c.case_no, 1, length(c.case_no) - 7) || k.tail)"),
        count = to - from,
    )
    .unwrap();
    if matches!(owner, Owner::Server(..)) {
        sql.push_str("ALTER TABLE changes ENABLE TRIGGER changes_told;\n");
    }
    sql.push_str("COMMIT;\n");
    sql
}
