/* SPDX-License-Identifier: MIT */
/* Streams: opening, closing, positions, buffering. */
#include "sim/posix/file.h"
#include "sim/posix/library.h"
#include "sim/posix/posix.h"
#include "sim/posix/stream.h"

#include <errno.h>
#include <string.h>

static FILE *hd_fopen(const char *path, const char *mode)
{
    uint64_t pc = CALL_PC();
    cells_read_text(path, pc);
    cells_read_text(mode, pc);
    return stream_open(path, mode);
}

static FILE *hd_fdopen(int fd, const char *mode)
{
    cells_read_text(mode, CALL_PC());
    return stream_open_fd(fd, mode);
}

static FILE *hd_freopen(const char *path, const char *mode, FILE *stream)
{
    uint64_t pc = CALL_PC();
    cells_read_text(mode, pc);
    if (path == NULL)
        call_unsupported(pc, "freopen: changing the mode of an open stream is not modelled");
    cells_read_text(path, pc);
    return stream_reopen(stream_get(stream, "freopen", pc), path, mode) ? stream : NULL;
}

static FILE *hd_tmpfile(void)
{
    int fd = file_open_temporary();
    return fd < 0 ? NULL : stream_open_fd(fd, "w+");
}

static int hd_fclose(FILE *stream)
{
    return stream_close(stream, "fclose", CALL_PC());
}

static int hd_fflush(FILE *stream)
{
    if (stream != NULL)
        stream_get(stream, "fflush", CALL_PC());
    return 0;
}

static int hd_setvbuf(FILE *stream, char *buffer __attribute__((unused)),
                      int mode __attribute__((unused)), size_t bytes __attribute__((unused)))
{
    stream_get(stream, "setvbuf", CALL_PC());
    return 0;
}

static void hd_setbuf(FILE *stream, char *buffer __attribute__((unused)))
{
    stream_get(stream, "setbuf", CALL_PC());
}

static void hd_setbuffer(FILE *stream, char *buffer __attribute__((unused)),
                         size_t bytes __attribute__((unused)))
{
    stream_get(stream, "setbuffer", CALL_PC());
}

static void hd_flockfile(FILE *stream)
{
    stream_get(stream, "flockfile", CALL_PC());
}

static int hd_ftrylockfile(FILE *stream)
{
    stream_get(stream, "ftrylockfile", CALL_PC());
    return 0;
}

static int hd_feof(FILE *stream)
{
    return stream_get(stream, "feof", CALL_PC())->at_end;
}

static int hd_ferror(FILE *stream)
{
    return stream_get(stream, "ferror", CALL_PC())->error;
}

static void hd_clearerr(FILE *stream)
{
    struct stream *s = stream_get(stream, "clearerr", CALL_PC());
    s->at_end = s->error = false;
}

static int hd_fileno(FILE *stream)
{
    return stream_get(stream, "fileno", CALL_PC())->fd;
}

static int hd_fseek(FILE *stream, long offset, int whence)
{
    return stream_seek(stream_get(stream, "fseek", CALL_PC()), offset, whence);
}

static long hd_ftell(FILE *stream)
{
    return stream_tell(stream_get(stream, "ftell", CALL_PC()));
}

static void hd_rewind(FILE *stream)
{
    struct stream *s = stream_get(stream, "rewind", CALL_PC());
    stream_seek(s, 0, SEEK_SET);
    s->error = false;
}

static int hd_fgetpos(FILE *stream, fpos_t *to)
{
    uint64_t pc = CALL_PC();
    int64_t offset = stream_tell(stream_get(stream, "fgetpos", pc));
    if (offset < 0)
        return -1;
    cells_write(to, sizeof *to, pc);
    memset(to, 0, sizeof *to);
    to->__pos = offset;
    return 0;
}

static int hd_fsetpos(FILE *stream, const fpos_t *from)
{
    uint64_t pc = CALL_PC();
    cells_read(from, sizeof *from, pc);
    return stream_seek(stream_get(stream, "fsetpos", pc), from->__pos, SEEK_SET);
}

static int hd_remove(const char *path)
{
    cells_read_text(path, CALL_PC());
    return file_remove(path);
}

static int hd_rename(const char *from, const char *to)
{
    uint64_t pc = CALL_PC();
    cells_read_text(from, pc);
    cells_read_text(to, pc);
    return file_rename(from, to);
}

#define UNBUFFERED "accepted; streams have no buffers, output is captured at once"

const struct surface_entry surface_streams[] = {
    SURFACE(fopen, "stdio.h",
            "host files can be read; what is written stays in memory until the execution ends"),
    SURFACE_AS("fopen64", hd_fopen, "stdio.h", NULL),
    SURFACE(fdopen, "stdio.h", NULL),
    SURFACE(freopen, "stdio.h", NULL),
    SURFACE_AS("freopen64", hd_freopen, "stdio.h", NULL),
    SURFACE(tmpfile, "stdio.h", NULL),
    SURFACE_AS("tmpfile64", hd_tmpfile, "stdio.h", NULL),
    SURFACE(fclose, "stdio.h", "use of a closed stream is reported"),
    SURFACE(fflush, "stdio.h", UNBUFFERED),
    SURFACE_AS("fflush_unlocked", hd_fflush, "stdio.h", NULL),
    SURFACE(setvbuf, "stdio.h", UNBUFFERED),
    SURFACE(setbuf, "stdio.h", UNBUFFERED),
    SURFACE(setbuffer, "stdio.h", UNBUFFERED),
    SURFACE_AS("setlinebuf", hd_flockfile, "stdio.h", UNBUFFERED),
    SURFACE(flockfile, "stdio.h", "does nothing: one call's output is never torn"),
    SURFACE_AS("funlockfile", hd_flockfile, "stdio.h", "does nothing"),
    SURFACE(ftrylockfile, "stdio.h", "always succeeds"),
    SURFACE(feof, "stdio.h", NULL),
    SURFACE_AS("feof_unlocked", hd_feof, "stdio.h", NULL),
    SURFACE(ferror, "stdio.h", NULL),
    SURFACE_AS("ferror_unlocked", hd_ferror, "stdio.h", NULL),
    SURFACE(clearerr, "stdio.h", NULL),
    SURFACE_AS("clearerr_unlocked", hd_clearerr, "stdio.h", NULL),
    SURFACE(fileno, "stdio.h", NULL),
    SURFACE_AS("fileno_unlocked", hd_fileno, "stdio.h", NULL),
    SURFACE(fseek, "stdio.h", NULL),
    SURFACE_AS("fseeko", hd_fseek, "stdio.h", NULL),
    SURFACE_AS("fseeko64", hd_fseek, "stdio.h", NULL),
    SURFACE(ftell, "stdio.h", NULL),
    SURFACE_AS("ftello", hd_ftell, "stdio.h", NULL),
    SURFACE_AS("ftello64", hd_ftell, "stdio.h", NULL),
    SURFACE(rewind, "stdio.h", NULL),
    SURFACE(fgetpos, "stdio.h", NULL),
    SURFACE(fsetpos, "stdio.h", NULL),
    SURFACE(remove, "stdio.h", "the host's file stays; it is hidden until the execution ends"),
    SURFACE(rename, "stdio.h", "within the execution only"),
    SURFACE_NOT_YET("popen", "stdio.h", "processes are not modelled yet; use threads"),
    SURFACE_NOT_YET("pclose", "stdio.h", "processes are not modelled yet; use threads"),
    SURFACE_NOT_YET("tmpnam", "stdio.h", "use tmpfile or mkstemp"),
    SURFACE_NOT_YET("tempnam", "stdio.h", "use tmpfile or mkstemp"),
    SURFACE_NOT_YET("fmemopen", "stdio.h", "use sscanf and snprintf on the buffer"),
    SURFACE_NOT_YET("open_memstream", "stdio.h", "use asprintf or snprintf"),
};
SURFACE_PART_COUNT(streams);
