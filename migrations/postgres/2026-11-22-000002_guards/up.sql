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

CREATE TRIGGER acts_no_change BEFORE UPDATE OR DELETE ON acts FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER acts_no_truncate BEFORE TRUNCATE ON acts EXECUTE FUNCTION refuse_change();

CREATE TRIGGER statement_lines_issued_no_change BEFORE UPDATE OR DELETE ON statement_lines
FOR EACH ROW WHEN (OLD.state = 'issued') EXECUTE FUNCTION refuse_change();
CREATE TRIGGER statement_lines_no_truncate BEFORE TRUNCATE ON statement_lines EXECUTE FUNCTION refuse_change();
