// A small institute for the tests of the rules: Los Angeles, Monday to Friday 8 to 18, Saturday 9
// to 13, with product.md's outcomes and cadence.
#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "domain/outcome.h"

namespace backline::test {

inline Zone zone_of(const std::string& name) {
    return *Zone::named(name);
}

inline LocalTime local_time(const std::string& text) {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    std::sscanf(text.c_str(), "%d-%d-%d %d:%d:%d", &year, &month, &day, &hour, &minute, &second);
    using namespace std::chrono;
    const year_month_day date{std::chrono::year{year},
                              std::chrono::month{static_cast<unsigned>(month)},
                              std::chrono::day{static_cast<unsigned>(day)}};
    return LocalDay{date} + hours{hour} + minutes{minute} + seconds{second};
}

// "2026-11-02 09:00" on the institute's clock.
inline Instant at(const std::string& text, const std::string& zone = "America/Los_Angeles") {
    return zone_of(zone).instant(local_time(text));
}
inline Instant utc(const std::string& text) {
    return Instant{local_time(text).time_since_epoch()};
}
inline LocalDay day(const std::string& text) {
    return std::chrono::floor<std::chrono::days>(local_time(text));
}

// For messages: the instant as the institute's clock shows it.
inline std::string shown(Instant instant, const std::string& zone = "America/Los_Angeles") {
    const LocalTime local = zone_of(zone).local(instant);
    const LocalDay date = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day ymd{date};
    const auto second = std::chrono::floor<std::chrono::seconds>(local - date).count();
    char text[48];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u %02ld:%02ld:%02ld",
                  static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                  static_cast<unsigned>(ymd.day()), second / 3600, second / 60 % 60, second % 60);
    return text;
}

inline Hours hours_of(std::vector<Holiday> holidays = {},
                      const std::string& zone = "America/Los_Angeles") {
    const std::vector<OpenSpan> weekday{{8 * 60, 18 * 60}};
    return *Hours::make(zone_of(zone),
                        {{{}, weekday, weekday, weekday, weekday, weekday, {{9 * 60, 13 * 60}}}},
                        std::move(holidays));
}

// Open at every hour of every day: what is left are the other rules.
inline Hours always_open() {
    const std::vector<OpenSpan> whole{{0, 1440}};
    return *Hours::make(zone_of("America/Los_Angeles"),
                        {{whole, whole, whole, whole, whole, whole, whole}}, {});
}

inline Cadence cadence() {
    Cadence cadence;
    cadence.steps = {{45, 0, false}, {0, 0, true}, {0, 2, false}, {0, 3, false}, {0, 7, false}};
    return cadence;
}

inline std::vector<Outcome> outcomes() {
    const auto make = [](const char* code, Reached reached, NextState next, Delay delay) {
        Outcome outcome;
        outcome.code = outcome.label = code;
        outcome.reached = reached;
        outcome.next = next;
        outcome.delay = delay;
        return outcome;
    };
    using R = Reached;
    using N = NextState;
    std::vector<Outcome> all{
        make("no_answer", R::none, N::retry, Delay::cadence),
        make("busy", R::none, N::retry, Delay::fixed_minutes),
        make("voicemail_left", R::machine, N::retry, Delay::cadence),
        make("voicemail_not_left", R::machine, N::retry, Delay::cadence),
        make("call_failed", R::none, N::retry, Delay::fixed_minutes),
        make("left_live_message", R::third_party, N::retry, Delay::one_business_day),
        make("wrong_number", R::third_party, N::closed, Delay::none),
        make("disconnected", R::none, N::closed, Delay::none),
        make("callback_requested", R::person, N::scheduled, Delay::asked),
        make("needs_information", R::person, N::waiting, Delay::asked),
        make("language_callback", R::person, N::scheduled, Delay::asked),
        make("clinical_escalation", R::person, N::escalated, Delay::now),
        make("emergency_redirected", R::person, N::escalated, Delay::now),
        make("booked", R::person, N::closed, Delay::none),
        make("declined", R::person, N::closed, Delay::none),
        make("not_a_candidate", R::person, N::closed, Delay::none),
        make("referred_out", R::person, N::closed, Delay::none),
        make("existing_patient_redirected", R::person, N::closed, Delay::none),
        make("do_not_call", R::person, N::closed, Delay::none),
        make("unable_to_reach", R::none, N::closed, Delay::none),
        make("duplicate", R::none, N::closed, Delay::none),
        make("spam", R::none, N::closed, Delay::none),
        make("withdrawn", R::none, N::closed, Delay::none),
    };
    for (Outcome& outcome : all) {
        const std::string& code = outcome.code;
        if (code == "busy") outcome.delay_minutes = 15;
        if (code == "call_failed") outcome.delay_minutes = 5;
        outcome.counted = code != "call_failed";
        outcome.needs_voicemail_permission = code == "voicemail_left";
        outcome.needs_due_at = code == "callback_requested" || code == "needs_information";
        outcome.needs_note = code == "needs_information" || code == "clinical_escalation" ||
                             code == "emergency_redirected";
        outcome.needs_language = code == "language_callback";
        outcome.needs_advice = code == "emergency_redirected";
        outcome.needs_appointment = code == "booked";
        outcome.needs_reason = code == "declined";
        outcome.needs_clinician = code == "not_a_candidate";
        outcome.suppresses_number = code == "do_not_call";
        outcome.by_agent = code != "unable_to_reach" && code != "duplicate" && code != "spam" &&
                           code != "withdrawn";
        if (code == "declined") {
            outcome.reasons = {"cost", "insurance", "distance", "other_care", "better", "other"};
        }
    }
    return all;
}

inline Rules rules(Hours hours = hours_of()) {
    Rules rules{std::move(hours), cadence(), {}, {}, {"en", "es"}, {"emergency-2026-01"}};
    for (Outcome& outcome : outcomes()) {
        std::string code = outcome.code;
        rules.outcomes.emplace(std::move(code), std::move(outcome));
    }
    return rules;
}

// A patient in Los Angeles who asked to be called as soon as possible.
inline RequestFacts request_in(State state, AskedTime asked = AsSoonAsPossible{}) {
    RequestFacts facts;
    facts.state = std::move(state);
    facts.asked = std::move(asked);
    facts.created_at = at("2026-11-02 08:30");
    facts.voicemail_ok = true;
    facts.plausible_zones = {"America/Los_Angeles"};
    return facts;
}

inline std::vector<FieldFault> faults_of(const Error& error) {
    const auto* invalid = std::get_if<Invalid>(&error);
    return invalid == nullptr ? std::vector<FieldFault>{} : invalid->faults;
}

}  // namespace backline::test

// Named in messages of failed expectations.
namespace backline {
inline void PrintTo(const FieldFault& fault, std::ostream* out) {
    *out << fault.field << ": " << fault.code;
}
}  // namespace backline
