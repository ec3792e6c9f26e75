//! What the rules make of text as programs and people really write it: labels in one piece, command lines, addresses
//! of services, numbers that look like others.
#![allow(clippy::unwrap_used, reason = "tests")]

use pii::{Policy, Scanner};

fn found(text: &str) -> Vec<String> {
    let scanner = Scanner::with_tagger(&Policy::default(), None).unwrap();
    let spans = scanner.scan(text);
    let told = spans
        .iter()
        .map(|span| format!("{} {}", span.entity, &text[span.start..span.end]));
    told.collect()
}

#[test]
fn what_is_there_is_found_as_what_it_is() {
    for (text, expected) in [
        (
            "postgres://app:p4ssw0rd@db.example.com:5432/app",
            "PASSWORD p4ssw0rd",
        ),
        (
            "amqp://svc:Zx9!kLmP2@mq.internal.example",
            "PASSWORD Zx9!kLmP2",
        ),
        (
            "mailto:anna.k@example.com?subject=Hi",
            "EMAIL_ADDRESS anna.k@example.com",
        ),
        ("user=anna@example.com", "EMAIL_ADDRESS anna@example.com"),
        (
            "{\"url\":\"https://x.org\",\"email\":\"anna@example.com\"}",
            "EMAIL_ADDRESS anna@example.com",
        ),
        (
            "coordinates: 6.5244, 3.3792",
            "LOCATION_COORDINATES 6.5244, 3.3792",
        ),
        ("password: Summer(2024)", "PASSWORD Summer(2024"),
        ("useradd -m jkoch", "USERNAME jkoch"),
        ("claim_number=2024-1234", "CASE_NUMBER 2024-1234"),
        ("mysql -u root -pGr33nDoor", "PASSWORD Gr33nDoor"),
        ("IMEI 356938035643809", "IMEI 356938035643809"),
        ("Amex 378282246310005", "CREDIT_CARD 378282246310005"),
        ("password=Gr33n&Door&user=jo", "PASSWORD Gr33n&Door"),
        ("_anna@example.com_", "EMAIL_ADDRESS anna@example.com"),
        ("DB_PASSWORD=Gr33n-Door", "PASSWORD Gr33n-Door"),
        ("\"dbPassword\": \"Gr33n-Door\"", "PASSWORD Gr33n-Door"),
        (
            "password: \"correct horse battery staple\"",
            "PASSWORD correct horse battery staple",
        ),
        ("Passwort: Gr33n-Door", "PASSWORD Gr33n-Door"),
        (
            "JWT_SECRET=a8f5f167f44f4964e6c998de",
            "API_KEY a8f5f167f44f4964e6c998de",
        ),
        ("{\"group_number\":\"123456\"}", "HEALTH_PLAN_ID 123456"),
        (
            "medicalRecordNumber: 00123456",
            "MEDICAL_RECORD_NUMBER 00123456",
        ),
        ("policy_number=PN-4471029", "POLICY_NUMBER PN-4471029"),
        ("account_id: 8841207", "ACCOUNT_NUMBER 8841207"),
        ("device_id=9774d56d682e549c", "DEVICE_ID 9774d56d682e549c"),
        ("phoneNumber: 2125550100", "PHONE_NUMBER 2125550100"),
        ("passport_number: 340020013", "US_PASSPORT 340020013"),
        ("UK passport 123456789", "UK_PASSPORT 123456789"),
        ("My SSN is 968-19-3598", "US_SSN 968-19-3598"),
        ("geboren am 05.03.1984", "DATE_OF_BIRTH 05.03.1984"),
        (
            "at 40.7128° N, 74.0060° W",
            "LOCATION_COORDINATES 40.7128° N, 74.0060° W",
        ),
        ("C:\\Users\\LHansen\\notes.txt", "USERNAME LHansen"),
        ("net user jmeyer P@ssw0rd2024 /add", "PASSWORD P@ssw0rd2024"),
    ] {
        let found = found(text);
        assert!(found.iter().any(|f| f == expected), "{text}: {found:?}");
    }
}

#[test]
fn licences_and_plates_are_found_as_they_are_printed() {
    for (label, numbers) in [
        (
            "driver's license:",
            &[
                "D123-4567-8901",
                "J525-4209-0465-05",
                "A123-456-78-901-0",
                "S 123 456 789 012",
                "A1234 12345 12345",
                "K12-34-5678",
                "K12-345-678",
                "ABC-12-3456",
                "WDLABCD456DG",
                "12 345 678",
            ][..],
        ),
        (
            "Steuernummer",
            &["93815/08152", "133/8150/8159", "013 815 08153"],
        ),
        ("number plate", &["CA 123-456", "ND 123 456", "AB 12 CD GP"]),
    ] {
        for number in numbers {
            let found = found(&format!("{label} {number}"));
            let whole = found.iter().any(|f| f.ends_with(&format!(" {number}")));
            assert!(whole, "{label} {number}: {found:?}");
        }
    }
}

#[test]
fn values_in_tags_side_by_side_stay_apart() {
    let text = "<span>anna@example.com</span><span>bob@example.com</span>";
    let expected = [
        "EMAIL_ADDRESS anna@example.com",
        "EMAIL_ADDRESS bob@example.com",
    ];
    assert_eq!(found(text), expected);
}

#[test]
fn what_codes_hide_is_found_whole_and_without_them() {
    for (text, expected) in [
        (
            "user<span id=\"536-22-8726\">x</span>",
            "US_SSN 536-22-8726",
        ),
        (
            "u=3D1 account card=6011000990139424",
            "CREDIT_CARD 6011000990139424",
        ),
        (
            "?dGVzdCBhbm5hQGV4YW1wbGUuY29t=1",
            "EMAIL_ADDRESS dGVzdCBhbm5hQGV4YW1wbGUuY29t",
        ),
        (
            "Mail<a href=\"mailto:anna@example.com\">me</a>",
            "EMAIL_ADDRESS anna@example.com",
        ),
        (
            "cipher=3DES&pan=4111111111111111",
            "CREDIT_CARD 4111111111111111",
        ),
        ("?view=3D&ssn=536-22-8726", "US_SSN 536-22-8726"),
        (
            "card 4111.1111.1111.1111",
            "CREDIT_CARD 4111.1111.1111.1111",
        ),
        ("ssn 536/22/8726", "US_SSN 536/22/8726"),
        (
            "x.YW5uYUBleGFtcGxlLmNvbQ== y",
            "EMAIL_ADDRESS YW5uYUBleGFtcGxlLmNvbQ==",
        ),
        ("SSN: NTM2LTIyLTg3MjY= here", "US_SSN NTM2LTIyLTg3MjY="),
        (
            "mail 616e6e61406578616d706c652e636f6d",
            "EMAIL_ADDRESS 616e6e61406578616d706c652e636f6d",
        ),
        (
            "call me: four one five five five five zero one three two",
            "PHONE_NUMBER four one five five five five zero one three two",
        ),
        ("a n n a @ x . o r g", "EMAIL_ADDRESS a n n a @ x . o r g"),
        (r#""note":"SSN:\t536-22-8726\nAlso""#, "US_SSN 536-22-8726"),
        (
            "msg=Hi%20anna@example.com",
            "EMAIL_ADDRESS anna@example.com",
        ),
        (
            r"\u003canna@example.com\u003e",
            "EMAIL_ADDRESS anna@example.com",
        ),
        (
            "q=mail:%22anna@example.com%22",
            "EMAIL_ADDRESS anna@example.com",
        ),
        (
            "to=anna%40example.com&x=1",
            "EMAIL_ADDRESS anna%40example.com",
        ),
        (r#"{\"password\":\"hunter2!X\"}"#, "PASSWORD hunter2!X"),
        ("password=&quot;hunter2!X&quot;", "PASSWORD hunter2!X"),
        (
            "card 4111&#160;1111&#160;1111&#160;1111",
            "CREDIT_CARD 4111&#160;1111&#160;1111&#160;1111",
        ),
        (
            "anna [at] example [dot] com",
            "EMAIL_ADDRESS anna [at] example [dot] com",
        ),
    ] {
        let found = found(text);
        assert_eq!(found, [expected], "{text}");
    }
}

#[test]
fn a_key_is_found_whole_or_cut_short() {
    let key =
        "-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQ\\n-----END PRIVATE KEY-----";
    assert_eq!(
        found(&format!("{{\"k\": \"{key}\\n\"}}")),
        [format!("PRIVATE_KEY {key}")]
    );
    let cut = "-----BEGIN RSA PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQ";
    assert_eq!(found(cut), [format!("PRIVATE_KEY {cut}")]);
}

#[test]
fn what_only_looks_alike_is_left_alone() {
    for text in [
        "logo@2x.png and git@github.com:org/repo.git",
        "ID 12345, OR 50000 retries, IN 12345 of cases, OK 20000",
        "loss: 0.69315, 0.45123; 95% CI 1.2345, 2.3456",
        "list[::2], a[1::2], openssl 3.0.2.1, section 1.2.3.4",
        "password = input(\"x\"), getpass() and password: undefined",
        "sort -u file.txt; git push -u origin; pip install --user requests",
        "SWIFT PROTOCOL and bic PASSWORD",
        "login: failed, handle: close",
        "docker run -u app -p 8080:80 nginx; docker run -u 1000:1000 -v x",
        "use the --password option; the net user additions reached a peak",
        "Das Passwort ist abgelaufen",
    ] {
        let found = found(text);
        let wrong: Vec<&String> = found.iter().filter(|f| !f.starts_with("URL ")).collect();
        assert!(wrong.is_empty(), "{text}: {found:?}");
    }
}
