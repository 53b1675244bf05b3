// Every word a patient reads, by language and key. The words are the institute's data
// (config/institute.toml, tables [texts.en] and [texts.es]; in the database keyed by language and
// key). Immutable after construction; thread-safe.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/result.h"

namespace backline {

class Texts {
  public:
    using ByKey = std::map<std::string, std::string, std::less<>>;
    using ByLanguage = std::map<std::string, ByKey, std::less<>>;  // "en" → key → words

    // Takes over what was loaded. Invalid with one fault per key that the pages need and `words`
    // lack (field "texts.es.form.title", code "required"), for both "en" and "es". Further keys are
    // kept.
    static Result<Texts> make(ByLanguage words);

    // Every key that make() asks for.
    static std::vector<std::string> keys();

    // "es" for "es" and "es-…", else "en": the languages that pages are written in.
    static std::string_view page_language(std::string_view language);

    // The words; a page in another language than "en" and "es" is English. A key that does not
    // exist is a bug: std::logic_error that names the key (never a patient's data).
    const std::string& at(std::string_view language, std::string_view key) const;
    // Empty when there is no such key.
    std::string find(std::string_view language, std::string_view key) const;
    // at(), with every {name} replaced by its value; the result is not escaped for HTML.
    std::string filled(std::string_view language, std::string_view key,
                       const std::vector<std::pair<std::string, std::string>>& values) const;
    // What to say about a fault, in the patient's words: the key "error.FIELD.CODE", else
    // "error.any.CODE", else "error.any". `fault.field` as in api.md ("window.from") or as in the
    // form
    // ("window_from"): both say the same. Used for the page and for `message` in problem+json.
    std::string fault_words(std::string_view language, const FieldFault& fault) const;

  private:
    explicit Texts(ByLanguage words) : words_(std::move(words)) {}
    ByLanguage words_;
};

// The form's name of a field that api.md names otherwise: "window.from" is "window_from", "window"
// is "best_time", "consent.given" is "consent"; every other name stays as it is.
std::string form_field(std::string_view field);

}  // namespace backline
