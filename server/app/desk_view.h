// How a kept request becomes what the desk sees; shared by the use cases of the desk.
#pragma once

#include "app/desk.h"
#include "store/requests.h"

namespace backline {

struct Dossier {
    store::RequestRow row;
    std::vector<AskedTime> also_asked;
    std::vector<store::AttemptRow> attempts;
    std::vector<PastAttempt> others;  // of late, to the same number for other requests
};

// Absent when there is no such request.
std::optional<Dossier> dossier_of(App& app, store::Transaction& transaction, const RequestId& id);
RequestFacts facts_of(const Dossier& dossier);
// What is shown in place of a number that cannot be read, and where it may ring: nobody knows.
std::string masked_of(const std::string& phone);
std::vector<std::string> zones_of(const std::string& phone);
// Attempts that have ended, oldest first; only those to the number that the request has now.
// The request's own ended calls to a number, with the others' (see Dossier), oldest first.
std::vector<PastAttempt> calls_to(const Dossier& dossier, const std::string& phone_index,
                                  std::vector<PastAttempt> others);
std::vector<PastAttempt> past_of(const Dossier& dossier);  // to its number of now
// What the gate says of it now.
GateAnswer gate_of(const Dossier& dossier, const Rules& rules, bool before_due);
// The whole view for `person`; the phone is full only where they hold it.
RequestView view_of(App& app, store::Transaction& transaction, const Dossier& dossier,
                    const Person& person);
QueueItem item_of(const store::QueueRow& row);
bool is_lead(const Person& person);
// What is in quarantine agents are told neither the words nor the id of.
bool is_hidden(const State& state, const Person& person);

}  // namespace backline
