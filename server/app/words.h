// What the desk says in words: times of the institute's zone, in English, and the history of a
// request. Pure; thread-safe.
#pragma once

#include <string>

#include "domain/result.h"
#include "domain/zone.h"
#include "store/institute.h"
#include "store/journal.h"

namespace backline {

// "2:00 pm", "tomorrow 2:00 pm", "Mon, Nov 23, 2:00 pm", as seen at `now`.
std::string clock_text(Instant at, Instant now, const Zone& zone);

// "other care" of the reason other_care: the desk's word for an outcome's reason.
std::string reason_label(const std::string& code);

// One plain sentence of a journal entry.
std::string history_text(const store::HistoryRow& row, const Institute& institute);

}  // namespace backline
