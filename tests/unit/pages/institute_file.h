// config/institute.toml as the pages take it, read here without a database.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "http/pages.h"
#include "http/texts.h"

namespace backline::test {

// The words of [texts.en] and [texts.es] as they stand in the file.
Texts::ByLanguage file_words();
// Those words as Texts; fails loudly when the pages miss one.
const Texts& texts();
// [[topics]], [[languages]], [[red_flags]] with their labels in `language`.
std::vector<Choice> choices(const std::string& table, const std::string& language);
// The form of the file's institute, empty, in `language`.
FormView empty_form(const std::string& language);
// The patient's page of a new request.
PatientView new_request(const std::string& language);

}  // namespace backline::test
