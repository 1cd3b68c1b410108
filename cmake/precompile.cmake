# With FACETRACK_PRECOMPILE, a target parses the headers that most of its sources include only once.
# A source can then use a header that it does not include: builds without the option find that. GCC
# 12 then also warns of what it inlines from the standard library, so CI uses this
# with Clang, and with GCC only where nothing is optimised. A header whose meaning depends on macros
# that a source defines, as cxxopts.hpp, must not be listed.
set(facetrack_common_headers algorithm array chrono cmath cstdint filesystem functional map memory
  optional set span string string_view utility vector nlohmann/json.hpp)

# facetrack_precompile(target headers...)
function(facetrack_precompile target)
  if(FACETRACK_PRECOMPILE)
    list(TRANSFORM ARGN REPLACE "(.+)" "<\\1>")
    target_precompile_headers(${target} PRIVATE ${ARGN})
  endif()
endfunction()
