/* SPDX-License-Identifier: MIT */
/*
 * The C library's own memory that a program may look into: variables such as stdout and optind, what
 * localtime and the like return, the environment, and the tables behind isalpha.
 *
 * It lies in the world (world.h), behind the image, so its addresses are the same in every process
 * and the program may write there.  posix_reset puts it back at the start of each execution.
 */
#ifndef SIM_POSIX_LIBRARY_H
#define SIM_POSIX_LIBRARY_H

#include "sim/world.h"

#include <locale.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

struct machine;
struct prelude;

/* Tables of characters are for -128 .. 255. */
enum { CHARACTERS = 384, CHARACTERS_BELOW = 128, VARIABLES_MAX = 1024, VARIABLES_BYTES = 40960 };

struct library {
    /* Variables of the standard: put back at reset. */
    FILE *in, *out, *err;
    char **environment;
    char *program_name, *program_short_name;
    char *optarg;
    int optind, opterr, optopt;
    int daylight;
    long timezone;
    char *tzname[2];
    char *strtok_rest;
    char *no_environment[1];
    size_t variables_bytes; /* of variables, in use */
    /* Results: written before a program gets to see them. */
    struct tm tm;
    char text[256];
    char date[64];
    char *entries[VARIABLES_MAX + 1]; /* what environ leads to after the first change */
    char variables[VARIABLES_BYTES];  /* "NAME=VALUE", one after the other */
    /* Constants. */
    const unsigned short *classes_at; /* where a character of 0 is */
    const int *lower_at, *upper_at;
    unsigned short classes[CHARACTERS];
    int lower[CHARACTERS], upper[CHARACTERS];
    struct lconv conventions;
    char utc[4], locale[2], nameless[8];
};

#define LIBRARY_BYTES UINT64_C(65536)
#define LIBRARY_BASE  (HEAP_BASE - LIBRARY_BYTES)
#define LIBRARY       ((struct library *)LIBRARY_BASE)

/* The address of a member, as a constant for a table. */
#define LIBRARY_MEMBER(member) (LIBRARY_BASE + offsetof(struct library, member))

/** What of the C library outlives an execution goes back to its start. */
void posix_reset(struct machine *m);

/** May its state be kept by posix_keep?  Not with a changed environment, or amidst a formatted call. */
bool posix_can_be_kept(void);
void posix_keep(struct prelude *p);

/** What a person should read for an address in the library's memory; NULL if it is not there. */
const char *library_name(uint64_t addr);

#endif
