# Decides whether the EVM is built: ASSAY_EVM, on where a cargo is found that is new enough. Nothing
# but the subject `evm` needs it; without it everything else builds as ever.
set(assay_rust_needed "1.91")  # evm/Cargo.toml: rust-version

find_program(ASSAY_CARGO cargo HINTS "$ENV{CARGO_HOME}/bin" "$ENV{HOME}/.cargo/bin")
set(assay_evm_reason "")
if(NOT ASSAY_CARGO)
  set(assay_evm_reason "no cargo was found")
else()
  execute_process(COMMAND "${ASSAY_CARGO}" --version OUTPUT_VARIABLE assay_cargo_says
                  ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
  string(REGEX MATCH "[0-9]+\\.[0-9]+(\\.[0-9]+)?" assay_cargo_version "${assay_cargo_says}")
  if(NOT assay_cargo_version OR assay_cargo_version VERSION_LESS assay_rust_needed)
    set(assay_evm_reason "${ASSAY_CARGO} is ${assay_cargo_says}, which is older than needed")
  endif()
endif()

if(PROJECT_IS_TOP_LEVEL AND NOT assay_evm_reason)
  set(assay_evm_default ON)
else()
  set(assay_evm_default OFF)
endif()
option(ASSAY_EVM "Run deployed bytecode in process (needs cargo ${assay_rust_needed})"
       ${assay_evm_default})
if(ASSAY_EVM AND assay_evm_reason)
  message(FATAL_ERROR "ASSAY_EVM is ON, but ${assay_evm_reason}: install Rust "
          "${assay_rust_needed} (scripts/setup does), or configure with -DASSAY_EVM=OFF")
elseif(assay_evm_reason AND PROJECT_IS_TOP_LEVEL)
  message(STATUS "assay: built without the subject evm: ${assay_evm_reason}; Rust "
          "${assay_rust_needed} or newer is needed (scripts/setup installs it)")
endif()

# One folder for all presets of this tree: Rust's part is the same in all of them.
get_filename_component(assay_build_parent "${CMAKE_BINARY_DIR}" DIRECTORY)
if(assay_build_parent STREQUAL "${PROJECT_SOURCE_DIR}/build")
  set(assay_cargo_folder "${assay_build_parent}/cargo")
else()
  set(assay_cargo_folder "${CMAKE_BINARY_DIR}/cargo")
endif()
set(ASSAY_CARGO_TARGET_DIR "${assay_cargo_folder}" CACHE PATH "Where cargo builds the EVM")
