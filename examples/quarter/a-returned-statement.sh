#!/bin/sh
# A statement that is wrong is returned, put right and drawn up again: what was agreed before counts
# no more.
set -eu
. "$(dirname "$0")/begin.sh"

on 2025-10-01 "the quarter is drawn up and sent"
concordat import ASH-PEL-2025 --days "$here/days.csv" --as amira
concordat draw-up ASH-PEL-2025 --period 2025/26-Q2 --as amira
concordat send ASH-PEL-2025 --period 2025/26-Q2 --as amira

on 2025-10-06 "Pru returns it, for a reason"
concordat return ASH-PEL-2025 --period 2025/26-Q2 \
    --reason "The adviser came on three days in September, not four" --as pru

on 2025-10-07 "Amira corrects the days and draws it up again"
refused concordat send ASH-PEL-2025 --period 2025/26-Q2 --as amira
concordat import ASH-PEL-2025 --days "$here/days-correction.csv" --as amira
concordat draw-up ASH-PEL-2025 --period 2025/26-Q2 --as amira
concordat send ASH-PEL-2025 --period 2025/26-Q2 --as amira

on 2025-10-08 "it is right: it goes on to the invoice"
concordat agree ASH-PEL-2025 --period 2025/26-Q2 --as pru
concordat approve ASH-PEL-2025 --period 2025/26-Q2 --as ben
concordat issue ASH-PEL-2025 --period 2025/26-Q2 --as amira
concordat deliver --as amira
concordat log --about "ASH-PEL-2025 2025/26-Q2" --as ash.admin
