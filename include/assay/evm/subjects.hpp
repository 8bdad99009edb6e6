// The subject `evm`: the protocols' own deployed bytecode.
#pragma once

namespace assay::evm {

/// Makes `evm` known to replay::open_subject. Called once, at a program's start.
void provide_subjects();

}  // namespace assay::evm
