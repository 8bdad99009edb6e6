# Configures, builds and runs one consumer project (KIND) from nothing. The program that it runs
# checks its own numbers and fails when one is wrong.
function(run_step what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output
                  ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${what} failed (${status}):\n${output}")
  endif()
  set(last_output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE "${WORK_DIR}")
set(prefix "${WORK_DIR}/prefix")
set(flags "${FLAGS}")
if(SANITIZE)
  string(APPEND flags " -fsanitize=${SANITIZE}")  # the libraries refer to the sanitizer's runtime
endif()
set(options
  -G Ninja
  -D "CMAKE_CXX_COMPILER=${COMPILER}" -D "CMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER}"
  -D "CMAKE_CXX_FLAGS=${flags}" -D "CMAKE_BUILD_TYPE=${BUILD_TYPE}")

if(KIND STREQUAL "find_package")
  run_step("install" ${CMAKE_COMMAND} --install "${BUILD_DIR}" --prefix "${prefix}")
  list(APPEND options -D "CMAKE_PREFIX_PATH=${prefix}")
else()
  list(APPEND options -D "ASSAY_FOLDER=${SOURCE_DIR}" -D "ASSAY_WORD_BACKEND=${BACKEND}")
endif()
run_step("configure" ${CMAKE_COMMAND} -S "${SOURCE_DIR}/tests/consumer/${KIND}"
         -B "${WORK_DIR}/build" ${options})
run_step("build" ${CMAKE_COMMAND} --build "${WORK_DIR}/build" --target consumer)
run_step("run" "${WORK_DIR}/build/consumer")
if(NOT last_output MATCHES "([0-9]+) checks passed" OR CMAKE_MATCH_1 EQUAL 0)
  message(FATAL_ERROR "the consumer checked nothing:\n${last_output}")
endif()
message(STATUS "${KIND}: ${last_output}")
