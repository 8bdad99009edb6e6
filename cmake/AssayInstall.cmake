# Installs the layers as the package `assay`: find_package(assay) gives one target per layer
# (assay::word, assay::math, assay::pool, …), and the public headers. src/cli installs the program.
include(CMakePackageConfigHelpers)

get_property(assay_layers GLOBAL PROPERTY ASSAY_LAYERS)
set_target_properties(assay_options PROPERTIES EXPORT_NAME options)

install(TARGETS ${assay_layers} EXPORT assayTargets
        ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/assay" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
        FILES_MATCHING PATTERN "*.hpp" PATTERN "*.h"
        # Needs the static library that cargo builds, which is not installed.
        PATTERN "assay/evm" EXCLUDE
        # Needs Coq and OCaml to be of use; no layer.
        PATTERN "assay/proved" EXCLUDE)
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" "${PROJECT_SOURCE_DIR}/README.md"
        DESTINATION "${CMAKE_INSTALL_DOCDIR}")

set(assay_config_folder "${CMAKE_INSTALL_LIBDIR}/cmake/assay")
install(EXPORT assayTargets NAMESPACE assay:: DESTINATION "${assay_config_folder}")
string(REPLACE ";" " " ASSAY_EXPORTED_LAYERS "${assay_layers}")
string(REPLACE "assay_" "" ASSAY_EXPORTED_LAYERS "${ASSAY_EXPORTED_LAYERS}")
configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/cmake/assayConfig.cmake.in" "${PROJECT_BINARY_DIR}/assayConfig.cmake"
  INSTALL_DESTINATION "${assay_config_folder}")
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/assayConfigVersion.cmake"
                                 VERSION "${PROJECT_VERSION}" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/assayConfig.cmake"
              "${PROJECT_BINARY_DIR}/assayConfigVersion.cmake"
        DESTINATION "${assay_config_folder}")
