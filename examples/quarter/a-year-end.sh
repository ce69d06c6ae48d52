#!/bin/sh
# A year ends: what is not billed by 31 March is accrued, the year's days are reconciled and charged,
# both councils state what their books say until both say the same, and the year is closed.
set -eu
. "$(dirname "$0")/begin.sh"

# One quarter from nothing to an invoice that Pellworth has.
bill() {
    concordat draw-up ASH-PEL-2025 --period "$1" --as amira
    concordat send ASH-PEL-2025 --period "$1" --as amira
    concordat agree ASH-PEL-2025 --period "$1" --as pru
    concordat approve ASH-PEL-2025 --period "$1" --as ben
    concordat issue ASH-PEL-2025 --period "$1" --as amira
    concordat receive "$2" --as pru
}

on 2025-10-01 "the first quarter is billed, and paid"
concordat import ASH-PEL-2025 --days "$here/days.csv" --as amira
bill 2025/26-Q2 ASH-INV-000001
concordat settle ASH-INV-000001 --amount 16509.00 --reference "BACS 4711" --as amira

on 2026-01-02 "the second is billed"
bill 2025/26-Q3 ASH-INV-000002

on 2026-04-01 "the year is over: its last quarter is not billed yet, nor are its days reconciled"
concordat import ASH-PEL-2025 --days "$here/days-of-the-year.csv" --as amira
concordat year-end accruals ASH-PEL-2025 --year 2025/26 --as amira
concordat year-end journal ASH-PEL-2025 --year 2025/26 --accruals --as pru
concordat year-end debt ASH-PEL-2025 --on 2026-03-31 --as amira

on 2026-04-02 "the last quarter, then the days: 84 were given where 78 were agreed"
refused concordat year-end reconcile ASH-PEL-2025 --year 2025/26 --as amira
bill 2025/26-Q4 ASH-INV-000003
concordat year-end reconcile ASH-PEL-2025 --year 2025/26 --as amira
concordat send ASH-PEL-2025 --period 2025/26-Q4 --reconciliation --as amira
concordat agree ASH-PEL-2025 --period 2025/26-Q4 --reconciliation --as pru
concordat approve ASH-PEL-2025 --period 2025/26-Q4 --reconciliation --as ben
concordat issue ASH-PEL-2025 --period 2025/26-Q4 --reconciliation --as amira
concordat receive ASH-INV-000004 --as pru
concordat deliver --as amira

on 2026-04-20 "both councils say what their books hold; Pellworth's ledger lacks a penny"
concordat year-end state ASH-PEL-2025 --year 2025/26 --as amira
concordat year-end state ASH-PEL-2025 --year 2025/26 --billed 25330.00 --unpaid 13886.99 \
    --accrued 13204.61 --note "a penny is missing" --as pru
concordat year-end balances ASH-PEL-2025 --year 2025/26 --letter balances.pdf \
    --reply-by 2026-05-15 --as amira
refused concordat year-end lock ASH-PEL-2025 --year 2025/26 --as ben

on 2026-04-24 "Pellworth has found it: the balances are agreed, and the year is locked"
concordat year-end state ASH-PEL-2025 --year 2025/26 --as pru
concordat year-end balances ASH-PEL-2025 --year 2025/26 --as pru
concordat year-end lock ASH-PEL-2025 --year 2025/26 --as ben
refused concordat draw-up ASH-PEL-2025 --period 2025/26-Q4 --as amira

on 2026-04-27 "each takes its journal, and Pellworth what it publishes"
concordat year-end journal ASH-PEL-2025 --year 2025/26 --as amira
concordat year-end journal ASH-PEL-2025 --year 2025/26 --as pru
concordat year-end publish --quarter 2025/26-Q3 --as pru
