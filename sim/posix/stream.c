/* SPDX-License-Identifier: MIT */
#include "sim/posix/stream.h"

#include "base/check.h"
#include "sim/posix/cancel.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

struct streams {
    struct stream items[STREAMS_MAX];
};

static struct streams *streams_here(void)
{
    struct streams **slot = (struct streams **)call_slot(CALL_SLOT_STDIO);
    if (*slot == NULL) {
        *slot = call_alloc(sizeof **slot);
        for (int fd = 0; fd < 3; fd++)
            (*slot)->items[fd] =
                (struct stream){.open = true, .readable = fd == 0, .writable = fd != 0, .fd = fd};
    }
    return *slot;
}

FILE *stream_handle(const struct stream *s)
{
    return STREAM_HANDLE(s - streams_here()->items);
}

struct stream *stream_get(FILE *handle, const char *caller, uint64_t pc)
{
    uintptr_t offset = (uintptr_t)handle - STREAM_HANDLE_BASE, index = offset / 64;
    if (handle == NULL) {
        call_report(FINDING_CRASH, SEVERITY_ERROR, pc, "%s: the stream is a null pointer", caller);
    } else if (offset % 64 != 0 || index >= STREAMS_MAX) {
        call_report(FINDING_CRASH, SEVERITY_ERROR, pc,
                    "%s: the pointer does not lead to an open stream", caller);
    } else {
        struct stream *s = &streams_here()->items[index];
        if (s->open)
            return s;
        call_report(FINDING_MISUSE, SEVERITY_ERROR, pc, "%s: the stream is closed", caller);
    }
    UNREACHABLE();
}

/* fopen's mode as open's flags; -1: not a mode. */
static int mode_flags(const char *mode)
{
    int flags;
    switch (*mode) {
    case 'r': flags = 0; break;
    case 'w': flags = O_CREAT | O_TRUNC; break;
    case 'a': flags = O_CREAT | O_APPEND; break;
    default: return -1;
    }
    bool update = false;
    for (const char *at = mode + 1; *at != '\0' && *at != ','; at++) {
        update |= *at == '+';
        if (*at == 'x')
            flags |= O_EXCL;
    }
    if (update)
        return flags | O_RDWR;
    return flags | (*mode == 'r' ? O_RDONLY : O_WRONLY);
}

static void stream_start(struct stream *s, int fd, int flags)
{
    *s = (struct stream){
        .open = true,
        .readable = (flags & O_ACCMODE) != O_WRONLY,
        .writable = (flags & O_ACCMODE) != O_RDONLY,
        .fd = fd,
    };
}

static struct stream *stream_free_slot(void)
{
    struct streams *streams = streams_here();
    for (int i = 3; i < STREAMS_MAX; i++)
        if (!streams->items[i].open)
            return &streams->items[i];
    *call_errno() = EMFILE;
    return NULL;
}

FILE *stream_open(const char *path, const char *mode)
{
    int flags = mode_flags(mode);
    if (flags < 0) {
        *call_errno() = EINVAL;
        return NULL;
    }
    struct stream *s = stream_free_slot();
    int fd = s != NULL ? file_open(path, flags) : -1;
    if (fd < 0)
        return NULL;
    stream_start(s, fd, flags);
    return stream_handle(s);
}

FILE *stream_open_fd(int fd, const char *mode)
{
    int flags = mode_flags(mode);
    if (flags < 0) {
        *call_errno() = EINVAL;
        return NULL;
    }
    struct stream *s = file_get(fd) != NULL ? stream_free_slot() : NULL;
    if (s == NULL)
        return NULL;
    stream_start(s, fd, flags);
    return stream_handle(s);
}

int stream_close(FILE *handle, const char *caller, uint64_t pc)
{
    struct stream *s = stream_get(handle, caller, pc);
    s->open = false;
    return file_close(s->fd) == 0 ? 0 : EOF;
}

bool stream_reopen(struct stream *s, const char *path, const char *mode)
{
    int flags = mode_flags(mode), wanted = s->fd;
    s->open = false;
    file_close(wanted);
    if (flags < 0) {
        *call_errno() = EINVAL;
        return false;
    }
    int fd = file_open(path, flags);
    if (fd < 0)
        return false;
    if (fd != wanted) { /* stays descriptor 0, 1 or 2 where it was one */
        file_duplicate(fd, wanted, 0);
        file_close(fd);
    }
    stream_start(s, wanted, flags);
    return true;
}

bool stream_write(FILE *handle, const void *bytes, size_t count, const char *caller, uint64_t pc)
{
    thread_test_cancel();
    bool standard = handle == STREAM_HANDLE(1) || handle == STREAM_HANDLE(2);
    if (LIKELY(standard && !call_slot_is_used(CALL_SLOT_STDIO) && !files_touched())) {
        if (count > 0)
            call_output(handle == STREAM_HANDLE(1) ? 1 : 2, bytes, count);
        return true;
    }
    struct stream *s = stream_get(handle, caller, pc);
    struct open_file *file = s->writable ? file_get(s->fd) : NULL;
    if (file != NULL && s->pushed_count > 0) {
        file->offset -= s->pushed_count;
        s->pushed_count = 0;
    }
    if (file != NULL && file_write(file, bytes, count) == (ssize_t)count)
        return true;
    if (file == NULL)
        *call_errno() = EBADF;
    s->error = true;
    return false;
}

/* The file to read from; NULL with the error flag. */
static struct open_file *readable_file(struct stream *s)
{
    thread_test_cancel();
    struct open_file *file = s->readable ? file_get(s->fd) : NULL;
    if (file != NULL && file->readable)
        return file;
    *call_errno() = EBADF;
    s->error = true;
    return NULL;
}

size_t stream_take_span(struct stream *s, size_t limit, int stop, const uint8_t **bytes)
{
    if (limit == 0)
        return 0;
    if (s->pushed_count > 0) {
        *bytes = &s->pushed[--s->pushed_count];
        return 1;
    }
    struct open_file *file = readable_file(s);
    if (file == NULL)
        return 0;
    size_t count = file_peek(file, bytes);
    if (count == 0)
        s->at_end = true;
    if (count > limit)
        count = limit;
    const uint8_t *found = stop >= 0 && count > 0 ? memchr(*bytes, stop, count) : NULL;
    if (found != NULL)
        count = (size_t)(found - *bytes) + 1;
    file_skip(file, count);
    return count;
}

int stream_peek(struct stream *s)
{
    if (s->pushed_count > 0)
        return s->pushed[s->pushed_count - 1];
    struct open_file *file = readable_file(s);
    const uint8_t *bytes;
    if (file != NULL && file_peek(file, &bytes) > 0)
        return *bytes;
    s->at_end = file != NULL;
    return EOF;
}

int stream_take(struct stream *s)
{
    const uint8_t *bytes;
    return stream_take_span(s, 1, -1, &bytes) == 1 ? *bytes : EOF;
}

bool stream_push_back(struct stream *s, unsigned char byte)
{
    if (s->pushed_count == STREAM_PUSHED_MAX)
        return false;
    s->pushed[s->pushed_count++] = byte;
    s->at_end = false;
    return true;
}

int64_t stream_tell(struct stream *s)
{
    struct open_file *file = file_get(s->fd);
    if (file == NULL)
        return -1;
    int64_t offset = file_seek(file, 0, SEEK_CUR);
    return offset < s->pushed_count ? offset : offset - s->pushed_count;
}

int stream_seek(struct stream *s, int64_t offset, int whence)
{
    struct open_file *file = file_get(s->fd);
    if (file == NULL)
        return -1;
    if (whence == SEEK_CUR)
        offset -= s->pushed_count;
    if (file_seek(file, offset, whence) < 0)
        return -1;
    s->pushed_count = 0;
    s->at_end = false;
    return 0;
}
