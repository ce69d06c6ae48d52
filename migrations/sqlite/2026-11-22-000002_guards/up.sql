-- What is issued, brought in or logged never changes: the database itself refuses it.

CREATE TRIGGER agreement_versions_no_update BEFORE UPDATE ON agreement_versions
BEGIN SELECT RAISE(ABORT, 'agreement_versions: a record is never changed or deleted'); END;

CREATE TRIGGER agreement_versions_no_delete BEFORE DELETE ON agreement_versions
BEGIN SELECT RAISE(ABORT, 'agreement_versions: a record is never changed or deleted'); END;

CREATE TRIGGER version_confirmations_no_update BEFORE UPDATE ON version_confirmations
BEGIN SELECT RAISE(ABORT, 'version_confirmations: a record is never changed or deleted'); END;

CREATE TRIGGER version_confirmations_no_delete BEFORE DELETE ON version_confirmations
BEGIN SELECT RAISE(ABORT, 'version_confirmations: a record is never changed or deleted'); END;

CREATE TRIGGER holdings_over_no_update BEFORE UPDATE ON holdings_over
BEGIN SELECT RAISE(ABORT, 'holdings_over: a record is never changed or deleted'); END;

CREATE TRIGGER holdings_over_no_delete BEFORE DELETE ON holdings_over
BEGIN SELECT RAISE(ABORT, 'holdings_over: a record is never changed or deleted'); END;

CREATE TRIGGER imports_no_update BEFORE UPDATE ON imports
BEGIN SELECT RAISE(ABORT, 'imports: a record is never changed or deleted'); END;

CREATE TRIGGER imports_no_delete BEFORE DELETE ON imports
BEGIN SELECT RAISE(ABORT, 'imports: a record is never changed or deleted'); END;

CREATE TRIGGER recorded_rows_no_update BEFORE UPDATE ON recorded_rows
BEGIN SELECT RAISE(ABORT, 'recorded_rows: a record is never changed or deleted'); END;

CREATE TRIGGER recorded_rows_no_delete BEFORE DELETE ON recorded_rows
BEGIN SELECT RAISE(ABORT, 'recorded_rows: a record is never changed or deleted'); END;

CREATE TRIGGER invoices_no_update BEFORE UPDATE ON invoices
BEGIN SELECT RAISE(ABORT, 'invoices: a record is never changed or deleted'); END;

CREATE TRIGGER invoices_no_delete BEFORE DELETE ON invoices
BEGIN SELECT RAISE(ABORT, 'invoices: a record is never changed or deleted'); END;

CREATE TRIGGER invoice_lines_no_update BEFORE UPDATE ON invoice_lines
BEGIN SELECT RAISE(ABORT, 'invoice_lines: a record is never changed or deleted'); END;

CREATE TRIGGER invoice_lines_no_delete BEFORE DELETE ON invoice_lines
BEGIN SELECT RAISE(ABORT, 'invoice_lines: a record is never changed or deleted'); END;

CREATE TRIGGER invoice_rates_no_update BEFORE UPDATE ON invoice_rates
BEGIN SELECT RAISE(ABORT, 'invoice_rates: a record is never changed or deleted'); END;

CREATE TRIGGER invoice_rates_no_delete BEFORE DELETE ON invoice_rates
BEGIN SELECT RAISE(ABORT, 'invoice_rates: a record is never changed or deleted'); END;

CREATE TRIGGER invoice_files_no_update BEFORE UPDATE ON invoice_files
BEGIN SELECT RAISE(ABORT, 'invoice_files: a record is never changed or deleted'); END;

CREATE TRIGGER invoice_files_no_delete BEFORE DELETE ON invoice_files
BEGIN SELECT RAISE(ABORT, 'invoice_files: a record is never changed or deleted'); END;

CREATE TRIGGER payments_no_update BEFORE UPDATE ON payments
BEGIN SELECT RAISE(ABORT, 'payments: a record is never changed or deleted'); END;

CREATE TRIGGER payments_no_delete BEFORE DELETE ON payments
BEGIN SELECT RAISE(ABORT, 'payments: a record is never changed or deleted'); END;

CREATE TRIGGER acts_no_update BEFORE UPDATE ON acts
BEGIN SELECT RAISE(ABORT, 'acts: a record is never changed or deleted'); END;

CREATE TRIGGER acts_no_delete BEFORE DELETE ON acts
BEGIN SELECT RAISE(ABORT, 'acts: a record is never changed or deleted'); END;

CREATE TRIGGER statement_lines_issued_no_update
BEFORE UPDATE OF line, kind, period, adjustment, clause, description, net_pence, before_pence, vat_treatment, state
ON statement_lines WHEN OLD.state = 'issued'
BEGIN SELECT RAISE(ABORT, 'statement_lines: an issued line is never changed or deleted'); END;

CREATE TRIGGER statement_lines_issued_no_delete BEFORE DELETE ON statement_lines WHEN OLD.state = 'issued'
BEGIN SELECT RAISE(ABORT, 'statement_lines: an issued line is never changed or deleted'); END;
