"""web: the browsers' and programs' door: two apps for two listeners, `public` for residents and `admin` for programs."""
