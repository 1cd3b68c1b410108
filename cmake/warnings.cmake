# facetrack_warnings(target): the warnings of this house, on our targets only.
# They are errors for developers (FACETRACK_DEVELOPER), never for people who just build.
function(facetrack_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
  if(FACETRACK_DEVELOPER)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()
