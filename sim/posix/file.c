/* SPDX-License-Identifier: MIT */
#include "sim/posix/file.h"

#include "base/check.h"
#include "base/prng.h"
#include "sim/posix/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

struct files {
    struct open_file *table[FILES_MAX];
    struct file_node *nodes; /* every name that the program has used in this execution */
    uint32_t inodes;
};

enum { RANDOM_BYTES = 4096 };

static int failed(int error)
{
    *call_errno() = error;
    return -1;
}

static struct open_file *standard_file(enum file_kind kind, int output_fd)
{
    struct open_file *file = call_alloc(sizeof *file);
    file->kind = (uint8_t)kind;
    file->readable = kind == FILE_INPUT;
    file->writable = kind == FILE_OUTPUT;
    file->flags = kind == FILE_INPUT ? O_RDONLY : O_WRONLY;
    file->output_fd = output_fd;
    return file;
}

static struct files *files_here(void)
{
    struct files **slot = (struct files **)call_slot(CALL_SLOT_FILES);
    if (*slot == NULL) {
        struct files *files = call_alloc(sizeof *files);
        files->table[0] = standard_file(FILE_INPUT, 0);
        files->table[1] = standard_file(FILE_OUTPUT, 1);
        files->table[2] = standard_file(FILE_OUTPUT, 2);
        *slot = files;
    }
    return *slot;
}

struct open_file *file_get(int fd)
{
    struct open_file *file = fd >= 0 && fd < FILES_MAX ? files_here()->table[fd] : NULL;
    if (file == NULL)
        *call_errno() = EBADF;
    return file;
}

static int slot_take(struct open_file *file, int lowest)
{
    struct files *files = files_here();
    for (int fd = lowest; fd < FILES_MAX; fd++) {
        if (files->table[fd] == NULL) {
            files->table[fd] = file;
            return fd;
        }
    }
    return failed(EMFILE);
}

static struct file_node *node_new(const char *name)
{
    struct files *files = files_here();
    struct file_node *node = call_alloc(sizeof *node);
    node->inode = ++files->inodes;
    if (name != NULL) {
        size_t bytes = strlen(name) + 1;
        node->name = memcpy(call_alloc(bytes), name, bytes);
        node->next = files->nodes;
        files->nodes = node;
    }
    return node;
}

static const char *path_shortened(const char *path)
{
    while (path[0] == '.' && path[1] == '/')
        for (path += 2; *path == '/'; path++)
            continue;
    return path;
}

/* The node of that name, a snapshot of the host's file if need be; NULL: *error says why. */
static struct file_node *node_find(const char *path, int *error)
{
    path = path_shortened(path);
    *error = ENOENT;
    for (struct file_node *node = files_here()->nodes; node != NULL; node = node->next)
        if (node->name != NULL && strcmp(node->name, path) == 0)
            return node->absent ? NULL : node;
    if (*path == '\0')
        return NULL;
    const struct snapshot *snapshot = snapshot_get(path);
    if ((*error = snapshot->error) != 0)
        return NULL;
    struct file_node *node = node_new(path);
    node->bytes = (uint8_t *)(uintptr_t)snapshot->bytes;
    node->count = snapshot->count;
    return node;
}

struct file_node *file_find(const char *path)
{
    int error;
    struct file_node *node = node_find(path, &error);
    if (node == NULL)
        *call_errno() = error;
    return node;
}

/* For a name that shall not be there any more, or not yet. */
static void name_release(const char *path)
{
    for (struct file_node *node = files_here()->nodes; node != NULL; node = node->next)
        if (node->name != NULL && strcmp(node->name, path) == 0)
            node->name = NULL;
}

static struct file_node *node_open(const char *path, int flags)
{
    int error;
    struct file_node *node = node_find(path, &error);
    if (node != NULL && (flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL)) {
        *call_errno() = EEXIST;
        return NULL;
    }
    if (node == NULL && error == ENOENT && flags & O_CREAT && *path != '\0') {
        name_release(path_shortened(path));
        return node_new(path_shortened(path));
    }
    if (node == NULL) {
        *call_errno() = error;
        return NULL;
    }
    if (flags & O_TRUNC && (flags & O_ACCMODE) != O_RDONLY)
        file_truncate(node, 0);
    return node;
}

static struct open_file *file_new(enum file_kind kind, int flags)
{
    struct open_file *file = call_alloc(sizeof *file);
    int mode = flags & O_ACCMODE;
    file->kind = (uint8_t)kind;
    file->flags = flags;
    file->readable = mode == O_RDONLY || mode == O_RDWR;
    file->writable = mode == O_WRONLY || mode == O_RDWR;
    file->append = flags & O_APPEND;
    return file;
}

/* The few devices that a program may expect; NULL: path is none of them. */
static struct open_file *device_open(const char *path, int flags)
{
    if (strcmp(path, "/dev/null") == 0)
        return file_new(FILE_NULL, flags);
    if (strcmp(path, "/dev/urandom") == 0 || strcmp(path, "/dev/random") == 0)
        return file_new(FILE_RANDOM, flags);
    static const char *const standard[] = {"/dev/stdin", "/dev/stdout", "/dev/stderr"};
    for (int fd = 0; fd < 3; fd++)
        if (strcmp(path, standard[fd]) == 0)
            return files_here()->table[fd];
    return NULL;
}

int file_open(const char *path, int flags)
{
    struct open_file *file = device_open(path, flags);
    if (file == NULL) {
        struct file_node *node = node_open(path, flags);
        if (node == NULL)
            return -1;
        file = file_new(FILE_REGULAR, flags);
        file->node = node;
    }
    return slot_take(file, 0);
}

int file_open_temporary(void)
{
    struct open_file *file = file_new(FILE_REGULAR, O_RDWR);
    file->node = node_new(NULL);
    return slot_take(file, 0);
}

int file_close(int fd)
{
    if (file_get(fd) == NULL)
        return -1;
    files_here()->table[fd] = NULL;
    return 0;
}

int file_duplicate(int fd, int to, int lowest)
{
    struct open_file *file = file_get(fd);
    if (file == NULL)
        return -1;
    if (to < 0)
        return lowest < 0 ? failed(EINVAL) : slot_take(file, lowest);
    if (to >= FILES_MAX)
        return failed(EBADF);
    files_here()->table[to] = file;
    return to;
}

static size_t random_peek(uint64_t offset, const uint8_t **bytes)
{
    static uint64_t words[RANDOM_BYTES / sizeof(uint64_t)];
    if (words[0] == 0) {
        struct prng prng = prng_seeded(0);
        for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
            words[i] = prng_next(&prng);
    }
    *bytes = (const uint8_t *)words + offset % RANDOM_BYTES;
    return RANDOM_BYTES - offset % RANDOM_BYTES;
}

size_t file_peek(struct open_file *file, const uint8_t **bytes)
{
    const uint8_t *all = NULL;
    uint64_t count = 0;
    switch ((enum file_kind)file->kind) {
    case FILE_INPUT: {
        const struct machine_options *options = &call_machine()->options;
        all = (const uint8_t *)options->stdin_bytes;
        count = options->stdin_count;
        call_machine()->input_missed |= count == 0;
        break;
    }
    case FILE_REGULAR:
        all = file->node->bytes;
        count = file->node->count;
        break;
    case FILE_RANDOM: return random_peek(file->offset, bytes);
    case FILE_OUTPUT:
    case FILE_NULL: break;
    }
    if (file->offset >= count)
        return 0;
    *bytes = all + file->offset;
    return (size_t)(count - file->offset);
}

void file_skip(struct open_file *file, size_t count)
{
    file->offset += count;
    call_note_effect();
}

/*
 * Makes the content the execution's own, with room for capacity bytes; what is behind count is
 * zero.
 */
static void node_reserve(struct file_node *node, size_t capacity)
{
    if (node->capacity >= capacity && node->capacity > 0)
        return;
    size_t larger = node->capacity > 0 ? node->capacity : 256;
    while (larger < capacity)
        larger *= 2;
    uint8_t *bytes = call_alloc(larger);
    if (node->count > 0)
        memcpy(bytes, node->bytes, node->count);
    node->bytes = bytes;
    node->capacity = larger;
}

ssize_t file_write(struct open_file *file, const void *bytes, size_t count)
{
    if (!file->writable)
        return failed(EBADF);
    call_note_effect();
    if (file->kind == FILE_OUTPUT && count > 0)
        call_output(file->output_fd, bytes, count);
    if (file->kind == FILE_REGULAR) {
        struct file_node *node = file->node;
        uint64_t offset = file->append ? node->count : file->offset;
        if (offset > FILE_BYTES_MAX || count > FILE_BYTES_MAX - offset)
            return failed(ENOSPC);
        node_reserve(node, (size_t)offset + count);
        memcpy(node->bytes + offset, bytes, count);
        file->offset = offset + count;
        if (node->count < file->offset)
            node->count = (size_t)file->offset;
    }
    return (ssize_t)count;
}

int64_t file_seek(struct open_file *file, int64_t offset, int whence)
{
    if (file->kind == FILE_INPUT || file->kind == FILE_OUTPUT)
        return failed(ESPIPE);
    if (file->kind != FILE_REGULAR)
        return 0;
    int64_t base = 0;
    if (whence == SEEK_CUR)
        base = (int64_t)file->offset;
    else if (whence == SEEK_END)
        base = (int64_t)file->node->count;
    else if (whence != SEEK_SET)
        return failed(EINVAL);
    int64_t result;
    if (__builtin_add_overflow(base, offset, &result) || result < 0)
        return failed(EINVAL);
    file->offset = (uint64_t)result;
    return result;
}

int file_truncate(struct file_node *node, int64_t count)
{
    if (count < 0 || count > FILE_BYTES_MAX)
        return failed(EINVAL);
    size_t wanted = (size_t)count;
    node_reserve(node, wanted);
    if (wanted < node->count)
        memset(node->bytes + wanted, 0, node->count - wanted);
    node->count = wanted;
    return 0;
}

int file_remove(const char *path)
{
    struct file_node *node = file_find(path);
    if (node == NULL)
        return -1;
    const char *name = node->name;
    node->name = NULL; /* open descriptors keep the content */
    node_new(name)->absent = true;
    return 0;
}

int file_rename(const char *from, const char *to)
{
    struct file_node *node = file_find(from);
    if (node == NULL)
        return -1;
    to = path_shortened(to);
    if (*to == '\0')
        return failed(ENOENT);
    if (strcmp(node->name, to) == 0)
        return 0;
    const char *old = node->name;
    name_release(to);
    size_t bytes = strlen(to) + 1;
    node->name = memcpy(call_alloc(bytes), to, bytes);
    node_new(old)->absent = true;
    return 0;
}
