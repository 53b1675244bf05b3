delete from cadence_step
