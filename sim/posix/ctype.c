/* SPDX-License-Identifier: MIT */
/* Characters: heddle never leaves the C locale, so the host's functions are pure. */
#include "sim/posix/library.h"
#include "sim/posix/posix.h"

/* What the macros of ctype.h look into. */
static const unsigned short **hd___ctype_b_loc(void)
{
    return &LIBRARY->classes_at;
}

static const int **hd___ctype_tolower_loc(void)
{
    return &LIBRARY->lower_at;
}

static const int **hd___ctype_toupper_loc(void)
{
    return &LIBRARY->upper_at;
}

const struct surface_entry surface_ctype[] = {
    SURFACE_HOST(isalnum, "ctype.h"),  SURFACE_HOST(isalpha, "ctype.h"),
    SURFACE_HOST(isascii, "ctype.h"),  SURFACE_HOST(isblank, "ctype.h"),
    SURFACE_HOST(iscntrl, "ctype.h"),  SURFACE_HOST(isdigit, "ctype.h"),
    SURFACE_HOST(isgraph, "ctype.h"),  SURFACE_HOST(islower, "ctype.h"),
    SURFACE_HOST(isprint, "ctype.h"),  SURFACE_HOST(ispunct, "ctype.h"),
    SURFACE_HOST(isspace, "ctype.h"),  SURFACE_HOST(isupper, "ctype.h"),
    SURFACE_HOST(isxdigit, "ctype.h"), SURFACE_HOST(toascii, "ctype.h"),
    SURFACE_HOST(tolower, "ctype.h"),  SURFACE_HOST(toupper, "ctype.h"),
    SURFACE(__ctype_b_loc, "ctype.h", NULL),
    SURFACE(__ctype_tolower_loc, "ctype.h", NULL),
    SURFACE(__ctype_toupper_loc, "ctype.h", NULL),
    SURFACE_HOST(__ctype_get_mb_cur_max, "stdlib.h"),
};
SURFACE_PART_COUNT(ctype);
