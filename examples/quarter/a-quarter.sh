#!/bin/sh
# A quarter, from nothing to an invoice that is issued, e-mailed and paid.
set -eu
. "$(dirname "$0")/begin.sh"

on 2025-10-01 "the quarter is over: Amira draws it up"
concordat import ASH-PEL-2025 --days "$here/days.csv" --as amira
concordat draw-up ASH-PEL-2025 --period 2025/26-Q2 --preview --as amira
concordat draw-up ASH-PEL-2025 --period 2025/26-Q2 --as amira
concordat send ASH-PEL-2025 --period 2025/26-Q2 --as amira
concordat deliver --as amira

on 2025-10-06 "Pru agrees it, Ben approves it, Amira issues it"
concordat show ASH-PEL-2025 --period 2025/26-Q2 --as pru
concordat agree ASH-PEL-2025 --period 2025/26-Q2 --as pru
refused concordat approve ASH-PEL-2025 --period 2025/26-Q2 --as amira
concordat approve ASH-PEL-2025 --period 2025/26-Q2 --as ben
concordat issue ASH-PEL-2025 --period 2025/26-Q2 --as amira
concordat deliver --as amira

on 2025-10-08 "Pellworth has the invoice"
concordat receive ASH-INV-000001 --as pru

on 2025-11-04 "Pellworth pays a part"
concordat settle ASH-INV-000001 --amount 10000.00 --reference "BACS 4711" --as amira

on 2025-11-10 "the rest is late: Amira reminds"
concordat show ASH-INV-000001 --as amira
concordat remind ASH-INV-000001 --as amira
concordat deliver --as amira

on 2025-11-12 "it comes"
concordat settle ASH-INV-000001 --amount 6509.00 --reference "BACS 4790" --as amira
concordat list --as amira
concordat letters --as amira
concordat documents ASH-INV-000001 --out invoices --as amira
concordat log --about ASH-INV-000001 --as ash.admin
