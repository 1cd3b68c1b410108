# awk -f tests/skipped.awk BUILD/Testing/Temporary/LastTest.log: "ENTRY TEST" for every test that the
# last run of ctest skipped. ENTRY is what ctest calls a suite, of which other tests may have run.
/^[0-9]+\/[0-9]+ Testing: / { entry = $3 }
/^\[  SKIPPED \] .* \([0-9]+ ms\)$/ { sub(/,$/, "", $4); print entry, $4 }
