# The backends that use dlib. Each network is a source file of its own: their templates take
# seconds and hundreds of megabytes to compile.
target_sources(facetrack PRIVATE
  src/face/dlib_chip_embedder.cpp
  src/face/dlib_cnn_detector.cpp
  src/face/dlib_densenet_embedder.cpp
  src/face/dlib_hog_scan.cpp
  src/face/dlib_resnet_embedder.cpp
  src/face/hog_detector.cpp)
# Each of them is compiled alone: a network of dlib takes a gigabyte.
set_source_files_properties(src/face/dlib_chip_embedder.cpp src/face/dlib_cnn_detector.cpp
  src/face/dlib_densenet_embedder.cpp src/face/dlib_hog_scan.cpp src/face/dlib_resnet_embedder.cpp
  PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
# The arithmetic of dlib's networks is in dlib's library; the templates compiled here only call it.
# With -O1 they compile in two thirds of the time and run as fast.
set(networks src/face/dlib_cnn_detector.cpp src/face/dlib_densenet_embedder.cpp
  src/face/dlib_resnet_embedder.cpp)
if(FACETRACK_SANITIZE)
  # Nearly all code of the networks and the scanner is dlib's templates, which take minutes to
  # instrument. Tests of HOG would wait for the scanner.
  set(uninstrumented -fno-sanitize=all)
  if(FACETRACK_BUILD_FUZZ)
    list(APPEND uninstrumented -fno-sanitize=fuzzer-no-link)
  endif()
  set_source_files_properties(src/face/dlib_hog_scan.cpp PROPERTIES COMPILE_OPTIONS
    "${uninstrumented}")
endif()
set_source_files_properties(${networks} PROPERTIES COMPILE_OPTIONS "-O1;${uninstrumented}")

# The HOG scanner is header templates: compiled for AVX2 it is a third faster, and chosen at run
# time. The copy's templates carry the same names as everybody's, so all names but its entry are
# made local; otherwise the linker could take an AVX2 function for the whole program. Only GNU ld
# can do that, and a sanitizer's bookkeeping does not survive it.
set(FACETRACK_WITH_AVX2_COPY 0)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64" AND CMAKE_OBJCOPY AND CMAKE_LINKER
   AND CMAKE_SYSTEM_NAME STREQUAL "Linux" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU"
   AND NOT FACETRACK_SANITIZE)
  set(FACETRACK_WITH_AVX2_COPY 1)
  add_library(facetrack_hog_avx2 OBJECT src/face/dlib_hog_scan.cpp)
  target_compile_features(facetrack_hog_avx2 PRIVATE cxx_std_20)
  target_compile_definitions(facetrack_hog_avx2 PRIVATE FACETRACK_HOG_ENTRY=facetrack_hog_scan_avx2)
  target_compile_options(facetrack_hog_avx2 PRIVATE -mavx2 -mfma
    $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
  target_include_directories(facetrack_hog_avx2 PRIVATE src)
  target_link_libraries(facetrack_hog_avx2 PRIVATE dlib::dlib)
  set_target_properties(facetrack_hog_avx2 PROPERTIES
    POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  facetrack_warnings(facetrack_hog_avx2)
  facetrack_sanitize(facetrack_hog_avx2)

  set(hog_object ${CMAKE_CURRENT_BINARY_DIR}/dlib_hog_scan_avx2.o)
  add_custom_command(OUTPUT ${hog_object}
    COMMAND ${CMAKE_LINKER} -r --force-group-allocation -o ${hog_object}.all
            $<TARGET_OBJECTS:facetrack_hog_avx2>
    COMMAND ${CMAKE_OBJCOPY} --keep-global-symbol=facetrack_hog_scan_avx2
            ${hog_object}.all ${hog_object}
    DEPENDS facetrack_hog_avx2 $<TARGET_OBJECTS:facetrack_hog_avx2>
    COMMENT "Hiding the names of the AVX2 copy")
  set_source_files_properties(${hog_object} PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
  target_sources(facetrack PRIVATE ${hog_object})
endif()
set_source_files_properties(src/face/hog_detector.cpp PROPERTIES
  COMPILE_DEFINITIONS FACETRACK_WITH_AVX2_COPY=${FACETRACK_WITH_AVX2_COPY})
