# facetrack_sanitize(target [UNOPTIMISED]): builds and links the target with FACETRACK_SANITIZE, if
# set, and lets fuzzers see which way it goes, where they are built. With a sanitizer, code that does
# not loop over pixels compiles twice as fast without optimisation.
function(facetrack_sanitize target)
  if(FACETRACK_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${FACETRACK_SANITIZE}
                           -fno-omit-frame-pointer -fno-sanitize-recover=all -g1)
    if("UNOPTIMISED" IN_LIST ARGN)
      target_compile_options(${target} PRIVATE -O0)
    endif()
    target_link_options(${target} PRIVATE -fsanitize=${FACETRACK_SANITIZE})
  endif()
  if(FACETRACK_BUILD_FUZZ)
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
endfunction()
