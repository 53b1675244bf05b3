#include "app/sealed_phone.h"

#include "vault/blind_index.h"
#include "vault/seal.h"

namespace backline {

SealedPhone sealed_phone(const Keyring& keys, const RequestId& request, const Phone& phone) {
    return {seal(keys, Place{"request", "phone", request.text()}, phone.stored()),
            blind_index(keys, IndexKind::phone, phone.e164()),
            blind_index(keys, IndexKind::last_four, phone.last_four())};
}

}  // namespace backline
