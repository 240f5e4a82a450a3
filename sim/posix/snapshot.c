/* SPDX-License-Identifier: MIT */
#include "sim/posix/snapshot.h"

#include "base/memory.h"
#include "sim/call.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct snapshot *snapshots;

static int content_read(int fd, struct snapshot *s)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return errno;
    if (S_ISDIR(status.st_mode))
        return EISDIR;
    if (!S_ISREG(status.st_mode))
        return EACCES; /* devices and pipes are not files of a program under test */
    size_t capacity = 4096, count = 0;
    uint8_t *bytes = memory_new(1, capacity);
    for (;;) {
        ssize_t n = read(fd, bytes + count, capacity - count);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        count += (size_t)n;
        if (count == capacity && capacity < SNAPSHOT_BYTES_MAX)
            bytes = memory_resize(bytes, capacity *= 2, 1);
        else if (count == capacity)
            break;
    }
    s->bytes = bytes;
    s->count = count;
    return 0;
}

static void load_on_host(void *argument)
{
    const char *path = *(const char **)argument;
    size_t bytes = strlen(path) + 1;
    struct snapshot *s = memory_new(1, sizeof *s + bytes);
    memcpy(s->path, path, bytes);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) {
        s->error = errno;
    } else {
        s->error = content_read(fd, s);
        close(fd);
    }
    s->next = snapshots;
    snapshots = s;
}

const struct snapshot *snapshot_get(const char *path)
{
    for (const struct snapshot *s = snapshots; s != NULL; s = s->next)
        if (strcmp(s->path, path) == 0)
            return s;
    call_on_host(load_on_host, &path);
    return snapshots;
}
