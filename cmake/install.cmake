# What `cmake --install` lays down: the library, its headers, its data, and the two descriptions
# (CMake package, pkg-config) by which others find it. Components, which packages are made of:
# library, models, development, program, manual, python, documentation.
include(CMakePackageConfigHelpers)

install(TARGETS facetrack EXPORT facetrackTargets
  LIBRARY COMPONENT library NAMELINK_COMPONENT development
  ARCHIVE COMPONENT development)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/libfacetrack/include/facetrack ${generated}/facetrack
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development
        FILES_MATCHING PATTERN "*.hpp")

# Models made by this project, the list of all known models, the schemas of the written files.
set(data ${PROJECT_SOURCE_DIR}/data)
set(data_destination ${CMAKE_INSTALL_DATADIR}/facetrack)
foreach(part models schema)
  install(DIRECTORY ${data}/${part} DESTINATION ${data_destination} COMPONENT models OPTIONAL)
endforeach()
install(FILES ${data}/models.json DESTINATION ${data_destination} COMPONENT models OPTIONAL)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE
        DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT documentation)

set(package_destination ${CMAKE_INSTALL_LIBDIR}/cmake/facetrack)
install(EXPORT facetrackTargets NAMESPACE facetrack:: DESTINATION ${package_destination}
        COMPONENT development)
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/facetrackConfig.cmake.in
  ${PROJECT_BINARY_DIR}/facetrackConfig.cmake INSTALL_DESTINATION ${package_destination})
# 0.x promises nothing from one minor version to the next.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/facetrackConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/facetrackConfig.cmake
              ${PROJECT_BINARY_DIR}/facetrackConfigVersion.cmake
        DESTINATION ${package_destination} COMPONENT development)

# A shared library brings all it needs. A static one asks for the shared libraries of its
# dependencies, plainly and not as private requirements: those are for `pkg-config --static`, which
# would ask for the dozens of static libraries behind FFmpeg that no distribution package installs.
set(pc_requires "")
set(pc_libs "")
if(NOT BUILD_SHARED_LIBS)
  set(pc_cflags " -DFACETRACK_STATIC_DEFINE")
  set(pc_libs " -lbz2 -ldl")  # they have no pkg-config file of their own everywhere
  set(pc_requires ${ffmpeg_modules} libcurl libcrypto opencv4 sqlite3)
  if(FACETRACK_WITH_DLIB)
    list(APPEND pc_requires dlib-1)
  endif()
endif()
list(JOIN pc_requires ", " pc_requires)
# From the folder of the .pc file up to the prefix, so that an installed tree can be moved.
file(RELATIVE_PATH pc_up /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
configure_file(${PROJECT_SOURCE_DIR}/cmake/facetrack.pc.in ${PROJECT_BINARY_DIR}/facetrack.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/facetrack.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
        COMPONENT development)
