select set_config('backline.instant', $1, false)
