/* SPDX-License-Identifier: MIT */
/* Files by descriptor: open, read, write and what belongs to them. */
#include "sim/posix/cancel.h"
#include "sim/posix/file.h"
#include "sim/posix/posix.h"

#include "base/check.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static int failed(int error)
{
    *call_errno() = error;
    return -1;
}

/* The mode argument is not looked at: files of an execution have no permissions. */
static int hd_open(const char *path, int flags, ...)
{
    uint64_t pc = CALL_PC();
    cells_read_text(path, pc);
    if (flags & (O_DIRECTORY | O_PATH))
        call_unsupported(pc, "open: directories are not modelled");
    return file_open(path, flags);
}

static int hd_openat(int folder, const char *path, int flags, ...)
{
    uint64_t pc = CALL_PC();
    cells_read_text(path, pc);
    if (folder != AT_FDCWD || flags & (O_DIRECTORY | O_PATH))
        call_unsupported(pc, "openat: directories are not modelled");
    return file_open(path, flags);
}

static int hd_creat(const char *path, mode_t mode __attribute__((unused)))
{
    cells_read_text(path, CALL_PC());
    return file_open(path, O_CREAT | O_WRONLY | O_TRUNC);
}

static int hd_close(int fd)
{
    thread_test_cancel();
    return file_close(fd);
}

static ssize_t read_here(int fd, void *to, size_t count, uint64_t pc)
{
    thread_test_cancel();
    struct open_file *file = file_get(fd);
    if (file == NULL || !file->readable)
        return failed(EBADF);
    const uint8_t *bytes;
    size_t n = file_peek(file, &bytes);
    if (n > count)
        n = count;
    file_skip(file, n);
    if (n > 0) {
        cells_write(to, n, pc);
        memcpy(to, bytes, n);
    }
    return (ssize_t)n;
}

static ssize_t write_here(int fd, const void *bytes, size_t count, uint64_t pc)
{
    thread_test_cancel();
    struct open_file *file = file_get(fd);
    if (file == NULL || !file->writable)
        return failed(EBADF);
    if (count > 0)
        cells_read(bytes, count, pc);
    return file_write(file, bytes, count);
}

static ssize_t hd_read(int fd, void *to, size_t count)
{
    return read_here(fd, to, count, CALL_PC());
}

static ssize_t hd___read_chk(int fd, void *to, size_t count, size_t room)
{
    uint64_t pc = CALL_PC();
    if (count > room)
        call_report(FINDING_OVERFLOW, SEVERITY_ERROR, pc,
                    "read: asks for %zu bytes, but the buffer has %zu", count, room);
    return read_here(fd, to, count, pc);
}

static ssize_t hd_write(int fd, const void *bytes, size_t count)
{
    return write_here(fd, bytes, count, CALL_PC());
}

/* Runs transfer at an offset and puts the file's own offset back. */
static ssize_t at_offset(int fd, off_t offset, void *buffer, size_t count, bool is_read,
                         uint64_t pc)
{
    struct open_file *file = file_get(fd);
    if (file == NULL)
        return -1;
    if (file->kind != FILE_REGULAR)
        return failed(ESPIPE);
    if (offset < 0)
        return failed(EINVAL);
    uint64_t kept = file->offset;
    file->offset = (uint64_t)offset;
    ssize_t n = is_read ? read_here(fd, buffer, count, pc) : write_here(fd, buffer, count, pc);
    file->offset = kept;
    return n;
}

static ssize_t hd_pread(int fd, void *to, size_t count, off_t offset)
{
    return at_offset(fd, offset, to, count, true, CALL_PC());
}

static ssize_t hd_pwrite(int fd, const void *bytes, size_t count, off_t offset)
{
    return at_offset(fd, offset, (void *)(uintptr_t)bytes, count, false, CALL_PC());
}

static ssize_t vector(int fd, const struct iovec *parts, int count, bool is_read, uint64_t pc)
{
    if (count < 0 || count > IOV_MAX)
        return failed(EINVAL);
    if (count > 0)
        cells_read(parts, (size_t)count * sizeof *parts, pc);
    ssize_t total = 0;
    for (int i = 0; i < count; i++) {
        struct iovec part = parts[i];
        ssize_t n = is_read ? read_here(fd, part.iov_base, part.iov_len, pc)
                            : write_here(fd, part.iov_base, part.iov_len, pc);
        if (n < 0)
            return total > 0 ? total : n;
        total += n;
        if ((size_t)n < part.iov_len)
            break;
    }
    return total;
}

static ssize_t hd_readv(int fd, const struct iovec *parts, int count)
{
    return vector(fd, parts, count, true, CALL_PC());
}

static ssize_t hd_writev(int fd, const struct iovec *parts, int count)
{
    return vector(fd, parts, count, false, CALL_PC());
}

static off_t hd_lseek(int fd, off_t offset, int whence)
{
    struct open_file *file = file_get(fd);
    return file == NULL ? -1 : file_seek(file, offset, whence);
}

static int hd_unlink(const char *path)
{
    cells_read_text(path, CALL_PC());
    return file_remove(path);
}

static int hd_access(const char *path, int mode)
{
    cells_read_text(path, CALL_PC());
    struct file_node *node = file_find(path);
    if (node == NULL)
        return -1;
    return mode & X_OK ? failed(EACCES) : 0;
}

static int hd_dup(int fd)
{
    return file_duplicate(fd, -1, 0);
}

static int hd_dup2(int fd, int to)
{
    return to < 0 ? failed(EBADF) : file_duplicate(fd, to, 0);
}

static int hd_dup3(int fd, int to, int flags __attribute__((unused)))
{
    return to < 0 ? failed(EBADF) : fd == to ? failed(EINVAL) : file_duplicate(fd, to, 0);
}

static int hd_fcntl(int fd, int command, ...)
{
    va_list list;
    va_start(list, command);
    int argument = va_arg(list, int);
    va_end(list);
    struct open_file *file = file_get(fd);
    if (file == NULL)
        return -1;
    switch (command) {
    case F_DUPFD:
    case F_DUPFD_CLOEXEC: return file_duplicate(fd, -1, argument);
    case F_GETFD:
    case F_SETFD: return 0;
    case F_GETFL: return file->flags & ~(O_CREAT | O_EXCL | O_TRUNC);
    case F_SETFL:
        file->append = argument & O_APPEND;
        file->flags = (file->flags & O_ACCMODE) | (argument & ~O_ACCMODE);
        return 0;
    default: call_unsupported(CALL_PC(), "fcntl: command %d is not modelled", command);
    }
}

static int hd_truncate(const char *path, off_t count)
{
    cells_read_text(path, CALL_PC());
    struct file_node *node = file_find(path);
    return node == NULL ? -1 : file_truncate(node, count);
}

static int hd_ftruncate(int fd, off_t count)
{
    struct open_file *file = file_get(fd);
    if (file == NULL)
        return -1;
    if (file->kind != FILE_REGULAR || !file->writable)
        return failed(EINVAL);
    return file_truncate(file->node, count);
}

static int hd_fsync(int fd)
{
    return file_get(fd) != NULL ? 0 : -1;
}

static void status_store(struct stat *to, const struct file_node *node, uint64_t pc)
{
    cells_write(to, sizeof *to, pc);
    memset(to, 0, sizeof *to);
    to->st_mode = node != NULL ? S_IFREG | 0644 : S_IFCHR | 0620;
    to->st_nlink = 1;
    to->st_blksize = 4096;
    to->st_uid = to->st_gid = 1000;
    if (node != NULL) {
        to->st_ino = node->inode;
        to->st_size = (off_t)node->count;
        to->st_blocks = (blkcnt_t)((node->count + 511) / 512);
    }
}

static int hd_stat(const char *path, struct stat *to)
{
    uint64_t pc = CALL_PC();
    cells_read_text(path, pc);
    struct file_node *node = file_find(path);
    if (node == NULL)
        return -1;
    status_store(to, node, pc);
    return 0;
}

static int hd_fstat(int fd, struct stat *to)
{
    struct open_file *file = file_get(fd);
    if (file == NULL)
        return -1;
    status_store(to, file->node, CALL_PC());
    return 0;
}

static int hd_isatty(int fd)
{
    if (file_get(fd) != NULL)
        *call_errno() = ENOTTY;
    return 0;
}

static int hd_ioctl(int fd, unsigned long request __attribute__((unused)), ...)
{
    return file_get(fd) == NULL ? -1 : failed(ENOTTY);
}

static int hd_tcgetattr(int fd, void *to __attribute__((unused)))
{
    return file_get(fd) == NULL ? -1 : failed(ENOTTY);
}

/* "prefixXXXXXX" gets a number that was not used before: the same in every run. */
static int hd_mkstemp(char *name)
{
    uint64_t pc = CALL_PC();
    size_t count = cells_read_text(name, pc);
    if (count < 6 || strcmp(name + count - 6, "XXXXXX") != 0)
        return failed(EINVAL);
    cells_write(name + count - 6, 6, pc);
    for (int number = 0; number < FILES_MAX * 4; number++) {
        for (int i = 0, n = number; i < 6; i++, n /= 10)
            name[count - 1 - (size_t)i] = (char)('0' + n % 10);
        int fd = file_open(name, O_CREAT | O_EXCL | O_RDWR);
        if (fd >= 0 || *call_errno() != EEXIST)
            return fd;
    }
    return failed(EEXIST);
}

const struct surface_entry surface_files[] = {
    SURFACE(open, "fcntl.h",
            "host files can be read; what is written stays in memory until the execution ends"),
    SURFACE_AS("open64", hd_open, "fcntl.h", NULL),
    SURFACE_AS("__open_2", hd_open, "fcntl.h", NULL),
    SURFACE_AS("__open64_2", hd_open, "fcntl.h", NULL),
    SURFACE(openat, "fcntl.h", NULL),
    SURFACE_AS("openat64", hd_openat, "fcntl.h", NULL),
    SURFACE(creat, "fcntl.h", NULL),
    SURFACE(close, "unistd.h", NULL),
    SURFACE(read, "unistd.h", "reads as much as there is"),
    SURFACE(__read_chk, "unistd.h", NULL),
    SURFACE(write, "unistd.h", "writes everything"),
    SURFACE(pread, "unistd.h", NULL),
    SURFACE_AS("pread64", hd_pread, "unistd.h", NULL),
    SURFACE(pwrite, "unistd.h", NULL),
    SURFACE_AS("pwrite64", hd_pwrite, "unistd.h", NULL),
    SURFACE(readv, "sys/uio.h", NULL),
    SURFACE(writev, "sys/uio.h", NULL),
    SURFACE(lseek, "unistd.h", NULL),
    SURFACE_AS("lseek64", hd_lseek, "unistd.h", NULL),
    SURFACE(unlink, "unistd.h", NULL),
    SURFACE(access, "unistd.h", NULL),
    SURFACE(dup, "unistd.h", NULL),
    SURFACE(dup2, "unistd.h", NULL),
    SURFACE(dup3, "unistd.h", NULL),
    SURFACE(fcntl, "fcntl.h", "F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL"),
    SURFACE_AS("fcntl64", hd_fcntl, "fcntl.h", NULL),
    SURFACE(truncate, "unistd.h", NULL),
    SURFACE(ftruncate, "unistd.h", NULL),
    SURFACE_AS("ftruncate64", hd_ftruncate, "unistd.h", NULL),
    SURFACE(fsync, "unistd.h", "nothing is buffered"),
    SURFACE_AS("fdatasync", hd_fsync, "unistd.h", NULL),
    SURFACE(stat, "sys/stat.h", "type and size; the rest is fixed"),
    SURFACE_AS("stat64", hd_stat, "sys/stat.h", NULL),
    SURFACE_AS("lstat", hd_stat, "sys/stat.h", NULL),
    SURFACE_AS("lstat64", hd_stat, "sys/stat.h", NULL),
    SURFACE(fstat, "sys/stat.h", NULL),
    SURFACE_AS("fstat64", hd_fstat, "sys/stat.h", NULL),
    SURFACE(isatty, "unistd.h", "never a terminal"),
    SURFACE(ioctl, "sys/ioctl.h", "fails with ENOTTY"),
    SURFACE(tcgetattr, "termios.h", "fails with ENOTTY"),
    SURFACE(mkstemp, "stdlib.h", NULL),
    SURFACE_AS("mkstemp64", hd_mkstemp, "stdlib.h", NULL),
};
SURFACE_PART_COUNT(files);
