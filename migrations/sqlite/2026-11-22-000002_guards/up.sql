-- What is issued, brought in or logged never changes: the database itself refuses it.

CREATE TRIGGER agreement_versions_no_update BEFORE UPDATE ON agreement_versions
BEGIN SELECT RAISE(ABORT, 'agreement_versions: a record is never changed or deleted'); END;

CREATE TRIGGER agreement_versions_no_delete BEFORE DELETE ON agreement_versions
BEGIN SELECT RAISE(ABORT, 'agreement_versions: a record is never changed or deleted'); END;

CREATE TRIGGER agreement_logos_no_update BEFORE UPDATE ON agreement_logos
BEGIN SELECT RAISE(ABORT, 'agreement_logos: a record is never changed or deleted'); END;

CREATE TRIGGER agreement_logos_no_delete BEFORE DELETE ON agreement_logos
BEGIN SELECT RAISE(ABORT, 'agreement_logos: a record is never changed or deleted'); END;

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

CREATE TRIGGER set_offs_no_update BEFORE UPDATE ON set_offs
BEGIN SELECT RAISE(ABORT, 'set_offs: a record is never changed or deleted'); END;

CREATE TRIGGER set_offs_no_delete BEFORE DELETE ON set_offs
BEGIN SELECT RAISE(ABORT, 'set_offs: a record is never changed or deleted'); END;

CREATE TRIGGER acts_no_update BEFORE UPDATE ON acts
BEGIN SELECT RAISE(ABORT, 'acts: a record is never changed or deleted'); END;

CREATE TRIGGER acts_no_delete BEFORE DELETE ON acts
BEGIN SELECT RAISE(ABORT, 'acts: a record is never changed or deleted'); END;

CREATE TRIGGER statement_lines_issued_no_update BEFORE UPDATE ON statement_lines WHEN OLD.state = 'issued'
BEGIN SELECT RAISE(ABORT, 'statement_lines: an issued line is never changed or deleted'); END;

CREATE TRIGGER statement_lines_issued_no_delete BEFORE DELETE ON statement_lines WHEN OLD.state = 'issued'
BEGIN SELECT RAISE(ABORT, 'statement_lines: an issued line is never changed or deleted'); END;

-- REPLACE takes a row away without any DELETE: what is there is not written over either.

CREATE TRIGGER agreement_versions_no_replace BEFORE INSERT ON agreement_versions
WHEN EXISTS (SELECT 1 FROM agreement_versions WHERE supplier_id = NEW.supplier_id AND agreement_id = NEW.agreement_id AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'agreement_versions: a record is never changed or deleted'); END;

CREATE TRIGGER agreement_logos_no_replace BEFORE INSERT ON agreement_logos
WHEN EXISTS (SELECT 1 FROM agreement_logos WHERE supplier_id = NEW.supplier_id AND agreement_id = NEW.agreement_id AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'agreement_logos: a record is never changed or deleted'); END;

CREATE TRIGGER version_confirmations_no_replace BEFORE INSERT ON version_confirmations
WHEN EXISTS (SELECT 1 FROM version_confirmations WHERE supplier_id = NEW.supplier_id AND agreement_id = NEW.agreement_id AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'version_confirmations: a record is never changed or deleted'); END;

CREATE TRIGGER holdings_over_no_replace BEFORE INSERT ON holdings_over
WHEN EXISTS (SELECT 1 FROM holdings_over WHERE supplier_id = NEW.supplier_id AND agreement_id = NEW.agreement_id AND holding = NEW.holding)
BEGIN SELECT RAISE(ABORT, 'holdings_over: a record is never changed or deleted'); END;

CREATE TRIGGER imports_no_replace BEFORE INSERT ON imports
WHEN EXISTS (SELECT 1 FROM imports WHERE supplier_id = NEW.supplier_id AND agreement_id = NEW.agreement_id AND kind = NEW.kind AND sha256 = NEW.sha256)
BEGIN SELECT RAISE(ABORT, 'imports: a record is never changed or deleted'); END;

CREATE TRIGGER recorded_rows_no_replace BEFORE INSERT ON recorded_rows
WHEN EXISTS (SELECT 1 FROM recorded_rows WHERE supplier_id = NEW.supplier_id AND agreement_id = NEW.agreement_id AND kind = NEW.kind AND entry = NEW.entry)
BEGIN SELECT RAISE(ABORT, 'recorded_rows: a record is never changed or deleted'); END;

CREATE TRIGGER invoices_no_replace BEFORE INSERT ON invoices
WHEN EXISTS (SELECT 1 FROM invoices WHERE supplier_id = NEW.supplier_id AND id = NEW.id)
  OR EXISTS (SELECT 1 FROM invoices WHERE supplier_id = NEW.supplier_id AND series = NEW.series AND number_in_series = NEW.number_in_series)
  OR EXISTS (SELECT 1 FROM invoices WHERE supplier_id = NEW.supplier_id AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'invoices: a record is never changed or deleted'); END;

CREATE TRIGGER invoice_lines_no_replace BEFORE INSERT ON invoice_lines
WHEN EXISTS (SELECT 1 FROM invoice_lines WHERE supplier_id = NEW.supplier_id AND invoice_id = NEW.invoice_id AND line_no = NEW.line_no)
  OR EXISTS (SELECT 1 FROM invoice_lines WHERE supplier_id = NEW.supplier_id AND statement_id = NEW.statement_id AND statement_line_no = NEW.statement_line_no)
BEGIN SELECT RAISE(ABORT, 'invoice_lines: a record is never changed or deleted'); END;

CREATE TRIGGER invoice_rates_no_replace BEFORE INSERT ON invoice_rates
WHEN EXISTS (SELECT 1 FROM invoice_rates WHERE supplier_id = NEW.supplier_id AND invoice_id = NEW.invoice_id AND rate_no = NEW.rate_no)
BEGIN SELECT RAISE(ABORT, 'invoice_rates: a record is never changed or deleted'); END;

CREATE TRIGGER invoice_files_no_replace BEFORE INSERT ON invoice_files
WHEN EXISTS (SELECT 1 FROM invoice_files WHERE supplier_id = NEW.supplier_id AND invoice_id = NEW.invoice_id AND form = NEW.form)
BEGIN SELECT RAISE(ABORT, 'invoice_files: a record is never changed or deleted'); END;

CREATE TRIGGER payments_no_replace BEFORE INSERT ON payments
WHEN EXISTS (SELECT 1 FROM payments WHERE supplier_id = NEW.supplier_id AND id = NEW.id)
  OR EXISTS (SELECT 1 FROM payments WHERE supplier_id = NEW.supplier_id AND invoice_id = NEW.invoice_id AND reference = NEW.reference)
BEGIN SELECT RAISE(ABORT, 'payments: a record is never changed or deleted'); END;

CREATE TRIGGER set_offs_no_replace BEFORE INSERT ON set_offs
WHEN EXISTS (SELECT 1 FROM set_offs WHERE supplier_id = NEW.supplier_id AND id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'set_offs: a record is never changed or deleted'); END;

CREATE TRIGGER acts_no_replace BEFORE INSERT ON acts
WHEN EXISTS (SELECT 1 FROM acts WHERE supplier_id = NEW.supplier_id AND entry = NEW.entry)
BEGIN SELECT RAISE(ABORT, 'acts: a record is never changed or deleted'); END;

CREATE TRIGGER statement_lines_issued_no_replace BEFORE INSERT ON statement_lines
WHEN EXISTS (SELECT 1 FROM statement_lines WHERE supplier_id = NEW.supplier_id AND statement_id = NEW.statement_id AND line_no = NEW.line_no AND state = 'issued')
  OR EXISTS (SELECT 1 FROM statement_lines WHERE supplier_id = NEW.supplier_id AND statement_id = NEW.statement_id AND kind = NEW.kind AND line = NEW.line AND period = NEW.period AND vat_treatment = NEW.vat_treatment AND state = 'issued')
BEGIN SELECT RAISE(ABORT, 'statement_lines: an issued line is never changed or deleted'); END;
