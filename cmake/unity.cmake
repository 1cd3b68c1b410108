# facetrack_unity(target [UNOPTIMISED folders...] [NOT_FUZZED folders...] [ONE_THREAD folders...]):
# with FACETRACK_UNITY, the sources of one folder are compiled as one, and those of a folder with many
# sources as up to four. Headers are then parsed once for all of them, which makes a build two to
# three times as fast. Sources with compile options of their own stay alone. A source can so come to
# use a name or header of its neighbours without saying so: builds without the option find that.
#
# The lists name folders that a sanitizer's build compiles in another way: without optimisation,
# without the traces that guide fuzzers, or unseen by the thread sanitizer.
function(facetrack_unity target)
  if(NOT FACETRACK_UNITY)
    return()
  endif()
  cmake_parse_arguments(PARSE_ARGV 1 in "" "" "UNOPTIMISED;NOT_FUZZED;ONE_THREAD")
  get_target_property(sources ${target} SOURCES)
  list(FILTER sources INCLUDE REGEX "\\.cpp$")
  foreach(source IN LISTS sources)
    get_filename_component(folder ${source} DIRECTORY)
    string(MAKE_C_IDENTIFIER "in_${folder}" folder)
    list(APPEND folders ${folder})
    list(APPEND ${folder} ${source})
  endforeach()
  list(REMOVE_DUPLICATES folders)
  set(unities ${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${target}.dir/Unity)
  foreach(folder IN LISTS folders)
    list(LENGTH ${folder} count)
    foreach(source IN LISTS ${folder})
      get_filename_component(name ${source} NAME)
      set(part "")
      if(count GREATER 12)
        string(REGEX REPLACE "^[a-d].*" "_a" part ${name})
        string(REGEX REPLACE "^[e-l].*" "_e" part ${part})
        string(REGEX REPLACE "^[m-r].*" "_m" part ${part})
        string(REGEX REPLACE "^[s-z].*" "_s" part ${part})
      endif()
      set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${folder}${part})
      set(unity ${unities}/unity_${folder}${part}_cxx.cxx)
      if(FACETRACK_SANITIZE AND folder IN_LIST in_UNOPTIMISED)
        set_source_files_properties(${unity} PROPERTIES COMPILE_OPTIONS -O0)
      elseif(FACETRACK_BUILD_FUZZ AND folder IN_LIST in_NOT_FUZZED)
        set_source_files_properties(${unity} PROPERTIES
          COMPILE_OPTIONS -fno-sanitize=fuzzer-no-link)
      elseif(FACETRACK_SANITIZE STREQUAL "thread" AND folder IN_LIST in_ONE_THREAD)
        set_source_files_properties(${unity} PROPERTIES COMPILE_OPTIONS -fno-sanitize=thread)
      endif()
    endforeach()
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()
