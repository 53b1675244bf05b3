select position, mac from journal_head
