/* SPDX-License-Identifier: MIT */
/*
 * The C library's own memory that a program may look into: variables such as stdout and optind, and
 * what localtime and the like return.
 *
 * It lies in the world (world.h), behind the image, so its addresses are the same in every process
 * and the program may write there.  posix_reset puts it back at the start of each execution.
 */
#ifndef SIM_POSIX_LIBRARY_H
#define SIM_POSIX_LIBRARY_H

#include "sim/world.h"

#include <stdint.h>
#include <stdio.h>
#include <time.h>

struct machine;

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
    /* Results: written before a program gets to see them. */
    struct tm tm;
    char text[256];
    char date[64];
};

#define LIBRARY_BYTES UINT64_C(4096)
#define LIBRARY_BASE  (HEAP_BASE - LIBRARY_BYTES)
#define LIBRARY       ((struct library *)LIBRARY_BASE)

/* The address of a member, as a constant for a table. */
#define LIBRARY_MEMBER(member) (LIBRARY_BASE + offsetof(struct library, member))

/** What of the C library outlives an execution goes back to its start. */
void posix_reset(struct machine *m);

/** What a person should read for an address in the library's memory; NULL if it is not there. */
const char *library_name(uint64_t addr);

#endif
