/* SPDX-License-Identifier: MIT */
/*
 * Files of the program under test: descriptors, and a file system that lives in memory and dies
 * with the execution, so that runs do not influence each other.  A host file can be read
 * (snapshot.h); what is written to it stays in the execution.
 *
 *     struct open_file *file = file_get(fd);       // NULL: EBADF
 *     size_t n = file_peek(file, &bytes);          // what can be read now, without a copy
 *     file_skip(file, n);
 *
 * Functions that fail return NULL or -1 and set the task's errno.  Nothing here announces accesses:
 * the callers do, for the memory of the program that they pass on.
 */
#ifndef SIM_POSIX_FILE_H
#define SIM_POSIX_FILE_H

#include "sim/call.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { FILES_MAX = 256, FILE_BYTES_MAX = 256 << 20 };

enum file_kind {
    FILE_INPUT,  /* standard input */
    FILE_OUTPUT, /* captured output */
    FILE_NULL,   /* /dev/null */
    FILE_RANDOM, /* /dev/urandom: the same bytes in every run */
    FILE_REGULAR,
};

struct file_node {
    struct file_node *next;
    const char *name; /* NULL once it has been removed, or for a temporary file */
    uint8_t *bytes;
    size_t count, capacity; /* capacity 0: bytes is a snapshot and must be copied before a write */
    uint32_t inode;
    bool absent; /* the program removed it: the host's file of that name is hidden */
};

/* What descriptors made by dup() share. */
struct open_file {
    uint8_t kind; /* enum file_kind */
    bool readable, writable, append;
    int flags;     /* as given to open() */
    int output_fd; /* FILE_OUTPUT: 1 or 2 */
    uint64_t offset;
    struct file_node *node; /* FILE_REGULAR */
};

/**
 * False until something other than plain output happened in this execution: 1 and 2 are as at
 * start.
 */
static inline bool files_touched(void)
{
    return call_slot_is_used(CALL_SLOT_FILES);
}

struct open_file *file_get(int fd);
/** path is announced memory or heddle's own; flags are open()'s.  Returns a descriptor or -1. */
int file_open(const char *path, int flags);
/** A file without a name, open for reading and writing. */
int file_open_temporary(void);
int file_close(int fd);
/** Makes `to` (or, with to = -1, the lowest free descriptor >= lowest) mean the same as fd. */
int file_duplicate(int fd, int to, int lowest);

/** The bytes that can be read at the offset: *bytes is borrowed until the end of the execution. */
size_t file_peek(struct open_file *file, const uint8_t **bytes);
void file_skip(struct open_file *file, size_t count);
/** Returns count, or -1. */
ssize_t file_write(struct open_file *file, const void *bytes, size_t count);
/** As lseek. */
int64_t file_seek(struct open_file *file, int64_t offset, int whence);
int file_truncate(struct file_node *node, int64_t count);

/** The file of that name, opened for nothing; NULL and ENOENT if there is none. */
struct file_node *file_find(const char *path);
int file_remove(const char *path);
int file_rename(const char *from, const char *to);

#endif
