# One target per layer (docs/architecture.md): a layer links only what it may use, so that a
# forbidden include does not even find its header. `assay_layer(name SOURCES … USES …)`.

add_library(assay_options INTERFACE)
target_compile_features(assay_options INTERFACE cxx_std_20)
target_compile_options(assay_options INTERFACE
  $<BUILD_INTERFACE:-Wall;-Wextra;-Wconversion;-Wsign-conversion;-Wshadow>
  $<$<BOOL:${ASSAY_WERROR}>:$<BUILD_INTERFACE:-Werror>>)
# g++ 12 sees an impossible overlap inside its own std::string when one is built from a literal and
# a string (GCC bug 105329, mended in 13); it is raised wherever that is inlined.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(assay_options INTERFACE $<BUILD_INTERFACE:-Wno-restrict>)
endif()
if(ASSAY_SANITIZE)
  target_compile_options(assay_options INTERFACE
    $<BUILD_INTERFACE:-fsanitize=${ASSAY_SANITIZE}>
    $<BUILD_INTERFACE:-fno-sanitize-recover=all;-fno-omit-frame-pointer>)
  target_link_options(assay_options INTERFACE
    $<BUILD_INTERFACE:-fsanitize=${ASSAY_SANITIZE}>)
endif()
if(ASSAY_BUILD_FUZZ AND NOT ASSAY_FUZZ_ENGINE AND CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  # Coverage instrumentation everywhere; only the fuzz targets link the libFuzzer driver.
  target_compile_options(assay_options INTERFACE $<BUILD_INTERFACE:-fsanitize=fuzzer-no-link>)
  target_link_options(assay_options INTERFACE $<BUILD_INTERFACE:-fsanitize=fuzzer-no-link>)
endif()
if(ASSAY_VERIFY)
  target_compile_definitions(assay_options INTERFACE ASSAY_VERIFY=1)
endif()
if(ASSAY_WORD_BACKEND STREQUAL "boost")
  target_compile_definitions(assay_options INTERFACE ASSAY_WORD_BACKEND_BOOST=1)
elseif(NOT ASSAY_WORD_BACKEND STREQUAL "limbs")
  message(FATAL_ERROR "ASSAY_WORD_BACKEND is '${ASSAY_WORD_BACKEND}': choose limbs or boost")
endif()

set_property(GLOBAL PROPERTY ASSAY_LAYERS assay_options)

function(assay_layer name)
  cmake_parse_arguments(arg "" "" "SOURCES;USES" ${ARGN})
  if(arg_SOURCES)
    add_library(assay_${name} STATIC ${arg_SOURCES})
    set(scope PUBLIC)
  else()
    add_library(assay_${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(assay::${name} ALIAS assay_${name})
  set_target_properties(assay_${name} PROPERTIES EXPORT_NAME ${name}
                        POSITION_INDEPENDENT_CODE ON)
  target_include_directories(assay_${name} ${scope}
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_link_libraries(assay_${name} ${scope} assay_options ${arg_USES})
  set_property(GLOBAL APPEND PROPERTY ASSAY_LAYERS assay_${name})
endfunction()
