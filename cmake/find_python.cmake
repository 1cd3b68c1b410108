# Looks for what the Python package is built with: Python's headers and pybind11. Sets
# FACETRACK_PYTHON_FOUND; without them the package is left out, with a message.
if(NOT Python_EXECUTABLE AND NOT DEFINED ENV{VIRTUAL_ENV} AND EXISTS /usr/bin/python3)
  set(Python_EXECUTABLE /usr/bin/python3)  # the distribution's, which its packages are for
endif()
set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)
set(PYBIND11_FINDPYTHON ON)
find_package(Python 3.11 QUIET COMPONENTS Interpreter Development.Module)
set(FACETRACK_PYTHON_FOUND OFF)
if(Python_FOUND)
  find_package(pybind11 2.10 QUIET)
  set(FACETRACK_PYTHON_FOUND ${pybind11_FOUND})
endif()
if(NOT FACETRACK_PYTHON_FOUND)
  message(STATUS "The Python package is left out: install python3-dev and pybind11-dev to build it")
endif()
