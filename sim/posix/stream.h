/* SPDX-License-Identifier: MIT */
/*
 * FILE of the program under test: an opaque handle that leads to a descriptor (file.h).
 *
 * Streams have no buffers: what is written is captured at once, in the order of the calls.  A
 * handle is a constant address that is mapped nowhere, the same in every process; only heddle can
 * follow it. Reading and writing are cancellation points, as POSIX allows.
 */
#ifndef SIM_POSIX_STREAM_H
#define SIM_POSIX_STREAM_H

#include "sim/call.h"
#include "sim/posix/file.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { STREAMS_MAX = FILES_MAX, STREAM_HANDLE_BASE = 0x5ed10000, STREAM_PUSHED_MAX = 6 };

#define STREAM_HANDLE(index) ((FILE *)(uintptr_t)(STREAM_HANDLE_BASE + 64 * (index)))

struct stream {
    bool open, at_end, error;
    bool readable, writable;
    uint8_t pushed_count;
    unsigned char pushed[STREAM_PUSHED_MAX]; /* by ungetc; the last one is read first */
    int fd;
};

/**
 * The stream behind a handle.  Anything else (NULL, a closed stream, a wild pointer) is reported as
 * caller's misuse at pc, which ends the execution.
 */
struct stream *stream_get(FILE *handle, const char *caller, uint64_t pc);

/** Opens as fopen's mode says; NULL with errno.  path and mode are announced memory. */
FILE *stream_open(const char *path, const char *mode);
/** A stream on an open descriptor; NULL with errno. */
FILE *stream_open_fd(int fd, const char *mode);
int stream_close(FILE *handle, const char *caller, uint64_t pc);
/** Makes an open stream lead to another file; false with errno, and the stream closed. */
bool stream_reopen(struct stream *s, const char *path, const char *mode);
FILE *stream_handle(const struct stream *s);

/** Returns false, with the stream's error flag and errno set, if it cannot be written. */
bool stream_write(FILE *handle, const void *bytes, size_t count, const char *caller, uint64_t pc);

/** The next byte without taking it, or EOF (and at_end or error is set). */
int stream_peek(struct stream *s);
/** The next byte, or EOF. */
int stream_take(struct stream *s);
/**
 * Takes at most limit bytes, up to and including the first `stop` (-1: any); *bytes is borrowed.
 * May give fewer: call again.  0: end of file or error.
 */
size_t stream_take_span(struct stream *s, size_t limit, int stop, const uint8_t **bytes);
bool stream_push_back(struct stream *s, unsigned char byte);
int64_t stream_tell(struct stream *s);
/** Returns 0 or -1. */
int stream_seek(struct stream *s, int64_t offset, int whence);

#endif
