# Debian packages by CPack: cmake/packages.sh configures a build for them and makes them.
#   libfacetrack0.2     the shared library          libfacetrack-dev    what programs build with
#   facetrack           program, manual, models     python3-facetrack   the Python package
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "The facetrack authors <facetrack@facetrack.invalid>")
set(CPACK_PACKAGE_VENDOR "facetrack")
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR}/libfacetrack)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SECTION video)
set(so_version ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
set(deb_version ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})
set(library_package libfacetrack${so_version})

# deb(GROUP PACKAGE CONTENT): a package of the components of a group.
macro(deb group package content)
  string(TOUPPER ${group} GROUP)
  set(CPACK_DEBIAN_${GROUP}_PACKAGE_NAME ${package})
  set(CPACK_DEBIAN_${GROUP}_DESCRIPTION
"facetrack finds shots, faces and persons in videos. It cuts clips of one
person, exact to the frame, with the box of the face on each frame.
.
This package has ${content}.")
  set(deb_documents ${PROJECT_BINARY_DIR}/packages/${package})
  file(MAKE_DIRECTORY ${deb_documents})
  configure_file(${PROJECT_SOURCE_DIR}/cmake/debian/copyright.in ${deb_documents}/copyright @ONLY)
  configure_file(${PROJECT_SOURCE_DIR}/cmake/debian/changelog.in ${deb_documents}/changelog.Debian
                 @ONLY)
  execute_process(COMMAND gzip -9nf changelog.Debian WORKING_DIRECTORY ${deb_documents})
  install(FILES ${deb_documents}/copyright ${deb_documents}/changelog.Debian.gz
          DESTINATION share/doc/${package} COMPONENT ${group}_documents EXCLUDE_FROM_ALL)
endmacro()

deb(library ${library_package} "the shared library")
deb(development libfacetrack-dev "the headers and what else C++ programs are built with")
deb(program facetrack "the program facetrack-cli, its manual and the models")
set(deb_groups library development program)
if(FACETRACK_PYTHON_FOUND)
  list(APPEND deb_groups python)
  deb(python python3-facetrack "the Python module facetrack")
endif()
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libs)
# libavfilter is loaded when a bridge needs it.
set(CPACK_DEBIAN_LIBRARY_PACKAGE_RECOMMENDS "facetrack, libavfilter8")
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_CONTROL_EXTRA ${PROJECT_SOURCE_DIR}/cmake/debian/triggers)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/debian/compress_manual.cmake)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "${library_package} (= ${deb_version})")
set(CPACK_DEBIAN_PROGRAM_PACKAGE_DEPENDS "${library_package} (= ${deb_version})")
set(CPACK_DEBIAN_PYTHON_PACKAGE_SECTION python)
set(CPACK_DEBIAN_PYTHON_PACKAGE_DEPENDS
    "python3 (>= 3.11), python3 (<< 3.12), python3-numpy, ${library_package} (= ${deb_version}), facetrack (= ${deb_version})")
set(CPACK_DEBIAN_PYTHON_PACKAGE_CONTROL_EXTRA
    "${PROJECT_SOURCE_DIR}/cmake/debian/postinst;${PROJECT_SOURCE_DIR}/cmake/debian/prerm")

set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_COMPONENTS_ALL ${deb_groups} models manual)
foreach(group IN LISTS deb_groups)
  list(APPEND CPACK_COMPONENTS_ALL ${group}_documents)
endforeach()
include(CPack)
foreach(group IN LISTS deb_groups)
  cpack_add_component_group(${group})
  cpack_add_component(${group} GROUP ${group})
  cpack_add_component(${group}_documents GROUP ${group})
endforeach()
cpack_add_component(models GROUP program)
cpack_add_component(manual GROUP program)
