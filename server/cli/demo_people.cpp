#include "cli/demo_people.h"

#include <array>
#include <cstdio>

namespace backline::demo {

namespace {

constexpr const char* kFirst[] = {
    "Maria",    "James",   "Guadalupe", "Robert",  "Linda",   "José",      "Patricia", "Michael",
    "Ana",      "David",   "Carmen",    "William", "Rosa",    "Karen",     "Luis",     "Susan",
    "Miguel",   "Jessica", "Armen",     "Thuy",    "Min-jun", "Grace",     "Omar",     "Elena",
    "Kevin",    "Yolanda", "Daniel",    "Soo-ah",  "Andrea",  "Francisco", "Margaret", "Hector",
    "Beatrice", "Raúl",    "Irene",     "Nadia"};
constexpr const char* kLast[] = {
    "García",   "Smith", "Hernández", "Johnson",  "Martínez", "Nguyen",    "Kim",      "López",
    "Williams", "Brown", "Petrosyan", "González", "Davis",    "Rodríguez", "Lee",      "Sánchez",
    "Miller",   "Park",  "Ramírez",   "Wilson",   "Torres",   "Santos",    "Anderson", "Flores",
    "Reyes",    "Clark", "Okafor",    "Morales",  "Hakobyan", "O'Brien",   "Cohen",    "Delgado"};
constexpr int kAreas[] = {213, 310, 323, 424, 562, 626, 657, 661, 714, 747, 760, 805, 818, 858, 909,
                          949, 951, 209, 408, 415, 510, 530, 559, 619, 650, 707, 831, 916, 925};
constexpr const char* kReasonsEn[] = {
    "",
    "",
    "",
    "Stiff neck since the spring, worse at my desk",
    "Read your article about Botox for neck pain",
    "Lower back, mostly in the morning",
    "My doctor suggested an injection and I would like to ask first",
    "Would like a second opinion before deciding",
    "Please ask for me after lunch",
    "Arm goes numb when I drive"};
constexpr const char* kReasonsEs[] = {"",
                                      "",
                                      "Dolor de cuello desde hace meses",
                                      "Leí su artículo sobre el Botox",
                                      "Me duele la espalda al levantarme",
                                      "Quisiera una segunda opinión"};
constexpr const char* kArticles[] = {"",
                                     "neck-pain-botox-la",
                                     "neck-pain-botox-la",
                                     "neck-pain-botox-la",
                                     "epidural-injections",
                                     "second-opinion-spine"};

std::string phone_of(int number) {
    const auto areas = static_cast<int>(std::size(kAreas));
    char text[32];
    if (number < areas * 100)  // each area's hundred numbers, every area in another order
        std::snprintf(text, sizeof text, "+1%d55501%02d", kAreas[number % areas],
                      (number / areas + number % areas * 7) % 100);
    else
        std::snprintf(text, sizeof text, "+1%d555%04d", kAreas[number % areas],
                      1000 + number / areas % 9000);
    return text;
}

std::string topic_of(Dice& dice) {
    static constexpr const char* topics[] = {
        "neck-pain", "neck-pain", "neck-pain", "botox-pt",           "botox-pt",       "back-pain",
        "back-pain", "limb-pain", "epidural",  "minimally-invasive", "second-opinion", "other"};
    return dice.one_of(topics);
}

AskedTime asked_of(Dice& dice, Instant now, const Hours& hours) {
    if (dice.percent(62)) return AsSoonAsPossible{};
    if (dice.percent(70)) {
        DaysAndParts asked;
        asked.parts.insert(dice.percent(55) ? DayPart::morning : DayPart::afternoon);
        if (dice.percent(40))
            for (unsigned day = 1 + dice.below(3); day <= 5; day += 2) asked.days.insert(day);
        return asked;
    }
    const auto from = hours.next_open(now + std::chrono::hours(4 + dice.below(48)));
    return Window{from, from + std::chrono::minutes(60)};
}

}  // namespace

Form believable_form(Dice& dice, int number, Instant now, const Institute& institute) {
    const bool spanish = dice.percent(27);
    const std::string name = std::string{dice.one_of(kFirst)} + " " + dice.one_of(kLast);
    const std::string page = spanish ? "es" : "en";
    Form form{dice.percent(70) ? Kind::callback : Kind::consultation,
              *PersonName::parse(name),
              *Phone::parse(phone_of(number)),
              std::nullopt,
              topic_of(dice),
              spanish ? dice.one_of(kReasonsEs) : dice.one_of(kReasonsEn),
              page,
              spanish && dice.percent(5),
              asked_of(dice, now, institute.rules.hours),
              dice.percent(72),
              dice.percent(55),
              institute.consent("call", page)->id,
              page,
              dice.percent(90) ? Relation::self : Relation::other,
              dice.percent(15) ? std::optional{true} : std::optional{false},
              {},
              {},
              "demo-" + std::to_string(number),
              "",
              "",
              "",
              std::nullopt};
    if (dice.percent(60))
        form.email = *Email::parse("patient" + std::to_string(number) + "@example.com");
    if (dice.percent(2)) form.red_flags.push_back(dice.one_of(institute.red_flags).id);
    form.source.from = dice.one_of(kArticles);
    if (!form.source.from.empty() && dice.percent(40)) {
        form.source.utm_source = dice.percent(50) ? "google" : "newsletter";
        form.source.utm_medium = "article";
    }
    // A few machines find every form.
    if (dice.percent(3)) form.suspicion = dice.percent(50) ? "honeypot" : "too_fast";
    return form;
}

std::string believable_note(Dice& dice, const std::string& outcome) {
    static constexpr const char* clinician[] = {"Asks about an injection while on blood thinners",
                                                "New weakness in one hand, wants advice today"};
    static constexpr const char* records[] = {"Will send the MRI report", "Waits for the referral"};
    static constexpr const char* booked[] = {"Prefers mornings", "Somebody will drive", ""};
    if (outcome == "needs_information") return dice.one_of(records);
    if (outcome == "clinical_escalation" || outcome == "emergency_redirected")
        return dice.one_of(clinician);
    if (outcome == "booked") return dice.one_of(booked);
    return {};
}

}  // namespace backline::demo
