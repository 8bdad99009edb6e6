#!/bin/bash -eu
# Builds the fuzz targets as OSS-Fuzz and ClusterFuzzLite ask for it: with the compiler and flags of
# the environment ($CC, $CXX, $CFLAGS, $CXXFLAGS), linked with $LIB_FUZZING_ENGINE, into $OUT, each
# with its corpus and the libraries that it needs. $WORK is for what lies between; $SRC may hold
# fmt and simdjson, whose packages are built with another C++ library than the image's compiler uses.
#
# Usage: build.sh [TARGET…]: all of them without arguments.

: "${OUT:?}" "${WORK:?}" "${CXX:?}" "${LIB_FUZZING_ENGINE:?}"
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
prefix="${WORK}/libraries"
targets=("$@")
if ((${#targets[@]} == 0)); then
  for source in "${root}"/fuzz/fuzz_*.cpp; do
    name="$(basename "${source}" .cpp)"
    # The canary has a planted bug; bytecode and proved definitions come by cargo and OCaml.
    case "${name}" in fuzz_canary | fuzz_proved | fuzz_*_evm | fuzz_stranger) continue ;; esac
    targets+=("${name}")
  done
fi

for library in fmt simdjson; do
  if [[ ! -d "${SRC:-/nonexistent}/${library}" || -e "${prefix}/${library}" ]]; then continue; fi
  cmake -S "${SRC}/${library}" -B "${WORK}/${library}" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_INSTALL_PREFIX="${prefix}" -DBUILD_SHARED_LIBS=OFF -DFMT_TEST=OFF -DFMT_DOC=OFF \
    -DSIMDJSON_DEVELOPER_MODE=OFF
  cmake --build "${WORK}/${library}" --target install
  touch "${prefix}/${library}"
done

# Everything but the fuzz targets is left out. The flags are the environment's alone.
cmake -S "${root}" -B "${WORK}/assay" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo \
  -DCMAKE_PREFIX_PATH="${prefix}" -DCMAKE_EXE_LINKER_FLAGS='-Wl,-rpath,$ORIGIN/lib' \
  -DASSAY_BUILD_FUZZ=ON -DASSAY_FUZZ_ENGINE="${LIB_FUZZING_ENGINE}" -DASSAY_VERIFY=ON \
  -DASSAY_BUILD_CLI=OFF -DASSAY_BUILD_TESTS=OFF -DASSAY_EVM=OFF -DASSAY_PROVED=OFF
cmake --build "${WORK}/assay" --target "${targets[@]}"

mkdir -p "${OUT}/lib"
for target in "${targets[@]}"; do
  cp "${WORK}/assay/fuzz/${target}" "${OUT}/"
  rm -f "${OUT}/${target}_seed_corpus.zip"
  (cd "${root}/fuzz/corpus/${target}" &&
    python3 -m zipfile -c "${OUT}/${target}_seed_corpus.zip" ./*)
  ldd "${WORK}/assay/fuzz/${target}" |
    awk '/\/lib(fmt|gmp|lzma|mpfi|mpfr|simdjson|z|zstd)\.so/ { print $3 }' |
    xargs -r -I '{}' cp -L '{}' "${OUT}/lib/"
done
printf 'built %d fuzz targets into %s\n' "${#targets[@]}" "${OUT}"
