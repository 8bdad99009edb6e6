// Numbered jobs over threads.
#pragma once

#include <cstdint>
#include <functional>

namespace assay::market {

/// work(0), ..., work(count - 1) on `jobs` threads, in order of their beginning; no further one
/// begins after a work that says false, or once `interrupted` says true. The first error in order
/// is thrown, whichever thread met one first. Progress is told in finished jobs, now and then.
void run_on_threads(std::uint64_t count, unsigned jobs,
                    const std::function<bool(std::uint64_t)>& work,
                    const std::function<bool()>& interrupted,
                    const std::function<void(std::uint64_t)>& on_progress);

}  // namespace assay::market
