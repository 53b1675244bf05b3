// All that a form said, as bytes to be sealed with it and read again when a part of it is
// corrected. Pure; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/submit.h"

namespace backline {

// Neither the key nor how it was sent.
std::string form_words(const Form& form);
// Nothing where the bytes are not form_words() of a form.
std::optional<Form> form_of_words(std::string_view words);

// The names of what two forms say otherwise, as the desk's history calls them: "phone", "window".
std::vector<std::string> differing_fields(const Form& before, const Form& after);

}  // namespace backline
