# facetrack_sanitize(target [TEST_CODE | UNOPTIMISED]): builds and links the target with
# FACETRACK_SANITIZE, if set, and lets fuzzers see which way it goes, where they are built. TEST_CODE
# is watched for bad addresses and races only, and not by fuzzers, so it compiles in half of the time.
# UNOPTIMISED code, which does not loop over pixels, does so as well.
function(facetrack_sanitize target)
  if(FACETRACK_SANITIZE)
    set(sanitizers ${FACETRACK_SANITIZE})
    if("TEST_CODE" IN_LIST ARGN)
      string(REPLACE ",undefined" "" sanitizers ${sanitizers})
    endif()
    target_compile_options(${target} PRIVATE -fsanitize=${sanitizers}
                           -fno-omit-frame-pointer -fno-sanitize-recover=all -g1)
    if("UNOPTIMISED" IN_LIST ARGN)
      target_compile_options(${target} PRIVATE -O0)
    endif()
    target_link_options(${target} PRIVATE -fsanitize=${FACETRACK_SANITIZE})
  endif()
  if(FACETRACK_BUILD_FUZZ AND NOT "TEST_CODE" IN_LIST ARGN)
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
endfunction()
