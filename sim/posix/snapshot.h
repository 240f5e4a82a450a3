/* SPDX-License-Identifier: MIT */
/*
 * Snapshots of the host's files: a file is read once, when a program first asks for it, and every
 * later execution sees the same content.  Nothing is ever written to the host.
 */
#ifndef SIM_POSIX_SNAPSHOT_H
#define SIM_POSIX_SNAPSHOT_H

#include <stddef.h>
#include <stdint.h>

enum { SNAPSHOT_BYTES_MAX = 256 << 20 };

struct snapshot {
    struct snapshot *next;
    int error;            /* 0, or the errno of opening it: ENOENT, EISDIR, EACCES ... */
    const uint8_t *bytes; /* never NULL if error is 0 */
    size_t count;
    char path[];
};

/** Never NULL; lives as long as heddle. */
const struct snapshot *snapshot_get(const char *path);

#endif
