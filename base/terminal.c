/* SPDX-License-Identifier: MIT */
#include "base/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool terminal_colours(int fd, enum colour colour)
{
    if (colour != COLOUR_AUTO)
        return colour == COLOUR_ALWAYS;
    const char *off = getenv("NO_COLOR"), *kind = getenv("TERM");
    if (off != NULL && off[0] != '\0')
        return false;
    return isatty(fd) && kind != NULL && strcmp(kind, "dumb") != 0;
}

struct style style_for(int fd, enum colour colour)
{
    if (!terminal_colours(fd, colour))
        return (struct style){"", "", "", "", "", ""};
    return (struct style){
        .bold = "\033[1m",
        .dim = "\033[2m",
        .bad = "\033[1;31m",
        .good = "\033[1;32m",
        .warn = "\033[1;33m",
        .plain = "\033[0m",
    };
}

unsigned terminal_columns(int fd)
{
    struct winsize size;
    if (!isatty(fd))
        return 0;
    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return 80;
    return size.ws_col;
}
