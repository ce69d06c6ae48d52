#!/bin/sh
# A part of an invoice is disputed and given back: one person draws the credit up, another approves
# it, and its credit note is issued. The rest is paid.
set -eu
. "$(dirname "$0")/begin.sh"

on 2025-10-01 "the quarter is drawn up and sent"
concordat import ASH-PEL-2025 --days "$here/days.csv" --as amira
concordat draw-up ASH-PEL-2025 --period 2025/26-Q2 --as amira
concordat send ASH-PEL-2025 --period 2025/26-Q2 --as amira

on 2025-10-06 "it is agreed, approved and issued"
concordat agree ASH-PEL-2025 --period 2025/26-Q2 --as pru
concordat approve ASH-PEL-2025 --period 2025/26-Q2 --as ben
concordat issue ASH-PEL-2025 --period 2025/26-Q2 --as amira
concordat deliver --as amira

on 2025-10-15 "Pru disputes a month of the payroll system, VAT included"
concordat dispute ASH-INV-000001 --amount 1800.00 \
    --reason "The payroll system was down in August" --as pru

on 2025-10-17 "Amira gives it back, and Ben approves that"
concordat show ASH-INV-000001 --as amira
concordat credit ASH-INV-000001 --line 4=1500.00 \
    --reason "The payroll system was down in August" --as amira
refused concordat credit ASH-INV-000001 --approve --as amira
concordat credit ASH-INV-000001 --approve --as ben
concordat answer ASH-INV-000001 --answer "Given back by ASH-CRN-000001" --as amira
concordat deliver --as amira

on 2025-11-03 "Pellworth pays what is left"
refused concordat settle ASH-INV-000001 --amount 16509.00 --reference "BACS 4711" --as amira
concordat settle ASH-INV-000001 --amount 14709.00 --reference "BACS 4711" --as amira
concordat show ASH-INV-000001 --as pru
