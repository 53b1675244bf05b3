update appointment
   set location = null, clinician = null, location_sealed = $2::bytea, clinician_sealed = $3::bytea
 where request_id = $1::uuid
