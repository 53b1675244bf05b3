select pg_notify('backline_journal', $1)
