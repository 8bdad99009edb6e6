# Runs the canary on its corpus: it must fail, leave a trace behind, and that trace must be one that
# `assay replay` takes (the engine itself answers it rightly).
file(REMOVE_RECURSE "${OUT}")
file(MAKE_DIRECTORY "${OUT}")
execute_process(COMMAND "${CANARY}" "-artifact_prefix=${OUT}/" "${CORPUS}"
                RESULT_VARIABLE code OUTPUT_VARIABLE text ERROR_VARIABLE text)
if(code STREQUAL "0")
  message(FATAL_ERROR "the canary lives: a planted bug was not found\n${text}")
endif()
file(GLOB traces "${OUT}/*.jsonl")
list(LENGTH traces count)
if(NOT count EQUAL 1)
  message(FATAL_ERROR "the canary failed with ${code} and left ${count} traces\n${text}")
endif()
if(ASSAY)
  execute_process(COMMAND "${ASSAY}" replay ${traces} RESULT_VARIABLE code OUTPUT_VARIABLE replayed
                  ERROR_VARIABLE replayed)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "the canary's trace does not replay: ${code}\n${replayed}")
  endif()
endif()
message(STATUS "the canary failed as it must\n${text}")
