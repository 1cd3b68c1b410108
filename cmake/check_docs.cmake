# `cmake -P cmake/check_docs.cmake` fails when the program in README.md is no longer the one in
# examples/02_track_video, or when a page links to a file that does not exist.
cmake_minimum_required(VERSION 3.25)
get_filename_component(root ${CMAKE_CURRENT_LIST_DIR} DIRECTORY)

file(READ ${root}/README.md readme)
file(READ ${root}/examples/02_track_video/main.cpp example)
string(REGEX REPLACE ".*// \\[README\\]\n(.*)  // \\[README\\].*" "\\1" snippet "${example}")
# Inside main() it is two spaces deep.
string(REPLACE "\n  " "\n" snippet "\n${snippet}")
string(FIND "${readme}" "```cpp${snippet}```" at)
if(at EQUAL -1)
  message(SEND_ERROR "README.md: its program differs from examples/02_track_video/main.cpp:\n${snippet}")
endif()

file(GLOB pages ${root}/README.md ${root}/docs/*.md ${root}/examples/*.md ${root}/data/*/*.md)
foreach(page IN LISTS pages)
  get_filename_component(folder ${page} DIRECTORY)
  file(READ ${page} text)
  string(REPLACE "[](" "" text "${text}")  # the lambda of a program is not a link
  # Semicolons and brackets mean something in CMake's lists.
  string(REPLACE "](" "LINK<" text "${text}")
  string(REGEX REPLACE "[];[]" " " text "${text}")
  string(REGEX MATCHALL "LINK<[^)# ]+" links "${text}")
  foreach(link IN LISTS links)
    string(SUBSTRING ${link} 5 -1 target)
    if(NOT target MATCHES "^[a-z]+:" AND NOT EXISTS ${folder}/${target})
      message(SEND_ERROR "${page}: links to ${target}, which does not exist")
    endif()
  endforeach()
endforeach()
