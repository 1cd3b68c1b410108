# facetrack_sanitize(target): builds and links the target with FACETRACK_SANITIZE, if set.
function(facetrack_sanitize target)
  if(FACETRACK_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${FACETRACK_SANITIZE}
                           -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(${target} PRIVATE -fsanitize=${FACETRACK_SANITIZE})
  endif()
endfunction()
