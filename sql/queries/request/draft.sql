select note_sealed from draft where request_id = $1::uuid and agent_id = $2::uuid
