# facetrack_embed_text(TARGET NAME FILE): compiles the text of FILE into TARGET as the constant
# facetrack::embedded::NAME, without the newline at its end. A source that uses it declares it:
# namespace embedded { extern const char* const NAME; }. A change of FILE configures anew.
set(FACETRACK_EMBEDDED_TEMPLATE ${CMAKE_CURRENT_LIST_DIR}/embedded_text.cpp.in)
function(facetrack_embed_text target name file)
  get_filename_component(file ${file} ABSOLUTE)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(SIZE ${file} size)
  if(size GREATER 65535)  # bytes: no compiler has to take a longer string literal ([implimits])
    message(FATAL_ERROR "${file}: ${size} bytes are too long for one string literal")
  endif()
  file(READ ${file} text)
  string(REGEX REPLACE "\n$" "" text "${text}")
  file(RELATIVE_PATH source ${PROJECT_SOURCE_DIR} ${file})
  configure_file(${FACETRACK_EMBEDDED_TEMPLATE} embedded_${name}.cpp @ONLY)
  target_sources(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/embedded_${name}.cpp)
endfunction()
