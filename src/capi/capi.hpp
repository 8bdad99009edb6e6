// What the functions of the C interface share: texts, and exceptions turned into a status.
#pragma once

#include <exception>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>

#include "assay/assay.h"
#include "assay/subject/pipe.hpp"
#include "assay/trace/byte_stream.hpp"
#include "assay/trace/input_error.hpp"
#include "assay/version.hpp"
#include "assay/word/uint.hpp"

struct assay_text {
  std::string bytes;
};

namespace assay::capi {

/// Of this thread; what assay_last_error gives.
std::string& last_error();

/// Sets it, on one line whatever the message brings along.
void set_last_error(std::string message);

/// Runs `work`, which gives a status; what it throws becomes one, and the thread's last error.
template <class Work>
assay_status guarded(Work&& work) noexcept {
  try {
    try {
      return work();
    } catch (const trace::input_error& error) {
      set_last_error(error.what());
    } catch (const trace::stream_error& error) {
      set_last_error(std::string(error.what()) + "; " + error.mend());
    } catch (const subject_error& error) {
      set_last_error(error.what());
    } catch (const std::bad_alloc&) {
      set_last_error("memory is exhausted; ask for less at once");
      return ASSAY_INTERNAL;
    } catch (const std::length_error&) {
      set_last_error("more is asked for than memory can hold; ask for less at once");
      return ASSAY_INTERNAL;
    } catch (const std::exception& error) {
      set_last_error(std::string(error.what()) + "; this is a bug of assay " +
                     std::string(version()) + ": please report it");
      return ASSAY_INTERNAL;
    }
    return ASSAY_BAD_INPUT;
  } catch (...) {  // no memory for the message
    return ASSAY_INTERNAL;
  }
}

/// Throws input_error where a pointer that is needed is null.
void need(const void* pointer, std::string_view name);

/// A text that may be given with a final zero in its size, without line breaks at its end.
std::string_view text_of(const char* data, std::size_t size, std::string_view name);

/// Hands a text over to the caller.
void give(assay_text** to, std::string text);

/// Throws input_error where an array of words is not as large as its cases need.
void check_size(std::string_view name, std::size_t given, std::size_t cases, std::size_t each);

uint<256> word_of(const assay_word& bytes);
assay_word bytes_of(const uint<256>& value);

}  // namespace assay::capi
