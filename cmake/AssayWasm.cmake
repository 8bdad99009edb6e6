# The libraries of a WebAssembly build (scripts/js), where no Debian package is one: headers are
# taken from Debian's packages, through a folder that holds nothing else, and simdjson from Debian's
# source. ASSAY_SIMDJSON_SOURCE names the folder with simdjson.h and simdjson.cpp.
set(ASSAY_SIMDJSON_SOURCE "" CACHE PATH "Folder of simdjson.h and simdjson.cpp in one piece")
if(NOT EXISTS "${ASSAY_SIMDJSON_SOURCE}/simdjson.cpp")
  message(FATAL_ERROR "ASSAY_SIMDJSON_SOURCE has no simdjson.cpp: build with scripts/js")
endif()

set(headers "${CMAKE_BINARY_DIR}/headers")
file(MAKE_DIRECTORY "${headers}")
foreach(folder IN ITEMS boost fmt)
  if(NOT IS_DIRECTORY "/usr/include/${folder}")
    message(FATAL_ERROR "/usr/include/${folder} is missing: run scripts/setup")
  endif()
  file(CREATE_LINK "/usr/include/${folder}" "${headers}/${folder}" SYMBOLIC)
endforeach()

add_library(assay_foreign_headers INTERFACE)
target_include_directories(assay_foreign_headers SYSTEM INTERFACE "${headers}")
target_compile_definitions(assay_foreign_headers INTERFACE FMT_HEADER_ONLY=1)
add_library(Boost::headers ALIAS assay_foreign_headers)
add_library(fmt::fmt ALIAS assay_foreign_headers)

add_library(assay_simdjson STATIC "${ASSAY_SIMDJSON_SOURCE}/simdjson.cpp")
target_include_directories(assay_simdjson SYSTEM PUBLIC "${ASSAY_SIMDJSON_SOURCE}")
add_library(simdjson::simdjson ALIAS assay_simdjson)

# The engine's own exceptions, as WebAssembly has them; also what links must know.
add_compile_options(-fwasm-exceptions)
add_link_options(-fwasm-exceptions)
