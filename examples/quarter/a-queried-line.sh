#!/bin/sh
# A line that the purchaser queries is held; the others are agreed, approved and issued. Released, it
# is approved and issued by itself.
set -eu
. "$(dirname "$0")/begin.sh"

on 2025-10-01 "the quarter is drawn up and sent"
concordat import ASH-PEL-2025 --days "$here/days.csv" --as amira
concordat draw-up ASH-PEL-2025 --period 2025/26-Q2 --as amira
concordat send ASH-PEL-2025 --period 2025/26-Q2 --as amira

on 2025-10-06 "Pru queries one line and agrees the rest, which goes on"
concordat query ASH-PEL-2025 --period 2025/26-Q2 --line payroll-system \
    --reason "We had no access before August" --as pru
concordat agree ASH-PEL-2025 --period 2025/26-Q2 --as pru
concordat approve ASH-PEL-2025 --period 2025/26-Q2 --as ben
concordat issue ASH-PEL-2025 --period 2025/26-Q2 --as amira
concordat deliver --as amira

on 2025-10-20 "the access log settles it: Pru releases the line, which is billed too"
concordat release ASH-PEL-2025 --period 2025/26-Q2 --line payroll-system \
    --answer "The log shows access from 1 July" --as pru
refused concordat issue ASH-PEL-2025 --period 2025/26-Q2 --as amira
concordat approve ASH-PEL-2025 --period 2025/26-Q2 --as ben
concordat issue ASH-PEL-2025 --period 2025/26-Q2 --as amira
concordat deliver --as amira
concordat show ASH-PEL-2025 --period 2025/26-Q2 --as pru
concordat show ASH-PEL-2025 --as amira
