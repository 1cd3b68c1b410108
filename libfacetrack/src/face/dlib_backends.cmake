# The backends that use dlib. Each network is a source file of its own: their templates take
# seconds and hundreds of megabytes to compile.
target_sources(facetrack PRIVATE
  src/face/dlib_chip_embedder.cpp
  src/face/dlib_cnn_detector.cpp
  src/face/dlib_hog_scan.cpp
  src/face/dlib_resnet_embedder.cpp
  src/face/hog_detector.cpp
  src/face/landmarks68.cpp
  src/face/packed_shape.cpp)
set_source_files_properties(src/face/dlib_hog_scan.cpp PROPERTIES
  COMPILE_DEFINITIONS FACETRACK_HOG_ENTRY=facetrack_hog_scan_plain)
