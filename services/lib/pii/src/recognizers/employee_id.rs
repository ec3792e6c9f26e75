//! Numbers of employees and students, behind their label.

use crate::pattern::at_words;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[
    at_words(
        r#"\b(?i:(?:employee|staff|personnel|badge|student|payroll|worker)[ _-]?(?:id|number|no\b\.?|#|code)|emp[ _]?id)["\x27]?[ \t]{0,2}(?:[:=#]|(?i:is|was)\b)?[ \t]{0,2}["\x27#]{0,2}([A-Za-z]{0,5}[-_.]?\d[A-Za-z0-9]{2,14}(?:[-/.][A-Za-z0-9]{1,8}){0,3})\b"#,
        0.6,
        &[
            "employee",
            "staff",
            "personnel",
            "badge",
            "student",
            "payroll",
            "worker",
            "emp id",
            "emp_id",
            "empid",
        ],
    ),
    at_words(
        r"\b(?:EMP|STU|STF)[-_#]?\d{4,10}\b",
        0.6,
        &[
            "emp-", "emp_", "emp#", "emp0", "emp1", "emp2", "emp3", "emp4", "emp5", "emp6", "emp7",
            "emp8", "emp9", "stu-", "stu_", "stf-", "stf_",
        ],
    ),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    validate: Some(|found| plausible(found, found.bytes().filter(u8::is_ascii_digit).count() >= 3)),
    ..recognizer("employee_id", "EMPLOYEE_ID")
};
