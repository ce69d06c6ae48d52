-- What is issued, brought in or logged never changes: the database itself refuses it.

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: a record is never changed or deleted', TG_TABLE_NAME;
END $$;

CREATE TRIGGER agreement_versions_no_change BEFORE UPDATE OR DELETE ON agreement_versions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER agreement_versions_no_truncate BEFORE TRUNCATE ON agreement_versions EXECUTE FUNCTION refuse_change();

CREATE TRIGGER agreement_logos_no_change BEFORE UPDATE OR DELETE ON agreement_logos FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER agreement_logos_no_truncate BEFORE TRUNCATE ON agreement_logos EXECUTE FUNCTION refuse_change();

CREATE TRIGGER version_confirmations_no_change BEFORE UPDATE OR DELETE ON version_confirmations FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER version_confirmations_no_truncate BEFORE TRUNCATE ON version_confirmations EXECUTE FUNCTION refuse_change();

CREATE TRIGGER holdings_over_no_change BEFORE UPDATE OR DELETE ON holdings_over FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER holdings_over_no_truncate BEFORE TRUNCATE ON holdings_over EXECUTE FUNCTION refuse_change();

CREATE TRIGGER imports_no_change BEFORE UPDATE OR DELETE ON imports FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER imports_no_truncate BEFORE TRUNCATE ON imports EXECUTE FUNCTION refuse_change();

CREATE TRIGGER recorded_rows_no_change BEFORE UPDATE OR DELETE ON recorded_rows FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER recorded_rows_no_truncate BEFORE TRUNCATE ON recorded_rows EXECUTE FUNCTION refuse_change();

CREATE TRIGGER invoices_no_change BEFORE UPDATE OR DELETE ON invoices FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER invoices_no_truncate BEFORE TRUNCATE ON invoices EXECUTE FUNCTION refuse_change();

CREATE TRIGGER invoice_lines_no_change BEFORE UPDATE OR DELETE ON invoice_lines FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER invoice_lines_no_truncate BEFORE TRUNCATE ON invoice_lines EXECUTE FUNCTION refuse_change();

CREATE TRIGGER invoice_rates_no_change BEFORE UPDATE OR DELETE ON invoice_rates FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER invoice_rates_no_truncate BEFORE TRUNCATE ON invoice_rates EXECUTE FUNCTION refuse_change();

CREATE TRIGGER invoice_files_no_change BEFORE UPDATE OR DELETE ON invoice_files FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER invoice_files_no_truncate BEFORE TRUNCATE ON invoice_files EXECUTE FUNCTION refuse_change();

CREATE TRIGGER payments_no_change BEFORE UPDATE OR DELETE ON payments FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER payments_no_truncate BEFORE TRUNCATE ON payments EXECUTE FUNCTION refuse_change();

CREATE TRIGGER set_offs_no_change BEFORE UPDATE OR DELETE ON set_offs FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER set_offs_no_truncate BEFORE TRUNCATE ON set_offs EXECUTE FUNCTION refuse_change();

CREATE TRIGGER year_locks_no_change BEFORE UPDATE OR DELETE ON year_locks FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER year_locks_no_truncate BEFORE TRUNCATE ON year_locks EXECUTE FUNCTION refuse_change();

CREATE TRIGGER acts_no_change BEFORE UPDATE OR DELETE ON acts FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER acts_no_truncate BEFORE TRUNCATE ON acts EXECUTE FUNCTION refuse_change();

CREATE TRIGGER statement_lines_issued_no_change BEFORE UPDATE OR DELETE ON statement_lines
FOR EACH ROW WHEN (OLD.state = 'issued') EXECUTE FUNCTION refuse_change();
CREATE TRIGGER statement_lines_no_truncate BEFORE TRUNCATE ON statement_lines EXECUTE FUNCTION refuse_change();

-- A statement with a line on a document is what both councils saw, whatever becomes of its other
-- lines: released ones take it back to agreed, with its approval gone, and no further.

CREATE FUNCTION refuse_change_of_statement() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_changed BOOLEAN;
BEGIN
    IF OLD.stage <> 'issued' AND NOT EXISTS (
        SELECT 1 FROM statement_lines AS issued
        WHERE issued.supplier_id = OLD.supplier_id AND issued.statement_id = OLD.id
          AND issued.state = 'issued'
    ) THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    is_changed := TG_OP = 'DELETE';
    IF TG_OP = 'UPDATE' THEN
        is_changed := NEW.stage NOT IN ('agreed', 'approved', 'issued')
            OR (OLD.stage = 'issued' AND NEW.stage = 'approved')
            OR (OLD.stage = 'issued' AND NEW.stage = 'agreed'
                AND num_nonnulls(NEW.approved_by, NEW.approved_at, NEW.countersigned_by) > 0)
            OR (OLD.stage = 'issued' AND NEW.stage = 'issued'
                AND (NEW.approved_by, NEW.approved_at, NEW.countersigned_by)
                    IS DISTINCT FROM (OLD.approved_by, OLD.approved_at, OLD.countersigned_by))
            OR (NEW.supplier_id, NEW.id, NEW.agreement_id, NEW.kind, NEW.period, NEW.first_day,
                    NEW.last_day, NEW.as_at, NEW.version, NEW.days_entries, NEW.costs_entries,
                    NEW.draft, NEW.net_pence, NEW.vat_pence, NEW.gross_pence, NEW.hash,
                    NEW.prepared_by, NEW.prepared_at, NEW.sent_on, NEW.deemed_on, NEW.agreed_by,
                    NEW.agreed_at, NEW.over_limit)
                IS DISTINCT FROM (OLD.supplier_id, OLD.id, OLD.agreement_id, OLD.kind, OLD.period, OLD.first_day,
                    OLD.last_day, OLD.as_at, OLD.version, OLD.days_entries, OLD.costs_entries,
                    OLD.draft, OLD.net_pence, OLD.vat_pence, OLD.gross_pence, OLD.hash,
                    OLD.prepared_by, OLD.prepared_at, OLD.sent_on, OLD.deemed_on, OLD.agreed_by,
                    OLD.agreed_at, OLD.over_limit);
    END IF;
    IF is_changed THEN
        RAISE EXCEPTION 'statements: an issued statement is never changed or deleted';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER statements_issued_no_change BEFORE UPDATE OR DELETE ON statements FOR EACH ROW EXECUTE FUNCTION refuse_change_of_statement();
CREATE TRIGGER statements_no_truncate BEFORE TRUNCATE ON statements EXECUTE FUNCTION refuse_change();

-- Numbers only go on, and the head of the log is the hash of its last entry.

CREATE FUNCTION refuse_return_of_series() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.supplier_id, NEW.name) IS DISTINCT FROM (OLD.supplier_id, OLD.name)
        OR NEW.last_number < OLD.last_number
        OR (OLD.last_day IS NOT NULL AND (NEW.last_day IS NULL OR NEW.last_day < OLD.last_day))
        OR (NEW.head IS DISTINCT FROM OLD.head AND NOT EXISTS (
            SELECT 1 FROM acts WHERE acts.supplier_id = NEW.supplier_id
              AND acts.entry = NEW.last_number AND acts.hash = NEW.head))
    THEN
        RAISE EXCEPTION 'series: a number that was taken is never changed or deleted';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER series_no_return BEFORE UPDATE ON series FOR EACH ROW EXECUTE FUNCTION refuse_return_of_series();
CREATE TRIGGER series_no_delete BEFORE DELETE ON series FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER series_no_truncate BEFORE TRUNCATE ON series EXECUTE FUNCTION refuse_change();

-- What became of a document goes on; that something did is never taken away.

CREATE TRIGGER invoice_progress_no_move BEFORE UPDATE ON invoice_progress FOR EACH ROW
WHEN ((NEW.supplier_id, NEW.invoice_id) IS DISTINCT FROM (OLD.supplier_id, OLD.invoice_id))
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER invoice_progress_no_delete BEFORE DELETE ON invoice_progress FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER invoice_progress_no_truncate BEFORE TRUNCATE ON invoice_progress EXECUTE FUNCTION refuse_change();
