#!/usr/bin/env bash
# Prints how many tests ran in the modules of a folder: N passed, N failed, N skipped.
set -euo pipefail
cd "${1:-.}"
cat ./*/target/surefire-reports/TEST-*.xml 2>/dev/null | awk '
  match($0, /<testsuite [^>]*/) { on = 1 }
  on {
    if (match($0, / tests="[0-9]+"/)) tests += substr($0, RSTART + 8, RLENGTH - 9)
    if (match($0, / errors="[0-9]+"/)) failed += substr($0, RSTART + 9, RLENGTH - 10)
    if (match($0, / failures="[0-9]+"/)) failed += substr($0, RSTART + 11, RLENGTH - 12)
    if (match($0, / skipped="[0-9]+"/)) skipped += substr($0, RSTART + 10, RLENGTH - 11)
    if (/>/) on = 0
  }
  END { printf "%d passed, %d failed, %d skipped\n", tests - failed - skipped, failed, skipped }'
