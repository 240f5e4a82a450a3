/* SPDX-License-Identifier: MIT */
#include "base/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

_Noreturn void check_failed(const char *file, int line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fflush(stdout);
    fprintf(stderr, "heddle: internal error: %s:%d: ", file, line);
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "\nheddle: this is a bug of heddle; please report it with the command line\n");
    va_end(arguments);
    fflush(stderr);
    _exit(EXIT_INTERNAL);
}

_Noreturn void check_out_of_memory(void)
{
    static const char message[] = "heddle: out of memory\n";
    ssize_t written = write(STDERR_FILENO, message, sizeof message - 1);
    (void)written;
    _exit(EXIT_INTERNAL);
}
