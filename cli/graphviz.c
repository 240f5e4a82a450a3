/* SPDX-License-Identifier: MIT */
#include "cli/graphviz.h"

#include "base/check.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* dot with these files as standard input and output.  0, or an errno. */
static int spawn(FILE *in, FILE *out, pid_t *child)
{
    char *const words[] = {(char[]){"dot"}, (char[]){"-Tsvg"}, NULL};
    posix_spawn_file_actions_t actions;
    if (posix_spawn_file_actions_init(&actions) != 0)
        check_out_of_memory();
    posix_spawn_file_actions_adddup2(&actions, fileno(in), 0);
    posix_spawn_file_actions_adddup2(&actions, fileno(out), 1);
    int failure = posix_spawnp(child, words[0], &actions, NULL, words, environ);
    posix_spawn_file_actions_destroy(&actions);
    return failure;
}

static bool wait_for(pid_t child)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return false;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void read_all(FILE *file, struct str *to)
{
    char buffer[65536];
    size_t bytes;
    rewind(file);
    while ((bytes = fread(buffer, 1, sizeof buffer, file)) > 0)
        str_append_bytes(to, buffer, bytes);
}

static bool draw(FILE *in, FILE *out, const struct str *dot, struct str *svg, struct error *err)
{
    pid_t child;
    if (fwrite(str_text(dot), 1, dot->bytes, in) != dot->bytes || fflush(in) != 0)
        return error_set(err, "cannot write a temporary file: %s", strerror(errno));
    rewind(in);
    int failure = spawn(in, out, &child);
    if (failure == ENOENT)
        return error_set(err, "--svg needs Graphviz's program dot, which is not installed (make "
                              "setup installs it); without --svg the drawing is written as DOT");
    if (failure != 0)
        return error_set(err, "cannot run dot: %s", strerror(failure));
    if (!wait_for(child))
        return error_set(err, "dot failed to draw the picture");
    read_all(out, svg);
    return true;
}

bool graphviz_svg(const struct str *dot, struct str *svg, struct error *err)
{
    FILE *in = tmpfile(), *out = tmpfile();
    bool ok = in && out ? draw(in, out, dot, svg, err)
                        : error_set(err, "cannot make a temporary file: %s", strerror(errno));
    if (in)
        fclose(in);
    if (out)
        fclose(out);
    return ok;
}
