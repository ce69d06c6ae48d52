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

CREATE TRIGGER year_locks_no_update BEFORE UPDATE ON year_locks
BEGIN SELECT RAISE(ABORT, 'year_locks: a record is never changed or deleted'); END;

CREATE TRIGGER year_locks_no_delete BEFORE DELETE ON year_locks
BEGIN SELECT RAISE(ABORT, 'year_locks: a record is never changed or deleted'); END;

CREATE TRIGGER acts_no_update BEFORE UPDATE ON acts
BEGIN SELECT RAISE(ABORT, 'acts: a record is never changed or deleted'); END;

CREATE TRIGGER acts_no_delete BEFORE DELETE ON acts
BEGIN SELECT RAISE(ABORT, 'acts: a record is never changed or deleted'); END;

-- REPLACE takes a row away without any DELETE, by its key or by the number that SQLite gives every
-- row (-1 where none is given): what is there is not written over either.

CREATE TRIGGER agreement_versions_no_replace BEFORE INSERT ON agreement_versions
WHEN EXISTS (SELECT 1 FROM agreement_versions WHERE supplier_id = NEW.supplier_id AND agreement_id = NEW.agreement_id AND version = NEW.version)
  OR EXISTS (SELECT 1 FROM agreement_versions WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'agreement_versions: a record is never changed or deleted'); END;

CREATE TRIGGER agreement_logos_no_replace BEFORE INSERT ON agreement_logos
WHEN EXISTS (SELECT 1 FROM agreement_logos WHERE supplier_id = NEW.supplier_id AND agreement_id = NEW.agreement_id AND version = NEW.version)
  OR EXISTS (SELECT 1 FROM agreement_logos WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'agreement_logos: a record is never changed or deleted'); END;

CREATE TRIGGER version_confirmations_no_replace BEFORE INSERT ON version_confirmations
WHEN EXISTS (SELECT 1 FROM version_confirmations WHERE supplier_id = NEW.supplier_id AND agreement_id = NEW.agreement_id AND version = NEW.version)
  OR EXISTS (SELECT 1 FROM version_confirmations WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'version_confirmations: a record is never changed or deleted'); END;

CREATE TRIGGER holdings_over_no_replace BEFORE INSERT ON holdings_over
WHEN EXISTS (SELECT 1 FROM holdings_over WHERE supplier_id = NEW.supplier_id AND agreement_id = NEW.agreement_id AND holding = NEW.holding)
  OR EXISTS (SELECT 1 FROM holdings_over WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'holdings_over: a record is never changed or deleted'); END;

CREATE TRIGGER imports_no_replace BEFORE INSERT ON imports
WHEN EXISTS (SELECT 1 FROM imports WHERE supplier_id = NEW.supplier_id AND agreement_id = NEW.agreement_id AND kind = NEW.kind AND sha256 = NEW.sha256)
  OR EXISTS (SELECT 1 FROM imports WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'imports: a record is never changed or deleted'); END;

CREATE TRIGGER recorded_rows_no_replace BEFORE INSERT ON recorded_rows
WHEN EXISTS (SELECT 1 FROM recorded_rows WHERE supplier_id = NEW.supplier_id AND agreement_id = NEW.agreement_id AND kind = NEW.kind AND entry = NEW.entry)
  OR EXISTS (SELECT 1 FROM recorded_rows WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'recorded_rows: a record is never changed or deleted'); END;

CREATE TRIGGER invoices_no_replace BEFORE INSERT ON invoices
WHEN EXISTS (SELECT 1 FROM invoices WHERE supplier_id = NEW.supplier_id AND id = NEW.id)
  OR EXISTS (SELECT 1 FROM invoices WHERE supplier_id = NEW.supplier_id AND series = NEW.series AND number_in_series = NEW.number_in_series)
  OR EXISTS (SELECT 1 FROM invoices WHERE supplier_id = NEW.supplier_id AND number = NEW.number)
  OR EXISTS (SELECT 1 FROM invoices WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'invoices: a record is never changed or deleted'); END;

CREATE TRIGGER invoice_lines_no_replace BEFORE INSERT ON invoice_lines
WHEN EXISTS (SELECT 1 FROM invoice_lines WHERE supplier_id = NEW.supplier_id AND invoice_id = NEW.invoice_id AND line_no = NEW.line_no)
  OR EXISTS (SELECT 1 FROM invoice_lines WHERE supplier_id = NEW.supplier_id AND statement_id = NEW.statement_id AND statement_line_no = NEW.statement_line_no)
  OR EXISTS (SELECT 1 FROM invoice_lines WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'invoice_lines: a record is never changed or deleted'); END;

CREATE TRIGGER invoice_rates_no_replace BEFORE INSERT ON invoice_rates
WHEN EXISTS (SELECT 1 FROM invoice_rates WHERE supplier_id = NEW.supplier_id AND invoice_id = NEW.invoice_id AND rate_no = NEW.rate_no)
  OR EXISTS (SELECT 1 FROM invoice_rates WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'invoice_rates: a record is never changed or deleted'); END;

CREATE TRIGGER invoice_files_no_replace BEFORE INSERT ON invoice_files
WHEN EXISTS (SELECT 1 FROM invoice_files WHERE supplier_id = NEW.supplier_id AND invoice_id = NEW.invoice_id AND form = NEW.form)
  OR EXISTS (SELECT 1 FROM invoice_files WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'invoice_files: a record is never changed or deleted'); END;

CREATE TRIGGER payments_no_replace BEFORE INSERT ON payments
WHEN EXISTS (SELECT 1 FROM payments WHERE supplier_id = NEW.supplier_id AND id = NEW.id)
  OR EXISTS (SELECT 1 FROM payments WHERE supplier_id = NEW.supplier_id AND invoice_id = NEW.invoice_id AND reference = NEW.reference)
  OR EXISTS (SELECT 1 FROM payments WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'payments: a record is never changed or deleted'); END;

CREATE TRIGGER set_offs_no_replace BEFORE INSERT ON set_offs
WHEN EXISTS (SELECT 1 FROM set_offs WHERE supplier_id = NEW.supplier_id AND id = NEW.id)
  OR EXISTS (SELECT 1 FROM set_offs WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'set_offs: a record is never changed or deleted'); END;

CREATE TRIGGER year_locks_no_replace BEFORE INSERT ON year_locks
WHEN EXISTS (SELECT 1 FROM year_locks WHERE supplier_id = NEW.supplier_id AND agreement_id = NEW.agreement_id AND year = NEW.year)
  OR EXISTS (SELECT 1 FROM year_locks WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'year_locks: a record is never changed or deleted'); END;

CREATE TRIGGER acts_no_replace BEFORE INSERT ON acts
WHEN EXISTS (SELECT 1 FROM acts WHERE supplier_id = NEW.supplier_id AND entry = NEW.entry)
  OR EXISTS (SELECT 1 FROM acts WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'acts: a record is never changed or deleted'); END;

-- A line may come further until it is issued; by its names alone it never takes the place of another.

CREATE TRIGGER statement_lines_issued_no_update BEFORE UPDATE ON statement_lines
WHEN OLD.state = 'issued'
  OR NEW.rowid <> OLD.rowid
  OR NEW.supplier_id <> OLD.supplier_id
  OR NEW.statement_id <> OLD.statement_id
  OR NEW.line_no <> OLD.line_no
  OR NEW.kind <> OLD.kind
  OR NEW.line <> OLD.line
  OR NEW.period <> OLD.period
  OR NEW.vat_treatment <> OLD.vat_treatment
BEGIN SELECT RAISE(ABORT, 'statement_lines: an issued line is never changed or deleted'); END;

CREATE TRIGGER statement_lines_issued_no_delete BEFORE DELETE ON statement_lines WHEN OLD.state = 'issued'
BEGIN SELECT RAISE(ABORT, 'statement_lines: an issued line is never changed or deleted'); END;

CREATE TRIGGER statement_lines_issued_no_replace BEFORE INSERT ON statement_lines
WHEN EXISTS (SELECT 1 FROM statement_lines WHERE supplier_id = NEW.supplier_id AND statement_id = NEW.statement_id AND line_no = NEW.line_no AND state = 'issued')
  OR EXISTS (SELECT 1 FROM statement_lines WHERE supplier_id = NEW.supplier_id AND statement_id = NEW.statement_id AND kind = NEW.kind AND line = NEW.line AND period = NEW.period AND vat_treatment = NEW.vat_treatment AND state = 'issued')
  OR EXISTS (SELECT 1 FROM statement_lines WHERE rowid = NEW.rowid AND state = 'issued')
BEGIN SELECT RAISE(ABORT, 'statement_lines: an issued line is never changed or deleted'); END;

-- A statement with a line on a document is what both councils saw, whatever becomes of its other
-- lines: released ones take it back to agreed, with its approval gone, and no further.

CREATE TRIGGER statements_issued_no_update BEFORE UPDATE ON statements
WHEN NEW.rowid <> OLD.rowid OR NEW.supplier_id <> OLD.supplier_id OR NEW.id <> OLD.id
  OR ((OLD.stage = 'issued' OR EXISTS (SELECT 1 FROM statement_lines AS issued WHERE issued.supplier_id = OLD.supplier_id AND issued.statement_id = OLD.id AND issued.state = 'issued'))
    AND (NEW.agreement_id IS NOT OLD.agreement_id
      OR NEW.kind IS NOT OLD.kind
      OR NEW.period IS NOT OLD.period
      OR NEW.first_day IS NOT OLD.first_day
      OR NEW.last_day IS NOT OLD.last_day
      OR NEW.as_at IS NOT OLD.as_at
      OR NEW.version IS NOT OLD.version
      OR NEW.days_entries IS NOT OLD.days_entries
      OR NEW.costs_entries IS NOT OLD.costs_entries
      OR NEW.draft IS NOT OLD.draft
      OR NEW.net_pence IS NOT OLD.net_pence
      OR NEW.vat_pence IS NOT OLD.vat_pence
      OR NEW.gross_pence IS NOT OLD.gross_pence
      OR NEW.hash IS NOT OLD.hash
      OR NEW.prepared_by IS NOT OLD.prepared_by
      OR NEW.prepared_at IS NOT OLD.prepared_at
      OR NEW.sent_on IS NOT OLD.sent_on
      OR NEW.deemed_on IS NOT OLD.deemed_on
      OR NEW.agreed_by IS NOT OLD.agreed_by
      OR NEW.agreed_at IS NOT OLD.agreed_at
      OR NEW.over_limit IS NOT OLD.over_limit
      OR NEW.stage NOT IN ('agreed', 'approved', 'issued')))
  OR (OLD.stage = 'issued' AND (NEW.stage = 'approved'
      OR (NEW.stage = 'agreed' AND (NEW.approved_by IS NOT NULL OR NEW.approved_at IS NOT NULL OR NEW.countersigned_by IS NOT NULL))
      OR (NEW.stage = 'issued' AND (NEW.approved_by IS NOT OLD.approved_by OR NEW.approved_at IS NOT OLD.approved_at OR NEW.countersigned_by IS NOT OLD.countersigned_by))))
BEGIN SELECT RAISE(ABORT, 'statements: an issued statement is never changed or deleted'); END;

CREATE TRIGGER statements_issued_no_delete BEFORE DELETE ON statements
WHEN OLD.stage = 'issued' OR EXISTS (SELECT 1 FROM statement_lines AS issued WHERE issued.supplier_id = OLD.supplier_id AND issued.statement_id = OLD.id AND issued.state = 'issued')
BEGIN SELECT RAISE(ABORT, 'statements: an issued statement is never changed or deleted'); END;

CREATE TRIGGER statements_issued_no_replace BEFORE INSERT ON statements
WHEN EXISTS (SELECT 1 FROM statements WHERE supplier_id = NEW.supplier_id AND id = NEW.id AND (stage = 'issued' OR EXISTS (SELECT 1 FROM statement_lines AS issued WHERE issued.supplier_id = statements.supplier_id AND issued.statement_id = statements.id AND issued.state = 'issued')))
  OR EXISTS (SELECT 1 FROM statements WHERE supplier_id = NEW.supplier_id AND agreement_id = NEW.agreement_id AND kind = NEW.kind AND period = NEW.period AND (stage = 'issued' OR EXISTS (SELECT 1 FROM statement_lines AS issued WHERE issued.supplier_id = statements.supplier_id AND issued.statement_id = statements.id AND issued.state = 'issued')))
  OR EXISTS (SELECT 1 FROM statements WHERE rowid = NEW.rowid AND (stage = 'issued' OR EXISTS (SELECT 1 FROM statement_lines AS issued WHERE issued.supplier_id = statements.supplier_id AND issued.statement_id = statements.id AND issued.state = 'issued')))
BEGIN SELECT RAISE(ABORT, 'statements: an issued statement is never changed or deleted'); END;

-- Numbers only go on, and the head of the log is the hash of its last entry.

CREATE TRIGGER series_no_return BEFORE UPDATE ON series
WHEN NEW.rowid <> OLD.rowid OR NEW.supplier_id <> OLD.supplier_id OR NEW.name <> OLD.name
  OR NEW.last_number < OLD.last_number
  OR (OLD.last_day IS NOT NULL AND (NEW.last_day IS NULL OR NEW.last_day < OLD.last_day))
  OR (NEW.head IS NOT OLD.head AND NOT EXISTS (SELECT 1 FROM acts WHERE acts.supplier_id = NEW.supplier_id AND acts.entry = NEW.last_number AND acts.hash = NEW.head))
BEGIN SELECT RAISE(ABORT, 'series: a number that was taken is never changed or deleted'); END;

CREATE TRIGGER series_no_delete BEFORE DELETE ON series
BEGIN SELECT RAISE(ABORT, 'series: a number that was taken is never changed or deleted'); END;

CREATE TRIGGER series_no_replace BEFORE INSERT ON series
WHEN EXISTS (SELECT 1 FROM series WHERE supplier_id = NEW.supplier_id AND name = NEW.name)
  OR EXISTS (SELECT 1 FROM series WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'series: a number that was taken is never changed or deleted'); END;

-- What became of a document goes on; that something did is never taken away.

CREATE TRIGGER invoice_progress_no_move BEFORE UPDATE ON invoice_progress
WHEN NEW.rowid <> OLD.rowid OR NEW.supplier_id <> OLD.supplier_id OR NEW.invoice_id <> OLD.invoice_id
BEGIN SELECT RAISE(ABORT, 'invoice_progress: a record is never changed or deleted'); END;

CREATE TRIGGER invoice_progress_no_delete BEFORE DELETE ON invoice_progress
BEGIN SELECT RAISE(ABORT, 'invoice_progress: a record is never changed or deleted'); END;

CREATE TRIGGER invoice_progress_no_replace BEFORE INSERT ON invoice_progress
WHEN EXISTS (SELECT 1 FROM invoice_progress WHERE supplier_id = NEW.supplier_id AND invoice_id = NEW.invoice_id)
  OR EXISTS (SELECT 1 FROM invoice_progress WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'invoice_progress: a record is never changed or deleted'); END;
