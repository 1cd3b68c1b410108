# Who may include what: `cmake -P cmake/check_includes.cmake` fails and names every line that
# breaks a rule of docs/architecture.md. Third parties stay in the folders that wrap them.
cmake_minimum_required(VERSION 3.25)
get_filename_component(root ${CMAKE_CURRENT_LIST_DIR} DIRECTORY)

set(third_party "opencv2/|dlib/|libav|libsw|nlohmann|cxxopts|gtest|gmock|benchmark/|curl/|bzlib|lzma|zlib")
set(vision "opencv2/(core|imgproc|video)")

# allowed_<folder of libfacetrack/src>: what it may include of the above. Folders not named: nothing.
set(allowed_draw "${vision}")
set(allowed_media "libav|libsw|${vision}")
set(allowed_face "dlib/|${vision}|opencv2/(dnn|objdetect|calib3d)")
set(allowed_expression "dlib/|${vision}|opencv2/(dnn|objdetect|calib3d)")
set(allowed_shot "${vision}")
set(allowed_track "${vision}")
set(allowed_bridge "${vision}")
set(allowed_report "nlohmann")
set(allowed_models "nlohmann|curl/|bzlib|zlib")

set(broken "")

# Appends to `broken` each include of `file` that names a third party outside of `allowed`.
function(check_file file allowed)
  file(STRINGS ${file} lines REGEX "^[ \t]*#[ \t]*include")
  foreach(line IN LISTS lines)
    if(line MATCHES "[<\"](${third_party})" AND NOT (allowed AND line MATCHES "[<\"](${allowed})"))
      file(RELATIVE_PATH name ${root} ${file})
      list(APPEND broken "${name}: ${line}")
    endif()
  endforeach()
  set(broken "${broken}" PARENT_SCOPE)
endfunction()

# Public headers: the standard library and each other, nothing else, opencv.hpp excepted.
file(GLOB headers ${root}/libfacetrack/include/facetrack/*.hpp)
foreach(header IN LISTS headers)
  file(RELATIVE_PATH name ${root} ${header})
  if(name MATCHES "/opencv.hpp$")
    check_file(${header} "opencv2/core")
    continue()
  endif()
  file(STRINGS ${header} lines REGEX "^[ \t]*#[ \t]*include")
  foreach(line IN LISTS lines)
    if(NOT line MATCHES "<[a-z0-9_]+>|\"facetrack/(backends/)?[a-z0-9_]+.hpp\"" OR line MATCHES "facetrack/opencv")
      list(APPEND broken "${name}: ${line}")
    endif()
  endforeach()
endforeach()

file(GLOB folders LIST_DIRECTORIES true ${root}/libfacetrack/src/*)
foreach(folder IN LISTS folders)
  get_filename_component(stage ${folder} NAME)
  file(GLOB_RECURSE sources ${folder}/*.cpp ${folder}/*.hpp)
  foreach(source IN LISTS sources)
    check_file(${source} "${allowed_${stage}}")
  endforeach()
endforeach()

# The command line stands on the public headers alone; so do the examples, 05_opencv excepted.
file(GLOB_RECURSE sources ${root}/apps/*.cpp ${root}/apps/*.hpp ${root}/examples/*.cpp)
foreach(source IN LISTS sources)
  set(allowed "")
  if(source MATCHES "/apps/")
    set(allowed "cxxopts")
  elseif(source MATCHES "/05_opencv/")
    set(allowed "opencv2/")
  endif()
  check_file(${source} "${allowed}")
endforeach()

if(broken)
  list(JOIN broken "\n  " text)
  message(FATAL_ERROR "Includes that break the rules of docs/architecture.md:\n  ${text}")
endif()
