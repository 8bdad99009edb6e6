#!/usr/bin/env bash
# What scripts/setup, run, test and .ci/run have in common: words on the terminal, timed steps,
# building a preset. Sourced, never run.

set -euo pipefail

repository="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
jobs="$(nproc)"
started_at=${SECONDS}

if [[ -t 1 && -z "${NO_COLOR:-}" ]]; then
  bold=$'\e[1m' green=$'\e[32m' red=$'\e[31m' plain=$'\e[0m'
else
  bold='' green='' red='' plain=''
fi

say() { printf '%s\n' "$*"; }
heading() { printf '%s== %s%s\n' "${bold}" "$*" "${plain}"; }
complain() { printf '%serror:%s %s\n' "${red}" "${plain}" "$*" >&2; }

# 75 → 1m15s
duration() {
  local seconds=$1
  if ((seconds < 60)); then
    printf '%ds' "${seconds}"
  else
    printf '%dm%02ds' $((seconds / 60)) $((seconds % 60))
  fi
}

# quietly LOG COMMAND…: on a terminal the command shows its own progress; elsewhere its output goes
# to LOG, whose end is shown when the command fails.
quietly() {
  local log=$1
  shift
  mkdir -p "$(dirname "${log}")"
  if [[ -t 1 ]]; then
    "$@"
    return
  fi
  local status=0
  "$@" >"${log}" 2>&1 </dev/null || status=$?
  if ((status != 0)); then
    complain "$* failed (${status}); the end of ${log#"${repository}/"}:"
    tail -n 60 "${log}" >&2
  fi
  return "${status}"
}

# build PRESET [TARGET…]: configures build/PRESET and builds it (everything, or the targets named).
build() {
  local preset=$1
  shift
  local targets=()
  if (($# > 0)); then targets=(--target "$@"); fi
  if command -v ccache >/dev/null; then
    export CMAKE_CXX_COMPILER_LAUNCHER="${CMAKE_CXX_COMPILER_LAUNCHER:-ccache}"
  fi
  local folder="${repository}/build/${preset}"
  (cd "${repository}" &&
    quietly "${folder}/configure.log" cmake --preset "${preset}" &&
    quietly "${folder}/build.log" cmake --build "${folder}" -j "${jobs}" "${targets[@]}")
}
