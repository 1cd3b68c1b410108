# facetrack_warnings(target): the warnings of this house, on our targets only.
# They are errors for developers (FACETRACK_DEVELOPER), never for people who just build.
function(facetrack_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion -Wshadow
    # GCC 12 sees overlapping copies in `"text" + std::string` where there are none (its bug 105651).
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
  if(FACETRACK_DEVELOPER)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()
