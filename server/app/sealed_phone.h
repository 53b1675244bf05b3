// How a request keeps a telephone number: sealed in its row, and found by blind indexes.
// Thread-safe.
#pragma once

#include <string>

#include "domain/contact.h"
#include "domain/id.h"
#include "vault/keyring.h"

namespace backline {

struct SealedPhone {
    std::string sealed;  // of column request.phone
    std::string index, last_four_index;
};
SealedPhone sealed_phone(const Keyring& keys, const RequestId& request, const Phone& phone);

}  // namespace backline
