/* SPDX-License-Identifier: MIT */
#include "sim/command.h"

#include "base/check.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static bool wait_for(pid_t child, bool *succeeded)
{
    int status = 0;
    pid_t ended;
    do
        ended = waitpid(child, &status, 0);
    while (ended < 0 && errno == EINTR);
    *succeeded = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return ended == child;
}

bool command_run(const char *const *words, const char *output, bool *succeeded, struct error *err)
{
    ASSERT(words[0] != NULL);
    ASSERT(output != NULL);
    posix_spawn_file_actions_t actions;
    if (posix_spawn_file_actions_init(&actions) != 0)
        check_out_of_memory();
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);

    pid_t child;
    /* posix_spawnp takes the words as char * for historical reasons; it does not write to them. */
    int failure =
        posix_spawnp(&child, words[0], &actions, NULL, (char *const *)(uintptr_t)words, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failure != 0)
        return error_set(err,
                         "cannot run the compiler %s (%s): install it, or set CC to another one",
                         words[0], strerror(failure));
    if (!wait_for(child, succeeded))
        return error_set(err, "lost the compiler %s while it ran: %s", words[0], strerror(errno));
    return true;
}
