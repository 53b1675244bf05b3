#include "http/pages.h"

#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <sstream>

#include "unit/pages/institute_file.h"

namespace backline {
namespace {

// Tags are broken over lines in the templates; here each stands on one.
std::string flat(std::string page) {
    for (const auto& [broken, whole] : {std::pair{"\n>", ">"}, {"\n ", " "}}) {
        for (size_t at = page.find(broken); at != std::string::npos; at = page.find(broken, at)) {
            page.replace(at, 2, whole);
        }
    }
    return page;
}

bool holds(const std::string& page, const std::string& part) {
    return flat(page).find(part) != std::string::npos;
}

size_t count(const std::string& page, const std::string& part) {
    const std::string whole = flat(page);
    size_t found = 0;
    for (size_t at = whole.find(part); at != std::string::npos; at = whole.find(part, at + 1)) {
        ++found;
    }
    return found;
}

// What a browser makes of the characters that the pages escape.
std::string unescaped(std::string text) {
    const std::pair<const char*, const char*> escapes[] = {{"&lt;", "<"},    {"&gt;", ">"},
                                                           {"&quot;", "\""}, {"&apos;", "'"},
                                                           {"&#13;", "\r"},  {"&amp;", "&"}};
    for (const auto& [escape, character] : escapes) {
        for (size_t at = text.find(escape); at != std::string::npos;
             at = text.find(escape, at + 1)) {
            text.replace(at, std::string(escape).size(), character);
        }
    }
    return text;
}

std::string between(const std::string& page, const std::string& open, const std::string& close) {
    const size_t from = page.find(open);
    if (from == std::string::npos) return "(absent)";
    const size_t start = from + open.size();
    return page.substr(start, page.find(close, start) - start);
}

std::string name_in(const std::string& page) {
    return unescaped(between(page, "id=\"name\" value=\"", "\""));
}

std::string reason_in(const std::string& page) {
    const std::string area = between(page, "<textarea name=\"reason\"", "</textarea>");
    return unescaped(area.substr(area.find(">\n") + 2));
}

const char* const odd_strings[] = {"<script>alert(1)</script>",
                                   "\"><img src=x onerror=alert(1)>",
                                   "O'Neil & \"Sons\" </textarea>",
                                   "{{name}} {{{name}}} {{#x}}",
                                   "&amp;&lt;&#39;",
                                   "Søren 田中 Ñandú \xF0\x9F\x92\x89",
                                   "\xE2\x80\xAE"
                                   "right to left",
                                   "  spaces  ",
                                   "${jndi:ldap://x}",
                                   "'; drop table request; --",
                                   "%00%0d%0a",
                                   "\\u0000 \\n"};

TEST(FormPage, what_was_typed_comes_back_byte_for_byte) {
    for (const char* language : {"en", "es"}) {
        for (const char* typed : odd_strings) {
            FormView view = test::empty_form(language);
            view.values["name"] = {typed};
            view.values["reason"] = {std::string("\n\r\nfirst\r\n") + typed};
            const std::string page = form_page(test::texts(), view);
            EXPECT_EQ(name_in(page), typed);
            EXPECT_EQ(reason_in(page), std::string("\n\r\nfirst\r\n") + typed);
            EXPECT_FALSE(holds(page, "<script>alert"));
            EXPECT_FALSE(holds(page, "<img"));
        }
    }
}

TEST(FormPage, has_every_field_of_the_contract_with_its_label) {
    const std::string page = form_page(test::texts(), test::empty_form("en"));
    for (const char* field :
         {"kind",         "name",         "phone",     "email",   "topic",    "reason",
          "language",     "interpreter",  "best_time", "days",    "parts",    "window_from",
          "window_to",    "voicemail_ok", "text_ok",   "consent", "relation", "existing_patient",
          "contact_name", "red_flags",    "spare"}) {
        EXPECT_TRUE(holds(page, "name=\"" + std::string(field) + "\"")) << field;
        EXPECT_TRUE(holds(page, "<label for=\"" + std::string(field) + "\"")) << field;
    }
    for (const char* field : {"consent_text_id", "rendered", "submission_id"}) {
        EXPECT_TRUE(holds(page, "<input type=\"hidden\" name=\"" + std::string(field) + "\""));
    }
}

TEST(FormPage, labels_and_ids_belong_together_and_no_id_is_there_twice) {
    for (const char* language : {"en", "es"}) {
        const std::string page = form_page(test::texts(), test::empty_form(language));
        const std::regex id_attribute(" id=\"([^\"]*)\"");
        for (auto it = std::sregex_iterator(page.begin(), page.end(), id_attribute);
             it != std::sregex_iterator(); ++it) {
            EXPECT_EQ(count(page, " id=\"" + (*it)[1].str() + "\""), 1U) << (*it)[1].str();
        }
        const std::regex label(" for=\"([^\"]*)\"");
        for (auto it = std::sregex_iterator(page.begin(), page.end(), label);
             it != std::sregex_iterator(); ++it) {
            EXPECT_TRUE(holds(page, " id=\"" + (*it)[1].str() + "\"")) << (*it)[1].str();
        }
    }
}

TEST(FormPage, starts_with_consent_and_permissions_unticked_and_a_call_back_asked_for) {
    const std::string page = form_page(test::texts(), test::empty_form("en"));
    for (const char* field : {"consent", "voicemail_ok", "text_ok", "interpreter"}) {
        EXPECT_TRUE(holds(page, "id=\"" + std::string(field) + "\" value=\"yes\">")) << field;
    }
    EXPECT_TRUE(holds(page, "value=\"callback\" checked>"));
    EXPECT_TRUE(holds(page, "value=\"asap\" checked>"));
    EXPECT_TRUE(holds(page, "value=\"self\" checked>"));
}

TEST(FormPage, keeps_every_answer) {
    FormView view = test::empty_form("en");
    view.values = {{"kind", {"consultation"}},
                   {"topic", {"epidural"}},
                   {"phone", {"(310) 555 - 0142"}},
                   {"email", {"a@example.org"}},
                   {"language", {"ko"}},
                   {"interpreter", {"yes"}},
                   {"best_time", {"parts"}},
                   {"days", {"mon", "fri"}},
                   {"parts", {"evening"}},
                   {"window_from", {"2026-11-23T14:00"}},
                   {"voicemail_ok", {"yes"}},
                   {"text_ok", {"yes"}},
                   {"consent", {"yes"}},
                   {"relation", {"other"}},
                   {"contact_name", {"Ana Lopez, her daughter"}},
                   {"existing_patient", {"no"}},
                   {"red_flags", {"fever"}},
                   {"from", {"art-9"}},
                   {"utm_source", {"news"}}};
    for (const char* language : {"en", "es"}) {
        FormView again = test::empty_form(language);
        again.values = view.values;
        const std::string page = form_page(test::texts(), again);
        for (const char* ticked :
             {"consultation", "parts", "mon", "fri", "evening", "other", "no", "fever"}) {
            EXPECT_TRUE(holds(page, "value=\"" + std::string(ticked) + "\" checked>")) << ticked;
        }
        EXPECT_TRUE(holds(page, "<option value=\"epidural\" selected>"));
        EXPECT_TRUE(holds(page, "<option value=\"ko\" lang=\"ko\" selected>"));
        EXPECT_EQ(count(page, "value=\"yes\" checked>"), 4U);
        EXPECT_TRUE(holds(page, "value=\"(310) 555 - 0142\""));
        EXPECT_TRUE(holds(page, "value=\"2026-11-23T14:00\""));
        EXPECT_TRUE(holds(page, "name=\"from\" value=\"art-9\""));
        EXPECT_TRUE(holds(page, "name=\"utm_source\" value=\"news\""));
        EXPECT_TRUE(holds(page, "id=\"red_flags\" value=\"some-sign\" checked"));
        EXPECT_TRUE(holds(page, "id=\"more\" open>"));
        EXPECT_TRUE(holds(page, "id=\"contact_name\" value=\"Ana Lopez, her daughter\""));
    }
}

TEST(FormPage, says_what_is_wrong_in_the_title_in_a_summary_and_beside_each_field) {
    FormView view = test::empty_form("en");
    view.faults = {{"consent.given", "required"},
                   {"phone", "too_short"},
                   {"window", "too_far"},
                   {"kind", "required"},
                   {"elsewhere", "odd"}};
    const std::string page = form_page(test::texts(), view);
    EXPECT_TRUE(holds(page, "<title>Error: Ask for a call"));
    const std::string summary = between(page, "<ul id=\"summary-list\">", "</ul>");
    const size_t kind = summary.find("href=\"#kind\"");
    const size_t phone = summary.find("href=\"#phone\"");
    const size_t time = summary.find("href=\"#best_time\"");
    const size_t consent = summary.find("href=\"#consent\"");
    EXPECT_LT(kind, phone);
    EXPECT_LT(phone, time);
    EXPECT_LT(time, consent);
    EXPECT_NE(consent, std::string::npos);
    EXPECT_TRUE(holds(summary, "<li>Check this answer</li>"));
    EXPECT_TRUE(holds(page, "aria-describedby=\"phone-hint phone-fault\" aria-invalid=\"true\""));
    EXPECT_TRUE(holds(page, "id=\"best_time-field\" aria-describedby=\"best_time-fault\">"));
    const std::string words = test::texts().fault_words("en", {"phone", "too_short"});
    EXPECT_EQ(count(page, words), 2U);
}

TEST(FormPage, has_no_error_in_its_title_and_a_hidden_summary_when_all_is_well) {
    const std::string page = form_page(test::texts(), test::empty_form("es"));
    EXPECT_TRUE(holds(page, "<html lang=\"es\">"));
    EXPECT_TRUE(holds(page, "<title>Pida que le llamemos"));
    EXPECT_TRUE(holds(page, "tabindex=\"-1\" hidden>\n<h2 id=\"summary-title\">"));
    EXPECT_FALSE(holds(page, "aria-invalid"));
}

TEST(FormPage, the_emergency_notice_stands_before_the_first_field) {
    for (const char* language : {"en", "es"}) {
        const FormView view = test::empty_form(language);
        const std::string page = form_page(test::texts(), view);
        const size_t notice = page.find("id=\"emergency-title\"");
        const size_t tick = page.find("id=\"red_flags\"");
        EXPECT_LT(notice, tick);
        EXPECT_LT(tick, page.find("name=\"relation\"")) << "the first question comes after it";
        EXPECT_LT(page.find("name=\"relation\""), page.find("name=\"kind\""));
        EXPECT_LT(page.find("name=\"relation\""), page.find("name=\"name\""));
        for (const Choice& sign : view.red_flags) {
            EXPECT_EQ(count(page, sign.label), sign.code == kSomeSign ? 0U : 2U) << sign.label;
        }
        const std::string heading = between(flat(page), "<h2 id=\"emergency-title\">", "</h2>");
        const std::string link = "<a class=\"tel\" href=\"tel:911\">911</a>";
        EXPECT_EQ(
            heading,
            std::string(view.emergency.title).replace(view.emergency.title.find("911"), 3, link));
    }
}

TEST(FormPage, what_only_some_need_is_folded_until_it_is_answered_or_wrong) {
    const std::string page = form_page(test::texts(), test::empty_form("en"));
    EXPECT_TRUE(holds(page, "id=\"more\">"));
    for (const char* field : {"email", "reason"}) {
        FormView wrong = test::empty_form("en");
        wrong.faults = {{field, "too_long"}};
        EXPECT_TRUE(holds(form_page(test::texts(), wrong), "id=\"more\" open>")) << field;
        FormView typed = test::empty_form("en");
        typed.values[field] = {"a@example.com"};
        EXPECT_TRUE(holds(form_page(test::texts(), typed), "id=\"more\" open>")) << field;
    }
}

TEST(PatientPage, can_be_taken_along_from_a_frame_and_from_paper) {
    PatientView view = test::new_request("en");
    view.frame.embedded = true;
    view.own_url = "https://backline.example/r/TOKEN";
    view.opening_hours = {"Monday, 8:00 am to 6:00 pm"};
    const std::string page = patient_page(test::texts(), view);
    EXPECT_TRUE(holds(page, "href=\"/r/TOKEN?language=en\" target=\"_blank\" rel=\"noopener\""));
    EXPECT_TRUE(holds(page, "<svg viewBox=\"0 0 "));
    EXPECT_TRUE(holds(page, "<p class=\"print-only\">https://backline.example/r/TOKEN</p>"));
    EXPECT_TRUE(holds(page, "<li>Monday, 8:00 am to 6:00 pm</li>"));
    EXPECT_FALSE(holds(page, "style="));
}

TEST(FormPage, offers_the_other_language_without_losing_what_was_typed) {
    FormView view = test::empty_form("en");
    EXPECT_TRUE(holds(form_page(test::texts(), view),
                      "name=\"switch\" value=\"es\" lang=\"es\" formaction=\"/es\" "
                      "formnovalidate>Español</button>"));
    view = test::empty_form("es");
    view.frame.embedded = true;
    EXPECT_TRUE(holds(form_page(test::texts(), view),
                      "name=\"switch\" value=\"en\" lang=\"en\" formaction=\"/?embed=1\""));
}

TEST(FormPage, the_enter_key_sends_and_does_not_change_the_language) {
    const std::string page = form_page(test::texts(), test::empty_form("en"));
    EXPECT_LT(page.find("<button type=\"submit\" class=\"unseen\""), page.find("name=\"switch\""));
}

TEST(FormPage, shows_what_to_do_when_it_was_not_saved_or_grew_old) {
    FormView view = test::empty_form("en");
    view.not_saved = true;
    std::string page = form_page(test::texts(), view);
    EXPECT_TRUE(holds(page, "id=\"not-saved\" role=\"alert\" tabindex=\"-1\">"));
    EXPECT_TRUE(holds(page, "id=\"stale\" role=\"alert\" tabindex=\"-1\" hidden>"));
    EXPECT_TRUE(holds(page, "href=\"tel:+13108287757\""));
    view.not_saved = false;
    view.stale = true;
    page = form_page(test::texts(), view);
    EXPECT_TRUE(holds(page, "id=\"not-saved\" role=\"alert\" tabindex=\"-1\" hidden>"));
    EXPECT_TRUE(holds(page, "id=\"stale\" role=\"alert\" tabindex=\"-1\">"));
}

TEST(Pages, carry_no_inline_script_or_style) {
    const std::regex inline_code("<style|<script>| style=| on[a-z]+=|javascript:");
    for (const char* language : {"en", "es"}) {
        const PatientView patient = test::new_request(language);
        for (const std::string& page :
             {form_page(test::texts(), test::empty_form(language)),
              patient_page(test::texts(), patient), not_found_page(test::texts(), patient.frame),
              trouble_page(test::texts(), patient.frame, 503, "7f")}) {
            EXPECT_FALSE(std::regex_search(page, inline_code));
            EXPECT_TRUE(holds(page, "tel:+13108287757"));
            EXPECT_FALSE(holds(page, "{{"));
        }
    }
}

TEST(PatientPage, has_words_for_every_state_and_gives_a_quarantine_not_away) {
    for (const char* language : {"en", "es"}) {
        PatientView view = test::new_request(language);
        const std::string as_new = patient_page(test::texts(), view);
        view.state = "quarantined";
        EXPECT_EQ(patient_page(test::texts(), view), as_new);
        for (const char* state : {"retry", "scheduled", "waiting", "escalated"}) {
            view.state = state;
            const std::string title =
                test::texts().at(language, "state." + std::string(state) + ".title");
            EXPECT_TRUE(holds(unescaped(patient_page(test::texts(), view)), title)) << state;
        }
        view.state = "closed";
        view.can_withdraw = view.can_change_window = false;
        for (const char* resolution : {"booked", "withdrawn", "unable_to_reach", "wrong_number",
                                       "disconnected", "declined", "do_not_call", "spam"}) {
            view.resolution = resolution;
            const std::string page = patient_page(test::texts(), view);
            EXPECT_FALSE(holds(page, "<form")) << resolution;
            EXPECT_TRUE(holds(page, view.reference));
        }
    }
}

TEST(PatientPage, says_when_we_call_and_lets_one_withdraw_or_ask_for_another_time) {
    PatientView view = test::new_request("en");
    view.when = "today between 2:00 and 3:00 pm";
    const std::string page = patient_page(test::texts(), view);
    EXPECT_TRUE(holds(page, "We&apos;ll call you today between 2:00 and 3:00 pm."));
    EXPECT_TRUE(holds(page, "action=\"/r/TOKEN/window?language=en\""));
    EXPECT_TRUE(holds(page, "action=\"/r/TOKEN/withdrawal?language=en\""));
    EXPECT_TRUE(holds(page, "<meta name=\"robots\" content=\"noindex\">"));
    EXPECT_FALSE(holds(between(page, "<title>", "</title>"), view.reference));
}

TEST(PatientPage, says_that_we_are_late_with_the_number_as_a_link) {
    for (const char* language : {"en", "es"}) {
        PatientView view = test::new_request(language);
        view.when = "(when)";
        view.late = true;
        for (const char* state : {"new", "retry", "scheduled", "escalated"}) {
            view.state = state;
            const std::string page = patient_page(test::texts(), view);
            const std::string words =
                test::texts().filled(language, "patient.when.late", {{"when", "(when)"}});
            EXPECT_TRUE(holds(unescaped(page), words.substr(0, words.find("{phone}")))) << words;
            EXPECT_TRUE(holds(between(page, "<p class=\"when\">", "</p>"),
                              "href=\"tel:+13108287757\">(310) 828-7757</a>"));
            EXPECT_FALSE(
                holds(unescaped(page), test::texts().at(language, "state.scheduled.title")))
                << "the agreed time is over";
        }
    }
}

TEST(PatientPage, shows_a_refused_time_with_what_was_chosen) {
    PatientView view = test::new_request("es");
    view.values = {{"best_time", {"window"}}, {"window_from", {"2026-11-23T14:00"}}};
    view.faults = {{"window", "required"}};
    const std::string page = patient_page(test::texts(), view);
    EXPECT_TRUE(holds(page, "<title>Error: "));
    EXPECT_TRUE(holds(page, "<details class=\"screen-only\" open>"));
    EXPECT_TRUE(holds(page, "value=\"2026-11-23T14:00\""));
}

TEST(PatientPage, has_words_for_each_refusal_and_leads_to_what_is_on_the_page) {
    for (const char* language : {"en", "es"}) {
        for (const char* code : {"in_call", "closed", "with_a_clinician", "changed"}) {
            for (const bool can_change : {false, true}) {
                PatientView view = test::new_request(language);
                view.can_change_window = can_change;
                view.faults = {{"best_time", code}};
                const std::string words = test::texts().fault_words(language, view.faults[0]);
                EXPECT_NE(words, test::texts().at(language, "error.any")) << code;
                const std::string page = patient_page(test::texts(), view);
                EXPECT_TRUE(holds(unescaped(page), words + "</a>")) << code;
                const std::string target = between(page, "<a href=\"#", "\"");
                EXPECT_EQ(count(page, " id=\"" + target + "\""), 1U) << target;
            }
        }
    }
}

TEST(PatientPage, shows_a_booked_visit_escaped) {
    PatientView view = test::new_request("en");
    view.state = "closed";
    view.resolution = "booked";
    view.appointment = AppointmentView{"Monday", "Suite <5>", "", "/r/TOKEN/visit.ics"};
    const std::string page = patient_page(test::texts(), view);
    EXPECT_TRUE(holds(page, "Suite &lt;5&gt;"));
    EXPECT_TRUE(holds(page, "href=\"/r/TOKEN/visit.ics\""));
    EXPECT_FALSE(holds(page, test::texts().at("en", "patient.visit.who") + "</dt>"));
}

TEST(TroublePage, says_what_to_do_by_status) {
    const PageFrame frame = test::new_request("es").frame;
    for (const auto& [status, key] : std::map<int, std::string>{{503, "trouble.503"},
                                                                {500, "trouble.500"},
                                                                {429, "trouble.429"},
                                                                {413, "trouble.any"}}) {
        const std::string page =
            trouble_page(test::texts(), frame, status, "019ac0de-0000-7000-8000-00005ca1ab1e");
        EXPECT_TRUE(holds(page, test::texts().at("es", key + ".title"))) << status;
        // Only what is our fault can be looked up, by a code that can be read out.
        EXPECT_EQ(holds(page, "5ca1ab1e"), status == 500) << status;
        EXPECT_FALSE(holds(page, "019ac0de")) << status;
    }
}

TEST(ShellPage, escapes_its_values_and_knows_its_names) {
    EXPECT_TRUE(holds(shell_page("desk", {{"css", "\"><"}}), "href=\"&quot;&gt;&lt;\""));
    EXPECT_THROW(shell_page("nonsense", {}), std::logic_error);
}

std::string file(const std::string& path) {
    std::ifstream in(SOURCE_DIR "/" + path);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

std::map<std::string, std::string> colours(const std::string& css) {
    std::map<std::string, std::string> found;
    const std::regex colour("(--color-[a-z-]+): ([^;]+);");
    for (auto it = std::sregex_iterator(css.begin(), css.end(), colour);
         it != std::sregex_iterator(); ++it) {
        found[(*it)[1]] = (*it)[2];
    }
    return found;
}

TEST(Stylesheet, a_framed_form_has_the_shared_colours_of_light_and_dark) {
    const std::string tokens = file("web/shared/tokens.css");
    const std::string form = file("web/form/form.css");
    const size_t night = tokens.find("prefers-color-scheme: dark");
    const auto light = colours(tokens.substr(0, night));
    const auto dark = colours(tokens.substr(night));
    for (const auto& [name, value] : colours(between(form, ":root.light {", "}"))) {
        EXPECT_EQ(value, light.at(name)) << name;
    }
    for (const auto& [name, value] : colours(between(form, ":root.dark {", "}"))) {
        EXPECT_EQ(value, dark.at(name)) << name;
    }
}

}  // namespace
}  // namespace backline
