# Decides whether the program assay-proved is built: ASSAY_PROVED, on where Coq and OCaml with
# zarith are found. Nothing but the subject `proved` needs it; without it the rest builds as ever.
find_program(ASSAY_COQC coqc)
find_program(ASSAY_OCAMLFIND ocamlfind)
find_package(Python3 QUIET COMPONENTS Interpreter)
mark_as_advanced(ASSAY_COQC ASSAY_OCAMLFIND)

set(assay_proved_reason "")
if(NOT ASSAY_COQC)
  set(assay_proved_reason "coqc was not found (Debian package coq)")
elseif(NOT ASSAY_OCAMLFIND)
  set(assay_proved_reason "ocamlfind was not found (Debian package ocaml-findlib)")
elseif(NOT Python3_Interpreter_FOUND)
  set(assay_proved_reason "python3 was not found")
else()
  execute_process(COMMAND "${ASSAY_OCAMLFIND}" query zarith OUTPUT_VARIABLE assay_zarith
                  ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT assay_zarith OR NOT EXISTS "${assay_zarith}/zarith.cmxa")
    set(assay_proved_reason "zarith was not found (Debian package libzarith-ocaml-dev)")
  endif()
endif()

if(PROJECT_IS_TOP_LEVEL AND NOT assay_proved_reason)
  set(assay_proved_default ON)
else()
  set(assay_proved_default OFF)
endif()
option(ASSAY_PROVED "Run the definitions of the proofs as a subject (needs Coq and OCaml)"
       ${assay_proved_default})
if(ASSAY_PROVED AND assay_proved_reason)
  message(FATAL_ERROR "ASSAY_PROVED is ON, but ${assay_proved_reason}: install it "
          "(scripts/setup does), or configure with -DASSAY_PROVED=OFF")
elseif(assay_proved_reason AND PROJECT_IS_TOP_LEVEL)
  message(STATUS "assay: built without the subject proved: ${assay_proved_reason}; "
          "scripts/setup installs it")
endif()
