#include "app/words.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>

#include "app/desk.h"

namespace backline {

namespace {

using namespace std::chrono;

constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string time_text(LocalTime local) {
    const auto minutes_of_day = duration_cast<minutes>(local - floor<days>(local)).count();
    const int hour = static_cast<int>(minutes_of_day / 60);
    char text[16];
    std::snprintf(text, sizeof text, "%d:%02d %s", hour % 12 == 0 ? 12 : hour % 12,
                  static_cast<int>(minutes_of_day % 60), hour < 12 ? "am" : "pm");
    return text;
}

// The value of a string member of the journal's own flat JSON, empty when it is null or not there.
std::string member(const std::string& json, const std::string& name) {
    const std::string start = "\"" + name + "\": \"";
    const auto from = json.find(start);
    if (from == std::string::npos) return {};
    const auto to = json.find('"', from + start.size());
    return json.substr(from + start.size(), to - from - start.size());
}

std::string outcome_label(const Institute& institute, const std::string& code) {
    const auto found = institute.rules.outcomes.find(code);
    return found == institute.rules.outcomes.end() ? code : found->second.label;
}

std::string ended_text(const std::string& detail, const Institute& institute) {
    const auto outcome = member(detail, "outcome"), resolution = member(detail, "resolution"),
               reason = member(detail, "reason");
    std::string text = "Call ended: " + outcome_label(institute, outcome);
    if (!reason.empty()) text += " (" + reason_label(reason) + ")";
    if (!member(detail, "advice").empty()) text += ". The emergency advice was read";
    const auto known = institute.rules.outcomes.find(outcome);
    const bool said =
        known != institute.rules.outcomes.end() && known->second.next == NextState::escalated;
    if (member(detail, "state") == "escalated" && !said) text += ". Now with a lead";
    if (!resolution.empty() && resolution != outcome)
        text += ". Closed: " + outcome_label(institute, resolution);
    return text;
}

// Another form of the same person, or a whole request of theirs, goes on as this one.
std::string merged_text(const std::string& detail) {
    const auto reference = member(detail, "reference");
    if (reference.empty())
        return "A form of the same person was let out of quarantine into this request";
    return "Request " + reference + " of the same person goes on as this one";
}

std::string closed_text(const std::string& detail, const Institute& institute) {
    const auto goes_on = member(detail, "goes_on");
    const auto label = outcome_label(institute, member(detail, "resolution"));
    return "Closed: " + label + (goes_on.empty() ? "" : "; goes on as request " + goes_on);
}

// What a later form asked for, beside what the request says: its words overwrite nothing.
std::string joined_text(const std::string& detail, const Institute& institute) {
    const auto* topic = institute.topic(member(detail, "topic"));
    const auto* language = institute.language(member(detail, "language"));
    std::string text = "The same person sent the form again: ";
    text += topic ? topic->label_en : member(detail, "topic");
    text += ", " + member(detail, "kind");
    if (language) text += ", " + language->label;
    if (member(detail, "relation") == "other") text += ", for somebody else";
    return text;
}

}  // namespace

std::string reason_label(const std::string& code) {
    std::string label = code;
    std::replace(label.begin(), label.end(), '_', ' ');
    return label;
}

std::string clock_text(Instant at, Instant now, const Zone& zone) {
    const LocalTime local = zone.local(at);
    const LocalDay day = floor<days>(local);
    const auto ahead = (day - zone.day(now)).count();
    if (ahead == 0) return time_text(local);
    if (ahead == 1) return "tomorrow " + time_text(local);
    const year_month_day date{day};
    const auto weekday_number = weekday{day}.c_encoding();
    return std::string{kDays.at(weekday_number)} + ", " +
           kMonths.at(static_cast<unsigned>(date.month()) - 1) + " " +
           std::to_string(static_cast<unsigned>(date.day())) + ", " + time_text(local);
}

std::string history_text(const store::HistoryRow& row, const Institute& institute) {
    static const std::map<std::string, std::string> sentences{
        {"request.submitted", "Request received"},
        {"request.quarantined", "Held back as a suspect"},
        {"request.released", "Released from quarantine"},
        {"request.moved", "The patient asked for another time"},
        {"request.time_asked", "The patient asked for another time"},
        {"form.withdrawn", "The patient took one of their forms back; another one stands"},
        {"request.put_off", "Put off: no call was allowed at that time"},
        {"request.suppressed", "The number must not be called: with a lead"},
        {"request.unbarred", "A call is allowed again"},
        {"request.noted", "Note added"},
        {"request.number_changed", "Number changed"},
        {"claim.taken", "Claimed"},
        {"claim.taken_over", "Taken over"},
        {"claim.released", "Released"},
        {"claim.lapsed", "The claim lapsed"},
        {"attempt.started", "Call started"},
        {"attempt.overdue", "The call has been open for an hour: leads were told"},
        {"promise.kept", "Promise kept"},
        {"promise.reopened", "The call did not come about: the promise stands again"},
        {"promise.broken", "Promise broken: no call within 15 minutes of the promised time"},
        {"phone.revealed", "The full number was shown"}};
    if (row.action == "request.corrected" || row.action == "form.corrected") {
        const auto fields = member(row.detail, "fields");
        return "The patient corrected the form" + (fields.empty() ? "" : ": " + fields) +
               (row.action == "form.corrected" ? "; what it says now stands for itself" : "");
    }
    if (row.action == "request.joined") return joined_text(row.detail, institute);
    if (row.action == "attempt.ended") return ended_text(row.detail, institute);
    if (row.action == "request.merged") return merged_text(row.detail);
    if (row.action == "request.closed") return closed_text(row.detail, institute);
    if (row.action == "request.barred")
        return "With a lead: " +
               words_of(GateAnswer{false, false, row.at, member(row.detail, "why")}, institute,
                        row.at);
    const auto found = sentences.find(row.action);
    return found == sentences.end() ? row.action : found->second;
}

std::string words_of(const GateAnswer& answer, const Institute& institute, Instant now) {
    const auto at = clock_text(answer.at, now, institute.rules.hours.zone());
    static const std::map<std::string, std::string> sentences{
        {"suppressed", "This number must not be called"},
        {"closed", "This request is closed"},
        {"quarantined", "This request is held back"},
        {"unreadable", "The number cannot be read"},
        {"permission_over", "No hour for a call is left: permission to call lasts three months"},
        {"institute_closed", "The institute is closed until "},
        {"their_window", "Their window opens "},
        {"their_local_time", "It is too early or too late where they are; allowed from "},
        {"spacing", "The last call was too short a time ago; allowed from "},
        {"most_a_day", "Called often enough today; allowed from "},
        {"not_due", "Due "}};
    if (!answer.ever && answer.reason == "their_local_time")
        return "No hour of ours is an hour at which this number may be called";
    if (!answer.ever && answer.reason == "institute_closed") return "The institute is closed";
    const auto found = sentences.find(answer.reason);
    if (found == sentences.end()) return answer.yes ? std::string{} : "Allowed from " + at;
    return answer.ever ? found->second + at : found->second;
}

Standing standing_of(const QueueItem& item, const Institute& institute, Instant now) {
    const auto due = clock_text(item.due_at, now, institute.rules.hours.zone());
    Standing place;
    const bool later = item.due_at > now;
    const auto within = institute.rules.cadence.first_within;
    if (later)
        place.target = "on_time";
    else
        place.target = now - item.due_at <= within ? "soon" : "late";
    if (!item.overdue_agent.empty()) {
        place.code = "overdue";
        place.why = "Call open for over an hour: " + item.overdue_agent;
    } else if (item.state == "quarantined") {
        place.code = "held_back";
        place.why = item.red_flag
                        ? "Held back as a suspect, with signs of an emergency: look at it now"
                        : "Held back as a suspect";
    } else if (!item.barred.empty()) {
        const auto why = words_of(GateAnswer{false, false, now, item.barred}, institute, now);
        place.code = item.flagged ? "red_flag" : "barred";
        place.why = item.flagged ? "Red flag, and no call is allowed: " + why : why;
    } else if (later) {
        place.code = "later";
        place.why = "Not due yet: next call " + due;
    } else if (item.rank == 0) {
        place.code = "red_flag";
        place.why = item.state == "escalated" ? "Escalated: needs a clinician or a lead"
                                              : "Red flag ticked: before everything else";
    } else if (item.rank == 1 || (item.rank == 2 && item.state != "new")) {
        place.code = "promised";
        place.why = "A call was promised for " + due;
    } else if (item.rank == 2) {
        place.code = "new";
        place.why = "New request: first call due " + due;
    } else {
        place.code = "retry";
        place.why = "Try " + std::to_string(item.attempts + 1) + ": due " + due;
    }
    return place;
}

}  // namespace backline
