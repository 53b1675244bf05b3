select version from institute
