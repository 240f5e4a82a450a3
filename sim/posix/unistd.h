/* SPDX-License-Identifier: MIT */
/* What a program learns about the system it runs on: the same everywhere. */
#ifndef SIM_POSIX_UNISTD_H
#define SIM_POSIX_UNISTD_H

enum {
    UNISTD_PROCESS = 1000, /* getpid; a task's gettid is this plus its id */
    UNISTD_PARENT = 999,
    UNISTD_USER = 1000,
    UNISTD_PROCESSORS = 4,
    UNISTD_PAGE_BYTES = 4096,
};

#endif
