/* SPDX-License-Identifier: MIT */
#include "tests/scratch.h"

#include "base/check.h"
#include "base/str.h"
#include "base/vec.h"

#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[256]; /* of this process; empty until made */
static VEC(char *) paths; /* handed out */

/* The folder of the running executable, without a trailing slash. */
static void executable_folder(char path[PATH_MAX])
{
    ssize_t bytes = readlink("/proc/self/exe", path, PATH_MAX - 1);
    ASSERT(bytes > 0);
    path[bytes] = '\0';
    *strrchr(path, '/') = '\0';
}

void scratch_enter_source_tree(void)
{
    char path[PATH_MAX];
    executable_folder(path);
    int failed = chdir(path) || chdir("../..");
    ASSERT(!failed);
}

const char *scratch_heddle(void)
{
    static char path[PATH_MAX + 16];
    if (path[0] == '\0') {
        char of_runner[PATH_MAX];
        executable_folder(of_runner);
        snprintf(path, sizeof path, "%s/heddle", of_runner);
    }
    return path;
}

const char *scratch_folder(void)
{
    if (folder[0] == '\0') {
        const char *parent = getenv("TMPDIR");
        snprintf(folder, sizeof folder, "%s/heddle-test-XXXXXX", parent ? parent : "/tmp");
        char *made = mkdtemp(folder);
        ASSERT(made != NULL);
    }
    return folder;
}

const char *scratch_path(const char *name)
{
    struct str path = {0};
    str_printf(&path, "%s/%s", scratch_folder(), name);
    vec_push(&paths, str_take(&path));
    return *vec_last(&paths);
}

const char *scratch_file(const char *name, const char *text)
{
    const char *path = scratch_path(name);
    const char *slash = strrchr(path, '/');
    char *parent = strndup(path, (size_t)(slash - path));
    mkdir(parent, 0755);
    free(parent);
    FILE *file = fopen(path, "w");
    ASSERT(file != NULL);
    fputs(text, file);
    int failed = fclose(file);
    ASSERT(!failed);
    return path;
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *where)
{
    (void)status, (void)kind, (void)where;
    return remove(path);
}

void scratch_remove(void)
{
    for (size_t i = 0; i < paths.count; i++)
        free(paths.items[i]);
    vec_release(&paths);
    if (folder[0] != '\0')
        nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    folder[0] = '\0';
}
