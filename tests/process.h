/* SPDX-License-Identifier: MIT */
/*
 * Runs another program and captures everything: for tests of the heddle command, and for whatever
 * may crash or hang.
 *
 *     struct process p = {0};
 *     process_heddle(&p, "check", "--json", path, NULL);
 *     CU_ASSERT_EQUAL(p.status, 1);
 *     process_release(&p);
 */
#ifndef TESTS_PROCESS_H
#define TESTS_PROCESS_H

#include "base/str.h"

#include <stdbool.h>

enum { PROCESS_SECONDS = 60, PROCESS_TIMED_OUT = 1000 };

struct process {
    /* In; may be zero. */
    const char *input;  /* what standard input holds; NULL = nothing */
    const char *folder; /* to run in; NULL = here */
    unsigned seconds;   /* time limit; 0 = PROCESS_SECONDS */
    /* Out. */
    int status; /* exit status, 128 + signal, or PROCESS_TIMED_OUT */
    struct str out, err;
};

/** Runs argv[0], found in PATH, and waits for its end. */
void process_run(struct process *p, const char *const argv[]);

/** Runs this build's heddle with these arguments, ended by NULL; check with --audit.  NO_COLOR is set. */
void process_heddle(struct process *p, ...) __attribute__((sentinel));

/**
 * Runs body(context) in a child of this process; its exit status is 0 when body returns.  Output is
 * captured.
 */
void process_child(struct process *p, void (*body)(void *), void *context);

/** Frees the texts; *p can be used again. */
void process_release(struct process *p);

#endif
