# facetrack_add_suites(kind sources...): one ctest entry a suite of the program <kind>_tests, named
# <kind>.<suite>, so that the tests of a suite share what is expensive (SetUpTestSuite, a video that
# is made once). With an entry a test, each test would make it again in a process of its own. The
# suites are read from the sources. An entry <kind>.other_suites runs whatever is not found there.
function(facetrack_add_suites kind)
  set(suites "")
  foreach(source IN LISTS ARGN)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
    file(STRINGS ${source} lines REGEX "^TEST(_F|_P)?\\(")
    foreach(line IN LISTS lines)
      string(REGEX REPLACE "^TEST(_F|_P)?\\( *([A-Za-z0-9_]+).*" "\\2" suite "${line}")
      list(APPEND suites ${suite})
    endforeach()
  endforeach()
  list(REMOVE_DUPLICATES suites)

  set(found "")
  foreach(suite IN LISTS suites)
    set(pattern "${suite}.*:*/${suite}.*")  # the second one: with parameters
    list(APPEND found ${pattern})
    facetrack_add_suite(${kind}.${suite} ${kind} "${pattern}")
  endforeach()
  list(JOIN found ":" found)
  facetrack_add_suite(${kind}.other_suites ${kind} "-${found}")
endfunction()

# A suite counts as skipped when all of its tests are: this line is then the last one. Of a suite
# that was skipped in part, tests/skipped.awk tells the tests.
set(facetrack_all_skipped
    "PASSED  \\] 0 tests\\.\n\\[  SKIPPED \\][^\n]*listed below:\n(\\[  SKIPPED \\][^\n]*\n)+$")

function(facetrack_add_suite name kind filter)
  add_test(NAME ${name} COMMAND ${kind}_tests "--gtest_filter=${filter}")
  set_tests_properties(${name} PROPERTIES LABELS ${kind} TIMEOUT 900
    SKIP_REGULAR_EXPRESSION "${facetrack_all_skipped}")
  # Long suites begin first, so that no core waits for another one's last suite.
  if(kind MATCHES "^(integration|real|cli|faults|damage)$")
    set_tests_properties(${name} PROPERTIES COST 60)
  endif()
endfunction()
