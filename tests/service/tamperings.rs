//! The changes past the program, one statement each, and the finding that must tell of it.

/// What is done to the books past the program, and the sentence that must tell of it.
pub const TAMPERED: [(&str, &str); 70] = [
    (
        "UPDATE agreement_versions SET source = source || ' ' WHERE version = 2",
        "version 2 of HIOW-1: its file has SHA-256 ",
    ),
    (
        "UPDATE agreement_versions SET source = 'nothing = 1' WHERE version = 1",
        "version 1 of HIOW-2: version 1 of HIOW-2:1:1: ",
    ),
    (
        "UPDATE agreement_logos SET bytes = X'3C61'",
        "version 2 of HIOW-1: the bytes of its logo have SHA-256 ",
    ),
    ("DELETE FROM agreement_logos", "version 2 of HIOW-1: its logo is gone"),
    (
        "UPDATE agreements SET version = 7 WHERE reference = 'HIOW-2'",
        "agreement HIOW-2: version 7 is in use, and 1 is the latest",
    ),
    (
        "UPDATE statements SET net_pence = net_pence + 1 WHERE stage = 'issued'",
        "statement HIOW-1 2018/19-Q1: its lines come to £21,033.33, and the books say £21,033.34",
    ),
    (
        "UPDATE statements SET gross_pence = 1 WHERE stage = 'issued'",
        "statement HIOW-1 2018/19-Q1: its net sum and its VAT come to £21,240.00, and the books \
         say £0.01",
    ),
    (
        "UPDATE statements SET hash = 'abc' WHERE stage = 'issued'",
        "statement HIOW-1 2018/19-Q1: its lines have SHA-256 ",
    ),
    (
        "UPDATE statement_lines SET net_pence = 100001 WHERE line = 'desk' AND state = 'issued'",
        "statement HIOW-1 2018/19-Q1: service line \"desk\" for 2018/19-Q1: the sum is stored as \
         £1,000.01 and comes out as £1,000.00",
    ),
    (
        "UPDATE statement_lines SET state = 'agreed' WHERE line = 'desk' AND state = 'issued'",
        "statement HIOW-1 2018/19-Q1: it is issued, and its line 1 (desk, £1,000.00) is agreed, \
         not issued",
    ),
    (
        "UPDATE invoices SET net_pence = net_pence - 7 WHERE number = 'HCC-INV-000001'",
        "document HCC-INV-000001: its lines come to £20,000.00, and the books say £19,999.93",
    ),
    (
        "UPDATE invoice_lines SET description = 'Cakes' WHERE line = 'officer'",
        "document HCC-INV-000001: its lines and totals have SHA-256 ",
    ),
    (
        "UPDATE invoice_rates SET vat_pence = 1 WHERE net_pence = 100000",
        "document HCC-INV-000002: the VAT at 20% on it is £200.00, and the books say £0.01",
    ),
    (
        "UPDATE invoices SET gross_pence = gross_pence + 1 WHERE number = 'HCC-CRN-000001'",
        "document HCC-CRN-000001: its net sum and its VAT come to -£100.00, and the books say \
         -£99.99",
    ),
    (
        "UPDATE invoice_lines SET net_pence = -3000000 WHERE net_pence = -10000",
        "document HCC-INV-000001: £30,000.00 were given back of its line 1, which is £20,000.00",
    ),
    (
        "UPDATE invoice_progress SET paid_pence = 5 WHERE paid_pence > 0",
        "document HCC-INV-000002: its payments come to £1,000.00, and the books say £0.05",
    ),
    (
        "UPDATE invoice_progress SET disputed_pence = 0",
        "document HCC-INV-000002: its open disputes come to £50.00, and the books say £0.00",
    ),
    (
        "UPDATE series SET last_number = 9 WHERE name = 'invoices' AND last_number > 0",
        "series invoices of Hampshire County Council: its counter is at 9, and its last number \
         is 2",
    ),
    (
        "UPDATE invoices SET number_in_series = 3 WHERE number = 'HCC-INV-000002'",
        "series invoices of Hampshire County Council: after number 1 comes 3",
    ),
    (
        "UPDATE invoices SET issued_on = '2018-07-30' WHERE number = 'HCC-INV-000001'",
        "series invoices of Hampshire County Council: HCC-INV-000002 is of 2018-07-02, and the \
         number before it of 2018-07-30",
    ),
    (
        "UPDATE acts SET reason = 'another' WHERE entry = 3",
        "entry 3 of the log of Hampshire County Council: its fields (",
    ),
    (
        "DELETE FROM acts WHERE entry = 2",
        "entry 3 of the log of Hampshire County Council: the entry before it is 1",
    ),
    (
        "UPDATE invoice_files SET bytes = bytes || X'0A' WHERE form = 'pdf'",
        "document HCC-INV-000001: the bytes of its PDF have SHA-256 ",
    ),
    (
        "UPDATE invoice_files SET bytes = X'3C61' WHERE form = 'xml'",
        "document HCC-INV-000001: the electronic invoice inside its PDF (",
    ),
    (
        "UPDATE series SET head = 'abc' WHERE name = 'acts'",
        "log of Hampshire County Council: its last entry has SHA-256 ",
    ),
    (
        "UPDATE outbox SET state = 'sent', kind = 'invoice', subject_id = 'the same'",
        "document the same: it was sent with ",
    ),
    (
        "UPDATE agreement_versions SET reason = 'another' WHERE version = 2",
        "HIOW-1: the books have \"agreement brought in, version 2, ",
    ),
    (
        "UPDATE agreement_versions SET brought_by = 'another' WHERE version = 2",
        "HIOW-1: the books have \"agreement brought in, version 2, ",
    ),
    (
        "UPDATE agreements SET title = 'Cakes' WHERE reference = 'HIOW-2'",
        "agreement HIOW-2: its title is \"Cakes\", and by its files \"",
    ),
    (
        "UPDATE agreements SET status = 'draft' WHERE reference = 'HIOW-2'",
        "agreement HIOW-2: its status is \"draft\", and by its files \"in-force\"",
    ),
    (
        "UPDATE agreements SET purchaser_id = (SELECT id FROM councils WHERE prefix = 'NCC')",
        "agreement HIOW-2: its purchaser is ",
    ),
    (
        "DELETE FROM version_confirmations",
        "agreement HIOW-1: its version is \"3\", and by its files \"2\"",
    ),
    (
        "UPDATE version_confirmations SET confirmed_by = 'another'",
        "HIOW-1: the books have \"bank details confirmed, version 3, by another",
    ),
    ("DELETE FROM holdings_over", "HIOW-2: entry "),
    (
        "UPDATE holdings_over SET until_day = '2030-01-01'",
        "HIOW-2: the books have \"holding over decided, billed from 2018-07-01 to 2030-01-01",
    ),
    (
        "UPDATE imports SET name = 'another'",
        "HIOW-1: the books have \"costs recorded, 2 rows of another, ",
    ),
    ("DELETE FROM imports", "HIOW-1: entry "),
    (
        "UPDATE recorded_rows SET fields = '[\"desk\",\"2018-10-04\",\"9\",\"\",\"\",\"\"]' \
         WHERE entry = 1",
        "costs recorded for HIOW-1: ",
    ),
    ("DELETE FROM recorded_rows WHERE entry = 2", "costs recorded for HIOW-1: "),
    (
        "UPDATE statements SET prepared_by = 'another' WHERE stage = 'issued'",
        "statement HIOW-1 2018/19-Q1: its preparer: the books say \"another\", the log ",
    ),
    (
        "UPDATE statements SET approved_by = 'another' WHERE stage = 'issued'",
        "statement HIOW-1 2018/19-Q1: its approver: the books say \"another\"",
    ),
    (
        "UPDATE statements SET countersigned_by = 'another' WHERE stage = 'issued'",
        "statement HIOW-1 2018/19-Q1: its second approver: the books say \"another\"",
    ),
    (
        "UPDATE statements SET agreed_by = NULL WHERE stage = 'issued'",
        "statement HIOW-1 2018/19-Q1: its agreement is by: the books say \"\"",
    ),
    (
        "UPDATE statements SET agreed_at = '2018-01-01 00:00:00' WHERE stage = 'issued'",
        "statement HIOW-1 2018/19-Q1: its agreement: the books say \"2018-01-01",
    ),
    (
        "UPDATE statements SET over_limit = 'much' WHERE stage = 'issued'",
        "statement HIOW-1 2018/19-Q1: its second look: the books say \"much\"",
    ),
    (
        "UPDATE statements SET draft = 4 WHERE stage = 'issued'",
        "statement HIOW-1 2018/19-Q1: its drawing up: the books say \"draft 4, ",
    ),
    (
        "UPDATE statements SET stage = 'approved' WHERE stage = 'with-purchaser'",
        "statement HIOW-2 2018/19-Q1: its stage: the books say \"approved\", the log \
         \"with-purchaser\"",
    ),
    (
        "DELETE FROM statements WHERE stage = 'with-purchaser'",
        "statement HIOW-2 2018/19-Q1: the log says that it was drawn up, and it is gone",
    ),
    (
        "UPDATE invoices SET due_on = '2030-01-01' WHERE number = 'HCC-INV-000001'",
        "document HCC-INV-000001: by the agreement it is due on 2018-08-01, not on 2030-01-01",
    ),
    (
        "UPDATE invoices SET due_on = '2030-01-01' WHERE number = 'HCC-CRN-000001'",
        "document HCC-CRN-000001: by the agreement it is due on ",
    ),
    (
        "UPDATE invoices SET payment_days = 900 WHERE number = 'HCC-INV-000001'",
        "document HCC-INV-000001: the agreement allows 30 days to pay it, not 900",
    ),
    (
        "UPDATE invoices SET purchaser_id = supplier_id WHERE number = 'HCC-INV-000001'",
        "document HCC-INV-000001: its period, version, agreement or purchaser is not ",
    ),
    (
        "UPDATE invoices SET purchaser_id = supplier_id WHERE number = 'HCC-CRN-000001'",
        "document HCC-CRN-000001: its days for payment or its purchaser ",
    ),
    (
        "UPDATE invoices SET approved_by = 'Another' WHERE number = 'HCC-INV-000001'",
        "statement HIOW-1 2018/19-Q1: HCC-INV-000001 was approved by: the books say \"Another\", \
         the log \"Ben Approver\"",
    ),
    (
        "UPDATE invoices SET issued_by = 'another' WHERE number = 'HCC-INV-000001'",
        "statement HIOW-1 2018/19-Q1: HCC-INV-000001 was issued by: ",
    ),
    (
        "UPDATE invoices SET reason = 'another' WHERE number = 'HCC-CRN-000001'",
        "HCC-INV-000001: the books have \"credit approved and issued, HCC-CRN-000001 for \
         -£100.00, another",
    ),
    (
        "UPDATE invoices SET approved_by = 'Another' WHERE number = 'HCC-CRN-000001'",
        "HCC-INV-000001: the books have \"credit approved and issued, HCC-CRN-000001 for \
         -£100.00, ",
    ),
    (
        "UPDATE invoice_lines SET vat_treatment = 'exempt' WHERE line = 'officer'",
        "document HCC-INV-000001: by the agreement VAT treats one of its lines otherwise",
    ),
    (
        "UPDATE payments SET reference = 'BACS 8'",
        "HCC-INV-000002: the books have \"payment recorded, £1,000.00 on 2018-07-08, BACS 8",
    ),
    (
        "UPDATE payments SET amount_pence = 5",
        "HCC-INV-000002: the books have \"payment recorded, £0.05 on ",
    ),
    ("DELETE FROM payments", "HCC-INV-000002: entry "),
    (
        "UPDATE disputes SET raised_by = 'another'",
        "HCC-INV-000002: the books have \"invoice disputed in part, £50.00, by another",
    ),
    ("DELETE FROM disputes", "HCC-INV-000002: entry "),
    (
        "UPDATE credit_requests SET prepared_by = 'another'",
        "HCC-INV-000001: the books have \"credit drawn up, by another",
    ),
    (
        "UPDATE invoice_progress SET received_on = '2018-07-02' WHERE received_on IS NOT NULL",
        "HCC-INV-000002: the books have \"invoice received, on 2018-07-02",
    ),
    (
        "UPDATE year_locks SET locked_by = 'another'",
        "HIOW-2 2018/19: the books have \"year locked, by another",
    ),
    ("DELETE FROM year_locks", "HIOW-2 2018/19: entry "),
    (
        "UPDATE people SET roles = 'approver preparer' WHERE login = 'ann'",
        "person ann: the books say ",
    ),
    ("UPDATE people SET active = 0 WHERE login = 'ben'", "person ben: the books say "),
    ("UPDATE acts SET subject = 'another' WHERE act = 'statement agreed'", "entry "),
];
